//! Past periods: what came beside what would have been said.

use charts_rs::{BarChart, Color, Series, SeriesBand, SeriesCategory};
use domain::calendar::{Period, Span};
use domain::desk::RecordLine;
use domain::money::Cents;

use super::{Charts, Frame, Palette, Unit, dress, in_each, round_up};
use crate::{ServiceError, ServiceResult};

/// A method that says more than so many times what came is left to the table: it would press all else to the ground.
const MOST: f64 = 2.5;

/// What came as solid bars, what was said as light ones with its range, and the usual weighted pipeline as a grey line.
///
/// # Errors
/// When a picture cannot be drawn.
pub fn record(lines: &[RecordLine], is_relative: bool) -> ServiceResult<Charts> {
    let largest = lines.iter().flat_map(|line| [line.high, line.actual]).fold(0.0, f64::max);
    let usual = lines.iter().map(|line| line.usual).fold(0.0, f64::max);
    let has_usual = usual <= largest * MOST;
    let largest = if has_usual { largest.max(usual) } else { largest };
    let unit = if is_relative {
        let mut unit = Unit { cents: 1.0, format: "{c} %", top: 0.0 };
        unit.top = round_up(unit.value(Cents::from_model(largest)).max(1.0));
        unit
    } else {
        Unit::up_to(Cents::from_model(largest))
    };
    in_each(|palette, frame| draw(lines, &unit, has_usual, palette, frame))
}

fn draw(
    lines: &[RecordLine],
    unit: &Unit,
    has_usual: bool,
    palette: &Palette,
    frame: Frame,
) -> ServiceResult<String> {
    let names = lines.iter().map(|line| name(line.period, frame)).collect();
    let mut chart = BarChart::new(Vec::new(), names);
    let data = |of: fn(&RecordLine) -> f64| -> Vec<Option<f32>> {
        lines.iter().map(|line| Some(unit.value(Cents::from_model(of(line))))).collect()
    };
    let range = SeriesBand {
        lower: data(|line| line.low),
        upper: data(|line| line.high),
        ..SeriesBand::default()
    };
    let came = Series::new_nullable("Came".to_owned(), data(|line| line.actual));
    let said = Series::new_nullable("Said".to_owned(), data(|line| line.point));
    let usual = Series::new_nullable("Usual".to_owned(), data(|line| line.usual));
    let mut all =
        vec![(came, palette.actual), (Series { error_bar: Some(range), ..said }, palette.forecast)];
    if has_usual {
        all.push((Series { category: Some(SeriesCategory::Line), ..usual }, palette.last_year));
    }
    let numbered = all.into_iter().enumerate();
    let (series, colors): (Vec<Series>, Vec<Color>) = numbered
        .map(|(place, (series, color))| {
            (Series { index: Some(place), ..series }, Color::from(color))
        })
        .unzip();
    chart.series_list = series;
    dress(&mut chart, colors, unit, palette, frame);
    chart.svg().map_err(|error| ServiceError::Internal(format!("drawing the record: {error}")))
}

/// Short enough to stand beside its neighbours.
fn name(period: Period, frame: Frame) -> String {
    let year = period.start.format("%y");
    match period.span {
        Span::Month => period.start.format("%b").to_string().chars().take(frame.letters).collect(),
        Span::Quarter => {
            let code = period.code();
            let quarter = code.split('-').nth(1).unwrap_or_default();
            if frame.letters > 1 { format!("{quarter} {year}") } else { quarter.to_owned() }
        }
        Span::Year => period.start.format("%Y").to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::outlook::Candidate;

    #[test]
    fn a_record_is_drawn_with_and_without_amounts_and_when_it_is_empty() {
        let line = RecordLine {
            period: "2026-Q1".parse().unwrap(),
            cut_on: "2026-01-01".parse().unwrap(),
            candidate: Candidate::Blend,
            point: 1.05e8,
            low: 0.9e8,
            high: 1.2e8,
            usual: 9e8,
            actual: 1e8,
        };
        let lines = vec![line; 8];
        assert!(record(&lines, false).unwrap().wide.light.contains("Q1 26"));
        assert!(record(&lines, true).unwrap().phone.dark.contains('%'));
        assert!(record(&[], false).is_ok());
    }
}
