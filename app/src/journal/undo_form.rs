//! Taking a unit back: what stays, what has to be chosen, and the button. Works without scripts.

use domain::ids::UnitId;
use domain::undo::{ClashRow, Preview};
use leptos::form::ActionForm;
use leptos::prelude::*;

use super::api::TakeBack;
use crate::ui::{FormProblem, Panel, Submit, problem};

/// The refusal, or the form with what somebody wrote since.
#[component]
pub fn UndoForm(
    /// The unit.
    unit: UnitId,
    /// What taking it back would do.
    preview: Preview,
    /// The action.
    undo: ServerAction<TakeBack>,
) -> impl IntoView {
    // Whoever tries all the same is told the same.
    if let Some(why) = preview.refusal {
        return view! {
            <Panel title="Undo"><p class="muted">{why}</p></Panel>
        }
        .into_any();
    }
    let error = problem(undo);
    let note = if preview.clashes.is_empty() && preview.stays.is_empty() {
        "Everything below is put back as it was."
    } else if preview.clashes.is_empty() {
        "What was changed is put back as it was, all but this:"
    } else {
        "Somebody has changed the same since. Nothing is written until you have chosen what should stay."
    };
    let stays = preview.stays.into_iter().map(|text| view! { <li>{text}</li> }).collect_view();
    let clashes = preview.clashes.into_iter().map(clash).collect_view();
    view! {
        <Panel title="Undo" note=note>
            <ActionForm action=undo attr:class="form is-wide">
                <FormProblem error=error />
                <input type="hidden" name="form[unit]" value=unit.get() />
                {clashes}
                <ul class="muted">{stays}</ul>
                <div class="form__actions"><Submit text="Undo" pending=undo.pending() /></div>
            </ActionForm>
        </Panel>
    }
    .into_any()
}

/// Both values of what somebody wrote since, and the choice between them.
fn clash(clash: ClashRow) -> impl IntoView {
    let name = format!("form[choices][{}]", clash.key);
    let (keep, back) = if clash.is_whole {
        ("Keep the record", "Move it to the trash")
    } else {
        ("Keep what is there now", "Put back what it was")
    };
    let rows = clash
        .lines
        .into_iter()
        .map(|[field, was, wrote, now]| {
            view! { <tr><th scope="row">{field}</th><td>{was}</td><td>{wrote}</td><td>{now}</td></tr> }
        })
        .collect_view();
    view! {
        <fieldset class="clash">
            <legend>{clash.record}</legend>
            <table class="conflict">
                <thead>
                    <tr>
                        <th scope="col">"Field"</th>
                        <th scope="col">"It was"</th>
                        <th scope="col">"This wrote"</th>
                        <th scope="col">"It is now"</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
            <label class="check">
                <input type="radio" name=name.clone() value="keep" required=true />
                {keep}
            </label>
            <label class="check"><input type="radio" name=name value="back" />{back}</label>
        </fieldset>
    }
    .into_any()
}
