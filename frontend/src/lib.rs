//! What the browser runs: hydration of the pages the server has rendered, and nothing else.
//!
//! Everything visible lives in `app`; this crate only starts it. It is a crate of its own because
//! `app` is built twice, for the server and for the page, and only this build may turn `hydrate` on.

use wasm_bindgen::prelude::wasm_bindgen;

/// Takes over the page the server has rendered.
///
/// `html[data-hydrated]` says that clicks are heard from now on: what came earlier went to plain
/// links and forms, and the browser tests wait for it.
#[wasm_bindgen]
pub fn hydrate() {
    console_error_panic_hook::set_once();
    let root = web_sys::window().and_then(|window| window.document()?.document_element());
    if let Some(root) = root {
        // It fails only for a name that is not one.
        let _ = root.set_attribute("data-hydrated", "");
    }
}
