//! What is wrong with a form as a whole: the refusal, or both values of what somebody else changed.

use domain::forms::ConflictField;
use leptos::prelude::*;

use crate::error::AppError;

/// Stands above a form's fields; errors of single fields stand beside them, with `AppError::field`.
#[component]
pub fn FormProblem(
    /// What went wrong at the last try, if anything.
    #[prop(into)]
    error: Signal<Option<AppError>>,
    /// No fields stand below that would say what is wrong with them.
    #[prop(optional)]
    alone: bool,
) -> impl IntoView {
    move || error.get().map(|error| view! { <ProblemText error=error alone=alone /> })
}

#[component]
fn ProblemText(error: AppError, alone: bool) -> impl IntoView {
    let text = match &error {
        AppError::Invalid(errors) if !alone => {
            errors.get("form").unwrap_or("Some fields need another look.").to_owned()
        }
        other => other.told(),
    };
    let conflict = match error {
        AppError::Conflict(fields) if !fields.is_empty() => {
            Some(view! { <ConflictTable fields=fields /> })
        }
        _ => None,
    };
    view! {
        <div class="form__problem" role="alert">
            <p>{text}</p>
            {conflict}
        </div>
    }
    .into_any()
}

#[component]
fn ConflictTable(fields: Vec<ConflictField>) -> impl IntoView {
    let rows = fields
        .into_iter()
        .map(|field| {
            view! {
                <tr>
                    <th scope="row">{heading(&field.field)}</th>
                    <td>{field.yours}</td>
                    <td>{field.theirs}</td>
                </tr>
            }
        })
        .collect_view();
    view! {
        <table class="conflict">
            <thead>
                <tr>
                    <th scope="col">"Field"</th>
                    <th scope="col">"Yours"</th>
                    <th scope="col">"Now saved"</th>
                </tr>
            </thead>
            <tbody>{rows}</tbody>
        </table>
    }
    .into_any()
}

/// A field's name as people read it: `close_on` is "Close on".
fn heading(field: &str) -> String {
    let plain = field.replace('_', " ");
    let mut letters = plain.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

#[cfg(test)]
mod tests {
    use super::heading;

    #[test]
    fn a_field_is_headed_in_sentence_case() {
        assert_eq!(heading("next_step"), "Next step");
        assert_eq!(heading(""), "");
    }
}
