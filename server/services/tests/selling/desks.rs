//! The desks of those who lead: every figure is what its deals add up to.

use chrono::{Datelike, NaiveDate};
use domain::access::{Role, Scope};
use domain::calendar::{Period, Span};
use domain::desk::RepForecast;
use domain::forms::{MoveDeal, NewDeal, NewLead};
use domain::list::LeadFilter;
use domain::money::Cents;
use domain::opportunity::{DealRow, DealStatus, StageKind};
use services::demo::{DemoSettings, Scale};
use services::{Ctx, ServiceError, SignedIn, deals, desks, leads, snapshots, team};
use store::opportunity_reads::{self, DealQuery};

use crate::support::{House, now};

async fn company(house: &House) -> anyhow::Result<Ctx> {
    let settings = DemoSettings { scale: Scale::Small, seed: 7, ..DemoSettings::default() };
    services::demo::load(&house.system(), &settings, |_| {}).await?;
    Ok(house.of(house.person("Carla", Role::Ceo, None).await?))
}

#[tokio::test]
async fn a_step_of_the_funnel_opens_as_many_leads_as_it_says() -> anyhow::Result<()> {
    let house = House::new().await?;
    let carla = company(&house).await?;
    for code in ["2026", "2026-Q3"] {
        for step in desks::ceo(&carla, code).await?.funnel {
            let mut filter = LeadFilter {
                reached: step.status.as_str().to_owned(),
                created: code.to_owned(),
                sort: "created".to_owned(),
                ..LeadFilter::default()
            };
            let mut rows = 0;
            loop {
                let page = leads::list(&carla, &filter).await?;
                assert_eq!(page.total, Some(step.leads), "{code} {:?}", step.status);
                rows += page.rows.len();
                let Some(next) = page.next else { break };
                filter.after = next;
            }
            assert_eq!(rows, usize::try_from(step.leads)?, "{code} {:?}", step.status);
        }
    }
    Ok(())
}

/// Every deal there is, as a row of the list: no rollup has a part in it.
async fn every_deal(house: &House) -> anyhow::Result<Vec<DealRow>> {
    let mut tx = house.read().await?;
    let query = DealQuery { limit: 100_000, ..DealQuery::default() };
    Ok(opportunity_reads::list(&mut tx, &Scope::Everything, &query, now()).await?)
}

fn won(deals: &[DealRow], counts: impl Fn(NaiveDate) -> bool) -> (Cents, i64) {
    let won: Vec<&DealRow> = deals
        .iter()
        .filter(|deal| {
            deal.line.status == DealStatus::Won && deal.line.close_on.is_some_and(&counts)
        })
        .collect();
    (Cents::sum(won.iter().map(|deal| deal.line.amount)), i64::try_from(won.len()).unwrap_or(-1))
}

#[tokio::test]
async fn every_figure_of_the_ceo_is_what_the_deals_add_up_to() -> anyhow::Result<()> {
    let house = House::new().await?;
    let carla = company(&house).await?;
    let deals = every_deal(&house).await?;
    let today = now().date_naive();
    for code in ["", "2026-Q4", "2026-11", "2025", "2025-Q2"] {
        let desk = desks::ceo(&carla, code).await?;
        let period = desk.period;
        assert_eq!(desk.as_of, today.min(period.last_day()), "{code}");
        assert_eq!(desk.forecast.closed, won(&deals, |day| period.contains(day)).0, "{code}");
        for line in &desk.revenue {
            let (amount, count) = won(&deals, |day| line.period.contains(day));
            assert_eq!((line.won, line.deals), (amount, count), "{code} {:?}", line.period);
            let same_day = desk.as_of.with_year(desk.as_of.year() - 1).unwrap();
            let before = line.period.year_before();
            let last_year = won(&deals, |day| before.contains(day) && day <= same_day).0;
            assert_eq!(line.last_year, last_year, "{code} {:?}", line.period);
        }
        for point in &desk.months {
            let month = Period::containing(Span::Month, point.month);
            let amount = won(&deals, |day| month.contains(day)).0;
            assert_eq!(point.won, (point.month <= today).then_some(amount), "{}", point.month);
            let before = month.year_before();
            assert_eq!(point.last_year, won(&deals, |day| before.contains(day)).0);
            assert_eq!(point.forecast.is_some(), month.end() > today, "{}", point.month);
        }
        let by_rep = Cents::sum(desk.by_rep.iter().map(|share| share.won));
        let by_product = Cents::sum(desk.by_product.iter().map(|share| share.won));
        assert_eq!([by_rep, by_product], [desk.forecast.closed; 2], "{code}");
        if period.end() <= today {
            assert_eq!(
                (desk.forecast.mean, desk.forecast.p90),
                (desk.forecast.closed, desk.forecast.closed)
            );
        } else {
            let range = [desk.forecast.p10, desk.forecast.p50, desk.forecast.p90];
            assert!(range.is_sorted() && range[0] < range[2], "{code} {range:?}");
        }
    }
    let last = deals
        .iter()
        .filter(|deal| deal.line.status == DealStatus::Won)
        .filter_map(|deal| deal.line.close_on)
        .max();
    assert_eq!(desks::ceo(&carla, "2001").await?.last_won_on, last);
    Ok(())
}

#[tokio::test]
async fn the_board_adds_up_and_shows_what_is_stuck() -> anyhow::Result<()> {
    let house = House::new().await?;
    let carla = company(&house).await?;
    let deals = every_deal(&house).await?;
    let desk = desks::manager(&carla, "").await?;
    assert_eq!(desk.period.code(), "2026-Q4");
    for column in &desk.board.columns {
        let here: Vec<&DealRow> = deals
            .iter()
            .filter(|deal| {
                deal.line.status == DealStatus::Open && deal.line.stage_id == column.total.stage_id
            })
            .collect();
        assert_eq!(usize::try_from(column.total.deals)?, here.len());
        assert_eq!(column.total.amount, Cents::sum(here.iter().map(|deal| deal.line.amount)));
        let weighted = Cents::sum(here.iter().map(|deal| deal.line.amount.times(deal.line.win)));
        assert_eq!(column.total.weighted, weighted);
        assert_eq!(column.total.median_age_days.is_some(), !here.is_empty());
    }
    let stuck = deals
        .iter()
        .filter(|deal| deal.line.status == DealStatus::Open)
        .filter(|deal| deal.line.days_in_stage > 2 * deal.line.normal_dwell_days)
        .count();
    assert_eq!(usize::try_from(desk.stuck_total)?, stuck);
    let won = Cents::sum(desk.by_rep.iter().map(|rep| rep.won));
    assert_eq!(won, desk.forecast.closed);
    let open = Cents::sum(desk.by_rep.iter().map(|rep| rep.open));
    assert_eq!(open, desk.forecast.weighted);
    assert!(desk.quota.target.is_some_and(|target| target > Cents::ZERO));
    Ok(())
}

#[tokio::test]
async fn every_page_shows_the_same_forecast() -> anyhow::Result<()> {
    let house = House::new().await?;
    let carla = company(&house).await?;
    let table = desks::manager(&carla, "").await?.by_rep;
    let reps: Vec<_> = table.iter().filter(|row| row.open > Cents::ZERO).collect();
    assert!(reps.len() > 1);
    for row in reps {
        let rep = SignedIn { id: row.rep.id, role: Role::Rep, team: None, session: None };
        let own = desks::rep(&house.of(rep)).await?.forecast;
        let shown = [row.won, row.open, row.p10, row.p50, row.p90];
        assert_eq!(
            shown,
            [own.closed, own.weighted, own.p10, own.p50, own.p90],
            "{}",
            row.rep.name
        );
        assert_eq!(row.target, own.target);
    }
    let months = desks::ceo(&carla, "").await?.months;
    let ahead: Vec<_> = months.iter().filter(|point| point.forecast.is_some()).collect();
    assert_eq!(ahead.len(), 2, "the present month and December");
    for point in ahead {
        let month = Period::containing(Span::Month, point.month);
        let said = desks::ceo(&carla, &month.code()).await?.forecast;
        assert_eq!(point.forecast, Some((said.p10, said.p50, said.p90)), "{}", month.label());
    }
    Ok(())
}

#[tokio::test]
async fn rows_by_rep_add_up_to_the_total_whoever_has_the_deals() -> anyhow::Result<()> {
    let house = House::new().await?;
    let carla = company(&house).await?;
    let before = desks::manager(&carla, "").await?;
    assert!(before.by_rep.iter().all(|row| row.rep.id.get() != 0), "nobody else has a deal");

    // A CEO sells nothing, and yet these deals are hers.
    let lead = NewLead { name: "Zoe".to_owned(), source: "web".to_owned(), ..NewLead::default() };
    let lead = leads::create(&carla, lead).await?;
    for amount in ["48000", "12000"] {
        let form = NewDeal {
            lead,
            name: format!("Excel for {amount}"),
            amount: amount.to_owned(),
            expected_close_on: "2026-12-01".to_owned(),
        };
        let id = deals::create(&carla, form).await?;
        if amount == "12000" {
            let page = deals::page(&carla, id).await?;
            let won = page.stages.iter().find(|stage| stage.kind == StageKind::Won).unwrap();
            let version = page.deal.version;
            let form = MoveDeal { id, version, stage: won.id, lost_reason: String::new() };
            deals::move_deal(&carla, form).await?;
        }
    }
    let desk = desks::manager(&carla, "").await?;
    let others = desk.by_rep.last().unwrap();
    assert_eq!((others.rep.id.get(), others.rep.name.as_str()), (0, "Others"));
    assert_eq!(others.won, Cents(1_200_000));
    assert!(others.open > Cents::ZERO && others.target.is_none());
    let sum = |of: fn(&RepForecast) -> Cents| Cents::sum(desk.by_rep.iter().map(of));
    assert_eq!(sum(|row| row.won), desk.forecast.closed);
    assert_eq!(sum(|row| row.open), desk.forecast.weighted);
    let year = desks::ceo(&carla, "").await?;
    let won = Cents::sum(year.by_rep.iter().map(|share| share.won));
    assert_eq!(won, year.forecast.closed);
    Ok(())
}

#[tokio::test]
async fn a_desk_is_for_those_whose_figures_it_shows() -> anyhow::Result<()> {
    let house = House::new().await?;
    let team = house.team("North").await?;
    let ana = house.of(house.person("Ana", Role::Rep, Some(team)).await?);
    let marta = house.of(house.person("Marta", Role::Manager, Some(team)).await?);
    assert!(matches!(desks::manager(&ana, "").await, Err(ServiceError::Forbidden(_))));
    assert!(matches!(desks::ceo(&ana, "").await, Err(ServiceError::Forbidden(_))));
    assert!(matches!(desks::ceo(&marta, "").await, Err(ServiceError::Forbidden(_))));
    // An empty installation has a desk too, and a period that is none is said to be none.
    assert_eq!(desks::manager(&marta, "").await?.board.columns.len(), 0);
    assert!(matches!(desks::manager(&marta, "soon").await, Err(ServiceError::Invalid(_))));
    Ok(())
}

#[tokio::test]
async fn the_night_keeps_what_was_said_and_done_however_often_it_runs() -> anyhow::Result<()> {
    let house = House::new().await?;
    company(&house).await?;
    for _ in 0..2 {
        snapshots::take(&house.system()).await?;
        snapshots::refresh_performance(&house.system()).await?;
    }
    Ok(())
}

#[tokio::test]
async fn the_team_page_says_what_the_desk_says_and_what_the_night_counted() -> anyhow::Result<()> {
    let house = House::new().await?;
    let carla = company(&house).await?;
    snapshots::refresh_performance(&house.system()).await?;
    for code in ["2026", "2026-Q3"] {
        let (team, desk) = (team::page(&carla, code).await?, desks::manager(&carla, code).await?);
        for line in &team.people {
            let told = desk.by_rep.iter().find(|told| told.rep.id == line.rep.id);
            assert_eq!(line.won, told.map_or(Cents::ZERO, |told| told.won), "{}", line.rep.name);
            assert_eq!(line.target, told.and_then(|told| told.target), "{}", line.rep.name);
            assert!(line.ended >= line.deals_won);
            assert!(line.fair.is_none_or(|fair| i64::from(fair.won) == line.deals_won));
        }
    }
    let year = team::page(&carla, "2026").await?;
    assert!(year.people.iter().any(|line| line.fair.is_some()), "a year is enough to say more");
    assert!(year.people.iter().any(|line| line.contacts > 0), "contacts of past months are kept");
    let before = team::page(&carla, "2019-01").await?;
    assert!(before.people.iter().all(|line| line.won == Cents::ZERO && line.fair.is_none()));

    let team = house.team("Polar").await?;
    let ana = house.of(house.person("Ann", Role::Rep, Some(team)).await?);
    assert!(matches!(team::page(&ana, "").await, Err(ServiceError::Forbidden(_))));
    let marta = house.of(house.person("Mart", Role::Manager, Some(team)).await?);
    let own: Vec<String> =
        team::page(&marta, "").await?.people.into_iter().map(|line| line.rep.name).collect();
    assert_eq!(own, ["Ann", "Mart"], "a manager sees the own team");
    assert!(matches!(team::page(&marta, "soon").await, Err(ServiceError::Invalid(_))));
    Ok(())
}
