//! From what was expected to what is, cause by cause.

use charts_rs::{BarChart, Color, Series};
use domain::desk::CauseLine;
use domain::money::Cents;

use super::{Charts, Frame, Palette, Unit, dress, in_each};
use crate::{ServiceError, ServiceResult};

/// Two whole bars at the ends, and between them what each cause added or took away.
///
/// # Errors
/// When a picture cannot be drawn.
pub fn waterfall(before: Cents, causes: &[CauseLine]) -> ServiceResult<Charts> {
    let steps = steps(before, causes);
    let largest = steps.iter().map(|step| step.high).max().unwrap_or_default();
    let unit = Unit::up_to(largest);
    in_each(|palette, frame| draw(&steps, &unit, palette, frame))
}

struct Step {
    name: String,
    low: Cents,
    high: Cents,
    kind: Kind,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Whole,
    More,
    Less,
}

fn steps(before: Cents, causes: &[CauseLine]) -> Vec<Step> {
    let whole = |name: &str, at: Cents| Step {
        name: name.to_owned(),
        low: Cents::ZERO,
        high: at.max(Cents::ZERO),
        kind: Kind::Whole,
    };
    let mut at = before;
    let mut steps = vec![whole("Then", at)];
    for line in causes {
        let next = Cents::sum([at, line.by]);
        let kind = if line.by >= Cents::ZERO { Kind::More } else { Kind::Less };
        let (low, high) = (at.min(next).max(Cents::ZERO), at.max(next).max(Cents::ZERO));
        steps.push(Step { name: line.cause.label().to_owned(), low, high, kind });
        at = next;
    }
    steps.push(whole("Now", at));
    steps
}

fn draw(steps: &[Step], unit: &Unit, palette: &Palette, frame: Frame) -> ServiceResult<String> {
    let name = |step: &Step| -> String {
        let word = step.name.split(' ').next().unwrap_or_default();
        if frame.letters > 1 { word.to_owned() } else { word.chars().take(2).collect() }
    };
    let mut chart = BarChart::new(Vec::new(), steps.iter().map(name).collect());
    let of = |kind: Kind| -> Vec<Option<f32>> {
        let height = |step: &Step| unit.value(step.high) - unit.value(step.low);
        steps.iter().map(|step| Some(if step.kind == kind { height(step) } else { 0.0 })).collect()
    };
    let below = steps.iter().map(|step| Some(unit.value(step.low))).collect();
    let parts = [
        ("Below", below, Color::transparent()),
        ("Whole", of(Kind::Whole), palette.actual.into()),
        ("More", of(Kind::More), palette.good.into()),
        ("Less", of(Kind::Less), palette.bad.into()),
    ];
    let (series, colors): (Vec<Series>, Vec<Color>) = parts
        .into_iter()
        .enumerate()
        .map(|(place, (name, data, color))| {
            let bar = Series {
                stack: Some("step".to_owned()),
                index: Some(place),
                ..Series::new_nullable(name.to_owned(), data)
            };
            (bar, color)
        })
        .unzip();
    chart.series_list = series;
    dress(&mut chart, colors, unit, palette, frame);
    chart.svg().map_err(|error| ServiceError::Internal(format!("drawing what moved: {error}")))
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::forecast::moved::Cause;

    #[test]
    fn a_move_up_and_down_is_drawn_from_then_to_now() {
        let line = |cause, by| CauseLine { cause, by: Cents(by), deals: 1, largest: Vec::new() };
        let causes = [line(Cause::New, 4_000_000), line(Cause::Lost, -9_000_000)];
        let picture = waterfall(Cents(60_000_000), &causes).unwrap();
        assert!(picture.wide.light.contains("Then") && picture.wide.dark.contains("Lost"));
        let ends = steps(Cents(60_000_000), &causes);
        assert_eq!(ends.last().map(|step| step.high), Some(Cents(55_000_000)));
    }
}
