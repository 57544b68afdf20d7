//! A note cut into sentences.

/// Abbreviations that end in a full stop and no sentence.
const ABBREVIATIONS: &[&str] = &[
    "approx", "co", "corp", "dept", "dr", "e.g", "etc", "i.e", "inc", "jr", "ltd", "mr", "mrs",
    "ms", "no", "prof", "resp", "sr", "st", "vs",
];

/// The sentences of a text: each ends at a full stop, exclamation or question mark before white space, or with its line.
///
/// ```
/// use domain::text::sentences::sentences;
///
/// let found: Vec<_> = sentences("Hi Dr. Ruiz. See you at 3.30! Bye").collect();
/// assert_eq!(found, ["Hi Dr. Ruiz.", "See you at 3.30!", "Bye"]);
/// ```
pub fn sentences(text: &str) -> impl Iterator<Item = &str> {
    text.lines().flat_map(of_line).map(str::trim).filter(|sentence| !sentence.is_empty())
}

fn of_line(line: &str) -> impl Iterator<Item = &str> {
    let mut rest = line;
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        let (sentence, after) = rest.split_at(end(rest));
        rest = after;
        Some(sentence)
    })
}

/// Where the first sentence ends, in bytes.
fn end(text: &str) -> usize {
    let mut letters = text.char_indices().peekable();
    while let Some((at, letter)) = letters.next() {
        let last = letters.peek().is_none_or(|(_, next)| next.is_whitespace());
        if !last || !matches!(letter, '.' | '!' | '?' | '…') {
            continue;
        }
        let (before, _) = text.split_at(at);
        if letter != '.' || !abbreviated(before) {
            return at + letter.len_utf8();
        }
    }
    text.len()
}

/// Whether a full stop after `before` belongs to an abbreviation or an initial.
fn abbreviated(before: &str) -> bool {
    let word = before.rsplit(char::is_whitespace).next().unwrap_or_default();
    let word = word.trim_start_matches(|letter: char| !letter.is_alphanumeric());
    let initial = word.chars().count() == 1 && word.chars().all(char::is_uppercase) && word != "I";
    initial || ABBREVIATIONS.binary_search(&word.to_lowercase().as_str()).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cut(text: &str) -> Vec<&str> {
        sentences(text).collect()
    }

    #[test]
    fn lines_and_marks_end_sentences() {
        assert_eq!(cut("One\ntwo. Three?!  Four"), ["One", "two.", "Three?!", "Four"]);
        assert_eq!(cut("Version 2.1 is out"), ["Version 2.1 is out"]);
        assert!(cut(" \n\n ").is_empty());
    }

    #[test]
    fn abbreviations_and_initials_do_not() {
        assert_eq!(cut("Ask Mr. J. Bo, e.g. today. Ok"), ["Ask Mr. J. Bo, e.g. today.", "Ok"]);
        assert_eq!(cut("It was I. He left."), ["It was I.", "He left."]);
        assert!(ABBREVIATIONS.is_sorted());
    }
}
