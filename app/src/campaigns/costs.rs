//! What a campaign cost, day by day, and the form for the next cost. Works without scripts.

use chrono::NaiveDate;
use domain::campaigns::CostRow;
use domain::format;
use domain::ids::CampaignId;
use domain::money::Cents;
use leptos::form::ActionForm;
use leptos::html;
use leptos::prelude::*;

use super::api::{AddCost, RemoveCost};
use crate::ui::{Day, FormProblem, Money, Submit, TextField, Weight, WriteForm, problem, wrong};

/// The costs, the last first.
#[component]
pub fn CostTable(
    /// The campaign.
    id: CampaignId,
    /// The costs.
    costs: Vec<CostRow>,
    /// The action that takes one out; `None` where the reader may not.
    remove: Option<ServerAction<RemoveCost>>,
) -> impl IntoView {
    if costs.is_empty() {
        return view! { <p class="muted">"Nothing is written down yet."</p> }.into_any();
    }
    let all = Cents::sum(costs.iter().map(|cost| cost.amount));
    let rows = costs
        .into_iter()
        .map(|cost| {
            let what = format!("Remove {} of {}", format::money(cost.amount), format::date_short(cost.spent_on));
            let button = remove.map(|remove| {
                view! {
                    <ActionForm action=remove>
                        <input type="hidden" name="form[campaign]" value=id.to_string() />
                        <input type="hidden" name="form[id]" value=cost.id.to_string() />
                        <button type="submit" class=Weight::Quiet.class() aria-label=what>"Remove"</button>
                    </ActionForm>
                }
            });
            view! {
                <tr>
                    <td class="table__main"><Day day=cost.spent_on /></td>
                    <td data-label="For">{cost.note}</td>
                    <td data-label="Cost" class="table__num table__key"><Money amount=cost.amount /></td>
                    <td class="table__actions">{button}</td>
                </tr>
            }
            .into_any()
        })
        .collect_view();
    view! {
        <div class="table-wrap">
            <table class="table">
                <thead>
                    <tr>
                        <th scope="col">"Day"</th>
                        <th scope="col">"For"</th>
                        <th scope="col" class="table__num">"Cost"</th>
                        <th scope="col"><span class="visually-hidden">"Remove"</span></th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
        <p class="panel__note">"In all "<Money amount=all /></p>
    }
    .into_any()
}

/// The form for the next cost.
#[component]
pub fn CostForm(
    /// The campaign.
    id: CampaignId,
    /// The day written at first.
    today: NaiveDate,
    /// The action that writes it down.
    add: ServerAction<AddCost>,
    /// The form's element, emptied by the page after each success.
    form: NodeRef<html::Form>,
) -> impl IntoView {
    let error = problem(add);
    let wrong = move |field| wrong(error, field);
    view! {
        <WriteForm action=add node_ref=form hidden=vec![("form[campaign]", id.to_string())]>
            <FormProblem error=error />
            <div class="form__row">
                <TextField label="Day" name="form[spent_on]" kind="date" required=true value=today.to_string()
                    error=wrong("spent_on") />
                <TextField label="Cost" name="form[amount]" required=true error=wrong("amount") />
                <TextField label="For" name="form[note]" error=wrong("note") />
            </div>
            <div class="form__actions">
                <Submit text="Add cost" weight=Weight::Normal pending=add.pending() />
            </div>
        </WriteForm>
    }
    .into_any()
}
