//! The manager's desk as it was on a day.

use domain::as_of::{FIELD, Past, PastManagerDesk};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use super::api::get_past_manager_desk;
use super::manager_pipeline::{RepsPanel, TeamForecast, place};
use crate::pipeline::PastBoardView;
use crate::query;
use crate::ui::{PageHead, PastNote, PastView, Seen, asked};

/// `/pipeline?as_of=2026-08-31`
#[component]
pub fn PastManager() -> impl IntoView {
    let params = use_query_map();
    let period = Memo::new(move |_| params.with(|params| query::value(params, "period")));
    let as_of = query::kept(Memo::new(move |_| params.with(|params| query::value(params, FIELD))));
    let desk = Resource::new(
        move || (period.get(), as_of.get()),
        |(period, as_of)| async move { asked(get_past_manager_desk(period, as_of).await) },
    );
    let place = Signal::derive(move || place(&period.get(), &as_of.get()));
    view! {
        <PastView resource=desk place=place title="Pipeline" let:seen>
            <Drawn seen=seen />
        </PastView>
    }
}

#[component]
fn Drawn(seen: Seen<PastManagerDesk>) -> impl IntoView {
    let Seen { past: Past { as_of, data: desk }, bar } = seen;
    let code = as_of.code();
    let list = query::href("/deals", &[("view", "list"), (FIELD, &code)]);
    let label = desk.period.label();
    let note = notes(&desk);
    view! {
        <PageHead title="Pipeline" subtitle=format!("Forecast for {label}")>
            <a class="button" href=list>"As a list"</a>
        </PageHead>
        {bar}
        <div class="stack">
            <TeamForecast period=desk.period forecast=desk.forecast.forecast quota=desk.quota as_of=code.clone() />
            <PastBoardView as_of=as_of board=desk.board />
            <RepsPanel reps=desk.by_rep label=label as_of=code />
            <PastNote text=note />
        </div>
    }
    .into_any()
}

fn notes(desk: &PastManagerDesk) -> String {
    let targets = if desk.has_later_targets {
        " Targets were set or changed since then, and are those of today."
    } else {
        ""
    };
    format!(
        "Deals count by their owners of that day and the teams of today. The forecast is recomputed from the deals as \
         they were, with the models of today: what a team's forecast said is not kept. Names, companies and the norms \
         of stages are of today. Stuck deals, median ages and next steps are left out.{targets}"
    )
}
