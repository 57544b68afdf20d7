//! One deal on the board.

use domain::access::Action;
use domain::format;
use domain::ids::StageId;
use domain::opportunity::{DealLine, DealRow, Dwell, Stage, StageKind};
use leptos::html;
use leptos::prelude::*;
use leptos::wasm_bindgen::JsCast;
use web_sys::HtmlElement;

use super::board::Landing;
use super::moves::Moves;
use crate::session::current_user;
use crate::ui::{Avatar, DwellBar, Menu};

/// A card: title, amount, next step, time in stage, chance, owner; and the ways to move it.
///
/// Shift with the arrow keys moves it to the stage beside, `m` opens its menu, the pointer drags it.
#[component]
pub fn DealCard(
    /// The deal.
    deal: DealRow,
    /// Where it can go.
    stages: Memo<Vec<Stage>>,
    /// The stages beside its own.
    neighbours: Memo<(Option<StageId>, Option<StageId>)>,
    /// How it is moved.
    moves: Moves,
    /// Where a card that is held over the column lands.
    landing: Landing,
) -> impl IntoView {
    let (id, stage) = (deal.line.id, deal.line.stage_id);
    let may_move = current_user().with_untracked(|viewer| viewer.may(Action::EditDeal));
    let dwell = Dwell::of(deal.line.days_in_stage, deal.line.normal_dwell_days);
    let title = NodeRef::<html::A>::new();
    Effect::new(move |_| {
        if let Some(title) = title.get().filter(|_| moves.arrives(id, stage)) {
            focus(&title);
        }
    });
    let menu = NodeRef::<html::Div>::new();
    let this = deal.clone();
    let by_key = move |event: leptos::ev::KeyboardEvent| {
        if event.ctrl_key() || event.meta_key() || event.alt_key() || !may_move {
            return;
        }
        let (before, after) = neighbours.get_untracked();
        let target = match event.key().as_str() {
            "ArrowLeft" if event.shift_key() => before,
            "ArrowRight" if event.shift_key() => after,
            "m" => return open_menu(menu),
            _ => return,
        };
        event.prevent_default();
        if let Some(stage) = target {
            moves.send_followed(&this, stage);
        }
    };
    let lifted = deal.clone();
    let lift = move |event: leptos::ev::DragEvent| {
        if let Some(data) = event.data_transfer() {
            data.set_effect_allowed("move");
            // Some browsers drag nothing that carries no data; where this fails the drag simply ends.
            drop(data.set_data("text/plain", &lifted.line.name));
        }
        moves.lift(&lifted);
    };
    let face = face(&deal, title);
    let foot = foot(&deal.line);
    let menu = may_move.then(|| {
        view! {
            <div class="deal-card__menu" node_ref=menu><MoveMenu deal=deal stages=stages moves=moves /></div>
        }
    });
    view! {
        <li class="deal-card" class:is-late=dwell == Dwell::Slow class:is-stuck=dwell == Dwell::Stuck
            class:is-dragging=move || moves.holds(id) class:is-landing=move || landing.get() == Some(Some(id))
            draggable=may_move.then_some("true") on:dragstart=lift on:dragend=move |_| moves.release()
            on:keydown=by_key>
            {face}
            <span class="deal-card__foot">{foot} {menu}</span>
        </li>
    }
    .into_any()
}

/// What the deal is: name, amount, next step, and the company where the name does not say it.
fn face(deal: &DealRow, title: NodeRef<html::A>) -> impl IntoView + use<> {
    let line = &deal.line;
    let party = line.party().map(str::to_owned);
    view! {
        <a class="deal-card__title" node_ref=title href=format!("/deals/{}", line.id) title=line.name.clone()
            draggable="false">
            {line.name.clone()}
        </a>
        <span class="deal-card__amount" title=format::money_exact(line.amount)>
            {format::money_short(line.amount)}
        </span>
        {party.map(|party| view! { <span class="deal-card__company">{party}</span> })}
        {next_step(deal)}
    }
}

/// How it stands: chance, time in its stage, owner.
pub(super) fn foot(line: &DealLine) -> impl IntoView + use<> {
    let short = |days: i64| u32::try_from(days).unwrap_or(u32::MAX);
    let owner = line.owner.clone().map(|owner| view! { <Avatar name=owner.name /> });
    view! {
        <span title="P(won)">{format::percent(line.win)}</span>
        <span class="deal-card__dwell">
            <DwellBar days=short(line.days_in_stage) norm=short(line.normal_dwell_days) />
        </span>
        <span class="deal-card__days">{format!("{}\u{a0}d", line.days_in_stage)}</span>
        {owner}
    }
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

fn open_menu(menu: NodeRef<html::Div>) {
    let find = |selector| {
        let found = menu.get_untracked()?.query_selector(selector).ok()??;
        found.dyn_into::<HtmlElement>().ok()
    };
    if let Some(summary) = find("summary") {
        summary.click();
    }
    if let Some(first) = find("details[open] .menu__item") {
        focus(&first);
    }
}

fn focus(element: &HtmlElement) {
    // An element that cannot take the focus leaves it where it was, which harms nobody.
    drop(element.focus());
}

/// "Move to": a button for each other stage. Losing a deal needs a reason, which its page asks for.
#[component]
fn MoveMenu(deal: DealRow, stages: Memo<Vec<Stage>>, moves: Moves) -> impl IntoView {
    let (id, here) = (deal.line.id, deal.line.stage_id);
    let buttons = move || {
        let stages = stages.get().into_iter();
        stages
            .filter(|stage| stage.id != here && stage.kind != StageKind::Lost && !stage.is_retired)
            .map(|stage| {
                view! {
                    <button class="menu__item" type="submit" name="form[stage]" value=stage.id.get()
                        on:click=move |_| moves.follow(id, stage.id)>
                        {format!("Move to {}", stage.name)}
                    </button>
                }
            })
            .collect_view()
    };
    view! {
        <Menu label=format!("Move {}", deal.line.name)>
            <ActionForm action=moves.action()>
                <input type="hidden" name="form[id]" value=id.get() />
                <input type="hidden" name="form[version]" value=deal.version />
                {buttons}
            </ActionForm>
            <a class="menu__item" href=format!("/advance/{id}?to=lost")>"Mark as lost…"</a>
        </Menu>
    }
    .into_any()
}
