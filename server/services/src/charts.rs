//! Pictures of numbers, drawn on the server once for light and once for dark pages.
//!
//! The colours are those of `style/tokens.css`, as the sRGB values of its `oklch()`: an SVG text knows no tokens when
//! it is drawn here.

use charts_rs::{
    Align, Box as Edges, Color, FontConfig, LegendCategory, LineChart, Position, Series,
    SeriesBand, Symbol, YAxisConfig,
};
use domain::desk::{ChartPair, MonthPoint};
use domain::money::Cents;

use crate::{ServiceError, ServiceResult};

const WIDTH: f32 = 880.0;
const HEIGHT: f32 = 300.0;
const FONT: &str = "Inter, Arial, sans-serif";

/// The colours of one theme.
struct Palette {
    /// `--data-1`
    actual: (u8, u8, u8),
    /// `--data-target`
    target: (u8, u8, u8),
    /// `--data-last-year`
    last_year: (u8, u8, u8),
    /// `--line`
    line: (u8, u8, u8),
    /// `--muted`
    muted: (u8, u8, u8),
}

const LIGHT: Palette = Palette {
    actual: (43, 88, 177),
    target: (43, 45, 56),
    last_year: (162, 164, 171),
    line: (226, 228, 232),
    muted: (92, 94, 105),
};

const DARK: Palette = Palette {
    actual: (100, 161, 238),
    target: (213, 215, 222),
    last_year: (103, 104, 112),
    line: (44, 45, 53),
    muted: (159, 161, 170),
};

/// A year by months: won solid, the forecast as a band around its middle, the target thin and dark, last year grey.
///
/// # Errors
/// When the picture cannot be drawn.
pub fn months(points: &[MonthPoint]) -> ServiceResult<ChartPair> {
    let unit = Unit::of(points);
    Ok(ChartPair { light: draw(points, &unit, &LIGHT)?, dark: draw(points, &unit, &DARK)? })
}

fn draw(points: &[MonthPoint], unit: &Unit, palette: &Palette) -> ServiceResult<String> {
    let names = points.iter().map(|point| point.month.format("%b").to_string()).collect();
    let mut chart = LineChart::new(Vec::new(), names);
    let (series, colors) = series(points, unit, palette);
    chart.series_list = series;
    chart.series.colors = colors;
    chart.series.stroke_width = 2.0;
    chart.series.smooth = false;
    chart.series.symbol = Some(Symbol::None);
    chart.width = WIDTH;
    chart.height = HEIGHT;
    chart.margin = Edges { left: 4.0, top: 8.0, right: 12.0, bottom: 4.0 };
    chart.background_color = Color::transparent();
    FONT.clone_into(&mut chart.font_family);
    chart.compact = true;
    chart.grid.stroke_color = palette.line.into();
    chart.x_axis.stroke_color = palette.line.into();
    chart.x_axis.font = font(palette);
    chart.legend.font = font(palette);
    chart.legend.align = Align::Left;
    chart.legend.position = Some(Position::Top);
    chart.legend.category = LegendCategory::RoundRect;
    chart.legend.margin = Some(Edges { bottom: 14.0, ..Edges::default() });
    chart.y_axis_configs = vec![YAxisConfig {
        font: font(palette),
        stroke_color: Color::transparent(),
        min: Some(0.0),
        split_number: 4,
        formatter: Some(unit.format.to_owned()),
        ..chart.y_axis_configs.first().cloned().unwrap_or_default()
    }];
    chart.svg().map_err(|error| ServiceError::Internal(format!("drawing the months: {error}")))
}

fn font(palette: &Palette) -> FontConfig {
    FontConfig { size: 12.0, color: palette.muted.into(), weight: None }
}

/// The series in the order they are drawn, each with its colour: what matters most comes last, on top.
fn series(points: &[MonthPoint], unit: &Unit, palette: &Palette) -> (Vec<Series>, Vec<Color>) {
    let line = |name: &str, value: &dyn Fn(&MonthPoint) -> Option<Cents>| {
        let data = points.iter().map(|point| value(point).map(|amount| unit.value(amount)));
        Series::new_nullable(name.to_owned(), data.collect())
    };
    let fan = fan(points);
    let bound = |pick: fn((Cents, Cents, Cents)) -> Cents| -> Vec<Option<f32>> {
        fan.iter().map(|range| range.map(|range| unit.value(pick(range)))).collect()
    };
    let mut all = Vec::new();
    if points.iter().any(|point| point.last_year != Cents::ZERO) {
        all.push((line("Last year", &|point| Some(point.last_year)), palette.last_year));
    }
    if points.iter().any(|point| point.target.is_some()) {
        let target = line("Target", &|point| point.target);
        all.push((Series { stroke_dash_array: Some("1,3".to_owned()), ..target }, palette.target));
    }
    if points.iter().any(|point| point.forecast.is_some()) {
        let expected = Series {
            stroke_dash_array: Some("5,4".to_owned()),
            band: Some(SeriesBand {
                lower: bound(|(low, _, _)| low),
                upper: bound(|(_, _, high)| high),
                ..SeriesBand::default()
            }),
            ..Series::new_nullable(
                "Expected (dashed), 8 of 10 in the band".to_owned(),
                bound(|range| range.1),
            )
        };
        all.push((expected, palette.actual));
    }
    // The present month is not over: its forecast says more than a line that falls.
    let won = line("Won", &|point| point.won.filter(|_| point.forecast.is_none()));
    all.push((won, palette.actual));
    all.into_iter().map(|(series, color)| (series, Color::from(color))).unzip()
}

/// The forecast's ranges, beginning at what the last whole month brought, so that the band opens from the line.
fn fan(points: &[MonthPoint]) -> Vec<Option<(Cents, Cents, Cents)>> {
    let next = points.iter().skip(1).map(Some).chain(std::iter::once(None));
    points
        .iter()
        .zip(next)
        .map(|(point, next)| match (point.forecast, point.won) {
            (None, Some(won)) if next.is_some_and(|next| next.forecast.is_some()) => {
                Some((won, won, won))
            }
            (range, _) => range,
        })
        .collect()
}

/// What the axis counts in: figures short enough to read.
struct Unit {
    cents: f64,
    format: &'static str,
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
        match largest.get() {
            200_000_000.. => Self { cents: 100_000_000.0, format: "{c}M" },
            200_000.. => Self { cents: 100_000.0, format: "{c} k" },
            _ => Self { cents: 100.0, format: "{c}" },
        }
    }

    #[expect(clippy::cast_possible_truncation, reason = "a picture is drawn to the pixel")]
    fn value(&self, amount: Cents) -> f32 {
        (amount.to_model() / self.cents) as f32
    }
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
        let pair = months(&year(9)).unwrap();
        for name in ["Won", "Target", "Last year", "Expected", "Jan", "Dec"] {
            assert!(pair.light.contains(name), "{name} is missing");
        }
        assert!(pair.light.contains("#2B58B1") && pair.dark.contains("#64A1EE"));
        assert!(!pair.light.contains("<script") && !pair.light.contains("<style"));
    }

    #[test]
    fn an_empty_year_is_a_picture_too() {
        assert!(months(&[]).unwrap().light.starts_with("<svg"));
    }
}
