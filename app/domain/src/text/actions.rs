//! What somebody said they, or somebody else, will do: who, what, by when.
//!
//! "I'll send the proposal by Friday" is one; "it will rain" and "we won't call" are none. Days are resolved from the day the
//! text was written.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::dates;
use super::sentences::sentences;
use super::tokens::{Token, part, straight, tokens};

/// Who is to do it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Who {
    /// Who wrote the text: "I", "we", or nobody named.
    Writer,
    /// Who reads it: "please", "could you".
    Reader,
    /// Somebody by name or as "they".
    Named(String),
}

/// Something to be done.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ActionItem {
    /// By whom.
    pub who: Who,
    /// "Send the proposal".
    pub what: String,
    /// By the end of which day.
    pub due_on: Option<NaiveDate>,
    /// The sentence it stands in.
    pub sentence: String,
}

/// How many items a text may have.
const MOST: usize = 8;
/// How many letters a thing to do may have.
const LONGEST: usize = 120;

/// Verbs of what is done for a customer.
const VERBS: &str = "\
    add agree answer approve arrange ask attach book bring call check clarify collect come compare complete \
    confirm contact create decide deliver demo discuss draft e-mail email find finish fix follow forward get \
    give introduce invite involve let look mail make meet offer order organise organize pay phone pick plan \
    prepare present propose provide quote reach register remind reply reserve respond return review ring \
    schedule send set share show sign sort speak start submit talk tell test try update upload visit write";
/// What a clause ends with, after what is to be done.
const BREAKS: &[&str] = &[
    "but",
    "because",
    "so",
    "if",
    "unless",
    "otherwise",
    "while",
    "although",
    "since",
    ";",
    "(",
    "as",
];
const WILL: &[&str] = &["'ll", "will", "shall"];
const MUST: &[&str] = &["must", "should"];

/// The things to be done that a text names, at most eight; `today` is the day it was written.
///
/// ```
/// use chrono::NaiveDate;
/// use domain::text::actions::{Who, actions};
///
/// let thursday = NaiveDate::from_ymd_opt(2026, 11, 19).unwrap();
/// let found = actions("Good call. I'll send the proposal by Friday.", thursday);
/// assert_eq!((found[0].who.clone(), found[0].what.as_str()), (Who::Writer, "Send the proposal"));
/// assert_eq!(found[0].due_on, thursday.succ_opt());
/// ```
#[must_use]
pub fn actions(text: &str, today: NaiveDate) -> Vec<ActionItem> {
    let text = straight(text);
    let mut found: Vec<ActionItem> = Vec::new();
    for sentence in sentences(&text) {
        for item in of_sentence(sentence, today) {
            if !found.iter().any(|known| known.what == item.what) {
                found.push(item);
            }
        }
    }
    found.truncate(MOST);
    found
}

fn of_sentence(sentence: &str, today: NaiveDate) -> Vec<ActionItem> {
    let tokens = tokens(sentence);
    let is_asked = sentence.trim_end().ends_with('?');
    let lower: Vec<String> = tokens.iter().map(|token| token.text.to_lowercase()).collect();
    let words: Vec<&str> = lower.iter().map(String::as_str).collect();
    let mut items = Vec::new();
    let mut at = 0;
    while at < words.len() {
        let Some((who, verb)) = begins(&words, &tokens, at) else {
            at += 1;
            continue;
        };
        let end = clause_end(&words, &tokens, verb);
        // "Should I call you?" promises nothing.
        if !(is_asked && who == Who::Writer) {
            items.extend(item(sentence, &tokens, &words, (who, verb, end), today));
        }
        at = end.max(at + 1);
    }
    items
}

/// Whether something to do begins at a place: who is to do it, and where the verb stands.
fn begins(words: &[&str], tokens: &[Token<'_>], at: usize) -> Option<(Who, usize)> {
    let rest = words.get(at..)?;
    let (who, verb) = match rest {
        ["i" | "we", will, ..] if WILL.contains(will) || MUST.contains(will) => {
            (Who::Writer, at + 2)
        }
        ["let", "me", ..] | ["todo" | "action", ":", ..] => (Who::Writer, at + 2),
        ["i" | "we", "need" | "have" | "want", "to", ..]
        | ["to" | "next", "do" | "step" | "steps" | "action", ":", ..] => (Who::Writer, at + 3),
        ["i" | "we", "'m" | "am" | "are" | "'re", "going", "to", ..] => (Who::Writer, at + 4),
        ["you", will, ..] if WILL.contains(will) || MUST.contains(will) => (Who::Reader, at + 2),
        ["please", ..] => (Who::Reader, at + 1),
        ["can" | "could" | "would" | "will", "you", "please", ..] => (Who::Reader, at + 3),
        ["can" | "could" | "would" | "will", "you", ..] => (Who::Reader, at + 2),
        ["they" | "he" | "she", will, ..] if WILL.contains(will) => {
            (Who::Named(name(tokens, at)), at + 2)
        }
        [_, will, ..] if (WILL.contains(will) || MUST.contains(will)) && is_name(tokens, at) => {
            (Who::Named(name(tokens, at)), at + 2)
        }
        [_, "has" | "needs", "to", ..] if is_name(tokens, at) => {
            (Who::Named(name(tokens, at)), at + 3)
        }
        // "Send the offer by Friday": a note to oneself.
        [_, ..] if at == 0 => (Who::Writer, 0),
        _ => return None,
    };
    let verb = words
        .get(verb..)?
        .iter()
        .take(2)
        .position(|word| !is_filler(word))
        .map(|skip| verb + skip)?;
    words.get(verb).filter(|word| VERBS.split(' ').any(|verb| verb == **word))?;
    // "Call went well": without an object or a day behind it, the first word may be a noun.
    let is_order = verb == 0;
    let follows = words.get(verb + 1).copied().unwrap_or_default();
    let has_object = matches!(
        follows,
        "the"
            | "a"
            | "an"
            | "our"
            | "their"
            | "his"
            | "her"
            | "him"
            | "them"
            | "back"
            | "up"
            | "out"
            | "in"
            | "on"
            | "with"
            | "for"
            | "if"
            | "whether"
    ) || is_name(tokens, verb + 1);
    (!is_order || has_object).then_some((who, verb))
}

fn is_filler(word: &str) -> bool {
    matches!(
        word,
        "also"
            | "then"
            | "just"
            | "now"
            | "quickly"
            | "definitely"
            | "certainly"
            | "kindly"
            | "be"
            | "to"
            | "please"
    )
}

/// A word with a capital letter that does not merely begin the sentence, or is followed by a verb of intent.
fn is_name(tokens: &[Token<'_>], at: usize) -> bool {
    let Some(token) = tokens.get(at) else { return false };
    let no_names = [
        "it",
        "this",
        "that",
        "there",
        "what",
        "who",
        "which",
        "how",
        "when",
        "where",
        "everything",
        "nobody",
        "nothing",
    ];
    token.is_word
        && token.text.chars().next().is_some_and(char::is_uppercase)
        && !no_names.contains(&token.plain.as_str())
}

fn name(tokens: &[Token<'_>], at: usize) -> String {
    tokens.get(at).map(|token| token.text.to_owned()).unwrap_or_default()
}

/// Where the clause that begins with a verb ends.
fn clause_end(words: &[&str], tokens: &[Token<'_>], verb: usize) -> usize {
    let ends = |at: usize| {
        let word = words.get(at).copied().unwrap_or_default();
        let next = at + 1;
        let begins_another =
            |from| begins(words, tokens, from).is_some_and(|(_, verb)| verb > from);
        let joins = matches!(word, "and" | ",")
            && (begins_another(next)
                || (words.get(next) == Some(&"and") && begins_another(next + 1)));
        // "if" after "check" belongs to what is to be done.
        let breaks = BREAKS.contains(&word) && !(word == "if" && at == verb + 1);
        joins
            || breaks
            || (word == "," && words.get(next).is_some_and(|word| BREAKS.contains(word)))
    };
    (verb + 1..words.len()).find(|at| ends(*at)).unwrap_or(words.len())
}

fn item(
    sentence: &str,
    tokens: &[Token<'_>],
    words: &[&str],
    (who, verb, end): (Who, usize, usize),
    today: NaiveDate,
) -> Option<ActionItem> {
    let clause = words.get(verb..end)?;
    let day = dates::find(clause.get(1..)?, today);
    // A day at the end is left out of what is to be done; one in the middle belongs to it.
    let until = match day {
        Some(found) if is_end(clause.get(found.to + 1..).unwrap_or_default()) => {
            verb + 1 + found.from
        }
        _ => end,
    };
    let what = part(sentence, tokens.get(verb..until)?);
    let what = what.trim_end_matches(|letter: char| !letter.is_alphanumeric() && letter != ')');
    let what: String = capital(what).chars().take(LONGEST).collect();
    // A verb alone says too little, unless it is to be done on a day.
    (what.contains(' ') || day.is_some()).then(|| ActionItem {
        who,
        what,
        due_on: day.map(|found| found.day),
        sentence: sentence.to_owned(),
    })
}

fn is_end(rest: &[&str]) -> bool {
    rest.iter().all(|word| !word.chars().any(char::is_alphanumeric))
        || matches!(rest, ["at" | "latest" | "morning" | "afternoon" | "evening" | "noon", ..])
}

fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<(String, String, String)> {
        let thursday = NaiveDate::from_ymd_opt(2026, 11, 19).unwrap();
        let told = |item: ActionItem| {
            let who = match item.who {
                Who::Writer => "writer".to_owned(),
                Who::Reader => "reader".to_owned(),
                Who::Named(name) => name,
            };
            (who, item.what, item.due_on.map(|day| day.to_string()).unwrap_or_default())
        };
        actions(text, thursday).into_iter().map(told).collect()
    }

    #[test]
    fn promises_requests_and_notes_are_found() {
        for (text, who, what, due) in [
            ("I'll send the proposal by Friday", "writer", "Send the proposal", "2026-11-20"),
            (
                "I’ll send you the contract tomorrow.",
                "writer",
                "Send you the contract",
                "2026-11-20",
            ),
            ("We will schedule a demo next week", "writer", "Schedule a demo", "2026-11-27"),
            ("I need to check the seats with Ana.", "writer", "Check the seats with Ana", ""),
            (
                "I'm going to prepare a quote for 20 seats",
                "writer",
                "Prepare a quote for 20 seats",
                "",
            ),
            ("Let me call you back on Monday.", "writer", "Call you back", "2026-11-23"),
            ("Send the offer by 3.12.2026", "writer", "Send the offer", "2026-12-03"),
            ("Call Ben back tomorrow", "writer", "Call Ben back", "2026-11-20"),
            ("Todo: book the room", "writer", "Book the room", ""),
            ("Next step: send the agenda on 2 December", "writer", "Send the agenda", "2026-12-02"),
            (
                "Please send us two references by end of the week",
                "reader",
                "Send us two references",
                "2026-11-20",
            ),
            ("Could you share the slides?", "reader", "Share the slides", ""),
            ("Ana will confirm the date on Tuesday", "Ana", "Confirm the date", "2026-11-24"),
            ("They will sign the contract in two weeks", "They", "Sign the contract", "2026-12-03"),
            (
                "Great. We should also review the terms, but not now.",
                "writer",
                "Review the terms",
                "",
            ),
            ("I'll check if the trainer is free", "writer", "Check if the trainer is free", ""),
        ] {
            let expected = vec![(who.to_owned(), what.to_owned(), due.to_owned())];
            assert_eq!(found(text), expected, "{text}");
        }
    }

    #[test]
    fn two_promises_in_one_sentence_are_two() {
        let items = found("I'll send the slides today and Ana will book the room by Monday.");
        let whats: Vec<_> =
            items.iter().map(|(who, what, due)| format!("{who}: {what} {due}")).collect();
        assert_eq!(whats, ["writer: Send the slides 2026-11-19", "Ana: Book the room 2026-11-23"]);
    }

    #[test]
    fn what_nobody_will_do_is_not_found() {
        for text in [
            "",
            "It will rain tomorrow.",
            "We won't call again.",
            "I will not send anything",
            "Call went well.",
            "We will see.",
            "They sent the contract on Friday.",
            "Meeting on Monday was fine",
            "The team will be happy",
            "Is there somebody else I should speak to?",
            "Shall I call on Monday, or will we meet in June?",
        ] {
            assert_eq!(found(text), [], "{text}");
        }
    }

    #[test]
    fn a_long_text_is_cut() {
        let items = found(&"I'll send the file. ".repeat(500));
        assert_eq!(items.len(), 1);
        let many =
            (0..50).map(|number| format!("I'll send file {number}.")).collect::<Vec<_>>().join(" ");
        assert_eq!(found(&many).len(), MOST);
        assert!(found(&format!("I'll send {}", "é".repeat(9_000)))[0].1.chars().count() <= LONGEST);
    }
}
