//! One thing to do: who, what is at stake, why now, and the buttons that do it.

use domain::desk::QueueLine;
use domain::format;
use domain::opportunity::Stage;
use domain::queue::{ActionKind, Band, QueueItem, Subject};
use leptos::prelude::*;

use super::queue_actions::{MoreMenu, PrimaryAction, SnoozeMenu};
use super::rep_queue::QueueForms;
use crate::session::current_user;
use crate::ui::{Glyph, Icon, Money, PointReason, PointsTable, Popover};

/// A card of the queue.
#[component]
pub fn QueueCard(
    /// The line.
    line: QueueLine,
    /// Where a deal can be moved to.
    stages: Vec<Stage>,
    /// What it sends.
    forms: QueueForms,
) -> impl IntoView {
    let item = line.item.clone();
    let href = href(&line);
    let company =
        item.company.clone().map(|company| view! { <span class="queue__company">{company}</span> });
    let value = (item.value.get() > 0).then(|| view! { <Money amount=item.value /> });
    view! {
        <li class="queue__card" class:is-now=item.band == Band::Now tabindex="-1">
            <span class="queue__kind" title=item.action.kind.label()><Icon glyph=glyph(item.action.kind) /></span>
            <div class="queue__who">
                <a class="queue__name" href=href.clone()>{item.who.clone()}</a>
                {company}
            </div>
            <span class="queue__value">{value}</span>
            <div class="queue__why"><Why item=item.clone() /></div>
            <span class="queue__score">{chance(&item)}</span>
            <div class="queue__actions">
                <PrimaryAction line=line.clone() href=href.clone() forms=forms />
                <SnoozeMenu line=line.clone() snooze=forms.snooze />
                <MoreMenu line=line href=href stages=stages move_deal=forms.move_deal />
            </div>
        </li>
    }
}

/// The reason, and the points behind its place in the queue.
#[component]
fn Why(item: QueueItem) -> impl IntoView {
    let until = item.snoozed_until.filter(|_| item.band == Band::Snoozed).map(|until| {
        let day = current_user().with_untracked(|viewer| viewer.zone.day(until));
        format!(" Back on {}.", format::date_short(day))
    });
    let total = i64::from(item.priority);
    let hint = format!("Why here: {}", item.who);
    let reasons = item
        .contributions
        .into_iter()
        .map(|reason| PointReason { text: reason.label, points: reason.points.into() })
        .collect();
    // A task and a deal's next step are known by their words, the rest by what is to be done with whom.
    let what = (item.action.kind == ActionKind::Complete
        || matches!(item.subject, Subject::Task(_)))
    .then(|| view! { <span class="queue__what">{item.action.label}</span>" " });
    view! {
        {what}
        {item.reason}
        {until}
        {item.best_time.map(|best| view! { <span class="queue__best">{format!("Answers best {best}.")}</span> })}
        " "
        <Popover label="why here?" hint=hint>
            <PointsTable reasons=reasons total=total sum="Priority" />
        </Popover>
    }
}

/// The record behind the card.
fn href(line: &QueueLine) -> String {
    match (line.item.subject, line.lead) {
        (Subject::Lead(id), _) | (Subject::Task(_), Some(id)) => format!("/leads/{id}"),
        (Subject::Deal(id), _) => format!("/deals/{id}"),
        (Subject::Task(_), None) => "/tasks".to_owned(),
    }
}

/// A deal's chance, a lead's score.
fn chance(item: &QueueItem) -> Option<String> {
    match (item.subject, item.score) {
        (Subject::Deal(_), _) => Some(format!("{} to win", format::percent(item.probability))),
        (Subject::Lead(_), Some(score)) => Some(format!("score {}", score.get())),
        (Subject::Lead(_) | Subject::Task(_), _) => None,
    }
}

const fn glyph(kind: ActionKind) -> Glyph {
    match kind {
        ActionKind::Call => Glyph::Phone,
        ActionKind::Mail | ActionKind::Message => Glyph::Mail,
        ActionKind::Meet | ActionKind::UpdateCloseDate => Glyph::Calendar,
        ActionKind::MoveStage | ActionKind::SetNextStep => Glyph::Deals,
        ActionKind::Complete => Glyph::Tasks,
    }
}
