//! The buttons of a card: do it, put it off, and the rest. Each is a form that works without scripts.

use domain::desk::QueueLine;
use domain::ids::{LeadId, StageId, TaskId};
use domain::interaction::{InteractionKind, Outcome};
use domain::opportunity::{Stage, StageKind};
use domain::queue::{ActionKind, Band, Subject};
use leptos::either::Either;
use leptos::form::ActionForm;
use leptos::prelude::*;

use super::queue_fields::{CloseDate, NextStep};
use super::rep_queue::QueueForms;
use crate::leads::api::{LogInteraction, Snooze};
use crate::pipeline::api::MoveDeal;
use crate::tasks::api::CompleteTask;
use crate::ui::{Glyph, Icon, Menu, Submit, TextArea, WriteForm};

/// What the card asks to do: tick the task off, log the contact, set what is missing, or open the record.
#[component]
pub fn PrimaryAction(
    /// The line.
    line: QueueLine,
    /// The record's page.
    href: String,
    /// What it sends.
    forms: QueueForms,
) -> impl IntoView {
    let item = &line.item;
    let contact = contact_kind(item.action.kind).zip(line.lead);
    match (item.subject, contact, item.action.kind) {
        (Subject::Task(id), ..) => {
            view! { <Complete id=id version=line.version complete=forms.complete /> }.into_any()
        }
        (_, Some((kind, lead)), _) => {
            view! { <LogContact line=line kind=kind lead=lead log=forms.log /> }.into_any()
        }
        (Subject::Deal(deal), None, ActionKind::SetNextStep) => {
            view! { <NextStep line=line deal=deal action=forms.next_step sent=forms.stepped /> }
                .into_any()
        }
        (Subject::Deal(deal), None, ActionKind::UpdateCloseDate) => {
            view! { <CloseDate line=line deal=deal action=forms.close_date sent=forms.dated /> }
                .into_any()
        }
        (Subject::Lead(_) | Subject::Deal(_), None, _) => {
            let verb = match item.action.kind {
                ActionKind::Complete => "Open deal",
                kind => kind.label(),
            };
            view! { <a class="button is-small is-main" href=href>{verb}</a> }.into_any()
        }
    }
}

/// The contact an action ends in, if it is one.
const fn contact_kind(kind: ActionKind) -> Option<InteractionKind> {
    match kind {
        ActionKind::Call => Some(InteractionKind::Call),
        ActionKind::Mail => Some(InteractionKind::Email),
        ActionKind::Message => Some(InteractionKind::Sms),
        ActionKind::Meet => Some(InteractionKind::Meeting),
        ActionKind::MoveStage
        | ActionKind::SetNextStep
        | ActionKind::UpdateCloseDate
        | ActionKind::Complete => None,
    }
}

/// The outcomes offered after a contact of this kind.
const fn outcomes(kind: InteractionKind) -> &'static [Outcome] {
    match kind {
        InteractionKind::Meeting => &[Outcome::Held, Outcome::Interested, Outcome::NoShow],
        InteractionKind::Call => Outcome::OF_A_CALL,
        _ => &[],
    }
}

/// Opens the short form that logs what came of it.
#[component]
fn LogContact(
    line: QueueLine,
    kind: InteractionKind,
    lead: LeadId,
    log: ServerAction<LogInteraction>,
) -> impl IntoView {
    let deal = match line.item.subject {
        Subject::Deal(id) => id.to_string(),
        Subject::Lead(_) | Subject::Task(_) => String::new(),
    };
    let hidden = vec![
        ("form[lead]", lead.to_string()),
        ("form[opportunity]", deal),
        ("form[kind]", kind.as_str().to_owned()),
    ];
    let place = place(&line);
    let choices = outcomes(kind)
        .iter()
        .map(|outcome| {
            view! {
                <label>
                    <input type="radio" name="form[outcome]" value=outcome.as_str() />
                    <span>{outcome.label()}</span>
                </label>
            }
        })
        .collect_view();
    let choices = (!outcomes(kind).is_empty()).then(|| {
        view! { <fieldset class="choices"><legend class="field__label">"What came of it"</legend>{choices}</fieldset> }
    });
    view! {
        <details class="popover" name="popover">
            <summary class="button is-small is-main" aria-label=line.item.action.label.clone()>
                {line.item.action.kind.label()}
            </summary>
            <div class="popover__body">
                <WriteForm action=log hidden=hidden>
                    {choices}
                    <TextArea label="Notes" name="form[notes]" id=format!("notes-{place}") />
                    <Submit text=format!("Log {}", kind.label().to_lowercase()) pending=log.pending() />
                </WriteForm>
            </div>
        </details>
    }
}

/// The card's name on the page.
fn place(line: &QueueLine) -> String {
    match line.item.subject {
        Subject::Lead(id) => format!("lead-{id}"),
        Subject::Deal(id) => format!("deal-{id}"),
        Subject::Task(id) => format!("task-{id}"),
    }
}

#[component]
fn Complete(id: TaskId, version: i64, complete: ServerAction<CompleteTask>) -> impl IntoView {
    view! {
        <ActionForm action=complete>
            <input type="hidden" name="form[id]" value=id.get() />
            <input type="hidden" name="form[version]" value=version />
            <input type="hidden" name="form[done]" value="true" />
            <button class="button is-small is-main">"Complete"</button>
        </ActionForm>
    }
}

/// Out of the queue for one, three or seven days; what is out can be brought back.
#[component]
pub fn SnoozeMenu(
    /// The line.
    line: QueueLine,
    /// What it sends.
    snooze: ServerAction<Snooze>,
) -> impl IntoView {
    let (subject, id) = match line.item.subject {
        Subject::Lead(id) => ("lead", id.get()),
        Subject::Deal(id) => ("deal", id.get()),
        Subject::Task(id) => ("task", id.get()),
    };
    let hidden = move || {
        view! {
            <input type="hidden" name="form[subject]" value=subject />
            <input type="hidden" name="form[id]" value=id />
        }
    };
    if line.item.band == Band::Snoozed {
        return Either::Left(view! {
            <ActionForm action=snooze>
                {hidden()}
                <button class="button is-quiet is-small" name="form[days]" value="0">"Bring back"</button>
            </ActionForm>
        });
    }
    let choice = |days: &'static str, text: &'static str| {
        view! { <button class="menu__item" name="form[days]" value=days>{text}</button> }
    };
    let label = format!("Snooze {}", line.item.who);
    Either::Right(view! {
        <details class="menu" name="popover">
            <summary class="button is-quiet is-icon is-small" aria-label=label title="Snooze">
                <Icon glyph=Glyph::Clock />
            </summary>
            <div class="menu__body">
                <ActionForm action=snooze>
                    {hidden()}
                    <input class="input" name="form[reason]" aria-label="Why" placeholder="Why (optional)" maxlength="200" />
                    <p class="menu__head">"Out of the queue for"</p>
                    {choice("1", "1 day")}
                    {choice("3", "3 days")}
                    {choice("7", "1 week")}
                </ActionForm>
            </div>
        </details>
    })
}

/// Opens the record; moves a deal to another stage.
#[component]
pub fn MoreMenu(
    /// The line.
    line: QueueLine,
    /// The record's page.
    href: String,
    /// Where a deal can be moved to.
    stages: Vec<Stage>,
    /// What it sends.
    move_deal: ServerAction<MoveDeal>,
) -> impl IntoView {
    let label = format!("More about {}", line.item.who);
    let moves = match line.item.subject {
        Subject::Deal(id) => Some(view! {
            <p class="menu__head">"Move to"</p>
            <ActionForm action=move_deal>
                <input type="hidden" name="form[id]" value=id.get() />
                <input type="hidden" name="form[version]" value=line.version />
                {stage_buttons(stages, line.stage)}
            </ActionForm>
        }),
        Subject::Lead(_) | Subject::Task(_) => None,
    };
    view! {
        <Menu label=label>
            <a class="menu__item" href=href>"Open"</a>
            {moves}
        </Menu>
    }
}

/// A lost deal needs its reason, which its own page asks for.
fn stage_buttons(stages: Vec<Stage>, present: Option<StageId>) -> impl IntoView {
    stages
        .into_iter()
        .filter(|stage| stage.kind != StageKind::Lost && Some(stage.id) != present)
        .map(|stage| {
            view! { <button class="menu__item" name="form[stage]" value=stage.id.get()>{stage.name}</button> }
        })
        .collect_view()
}
