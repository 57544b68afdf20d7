//! What would come of an import, before anything is written.

use domain::ids::ImportId;
use domain::import::{ImportPreview, RowProblem, SampleRow};
use leptos::form::ActionForm;
use leptos::prelude::*;

use super::import_page::ImportActions;
use super::list_page::count;
use crate::ui::{Panel, Submit, Weight};

/// Counts, the first rows, what would be left out, and the button that lets it run.
#[component]
pub fn Preview(
    /// The import.
    id: ImportId,
    /// What would come of it.
    preview: ImportPreview,
    /// What the page's forms do.
    actions: ImportActions,
) -> impl IntoView {
    let is_asked = !preview.questions.is_empty();
    let takes = preview.created + preview.updated;
    let companies = (preview.companies > 0).then(|| {
        view! { <div><dt>"New companies"</dt><dd>{count(preview.companies)}</dd></div> }
    });
    let verb = match takes {
        0 => "Import".to_owned(),
        1 => "Import 1 row".to_owned(),
        takes => format!("Import {} rows", count(takes)),
    };
    let is_open = is_asked || takes == 0;
    let note = match (is_asked, takes) {
        (true, _) => "Answer the questions above first.",
        (false, 0) if preview.failed + preview.duplicates == 0 => {
            "Everything in this file is here already."
        }
        (false, 0) => "No row would be taken: look at what is wrong with them below.",
        (false, _) if !preview.is_undoable() => {
            "Nothing has been written yet. More than 60,000 records cannot be undone in one go afterwards: split the \
             file if you may want to take it back."
        }
        (false, _) => "Nothing has been written yet.",
    };
    let (start, cancel) = (actions.start, actions.cancel);
    let samples = preview.samples.clone();
    view! {
        <Panel title="What would come of it" note=note>
            <div class="stack">
                <dl class="facts is-columns">
                    <div><dt>"New"</dt><dd>{count(preview.created)}</dd></div>
                    <div><dt>"Changed"</dt><dd>{count(preview.updated)}</dd></div>
                    <div><dt>"As before"</dt><dd>{count(preview.unchanged)}</dd></div>
                    <div><dt>"Duplicates"</dt><dd>{count(preview.duplicates)}</dd></div>
                    <div><dt>"Cannot be taken"</dt><dd>{count(preview.failed)}</dd></div>
                    {companies}
                </dl>
                <Samples rows=samples />
                <div class="form__actions">
                    <ActionForm action=start>
                        <input type="hidden" name="id" value=id.get() />
                        <Submit text=verb disabled=is_open pending=start.pending() />
                    </ActionForm>
                    <ActionForm action=cancel>
                        <input type="hidden" name="id" value=id.get() />
                        <Submit text="Discard" weight=Weight::Quiet pending=cancel.pending() />
                    </ActionForm>
                </div>
            </div>
        </Panel>
        <Problems problems=preview.problems title="Rows that would be left out" />
    }
    .into_any()
}

#[component]
fn Samples(rows: Vec<SampleRow>) -> impl IntoView {
    let row = |row: SampleRow| {
        let cells = row.cells.into_iter().map(|(_, cell)| cell).collect::<Vec<_>>().join(" · ");
        view! {
            <li class="rows__row">
                <span class="rows__main">{cells}</span>
                <span class="rows__side">{row.deed}</span>
            </li>
        }
    };
    view! { <ul class="rows">{rows.into_iter().map(row).collect_view()}</ul> }
}

/// Rows that are left out, each with its line, its column and what to do.
#[component]
pub fn Problems(
    /// The rows.
    problems: Vec<RowProblem>,
    /// What they are.
    title: &'static str,
) -> impl IntoView {
    (!problems.is_empty()).then(|| {
        let rows = problems.into_iter().map(|row| view! { <ProblemRow row=row /> }).collect_view();
        view! {
            <Panel title=title>
                <div class="table-wrap">
                    <table class="table">
                        <thead>
                            <tr>
                                <th scope="col" class="table__num">"Line"</th>
                                <th scope="col">"Column"</th>
                                <th scope="col">"Value"</th>
                                <th scope="col">"What to do"</th>
                            </tr>
                        </thead>
                        <tbody>{rows}</tbody>
                    </table>
                </div>
            </Panel>
        }
        .into_any()
    })
}

#[component]
fn ProblemRow(row: RowProblem) -> impl IntoView {
    view! {
        <tr>
            <td class="table__num" data-label="Line">{row.line}</td>
            <td data-label="Column">{row.column}</td>
            <td data-label="Value"><span class="table__clip" title=row.value.clone()>{row.value.clone()}</span></td>
            <td data-label="What to do">{row.message}</td>
        </tr>
    }
}
