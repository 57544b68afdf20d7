//! The fixed parts of the demo company: its calendar, people, courses and campaigns.

use chrono::{DateTime, Datelike, Days, Duration, NaiveDate, NaiveTime, Timelike, Utc, Weekday};
use domain::ids::{BatchId, CampaignId, PipelineId, ProductId, TeamId, UserId};
use domain::money::{Cents, Currency};
use domain::opportunity::Stage;
use domain::scoring::IdealCustomer;

use super::rng::Rng;

/// How far back the company's history goes.
pub(super) const HISTORY_DAYS: i64 = 730;

/// Everything that people and deals are made from.
#[derive(Debug)]
pub(super) struct World {
    pub calendar: Calendar,
    pub currency: Currency,
    pub reps: Vec<Rep>,
    pub courses: Vec<Course>,
    pub batches: Vec<Seats>,
    pub campaigns: Vec<Running>,
    pub pipeline: PipelineId,
    pub stages: Vec<Stage>,
    /// Who they sell to best.
    pub ideal: IdealCustomer,
}

/// Somebody who sells.
#[derive(Clone, Debug)]
pub(super) struct Rep {
    pub id: UserId,
    pub team: TeamId,
    /// What they add to the log odds of each step.
    pub skill: f64,
    /// How many companies they look after, relative to the others.
    pub load: f64,
    /// The share of their quota they mean to reach.
    pub attainment: f64,
}

/// Something that is sold.
#[derive(Clone, Debug)]
pub(super) struct Course {
    pub id: ProductId,
    pub name: &'static str,
    pub price: Cents,
    /// How many ask for it, relative to the others.
    pub demand: f64,
}

/// A scheduled run of a course and the seats that are left in it.
#[derive(Clone, Debug)]
pub(super) struct Seats {
    pub id: BatchId,
    pub course: ProductId,
    pub starts_on: NaiveDate,
    pub ends_on: NaiveDate,
    pub left: i64,
}

/// A campaign while it runs.
#[derive(Clone, Debug)]
pub(super) struct Running {
    pub id: CampaignId,
    pub source: &'static str,
    pub from: NaiveDate,
    pub to: NaiveDate,
}

/// The days the company worked.
#[derive(Clone, Copy, Debug)]
pub(super) struct Calendar {
    pub now: DateTime<Utc>,
    pub today: NaiveDate,
    pub first_day: NaiveDate,
}

impl Calendar {
    pub(super) fn new(now: DateTime<Utc>) -> Self {
        let today = now.date_naive();
        Self { now, today, first_day: today - Duration::days(HISTORY_DAYS) }
    }

    /// A working hour of that day, or of the Friday before a weekend; never later than now.
    pub(super) fn at(&self, day: NaiveDate, rng: &mut Rng) -> DateTime<Utc> {
        let back = match day.weekday() {
            Weekday::Sat => 1,
            Weekday::Sun => 2,
            _ => 0,
        };
        let minute = Duration::minutes(rng.between(7 * 60, 17 * 60));
        let at = (day - Days::new(back)).and_time(NaiveTime::MIN).and_utc() + minute;
        // What would lie ahead today has happened some time this morning.
        if at < self.now { at } else { self.ago(rng.between(2, 240)) }
    }

    /// Some days after `from`, in working hours, and always later than `from`.
    pub(super) fn after(&self, from: DateTime<Utc>, days: f64, rng: &mut Rng) -> DateTime<Utc> {
        let minutes = super::rng::whole(days * 1_440.0).max(5);
        let target = from + Duration::minutes(minutes);
        let at = self.at(target.date_naive().min(self.today), rng);
        if at > from { at } else { target }
    }

    /// The hours around noon of that day, when many are away from their desk; later than `at`, or `at` itself.
    pub(super) fn over_lunch(&self, at: DateTime<Utc>) -> DateTime<Utc> {
        const NOON: i64 = 11 * 60;
        let minute = i64::from(at.hour() * 60 + at.minute());
        if minute >= NOON || at.date_naive() == self.today {
            return at;
        }
        at + Duration::minutes(NOON - minute + minute % 120)
    }

    /// Minutes before now.
    pub(super) fn ago(&self, minutes: i64) -> DateTime<Utc> {
        self.now - Duration::minutes(minutes.max(1))
    }
}

impl World {
    /// The open stages, in order.
    pub(super) fn open_stages(&self) -> Vec<Stage> {
        let open = domain::opportunity::StageKind::Open;
        self.stages.iter().filter(|stage| stage.kind == open).cloned().collect()
    }

    /// The stage of won or lost deals.
    pub(super) fn closed_stage(&self, kind: domain::opportunity::StageKind) -> Option<Stage> {
        self.stages.iter().find(|stage| stage.kind == kind).cloned()
    }
}
