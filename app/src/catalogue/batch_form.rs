//! A batch, new or to be changed. Works without scripts.

use domain::catalogue::{BatchChoices, BatchPage, BatchStatus};
use domain::format;
use leptos::prelude::*;

use super::api::SaveBatch;
use crate::error::AppError;
use crate::ui::{
    Choice, FormProblem, SelectField, Submit, TextField, Weight, WriteForm, problem, wrong,
};

/// The form, in a fold.
#[component]
pub fn BatchForm(
    /// The batch; `None` for a new one.
    batch: Option<BatchPage>,
    /// What it may choose from.
    choices: BatchChoices,
    /// The course chosen at first, for a new one.
    #[prop(optional, into)]
    course: String,
    /// The action that saves it.
    save: ServerAction<SaveBatch>,
) -> impl IntoView {
    let error = problem(save);
    let is_new = batch.is_none();
    let (id, version) = batch.as_ref().map_or((0, 0), |page| (page.row.id.get(), page.version));
    let hidden = vec![("form[id]", id.to_string()), ("form[version]", version.to_string())];
    view! {
        <details class="fold" open=move || error.with(Option::is_some)>
            <summary>{if is_new { "New batch" } else { "Edit batch" }}</summary>
            <WriteForm action=save hidden=hidden>
                <FormProblem error=error />
                <Who batch=batch.clone() choices=choices course=course error=error />
                <When batch=batch error=error />
                <div class="form__actions">
                    <Submit text="Save batch" weight=Weight::Normal pending=save.pending() />
                </div>
            </WriteForm>
        </details>
    }
    .into_any()
}

#[component]
fn Who(
    batch: Option<BatchPage>,
    choices: BatchChoices,
    course: String,
    error: Signal<Option<AppError>>,
) -> impl IntoView {
    let wrong = move |field| wrong(error, field);
    let courses = choices.courses.into_iter().map(|(id, name)| Choice::new(id, name)).collect();
    let trainers = std::iter::once(Choice::new("", "Nobody yet"))
        .chain(choices.trainers.into_iter().map(|(id, name)| Choice::new(id, name)))
        .collect();
    let statuses = BatchStatus::ALL.iter().map(|word| Choice::new(word.as_str(), word.label()));
    let row = batch.as_ref().map(|page| &page.row);
    let course = row.map_or(course, |row| row.product.0.to_string());
    let trainer = row.and_then(|row| row.trainer.as_ref()).map(|(id, _)| id.to_string());
    let status = row.map_or(BatchStatus::Planned, |row| row.status);
    let code = row.map(|row| row.code.clone()).unwrap_or_default();
    view! {
        <div class="form__row">
            <SelectField label="Course" name="form[product]" id="batch-product" choices=courses value=course
                error=wrong("product") />
            <SelectField label="Trainer" name="form[trainer]" choices=trainers value=trainer.unwrap_or_default()
                error=wrong("trainer") />
        </div>
        <div class="form__row">
            <TextField label="Code" name="form[code]" value=code hint="Left empty, it is made of course and day."
                error=wrong("code") />
            <SelectField label="Status" name="form[status]" choices=statuses.collect() value=status.as_str()
                error=wrong("status") />
        </div>
    }
}

#[component]
fn When(batch: Option<BatchPage>, error: Signal<Option<AppError>>) -> impl IntoView {
    let wrong = move |field| wrong(error, field);
    let row = batch.as_ref().map(|page| &page.row);
    let text = |text: Option<String>| text.unwrap_or_default();
    let price = batch.as_ref().and_then(|page| page.own_price);
    let price = text(price.map(|price| format::money_exact(price).replace(',', "")));
    view! {
        <div class="form__row">
            <TextField label="First day" name="form[starts_on]" kind="date" required=true
                value=text(row.map(|row| row.starts_on.to_string())) error=wrong("starts_on") />
            <TextField label="Last day" name="form[ends_on]" kind="date"
                value=text(row.map(|row| row.ends_on.to_string()))
                hint="Left empty, as long as the course takes." error=wrong("ends_on") />
        </div>
        <div class="form__row">
            <TextField label="Place or link" name="form[place]" value=text(row.map(|row| row.place.clone()))
                error=wrong("place") />
            <TextField label="Seats" name="form[seats]" required=true
                value=text(row.map(|row| row.seats.seats.to_string())) error=wrong("seats") />
            <TextField label="Price of a seat" name="form[price]" value=price
                hint="Left empty, the course's list price." error=wrong("price") />
        </div>
    }
}
