//! The facts a model learns from: columns of numbers and of words, with gaps.

use std::collections::BTreeMap;

/// A table of facts, one row per case; every column has the same number of rows.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Table {
    columns: Vec<Column>,
    rows: usize,
}

/// A column with its name.
#[derive(Clone, Debug, PartialEq)]
pub struct Column {
    /// The name a person reads.
    pub name: String,
    /// What stands in it.
    pub values: Values,
}

/// What stands in a column.
#[derive(Clone, Debug, PartialEq)]
pub enum Values {
    /// Numbers; not-a-number where there is none.
    Numbers(Vec<f64>),
    /// Words: 0 where there is none, else one more than the place of the word in `levels`.
    Words {
        /// The distinct words.
        levels: Vec<String>,
        /// One code per row.
        codes: Vec<u32>,
    },
}

/// Two columns differ in their number of rows.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("column {column} has {found} rows where the first column has {expected}")]
pub struct UnevenTable {
    /// The column that differs from the first.
    pub column: String,
    /// Its number of rows.
    pub found: usize,
    /// The first column's number of rows.
    pub expected: usize,
}

impl Table {
    /// A table of these columns.
    ///
    /// # Errors
    /// When their numbers of rows differ.
    pub fn new(columns: Vec<Column>) -> Result<Self, UnevenTable> {
        let rows = columns.first().map_or(0, |column| column.values.len());
        match columns.iter().find(|column| column.values.len() != rows) {
            None => Ok(Self { columns, rows }),
            Some(column) => Err(UnevenTable {
                column: column.name.clone(),
                found: column.values.len(),
                expected: rows,
            }),
        }
    }

    /// Its columns.
    #[must_use]
    pub fn columns(&self) -> &[Column] {
        &self.columns
    }

    /// How many rows it has.
    #[must_use]
    pub const fn rows(&self) -> usize {
        self.rows
    }

    /// The table without the columns of these names.
    #[must_use]
    pub fn without(&self, names: &[String]) -> Self {
        let kept = self.columns.iter().filter(|column| !names.contains(&column.name));
        Self { columns: kept.cloned().collect(), rows: self.rows }
    }

    /// For each row a key that is the same for rows whose every cell is the same (FNV-1a over the cells).
    #[must_use]
    pub fn keys(&self) -> Vec<u64> {
        let mut keys = vec![0xcbf2_9ce4_8422_2325_u64; self.rows];
        let mut mix = |row: usize, cell: u64| {
            if let Some(key) = keys.get_mut(row) {
                for byte in cell.to_le_bytes() {
                    *key = (*key ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
                }
            }
        };
        for column in &self.columns {
            match &column.values {
                Values::Numbers(numbers) => {
                    numbers.iter().enumerate().for_each(|(row, number)| mix(row, bits(*number)));
                }
                Values::Words { codes, .. } => {
                    codes.iter().enumerate().for_each(|(row, code)| mix(row, u64::from(*code)));
                }
            }
        }
        keys
    }
}

/// The bits of a number, the same for every not-a-number and for both zeros.
fn bits(number: f64) -> u64 {
    if number.is_nan() { u64::MAX } else { (number + 0.0).to_bits() }
}

impl Values {
    /// A column of numbers; what is infinite is no number.
    #[must_use]
    pub fn numbers(cells: impl IntoIterator<Item = Option<f64>>) -> Self {
        let number = |cell: Option<f64>| cell.filter(|value| value.is_finite()).unwrap_or(f64::NAN);
        Self::Numbers(cells.into_iter().map(number).collect())
    }

    /// A column of words; an empty word is none. Levels are in the order of their first appearance.
    #[must_use]
    pub fn words<'a>(cells: impl IntoIterator<Item = Option<&'a str>>) -> Self {
        let mut known: BTreeMap<&'a str, u32> = BTreeMap::new();
        let mut levels = Vec::new();
        let mut code = |word: &'a str| {
            *known.entry(word).or_insert_with(|| {
                levels.push(word.to_owned());
                u32::try_from(levels.len()).unwrap_or(u32::MAX)
            })
        };
        let codes = cells
            .into_iter()
            .map(|cell| cell.filter(|word| !word.is_empty()).map_or(0, &mut code))
            .collect();
        Self::Words { levels, codes }
    }

    /// How many rows there are.
    #[must_use]
    pub fn len(&self) -> usize {
        match self {
            Self::Numbers(numbers) => numbers.len(),
            Self::Words { codes, .. } => codes.len(),
        }
    }

    /// Whether there is no row.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// In how many rows there is nothing.
    #[must_use]
    pub fn missing(&self) -> usize {
        match self {
            Self::Numbers(numbers) => numbers.iter().filter(|number| number.is_nan()).count(),
            Self::Words { codes, .. } => codes.iter().filter(|code| **code == 0).count(),
        }
    }

    /// How many different values there are.
    #[must_use]
    pub fn distinct(&self) -> usize {
        match self {
            Self::Words { levels, .. } => levels.len(),
            Self::Numbers(numbers) => {
                let mut sorted: Vec<f64> =
                    numbers.iter().copied().filter(|n| !n.is_nan()).collect();
                sorted.sort_by(f64::total_cmp);
                sorted.dedup();
                sorted.len()
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_numbered_and_gaps_are_kept() {
        let values = Values::words([Some("b"), None, Some("a"), Some("b"), Some("")]);
        let levels = vec!["b".to_owned(), "a".to_owned()];
        assert_eq!(values, Values::Words { levels, codes: vec![1, 0, 2, 1, 0] });
        assert_eq!((values.missing(), values.distinct()), (2, 2));
    }

    #[test]
    fn infinity_is_a_gap() {
        let values = Values::numbers([Some(1.0), Some(f64::INFINITY), Some(f64::NAN), None]);
        assert_eq!((values.missing(), values.distinct(), values.len()), (3, 1, 4));
    }

    #[test]
    fn identical_rows_have_one_key() {
        let table = Table::new(vec![
            Column { name: "a".into(), values: Values::words([Some("x"), Some("x"), Some("y")]) },
            Column { name: "b".into(), values: Values::numbers([Some(0.0), Some(-0.0), None]) },
        ])
        .unwrap();
        let keys = table.keys();
        assert_eq!(keys[0], keys[1]);
        assert_ne!(keys[0], keys[2]);
    }

    #[test]
    fn columns_of_unequal_length_are_refused() {
        let column = |name: &str, rows: usize| Column {
            name: name.into(),
            values: Values::numbers(vec![None; rows]),
        };
        let error = Table::new(vec![column("a", 2), column("b", 3)]).unwrap_err();
        assert_eq!(error.to_string(), "column b has 3 rows where the first column has 2");
    }
}
