//! What a period will bring: closed + open deals weighted by P(won inside the period) + deals not yet created,
//! as a distribution.
//!
//! "See the math" always holds to the cent: `closed + weighted + new_business = mean`, and `weighted` is the sum of
//! [`OpenDeal::expected`] over the deals. What is absent: simulation. The distribution is computed, not drawn, so
//! that a slider moves smoothly and every machine shows the same digits.

mod cycle;
mod effects;
mod grid;
mod law;
pub mod moved;
pub mod people;
mod spread;
mod steps;

use serde::{Deserialize, Serialize};

use crate::explain::apportion;
use crate::ids::OpportunityId;
use crate::money::Cents;
use crate::num;
use crate::ratio::Ratio;
use crate::win::LifeTable;
use grid::Grid;

pub use effects::{Effect, effects};
pub use spread::Correction;
pub use steps::{Lever, LeverSteps, Scenario, Step};

/// An open deal as the forecast sees it. It travels as `[id, amount, p, median]`, since a page carries thousands of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "(OpportunityId, Cents, Ratio, u32)", into = "(OpportunityId, Cents, Ratio, u32)")]
pub struct OpenDeal {
    /// Which.
    pub id: OpportunityId,
    /// What it is worth; negative counts as nothing.
    pub amount: Cents,
    /// P(won inside the period), see [`crate::win::win_by`]; not the chance to be won at any time.
    pub p_in_period: Ratio,
    /// In how many days half of such deals are won, of those that are, see [`crate::win::median_days_left`].
    pub median_days: u32,
}

impl From<(OpportunityId, Cents, Ratio, u32)> for OpenDeal {
    fn from((id, amount, p_in_period, median_days): (OpportunityId, Cents, Ratio, u32)) -> Self {
        Self { id, amount, p_in_period, median_days }
    }
}

impl From<OpenDeal> for (OpportunityId, Cents, Ratio, u32) {
    fn from(deal: OpenDeal) -> Self {
        (deal.id, deal.amount, deal.p_in_period, deal.median_days)
    }
}

impl OpenDeal {
    /// What the deal adds to the mean, with the levers as they stand.
    #[must_use]
    pub fn expected(&self, levers: &Levers) -> Cents {
        levers.amount(self.amount).times(levers.chance(self.p_in_period))
    }
}

/// Deals that do not exist yet but will be created and won inside the period.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct NewBusiness {
    /// What they bring on average.
    pub expected: Cents,
    /// How lumpy that is: the amount of a deal, averaged by amount (sum of squares over sum).
    pub deal_size: Cents,
}

impl NewBusiness {
    /// From history: how many deals are created, what won deals are worth, and how soon deals are won.
    ///
    /// `created` deals came in during the last `past_days`; they are expected to come in at that rate for the
    /// `days_left`, each with the chance the life table gives it to be won in the days that are then left.
    ///
    /// ```
    /// use domain::forecast::NewBusiness;
    /// use domain::money::Cents;
    /// use domain::win::{End, LifeTable};
    ///
    /// let table = LifeTable::of((0..100).map(|deal| (20, if deal % 2 == 0 { End::Won } else { End::Lost })));
    /// let won = [Cents(300_000), Cents(100_000)];
    ///
    /// let soon = NewBusiness::from_history(90, 90, &won, &table, 7);
    /// let later = NewBusiness::from_history(90, 90, &won, &table, 60);
    /// assert!(soon.expected < Cents(200_000) && later.expected > Cents(2_000_000));
    /// assert_eq!(later.deal_size, Cents(250_000));
    /// ```
    #[must_use]
    pub fn from_history(
        created: u32,
        past_days: u32,
        won: &[Cents],
        table: &LifeTable,
        days_left: u32,
    ) -> Self {
        let amounts = || won.iter().map(|amount| amount.to_model().max(0.0));
        let sum: f64 = amounts().sum();
        if sum <= 0.0 || past_days == 0 {
            return Self::default();
        }
        let squares: f64 = amounts().map(|amount| amount * amount).sum();
        let a_day = f64::from(created) / f64::from(past_days);
        // Deals created on the first day have all days left, those of the last day none.
        let chances: f64 = (0..days_left.min(730)).map(|left| table.won_within(0, left)).sum();
        Self {
            expected: Cents::from_model(a_day * chances * sum / num::float(won.len())),
            deal_size: Cents::from_model(squares / sum),
        }
    }
}

/// What a forecast is made from.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ForecastInput {
    /// Won in the period so far.
    pub closed: Cents,
    /// Every open deal that may close in the period.
    pub open: Vec<OpenDeal>,
    /// What is yet to be created.
    pub new_business: NewBusiness,
    /// What is to be reached.
    pub target: Option<Cents>,
    /// Days from today to the period's first day and to its end, in which open deals are won.
    #[serde(default)]
    pub window: (u32, u32),
}

/// "What if": each lever multiplies; all at [`Ratio::ONE`] is the forecast as it is. Held between nothing and
/// [`Levers::MOST`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Levers {
    /// The chance of every open deal (at most certain), and how much new business is won.
    pub win_rate: Ratio,
    /// The amount of every open and new deal.
    pub deal_size: Ratio,
    /// How many new deals are created.
    pub new_deals: Ratio,
    /// How long every open deal takes until it is won: less is sooner. It moves the chance that this falls within the
    /// period, not the chance to be won at any time.
    pub cycle: Ratio,
}

impl Default for Levers {
    fn default() -> Self {
        let one = Ratio::ONE;
        Self { win_rate: one, deal_size: one, new_deals: one, cycle: one }
    }
}

impl Levers {
    /// The most a lever can be moved to: twice what is.
    pub const MOST: Ratio = Ratio::from_bp(20_000);

    fn held(lever: Ratio) -> Ratio {
        lever.clamp(Ratio::ZERO, Self::MOST)
    }

    fn amount(&self, amount: Cents) -> Cents {
        amount.max(Cents::ZERO).times(Self::held(self.deal_size))
    }

    fn chance(&self, p: Ratio) -> Ratio {
        let product = i64::from(p.clamp(Ratio::ZERO, Ratio::ONE).bp())
            * i64::from(Self::held(self.win_rate).bp());
        let bp = i32::try_from((product + 5_000) / 10_000).unwrap_or(i32::MAX);
        Ratio::from_bp(bp).min(Ratio::ONE)
    }

    fn new_business(&self, new: NewBusiness) -> NewBusiness {
        let won = new.expected.max(Cents::ZERO).times(Self::held(self.win_rate));
        NewBusiness {
            expected: self.amount(won.times(Self::held(self.new_deals))),
            deal_size: self.amount(new.deal_size),
        }
    }
}

/// How the distribution is made: data that a later calibration on past errors sets.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ForecastConfig {
    /// How much deals share one fate (the market, the season, the team): the correlation of a one-factor Gaussian
    /// copula. 10 % by default; independent deals would give ranges far too narrow.
    pub correlation: Ratio,
    /// By how much new business swings with the same fate, as a standard deviation of its logarithm; 25 % by default.
    pub new_business_swing: Ratio,
    /// How many of the largest deals are laid into the distribution one by one; 48 by default. The rest go in by
    /// mean and variance.
    pub exact_deals: u16,
    /// Bars to draw; 40 by default.
    pub bins: u16,
}

impl Default for ForecastConfig {
    fn default() -> Self {
        Self {
            correlation: Ratio::from_bp(1_000),
            new_business_swing: Ratio::from_bp(2_500),
            exact_deals: 48,
            bins: 40,
        }
    }
}

/// One bar of the distribution.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Bin {
    /// From this total.
    pub from: Cents,
    /// To this one.
    pub to: Cents,
    /// How likely the total lies in between; all bars sum to exactly all.
    pub share: Ratio,
}

/// What a period will bring, and how sure that is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Forecast {
    /// Won so far.
    pub closed: Cents,
    /// What the open deals bring on average.
    pub weighted: Cents,
    /// What deals not yet created bring on average.
    pub new_business: Cents,
    /// The three together, to the cent.
    pub mean: Cents,
    /// Nine times in ten it will be more: the worst case.
    pub p10: Cents,
    /// As often more as less: the likely case.
    pub p50: Cents,
    /// Nine times in ten it will be less: the best case.
    pub p90: Cents,
    /// What is to be reached.
    pub target: Option<Cents>,
    /// The chance to reach it.
    pub p_target: Option<Ratio>,
    /// The distribution, to be drawn.
    pub bins: Vec<Bin>,
    /// How many open deals went in.
    pub deals: u32,
}

/// Forecasts a period.
///
/// ```
/// use domain::forecast::{ForecastConfig, ForecastInput, Levers, NewBusiness, OpenDeal, forecast};
/// use domain::ids::OpportunityId;
/// use domain::money::Cents;
/// use domain::ratio::Ratio;
///
/// let input = ForecastInput {
///     closed: Cents(41_200_000),
///     open: (1..=40)
///         .map(|id| OpenDeal {
///             id: OpportunityId(id),
///             amount: Cents(2_000_000),
///             p_in_period: Ratio::from_bp(3_000),
///             median_days: 30,
///         })
///         .collect(),
///     new_business: NewBusiness { expected: Cents(4_000_000), deal_size: Cents(1_500_000) },
///     target: Some(Cents(75_000_000)),
///     window: (0, 60),
/// };
/// let as_is = forecast(&input, &Levers::default(), &ForecastConfig::default());
///
/// assert_eq!(as_is.mean, Cents(41_200_000 + 24_000_000 + 4_000_000));
/// assert!(as_is.p10 < as_is.p50 && as_is.p50 < as_is.p90);
///
/// let better = Levers { win_rate: Ratio::from_bp(12_000), ..Levers::default() };
/// assert!(forecast(&input, &better, &ForecastConfig::default()).p50 > as_is.p50);
/// ```
#[must_use]
pub fn forecast(input: &ForecastInput, levers: &Levers, config: &ForecastConfig) -> Forecast {
    let input = &*cycle::timed(input, levers.cycle);
    let closed = input.closed;
    let weighted = Cents::sum(input.open.iter().map(|deal| deal.expected(levers)));
    let new_business = levers.new_business(input.new_business).expected;
    let law = law::of(input, levers, config);
    let at = |share: f64| Cents::sum([closed, Cents::from_model(law.quantile(share))]);
    Forecast {
        closed,
        weighted,
        new_business,
        mean: Cents::sum([closed, weighted, new_business]),
        p10: at(0.1),
        p50: at(0.5),
        p90: at(0.9),
        target: input.target,
        p_target: input
            .target
            .map(|target| Ratio::from_model(law.at_least(target.to_model() - closed.to_model()))),
        bins: bins(&law, closed, config),
        deals: u32::try_from(input.open.len()).unwrap_or(u32::MAX),
    }
}

/// Bars over the range that holds all but two in a thousand; the outer bars take the rest.
fn bins(law: &Grid, closed: Cents, config: &ForecastConfig) -> Vec<Bin> {
    let (low, high) = (law.quantile(0.001), law.quantile(0.999));
    let count = if high - low < 1.0 { 1 } else { config.bins.max(1) };
    let width = (high - low) / f64::from(count);
    let edge = |place: u16| low + width * f64::from(place);
    let below = |place: u16| match place {
        0 => 0.0,
        _ if place == count => 1.0,
        _ => law.below(edge(place)),
    };
    let shares: Vec<f64> = (0..count).map(|bin| 10_000.0 * (below(bin + 1) - below(bin))).collect();
    let total = |place| Cents::sum([closed, Cents::from_model(edge(place))]);
    (0..count)
        .zip(apportion(&shares, 10_000))
        .map(|(bin, share)| Bin {
            from: total(bin),
            to: total(bin + 1),
            share: Ratio::from_bp(share),
        })
        .collect()
}
