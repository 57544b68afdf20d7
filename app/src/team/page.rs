//! `/team`: everybody's figures in a period, a fair order, and what to talk about with whom.

use domain::calendar::Period;
use domain::desk::{TeamLine, TeamPage as Data};
use domain::format;
use domain::journal::Entity;
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use super::api::get_team;
use super::fair_table::FairTable;
use crate::home::PeriodPicker;
use crate::query;
use crate::ui::{
    AsyncView, EmptyState, Money, MoneyShort, PageHead, Panel, Sparkline, use_live_of,
};

/// What this page shows, and so reads again.
const LIVE: &[Entity] = &[Entity::Opportunity, Entity::Quota, Entity::User, Entity::Team];
const PATH: &str = "/team";

/// `/team?period=2026-Q4`
#[component]
pub fn TeamPage() -> impl IntoView {
    let params = use_query_map();
    let period = Memo::new(move |_| params.with(|params| query::value(params, "period")));
    let live = use_live_of(LIVE);
    let team = Resource::new(move || (period.get(), live.get()), |(period, _)| get_team(period));
    view! {
        <AsyncView resource=team lines=14 let:data>
            <Team data=data />
        </AsyncView>
    }
}

#[component]
fn Team(data: Data) -> impl IntoView {
    let (period, around) =
        (data.period, data.period.start.max(data.today.min(data.period.last_day())));
    let content = if data.people.is_empty() {
        view! { <EmptyState what="Everybody who sells will stand here, with what they did." how="Add people under Users, with rainmaker user add." /> }
            .into_any()
    } else {
        let notes = talk(&data.people);
        let fair: Vec<TeamLine> = data.people.clone();
        let cut = data.is_cut.then(|| {
            view! {
                <p class="panel__note">
                    "More deals ended in this period than are read one by one: choose a shorter one for days to win, expected wins and what to talk about."
                </p>
            }
        });
        view! {
            <div class="stack">
                {cut}
                <Panel title="What each did" note="The most won first">
                    <Figures people=data.people period=period />
                </Panel>
                <Panel title="Wins against expected wins" note="Fair to who gets the hard deals">
                    <FairTable people=fair learned_from=data.learned_from />
                </Panel>
                {notes}
            </div>
        }
        .into_any()
    };
    view! {
        <PageHead title="Team" subtitle=period.label()>
            <PeriodPicker period=period around=around path=PATH />
        </PageHead>
        {content}
    }
    .into_any()
}

#[component]
fn Figures(people: Vec<TeamLine>, period: Period) -> impl IntoView {
    let rows = people.into_iter().map(|line| row(line, period)).collect_view();
    view! {
        <div class="table-wrap">
            <table class="table">
                <thead>
                    <tr>
                        <th scope="col">"Person"</th>
                        <th scope="col" class="table__num">"Won"</th>
                        <th scope="col" class="table__num">"Of target"</th>
                        <th scope="col" class="table__num">"Won of ended"</th>
                        <th scope="col" class="table__num">"Per deal"</th>
                        <th scope="col" class="table__num">"Days to win"</th>
                        <th scope="col" class="table__num">"Open now"</th>
                        <th scope="col" class="table__num">"Contacts"</th>
                        <th scope="col" class="table__num">"Leads"</th>
                        <th scope="col">"Six months"</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
        <p class="panel__note">
            "Days to win is the median from creation to won. Contacts, with notes, and leads are counted every night; everything else is as of now."
        </p>
    }
    .into_any()
}

fn row(line: TeamLine, period: Period) -> AnyView {
    let code = period.code();
    let owner = line.rep.id.to_string();
    let ended = |status: &str| {
        let pairs = [("view", "list"), ("owner", &owner), ("status", status), ("period", &code)];
        query::href("/deals", &pairs)
    };
    let open = query::href("/deals", &[("view", "list"), ("owner", &owner)]);
    let reached = line.reached().map(format::percent);
    let rate = line.win_rate().map_or_else(String::new, |rate| {
        format!("{} ({} of {})", format::percent(rate), line.deals_won, line.ended)
    });
    let average = line.average().map(|amount| view! { <Money amount=amount /> });
    let cycle = line.cycle_days.map(|days| days.to_string());
    let trend: Vec<f64> = line.trend.iter().map(|won| won.to_model()).collect();
    let words =
        line.trend.iter().map(|won| format::money_short(*won)).collect::<Vec<_>>().join(", ");
    view! {
        <tr>
            <td class="table__main">{line.rep.name}</td>
            <td class="table__num table__key" data-label="Won"><a href=ended("won")><Money amount=line.won /></a></td>
            <td class="table__num" data-label="Of target">{reached}</td>
            <td class="table__num" data-label="Won of ended">{rate}</td>
            <td class="table__num" data-label="Per deal">{average}</td>
            <td class="table__num" data-label="Days to win">{cycle}</td>
            <td class="table__num" data-label="Open now"><a href=open><MoneyShort amount=line.open /></a></td>
            <td class="table__num" data-label="Contacts">{format::count(line.contacts.unsigned_abs())}</td>
            <td class="table__num" data-label="Leads">{format::count(line.leads.unsigned_abs())}</td>
            <td data-label="Six months" title=words.clone()>
                <Sparkline values=trend />
                <span class="visually-hidden">{words.clone()}</span>
            </td>
        </tr>
    }
    .into_any()
}

/// What to talk about, with whom; only managers and those above them see it.
fn talk(people: &[TeamLine]) -> Option<AnyView> {
    let people: Vec<AnyView> = people
        .iter()
        .filter(|line| !line.notes.is_empty())
        .map(|line| {
            let notes =
                line.notes.iter().map(|note| view! { <p>{note.clone()}</p> }).collect_view();
            view! {
                <li class="rows__row">
                    <span class="rows__main">{line.rep.name.clone()}</span>
                    <div class="rows__note">{notes}</div>
                </li>
            }
            .into_any()
        })
        .collect();
    (!people.is_empty()).then(|| {
        view! {
            <Panel title="To talk about" note="From the deals that ended; seen by managers only">
                <ul class="rows">{people}</ul>
            </Panel>
        }
        .into_any()
    })
}
