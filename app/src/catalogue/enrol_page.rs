//! `/enrol/:id`: the learners of a won deal.

use domain::catalogue::DealSeats;
use domain::ids::OpportunityId;
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

use super::api::{Enrol, SetSeat, get_deal_seats};
use super::parts::LIVE;
use super::seats::{EnrolForm, SeatTable, may_enrol};
use crate::ui::{LinkButton, LiveView, PageHead, Panel, tell, use_live_of};

/// The page.
#[component]
pub fn EnrolPage() -> impl IntoView {
    let params = use_params_map();
    let id = Memo::new(move |_| {
        let id = params.with(|params| params.get_str("id").and_then(|id| id.parse().ok()));
        id.unwrap_or(OpportunityId(0))
    });
    let enrol = ServerAction::<Enrol>::new();
    let seating = ServerAction::<SetSeat>::new();
    tell(enrol);
    tell(seating);
    let live = use_live_of(LIVE);
    let sent = move || enrol.version().get() + seating.version().get();
    let deal = Resource::new(move || (id.get(), live.get(), sent()), |(id, ..)| get_deal_seats(id));
    view! {
        <LiveView resource=deal title="Learners" lines=8 let:data>
            {move || data.with(head)}
            <div class="stack">
                {move || data.with(|deal| learners(deal, seating))}
                <More data=data enrol=enrol />
            </div>
        </LiveView>
    }
}

fn head(deal: &DealSeats) -> AnyView {
    let course = deal.course.as_ref().map(|(_, name)| name.clone());
    let back = format!("/deals/{}", deal.id);
    let parts: Vec<String> = [course, deal.company.clone()].into_iter().flatten().collect();
    view! {
        <PageHead title=format!("Learners of {}", deal.name) subtitle=parts.join(" · ")>
            <LinkButton text="Back to the deal" href=back />
        </PageHead>
    }
    .into_any()
}

fn learners(deal: &DealSeats, seating: ServerAction<SetSeat>) -> AnyView {
    if deal.learners.is_empty() {
        return ().into_any();
    }
    let seats = deal.learners.iter().cloned();
    let seats =
        seats.map(|(id, code, seat)| (Some((format!("/batches/{id}"), code)), seat)).collect();
    view! { <Panel title="Enrolled"><SeatTable seats=seats seating=seating /></Panel> }.into_any()
}

#[component]
fn More(data: Signal<DealSeats>, enrol: ServerAction<Enrol>) -> impl IntoView {
    // Drawn anew only when there are other batches: nobody loses what they type to other news.
    let batches = Memo::new(move |_| data.with(|deal| (deal.is_won, deal.batches.clone())));
    move || {
        let (is_won, batches) = batches.get();
        let id = data.with_untracked(|deal| deal.id.to_string());
        let form = if !is_won {
            view! { <p class="muted">"The deal is not won yet: its people are enrolled when it is."</p> }
                .into_any()
        } else if !may_enrol() {
            ().into_any()
        } else if batches.is_empty() {
            view! { <p class="muted">"No batch ahead. "<a href="/batches">"Schedule one"</a>" first."</p> }
                .into_any()
        } else {
            view! { <EnrolForm batches=batches deal=id enrol=enrol /> }.into_any()
        };
        view! { <Panel title="Enrol">{form}</Panel> }
    }
}
