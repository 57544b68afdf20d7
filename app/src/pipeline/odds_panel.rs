//! What stands beside a deal's chance: when it may close, what moved it, what would raise it, and won deals like it.

use chrono::NaiveDate;
use domain::format;
use domain::opportunity::{DealPage, DealStatus};
use domain::win::{Called, Deed, Raise, Similar, Since};
use leptos::prelude::*;

use crate::session::current_user;
use crate::ui::{Day, Panel};

/// What moved the chance in a week, what would raise it, and when it may close.
#[component]
pub fn OddsPanel(page: DealPage) -> impl IntoView {
    if page.row.line.status != DealStatus::Open {
        return ().into_any();
    }
    let lead = page.row.line.lead.as_ref().map(|(lead, _)| lead.get());
    let now = page.win.probability;
    let odds = page.odds;
    let closes = odds.closes.map(|closes| view! { <Closes closes=closes /> });
    let since = odds.since.map(|since| view! { <SinceLastWeek since=since to=now.percent() /> });
    let raises =
        (!odds.raises.is_empty()).then(|| view! { <Raises raises=odds.raises lead=lead /> });
    view! {
        <Panel title="What moves it">
            {closes}
            {since}
            {raises}
        </Panel>
    }
    .into_any()
}

/// "Of 120 told 60–70 %, 64 % were won".
pub fn called_words(called: Called) -> String {
    format!(
        "of {} told {:.0}\u{2013}{}, {} were won",
        format::count_of(called.times),
        f64::from(called.from.bp()) / 100.0,
        format::percent(called.to),
        format::percent(called.won)
    )
}

#[component]
fn Closes(closes: [NaiveDate; 3]) -> impl IntoView {
    let [early, middle, late] = closes;
    view! {
        <p>
            "If won, expected around " <Day day=middle /> ", half of such deals between " <Day day=early /> " and "
            <Day day=late />
        </p>
    }
}

#[component]
fn SinceLastWeek(since: Since, to: i32) -> impl IntoView {
    let zone = current_user().with_untracked(|viewer| viewer.zone.clone());
    let from = since.from.percent();
    let title = match to - from {
        0 => format!("As a week ago: {from} %"),
        by => format!("{} points since a week ago, from {from} %", format::signed(by.into())),
    };
    let moved = since
        .moved
        .into_iter()
        .map(|moved| {
            view! {
                <li class="rows__row">
                    <span class="rows__main">{moved.factor.label()}</span>
                    <span class="rows__side num">{format::signed(moved.points.into())}</span>
                    <span class="rows__note">{moved.fact}</span>
                </li>
            }
        })
        .collect_view();
    let events: Vec<_> = since
        .events
        .into_iter()
        .map(|(at, what)| view! { <li><Day day=zone.day(at) /> " " {what}</li> })
        .collect();
    let events = if events.is_empty() {
        view! { <p class="muted">"Nothing happened in between: time alone moved it."</p> }
            .into_any()
    } else {
        view! { <ul class="plain muted">{events}</ul> }.into_any()
    };
    view! {
        <h3>{title}</h3>
        <ul class="rows">{moved}</ul>
        {events}
    }
}

#[component]
fn Raises(raises: Vec<Raise>, lead: Option<i64>) -> impl IntoView {
    let rows = raises
        .into_iter()
        .map(|raise| {
            let label = raise.deed.label();
            let what = match place_of(raise.deed, lead) {
                // The link stays on the page, so the browser itself takes the focus to the field.
                Some(href) if href.starts_with('#') => {
                    view! { <a rel="external" href=href>{label}</a> }.into_any()
                }
                Some(href) => view! { <a href=href>{label}</a> }.into_any(),
                None => label.into_any(),
            };
            view! {
                <li class="rows__row">
                    <span class="rows__main">{what}</span>
                    <span class="rows__side num">
                        {format!("{} to {}", format::signed(raise.points.into()), format::percent(raise.to))}
                    </span>
                </li>
            }
        })
        .collect_view();
    view! {
        <h3>"What goes with a better chance"</h3>
        <ul class="rows">{rows}</ul>
    }
}

fn place_of(deed: Deed, lead: Option<i64>) -> Option<String> {
    match deed {
        Deed::Talk | Deed::Involve => lead.map(|lead| format!("/leads/{lead}#form-kind")),
        Deed::AgreeStep => Some("#form-next_step".to_owned()),
        Deed::SetClose => Some("#form-expected_close_on".to_owned()),
    }
}

/// Won deals like this one, with what was done next in them.
#[component]
pub fn SimilarPanel(similar: Vec<Similar>) -> impl IntoView {
    if similar.is_empty() {
        return ().into_any();
    }
    let rows = similar
        .into_iter()
        .map(|one| {
            let next = (!one.next.is_empty()).then(|| {
                view! { <span class="rows__note">"Next: " {one.next.join(", ")}</span> }
            });
            let amount = format::money(one.amount);
            view! {
                <li class="rows__row">
                    <a class="rows__main" href=format!("/deals/{}", one.id)>{one.name}</a>
                    <span class="rows__side num">{amount}</span>
                    <span class="rows__note">{one.alike.join(", ")} ", won " <Day day=one.closed_on /></span>
                    {next}
                </li>
            }
        })
        .collect_view();
    view! { <Panel title="Won deals like it"><ul class="rows">{rows}</ul></Panel> }.into_any()
}
