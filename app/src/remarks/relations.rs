//! Who of us talked to whom of them.

use chrono::{DateTime, Utc};
use domain::format;
use domain::relations::Relation;
use leptos::prelude::*;

use crate::query;
use crate::session::current_user;
use crate::ui::{Ago, Panel};

/// A line for each of us and each of them; the count opens the contacts.
#[component]
pub fn Relations(
    /// The relations, the latest first.
    relations: Vec<Relation>,
    /// When the page was made.
    now: DateTime<Utc>,
    /// The lead whose page this is; none on a company's page, where each line names whom it is with.
    #[prop(optional)]
    lead: bool,
) -> impl IntoView {
    if relations.is_empty() {
        let none =
            "Nobody of us was in contact yet. A call or a mail that is logged will stand here.";
        return view! { <Panel title="Who talked to whom"><p class="muted">{none}</p></Panel> }
            .into_any();
    }
    let lines = relations.into_iter().map(|one| line(one, now, lead)).collect_view();
    view! {
        <Panel title="Who talked to whom" note="Contacts that reached them or came from them">
            <ul class="relations">{lines}</ul>
        </Panel>
    }
    .into_any()
}

fn line(one: Relation, now: DateTime<Utc>, is_of_lead: bool) -> AnyView {
    let zone = current_user().with_untracked(|viewer| viewer.zone.clone());
    let us = one.us.clone().unwrap_or_else(|| "Nobody named".to_owned());
    let with = (!is_of_lead).then(|| {
        view! { " with " <a href=format!("/leads/{}", one.lead)>{one.them.clone()}</a> }
    });
    let by = one.us.unwrap_or_else(|| one.them.clone());
    let path = format!("/leads/{}", one.lead);
    let href = query::href(&path, &[("kind", "contacts"), ("by", &by)]);
    let channels: Vec<String> = one
        .channels
        .iter()
        .map(|(kind, count)| format!("{} {}", kind.label().to_lowercase(), format::count(*count)))
        .collect();
    let first = format::date_long(zone.day(one.first));
    let details = format!(
        "First {first}. By {}. {} from them.",
        channels.join(", "),
        format::percent(one.from_them)
    );
    let about = (!one.about.is_empty()).then(|| format!(" About {}.", one.about.join(", ")));
    view! {
        <li>
            <p>
                <b>{us}</b>{with}": "
                <a href=href>{format::plural(one.contacts, "contact", "contacts")}</a>
                ", last "<Ago at=one.last now=now />
            </p>
            <p class="muted">{details}{about}</p>
        </li>
    }
    .into_any()
}
