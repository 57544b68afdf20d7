//! The search over any page: a box with a list below it, as the combobox pattern of the ARIA practices guide has it.

use std::time::Duration;

use domain::search::{Found, SHORTEST};
use domain::session::Viewer;
use leptos::ev::KeyboardEvent;
use leptos::html;
use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::use_navigate;

use super::api::find;
use super::entries::{Entry, Purpose, entries};
use super::overlay::{Overlay, open_when_shown};
use super::recent::recent;
use crate::ui::{Glyph, Icon};

/// How long the fingers rest before the server is asked.
const REST: Duration = Duration::from_millis(120);

const LIST: &str = "palette-list";

/// What the box knows and does.
#[derive(Clone, Copy)]
struct Finder {
    typed: RwSignal<String>,
    purpose: RwSignal<Purpose>,
    at: RwSignal<usize>,
    shown: Memo<Vec<Entry>>,
    choose: Callback<Entry>,
}

/// The search; choosing something leads there and shuts it.
#[component]
pub fn Palette(
    /// What is open over the page.
    open: RwSignal<Option<Overlay>>,
    /// Who is signed in.
    viewer: Signal<Viewer>,
) -> impl IntoView {
    let (typed, purpose) = (RwSignal::new(String::new()), RwSignal::new(Purpose::Open));
    let at = RwSignal::new(0);
    let found = found(typed);
    let shown = Memo::new(move |_| {
        viewer.with(|viewer| {
            let kept = recent(viewer.id);
            found.with(|found| entries(viewer, purpose.get(), &typed.get(), found, kept))
        })
    });
    let navigate = use_navigate();
    let choose = Callback::new(move |entry: Entry| {
        if let Some(asks) = entry.asks {
            purpose.set(asks);
            typed.set(String::new());
            at.set(0);
        } else {
            open.set(None);
            navigate(&entry.href, NavigateOptions::default());
        }
    });
    let dialog = NodeRef::<html::Dialog>::new();
    open_when_shown(dialog);
    let state = Finder { typed, purpose, at, shown, choose };
    view! {
        <dialog class="palette" node_ref=dialog aria-label="Search" closedby="any" on:close=move |_| open.set(None)>
            <SearchBox state=state />
            <Results state=state />
            <p class="palette__foot" role="status">{move || told(state)}</p>
        </dialog>
    }
}

/// What the server finds for what was typed, once the fingers rest; what was found before stays until then.
fn found(typed: RwSignal<String>) -> Signal<Found> {
    let (found, asked) = (RwSignal::new(Found::default()), StoredValue::new(0_u32));
    Effect::new(move |_| {
        let text = typed.get();
        let turn = asked.get_value().wrapping_add(1);
        asked.set_value(turn);
        if text.trim().chars().count() < SHORTEST {
            found.set(Found::default());
            return;
        }
        let is_last = move || asked.try_get_value() == Some(turn);
        let ask = move || {
            if is_last() {
                leptos::task::spawn_local(async move {
                    let answer = find(text).await.unwrap_or_default();
                    if is_last() {
                        found.set(answer);
                    }
                });
            }
        };
        // A browser without timers finds pages and actions only.
        drop(set_timeout(ask, REST));
    });
    found.into()
}

#[component]
fn SearchBox(state: Finder) -> impl IntoView {
    let Finder { typed, purpose, at, shown, choose } = state;
    let input = NodeRef::<html::Input>::new();
    Effect::new(move |_| {
        purpose.track();
        if let Some(input) = input.get() {
            // It fails only for what is not in the document.
            let _ = input.focus();
        }
    });
    let count = move || shown.with(Vec::len);
    let on_key = move |event: KeyboardEvent| {
        let (here, count) = (at.get_untracked(), shown.with_untracked(Vec::len));
        let to = match event.key().as_str() {
            "ArrowDown" if count > 0 => (here + 1) % count,
            "ArrowUp" if count > 0 => (here + count - 1) % count,
            "Enter" => {
                event.prevent_default();
                if let Some(entry) = shown.with_untracked(|shown| shown.get(here).cloned()) {
                    choose.run(entry);
                }
                return;
            }
            "Backspace" if typed.with_untracked(String::is_empty) => {
                purpose.set(Purpose::Open);
                return;
            }
            _ => return,
        };
        event.prevent_default();
        at.set(to);
        show(to);
    };
    let active = move || (count() > 0).then(|| option_id(at.get()));
    view! {
        <div class="palette__box">
            <Icon glyph=Glyph::Search />
            <input class="palette__input" node_ref=input role="combobox" aria-expanded="true" aria-autocomplete="list"
                aria-controls=LIST aria-activedescendant=active aria-label=move || purpose.get().asks()
                placeholder=move || purpose.get().asks() autocomplete="off" spellcheck="false" prop:value=typed
                on:keydown=on_key on:input=move |event| {
                    typed.set(event_target_value(&event));
                    at.set(0);
                } />
        </div>
    }
}

fn option_id(place: usize) -> String {
    format!("palette-{place}")
}

/// Rolls the list so that the entry is seen.
fn show(place: usize) {
    if let Some(option) = document().get_element_by_id(&option_id(place)) {
        option.scroll_into_view_with_bool(false);
    }
}

#[component]
fn Results(state: Finder) -> impl IntoView {
    let lines = move || {
        let shown = state.shown.get();
        let numbered: Vec<(usize, Entry)> = shown.into_iter().enumerate().collect();
        numbered
            .chunk_by(|(_, a), (_, b)| a.group == b.group)
            .map(|part| group(part, state))
            .collect_view()
    };
    view! { <div class="palette__list" id=LIST role="listbox" aria-label="Results">{lines}</div> }
}

fn group(part: &[(usize, Entry)], state: Finder) -> impl IntoView + use<> {
    let title = part.first().map_or("", |(_, entry)| entry.group);
    let options = part
        .iter()
        .cloned()
        .map(|(place, entry)| {
            let chosen = entry.clone();
            let is_active = move || state.at.get() == place;
            view! {
                <div class="palette__option" role="option" id=option_id(place) class:is-active=is_active
                    aria-selected=move || if is_active() { "true" } else { "false" }
                    on:click=move |_| state.choose.run(chosen.clone())
                    on:pointermove=move |_| state.at.set(place)>
                    <Icon glyph=entry.glyph />
                    <span class="palette__name">{entry.name}</span>
                    <span class="palette__about">{entry.about}</span>
                </div>
            }
        })
        .collect_view();
    view! {
        <div role="group" aria-label=title>
            <p class="palette__group" aria-hidden="true">{title}</p>
            {options}
        </div>
    }
    .into_any()
}

/// How many there are, or what to do.
fn told(state: Finder) -> String {
    let letters = state.typed.with(|typed| typed.trim().chars().count());
    match (state.shown.with(Vec::len), state.purpose.get()) {
        (0, Purpose::Call | Purpose::Deal) if letters < SHORTEST => {
            "Type the lead's name.".to_owned()
        }
        (0, _) => "Nothing has that in its name.".to_owned(),
        (count, _) => {
            let count = u64::try_from(count).unwrap_or(0);
            format!(
                "{}. Arrows choose, Enter opens.",
                domain::format::plural(count, "result", "results")
            )
        }
    }
}
