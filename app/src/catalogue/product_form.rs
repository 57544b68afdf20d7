//! A product or course, new or to be changed. Works without scripts.

use domain::catalogue::{ProductKind, ProductRow};
use domain::format;
use leptos::prelude::*;

use super::api::SaveProduct;
use crate::ui::{
    Choice, FormProblem, SelectField, Submit, TextField, Weight, WriteForm, problem, wrong,
};

/// The form, in a fold.
#[component]
pub fn ProductForm(
    /// The product; `None` for a new one.
    product: Option<ProductRow>,
    /// The action that saves it.
    save: ServerAction<SaveProduct>,
) -> impl IntoView {
    let error = problem(save);
    let wrong = move |field| wrong(error, field);
    let is_new = product.is_none();
    let (id, version) = product.as_ref().map_or((0, 0), |known| (known.id.get(), known.version));
    let hidden = vec![("form[id]", id.to_string()), ("form[version]", version.to_string())];
    let kinds = ProductKind::ALL.iter().map(|kind| Choice::new(kind.as_str(), kind.label()));
    let kind = product.as_ref().map_or(ProductKind::Course, |known| known.kind);
    let days = product.as_ref().and_then(|known| known.duration_days);
    let price = product.as_ref().map(|known| format::money_exact(known.price).replace(',', ""));
    let series = product.as_ref().and_then(|known| known.series.clone()).unwrap_or_default();
    let name = product.map(|known| known.name).unwrap_or_default();
    view! {
        <details class="fold" open=move || error.with(Option::is_some)>
            <summary>{if is_new { "New product" } else { "Edit product" }}</summary>
            <WriteForm action=save hidden=hidden>
                <FormProblem error=error />
                <div class="form__row">
                    <TextField label="Name" name="form[name]" value=name required=true error=wrong("name") />
                    <SelectField label="Kind" name="form[kind]" choices=kinds.collect() value=kind.as_str()
                        error=wrong("kind") />
                </div>
                <div class="form__row">
                    <TextField label="Family" name="form[series]" value=series
                        hint="Trainers who teach it are offered for its batches." error=wrong("series") />
                    <TextField label="List price" name="form[price]" value=price.unwrap_or_default()
                        error=wrong("price") />
                    <TextField label="Days" name="form[duration_days]"
                        value=days.map(|days| days.to_string()).unwrap_or_default() error=wrong("duration_days") />
                </div>
                <div class="form__actions">
                    <Submit text="Save product" weight=Weight::Normal pending=save.pending() />
                </div>
            </WriteForm>
        </details>
    }
    .into_any()
}
