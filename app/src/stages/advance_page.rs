//! `/advance/:id?to=move|won|lost`: a deal goes on, to another pipeline, or ends. Works without scripts.

use domain::access::Action;
use domain::closing::{AdvancePage as Data, Suggestion, WIN_REASONS};
use domain::format;
use domain::guards::Finding;
use domain::ids::OpportunityId;
use domain::journal::Entity;
use domain::opportunity::{DealStatus, StageKind};
use domain::winloss::{LossGroup, REASONS};
use leptos::prelude::*;
use leptos_router::hooks::{use_params_map, use_query_map};

use super::api::{AdvanceDeal, get_advance};
use crate::query;
use crate::session::current_user;
use crate::ui::{
    Choice, FormProblem, LinkButton, LiveView, PageHead, Panel, SelectField, Submit, Tab, Tabs,
    TextArea, TextField, WriteForm, problem, tell, use_live_of, wrong,
};

/// What this page shows, and so reads again.
const LIVE: &[Entity] = &[Entity::Opportunity, Entity::Pipeline];

/// What is done with the deal; the address holds it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Aim {
    Move,
    Won,
    Lost,
}

impl Aim {
    fn of(word: &str, status: DealStatus) -> Self {
        match (word, status) {
            ("won", DealStatus::Open) => Self::Won,
            ("lost", DealStatus::Open) => Self::Lost,
            _ => Self::Move,
        }
    }

    const fn kind(self) -> StageKind {
        match self {
            Self::Move => StageKind::Open,
            Self::Won => StageKind::Won,
            Self::Lost => StageKind::Lost,
        }
    }
}

/// The page.
#[component]
pub fn AdvancePage() -> impl IntoView {
    let params = use_params_map();
    let query = use_query_map();
    let id = Memo::new(move |_| {
        let id = params.with(|params| params.get_str("id").and_then(|id| id.parse().ok()));
        id.unwrap_or(OpportunityId(0))
    });
    let to = Memo::new(move |_| query.with(|query| query::value(query, "to")));
    let advance = ServerAction::<AdvanceDeal>::new();
    tell(advance);
    let live = use_live_of(LIVE);
    let sent = advance.version();
    let page =
        Resource::new(move || (id.get(), live.get(), sent.get()), |(id, ..)| get_advance(id));
    view! {
        <LiveView resource=page title="Deal" lines=10 let:data>
            <Drawn data=data to=to advance=advance />
        </LiveView>
    }
}

#[component]
fn Drawn(
    data: Signal<Data>,
    to: Memo<String>,
    advance: ServerAction<AdvanceDeal>,
) -> impl IntoView {
    // The form is drawn anew only with a new version of the deal: nobody loses what they type to other news.
    let record = Memo::new(move |_| {
        let known = data.with(|page| (page.row.line.id, page.row.version, page.row.line.status));
        (known, to.get())
    });
    view! {
        {move || data.with(head)}
        {move || {
            let aim = Aim::of(&to.get(), data.with(|page| page.row.line.status));
            data.with(|page| tabs(page, aim))
        }}
        <div class="stack">
            {move || data.with(checks)}
            {move || {
                let ((.., status), to) = record.get();
                let page = data.get_untracked();
                may(status).then(|| view! { <Form page=page aim=Aim::of(&to, status) advance=advance /> })
            }}
        </div>
    }
}

fn may(status: DealStatus) -> bool {
    let action = match status {
        DealStatus::Open => Action::EditDeal,
        DealStatus::Won | DealStatus::Lost => Action::EditClosedDeal,
    };
    current_user().with_untracked(|viewer| viewer.may(action))
}

fn head(page: &Data) -> AnyView {
    let line = &page.row.line;
    let subtitle = format!("{} · {}", format::money(line.amount), line.stage);
    let back = format!("/deals/{}", line.id);
    view! {
        <PageHead title=line.name.clone() subtitle=subtitle>
            <LinkButton text="Back to the deal" href=back />
        </PageHead>
    }
    .into_any()
}

fn tabs(page: &Data, aim: Aim) -> AnyView {
    let line = &page.row.line;
    if line.status != DealStatus::Open {
        return ().into_any();
    }
    let tab = |label: &str, word: &str, here: Aim| Tab {
        label: label.to_owned(),
        href: query::href(&format!("/advance/{}", line.id), &[("to", word)]),
        count: None,
        current: aim == here,
    };
    let tabs = vec![
        tab("Move", "", Aim::Move),
        tab("Close as won", "won", Aim::Won),
        tab("Close as lost", "lost", Aim::Lost),
    ];
    view! { <Tabs label="What to do" tabs=tabs /> }.into_any()
}

/// What the stage asks for, with what is known.
fn checks(page: &Data) -> AnyView {
    if page.findings.is_empty() || page.row.line.status != DealStatus::Open {
        return ().into_any();
    }
    let note = match &page.ready_for {
        Some(stage) => format!("Ready to move to {stage}"),
        None => "Not all of it is there yet".to_owned(),
    };
    let title = format!("Before it leaves {}", page.here.name);
    let findings = page.findings.clone();
    view! {
        <Panel title=title note=note>
            <Findings findings=findings />
        </Panel>
    }
    .into_any()
}

/// Checks of a stage, each with what it rests on.
#[component]
fn Findings(findings: Vec<Finding>) -> impl IntoView {
    let rows = findings
        .into_iter()
        .map(|finding| {
            let sign = if finding.is_met { "\u{2713}" } else { "\u{2013}" };
            let said = if finding.is_met { "met" } else { "not met" };
            view! {
                <div>
                    <dt>
                        <span aria-hidden="true">{sign}</span>
                        " "
                        {finding.guard.label()}
                        <span class="visually-hidden">{format!(", {said}")}</span>
                    </dt>
                    <dd>{finding.evidence}</dd>
                </div>
            }
        })
        .collect_view();
    view! { <dl class="facts">{rows}</dl> }
}

#[component]
fn Form(page: Data, aim: Aim, advance: ServerAction<AdvanceDeal>) -> impl IntoView {
    let error = problem(advance);
    let line = &page.row.line;
    let is_open = line.status == DealStatus::Open;
    let hidden =
        vec![("form[id]", line.id.to_string()), ("form[version]", page.row.version.to_string())];
    let (title, verb) = match (aim, is_open) {
        (_, false) => ("Reopen", "Reopen deal"),
        (Aim::Move, true) => ("Move", "Move deal"),
        (Aim::Won, true) => ("Close as won", "Close as won"),
        (Aim::Lost, true) => ("Close as lost", "Close as lost"),
    };
    let (choices, first) = targets(&page, aim);
    let is_missing = page.findings.iter().any(|finding| !finding.is_met);
    // Drawn within the form, which knows what was typed.
    let why = move || {
        (is_open && aim != Aim::Lost && is_missing).then(|| view! {
            <TextField label="Why it goes on without what is missing" name="form[why]" error=wrong(error, "why") />
        })
    };
    let note = if is_open { "Note" } else { "Why it is opened again" };
    view! {
        <Panel title=title>
            <WriteForm action=advance hidden=hidden>
                <FormProblem error=error />
                <SelectField label="To stage" name="form[stage]" choices=choices value=first
                    error=wrong(error, "stage") />
                {reasons(&page, aim, error)}
                {why()}
                <TextArea label=note name="form[note]" error=wrong(error, "note") />
                <div class="form__actions"><Submit text=verb pending=advance.pending() /></div>
            </WriteForm>
        </Panel>
    }
    .into_any()
}

/// The stages a deal can go to, with the usual one first chosen.
fn targets(page: &Data, aim: Aim) -> (Vec<Choice>, String) {
    let own = page.here.pipeline_id;
    let here = &page.here;
    let mut choices = Vec::new();
    for way in &page.ways {
        let fits =
            way.stages.iter().filter(|stage| stage.kind == aim.kind() && stage.id != here.id);
        // A deal ends in its own pipeline.
        for stage in fits.filter(|_| aim == Aim::Move || way.pipeline == own) {
            let is_own = way.pipeline == own;
            let label =
                if is_own { stage.name.clone() } else { format!("{}: {}", way.name, stage.name) };
            choices.push((
                stage.pipeline_id == own && stage.position > here.position,
                stage.id,
                label,
            ));
        }
    }
    let next = choices.iter().find(|(is_next, ..)| *is_next).or(choices.first());
    let first = next.map_or_else(String::new, |(_, id, _)| id.to_string());
    (choices.into_iter().map(|(_, id, label)| Choice::new(id, label)).collect(), first)
}

type Error = Signal<Option<crate::error::AppError>>;

/// Why it ended, and who else wanted it.
fn reasons(page: &Data, aim: Aim, error: Error) -> AnyView {
    let rivals = page.rivals.join(", ");
    let (label, field, choices) = match aim {
        Aim::Move => return ().into_any(),
        Aim::Won => {
            ("Why it was won", "won_reason", WIN_REASONS.map(|why| Choice::new(why, why)).to_vec())
        }
        Aim::Lost => ("Why it was lost", "lost_reason", REASONS.map(lost).to_vec()),
    };
    let suggestion = page.suggestion.as_ref().filter(|_| aim == Aim::Lost);
    let chosen = suggestion.map(|found| found.reason.clone()).unwrap_or_default();
    let hint = suggestion.map(suggested).unwrap_or_default();
    let empty = if aim == Aim::Lost { "Choose one" } else { "Not said" };
    let choices: Vec<Choice> = std::iter::once(Choice::new("", empty)).chain(choices).collect();
    view! {
        <SelectField label=label name=format!("form[{field}]") choices=choices value=chosen hint=hint
            error=wrong(error, field) />
        <TextField label="Competitors" name="form[rival]" value=rivals hint="Separated by commas"
            error=wrong(error, "rival") />
    }
    .into_any()
}

fn suggested(found: &Suggestion) -> String {
    format!("Suggested by its record: {}", found.evidence)
}

/// "Competitor: Trains in-house".
fn lost((group, reason): (LossGroup, &str)) -> Choice {
    let is_alone = group.label() == reason;
    let label = if is_alone { reason.to_owned() } else { format!("{}: {reason}", group.label()) };
    Choice::new(reason, label)
}
