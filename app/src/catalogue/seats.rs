//! Who sits in a batch, who waits, and the form that gives seats. Works without scripts.

use domain::access::Action;
use domain::catalogue::{BatchRow, EnrolmentStatus, SeatRow};
use domain::format;
use leptos::form::ActionForm;
use leptos::prelude::*;

use super::api::{Enrol, SetSeat};
use super::parts::seats_in_words;
use crate::session::current_user;
use crate::ui::{
    Badge, Choice, FormProblem, SelectField, Submit, TextArea, TextField, Tone, Weight, WriteForm,
    problem, wrong,
};

const fn tone(status: EnrolmentStatus) -> Tone {
    match status {
        EnrolmentStatus::Booked => Tone::Accent,
        EnrolmentStatus::Waiting => Tone::Warn,
        EnrolmentStatus::Attended => Tone::Good,
        EnrolmentStatus::Missed => Tone::Bad,
        EnrolmentStatus::Cancelled => Tone::Neutral,
    }
}

/// Whether the reader may give seats.
pub fn may_enrol() -> bool {
    current_user().with_untracked(|viewer| viewer.may(Action::Enrol))
}

/// The learners of one batch, or of one deal with the batch of each.
#[component]
pub fn SeatTable(
    /// The places; beside each the batch it is in, where that is not said already.
    seats: Vec<(Option<(String, String)>, SeatRow)>,
    /// The action that says what became of one.
    seating: ServerAction<SetSeat>,
) -> impl IntoView {
    let may = may_enrol();
    let with_batch = seats.iter().any(|(batch, _)| batch.is_some());
    let rows = seats.into_iter().map(|(batch, seat)| row(batch, seat, seating, may)).collect_view();
    let batch = with_batch.then(|| view! { <th scope="col">"Batch"</th> });
    let deal = (!with_batch).then(|| view! { <th scope="col">"Deal"</th> });
    view! {
        <div class="table-wrap">
            <table class="table">
                <thead>
                    <tr>
                        <th scope="col">"Learner"</th>
                        {batch}
                        <th scope="col">"Company"</th>
                        {deal}
                        <th scope="col">"Status"</th>
                        <th scope="col"><span class="visually-hidden">"Change"</span></th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
    .into_any()
}

fn row(
    batch: Option<(String, String)>,
    seat: SeatRow,
    seating: ServerAction<SetSeat>,
    may: bool,
) -> AnyView {
    use EnrolmentStatus as S;
    let name = seat.learner.1;
    let offers: &[(S, &str)] = match seat.status {
        S::Booked => {
            &[(S::Attended, "Came"), (S::Missed, "Did not come"), (S::Cancelled, "Cancel")]
        }
        S::Waiting => &[(S::Cancelled, "Cancel")],
        S::Attended | S::Missed => &[(S::Booked, "Reset")],
        S::Cancelled => &[(S::Booked, "Enrol again")],
    };
    let buttons = may.then(|| {
        offers
            .iter()
            .map(|(status, text)| {
                let label = format!("{text}: {name}");
                view! {
                    <button type="submit" class=Weight::Quiet.class() name="form[status]" value=status.as_str()
                        aria-label=label>{*text}</button>
                }
            })
            .collect_view()
    });
    let in_batch = batch.is_some();
    let batch =
        batch.map(|(href, code)| view! { <td data-label="Batch"><a href=href>{code}</a></td> });
    let deal = (!in_batch).then(|| {
        let deal = seat.deal.map(|(id, name)| view! { <a href=format!("/deals/{id}")>{name}</a> });
        view! { <td data-label="Deal">{deal}</td> }
    });
    view! {
        <tr>
            <td class="table__main">{name.clone()}<span class="table__sub">" "{seat.email}</span></td>
            {batch}
            <td data-label="Company">{seat.company}</td>
            {deal}
            <td class="is-plain" data-label="Status"><Badge text=seat.status.label() tone=tone(seat.status) /></td>
            <td class="table__actions">
                <ActionForm action=seating attr:class="seat-actions">
                    <input type="hidden" name="form[id]" value=seat.id.to_string() />
                    {buttons}
                </ActionForm>
            </td>
        </tr>
    }
    .into_any()
}

/// The form that enrols people: in one batch, or in one of several.
#[component]
pub fn EnrolForm(
    /// The batches to choose from; one alone is not asked for.
    batches: Vec<BatchRow>,
    /// The deal that pays, or empty.
    #[prop(optional, into)]
    deal: String,
    /// The action that enrols.
    enrol: ServerAction<Enrol>,
) -> impl IntoView {
    let error = problem(enrol);
    let wrong = move |field| wrong(error, field);
    let mut hidden = vec![("form[deal]", deal.clone())];
    let choice = if let [only] = batches.as_slice() {
        hidden.push(("form[batch]", only.id.to_string()));
        None
    } else {
        let words = |batch: &BatchRow| {
            format!(
                "{} · {} · {} · {}",
                batch.code,
                batch.product.1,
                format::date_short(batch.starts_on),
                seats_in_words(batch.seats)
            )
        };
        let choices = batches.iter().map(|batch| Choice::new(batch.id, words(batch))).collect();
        Some(
            view! { <SelectField label="Batch" name="form[batch]" choices=choices error=wrong("batch") /> },
        )
    };
    // A deal's people work for its company; others say where.
    let company = deal.is_empty().then(|| {
        view! { <TextField label="Company" name="form[company]" error=wrong("company") /> }
    });
    view! {
        <WriteForm action=enrol hidden=hidden>
            <FormProblem error=error />
            {choice}
            <TextArea label="People" name="form[people]" required=true
                hint="One a line: a name, and a mail address behind a comma. Beyond the last seat they wait in this order."
                error=wrong("people") />
            {company}
            <div class="form__actions">
                <Submit text="Enrol" weight=Weight::Primary pending=enrol.pending() />
            </div>
        </WriteForm>
    }
    .into_any()
}
