//! The forecast's page.

use std::collections::BTreeMap;

use domain::access::Action;
use domain::calendar::Span;
use domain::desk::{ForecastAsk, ForecastCut, ForecastPage, LeftOut, MathLine, MathRest};
use domain::forecast::{ForecastInput, Levers, OpenDeal};
use domain::forms::FieldErrors;
use domain::money::Cents;
use domain::ratio::Ratio;
use store::forecast_reads::{self, OpenRow};
use store::{Tx, pipelines, rollups};

use super::cuts::Parts;
use super::{Books, Outlook};
use crate::desks::period_of;
use crate::{Ctx, ServiceResult};

/// So many deals of the sum are listed at first: about as high as its parts beside it.
const LARGEST: usize = 10;
/// No page lists more.
const MOST: usize = 5_000;

/// What a period will bring within the reader's scope, the sum down to the deal, and its parts.
///
/// # Errors
/// `Invalid` when a word of the address is unknown.
pub async fn page(ctx: &Ctx, ask: &ForecastAsk) -> ServiceResult<ForecastPage> {
    ctx.require(Action::ReadRecords)?;
    let scope = ctx.scope();
    let by = cut_of(&ask.by)?;
    let mut tx = ctx.db().read().await?;
    let outlook = Outlook::read(ctx, &mut tx, &scope).await?;
    let period = period_of(&ask.period, Span::Quarter, outlook.today)?;
    let books = Books::read(&mut tx, &scope, period).await?;
    let input = outlook.input(period, &books);
    let forecast = outlook.forecast(period, &input);
    let parts = Parts { outlook: &outlook, books: &books, period, whole: &forecast };
    let rows = match by {
        ForecastCut::Rep => parts.by_rep(),
        ForecastCut::Product => {
            let products = forecast_reads::open_products(&mut tx, &scope).await?;
            let closed = rollups::closed_by_product(&mut tx, &scope, period.into()).await?;
            let names = store::products::names(&mut tx).await?;
            parts.by_product(&products, &closed, &names)
        }
        ForecastCut::Stage => parts.by_stage(&pipelines::all_stages(&mut tx).await?),
    };
    let (deals, others) = lines(&mut tx, &input, if ask.all { MOST } else { LARGEST }).await?;
    Ok(ForecastPage {
        now: ctx.now(),
        today: outlook.today,
        period,
        method: outlook.method(period).map(|method| (method.candidate, method.periods)),
        level: outlook.method(period).map_or(Ratio::ONE, |method| method.correction.level),
        quota: books.attainment(period, outlook.today),
        left_out: left_out(&outlook),
        forecast,
        deals,
        others,
        by,
        rows,
    })
}

fn cut_of(word: &str) -> ServiceResult<ForecastCut> {
    if word.is_empty() {
        return Ok(ForecastCut::Rep);
    }
    ForecastCut::try_from(word).map_err(|error| FieldErrors::one("by", error.to_string()).into())
}

/// The deals that add most to the sum, and what the others add together.
async fn lines(
    tx: &mut Tx,
    input: &ForecastInput,
    most: usize,
) -> ServiceResult<(Vec<MathLine>, MathRest)> {
    let levers = Levers::default();
    let expected = |deal: &OpenDeal| deal.expected(&levers);
    let mut open: Vec<&OpenDeal> = input.open.iter().collect();
    open.sort_unstable_by_key(|deal| (-expected(deal).get(), deal.id));
    let rest = open.split_off(most.min(open.len()));
    let ids: Vec<_> = open.iter().map(|deal| deal.id).collect();
    let mut names: BTreeMap<_, _> = BTreeMap::new();
    for some in ids.chunks(500) {
        names.extend(forecast_reads::deal_names(tx, some).await?);
    }
    let lines = open
        .into_iter()
        .map(|deal| MathLine {
            id: deal.id,
            name: names.remove(&deal.id).unwrap_or_default(),
            amount: deal.amount,
            p: deal.p_in_period,
            expected: expected(deal),
        })
        .collect();
    let others = MathRest {
        deals: u64::try_from(rest.len()).unwrap_or(u64::MAX),
        amount: Cents::sum(rest.iter().map(|deal| deal.amount)),
        expected: Cents::sum(rest.into_iter().map(expected)),
    };
    Ok((lines, others))
}

/// How many open deals are treated by a rule of their own.
fn left_out(outlook: &Outlook) -> LeftOut {
    let count = |is: &dyn Fn(&OpenRow) -> bool| {
        u64::try_from(outlook.open().iter().filter(|deal| is(deal)).count()).unwrap_or(u64::MAX)
    };
    let sells = |deal: &OpenRow| outlook.sellers.iter().any(|seller| Some(seller.id) == deal.owner);
    LeftOut {
        without_amount: count(&|deal| deal.amount <= Cents::ZERO),
        without_date: count(&|deal| deal.expected_close_on.is_none()),
        overdue: count(&|deal| deal.expected_close_on.is_some_and(|day| day < outlook.today)),
        without_seller: count(&|deal| !sells(deal)),
    }
}
