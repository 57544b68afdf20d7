//! `/pipelines`: the ways deals go. Works without scripts.

use domain::format;
use domain::journal::Entity;
use domain::pipeline::PipelineRow;
use leptos::prelude::*;

use super::api::{CreatePipeline, list_pipelines};
use crate::ui::{
    Choice, FormProblem, LiveView, Money, PageHead, Panel, SelectField, Submit, TextField, Weight,
    WriteForm, problem, use_live_of, wrong,
};

/// What this page shows, and so reads again.
const LIVE: &[Entity] = &[Entity::Pipeline, Entity::Opportunity];

/// The page.
#[component]
pub fn PipelinesPage() -> impl IntoView {
    let create = ServerAction::<CreatePipeline>::new();
    let live = use_live_of(LIVE);
    let sent = create.version();
    let rows = Resource::new(move || (live.get(), sent.get()), |_| list_pipelines());
    view! {
        <LiveView resource=rows title="Pipelines" lines=8 let:data>
            <Drawn data=data create=create />
        </LiveView>
    }
}

#[component]
fn Drawn(data: Signal<Vec<PipelineRow>>, create: ServerAction<CreatePipeline>) -> impl IntoView {
    // The form is drawn anew only when there are other pipelines: nobody loses what they type.
    let names = Memo::new(move |_| {
        data.with(|rows| {
            let used = rows.iter().filter(|row| !row.is_retired);
            used.map(|row| (row.id, row.name.clone())).collect::<Vec<_>>()
        })
    });
    view! {
        <PageHead title="Pipelines" subtitle="The stages deals go through" />
        <div class="stack">
            {move || data.with(|rows| table(rows))}
            {move || {
                let choices = names.get().iter().map(|(id, name)| Choice::new(id, name)).collect();
                view! { <NewForm choices=choices create=create /> }
            }}
        </div>
    }
}

fn table(rows: &[PipelineRow]) -> AnyView {
    let rows = rows.iter().map(line).collect_view();
    view! {
        <div class="table-wrap">
            <table class="table">
                <thead>
                    <tr>
                        <th scope="col">"Pipeline"</th>
                        <th scope="col">"Stages"</th>
                        <th scope="col" class="table__num">"Open deals"</th>
                        <th scope="col" class="table__num">"Amount"</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
    .into_any()
}

fn line(row: &PipelineRow) -> impl IntoView + use<> {
    let state = match (row.is_default, row.is_retired) {
        (true, _) => "New deals begin here",
        (false, true) => "Out of use",
        (false, false) => "",
    };
    let board = format!("/deals?pipeline={}", row.id);
    view! {
        <tr>
            <td class="table__main">
                <a href=format!("/pipelines/{}", row.id)>{row.name.clone()}</a>
                {(!state.is_empty()).then(|| view! { " " <span class="muted">{state}</span> })}
            </td>
            <td data-label="Stages">{row.stages.join(" \u{203a} ")}</td>
            <td class="table__num" data-label="Open deals">
                <a href=board>{format::count(row.deals.unsigned_abs())}</a>
            </td>
            <td class="table__num" data-label="Amount"><Money amount=row.amount /></td>
        </tr>
    }
}

#[component]
fn NewForm(choices: Vec<Choice>, create: ServerAction<CreatePipeline>) -> impl IntoView {
    let error = problem(create);
    view! {
        <Panel title="New pipeline">
            <WriteForm action=create>
                <FormProblem error=error />
                <div class="form__row">
                    <TextField label="Name" name="form[name]" required=true error=wrong(error, "name") />
                    <SelectField label="Begins with the stages of" name="form[like]" choices=choices
                        error=wrong(error, "like") />
                </div>
                <div class="form__actions">
                    <Submit text="Add pipeline" weight=Weight::Normal pending=create.pending() />
                </div>
            </WriteForm>
        </Panel>
    }
    .into_any()
}
