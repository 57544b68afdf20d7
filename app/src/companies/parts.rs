//! Parts of a company's page.

use chrono::{DateTime, Utc};
use domain::company::{CompanyPage, CompanyPerson, Named, RollUp};
use domain::format;
use domain::opportunity::{DealRow, DealStatus};
use leptos::prelude::*;

use crate::ui::{Ago, Badge, Day, FigureTile, Money, Panel, ScoreBadge, Tone};

/// What the deals come to, in four figures.
#[component]
pub fn RollUpTiles(
    /// The sums.
    all: RollUp,
) -> impl IntoView {
    let deals = |count: usize| format::plural(u64::try_from(count).unwrap_or(0), "deal", "deals");
    let any = all.any.map_or_else(|| "–".to_owned(), format::percent);
    let open = format!("Open, {}", deals(all.open_deals));
    let won = format!("Won so far, {}; {} lost", deals(all.won_deals), all.lost_deals);
    let expected = format::money_short(all.expected);
    view! {
        <div class="tiles">
            <FigureTile label=open value=format::money_short(all.open) exact=format::money_exact(all.open)
                how=format!("The amounts of the open deals you see. Weighted by their chances they come to {expected}.") />
            <FigureTile label="Chance that at least one is won" value=any
                how="One minus the chance that all are lost. It takes the deals to be decided apart from each other; where one decision settles several, the true chance is lower." />
            <FigureTile label=won value=format::money_short(all.won) exact=format::money_exact(all.won)
                how="The amounts of the deals won with this company that you see." />
            <Standing best=all.best next=all.next />
        </div>
    }
    .into_any()
}

/// The deal with most to expect, and the one that closes next.
#[component]
fn Standing(best: Option<Named>, next: Option<Named>) -> impl IntoView {
    let line = |label: &'static str, deal: Named, more: AnyView| {
        view! {
            <p>
                <span class="muted">{label}</span>
                " "
                <a href=format!("/deals/{}", deal.id)>{deal.name}</a>
                " "
                <span class="muted">{more}</span>
            </p>
        }
        .into_any()
    };
    let best = best.map(|deal| {
        let chance = format!("{}, {}", format::money(deal.amount), format::percent(deal.win));
        line("Best", deal, chance.into_any())
    });
    let next = next.and_then(|deal| {
        let day = deal.close_on?;
        Some(line("Next", deal, view! { <Day day=day /> }.into_any()))
    });
    view! { <article class="tile">{best}{next}</article> }
}

/// Its deals, open ones first.
#[component]
pub fn Deals(
    /// The deals.
    deals: Vec<DealRow>,
) -> impl IntoView {
    if deals.is_empty() {
        return view! { <Panel title="Deals"><p class="muted">"No deal yet."</p></Panel> }
            .into_any();
    }
    let rows = deals
        .into_iter()
        .map(|deal| {
            let line = deal.line;
            let win = (line.status == DealStatus::Open).then(|| format::percent(line.win));
            let with = line.lead.map(|(id, name)| view! { <a href=format!("/leads/{id}")>{name}</a> });
            view! {
                <tr>
                    <td class="table__main"><a href=format!("/deals/{}", line.id)>{line.name}</a></td>
                    <td class="is-plain" data-label="Stage">{line.stage}</td>
                    <td data-label="With">{with}</td>
                    <td class="table__num" data-label="Chance">{win}</td>
                    <td class="table__num" data-label="Close">{line.close_on.map(|day| view! { <Day day=day /> })}</td>
                    <td class="table__num table__key" data-label="Amount"><Money amount=line.amount /></td>
                </tr>
            }
            .into_any()
        })
        .collect_view();
    view! {
        <Panel title="Deals">
            <div class="table-wrap">
                <table class="table is-compact">
                    <thead>
                        <tr>
                            <th scope="col">"Deal"</th>
                            <th scope="col">"Stage"</th>
                            <th scope="col">"With"</th>
                            <th scope="col" class="table__num">"Chance"</th>
                            <th scope="col" class="table__num">"Close"</th>
                            <th scope="col" class="table__num">"Amount"</th>
                        </tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
        </Panel>
    }
    .into_any()
}

/// Who works there, best score first.
#[component]
pub fn People(
    /// The leads.
    people: Vec<CompanyPerson>,
    /// When the page was made.
    now: DateTime<Utc>,
) -> impl IntoView {
    if people.is_empty() {
        let none = "Nobody you may see. A lead who works there will stand here.";
        return view! { <Panel title="People"><p class="muted">{none}</p></Panel> }.into_any();
    }
    let rows = people
        .into_iter()
        .map(|person| {
            let score = u8::try_from(person.score).unwrap_or(0);
            let last = person.last_contacted_at.map(|at| view! { <Ago at=at now=now /> });
            view! {
                <tr>
                    <td class="table__main">
                        <a href=format!("/leads/{}", person.id)>{person.name}</a>
                        {person.job_title.map(|title| view! { <span class="table__sub">" "{title}</span> })}
                    </td>
                    <td class="table__key" data-label="Score">
                        <ScoreBadge score=score grade=person.grade.as_str() />
                    </td>
                    <td class="is-plain" data-label="Status"><Badge text=person.status.label() tone=Tone::Neutral /></td>
                    <td data-label="Owner">{person.owner.map(|owner| owner.name)}</td>
                    <td class="table__num" data-label="Last contact">{last}</td>
                </tr>
            }
            .into_any()
        })
        .collect::<Vec<_>>();
    let note = format::plural(u64::try_from(rows.len()).unwrap_or(0), "lead", "leads");
    view! {
        <Panel title="People" note=note>
            <div class="table-wrap">
                <table class="table is-compact">
                    <thead>
                        <tr>
                            <th scope="col">"Name"</th>
                            <th scope="col">"Score"</th>
                            <th scope="col">"Status"</th>
                            <th scope="col">"Owner"</th>
                            <th scope="col" class="table__num">"Last contact"</th>
                        </tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
        </Panel>
    }
    .into_any()
}

/// What is known of the company; what is missing says so.
#[component]
pub fn Known(
    /// The page.
    page: CompanyPage,
) -> impl IntoView {
    let facts = page.facts;
    let count = |number: Option<i64>| {
        number.and_then(|number| u64::try_from(number).ok()).map(format::count).unwrap_or_default()
    };
    let place: Vec<String> = [facts.city, facts.country].into_iter().flatten().collect();
    let rows = [
        ("Domain", facts.domain.unwrap_or_default()),
        ("Industry", facts.industry.unwrap_or_default()),
        ("People there", count(facts.employees)),
        ("Yearly revenue", facts.annual_revenue.map(format::money).unwrap_or_default()),
        ("Founded", facts.founded_year.map(|year| year.to_string()).unwrap_or_default()),
        ("Place", place.join(", ")),
        ("Part of", facts.parent_name.unwrap_or_default()),
        ("Works with", facts.technologies.join(", ")),
    ]
    .into_iter()
    .map(|(label, value)| {
        let is_known = !value.is_empty();
        let value = if is_known { value } else { "Not known".to_owned() };
        view! { <div><dt>{label}</dt><dd class:muted=!is_known>{value}</dd></div> }
    })
    .collect_view();
    view! {
        <Panel title="About the company">
            <dl class="facts">{rows}</dl>
            <p class="panel__note">"Added "<Ago at=page.created_at now=page.now /></p>
        </Panel>
    }
    .into_any()
}

/// What was heard of it.
#[component]
pub fn News(
    /// One piece each.
    news: Vec<String>,
) -> impl IntoView {
    if news.is_empty() {
        return ().into_any();
    }
    let lines = news
        .into_iter()
        .map(|text| view! { <li class="rows__row"><span class="rows__main">{text}</span></li> })
        .collect_view();
    view! { <Panel title="News"><ul class="rows">{lines}</ul></Panel> }.into_any()
}
