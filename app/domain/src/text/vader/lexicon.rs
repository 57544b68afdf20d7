//! The tables: valences of words, words for emoji, what strengthens, weakens and turns round.

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::LazyLock;

/// What a word that strengthens adds, measured by the authors; one that weakens takes it away.
const STRONGER: f64 = 0.293;

/// Word, tab, mean valence from -4 to 4.
static VALENCES: LazyLock<HashMap<&str, f64>> = LazyLock::new(|| {
    let pairs = include_str!("lexicon.tsv").lines().filter_map(|line| line.split_once('\t'));
    pairs.filter_map(|(word, mean)| Some((word, mean.parse().ok()?))).collect()
});

/// Words that sales talk, reviews and news judge by and VADER does not know, by the same scale; our own.
static MORE: LazyLock<HashMap<&str, f64>> = LazyLock::new(|| {
    let pairs = include_str!("../more.tsv").lines().filter_map(|line| line.split_once('\t'));
    pairs.filter_map(|(word, mean)| Some((word, mean.parse().ok()?))).collect()
});

/// Emoji, tab, its name.
static EMOJI: LazyLock<HashMap<char, &str>> = LazyLock::new(|| {
    let pairs = include_str!("emoji.tsv").lines().filter_map(|line| line.split_once('\t'));
    pairs.filter_map(|(emoji, name)| Some((emoji.chars().next()?, name))).collect()
});

const STRONG: &[&str] = &[
    "absolutely",
    "amazingly",
    "awfully",
    "completely",
    "considerable",
    "considerably",
    "decidedly",
    "deeply",
    "effing",
    "enormous",
    "enormously",
    "entirely",
    "especially",
    "exceptional",
    "exceptionally",
    "extreme",
    "extremely",
    "fabulously",
    "flippin",
    "flipping",
    "frackin",
    "fracking",
    "frickin",
    "fricking",
    "friggin",
    "frigging",
    "fuckin",
    "fucking",
    "fuggin",
    "fugging",
    "fully",
    "greatly",
    "hella",
    "highly",
    "hugely",
    "incredible",
    "incredibly",
    "intensely",
    "major",
    "majorly",
    "more",
    "most",
    "particularly",
    "purely",
    "quite",
    "really",
    "remarkably",
    "so",
    "substantially",
    "thoroughly",
    "total",
    "totally",
    "tremendous",
    "tremendously",
    "uber",
    "unbelievably",
    "unusually",
    "utter",
    "utterly",
    "very",
];

const WEAK: &[&str] = &[
    "almost",
    "barely",
    "hardly",
    "kind-of",
    "kinda",
    "kindof",
    "less",
    "little",
    "marginal",
    "marginally",
    "occasional",
    "occasionally",
    "partly",
    "scarce",
    "scarcely",
    "slight",
    "slightly",
    "somewhat",
    "sort-of",
    "sorta",
    "sortof",
];

const WEAK_PAIRS: &[[&str; 2]] = &[["just", "enough"], ["kind", "of"], ["sort", "of"]];

const NEGATIONS: &[&str] = &[
    "aint", "arent", "cannot", "cant", "couldnt", "darent", "despite", "didnt", "doesnt", "dont",
    "hadnt", "hasnt", "havent", "isnt", "mightnt", "mustnt", "neednt", "neither", "never", "none",
    "nope", "nor", "not", "nothing", "nowhere", "oughtnt", "rarely", "seldom", "shant", "shouldnt",
    "uh-uh", "uhuh", "wasnt", "werent", "without", "wont", "wouldnt",
];

/// Sayings that have a valence of their own.
const SAYINGS: &[(&[&str], f64)] = &[
    (&["the", "shit"], 3.0),
    (&["the", "bomb"], 3.0),
    (&["bad", "ass"], 1.5),
    (&["bus", "stop"], 0.0),
    (&["yeah", "right"], -2.0),
    (&["kiss", "of", "death"], -1.5),
    (&["to", "die", "for"], 3.0),
    (&["beating", "heart"], 3.5),
];

/// The valence of a word in small letters.
pub(super) fn valence(word: &str) -> Option<f64> {
    VALENCES.get(word).copied()
}

/// The valence of a word in small letters, by the longer lexicon.
pub(super) fn valence_of_more(word: &str) -> Option<f64> {
    valence(word).or_else(|| MORE.get(word).copied())
}

/// What a word adds to the strength of one after it.
pub(super) fn boost(word: &str) -> Option<f64> {
    if STRONG.binary_search(&word).is_ok() {
        Some(STRONGER)
    } else {
        WEAK.binary_search(&word).is_ok().then_some(-STRONGER)
    }
}

/// What two words together add, such as "sort of".
pub(super) fn boost_of_pair(first: &str, second: &str) -> Option<f64> {
    WEAK_PAIRS.contains(&[first, second]).then_some(-STRONGER)
}

/// Whether a word turns round what follows.
pub(super) fn negates(word: &str) -> bool {
    word.contains("n't") || NEGATIONS.binary_search(&word).is_ok()
}

/// The valence of a saying.
pub(super) fn saying<'a>(words: impl ExactSizeIterator<Item = &'a str> + Clone) -> Option<f64> {
    let same = |saying: &&(&[&str], f64)| {
        saying.0.len() == words.len() && saying.0.iter().copied().eq(words.clone())
    };
    SAYINGS.iter().find(same).map(|(_, valence)| *valence)
}

/// The text with each emoji as its name, set off from a letter before it but, as in the original, not from one after.
pub(super) fn spell_out(text: &str) -> Cow<'_, str> {
    if text.is_ascii() {
        return Cow::Borrowed(text);
    }
    let mut spelled = String::with_capacity(text.len());
    let mut after_space = true;
    for letter in text.chars() {
        if let Some(name) = EMOJI.get(&letter) {
            if !after_space {
                spelled.push(' ');
            }
            spelled.push_str(name);
            after_space = false;
        } else {
            spelled.push(letter);
            after_space = letter == ' ';
        }
    }
    Cow::Owned(spelled)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tables_are_read_whole_and_sorted() {
        assert_eq!(VALENCES.len(), include_str!("lexicon.tsv").lines().count());
        assert_eq!(EMOJI.len(), include_str!("emoji.tsv").lines().count());
        assert_eq!(MORE.len(), include_str!("../more.tsv").lines().count());
        assert!(MORE.keys().all(|word| valence(word).is_none() && boost(word).is_none()));
        assert!(STRONG.is_sorted() && WEAK.is_sorted() && NEGATIONS.is_sorted());
    }
}
