//! What happened, day by day.

use std::sync::Arc;

use leptos::prelude::*;

use super::{
    badge::Tone,
    icon::{Glyph, Icon},
};

/// One thing that happened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TimelineEntry {
    /// What kind of thing.
    pub glyph: Glyph,
    /// Who did it: a person's name, a rule, the system.
    pub who: String,
    /// What they did: "called, no answer".
    pub what: String,
    /// The time of day, ready to show.
    pub time: String,
    /// What was said or written; clamped to four lines until opened.
    pub text: Option<String>,
    /// Sentiment as a mark and its words: tone and "sounds pleased".
    pub mood: Option<(Tone, String)>,
    /// What was heard in it: feelings and objections with their words.
    pub heard: Vec<String>,
    /// The page on which it can be taken back.
    pub undo: Option<String>,
    /// Entries of the system are muted.
    pub by_system: bool,
    /// By which [`Below`] knows it.
    pub key: Option<i64>,
}

/// What stands under an entry of this key.
pub type Below = Arc<dyn Fn(i64) -> AnyView + Send + Sync>;

/// The entries of one day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TimelineDay {
    /// "Today", "Tue 12 Nov".
    pub heading: String,
    /// Newest first.
    pub entries: Vec<TimelineEntry>,
}

/// Days with their entries, newest first.
#[component]
pub fn Timeline(
    /// The days.
    days: Vec<TimelineDay>,
    /// What stands under an entry that has a key.
    #[prop(optional_no_strip)]
    below: Option<Below>,
) -> impl IntoView {
    let days = days
        .into_iter()
        .map(|day| {
            let entries = day
                .entries
                .into_iter()
                .map(|entry| entry_with(entry, below.as_ref()))
                .collect_view();
            view! {
                <section class="timeline__day">
                    <h3 class="timeline__date">{day.heading}</h3>
                    <ol class="timeline__entries">{entries}</ol>
                </section>
            }
        })
        .collect_view();
    view! { <div class="timeline">{days}</div> }.into_any()
}

fn entry_with(entry: TimelineEntry, below: Option<&Below>) -> AnyView {
    let below = below.zip(entry.key).map(|(below, key)| below(key));
    view! { <Entry entry=entry below=below /> }.into_any()
}

#[component]
fn Entry(entry: TimelineEntry, below: Option<AnyView>) -> impl IntoView {
    let mood = entry.mood.map(|(tone, words)| {
        view! {
            <span class=format!("timeline__mood {}", tone.class()) role="img" aria-label=words.clone()
                title=words></span>
        }
    });
    let heard = (!entry.heard.is_empty()).then(|| {
        let lines = entry.heard.into_iter().map(|line| view! { <li>{line}</li> }).collect_view();
        view! { <ul class="timeline__heard" aria-label="Heard in it">{lines}</ul> }
    });
    let undo = entry.undo.map(|href| {
        let label = format!("Undo: {}", entry.what);
        view! { " " <a class="timeline__undo" href=href aria-label=label>"Undo"</a> }
    });
    let text = entry.text.map(|text| {
        if text.chars().count() > 280 {
            view! {
                <details class="timeline__text is-long">
                    <summary>{text}</summary>
                </details>
            }
            .into_any()
        } else {
            view! { <p class="timeline__text">{text}</p> }.into_any()
        }
    });
    view! {
        <li class="timeline__entry" class:is-system=entry.by_system>
            <span class="timeline__icon"><Icon glyph=entry.glyph /></span>
            <p class="timeline__line">
                <span class="timeline__who">{entry.who}</span>
                " "
                <span class="timeline__what">{entry.what}</span>
                {mood}
                {undo}
            </p>
            <span class="timeline__time">{entry.time}</span>
            {text}
            {heard}
            {below}
        </li>
    }
    .into_any()
}
