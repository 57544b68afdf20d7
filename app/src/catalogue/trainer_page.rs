//! `/trainers/:id`: the calendar of who gives courses.

use domain::catalogue::{BatchStatus, TrainerPage as Data};
use domain::format;
use domain::ids::TrainerId;
use leptos::form::ActionForm;
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

use super::api::{SaveTrainer, SetGives, get_trainer};
use super::parts::{BatchTable, CatalogueTabs, LIVE, may_manage};
use super::trainer_form::TrainerForm;
use crate::ui::{FigureTile, LiveView, PageHead, Panel, Submit, Weight, tell, use_live_of};

/// The page.
#[component]
pub fn TrainerPage() -> impl IntoView {
    let params = use_params_map();
    let id = Memo::new(move |_| {
        let id = params.with(|params| params.get_str("id").and_then(|id| id.parse().ok()));
        id.unwrap_or(TrainerId(0))
    });
    let save = ServerAction::<SaveTrainer>::new();
    let gives = ServerAction::<SetGives>::new();
    tell(save);
    tell(gives);
    let live = use_live_of(LIVE);
    let sent = move || save.version().get() + gives.version().get();
    let trainer = Resource::new(move || (id.get(), live.get(), sent()), |(id, ..)| get_trainer(id));
    view! {
        <LiveView resource=trainer title="Trainer" lines=10 let:data>
            <Drawn data=data save=save gives=gives />
        </LiveView>
    }
}

#[component]
fn Drawn(
    data: Signal<Data>,
    save: ServerAction<SaveTrainer>,
    gives: ServerAction<SetGives>,
) -> impl IntoView {
    let record = Memo::new(move |_| data.with(|page| (page.row.id, page.row.version)));
    let form = move || {
        record.track();
        let trainer = Some(data.with_untracked(|page| page.row.clone()));
        may_manage().then(|| view! { <TrainerForm trainer=trainer save=save /> })
    };
    view! {
        {move || data.with(|page| head(page, gives))}
        <CatalogueTabs here="" />
        <div class="stack">
            {move || data.with(tiles)}
            {move || data.with(calendar)}
            {form}
        </div>
    }
}

fn head(page: &Data, gives: ServerAction<SetGives>) -> AnyView {
    let row = &page.row;
    let parts = [
        Some(row.topics.join(", ")),
        Some(row.email.clone()),
        (!row.is_active).then(|| "gives no courses any more".to_owned()),
    ];
    let parts: Vec<String> = parts.into_iter().flatten().filter(|part| !part.is_empty()).collect();
    let text = if row.is_active { "Retire" } else { "Gives courses again" };
    let (id, wanted) = (row.id.to_string(), (!row.is_active).to_string());
    let switch = may_manage().then(|| {
        view! {
            <ActionForm action=gives>
                <input type="hidden" name="id" value=id />
                <input type="hidden" name="gives" value=wanted />
                <Submit text=text weight=Weight::Normal pending=gives.pending() />
            </ActionForm>
        }
    });
    view! { <PageHead title=row.name.clone() subtitle=parts.join(" · ")>{switch}</PageHead> }
        .into_any()
}

fn tiles(page: &Data) -> AnyView {
    let ahead = page
        .batches
        .iter()
        .filter(|batch| batch.ends_on >= page.today && batch.status != BatchStatus::Cancelled);
    let days: i64 = ahead.map(|batch| (batch.ends_on - batch.starts_on).num_days() + 1).sum();
    let next = page.row.next_on.map_or_else(|| "\u{2013}".to_owned(), format::date_short);
    view! {
        <div class="tiles">
            <FigureTile label="Batches ahead" value=page.row.ahead.to_string()
                how="Batches that have not ended and are not cancelled." />
            <FigureTile label="Days ahead" value=days.to_string() how="The days of those batches, weekends in them too." />
            <FigureTile label="Next" value=next how="The first day of the next batch." />
            <FigureTile label="Day rate" value=format::money(page.row.day_rate)
                how="What a day costs, as written on this page." />
        </div>
    }
    .into_any()
}

fn calendar(page: &Data) -> AnyView {
    if page.batches.is_empty() {
        return view! { <Panel title="Calendar"><p class="muted">"No batch yet."</p></Panel> }
            .into_any();
    }
    let rows = page.batches.clone();
    view! {
        <Panel title="Calendar" note="What is ahead, then what was">
            <BatchTable rows=rows with_trainer=false />
        </Panel>
    }
    .into_any()
}
