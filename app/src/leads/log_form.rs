//! What happened with a lead, to be logged.

use domain::ids::LeadId;
use domain::interaction::{Direction, InteractionKind, Outcome};
use domain::lead::DealOfLead;
use domain::opportunity::DealStatus;
use leptos::form::ActionForm;
use leptos::html;
use leptos::prelude::*;

use super::api::LogInteraction;
use crate::error::AppError;
use crate::ui::{Choice, FormProblem, SelectField, Submit, TextArea, TextField, problem};

/// What people log by hand; visits and web forms come by themselves.
const KINDS: [InteractionKind; 6] = [
    InteractionKind::Call,
    InteractionKind::Email,
    InteractionKind::Meeting,
    InteractionKind::Sms,
    InteractionKind::Whatsapp,
    InteractionKind::Note,
];

/// The outcomes to choose from, with a first choice that says nothing.
pub fn outcome_choices(outcomes: &[Outcome]) -> Vec<Choice> {
    let none = Choice::new("", "No outcome");
    let known = outcomes.iter().map(|outcome| Choice::new(outcome.as_str(), outcome.label()));
    std::iter::once(none).chain(known).collect()
}

/// Kind, direction, outcome, minutes, subject and notes.
#[component]
pub fn LogForm(
    /// With whom.
    lead: LeadId,
    /// The lead's deals, of which an open one may be what it was about.
    #[prop(into)]
    deals: Signal<Vec<DealOfLead>>,
    /// The action that logs it.
    log: ServerAction<LogInteraction>,
    /// The form's element, emptied by the page after each success.
    form: NodeRef<html::Form>,
) -> impl IntoView {
    let error = problem(log);
    view! {
        <ActionForm action=log node_ref=form attr:class="form">
            <FormProblem error=error />
            <input type="hidden" name="form[lead]" value=lead.get() />
            {move || view! { <LogFields error=error.get() deals=deals.get() /> }}
            <div class="form__actions">
                <Submit text="Log contact" pending=log.pending() />
            </div>
        </ActionForm>
    }
}

#[component]
fn LogFields(error: Option<AppError>, deals: Vec<DealOfLead>) -> impl IntoView {
    let wrong = |field| error.as_ref().and_then(|error| error.field(field));
    let kinds = KINDS.iter().map(|kind| Choice::new(kind.as_str(), kind.label())).collect();
    let directions = std::iter::once(Choice::new("", "Automatic"))
        .chain(Direction::ALL.iter().map(|way| Choice::new(way.as_str(), way.label())))
        .collect();
    let about = open_deals(deals).map(|deals| {
        view! { <SelectField label="About" name="form[opportunity]" choices=deals error=wrong("opportunity") /> }
    });
    view! {
        <div class="form__row">
            <SelectField label="What happened" name="form[kind]" choices=kinds error=wrong("kind") />
            <SelectField label="Outcome" name="form[outcome]" choices=outcome_choices(Outcome::ALL)
                error=wrong("outcome") />
        </div>
        <div class="form__row">
            <SelectField label="Direction" name="form[direction]" choices=directions error=wrong("direction") />
            <TextField label="Minutes" name="form[minutes]" kind="number" error=wrong("minutes") />
        </div>
        {about}
        <TextField label="Subject" name="form[subject]" error=wrong("subject") />
        <TextArea label="Notes" name="form[notes]" error=wrong("notes") />
    }
}

/// The open deals to choose from, if there are any.
fn open_deals(deals: Vec<DealOfLead>) -> Option<Vec<Choice>> {
    let open: Vec<Choice> = deals
        .into_iter()
        .filter(|deal| deal.status == DealStatus::Open)
        .map(|deal| Choice::new(deal.id, deal.name))
        .collect();
    (!open.is_empty())
        .then(|| std::iter::once(Choice::new("", "No deal in particular")).chain(open).collect())
}
