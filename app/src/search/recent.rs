//! The records somebody opened last, kept by the browser for each person who uses it.

use domain::ids::UserId;
use leptos::prelude::*;
use leptos_router::hooks::use_location;
use std::time::Duration;
use web_sys::Storage;

/// How many are kept.
const KEPT: usize = 8;
/// A page that is left sooner was not looked at, and may not have its title yet.
const LOOKED_AT: Duration = Duration::from_millis(1500);
/// Between an address and its name, and between two records: nobody types these.
const FIELD: char = '\u{1f}';
const RECORD: char = '\u{1e}';

fn storage() -> Option<Storage> {
    window().local_storage().ok().flatten()
}

fn key(user: UserId) -> String {
    format!("recent-{user}")
}

/// Addresses and names, the last opened first. In a browser that keeps nothing, none.
pub fn recent(user: UserId) -> Vec<(String, String)> {
    let kept = storage().and_then(|storage| storage.get_item(&key(user)).ok().flatten());
    kept.unwrap_or_default()
        .split(RECORD)
        .filter_map(|record| record.split_once(FIELD))
        .map(|(href, name)| (href.to_owned(), name.to_owned()))
        .collect()
}

/// Keeps the records whose pages are opened. Does nothing on the server.
pub fn keep_recent(user: UserId) {
    let path = use_location().pathname;
    Effect::new(move |_| {
        let href = path.get();
        if !is_record(&href) {
            return;
        }
        let look = move || {
            if path.try_get_untracked().is_some_and(|now| now == href) {
                keep(user, &href, document().title().trim_end_matches(" · Rainmaker"));
            }
        };
        // A browser without timers keeps nothing.
        drop(set_timeout(look, LOOKED_AT));
    });
}

/// `/leads/17` or `/deals/17`.
fn is_record(href: &str) -> bool {
    let id = href.strip_prefix("/leads/").or_else(|| href.strip_prefix("/deals/"));
    id.is_some_and(|id| !id.is_empty() && id.bytes().all(|byte| byte.is_ascii_digit()))
}

fn keep(user: UserId, href: &str, name: &str) {
    let Some(storage) = storage() else { return };
    let others = recent(user).into_iter().filter(|(known, _)| known != href);
    let records: Vec<String> = std::iter::once((href.to_owned(), name.to_owned()))
        .chain(others)
        .take(KEPT)
        .map(|(href, name)| format!("{href}{FIELD}{name}"))
        .collect();
    // A full or forbidden storage keeps what it had.
    drop(storage.set_item(&key(user), &records.join(&RECORD.to_string())));
}
