//! "What we would have forecast", as a picture and as numbers.

use domain::calendar::Span;
use domain::desk::{RecordLine, RecordPage};
use domain::format;
use domain::money::Cents;
use leptos::prelude::*;

use crate::query;
use crate::ui::{ChartFigure, ChartRow, ChartTable};

/// What came in each past period, what would have been said with its range, and what the usual pipeline said.
#[component]
pub fn RecordFigure(page: RecordPage) -> impl IntoView {
    let is_relative = page.is_relative;
    let span = match page.span() {
        Span::Month => "months",
        Span::Quarter => "quarters",
        Span::Year => "years",
    };
    let inside = page
        .lines
        .iter()
        .filter(|line| line.low <= line.actual && line.actual <= line.high)
        .count();
    let title = format!(
        "{inside} of the last {} {span} came inside the range that should hold eight of ten",
        page.lines.len()
    );
    let subtitle = format!(
        "Came, and what would have been said ({}){}",
        page.horizon.label().to_lowercase(),
        if is_relative { ", in percent of what came" } else { "" }
    );
    let columns = ["Period", "Came", "Said", "Range", "Usual pipeline", "Off by", "Method"];
    let table = ChartTable {
        columns: columns.map(str::to_owned).into(),
        rows: page.lines.into_iter().map(|line| row(&line, is_relative)).collect(),
    };
    let caption =
        "Grey line: the usual weighted pipeline, the deals due in the period by their stage's rate";
    view! {
        <ChartFigure title=title subtitle=subtitle chart=page.chart phone=page.chart_phone caption=caption table=table />
    }
}

fn row(line: &RecordLine, is_relative: bool) -> ChartRow {
    let figure = |value: f64| {
        if is_relative {
            format!("{value:.0} %")
        } else {
            format::money_short(Cents::from_model(value))
        }
    };
    let off = if line.actual.abs() > f64::EPSILON {
        super::record::part((line.point - line.actual).abs() / line.actual.abs())
    } else {
        "\u{2013}".to_owned()
    };
    let code = line.period.code();
    ChartRow {
        cells: vec![
            line.period.label(),
            figure(line.actual),
            figure(line.point),
            format!("{}\u{2013}{}", figure(line.low), figure(line.high)),
            figure(line.usual),
            off,
            line.candidate.title().to_owned(),
        ],
        rows_behind: Some(query::href(
            "/deals",
            &[("view", "list"), ("status", "won"), ("period", &code)],
        )),
    }
}
