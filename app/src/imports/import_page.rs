//! An import's page: what its columns are and what would come of it; then how far it is; then its result.

use domain::format;
use domain::ids::ImportId;
use domain::import::{self, ImportStatus};
use domain::journal::Entity;
use leptos::either::Either;
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

use super::api::{CancelImport, PlanImport, StartImport, get_import};
use super::plan_form::PlanForm;
use super::preview::{Preview, Problems};
use super::progress::{Outcome, Progress};
use crate::ui::{AsyncView, FormProblem, LinkButton, PageHead, problem, use_live_of};

/// What is shown here.
const LIVE: &[Entity] = &[Entity::Import];

/// What the page's forms do.
#[derive(Clone, Copy)]
pub struct ImportActions {
    /// Changes what the columns are read as.
    pub plan: ServerAction<PlanImport>,
    /// Lets it run.
    pub start: ServerAction<StartImport>,
    /// Ends it.
    pub cancel: ServerAction<CancelImport>,
}

/// The page of one import. While it runs, it follows what is committed.
#[component]
pub fn ImportPage() -> impl IntoView {
    let params = use_params_map();
    // An address without a number is nobody's.
    let id = Memo::new(move |_| {
        let id = params.with(|params| params.get("id").and_then(|id| id.parse::<ImportId>().ok()));
        id.unwrap_or(ImportId(0))
    });
    let actions = ImportActions {
        plan: ServerAction::new(),
        start: ServerAction::new(),
        cancel: ServerAction::new(),
    };
    let live = use_live_of(LIVE);
    // Only a run is followed: somebody who is choosing columns must not lose what they chose.
    let follows = RwSignal::new(false);
    // A refused plan is not read again: what was chosen stays, with what is wrong with it.
    let planned = Memo::new(move |last: Option<&u32>| {
        let is_done = matches!(actions.plan.value().get(), Some(Ok(())));
        last.copied().unwrap_or_default().wrapping_add(u32::from(is_done))
    });
    let page = Resource::new(
        move || {
            let tick = if follows.get() { live.get() } else { 0 };
            let versions =
                (planned.get(), actions.start.version().get(), actions.cancel.version().get());
            (id.get(), versions, tick)
        },
        |(id, ..)| get_import(id),
    );
    Effect::new(move |_| {
        if let Some(Ok(page)) = page.get() {
            let status = page.run.status;
            follows.set(status != ImportStatus::Draft && !status.is_over());
        }
    });
    view! {
        <AsyncView resource=page let:page>
            <Content page=page actions=actions />
        </AsyncView>
    }
}

#[component]
fn Content(page: import::ImportPage, actions: ImportActions) -> impl IntoView {
    let rows = format::plural(u64::try_from(page.run.total).unwrap_or(0), "row", "rows");
    let origin = match page.sheet.origin.as_str() {
        "" => String::new(),
        origin => format!(", looks like an export of {origin}"),
    };
    let subtitle = match page.sheet.format.as_str() {
        "" => rows,
        format => format!("{format}, {rows}{origin}"),
    };
    let is_draft = page.run.status == ImportStatus::Draft;
    let body = if is_draft {
        Either::Left(view! { <Draft page=page.clone() actions=actions /> })
    } else {
        Either::Right(view! { <Run page=page.clone() actions=actions /> })
    };
    view! {
        <PageHead title=page.run.source.clone() subtitle=subtitle>
            <LinkButton text="All imports" href="/imports" />
        </PageHead>
        <div class="stack">
            <FormProblem error=problem(actions.plan) />
            <FormProblem error=problem(actions.start) alone=true />
            <FormProblem error=problem(actions.cancel) alone=true />
            {body}
        </div>
    }
    .into_any()
}

#[component]
fn Draft(page: import::ImportPage, actions: ImportActions) -> impl IntoView {
    let preview = page.preview.clone();
    let id = page.run.id;
    view! {
        <PlanForm page=page action=actions.plan />
        <Preview id=id preview=preview actions=actions />
    }
    .into_any()
}

#[component]
fn Run(page: import::ImportPage, actions: ImportActions) -> impl IntoView {
    let problems = page.problems.clone();
    let head = if page.run.status.is_over() {
        Either::Left(view! { <Outcome run=page.run now=page.now /> })
    } else {
        Either::Right(view! { <Progress run=page.run now=page.now cancel=actions.cancel /> })
    };
    view! {
        {head}
        <Problems problems=problems title="Rows that were left out" />
    }
    .into_any()
}
