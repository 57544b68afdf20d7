//! Deals, as a board or as a list.

use domain::access::Action;
use domain::as_of::FIELD;
use domain::desk::Board as BoardData;
use domain::ids::PipelineId;
use domain::journal::Entity;
use domain::list::DealFilter;
use domain::opportunity::DealStatus;
use domain::views::ViewList;
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use leptos_router::params::ParamsMap;

use super::api::{get_board, list_deals};
use super::board::Board;
use super::bulk_bar::BulkBar;
use super::columns::{DealColumnMenu, deal_columns};
use super::deal_beside::DealBeside;
use super::deal_table::DealTable;
use super::moves::Moves;
use super::past::{PastDealBoard, PastDealList};
use crate::leads::api::list_owners;
use crate::query;
use crate::session::{SavedViews, current_user};
use crate::ui::{
    AsOfControl, AsyncView, Choice, ExportMenu, LiveView, PageHead, Place, SelectField, Tab, Tabs,
    TextField, Ticks, bulk_action, use_beside, use_live_of,
};

/// What this page shows, and so reads again.
const LIVE: &[Entity] =
    &[Entity::Opportunity, Entity::Lead, Entity::Pipeline, Entity::User, Entity::Team];

/// `/deals?view=board` or `/deals?view=list&status=won&period=2026-Q4`
#[component]
pub fn DealsPage() -> impl IntoView {
    let params = use_query_map();
    let filter = Memo::new(move |_| params.with(filter_of));
    // A filter can only be shown as a list; the board is what is open now.
    let as_list = Memo::new(move |_| {
        params.with(|params| query::value(params, "view") == "list")
            || filter.get() != DealFilter::default()
    });
    let as_of = Memo::new(move |_| params.with(|params| query::value(params, FIELD)));
    let is_past = Memo::new(move |_| as_of.with(|as_of| !as_of.is_empty()));
    let page = move || match (is_past.get(), as_list.get()) {
        (false, true) => view! { <DealList filter=filter /> }.into_any(),
        (false, false) => view! { <DealBoard /> }.into_any(),
        (true, true) => view! { <PastDealList filter=filter as_of=as_of /> }.into_any(),
        (true, false) => view! { <PastDealBoard as_of=as_of /> }.into_any(),
    };
    let tabs = move || view! { <ViewTabs as_list=as_list.get() as_of=as_of.get() /> };
    let control = move || {
        let place = list_place(&filter.get(), as_list.get(), "");
        (!is_past.get()).then(|| view! { <AsOfControl place=place /> })
    };
    let export = move || {
        (as_list.get() && !is_past.get())
            .then(|| view! { {untrack(|| view! { <DealColumnMenu /> })}<ExportMenu href=export_address(&filter.get()) /> })
    };
    view! {
        <PageHead title="Deals">
            {control}
            {tabs}
            {export}
        </PageHead>
        {page}
    }
}

fn filter_of(params: &ParamsMap) -> DealFilter {
    let value = |name| query::value(params, name);
    DealFilter {
        q: value("q"),
        status: value("status"),
        stage: value("stage"),
        owner: value("owner"),
        product: value("product"),
        period: value("period"),
        sort: value("sort"),
        after: value("after"),
    }
}

/// The address of the list with this filter, as of a day or of today.
pub(super) fn address(filter: &DealFilter, as_of: &str) -> String {
    with_filter("/deals", "list", filter, as_of)
}

/// The address of the list as a file, but for its format.
fn export_address(filter: &DealFilter) -> String {
    let whole = DealFilter { after: String::new(), ..filter.clone() };
    with_filter("/api/export/deals", "", &whole, "")
}

fn with_filter(path: &str, view: &str, filter: &DealFilter, as_of: &str) -> String {
    query::href(
        path,
        &[
            ("view", view),
            (FIELD, as_of),
            ("q", &filter.q),
            ("status", &filter.status),
            ("stage", &filter.stage),
            ("owner", &filter.owner),
            ("product", &filter.product),
            ("period", &filter.period),
            ("sort", &filter.sort),
            ("after", &filter.after),
        ],
    )
}

/// The page as it can be asked for as of a day. Where a page of the list begins is another matter each day.
pub(super) fn list_place(filter: &DealFilter, as_list: bool, as_of: &str) -> Place {
    let filter = filter.clone();
    let view = if as_list { "list" } else { "" };
    Place {
        path: "/deals".to_owned(),
        keep: vec![
            ("view", view.to_owned()),
            ("q", filter.q),
            ("status", filter.status),
            ("stage", filter.stage),
            ("owner", filter.owner),
            ("product", filter.product),
            ("period", filter.period),
            ("sort", filter.sort),
        ],
        as_of: as_of.to_owned(),
    }
}

#[component]
fn ViewTabs(as_list: bool, as_of: String) -> impl IntoView {
    let tab = |label: &str, view: &str, current: bool| Tab {
        label: label.to_owned(),
        href: query::href("/deals", &[("view", view), (FIELD, &as_of)]),
        count: None,
        current,
    };
    let timeline = Tab { href: "/closing".to_owned(), ..tab("Timeline", "", false) };
    let tabs = vec![tab("Board", "", !as_list), tab("List", "list", as_list), timeline];
    view! { <Tabs label="View" tabs=tabs /> }
}

#[component]
fn DealBoard() -> impl IntoView {
    let live = use_live_of(LIVE);
    let moves = Moves::new();
    let version = moves.action().version();
    let params = use_query_map();
    let pipeline = Memo::new(move |_| params.with(|params| query::value(params, "pipeline")));
    let board = Resource::new(
        move || (pipeline.get(), live.get(), version.get()),
        |(pipeline, ..)| get_board(pipeline),
    );
    view! {
        <LiveView resource=board lines=12 let:board>
            {move || board.with(pipeline_tabs)}
            <Board board=board moves=moves />
        </LiveView>
    }
}

/// Where there are several pipelines: which one is shown.
fn pipeline_tabs(board: &BoardData) -> AnyView {
    if board.pipelines.len() < 2 {
        return ().into_any();
    }
    let tab = |(id, name, current): &(PipelineId, String, bool)| Tab {
        label: name.clone(),
        href: query::href("/deals", &[("pipeline", &id.to_string())]),
        count: None,
        current: *current,
    };
    view! { <Tabs label="Pipeline" tabs=board.pipelines.iter().map(tab).collect() /> }.into_any()
}

#[component]
fn DealList(filter: Memo<DealFilter>) -> impl IntoView {
    let live = use_live_of(LIVE);
    let ticks = Ticks::new();
    let beside = use_beside();
    let (moving, editing) = (ServerAction::new(), ServerAction::new());
    let bulk = bulk_action(ticks);
    let columns = Memo::new(|_| deal_columns());
    let deals = Resource::new(
        move || {
            let sent = bulk.version().get() + moving.version().get() + editing.version().get();
            (filter.get(), live.get(), sent, columns.get())
        },
        |(filter, ..)| list_deals(filter),
    );
    let may_give = current_user().with_untracked(|viewer| viewer.may(Action::Reassign));
    let owners = may_give.then(|| Resource::new(|| (), |()| list_owners()));
    let here = Signal::derive(move || {
        filter.with(|filter| address(&DealFilter { after: String::new(), ..filter.clone() }, ""))
    });
    view! {
        {untrack(|| view! { <SavedViews list=ViewList::Deals all=address(&DealFilter::default(), "") here=here /> })}
        <FilterForm filter=filter as_of=Signal::stored(String::new()) />
        <AsyncView resource=deals lines=12 let:deals>
            <DealTable listing=deals filter=filter.get_untracked() columns=columns.get_untracked() ticks=ticks beside=beside />
        </AsyncView>
        <BulkBar ticks=ticks action=bulk owners=owners />
        <DealBeside beside=beside moving=moving editing=editing />
    }
}

/// A plain form that puts its fields into the address.
#[component]
pub(super) fn FilterForm(
    /// What holds now.
    filter: Memo<DealFilter>,
    /// The day asked for; empty for today.
    as_of: Signal<String>,
) -> impl IntoView {
    let statuses = || {
        let named =
            DealStatus::ALL.iter().map(|status| Choice::new(status.as_str(), status.label()));
        named.chain([Choice::new("all", "All")]).collect::<Vec<_>>()
    };
    let sorts = || {
        vec![
            Choice::new("amount", "Amount"),
            Choice::new("created", "Newest"),
            Choice::new("close", "Close date"),
            Choice::new("win", "Probability"),
        ]
    };
    let hidden = move || {
        let filter = filter.get();
        [
            (FIELD, as_of.get()),
            ("stage", filter.stage),
            ("owner", filter.owner),
            ("product", filter.product),
        ]
        .into_iter()
        .filter(|(_, value)| !value.is_empty())
        .map(|(name, value)| view! { <input type="hidden" name=name value=value /> })
        .collect_view()
    };
    let fields = move || {
        let now = filter.get();
        view! {
            <TextField label="Search" name="q" kind="search" value=now.q />
            <SelectField label="Status" name="status" choices=statuses() value=now.status />
            <TextField label="Closing in" name="period" value=now.period hint="such as 2026-Q4" />
            <SelectField label="Sorted by" name="sort" choices=sorts() value=now.sort />
        }
    };
    view! {
        <form class="filter__fields" method="get" action="/deals" role="search">
            <input type="hidden" name="view" value="list" />
            {hidden}
            {fields}
            <div class="cluster">
                <button type="submit" class="button">"Show"</button>
                <a class="button is-quiet" href=move || address(&DealFilter::default(), &as_of.get())>"Clear"</a>
            </div>
        </form>
    }
}
