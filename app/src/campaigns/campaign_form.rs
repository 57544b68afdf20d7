//! A campaign, new or to be changed. Works without scripts.

use domain::campaigns::{CampaignPage, CampaignStatus};
use domain::format;
use leptos::prelude::*;

use super::api::SaveCampaign;
use crate::ui::{
    Choice, FormProblem, SelectField, Submit, TextField, Weight, WriteForm, problem, wrong,
};

/// The form, in a fold.
#[component]
pub fn CampaignForm(
    /// The campaign; `None` for a new one.
    campaign: Option<CampaignPage>,
    /// The action that saves it.
    save: ServerAction<SaveCampaign>,
) -> impl IntoView {
    let error = problem(save);
    let wrong = move |field| wrong(error, field);
    let is_new = campaign.is_none();
    let version = campaign.as_ref().map_or(0, |page| page.version);
    let row = campaign.map(|page| page.row);
    let id = row.as_ref().map_or(0, |row| row.id.get());
    let status = row.as_ref().map_or(CampaignStatus::Running, |row| row.status);
    let hidden = vec![("form[id]", id.to_string()), ("form[version]", version.to_string())];
    let statuses = CampaignStatus::ALL.iter().map(|word| Choice::new(word.as_str(), word.label()));
    let statuses = statuses.collect::<Vec<_>>();
    let [name, source, from, to, budget] = row.map_or_else(Default::default, |row| {
        let until = row.ends_on.map(|day| day.to_string()).unwrap_or_default();
        let budget = format::money_exact(row.budget).replace(',', "");
        [row.name, row.source, row.starts_on.to_string(), until, budget]
    });
    view! {
        <details class="fold" open=move || error.with(Option::is_some)>
            <summary>{if is_new { "New campaign" } else { "Edit campaign" }}</summary>
            <WriteForm action=save hidden=hidden>
                <FormProblem error=error />
                <div class="form__row">
                    <TextField label="Name" name="form[name]" required=true value=name
                        error=wrong("name") />
                    <TextField label="Source" name="form[source]" required=true
                        value=source
                        hint="The source its leads have, such as linkedin." error=wrong("source") />
                </div>
                <div class="form__row">
                    <TextField label="First day" name="form[starts_on]" kind="date" required=true
                        value=from error=wrong("starts_on") />
                    <TextField label="Last day" name="form[ends_on]" kind="date"
                        value=to error=wrong("ends_on") />
                </div>
                <div class="form__row">
                    <TextField label="Budget" name="form[budget]" value=budget error=wrong("budget") />
                    <SelectField label="Status" name="form[status]" choices=statuses value=status.as_str()
                        error=wrong("status") />
                </div>
                <div class="form__actions">
                    <Submit text="Save campaign" weight=Weight::Normal pending=save.pending() />
                </div>
            </WriteForm>
        </details>
    }
    .into_any()
}
