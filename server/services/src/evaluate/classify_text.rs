//! A classification as text for the terminal.

use std::fmt;

use domain::learn::metrics::{Grade, Metrics};

use super::classify::Classification;
use super::table::TextTable;

impl fmt::Display for Classification {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}: {} = {}", self.file, self.outcome, self.positive)?;
        writeln!(f, "{}", self.split)?;
        writeln!(
            f,
            "{} rows judged, {} positive; {} rows taught, {} positive; {}",
            self.n,
            percent(self.base_rate),
            self.train_rows,
            percent(self.train_base_rate),
            self.model
        )?;
        writeln!(f, "\n{}", self.figures_table())?;
        writeln!(f, "\n{}", grades_table(&self.grades))?;
        let used: Vec<&str> =
            self.columns.iter().filter(|column| column.used).map(|c| c.column.as_str()).collect();
        let unused: Vec<String> = self
            .columns
            .iter()
            .filter(|column| {
                !column.used && self.leaks.iter().all(|leak| leak.column != column.column)
            })
            .map(|column| format!("{} ({:?})", column.column, column.holds).to_lowercase())
            .collect();
        write!(f, "\nLearned from: {}", used.join(", "))?;
        if !unused.is_empty() {
            write!(f, "\nNothing to learn from: {}", unused.join(", "))?;
        }
        for leak in &self.leaks {
            write!(f, "\nLikely leak, left out: {}: {}.", leak.column, leak.why)?;
        }
        for note in &self.notes {
            write!(f, "\nNote: {note}")?;
        }
        Ok(())
    }
}

impl Classification {
    fn figures_table(&self) -> TextTable {
        let mut table =
            TextTable::new(["", "AUC", "log loss", "Brier", "ECE", "lift of top tenth"]);
        let mut row = |name: &str, m: &Metrics| {
            table.push([
                name.to_owned(),
                format!("{:.3}", m.auc),
                format!("{:.4}", m.log_loss),
                format!("{:.4}", m.brier),
                format!("{:.4}", m.ece),
                format!("{:.2}", m.lift_top_tenth),
            ]);
        };
        row("learner", &self.figures);
        row("naive Bayes", &self.naive_bayes);
        let mut base = |name: &str, log_loss: f64, brier: String| {
            let none = String::new;
            let cells = [name.to_owned(), none(), format!("{log_loss:.4}"), brier, none(), none()];
            table.push(cells);
        };
        base("base rate", self.base_rate_log_loss, format!("{:.4}", self.base_rate_brier));
        if let Some(recent) = self.base_rate_of_last_1000_log_loss {
            base("base rate of last 1,000", recent, String::new());
        }
        table
    }
}

/// The table of grades.
pub(super) fn grades_table(grades: &[Grade]) -> TextTable {
    let mut table = TextTable::new(["grade", "rows", "chances", "mean chance", "positive"]);
    for grade in grades {
        table.push([
            grade.grade.to_string(),
            grade.n.to_string(),
            format!("{}\u{2013}{}", percent(grade.from), percent(grade.to)),
            percent(grade.predicted),
            percent(grade.observed),
        ]);
    }
    table
}

/// A share as per cent.
pub(super) fn percent(share: f64) -> String {
    format!("{:.1} %", share * 100.0)
}
