//! Short words that name a state, and the initials of a person.

use leptos::prelude::*;

/// What a state means to the reader; the words say it too, colour alone never does.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Tone {
    /// Nothing to judge.
    #[default]
    Neutral,
    /// Chosen, current or one's own.
    Accent,
    /// Going well.
    Good,
    /// Look at it soon.
    Warn,
    /// Needs somebody now.
    Bad,
}

impl Tone {
    /// The state class the style sheets know: `is-good` and its like.
    #[must_use]
    pub const fn class(self) -> &'static str {
        match self {
            Self::Neutral => "is-neutral",
            Self::Accent => "is-accent",
            Self::Good => "is-good",
            Self::Warn => "is-warn",
            Self::Bad => "is-bad",
        }
    }
}

/// A word or two about a record's state: "Qualified", "Overdue".
#[component]
pub fn Badge(
    /// The words.
    #[prop(into)]
    text: String,
    /// What they mean.
    #[prop(optional)]
    tone: Tone,
) -> impl IntoView {
    view! { <span class=format!("badge {}", tone.class())>{text}</span> }
}

/// A person's initials in a circle, with the full name for assistive technology and on hover.
#[component]
pub fn Avatar(
    /// The full name.
    #[prop(into)]
    name: String,
) -> impl IntoView {
    let initials = initials(&name);
    view! {
        <span class="avatar" role="img" aria-label=name.clone() title=name>
            <span aria-hidden="true">{initials}</span>
        </span>
    }
}

/// First letters of the first and last word: "Ada Mary Lovelace" is "AL".
#[must_use]
pub fn initials(name: &str) -> String {
    let mut words = name.split_whitespace().filter_map(|word| word.chars().next());
    let first = words.next();
    let last = words.next_back();
    first.into_iter().chain(last).flat_map(char::to_uppercase).collect()
}

#[cfg(test)]
mod tests {
    use super::initials;

    #[test]
    fn initials_are_of_the_first_and_last_word() {
        assert_eq!(initials("Ada Mary Lovelace"), "AL");
        assert_eq!(initials("plato"), "P");
        assert_eq!(initials("  "), "");
        assert_eq!(initials("Émile Ångström"), "ÉÅ");
    }
}
