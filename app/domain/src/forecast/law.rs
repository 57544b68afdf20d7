//! The distribution of what is still to come: a mixture over a common fate.
//!
//! All deals share one standard normal factor Z (market, season, team). Given Z, deals are independent, with
//! P(won | Z) = Phi((Phi^-1(p) + sqrt(rho) Z) / sqrt(1 - rho)) (Vasicek 1987), which averages to p. For 25 values of Z
//! the law is laid out on a grid: the many small deals and the new business by mean and variance, the large deals one
//! by one. The trapezoid rule over Z converges exponentially fast for such integrands, so 25 are plenty, provided
//! that what moves with Z is smeared over the gap to the next value.

use super::grid::Grid;
use super::{ForecastConfig, ForecastInput, Levers, NewBusiness};
use crate::num;

/// Totals on the grid.
const CELLS: u16 = 1_024;
/// Z runs from -4 to 4 in thirds.
const NODES: i32 = 25;
const GAP: f64 = 1.0 / 3.0;
/// Smearing by half a gap widens Z; it is narrowed by as much beforehand: sqrt(1 - (gap / 2)^2).
const NARROWED: f64 = 0.986_013_297_183_268;

pub(super) fn of(input: &ForecastInput, levers: &Levers, config: &ForecastConfig) -> Grid {
    let portfolio = Portfolio::of(input, levers, config);
    let fate = Fate::of(config);
    let mut mixed = Grid::empty(portfolio.end(&fate), CELLS);
    let (mut given, mut scratch) = (mixed.clone(), Vec::new());
    let nodes = (0..NODES).map(|node| f64::from(node - NODES / 2) * GAP);
    let whole: f64 = nodes.clone().map(num::normal_density).sum();
    for z in nodes {
        portfolio.lay_out(z * NARROWED, &fate, &mut given, &mut scratch);
        mixed.mix(&given, num::normal_density(z) / whole);
    }
    mixed
}

/// A chance, as the point of the standard normal law it lies at: infinite for what is certain.
#[derive(Clone, Copy, Debug)]
struct Threshold(f64);

impl Threshold {
    fn of(p: f64) -> Self {
        if p <= 0.0 {
            Self(f64::NEG_INFINITY)
        } else if p >= 1.0 {
            Self(f64::INFINITY)
        } else {
            Self(num::normal_quantile(p))
        }
    }
}

/// How much everything shares one fate.
struct Fate {
    /// Square roots of the correlation and of what is left of one.
    shared: f64,
    own: f64,
    swing: f64,
}

impl Fate {
    fn of(config: &ForecastConfig) -> Self {
        let correlation = config.correlation.to_model().clamp(0.0, 0.95);
        Self {
            shared: libm::sqrt(correlation),
            own: libm::sqrt(1.0 - correlation),
            swing: config.new_business_swing.to_model().clamp(0.0, 2.0),
        }
    }

    /// A chance, given the common factor.
    fn chance(&self, threshold: Threshold, z: f64) -> f64 {
        num::normal_cdf((threshold.0 + self.shared * z) / self.own)
    }

    /// What new business is multiplied by, given the common factor; 1 on average.
    fn growth(&self, z: f64) -> f64 {
        libm::exp(self.swing * z - self.swing * self.swing / 2.0)
    }
}

/// A deal, with its chance as it is and at the highest win rate the levers allow.
#[derive(Clone, Copy, Debug)]
struct Deal {
    id: i64,
    amount: f64,
    p: f64,
    p_most: f64,
}

/// A large deal, or many small ones of about the same chance.
#[derive(Clone, Copy, Debug)]
struct Lot {
    amount: f64,
    /// Sum of the squared amounts.
    squares: f64,
    chance: Threshold,
    chance_most: Threshold,
}

impl Lot {
    fn of(deals: &[Deal]) -> Self {
        let sum = |of: fn(&Deal) -> f64| deals.iter().map(of).sum::<f64>();
        let amount = sum(|deal| deal.amount);
        Self {
            amount,
            squares: sum(|deal| deal.amount * deal.amount),
            chance: Threshold::of(sum(|deal| deal.amount * deal.p) / amount),
            chance_most: Threshold::of(sum(|deal| deal.amount * deal.p_most) / amount),
        }
    }
}

/// What is laid out on the grid.
struct Portfolio {
    /// The largest deals, smallest first, so that the law grows as late as it can.
    large: Vec<Lot>,
    /// All others, by chance.
    small: Vec<Lot>,
    new_business: NewBusiness,
    /// New business at the highest win rate the levers allow.
    new_business_most: NewBusiness,
}

impl Portfolio {
    fn of(input: &ForecastInput, levers: &Levers, config: &ForecastConfig) -> Self {
        let most = Levers { win_rate: Levers::MOST, ..*levers };
        let mut deals: Vec<Deal> = input
            .open
            .iter()
            .map(|deal| Deal {
                id: deal.id.get(),
                amount: levers.amount(deal.amount).to_model(),
                p: levers.chance(deal.p_in_period).to_model(),
                p_most: most.chance(deal.p_in_period).to_model(),
            })
            .filter(|deal| deal.amount > 0.0 && deal.p_most > 0.0)
            .collect();
        // The choice must not depend on the win rate, or a moving slider would make the result jump.
        let by_amount = |a: &Deal, b: &Deal| a.amount.total_cmp(&b.amount).then(a.id.cmp(&b.id));
        let exact = usize::from(config.exact_deals).min(deals.len());
        let (large, small) = if exact < deals.len() {
            deals.select_nth_unstable_by(exact, |a, b| by_amount(b, a));
            deals.split_at_mut(exact)
        } else {
            (deals.as_mut_slice(), [].as_mut_slice())
        };
        large.sort_unstable_by(by_amount);
        // Sums of floats depend on their order, and the order must not depend on the input's.
        let percent = |deal: &Deal| num::index(deal.p * 100.0);
        small.sort_unstable_by(|a, b| percent(a).cmp(&percent(b)).then(by_amount(a, b)));
        Self {
            large: large.chunks(1).map(Lot::of).collect(),
            small: small.chunk_by(|a, b| percent(a) == percent(b)).map(Lot::of).collect(),
            new_business: levers.new_business(input.new_business),
            new_business_most: most.new_business(input.new_business),
        }
    }

    /// A total that is hardly ever exceeded, even at the highest win rate: so the grid stays while that lever moves.
    fn end(&self, fate: &Fate) -> f64 {
        /// A fate better than all but a few in ten thousand.
        const BEST: f64 = 3.5;
        /// On top of it, this many standard deviations.
        const BEYOND: f64 = 5.0;
        let (mut mean, mut variance, mut all) = (0.0, 0.0, 0.0);
        for lot in self.large.iter().chain(&self.small) {
            let p = fate.chance(lot.chance_most, BEST);
            all += lot.amount;
            mean += p * lot.amount;
            variance += p * (1.0 - p) * lot.squares;
        }
        let open = (mean + BEYOND * libm::sqrt(variance)).min(all);
        let new = self.new_business_most.expected.to_model() * fate.growth(BEST);
        let lump = self.new_business_most.deal_size.to_model().max(0.0);
        open + new + BEYOND * libm::sqrt(new * lump)
    }

    /// The law given the common factor.
    fn lay_out(&self, z: f64, fate: &Fate, grid: &mut Grid, scratch: &mut Vec<f64>) {
        grid.clear();
        let new = self.new_business.expected.to_model() * fate.growth(z);
        let lump = self.new_business.deal_size.to_model().max(0.0);
        let (mut mean, mut variance) = (new, new * lump);
        for lot in &self.small {
            let p = fate.chance(lot.chance, z);
            mean += p * lot.amount;
            variance += p * (1.0 - p) * lot.squares;
        }
        let smear = self.half_a_gap(z, fate);
        if self.small.is_empty() {
            lay_out_few(mean, lump, smear, grid);
        } else {
            grid.add_positive(mean, variance + smear * smear, 1.0);
        }
        for lot in &self.large {
            grid.add_deal(lot.amount, fate.chance(lot.chance, z), scratch);
        }
    }

    /// By how much the mean of the small deals and the new business moves over half a gap of the common factor.
    fn half_a_gap(&self, z: f64, fate: &Fate) -> f64 {
        let mean = |z: f64| {
            let small = self.small.iter().map(|lot| fate.chance(lot.chance, z) * lot.amount);
            self.new_business.expected.to_model() * fate.growth(z) + small.sum::<f64>()
        };
        (mean(z + GAP / 2.0) - mean(z - GAP / 2.0)) / 2.0
    }
}

/// New business alone, as a Poisson number of deals: it may well be none, and that chance is kept apart.
fn lay_out_few(mean: f64, lump: f64, smear: f64, grid: &mut Grid) {
    if mean <= 0.0 || lump <= 0.0 {
        return grid.add_positive(mean.max(0.0), smear * smear, 1.0);
    }
    let none = libm::exp(-mean / lump);
    let some = 1.0 - none;
    grid.add_point(0.0, none);
    let given_some = mean / some;
    let variance = (mean * lump + mean * mean) / some - given_some * given_some;
    grid.add_positive(given_some, variance + smear * smear, some);
}
