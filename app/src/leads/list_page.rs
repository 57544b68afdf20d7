//! The list of leads.

use domain::access::{Action, Role};
use domain::journal::Entity;
use domain::list::LeadFilter;
use domain::views::ViewList;
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use super::api::{list_leads, list_owners};
use super::bulk_bar::BulkBar;
use super::columns::{LeadColumnMenu, lead_columns};
use super::filter::{LeadFilterBar, address, export_address, filter_of};
use super::lead_beside::LeadBeside;
use super::lead_table::LeadTable;
use crate::session::{SavedViews, current_user};
use crate::ui::{
    AsyncView, ExportMenu, LinkButton, PageHead, Ticks, Weight, bulk_action, use_beside,
    use_live_of,
};

/// What this page shows, and so reads again.
const LIVE: &[Entity] = &[Entity::Lead, Entity::Interaction, Entity::Company, Entity::User];

/// The leads a person sees, best score first. The address holds filter, order and page.
#[component]
pub fn LeadsPage() -> impl IntoView {
    let params = use_query_map();
    let filter = Memo::new(move |_| params.with(filter_of));
    let live = use_live_of(LIVE);
    let beside = use_beside();
    let ticks = Ticks::new();
    let bulk = bulk_action(ticks);
    let columns = Memo::new(|_| lead_columns());
    let leads = Resource::new(
        move || (filter.get(), live.get(), bulk.version().get(), columns.get()),
        |(filter, ..)| list_leads(filter),
    );
    let viewer = current_user();
    let sees_others = viewer.with_untracked(|viewer| viewer.role != Role::Rep);
    let owners = sees_others.then(|| Resource::new(|| (), |()| list_owners()));
    let new_lead = move || {
        viewer.with(|viewer| viewer.may(Action::CreateLead)).then(|| {
            view! { <LinkButton text="New lead" href="/leads/new" weight=Weight::Primary /> }
        })
    };
    let here = Signal::derive(move || {
        filter.with(|filter| address(&LeadFilter { after: String::new(), ..filter.clone() }))
    });
    view! {
        <PageHead title="Leads">
            {untrack(|| view! { <LeadColumnMenu /> })}
            {move || view! { <ExportMenu href=export_address(&filter.get()) /> }}
            {new_lead}
        </PageHead>
        {untrack(|| view! { <SavedViews list=ViewList::Leads all="/leads".to_owned() here=here /> })}
        {move || view! { <LeadFilterBar filter=filter.get() owners=owners /> }}
        <AsyncView resource=leads lines=14 let:listing>
            <LeadTable listing=listing filter=filter.get_untracked() columns=columns.get_untracked() ticks=ticks beside=beside />
        </AsyncView>
        <BulkBar ticks=ticks action=bulk owners=owners />
        <LeadBeside beside=beside />
    }
}
