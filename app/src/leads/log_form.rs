//! What happened with a lead, to be logged.

use domain::ids::LeadId;
use domain::interaction::{Direction, InteractionKind, Outcome};
use domain::lead::DealOfLead;
use domain::opportunity::DealStatus;
use leptos::html;
use leptos::prelude::*;
use leptos::wasm_bindgen::JsCast;
use leptos_router::hooks::use_location;
use web_sys::HtmlElement;

use super::api::LogInteraction;
use crate::error::AppError;
use crate::ui::{
    Choice, FormProblem, SelectField, Submit, TextArea, TextField, WriteForm, problem, wrong,
};

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
    focus_when_asked();
    view! {
        <WriteForm action=log node_ref=form hidden=vec![("form[lead]", lead.to_string())]>
            <FormProblem error=error />
            <LogFields error=error deals=deals />
            <div class="form__actions">
                <Submit text="Log contact" pending=log.pending() />
            </div>
        </WriteForm>
    }
}

/// A link to the form's first field puts the focus there, so that logging begins at once.
fn focus_when_asked() {
    let hash = use_location().hash;
    Effect::new(move |_| {
        if hash.get().trim_start_matches('#') != "form-kind" {
            return;
        }
        let begin = || {
            let field = document().get_element_by_id("form-kind");
            if let Some(field) = field.and_then(|field| field.dyn_into::<HtmlElement>().ok()) {
                // A field that cannot take the focus leaves it where it was, which harms nobody.
                drop(field.focus());
            }
        };
        // A page that was fetched is made before it is put into the document. One without frames is not looked at.
        let _ = request_animation_frame(begin);
    });
}

#[component]
fn LogFields(error: Signal<Option<AppError>>, deals: Signal<Vec<DealOfLead>>) -> impl IntoView {
    let wrong = |field| wrong(error, field);
    let kinds = KINDS.iter().map(|kind| Choice::new(kind.as_str(), kind.label())).collect();
    let directions = std::iter::once(Choice::new("", "Automatic"))
        .chain(Direction::ALL.iter().map(|way| Choice::new(way.as_str(), way.label())))
        .collect();
    // The choice alone is drawn anew when the lead's deals change.
    let about_error = wrong("opportunity");
    let about = move || {
        open_deals(deals.get()).map(|deals| {
            view! { <SelectField label="About" name="form[opportunity]" choices=deals error=about_error /> }
        })
    };
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
