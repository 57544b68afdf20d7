//! Names that are nearly right.

use std::collections::BTreeMap;

pub(super) use domain::duplicates::plain;
use domain::duplicates::unaccented;

/// How alike two names must be (Jaro-Winkler, 0 to 1) for one to be read as the other.
const ALIKE: f64 = 0.90;
/// By how much the best must beat the next: with two equally alike, a person decides.
const AHEAD: f64 = 0.04;

/// What a name was found to mean.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Found<T> {
    /// It is written as it should be.
    Exact(T),
    /// It is meant for this one.
    Meant(T, String),
    /// Nothing is alike, or too much is: the nearest, for the message.
    Nothing(Option<String>),
}

/// Names and what they stand for.
#[derive(Clone, Debug)]
pub(super) struct Book<T> {
    entries: BTreeMap<String, (String, T)>,
}

impl<T: Copy> Book<T> {
    pub(super) fn new(names: impl IntoIterator<Item = (String, T)>) -> Self {
        Self {
            entries: names.into_iter().map(|(name, value)| (plain(&name), (name, value))).collect(),
        }
    }

    /// Looks a name up: as it is, then without case and spaces, then by likeness.
    pub(super) fn find(&self, name: &str) -> Found<T> {
        let plain = plain(name);
        if let Some((known, value)) = self.entries.get(&plain) {
            return if known == name {
                Found::Exact(*value)
            } else {
                Found::Meant(*value, known.clone())
            };
        }
        let mut alike: Vec<(f64, &String, T)> = self
            .entries
            .iter()
            .map(|(key, (known, value))| (strsim::jaro_winkler(&plain, key), known, *value))
            .collect();
        alike.sort_by(|a, b| b.0.total_cmp(&a.0));
        match alike.as_slice() {
            [(best, known, value), rest @ ..]
                if *best >= ALIKE && rest.first().is_none_or(|next| best - next.0 >= AHEAD) =>
            {
                Found::Meant(*value, (*known).clone())
            }
            others => Found::Nothing(
                others.first().filter(|near| near.0 > 0.7).map(|near| near.1.clone()),
            ),
        }
    }
}

/// The part of a mail address that can be made of a name: plain lower-case letters, digits, hyphens and dots.
pub(crate) fn address(name: &str) -> String {
    let mut plain = String::with_capacity(name.len());
    for letter in name.chars().flat_map(char::to_lowercase).map(unaccented) {
        match letter {
            'a'..='z' | '0'..='9' => plain.push(letter),
            _ if plain.is_empty() || plain.ends_with(['.', '-']) => {}
            '-' => plain.push('-'),
            _ => plain.push('.'),
        }
    }
    plain.trim_end_matches(['.', '-']).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn book() -> Book<u8> {
        let names = ["GTX Basic", "GTX Pro", "GTX Plus Pro", "GTX Plus Basic", "GTK 500"];
        Book::new(names.into_iter().map(str::to_owned).zip(1..))
    }

    #[test]
    fn a_misspelt_name_is_read_as_the_one_it_is_meant_for() {
        assert_eq!(book().find("GTX Pro"), Found::Exact(2));
        let zoe = Book::new([("Zoë Öz".to_owned(), 7)]);
        assert_eq!(zoe.find("Zoe Oz"), Found::Meant(7, "Zoë Öz".to_owned()));
        assert_eq!(book().find("GTXPro"), Found::Meant(2, "GTX Pro".to_owned()));
        assert_eq!(book().find("GTX Plsu Basic"), Found::Meant(4, "GTX Plus Basic".to_owned()));
    }

    #[test]
    fn between_two_equally_alike_a_person_decides() {
        let book = Book::new([("Alpha One".to_owned(), 1), ("Alpha Two".to_owned(), 2)]);
        assert!(matches!(book.find("Alpha"), Found::Nothing(Some(_))));
        assert_eq!(book.find("Quartz"), Found::Nothing(None));
    }

    #[test]
    fn an_address_is_made_of_a_name() {
        assert_eq!(address("Mei-Mei O'Johns"), "mei-mei.o.johns");
        assert_eq!(address("Żaneta de la Vega y Ordóñez"), "zaneta.de.la.vega.y.ordonez");
        assert_eq!(address("Brisa & Sorrento Seguros"), "brisa.sorrento.seguros");
    }
}
