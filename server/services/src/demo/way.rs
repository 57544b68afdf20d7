//! How a deal goes: from stage to stage, with a chance that the truth file tells.

use chrono::{DateTime, Days, Duration, NaiveDate, Utc};
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
    /// The chance that it is won, as the world that made it knows it.
    pub truth: f64,
    pub amount: Cents,
    pub expected_close_on: NaiveDate,
    pub pushes: i64,
    pub versions: Vec<Version>,
    pub moves: Vec<StageChange>,
}

/// Lets a deal go its way until it is closed or now has come.
pub(super) fn run(world: &World, rep: &Rep, start: Start, rng: &mut Rng) -> Way {
    let mut way = walk(world, start, rng);
    date(world.calendar, &mut way, start, rng);
    write_past(&mut way, rep, start, rng);
    way
}

fn walk(world: &World, start: Start, rng: &mut Rng) -> Way {
    let calendar = world.calendar;
    let chances: Vec<f64> =
        PASSES.iter().map(|chance| logistic(logit(*chance) + start.pull)).collect();
    let mut at = start.created_at;
    let mut visits = Vec::new();
    let mut end = None;
    let mut truth = 1.0;
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
            let going = chance * days_left_share(waited, passing);
            let stuck = (1.0 - chance) * days_left_share(waited, losing);
            truth = going / (going + stuck);
            end = Some(DealStatus::Open);
            break;
        }
        at = left_at;
        if !passes {
            truth = 0.0;
            end = Some(DealStatus::Lost);
            break;
        }
    }
    let status = end.unwrap_or(DealStatus::Won);
    if status == DealStatus::Open {
        truth *= chances.iter().skip(visits.len()).product::<f64>();
    }
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
        truth,
        amount: start.amount,
        expected_close_on: start.created_at.date_naive(),
        pushes: 0,
        versions: Vec::new(),
        moves: Vec::new(),
    }
}

/// When it is expected to close: a guess at its creation, moved out where it did not come true.
fn date(calendar: Calendar, way: &mut Way, start: Start, rng: &mut Rng) {
    let until = way.closed_at.map_or(calendar.today, |at| at.date_naive());
    let mut expected = start.created_at.date_naive() + days(rng.between(35, 95));
    while expected < until && rng.hit(0.8) {
        expected = expected + days(rng.between(14, 40));
        way.pushes += 1;
    }
    way.expected_close_on = match way.closed_at {
        Some(at) if rng.hit(0.6) => at.date_naive(),
        _ => expected,
    };
}

/// Versions and moves, from creation to now.
fn write_past(way: &mut Way, rep: &Rep, start: Start, rng: &mut Rng) {
    let last = way.visits.len().saturating_sub(1);
    // Every offer is talked over once: the amount settles when the deal comes to its third stage.
    let settled =
        if rng.hit(0.5) { whole(way.amount.to_model() * (0.8 + rng.unit() * 0.45)) } else { 0 };
    let settled = if settled > 0 { Cents(settled / 1_000 * 1_000) } else { way.amount };
    let first_guess = way.expected_close_on - days(rng.between(0, 25) * i64::from(way.pushes > 0));
    let mut before: Option<(StageId, DateTime<Utc>)> = None;
    for (place, (stage, at)) in way.visits.iter().enumerate() {
        let is_last = place == last;
        way.versions.push(Version {
            from_at: *at,
            to_at: way.visits.get(place + 1).map(|(_, next)| *next),
            stage_id: stage.id,
            status: stage.kind.status(),
            amount: if place >= 2 { settled } else { start.amount },
            expected_close_on: Some(if is_last { way.expected_close_on } else { first_guess }),
            owner_id: Some(rep.id),
            win: closed_win(stage),
        });
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
