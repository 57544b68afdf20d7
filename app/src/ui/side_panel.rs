//! A record opened beside the list it stands in. The address says which, so that Back closes it and a link opens it.
//!
//! A row's name stays a link to the record's own page: that is where it leads without scripts, on a phone, and with a
//! key held for a new tab.

use leptos::ev::{self, KeyboardEvent, MouseEvent};
use leptos::html;
use leptos::prelude::*;
use leptos::wasm_bindgen::JsCast;
use leptos_router::NavigateOptions;
use leptos_router::hooks::{use_location, use_navigate, use_query_map};
use leptos_router::params::ParamsMap;
use web_sys::{Element, HtmlElement};

use super::icon::{Glyph, Icon};

/// The field of the address that says which record is open.
const OPEN: &str = "open";

/// The width from which a list has room for a panel beside it, in CSS pixels.
const ROOM: f64 = 768.0;

/// Which record of a list is open beside it, and the ways to change that.
#[derive(Clone, Copy)]
pub struct Beside {
    opened: Memo<Option<i64>>,
    shut_href: Memo<String>,
    show: Callback<i64>,
    shut: Callback<()>,
}

/// The panel of the list at this address; when it is shut, the focus goes back to the row it was opened from.
#[must_use]
pub fn use_beside() -> Beside {
    let params = use_query_map();
    let path = use_location().pathname;
    let opened = Memo::new(move |_| {
        params.with(|params| params.get_str(OPEN).and_then(|id| id.parse::<i64>().ok()))
    });
    let shut_href = Memo::new(move |_| params.with(|params| address(&path.get(), params, None)));
    let navigate = use_navigate();
    let go = move |href: &str, replace: bool| {
        navigate(href, NavigateOptions { replace, scroll: false, ..NavigateOptions::default() });
    };
    let onwards = go.clone();
    let show = Callback::new(move |id| {
        let is_open = opened.get_untracked().is_some();
        let here = path.get_untracked();
        let href = params.with_untracked(|params| address(&here, params, Some(id)));
        onwards(&href, is_open);
    });
    let shut = Callback::new(move |()| go(&shut_href.get_untracked(), true));
    Effect::watch(
        move || opened.get(),
        |now, before, _| {
            if let (None, Some(Some(row))) = (now, before) {
                let row = format!("[data-row=\"{row}\"]");
                // A page without frames is not looked at.
                let _ = request_animation_frame(move || focus(&row));
            }
        },
        false,
    );
    Beside { opened, shut_href, show, shut }
}

/// The address of this page with another record open, or none.
fn address(path: &str, params: &ParamsMap, open: Option<i64>) -> String {
    let mut params = params.clone();
    params.remove(OPEN);
    if let Some(id) = open {
        params.insert(OPEN, id.to_string());
    }
    format!("{path}{}", params.to_query_string())
}

impl Beside {
    /// The record that is open.
    #[must_use]
    pub fn opened(self) -> Option<i64> {
        self.opened.get()
    }

    /// Opens the row that was clicked, where there is room beside the list. What else can be clicked in it does its own.
    pub fn on_row(self, event: &MouseEvent, id: i64) {
        let is_plain = event.button() == 0
            && !(event.ctrl_key() || event.meta_key() || event.shift_key() || event.alt_key());
        let width = window().inner_width().ok().and_then(|width| width.as_f64()).unwrap_or(0.0);
        if !is_plain || width < ROOM {
            return;
        }
        let target = event.target().and_then(|target| target.dyn_into::<Element>().ok());
        let control = target
            .and_then(|target| target.closest("a, button, input, label, select, summary").ok())
            .flatten();
        if control.is_none_or(|control| control.has_attribute("data-row")) {
            event.prevent_default();
            self.show.run(id);
        }
    }
}

fn focus(selector: &str) {
    let found = document().query_selector(selector).ok().flatten();
    if let Some(found) = found.and_then(|found| found.dyn_into::<HtmlElement>().ok()) {
        // It fails only for what is not in the document.
        let _ = found.focus();
    }
}

/// The panel itself; the list stays beside it.
#[component]
pub fn SidePanel(
    /// The list's panel.
    beside: Beside,
    /// What kind of record it is: "Lead".
    title: &'static str,
    /// The record's own page.
    #[prop(into)]
    href: String,
    /// The record in brief.
    children: Children,
) -> impl IntoView {
    let node = NodeRef::<html::A>::new();
    Effect::new(move |_| {
        if let Some(link) = node.get() {
            // It fails only for what is not in the document.
            let _ = link.focus();
        }
    });
    let on_key = move |event: KeyboardEvent| {
        let floats = document().query_selector("details[name=popover][open], dialog[open]");
        if event.key() == "Escape" && !matches!(floats, Ok(Some(_))) {
            beside.shut.run(());
        }
    };
    Effect::new(move |_| {
        // Where nothing has the focus, nothing in the panel hears the key.
        let heard = window_event_listener(ev::keydown, move |event| {
            let is_nowhere = document().active_element().is_none_or(|at| at.tag_name() == "BODY");
            if is_nowhere {
                on_key(event);
            }
        });
        on_cleanup(move || heard.remove());
    });
    view! {
        <aside class="side-panel" aria-label=title on:keydown=on_key>
            <div class="side-panel__head">
                <a class="button is-small" node_ref=node href=href>"Open page"<Icon glyph=Glyph::ArrowRight /></a>
                <a class="button is-quiet is-icon" href=move || beside.shut_href.get() aria-label="Close" title="Close"
                    data-noscroll="true">
                    <Icon glyph=Glyph::Close />
                </a>
            </div>
            <div class="side-panel__body">{children()}</div>
        </aside>
    }
    .into_any()
}
