//! What a period will bring, for whoever asks: closed + open + yet to be created, as a distribution.

pub mod backtest;
mod condense;
mod cuts;
mod moves;
mod page;
mod people;
mod record;
pub mod scenarios;
mod targets;

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, Utc};
use domain::access::Scope;
use domain::as_of::AsOf;
use domain::calendar::Period;
use domain::desk::Attainment;
use domain::forecast::{
    Correction, Forecast, ForecastConfig, ForecastInput, Levers, NewBusiness, OpenDeal, forecast,
};
use domain::ids::{StageId, UserId};
use domain::list::Person;
use domain::money::Cents;
use domain::ratio::Ratio;
use domain::win::{WinConfig, median_days_left, win_by};
use store::forecast_reads::{self, OpenRow};
use store::rollups::{self, Closed};
use store::{Tx, as_of, pipelines, quotas, settings};

use backtest::{Method, SpanMethod};
pub use moves::page as moves;
pub use page::page;
pub use people::{commit, overrule, page as people};
pub use record::page as record;
pub(crate) use targets::Targets;

use crate::deals::{self, usual_days_left};
use crate::learning::{self, Creation};
use crate::{Ctx, ServiceResult, day};

const CONFIG: &str = "forecast";

/// What a period will bring within a scope, and what that was made from.
///
/// # Errors
/// When the database refuses.
pub async fn for_scope(
    ctx: &Ctx,
    tx: &mut Tx,
    scope: &Scope,
    period: Period,
) -> ServiceResult<(Forecast, ForecastInput)> {
    let outlook = Outlook::read(ctx, tx, scope).await?;
    let books = Books::read(tx, scope, period).await?;
    let input = outlook.input(period, &books);
    Ok((outlook.forecast(period, &input), input))
}

/// How far the target of a period is reached within a scope.
///
/// # Errors
/// When the database refuses.
pub async fn attainment(
    ctx: &Ctx,
    tx: &mut Tx,
    scope: &Scope,
    period: Period,
) -> ServiceResult<Attainment> {
    let books = Books::read(tx, scope, period).await?;
    Ok(books.attainment(period, day::today(ctx, tx).await?))
}

/// What is closed in a period, and what should be.
pub(crate) struct Books {
    pub(crate) closed: Vec<Closed>,
    pub(crate) targets: Targets,
}

impl Books {
    pub(crate) async fn read(tx: &mut Tx, scope: &Scope, period: Period) -> ServiceResult<Self> {
        let closed = rollups::closed_by_owner(tx, scope, period.into()).await?;
        let rows = quotas::overlapping(tx, scope, period.into()).await?;
        Ok(Self { closed, targets: Targets::new(scope, rows) })
    }

    /// What was known at a moment to be closed, against the targets of today.
    pub(crate) async fn read_at(
        tx: &mut Tx,
        scope: &Scope,
        as_of: &AsOf,
        period: Period,
    ) -> ServiceResult<Self> {
        let closed = as_of::closed_by_owner(tx, scope, as_of.at, period.into()).await?;
        let rows = quotas::overlapping(tx, scope, period.into()).await?;
        Ok(Self { closed, targets: Targets::new(scope, rows) })
    }

    /// Won so far.
    pub(crate) fn won(&self) -> Cents {
        Cents::sum(self.closed.iter().map(|closed| closed.amount))
    }

    /// How far the scope's target is reached.
    pub(crate) fn attainment(&self, period: Period, today: NaiveDate) -> Attainment {
        Attainment {
            won: self.won(),
            target: self.targets.of_scope(period),
            elapsed: Ratio::from_model(period.elapsed(today)),
        }
    }

    /// Won so far by one person.
    pub(crate) fn won_by(&self, user: UserId) -> Cents {
        let own = self.closed.iter().filter(|closed| closed.id == user.get());
        Cents::sum(own.map(|closed| closed.amount))
    }
}

/// Everything in hand within a scope, read once; any number of periods can then be forecast from it.
pub(crate) struct Outlook {
    now: DateTime<Utc>,
    pub(crate) today: NaiveDate,
    open: Vec<OpenRow>,
    usual_days: BTreeMap<StageId, u16>,
    /// Everybody who sells within the scope, by name.
    pub(crate) sellers: Vec<Person>,
    /// New business counts for everybody, not only for the sellers.
    everything: bool,
    creation: Creation,
    win: WinConfig,
    config: ForecastConfig,
    /// The methods that speak, by their record.
    method: Method,
}

impl Outlook {
    pub(crate) async fn read(ctx: &Ctx, tx: &mut Tx, scope: &Scope) -> ServiceResult<Self> {
        let today = day::today(ctx, tx).await?;
        let open = forecast_reads::open_deals(tx, scope).await?;
        Self::of(tx, scope, open, ctx.now(), today).await
    }

    /// What was in hand at a moment, seen with the models of today.
    pub(crate) async fn read_at(tx: &mut Tx, scope: &Scope, as_of: &AsOf) -> ServiceResult<Self> {
        let open = as_of::open_deals(tx, scope, as_of.at).await?;
        Self::of(tx, scope, open, as_of.at, as_of.day).await
    }

    async fn of(
        tx: &mut Tx,
        scope: &Scope,
        open: Vec<OpenRow>,
        now: DateTime<Utc>,
        today: NaiveDate,
    ) -> ServiceResult<Self> {
        let stages = pipelines::all_stages(tx).await?;
        let usual_days =
            stages.iter().map(|stage| (stage.id, usual_days_left(&stages, stage))).collect();
        Ok(Self {
            now,
            today,
            open,
            usual_days,
            sellers: forecast_reads::sellers(tx, scope).await?,
            everything: *scope == Scope::Everything,
            creation: learning::creation(tx).await?,
            win: deals::win_config(tx).await?,
            config: settings::get(tx, CONFIG).await?.unwrap_or_default(),
            method: backtest::method(tx).await?,
        })
    }

    /// The same before any record spoke.
    fn without_record(self) -> Self {
        Self { method: Method::default(), ..self }
    }

    /// What the record makes of a period's forecast.
    fn correction(&self, period: Period) -> Correction {
        let none = Correction { level: Ratio::ONE, config: self.config };
        self.method.of(period.span).map_or(none, |method| method.correction)
    }

    /// How a period's distribution is made.
    pub(crate) fn config(&self, period: Period) -> ForecastConfig {
        self.correction(period).config
    }

    /// The method that speaks of a period; `None` before any record.
    pub(crate) fn method(&self, period: Period) -> Option<&SpanMethod> {
        self.method.of(period.span)
    }

    /// What is open.
    pub(crate) fn open(&self) -> &[OpenRow] {
        &self.open
    }

    /// The day the figures of a period are up to: today, or its last day when it is over.
    pub(crate) fn as_of(&self, period: Period) -> NaiveDate {
        self.today.min(period.last_day())
    }

    /// What the period will bring as a whole.
    pub(crate) fn input(&self, period: Period, books: &Books) -> ForecastInput {
        self.input_with(period, books.won(), books.targets.of_scope(period))
    }

    /// The same where what was won and what should be are known already.
    pub(crate) fn input_with(
        &self,
        period: Period,
        closed: Cents,
        target: Option<Cents>,
    ) -> ForecastInput {
        let input = ForecastInput {
            closed,
            open: self.open_deals(period, |_| true),
            new_business: self.new_business(period, |_| true),
            target,
            window: self.window(period),
        };
        self.set_right(period, input)
    }

    /// By the level that the record of the period's method says.
    fn set_right(&self, period: Period, input: ForecastInput) -> ForecastInput {
        match self.correction(period).level {
            Ratio::ONE => input,
            level => input.set_right(level),
        }
    }

    /// The forecast of the period as a whole, and what a page may carry to move its levers: the forecast is of every
    /// deal, also where the page carries fewer.
    pub(crate) fn for_page(&self, period: Period, books: &Books) -> (Forecast, ForecastInput) {
        let input = self.input(period, books);
        (self.forecast(period, &input), condense::for_page(input))
    }

    /// What one person will bring in the period.
    pub(crate) fn input_of(&self, user: UserId, period: Period, books: &Books) -> ForecastInput {
        let input = ForecastInput {
            closed: books.won_by(user),
            open: self.open_deals(period, |deal| deal.owner == Some(user)),
            new_business: self.new_business(period, |owner| owner == user.get()),
            target: books.targets.of_user(user, period),
            window: self.window(period),
        };
        self.set_right(period, input)
    }

    /// What everybody but these will bring in the period, and what is nobody's: all there is without their inputs.
    pub(crate) fn input_besides(
        &self,
        these: &[UserId],
        period: Period,
        books: &Books,
    ) -> ForecastInput {
        let other = |owner: UserId| !these.contains(&owner);
        let closed = books.closed.iter().filter(|closed| other(UserId(closed.id)));
        let input = ForecastInput {
            closed: Cents::sum(closed.map(|closed| closed.amount)),
            open: self.open_deals(period, |deal| deal.owner.is_none_or(other)),
            new_business: self.new_business(period, |owner| other(UserId(owner))),
            target: None,
            window: self.window(period),
        };
        self.set_right(period, input)
    }

    /// What the open deals that count bring in the period, and nothing besides.
    pub(crate) fn input_where(
        &self,
        period: Period,
        counts: impl Fn(&OpenRow) -> bool,
    ) -> ForecastInput {
        let open = self.open_deals(period, counts);
        let window = self.window(period);
        self.set_right(period, ForecastInput { open, window, ..ForecastInput::default() })
    }

    /// Days from the start of today to the period's first day and to its end.
    fn days_ahead(&self, period: Period) -> (i64, i64) {
        let until = |day: NaiveDate| (day - self.today).num_days().max(0);
        (until(period.start), until(period.end()))
    }

    /// Open deals that may be won inside the period; none when it is over.
    fn open_deals(&self, period: Period, counts: impl Fn(&OpenRow) -> bool) -> Vec<OpenDeal> {
        let (from, until) = self.days_ahead(period);
        if until == 0 {
            return Vec::new();
        }
        self.open
            .iter()
            .filter(|deal| deal.amount > Cents::ZERO && counts(deal))
            .map(|deal| {
                let median_days = self.median_days(deal);
                let by = |days| win_by(deal.win, days, median_days).bp();
                // P(won after `from` and within `until` days).
                let p = by(until) - if from > 0 { by(from) } else { 0 };
                OpenDeal {
                    id: deal.id,
                    amount: deal.amount,
                    p_in_period: Ratio::from_bp(p),
                    median_days,
                }
            })
            .filter(|deal| deal.p_in_period > Ratio::ZERO)
            .collect()
    }

    /// In how many days half of such deals are won, of those that are.
    fn median_days(&self, deal: &OpenRow) -> u32 {
        let usual = self.usual_days.get(&deal.stage).copied();
        median_days_left(deal.expected_close_on, usual, &self.win, self.now)
    }

    /// The period's days ahead, as a forecast's input has them.
    fn window(&self, period: Period) -> (u32, u32) {
        let (from, until) = self.days_ahead(period);
        let days = |days: i64| u32::try_from(days).unwrap_or(0);
        (days(from), days(until))
    }

    /// What the owners (0: nobody) that count will create and win, of those within the scope.
    fn new_business(&self, period: Period, counts: impl Fn(i64) -> bool) -> NewBusiness {
        let (from, until) = self.days_ahead(period);
        let in_scope = |owner: i64| {
            self.everything || self.sellers.iter().any(|seller| seller.id.get() == owner)
        };
        let ahead = |days: i64| {
            let days = u32::try_from(days).unwrap_or(0);
            self.creation.ahead(|owner| in_scope(owner) && counts(owner), days)
        };
        let (before, after) = (ahead(from), ahead(until));
        let expected = after.expected.checked_sub(before.expected).unwrap_or_default();
        NewBusiness { expected: expected.max(Cents::ZERO), deal_size: after.deal_size }
    }

    /// The only way a forecast is made, so that every page shows the same figure.
    pub(crate) fn forecast(&self, period: Period, input: &ForecastInput) -> Forecast {
        forecast(input, &Levers::default(), &self.config(period))
    }
}

#[cfg(test)]
mod tests {
    use domain::ids::OpportunityId;

    use super::*;

    #[test]
    fn a_page_that_carries_fewer_deals_shows_the_forecast_of_all() {
        let now: DateTime<Utc> = "2026-11-20T10:00:00Z".parse().unwrap();
        let deal = |id: i64| OpenRow {
            id: OpportunityId(id),
            owner: None,
            stage: StageId(1),
            amount: Cents(100_000 + id * 7_919 % 3_000_000),
            win: Ratio::from_bp(2_000 + i32::try_from(id % 5_000).unwrap()),
            expected_close_on: NaiveDate::from_ymd_opt(2026, 12, 1),
        };
        let outlook = Outlook {
            now,
            today: now.date_naive(),
            open: (0..2_000).map(deal).collect(),
            usual_days: BTreeMap::new(),
            sellers: Vec::new(),
            everything: true,
            creation: Creation::default(),
            win: WinConfig::default(),
            config: ForecastConfig::default(),
            method: Method::default(),
        };
        let books =
            Books { closed: Vec::new(), targets: Targets::new(&Scope::Everything, Vec::new()) };
        let period: Period = "2026-Q4".parse().unwrap();
        let (said, carried) = outlook.for_page(period, &books);
        assert_eq!(said, outlook.forecast(period, &outlook.input(period, &books)));
        assert_eq!(said.deals, 2_000);
        assert!(carried.open.len() < 1_700, "{}", carried.open.len());
    }
}
