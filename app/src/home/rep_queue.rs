//! The rep's desk: what to do now, in order, and how the quarter stands.

use domain::desk::RepDesk;
use domain::journal::Entity;
use leptos::prelude::*;

use super::api::get_rep_desk;
use super::queue_bands::Bands;
use super::queue_focus::keep_focus_in_queue;
use super::queue_keys::use_queue_keys;
use super::rep_greeting::Greeting;
use super::rep_side::Side;
use crate::leads::api::{LogInteraction, Snooze};
use crate::pipeline::api::{MoveDeal, SetCloseDate, SetNextStep};
use crate::tasks::api::CompleteTask;
use crate::ui::{
    FormProblem, LiveView, PageHead, beyond_fields, problem, sent_about, tell, use_live_of,
};

/// What this page shows, and so reads again.
const LIVE: &[Entity] = &[
    Entity::Lead,
    Entity::Interaction,
    Entity::Opportunity,
    Entity::Task,
    Entity::Pipeline,
    Entity::Quota,
    Entity::User,
    Entity::Setting,
];

/// What the cards of the queue send. Made once, so that a refresh of the desk interrupts nothing.
#[derive(Clone, Copy)]
pub struct QueueForms {
    /// Logs a contact.
    pub log: ServerAction<LogInteraction>,
    /// Puts off.
    pub snooze: ServerAction<Snooze>,
    /// Ticks off.
    pub complete: ServerAction<CompleteTask>,
    /// Moves a deal to another stage.
    pub move_deal: ServerAction<MoveDeal>,
    /// Sets what happens next.
    pub next_step: ServerAction<SetNextStep>,
    /// Sets the day a deal should close.
    pub close_date: ServerAction<SetCloseDate>,
    /// Which deal's next step was last sent.
    pub stepped: Signal<Option<i64>>,
    /// Which deal's day was last sent.
    pub dated: Signal<Option<i64>>,
}

impl QueueForms {
    fn new() -> Self {
        let (next_step, close_date) = (ServerAction::new(), ServerAction::new());
        let forms = Self {
            log: ServerAction::new(),
            snooze: ServerAction::new(),
            complete: ServerAction::new(),
            move_deal: ServerAction::new(),
            next_step,
            close_date,
            stepped: sent_about(next_step, |sent: &SetNextStep| sent.form.id.get()),
            dated: sent_about(close_date, |sent: &SetCloseDate| sent.form.id.get()),
        };
        tell(forms.log);
        tell(forms.snooze);
        tell(forms.complete);
        tell(forms.move_deal);
        tell(forms.next_step);
        tell(forms.close_date);
        forms
    }

    /// Changes whenever something was sent.
    fn version(self) -> usize {
        self.log.version().get()
            + self.snooze.version().get()
            + self.complete.version().get()
            + self.move_deal.version().get()
            + self.next_step.version().get()
            + self.close_date.version().get()
    }
}

/// The page at `/today`.
#[component]
pub fn TodayPage() -> impl IntoView {
    use_queue_keys();
    let forms = QueueForms::new();
    let live = use_live_of(LIVE);
    let desk = Resource::new(move || (live.get(), forms.version()), |_| get_rep_desk());
    view! {
        <PageHead title="Today" />
        <FormProblem error=problem(forms.log) alone=true />
        <FormProblem error=problem(forms.snooze) alone=true />
        <FormProblem error=problem(forms.complete) alone=true />
        <FormProblem error=problem(forms.move_deal) alone=true />
        <FormProblem error=beyond_fields(problem(forms.next_step)) alone=true />
        <FormProblem error=beyond_fields(problem(forms.close_date)) alone=true />
        <LiveView resource=desk lines=14 let:desk>
            <Desk desk=desk forms=forms />
        </LiveView>
    }
}

#[component]
fn Desk(desk: Signal<RepDesk>, forms: QueueForms) -> impl IntoView {
    keep_focus_in_queue(desk);
    view! {
        <div class="stack">
            {move || view! { <Greeting desk=desk.get() /> }}
            <div class="desk">
                <div class="desk__main"><Bands desk=desk forms=forms /></div>
                <div class="desk__side">
                    {move || view! { <Side desk=desk.get() complete=forms.complete /> }}
                </div>
            </div>
        </div>
    }
}
