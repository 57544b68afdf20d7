//! One's own tasks by day: a month or a week; on a phone a list of the days that have any.

use chrono::{Datelike as _, Months, NaiveDate};
use domain::calendar::Zone;
use domain::format;
use domain::journal::Entity;
use domain::task::{CalendarDay, TaskCalendar, TaskRow, TaskStatus};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use super::api::task_calendar;
use crate::query;
use crate::session::current_user;
use crate::ui::{AsyncView, EmptyState, LinkButton, PageHead, Tab, Tabs, use_live_of};

/// What this page shows, and so reads again.
const LIVE: &[Entity] = &[Entity::Task];

/// The page at `/calendar`, or `/calendar?view=week&from=2026-11-23`.
#[component]
pub fn CalendarPage() -> impl IntoView {
    let params = use_query_map();
    let asked = Memo::new(move |_| {
        params.with(|params| (query::value(params, "from"), query::value(params, "view") == "week"))
    });
    let live = use_live_of(LIVE);
    let calendar = Resource::new(
        move || (asked.get(), live.get()),
        |((from, is_week), _)| task_calendar(from, is_week),
    );
    view! {
        <PageHead title="Calendar">
            <LinkButton href="/tasks" text="Tasks as a list" />
        </PageHead>
        <AsyncView resource=calendar lines=12 let:data>
            <Shown data=data />
        </AsyncView>
    }
}

fn address(day: &str, is_week: bool) -> String {
    query::href("/calendar", &[("view", if is_week { "week" } else { "" }), ("from", day)])
}

#[component]
fn Shown(data: TaskCalendar) -> impl IntoView {
    let TaskCalendar { today, from, is_week, days, left_out } = data;
    let (first, last) = (days.first().map(|day| day.day), days.last().map(|day| day.day));
    let title = if is_week {
        let words = |day: Option<_>| day.map(format::date_long).unwrap_or_default();
        format!("{} \u{2013} {}", words(first), words(last))
    } else {
        from.format("%B %Y").to_string()
    };
    let before = from.pred_opt().map(|day| address(&day.to_string(), is_week));
    let after = if is_week {
        last.and_then(|day| day.succ_opt())
    } else {
        from.checked_add_months(Months::new(1))
    };
    let after = after.map(|day| address(&day.to_string(), is_week));
    let tab = |label: &str, week: bool| Tab {
        label: label.to_owned(),
        href: address(&from.to_string(), week),
        count: None,
        current: week == is_week,
    };
    let empty = days.iter().all(|day| day.tasks.is_empty()).then(|| {
        view! { <EmptyState what="Nothing is due in these days." how="Tasks with a day stand here; add one under Tasks." /> }
    });
    let viewer = current_user();
    let zone = viewer.with_untracked(|viewer| viewer.zone.clone());
    let name = viewer.with_untracked(|viewer| format!("Tasks of {}", viewer.name));
    let cells = days
        .into_iter()
        .map(|day| {
            let is_other = !is_week && day.day.month() != from.month();
            view! { <Cell day=day is_other=is_other today=today zone=zone.clone() /> }
        })
        .collect_view();
    let note = left_out.then(|| view! { <p class="muted">"More tasks than fit are due in these days; the list has them all."</p> });
    view! {
        <div class="stack">
            <Tabs label="How much" tabs=vec![tab("Month", false), tab("Week", true)] />
            <div class="calendar__head">
                <h2 class="calendar__title">{title}</h2>
                {before.map(|href| view! { <a class="button is-small" rel="prev" href=href>"Before"</a> })}
                <a class="button is-small" href=address("", is_week)>"Today"</a>
                {after.map(|href| view! { <a class="button is-small" rel="next" href=href>"After"</a> })}
            </div>
            {empty}
            {note}
            <ol class="calendar" class:is-week=is_week aria-label=name>{cells}</ol>
        </div>
    }
}

#[component]
fn Cell(day: CalendarDay, is_other: bool, today: NaiveDate, zone: Zone) -> impl IntoView {
    let is_today = day.day == today;
    let number = day.day.format("%a %-d").to_string();
    let is_bare = day.tasks.is_empty();
    let tasks = day.tasks.into_iter().map(|task| line(task, &zone)).collect_view();
    view! {
        <li class="calendar__day" class:is-other=is_other class:is-today=is_today class:is-bare=is_bare>
            <time class="calendar__date" datetime=day.day.to_string()
                aria-current=is_today.then_some("date")>
                <span class="calendar__number">{number}</span>
                <span class="calendar__words">{format::date_short(day.day)}</span>
            </time>
            <ul class="calendar__tasks">{tasks}</ul>
        </li>
    }
    .into_any()
}

/// A task as a link to what it is about; the hour stands where it is not the end of the day.
fn line(task: TaskRow, zone: &Zone) -> impl IntoView {
    let is_done = task.status == TaskStatus::Done;
    let href = match (&task.lead, &task.opportunity) {
        (Some((id, _)), _) => format!("/leads/{id}"),
        (None, Some((id, _))) => format!("/deals/{id}"),
        (None, None) => "/tasks".to_owned(),
    };
    let hour = task.due_at.map(|due| zone.local(due).format("%H:%M").to_string());
    let hour = hour.filter(|hour| hour != "23:59");
    let who = task.lead.map(|(_, name)| format!(" \u{b7} {name}"));
    let state = is_done.then_some("Done: ");
    let whole = task.title.clone();
    let again = task.recurrence.map(|how| format!(" \u{b7} {}", how.label().to_lowercase()));
    view! {
        <li class="calendar__task" class:is-done=is_done>
            <a href=href title=whole>
                {hour.map(|hour| view! { <span class="calendar__hour">{hour}</span> })}
                <span class="visually-hidden">{state}</span>
                {task.title}
                <span class="calendar__who">{who}{again}</span>
            </a>
        </li>
    }
    .into_any()
}
