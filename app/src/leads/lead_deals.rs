//! A lead's deals, and a new one.

use domain::access::Action;
use domain::format;
use domain::ids::LeadId;
use domain::lead::DealOfLead;
use domain::opportunity::DealStatus;
use leptos::prelude::*;
use leptos_router::hooks::use_location;

use crate::error::AppError;
use crate::pipeline::api::CreateDeal;
use crate::session::current_user;
use crate::ui::{FormProblem, Money, Panel, Submit, TextField, Weight, WriteForm, problem, wrong};

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
    let hash = use_location().hash;
    // Only the browser knows it: the server draws the form folded.
    let asked = RwSignal::new(false);
    Effect::new(move |_| asked.set(hash.get().trim_start_matches('#') == "new-deal"));
    let is_asked = move || asked.get();
    view! {
        <details class="fold" id="new-deal" open=move || is_asked() || error.with(Option::is_some)>
            <summary>"New deal"</summary>
            <WriteForm action=create hidden=vec![("form[lead]", lead.to_string())]>
                <FormProblem error=error />
                <DealFields error=error />
                <div class="form__actions">
                    <Submit text="Create deal" weight=Weight::Normal pending=create.pending() />
                </div>
            </WriteForm>
        </details>
    }
}

#[component]
fn DealFields(error: Signal<Option<AppError>>) -> impl IntoView {
    let wrong = |field| wrong(error, field);
    view! {
        <TextField label="Name of the deal" name="form[name]" required=true error=wrong("name") />
        <div class="form__row">
            <TextField label="Amount" name="form[amount]" error=wrong("amount") />
            <TextField label="Closes on" name="form[expected_close_on]" kind="date"
                hint="Empty means the usual day." error=wrong("expected_close_on") />
        </div>
    }
}
