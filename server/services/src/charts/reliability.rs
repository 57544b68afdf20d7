//! Chances told against what happened.

use charts_rs::{
    AxisLabelOverflow, BarChart, Box as Edges, Color, Series, SeriesCategory, Symbol, YAxisConfig,
};
use domain::desk::ChartPair;
use domain::learn::metrics::Bin;

use super::{DARK, FONT, Frame, LIGHT, PHONE, Palette, WIDE, font};
use crate::{ServiceError, ServiceResult};

/// Ten bins of chances, for pages and for phones: the share that came true as bars, what was said as a line. A bin
/// without cases has neither.
///
/// # Errors
/// When a picture cannot be drawn.
pub fn reliability(bins: &[Bin]) -> ServiceResult<(ChartPair, ChartPair)> {
    let pair = |frame: Frame| -> ServiceResult<ChartPair> {
        Ok(ChartPair { light: draw(bins, &LIGHT, frame)?, dark: draw(bins, &DARK, frame)? })
    };
    Ok((pair(Frame { height: 260.0, ..WIDE })?, pair(PHONE)?))
}

fn draw(bins: &[Bin], palette: &Palette, frame: Frame) -> ServiceResult<String> {
    let is_wide = frame.width > PHONE.width;
    let name = |bin: &Bin| {
        let (from, to) = (bin.from * 100.0, bin.to * 100.0);
        if is_wide { format!("{from:.0}\u{2013}{to:.0} %") } else { format!("{from:.0}") }
    };
    let mut chart = BarChart::new(Vec::new(), bins.iter().map(name).collect());
    let observed = bins.iter().map(|bin| (bin.n > 0).then(|| percent(bin.observed)));
    let said = bins.iter().map(|bin| (bin.n > 0).then(|| percent(bin.predicted)));
    let bars = Series {
        index: Some(0),
        ..Series::new_nullable("Came true".to_owned(), observed.collect())
    };
    let line = Series {
        index: Some(1),
        category: Some(SeriesCategory::Line),
        ..Series::new_nullable("Told".to_owned(), said.collect())
    };
    chart.series_list = vec![bars, line];
    chart.series.colors = vec![palette.actual.into(), palette.target.into()];
    chart.series.stroke_width = 1.5;
    chart.series.smooth = false;
    chart.series.symbol = Some(Symbol::None);
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
        max: Some(100.0),
        split_number: 4,
        formatter: Some("{c} %".to_owned()),
        ..chart.y_axis_configs.first().cloned().unwrap_or_default()
    }];
    chart.svg().map_err(|error| ServiceError::Internal(format!("drawing reliability: {error}")))
}

#[expect(clippy::cast_possible_truncation, reason = "a picture is drawn to the pixel")]
fn percent(share: f64) -> f32 {
    (share * 100.0) as f32
}

#[cfg(test)]
mod tests {
    use domain::learn::metrics::reliability as bins;

    use super::*;

    #[test]
    fn bins_are_drawn_in_both_themes_and_empty_ones_left_out() {
        let (wide, phone) = reliability(&bins(&[(0.62, true), (0.64, false)])).unwrap();
        assert!(wide.light.contains("60\u{2013}70 %") && wide.dark.contains("#64A1EE"));
        assert!(phone.light.starts_with("<svg"));
        assert!(reliability(&[]).is_ok());
    }
}
