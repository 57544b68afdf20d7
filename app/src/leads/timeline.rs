//! What happened with a lead or a deal, put into words and days.

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::{DateTime, NaiveDate, Utc};
use domain::calendar::Zone;
use domain::format;
use domain::ids::InteractionId;
use domain::interaction::{Direction, InteractionKind, Sentiment, TimelineEntry, TimelineWhat};
use domain::remark::Beside;
use leptos::either::Either;
use leptos::prelude::*;
use leptos_router::components::Form;
use leptos_router::params::ParamsMap;

use crate::query;
use crate::remarks::{self, Remarks};
use crate::session::current_user;
use crate::ui::{self, Below, EmptyState, Glyph, Timeline, TimelineDay, Tone};

/// Which entries of a history are shown; both parts stand in the address.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Narrowed {
    /// `talk`, `contacts`, `changes` or an interaction's kind; empty means all.
    pub kind: String,
    /// Who of us it was, by name; empty means anybody.
    pub by: String,
    /// Words that stand in the entry, as they are typed.
    pub find: String,
}

impl Narrowed {
    /// As the address says.
    #[must_use]
    pub fn of(params: &ParamsMap) -> Self {
        let value = |name| query::value(params, name);
        Self { kind: value("kind"), by: value("by"), find: value("find") }
    }

    /// Those of the entries that are meant.
    #[must_use]
    pub fn among(&self, entries: Vec<TimelineEntry>) -> Vec<TimelineEntry> {
        let words = self.find.trim().to_lowercase();
        entries
            .into_iter()
            .filter(|entry| self.is_kind(&entry.what) && says(entry, &words))
            .filter(|entry| self.by.is_empty() || entry.who == self.by)
            .collect()
    }

    fn is_kind(&self, what: &TimelineWhat) -> bool {
        match (self.kind.as_str(), what) {
            ("", _) | ("talk", TimelineWhat::Interaction { .. }) => true,
            ("contacts", TimelineWhat::Interaction { kind, direction, outcome, .. }) => {
                kind.is_contact(*direction, *outcome)
            }
            ("changes", what) => matches!(what, TimelineWhat::Change { .. }),
            (word, TimelineWhat::Interaction { kind, .. }) => kind.as_str() == word,
            (_, TimelineWhat::Change { .. }) => false,
        }
    }
}

/// Whether the words stand anywhere in it.
fn says(entry: &TimelineEntry, words: &str) -> bool {
    let has = |text: &str| text.to_lowercase().contains(words);
    words.is_empty()
        || has(&entry.who)
        || match &entry.what {
            TimelineWhat::Interaction { subject, notes, beside, .. } => {
                has(subject) || has(notes) || beside.comments.iter().any(|said| has(&said.body))
            }
            TimelineWhat::Change { label, details, .. } => {
                has(label) || details.iter().any(|detail| has(detail))
            }
        }
}

/// Chooses what of the history is shown; a form that leads to an address.
#[component]
pub fn HistoryFilter(
    /// The page's path.
    path: String,
    /// What is shown now.
    narrowed: Narrowed,
) -> impl IntoView {
    let kind = narrowed.kind.clone();
    let choice = move |word: &'static str, label: &'static str| {
        let is_chosen = kind == word;
        view! { <option value=word selected=is_chosen>{label}</option> }
    };
    let kinds =
        InteractionKind::ALL.iter().map(|one| choice(one.as_str(), one.label())).collect_view();
    let all =
        (narrowed != Narrowed::default()).then(|| view! { <a href=path.clone()>"Show all"</a> });
    let by = (!narrowed.by.is_empty()).then(|| {
        view! { <input type="hidden" name="by" value=narrowed.by.clone() /> }
    });
    view! {
        <Form method="get" action=path attr:class="filter__form">
            <select class="input" name="kind" aria-label="What of the history">
                {choice("", "Everything")}
                {choice("talk", "Contacts and notes")}
                {choice("contacts", "Contacts only")}
                {choice("changes", "Changes")}
                {kinds}
            </select>
            <input class="input" type="search" name="find" value=narrowed.find.clone()
                placeholder="Find in the history" aria-label="Find in the history" />
            {by}
            <button class="button">"Show"</button>
            {all}
        </Form>
    }
    .into_any()
}

/// The history under day headings, newest first.
#[component]
pub fn History(
    /// What happened, newest first.
    entries: Vec<TimelineEntry>,
    /// When it was read.
    now: DateTime<Utc>,
    /// The person on the other side, who did what came in.
    #[prop(optional, into)]
    them: String,
    /// The forms by which colleagues add to an entry; none where nothing is added.
    #[prop(optional)]
    remarks: Option<Remarks>,
) -> impl IntoView {
    if entries.is_empty() {
        return Either::Left(view! {
            <EmptyState what="Nothing has happened yet." how="Log a call, a mail or a note, and it will stand here." />
        });
    }
    let zone = current_user().with_untracked(|viewer| viewer.zone.clone());
    let below = remarks.map(|forms| below(&entries, now, forms));
    Either::Right(view! { <Timeline days=days(entries, &them, now, &zone) below=below /> })
}

/// What stands under each entry.
fn below(entries: &[TimelineEntry], now: DateTime<Utc>, forms: Remarks) -> Below {
    let one = |entry: &TimelineEntry| match &entry.what {
        TimelineWhat::Interaction { id, kind, beside, .. } => {
            let day = format::date_short(entry.at.date_naive());
            Some((id.get(), (format!("{}, {day}", kind.label()), beside.clone())))
        }
        TimelineWhat::Change { .. } => None,
    };
    let known: BTreeMap<i64, (String, Beside)> = entries.iter().filter_map(one).collect();
    Arc::new(move |key| {
        let (what, beside) = known.get(&key).cloned().unwrap_or_default();
        remarks::beside(InteractionId(key), what, beside, now, forms)
    })
}

fn days(
    entries: Vec<TimelineEntry>,
    them: &str,
    now: DateTime<Utc>,
    zone: &Zone,
) -> Vec<TimelineDay> {
    let today = zone.day(now);
    let mut days: Vec<(NaiveDate, TimelineDay)> = Vec::new();
    let (top, entries): (Vec<_>, Vec<_>) = entries.into_iter().partition(TimelineEntry::is_pinned);
    let pinned = top.into_iter().map(|entry| {
        let local = zone.local(entry.at);
        let time = format!("{}, {}", format::date_near(local.date(), today), local.format("%H:%M"));
        line(entry, them, time)
    });
    let pinned = TimelineDay { heading: "Pinned".to_owned(), entries: pinned.collect() };
    for entry in entries {
        let local = zone.local(entry.at);
        let line = line(entry, them, local.format("%H:%M").to_string());
        match days.last_mut() {
            Some((day, known)) if *day == local.date() => add(known, line),
            _ => {
                let heading = sentence(&format::date_near(local.date(), today));
                days.push((local.date(), TimelineDay { heading, entries: vec![line] }));
            }
        }
    }
    let pinned = (!pinned.entries.is_empty()).then_some(pinned);
    pinned.into_iter().chain(days.into_iter().map(|(_, day)| day)).collect()
}

/// One intention may change several records: it stands once, with all it changed, and is taken back from one place.
fn add(day: &mut TimelineDay, mut line: ui::TimelineEntry) {
    let same = day.entries.last_mut().filter(|last| {
        last.by_system && (&last.who, &last.what, &last.time) == (&line.who, &line.what, &line.time)
    });
    if let Some(last) = same {
        let texts: Vec<String> = [last.text.take(), line.text].into_iter().flatten().collect();
        last.text = (!texts.is_empty()).then(|| texts.join("\n"));
        return;
    }
    if day.entries.iter().any(|known| known.undo == line.undo) {
        line.undo = None;
    }
    day.entries.push(line);
}

fn line(entry: TimelineEntry, them: &str, time: String) -> ui::TimelineEntry {
    let undo = entry.unit.map(|unit| format!("/journal/{unit}"));
    match entry.what {
        TimelineWhat::Interaction {
            id,
            kind,
            direction,
            outcome,
            sentiment,
            duration_seconds,
            subject,
            notes,
            heard,
            ..
        } => {
            let outcome = outcome.map(|outcome| outcome.label().to_lowercase());
            let minutes = duration_seconds.map(|seconds| format!("{}\u{a0}min", seconds / 60));
            let what = [Some(verb(kind).to_owned()), outcome, minutes];
            let text: Vec<String> =
                [subject, notes].into_iter().filter(|text| !text.is_empty()).collect();
            let who = match direction {
                Direction::Inbound if them.is_empty() => "They".to_owned(),
                Direction::Inbound => them.to_owned(),
                Direction::Outbound | Direction::Internal => entry.who,
            };
            ui::TimelineEntry {
                undo,
                glyph: glyph(kind),
                who,
                what: what.into_iter().flatten().collect::<Vec<_>>().join(", "),
                time,
                text: (!text.is_empty()).then(|| text.join("\n")),
                mood: sentiment.map(|sentiment| mood(sentiment, &heard.tone)),
                heard: heard.said,
                by_system: false,
                key: Some(id.get()),
            }
        }
        TimelineWhat::Change { label, details, .. } => ui::TimelineEntry {
            undo,
            glyph: Glyph::Note,
            who: entry.who,
            what: in_the_sentence(&label),
            time,
            text: (!details.is_empty()).then(|| details.join("\n")),
            mood: None,
            heard: Vec::new(),
            by_system: true,
            key: None,
        },
    }
}

/// "Moved to Proposal" after a name is "moved to Proposal".
fn in_the_sentence(label: &str) -> String {
    let mut letters = label.chars();
    letters.next().map(|first| first.to_lowercase().chain(letters).collect()).unwrap_or_default()
}

/// What was done, as a verb after the person's name.
const fn verb(kind: InteractionKind) -> &'static str {
    match kind {
        InteractionKind::Email => "sent a mail",
        InteractionKind::Call => "called",
        InteractionKind::Meeting => "met",
        InteractionKind::Sms | InteractionKind::Whatsapp => "sent a message",
        InteractionKind::Note => "noted",
        InteractionKind::WebVisit => "visited the web site",
        InteractionKind::Form => "filled in a form",
    }
}

const fn glyph(kind: InteractionKind) -> Glyph {
    match kind {
        InteractionKind::Email | InteractionKind::Sms | InteractionKind::Whatsapp => Glyph::Mail,
        InteractionKind::Call => Glyph::Phone,
        InteractionKind::Meeting => Glyph::Calendar,
        InteractionKind::Note | InteractionKind::Form => Glyph::Note,
        InteractionKind::WebVisit => Glyph::Search,
    }
}

/// The tone, in words, and by which of the text's.
fn mood(sentiment: Sentiment, by: &str) -> (Tone, String) {
    let (tone, words) = match sentiment {
        Sentiment::Positive => (Tone::Good, "Sounds warm"),
        Sentiment::Neutral => (Tone::Neutral, "Sounds neutral"),
        Sentiment::Negative => (Tone::Bad, "Sounds cold or cross"),
    };
    let words = if by.is_empty() { words.to_owned() } else { format!("{words}: {by}") };
    (tone, words)
}

fn sentence(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use domain::ids::UnitId;

    use super::*;

    #[test]
    fn a_history_is_narrowed_by_kind_and_by_words() {
        let change = TimelineEntry {
            at: DateTime::UNIX_EPOCH,
            who: "Ana".to_owned(),
            unit: None,
            what: TimelineWhat::Change {
                label: "Moved to Proposal".to_owned(),
                details: vec!["Amount: 1 \u{2192} 2".to_owned()],
                opportunity: None,
            },
        };
        let count = |kind: &str, find: &str| {
            let narrowed =
                Narrowed { kind: kind.to_owned(), find: find.to_owned(), ..Narrowed::default() };
            narrowed.among(vec![change.clone()]).len()
        };
        assert_eq!((count("", ""), count("changes", ""), count("talk", "")), (1, 1, 0));
        assert_eq!((count("call", ""), count("", "PROPOSAL "), count("", "lost")), (0, 1, 0));
        assert_eq!(count("changes", "amount"), 1);
    }

    #[test]
    fn entries_stand_under_the_day_of_the_readers_clock() {
        let at = |text: &str| text.parse::<DateTime<Utc>>().unwrap();
        let madrid = Zone {
            name: "Europe/Madrid".to_owned(),
            offsets: vec![(at("2026-10-25T01:00:00Z"), 60)],
        };
        let change = |moment: &str| TimelineEntry {
            at: at(moment),
            who: "Ana".to_owned(),
            unit: Some(UnitId(1)),
            what: TimelineWhat::Change {
                label: "Moved to Proposal".to_owned(),
                details: Vec::new(),
                opportunity: None,
            },
        };
        let entries = vec![
            change("2026-11-21T23:30:00Z"),
            change("2026-11-21T23:30:00Z"),
            change("2026-11-21T22:30:00Z"),
        ];
        let days = days(entries, "Bo", at("2026-11-22T09:00:00Z"), &madrid);
        let headings: Vec<_> = days.iter().map(|day| day.heading.as_str()).collect();
        assert_eq!(headings, ["Today", "Yesterday"]);
        assert_eq!(days[0].entries[0].time, "00:30");
        assert_eq!(days[0].entries.len(), 1, "the same intention stands once");
    }
}
