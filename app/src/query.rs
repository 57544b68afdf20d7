//! Addresses with the state of a page in them.

use leptos_router::params::ParamsMap;

/// An address of this site with those pairs that say something: `/leads?grade=A`.
#[must_use]
pub fn href(path: &str, pairs: &[(&'static str, &str)]) -> String {
    let mut params = ParamsMap::new();
    for (name, value) in pairs.iter().filter(|(_, value)| !value.is_empty()) {
        params.insert_decoded(*name, (*value).to_owned());
    }
    format!("{path}{}", params.to_query_string())
}

/// A value of the address, or nothing.
#[must_use]
pub fn value(params: &ParamsMap, name: &str) -> String {
    params.get_str(name).unwrap_or_default().to_owned()
}
