//! Whose clock days and times are told by: one's own, and the installation's.

use domain::access::Action;
use domain::session::ClockChoices;
use leptos::prelude::*;

use super::api::{ChooseInstallationZone, ChooseOwnZone, get_clock};
use super::frame::current_user;
use crate::error::AppError;
use crate::ui::{
    Field, FormProblem, LiveView, Panel, Submit, Weight, WriteForm, control_id, problem, use_toasts,
};

/// The list both fields choose from.
const LIST: &str = "time-zones";

/// One's own time zone, and for whoever keeps the installation, its own.
#[component]
pub fn ClockForms() -> impl IntoView {
    let own = ServerAction::<ChooseOwnZone>::new();
    let installation = ServerAction::<ChooseInstallationZone>::new();
    let toasts = use_toasts();
    Effect::new(move |_| {
        if let (Some(Ok(())), _) | (_, Some(Ok(()))) =
            (own.value().get(), installation.value().get())
        {
            toasts.show("Time zone changed.");
        }
    });
    let clock =
        Resource::new(move || (own.version().get(), installation.version().get()), |_| get_clock());
    let may_set = current_user().with_untracked(|viewer| viewer.may(Action::ManageSettings));
    view! {
        <Panel title="Time zone">
            <LiveView resource=clock lines=4 let:clock>
                <div class="stack">
                    <Zones clock=clock />
                    <OwnZone clock=clock choose=own />
                    {may_set.then(|| view! { <InstallationZone clock=clock choose=installation /> })}
                </div>
            </LiveView>
        </Panel>
    }
}

#[component]
fn Zones(clock: Signal<ClockChoices>) -> impl IntoView {
    let zones = clock.with_untracked(|clock| clock.zones.clone());
    let option = |zone: String| view! { <option value=zone></option> };
    view! { <datalist id=LIST>{zones.into_iter().map(option).collect_view()}</datalist> }
}

#[component]
fn OwnZone(clock: Signal<ClockChoices>, choose: ServerAction<ChooseOwnZone>) -> impl IntoView {
    let error = problem(choose);
    let hint = clock.with_untracked(|clock| {
        format!("Left empty: as the installation, {}.", clock.installation)
    });
    let value = clock.with_untracked(|clock| clock.own.clone());
    view! {
        <WriteForm action=choose>
            <FormProblem error=error />
            <ZoneField label="Yours" id="own-zone" value=value hint=hint error=error />
            <div class="form__actions">
                <Submit text="Save" weight=Weight::Normal pending=choose.pending() />
            </div>
        </WriteForm>
    }
}

#[component]
fn InstallationZone(
    clock: Signal<ClockChoices>,
    choose: ServerAction<ChooseInstallationZone>,
) -> impl IntoView {
    let error = problem(choose);
    let value = clock.with_untracked(|clock| clock.installation.clone());
    view! {
        <WriteForm action=choose>
            <FormProblem error=error />
            <ZoneField label="The installation's" id="installation-zone" value=value error=error
                hint="Its nights, its days, and those of people who have not chosen their own." />
            <div class="form__actions">
                <Submit text="Save for everybody" weight=Weight::Normal pending=choose.pending() />
            </div>
        </WriteForm>
    }
}

#[component]
fn ZoneField(
    label: &'static str,
    id: &'static str,
    value: String,
    #[prop(into)] hint: String,
    error: Signal<Option<AppError>>,
) -> impl IntoView {
    let name = "form[time_zone]";
    let wrong = Signal::derive(move || error.get().and_then(|error| error.field("time_zone")));
    let id = format!("{id}-{}", control_id(name));
    let described = format!("{id}-hint {id}-error");
    view! {
        <Field id=id.clone() label=label hint=hint error=wrong>
            <input class="input" id=id name=name value=value list=LIST autocomplete="off"
                aria-describedby=described />
        </Field>
    }
}
