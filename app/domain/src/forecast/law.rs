//! The distribution of what is still to come: a mixture over a common fate.
//!
//! All deals share one standard normal factor Z (market, season, team). Given Z, deals are independent, with
//! P(won | Z) = Phi((Phi^-1(p) + sqrt(rho) Z) / sqrt(1 - rho)) (Vasicek 1987), which averages to p. For each of 25
//! values of Z the law is laid out on a grid: the many small deals and the new business by mean and variance, the
//! large deals one by one. The trapezoid rule over Z converges exponentially fast for such integrands, so 25 are
//! plenty.

use super::grid::Grid;
use super::{ForecastConfig, ForecastInput, Levers, NewBusiness};
use crate::num;

/// Totals on the grid.
const CELLS: u16 = 2_048;
/// Z runs from -4 to 4 in thirds.
const NODES: i32 = 25;

/// Deals of about the same chance, by the sums that mean and variance need.
#[derive(Clone, Copy, Debug, Default)]
struct Group {
    amounts: f64,
    squares: f64,
    expected: f64,
    /// Expected at the highest win rate the levers allow.
    expected_most: f64,
}

impl Group {
    fn add(&mut self, deal: &Deal) {
        self.amounts += deal.amount;
        self.squares += deal.amount * deal.amount;
        self.expected += deal.amount * deal.p;
        self.expected_most += deal.amount * deal.p_most;
    }

    fn p(&self) -> f64 {
        self.expected / self.amounts.max(f64::MIN_POSITIVE)
    }

    fn p_most(&self) -> f64 {
        self.expected_most / self.amounts.max(f64::MIN_POSITIVE)
    }
}

#[derive(Clone, Copy, Debug)]
struct Deal {
    amount: f64,
    p: f64,
    p_most: f64,
}

/// What is laid out on the grid.
struct Portfolio {
    /// The largest deals.
    large: Vec<Deal>,
    /// All others.
    small: Vec<Group>,
    new_business: NewBusiness,
    /// New business at the highest win rate the levers allow.
    new_business_most: NewBusiness,
}

pub(super) fn of(input: &ForecastInput, levers: &Levers, config: &ForecastConfig) -> Grid {
    let portfolio = Portfolio::of(input, levers, config);
    let fate = Fate::of(config);
    let mut mixed = Grid::empty(portfolio.end(&fate), CELLS);
    let (mut given, mut scratch) = (mixed.clone(), Vec::new());
    let nodes = (0..NODES).map(|node| f64::from(node - NODES / 2) / 3.0);
    let whole: f64 = nodes.clone().map(num::normal_density).sum();
    for z in nodes {
        portfolio.lay_out(z, &fate, &mut given, &mut scratch);
        mixed.mix(&given, num::normal_density(z) / whole);
    }
    mixed
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
    fn chance(&self, p: f64, z: f64) -> f64 {
        if p <= 0.0 || p >= 1.0 {
            return p.clamp(0.0, 1.0);
        }
        num::normal_cdf((num::normal_quantile(p) + self.shared * z) / self.own)
    }

    /// What new business is multiplied by, given the common factor; 1 on average.
    fn growth(&self, z: f64) -> f64 {
        libm::exp(self.swing * z - self.swing * self.swing / 2.0)
    }
}

impl Portfolio {
    fn of(input: &ForecastInput, levers: &Levers, config: &ForecastConfig) -> Self {
        let most = Levers { win_rate: Levers::MOST, ..*levers };
        let mut deals: Vec<(Deal, i64)> = input
            .open
            .iter()
            .map(|deal| {
                let p = |levers: &Levers| levers.chance(deal.p_in_period).to_model();
                let amount = levers.amount(deal.amount).to_model();
                (Deal { amount, p: p(levers), p_most: p(&most) }, deal.id.get())
            })
            .filter(|(deal, _)| deal.amount > 0.0 && deal.p_most > 0.0)
            .collect();
        // The choice must not depend on the win rate, or a moving slider would make the result jump.
        let exact = usize::from(config.exact_deals);
        if deals.len() > exact {
            deals.select_nth_unstable_by(exact, |(a, a_id), (b, b_id)| {
                b.amount.total_cmp(&a.amount).then(a_id.cmp(b_id))
            });
        }
        let mut small = vec![Group::default(); 101];
        for (deal, _) in deals.iter().skip(exact) {
            if let Some(group) = small.get_mut(num::index(deal.p * 100.0)) {
                group.add(deal);
            }
        }
        small.retain(|group| group.amounts > 0.0);
        let mut large: Vec<(Deal, i64)> = deals.into_iter().take(exact).collect();
        large.sort_by(|(a, a_id), (b, b_id)| a.amount.total_cmp(&b.amount).then(a_id.cmp(b_id)));
        Self {
            large: large.into_iter().map(|(deal, _)| deal).collect(),
            small,
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
        let mut mean = 0.0;
        let mut variance = 0.0;
        let mut all = 0.0;
        let large =
            self.large.iter().map(|deal| (deal.amount, deal.amount * deal.amount, deal.p_most));
        let small = self.small.iter().map(|group| (group.amounts, group.squares, group.p_most()));
        for (amounts, squares, p) in large.chain(small) {
            let p = fate.chance(p, BEST);
            all += amounts;
            mean += p * amounts;
            variance += p * (1.0 - p) * squares;
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
        for group in &self.small {
            let p = fate.chance(group.p(), z);
            mean += p * group.amounts;
            variance += p * (1.0 - p) * group.squares;
        }
        if self.small.is_empty() {
            lay_out_few(mean, lump, grid);
        } else {
            grid.add_positive(mean, variance, 1.0);
        }
        for deal in &self.large {
            grid.add_deal(deal.amount, fate.chance(deal.p, z), scratch);
        }
    }
}

/// New business alone, as a Poisson number of deals: it may well be none, and that chance is kept apart.
fn lay_out_few(mean: f64, lump: f64, grid: &mut Grid) {
    if mean <= 0.0 || lump <= 0.0 {
        return grid.add_point(mean.max(0.0), 1.0);
    }
    let none = libm::exp(-mean / lump);
    let some = 1.0 - none;
    grid.add_point(0.0, none);
    let given_some = mean / some;
    let variance = (mean * lump + mean * mean) / some - given_some * given_some;
    grid.add_positive(given_some, variance, some);
}
