//! `/batches/:id`: a batch with its learners.

use domain::catalogue::{BatchPage as Data, BatchStatus};
use domain::format;
use domain::ids::BatchId;
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

use super::api::{Enrol, SaveBatch, SetSeat, get_batch};
use super::batch_form::BatchForm;
use super::parts::{CatalogueTabs, LIVE, may_manage, seats_in_words, share, tone};
use super::seats::{EnrolForm, SeatTable, may_enrol};
use crate::ui::{
    Badge, FigureTile, FormProblem, LiveView, PageHead, Panel, beyond_fields, problem, tell,
    use_live_of,
};

/// The page.
#[component]
pub fn BatchPage() -> impl IntoView {
    let params = use_params_map();
    let id = Memo::new(move |_| {
        let id = params.with(|params| params.get_str("id").and_then(|id| id.parse().ok()));
        id.unwrap_or(BatchId(0))
    });
    let save = ServerAction::<SaveBatch>::new();
    let enrol = ServerAction::<Enrol>::new();
    let seating = ServerAction::<SetSeat>::new();
    tell(save);
    tell(enrol);
    tell(seating);
    let live = use_live_of(LIVE);
    let sent = move || save.version().get() + enrol.version().get() + seating.version().get();
    let batch = Resource::new(move || (id.get(), live.get(), sent()), |(id, ..)| get_batch(id));
    view! {
        <LiveView resource=batch title="Batch" lines=12 let:data>
            <Drawn data=data save=save enrol=enrol seating=seating />
        </LiveView>
    }
}

#[component]
fn Drawn(
    data: Signal<Data>,
    save: ServerAction<SaveBatch>,
    enrol: ServerAction<Enrol>,
    seating: ServerAction<SetSeat>,
) -> impl IntoView {
    let record = Memo::new(move |_| data.with(|page| (page.row.id, page.version)));
    let form = move || {
        record.track();
        let page = data.get_untracked();
        let choices = page.choices.clone();
        may_manage().then(|| view! { <BatchForm batch=Some(page) choices=choices save=save /> })
    };
    let is_held = Memo::new(move |_| {
        data.with(|page| !matches!(page.row.status, BatchStatus::Done | BatchStatus::Cancelled))
    });
    let more = move || {
        (may_enrol() && is_held.get()).then(|| {
            let row = data.with_untracked(|page| page.row.clone());
            view! { <Panel title="Enrol"><EnrolForm batches=vec![row] enrol=enrol /></Panel> }
        })
    };
    view! {
        {move || data.with(head)}
        <CatalogueTabs here="" />
        <div class="stack">
            {move || data.with(tiles)}
            <FormProblem error=beyond_fields(problem(seating)) alone=true />
            {move || data.with(|page| learners(page, seating))}
            {more}
            {form}
        </div>
    }
}

fn head(page: &Data) -> AnyView {
    let row = &page.row;
    let days = if row.starts_on == row.ends_on {
        format::date_long(row.starts_on)
    } else {
        format!("{} \u{2013} {}", format::date_short(row.starts_on), format::date_long(row.ends_on))
    };
    let status = row.status;
    let trainer = row.trainer.as_ref().map(|(_, name)| format!("with {name}"));
    let parts = [Some(row.product.1.clone()), Some(days), Some(row.place.clone()), trainer];
    let parts: Vec<String> = parts.into_iter().flatten().filter(|part| !part.is_empty()).collect();
    view! {
        <PageHead title=row.code.clone() subtitle=parts.join(" · ")>
            <Badge text=status.label() tone=tone(status) />
        </PageHead>
    }
    .into_any()
}

fn tiles(page: &Data) -> AnyView {
    let row = &page.row;
    let revenue = row.seats.revenue(row.price);
    view! {
        <div class="tiles">
            <FigureTile label="Seats taken" value=seats_in_words(row.seats)
                how="Seats that are booked, attended or missed. Who waits has none." />
            <FigureTile label="Filled" value=share(row.seats.fill()) how="Seats taken over all seats." />
            <FigureTile label="Free" value=row.seats.free().to_string() how="Seats nobody has." />
            <FigureTile label="Revenue" value=format::money_short(revenue) exact=format::money_exact(revenue)
                how=format!("Seats taken at {} each: the batch's own price, or else the course's list price.",
                    format::money(row.price)) />
        </div>
    }
    .into_any()
}

fn learners(page: &Data, seating: ServerAction<SetSeat>) -> AnyView {
    if page.learners.is_empty() {
        return view! { <Panel title="Learners"><p class="muted">"Nobody is enrolled yet."</p></Panel> }
            .into_any();
    }
    let seats = page.learners.iter().cloned().map(|seat| (None, seat)).collect();
    view! {
        <Panel title="Learners" note=seats_in_words(page.row.seats)>
            <SeatTable seats=seats seating=seating />
        </Panel>
    }
    .into_any()
}
