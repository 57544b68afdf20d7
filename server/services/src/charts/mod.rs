//! Pictures of numbers, drawn on the server once for light and once for dark pages.
//!
//! The colours are those of `style/tokens.css`, as the sRGB values of its `oklch()`: an SVG text knows no tokens when
//! it is drawn here.

mod record;
mod reliability;
mod waterfall;

pub use record::record;
pub use reliability::reliability;
pub use waterfall::waterfall;

use charts_rs::{
    AxisLabelOverflow, BarChart, Box as Edges, Color, FontConfig, Series, SeriesBand,
    SeriesCategory, Symbol, YAxisConfig,
};
use domain::desk::{ChartPair, MonthPoint};
use domain::money::Cents;

use crate::{ServiceError, ServiceResult};

const FONT: &str = "Inter, Arial, sans-serif";

/// The size of a picture, and what fits into it.
#[derive(Clone, Copy)]
struct Frame {
    width: f32,
    height: f32,
    /// How the name of a month is written, for `strftime`; `%b` cut to this many letters.
    letters: usize,
    /// Places without a month at the right end, where the lines' names stand.
    tail: usize,
}

const WIDE: Frame = Frame { width: 880.0, height: 300.0, letters: 3, tail: 1 };
const PHONE: Frame = Frame { width: 340.0, height: 230.0, letters: 1, tail: 2 };

/// The colours of one theme.
struct Palette {
    /// `--data-1`
    actual: (u8, u8, u8),
    /// `--data-band`
    forecast: (u8, u8, u8),
    /// `--data-target`
    target: (u8, u8, u8),
    /// `--data-last-year`
    last_year: (u8, u8, u8),
    /// `--line`
    line: (u8, u8, u8),
    /// `--muted`
    muted: (u8, u8, u8),
    /// `--good-fill`
    good: (u8, u8, u8),
    /// `--bad-fill`
    bad: (u8, u8, u8),
}

const LIGHT: Palette = Palette {
    actual: (43, 88, 177),
    forecast: (205, 219, 248),
    target: (43, 45, 56),
    last_year: (162, 164, 171),
    line: (226, 228, 232),
    muted: (92, 94, 105),
    good: (37, 151, 96),
    bad: (215, 51, 55),
};

const DARK: Palette = Palette {
    actual: (100, 161, 238),
    forecast: (42, 55, 92),
    target: (213, 215, 222),
    last_year: (103, 104, 112),
    line: (44, 45, 53),
    muted: (159, 161, 170),
    good: (61, 170, 113),
    bad: (232, 88, 86),
};

/// A year by months, for pages and for phones: won as solid bars, what is expected as light ones with the range of
/// eight of ten outcomes, the target as a thin dark line, last year as a grey one.
///
/// # Errors
/// When a picture cannot be drawn.
pub fn months(points: &[MonthPoint]) -> ServiceResult<Charts> {
    let unit = Unit::of(points);
    in_each(|palette, frame| draw(points, &unit, palette, frame))
}

/// A picture in both themes and both sizes.
fn in_each(draw: impl Fn(&Palette, Frame) -> ServiceResult<String>) -> ServiceResult<Charts> {
    let pair = |frame: Frame| -> ServiceResult<ChartPair> {
        Ok(ChartPair { light: draw(&LIGHT, frame)?, dark: draw(&DARK, frame)? })
    };
    Ok(Charts { wide: pair(WIDE)?, phone: pair(PHONE)? })
}

/// The same picture in two sizes.
pub struct Charts {
    /// For pages.
    pub wide: ChartPair,
    /// For phones.
    pub phone: ChartPair,
}

fn draw(
    points: &[MonthPoint],
    unit: &Unit,
    palette: &Palette,
    frame: Frame,
) -> ServiceResult<String> {
    let name = |point: &MonthPoint| -> String {
        point.month.format("%b").to_string().chars().take(frame.letters).collect()
    };
    let names = points.iter().map(name).chain(vec![String::new(); frame.tail]).collect();
    let mut chart = BarChart::new(Vec::new(), names);
    let (series, colors) = series(points, unit, palette, frame);
    chart.series_list = series;
    dress(&mut chart, colors, unit, palette, frame);
    chart.svg().map_err(|error| ServiceError::Internal(format!("drawing the months: {error}")))
}

/// What every picture looks like.
fn dress(chart: &mut BarChart, colors: Vec<Color>, unit: &Unit, palette: &Palette, frame: Frame) {
    chart.series.colors = colors;
    chart.series.stroke_width = 1.5;
    chart.series.smooth = false;
    chart.series.symbol = Some(Symbol::None);
    // A label is the name of its line, and the colour of a range's whisker.
    "{a}".clone_into(&mut chart.series.label.formatter);
    chart.series.label.font = font(palette);
    chart.radius = Some(2.0);
    chart.width = frame.width;
    chart.height = frame.height;
    chart.margin = Edges { left: 4.0, top: 8.0, right: 0.0, bottom: 4.0 };
    chart.background_color = Color::transparent();
    FONT.clone_into(&mut chart.font_family);
    chart.compact = true;
    chart.legend.show = Some(false);
    chart.grid.stroke_color = palette.line.into();
    chart.x_axis.stroke_color = palette.line.into();
    chart.x_axis.font = font(palette);
    chart.x_axis.label_overflow = AxisLabelOverflow::Ellipsis;
    chart.y_axis_configs = vec![YAxisConfig {
        font: font(palette),
        stroke_color: Color::transparent(),
        min: Some(0.0),
        max: Some(unit.top),
        split_number: 4,
        formatter: Some(unit.format.to_owned()),
        ..chart.y_axis_configs.first().cloned().unwrap_or_default()
    }];
}

fn font(palette: &Palette) -> FontConfig {
    FontConfig { size: 12.0, color: palette.muted.into(), weight: None }
}

/// The series in the order they are drawn, each with its colour: bars first, lines over them, names last.
fn series(
    points: &[MonthPoint],
    unit: &Unit,
    palette: &Palette,
    frame: Frame,
) -> (Vec<Series>, Vec<Color>) {
    let mut all = bars(points, unit, palette);
    let mut ends = Vec::new();
    let mut line = |name: &str, color, value: &dyn Fn(&MonthPoint) -> Option<Cents>| {
        let data: Vec<_> =
            points.iter().map(|point| value(point).map(|amount| unit.value(amount))).collect();
        let end = data.iter().rev().copied().find_map(|value| value);
        ends.extend(end.map(|end| (name.to_owned(), end, color)));
        let series = Series::new_nullable(name.to_owned(), data);
        all.push((Series { category: Some(SeriesCategory::Line), ..series }, color));
    };
    if points.iter().any(|point| point.last_year != Cents::ZERO) {
        line("Last year", palette.last_year, &|point| Some(point.last_year));
    }
    if points.iter().any(|point| point.target.is_some()) {
        line("Target", palette.target, &|point| point.target);
    }
    all.extend(names(ends, unit.top, points.len() + frame.tail / 2));
    let numbered = all.into_iter().enumerate();
    numbered
        .map(|(place, (series, color))| {
            (Series { index: Some(place), ..series }, Color::from(color))
        })
        .unzip()
}

type Colored = (Series, (u8, u8, u8));

/// Won, and on top of it what is still expected, with its range.
fn bars(points: &[MonthPoint], unit: &Unit, palette: &Palette) -> Vec<Colored> {
    let bar = |name: &str, data: Vec<Option<f32>>| Series {
        stack: Some("month".to_owned()),
        ..Series::new_nullable(name.to_owned(), data)
    };
    let won = points.iter().map(|point| point.won.map(|won| unit.value(won))).collect();
    let mut all = vec![(bar("Won", won), palette.actual)];
    if points.iter().any(|point| point.forecast.is_some()) {
        let rest = |point: &MonthPoint| {
            let (_, middle, _) = point.forecast?;
            let won = point.won.unwrap_or(Cents::ZERO);
            Some((unit.value(middle) - unit.value(won)).max(0.0))
        };
        let bound = |pick: fn((Cents, Cents, Cents)) -> Cents| -> Vec<Option<f32>> {
            points.iter().map(|point| point.forecast.map(|range| unit.value(pick(range)))).collect()
        };
        let range = SeriesBand {
            lower: bound(|(low, _, _)| low),
            upper: bound(|(_, _, high)| high),
            ..SeriesBand::default()
        };
        let expected = bar("Expected", points.iter().map(rest).collect());
        all.push((Series { error_bar: Some(range), ..expected }, palette.forecast));
    }
    all
}

/// The names of lines at their right ends, as labels of single points; two that end close together are parted.
fn names(mut ends: Vec<(String, f32, (u8, u8, u8))>, top: f32, place: usize) -> Vec<Colored> {
    // A label stands eight pixels above its point, and a line of text needs fifteen.
    let (sink, apart) = (top * 0.02, top * 0.07);
    ends.sort_by(|a, b| a.1.total_cmp(&b.1));
    let mut floor = 0.0_f32;
    ends.into_iter()
        .map(|(name, value, color)| {
            let at = (value - sink).max(floor);
            floor = at + apart;
            let label = Series {
                category: Some(SeriesCategory::Line),
                label_show: true,
                start_index: place,
                ..Series::new_nullable(name, vec![Some(at)])
            };
            (label, color)
        })
        .collect()
}

/// What the axis counts in: figures short enough to read.
struct Unit {
    cents: f64,
    format: &'static str,
    /// Where the axis ends: a round figure above everything.
    top: f32,
}

impl Unit {
    fn of(points: &[MonthPoint]) -> Self {
        let largest = points
            .iter()
            .flat_map(|point| {
                [
                    point.won,
                    Some(point.last_year),
                    point.target,
                    point.forecast.map(|range| range.2),
                ]
            })
            .flatten()
            .max()
            .unwrap_or_default();
        Self::up_to(largest)
    }

    fn up_to(largest: Cents) -> Self {
        let (cents, format) = match largest.get() {
            200_000_000_000.. => (100_000_000_000.0, "{c}B"),
            // An axis that ends in a thousand thousands is one of millions.
            80_000_000.. => (100_000_000.0, "{c}M"),
            200_000.. => (100_000.0, "{c} k"),
            _ => (100.0, "{c}"),
        };
        let mut unit = Self { cents, format, top: 0.0 };
        unit.top = round_up(unit.value(largest).max(1.0));
        unit
    }

    #[expect(clippy::cast_possible_truncation, reason = "a picture is drawn to the pixel")]
    fn value(&self, amount: Cents) -> f32 {
        (amount.to_model() / self.cents) as f32
    }
}

/// The next figure that four equal steps divide into round ones.
fn round_up(value: f32) -> f32 {
    let magnitude = 10.0_f32.powf(value.log10().floor());
    [1.0, 1.2, 1.6, 2.0, 2.4, 3.2, 4.0, 6.0, 8.0, 10.0]
        .into_iter()
        .map(|step| step * magnitude)
        .find(|top| *top >= value)
        .unwrap_or(value)
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::{Months, NaiveDate};

    fn year(won_until: u32) -> Vec<MonthPoint> {
        let first: NaiveDate = "2026-01-01".parse().unwrap();
        (0..12)
            .map(|n| MonthPoint {
                month: first + Months::new(n),
                won: (n <= won_until).then_some(Cents(40_000_000 + i64::from(n) * 1_000_000)),
                last_year: Cents(35_000_000),
                target: Some(Cents(45_000_000)),
                forecast: (n >= won_until).then_some((
                    Cents(30_000_000),
                    Cents(42_000_000),
                    Cents(60_000_000),
                )),
            })
            .collect()
    }

    #[test]
    fn a_year_is_drawn_in_both_themes_with_its_names() {
        let charts = months(&year(9)).unwrap();
        for pair in [&charts.wide, &charts.phone] {
            for name in ["Target", "Last year", "J"] {
                assert!(pair.light.contains(name), "{name} is missing");
            }
            assert!(pair.light.contains("#2B58B1") && pair.dark.contains("#64A1EE"));
            assert!(!pair.light.contains("<script") && !pair.light.contains("<style"));
        }
    }

    #[test]
    fn an_empty_year_is_a_picture_too() {
        assert!(months(&[]).unwrap().wide.light.starts_with("<svg"));
    }

    #[test]
    fn an_axis_ends_in_a_round_figure_above_everything() {
        for (value, top) in [(1.0, 1.0), (713.0, 800.0), (45.0, 60.0), (9.9, 10.0)] {
            assert!((round_up(value) - top).abs() < 0.01, "{value}");
        }
    }

    #[test]
    fn names_of_lines_that_end_together_are_parted() {
        let ends = [("a", 50.0), ("b", 51.0)].map(|(name, at)| (name.to_owned(), at, (0, 0, 0)));
        let found = names(ends.to_vec(), 100.0, 12);
        let at: Vec<f32> = found.iter().filter_map(|(series, _)| series.data[0]).collect();
        assert!(at[1] - at[0] >= 7.0, "{at:?}");
    }
}
