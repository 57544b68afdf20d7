//! The browsers one is signed in with.

use domain::calendar::Zone;
use domain::format;
use domain::session::{SessionRow, Viewer};
use leptos::either::Either;
use leptos::form::ActionForm;
use leptos::prelude::*;

use super::api::{RevokeSession, list_sessions};
use super::frame::current_user;
use crate::ui::{AsyncView, Badge, FormProblem, Panel, Submit, Tone, Weight, problem};

/// Lists the sessions and signs any of them out.
#[component]
pub fn Sessions() -> impl IntoView {
    let revoke = ServerAction::<RevokeSession>::new();
    let sessions = Resource::new(move || revoke.version().get(), |_| list_sessions());
    let zone = current_user().with_untracked(|viewer: &Viewer| viewer.zone.clone());
    view! {
        <Panel title="Signed-in browsers" note="Sign out those you do not know.">
            <FormProblem error=problem(revoke) alone=true />
            <AsyncView resource=sessions lines=2 let:rows>
                <ul class="rows">
                    {rows
                        .into_iter()
                        .map(|row| view! { <SessionLine row=row zone=zone.clone() revoke=revoke /> })
                        .collect_view()}
                </ul>
            </AsyncView>
        </Panel>
    }
}

#[component]
fn SessionLine(row: SessionRow, zone: Zone, revoke: ServerAction<RevokeSession>) -> impl IntoView {
    let moment = |at| {
        let local = zone.local(at);
        format!("{}, {}", format::date_short(local.date()), local.format("%H:%M"))
    };
    let note = format!(
        "From {}, signed in {}, last used {}",
        row.address,
        moment(row.created_at),
        moment(row.last_seen_at)
    );
    let side = if row.is_current {
        Either::Left(view! { <Badge text="This browser" tone=Tone::Good /> })
    } else {
        Either::Right(view! {
            <ActionForm action=revoke>
                <input type="hidden" name="id" value=row.id.get() />
                <Submit text="Sign out" weight=Weight::Quiet />
            </ActionForm>
        })
    };
    view! {
        <li class="rows__row">
            <span class="rows__main">{browser(&row.user_agent)}</span>
            <span class="rows__side">{side}</span>
            <span class="rows__note">{note}</span>
        </li>
    }
}

/// A browser's name and system from what it calls itself, as far as they are told.
fn browser(user_agent: &str) -> String {
    let find = |names: &[(&str, &'static str)]| {
        names.iter().find(|(mark, _)| user_agent.contains(mark)).map(|(_, name)| *name)
    };
    let name = find(&[
        ("Edg/", "Edge"),
        ("Firefox/", "Firefox"),
        ("Chrome/", "Chrome"),
        ("Safari/", "Safari"),
    ]);
    let system = find(&[
        ("Android", "Android"),
        ("iPhone", "iPhone"),
        ("iPad", "iPad"),
        ("Windows", "Windows"),
        ("Mac OS", "macOS"),
        ("Linux", "Linux"),
    ]);
    match (name, system) {
        (Some(name), Some(system)) => format!("{name} on {system}"),
        (Some(name), None) => name.to_owned(),
        _ if user_agent.is_empty() => "Unnamed browser".to_owned(),
        _ => user_agent.chars().take(60).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::browser;

    #[test]
    fn a_browser_is_named_by_its_own_word_before_that_of_its_family() {
        let edge =
            "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/140.0 Safari/537.36 Edg/140.0";
        assert_eq!(browser(edge), "Edge on Windows");
        assert_eq!(browser("curl/8.5"), "curl/8.5");
        assert_eq!(browser(""), "Unnamed browser");
    }
}
