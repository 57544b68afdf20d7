//! The first start: company and administrator.

use leptos::form::ActionForm;
use leptos::prelude::*;

use super::api::SetUp;
use super::gate::Gate;
use crate::error::AppError;
use crate::ui::{FormProblem, Submit, TextField, problem};

/// Once only: the server leads here while an installation has no user, and to the sign-in afterwards.
#[component]
pub fn SetupPage() -> impl IntoView {
    let set_up = ServerAction::<SetUp>::new();
    let error = problem(set_up);
    view! {
        <Gate title="Set up Rainmaker" text="This happens once. The server printed a code when it started.">
            <ActionForm action=set_up attr:class="login__form">
                <FormProblem error=error />
                {move || view! { <SetupFields error=error.get() /> }}
                <Submit text="Set up and sign in" pending=set_up.pending() />
            </ActionForm>
        </Gate>
    }
}

#[component]
fn SetupFields(error: Option<AppError>) -> impl IntoView {
    let wrong = |field| error.as_ref().and_then(|error| error.field(field));
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
