//! What the browser runs: hydration of the pages the server has rendered, and nothing else.
//!
//! Everything visible lives in `app`; this crate only starts it. It is a crate of its own because
//! `app` is built twice, for the server and for the page, and only this build may turn `hydrate` on.

use std::time::Duration;

use app::routes::App;
use leptos::mount::hydrate_body;
use leptos::prelude::{document, set_timeout};
use wasm_bindgen::prelude::wasm_bindgen;

/// Takes over the page the server has rendered.
///
/// `html[data-hydrated]` says that clicks are heard from now on: what came earlier went to plain
/// links and forms, and the browser tests wait for it.
#[wasm_bindgen]
pub fn hydrate() {
    console_error_panic_hook::set_once();
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

/// Asks the brain the questions of a golden file: empty when every answer is the one written down,
/// digit by digit, or else what differs.
#[wasm_bindgen]
#[must_use]
pub fn check_golden(json: &str) -> String {
    match domain::golden::check(json) {
        Ok(_) => String::new(),
        Err(error) => error.to_string(),
    }
}
