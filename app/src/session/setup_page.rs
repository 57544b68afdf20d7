//! The first start: company and administrator.

use js_sys::Intl::DateTimeFormat;
use js_sys::{Array, Object, Reflect};
use leptos::html::Input;
use leptos::prelude::*;

use super::api::SetUp;
use super::gate::Gate;
use crate::error::AppError;
use crate::ui::{Field, FormProblem, Submit, TextField, WriteForm, problem, wrong};

/// Once only: the server leads here while an installation has no user, and to the sign-in afterwards.
#[component]
pub fn SetupPage() -> impl IntoView {
    let set_up = ServerAction::<SetUp>::new();
    let error = problem(set_up);
    let wrong_zone = Signal::derive(move || error.get().and_then(|error| error.field("time_zone")));
    let zone = NodeRef::<Input>::new();
    // The browser knows where it is; without scripts it is typed, here or later.
    Effect::new(move |_| {
        if let Some(input) = zone.get().filter(|input| input.value().is_empty()) {
            input.set_value(&own_zone().unwrap_or_default());
        }
    });
    view! {
        <Gate title="Set up Rainmaker" text="This happens once. The server printed a code when it started.">
            <WriteForm action=set_up class="login__form">
                <FormProblem error=error />
                <SetupFields error=error />
                <Field id="form-time_zone" label="Time zone" error=wrong_zone
                    hint="Such as Europe/Madrid. It can be changed later.">
                    <input class="input" id="form-time_zone" name="form[time_zone]" node_ref=zone
                        aria-describedby="form-time_zone-hint form-time_zone-error" />
                </Field>
                <Submit text="Set up and sign in" pending=set_up.pending() />
            </WriteForm>
        </Gate>
    }
}

/// The IANA name of the time zone the browser is in.
fn own_zone() -> Option<String> {
    let here = DateTimeFormat::new(&Array::new(), &Object::new());
    Reflect::get(&here.resolved_options(), &"timeZone".into()).ok()?.as_string()
}

#[component]
fn SetupFields(error: Signal<Option<AppError>>) -> impl IntoView {
    let wrong = |field| wrong(error, field);
    view! {
        <TextField label="Set-up code" name="form[code]" autocomplete="one-time-code" required=true
            error=wrong("code") />
        <TextField label="Company" name="form[company]" autocomplete="organization" required=true
            error=wrong("company") />
        <TextField label="Your name" name="form[name]" autocomplete="name" required=true error=wrong("name") />
        <TextField label="Email" name="form[email]" kind="email" autocomplete="username" required=true
            error=wrong("email") />
        <TextField label="Password" name="form[password]" kind="password" autocomplete="new-password" required=true
            hint="A few unrelated words make a good one." error=wrong("password") />
    }
}
