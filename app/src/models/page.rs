//! `/models`: what was learned, from how much, and how good it is on cases it never saw.

use domain::format;
use domain::models::{ModelCard, ModelKind, ModelPage};
use leptos::prelude::*;

use super::api::get_models;
use super::comparison::{Carried, Comparison, Drift};
use crate::session::current_user;
use crate::ui::{
    AsyncView, ChartFigure, ChartRow, ChartTable, EmptyState, ExportMenu, PageHead, Panel,
};

/// `/models`
#[component]
pub fn ModelsPage() -> impl IntoView {
    let models = Resource::new(|| (), |()| get_models());
    view! {
        <PageHead
            title="Models"
            subtitle="How good the chances are: measured on the newest cases, which the models did not learn from"
        >
            <ExportMenu href="/api/export/models" />
        </PageHead>
        <AsyncView resource=models lines=14 let:pages>
            <div class="stack is-apart">
                {pages.into_iter().map(|page| view! { <Model page=page /> }).collect_view()}
            </div>
        </AsyncView>
    }
}

#[component]
fn Model(page: ModelPage) -> impl IntoView {
    let kind = page.kind;
    let Some(card) = page.card().cloned() else {
        return view! {
            <Panel title=kind.label()>
                <EmptyState what="Nothing was learned yet." how=first_step(kind) />
            </Panel>
        }
        .into_any();
    };
    let figure =
        page.charts.clone().map(|charts| view! { <Reliability card=card.clone() charts=charts /> });
    let little = card.measured.compared.is_empty().then(|| {
        view! { <p class="muted">{card.reason.clone()}</p> }
    });
    let notes =
        card.measured.notes.clone().into_iter().map(|note| view! { <p class="muted">{note}</p> });
    view! {
        <Panel title=kind.label() note=taught(&card)>
            <div class="stack">
                {little}
                {figure}
                {notes.collect_view()}
                <Comparison card=card.clone() />
                <Carried card=card />
                <Drift versions=page.versions />
            </div>
        </Panel>
    }
    .into_any()
}

fn first_step(kind: ModelKind) -> &'static str {
    match kind {
        ModelKind::Win => {
            "Chances follow the stages' rates and hand-set effects. The model learns every night from the deals that ended."
        }
        ModelKind::Lead => {
            "Scores are the points an administrator set. The weights are learned at night, once leads are 187 days old."
        }
    }
}

/// "Version 3, learned 22 Nov 2026, 02:00 from 1,204 ended deals (412 won), 1 Jan 2024 – 21 Nov 2026".
fn taught(card: &ModelCard) -> String {
    let zone = current_user().with_untracked(|viewer| viewer.zone.clone());
    let count = |count: i64| format::count(count.unsigned_abs());
    let (cases, good) = match card.kind {
        ModelKind::Win => ("ended deals", "won"),
        ModelKind::Lead => ("leads", "became customers"),
    };
    let days = card.from_on.zip(card.to_on).map_or_else(String::new, |(from, to)| {
        format!(", {} \u{2013} {}", format::date_long(from), format::date_long(to))
    });
    format!(
        "{}, version {}, learned {} from {} {cases} ({} {good}){days}",
        card.method.label(),
        card.version,
        zone.local(card.trained_at).format("%-d %b %Y, %H:%M"),
        count(card.cases),
        count(card.positives)
    )
}

#[component]
fn Reliability(
    card: ModelCard,
    charts: (domain::desk::ChartPair, domain::desk::ChartPair),
) -> impl IntoView {
    let measured = card.measured;
    let percent = |share: f64| format!("{:.0} %", share * 100.0);
    let rows = measured.reliability.iter().filter(|bin| bin.n > 0).map(|bin| ChartRow {
        cells: vec![
            format!("{:.0}\u{2013}{:.0} %", bin.from * 100.0, bin.to * 100.0),
            format::count_of(bin.n),
            percent(bin.predicted),
            percent(bin.observed),
        ],
        rows_behind: None,
    });
    let table = ChartTable {
        columns: ["Told", "Times", "Mean told", "Came true"].map(str::to_owned).to_vec(),
        rows: rows.collect(),
    };
    let ece = measured.compared.first().map_or(0.0, |own| own.metrics.ece * 100.0);
    let title = format!("What is told is off by {ece:.1} points on the mean");
    let subtitle = format!(
        "Share that came true (bars) by the chance told (line); {} held out, looked at {} times",
        format::plural(u64::try_from(measured.cases).unwrap_or(0), "case", "cases"),
        format::count_of(measured.examples)
    );
    view! {
        <ChartFigure title=title subtitle=subtitle chart=charts.0 phone=charts.1 caption=card.reason table=table />
    }
}
