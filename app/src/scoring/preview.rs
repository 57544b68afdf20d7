//! What saving would do to the leads there are, and the button that does it.

use domain::format;
use domain::scoring::{Grade, Preview, PreviewLead, ScoringForm};
use leptos::prelude::*;

use super::api::SaveScoring;
use crate::ui::{FormProblem, Panel, Submit, WriteForm, problem};

/// How many leads change grade, who stands first then, and the save.
#[component]
pub fn PreviewPanel(
    /// What would change.
    preview: Preview,
    /// Which numbers differ, in words.
    differences: Vec<String>,
    /// What would be saved.
    form: ScoringForm,
    /// Saves it.
    save: ServerAction<SaveScoring>,
) -> impl IntoView {
    let looked_at = format::count_of(preview.looked_at);
    let changed = format::count(preview.changed.into());
    let note = if preview.is_all {
        format!("{changed} of {looked_at} leads change grade")
    } else {
        format!(
            "{changed} of {looked_at} leads change grade; they are spread evenly over all there are"
        )
    };
    let differences = differences.join(" · ");
    view! {
        <Panel title="What saving would do" note=note>
            <div class="stack">
                <p>{differences}</p>
                <div class="twins">
                    <Grades grades=preview.grades />
                    <Moves title="Farthest moved" leads=preview.examples />
                </div>
                <div class="twins">
                    <Moves title="First today" leads=preview.top_before />
                    <Moves title="First then" leads=preview.top_after />
                </div>
                <SaveForm form=form save=save />
            </div>
        </Panel>
    }
    .into_any()
}

/// From which grade (row) to which (column).
#[component]
fn Grades(grades: [[u32; 4]; 4]) -> impl IntoView {
    let head = Grade::ALL
        .iter()
        .map(|grade| view! { <th scope="col" class="table__num">{format!("to {}", grade.as_str())}</th> })
        .collect_view();
    let rows = Grade::ALL
        .iter()
        .zip(grades)
        .map(|(from, row)| {
            let cells = Grade::ALL.iter().zip(row).map(|(to, count)| {
                let moves = from != to && count > 0;
                let text = if count == 0 { "\u{2013}".to_owned() } else { format::count(count.into()) };
                view! { <td class="table__num" class:is-moved=moves>{text}</td> }
            });
            view! { <tr><th scope="row">{format!("From {}", from.as_str())}</th>{cells.collect_view()}</tr> }
        })
        .collect_view();
    view! {
        <table class="table is-compact grades">
            <caption class="panel__note">"Leads by grade"</caption>
            <thead><tr><td></td>{head}</tr></thead>
            <tbody>{rows}</tbody>
        </table>
    }
    .into_any()
}

/// Leads with their score under both rules.
#[component]
fn Moves(title: &'static str, leads: Vec<PreviewLead>) -> impl IntoView {
    if leads.is_empty() {
        return view! { <p class="muted">{format!("{title}: no lead.")}</p> }.into_any();
    }
    let told = |(score, grade): (domain::scoring::Score, Grade)| {
        format!("{} {}", score.get(), grade.as_str())
    };
    let rows = leads
        .into_iter()
        .map(|lead| {
            view! {
                <tr>
                    <td><a href=format!("/leads/{}", lead.id)>{lead.name}</a>" "<span class="muted">{lead.company}</span></td>
                    <td class="table__num">{told(lead.before)}</td>
                    <td class="table__num">{told(lead.after)}</td>
                </tr>
            }
        })
        .collect_view();
    view! {
        <table class="table is-compact">
            <caption class="panel__note">{title}</caption>
            <thead>
                <tr>
                    <th scope="col">"Lead"</th>
                    <th scope="col" class="table__num">"Now"</th>
                    <th scope="col" class="table__num">"Then"</th>
                </tr>
            </thead>
            <tbody>{rows}</tbody>
        </table>
    }
    .into_any()
}

/// The numbers once more, hidden, and what saving means.
#[component]
fn SaveForm(form: ScoringForm, save: ServerAction<SaveScoring>) -> impl IntoView {
    let points = form
        .points
        .into_iter()
        .map(|(key, value)| view! { <input type="hidden" name=format!("form[points][{key}]") value=value /> })
        .collect_view();
    let hidden = vec![
        ("form[version]", form.version),
        ("form[industries]", form.industries),
        ("form[countries]", form.countries),
    ];
    let error = problem(save);
    view! {
        <WriteForm action=save hidden=hidden>
            {points}
            <FormProblem error=error alone=true />
            <p class="muted">
                "Every lead is scored anew in the background. The journal keeps the save but cannot undo it: the way back \
                 is to save the version before."
            </p>
            <div class="form__actions">
                <Submit text="Save and score all leads" pending=save.pending() />
            </div>
        </WriteForm>
    }
}
