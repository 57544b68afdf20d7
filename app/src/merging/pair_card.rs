//! One pair: the two records side by side, why they may be one, and what to do about it.

use chrono::{DateTime, Utc};
use domain::access::Action;
use domain::duplicates::Band;
use domain::format;
use domain::journal::Entity;
use domain::merge::{SuspectRow, SuspectSide};
use leptos::form::ActionForm;
use leptos::prelude::*;

use super::api::SayDifferent;
use crate::session::current_user;
use crate::ui::{Ago, Badge, LinkButton, ReasonChip, Tone, Weight};

/// Reasons shown: those that say most.
const REASONS: usize = 5;

/// A pair of the queue.
#[component]
pub fn PairCard(
    /// The pair.
    row: SuspectRow,
    /// What kind of records.
    entity: Entity,
    /// When the page was made.
    now: DateTime<Utc>,
    /// Says that they are two.
    apart: ServerAction<SayDifferent>,
) -> impl IntoView {
    let word = entity.as_str();
    let tone = if row.band == Band::Same { Tone::Warn } else { Tone::Neutral };
    let band = format!("{}, {}", row.band.label(), format::percent(row.probability));
    let title = format!("{} and {}", row.first.name, row.second.name);
    let reasons = row
        .reasons
        .iter()
        .take(REASONS)
        .map(|reason| {
            let tone = if reason.bits >= 0.0 { Tone::Good } else { Tone::Bad };
            view! { <ReasonChip text=format!("{}: {}", reason.field, reason.what) tone=tone /> }
        })
        .collect_view();
    let needed = if entity == Entity::Company { Action::MergeAcross } else { Action::Merge };
    let may = current_user().with_untracked(|viewer| viewer.may(needed));
    let merge = format!("/merge/{word}/{}/{}", row.first.id, row.second.id);
    let (id, label) = (row.id.get(), format!("Not the same: {title}"));
    let actions = may.then(|| {
        view! {
            <LinkButton text="Compare and merge" href=merge weight=Weight::Primary />
            <ActionForm action=apart>
                <input type="hidden" name="form[id]" value=id />
                <button class="button" aria-label=label>"Not the same"</button>
            </ActionForm>
        }
    });
    view! {
        <li class="pair">
            <header class="pair__head">
                <Badge text=band tone=tone />
                <span class="pair__reasons">{reasons}</span>
            </header>
            <Sides entity=entity first=row.first second=row.second now=now />
            <footer class="pair__actions">{actions}</footer>
        </li>
    }
    .into_any()
}

/// Both records, fact by fact; what is known of neither is left out.
#[component]
fn Sides(
    entity: Entity,
    first: SuspectSide,
    second: SuspectSide,
    now: DateTime<Utc>,
) -> impl IntoView {
    let list = if entity == Entity::Company { "companies" } else { "leads" };
    let name = |side: &SuspectSide| {
        let href = format!("/{list}/{}", side.id);
        view! { <th scope="col"><a href=href>{side.name.clone()}</a></th> }
    };
    let heads = (name(&first), name(&second));
    let added = (first.created_at, second.created_at);
    let facts = first
        .facts
        .into_iter()
        .zip(second.facts)
        .filter(|((_, a), (_, b))| !a.is_empty() || !b.is_empty())
        .map(|((label, a), (_, b))| {
            let is_same = a.to_lowercase() == b.to_lowercase();
            view! {
                <tr class:is-same=is_same>
                    <th scope="row">{label}</th>
                    <td>{a}</td>
                    <td>{b}</td>
                </tr>
            }
        })
        .collect_view();
    view! {
        <table class="pair__sides">
            <thead><tr><td></td>{heads.0}{heads.1}</tr></thead>
            <tbody>
                {facts}
                <tr>
                    <th scope="row">"Added"</th>
                    <td><Ago at=added.0 now=now /></td>
                    <td><Ago at=added.1 now=now /></td>
                </tr>
            </tbody>
        </table>
    }
    .into_any()
}
