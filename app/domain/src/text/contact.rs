//! What a contact with a lead says: how it felt, what was heard in it, and what somebody is to do now.
//!
//! Only what speaks of the other side is read for feelings: a mail of ours is polite whatever they think.

use chrono::NaiveDate;

use super::actions::{ActionItem, Who, actions};
use super::emotion::emotions;
use super::objections::objections;
use super::tone;
use super::vader::Weight;
use crate::interaction::{Direction, Heard, InteractionKind, Outcome, Sentiment};
use crate::task::TaskKind;

/// How many words a reason names.
const NAMED: usize = 5;

/// How far beyond its threshold a feeling must be to be told, in log odds: a wrong word about somebody costs more than
/// a missing one.
const CLEAR: f64 = 1.2;

/// A contact as it was logged.
#[derive(Clone, Copy, Debug)]
pub struct Contact<'a> {
    /// By what means.
    pub kind: InteractionKind,
    /// Who reached out.
    pub direction: Direction,
    /// A line that says it.
    pub subject: &'a str,
    /// The text.
    pub notes: &'a str,
}

impl Contact<'_> {
    /// How it felt, to be kept with it; nothing where the text says nothing of it, or the outcome says more.
    #[must_use]
    pub fn sentiment(&self, outcome: Option<Outcome>) -> Option<Sentiment> {
        let text = self.of_them()?;
        let felt = Some(tone(&text)).filter(|tone| !tone.words.is_empty())?.sentiment();
        let said = outcome.and_then(Outcome::sentiment);
        said.is_none_or(|said| said == felt).then_some(felt)
    }

    /// What was heard in it, with the words that say so.
    #[must_use]
    pub fn heard(&self) -> Heard {
        let Some(text) = self.of_them() else { return Heard::default() };
        let felt = emotions(&text).into_iter().filter(|felt| felt.margin >= CLEAR);
        let felt = felt.filter_map(|felt| {
            let words = words(felt.words.into_iter().filter(|weight| says_something(&weight.word)));
            (!words.is_empty()).then(|| format!("{}: {words}", felt.emotion))
        });
        let raised = objections(&text).into_iter().map(|raised| {
            format!("Objection, {}: {}", raised.objection.label().to_lowercase(), raised.phrase)
        });
        let mut tone = tone(&text).words;
        tone.sort_by(|one, other| libm::fabs(other.points).total_cmp(&libm::fabs(one.points)));
        tone.truncate(NAMED);
        Heard { tone: words(tone), said: felt.chain(raised).collect() }
    }

    /// What we are to do after it, which took place on `day`: what we promised, and what they asked for.
    #[must_use]
    pub fn to_do(&self, day: NaiveDate) -> Vec<ActionItem> {
        let ours = match self.direction {
            Direction::Inbound => Who::Reader,
            Direction::Outbound | Direction::Internal => Who::Writer,
        };
        let mut items = actions(self.notes, day);
        items.retain(|item| item.who == ours);
        items
    }

    /// The text, if it speaks of the other side.
    fn of_them(&self) -> Option<String> {
        let is_ours = match self.kind {
            InteractionKind::Email | InteractionKind::Sms | InteractionKind::Whatsapp => {
                self.direction == Direction::Outbound
            }
            InteractionKind::WebVisit => true,
            InteractionKind::Call
            | InteractionKind::Meeting
            | InteractionKind::Note
            | InteractionKind::Form => false,
        };
        let text = [self.subject, self.notes].join("\n");
        (!is_ours && !text.trim().is_empty()).then_some(text)
    }
}

/// The kind of task that a thing to do is, by its verb.
#[must_use]
pub fn task_kind(what: &str) -> TaskKind {
    let verb = what.split(' ').next().unwrap_or_default().to_lowercase();
    match verb.as_str() {
        "call" | "phone" | "ring" => TaskKind::Call,
        "send" | "email" | "e-mail" | "mail" | "forward" | "write" | "reply" => TaskKind::Email,
        "meet" | "schedule" | "book" | "arrange" | "demo" | "present" => TaskKind::Meeting,
        "follow" | "remind" | "check" => TaskKind::FollowUp,
        _ => TaskKind::ToDo,
    }
}

/// Whether a word can be the reason for a feeling by itself.
fn says_something(word: &str) -> bool {
    const SAYS_NOTHING: [&str; 20] = [
        "and", "are", "but", "can", "could", "for", "has", "have", "her", "his", "not", "our",
        "she", "the", "they", "was", "will", "with", "would", "you",
    ];
    let word = word.to_lowercase();
    word.chars().all(char::is_alphabetic)
        && word.chars().count() > 2
        && !SAYS_NOTHING.contains(&word.as_str())
}

/// Each word once.
fn words(weights: impl IntoIterator<Item = Weight>) -> String {
    let mut words: Vec<String> = Vec::new();
    for weight in weights {
        if !words.contains(&weight.word) {
            words.push(weight.word);
        }
    }
    words.join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn call(notes: &str) -> Contact<'_> {
        let (kind, direction) = (InteractionKind::Call, Direction::Outbound);
        Contact { kind, direction, subject: "", notes }
    }

    #[test]
    fn the_tone_of_a_call_is_that_of_its_notes() {
        let angry = call("They are angry and disappointed about the support.");
        assert_eq!(angry.sentiment(None), Some(Sentiment::Negative));
        assert_eq!(
            call("Great call, they love the offer.").sentiment(None),
            Some(Sentiment::Positive)
        );
        for silent in ["", "Talked about seats."] {
            assert_eq!(call(silent).sentiment(None), None, "{silent}");
        }
        assert_eq!(angry.sentiment(Some(Outcome::Interested)), None, "the outcome says otherwise");
    }

    #[test]
    fn our_own_mails_say_nothing_of_them() {
        let mail =
            Contact { kind: InteractionKind::Email, ..call("We would love to welcome you.") };
        assert_eq!((mail.sentiment(None), mail.heard()), (None, Heard::default()));
        let reply = Contact { direction: Direction::Inbound, ..mail };
        assert_eq!(reply.sentiment(None), Some(Sentiment::Positive));
    }

    #[test]
    fn what_was_heard_names_its_words() {
        let heard = call("So annoying, they are angry. It is too expensive for them.").heard();
        assert!(heard.tone.contains("angry"), "{heard:?}");
        assert!(heard.said.iter().any(|line| line.starts_with("Frustrated: ")), "{heard:?}");
        assert!(heard.said.contains(&"Objection, price: too expensive".to_owned()), "{heard:?}");
    }

    #[test]
    fn a_plain_note_shows_no_feeling() {
        for plain in [
            "Francesca has not spoken to the head of IT yet. Two dates collide with their stocktaking. I call again.",
            "A colleague took the course with you and liked it. Could somebody call me? Mornings are best.",
        ] {
            assert_eq!(call(plain).heard().said, Vec::<String>::new(), "{plain}");
        }
        let felt =
            call("He was confused by the price list and worried about the dates.").heard().said;
        assert_eq!(felt, ["Hesitant: confused, worried"]);
    }

    #[test]
    fn we_do_what_we_promised_and_they_asked_for() {
        let day = NaiveDate::from_ymd_opt(2026, 11, 19).unwrap();
        let whats = |contact: Contact<'_>| -> Vec<String> {
            contact.to_do(day).into_iter().map(|item| item.what).collect()
        };
        let text = "I'll send the offer tomorrow. Please share the list of people.";
        assert_eq!(whats(call(text)), ["Send the offer"]);
        let mail =
            Contact { kind: InteractionKind::Email, direction: Direction::Inbound, ..call(text) };
        assert_eq!(whats(mail), ["Share the list of people"]);
        assert_eq!(task_kind("Send the offer"), TaskKind::Email);
        assert_eq!(task_kind("Ask them"), TaskKind::ToDo);
    }
}
