//! What the learner is measured against: the base rate, and the usual open formula.
//!
//! The formula is naive Bayes over counts of won and lost per value of each field with 0.1 added to each count, as the
//! most used open-source CRM publishes it: P(won) = P(w) prod P(v|w) / (P(w) prod P(v|w) + P(l) prod P(v|l)).

use super::encode::quantiles;
use super::table::{Table, Values};
use crate::num::{float, logistic};

/// What the formula adds to each count.
const SMOOTHING: f64 = 0.1;
/// It shows nothing below 0.01 % and nothing above 99.99 %.
const CLAMP: f64 = 0.000_1;
/// The formula knows words only: numbers are cut into this many bins of equal counts.
const NUMBER_BINS: usize = 5;

/// Counts of won and lost for every value of every column.
#[derive(Clone, Debug)]
pub struct NaiveBayes {
    columns: Vec<Counts>,
    prior: f64,
}

#[derive(Clone, Debug)]
struct Counts {
    edges: Vec<f64>,
    /// ln P(v|won) - ln P(v|lost) per value; values never counted weigh nothing.
    weights: Vec<f64>,
}

impl NaiveBayes {
    /// Counts the outcomes of `rows`.
    #[must_use]
    pub fn fit(table: &Table, outcomes: &[bool], rows: &[usize]) -> Self {
        let yes = rows.iter().filter(|row| outcomes.get(**row) == Some(&true)).count();
        let no = rows.len() - yes;
        let columns = table
            .columns()
            .iter()
            .map(|column| Counts::of(&column.values, outcomes, rows, yes, no))
            .collect();
        let prior = libm::log((float(yes) + SMOOTHING) / (float(no) + SMOOTHING));
        Self { columns, prior }
    }

    /// The chance of a row by the formula.
    #[must_use]
    pub fn chance(&self, table: &Table, row: usize) -> f64 {
        let evidence: f64 = self
            .columns
            .iter()
            .zip(table.columns())
            .filter_map(|(counts, column)| {
                let place = place(&column.values, &counts.edges, row)?;
                counts.weights.get(place).copied()
            })
            .sum();
        logistic(self.prior + evidence).clamp(CLAMP, 1.0 - CLAMP)
    }
}

impl Counts {
    fn of(values: &Values, outcomes: &[bool], rows: &[usize], yes: usize, no: usize) -> Self {
        let (edges, places) = match values {
            Values::Numbers(numbers) => {
                let edges = quantiles(numbers, rows, NUMBER_BINS);
                let places = edges.len() + 1;
                (edges, places)
            }
            Values::Words { levels, .. } => (Vec::new(), levels.len()),
        };
        let mut counts = vec![(0_usize, 0_usize); places];
        for row in rows {
            let Some(count) = place(values, &edges, *row).and_then(|place| counts.get_mut(place))
            else {
                continue;
            };
            if outcomes.get(*row) == Some(&true) {
                count.0 += 1;
            } else {
                count.1 += 1;
            }
        }
        let share =
            |count: usize, all: usize| (float(count) + SMOOTHING) / (float(all) + SMOOTHING);
        let weight = |(won, lost): (usize, usize)| {
            if won + lost == 0 { 0.0 } else { libm::log(share(won, yes) / share(lost, no)) }
        };
        Self { edges, weights: counts.into_iter().map(weight).collect() }
    }
}

/// The place of a cell's value; `None` where there is nothing, which the formula leaves out.
fn place(values: &Values, edges: &[f64], row: usize) -> Option<usize> {
    match values {
        Values::Numbers(numbers) => {
            let number = numbers.get(row).copied().filter(|number| !number.is_nan())?;
            Some(edges.partition_point(|edge| *edge < number))
        }
        Values::Words { codes, .. } => {
            let code = codes.get(row).copied()?;
            usize::try_from(code).ok()?.checked_sub(1)
        }
    }
}

/// The share of yes among `rows`, half a case of each kind added, so that it is never 0 or 1.
#[must_use]
pub fn base_rate(outcomes: &[bool], rows: &[usize]) -> f64 {
    let yes = rows.iter().filter(|row| outcomes.get(**row) == Some(&true)).count();
    (float(yes) + 0.5) / (float(rows.len()) + 1.0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::learn::Column;

    #[test]
    fn the_formula_multiplies_frequencies() {
        let words = [Some("a"), Some("a"), Some("a"), Some("b"), Some("b"), None];
        let table =
            Table::new(vec![Column { name: "f".into(), values: Values::words(words) }]).unwrap();
        let outcomes = [true, true, false, false, false, true];
        let rows: Vec<usize> = (0..6).collect();
        let bayes = NaiveBayes::fit(&table, &outcomes, &rows);
        let won = (3.1 / 6.2) * (2.1 / 3.1);
        let lost = (3.1 / 6.2) * (1.1 / 3.1);
        assert!((bayes.chance(&table, 0) - won / (won + lost)).abs() < 1e-12);
        assert!((bayes.chance(&table, 5) - 0.5).abs() < 1e-12);
    }
}
