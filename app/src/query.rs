//! Addresses with the state of a page in them.

use leptos::prelude::*;
use leptos_router::params::ParamsMap;

/// An address of this site with those pairs that say something: `/leads?grade=A`.
#[must_use]
pub fn href(path: &str, pairs: &[(&'static str, &str)]) -> String {
    let mut params = ParamsMap::new();
    for (name, value) in pairs.iter().filter(|(_, value)| !value.is_empty()) {
        params.insert_decoded(*name, (*value).to_owned());
    }
    let mut query = params.to_query_string();
    // An address is read by people: what needs no escape stands as it is.
    for (escaped, plain) in [("%2D", "-"), ("%5F", "_"), ("%2E", "."), ("%7E", "~")] {
        query = query.replace(escaped, plain);
    }
    format!("{path}{query}")
}

/// A value of the address, or nothing.
#[must_use]
pub fn value(params: &ParamsMap, name: &str) -> String {
    params.get_str(name).unwrap_or_default().to_owned()
}

/// The day a page of the past is about: while it is being left for today it keeps its last one, and asks for no other.
#[must_use]
pub fn kept(as_of: Memo<String>) -> Memo<String> {
    Memo::new(move |last: Option<&String>| {
        let now = as_of.get();
        if now.is_empty() { last.cloned().unwrap_or_default() } else { now }
    })
}
