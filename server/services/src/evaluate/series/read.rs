//! Series from a file: one a row, its values in one cell or in many.

use std::path::Path;

use domain::series;

use crate::evaluate::cells::filled;
use crate::evaluate::{EvaluateError, Source};

const IDS: &[&str] = &["id", "series", "series_id", "unique_id", "name", "item", "item_id", "key"];
const VALUES: &[&str] =
    &["values", "value", "data", "y", "history", "observations", "series_values"];
const HORIZONS: &[&str] = &["horizon", "h", "nf", "forecast_horizon", "prediction_length"];
const PERIODS: &[&str] =
    &["period", "frequency", "freq", "seasonal_period", "seasonality", "m", "season_length"];
/// Columns that say something about a series and are no values of it.
const ABOUT: &[&str] = &[
    "n",
    "length",
    "count",
    "category",
    "type",
    "start",
    "start_year",
    "start_month",
    "start_quarter",
    "start_week",
    "start_day",
    "start_date",
    "end_date",
    "unit",
    "currency",
];

/// What the flags say, where they do.
#[derive(Clone, Copy, Debug, Default)]
pub struct Given {
    /// How many of the last values are held back and forecast.
    pub horizon: Option<usize>,
    /// After how many values a season begins anew.
    pub period: Option<usize>,
}

/// A series of the file.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Row {
    pub id: String,
    pub values: Vec<Option<f64>>,
    pub horizon: usize,
    pub period: usize,
}

/// Where things stand in the file.
struct Layout {
    id: Option<usize>,
    packed: Option<usize>,
    wide: Vec<usize>,
    horizon: Option<usize>,
    period: Option<usize>,
}

/// The series of a file, and what there is to say about how they were read.
///
/// # Errors
/// `Invalid` when the file has no column of values, or a value is no number: names the line and the column.
pub(super) fn rows(path: &Path, given: Given) -> Result<(Vec<Row>, Vec<String>), EvaluateError> {
    let source = Source::open(path)?;
    let heads = heads(&source);
    let layout = layout(&source, &heads);
    if layout.packed.is_none() && layout.wide.is_empty() {
        return Err(EvaluateError::NothingToMeasure(format!(
            "{} has no column of values (its columns: {}): put all values of a series into one column \
             `values`, separated by spaces, or each into a column of its own.",
            path.display(),
            source.titles().join(", ")
        )));
    }
    let mut found = Vec::new();
    for row in 0..source.rows() {
        let values = values(&source, &layout, row)?;
        let cell = |place: Option<usize>| place.map(|place| source.cell(row, place));
        let id = cell(layout.id).filter(|id| !id.is_empty());
        let id = id.map_or_else(|| format!("row {}", row + 1), ToOwned::to_owned);
        found.push((id, values, count(cell(layout.horizon)), period_of(cell(layout.period))));
    }
    let mut notes = Vec::new();
    let usual = given.period.or_else(|| hinted(path, &heads));
    let guessed = usual.unwrap_or_else(|| {
        let known: Vec<Vec<f64>> =
            found.iter().map(|(_, values, ..)| series::filled(values, 1)).collect();
        series::guess_period(known.iter().map(Vec::as_slice))
    });
    if usual.is_none() && found.iter().any(|row| row.3.is_none()) {
        notes.push(format!(
            "The season is not told: {} fits the values best. Say otherwise with --period.",
            if guessed > 1 { guessed.to_string() } else { "none".to_owned() }
        ));
    }
    let unsaid = given.horizon.is_none() && found.iter().any(|row| row.2.is_none());
    if unsaid {
        notes.push(
            "The horizon is not told: that usual for the season is taken (--horizon).".to_owned(),
        );
    }
    let rows = found.into_iter().map(|(id, values, horizon, period)| {
        let period = given.period.or(period).unwrap_or(guessed);
        let horizon = given.horizon.or(horizon).unwrap_or_else(|| usual_horizon(period));
        Row { id, values, horizon, period }
    });
    Ok((rows.collect(), notes))
}

/// The horizons of the M3 and M4 competitions.
const fn usual_horizon(period: usize) -> usize {
    match period {
        4 => 8,
        7 => 14,
        12 => 18,
        24 => 48,
        52 => 13,
        _ => 6,
    }
}

/// The titles in lower case, with underscores for what is no letter or figure.
fn heads(source: &Source) -> Vec<String> {
    let fold = |title: &String| {
        let letters = title.trim().chars();
        let folded = letters.map(|letter| if letter.is_alphanumeric() { letter } else { '_' });
        folded.collect::<String>().to_lowercase()
    };
    source.titles().iter().map(fold).collect()
}

fn layout(source: &Source, heads: &[String]) -> Layout {
    let named =
        |names: &[&str]| names.iter().find_map(|name| heads.iter().position(|head| head == name));
    let packed = named(VALUES).filter(|place| is_packed(source, *place));
    let packed = packed.or_else(|| (0..heads.len()).find(|place| is_packed(source, *place)));
    let (horizon, period) = (named(HORIZONS), named(PERIODS));
    let id = named(IDS).or_else(|| {
        (0..heads.len()).find(|place| Some(*place) != packed && !is_figures(source, *place))
    });
    let about = |place: &usize| {
        let head = heads.get(*place).map_or("", String::as_str);
        ABOUT.contains(&head) || [id, horizon, period].contains(&Some(*place))
    };
    let wide = (0..heads.len()).filter(|place| !about(place) && is_figures(source, *place));
    let wide = if packed.is_some() { Vec::new() } else { wide.collect() };
    Layout { id, packed, wide, horizon, period }
}

fn cells(source: &Source, place: usize) -> impl Iterator<Item = &str> {
    source.cells(place).filter_map(filled)
}

/// Whether the cells of a column hold several figures each, in most rows.
fn is_packed(source: &Source, place: usize) -> bool {
    let (mut several, mut all) = (0_usize, 0_usize);
    for cell in cells(source, place).take(50) {
        all += 1;
        let parts: Vec<&str> = parts(cell).collect();
        several += usize::from(parts.len() > 2 && parts.iter().all(|part| figure(part).is_ok()));
    }
    all > 0 && several * 2 > all
}

fn is_figures(source: &Source, place: usize) -> bool {
    let (mut figures, mut all) = (0_usize, 0_usize);
    for cell in cells(source, place).take(50) {
        all += 1;
        figures += usize::from(figure(cell).is_ok());
    }
    // A column without anything may be one of values that no series reaches.
    figures * 10 >= all * 9
}

fn parts(cell: &str) -> impl Iterator<Item = &str> {
    let bare = cell.trim().trim_matches(['[', ']', '(', ')', '{', '}']);
    // A comma separates where it does not stand inside of a number that spaces separate.
    let spaced = bare.split_whitespace().nth(1).is_some() && !bare.contains(", ");
    bare.split(move |letter: char| {
        letter.is_whitespace() || matches!(letter, ';' | '|') || (letter == ',' && !spaced)
    })
    .filter(|part| !part.is_empty())
}

/// A figure; none where the cell says there is none.
fn figure(cell: &str) -> Result<Option<f64>, ()> {
    if filled(cell).is_none() {
        return Ok(None);
    }
    let bare: String = cell.chars().filter(|letter| !letter.is_whitespace()).collect();
    let plain = bare.parse::<f64>().ok().or_else(|| {
        // 1,234,567 is grouped; 12,5 is a decimal.
        let groups: Vec<&str> = bare.split(',').collect();
        let grouped =
            groups.iter().skip(1).all(|group| group.split('.').next().unwrap_or("").len() == 3);
        let text = if grouped { bare.replace(',', "") } else { bare.replace(',', ".") };
        text.parse::<f64>().ok()
    });
    match plain {
        Some(value) if value.is_finite() => Ok(Some(value)),
        Some(_) => Ok(None),
        None => Err(()),
    }
}

fn values(source: &Source, layout: &Layout, row: usize) -> Result<Vec<Option<f64>>, EvaluateError> {
    let wrong = |place: usize, cell: &str| {
        EvaluateError::NothingToMeasure(format!(
            "line {}, column {}: \"{cell}\" is no number. Write numbers with a decimal point, and leave a missing \
             value empty or write NA.",
            source.line(row),
            source.titles().get(place).map_or("", String::as_str)
        ))
    };
    let mut values = Vec::new();
    if let Some(place) = layout.packed {
        for part in parts(source.cell(row, place)) {
            values.push(figure(part).map_err(|()| wrong(place, part))?);
        }
    }
    for place in &layout.wide {
        let cell = source.cell(row, *place);
        values.push(figure(cell).map_err(|()| wrong(*place, cell))?);
    }
    let known = values.iter().rposition(Option::is_some).map_or(0, |last| last + 1);
    values.truncate(known);
    Ok(values)
}

fn count(cell: Option<&str>) -> Option<usize> {
    let value = figure(cell?).ok()??;
    (1.0..=1_000.0).contains(&value).then(|| format!("{value:.0}").parse().ok())?
}

/// "12", "monthly" and "M" are a season of twelve.
fn period_of(cell: Option<&str>) -> Option<usize> {
    let word = cell?.trim().to_lowercase();
    count(Some(&word)).or_else(|| period_in(&word)).or(match word.as_str() {
        "y" | "a" => Some(1),
        "q" => Some(4),
        "m" => Some(12),
        "w" => Some(52),
        "d" => Some(7),
        "h" => Some(24),
        _ => None,
    })
}

fn period_in(text: &str) -> Option<usize> {
    let words = [
        ("year", 1),
        ("annual", 1),
        ("quarter", 4),
        ("month", 12),
        ("week", 52),
        ("daily", 7),
        ("hour", 24),
    ];
    words.into_iter().find(|(word, _)| text.contains(word)).map(|(_, period)| period)
}

/// What the file's name or the titles of its columns say about the season.
fn hinted(path: &Path, heads: &[String]) -> Option<usize> {
    let has = |head: &str| heads.iter().any(|known| known == head);
    let by_title =
        [("start_month", 12), ("start_quarter", 4), ("start_week", 52), ("start_hour", 24)];
    let by_title = by_title.into_iter().find(|(head, _)| has(head)).map(|(_, period)| period);
    by_title.or_else(|| period_in(&path.file_stem()?.to_string_lossy().to_lowercase()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str, given: Given) -> Result<Vec<Row>, EvaluateError> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("file.csv");
        std::fs::write(&path, text).unwrap();
        rows(&path, given).map(|found| found.0)
    }

    #[test]
    fn values_stand_in_one_column_or_in_many() {
        let packed = "series,category,n,horizon,values\nA,X,4,2,1 2 NA 4\n";
        let row = &read(packed, Given::default()).unwrap()[0];
        assert_eq!((row.id.as_str(), row.horizon, row.period), ("A", 2, 1));
        assert_eq!(row.values, [Some(1.0), Some(2.0), None, Some(4.0)]);
        let wide = "item;V1;V2;V3;V4;frequency\nB;1,5;-2;;\nC;1;2;3;4;monthly\n";
        let rows = read(wide, Given { horizon: Some(1), period: None }).unwrap();
        assert_eq!(rows[0].values, [Some(1.5), Some(-2.0)]);
        assert_eq!((rows[1].values.len(), rows[1].period), (4, 12));
    }

    #[test]
    fn lists_in_brackets_and_separated_by_commas_are_read() {
        let text = "id,values\nA,\"[1, 2, 3.5]\"\nB,4;5;6\nC,\"7,8,9\"\n";
        let rows = read(text, Given::default()).unwrap();
        assert!(rows.iter().all(|row| row.values.len() == 3), "{rows:?}");
    }

    #[test]
    fn what_is_no_number_is_named_with_its_line_and_column() {
        let text = "id,values\nA,1 2 3\nB,1 two 3\nC,1 2 3\nD,4 5 6\n";
        let error = read(text, Given::default()).unwrap_err().to_string();
        assert!(error.contains("line 3, column values: \"two\" is no number"), "{error}");
        let error = read("id,note\nA,hello\n", Given::default()).unwrap_err().to_string();
        assert!(error.contains("no column of values"), "{error}");
    }
}
