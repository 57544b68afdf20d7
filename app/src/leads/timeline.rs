//! What happened with a lead or a deal, put into words and days.

use chrono::{DateTime, NaiveDate, Utc};
use domain::calendar::Zone;
use domain::format;
use domain::interaction::{Direction, InteractionKind, Sentiment, TimelineEntry, TimelineWhat};
use leptos::either::Either;
use leptos::prelude::*;

use crate::session::current_user;
use crate::ui::{self, EmptyState, Glyph, Timeline, TimelineDay, Tone};

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
) -> impl IntoView {
    if entries.is_empty() {
        return Either::Left(view! {
            <EmptyState what="Nothing has happened yet." how="Log a call, a mail or a note, and it will stand here." />
        });
    }
    let zone = current_user().with_untracked(|viewer| viewer.zone.clone());
    Either::Right(view! { <Timeline days=days(entries, &them, now, &zone) /> })
}

fn days(
    entries: Vec<TimelineEntry>,
    them: &str,
    now: DateTime<Utc>,
    zone: &Zone,
) -> Vec<TimelineDay> {
    let today = zone.day(now);
    let mut days: Vec<(NaiveDate, TimelineDay)> = Vec::new();
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
    days.into_iter().map(|(_, day)| day).collect()
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
