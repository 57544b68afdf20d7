//! A page as it was: which moment is asked for, and what is known of it.
//!
//! Only what has versions is shown as it was: a deal's stage, status, amount, close date, owner and chance. Names,
//! companies and products have none and are today's; next steps, ranges and reasons are left out.

use chrono::{DateTime, Datelike, Days, Duration, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use crate::calendar::{Period, Zone};
use crate::desk::{
    Attainment, ChartPair, MonthPoint, RepForecast, RevenueLine, RevenueShare, StageTotal,
};
use crate::forecast::Forecast;
use crate::forms::FieldErrors;
use crate::ids::LeadId;
use crate::interaction::TimelineEntry;
use crate::lead::Lead;
use crate::opportunity::{DealLine, StageVisit};
use crate::scoring::Grade;

/// The field that a moment is asked for in.
pub const FIELD: &str = "as_of";

/// A moment in the past that a page is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AsOf {
    /// The last moment that counts.
    pub at: DateTime<Utc>,
    /// Its day on the viewer's calendar.
    pub day: NaiveDate,
    /// Whether it is the end of that day, and not a moment within it.
    pub is_end_of_day: bool,
    /// Today on the viewer's calendar.
    pub today: NaiveDate,
    /// The first day of which anything is known; `None` before anything was recorded.
    pub first: Option<NaiveDate>,
}

impl AsOf {
    /// The moment that a day (`2026-08-31`) or a moment (`2026-08-31T10:22:33.120Z`) names. A day ends at midnight in
    /// the viewer's zone; today has come as far as `now`.
    ///
    /// # Errors
    /// When it names none, is still to come, or lies before the first record.
    pub fn parse(
        text: &str,
        zone: &Zone,
        now: DateTime<Utc>,
        first_at: Option<DateTime<Utc>>,
    ) -> Result<Self, FieldErrors> {
        let wrong = |message: String| FieldErrors::one(FIELD, message);
        let text = text.trim();
        let today = zone.day(now);
        let first = first_at.map(|at| zone.day(at));
        let (at, day, is_whole_day) =
            match (text.parse::<NaiveDate>(), text.parse::<DateTime<Utc>>()) {
                (Ok(day), _) if (1..=9999).contains(&day.year()) => (zone.end_of(day), day, true),
                (_, Ok(at)) if (1..=9999).contains(&at.year()) => (at, zone.day(at), false),
                _ => {
                    let text: String = text.chars().take(40).collect();
                    return Err(wrong(format!("Write the day as 2026-08-31; \"{text}\" is none.")));
                }
            };
        if day > today || (!is_whole_day && at > now) {
            return Err(wrong(
                "This day is still to come: choose today or a day before it.".to_owned(),
            ));
        }
        if let Some(first) = first.filter(|first| day < *first) {
            let message = format!(
                "Nothing was recorded before {}: choose that day or a later one.",
                long(first)
            );
            return Err(wrong(message));
        }
        let is_end_of_day = is_whole_day && at <= now;
        Ok(Self { at: at.min(now), day, is_end_of_day, today, first })
    }

    /// In words: `31 Aug 2026, end of day`.
    #[must_use]
    pub fn label(&self, zone: &Zone) -> String {
        if self.is_end_of_day {
            return format!("{}, end of day", long(self.day));
        }
        format!("{}, {}", long(self.day), zone.local(self.at).format("%H:%M"))
    }

    /// As it stands in a URL.
    #[must_use]
    pub fn code(&self) -> String {
        if self.is_end_of_day || self.day == self.today {
            self.day.to_string()
        } else {
            moment(self.at)
        }
    }
}

/// A moment as it stands in a URL, to the millisecond.
#[must_use]
pub fn moment(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(chrono::SecondsFormat::Millis, true)
}

/// `31 Aug 2026`.
fn long(day: NaiveDate) -> String {
    day.format("%-d %b %Y").to_string()
}

impl Zone {
    /// The last millisecond of a day.
    #[must_use]
    pub fn end_of(&self, day: NaiveDate) -> DateTime<Utc> {
        let next =
            day.checked_add_days(Days::new(1)).unwrap_or(day).and_time(chrono::NaiveTime::MIN);
        let mut at = next.and_utc();
        // The offset is asked for near that midnight, and once more at it: clocks may change in between.
        for _ in 0..2 {
            at = next.and_utc() - (self.local(at) - at.naive_utc());
        }
        at - Duration::milliseconds(1)
    }
}

/// What a page shows of a moment.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Past<T> {
    /// The moment.
    pub as_of: AsOf,
    /// What was known then.
    pub data: T,
}

/// A deal as it was. Its name, its company, its person and the names and norms of stages are those of today.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PastDeal {
    /// What lists of today show too.
    pub line: DealLine,
    /// It has gone to the trash since.
    pub is_in_trash: bool,
}

/// The board as it was.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PastBoard {
    /// One column for each open stage of today's pipeline.
    pub columns: Vec<PastColumn>,
}

/// One column of it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PastColumn {
    /// Its head.
    pub total: StageTotal,
    /// The largest deals, at most [`crate::desk::COLUMN_CARDS`]; the list has the rest.
    pub cards: Vec<PastDeal>,
}

/// Where a forecast of the past comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum ForecastSource {
    /// Kept at that moment: this is what it said.
    Kept(DateTime<Utc>),
    /// Made now, with the models of today, from the deals as they were.
    Recomputed,
}

/// What a period was expected to bring.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PastForecast {
    /// The figures.
    pub forecast: Forecast,
    /// Where they come from.
    pub source: ForecastSource,
}

/// The manager's desk as it was.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PastManagerDesk {
    /// The quarter the figures are for.
    pub period: Period,
    /// The board.
    pub board: PastBoard,
    /// The team's quota.
    pub quota: Attainment,
    /// Some target was set or changed since.
    pub has_later_targets: bool,
    /// The team's forecast.
    pub forecast: PastForecast,
    /// The forecast by rep, recomputed; what was won and open adds up to the team's.
    pub by_rep: Vec<RepForecast>,
}

/// The CEO's desk as it was.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PastCeoDesk {
    /// The period asked for.
    pub period: Period,
    /// The day the figures are up to.
    pub up_to: NaiveDate,
    /// The month, quarter and year around that day.
    pub revenue: Vec<RevenueLine>,
    /// Some target was set or changed since.
    pub has_later_targets: bool,
    /// What the period was expected to bring.
    pub forecast: PastForecast,
    /// Month by month over the year of the period.
    pub months: Vec<MonthPoint>,
    /// Those months as a picture (SVG), light and dark.
    pub months_chart: ChartPair,
    /// The same picture, drawn for a phone.
    pub months_chart_phone: ChartPair,
    /// Won in the period by rep, most first.
    pub by_rep: Vec<RevenueShare>,
    /// Won in the period by product, most first.
    pub by_product: Vec<RevenueShare>,
}

/// A deal's page as it was.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PastDealPage {
    /// The deal.
    pub deal: PastDeal,
    /// In what its amount is.
    pub currency: String,
    /// What is sold, as said today.
    pub product: Option<String>,
    /// Whether the deal can be opened as it is today.
    pub is_there_today: bool,
    /// The version in force begins at.
    pub from_at: DateTime<Utc>,
    /// It was followed by another at; `None` for the version still in force.
    pub to_at: Option<DateTime<Utc>>,
    /// Every version up to now that this person may see, newest first.
    pub versions: Vec<PastVersion>,
    /// Stage by stage up to the moment.
    pub stage_history: Vec<StageVisit>,
    /// What had happened, newest first.
    pub timeline: Vec<TimelineEntry>,
}

/// One version of a deal, told.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PastVersion {
    /// In force since.
    pub from_at: DateTime<Utc>,
    /// Until; `None` for the one in force.
    pub to_at: Option<DateTime<Utc>>,
    /// Who made it; `None` when it was no person.
    pub who: Option<String>,
    /// In which intention: "Moved Excel to Proposal".
    pub label: Option<String>,
    /// What changed against the version before: "Stage: Discovery → Proposal".
    pub changes: Vec<String>,
    /// Whether it is the one shown.
    pub is_shown: bool,
}

/// A lead's page as it was.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PastLeadPage {
    /// The lead.
    pub id: LeadId,
    /// Its name today.
    pub name: String,
    /// Its company today.
    pub company: Option<String>,
    /// What was known of it, by the journal; `None` when the journal of this lead begins later.
    pub known: Option<Lead>,
    /// Who looked after it.
    pub owner: Option<String>,
    /// When it was first written down here.
    pub recorded_at: Option<DateTime<Utc>>,
    /// The score of that moment; `None` before the first one.
    pub score: Option<PastScore>,
    /// The score over time up to then, oldest first.
    pub course: Vec<i64>,
    /// What had happened, newest first.
    pub timeline: Vec<TimelineEntry>,
}

/// A lead's score at a moment. Its reasons are not kept.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PastScore {
    /// Since when it stood.
    pub at: DateTime<Utc>,
    /// 0 to 100.
    pub score: i64,
    /// A to D.
    pub grade: Grade,
    /// The four sub-scores by name, each 0 to 100.
    pub parts: Vec<(String, i64)>,
    /// What set it off.
    pub reason: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn madrid() -> Zone {
        let at = |text: &str| text.parse::<DateTime<Utc>>().unwrap();
        Zone {
            name: "Europe/Madrid".to_owned(),
            offsets: vec![
                (at("2026-01-01T00:00:00Z"), 60),
                (at("2026-03-29T01:00:00Z"), 120),
                (at("2026-10-25T01:00:00Z"), 60),
            ],
        }
    }

    fn now() -> DateTime<Utc> {
        "2026-11-22T10:00:00Z".parse().unwrap()
    }

    fn parse(text: &str) -> Result<AsOf, String> {
        let first = "2026-02-03T23:30:00Z".parse().ok();
        AsOf::parse(text, &madrid(), now(), first)
            .map_err(|errors| errors.get(FIELD).unwrap_or_default().to_owned())
    }

    #[test]
    fn a_day_ends_at_midnight_where_the_viewer_is() {
        let end = |text: &str| moment(parse(text).unwrap().at);
        assert_eq!(end("2026-08-31"), "2026-08-31T21:59:59.999Z");
        assert_eq!(end("2026-10-24"), "2026-10-24T21:59:59.999Z");
        assert_eq!(end("2026-10-25"), "2026-10-25T22:59:59.999Z");
        assert_eq!(end("2026-03-28"), "2026-03-28T22:59:59.999Z");
        assert_eq!(end("2026-03-29"), "2026-03-29T21:59:59.999Z");
        for text in ["2026-08-31", "2026-10-25", "2026-03-29"] {
            assert_eq!(madrid().day(parse(text).unwrap().at).to_string(), text);
        }
    }

    #[test]
    fn today_has_come_as_far_as_now() {
        let today = parse("2026-11-22").unwrap();
        assert_eq!((today.at, today.is_end_of_day), (now(), false));
        assert_eq!(today.label(&madrid()), "22 Nov 2026, 11:00");
        assert_eq!(today.code(), "2026-11-22");
    }

    #[test]
    fn a_moment_within_a_day_can_be_asked_for() {
        let at = parse("2026-08-31T10:22:33.120Z").unwrap();
        assert_eq!(at.label(&madrid()), "31 Aug 2026, 12:22");
        assert_eq!(at.code(), "2026-08-31T10:22:33.120Z");
        assert_eq!(parse("2026-08-31").unwrap().label(&madrid()), "31 Aug 2026, end of day");
    }

    #[test]
    fn what_cannot_be_known_is_refused_with_a_remedy() {
        for text in ["2026-11-23", "9999-01-01", "2026-11-22T10:00:00.001Z"] {
            let message = parse(text).unwrap_err();
            assert!(message.contains("choose today"), "{text}: {message}");
        }
        assert!(parse("2026-02-04").is_ok(), "the first record is of that day in Madrid");
        assert_eq!(
            parse("2026-02-03").unwrap_err(),
            "Nothing was recorded before 4 Feb 2026: choose that day or a later one."
        );
        for text in ["", "soon", "31.08.2026", "2026-02-31", "+12026-01-01"] {
            assert!(parse(text).unwrap_err().contains("2026-08-31"), "{text}");
        }
    }
}
