//! `/duplicates`: pairs of records that may be one, as a queue.

use domain::format;
use domain::journal::Entity;
use domain::merge::{SuspectFilter, SuspectPage};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use super::api::{SayDifferent, list_suspects};
use super::pair_card::PairCard;
use crate::query;
use crate::ui::{
    AsyncView, EmptyState, FormProblem, PageHead, Pager, Tab, Tabs, problem, tell, use_live_of,
};

/// What this page shows, and so reads again.
const LIVE: &[Entity] = &[Entity::Lead, Entity::Company, Entity::Suspect];

/// The queue; a judgement takes its pair away and can be taken back.
#[component]
pub fn DuplicatesPage() -> impl IntoView {
    let params = use_query_map();
    let filter = Memo::new(move |_| {
        params.with(|params| SuspectFilter {
            kind: query::value(params, "kind"),
            after: query::value(params, "after"),
        })
    });
    let apart = ServerAction::<SayDifferent>::new();
    tell(apart);
    let (live, version) = (use_live_of(LIVE), apart.version());
    let pairs = Resource::new(
        move || (filter.get(), live.get(), version.get()),
        |(filter, ..)| list_suspects(filter),
    );
    let tabs = move || {
        let tab = |label: &str, kind: &str| Tab {
            label: label.to_owned(),
            href: query::href("/duplicates", &[("kind", kind)]),
            count: None,
            current: (filter.get().kind == "company") == (kind == "company"),
        };
        vec![tab("Leads", ""), tab("Companies", "company")]
    };
    view! {
        <PageHead title="Duplicates" subtitle="Records that may be one and the same, most certain first" />
        {move || view! { <Tabs label="Kind of record" tabs=tabs() /> }}
        <FormProblem error=problem(apart) alone=true />
        <AsyncView resource=pairs lines=12 let:page>
            <Pairs page=page apart=apart />
        </AsyncView>
    }
}

#[component]
fn Pairs(page: SuspectPage, apart: ServerAction<SayDifferent>) -> impl IntoView {
    let SuspectPage { entity, listing, searched_at } = page;
    let now = listing.now;
    let searched = match searched_at {
        Some(at) => {
            format!("Last searched {}; every night, and after each import.", format::ago(at, now))
        }
        None => "The first search begins when the program starts; then every night, and after each import.".to_owned(),
    };
    if listing.rows.is_empty() {
        let what = match searched_at {
            Some(_) => "No two records look like one.",
            None => "The records have not been compared yet.",
        };
        return view! { <EmptyState what=what how=searched /> }.into_any();
    }
    let kind = if entity == Entity::Company { "company" } else { "" };
    let next =
        listing.next.map(|after| query::href("/duplicates", &[("kind", kind), ("after", &after)]));
    let cards = listing
        .rows
        .into_iter()
        .map(|row| view! { <PairCard row=row entity=entity now=now apart=apart /> })
        .collect_view();
    view! {
        <p class="pairs__note">{searched}</p>
        <ul class="pairs">{cards}</ul>
        <Pager next=next />
    }
    .into_any()
}
