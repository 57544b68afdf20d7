//! What colleagues have asked before, and what the answer was.

use chrono::{DateTime, Utc};
use domain::asked::{AskedBefore as Asked, Source};
use leptos::prelude::*;

use crate::ui::{Ago, Panel};

/// A line for each question that was asked before; nothing when none was.
#[component]
pub fn AskedBefore(
    /// What was asked.
    asked: Vec<Asked>,
    /// When it was read.
    now: DateTime<Utc>,
) -> impl IntoView {
    (!asked.is_empty()).then(|| {
        let lines = asked.into_iter().map(|one| line(one, now)).collect_view();
        view! {
            <Panel title="Asked before" note="By colleagues, here or of others at the same company">
                <ul class="relations">{lines}</ul>
            </Panel>
        }
    })
}

fn line(one: Asked, now: DateTime<Utc>) -> AnyView {
    let source = match one.source {
        Source::Answer => "answered",
        Source::Fact => "a fact",
        Source::Contact => "said in a contact",
    };
    let href = format!("/leads/{}", one.lead);
    view! {
        <li>
            <p><b>{one.question}</b>": "{one.answer}</p>
            <p class="muted">
                {one.by}" asked "<a href=href>{one.them}</a>", "<Ago at=one.at now=now />{format!(" ({source})")}
            </p>
        </li>
    }
    .into_any()
}
