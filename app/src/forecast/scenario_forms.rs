//! Keeping where the levers stand, and what can be done with a scenario that is kept.

use domain::desk::ScenarioRow;
use domain::forecast::Lever;
use domain::forms::SCENARIO_NAME;
use leptos::prelude::*;

use super::api::{DeleteScenario, KeepScenario, RenameScenario};
use crate::home::LeverSignals;
use crate::ui::{
    FormProblem, Panel, Submit, TextField, Weight, WriteForm, beyond_fields, emptied_after,
    problem, problem_about, wrong,
};

/// The form that keeps the levers as they stand.
#[component]
pub fn KeepPanel(
    /// The period's code.
    code: String,
    /// Where the levers stand.
    levers: LeverSignals,
    /// The action that keeps them.
    keep: ServerAction<KeepScenario>,
) -> impl IntoView {
    let error = problem(keep);
    let form = emptied_after(keep);
    let hidden = move |lever: &'static Lever| {
        let name = format!("form[{}]", lever.as_str());
        let value = move || levers.steps().get(*lever).get().to_string();
        view! { <input type="hidden" name=name value=value /> }
    };
    view! {
        <Panel title="Save as a scenario" note="Only you see it; a link shares its levers">
            <WriteForm action=keep node_ref=form hidden=vec![("form[period]", code)]>
                <FormProblem error=error />
                {Lever::ALL.iter().map(hidden).collect_view()}
                <p>{move || levers.steps().label()}</p>
                <TextField label="Name of the scenario" name="form[name]" required=true
                    hint=format!("At most {SCENARIO_NAME} characters.") error=wrong(error, "name") />
                <div class="form__actions">
                    <Submit text="Save scenario" weight=Weight::Primary pending=keep.pending() />
                </div>
            </WriteForm>
        </Panel>
    }
}

/// What can be done with kept scenarios.
#[derive(Clone, Copy)]
pub struct Acts {
    /// Gives one another name.
    pub rename: ServerAction<RenameScenario>,
    /// Which was renamed last.
    pub renamed: Signal<Option<i64>>,
    /// Puts one into the trash.
    pub delete: ServerAction<DeleteScenario>,
}

/// Another name for a scenario, and the trash.
#[component]
pub fn RowActs(
    /// The scenario.
    row: ScenarioRow,
    /// What can be done.
    acts: Acts,
) -> impl IntoView {
    let ScenarioRow { id, version, name, .. } = row;
    let Acts { rename, renamed, delete } = acts;
    let error = problem_about(rename, renamed, id.get());
    let hidden = vec![("form[id]", id.to_string()), ("form[version]", version.to_string())];
    let (rename_it, delete_it) = (format!("Rename {name}"), format!("Delete {name}"));
    view! {
        <div class="cluster">
            <details class="popover" name="popover" open=move || error.with(Option::is_some)>
                <summary class="button is-quiet" aria-label=rename_it>"Rename"</summary>
                <div class="popover__body">
                    <WriteForm action=rename hidden=hidden>
                        <FormProblem error=beyond_fields(error) />
                        <TextField label="New name" name="form[name]" id=format!("scenario-{id}") required=true value=name
                            error=wrong(error, "name") />
                        <Submit text="Rename" pending=rename.pending() />
                    </WriteForm>
                </div>
            </details>
            <WriteForm action=delete hidden=vec![("id", id.to_string())] class="">
                <button class="button is-quiet" aria-label=delete_it>"Delete"</button>
            </WriteForm>
        </div>
    }
    .into_any()
}
