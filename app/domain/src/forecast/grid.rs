//! A distribution over evenly spaced totals.

use std::ops::Range;

use crate::num;

/// Less than this on a total is left out when a deal is laid over a law: far below what any figure shows, and without
/// it most totals need no work.
const NEGLIGIBLE: f64 = 1e-13;

/// Probabilities of the totals 0, step, 2 step, ...
#[derive(Clone, Debug)]
pub(super) struct Grid {
    step: f64,
    mass: Vec<f64>,
    /// Totals outside of these have no mass.
    used: Range<usize>,
}

impl Grid {
    /// No probability anywhere yet, on `cells` totals from 0 to `end`.
    pub(super) fn empty(end: f64, cells: u16) -> Self {
        let steps = f64::from(cells.max(2) - 1);
        Self { step: (end / steps).max(1e-9), mass: vec![0.0; cells.max(2).into()], used: 0..0 }
    }

    /// Forgets everything, keeps the totals.
    pub(super) fn clear(&mut self) {
        if let Some(slots) = self.mass.get_mut(self.used.clone()) {
            slots.fill(0.0);
        }
        self.used = 0..0;
    }

    /// Counts these totals among those with mass.
    fn touch(&mut self, cells: Range<usize>) {
        let end = cells.end.min(self.mass.len());
        let known = if self.used.is_empty() { cells.start..end } else { self.used.clone() };
        self.used = known.start.min(cells.start)..known.end.max(end);
    }

    /// Adds a certain total: shared between its two neighbours so that the mean is kept.
    pub(super) fn add_point(&mut self, total: f64, mass: f64) {
        let (cell, rest) = self.place(total);
        for (offset, part) in [(0, 1.0 - rest), (1, rest)] {
            if let Some(slot) = self.mass.get_mut(cell + offset) {
                *slot += mass * part;
                self.touch(cell + offset..cell + offset + 1);
            }
        }
    }

    /// Adds a positive law with this mean and variance.
    ///
    /// The law is a gamma, by the approximation of Wilson and Hilferty (1931): its cube root is nearly normal. It has
    /// no mass below zero, leans to the right as sums of deals do, and nears the normal law when they are many.
    pub(super) fn add_positive(&mut self, mean: f64, variance: f64, mass: f64) {
        /// Beyond this many standard deviations there is nothing worth computing.
        const REACH: f64 = 7.0;
        let deviation = libm::sqrt(variance.max(0.0));
        if deviation < self.step * 0.25 || mean <= 0.0 {
            return self.add_point(mean.max(0.0), mass);
        }
        let bend = variance / (9.0 * mean * mean);
        let root = libm::sqrt(bend);
        let below = |total: f64| num::normal_cdf((libm::cbrt(total / mean) - 1.0 + bend) / root);
        let first = num::index((mean - REACH * deviation) / self.step);
        let last = num::index((mean + REACH * deviation) / self.step) + 2;
        self.touch(first..last);
        let mut so_far = 0.0;
        let step = self.step;
        for (place, slot) in self.mass.iter_mut().enumerate().take(last).skip(first) {
            let up_to = below((num::float(place) + 0.5) * step);
            *slot += mass * (up_to - so_far).max(0.0);
            so_far = so_far.max(up_to);
        }
    }

    /// Lays a deal over the law: with chance `p` every total grows by `amount`. `scratch` is overwritten.
    pub(super) fn add_deal(&mut self, amount: f64, p: f64, scratch: &mut Vec<f64>) {
        let (cell, rest) = self.place(amount);
        let (lost, won, won_more) = (1.0 - p, p * (1.0 - rest), p * rest);
        let cells = self.mass.len();
        let Range { start, end } = self.used.clone();
        let before = self.mass.get(start..end).unwrap_or_default();
        let end = (end + cell + 1).min(cells);
        scratch.clear();
        scratch.extend(before.iter().map(|mass| mass * lost));
        scratch.resize(end - start, 0.0);
        let grown = scratch.get_mut(cell..).unwrap_or_default();
        if let (Some(slot), Some(mass)) = (grown.first_mut(), before.first()) {
            *slot += mass * won;
        }
        let more = grown.get_mut(1..).unwrap_or_default();
        let above = before.get(1..).unwrap_or_default();
        for ((slot, here), below) in more.iter_mut().zip(above).zip(before) {
            *slot += here * won + below * won_more;
        }
        if let (Some(slot), Some(mass)) =
            (more.get_mut(before.len().saturating_sub(1)), before.last())
        {
            *slot += mass * won_more;
        }
        if let Some(slots) = self.mass.get_mut(start..end) {
            slots.copy_from_slice(scratch);
        }
        self.used = start..end;
        self.trim();
    }

    /// Leaves out what is negligible at both ends.
    fn trim(&mut self) {
        let slots = self.mass.get_mut(self.used.clone()).unwrap_or_default();
        let low = slots.iter().take_while(|mass| **mass < NEGLIGIBLE).count();
        let high = slots.iter().rev().take_while(|mass| **mass < NEGLIGIBLE).count();
        if low == slots.len() {
            return;
        }
        let kept = low..slots.len() - high;
        slots.iter_mut().take(low).for_each(|mass| *mass = 0.0);
        slots.iter_mut().skip(kept.end).for_each(|mass| *mass = 0.0);
        self.used = self.used.start + kept.start..self.used.start + kept.end;
    }

    /// Adds `weight` times another law on the same totals; what that law lost over the end is put at the end.
    pub(super) fn mix(&mut self, other: &Self, weight: f64) {
        let theirs = other.mass.get(other.used.clone()).unwrap_or_default();
        let kept: f64 = theirs.iter().sum();
        for (slot, mass) in self.mass.iter_mut().skip(other.used.start).zip(theirs) {
            *slot += weight * mass;
        }
        self.touch(other.used.clone());
        if let Some(end) = self.mass.last_mut() {
            *end += weight * (1.0 - kept);
        }
    }

    /// The total that is not exceeded with chance `share`; each total's probability is spread over the step below it.
    pub(super) fn quantile(&self, share: f64) -> f64 {
        let mut below = 0.0;
        for (place, mass) in self.mass.iter().enumerate() {
            if below + mass >= share {
                let within = if place == 0 || *mass <= 0.0 { 1.0 } else { (share - below) / mass };
                return (num::float(place) - 1.0 + within) * self.step;
            }
            below += mass;
        }
        self.end()
    }

    /// The chance of a total up to `total`, spread as in [`Self::quantile`].
    pub(super) fn below(&self, total: f64) -> f64 {
        if total < 0.0 {
            return 0.0;
        }
        let (cell, rest) = self.place(total);
        let whole: f64 = self.mass.iter().take(cell + 1).sum();
        let part = self.mass.get(cell + 1).map_or(0.0, |mass| mass * rest);
        (whole + part).min(1.0)
    }

    /// The chance to reach `total`: a total on the mark counts as reached.
    pub(super) fn at_least(&self, total: f64) -> f64 {
        if total <= 0.0 {
            return 1.0;
        }
        if total > self.end() + self.step {
            return 0.0;
        }
        (1.0 - self.below(total - self.step)).clamp(0.0, 1.0)
    }

    fn end(&self) -> f64 {
        num::float(self.mass.len() - 1) * self.step
    }

    /// The cell at or below a total, and how far it is on the way to the next.
    fn place(&self, total: f64) -> (usize, f64) {
        let cells = total / self.step;
        let cell = num::index(cells);
        (cell, (cells - num::float(cell)).clamp(0.0, 1.0))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn certain(total: f64) -> Grid {
        let mut grid = Grid::empty(100.0, 101);
        grid.add_point(total, 1.0);
        grid
    }

    #[test]
    fn a_certain_total_is_every_quantile() {
        let grid = certain(40.0);
        assert!(
            (grid.quantile(0.1) - 39.1).abs() < 1e-9 && (grid.quantile(0.9) - 39.9).abs() < 1e-9
        );
        assert!((grid.at_least(40.0) - 1.0).abs() < 1e-12);
        assert!(grid.at_least(41.5) < 1e-12);
    }

    #[test]
    fn deals_convolve_to_the_binomial() {
        let mut grid = certain(0.0);
        let mut scratch = Vec::new();
        for _ in 0..3 {
            grid.add_deal(10.0, 0.5, &mut scratch);
        }
        let found: Vec<f64> = [0.0, 10.0, 20.0, 30.0].map(|total| grid.below(total)).to_vec();
        for (found, expected) in found.iter().zip([0.125, 0.5, 0.875, 1.0]) {
            assert!((found - expected).abs() < 1e-12);
        }
    }

    #[test]
    fn a_positive_law_has_its_mean_and_spread() {
        let mut grid = Grid::empty(400.0, 2_001);
        grid.add_positive(100.0, 400.0, 1.0);
        let mean: f64 = grid
            .mass
            .iter()
            .enumerate()
            .map(|(place, mass)| mass * num::float(place) * grid.step)
            .sum();
        assert!((mean - 100.0).abs() < 0.1, "{mean}");
        assert!((grid.quantile(0.841_3) - 120.0).abs() < 1.0);
    }
}
