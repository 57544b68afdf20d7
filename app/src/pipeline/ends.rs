//! Where a card in the hand is dropped to end its deal: won or lost, each with what has to be said about it.

use domain::opportunity::DealStatus;
use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::use_navigate;
use web_sys::DragEvent;

use super::moves::Moves;

/// The two ends, below the board while a card is in the hand. The keyboard and phones have them in the card's menu.
#[component]
pub fn Ends(
    /// How deals are moved.
    moves: Moves,
) -> impl IntoView {
    let held = Memo::new(move |_| moves.in_hand().is_some());
    view! {
        <div class="board__ends" class:is-open=move || held.get() aria-hidden="true">
            <End moves=moves to=DealStatus::Won />
            <End moves=moves to=DealStatus::Lost />
        </div>
    }
    .into_any()
}

#[component]
fn End(moves: Moves, to: DealStatus) -> impl IntoView {
    let navigate = use_navigate();
    let over = RwSignal::new(false);
    let hover = move |event: DragEvent| {
        event.prevent_default();
        over.set(true);
    };
    let drop_here = move |event: DragEvent| {
        event.prevent_default();
        over.set(false);
        let deal = untrack(|| moves.in_hand());
        moves.release();
        if let Some(deal) = deal {
            navigate(&format!("/advance/{deal}?to={}", to.as_str()), NavigateOptions::default());
        }
    };
    view! {
        <div class="board__end" class:is-over=move || over.get() on:dragover=hover
            on:dragleave=move |_| over.set(false) on:drop=drop_here>
            {to.label()}
        </div>
    }
    .into_any()
}
