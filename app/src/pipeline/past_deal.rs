//! One deal as it was, and the versions to choose from.

use domain::as_of::{FIELD, Past, PastDealPage, PastVersion, moment};
use domain::format;
use domain::ids::OpportunityId;
use domain::opportunity::{DealStatus, StageVisit};
use leptos::prelude::*;

use super::api::get_past_deal;
use super::deal_page::StatusBadge;
use crate::leads::History;
use crate::query;
use crate::session::current_user;
use crate::ui::{Badge, PageHead, Panel, PastNote, PastView, Place, Seen, Tone, asked};

const FROM_TODAY: &str = "Stage, amount, close date, owner and chance are of that moment. The deal's name, company, \
                          person and product are of today. What made up the chance, warnings, next steps and tasks \
                          are not kept by day.";

/// `/deals/:id?as_of=2026-08-31`
#[component]
pub fn PastDeal(id: Memo<OpportunityId>, as_of: Memo<String>) -> impl IntoView {
    let as_of = query::kept(as_of);
    let deal = Resource::new(
        move || (id.get(), as_of.get()),
        |(id, as_of)| async move { asked(get_past_deal(id, as_of).await) },
    );
    let place = Signal::derive(move || place(id.get(), &as_of.get()));
    view! {
        <PastView resource=deal place=place title="Deal" let:seen>
            <Drawn seen=seen />
        </PastView>
    }
}

/// A deal's page as it can be asked for as of a day.
pub fn place(id: OpportunityId, as_of: &str) -> Place {
    Place { path: format!("/deals/{id}"), keep: Vec::new(), as_of: as_of.to_owned() }
}

#[component]
fn Drawn(seen: Seen<PastDealPage>) -> impl IntoView {
    let Seen { past: Past { as_of, data: page }, bar } = seen;
    let trashed = page
        .deal
        .is_in_trash
        .then(|| view! { <Badge text="In the trash today" tone=Tone::Neutral /> });
    let elsewhere = (!page.is_there_today && !page.deal.is_in_trash)
        .then(|| view! { <Badge text="No longer yours to see" tone=Tone::Neutral /> });
    let facts = facts(&page);
    let id = page.deal.line.id;
    let now = current_user().with_untracked(|viewer| viewer.zone.end_of(as_of.today));
    view! {
        <PageHead title=page.deal.line.name.clone() subtitle=subtitle(&page)>
            {trashed}
            {elsewhere}
            <StatusBadge status=page.deal.line.status />
        </PageHead>
        {bar}
        <div class="record">
            <div class="record__main">
                <Panel title="What had happened">
                    <History entries=page.timeline now=now />
                </Panel>
            </div>
            <div class="record__side">
                {facts}
                <VersionsPanel id=id versions=page.versions />
                <VisitsPanel visits=page.stage_history />
            </div>
        </div>
        <PastNote text=FROM_TODAY />
    }
    .into_any()
}

/// "48,000 EUR · Proposal · should close Tue 12 Nov 2026".
fn subtitle(page: &PastDealPage) -> String {
    let deal = &page.deal.line;
    let word = match deal.status {
        DealStatus::Open => "should close",
        DealStatus::Won => "won on",
        DealStatus::Lost => "lost on",
    };
    let close = deal.close_on.map(|day| format!(" · {word} {}", format::date_long(day)));
    let close = close.unwrap_or_default();
    format!("{} {} · {}{close}", format::money(deal.amount), page.currency, deal.stage)
}

fn facts(page: &PastDealPage) -> impl IntoView + use<> {
    let zone = current_user().with_untracked(|viewer| viewer.zone.clone());
    let deal = page.deal.line.clone();
    let when = |at| zone.local(at).format("%-d %b %Y, %H:%M").to_string();
    let until = page.to_at.map_or_else(|| "today".to_owned(), when);
    let note = format!("This version was in force from {} to {until}", when(page.from_at));
    let chance = deal.chance();
    let lead = deal.lead.map(|(id, name)| view! { <a href=format!("/leads/{id}")>{name}</a> });
    let dash = |value: Option<String>| value.unwrap_or_else(|| "\u{2013}".to_owned());
    let product = dash(page.product.clone());
    view! {
        <Panel title="As it was" note=note>
            <dl class="facts">
                <div><dt>"P(won)"</dt><dd>{chance}</dd></div>
                <div><dt>"Owner"</dt><dd>{dash(deal.owner.map(|owner| owner.name))}</dd></div>
                <div><dt>"In its stage"</dt><dd>{format::days(deal.days_in_stage)}</dd></div>
                <div><dt>"Lead"</dt><dd>{lead}</dd></div>
                <div><dt>"Company"</dt><dd>{dash(deal.company)}</dd></div>
                <div><dt>"Product"</dt><dd>{product}</dd></div>
            </dl>
        </Panel>
    }
}

/// How many versions are shown at most.
const VERSIONS: usize = 60;

/// Every version with what changed and who changed it; each opens the deal as it was then.
#[component]
pub fn VersionsPanel(
    /// The deal.
    id: OpportunityId,
    /// Its versions, newest first.
    versions: Vec<PastVersion>,
) -> impl IntoView {
    let note = format::plural(u64::try_from(versions.len()).unwrap_or(0), "version", "versions");
    let rows =
        versions.into_iter().take(VERSIONS).map(|version| version_row(id, version)).collect_view();
    view! {
        <Panel title="Versions" note=note>
            <ul class="rows">{rows}</ul>
        </Panel>
    }
}

fn version_row(id: OpportunityId, version: PastVersion) -> AnyView {
    let zone = current_user().with_untracked(|viewer| viewer.zone.clone());
    let when = zone.local(version.from_at).format("%-d %b %Y, %H:%M").to_string();
    let href = query::href(&format!("/deals/{id}"), &[(FIELD, &moment(version.from_at))]);
    let changes = if version.changes.is_empty() {
        version.label.unwrap_or_else(|| "Created".to_owned())
    } else {
        version.changes.join(" · ")
    };
    let who = version.who.map(|who| format!(" · {who}")).unwrap_or_default();
    let shown = version.is_shown;
    view! {
        <li class="rows__row">
            <a class="rows__main" href=href aria-current=shown.then_some("true")>{when}</a>
            <span class="rows__side">{shown.then_some("shown")}</span>
            <span class="rows__note">{changes}{who}</span>
        </li>
    }
    .into_any()
}

#[component]
fn VisitsPanel(visits: Vec<StageVisit>) -> impl IntoView {
    let zone = current_user().with_untracked(|viewer| viewer.zone.clone());
    let rows = visits
        .into_iter()
        .map(|visit| {
            let since = format!("since {}", format::date_long(zone.day(visit.at)));
            view! {
                <li class="rows__row">
                    <span class="rows__main">{visit.stage}</span>
                    <span class="rows__side num">{format::days(visit.days)}</span>
                    <span class="rows__note">{since}</span>
                </li>
            }
        })
        .collect_view();
    view! { <Panel title="Stages by then"><ul class="rows">{rows}</ul></Panel> }
}
