//! `/campaigns/:id`: what one campaign brought by each model, what it cost, and whom it reached.

use chrono::{DateTime, Utc};
use domain::campaigns::{CampaignPage as Data, Member, Model};
use domain::format;
use domain::ids::CampaignId;
use domain::journal::Entity;
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

use super::api::{AddCost, RemoveCost, SaveCampaign, get_campaign};
use super::campaign_form::CampaignForm;
use super::costs::{CostForm, CostTable};
use super::list_page::may_manage;
use super::tables::rate;
use crate::leads::source_label;
use crate::ui::{
    Ago, Badge, FigureTile, LiveView, Money, PageHead, Panel, Tone, emptied_after, tell,
    use_live_of,
};

/// What this page shows, and so reads again.
const LIVE: &[Entity] = &[Entity::Campaign, Entity::Opportunity, Entity::Lead, Entity::Touch];

/// The page's actions.
#[derive(Clone, Copy)]
struct Forms {
    save: ServerAction<SaveCampaign>,
    add: ServerAction<AddCost>,
    remove: ServerAction<RemoveCost>,
}

/// The page.
#[component]
pub fn CampaignPage() -> impl IntoView {
    let params = use_params_map();
    let id = Memo::new(move |_| {
        let id = params.with(|params| params.get_str("id").and_then(|id| id.parse().ok()));
        id.unwrap_or(CampaignId(0))
    });
    let forms =
        Forms { save: ServerAction::new(), add: ServerAction::new(), remove: ServerAction::new() };
    tell(forms.save);
    tell(forms.add);
    tell(forms.remove);
    let live = use_live_of(LIVE);
    let sent = move || {
        forms.save.version().get() + forms.add.version().get() + forms.remove.version().get()
    };
    let campaign =
        Resource::new(move || (id.get(), live.get(), sent()), |(id, ..)| get_campaign(id));
    view! {
        <LiveView resource=campaign title="Campaign" lines=14 let:data>
            <Drawn data=data forms=forms />
        </LiveView>
    }
}

#[component]
fn Drawn(data: Signal<Data>, forms: Forms) -> impl IntoView {
    let may = may_manage();
    let record = Memo::new(move |_| data.with(|page| (page.row.id, page.version)));
    let form = move || {
        record.track();
        let page = data.get_untracked();
        may.then(|| view! { <CampaignForm campaign=Some(page) save=forms.save /> })
    };
    let written = emptied_after(forms.add);
    let add = move || {
        let (id, _) = record.get();
        let today = data.with_untracked(|page| page.today);
        may.then(|| view! { <CostForm id=id today=today add=forms.add form=written /> })
    };
    let costs = move || {
        let (id, costs) = data.with(|page| (page.row.id, page.costs.clone()));
        view! { <CostTable id=id costs=costs remove=may.then_some(forms.remove) /> }
    };
    view! {
        {move || data.with(head)}
        <div class="stack">
            {move || data.with(tiles)}
            {move || data.with(models)}
            <Panel title="Costs">{costs}{add}</Panel>
            {move || data.with(|page| members(&page.members, page.touches, page.now))}
            {form}
        </div>
    }
}

fn head(page: &Data) -> AnyView {
    let row = &page.row;
    let until = row.ends_on.map_or_else(|| "now on".to_owned(), format::date_long);
    let subtitle = format!(
        "{} · {} \u{2013} {until} · budget {}",
        source_label(&row.source),
        format::date_short(row.starts_on),
        format::money(row.budget)
    );
    let status = row.status.label();
    view! {
        <PageHead title=row.name.clone() subtitle=subtitle><Badge text=status tone=Tone::Neutral /></PageHead>
    }
    .into_any()
}

fn tiles(page: &Data) -> AnyView {
    let brought = &page.row.brought;
    let told = &brought.conversion;
    let money = |amount: Option<domain::money::Cents>| {
        amount.map_or_else(|| "\u{2013}".to_owned(), format::money)
    };
    let label =
        format!("Converts in 6 months, {} not yet", format::count(told.young.unsigned_abs()));
    view! {
        <div class="tiles">
            <FigureTile label="Leads" value=format::count(told.leads.unsigned_abs())
                how="Leads it reached before they were customers; those that you see." />
            <FigureTile label=label value=rate(told)
                how="Kaplan-Meier over the weeks since it reached them, with its range of nine in ten; with fewer than five customers only their count." />
            <FigureTile label="Cost per lead" value=money(brought.per_lead()) how="The cost over the leads." />
            <FigureTile label="Cost per customer" value=money(brought.per_customer())
                how="The cost over the leads with a won deal." />
        </div>
    }
    .into_any()
}

/// Revenue and return by each model, side by side.
fn models(page: &Data) -> AnyView {
    let brought = page.row.brought.clone();
    let rows = Model::ALL
        .iter()
        .map(|model| {
            let roi = brought.roi(*model).map(format::percent);
            view! {
                <tr>
                    <td class="table__main">{model.label()}</td>
                    <td data-label="Revenue" class="table__num table__key"><Money amount=brought.by(*model) /></td>
                    <td data-label="Cost" class="table__num"><Money amount=brought.cost /></td>
                    <td data-label="Return" class="table__num">{roi}</td>
                </tr>
            }
            .into_any()
        })
        .collect_view();
    view! {
        <Panel title="Four ways to credit it" note="Each way sums to all that was won, over all campaigns">
            <div class="table-wrap">
                <table class="table is-compact">
                    <thead>
                        <tr>
                            <th scope="col">"Model"</th>
                            <th scope="col" class="table__num">"Revenue"</th>
                            <th scope="col" class="table__num">"Cost"</th>
                            <th scope="col" class="table__num">"Return"</th>
                        </tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
        </Panel>
    }
    .into_any()
}

fn members(members: &[Member], touches: i64, now: DateTime<Utc>) -> AnyView {
    let shown = members.len();
    let note = match usize::try_from(touches) {
        Ok(all) if all > shown => {
            format!("the last {shown} of {}", format::count(touches.unsigned_abs()))
        }
        _ => format::plural(touches.unsigned_abs(), "touch", "touches"),
    };
    let rows = members
        .iter()
        .cloned()
        .map(|member| {
            view! {
                <tr>
                    <td class="table__main"><a href=format!("/leads/{}", member.id)>{member.name}</a></td>
                    <td class="is-plain" data-label="Status"><Badge text=member.status.label() /></td>
                    <td data-label="Through">{source_label(&member.channel)}</td>
                    <td data-label="When" class="table__num"><Ago at=member.at now=now /></td>
                </tr>
            }
            .into_any()
        })
        .collect::<Vec<_>>();
    if rows.is_empty() {
        return view! { <Panel title="Whom it reached"><p class="muted">"Nobody yet."</p></Panel> }
            .into_any();
    }
    view! {
        <Panel title="Whom it reached" note=note>
            <div class="table-wrap">
                <table class="table">
                    <thead>
                        <tr>
                            <th scope="col">"Lead"</th>
                            <th scope="col">"Status"</th>
                            <th scope="col">"Through"</th>
                            <th scope="col" class="table__num">"When"</th>
                        </tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
        </Panel>
    }
    .into_any()
}
