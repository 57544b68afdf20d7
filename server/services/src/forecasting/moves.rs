//! Why a forecast moved between two days.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Days, NaiveDate};
use domain::access::{Action, Scope};
use domain::as_of::AsOf;
use domain::calendar::{Period, Span};
use domain::desk::{CauseLine, DealMove, MovesAsk, MovesPage};
use domain::forecast::Levers;
use domain::forecast::moved::{Cause, Move, Stand, between};
use domain::forms::FieldErrors;
use domain::ids::OpportunityId;
use domain::money::Cents;
use store::{Tx, as_of, forecast_reads};

use super::{Books, Outlook};
use crate::as_of::moment;
use crate::desks::period_of;
use crate::{Ctx, ServiceResult, charts, day};

/// A move is told of the week before, unless another day is asked for.
const WEEK: u64 = 7;
/// So many deals are named for each cause.
const NAMED: usize = 12;

/// What moved the forecast within the reader's scope. Both days are seen with the models of today, so that only what
/// happened moves it.
///
/// # Errors
/// `Invalid` when a day or the period cannot be read, or nothing is known of a day.
pub async fn page(ctx: &Ctx, ask: &MovesAsk) -> ServiceResult<MovesPage> {
    ctx.require(Action::ReadRecords)?;
    let scope = ctx.scope();
    let mut tx = ctx.db().read().await?;
    let today = day::today(ctx, &mut tx).await?;
    let period = period_of(&ask.period, Span::Quarter, today)?;
    let Some(from) = first_day(ctx, &mut tx, ask, today).await? else {
        let now = Side::now(ctx, &mut tx, &scope, period).await?;
        return made(ctx, (today, today), today, period, (now.mean, now.mean), Vec::new());
    };
    let first = moment(ctx, &mut tx, &from).await?;
    let last = match ask.to.trim() {
        "" => None,
        day if day == today.to_string() => None,
        day => Some(moment(ctx, &mut tx, day).await?),
    };
    let to = last.as_ref().map_or(today, |as_of| as_of.day);
    if to <= first.day {
        let message = format!("{to} is not after {}: choose a later day.", first.day);
        return Err(FieldErrors::one("to", message).into());
    }
    let before = Side::at(&mut tx, &scope, &first, period).await?;
    let after = match &last {
        Some(as_of) => Side::at(&mut tx, &scope, as_of, period).await?,
        None => Side::now(ctx, &mut tx, &scope, period).await?,
    };
    // A closing day may be told a little late.
    let since = first.day - Days::new(WEEK);
    let at = last.as_ref().map_or(ctx.now(), |as_of| as_of.at);
    let ended = as_of::ended_since(&mut tx, &scope, at, since).await?;
    let moves = told(&before, &after, &ended);
    let causes = causes(&mut tx, &moves, &before, &after).await?;
    made(ctx, (first.day, to), today, period, (before.mean, after.mean), causes)
}

/// The day asked for; else a week ago, or the first day of which anything is known. `None` when that is today.
async fn first_day(
    ctx: &Ctx,
    tx: &mut Tx,
    ask: &MovesAsk,
    today: NaiveDate,
) -> ServiceResult<Option<String>> {
    if !ask.from.trim().is_empty() {
        return Ok(Some(ask.from.trim().to_owned()));
    }
    let Some(first_at) = as_of::first_at(tx).await? else { return Ok(None) };
    let known = first_at.with_timezone(&day::zone_of(ctx, tx).await?).date_naive();
    let from = known.max(today - Days::new(WEEK));
    Ok((from < today).then(|| from.to_string()))
}

fn made(
    ctx: &Ctx,
    (from, to): (NaiveDate, NaiveDate),
    today: NaiveDate,
    period: Period,
    (before, after): (Cents, Cents),
    causes: Vec<CauseLine>,
) -> ServiceResult<MovesPage> {
    let pictures = charts::waterfall(before, &causes)?;
    Ok(MovesPage {
        now: ctx.now(),
        today,
        period,
        from,
        to,
        before,
        after,
        causes,
        chart: pictures.wide,
        chart_phone: pictures.phone,
    })
}

/// A forecast at one of the two moments.
struct Side {
    deals: BTreeMap<OpportunityId, Stand>,
    mean: Cents,
}

impl Side {
    async fn at(tx: &mut Tx, scope: &Scope, as_of: &AsOf, period: Period) -> ServiceResult<Self> {
        let outlook = Outlook::read_at(tx, scope, as_of).await?;
        let books = Books::read_at(tx, scope, as_of, period).await?;
        let won = as_of::won_deals(tx, scope, as_of.at, period.into()).await?;
        Ok(Self::of(&outlook, &books, period, won))
    }

    async fn now(ctx: &Ctx, tx: &mut Tx, scope: &Scope, period: Period) -> ServiceResult<Self> {
        let outlook = Outlook::read(ctx, tx, scope).await?;
        let books = Books::read(tx, scope, period).await?;
        let won = as_of::won_deals(tx, scope, ctx.now(), period.into()).await?;
        Ok(Self::of(&outlook, &books, period, won))
    }

    fn of(
        outlook: &Outlook,
        books: &Books,
        period: Period,
        won: Vec<(OpportunityId, Cents)>,
    ) -> Self {
        let input = outlook.input(period, books);
        let forecast = outlook.forecast(period, &input);
        let due: BTreeMap<_, _> = outlook
            .open()
            .iter()
            .map(|deal| (deal.id, (deal.amount, deal.expected_close_on)))
            .collect();
        let levers = Levers::default();
        let mut deals: BTreeMap<OpportunityId, Stand> = due
            .iter()
            .map(|(id, (amount, due))| {
                (*id, Stand::Open { amount: *amount, expected: Cents::ZERO, due: *due })
            })
            .collect();
        for deal in &input.open {
            let expected = deal.expected(&levers);
            let day = due.get(&deal.id).and_then(|(_, due)| *due);
            deals.insert(deal.id, Stand::Open { amount: deal.amount, expected, due: day });
        }
        deals.extend(won.into_iter().map(|(id, amount)| (id, Stand::Won(amount))));
        Self { deals, mean: forecast.mean }
    }
}

/// What every deal did. One that was in the forecast and has ended since without being won in the period was lost, or
/// won in another.
fn told(before: &Side, after: &Side, ended: &BTreeSet<OpportunityId>) -> Vec<Move> {
    let mut now = after.deals.clone();
    for id in before.deals.keys().filter(|id| ended.contains(id)) {
        now.entry(*id).or_insert(Stand::Lost);
    }
    between(&before.deals, &now)
}

/// The moves by cause. What the sums of deals leave of the difference is that of deals not yet created.
async fn causes(
    tx: &mut Tx,
    moves: &[Move],
    before: &Side,
    after: &Side,
) -> ServiceResult<Vec<CauseLine>> {
    let mut lines = Vec::new();
    for cause in Cause::ALL {
        let mut of: Vec<&Move> = moves.iter().filter(|one| one.cause == *cause).collect();
        of.sort_unstable_by_key(|one| (-one.by.get().abs(), one.deal));
        let by = Cents::sum(of.iter().map(|one| one.by));
        let deals = u64::try_from(of.len()).unwrap_or(u64::MAX);
        of.truncate(NAMED);
        if !of.is_empty() {
            let largest = of.into_iter().map(|one| (one.deal, one.by)).collect();
            lines.push((*cause, by, deals, largest));
        }
    }
    // Counted from the whole, so that what is won without being listed cannot make the sum wrong.
    let known = Cents::sum(lines.iter().map(|(_, by, ..)| *by));
    let rest = less(less(after.mean, before.mean), known);
    if rest != Cents::ZERO {
        lines.push((Cause::NotYet, rest, 0, Vec::new()));
    }
    let ids: Vec<OpportunityId> =
        lines.iter().flat_map(|(.., largest): &Line| largest.iter().map(|(id, _)| *id)).collect();
    let names = forecast_reads::deal_names(tx, &ids).await?;
    let told = |(id, by): (OpportunityId, Cents)| DealMove {
        id,
        name: names.get(&id).cloned().unwrap_or_default(),
        by,
    };
    Ok(lines
        .into_iter()
        .map(|(cause, by, deals, largest)| CauseLine {
            cause,
            by,
            deals,
            largest: largest.into_iter().map(told).collect(),
        })
        .collect())
}

type Line = (Cause, Cents, u64, Vec<(OpportunityId, Cents)>);

fn less(whole: Cents, part: Cents) -> Cents {
    whole.checked_sub(part).unwrap_or_default()
}
