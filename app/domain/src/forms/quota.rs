//! The targets of a year, sent as a grid.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{FieldErrors, amount};
use crate::money::Cents;
use crate::quota::QuotaFor;

/// A grid as it is sent: what each cell says, and what it said when the page was made.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct SetQuotas {
    /// The year.
    pub year: i32,
    /// By line and quarter: `user-5-q1`.
    pub cells: BTreeMap<String, String>,
    /// The same as the page showed them.
    pub was: BTreeMap<String, String>,
}

/// A cell that was changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ChangedCell {
    /// Whose target.
    pub of: QuotaFor,
    /// The quarter, from 0.
    pub quarter: usize,
    /// What it should be.
    pub target: Cents,
    /// What it was when the page was made.
    pub was: Cents,
}

impl SetQuotas {
    /// The cells that say something else than the page showed.
    ///
    /// # Errors
    /// A year far away, and every cell that is no amount.
    pub fn changed(&self) -> Result<Vec<ChangedCell>, FieldErrors> {
        let mut errors = FieldErrors::default();
        if !(2000..=2100).contains(&self.year) {
            errors.add("form", format!("Choose a year from 2000 to 2100; {} is not.", self.year));
        }
        let mut changed = Vec::new();
        for (key, text) in &self.cells {
            let was = self.was.get(key).map_or("", String::as_str);
            if text.trim() == was.trim() {
                continue;
            }
            let Some((of, quarter)) = place(key) else {
                errors.add("form", "The grid was not understood: load the page again.");
                continue;
            };
            let target = amount(&mut errors, key, text).unwrap_or_default();
            let was = amount(&mut errors, key, was).unwrap_or_default();
            if target != was {
                changed.push(ChangedCell { of, quarter, target, was });
            }
        }
        errors.into_result().map(|()| changed)
    }
}

fn place(key: &str) -> Option<(QuotaFor, usize)> {
    let (line, quarter) = key.rsplit_once("-q")?;
    let quarter = quarter.parse::<usize>().ok().filter(|quarter| (1..=4).contains(quarter))?;
    Some((QuotaFor::of(line)?, quarter - 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_was_changed_is_set() {
        let map = |pairs: &[(&str, &str)]| {
            pairs.iter().map(|(key, text)| ((*key).to_owned(), (*text).to_owned())).collect()
        };
        let form = SetQuotas {
            year: 2027,
            cells: map(&[("user-5-q1", "12,000"), ("user-5-q2", "9000"), ("company-0-q4", "")]),
            was: map(&[("user-5-q1", "12,000"), ("user-5-q2", "8000"), ("company-0-q4", "50")]),
        };
        let changed = form.changed().unwrap();
        assert_eq!(changed.len(), 2);
        assert!(changed.contains(&ChangedCell {
            of: QuotaFor::User(5),
            quarter: 1,
            target: Cents(900_000),
            was: Cents(800_000)
        }));
        let wrong = SetQuotas { cells: map(&[("user-5-q1", "much")]), ..form };
        assert!(wrong.changed().unwrap_err().get("user-5-q1").unwrap().contains("much"));
    }
}
