//! A form that changes something. It works without scripts, and brings back what was typed when it is refused.

use leptos::form::ActionForm;
use leptos::html;
use leptos::prelude::*;
use leptos::server_fn::client::Client;
use leptos::server_fn::codec::PostUrl;
use leptos::server_fn::request::ClientReq;
use leptos::server_fn::{Http, ServerFn};
use leptos::web_sys::FormData;
use serde::de::DeserializeOwned;

use super::returned::provide_typed;
use crate::error::AppError;

/// A form of `action` with its hidden fields.
///
/// Fields show what was typed where the form was sent without scripts and refused; its fold stands open then.
#[component]
pub fn WriteForm<S, Protocol>(
    /// What it sends.
    action: ServerAction<S>,
    /// What it is about: names and values of hidden fields, such as `form[id]`.
    #[prop(optional)]
    hidden: Vec<(&'static str, String)>,
    /// The form's classes.
    #[prop(default = "form")]
    class: &'static str,
    /// The form's element, for [`super::emptied_after`].
    #[prop(optional)]
    node_ref: NodeRef<html::Form>,
    /// Fields and buttons.
    children: Children,
) -> impl IntoView
where
    S: DeserializeOwned
        + ServerFn<Protocol = Http<PostUrl, Protocol>, Error = AppError>
        + Clone
        + Send
        + Sync
        + 'static,
    <<S::Client as Client<AppError>>::Request as ClientReq<AppError>>::FormData: From<FormData>,
    S::Output: Send + Sync + 'static,
    S::Client: Client<AppError>,
    Protocol: 'static,
{
    provide_typed::<S>(&hidden);
    let hidden = hidden
        .into_iter()
        .map(|(name, value)| view! { <input type="hidden" name=name value=value /> })
        .collect_view();
    view! {
        <ActionForm action=action node_ref=node_ref attr:class=class>
            {hidden}
            {children()}
        </ActionForm>
    }
    .into_any()
}
