//! Campaigns: what they cost, what they are credited with, and taking back what was written.

use anyhow::Context as _;
use chrono::Duration;
use domain::campaigns::Model;
use domain::forms::{AddCost, EditCampaign, MoveDeal, NewDeal, RemoveCost};
use domain::ids::{CampaignId, LeadId};
use domain::journal::Actor;
use domain::money::Cents;
use domain::opportunity::StageKind;
use domain::undo::UndoUnit;
use services::{Ctx, ServiceError, campaigns, deals, leads, undo};
use store::bulk::{Load, Touch};

use crate::house::{House, monday, new_lead};

fn campaign(name: &str) -> EditCampaign {
    EditCampaign {
        name: name.to_owned(),
        source: "LinkedIn".to_owned(),
        status: "running".to_owned(),
        starts_on: "2026-10-01".to_owned(),
        budget: "5000".to_owned(),
        ..EditCampaign::default()
    }
}

async fn add(ctx: &Ctx, name: &str) -> anyhow::Result<CampaignId> {
    campaigns::save(ctx, campaign(name)).await?;
    let rows = campaigns::report(ctx).await?.campaigns;
    rows.iter().find(|row| row.name == name).map(|row| row.id).context("added")
}

async fn meet(house: &House, who: LeadId, campaigns: &[CampaignId]) -> anyhow::Result<()> {
    let mut load = Load::begin(&house.host.db, "Touches", Actor::System, monday()).await?;
    let touches: Vec<Touch> = campaigns
        .iter()
        .zip(1..)
        .map(|(campaign, hour)| Touch {
            lead_id: who,
            campaign_id: *campaign,
            channel: "ad",
            at: monday() - Duration::days(9) + Duration::hours(hour),
        })
        .collect();
    load.touches(&touches).await?;
    load.commit().await?;
    Ok(())
}

async fn win(ctx: &Ctx, lead: LeadId, amount: &str) -> anyhow::Result<()> {
    let form = NewDeal {
        lead,
        name: format!("Deal of {amount}"),
        amount: amount.to_owned(),
        expected_close_on: String::new(),
    };
    let id = deals::create(ctx, form).await?;
    let page = deals::page(ctx, id).await?;
    let won = page.stages.iter().find(|stage| stage.kind == StageKind::Won).context("won")?;
    let form =
        MoveDeal { id, version: page.deal.version, stage: won.id, lost_reason: String::new() };
    deals::move_deal(ctx, form).await?;
    Ok(())
}

#[tokio::test]
async fn every_model_credits_all_that_was_won() -> anyhow::Result<()> {
    House::on_each_engine(async |house| {
        let (one, two) = (add(&house.marta, "Autumn").await?, add(&house.marta, "Fair").await?);
        let zoe = leads::create(&house.ana, new_lead("Zoe")).await?;
        let yan = leads::create(&house.ana, new_lead("Yan")).await?;
        meet(&house, zoe, &[one, two, two]).await?;
        win(&house.ana, zoe, "1000.01").await?;
        win(&house.ana, yan, "500").await?;
        let report = campaigns::report(&house.carla).await?;
        assert_eq!((report.won, report.unknown), (Cents(150_001), Cents(50_000)));
        for model in Model::ALL {
            let credited = report.campaigns.iter().map(|row| row.brought.by(*model).get());
            assert_eq!(credited.sum::<i64>() + report.unknown.get(), report.won.get(), "{model}");
        }
        let of = |id| report.campaigns.iter().find(|row| row.id == id).context("listed");
        assert_eq!(of(one)?.brought.by(Model::First), Cents(100_001));
        assert_eq!(of(two)?.brought.by(Model::Last), Cents(100_001));
        assert_eq!(of(one)?.brought.conversion.customers, 1);
        let web: i64 = report.sources.iter().map(|row| row.brought.by(Model::First).get()).sum();
        assert_eq!(web, report.won.get());
        Ok(())
    })
    .await
}

#[tokio::test]
async fn a_cost_is_written_removed_and_taken_back() -> anyhow::Result<()> {
    House::on_each_engine(async |house| {
        let id = add(&house.carla, "Autumn").await?;
        let form = AddCost {
            campaign: id.get(),
            spent_on: "2026-11-02".to_owned(),
            amount: "1,200".to_owned(),
            note: "Invoice".to_owned(),
        };
        campaigns::add_cost(&house.carla, form).await?;
        let page = campaigns::page(&house.marta, id).await?;
        assert_eq!((page.row.brought.cost, page.costs.len()), (Cents(120_000), 1));
        let cost = page.costs.first().context("a cost")?.id;
        let gone =
            campaigns::remove_cost(&house.carla, RemoveCost { campaign: id.get(), id: cost })
                .await?;
        assert!(campaigns::page(&house.carla, id).await?.costs.is_empty());
        undo::undo(&house.carla, UndoUnit::plain(gone.unit)).await?;
        let page = campaigns::page(&house.carla, id).await?;
        assert_eq!(page.row.brought.cost, Cents(120_000));

        let twin = campaigns::save(&house.carla, campaign("Autumn")).await;
        let Err(ServiceError::Invalid(errors)) = twin else { anyhow::bail!("{twin:?}") };
        assert!(errors.get("name").is_some(), "{errors}");
        let stale = EditCampaign { id: id.get(), version: 0, ..campaign("Spring") };
        let stale = campaigns::save(&house.carla, stale).await;
        assert!(matches!(stale, Err(ServiceError::Conflict(_))), "{stale:?}");
        Ok(())
    })
    .await
}
