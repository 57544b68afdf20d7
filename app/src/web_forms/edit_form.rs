//! A web form, new or to be changed. Works without scripts.

use domain::web_form::{Parts, WebFormRow};
use leptos::prelude::*;

use super::api::SaveWebForm;
use crate::ui::{
    CheckField, Choice, FormProblem, SelectField, Submit, TextArea, TextField, Weight, WriteForm,
    problem, wrong,
};

/// The sentence of a new form.
const CONSENT: &str =
    "You may keep what I send and contact me about it. I can ask you to delete it at any time.";
/// What is read after it was sent.
const THANKS: &str = "Thank you. We will be in touch within a day.";

/// What stands in the form at first.
#[derive(Clone)]
struct At {
    id: i64,
    version: i64,
    name: String,
    title: String,
    source: String,
    campaign: String,
    product: String,
    owner: String,
    consent: String,
    thanks: String,
    is_open: bool,
}

impl At {
    fn of(row: Option<&WebFormRow>) -> Self {
        let Some(WebFormRow { form, version, .. }) = row else {
            return Self {
                id: 0,
                version: 0,
                name: String::new(),
                title: String::new(),
                source: "web_form".to_owned(),
                campaign: String::new(),
                product: String::new(),
                owner: String::new(),
                consent: CONSENT.to_owned(),
                thanks: THANKS.to_owned(),
                is_open: true,
            };
        };
        let form = form.clone();
        Self {
            id: form.id.get(),
            version: *version,
            name: form.name,
            title: form.title,
            source: form.source,
            campaign: form.campaign_id.map_or_else(String::new, |id| id.to_string()),
            product: form.product_id.map_or_else(String::new, |id| id.to_string()),
            owner: form.owner_id.map_or_else(String::new, |id| id.to_string()),
            consent: form.consent,
            thanks: form.thanks,
            is_open: form.is_open,
        }
    }
}

fn choices<T: ToString + Copy>(nothing: &str, from: &[(T, String)]) -> Vec<Choice> {
    let named = from.iter().map(|(id, name)| Choice::new(*id, name));
    std::iter::once(Choice::new("", nothing)).chain(named).collect()
}

/// The form, in a fold.
#[component]
pub fn EditForm(
    /// The web form; `None` for a new one.
    row: Option<WebFormRow>,
    /// What it can be made of.
    parts: Parts,
    /// The action that saves it.
    save: ServerAction<SaveWebForm>,
) -> impl IntoView {
    let error = problem(save);
    let wrong = move |field| wrong(error, field);
    let title = if row.is_some() { "Edit form" } else { "New form" };
    let at = At::of(row.as_ref());
    let hidden = vec![("form[id]", at.id.to_string()), ("form[version]", at.version.to_string())];
    let campaigns = choices("None", &parts.campaigns);
    let products = choices("Not said", &parts.products);
    let owners = choices("Nobody yet", &parts.owners);
    view! {
        <details class="fold" open=move || error.with(Option::is_some)>
            <summary>{title}</summary>
            <WriteForm action=save hidden=hidden>
                <FormProblem error=error />
                <div class="form__row">
                    <TextField label="Name" name="form[name]" required=true value=at.name
                        hint="What you call it." error=wrong("name") />
                    <TextField label="Title" name="form[title]" required=true value=at.title
                        hint="What visitors read above it." error=wrong("title") />
                </div>
                <div class="form__row">
                    <SelectField label="Goes to" name="form[owner]" choices=owners value=at.owner
                        error=wrong("owner") />
                    <SelectField label="Asks for" name="form[product]" choices=products value=at.product
                        error=wrong("product") />
                </div>
                <div class="form__row">
                    <SelectField label="Campaign" name="form[campaign]" choices=campaigns value=at.campaign
                        hint="Unless utm_campaign names another." error=wrong("campaign") />
                    <TextField label="Source" name="form[source]" value=at.source
                        hint="Unless utm_source says another." error=wrong("source") />
                </div>
                <TextArea label="Visitors agree to" name="form[consent]" value=at.consent error=wrong("consent") />
                <TextField label="Afterwards they read" name="form[thanks]" value=at.thanks required=true
                    error=wrong("thanks") />
                <CheckField label="Open for entries" name="form[is_open]" checked=at.is_open />
                <div class="form__actions">
                    <Submit text="Save form" weight=Weight::Normal pending=save.pending() />
                </div>
            </WriteForm>
        </details>
    }
    .into_any()
}
