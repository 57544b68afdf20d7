//! From facts to what a linear model can weigh.
//!
//! A word becomes one slot per level; levels too rare to learn from share one, and nothing has its own. A number becomes
//! a slot per bin of equal counts, so that any shape can be learned, and its place among the others as one figure, so
//! that a plain slope can be learned from few cases and no outlier weighs more than the last bin.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::table::{Table, Values};
use crate::num::float;

/// Figures between which a number's place is interpolated.
const KNOTS: usize = 40;

/// How finely facts are told apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Grain {
    /// Bins of a number.
    pub bins: usize,
    /// A level seen less often than this shares the slot of the rare.
    pub rare: usize,
}
/// At most this many levels of a column have a slot of their own: the most frequent.
const MAX_LEVELS: usize = 500;
/// The place of the median is 0 and places are spread evenly: this gives them a variance of 1.
const SPREAD: f64 = 1.732_050_807_568_877_2;

/// How facts become slots; made from the rows that teach.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(super) struct Encoder {
    pub fields: Vec<Field>,
    /// Slots of words and bins, over all fields; figures follow after them.
    pub slots: usize,
    /// Figures over all fields.
    pub figures: usize,
}

/// A column that says something.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Field {
    pub name: String,
    /// Its first slot: nothing. The second: rare and unknown levels. Bins and levels follow.
    pub first: u32,
    pub kind: Kind,
}

/// What kind of column it is.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) enum Kind {
    /// Its levels, each with its slot.
    Words(BTreeMap<String, u32>),
    /// Where its bins end, and the knots of its place.
    Numbers { edges: Vec<f64>, knots: Vec<f64> },
}

/// Encoded rows: for each row one slot per field and one figure per number.
#[derive(Clone, Debug, Default)]
pub(super) struct Matrix {
    fields: usize,
    figures: usize,
    /// Slots of words and bins over all fields.
    pub slots: usize,
    hot: Vec<u32>,
    lines: Vec<f64>,
}

impl Matrix {
    /// The slots and figures of a row.
    pub(super) fn row(&self, row: usize) -> (&[u32], &[f64]) {
        let hot = self.hot.get(row * self.fields..(row + 1) * self.fields);
        let lines = self.lines.get(row * self.figures..(row + 1) * self.figures);
        (hot.unwrap_or_default(), lines.unwrap_or_default())
    }

    /// How many weights a model over it has, without the intercept.
    pub(super) const fn width(&self) -> usize {
        self.slots + self.figures
    }
}

impl Encoder {
    /// Learns levels and bins from `rows`. Columns that say nothing are left out.
    pub(super) fn fit(table: &Table, rows: &[usize], grain: Grain) -> Self {
        let mut encoder = Self::default();
        for column in table.columns() {
            let first = u32::try_from(encoder.slots).unwrap_or(u32::MAX);
            let found = match &column.values {
                Values::Numbers(numbers) => numbers_of(numbers, rows, grain.bins),
                Values::Words { levels, codes } => words_of(levels, codes, rows, first, grain.rare),
            };
            let Some((kind, slots)) = found else { continue };
            encoder.figures += usize::from(matches!(kind, Kind::Numbers { .. }));
            encoder.slots += slots;
            encoder.fields.push(Field { name: column.name.clone(), first, kind });
        }
        encoder
    }

    /// Encodes `rows` of a table; a column that is not there has nothing in every row.
    pub(super) fn encode(&self, table: &Table, rows: &[usize]) -> Matrix {
        let fields = self.fields.len();
        let mut hot = vec![0_u32; rows.len() * fields];
        let mut lines = vec![0.0; rows.len() * self.figures];
        let mut line = 0;
        for (place, field) in self.fields.iter().enumerate() {
            let column = table.columns().iter().find(|column| column.name == field.name);
            let values = column.map(|column| &column.values);
            let slots = field.slots(values, rows);
            hot.iter_mut().skip(place).step_by(fields).zip(slots).for_each(|(to, slot)| *to = slot);
            if let Kind::Numbers { knots, .. } = &field.kind {
                let figures =
                    rows.iter().map(|row| number(values, *row).map_or(0.0, |n| spread(knots, n)));
                let cells = lines.iter_mut().skip(line).step_by(self.figures);
                cells.zip(figures).for_each(|(to, figure)| *to = figure);
                line += 1;
            }
        }
        Matrix { fields, figures: self.figures, slots: self.slots, hot, lines }
    }
}

impl Field {
    fn slots<'a>(
        &'a self,
        values: Option<&'a Values>,
        rows: &'a [usize],
    ) -> Box<dyn Iterator<Item = u32> + 'a> {
        match (&self.kind, values) {
            (Kind::Words(known), Some(Values::Words { levels, codes })) => {
                let slots: Vec<u32> = std::iter::once(self.first)
                    .chain(
                        levels
                            .iter()
                            .map(|level| known.get(level).copied().unwrap_or(self.first + 1)),
                    )
                    .collect();
                Box::new(rows.iter().map(move |row| {
                    let code = codes.get(*row).and_then(|code| usize::try_from(*code).ok());
                    code.and_then(|code| slots.get(code).copied()).unwrap_or(self.first)
                }))
            }
            (Kind::Numbers { edges, .. }, _) => Box::new(rows.iter().map(move |row| {
                number(values, *row).map_or(self.first, |number| {
                    let bin = edges.partition_point(|edge| *edge < number);
                    self.first + 2 + u32::try_from(bin).unwrap_or(0)
                })
            })),
            (Kind::Words(_), _) => Box::new(rows.iter().map(|_| self.first)),
        }
    }
}

fn number(values: Option<&Values>, row: usize) -> Option<f64> {
    match values {
        Some(Values::Numbers(numbers)) => {
            numbers.get(row).copied().filter(|number| !number.is_nan())
        }
        _ => None,
    }
}

fn numbers_of(numbers: &[f64], rows: &[usize], bins: usize) -> Option<(Kind, usize)> {
    let edges = quantiles(numbers, rows, bins);
    let missing = rows.iter().any(|row| numbers.get(*row).is_none_or(|number| number.is_nan()));
    let known = rows.iter().any(|row| numbers.get(*row).is_some_and(|number| !number.is_nan()));
    if !known || (edges.is_empty() && !missing) {
        return None;
    }
    let slots = edges.len() + 3;
    Some((Kind::Numbers { edges, knots: quantiles(numbers, rows, KNOTS) }, slots))
}

fn words_of(
    levels: &[String],
    codes: &[u32],
    rows: &[usize],
    first: u32,
    rare: usize,
) -> Option<(Kind, usize)> {
    let mut counts = vec![0_usize; levels.len() + 1];
    for row in rows {
        let code = codes.get(*row).and_then(|code| usize::try_from(*code).ok());
        if let Some(count) = code.and_then(|code| counts.get_mut(code)) {
            *count += 1;
        }
    }
    if counts.iter().filter(|count| **count > 0).count() < 2 {
        return None;
    }
    let mut kept: Vec<(usize, &String)> =
        counts.iter().skip(1).copied().zip(levels).filter(|(count, _)| *count >= rare).collect();
    kept.sort_by(|a, b| b.0.cmp(&a.0).then(a.1.cmp(b.1)));
    kept.truncate(MAX_LEVELS);
    let slots = kept.len() + 2;
    let known = kept.into_iter().map(|(_, level)| level.clone()).zip(first + 2..).collect();
    Some((Kind::Words(known), slots))
}

/// Where a number stands among those that taught, from -1.73 to 1.73: its share of them below it, spread to variance 1.
fn spread(knots: &[f64], number: f64) -> f64 {
    let above = knots.partition_point(|knot| *knot < number);
    let high = knots.get(above);
    let low = above.checked_sub(1).and_then(|below| knots.get(below));
    let part = match (low, high) {
        (Some(low), Some(high)) if high > low => (number - low) / (high - low),
        _ => 0.5,
    };
    let share = (float(above) + part) / float(knots.len() + 1);
    SPREAD * (2.0 * share - 1.0)
}

/// The distinct borders that cut the numbers of `rows` into at most `parts` bins of about equal counts; a bin holds what
/// is above the border before it, up to and including its own. Fewer distinct numbers than parts: one bin for each.
pub(super) fn quantiles(numbers: &[f64], rows: &[usize], parts: usize) -> Vec<f64> {
    let mut sorted: Vec<f64> = rows
        .iter()
        .filter_map(|row| numbers.get(*row).copied())
        .filter(|number| !number.is_nan())
        .collect();
    sorted.sort_by(f64::total_cmp);
    let mut borders: Vec<f64> = sorted.clone();
    borders.dedup();
    if borders.len() > parts {
        borders = (1..parts)
            .filter_map(|part| sorted.get(sorted.len() * part / parts).copied())
            .collect();
        borders.dedup();
        let highest = sorted.last().copied();
        borders.retain(|border| highest != Some(*border));
    } else {
        borders.pop();
    }
    borders
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::learn::Column;

    fn table(values: Values) -> Table {
        Table::new(vec![Column { name: "x".into(), values }]).unwrap()
    }

    #[test]
    fn few_numbers_have_a_bin_each_and_many_share_evenly() {
        let rows: Vec<usize> = (0..100).collect();
        let many: Vec<f64> = (0..100).map(f64::from).collect();
        assert_eq!(quantiles(&many, &rows, 4), [25.0, 50.0, 75.0]);
        let few: Vec<f64> = (0..100).map(|n| f64::from(n % 3)).collect();
        assert_eq!(quantiles(&few, &rows, 4), [0.0, 1.0]);
        assert!(quantiles(&[5.0; 9], &rows, 4).is_empty());
    }

    #[test]
    fn rare_unknown_and_missing_words_have_slots() {
        let words = ["a", "a", "a", "b", "b", "b", "c", ""].map(Some);
        let taught = table(Values::words(words));
        let encoder =
            Encoder::fit(&taught, &(0..8).collect::<Vec<_>>(), Grain { bins: 10, rare: 3 });
        let met = table(Values::words(["new", "b", "", "a", "c"].map(Some)));
        let matrix = encoder.encode(&met, &[0, 1, 2, 3, 4]);
        let slots: Vec<u32> = (0..5).map(|row| matrix.row(row).0[0]).collect();
        assert_eq!(slots, [1, 3, 0, 2, 1]);
    }

    #[test]
    fn an_outlier_weighs_no_more_than_the_last_bin() {
        let numbers: Vec<Option<f64>> = (0..200).map(|n| Some(f64::from(n))).collect();
        let taught = table(Values::numbers(numbers));
        let encoder =
            Encoder::fit(&taught, &(0..200).collect::<Vec<_>>(), Grain { bins: 10, rare: 3 });
        let met = table(Values::numbers([Some(1e300), Some(-1e300), Some(100.0), None]));
        let matrix = encoder.encode(&met, &[0, 1, 2, 3]);
        let figures: Vec<f64> = (0..4).map(|row| matrix.row(row).1[0]).collect();
        assert!(figures[0] < SPREAD && figures[1] > -SPREAD);
        assert!(figures[2].abs() < 0.1 && figures[3].abs() < 1e-12);
    }

    #[test]
    fn a_constant_column_says_nothing() {
        let encoder = Encoder::fit(
            &table(Values::words([Some("x"); 9])),
            &[0, 1, 2, 3],
            Grain { bins: 10, rare: 3 },
        );
        assert!(encoder.fields.is_empty());
        assert_eq!(encoder.encode(&table(Values::words([Some("x")])), &[0]).row(0).0.len(), 0);
    }
}
