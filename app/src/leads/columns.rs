//! The columns of the list of leads.

use domain::access::Role;
use domain::list::LeadColumn;
use leptos::form::ActionForm;
use leptos::prelude::*;

use crate::session::api::SetLeadColumns;
use crate::session::current_user;
use crate::ui::{ColumnChoice, ColumnMenu, ColumnTicks};

/// What the person has chosen, or the usual ones: who sees only their own needs no owner.
pub fn lead_columns() -> Vec<LeadColumn> {
    current_user().with(|viewer| {
        let chosen = &viewer.preferences.lead_columns;
        let is_shown = |column: &LeadColumn| match column {
            _ if !chosen.is_empty() => chosen.contains(column),
            LeadColumn::Owner => viewer.role != Role::Rep,
            _ => true,
        };
        LeadColumn::ALL.iter().copied().filter(is_shown).collect()
    })
}

/// Chooses them.
#[component]
pub fn LeadColumnMenu() -> impl IntoView {
    let set = ServerAction::<SetLeadColumns>::new();
    let shown = lead_columns();
    let columns = LeadColumn::ALL
        .iter()
        .map(|column| ColumnChoice {
            value: column.as_str(),
            label: column.label(),
            shown: shown.contains(column),
        })
        .collect::<Vec<_>>();
    view! { <ColumnMenu><ActionForm action=set><ColumnTicks columns=columns /></ActionForm></ColumnMenu> }
}
