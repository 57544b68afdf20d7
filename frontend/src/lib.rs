//! What the browser runs: hydration of the pages the server has rendered, and nothing else.
//!
//! Everything visible lives in `app`; this crate only starts it. It is a crate of its own because
//! `app` is built twice, for the server and for the page, and only this build may turn `hydrate` on.

use std::time::Duration;

use app::lazy::Group;
use app::routes::App;
use leptos::mount::hydrate_body;
use leptos::prelude::{document, location_pathname, set_timeout};
use wasm_bindgen::prelude::wasm_bindgen;

/// Takes over the page the server has rendered, once the code of its group is there.
///
/// Where that cannot be fetched the page stays as the server made it: its links and forms work without code.
///
/// `html[data-hydrated]` says that clicks are heard from now on: what came earlier went to plain
/// links and forms, and the browser tests wait for it.
#[wasm_bindgen]
pub async fn hydrate() {
    console_error_panic_hook::set_once();
    let group = location_pathname().and_then(|path| Group::of(&path));
    if let Some(group) = group
        && group.fetch().await.is_err()
    {
        return;
    }
    hydrate_body(App);
    // Parts that wait for data, which the page brings along, are taken over in tasks queued by now.
    if set_timeout(mark_hydrated, Duration::ZERO).is_err() {
        mark_hydrated();
    }
}

fn mark_hydrated() {
    if let Some(root) = document().document_element() {
        // It can fail only for a name that is not one.
        let _ = root.set_attribute("data-hydrated", "");
    }
}
