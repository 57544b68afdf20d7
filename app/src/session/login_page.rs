//! Signing in.

use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use super::api::SignIn;
use super::gate::Gate;
use crate::error::AppError;
use crate::query;
use crate::ui::{FormProblem, Submit, TextField, WriteForm, problem, wrong};

/// Mail address and password.
#[component]
pub fn LoginPage() -> impl IntoView {
    let sign_in = ServerAction::<SignIn>::new();
    let error = problem(sign_in);
    let params = use_query_map();
    let next = move || params.with(|params| query::value(params, "next"));
    view! {
        <Gate title="Sign in" text="Use the mail address and password of your account.">
            <WriteForm action=sign_in class="login__form">
                <FormProblem error=error />
                <input type="hidden" name="form[next]" value=next />
                <Credentials error=error />
                <Submit text="Sign in" pending=sign_in.pending() />
            </WriteForm>
            <p class="login__foot">"No account, or password lost? Ask your administrator."</p>
        </Gate>
    }
}

#[component]
fn Credentials(error: Signal<Option<AppError>>) -> impl IntoView {
    let wrong = |field| wrong(error, field);
    view! {
        <TextField label="Email" name="form[email]" kind="email" autocomplete="username" required=true
            error=wrong("email") />
        <TextField label="Password" name="form[password]" kind="password" autocomplete="current-password"
            required=true error=wrong("password") />
    }
}
