//! The columns of a file, each with its first values and the field it is read as.

use domain::import::{ImportColumn, ImportPlan, ImportQuestion, ImportSheet};
use leptos::prelude::*;

use crate::ui::{Badge, Tone, typed};

/// Below this a guess wants a look, in percent.
const DOUBTFUL: i64 = 70;

/// Every column; those that can be read in two ways ask which is meant.
#[component]
pub fn Columns(
    /// What was found in the file.
    sheet: ImportSheet,
    /// What the columns are read as.
    plan: ImportPlan,
    /// What is still to be said.
    questions: Vec<ImportQuestion>,
) -> impl IntoView {
    let rows = sheet
        .columns
        .into_iter()
        .enumerate()
        .map(|(place, column)| {
            let question =
                questions.iter().find(|question| question.column == Some(place)).cloned();
            view! { <Column place=place column=column plan=plan.clone() question=question /> }
        })
        .collect_view();
    view! {
        <div class="table-wrap">
            <table class="table">
                <thead>
                    <tr>
                        <th scope="col">"Column"</th>
                        <th scope="col">"Values"</th>
                        <th scope="col">"Read as"</th>
                        <th scope="col">"Guess"</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
    .into_any()
}

#[component]
fn Column(
    place: usize,
    column: ImportColumn,
    plan: ImportPlan,
    question: Option<ImportQuestion>,
) -> impl IntoView {
    let name = format!("form[columns][{place}]");
    let field = typed(&name).or_else(|| plan.columns.get(place).cloned()).unwrap_or_default();
    let is_read = !field.is_empty();
    let title =
        if column.title.is_empty() { format!("Column {}", place + 1) } else { column.title };
    let label = format!("{title} is read as");
    let none = std::iter::once(("", "Leave out"));
    let options = none
        .chain(plan.entity.fields().iter().map(|known| (known.key, known.label)))
        .map(|(key, label)| view! { <option value=key selected=key == field>{label}</option> })
        .collect_view();
    let notation = plan.notations.get(place).cloned().unwrap_or_default();
    let said = match question {
        Some(question) => view! { <Question place=place question=question /> }.into_any(),
        None => {
            view! { <input type="hidden" name=notation_name(place) value=notation /> }.into_any()
        }
    };
    view! {
        <tr>
            <td class="table__main">{title}</td>
            <td data-label="Values"><span class="table__clip">{column.samples.join(" · ")}</span></td>
            <td data-label="Read as">
                <select class="input" name=name aria-label=label>{options}</select>
                {said}
            </td>
            <td data-label="Guess" class="is-plain"><Sureness percent=column.confidence is_read=is_read /></td>
        </tr>
    }
    .into_any()
}

fn notation_name(place: usize) -> String {
    format!("form[notations][{place}]")
}

#[component]
fn Question(place: usize, question: ImportQuestion) -> impl IntoView {
    let id = format!("notation-{place}");
    let options = question
        .answers
        .into_iter()
        .map(|(value, label)| view! { <option value=value>{label}</option> })
        .collect_view();
    view! {
        <div class="field has-error">
            <label class="field__label" for=id.clone()>{question.text}</label>
            <select class="input" id=id name=notation_name(place)>
                <option value="">"Choose"</option>
                {options}
            </select>
        </div>
    }
    .into_any()
}

#[component]
fn Sureness(percent: i64, is_read: bool) -> impl IntoView {
    let (text, tone) = match percent {
        _ if !is_read => ("Left out", Tone::Neutral),
        0 => ("By hand", Tone::Neutral),
        percent if percent < DOUBTFUL => ("Look at this", Tone::Warn),
        _ => ("Sure", Tone::Good),
    };
    view! { <Badge text=text tone=tone /> }
}
