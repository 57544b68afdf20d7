//! `/closing`: open deals by the month they should close in. Works without scripts.

use domain::closing::{ClosingMonth, ClosingPage as Data};
use domain::format;
use domain::journal::Entity;
use domain::opportunity::DealRow;
use leptos::prelude::*;

use super::api::get_closing;
use crate::query;
use crate::ui::{LiveView, PageHead, Tab, Tabs, use_live_of};

/// What this page shows, and so reads again.
const LIVE: &[Entity] = &[Entity::Opportunity];

/// The page.
#[component]
pub fn ClosingPage() -> impl IntoView {
    let live = use_live_of(LIVE);
    let page = Resource::new(move || live.get(), |_| get_closing());
    view! {
        <LiveView resource=page title="Deals" lines=12 let:data>
            {move || data.with(drawn)}
        </LiveView>
    }
}

fn drawn(page: &Data) -> AnyView {
    let tab = |label: &str, href: &str, current: bool| Tab {
        label: label.to_owned(),
        href: href.to_owned(),
        count: None,
        current,
    };
    let tabs = vec![
        tab("Board", "/deals", false),
        tab("List", "/deals?view=list", false),
        tab("Timeline", "/closing", true),
    ];
    let today = page.today;
    let columns = page.months.iter().map(|month| column(month, today)).collect_view();
    view! {
        <PageHead title="Deals" subtitle="Open deals by the month they should close in">
            <Tabs label="View" tabs=tabs />
        </PageHead>
        <div class="board" role="group" aria-label="Open deals by month">{columns}</div>
    }
    .into_any()
}

fn column(month: &ClosingMonth, today: chrono::NaiveDate) -> impl IntoView + use<> {
    let label = month.period.label();
    let named = label.clone();
    let href = query::href(
        "/deals",
        &[("view", "list"), ("sort", "close"), ("period", &month.period.code())],
    );
    let shown = i64::try_from(month.rows.len()).unwrap_or(i64::MAX);
    let more = (month.deals > shown).then(|| {
        let text = format!("and {} more", format::count((month.deals - shown).unsigned_abs()));
        view! { <a class="board__more" href=href.clone()>{text}</a> }
    });
    let empty =
        (month.deals == 0).then(|| view! { <p class="board__empty">"No deal closes here."</p> });
    let cards = month.rows.iter().map(|row| card(row, today)).collect_view();
    let note = format!("{} weighted", format::money_short(month.weighted));
    view! {
        <section class="board__column" aria-label=named>
            <header class="board__head">
                <h2 class="board__stage">
                    <a href=href>{label}</a>
                    <span class="board__count">{format::count(month.deals.unsigned_abs())}</span>
                </h2>
                <span class="board__sum" title=format::money_exact(month.amount)>
                    {format::money_short(month.amount)}
                </span>
                <p class="board__note" title="Each amount times its chance to be won">{note}</p>
            </header>
            <ul class="board__cards">{cards}</ul>
            {empty}
            {more}
        </section>
    }
}

fn card(row: &DealRow, today: chrono::NaiveDate) -> impl IntoView + use<> {
    let line = &row.line;
    let is_late = line.close_on.is_some_and(|day| day < today);
    let when = line.close_on.map(|day| {
        let day = format::date_short(day);
        if is_late { format!("{day}, has passed") } else { day }
    });
    view! {
        <li class="deal-card" class:is-stuck=is_late>
            <a class="deal-card__title" href=format!("/deals/{}", line.id) title=line.name.clone()>{line.name.clone()}</a>
            <span class="deal-card__amount" title=format::money_exact(line.amount)>{format::money_short(line.amount)}</span>
            <span class="deal-card__next">{when}</span>
            <span class="deal-card__foot">
                <span title="P(won)">{format::percent(line.win)}</span>
                <span>{line.stage.clone()}</span>
                <span>{line.owner_name().to_owned()}</span>
            </span>
        </li>
    }
}
