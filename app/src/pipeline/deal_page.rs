//! One deal: where it stands, why it may be won, what is in the way, and what happened.

use domain::access::Action;
use domain::as_of::FIELD;
use domain::format;
use domain::ids::OpportunityId;
use domain::journal::Entity;
use domain::opportunity::{DealPage as DealData, DealStatus, StageKind};
use domain::task::TaskRow;
use leptos::prelude::*;
use leptos_router::hooks::{use_params_map, use_query_map};

use super::api::{EditDeal, MoveDeal, get_deal};
use super::deal_forms::{EditForm, MoveForm};
use super::deal_parts::{HistoryPanel, RisksPanel, WinPanel};
use super::odds_panel::{OddsPanel, SimilarPanel};
use super::past_deal::{self, PastDeal};
use crate::journal::DeleteButton;
use crate::leads::{History, source_label};
use crate::query;
use crate::remarks::Remarks;
use crate::risks::api::SeeToRisk;
use crate::session::current_user;
use crate::tasks::TaskLines;
use crate::tasks::api::CompleteTask;
use crate::ui::{AsOfControl, Badge, LiveView, PageHead, Panel, Tone, tell, use_live_of};

/// What this page shows, and so reads again.
const LIVE: &[Entity] = &[
    Entity::Opportunity,
    Entity::Lead,
    Entity::Interaction,
    Entity::Pin,
    Entity::Comment,
    Entity::Task,
    Entity::Pipeline,
    Entity::Company,
    Entity::Product,
    Entity::User,
];

/// The forms of the page. They are made once and outlive each refresh of its data.
#[derive(Clone, Copy)]
struct Forms {
    moving: ServerAction<MoveDeal>,
    editing: ServerAction<EditDeal>,
    complete: ServerAction<CompleteTask>,
    see_to: ServerAction<SeeToRisk>,
    remarks: Remarks,
}

impl Forms {
    fn new() -> Self {
        let forms = Self {
            moving: ServerAction::new(),
            editing: ServerAction::new(),
            complete: ServerAction::new(),
            see_to: ServerAction::new(),
            remarks: Remarks::of_page(),
        };
        tell(forms.see_to);
        tell(forms.moving);
        tell(forms.editing);
        tell(forms.complete);
        forms
    }

    /// Changes whenever something was sent.
    fn version(self) -> usize {
        self.moving.version().get()
            + self.editing.version().get()
            + self.complete.version().get()
            + self.see_to.version().get()
            + self.remarks.version()
    }
}

/// `/deals/:id`, or `/deals/:id?as_of=2026-08-31`
#[component]
pub fn DealPage() -> impl IntoView {
    let params = use_params_map();
    let query = use_query_map();
    // An address without a number is nobody's.
    let id = Memo::new(move |_| {
        let id = params.with(|params| params.get_str("id").and_then(|id| id.parse().ok()));
        id.unwrap_or(OpportunityId(0))
    });
    let as_of = Memo::new(move |_| query.with(|query| query::value(query, FIELD)));
    let is_past = Memo::new(move |_| as_of.with(|as_of| !as_of.is_empty()));
    move || {
        if is_past.get() {
            view! { <PastDeal id=id as_of=as_of /> }.into_any()
        } else {
            view! { <PresentDeal id=id /> }.into_any()
        }
    }
}

#[component]
fn PresentDeal(id: Memo<OpportunityId>) -> impl IntoView {
    let live = use_live_of(LIVE);
    let forms = Forms::new();
    let deal =
        Resource::new(move || (id.get(), live.get(), forms.version()), |(id, ..)| get_deal(id));
    view! {
        <LiveView resource=deal title="Deal" lines=14 let:deal>
            <Deal data=deal forms=forms />
        </LiveView>
    }
}

#[component]
fn Deal(data: Signal<DealData>, forms: Forms) -> impl IntoView {
    // The forms are drawn anew only when the deal itself has changed: nobody loses what they type to other news.
    let record = Memo::new(move |_| data.with(|page| page.deal.clone()));
    let edit = move || {
        let page = DealData { deal: record.get(), ..data.get_untracked() };
        view! { <EditForm page=page action=forms.editing /> }
    };
    let moving = move || {
        let page = DealData { deal: record.get(), ..data.get_untracked() };
        view! { <MoveForm page=page action=forms.moving /> }
    };
    let happened = Memo::new(move |_| data.with(|page| page.timeline.clone()));
    // Drawn anew only when something happened.
    let history = move || {
        let now = data.with_untracked(|page| page.now);
        view! { <History entries=happened.get() now=now remarks=forms.remarks /> }
    };
    view! {
        {move || view! { <Head page=data.get() /> }}
        <div class="record">
            <div class="record__main">
                {move || view! { <RisksPanel page=data.get() see_to=forms.see_to /> }}
                {edit}
                {move || view! { <SimilarPanel similar=data.with(|page| page.odds.similar.clone()) /> }}
                <div class="record__last">
                    <Panel title="What happened">
                        {history}
                    </Panel>
                </div>
            </div>
            <div class="record__side">
                {move || view! { <WinPanel page=data.get() /> }}
                {move || view! { <OddsPanel page=data.get() /> }}
                {moving}
                {move || view! { <Facts page=data.get() /> }}
                {move || view! { <Tasks page=data.get() complete=forms.complete /> }}
                {move || view! { <HistoryPanel page=data.get() /> }}
            </div>
        </div>
    }
}

#[component]
fn Head(page: DealData) -> impl IntoView {
    let log = page.row.line.lead.as_ref().map(|(lead, _)| {
        view! { <a class="button" href=format!("/leads/{lead}#form-kind")>"Log contact"</a> }
    });
    let enrol = (page.deal.status == DealStatus::Won).then(|| {
        view! { <a class="button" href=format!("/enrol/{}", page.deal.id)>"Enrol learners"</a> }
    });
    let as_of = past_deal::place(page.deal.id, "");
    let may_delete = current_user().with_untracked(|viewer| viewer.may(Action::DeleteDeal));
    let delete = may_delete.then(|| {
        let name = page.row.line.name.clone();
        view! { <DeleteButton entity="opportunity" id=page.row.line.id.get() name=name text="Delete" /> }
    });
    view! {
        <PageHead title=page.row.line.name.clone() subtitle=subtitle(&page)>
            <StatusBadge status=page.row.line.status />
            <AsOfControl place=as_of />
            {enrol}
            {log}
            {delete}
        </PageHead>
        <StageLine page=page />
    }
}

#[component]
fn Tasks(page: DealData, complete: ServerAction<CompleteTask>) -> impl IntoView {
    if page.tasks.is_empty() {
        return view! {
            <Panel title="Open tasks"><p class="muted">"None. Tasks are added on the page of the lead."</p></Panel>
        }
        .into_any();
    }
    let note = format::count_of(page.tasks.len());
    // Each would name the deal whose page this is.
    let of_this = |task: TaskRow| TaskRow { opportunity: None, ..task };
    let tasks = page.tasks.into_iter().map(of_this).collect();
    view! {
        <Panel title="Open tasks" note=note>
            <TaskLines tasks=tasks now=page.now complete=complete />
        </Panel>
    }
    .into_any()
}

/// "48,000 · Proposal · closes Tue 12 Nov".
pub fn subtitle(page: &DealData) -> String {
    let row = &page.row.line;
    let word = match row.status {
        DealStatus::Open => "closes",
        DealStatus::Won => "won on",
        DealStatus::Lost => "lost on",
    };
    let close = row.close_on.map(|day| format!(" · {word} {}", format::date_long(day)));
    format!(
        "{} {} · {}{}",
        format::money(row.amount),
        page.deal.currency.as_str(),
        row.stage,
        close.unwrap_or_default()
    )
}

#[component]
pub fn StatusBadge(status: DealStatus) -> impl IntoView {
    let tone = match status {
        DealStatus::Open => Tone::Accent,
        DealStatus::Won => Tone::Good,
        DealStatus::Lost => Tone::Bad,
    };
    view! { <Badge text=status.label() tone=tone /> }
}

/// The pipeline's open stages, with the present one marked.
#[component]
fn StageLine(page: DealData) -> impl IntoView {
    let here = page.deal.stage_id;
    let place = page.stages.iter().find(|stage| stage.id == here).map_or(0, |stage| stage.position);
    let steps = page
        .stages
        .into_iter()
        .filter(|stage| stage.kind == StageKind::Open || stage.id == here)
        .map(|stage| {
            let current = stage.id == here;
            view! {
                <li class:is-current=current class:is-done=stage.position < place
                    aria-current=current.then_some("step")>{stage.name}</li>
            }
        })
        .collect_view();
    view! { <ol class="stages is-apart" aria-label="Stages">{steps}</ol> }
}

/// Company, person, product, owner and what is known about the decision.
#[component]
fn Facts(page: DealData) -> impl IntoView {
    let row = page.row.line;
    let lead = row.lead.map(|(id, name)| view! { <a href=format!("/leads/{id}")>{name}</a> });
    let deal = page.deal;
    let competitors = or_dash(Some(deal.competitors.join(", ")));
    let criteria = or_dash(Some(deal.decision_criteria.join(", ")));
    let terms = format!("/terms/{}", deal.id);
    let pushes = match deal.close_pushes {
        0 => "never".to_owned(),
        pushes => format::plural(pushes.unsigned_abs(), "time", "times"),
    };
    let owner = row.owner.map(|owner| owner.name);
    let company = match deal.company_id {
        Some(id) => {
            view! { <a href=format!("/companies/{id}")>{or_dash(row.company)}</a> }.into_any()
        }
        None => or_dash(row.company).into_any(),
    };
    view! {
        <Panel title="Facts">
            <dl class="facts">
                <div><dt>"Lead"</dt><dd>{lead}</dd></div>
                <div><dt>"Company"</dt><dd>{company}</dd></div>
                <div><dt>"Product"</dt><dd>{or_dash(page.product)}" "<a href=terms>"Quantity, price, discount"</a></dd></div>
                <div><dt>"Owner"</dt><dd>{or_dash(owner)}</dd></div>
                <div><dt>"Source"</dt><dd>{source_label(&deal.source)}</dd></div>
                <div><dt>"Competitors"</dt><dd>{competitors}</dd></div>
                <div><dt>"They decide by"</dt><dd>{criteria}</dd></div>
                <div><dt>"Close pushed"</dt><dd>{pushes}</dd></div>
            </dl>
        </Panel>
    }
}

fn or_dash(value: Option<String>) -> String {
    value.filter(|text| !text.is_empty()).unwrap_or_else(|| "\u{2013}".to_owned())
}
