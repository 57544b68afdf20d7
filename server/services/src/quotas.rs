//! Targets of a year, in a grid by company, team, person and product.

use std::collections::BTreeMap;

use chrono::{Datelike, Months, NaiveDate};
use domain::access::{Action, Scope};
use domain::calendar::{Period, Span, month_of};
use domain::format;
use domain::forms::{ChangedCell, ConflictField, FieldErrors, SetQuotas};
use domain::ids::TeamId;
use domain::journal::{Change, Changes, Entity};
use domain::money::Cents;
use domain::quota::{QuotaFor, QuotaGrid, QuotaLine, season, spread};
use store::quota_grid::{self, Target};
use store::rollups::{Range, closed_by_owner, closed_by_product, won_by_month};
use store::{Tx, forecast_reads, products, teams, users};

use crate::{Ctx, Done, ServiceError, ServiceResult, Work, day};

/// Season is learned from this many years at most.
const YEARS: u32 = 4;

/// The targets of a year: this one when none is asked for. A manager sees and sets those of their own team.
///
/// # Errors
/// `Forbidden` by role.
pub async fn grid(ctx: &Ctx, year: Option<i32>) -> ServiceResult<QuotaGrid> {
    ctx.require(Action::SetQuotas)?;
    let mut tx = ctx.db().read().await?;
    let today = day::today(ctx, &mut tx).await?;
    let year = year.filter(|year| (2000..=2100).contains(year)).unwrap_or(today.year());
    read(ctx, &mut tx, year, today).await
}

async fn read(ctx: &Ctx, tx: &mut Tx, year: i32, today: NaiveDate) -> ServiceResult<QuotaGrid> {
    let first = first_of(year, 0)?;
    let targets = quota_grid::within(tx, first, first + Months::new(12)).await?;
    let mut sums: BTreeMap<QuotaFor, [Cents; 4]> = BTreeMap::new();
    for target in &targets {
        let quarter = usize::try_from(target.starts_on.month0() / 3).unwrap_or(0);
        if let Some(sum) = sums.entry(target.line()).or_default().get_mut(quarter) {
            *sum = Cents(sum.get().saturating_add(target.target.get()));
        }
    }
    let scope = ctx.scope();
    let before = won_before(tx, &scope, first).await?;
    let lines = lines(tx, &scope).await?;
    let lines = lines.into_iter().map(|(of, name)| QuotaLine {
        of,
        name,
        quarters: sums.get(&of).copied().unwrap_or_default(),
        won_before: before.get(&of).copied(),
    });
    let (season, history) = learned(tx, &scope, today).await?;
    Ok(QuotaGrid { year, lines: lines.collect(), season, history })
}

fn first_of(year: i32, quarter: usize) -> ServiceResult<NaiveDate> {
    let month = u32::try_from(quarter * 3 + 1).unwrap_or(1);
    NaiveDate::from_ymd_opt(year, month, 1)
        .ok_or_else(|| ServiceError::Internal(format!("there is no quarter {quarter} of {year}")))
}

/// Whose targets this scope sets: all of the company's, or those of a team and everybody in it.
async fn lines(tx: &mut Tx, scope: &Scope) -> ServiceResult<Vec<(QuotaFor, String)>> {
    let sellers = forecast_reads::sellers(tx, scope).await?;
    let mine: Vec<i64> = {
        let people = users::list(tx).await?;
        let is_mine = |id| sellers.iter().any(|seller| seller.id == id);
        people
            .iter()
            .filter(|user| is_mine(user.id))
            .filter_map(|user| user.team_id)
            .map(TeamId::get)
            .collect()
    };
    let everything = *scope == Scope::Everything;
    let mut lines = Vec::new();
    if everything {
        lines.push((QuotaFor::Company, "The whole company".to_owned()));
    }
    for team in teams::list(tx).await? {
        let own = matches!(scope, Scope::Team(_, own) if *own == team.id);
        if everything || own || mine.contains(&team.id.get()) {
            lines.push((QuotaFor::Team(team.id.get()), team.name));
        }
    }
    lines.extend(sellers.into_iter().map(|seller| (QuotaFor::User(seller.id.get()), seller.name)));
    if everything {
        let products = products::active(tx).await?;
        lines.extend(products.into_iter().map(|(id, name)| (QuotaFor::Product(id.get()), name)));
    }
    Ok(lines)
}

/// What each line won in the year before.
async fn won_before(
    tx: &mut Tx,
    scope: &Scope,
    first: NaiveDate,
) -> ServiceResult<BTreeMap<QuotaFor, Cents>> {
    let range = Range { from: first - Months::new(12), until: first };
    let mut won = BTreeMap::new();
    let mut all = 0_i64;
    for row in closed_by_owner(tx, scope, range).await? {
        all = all.saturating_add(row.amount.get());
        won.insert(QuotaFor::User(row.id), row.amount);
    }
    won.insert(QuotaFor::Company, Cents(all));
    for row in closed_by_product(tx, scope, range).await? {
        won.insert(QuotaFor::Product(row.id), row.amount);
    }
    let people = users::list(tx).await?;
    for user in people {
        let (Some(team), Some(amount)) =
            (user.team_id, won.get(&QuotaFor::User(user.id.get())).copied())
        else {
            continue;
        };
        let sum = won.entry(QuotaFor::Team(team.get())).or_insert(Cents::ZERO);
        *sum = Cents(sum.get().saturating_add(amount.get()));
    }
    Ok(won)
}

/// How a year falls on its months, from the months of the last years that are over; and from how many.
async fn learned(tx: &mut Tx, scope: &Scope, today: NaiveDate) -> ServiceResult<([i64; 12], i64)> {
    let until = month_of(today);
    let range = Range { from: until - Months::new(12 * YEARS), until };
    let won: Vec<(NaiveDate, Cents)> = won_by_month(tx, scope, range)
        .await?
        .into_iter()
        .map(|(month, amount, _)| (month, amount))
        .collect();
    Ok((season(&won), i64::try_from(won.len()).unwrap_or(0)))
}

/// Sets the cells that were changed, each spread over the months of its quarter by season.
///
/// # Errors
/// `Forbidden` by role or for somebody out of scope, `Invalid` when a cell is no amount, `Conflict` with both values of
/// each cell that somebody else set meanwhile.
pub async fn set(ctx: &Ctx, form: SetQuotas) -> ServiceResult<Done> {
    ctx.require(Action::SetQuotas)?;
    let changed = form.changed()?;
    let mut work = ctx.begin(format!("Set targets of {}", form.year)).await?;
    let first = first_of(form.year, 0)?;
    quota_grid::lock(&mut work.tx, first, first + Months::new(12)).await?;
    let today = day::today(ctx, &mut work.tx).await?;
    let grid = read(ctx, &mut work.tx, form.year, today).await?;
    let mut conflicts = Vec::new();
    for cell in &changed {
        let Some(line) = grid.lines.iter().find(|line| line.of == cell.of) else {
            return Err(FieldErrors::one(
                "form",
                "Somebody in this grid is not yours to set a target for: load the page again.",
            )
            .into());
        };
        let now = line.quarters.get(cell.quarter).copied().unwrap_or_default();
        if now != cell.was && now != cell.target {
            conflicts.push(ConflictField {
                field: format!("{}, quarter {}", line.name, cell.quarter + 1),
                yours: format::money(cell.target),
                theirs: format::money(now),
            });
        }
    }
    if !conflicts.is_empty() {
        return Err(ServiceError::Conflict(conflicts));
    }
    for cell in changed {
        write(&mut work, form.year, cell, &grid.season).await?;
    }
    work.commit().await
}

/// Writes a quarter month by month. Targets over other days within the quarter give way.
async fn write(
    work: &mut Work<'_>,
    year: i32,
    cell: ChangedCell,
    season: &[i64; 12],
) -> ServiceResult<()> {
    let now = work.now();
    let first = first_of(year, cell.quarter)?;
    let known = quota_grid::within(&mut work.tx, first, first + Months::new(3)).await?;
    let mut known: Vec<Target> =
        known.into_iter().filter(|target| target.line() == cell.of).collect();
    let parts = spread(cell.target, cell.quarter, season);
    for (place, part) in (0_u32..).zip(parts) {
        let month = Period::containing(Span::Month, first + Months::new(place));
        let last = month.last_day();
        let at = known.iter().position(|old| old.starts_on == month.start && old.ends_on == last);
        if let Some(at) = at {
            let before = known.swap_remove(at);
            let after = Target { target: part, ..before.clone() };
            if after != before {
                quota_grid::set_target(&mut work.tx, before.id, part, now).await?;
                work.changed(Entity::Quota, before.id.get(), &before, &after).await?;
            }
        } else if part.get() > 0 {
            let mut new = Target::of(cell.of, month.start, last, part);
            new.id = quota_grid::insert(&mut work.tx, &new, now).await?;
            work.created(Entity::Quota, new.id.get(), &new).await?;
        }
    }
    for old in known {
        quota_grid::set_deleted(&mut work.tx, old.id, true, now).await?;
        work.append(Entity::Quota, old.id.get(), Change::Delete, Changes::new(), None).await?;
    }
    Ok(())
}
