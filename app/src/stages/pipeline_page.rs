//! `/pipelines/:id`: the stages of a pipeline, in one form. Works without scripts.

use domain::format;
use domain::ids::PipelineId;
use domain::journal::Entity;
use domain::opportunity::StageKind;
use domain::pipeline::{PipelinePage as Data, PipelineRow, PipelineVersion, StageRow};
use leptos::form::ActionForm;
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

use super::api::{SavePipeline, SetPipelineUsed, get_pipeline};
use super::stage_fields::{NewStage, StageLine};
use crate::ui::{
    CheckField, Choice, FormProblem, LinkButton, LiveView, PageHead, Panel, Submit, TextField,
    Weight, WriteForm, problem, tell, use_live_of, wrong,
};

/// What this page shows, and so reads again.
const LIVE: &[Entity] = &[Entity::Pipeline, Entity::Opportunity];

/// The page.
#[component]
pub fn PipelinePage() -> impl IntoView {
    let params = use_params_map();
    let id = Memo::new(move |_| {
        let id = params.with(|params| params.get_str("id").and_then(|id| id.parse().ok()));
        id.unwrap_or(PipelineId(0))
    });
    let save = ServerAction::<SavePipeline>::new();
    let used = ServerAction::<SetPipelineUsed>::new();
    tell(save);
    tell(used);
    let live = use_live_of(LIVE);
    let sent = move || save.version().get() + used.version().get();
    let page = Resource::new(move || (id.get(), live.get(), sent()), |(id, ..)| get_pipeline(id));
    view! {
        <LiveView resource=page title="Pipeline" lines=14 let:data>
            <Drawn data=data save=save used=used />
        </LiveView>
    }
}

#[component]
fn Drawn(
    data: Signal<Data>,
    save: ServerAction<SavePipeline>,
    used: ServerAction<SetPipelineUsed>,
) -> impl IntoView {
    // The form is drawn anew only with a new version: nobody loses what they type to deals that move meanwhile.
    let version = Memo::new(move |_| data.with(|page| (page.row.id, page.row.version)));
    view! {
        {move || data.with(|page| head(&page.row, used))}
        <FormProblem error=problem(used) alone=true />
        <div class="stack">
            {move || {
                version.track();
                view! { <Stages page=data.get_untracked() save=save /> }
            }}
            {move || data.with(|page| versions(&page.versions))}
        </div>
    }
}

fn head(row: &PipelineRow, used: ServerAction<SetPipelineUsed>) -> AnyView {
    let state = match (row.is_default, row.is_retired) {
        (true, _) => "New deals begin here",
        (false, true) => "Out of use",
        (false, false) => "In use",
    };
    let deals = format::plural(row.deals.unsigned_abs(), "open deal", "open deals");
    let subtitle = format!("{state} · {deals}, {}", format::money_short(row.amount));
    let (id, wanted) = (row.id.to_string(), row.is_retired.to_string());
    let board = format!("/deals?pipeline={}", row.id);
    let text = if row.is_retired { "Use again" } else { "Take out of use" };
    let switch = (!row.is_default).then(|| {
        view! {
            <ActionForm action=used>
                <input type="hidden" name="id" value=id />
                <input type="hidden" name="used" value=wanted />
                <Submit text=text weight=Weight::Normal pending=used.pending() />
            </ActionForm>
        }
    });
    view! {
        <PageHead title=row.name.clone() subtitle=subtitle>
            <LinkButton href=board text="Board" />
            <LinkButton href="/pipelines" text="All pipelines" />
            {switch}
        </PageHead>
    }
    .into_any()
}

#[component]
fn Stages(page: Data, save: ServerAction<SavePipeline>) -> impl IntoView {
    let error = problem(save);
    let row = page.row;
    let hidden = vec![("form[id]", row.id.to_string()), ("form[version]", row.version.to_string())];
    let goes_to: Vec<(i64, Choice)> = page
        .stages
        .iter()
        .filter(|line| line.stage.kind == StageKind::Open && !line.stage.is_retired)
        .map(|line| (line.stage.id.get(), Choice::new(line.stage.id, &line.stage.name)))
        .collect();
    let next = page.stages.iter().filter(|line| line.stage.kind == StageKind::Open).count() + 1;
    let line = move |line: StageRow| {
        let own = line.stage.id.get();
        let others = goes_to.iter().filter(|(id, _)| *id != own);
        let to = others.map(|(_, choice)| choice.clone()).collect::<Vec<_>>();
        view! { <StageLine line=line to=to error=error /> }
    };
    let shown = page.stages.into_iter().filter(|line| !line.stage.is_retired);
    // Drawn within the form, which knows what was typed.
    let lines = move || shown.map(line).collect_view();
    view! {
        <WriteForm action=save class="form is-wide" hidden=hidden>
            <FormProblem error=error />
            <div class="form__row">
                <TextField label="Name" name="form[name]" value=row.name required=true error=wrong(error, "name") />
            </div>
            {(!row.is_default).then(|| view! {
                <CheckField label="New deals begin here" name="form[starts_here]" checked=false />
            })}
            <ol class="stage-list" aria-label="Stages">
                {lines()}
                <NewStage place=next error=error />
            </ol>
            <div class="form__actions"><Submit text="Save pipeline" pending=save.pending() /></div>
        </WriteForm>
    }
    .into_any()
}

fn versions(versions: &[PipelineVersion]) -> AnyView {
    let rows = versions
        .iter()
        .map(|version| {
            view! {
                <tr>
                    <td class="table__num" data-label="Version">{version.version}</td>
                    <td data-label="Since">{format::moment(version.from_at)}</td>
                    <td data-label="Stages">{version.stages.join(" \u{203a} ")}</td>
                </tr>
            }
        })
        .collect_view();
    view! {
        <Panel title="Versions" note="Deals and reports of old keep the stages of their time">
            <div class="table-wrap">
                <table class="table">
                    <thead>
                        <tr>
                            <th scope="col" class="table__num">"Version"</th>
                            <th scope="col">"Since"</th>
                            <th scope="col">"Stages"</th>
                        </tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
        </Panel>
    }
    .into_any()
}
