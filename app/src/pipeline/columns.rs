//! The columns of the list of deals.

use domain::list::DealColumn;
use leptos::form::ActionForm;
use leptos::prelude::*;

use crate::session::api::SetDealColumns;
use crate::session::current_user;
use crate::ui::{ColumnChoice, ColumnMenu, ColumnTicks};

/// What the person has chosen, or the usual ones.
pub fn deal_columns() -> Vec<DealColumn> {
    current_user().with(|viewer| {
        let chosen = viewer.preferences.deal_columns.as_slice();
        let shown = if chosen.is_empty() { &DealColumn::USUAL } else { chosen };
        DealColumn::ALL.iter().copied().filter(|column| shown.contains(column)).collect()
    })
}

/// Chooses them.
#[component]
pub fn DealColumnMenu() -> impl IntoView {
    let set = ServerAction::<SetDealColumns>::new();
    let shown = deal_columns();
    let columns = DealColumn::ALL
        .iter()
        .map(|column| ColumnChoice {
            value: column.as_str(),
            label: column.label(),
            shown: shown.contains(column),
        })
        .collect::<Vec<_>>();
    view! { <ColumnMenu><ActionForm action=set><ColumnTicks columns=columns /></ActionForm></ColumnMenu> }
}
