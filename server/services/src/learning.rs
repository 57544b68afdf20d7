//! What the installation's own closed deals teach: rates by stage, source and owner, what is usual, and how much is
//! won that nobody had in hand.
//!
//! Learned at night and after an import, from every closed deal; kept as two settings, so that a page or a score reads
//! a row instead of walking over years of deals.

use std::collections::BTreeMap;

use chrono::{DateTime, Days, NaiveDate, Utc};
use domain::access::Scope;
use domain::forecast::NewBusiness;
use domain::ids::{ProductId, StageId, UserId};
use domain::models::ModelKind;
use domain::money::Cents;
use domain::win::{Learned, Record};
use serde::{Deserialize, Serialize};
use store::forecast_reads::{self, WonRow};
use store::{Tx, rollups, settings};

use crate::{Ctx, ServiceResult, models, risks, zone};

const DEALS: &str = "learned.deals";
const NEW_BUSINESS: &str = "learned.new_business";

/// How far back the creation of deals is looked at: a year has every season once.
const YEAR: u64 = 365;
/// Fewer won deals than this are an anecdote, not a rate.
const ENOUGH: usize = 5;

/// How closed deals ended, and what was usual of the won ones.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Lesson {
    /// When it was learned; `None` when nothing was yet.
    pub learned_at: Option<DateTime<Utc>>,
    /// All deals.
    pub all: Record,
    /// Deals that were in a stage.
    pub stages: BTreeMap<StageId, Record>,
    /// Deals from a source.
    pub sources: BTreeMap<String, Record>,
    /// Deals of an owner.
    pub owners: BTreeMap<UserId, Record>,
    /// Deals of a product.
    pub products: BTreeMap<ProductId, Record>,
    /// What the effects are worth here: the model in use, which is kept by itself.
    #[serde(skip)]
    pub win: Learned,
    /// Median days from creation to won, of the deals of the last year in which any was won.
    pub cycle_days: Option<u16>,
    /// Median amount of the same deals.
    pub typical_amount: Option<Cents>,
}

/// Deals won within a year after their creation, by owner and by how long they took.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Creation {
    /// Over how many days.
    pub days: u32,
    /// By owner's id (0: nobody's): days from creation to won, sum of amounts, sum of their squares.
    pub owners: BTreeMap<i64, Vec<(u32, Cents, f64)>>,
}

impl Creation {
    /// What is created and won within the next `ahead` days, of the owners (0: nobody) that count.
    ///
    /// Of deals that take d days, those created in the first `days` - d of the days observed could be seen to be won;
    /// and those created in the first `ahead` - d of the days to come will be.
    #[must_use]
    pub fn ahead(&self, counts: impl Fn(i64) -> bool, ahead: u32) -> NewBusiness {
        let (observed, ahead) = (f64::from(self.days), f64::from(ahead));
        let most = ahead / observed.max(1.0);
        let (mut sum, mut squares) = (0.0, 0.0);
        let won = self.owners.iter().filter(|(owner, _)| counts(**owner));
        for (days, amount, square) in won.flat_map(|(_, won)| won) {
            let days = f64::from(*days);
            let share = ((ahead - days) / (observed - days).max(1.0)).clamp(0.0, most);
            sum += amount.to_model() * share;
            squares += square * share;
        }
        if sum <= 0.0 {
            return NewBusiness::default();
        }
        NewBusiness {
            expected: Cents::from_model(sum),
            deal_size: Cents::from_model(squares / sum),
        }
    }

    fn of(won: &[WonRow], today: NaiveDate) -> Self {
        if won.len() < ENOUGH {
            return Self::default();
        }
        let mut owners: BTreeMap<i64, BTreeMap<u32, (Cents, f64)>> = BTreeMap::new();
        let mut first = today;
        for deal in won {
            first = first.min(deal.created_on);
            let days = u32::try_from((deal.closed_on - deal.created_on).num_days()).unwrap_or(0);
            let owner = owners.entry(deal.owner.map_or(0, UserId::get)).or_default();
            let (amount, square) = owner.entry(days).or_default();
            *amount = Cents::sum([*amount, deal.amount]);
            *square += deal.amount.to_model() * deal.amount.to_model();
        }
        let days = (today - first).num_days().clamp(1, 365);
        Self {
            days: u32::try_from(days).unwrap_or(1),
            owners: owners
                .into_iter()
                .map(|(id, deals)| {
                    (id, deals.into_iter().map(|(days, (sum, sq))| (days, sum, sq)).collect())
                })
                .collect(),
        }
    }
}

/// The last lesson, or an empty one.
///
/// # Errors
/// When the database refuses.
pub async fn lesson(tx: &mut Tx) -> ServiceResult<Lesson> {
    let lesson: Lesson = settings::get(tx, DEALS).await?.unwrap_or_default();
    let win = store::models::in_use(tx, ModelKind::Win).await?.unwrap_or_default();
    Ok(Lesson { win, ..lesson })
}

/// The last rate of creation, or an empty one.
///
/// # Errors
/// When the database refuses.
pub async fn creation(tx: &mut Tx) -> ServiceResult<Creation> {
    Ok(settings::get(tx, NEW_BUSINESS).await?.unwrap_or_default())
}

/// Learns from every closed deal: at night, and after deals came in many at once.
///
/// # Errors
/// When the database is away.
pub async fn learn(ctx: &Ctx) -> ServiceResult<()> {
    let now = ctx.now();
    // Reading takes seconds on a large database; nobody who writes waits for it.
    let mut tx = ctx.db().read().await?;
    let (lesson, creation) = study(&mut tx, now).await?;
    let fitted = models::fit_win(&mut tx, now).await?;
    let warnings = risks::study(&mut tx, now).await?;
    let of_leads = models::fit_leads(&mut tx, now).await?;
    drop(tx);
    let mut tx = ctx.db().write().await?;
    keep(&mut tx, &lesson, &creation, now).await?;
    models::keep_win(&mut tx, &fitted, now).await?;
    risks::keep(&mut tx, &warnings, now).await?;
    models::keep_leads(&mut tx, &of_leads).await?;
    Ok(tx.commit().await?)
}

/// Learns within a load, from what it has written so far.
pub(crate) async fn learn_from(tx: &mut Tx, now: DateTime<Utc>) -> ServiceResult<Lesson> {
    let (lesson, creation) = study(tx, now).await?;
    keep(tx, &lesson, &creation, now).await?;
    let fitted = models::fit_win(tx, now).await?;
    models::keep_win(tx, &fitted, now).await?;
    let warnings = risks::study(tx, now).await?;
    risks::keep(tx, &warnings, now).await?;
    Ok(Lesson { win: fitted.learned, ..lesson })
}

async fn keep(
    tx: &mut Tx,
    lesson: &Lesson,
    creation: &Creation,
    now: DateTime<Utc>,
) -> ServiceResult<()> {
    settings::put(tx, DEALS, lesson, now).await?;
    settings::put(tx, NEW_BUSINESS, creation, now).await?;
    Ok(())
}

async fn study(tx: &mut Tx, now: DateTime<Utc>) -> ServiceResult<(Lesson, Creation)> {
    let today = now.with_timezone(&zone::of_installation(tx).await?).date_naive();
    let year_before = |day: NaiveDate| day.checked_sub_days(Days::new(YEAR)).unwrap_or(day);
    // What is usual is seen in the last year in which anything was won, however long ago.
    let last = rollups::last_won_on(tx, &Scope::Everything).await?.unwrap_or(today).min(today);
    let won = forecast_reads::won_since(tx, year_before(last)).await?;
    let sources = forecast_reads::records_by_source(tx).await?;
    let all = sources.iter().fold(Record::default(), |all, (_, record)| Record {
        won: all.won.saturating_add(record.won),
        closed: all.closed.saturating_add(record.closed),
    });
    let days = |deal: &WonRow| (deal.closed_on - deal.created_on).num_days().max(0);
    let lesson = Lesson {
        learned_at: Some(now),
        all,
        stages: forecast_reads::records_by_stage(tx).await?.into_iter().collect(),
        owners: forecast_reads::records_by_owner(tx).await?.into_iter().collect(),
        sources: sources.into_iter().collect(),
        products: forecast_reads::records_by_product(tx).await?.into_iter().collect(),
        win: Learned::default(),
        cycle_days: median(won.iter().map(days))
            .and_then(|days| u16::try_from(days).ok())
            .map(|days| days.max(1)),
        typical_amount: median(won.iter().map(|deal| deal.amount)),
    };
    let since = year_before(today);
    let recent: Vec<WonRow> = won.into_iter().filter(|deal| deal.created_on >= since).collect();
    Ok((lesson, Creation::of(&recent, today)))
}

/// The upper middle of the values; `None` of too few.
fn median<T: Ord>(values: impl Iterator<Item = T>) -> Option<T> {
    let mut values: Vec<T> = values.collect();
    if values.len() < ENOUGH {
        return None;
    }
    let middle = values.len() / 2;
    values.select_nth_unstable(middle);
    values.into_iter().nth(middle)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn won(created: &str, closed: &str, amount: i64) -> WonRow {
        WonRow {
            owner: Some(UserId(1)),
            amount: Cents(amount),
            created_on: created.parse().unwrap(),
            closed_on: closed.parse().unwrap(),
        }
    }

    #[test]
    fn a_steady_rate_of_quick_deals_goes_on() {
        // One deal of 100 each on ten days, each won the same day, over 100 days.
        let deals: Vec<WonRow> = (0..10)
            .map(|n| {
                let day = "2026-01-01".parse::<NaiveDate>().unwrap() + Days::new(n * 10);
                WonRow {
                    created_on: day,
                    closed_on: day,
                    ..won("2026-01-01", "2026-01-01", 10_000)
                }
            })
            .collect();
        let creation = Creation::of(&deals, "2026-04-11".parse().unwrap());
        assert_eq!(creation.ahead(|_| true, 50).expected, Cents(50_000));
        assert_eq!(creation.ahead(|owner| owner == 1, 50).deal_size, Cents(10_000));
        assert_eq!(creation.ahead(|owner| owner == 2, 50), NewBusiness::default());
    }

    #[test]
    fn deals_that_take_longer_than_what_is_left_bring_nothing_new() {
        let deals: Vec<WonRow> = (0..6).map(|_| won("2026-01-01", "2026-03-02", 10_000)).collect();
        let creation = Creation::of(&deals, "2026-04-11".parse().unwrap());
        assert_eq!(creation.ahead(|_| true, 60).expected, Cents::ZERO);
        assert!(creation.ahead(|_| true, 90).expected > Cents::ZERO);
    }

    #[test]
    fn four_won_deals_are_no_rate() {
        let deals: Vec<WonRow> = (0..4).map(|_| won("2026-01-01", "2026-01-02", 10_000)).collect();
        assert_eq!(Creation::of(&deals, "2026-04-11".parse().unwrap()), Creation::default());
    }
}
