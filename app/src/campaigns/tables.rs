//! Campaigns and sources in tables with the same figures.

use domain::campaigns::{Brought, CampaignRow, CampaignStatus, Conversion, Model, SourceRow};
use domain::format;
use leptos::prelude::*;

use crate::leads::source_label;
use crate::ui::{Badge, Money, Tone};

/// "12 % (9–15 %)", or from how many it cannot be said.
pub fn rate(told: &Conversion) -> String {
    told.rate.map_or_else(
        || format!("{} of {}", told.customers, format::count(told.leads.unsigned_abs())),
        |rate| {
            format!(
                "{} ({}\u{2013}{})",
                format::percent(rate),
                format::percent(told.low),
                format::percent(told.high)
            )
        },
    )
}

const fn tone(status: CampaignStatus) -> Tone {
    match status {
        CampaignStatus::Running => Tone::Accent,
        CampaignStatus::Cancelled => Tone::Bad,
        CampaignStatus::Planned | CampaignStatus::Done => Tone::Neutral,
    }
}

/// The heads of what [`figures`] shows.
fn heads() -> AnyView {
    [
        "Leads",
        "Not yet",
        "Customers",
        "Converts in 6 months",
        "Cost",
        "Per lead",
        "Per customer",
        "Revenue",
        "Return",
    ]
    .map(|head| view! { <th scope="col" class="table__num">{head}</th> })
    .collect_view()
    .into_any()
}

/// The figures of one row.
fn figures(brought: &Brought, model: Model) -> AnyView {
    let told = &brought.conversion;
    let some = |count: i64| (count > 0).then(|| format::count(count.unsigned_abs()));
    let money = |amount: Option<domain::money::Cents>| {
        amount.filter(|amount| amount.get() > 0).map(|amount| view! { <Money amount=amount /> })
    };
    let leads = (told.leads > 0).then(|| rate(told));
    view! {
        <td data-label="Leads" class="table__num">{some(told.leads)}</td>
        <td data-label="Not yet" class="table__num">{some(told.young)}</td>
        <td data-label="Customers" class="table__num">{some(told.customers)}</td>
        <td data-label="Converts in 6 months" class="table__num">{leads}</td>
        <td data-label="Cost" class="table__num">{money(Some(brought.cost))}</td>
        <td data-label="Per lead" class="table__num">{money(brought.per_lead())}</td>
        <td data-label="Per customer" class="table__num">{money(brought.per_customer())}</td>
        <td data-label="Revenue" class="table__num table__key">{money(Some(brought.by(model)))}</td>
        <td data-label="Return" class="table__num">{brought.roi(model).map(format::percent)}</td>
    }
    .into_any()
}

/// The campaigns.
#[component]
pub fn CampaignTable(
    /// The rows.
    rows: Vec<CampaignRow>,
    /// By which model revenue is shown.
    model: Model,
) -> impl IntoView {
    let rows = rows
        .into_iter()
        .map(|row| {
            view! {
                <tr>
                    <td class="table__main">
                        <a href=format!("/campaigns/{}", row.id)>{row.name}</a>
                        <span class="table__sub">" "{source_label(&row.source)}</span>
                    </td>
                    <td class="is-plain" data-label="Status">
                        <Badge text=row.status.label() tone=tone(row.status) />
                    </td>
                    {figures(&row.brought, model)}
                </tr>
            }
            .into_any()
        })
        .collect_view();
    view! {
        <div class="table-wrap">
            <table class="table">
                <thead>
                    <tr>
                        <th scope="col">"Campaign"</th>
                        <th scope="col">"Status"</th>
                        {heads()}
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
    .into_any()
}

/// The sources.
#[component]
pub fn SourceTable(
    /// The rows.
    rows: Vec<SourceRow>,
) -> impl IntoView {
    let rows = rows
        .into_iter()
        .map(|row| {
            let href = crate::query::href("/leads", &[("source", &row.source)]);
            view! {
                <tr>
                    <td class="table__main"><a href=href>{source_label(&row.source)}</a></td>
                    <td data-label="Campaigns" class="table__num">{(row.campaigns > 0).then_some(row.campaigns)}</td>
                    {figures(&row.brought, Model::First)}
                </tr>
            }
            .into_any()
        })
        .collect_view();
    view! {
        <div class="table-wrap">
            <table class="table">
                <thead>
                    <tr>
                        <th scope="col">"Source"</th>
                        <th scope="col" class="table__num">"Campaigns"</th>
                        {heads()}
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
    .into_any()
}
