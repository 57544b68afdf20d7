//! The sum down to the deal, and the rules for deals that say too little.

use domain::desk::{ForecastPage, LeftOut, MathLine};
use domain::format;
use domain::money::Cents;
use leptos::prelude::*;

use crate::query;
use crate::ui::{Money, Panel};

/// Won, each open deal with its chance, new business, and what they add up to.
#[component]
pub fn MathPanel(page: ForecastPage) -> impl IntoView {
    let code = page.period.code();
    let label = page.period.label();
    let won = query::href("/deals", &[("view", "list"), ("status", "won"), ("period", &code)]);
    let rest = page.others;
    let others = (rest.deals > 0).then(|| {
        let by = page.by.as_str();
        let all = query::href("/forecast", &[("period", &code), ("by", by), ("deals", "all")]);
        let words = format!("{} more", format::plural(rest.deals, "deal", "deals"));
        view! {
            <tr>
                <td class="table__main"><a href=all>{words}</a></td>
                <td class="table__num" data-label="Amount"><Money amount=rest.amount /></td>
                <td class="table__num"></td>
                <td class="table__num table__key" data-label="Expected"><Money amount=rest.expected /></td>
            </tr>
        }
    });
    let deals = page.deals.into_iter().map(deal_row).collect_view();
    let rules = rules(page.left_out);
    view! {
        <Panel title="The sum" note=format!("Each open deal counts with its chance to be won in {label}")>
            <div class="stack is-tight">
                <div class="table-wrap">
                    <table class="table">
                        <thead>
                            <tr>
                                <th scope="col">"Part"</th>
                                <th scope="col" class="table__num">"Amount"</th>
                                <th scope="col" class="table__num">"Chance"</th>
                                <th scope="col" class="table__num">"Expected"</th>
                            </tr>
                        </thead>
                        <tbody>
                            {total_row("Won", Some(won), page.forecast.closed)}
                            {deals}
                            {others}
                            {total_row("Deals not yet created", None, page.forecast.new_business)}
                        </tbody>
                        <tfoot>{total_row("Expected", None, page.forecast.mean)}</tfoot>
                    </table>
                </div>
                {rules}
            </div>
        </Panel>
    }
}

fn total_row(name: &'static str, href: Option<String>, amount: Cents) -> impl IntoView {
    let name = match href {
        Some(href) => view! { <a href=href>{name}</a> }.into_any(),
        None => name.into_any(),
    };
    view! {
        <tr>
            <td class="table__main">{name}</td>
            <td class="table__num"></td>
            <td class="table__num"></td>
            <td class="table__num table__key" data-label="Expected"><Money amount=amount /></td>
        </tr>
    }
}

fn deal_row(deal: MathLine) -> impl IntoView {
    view! {
        <tr>
            <td class="table__main"><a href=format!("/deals/{}", deal.id)>{deal.name}</a></td>
            <td class="table__num" data-label="Amount"><Money amount=deal.amount /></td>
            <td class="table__num" data-label="Chance">{format::percent(deal.p)}</td>
            <td class="table__num table__key" data-label="Expected"><Money amount=deal.expected /></td>
        </tr>
    }
}

/// What is done with deals that say too little, as far as there are any.
fn rules(left_out: LeftOut) -> impl IntoView {
    let LeftOut { without_amount, without_date, overdue, without_seller } = left_out;
    let lines = [
        (without_amount, "without an amount: counts for nothing until it has one"),
        (without_date, "without a closing date: closes after the usual time from its stage"),
        (overdue, "past its closing date: counts as late, with the chance that is left"),
        (without_seller, "of nobody who sells: counts, among \u{201c}Others\u{201d}"),
    ];
    let lines: Vec<_> = lines
        .into_iter()
        .filter(|(count, _)| *count > 0)
        .map(|(count, rule)| {
            view! { <li>{format!("{} {rule}", format::plural(count, "deal", "deals"))}</li> }
        })
        .collect();
    (!lines.is_empty()).then(|| {
        view! {
            <details class="fold">
                <summary>"How unusual deals count"</summary>
                <ul class="panel__note">{lines}</ul>
            </details>
        }
    })
}
