//! What a role may do, and who may do the rest.

use domain::access::{Action, Role, allowed, refusal};
use leptos::either::Either;
use leptos::prelude::*;

use crate::ui::{Glyph, Icon, Panel};

/// Every action with the answer of the one table that decides it.
#[component]
pub fn Abilities(
    /// The person's role.
    role: Role,
) -> impl IntoView {
    let (may, may_not): (Vec<Action>, Vec<Action>) =
        Action::ALL.iter().partition(|action| allowed(role, **action));
    let may =
        may.into_iter().map(|action| view! { <Ability role=role action=action /> }).collect_view();
    let may_not = may_not
        .into_iter()
        .map(|action| view! { <Ability role=role action=action /> })
        .collect_view();
    view! {
        <Panel title="What your role may do" note=role.label()>
            <ul class="rows">{may}</ul>
            <details class="fold">
                <summary>"What it may not, and who may"</summary>
                <ul class="rows">{may_not}</ul>
            </details>
        </Panel>
    }
}

#[component]
fn Ability(role: Role, action: Action) -> impl IntoView {
    let line = if allowed(role, action) {
        Either::Left(view! {
            <span class="rows__main">{action.label()}</span>
            <span class="rows__side"><Icon glyph=Glyph::Check /></span>
        })
    } else {
        Either::Right(view! {
            <span class="rows__main">{action.label()}</span>
            <span class="rows__note">{refusal(role, action)}</span>
        })
    };
    view! { <li class="rows__row">{line}</li> }
}
