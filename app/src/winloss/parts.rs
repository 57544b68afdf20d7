//! Reasons, stages, drivers, rivals, and deals to ask again about.

use domain::format;
use domain::ratio::Ratio;
use domain::winloss::{Again, Branch, Driver, Rival, Share};
use leptos::prelude::*;

use crate::ui::{Day, Money, Panel};

/// The tree of reasons: a line for each branch, and its reasons below it.
#[component]
pub fn Reasons(
    /// The branches.
    branches: Vec<Branch>,
    /// All lost deals.
    lost: Share,
) -> impl IntoView {
    let all = lost.deals;
    let row = move |share: Share, is_branch: bool| {
        let part = Ratio::of(share.deals, all).map(format::percent);
        let name = if share.name.is_empty() { "No reason written".to_owned() } else { share.name };
        let name = if is_branch {
            view! { <strong>{name}</strong> }.into_any()
        } else {
            view! { <span class="table__sub">{name}</span> }.into_any()
        };
        view! {
            <tr>
                <td class="table__main">{name}</td>
                <td data-label="Deals" class="table__num">{share.deals}</td>
                <td data-label="Share" class="table__num">{part}</td>
                <td data-label="Worth" class="table__num table__key"><Money amount=share.amount /></td>
            </tr>
        }
        .into_any()
    };
    let rows = branches
        .into_iter()
        .flat_map(|branch| {
            let one = branch.reasons.len() == 1
                && branch.reasons.first().is_some_and(|reason| reason.name == branch.all.name);
            let below = if one { Vec::new() } else { branch.reasons };
            std::iter::once((branch.all, true))
                .chain(below.into_iter().map(|reason| (reason, false)))
        })
        .map(|(share, is_branch)| row(share, is_branch))
        .collect::<Vec<_>>();
    view! {
        <Panel title="Why deals were lost" note="What cost most first">
            <div class="table-wrap">
                <table class="table is-compact">
                    <thead>
                        <tr>
                            <th scope="col">"Reason"</th>
                            <th scope="col" class="table__num">"Deals"</th>
                            <th scope="col" class="table__num">"Share"</th>
                            <th scope="col" class="table__num">"Worth"</th>
                        </tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
        </Panel>
    }
    .into_any()
}

/// From which stage deals were lost.
#[component]
pub fn Stages(
    /// The stages.
    stages: Vec<Share>,
) -> impl IntoView {
    let rows = stages
        .into_iter()
        .map(|share| {
            view! {
                <tr>
                    <td class="table__main">{share.name}</td>
                    <td data-label="Deals" class="table__num">{share.deals}</td>
                    <td data-label="Worth" class="table__num table__key"><Money amount=share.amount /></td>
                </tr>
            }
            .into_any()
        })
        .collect_view();
    view! {
        <Panel title="Lost from" note="The last open stage of each">
            <div class="table-wrap">
                <table class="table is-compact">
                    <thead>
                        <tr>
                            <th scope="col">"Stage"</th>
                            <th scope="col" class="table__num">"Deals"</th>
                            <th scope="col" class="table__num">"Worth"</th>
                        </tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
        </Panel>
    }
    .into_any()
}

/// "1.4×".
fn times(lift: Ratio) -> String {
    format!("{:.2}\u{d7}", lift.to_model())
}

/// What goes with winning or losing.
#[component]
pub fn Drivers(
    /// The drivers, the surest first.
    drivers: Vec<Driver>,
) -> impl IntoView {
    if drivers.is_empty() {
        return view! {
            <Panel title="What goes with winning">
                <p class="muted">"A fact needs 20 deals with it and 20 without it to be told."</p>
            </Panel>
        }
        .into_any();
    }
    let share = |won: i64, all: i64| {
        let rate = Ratio::of(won, all).map(format::percent).unwrap_or_default();
        format!("{rate} of {}", format::count(all.unsigned_abs()))
    };
    let rows = drivers
        .into_iter()
        .map(|driver| {
            let range = format!("{}\u{2013}{}", times(driver.low), times(driver.high));
            let is_sure = driver.low > Ratio::ONE || driver.high < Ratio::ONE;
            view! {
                <tr>
                    <td class="table__main">{driver.fact}</td>
                    <td data-label="Lift" class="table__num table__key" class:muted=!is_sure>{times(driver.lift)}</td>
                    <td data-label="Range" class="table__num" class:muted=!is_sure>{range}</td>
                    <td data-label="Won with it" class="table__num">{share(driver.won_with, driver.with)}</td>
                    <td data-label="Won without it" class="table__num">
                        {share(driver.won_without, driver.without)}
                    </td>
                </tr>
            }
            .into_any()
        })
        .collect_view();
    view! {
        <Panel title="What goes with winning"
            note="The share won with a fact over that without it, and its range of nine in ten; it says nothing about causes">
            <div class="table-wrap">
                <table class="table">
                    <thead>
                        <tr>
                            <th scope="col">"Fact"</th>
                            <th scope="col" class="table__num">"Lift"</th>
                            <th scope="col" class="table__num">"Range"</th>
                            <th scope="col" class="table__num">"Won with it"</th>
                            <th scope="col" class="table__num">"Won without it"</th>
                        </tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
        </Panel>
    }
    .into_any()
}

/// How deals end in which a competitor is named.
#[component]
pub fn Rivals(
    /// The rivals.
    rivals: Vec<Rival>,
) -> impl IntoView {
    if rivals.is_empty() {
        return ().into_any();
    }
    let rows = rivals
        .into_iter()
        .map(|rival| {
            let rate = Ratio::of(rival.won, rival.won + rival.lost).map(format::percent);
            view! {
                <tr>
                    <td class="table__main">{rival.name}</td>
                    <td data-label="Won" class="table__num">{rival.won}</td>
                    <td data-label="Lost" class="table__num">{rival.lost}</td>
                    <td data-label="Won of these" class="table__num">{rate}</td>
                    <td data-label="Lost worth" class="table__num table__key"><Money amount=rival.amount /></td>
                </tr>
            }
            .into_any()
        })
        .collect_view();
    view! {
        <Panel title="Competitors" note="Deals in which they are named">
            <div class="table-wrap">
                <table class="table">
                    <thead>
                        <tr>
                            <th scope="col">"Competitor"</th>
                            <th scope="col" class="table__num">"Won"</th>
                            <th scope="col" class="table__num">"Lost"</th>
                            <th scope="col" class="table__num">"Won of these"</th>
                            <th scope="col" class="table__num">"Lost worth"</th>
                        </tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
        </Panel>
    }
    .into_any()
}

/// Lost deals whose reason may have passed.
#[component]
pub fn Resurrection(
    /// The deals, the largest first.
    again: Vec<Again>,
) -> impl IntoView {
    let note = "Price and budget after half a year, timing and no decision after 90 days, a competitor's year nearly over; nothing open with them now";
    if again.is_empty() {
        return view! {
            <Panel title="Ask again" note=note><p class="muted">"No lost deal's reason has passed lately."</p></Panel>
        }
        .into_any();
    }
    let rows = again
        .into_iter()
        .map(|deal| {
            view! {
                <tr>
                    <td class="table__main"><a href=format!("/deals/{}", deal.id)>{deal.name}</a></td>
                    <td data-label="Reason">{deal.reason}</td>
                    <td data-label="Owner">{deal.owner}</td>
                    <td data-label="Lost" class="table__num"><Day day=deal.closed_on /></td>
                    <td data-label="Passed" class="table__num"><Day day=deal.since /></td>
                    <td data-label="Worth" class="table__num table__key"><Money amount=deal.amount /></td>
                </tr>
            }
            .into_any()
        })
        .collect_view();
    view! {
        <Panel title="Ask again" note=note>
            <div class="table-wrap">
                <table class="table">
                    <thead>
                        <tr>
                            <th scope="col">"Deal"</th>
                            <th scope="col">"Reason"</th>
                            <th scope="col">"Owner"</th>
                            <th scope="col" class="table__num">"Lost"</th>
                            <th scope="col" class="table__num">"Passed"</th>
                            <th scope="col" class="table__num">"Worth"</th>
                        </tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
        </Panel>
    }
    .into_any()
}
