//! A lead as it was: what was known, its score, and what had happened by then.

use domain::as_of::{Past, PastLeadPage, PastScore};
use domain::format;
use domain::ids::LeadId;
use domain::lead::Lead;
use domain::scoring::cause;
use leptos::prelude::*;

use super::api::get_past_lead;
use super::filter::source_label;
use super::lead_facts::Facts;
use super::lead_table::status_tone;
use super::timeline::History;
use crate::query;
use crate::session::current_user;
use crate::ui::{Badge, PageHead, Panel, PastNote, PastView, Place, Seen, Sparkline, asked};

const FROM_TODAY: &str = "The name and the company are of today; everything else is of that moment, as far as the \
                          journal tells it. The reasons of a score, tasks and deals are not kept by day.";

/// `/leads/:id?as_of=2026-08-31`
#[component]
pub fn PastLead(id: LeadId, as_of: Memo<String>) -> impl IntoView {
    let as_of = query::kept(as_of);
    let lead = Resource::new(
        move || as_of.get(),
        move |as_of| async move { asked(get_past_lead(id, as_of).await) },
    );
    let place = Signal::derive(move || place(id, &as_of.get()));
    view! {
        <PastView resource=lead place=place title="Lead" let:seen>
            <Drawn seen=seen />
        </PastView>
    }
}

/// A lead's page as it can be asked for as of a day.
pub fn place(id: LeadId, as_of: &str) -> Place {
    Place { path: format!("/leads/{id}"), keep: Vec::new(), as_of: as_of.to_owned() }
}

#[component]
fn Drawn(seen: Seen<PastLeadPage>) -> impl IntoView {
    let Seen { past: Past { as_of, data: page }, bar } = seen;
    let now = current_user().with_untracked(|viewer| viewer.zone.end_of(as_of.today));
    let status = page.known.as_ref().map(|lead| {
        view! { <Badge text=lead.status.label() tone=status_tone(lead.status) /> }
    });
    let facts = known(&page);
    let score = score(page.score, &page.course);
    let owner = page.owner.map(|owner| format!("owner {owner}"));
    let subtitle = page.company.into_iter().chain(owner).collect::<Vec<_>>().join(" · ");
    view! {
        <PageHead title=page.name.clone() subtitle=subtitle>
            {status}
        </PageHead>
        {bar}
        <div class="record">
            <div class="record__main">
                <Panel title="What had happened">
                    <History entries=page.timeline now=now them=page.name />
                </Panel>
            </div>
            <div class="record__side">
                {score}
                {facts}
            </div>
        </div>
        <PastNote text=FROM_TODAY />
    }
    .into_any()
}

/// What was known, or since when anything is written down.
fn known(page: &PastLeadPage) -> AnyView {
    let Some(lead) = &page.known else {
        let zone = current_user().with_untracked(|viewer| viewer.zone.clone());
        let since = page.recorded_at.map_or_else(
            || "What was known then is not recorded.".to_owned(),
            |at| {
                let day = format::date_long(zone.day(at));
                format!("This lead was written down here on {day}. What was known of it before is not recorded.")
            },
        );
        return view! { <Panel title="What was known"><p class="muted">{since}</p></Panel> }
            .into_any();
    };
    let facts = facts_of(lead);
    view! { <Panel title="What was known" note=lead.status.label()><Facts facts=facts /></Panel> }
        .into_any()
}

fn facts_of(lead: &Lead) -> Vec<(&'static str, String)> {
    let budget = match (lead.budget, &lead.budget_range) {
        (Some(budget), _) => format::money(budget),
        (None, range) => range.clone().unwrap_or_default(),
    };
    vec![
        ("Job title", lead.job_title.clone().unwrap_or_default()),
        ("Email", lead.email.clone().unwrap_or_default()),
        ("Phone", lead.phone.clone().unwrap_or_default()),
        ("Qualification", lead.qualification_status.label().to_owned()),
        ("Budget", budget),
        ("Say in buying", lead.authority.label().to_owned()),
        ("Need", lead.pain_points.join(", ")),
        ("Decides by", lead.decision_timeline.clone().unwrap_or_default()),
        ("Source", source_label(&lead.source)),
        ("Interactions", lead.total_interactions.to_string()),
    ]
}

fn score(score: Option<PastScore>, course: &[i64]) -> AnyView {
    let Some(score) = score else {
        return view! { <Panel title="Score"><p class="muted">"It had not been scored yet."</p></Panel> }
            .into_any();
    };
    let zone = current_user().with_untracked(|viewer| viewer.zone.clone());
    let since = format!("Since {}", zone.local(score.at).format("%-d %b %Y, %H:%M"));
    let points: Vec<f64> =
        course.iter().filter_map(|point| u8::try_from(*point).ok()).map(f64::from).collect();
    let parts = score
        .parts
        .into_iter()
        .map(|(name, value)| {
            view! {
                <li class="rows__row">
                    <span class="rows__main">{name}</span>
                    <span class="rows__side num">{value}</span>
                </li>
            }
        })
        .collect_view();
    view! {
        <Panel title=format!("Score {}, grade {}", score.score, score.grade.as_str()) note=since>
            <div class="split"><p class="panel__note">{cause(&score.reason).to_owned()}</p> <Sparkline values=points /></div>
            <ul class="rows">{parts}</ul>
        </Panel>
    }
    .into_any()
}
