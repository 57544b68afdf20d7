//! How a deal goes: from stage to stage, with a chance that the truth file tells.

use chrono::{DateTime, Days, Duration, NaiveDate, NaiveTime, Utc};
use domain::ids::StageId;
use domain::money::Cents;
use domain::opportunity::{DealStatus, Stage, StageKind, Version};
use domain::ratio::Ratio;
use store::bulk::StageChange;

use super::rng::{Rng, days_left_share, float, logistic, logit, whole};
use super::world::{Calendar, Rep, World};

/// The chance to leave each open stage for the next one.
const PASSES: [f64; 4] = [0.72, 0.72, 0.70, 0.82];
/// Median days of those that go on, and of those that are lost there.
const DWELL: [(f64, f64); 4] = [(13.0, 30.0), (14.0, 34.0), (19.0, 42.0), (12.0, 30.0)];
/// The most medians a deal stays anywhere: somebody gives up on it.
const LONGEST: f64 = 5.0;

/// What a deal is before anything happens.
#[derive(Clone, Copy, Debug)]
pub(super) struct Start {
    pub created_at: DateTime<Utc>,
    pub amount: Cents,
    /// What is known of it, in log odds of every step.
    pub pull: f64,
}

/// What became of a deal.
#[derive(Clone, Debug)]
pub(super) struct Way {
    /// Stage by stage: which, since when.
    pub visits: Vec<(Stage, DateTime<Utc>)>,
    pub status: DealStatus,
    pub closed_at: Option<DateTime<Utc>>,
    /// Whether it will leave the stage it is in for the next one, or be lost there.
    pub goes_on: bool,
    /// The chance of that, as the world that made it knows it from how long it has stayed.
    pub here: f64,
    /// The chance that it comes through all later stages.
    pub later: f64,
    pub amount: Cents,
    pub expected_close_on: NaiveDate,
    pub pushes: i64,
    pub versions: Vec<Version>,
    pub moves: Vec<StageChange>,
}

impl Way {
    /// The chance that it is won, as the world that made it knows it; `heard` is how much likelier what was said in its
    /// stage is of a deal that goes on than of one that does not.
    pub(super) fn truth(&self, heard: f64) -> f64 {
        let going = self.here * heard;
        going / (going + 1.0 - self.here).max(f64::MIN_POSITIVE) * self.later
    }
}

/// Lets a deal go its way until it is closed or now has come.
pub(super) fn run(world: &World, rep: &Rep, start: Start, rng: &mut Rng) -> Way {
    let mut way = walk(world, start, rng);
    let guesses = guess(world.calendar, &mut way, start, rng);
    write_past(&mut way, rep, start, &guesses, rng);
    way
}

fn walk(world: &World, start: Start, rng: &mut Rng) -> Way {
    let calendar = world.calendar;
    let chances: Vec<f64> =
        PASSES.iter().map(|chance| logistic(logit(*chance) + start.pull)).collect();
    let mut at = start.created_at;
    let mut visits = Vec::new();
    let mut end = None;
    let (mut goes_on, mut here) = (true, 1.0);
    for ((stage, chance), (passing, losing)) in
        world.open_stages().into_iter().zip(&chances).zip(DWELL)
    {
        visits.push((stage, at));
        let passes = rng.hit(*chance);
        let median = if passes { passing } else { losing };
        let days = rng.days(median).clamp(0.4, median * LONGEST);
        let left_at = calendar.after(at, days, rng);
        if at + Duration::minutes(whole(days * 1_440.0)) >= calendar.now || left_at >= calendar.now
        {
            let waited = float((calendar.now - at).num_hours()) / 24.0;
            let going = chance * stays_longer(waited, passing);
            let stuck = (1.0 - chance) * stays_longer(waited, losing);
            here = going / (going + stuck).max(f64::MIN_POSITIVE);
            goes_on = passes;
            end = Some(DealStatus::Open);
            break;
        }
        at = left_at;
        if !passes {
            (goes_on, here) = (false, 0.0);
            end = Some(DealStatus::Lost);
            break;
        }
    }
    let status = end.unwrap_or(DealStatus::Won);
    let later = match status {
        DealStatus::Open => chances.iter().skip(visits.len()).product(),
        DealStatus::Won | DealStatus::Lost => 1.0,
    };
    let kind = match status {
        DealStatus::Open => StageKind::Open,
        DealStatus::Won => StageKind::Won,
        DealStatus::Lost => StageKind::Lost,
    };
    let closed = (kind != StageKind::Open).then(|| world.closed_stage(kind)).flatten();
    visits.extend(closed.map(|stage| (stage, at)));
    Way {
        visits,
        status,
        closed_at: (status != DealStatus::Open).then_some(at),
        goes_on,
        here,
        later,
        amount: start.amount,
        expected_close_on: start.created_at.date_naive(),
        pushes: 0,
        versions: Vec::new(),
        moves: Vec::new(),
    }
}

/// The share of stays with this median that are longer than so many days.
fn stays_longer(days: f64, median: f64) -> f64 {
    if days < median * LONGEST { days_left_share(days, median) } else { 0.0 }
}

/// When it is expected to close: a guess at its creation, moved out in the days after it did not come true. Each guess
/// with the moment it was made.
fn guess(
    calendar: Calendar,
    way: &mut Way,
    start: Start,
    rng: &mut Rng,
) -> Vec<(DateTime<Utc>, NaiveDate)> {
    let until = way.closed_at.unwrap_or(calendar.now);
    let mut expected = start.created_at.date_naive() + days(rng.between(35, 95));
    let mut guesses = vec![(start.created_at, expected)];
    // Some are never looked at again, and stay overdue.
    while rng.hit(0.85) {
        let missed = expected.and_time(NaiveTime::MIN).and_utc() + Duration::days(1);
        let late = rng.unit() * 6.0;
        if missed + Duration::minutes(whole(late * 1_440.0)) >= until {
            break;
        }
        let noticed = calendar.after(missed, late, rng);
        if noticed >= until {
            break;
        }
        expected = noticed.date_naive() + days(rng.between(14, 40));
        guesses.push((noticed, expected));
        way.pushes += 1;
    }
    way.expected_close_on = match way.closed_at {
        Some(at) if rng.hit(0.6) => at.date_naive(),
        _ => expected,
    };
    guesses
}

/// Versions and moves, from creation to now.
fn write_past(
    way: &mut Way,
    rep: &Rep,
    start: Start,
    guesses: &[(DateTime<Utc>, NaiveDate)],
    rng: &mut Rng,
) {
    // Every offer is talked over once: the amount settles when the deal comes to its third stage.
    let settled =
        if rng.hit(0.5) { whole(way.amount.to_model() * (0.8 + rng.unit() * 0.45)) } else { 0 };
    let settled = if settled > 0 { Cents(settled / 1_000 * 1_000) } else { way.amount };
    let mut before: Option<(StageId, DateTime<Utc>)> = None;
    for (place, (stage, at)) in way.visits.iter().enumerate() {
        let left_at = way.visits.get(place + 1).map(|(_, next)| *next);
        let known = guesses.iter().take_while(|(since, _)| since <= at).last();
        let expected = match stage.kind {
            StageKind::Open => known.map_or(way.expected_close_on, |(_, guess)| *guess),
            StageKind::Won | StageKind::Lost => way.expected_close_on,
        };
        let moved = guesses.iter().filter(|(since, _)| {
            stage.kind == StageKind::Open && since > at && left_at.is_none_or(|left| *since < left)
        });
        for (from_at, expected) in std::iter::once(&(*at, expected)).chain(moved) {
            if let Some(last) = way.versions.last_mut() {
                last.to_at = Some(*from_at);
            }
            way.versions.push(Version {
                from_at: *from_at,
                to_at: None,
                stage_id: stage.id,
                status: stage.kind.status(),
                amount: if place >= 2 { settled } else { start.amount },
                expected_close_on: Some(*expected),
                owner_id: Some(rep.id),
                win: closed_win(stage),
            });
        }
        way.moves.push(StageChange {
            from: before.map(|(id, _)| id),
            to: stage.id,
            at: *at,
            dwell_seconds: before.map(|(_, since)| (*at - since).num_seconds()),
            user_id: Some(rep.id),
        });
        before = Some((stage.id, *at));
    }
    if let Some(version) = way.versions.last() {
        way.amount = version.amount;
    }
}

/// What is known of a closed deal; of an open one, its stage's default.
const fn closed_win(stage: &Stage) -> Ratio {
    match stage.kind {
        StageKind::Open => stage.default_probability,
        StageKind::Won => Ratio::ONE,
        StageKind::Lost => Ratio::ZERO,
    }
}

fn days(count: i64) -> Days {
    Days::new(u64::try_from(count).unwrap_or(0))
}
