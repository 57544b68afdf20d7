//! What was measured, for people and for programs.

use std::fmt;

use domain::duplicates::{FieldKind, Measured};
use serde::Serialize;

use crate::evaluate::TextTable;

/// A column, and what was made of it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Compared {
    /// Its name.
    pub column: String,
    /// As what it is compared.
    pub kind: FieldKind,
    /// Whether it is compared at all.
    pub used: bool,
}

/// How well duplicates were found.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Duplication {
    /// The records.
    pub file: String,
    /// The second file.
    pub right: Option<String>,
    /// Records of the first file.
    pub rows: usize,
    /// Records of the second.
    pub right_rows: usize,
    /// The columns of the first file.
    pub columns: Vec<Compared>,
    /// How many pairs were compared field by field.
    pub pairs_scored: usize,
    /// From how many bits of evidence on two records counted as one.
    pub threshold_bits: f64,
    /// Pairs, and how many of them were right.
    #[serde(flatten)]
    pub measured: Measured,
    /// How long finding took, without reading files.
    pub seconds: f64,
    /// What else there is to know.
    pub notes: Vec<String>,
}

impl fmt::Display for Duplication {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.right {
            Some(right) => writeln!(
                f,
                "{} ({} records) with {right} ({})",
                self.file, self.rows, self.right_rows
            )?,
            None => writeln!(f, "{} ({} records)", self.file, self.rows)?,
        }
        let said = |column: &Compared| format!("{} ({})", column.column, column.kind.label());
        let list = |used: bool| -> Vec<String> {
            self.columns.iter().filter(|column| column.used == used).map(said).collect()
        };
        writeln!(f, "Compared: {}", list(true).join(", "))?;
        if !list(false).is_empty() {
            writeln!(f, "Not compared: {}", list(false).join(", "))?;
        }
        let mut table = TextTable::new([
            "pairs",
            "precision",
            "recall",
            "F1",
            "true",
            "found",
            "right",
            "scored",
            "seconds",
        ]);
        let m = &self.measured;
        table.push([
            "same".to_owned(),
            format!("{:.4}", m.precision),
            format!("{:.4}", m.recall),
            format!("{:.4}", m.f1),
            m.true_pairs.to_string(),
            m.found_pairs.to_string(),
            m.right_pairs.to_string(),
            self.pairs_scored.to_string(),
            format!("{:.2}", self.seconds),
        ]);
        write!(f, "\n{table}\n\nThe same from {:.1} bits of evidence on.", self.threshold_bits)?;
        for note in &self.notes {
            write!(f, "\nNote: {note}")?;
        }
        Ok(())
    }
}
