//! A trainer, new or to be changed. Works without scripts.

use domain::catalogue::TrainerRow;
use domain::format;
use leptos::prelude::*;

use super::api::SaveTrainer;
use crate::ui::{FormProblem, Submit, TextField, Weight, WriteForm, problem, wrong};

/// The form, in a fold.
#[component]
pub fn TrainerForm(
    /// The trainer; `None` for a new one.
    trainer: Option<TrainerRow>,
    /// The action that saves it.
    save: ServerAction<SaveTrainer>,
) -> impl IntoView {
    let error = problem(save);
    let wrong = move |field| wrong(error, field);
    let is_new = trainer.is_none();
    let (id, version) = trainer.as_ref().map_or((0, 0), |known| (known.id.get(), known.version));
    let hidden = vec![("form[id]", id.to_string()), ("form[version]", version.to_string())];
    let rate = trainer.as_ref().map(|known| format::money_exact(known.day_rate).replace(',', ""));
    let topics = trainer.as_ref().map(|known| known.topics.join(", ")).unwrap_or_default();
    let email = trainer.as_ref().map(|known| known.email.clone()).unwrap_or_default();
    let name = trainer.map(|known| known.name).unwrap_or_default();
    view! {
        <details class="fold" open=move || error.with(Option::is_some)>
            <summary>{if is_new { "New trainer" } else { "Edit trainer" }}</summary>
            <WriteForm action=save hidden=hidden>
                <FormProblem error=error />
                <div class="form__row">
                    <TextField label="Full name" name="form[name]" value=name required=true error=wrong("name") />
                    <TextField label="Email" name="form[email]" kind="email" value=email error=wrong("email") />
                </div>
                <div class="form__row">
                    <TextField label="Teaches" name="form[topics]" value=topics hint="Families of courses, separated by commas."
                        error=wrong("topics") />
                    <TextField label="Day rate" name="form[day_rate]" value=rate.unwrap_or_default()
                        error=wrong("day_rate") />
                </div>
                <div class="form__actions">
                    <Submit text="Save trainer" weight=Weight::Normal pending=save.pending() />
                </div>
            </WriteForm>
        </details>
    }
    .into_any()
}
