//! People: what each did in a period, and a comparison that is fair to who gets the hard deals.

use chrono::Months;
use domain::access::Action;
use domain::calendar::{Period, Span};
use domain::desk::{TeamLine, TeamPage};
use domain::fair::{self, Ended};
use domain::list::Person;
use domain::money::Cents;
use store::rollups::{Range, closed_by_owner};
use store::{Tx, forecast_reads, team_figures};

use crate::desks::period_of;
use crate::forecasting::Books;
use crate::{Ctx, ServiceResult, day};

/// How many ended deals chances are learned from, the last ones.
const ENDED: i64 = 5_000;
/// How many months a trend shows.
const TREND: u32 = 6;

/// Everybody who sells within the reader's scope; an empty code is the present quarter.
///
/// # Errors
/// `Forbidden` by role; `Invalid` when the code names no period.
pub async fn page(ctx: &Ctx, code: &str) -> ServiceResult<TeamPage> {
    ctx.require(Action::ReadTeamForecast)?;
    let mut tx = ctx.db().read().await?;
    let today = day::today(ctx, &mut tx).await?;
    let period = period_of(code, Span::Quarter, today)?;
    let range = Range::from(period);
    let history = team_figures::ended(&mut tx, &ctx.scope(), range.until, ENDED).await?;
    let most = usize::try_from(ENDED).unwrap_or(usize::MAX);
    let reaches_back = history.last().is_none_or(|deal| deal.closed_on < range.from);
    let is_cut = history.len() >= most && !reaches_back;
    let told: &[Ended] = if is_cut { &[] } else { &history };
    let mut people = lines(ctx, &mut tx, period, told).await?;
    people.sort_by(|a, b| b.won.cmp(&a.won).then_with(|| a.rep.name.cmp(&b.rep.name)));
    Ok(TeamPage { period, today, people, learned_from: history.len(), is_cut })
}

async fn lines(
    ctx: &Ctx,
    tx: &mut Tx,
    period: Period,
    history: &[Ended],
) -> ServiceResult<Vec<TeamLine>> {
    let (scope, range) = (ctx.scope(), Range::from(period));
    let sellers = forecast_reads::sellers(tx, &scope).await?;
    let books = Books::read(tx, &scope, period).await?;
    let closed = closed_by_owner(tx, &scope, range).await?;
    let open = team_figures::open(tx, &scope).await?;
    let work = team_figures::work(tx, &scope, range).await?;
    let last = range.until - Months::new(1);
    let months: Vec<_> = (0..TREND).rev().map(|back| last - Months::new(back)).collect();
    let first = months.first().copied().unwrap_or(last);
    let won = team_figures::won_by_month(tx, &scope, Range { from: first, until: range.until });
    let won = won.await?;
    let line = |rep: Person| {
        let sums = closed.iter().find(|closed| closed.id == rep.id.get());
        let (open, open_deals) = open.get(&rep.id).copied().unwrap_or_default();
        let work = work.get(&rep.id).copied().unwrap_or_default();
        let is_in = |deal: &&Ended| deal.closed_on >= range.from;
        let (mine, others): (Vec<&Ended>, Vec<&Ended>) =
            history.iter().filter(is_in).partition(|deal| deal.owner == rep.id);
        TeamLine {
            won: sums.map_or(Cents::ZERO, |sums| sums.amount),
            deals_won: sums.map_or(0, |sums| sums.won),
            ended: sums.map_or(0, |sums| sums.closed),
            target: books.targets.of_user(rep.id, period),
            open,
            open_deals,
            cycle_days: fair::cycle_days(&mine),
            contacts: work.contacts,
            leads: work.leads,
            fair: fair::fair(rep.id, mine.iter().copied(), history),
            trend: months
                .iter()
                .map(|month| won.get(&(rep.id, *month)).copied().unwrap_or_default())
                .collect(),
            notes: fair::notes(&mine, &others),
            rep,
        }
    };
    Ok(sellers.into_iter().map(line).collect())
}
