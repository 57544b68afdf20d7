//! The addresses of what a page loads. Their names carry a hash of their content, which only the server knows.

use std::collections::BTreeMap;

use leptos::prelude::*;

/// Addresses of the page's own files; the server puts the hashed ones into the context.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AssetNames {
    /// The module that loads the page's code.
    pub js: String,
    /// The page's code.
    pub wasm: String,
    /// The style sheet.
    pub css: String,
    /// The text font, loaded early.
    pub font: String,
    /// The further code of each group of pages, a file each.
    pub groups: BTreeMap<String, String>,
}

impl Default for AssetNames {
    fn default() -> Self {
        Self {
            js: "/pkg/frontend.js".to_owned(),
            wasm: "/pkg/frontend_bg.wasm".to_owned(),
            css: "/pkg/main.css".to_owned(),
            font: "/fonts/inter.woff2".to_owned(),
            groups: BTreeMap::new(),
        }
    }
}

/// The names in the context, or the plain ones.
#[must_use]
pub fn asset_names() -> AssetNames {
    use_context().unwrap_or_default()
}
