//! A sentence cut into words, with what the rules ask of each.

use super::{Weight, lexicon};

/// A word or an emoticon.
pub(super) struct Word<'a> {
    text: &'a str,
    /// In small letters.
    pub(super) lower: String,
    /// Whether it is in capitals while others are not.
    pub(super) stands_out: bool,
    /// Its valence, when the lexicon has it.
    pub(super) valence: Option<f64>,
    /// What it adds to the strength of a word after it.
    pub(super) boost: Option<f64>,
    /// Whether it turns round what follows.
    pub(super) negates: bool,
}

/// The words of a sentence.
pub(super) struct Words<'a>(Vec<Word<'a>>);

impl<'a> Words<'a> {
    pub(super) fn of(text: &'a str, valence: fn(&str) -> Option<f64>) -> Self {
        let tokens = text.split(is_space).filter(|token| !token.is_empty());
        let mut words: Vec<_> =
            tokens.map(without_punctuation).map(|token| Word::of(token, valence)).collect();
        let in_capitals = words.iter().filter(|word| word.stands_out).count();
        if in_capitals == words.len() {
            for word in &mut words {
                word.stands_out = false;
            }
        }
        Self(words)
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = &Word<'a>> {
        self.0.iter()
    }

    pub(super) fn len(&self) -> usize {
        self.0.len()
    }

    /// The word `back` places before the one at `at`, if there is one.
    pub(super) fn before(&self, at: usize, back: usize) -> Option<&Word<'a>> {
        self.0.get(at.checked_sub(back)?)
    }

    /// Whether the word `back` places before the one at `at` is `lower`.
    pub(super) fn is_before(&self, at: usize, back: usize, lower: &str) -> bool {
        self.before(at, back).is_some_and(|word| word.lower == lower)
    }

    /// How many negations have nothing to turn round in the three words after them.
    pub(super) fn idle_negations(&self) -> usize {
        let places =
            (0..self.0.len()).filter(|at| self.0.get(*at).is_some_and(|word| word.negates));
        let idle = places.filter(|at| {
            let after = self.0.iter().skip(at + 1).take(3);
            after.into_iter().all(|word| word.valence.is_none())
        });
        idle.count()
    }

    /// The word after the one at `at`.
    pub(super) fn after(&self, at: usize) -> Option<&Word<'a>> {
        self.0.get(at + 1)
    }

    /// The valence of the saying made of the words from `from` up to, not including, `to`.
    pub(super) fn saying(&self, from: usize, to: usize) -> Option<f64> {
        lexicon::saying(self.0.get(from..to)?.iter().map(|word| word.lower.as_str()))
    }

    /// The words that have a valence.
    pub(super) fn weights(&self, valences: &[f64]) -> Vec<Weight> {
        let pairs = self.0.iter().zip(valences);
        pairs
            .filter(|(_, points)| **points != 0.0)
            .map(|(word, points)| Weight { word: word.text.to_owned(), points: *points })
            .collect()
    }
}

impl<'a> Word<'a> {
    fn of(text: &'a str, valence: fn(&str) -> Option<f64>) -> Self {
        let lower = text.to_lowercase();
        Self {
            text,
            stands_out: is_upper(text),
            valence: valence(&lower),
            boost: lexicon::boost(&lower),
            negates: lexicon::negates(&lower),
            lower,
        }
    }
}

/// White space as Python has it: the separators of files, groups, records and units too.
pub(super) fn is_space(letter: char) -> bool {
    letter.is_whitespace() || ('\u{1c}'..='\u{1f}').contains(&letter)
}

/// The token without punctuation around it; what would be left of an emoticon is too short, and it stays as it is.
fn without_punctuation(token: &str) -> &str {
    let inner = token.trim_matches(|letter: char| letter.is_ascii_punctuation());
    if inner.chars().nth(2).is_none() { token } else { inner }
}

/// Whether there are capital letters and no small ones.
fn is_upper(text: &str) -> bool {
    !text.chars().any(|letter| letter.is_lowercase() || is_title(letter))
        && text.chars().any(char::is_uppercase)
}

/// Letters that are a capital and a small one at once, and no capitals.
fn is_title(letter: char) -> bool {
    matches!(
        letter,
        '\u{1c5}' | '\u{1c8}' | '\u{1cb}' | '\u{1f2}' | '\u{1f88}'..='\u{1f8f}' | '\u{1f98}'..='\u{1f9f}'
            | '\u{1fa8}'..='\u{1faf}' | '\u{1fbc}' | '\u{1fcc}' | '\u{1ffc}'
    )
}
