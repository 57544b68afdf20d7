//! One unit: everything it changed, field by field, and the way back.

use domain::format;
use domain::ids::UnitId;
use domain::journal::Change;
use domain::undo::{Undone, UnitPage as UnitData, UnitRecord};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

use super::api::{TakeBack, get_unit};
use super::journal_page::entries;
use super::undo_form::UndoForm;
use crate::session::current_user;
use crate::ui::{AsyncView, Badge, LinkButton, PageHead, Panel, Tone, use_toasts};

/// `/journal/:id`
#[component]
pub fn UnitPage() -> impl IntoView {
    let params = use_params_map();
    // An address without a number is nobody's.
    let id = Memo::new(move |_| {
        let id = params.with(|params| params.get_str("id").and_then(|id| id.parse().ok()));
        id.unwrap_or(UnitId(0))
    });
    let undo = ServerAction::<TakeBack>::new();
    let toasts = use_toasts();
    Effect::new(move |_| {
        if let Some(Ok(Undone::Done(done))) = undo.value().get() {
            toasts.show_done(done);
        }
    });
    let version = undo.version();
    let unit = Resource::new(move || (id.get(), version.get()), |(id, _)| get_unit(id));
    view! {
        <AsyncView resource=unit lines=12 let:page>
            <Unit page=page undo=undo />
        </AsyncView>
    }
}

#[component]
fn Unit(page: UnitData, undo: ServerAction<TakeBack>) -> impl IntoView {
    let unit = page.unit.clone();
    let subtitle = subtitle(&page);
    let more = (page.more > 0).then(|| {
        let more = format::plural(page.more as u64, "record more", "records more");
        view! { <p class="muted">{format!("And {more}.")}</p> }
    });
    let records = page.records.into_iter().map(record).collect_view();
    let other = unit.undone_by.or(unit.undoes).map(|other| {
        let text = if unit.undone_by.is_some() { "What undid it" } else { "What it undid" };
        view! { <LinkButton text=text href=format!("/journal/{other}") /> }
    });
    view! {
        <PageHead title=unit.label.clone() subtitle=subtitle>{other}</PageHead>
        <div class="stack">
            <UndoForm unit=unit.id preview=page.preview undo=undo />
            <Panel title="What changed" note=entries(unit.entries)>
                <ul class="changes">{records}</ul>
                {more}
            </Panel>
        </div>
    }
}

/// "Ana Ruiz · Mon 23 Nov 2026, 09:00".
fn subtitle(page: &UnitData) -> String {
    let zone = current_user().with_untracked(|viewer| viewer.zone.clone());
    let at = page.unit.at;
    let time = zone.local(at).format("%H:%M");
    format!("{} · {}, {time}", page.unit.who, format::date_long(zone.day(at)))
}

fn record(record: UnitRecord) -> impl IntoView {
    let tone = match record.change {
        Change::Create | Change::Restore => Tone::Good,
        Change::Update => Tone::Neutral,
        Change::Delete => Tone::Bad,
    };
    let name = match record.href {
        Some(href) => view! { <a href=href>{record.name}</a> }.into_any(),
        None => record.name.into_any(),
    };
    let details = record.details.into_iter().map(|line| view! { <li>{line}</li> }).collect_view();
    view! {
        <li class="changes__record">
            <p class="changes__head">
                <Badge text=record.change.label() tone=tone />
                <span class="muted">{record.entity.label()}</span>
                <span class="changes__name">{name}</span>
            </p>
            <ul class="changes__fields">{details}</ul>
        </li>
    }
    .into_any()
}
