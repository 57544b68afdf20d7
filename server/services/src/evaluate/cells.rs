//! What a column of a file holds: numbers, days, words, or nothing a model can use.

use chrono::{Datelike, NaiveDate};
use domain::learn::Values;
use serde::Serialize;

use super::source::Source;
use crate::import::sheet::fold;
use crate::import::values::{Settled, day, number};

/// What people and programs write for nothing.
const NOTHING: [&str; 12] =
    ["", "na", "n/a", "#n/a", "nan", "null", "nil", "-", "--", "?", "inf", "-inf"];
/// A column is of a kind when this share of what stands in it is.
const OF_A_KIND: f64 = 0.9;
/// So many cells are looked at before all of them are read.
const LOOKED_AT: usize = 400;
/// A column of words in which more than this share are different names a row rather than describing it.
const NAMES_ROWS: f64 = 0.7;

/// What a column turned out to hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Holds {
    /// Numbers.
    Number,
    /// Days or moments.
    Date,
    /// Words, each in several rows.
    Category,
    /// A name or number of the row itself, or free text: nothing to learn from.
    Identifier,
    /// The same in every row.
    Constant,
    /// Nothing.
    Empty,
}

/// A column, read.
#[derive(Clone, Debug)]
pub(super) struct Read {
    pub holds: Holds,
    /// Days since the beginning of our era for dates.
    pub values: Values,
    pub missing: usize,
    pub distinct: usize,
}

/// A cell with something in it.
pub(super) fn filled(cell: &str) -> Option<&str> {
    let cell = cell.trim();
    let is_nothing = cell.len() <= 4 && NOTHING.iter().any(|word| cell.eq_ignore_ascii_case(word));
    (!is_nothing).then_some(cell)
}

/// Reads a column as what most of its cells are.
pub(super) fn read(source: &Source, column: usize) -> Read {
    let cells: Vec<Option<&str>> = source.cells(column).map(filled).collect();
    let title = source.titles().get(column).map(|title| fold(title)).unwrap_or_default();
    let known = cells.iter().flatten().count();
    let (holds, values) = if let Some(dates) = dates(&cells) {
        (Holds::Date, dates)
    } else if let Some(numbers) = numbers(&cells) {
        if is_name(&title) {
            (Holds::Category, Values::words(cells))
        } else {
            (Holds::Number, numbers)
        }
    } else {
        (Holds::Category, Values::words(cells))
    };
    let (missing, distinct) = (values.missing(), values.distinct());
    let names_rows = known > 20 && share(distinct, known) > NAMES_ROWS;
    let holds = match (holds, distinct) {
        (_, 0) => Holds::Empty,
        (_, 1) if missing == 0 => Holds::Constant,
        (Holds::Category, _) if names_rows => Holds::Identifier,
        (holds, _) => holds,
    };
    Read { holds, values, missing, distinct }
}

/// `id`, `account_id`, `zip`: figures that are names.
fn is_name(title: &str) -> bool {
    let last = title.rsplit('_').next().unwrap_or_default();
    ["id", "zip", "zipcode", "postcode", "postal", "plz", "phone"].contains(&last)
        || title.ends_with("id") && title.len() <= 12 && title.len() > 6
}

/// Rows are counted in thousands; as a share they are exact.
#[expect(clippy::cast_precision_loss, reason = "files have far fewer rows than 2^52")]
pub(super) fn share(part: usize, of: usize) -> f64 {
    part as f64 / of.max(1) as f64
}

/// Whether most of what stands in the first cells, and then in all, can be read by `read`.
fn most<T>(cells: &[Option<&str>], read: impl Fn(&str) -> Option<T>) -> Option<Vec<Option<T>>> {
    let sample: Vec<&str> = cells.iter().copied().flatten().take(LOOKED_AT).collect();
    let sound = sample.iter().filter(|cell| read(cell).is_some()).count();
    if sample.is_empty() || share(sound, sample.len()) < OF_A_KIND {
        return None;
    }
    let all: Vec<Option<T>> = cells.iter().map(|cell| cell.and_then(&read)).collect();
    let sound = all.iter().flatten().count();
    (share(sound, cells.iter().flatten().count()) >= OF_A_KIND).then_some(all)
}

/// A column of days, as days since the beginning of our era; where day and month can be told either way and no cell
/// shows which, the month is taken to stand first.
pub(super) fn dates(cells: &[Option<&str>]) -> Option<Values> {
    let order = match day::settle(cells.iter().copied().flatten()) {
        Settled::By(order) => Some(order),
        Settled::Open(_) => Some(day::Order::MonthFirst),
        Settled::Clear => None,
    };
    let days = most(cells, |cell| {
        let moment = day::read(cell, order)?;
        // 1200.5 is an amount; years before this are slips of the hand.
        (moment.day.year() >= 1900).then(|| moment.utc().timestamp())
    })?;
    Some(Values::numbers(days.into_iter().map(|day| day.map(days_of))))
}

/// Days since the beginning of our era of a moment.
#[expect(clippy::cast_precision_loss, reason = "seconds of any century are far below 2^52")]
fn days_of(timestamp: i64) -> f64 {
    timestamp as f64 / 86_400.0 + EPOCH
}

/// 1970-01-01 as a day of our era.
const EPOCH: f64 = 719_163.0;

/// A day as [`dates`] counts them: its noon, as a day without a time is read.
pub(super) fn day_number(day: NaiveDate) -> f64 {
    f64::from(day.num_days_from_ce()) + 0.5
}

fn numbers(cells: &[Option<&str>]) -> Option<Values> {
    let mark = match number::settle(cells.iter().copied().flatten()) {
        Settled::By(mark) => Some(mark),
        Settled::Open(_) | Settled::Clear => None,
    };
    Some(Values::numbers(most(cells, |cell| number::float(cell, mark))?))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn holds(title: &str, cells: &[&str]) -> (Holds, usize) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("f.csv");
        let rows = cells.join(";x\n");
        std::fs::write(&path, format!("{title};other\n{rows};x\n")).unwrap();
        let read = read(&Source::open(&path).unwrap(), 0);
        (read.holds, read.missing)
    }

    #[test]
    fn kinds_are_told_by_what_most_cells_are() {
        assert_eq!(holds("a", &["1", "2,5", "-3", "", "NaN", "inf"]), (Holds::Number, 3));
        assert_eq!(holds("a", &["2024-01-02", "2024-02-03", "n/a"]), (Holds::Date, 1));
        assert_eq!(holds("a", &["3/4/2024", "25/4/2024"]), (Holds::Date, 0));
        assert_eq!(holds("a", &["20240102", "20250203"]), (Holds::Date, 0));
        assert_eq!(holds("a", &["x", "y", "x"]), (Holds::Category, 0));
        assert_eq!(holds("a", &["x", "x"]), (Holds::Constant, 0));
        assert_eq!(holds("a", &["x", ""]), (Holds::Category, 1));
        assert_eq!(holds("a", &["", "NA", "null"]), (Holds::Empty, 3));
    }

    #[test]
    fn figures_that_are_names_are_words() {
        assert_eq!(holds("account_id", &["7", "7", "9"]).0, Holds::Category);
        let ids: Vec<String> = (0..50).map(|n| n.to_string()).collect();
        let ids: Vec<&str> = ids.iter().map(String::as_str).collect();
        assert_eq!(holds("id", &ids).0, Holds::Identifier);
        assert_eq!(holds("age", &ids).0, Holds::Number);
        assert_eq!(holds("paid", &["1", "2"]).0, Holds::Number);
    }

    #[test]
    fn a_day_is_one_number_however_it_is_written() {
        let day = NaiveDate::from_ymd_opt(2024, 3, 4).unwrap();
        assert_eq!(dates(&[Some("4.3.2024")]), Some(Values::Numbers(vec![day_number(day)])));
    }
}
