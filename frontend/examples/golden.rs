//! The brain alone as WebAssembly: what the browser tests ask whether it gives the digits of the server.
//!
//! A module of its own, so that the page does not carry it.

use wasm_bindgen::prelude::wasm_bindgen;

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
