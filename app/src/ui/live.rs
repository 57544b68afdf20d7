//! Live pages: the server says of which kind something was committed, and the pages that show such ask again.
//!
//! On the server and before hydration nothing happens; the version is 0 on both sides.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use domain::journal::Entity;
use leptos::prelude::*;
use leptos::wasm_bindgen::{JsCast, prelude::Closure};
use web_sys::{EventSource, MessageEvent};

/// Commits within this time make one refresh; where they never end, the page is still this fresh.
const GATHER: Duration = Duration::from_millis(600);

/// What the stream says when anything may have changed.
pub const EVERYTHING: &str = "everything";

/// How often each kind of record was committed, by its word; and [`EVERYTHING`].
type Versions = BTreeMap<String, u64>;

#[derive(Clone, Copy)]
struct Live {
    versions: RwSignal<Versions>,
    /// Where the server's telling stood before it read anything for this page.
    mark: StoredValue<String>,
}

/// Takes the mark since which the page will listen; the application does this once, before anything is read. What is
/// committed between drawing the page and listening would never be told otherwise.
pub fn provide_live() {
    let mark = StoredValue::new(SharedValue::new(mark).into_inner());
    provide_context(Live { versions: RwSignal::new(Versions::new()), mark });
}

#[cfg(feature = "ssr")]
fn mark() -> String {
    crate::server_ctx::server_host().map(|host| host.bus.mark()).unwrap_or_default()
}

/// The browser has the mark from the page.
#[cfg(not(feature = "ssr"))]
fn mark() -> String {
    String::new()
}

/// Opens the stream of the signed-in person's events; the shell does this once.
pub fn listen_live() {
    let Some(Live { versions, mark }) = use_context() else { return };
    Effect::new(move |opened: Option<Option<EventSource>>| {
        opened.unwrap_or_else(|| {
            let waiting = StoredValue::new(BTreeSet::<String>::new());
            open(&mark.get_value(), move |kinds| {
                let is_first = waiting.with_value(BTreeSet::is_empty);
                waiting.update_value(|waiting| {
                    waiting.extend(
                        kinds.split(' ').filter(|kind| !kind.is_empty()).map(str::to_owned),
                    );
                });
                if !is_first || waiting.with_value(BTreeSet::is_empty) {
                    return;
                }
                // A browser without timers shows what it has until it is loaded again.
                drop(set_timeout(move || count(versions, waiting), GATHER));
            })
        })
    });
}

fn count(versions: RwSignal<Versions>, waiting: StoredValue<BTreeSet<String>>) {
    let kinds = waiting.try_update_value(std::mem::take).unwrap_or_default();
    versions.update(|versions| {
        for kind in kinds {
            *versions.entry(kind).or_default() += 1;
        }
    });
}

/// Counts up whenever the server has committed a record of one of these kinds:
/// `Resource::new(move || (filter.get(), live.get()), ...)`.
#[must_use]
pub fn use_live_of(kinds: &'static [Entity]) -> Signal<u64> {
    use_live_by(move || kinds)
}

/// The same, of kinds that the page's own filter chooses.
#[must_use]
pub fn use_live_by(kinds: impl Fn() -> &'static [Entity] + Send + Sync + 'static) -> Signal<u64> {
    let Some(Live { versions, .. }) = use_context::<Live>() else { return Signal::stored(0) };
    Memo::new(move |_| {
        let words = kinds().iter().map(|kind| kind.as_str()).chain([EVERYTHING]);
        versions.with(|versions| words.filter_map(|word| versions.get(word)).sum())
    })
    .into()
}

/// Listens on `/events` since a mark; the browser reconnects by itself, since what it heard last.
fn open(mark: &str, mut on_commit: impl FnMut(String) + 'static) -> Option<EventSource> {
    let source = EventSource::new(&format!("/events?at={mark}")).ok()?;
    let listener = Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| {
        on_commit(event.data().as_string().unwrap_or_default());
    });
    source.set_onmessage(Some(listener.as_ref().unchecked_ref()));
    // The stream lives as long as the page, and so does its listener.
    listener.forget();
    Some(source)
}
