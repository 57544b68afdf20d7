//! What a learned model sees of a text: which word and letter sequences it has, as 32-bit keys.

use super::tokens::Token;

/// The longest sequence of words.
const WORDS: u8 = 3;
/// The lengths of letter sequences within a word and the gaps around it.
const LETTERS: std::ops::RangeInclusive<usize> = 2..=5;

/// A sequence that occurs in a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Feature {
    /// Its hash.
    pub key: u32,
    /// Whether it is one of letters: those are weighed against each other, words against words.
    pub of_letters: bool,
    /// The place of its first token.
    pub at: u32,
    /// How many tokens it spans.
    pub span: u8,
}

/// The sequences of a text, each once, where it stands first.
pub(crate) fn features(tokens: &[Token<'_>]) -> Vec<Feature> {
    let mut found = Vec::new();
    for span in 1..=WORDS {
        for (at, window) in (0_u32..).zip(tokens.windows(span.into())) {
            let words = window.iter().flat_map(|token| token.plain.bytes().chain([b' ']));
            found.push(Feature { key: hash(b'w', words), of_letters: false, at, span });
        }
    }
    for (at, token) in (0_u32..).zip(tokens).filter(|(_, token)| token.is_word) {
        let letters: Vec<char> =
            [' '].into_iter().chain(token.plain.chars()).chain([' ']).collect();
        for length in LETTERS {
            for window in letters.windows(length) {
                let bytes = window.iter().flat_map(|letter| u32::from(*letter).to_le_bytes());
                found.push(Feature { key: hash(b'c', bytes), of_letters: true, at, span: 1 });
            }
        }
    }
    found.sort_by_key(|feature| (feature.key, feature.at));
    found.dedup_by_key(|feature| feature.key);
    found
}

/// FNV-1a, which is short and the same everywhere.
fn hash(kind: u8, bytes: impl Iterator<Item = u8>) -> u32 {
    [kind]
        .into_iter()
        .chain(bytes)
        .fold(0x811c_9dc5, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193))
}

#[cfg(test)]
mod tests {
    use super::super::tokens::tokens;
    use super::*;

    #[test]
    fn each_sequence_is_there_once() {
        let tokens = tokens("no no, no way");
        let found = features(&tokens);
        let words: Vec<_> =
            found.iter().filter(|feature| !feature.of_letters && feature.span == 1).collect();
        assert_eq!(words.len(), 3, "no , way");
        assert!(found.is_sorted_by(|one, other| one.key < other.key));
    }
}
