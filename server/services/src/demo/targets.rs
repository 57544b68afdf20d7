//! Targets that fit what was sold: each rep reaches the share of them that was meant for them.

use std::collections::BTreeMap;

use chrono::{Datelike, Months, NaiveDate};
use domain::calendar::{Period, Span, month_of};
use domain::ids::{TeamId, UserId};
use domain::money::Cents;
use store::bulk::{Load, Quota, Table};

use super::rng::{float, whole};
use super::world::World;
use crate::ServiceResult;

/// Won by whom in which month.
pub(super) type Won = BTreeMap<(UserId, NaiveDate), Cents>;

/// Sets a target for each month of the history and of the rest of this year and the next: by rep, by team, and for
/// the whole company.
pub(super) async fn set(load: &mut Load, world: &World, won: &Won) -> ServiceResult<()> {
    let first = month_of(world.calendar.first_day);
    let this_month = month_of(world.calendar.today);
    let last = Period::containing(Span::Year, world.calendar.today).next().last_day();
    let mut rows = Vec::new();
    let mut company: BTreeMap<NaiveDate, i64> = BTreeMap::new();
    let mut teams: BTreeMap<(NaiveDate, TeamId), i64> = BTreeMap::new();
    for rep in &world.reps {
        let total =
            Cents::sum(won.iter().filter(|((who, _), _)| *who == rep.id).map(|(_, cents)| *cents));
        let mut month = first;
        while month <= last {
            let target = target(total, rep.attainment, month, this_month);
            rows.push(quota(load, Some(rep.id), None, month, target));
            *company.entry(month).or_default() += target;
            *teams.entry((month, rep.team)).or_default() += target;
            month = month + Months::new(1);
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

/// A month's target in cents: the average month over the attainment, growing, lower in August, higher in December.
fn target(total: Cents, attainment: f64, month: NaiveDate, this_month: NaiveDate) -> i64 {
    /// How much more is asked for each month, so that two years of growth are met.
    const GROWTH: f64 = 0.02;
    let months = float((month - this_month).num_days()) / 30.44;
    let season = match month.month() {
        8 => 0.7,
        12 => 1.1,
        _ => 1.0,
    };
    // The average month lies a year back; deals need some weeks to be won, so the first of them are weak.
    let average = total.to_model() / 22.0;
    let target = average * (1.0 + GROWTH * (months + 12.0)) * season / attainment;
    // Targets are round figures: to 500 euros.
    whole(target / 50_000.0).max(1) * 50_000
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
