//! One deal on the board.

use domain::format;
use domain::ids::StageId;
use domain::opportunity::{DealRow, Dwell, Stage, StageKind};
use leptos::prelude::*;

use super::board::Dragging;
use crate::ui::{Avatar, DwellBar, Menu};

/// A card: title, amount, next step, time in stage, chance, owner; and the ways to move it.
///
/// Shift with the arrow keys moves it to the stage beside, `m` opens its menu, the pointer drags it.
#[component]
pub fn DealCard(
    /// The deal.
    deal: DealRow,
    /// Where it can go.
    stages: Vec<Stage>,
    /// The stages beside its own.
    neighbours: (Option<StageId>, Option<StageId>),
    /// The hand.
    dragging: Dragging,
) -> impl IntoView {
    let (id, version) = (deal.id, deal.version);
    let dwell = Dwell::of(deal.days_in_stage, deal.normal_dwell_days);
    let lifted = deal.clone();
    let menu = NodeRef::<leptos::html::Div>::new();
    let by_key = move |event: leptos::ev::KeyboardEvent| {
        let target = match event.key().as_str() {
            "ArrowLeft" if event.shift_key() => neighbours.0,
            "ArrowRight" if event.shift_key() => neighbours.1,
            "m" => return open_menu(menu),
            _ => return,
        };
        if let Some(stage) = target {
            event.prevent_default();
            dragging.send(id, version, stage);
        }
    };
    let party = deal.company.clone().or_else(|| deal.lead.clone().map(|(_, name)| name));
    let short = |days: i64| u32::try_from(days).unwrap_or(u32::MAX);
    let owner = deal.owner.clone().map(|owner| view! { <Avatar name=owner.name /> });
    view! {
        <li class="deal-card" class:is-late=dwell == Dwell::Slow class:is-stuck=dwell == Dwell::Stuck
            class:is-dragging=move || dragging.holds(id) draggable="true"
            on:dragstart=move |_| dragging.lift(&lifted) on:dragend=move |_| dragging.release()
            on:keydown=by_key>
            <a class="deal-card__title" href=format!("/deals/{id}") title=deal.name.clone()>
                {deal.name.clone()}
            </a>
            <span class="deal-card__amount" title=format::money_exact(deal.amount)>
                {format::money_short(deal.amount)}
            </span>
            <span class="deal-card__company">{party.unwrap_or_else(|| "No company".to_owned())}</span>
            {next_step(&deal)}
            <span class="deal-card__foot">
                <span title="P(won)">{format::percent(deal.win)}</span>
                <span class="deal-card__dwell">
                    <DwellBar days=short(deal.days_in_stage) norm=short(deal.normal_dwell_days) />
                </span>
                <span class="deal-card__days">{format!("{} d", deal.days_in_stage)}</span>
                {owner}
                <div class="deal-card__menu" node_ref=menu>
                    <MoveMenu deal=deal stages=stages dragging=dragging />
                </div>
            </span>
        </li>
    }
    .into_any()
}

fn next_step(deal: &DealRow) -> impl IntoView + use<> {
    let missing = deal.next_step.is_empty();
    let text = match (missing, deal.next_step_on) {
        (true, _) => "No next step".to_owned(),
        (false, Some(day)) => format!("{} · {}", format::date_short(day), deal.next_step),
        (false, None) => deal.next_step.clone(),
    };
    view! { <span class="deal-card__next" class:is-missing=missing>{text}</span> }
}

fn open_menu(menu: NodeRef<leptos::html::Div>) {
    let summary =
        menu.get_untracked().and_then(|menu| menu.query_selector("summary").ok().flatten());
    if let Some(summary) = summary {
        use leptos::wasm_bindgen::JsCast;
        if let Some(summary) = summary.dyn_ref::<leptos::web_sys::HtmlElement>() {
            summary.click();
        }
    }
}

/// "Move to": a button for each other stage. Losing a deal needs a reason, which its page asks for.
#[component]
fn MoveMenu(deal: DealRow, stages: Vec<Stage>, dragging: Dragging) -> impl IntoView {
    let here = deal.stage_id;
    let buttons = stages
        .into_iter()
        .filter(|stage| stage.id != here && stage.kind != StageKind::Lost)
        .map(|stage| {
            view! {
                <button class="menu__item" type="submit" name="form[stage]" value=stage.id.get()>
                    {format!("Move to {}", stage.name)}
                </button>
            }
        })
        .collect_view();
    view! {
        <Menu label=format!("Move {}", deal.name)>
            <ActionForm action=dragging.action()>
                <input type="hidden" name="form[id]" value=deal.id.get() />
                <input type="hidden" name="form[version]" value=deal.version />
                {buttons}
            </ActionForm>
            <a class="menu__item" href=format!("/deals/{}#move", deal.id)>"Mark as lost…"</a>
        </Menu>
    }
    .into_any()
}
