//! One's own account.

use domain::session::{Theme, Viewer};
use leptos::prelude::*;

use super::abilities::Abilities;
use super::api::ChangePassword;
use super::calendar_feed::FeedPanel;
use super::clock_form::ClockForms;
use super::frame::current_user;
use super::sessions::Sessions;
use crate::error::AppError;
use crate::ui::{
    FormProblem, PageHead, Panel, Submit, TextField, Weight, WriteForm, emptied_after, problem,
    use_toasts, wrong,
};

/// Who one is, what one may do, the theme, the clock, the password, and where one is signed in.
#[component]
pub fn AccountPage() -> impl IntoView {
    let viewer = current_user();
    view! {
        <PageHead title="Account" />
        <div class="record">
            <div class="record__main">
                {move || view! { <Profile viewer=viewer.get() /> }}
                <ClockForms />
                <FeedPanel />
                <PasswordForm />
                <Sessions />
            </div>
            <div class="record__side">
                {move || view! { <ThemeForm theme=viewer.with(|viewer| viewer.theme) /> }}
                {move || view! { <Abilities role=viewer.with(|viewer| viewer.role) /> }}
            </div>
        </div>
    }
}

#[component]
fn Profile(viewer: Viewer) -> impl IntoView {
    let team = viewer.team.map(|(_, name)| view! { <div><dt>"Team"</dt><dd>{name}</dd></div> });
    view! {
        <Panel title="Profile" note="Your administrator can change name, role and team.">
            <dl class="facts">
                <div><dt>"Name"</dt><dd>{viewer.name}</dd></div>
                <div><dt>"Email"</dt><dd>{viewer.email}</dd></div>
                <div><dt>"Role"</dt><dd>{viewer.role.label()}</dd></div>
                {team}
                <div><dt>"Time zone"</dt><dd>{viewer.zone.name}</dd></div>
                <div><dt>"Currency"</dt><dd>{viewer.currency.as_str().to_owned()}</dd></div>
            </dl>
        </Panel>
    }
}

#[component]
fn ThemeForm(theme: Theme) -> impl IntoView {
    let choice = move |choice: Theme| {
        view! {
            <button class="button" name="theme" value=choice.as_str()
                aria-pressed=if choice == theme { "true" } else { "false" }>
                {choice.label()}
            </button>
        }
    };
    view! {
        <Panel title="Theme">
            <form class="button-group" method="post" action="/api/session/set_theme">
                {Theme::ALL.iter().copied().map(choice).collect_view()}
            </form>
        </Panel>
    }
}

/// The present password and a new one.
#[component]
fn PasswordForm() -> impl IntoView {
    let change = ServerAction::<ChangePassword>::new();
    let error = problem(change);
    let form = emptied_after(change);
    let toasts = use_toasts();
    Effect::new(move |_| {
        if let Some(Ok(())) = change.value().get() {
            toasts.show("Password changed. Other browsers were signed out.");
        }
    });
    view! {
        <Panel title="Password">
            <WriteForm action=change node_ref=form>
                <FormProblem error=error />
                <PasswordFields error=error />
                <div class="form__actions">
                    <Submit text="Change password" weight=Weight::Normal pending=change.pending() />
                </div>
            </WriteForm>
        </Panel>
    }
}

#[component]
fn PasswordFields(error: Signal<Option<AppError>>) -> impl IntoView {
    let wrong = |field| wrong(error, field);
    view! {
        <div class="form__row">
            <TextField label="Present password" name="form[current]" kind="password"
                autocomplete="current-password" required=true error=wrong("current") />
            <TextField label="New password" name="form[password]" kind="password" autocomplete="new-password"
                required=true hint="A few unrelated words make a good one." error=wrong("password") />
        </div>
    }
}
