//! The forecast by rep, product or stage.

use domain::desk::{CutRow, ForecastCut, ForecastPage};
use domain::format;
use domain::money::Cents;
use leptos::prelude::*;

use crate::query;
use crate::ui::{Money, Panel, Tab, Tabs};

/// The parts of a forecast, which add up to it.
#[component]
pub fn CutsPanel(page: ForecastPage) -> impl IntoView {
    let code = page.period.code();
    let by = page.by;
    let tabs = ForecastCut::ALL
        .iter()
        .map(|cut| Tab {
            label: format!("By {}", cut.label().to_lowercase()),
            href: query::href("/forecast", &[("period", &code), ("by", cut.as_str())]),
            count: None,
            current: *cut == by,
        })
        .collect();
    let has_targets = page.rows.iter().any(|row| row.target.is_some());
    let target = has_targets.then(|| view! { <th scope="col" class="table__num">"Target"</th> });
    let rows = page.rows.into_iter().map(|row| cut_row(row, by, has_targets)).collect_view();
    let total = page.forecast.mean;
    view! {
        <Panel title="Where it comes from" note="Won, open deals by their chance, and deals not yet created">
            <div class="stack is-tight">
                <Tabs label="Parts" tabs=tabs />
                <div class="table-wrap">
                    <table class="table">
                        <thead>
                            <tr>
                                <th scope="col">{by.label()}</th>
                                <th scope="col" class="table__num">"Won"</th>
                                <th scope="col" class="table__num">"Open"</th>
                                <th scope="col" class="table__num">"New"</th>
                                <th scope="col" class="table__num">"Expected"</th>
                                <th scope="col" class="table__num">"Range"</th>
                                {target}
                            </tr>
                        </thead>
                        <tbody>{rows}</tbody>
                        <tfoot>
                            <tr>
                                <th scope="row">"All"</th>
                                <td class="table__num" data-label="Won"><Money amount=page.forecast.closed /></td>
                                <td class="table__num" data-label="Open"><Money amount=page.forecast.weighted /></td>
                                <td class="table__num" data-label="New"><Money amount=page.forecast.new_business /></td>
                                <td class="table__num table__key" data-label="Expected"><Money amount=total /></td>
                                <td class="table__num" data-label="Range">
                                    {range(Some((page.forecast.p10, page.forecast.p90)))}
                                </td>
                                {has_targets.then(|| view! { <td class="table__num" data-label="Target">{amount_or_dash(page.forecast.target)}</td> })}
                            </tr>
                        </tfoot>
                    </table>
                </div>
            </div>
        </Panel>
    }
}

fn cut_row(row: CutRow, by: ForecastCut, has_targets: bool) -> impl IntoView + use<> {
    let id = row.id.to_string();
    let name = if row.id == 0 {
        row.name.into_any()
    } else {
        let filter = match by {
            ForecastCut::Rep => "owner",
            ForecastCut::Product => "product",
            ForecastCut::Stage => "stage",
        };
        let href = query::href("/deals", &[("view", "list"), (filter, &id)]);
        view! { <a href=href>{row.name}</a> }.into_any()
    };
    let target = has_targets.then(|| {
        view! { <td class="table__num" data-label="Target">{amount_or_dash(row.target)}</td> }
    });
    view! {
        <tr>
            <td class="table__main">{name}</td>
            <td class="table__num" data-label="Won"><Money amount=row.closed /></td>
            <td class="table__num" data-label="Open"><Money amount=row.open /></td>
            <td class="table__num" data-label="New"><Money amount=row.new_business /></td>
            <td class="table__num table__key" data-label="Expected"><Money amount=row.expected /></td>
            <td class="table__num" data-label="Range">{range(row.range)}</td>
            {target}
        </tr>
    }
}

fn amount_or_dash(amount: Option<Cents>) -> String {
    amount.map_or_else(|| "\u{2013}".to_owned(), format::money_short)
}

fn range(range: Option<(Cents, Cents)>) -> String {
    range.map_or_else(String::new, |(low, high)| {
        format!("{}\u{2013}{}", format::money_short(low), format::money_short(high))
    })
}
