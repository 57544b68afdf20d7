//! Columns that are the outcome in disguise: filled in afterwards, or only for one of the outcomes.

use super::metrics::auc;
use super::split;
use super::table::{Column, Table, Values};
use crate::num::float;

/// A column that alone ranks the outcomes this well is no fact from before the outcome.
const TOO_GOOD: f64 = 0.98;
/// Fewer cases of either outcome prove nothing.
const FEWEST: usize = 10;
/// So many of the cases in which the column is filled have one outcome.
const ONE_SIDED: f64 = 0.995;
/// No more than this share of the cases at large may have that outcome.
const MIXED: f64 = 0.9;
/// Half a case of each outcome is added to a word's counts.
const PRIOR: f64 = 1.0;

/// A column that gives the outcome away.
#[derive(Clone, Debug, PartialEq)]
pub struct Leak {
    /// Its name.
    pub column: String,
    /// What gives it away, as a sentence.
    pub why: String,
}

/// The columns that are probably the outcome in disguise, judged on `rows`.
#[must_use]
pub fn find_leaks(table: &Table, outcomes: &[bool], rows: &[usize]) -> Vec<Leak> {
    let truth: Vec<bool> = rows.iter().map(|row| outcomes.get(*row) == Some(&true)).collect();
    let yes = truth.iter().filter(|yes| **yes).count();
    if yes.min(truth.len() - yes) < FEWEST {
        return Vec::new();
    }
    let leak = |column: &Column| {
        let why = one_sided(&column.values, &truth, rows)
            .or_else(|| too_good(&column.values, &truth, rows))?;
        Some(Leak { column: column.name.clone(), why })
    };
    table.columns().iter().filter_map(leak).collect()
}

fn is_filled(values: &Values, row: usize) -> bool {
    match values {
        Values::Numbers(numbers) => numbers.get(row).is_some_and(|number| !number.is_nan()),
        Values::Words { codes, .. } => codes.get(row).is_some_and(|code| *code > 0),
    }
}

/// It is filled in for one outcome only.
fn one_sided(values: &Values, truth: &[bool], rows: &[usize]) -> Option<String> {
    let all = float(truth.iter().filter(|yes| **yes).count()) / float(truth.len());
    for filled in [true, false] {
        let cases: Vec<bool> = rows
            .iter()
            .zip(truth)
            .filter(|(row, _)| is_filled(values, **row) == filled)
            .map(|(_, yes)| *yes)
            .collect();
        if cases.len() < 3 * FEWEST || cases.len() == truth.len() {
            continue;
        }
        let share = float(cases.iter().filter(|yes| **yes).count()) / float(cases.len());
        let state = if filled { "filled in" } else { "empty" };
        if share >= ONE_SIDED && all <= MIXED {
            return Some(format!("where it is {state}, the outcome is always positive"));
        }
        // Empty cells of what is only asked of promising cases are usual; all of them lost is not.
        if share <= 1.0 - ONE_SIDED && all >= 1.0 - MIXED {
            return Some(format!("where it is {state}, the outcome is never positive"));
        }
    }
    None
}

/// It ranks the outcomes nearly without a mistake, all by itself.
fn too_good(values: &Values, truth: &[bool], rows: &[usize]) -> Option<String> {
    let area = match values {
        Values::Numbers(numbers) => {
            let known = |row: usize| numbers.get(row).copied().filter(|number| !number.is_nan());
            let cases: Vec<(f64, bool)> = rows
                .iter()
                .zip(truth)
                .filter_map(|(row, yes)| Some((known(*row)?, *yes)))
                .collect();
            let yes = cases.iter().filter(|case| case.1).count();
            let enough = yes.min(cases.len() - yes) >= FEWEST && cases.len() * 2 >= truth.len();
            let area = auc(&cases);
            if enough { area.max(1.0 - area) } else { 0.5 }
        }
        Values::Words { levels, codes } => auc(&by_word(levels.len(), codes, truth, rows)),
    };
    (area >= TOO_GOOD)
        .then(|| format!("alone it tells the outcomes apart in {:.1} % of all pairs", area * 100.0))
}

/// Each case with the share of yes among the cases of the same word in the other half of the rows.
fn by_word(levels: usize, codes: &[u32], truth: &[bool], rows: &[usize]) -> Vec<(f64, bool)> {
    let code = |row: usize| codes.get(row).map_or(0, |code| *code as usize);
    let half = |row: usize| usize::from(split::scramble(row as u64).is_multiple_of(2));
    let mut counts = [vec![(0.0, 0.0); levels + 1], vec![(0.0, 0.0); levels + 1]];
    for (row, yes) in rows.iter().zip(truth) {
        if let Some(count) = counts.get_mut(half(*row)).and_then(|half| half.get_mut(code(*row))) {
            count.0 += 1.0;
            count.1 += f64::from(u8::from(*yes));
        }
    }
    let all = float(truth.iter().filter(|yes| **yes).count()) / float(truth.len());
    rows.iter()
        .zip(truth)
        .map(|(row, yes)| {
            let other = counts.get(1 - half(*row)).and_then(|half| half.get(code(*row)));
            let (n, won) = other.copied().unwrap_or_default();
            ((won + PRIOR * all) / (n + PRIOR), *yes)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn leaks(values: Values, outcomes: &[bool]) -> Vec<String> {
        let table = Table::new(vec![Column { name: "x".into(), values }]).unwrap();
        let rows: Vec<usize> = (0..outcomes.len()).collect();
        find_leaks(&table, outcomes, &rows).into_iter().map(|leak| leak.why).collect()
    }

    fn outcomes() -> Vec<bool> {
        (0..400).map(|n| n % 5 < 2).collect()
    }

    #[test]
    fn what_is_only_filled_in_for_one_outcome_is_named() {
        let truth = outcomes();
        let reason =
            truth.iter().enumerate().map(|(n, yes)| (!yes && n % 2 == 0).then_some("price"));
        assert_eq!(
            leaks(Values::words(reason), &truth),
            ["where it is filled in, the outcome is never positive"]
        );
    }

    #[test]
    fn an_amount_that_is_zero_for_the_lost_is_named() {
        let truth = outcomes();
        let amounts =
            truth.iter().zip(1..).map(|(yes, n)| Some(if *yes { f64::from(n) } else { 0.0 }));
        assert!(leaks(Values::numbers(amounts), &truth)[0].contains("100.0 %"));
        let words = truth.iter().map(|yes| Some(if *yes { "done" } else { "gone" }));
        assert_eq!(leaks(Values::words(words), &truth).len(), 1);
    }

    #[test]
    fn an_honest_column_is_none_and_neither_is_a_column_of_names() {
        let truth = outcomes();
        let ages = (0..400).map(|n| Some(f64::from(n * 7 % 31)));
        assert!(leaks(Values::numbers(ages), &truth).is_empty());
        let names: Vec<String> = (0..400).map(|n| format!("name {n}")).collect();
        assert!(leaks(Values::words(names.iter().map(|n| Some(n.as_str()))), &truth).is_empty());
        assert!(leaks(Values::numbers([None; 400]), &truth).is_empty());
    }
}
