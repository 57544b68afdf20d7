//! A table for the terminal: columns as wide as what stands in them, figures to the right.

use std::fmt;

/// A table of text.
#[derive(Clone, Debug, Default)]
pub struct TextTable {
    rows: Vec<Vec<String>>,
}

impl TextTable {
    /// A table with these heads.
    #[must_use]
    pub fn new<const N: usize>(heads: [&str; N]) -> Self {
        Self { rows: vec![heads.map(str::to_owned).to_vec()] }
    }

    /// The table with one more row.
    pub fn push<const N: usize>(&mut self, cells: [String; N]) {
        self.rows.push(cells.to_vec());
    }

    fn width(&self, column: usize) -> usize {
        let cells = self.rows.iter().filter_map(|row| row.get(column));
        cells.map(|cell| cell.chars().count()).max().unwrap_or(0)
    }

    /// A column in which every cell below the head is a figure or empty is set to the right.
    fn is_figures(&self, column: usize) -> bool {
        let figure = |cell: &String| {
            let begins =
                cell.starts_with(|c: char| c.is_ascii_digit() || "-+.\u{2013}".contains(c));
            cell.is_empty() || (begins && !cell.chars().any(char::is_alphabetic))
        };
        self.rows.iter().skip(1).filter_map(|row| row.get(column)).all(figure)
    }
}

impl fmt::Display for TextTable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let columns = self.rows.first().map_or(0, Vec::len);
        let shape: Vec<(usize, bool)> =
            (0..columns).map(|column| (self.width(column), self.is_figures(column))).collect();
        for (place, row) in self.rows.iter().enumerate() {
            let cell = |(cell, (width, right)): (&String, &(usize, bool))| {
                if *right { format!("{cell:>width$}") } else { format!("{cell:<width$}") }
            };
            let line: Vec<String> = row.iter().zip(&shape).map(cell).collect();
            let end = if place + 1 == self.rows.len() { "" } else { "\n" };
            write!(f, "{}{end}", line.join("  ").trim_end())?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_stand_to_the_right_and_words_to_the_left() {
        let mut table = TextTable::new(["model", "AUC"]);
        table.push(["learner".into(), "0.81".into()]);
        table.push(["Bayes".into(), "12.5".into()]);
        assert_eq!(table.to_string(), "model     AUC\nlearner  0.81\nBayes    12.5");
    }
}
