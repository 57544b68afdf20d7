//! `/campaigns`: what campaigns and sources brought and cost. Works without scripts.

use domain::access::Action;
use domain::campaigns::{CampaignReport, Model};
use domain::format;
use domain::journal::Entity;
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use super::advice::NextEuro;
use super::api::{SaveCampaign, get_report};
use super::campaign_form::CampaignForm;
use super::tables::{CampaignTable, SourceTable};
use crate::query;
use crate::session::current_user;
use crate::ui::{
    Ago, AsyncView, EmptyState, FigureTile, LinkButton, PageHead, Panel, Tab, Tabs, tell,
    use_live_of,
};

/// What this page shows, and so reads again.
const LIVE: &[Entity] = &[Entity::Campaign, Entity::Opportunity, Entity::Touch];

/// How each figure is made.
const HOW: &str = "Customers are leads with a won deal. Converts in 6 months is the Kaplan-Meier estimate with its range of nine in ten: leads that came less than half a year ago and are no customers count as not yet. Cost per customer is the cost over the customers; the return is revenue less cost, over cost.";

/// Whether the reader may change campaigns.
pub fn may_manage() -> bool {
    current_user().with_untracked(|viewer| viewer.may(Action::ManageCampaigns))
}

/// The page; the address holds the model.
#[component]
pub fn CampaignsPage() -> impl IntoView {
    let params = use_query_map();
    let model = Memo::new(move |_| {
        let word = params.with(|params| query::value(params, "model"));
        Model::try_from(word.as_str()).unwrap_or(Model::Position)
    });
    let save = ServerAction::<SaveCampaign>::new();
    tell(save);
    let (live, version) = (use_live_of(LIVE), save.version());
    let report = Resource::new(move || (live.get(), version.get()), |_| get_report());
    let form = may_manage().then(|| view! { <CampaignForm campaign=None save=save /> });
    let forms = may_manage().then(|| view! { <LinkButton href="/web-forms" text="Web forms" /> });
    let tabs = move || {
        let tab = |other: &Model| Tab {
            label: other.label().to_owned(),
            href: query::href("/campaigns", &[("model", other.as_str())]),
            count: None,
            current: *other == model.get(),
        };
        view! { <Tabs label="Revenue is credited by" tabs=Model::ALL.iter().map(tab).collect() /> }
    };
    view! {
        <PageHead title="Campaigns" subtitle="What campaigns and sources brought, and what that cost">
            {forms}
        </PageHead>
        {tabs}
        <div class="stack">
            <AsyncView resource=report lines=16 let:report>
                {move || view! { <Drawn report=report.clone() model=model.get() /> }}
            </AsyncView>
            {form}
        </div>
    }
}

#[component]
fn Drawn(report: CampaignReport, model: Model) -> impl IntoView {
    if report.campaigns.is_empty() && report.sources.is_empty() {
        return view! {
            <EmptyState what="Campaigns will stand here." how="Add the first one below; what it costs is written on its page." />
        }
        .into_any();
    }
    let (campaigns, sources) = (report.campaigns.clone(), report.sources.clone());
    let (made_at, now) = (report.made_at, report.made_at);
    view! {
        <div class="stack">
            <Tiles report=report.clone() model=model />
            <NextEuro report=report model=model />
            <Panel title="Campaigns" note=format!("Revenue by {}", model.label().to_lowercase())>
                <CampaignTable rows=campaigns model=model />
            </Panel>
            <Panel title="Sources" note="Leads by where they came from, revenue by the source of each deal">
                <SourceTable rows=sources />
            </Panel>
            <p class="panel__note">{HOW}" Made "<Ago at=made_at now=now />"."</p>
        </div>
    }
    .into_any()
}

#[component]
fn Tiles(report: CampaignReport, model: Model) -> impl IntoView {
    use domain::money::Cents;
    let spent = Cents::sum(report.campaigns.iter().map(|row| row.brought.cost));
    let credited = Cents::sum(report.campaigns.iter().map(|row| row.brought.by(model)));
    let leads: i64 = report.campaigns.iter().map(|row| row.brought.conversion.leads).sum();
    let money = |amount: Cents| (format::money_short(amount), format::money_exact(amount));
    let (won, won_exact) = money(report.won);
    let (from, from_exact) = money(credited);
    let (cost, cost_exact) = money(spent);
    let (unknown, unknown_exact) = money(report.unknown);
    view! {
        <div class="tiles">
            <FigureTile label="Won through campaigns" value=from exact=from_exact
                how="What the model credits to all campaigns together. With what no campaign is known of it sums to all that was won." />
            <FigureTile label="Won without a known campaign" value=unknown exact=unknown_exact
                how="Won deals whose person met no campaign before the day they were won: the same in every model." />
            <FigureTile label="Won in all" value=won exact=won_exact
                how="The amounts of all won deals that you see." href="/deals?view=list&status=won" />
            <FigureTile label=format!("Spent, for {} touches of leads", format::count(leads.unsigned_abs()))
                value=cost exact=cost_exact how="The costs written down on the campaigns." />
        </div>
    }
    .into_any()
}
