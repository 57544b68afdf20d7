//! What can be counted in a sentence without knowing its words: lengths, capitals, marks, contractions.

use super::tokens::Token;
use crate::num;

/// What each figure is in words: when it is more than usual, and when it is less.
pub(super) const NAMES: [[&str; 2]; 26] = [
    ["many words", "few words"],
    ["long words on average", "short words on average"],
    ["many long words", "few long words"],
    ["begins with a capital letter", "does not begin with a capital letter"],
    ["ends with a full stop", "does not end with a full stop"],
    ["ends with a question mark", "does not end with a question mark"],
    ["exclamation marks", "no exclamation mark"],
    ["several question marks", "not several question marks"],
    ["dots", "no dots"],
    ["many contractions", "few contractions"],
    ["a contraction", "no contraction"],
    ["often I or me", "seldom I or me"],
    ["often you", "seldom you"],
    ["words in capitals", "no words in capitals"],
    ["all in capitals", "not all in capitals"],
    ["no capital letters", "capital letters"],
    ["stretched words", "no stretched words"],
    ["a smiley", "no smiley"],
    ["many commas", "few commas"],
    ["many digits", "few digits"],
    ["brackets", "no brackets"],
    ["quotation marks", "no quotation marks"],
    ["many articles and prepositions", "few articles and prepositions"],
    ["a small i", "no small i"],
    ["words of chats", "no words of chats"],
    ["words of letters", "no words of letters"],
];

const SMALL: &[&str] =
    &["and", "by", "for", "from", "in", "of", "on", "that", "the", "to", "which", "with"];
const FIRST: &[&str] = &["i", "me", "mine", "my", "myself"];
const SECOND: &[&str] = &["u", "ur", "you", "your", "yours"];
const CHAT: &[&str] = &[
    "ain", "awesome", "btw", "cant", "cause", "cool", "cos", "coz", "crap", "cuz", "damn", "dont",
    "dude", "dunno", "gonna", "gotta", "guy", "guys", "ha", "haha", "hell", "hey", "hi", "idk",
    "im", "ive", "kinda", "lol", "nope", "ok", "okay", "omg", "pic", "pics", "plz", "pls", "r",
    "stuff", "suck", "sucks", "thanx", "thats", "thx", "tho", "u", "ur", "wanna", "wont", "wow",
    "wut", "ya", "yea", "yeah", "yep", "yup",
];
const LETTER: &[&str] = &[
    "accordingly",
    "additionally",
    "although",
    "appreciate",
    "assist",
    "attached",
    "concerning",
    "consequently",
    "dear",
    "despite",
    "due",
    "ensure",
    "furthermore",
    "hence",
    "however",
    "indicate",
    "inform",
    "kindly",
    "moreover",
    "nevertheless",
    "obtain",
    "please",
    "provide",
    "provided",
    "purchase",
    "receive",
    "recommend",
    "regarding",
    "request",
    "require",
    "required",
    "several",
    "sincerely",
    "therefore",
    "thus",
    "various",
    "whereas",
    "whether",
    "whom",
];

/// The figures of a sentence, in the order of [`NAMES`].
pub(super) fn figures(text: &str, tokens: &[Token<'_>]) -> Vec<f64> {
    let words: Vec<&Token<'_>> =
        tokens.iter().filter(|token| token.is_word && !is_ending(token)).collect();
    let count = num::float(words.len().max(1));
    let share = |holds: &dyn Fn(&Token<'_>) -> bool| {
        num::float(words.iter().filter(|token| holds(token)).count()) / count
    };
    let among =
        |list: &'static [&'static str]| share(&|token| list.contains(&token.plain.as_str()));
    let marks = |mark: char| num::float(text.matches(mark).count());
    let letters: f64 = words.iter().map(|token| num::float(token.text.chars().count())).sum();
    let long = share(&|token| token.text.chars().count() > 6);
    let digits = num::float(text.chars().filter(char::is_ascii_digit).count());
    let endings = num::float(tokens.iter().filter(|token| is_ending(token)).count());
    let capital = |text: &str| text.chars().any(char::is_uppercase);
    let small = |text: &str| text.chars().any(char::is_lowercase);
    let shouted = share(&|token| token.text.len() > 1 && capital(token.text) && !small(token.text));
    let last = text.trim_end().chars().next_back();
    let is = |yes: bool| f64::from(u8::from(yes));
    vec![
        libm::log1p(count),
        letters / count,
        long,
        is(text.trim_start().chars().next().is_some_and(char::is_uppercase)),
        is(last == Some('.')),
        is(last == Some('?')),
        marks('!').min(3.0),
        is(marks('?') > 1.0),
        is(text.contains("..") || text.contains('…')),
        endings / count,
        is(endings > 0.0),
        among(FIRST),
        among(SECOND),
        shouted,
        is(capital(text) && !small(text)),
        is(!capital(text)),
        share(&|token| is_stretched(token.text)),
        is(has_smiley(text)),
        marks(',') / count,
        digits / letters.max(1.0),
        is(text.contains('(')),
        is(text.contains('"') || text.contains('“')),
        among(SMALL),
        is(tokens.iter().any(|token| token.text == "i")),
        among(CHAT),
        among(LETTER),
    ]
}

fn is_ending(token: &Token<'_>) -> bool {
    token.text.contains('\'')
}

/// Three of the same letter in a row.
fn is_stretched(word: &str) -> bool {
    let mut run = (None, 0);
    word.chars().filter(|letter| letter.is_alphabetic()).any(|letter| {
        run = if run.0 == Some(letter) { (run.0, run.1 + 1) } else { (Some(letter), 1) };
        run.1 == 3
    })
}

fn has_smiley(text: &str) -> bool {
    const SMILEYS: [&str; 10] = [":)", ":(", ";)", ":-)", ":-(", ";-)", ":D", ":P", "<3", ": )"];
    SMILEYS.iter().any(|smiley| text.contains(smiley))
        || text.chars().any(|letter| ('\u{1f300}'..='\u{1faff}').contains(&letter))
}
