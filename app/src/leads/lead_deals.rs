//! A lead's deals, and a new one.

use domain::access::Action;
use domain::format;
use domain::ids::LeadId;
use domain::lead::DealOfLead;
use domain::opportunity::DealStatus;
use leptos::form::ActionForm;
use leptos::prelude::*;

use crate::error::AppError;
use crate::pipeline::api::CreateDeal;
use crate::session::current_user;
use crate::ui::{FormProblem, Money, Panel, Submit, TextField, Weight, problem};

/// Name, stage, amount and chance of each; the form leads to the new deal's page.
#[component]
pub fn LeadDeals(
    /// With whom.
    lead: LeadId,
    /// Their deals.
    #[prop(into)]
    deals: Signal<Vec<DealOfLead>>,
    /// The action that makes a new one.
    create: ServerAction<CreateDeal>,
) -> impl IntoView {
    let may_create = current_user().with_untracked(|viewer| viewer.may(Action::CreateDeal));
    let lines =
        move || deals.get().into_iter().map(|deal| view! { <DealLine deal=deal /> }).collect_view();
    let form = may_create.then(|| view! { <DealForm lead=lead create=create /> });
    view! {
        <Panel title="Deals">
            <ul class="rows">{lines}</ul>
            {form}
        </Panel>
    }
}

#[component]
fn DealLine(deal: DealOfLead) -> impl IntoView {
    let note = match deal.status {
        DealStatus::Open => format!("{}, {} to win", deal.stage, format::percent(deal.win)),
        DealStatus::Won | DealStatus::Lost => deal.stage,
    };
    view! {
        <li class="rows__row">
            <span class="rows__main"><a href=format!("/deals/{}", deal.id)>{deal.name}</a></span>
            <span class="rows__side"><Money amount=deal.amount /></span>
            <span class="rows__note">{note}</span>
        </li>
    }
}

#[component]
fn DealForm(lead: LeadId, create: ServerAction<CreateDeal>) -> impl IntoView {
    let error = problem(create);
    view! {
        <details class="fold" open=move || error.with(Option::is_some)>
            <summary>"New deal"</summary>
            <ActionForm action=create attr:class="form">
                <FormProblem error=error />
                <input type="hidden" name="form[lead]" value=lead.get() />
                {move || view! { <DealFields error=error.get() /> }}
                <div class="form__actions">
                    <Submit text="Create deal" weight=Weight::Normal pending=create.pending() />
                </div>
            </ActionForm>
        </details>
    }
}

#[component]
fn DealFields(error: Option<AppError>) -> impl IntoView {
    let wrong = |field| error.as_ref().and_then(|error| error.field(field));
    view! {
        <TextField label="Name of the deal" name="form[name]" required=true error=wrong("name") />
        <div class="form__row">
            <TextField label="Amount" name="form[amount]" error=wrong("amount") />
            <TextField label="Closes on" name="form[expected_close_on]" kind="date"
                hint="Empty means the usual day." error=wrong("expected_close_on") />
        </div>
    }
}
