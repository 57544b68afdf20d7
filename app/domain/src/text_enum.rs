//! Closed sets of words that stand in the database, in forms and on pages.

/// Declares an enum whose variants each have a stored word and a label for the page.
macro_rules! text_enum {
    ($(#[doc = $doc:literal])+ $name:ident { $($(#[doc = $vdoc:literal])+ $variant:ident = $word:literal, $label:literal;)+ }) => {
        $(#[doc = $doc])+
        #[derive(
            Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize,
        )]
        #[serde(try_from = "String", into = "&'static str")]
        pub enum $name {
            $($(#[doc = $vdoc])+ $variant,)+
        }

        impl $name {
            /// Every value, in its usual order.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The word in the database and in URLs.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self {
                    $(Self::$variant => $word,)+
                }
            }

            /// The words on a page.
            #[must_use]
            pub const fn label(self) -> &'static str {
                match self {
                    $(Self::$variant => $label,)+
                }
            }
        }

        impl TryFrom<&str> for $name {
            type Error = crate::text_enum::UnknownWord;

            fn try_from(word: &str) -> Result<Self, Self::Error> {
                match word {
                    $($word => Ok(Self::$variant),)+
                    _ => Err(crate::text_enum::UnknownWord {
                        word: word.to_owned(),
                        known: &[$($word),+],
                    }),
                }
            }
        }

        impl TryFrom<String> for $name {
            type Error = crate::text_enum::UnknownWord;

            fn try_from(word: String) -> Result<Self, Self::Error> {
                Self::try_from(word.as_str())
            }
        }

        impl std::str::FromStr for $name {
            type Err = crate::text_enum::UnknownWord;

            fn from_str(word: &str) -> Result<Self, Self::Err> {
                Self::try_from(word)
            }
        }

        impl From<$name> for &'static str {
            fn from(value: $name) -> Self {
                value.as_str()
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.label())
            }
        }
    };
}

pub(crate) use text_enum;

/// A word that stands for none of the known values.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("\"{word}\" is not known here: use one of {}", .known.join(", "))]
pub struct UnknownWord {
    /// The word that was given.
    pub word: String,
    /// The words there are.
    pub known: &'static [&'static str],
}
