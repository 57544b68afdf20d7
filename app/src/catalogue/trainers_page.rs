//! `/trainers`: who gives courses. Works without scripts.

use domain::catalogue::TrainerRow;
use leptos::prelude::*;

use super::api::{SaveTrainer, list_trainers};
use super::parts::{CatalogueTabs, LIVE, may_manage};
use super::trainer_form::TrainerForm;
use crate::ui::{AsyncView, Badge, Day, EmptyState, Money, PageHead, tell, use_live_of};

/// The list.
#[component]
pub fn TrainersPage() -> impl IntoView {
    let save = ServerAction::<SaveTrainer>::new();
    tell(save);
    let (live, version) = (use_live_of(LIVE), save.version());
    let trainers = Resource::new(move || (live.get(), version.get()), |_| list_trainers());
    let form = may_manage().then(|| view! { <TrainerForm trainer=None save=save /> });
    view! {
        <PageHead title="Trainers" subtitle="Who gives courses, and when they are next" />
        <CatalogueTabs here="/trainers" />
        <div class="stack">
            {form}
            <AsyncView resource=trainers lines=10 let:rows>
                <Table rows=rows />
            </AsyncView>
        </div>
    }
}

#[component]
fn Table(rows: Vec<TrainerRow>) -> impl IntoView {
    if rows.is_empty() {
        return view! {
            <EmptyState what="Trainers will stand here." how="Add the first one above; batches are then given to them." />
        }
        .into_any();
    }
    let rows = rows.into_iter().map(row).collect_view();
    view! {
        <div class="table-wrap">
            <table class="table">
                <thead>
                    <tr>
                        <th scope="col">"Name"</th>
                        <th scope="col">"Teaches"</th>
                        <th scope="col" class="table__num">"Day rate"</th>
                        <th scope="col" class="table__num">"Batches ahead"</th>
                        <th scope="col" class="table__num">"Next"</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
    .into_any()
}

fn row(row: TrainerRow) -> AnyView {
    let retired = (!row.is_active).then(|| view! { " "<Badge text="Retired" /> });
    view! {
        <tr>
            <td class="table__main">
                <a href=format!("/trainers/{}", row.id)>{row.name}</a>
                <span class="table__sub">" "{row.email}</span>
                {retired}
            </td>
            <td data-label="Teaches">{row.topics.join(", ")}</td>
            <td data-label="Day rate" class="table__num"><Money amount=row.day_rate /></td>
            <td data-label="Batches ahead" class="table__num">{(row.ahead > 0).then_some(row.ahead)}</td>
            <td data-label="Next" class="table__num">{row.next_on.map(|day| view! { <Day day=day /> })}</td>
        </tr>
    }
    .into_any()
}
