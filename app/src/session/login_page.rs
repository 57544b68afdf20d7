//! Signing in.

use leptos::form::ActionForm;
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use super::api::SignIn;
use super::gate::Gate;
use crate::error::AppError;
use crate::query;
use crate::ui::{FormProblem, Submit, TextField, problem};

/// Mail address and password.
#[component]
pub fn LoginPage() -> impl IntoView {
    let sign_in = ServerAction::<SignIn>::new();
    let error = problem(sign_in);
    let params = use_query_map();
    let next = move || params.with(|params| query::value(params, "next"));
    view! {
        <Gate title="Sign in" text="Use the mail address and password of your account.">
            <ActionForm action=sign_in attr:class="login__form">
                <FormProblem error=error />
                <input type="hidden" name="form[next]" value=next />
                {move || view! { <Credentials error=error.get() /> }}
                <Submit text="Sign in" pending=sign_in.pending() />
            </ActionForm>
            <p class="login__foot">"No account, or password lost? Ask your administrator."</p>
        </Gate>
    }
}

#[component]
fn Credentials(error: Option<AppError>) -> impl IntoView {
    let wrong = |field| error.as_ref().and_then(|error| error.field(field));
    view! {
        <TextField label="Email" name="form[email]" kind="email" autocomplete="username" required=true
            error=wrong("email") />
        <TextField label="Password" name="form[password]" kind="password" autocomplete="current-password"
            required=true error=wrong("password") />
    }
}
