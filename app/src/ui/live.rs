//! Live pages: the server says that something was committed, and the page asks again.
//!
//! On the server and before hydration nothing happens; the version is 0 on both sides.

use std::time::Duration;

use leptos::prelude::*;
use leptos::wasm_bindgen::{JsCast, prelude::Closure};
use web_sys::{EventSource, MessageEvent};

/// Commits within this time make one refresh; where they never end, the page is still this fresh.
const GATHER: Duration = Duration::from_millis(600);

/// Counts up whenever the server has committed something this person may see.
#[derive(Clone, Copy)]
struct Live(RwSignal<u64>);

/// Opens the stream of the signed-in person's events; the shell does this once.
pub fn provide_live() {
    let version = RwSignal::new(0);
    provide_context(Live(version));
    Effect::new(move |opened: Option<Option<EventSource>>| {
        opened.unwrap_or_else(|| {
            let waiting = StoredValue::new(false);
            open(move || {
                if waiting.get_value() {
                    return;
                }
                waiting.set_value(true);
                let refresh = move || {
                    waiting.set_value(false);
                    version.update(|number| *number += 1);
                };
                // A browser without timers shows what it has until it is loaded again.
                drop(set_timeout(refresh, GATHER));
            })
        })
    });
}

/// The version to key a resource on: `Resource::new(move || (filter.get(), live.get()), ...)`.
#[must_use]
pub fn use_live() -> Signal<u64> {
    use_context::<Live>().map_or_else(|| Signal::stored(0), |live| live.0.into())
}

/// Listens on `/events`; the browser reconnects by itself.
fn open(mut on_commit: impl FnMut() + 'static) -> Option<EventSource> {
    let source = EventSource::new("/events").ok()?;
    let listener = Closure::<dyn FnMut(MessageEvent)>::new(move |_| on_commit());
    source.set_onmessage(Some(listener.as_ref().unchecked_ref()));
    // The stream lives as long as the page, and so does its listener.
    listener.forget();
    Some(source)
}
