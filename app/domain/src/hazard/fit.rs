//! A logistic regression on facts of which each has one of a few levels, drawn towards no effect.

use crate::num;

/// A row: the level of every fact, whether it happened, and how often the row stands.
#[derive(Clone, Debug)]
pub(super) struct Row {
    pub levels: Vec<usize>,
    pub happened: f64,
    pub times: f64,
    /// Log odds that are known without these facts.
    pub given: f64,
}

/// What a fact's levels add to the log odds, and how strongly they are drawn to nothing.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Fact {
    pub effects: Vec<f64>,
    pub ridge: f64,
}

/// Log odds: the start plus one effect of every fact.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Odds {
    pub start: f64,
    pub facts: Vec<Fact>,
}

impl Odds {
    /// No effects yet, for facts of so many levels with this ridge.
    pub(super) fn new(facts: &[(usize, f64)]) -> Self {
        let fact =
            |(levels, ridge): &(usize, f64)| Fact { effects: vec![0.0; *levels], ridge: *ridge };
        Self { start: -3.0, facts: facts.iter().map(fact).collect() }
    }

    /// The log odds of these levels; a level that was never seen adds nothing.
    pub(super) fn of(&self, levels: &[usize]) -> f64 {
        let effects =
            self.facts.iter().zip(levels).filter_map(|(fact, level)| fact.effects.get(*level));
        self.start + effects.sum::<f64>()
    }

    /// Fits by Newton steps, one fact after the other: a row has one level of each, so that the levels of one fact
    /// do not depend on each other and each step is exact in its own direction.
    pub(super) fn fit(&mut self, rows: &[Row], passes: usize) {
        let mut odds: Vec<f64> = rows.iter().map(|row| row.given + self.of(&row.levels)).collect();
        for _ in 0..passes {
            let mut moved = self.step_start(rows, &mut odds);
            for place in 0..self.facts.len() {
                moved = moved.max(self.step(place, rows, &mut odds));
            }
            if moved < 1e-3 {
                break;
            }
        }
    }

    fn step_start(&mut self, rows: &[Row], odds: &mut [f64]) -> f64 {
        let (mut slope, mut bend) = (0.0, 1e-9);
        for (row, odds) in rows.iter().zip(odds.iter()) {
            let chance = num::logistic(*odds);
            slope += row.times * (row.happened - chance);
            bend += row.times * chance * (1.0 - chance);
        }
        let by = (slope / bend).clamp(-1.0, 1.0);
        self.start += by;
        for odds in odds.iter_mut() {
            *odds += by;
        }
        by.abs()
    }

    fn step(&mut self, place: usize, rows: &[Row], odds: &mut [f64]) -> f64 {
        let Some(fact) = self.facts.get_mut(place) else { return 0.0 };
        let ridge = fact.ridge;
        let mut sums: Vec<(f64, f64)> =
            fact.effects.iter().map(|effect| (-ridge * effect, ridge)).collect();
        for (row, odds) in rows.iter().zip(odds.iter()) {
            let chance = num::logistic(*odds);
            if let Some(sum) = row.levels.get(place).and_then(|level| sums.get_mut(*level)) {
                sum.0 += row.times * (row.happened - chance);
                sum.1 += row.times * chance * (1.0 - chance);
            }
        }
        let steps: Vec<f64> =
            sums.iter().map(|(slope, bend)| (slope / bend).clamp(-1.0, 1.0)).collect();
        fact.effects.iter_mut().zip(&steps).for_each(|(effect, by)| *effect += by);
        for (row, odds) in rows.iter().zip(odds.iter_mut()) {
            *odds += row.levels.get(place).and_then(|level| steps.get(*level)).unwrap_or(&0.0);
        }
        steps.iter().fold(0.0, |most, by| most.max(by.abs()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rates_are_found_and_rare_levels_are_drawn_in() {
        let row = |level: usize, happened: f64, times: f64| Row {
            levels: vec![level],
            happened,
            times,
            given: 0.0,
        };
        let rows = [
            row(0, 1.0, 800.0),
            row(0, 0.0, 200.0),
            row(1, 1.0, 200.0),
            row(1, 0.0, 800.0),
            row(2, 1.0, 1.0),
        ];
        let mut odds = Odds::new(&[(3, 2.0)]);
        odds.fit(&rows, 50);
        let chance = |level: usize| num::logistic(odds.of(&[level]));
        assert!((chance(0) - 0.8).abs() < 0.01 && (chance(1) - 0.2).abs() < 0.01);
        assert!((0.4..0.75).contains(&chance(2)), "{}", chance(2));
        assert!((chance(9) - num::logistic(odds.start)).abs() < 1e-9);
    }
}
