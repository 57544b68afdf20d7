//! Targets that fit what was sold: each rep reaches the share of them that was meant for them, year by year.

use std::collections::BTreeMap;

use chrono::{Datelike, Months, NaiveDate};
use domain::calendar::{Period, Span, month_of};
use domain::ids::{TeamId, UserId};
use domain::money::Cents;
use store::bulk::{Load, Quota, Table};

use super::rng::{float, whole};
use super::world::{Rep, World};
use crate::ServiceResult;

/// How much more is asked for from year to year, where there is nothing to go by yet.
const GROWTH: f64 = 1.1;

/// Won by whom in which month.
pub(super) type Won = BTreeMap<(UserId, NaiveDate), Cents>;

/// Sets a target for each month of the history and of the rest of this year and the next: by rep, by team, and for
/// the whole company.
pub(super) async fn set(load: &mut Load, world: &World, won: &Won) -> ServiceResult<()> {
    let mut rows = Vec::new();
    let mut company: BTreeMap<NaiveDate, i64> = BTreeMap::new();
    let mut teams: BTreeMap<(NaiveDate, TeamId), i64> = BTreeMap::new();
    for rep in &world.reps {
        for (month, target) in months(world, rep, won) {
            rows.push(quota(load, Some(rep.id), None, month, target));
            *company.entry(month).or_default() += target;
            *teams.entry((month, rep.team)).or_default() += target;
        }
    }
    for ((month, team), target) in teams {
        rows.push(quota(load, None, Some(team), month, target));
    }
    for (month, target) in company {
        rows.push(quota(load, None, None, month, target));
    }
    load.quotas(&rows).await?;
    Ok(())
}

/// A rep's targets in cents, month by month.
fn months(world: &World, rep: &Rep, won: &Won) -> Vec<(NaiveDate, i64)> {
    let today = world.calendar.today;
    let first = month_of(world.calendar.first_day);
    let this_year = Period::containing(Span::Year, today);
    let years =
        [this_year.previous().previous(), this_year.previous(), this_year, this_year.next()];
    // The first months only fill the pipeline: what they ask for is set by the first full year.
    let base = yearly(rep, won, this_year.previous(), 1.0) / GROWTH;
    let mut asked = base;
    let mut targets = Vec::new();
    for year in years {
        let worked: f64 =
            year.months().iter().map(|month| season(*month) * worked(*month, today)).sum();
        let whole_year: f64 = year.months().iter().map(|month| season(*month)).sum();
        asked = if year.start > today || year.contains(first) {
            asked * if year.start > today { GROWTH } else { 1.0 }
        } else {
            yearly(rep, won, year, worked / whole_year)
        };
        targets.extend(
            year.months()
                .into_iter()
                .filter(|month| *month >= first)
                // Targets are round figures: to 500 euros.
                .map(|month| {
                    (month, whole(asked * season(month) / whole_year / 50_000.0).max(1) * 50_000)
                }),
        );
    }
    targets
}

/// What a whole year would have to ask for, so that what was won in the share of it that is over reaches the meant
/// attainment.
fn yearly(rep: &Rep, won: &Won, year: Period, share: f64) -> f64 {
    let sums = won.iter().filter(|((who, month), _)| *who == rep.id && year.contains(*month));
    Cents::sum(sums.map(|(_, cents)| *cents)).to_model() / share.max(0.05) / rep.attainment
}

/// The share of a month that is over.
fn worked(month: NaiveDate, today: NaiveDate) -> f64 {
    let end = month + Months::new(1);
    float((today - month).num_days()).clamp(0.0, float((end - month).num_days()))
        / float((end - month).num_days())
}

/// Lower in August, higher towards the end of the year.
fn season(month: NaiveDate) -> f64 {
    match month.month() {
        8 => 0.75,
        11 => 1.1,
        12 => 1.15,
        _ => 1.0,
    }
}

fn quota(
    load: &mut Load,
    user_id: Option<UserId>,
    team_id: Option<TeamId>,
    month: NaiveDate,
    target: i64,
) -> Quota {
    Quota {
        id: load.next(Table::Quota),
        user_id,
        team_id,
        starts_on: month,
        ends_on: Period::containing(Span::Month, month).last_day(),
        target: Cents(target),
    }
}
