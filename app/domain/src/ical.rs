//! A person's tasks as an iCalendar file (RFC 5545), for the calendar they use anyway.
//!
//! Each task is a to-do, and an event as well, because many calendars show no to-dos: the whole day where it is due by
//! the end of one, else half an hour. Times are those of the person's zone, which the file describes itself.

use chrono::{DateTime, Days, Duration, NaiveDate, NaiveDateTime, NaiveTime, Utc};

use crate::calendar::Zone;
use crate::task::{TaskKind, TaskRow};

/// The longest line in octets, without its end (RFC 5545, 3.1).
const LINE: usize = 75;
/// How long a task that has an hour takes in a calendar.
const TAKES: Duration = Duration::minutes(30);
/// How long a meeting takes.
const MEETING: Duration = Duration::hours(1);

/// The calendar of these tasks; those without a due time are to-dos alone. `site` is the address links begin with.
#[must_use]
pub fn calendar(
    name: &str,
    tasks: &[TaskRow],
    zone: &Zone,
    site: &str,
    now: DateTime<Utc>,
) -> String {
    let mut file = File::default();
    for line in
        ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Rainmaker//Tasks//EN", "CALSCALE:GREGORIAN"]
    {
        file.line(line);
    }
    file.line(&format!("X-WR-CALNAME:{}", escaped(name)));
    file.line("REFRESH-INTERVAL;VALUE=DURATION:PT15M");
    file.line("X-PUBLISHED-TTL:PT15M");
    zone_of(&mut file, zone);
    for task in tasks {
        event(&mut file, task, zone, site, now);
        to_do(&mut file, task, zone, site, now);
    }
    file.line("END:VCALENDAR");
    file.0
}

/// Lines folded and ended as the format wants them.
#[derive(Default)]
struct File(String);

impl File {
    fn line(&mut self, line: &str) {
        let mut width = 0;
        for letter in line.chars() {
            let size = letter.len_utf8();
            if width + size > LINE {
                self.0.push_str("\r\n ");
                width = 1;
            }
            self.0.push(letter);
            width += size;
        }
        self.0.push_str("\r\n");
    }
}

/// A text without what the format reads as its own (RFC 5545, 3.3.11).
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '\\' | ';' | ',' => {
                out.push('\\');
                out.push(letter);
            }
            '\n' => out.push_str("\\n"),
            letter if letter.is_control() => {}
            letter => out.push(letter),
        }
    }
    out
}

fn utc(at: DateTime<Utc>) -> String {
    at.format("%Y%m%dT%H%M%SZ").to_string()
}

fn clock(at: NaiveDateTime) -> String {
    at.format("%Y%m%dT%H%M%S").to_string()
}

fn date(day: NaiveDate) -> String {
    day.format("%Y%m%d").to_string()
}

/// A name for times of this zone, or none: UTC needs no description.
fn zone_name(zone: &Zone) -> Option<&str> {
    (!zone.offsets.is_empty() && zone.name != "UTC").then_some(zone.name.as_str())
}

/// The offsets of the years around now, each from its own moment on.
fn zone_of(file: &mut File, zone: &Zone) {
    let Some(name) = zone_name(zone) else { return };
    file.line("BEGIN:VTIMEZONE");
    file.line(&format!("TZID:{name}"));
    let usual = zone.offsets.iter().map(|(_, minutes)| *minutes).min().unwrap_or(0);
    let mut before = zone.offsets.first().map_or(0, |(_, minutes)| *minutes);
    for (since, minutes) in &zone.offsets {
        let kind = if *minutes > usual { "DAYLIGHT" } else { "STANDARD" };
        let shown = since.naive_utc() + Duration::minutes(i64::from(before));
        file.line(&format!("BEGIN:{kind}"));
        file.line(&format!("DTSTART:{}", clock(shown)));
        file.line(&format!("TZOFFSETFROM:{}", offset(before)));
        file.line(&format!("TZOFFSETTO:{}", offset(*minutes)));
        file.line(&format!("END:{kind}"));
        before = *minutes;
    }
    file.line("END:VTIMEZONE");
}

/// "+0100".
fn offset(minutes: i32) -> String {
    let sign = if minutes < 0 { '-' } else { '+' };
    let size = minutes.unsigned_abs();
    format!("{sign}{:02}{:02}", size / 60, size % 60)
}

fn time(property: &str, at: DateTime<Utc>, zone: &Zone) -> String {
    match zone_name(zone) {
        Some(name) => format!("{property};TZID={name}:{}", clock(zone.local(at))),
        None => format!("{property}:{}", utc(at)),
    }
}

fn event(file: &mut File, task: &TaskRow, zone: &Zone, site: &str, now: DateTime<Utc>) {
    let Some(due) = task.due_at else { return };
    let shown = zone.local(due);
    file.line("BEGIN:VEVENT");
    file.line(&format!("UID:task-{}-event@rainmaker", task.id));
    file.line(&format!("DTSTAMP:{}", utc(now)));
    if NaiveTime::from_hms_opt(23, 59, 0).is_some_and(|last| shown.time() >= last) {
        let day = shown.date();
        let next = day.checked_add_days(Days::new(1)).unwrap_or(day);
        file.line(&format!("DTSTART;VALUE=DATE:{}", date(day)));
        file.line(&format!("DTEND;VALUE=DATE:{}", date(next)));
    } else {
        let takes = if task.kind == TaskKind::Meeting { MEETING } else { TAKES };
        file.line(&time("DTSTART", due, zone));
        file.line(&time("DTEND", due + takes, zone));
    }
    // To be done some time that day: it keeps nobody from being invited.
    file.line(if task.kind == TaskKind::Meeting { "TRANSP:OPAQUE" } else { "TRANSP:TRANSPARENT" });
    said(file, task, site);
    file.line("END:VEVENT");
}

fn to_do(file: &mut File, task: &TaskRow, zone: &Zone, site: &str, now: DateTime<Utc>) {
    file.line("BEGIN:VTODO");
    file.line(&format!("UID:task-{}@rainmaker", task.id));
    file.line(&format!("DTSTAMP:{}", utc(now)));
    if let Some(due) = task.due_at {
        file.line(&time("DUE", due, zone));
    }
    file.line("STATUS:NEEDS-ACTION");
    // 1 is the most pressing of nine.
    let priority = 9 - (task.priority_score.clamp(0, 100) * 8 + 50) / 100;
    file.line(&format!("PRIORITY:{priority}"));
    said(file, task, site);
    file.line("END:VTODO");
}

/// What it is about, and where it stands.
fn said(file: &mut File, task: &TaskRow, site: &str) {
    file.line(&format!("SUMMARY:{}", escaped(&format!("{}: {}", task.kind.label(), task.title))));
    let lead = task.lead.as_ref().map(|(_, name)| format!("With {name}"));
    let deal = task.opportunity.as_ref().map(|(_, name)| format!("About {name}"));
    let steps = task
        .checklist
        .iter()
        .map(|step| format!("{} {}", if step.done { "[x]" } else { "[ ]" }, step.text));
    let words: Vec<String> = lead.into_iter().chain(deal).chain(steps).collect();
    if !words.is_empty() {
        file.line(&format!("DESCRIPTION:{}", escaped(&words.join("\n"))));
    }
    let path = match (&task.lead, &task.opportunity) {
        (Some((id, _)), _) => format!("/leads/{id}"),
        (None, Some((id, _))) => format!("/deals/{id}"),
        (None, None) => "/tasks".to_owned(),
    };
    if !site.is_empty() {
        file.line(&format!("URL:{site}{path}"));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ids::{LeadId, TaskId, UserId};
    use crate::list::Person;
    use crate::task::{CheckItem, TaskStatus};

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    fn madrid() -> Zone {
        Zone {
            name: "Europe/Madrid".to_owned(),
            offsets: vec![
                (at("2026-01-01T00:00:00Z"), 60),
                (at("2026-03-29T01:00:00Z"), 120),
                (at("2026-10-25T01:00:00Z"), 60),
            ],
        }
    }

    fn task(title: &str, due: Option<&str>) -> TaskRow {
        TaskRow {
            id: TaskId(7),
            title: title.to_owned(),
            kind: TaskKind::Call,
            status: TaskStatus::Open,
            owner: Person { id: UserId(1), name: "Ana".to_owned() },
            due_at: due.map(at),
            snoozed_until: None,
            completed_at: None,
            priority_score: 50,
            rule: None,
            lead: Some((LeadId(3), "Zoë; Park".to_owned())),
            opportunity: None,
            recurrence: None,
            checklist: vec![CheckItem { text: "Ask, then listen".to_owned(), done: true }],
            version: 1,
        }
    }

    #[test]
    fn lines_are_folded_between_letters_and_ended_as_the_format_wants() {
        let title = "Ü".repeat(200);
        let file =
            calendar("Ana", &[task(&title, None)], &madrid(), "", at("2026-11-22T09:00:00Z"));
        assert!(file.split("\r\n").all(|line| line.len() <= LINE));
        assert!(!file.replace("\r\n", "").contains(['\n', '\r']));
        assert!(file.replace("\r\n ", "").contains(&title));
    }

    #[test]
    fn what_the_format_reads_as_its_own_is_escaped() {
        assert_eq!(escaped("a\\b; c, d\r\ne\u{7}"), "a\\\\b\\; c\\, d\\ne");
        let file =
            calendar("Ana", &[task("Call", None)], &madrid(), "", at("2026-11-22T09:00:00Z"));
        assert!(
            file.contains("DESCRIPTION:With Zoë\\; Park\\n[x] Ask\\, then listen\r\n"),
            "{file}"
        );
    }

    #[test]
    fn the_last_minute_of_a_day_is_the_whole_day_and_an_hour_is_that_of_the_zone() {
        let now = at("2026-11-22T09:00:00Z");
        let whole =
            calendar("Ana", &[task("Call", Some("2026-11-24T22:59:00Z"))], &madrid(), "", now);
        assert!(whole.contains("DTSTART;VALUE=DATE:20261124\r\nDTEND;VALUE=DATE:20261125\r\n"));
        let hour = calendar(
            "Ana",
            &[task("Call", Some("2026-07-01T08:00:00Z"))],
            &madrid(),
            "https://x.example",
            now,
        );
        assert!(hour.contains("DTSTART;TZID=Europe/Madrid:20260701T100000\r\n"), "{hour}");
        assert!(hour.contains("URL:https://x.example/leads/3\r\n"));
        assert!(hour.contains("BEGIN:DAYLIGHT\r\nDTSTART:20260329T020000\r\nTZOFFSETFROM:+0100\r\nTZOFFSETTO:+0200\r\n"));
    }
}
