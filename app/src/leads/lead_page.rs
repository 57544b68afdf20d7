//! A lead's page: who they are, how likely they buy and why, and everything that happened.

use domain::access::{Action, allowed, refusal};
use domain::as_of::FIELD;
use domain::ids::LeadId;
use domain::journal::Entity;
use domain::lead::{DealOfLead, LeadPage as LeadData};
use leptos::either::Either;
use leptos::html;
use leptos::prelude::*;
use leptos_router::hooks::{use_params_map, use_query_map};

use super::api::{EditLead, LogInteraction, QualifyLead, SetFact, get_lead};
use super::asked_before::AskedBefore;
use super::edit_form::EditForm;
use super::lead_deals::LeadDeals;
use super::lead_facts::{KnownFacts, LeadFacts};
use super::lead_head::LeadHead;
use super::log_form::LogForm;
use super::past_lead::PastLead;
use super::proposals::Proposals;
use super::qualification::QualificationPanel;
use super::score_panel::ScorePanel;
use super::timeline::{History, HistoryFilter, Narrowed};
use crate::pipeline::api::CreateDeal;
use crate::query;
use crate::remarks::{Relations, Remarks};
use crate::session::current_user;
use crate::tasks::api::{AddTask, CompleteTask};
use crate::tasks::{TaskForm, TaskLines};
use crate::ui::{FormProblem, LiveView, Panel, emptied_after, problem, tell, use_live_of};

/// What this page shows, and so reads again.
const LIVE: &[Entity] = &[
    Entity::Lead,
    Entity::Interaction,
    Entity::Pin,
    Entity::Comment,
    Entity::Opportunity,
    Entity::Task,
    Entity::Company,
    Entity::User,
    Entity::Campaign,
];

/// The forms of the page. They are made once and outlive each refresh of its data.
#[derive(Clone, Copy)]
struct Forms {
    log: ServerAction<LogInteraction>,
    log_form: NodeRef<html::Form>,
    add: ServerAction<AddTask>,
    add_form: NodeRef<html::Form>,
    complete: ServerAction<CompleteTask>,
    create_deal: ServerAction<CreateDeal>,
    edit: ServerAction<EditLead>,
    answer: ServerAction<QualifyLead>,
    fact: ServerAction<SetFact>,
    remarks: Remarks,
}

impl Forms {
    fn new() -> Self {
        let (log, add) = (ServerAction::new(), ServerAction::new());
        let complete = ServerAction::new();
        tell(log);
        tell(add);
        tell(complete);
        let edit = ServerAction::new();
        tell(edit);
        let answer = ServerAction::new();
        tell(answer);
        let fact = ServerAction::new();
        tell(fact);
        Self {
            log,
            log_form: emptied_after(log),
            add,
            add_form: emptied_after(add),
            complete,
            create_deal: ServerAction::new(),
            edit,
            answer,
            fact,
            remarks: Remarks::of_page(),
        }
    }

    /// Changes whenever something was sent.
    fn version(self) -> usize {
        self.log.version().get()
            + self.add.version().get()
            + self.complete.version().get()
            + self.edit.version().get()
            + self.answer.version().get()
            + self.fact.version().get()
            + self.remarks.version()
    }
}

/// The page at `/leads/:id`, or `/leads/:id?as_of=2026-08-31`.
#[component]
pub fn LeadPage() -> impl IntoView {
    let params = use_params_map();
    // An address without a number is nobody's.
    let id = Memo::new(move |_| {
        params.with(|params| params.get_str("id").and_then(|id| id.parse().ok())).unwrap_or(0)
    });
    let query = use_query_map();
    let as_of = Memo::new(move |_| query.with(|query| query::value(query, FIELD)));
    let is_past = Memo::new(move |_| as_of.with(|as_of| !as_of.is_empty()));
    move || {
        let id = LeadId(id.get());
        if is_past.get() {
            view! { <PastLead id=id as_of=as_of /> }.into_any()
        } else {
            view! { <Record id=id /> }.into_any()
        }
    }
}

#[component]
fn Record(id: LeadId) -> impl IntoView {
    let forms = Forms::new();
    let live = use_live_of(LIVE);
    let lead = Resource::new(move || (live.get(), forms.version()), move |_| get_lead(id));
    view! {
        <LiveView resource=lead title="Lead" lines=16 let:data>
            <Drawn id=id data=data forms=forms />
        </LiveView>
    }
}

#[component]
fn Drawn(id: LeadId, data: Signal<LeadData>, forms: Forms) -> impl IntoView {
    let deals = Memo::new(move |_| data.with(|data| data.deals.clone()));
    let complete = forms.complete;
    // Drawn anew only when the lead itself has changed: nobody loses what they type to other news.
    let record = Memo::new(move |_| data.with(|data| data.lead.clone()));
    let edit = move || {
        let data = LeadData { lead: record.get(), ..data.get_untracked() };
        view! { <EditForm data=data edit=forms.edit /> }
    };
    // As well drawn anew only when something was found out: its form may be half filled in.
    let known = Memo::new(move |_| data.with(|data| data.qualification.clone()));
    let qualification = move || {
        let (view, data) = (known.get(), data.get_untracked());
        let (status, now) = (data.lead.qualification_status, data.now);
        view! { <QualificationPanel lead=id view=view status=status now=now answer=forms.answer /> }
    };
    let params = use_query_map();
    let narrowed = Memo::new(move |_| params.with(Narrowed::of));
    let happened = Memo::new(move |_| data.with(|data| data.timeline.clone()));
    // Drawn anew only when something happened.
    let history = move || {
        let entries = narrowed.get().among(happened.get());
        let (now, them) = data.with_untracked(|data| (data.now, data.lead.name.clone()));
        view! { <History entries=entries now=now them=them remarks=forms.remarks /> }
    };
    let asked_before = Memo::new(move |_| data.with(|data| data.asked.clone()));
    let asked = move || {
        let now = data.with_untracked(|data| data.now);
        view! { <AskedBefore asked=asked_before.get() now=now /> }
    };
    let known_by = Memo::new(move |_| data.with(|data| data.relations.clone()));
    let relations = move || {
        let now = data.with_untracked(|data| data.now);
        view! { <Relations relations=known_by.get() now=now lead=true /> }
    };
    let learned = Memo::new(move |_| data.with(|data| data.facts.clone()));
    let facts = move || {
        let now = data.with_untracked(|data| data.now);
        view! { <KnownFacts lead=id facts=learned.get() now=now set=forms.fact /> }
    };
    view! {
        {move || view! { <LeadHead data=data.get() /> }}
        <div class="record">
            <div class="record__main">
                <Panel title="Log contact">
                    {log_form(id, deals, (forms.log, forms.log_form))}
                </Panel>
                <Panel title="History">
                    {move || view! { <HistoryFilter path=format!("/leads/{id}") narrowed=narrowed.get() /> }}
                    {history}
                </Panel>
            </div>
            <div class="record__side">
                {move || view! { <ScorePanel data=data.get() /> }}
                <Panel title="Tasks">
                    <FormProblem error=problem(complete) alone=true />
                    {move || {
                        data.with(|data| view! { <TaskLines tasks=data.tasks.clone() now=data.now complete=complete /> })
                    }}
                    {move || {
                        data.with(|data| view! { <Proposals proposed=data.proposed.clone() lead=id now=data.now add=forms.add /> })
                    }}
                    <TaskForm add=forms.add form=forms.add_form lead=id.to_string() />
                </Panel>
                {relations}
                <LeadDeals lead=id deals=deals create=forms.create_deal />
                {asked}
                {qualification}
                {facts}
                {move || view! { <LeadFacts data=data.get() /> }}
                {edit}
            </div>
        </div>
    }
}

type LogForms = (ServerAction<LogInteraction>, NodeRef<html::Form>);

/// The form, or who may use it.
fn log_form(id: LeadId, deals: Memo<Vec<DealOfLead>>, (log, form): LogForms) -> impl IntoView {
    let role = current_user().with_untracked(|viewer| viewer.role);
    if allowed(role, Action::LogInteraction) {
        Either::Left(view! { <LogForm lead=id deals=deals log=log form=form /> })
    } else {
        let why = refusal(role, Action::LogInteraction);
        Either::Right(view! { <p class="panel__note">{why}</p> })
    }
}
