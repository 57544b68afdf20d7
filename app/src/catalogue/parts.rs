//! What the catalogue's pages have in common: the way between them, and batches in a table.

use domain::access::Action;
use domain::catalogue::{BatchRow, BatchStatus, Seats};
use domain::format;
use domain::journal::Entity;
use domain::ratio::Ratio;
use leptos::prelude::*;

use crate::session::current_user;
use crate::ui::{Badge, Day, Money, Tab, Tabs, Tone};

/// What these pages show, and so read again.
pub const LIVE: &[Entity] =
    &[Entity::Product, Entity::Batch, Entity::Trainer, Entity::Enrolment, Entity::Opportunity];

/// Products, schedule, trainers.
#[component]
pub fn CatalogueTabs(
    /// The address of the present one.
    here: &'static str,
) -> impl IntoView {
    let tab = |label: &str, href: &'static str| Tab {
        label: label.to_owned(),
        href: href.to_owned(),
        count: None,
        current: href == here,
    };
    let tabs = vec![
        tab("Products", "/products"),
        tab("Schedule", "/batches"),
        tab("Trainers", "/trainers"),
    ];
    view! { <Tabs label="Catalogue" tabs=tabs /> }
}

/// Whether the reader may change the catalogue.
pub fn may_manage() -> bool {
    current_user().with_untracked(|viewer| viewer.may(Action::ManageCatalogue))
}

/// "9 of 12, 2 waiting".
pub fn seats_in_words(seats: Seats) -> String {
    let waiting = match seats.waiting {
        0 => String::new(),
        count => format!(", {count} waiting"),
    };
    format!("{} of {}{waiting}", seats.taken, seats.seats)
}

/// A share in words, or a dash.
pub fn share(share: Option<Ratio>) -> String {
    share.map_or_else(|| "\u{2013}".to_owned(), format::percent)
}

/// First and last day.
pub fn days(batch: &BatchRow) -> impl IntoView + use<> {
    let (first, last) = (batch.starts_on, batch.ends_on);
    let until = (last != first).then(|| view! { " \u{2013} "<Day day=last /> });
    view! { <Day day=first />{until} }
}

/// Where a batch stands.
pub const fn tone(status: BatchStatus) -> Tone {
    match status {
        BatchStatus::Planned | BatchStatus::Done => Tone::Neutral,
        BatchStatus::Confirmed => Tone::Good,
        BatchStatus::Running => Tone::Accent,
        BatchStatus::Cancelled => Tone::Bad,
    }
}

/// Batches, each with its seats and what they come to.
#[component]
pub fn BatchTable(
    /// The batches.
    rows: Vec<BatchRow>,
    /// Whether the course is named: on its own page it is not.
    #[prop(default = true)]
    with_course: bool,
    /// Whether the trainer is named: on their own page they are not.
    #[prop(default = true)]
    with_trainer: bool,
) -> impl IntoView {
    let rows = rows.into_iter().map(|batch| row(batch, with_course, with_trainer)).collect_view();
    let course = with_course.then(|| view! { <th scope="col">"Course"</th> });
    let trainer = with_trainer.then(|| view! { <th scope="col">"Trainer"</th> });
    view! {
        <div class="table-wrap">
            <table class="table">
                <thead>
                    <tr>
                        <th scope="col">"Batch"</th>
                        {course}
                        <th scope="col">"Days"</th>
                        <th scope="col">"Place"</th>
                        {trainer}
                        <th scope="col">"Status"</th>
                        <th scope="col" class="table__num">"Seats taken"</th>
                        <th scope="col" class="table__num">"Filled"</th>
                        <th scope="col" class="table__num">"Price"</th>
                        <th scope="col" class="table__num">"Revenue"</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
    .into_any()
}

fn row(batch: BatchRow, with_course: bool, with_trainer: bool) -> AnyView {
    let days = days(&batch);
    let revenue = batch.seats.revenue(batch.price);
    let course = with_course.then(|| {
        let (id, name) = batch.product;
        view! { <td data-label="Course"><a href=format!("/products/{id}")>{name}</a></td> }
    });
    let trainer = with_trainer.then(|| {
        let trainer =
            batch.trainer.map(|(id, name)| view! { <a href=format!("/trainers/{id}")>{name}</a> });
        view! { <td data-label="Trainer">{trainer}</td> }
    });
    view! {
        <tr>
            <td class="table__main"><a href=format!("/batches/{}", batch.id)>{batch.code}</a></td>
            {course}
            <td data-label="Days">{days}</td>
            <td data-label="Place">{batch.place}</td>
            {trainer}
            <td class="is-plain" data-label="Status"><Badge text=batch.status.label() tone=tone(batch.status) /></td>
            <td class="table__num table__key" data-label="Seats taken">{seats_in_words(batch.seats)}</td>
            <td class="table__num" data-label="Filled">{share(batch.seats.fill())}</td>
            <td class="table__num" data-label="Price"><Money amount=batch.price /></td>
            <td class="table__num" data-label="Revenue"><Money amount=revenue /></td>
        </tr>
    }
    .into_any()
}
