//! The CEO's figures: the page, the file behind it and a plain count of rows agree.

use domain::access::{Role, Scope};
use domain::list::LeadFilter;
use domain::money::Cents;
use domain::opportunity::DealStatus;
use services::demo::{DemoSettings, Scale};
use services::export::{self, Format, Section};
use services::{Ctx, desks, funnel, leads};
use store::opportunity_reads::{self, DealQuery};

use crate::support::{House, now};

async fn company(house: &House) -> anyhow::Result<Ctx> {
    let settings = DemoSettings { scale: Scale::Small, seed: 7, ..DemoSettings::default() };
    services::demo::load(&house.system(), &settings, |_| {}).await?;
    Ok(house.of(house.person("Carla", Role::Ceo, None).await?))
}

/// The lines of a section's file, without its heads.
async fn lines(ctx: &Ctx, section: Section) -> anyhow::Result<Vec<Vec<String>>> {
    let mut download = export::section(ctx, section, Format::Csv).await?;
    let mut file = Vec::new();
    while let Some(piece) = download.pieces.recv().await {
        file.extend(piece?);
    }
    let text = String::from_utf8(file)?;
    let split = |line: &str| line.split(',').map(str::to_owned).collect();
    Ok(text.lines().skip(1).map(split).collect())
}

fn decimal(amount: Cents) -> String {
    format!("{}.{:02}", amount.get() / 100, amount.get() % 100)
}

#[tokio::test]
async fn a_funnels_page_its_file_and_its_rows_agree() -> anyhow::Result<()> {
    let house = House::new().await?;
    let carla = company(&house).await?;
    for code in ["2026", "2026-Q3"] {
        let page = funnel::page(&carla, code).await?;
        let file = lines(&carla, funnel::section(&carla, code, "steps").await?).await?;
        let steps = page.steps();
        assert_eq!(file.len(), steps.len());
        for (step, line) in steps.iter().zip(&file) {
            let filter = LeadFilter {
                reached: step.status.as_str().to_owned(),
                created: code.to_owned(),
                ..LeadFilter::default()
            };
            let rows = leads::list(&carla, &filter).await?.total;
            assert_eq!(Some(step.leads), rows, "{code} {:?}", step.status);
            assert_eq!(line[1], step.leads.to_string(), "{code} {:?}", step.status);
        }
        let file = lines(&carla, funnel::section(&carla, code, "sources").await?).await?;
        for (cut, line) in page.by_source.iter().zip(&file) {
            let filter = LeadFilter {
                source: cut.name.clone(),
                created: code.to_owned(),
                ..LeadFilter::default()
            };
            assert_eq!(Some(cut.reached.leads), leads::list(&carla, &filter).await?.total);
            assert_eq!(line[1], cut.reached.leads.to_string());
        }
        for cuts in [&page.by_rep, &page.depth.by_country, &page.depth.by_industry] {
            let sum: i64 = cuts.iter().map(|cut| cut.reached.leads).sum();
            assert_eq!(sum, page.reached.leads, "{code}");
        }
    }
    Ok(())
}

#[tokio::test]
async fn the_revenue_page_its_file_and_its_deals_agree() -> anyhow::Result<()> {
    let house = House::new().await?;
    let carla = company(&house).await?;
    let mut tx = house.read().await?;
    let query = DealQuery { limit: 100_000, ..DealQuery::default() };
    let deals = opportunity_reads::list(&mut tx, &Scope::Everything, &query, now()).await?;
    drop(tx);
    let won = |counts: &dyn Fn(chrono::NaiveDate) -> bool| {
        let won = deals.iter().filter(|deal| deal.line.status == DealStatus::Won);
        let won = won.filter(|deal| deal.line.close_on.is_some_and(counts));
        Cents::sum(won.map(|deal| deal.line.amount))
    };
    let desk = desks::ceo(&carla, "2026").await?;
    let file = lines(&carla, desks::ceo_section(&carla, "2026", "periods").await?).await?;
    for (line, of) in file.iter().zip(&desk.revenue) {
        let by_hand = won(&|day| of.period.contains(day));
        assert_eq!((of.won, &line[1]), (by_hand, &decimal(by_hand)), "{:?}", of.period);
    }
    let file = lines(&carla, desks::ceo_section(&carla, "2026", "reps").await?).await?;
    for (line, share) in file.iter().zip(&desk.by_rep) {
        let own = deals.iter().filter(|deal| {
            deal.line.status == DealStatus::Won
                && deal.line.close_on.is_some_and(|day| desk.period.contains(day))
                && deal.line.owner.as_ref().is_some_and(|owner| owner.id.get() == share.id)
        });
        let by_hand = Cents::sum(own.map(|deal| deal.line.amount));
        assert_eq!((share.won, &line[1]), (by_hand, &decimal(by_hand)), "{}", share.name);
    }
    let file = lines(&carla, desks::ceo_section(&carla, "2026", "forecast").await?).await?;
    let all = won(&|day| desk.period.contains(day));
    assert_eq!((desk.forecast.closed, &file[0][1]), (all, &decimal(all)));
    Ok(())
}
