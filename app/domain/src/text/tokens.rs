//! Words and marks of a text, as the learned models read it.

/// What is split off a word, so that "don't", "do n't" and "didn't" share their negation.
const ENDINGS: &[&str] = &["n't", "'s", "'m", "'re", "'ve", "'ll", "'d"];

/// A word, or a run of marks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Token<'a> {
    /// Where it begins, in bytes.
    pub at: usize,
    /// As it stands in the text.
    pub text: &'a str,
    /// In small letters, long runs of one letter cut to two, digits all alike.
    pub plain: String,
    /// Whether it is a word or number.
    pub is_word: bool,
}

/// Cuts a text; apostrophes are the typewriter's (see [`straight`]).
pub(crate) fn tokens(text: &str) -> Vec<Token<'_>> {
    let mut found = Vec::new();
    let mut rest = text.trim_start();
    while let Some(first) = rest.chars().next() {
        let at = text.len() - rest.len();
        let (token, after) = rest.split_at(length(rest, first));
        if first.is_alphanumeric() {
            let (stem, ending) = token.split_at(token.len() - ending(token));
            let parts = [(at, stem), (at + stem.len(), ending)];
            let parts = parts.into_iter().filter(|(_, part)| !part.is_empty());
            found.extend(parts.map(|(at, part)| word(at, part)));
        } else {
            let is_word = ENDINGS.contains(&token.to_lowercase().as_str());
            found.push(Token { is_word, ..word(at, token) });
        }
        rest = after.trim_start();
    }
    found
}

/// The text with the typewriter's apostrophes.
pub(crate) fn straight(text: &str) -> String {
    text.replace(['’', '‘', '`'], "'")
}

/// The part of `text` from the first to the last of some of its tokens.
pub(crate) fn part<'a>(text: &'a str, tokens: &[Token<'_>]) -> &'a str {
    let (Some(first), Some(last)) = (tokens.first(), tokens.last()) else { return "" };
    text.get(first.at..last.at + last.text.len()).unwrap_or_default()
}

/// How many bytes the first token has.
fn length(text: &str, first: char) -> usize {
    let run =
        |belongs: fn(char) -> bool| text.find(|letter| !belongs(letter)).unwrap_or(text.len());
    match first {
        '!' | '?' => run(|letter| matches!(letter, '!' | '?')),
        '.' => run(|letter| letter == '.'),
        '\'' => {
            match text.get(1..).and_then(|after| after.find(|letter: char| !letter.is_alphabetic()))
            {
                Some(end @ 1..=2) => end + 1,
                None if (2..=3).contains(&text.len()) && text.is_ascii() => text.len(),
                _ => 1,
            }
        }
        _ if first.is_alphanumeric() => word_length(text),
        _ => first.len_utf8(),
    }
}

/// Letters and digits, with apostrophes between them.
fn word_length(text: &str) -> usize {
    let mut letters = text.char_indices().peekable();
    while let Some((at, letter)) = letters.next() {
        let inner =
            letter == '\'' && letters.peek().is_some_and(|(_, next)| next.is_alphanumeric());
        if !letter.is_alphanumeric() && !inner {
            return at;
        }
    }
    text.len()
}

/// How many bytes of a word are an ending.
fn ending(word: &str) -> usize {
    let lower = word.to_ascii_lowercase();
    ENDINGS.iter().find(|ending| lower.ends_with(**ending)).map_or(0, |ending| ending.len())
}

fn word(at: usize, text: &str) -> Token<'_> {
    Token { at, text, plain: plain(text), is_word: true }
}

fn plain(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut run = 0;
    for letter in text.chars().flat_map(char::to_lowercase) {
        let letter = if letter.is_numeric() { '0' } else { letter };
        run = if plain.ends_with(letter) { run + 1 } else { 0 };
        if run < 2 {
            plain.push(letter);
        }
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cut(text: &str) -> Vec<String> {
        tokens(&straight(text)).into_iter().map(|token| token.plain).collect()
    }

    #[test]
    fn contractions_are_cut_alike_however_they_are_written() {
        assert_eq!(cut("I don’t know"), ["i", "do", "n't", "know"]);
        assert_eq!(cut("I do n't know , it 's"), ["i", "do", "n't", "know", ",", "it", "'s"]);
        assert_eq!(cut("they're 'nice'"), ["they", "'re", "'", "nice", "'"]);
    }

    #[test]
    fn runs_of_marks_stay_together() {
        assert_eq!(
            cut("Sooooo good?!! Well... 😀 2024."),
            ["soo", "good", "?!!", "well", "..", "😀", "00", "."]
        );
        assert!(cut("  ").is_empty());
    }
}
