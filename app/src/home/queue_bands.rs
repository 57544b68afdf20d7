//! The queue in its four bands: what is to be done now lies open, the rest is folded.

use domain::desk::{QueueLine, RepDesk};
use domain::format;
use domain::opportunity::Stage;
use domain::queue::Band;
use leptos::either::Either;
use leptos::prelude::*;

use super::queue_card::QueueCard;
use super::rep_queue::QueueForms;
use crate::ui::{EmptyState, LinkButton, Panel};

/// How many cards a band shows: a day's work. What is done or put off makes room for the next.
const CARDS: usize = 15;

/// Now, later, waiting, snoozed.
#[component]
pub fn Bands(
    /// The desk.
    desk: Signal<RepDesk>,
    /// What the cards send.
    forms: QueueForms,
) -> impl IntoView {
    let stages = Memo::new(move |_| desk.with(|desk| desk.stages.clone()));
    let band = move |band: Band| Memo::new(move |_| desk.with(|desk| lines_of(desk, band)));
    let now = band(Band::Now);
    let nothing = move || {
        now.with(Vec::is_empty).then(|| {
            view! {
                <EmptyState what="Nothing presses now." how="Take one from below, or look for new leads.">
                    <LinkButton text="Leads" href="/leads" />
                </EmptyState>
            }
        })
    };
    let folds = [Band::Later, Band::Waiting, Band::Snoozed].map(
        |kind| view! { <Fold title=kind.label() lines=band(kind) stages=stages forms=forms /> },
    );
    view! {
        <Panel title="Now">
            <Cards lines=now stages=stages forms=forms />
            {nothing}
        </Panel>
        <div>{folds.into_iter().collect_view()}</div>
    }
}

fn lines_of(desk: &RepDesk, band: Band) -> Vec<QueueLine> {
    desk.queue.iter().filter(|line| line.item.band == band).cloned().collect()
}

#[component]
fn Fold(
    title: &'static str,
    lines: Memo<Vec<QueueLine>>,
    stages: Memo<Vec<Stage>>,
    forms: QueueForms,
) -> impl IntoView {
    view! {
        <details class="fold">
            <summary>
                <span class="fold__title">{title}</span>
                <span class="fold__count">{move || format::count_of(lines.with(Vec::len))}</span>
            </summary>
            <Cards lines=lines stages=stages forms=forms />
        </details>
    }
}

/// One list of cards. A card stays the same element for as long as it says the same, so that a refresh closes
/// nothing that is open.
#[component]
fn Cards(
    lines: Memo<Vec<QueueLine>>,
    stages: Memo<Vec<Stage>>,
    forms: QueueForms,
) -> impl IntoView {
    let shown = move || lines.with(|lines| lines.iter().take(CARDS).cloned().collect::<Vec<_>>());
    let key = |line: &QueueLine| {
        let item = &line.item;
        (item.subject, line.version, item.reason.clone())
    };
    let rest = move || match lines.with(Vec::len).saturating_sub(CARDS) {
        0 => Either::Left(()),
        more => Either::Right(
            view! { <p class="panel__note">{format!("{} more come up as these are done.", format::count_of(more))}</p> },
        ),
    };
    view! {
        <ol class="queue">
            <For each=shown key=key let:line>
                {card(line, stages.get_untracked(), forms)}
            </For>
        </ol>
        {rest}
    }
}

/// Erased, as rows of lists are, so that the page's type does not grow with what a card can do.
fn card(line: QueueLine, stages: Vec<Stage>, forms: QueueForms) -> AnyView {
    view! { <QueueCard line=line stages=stages forms=forms /> }.into_any()
}
