//! Deals.

use anyhow::Context as _;
use chrono::Duration;
use domain::access::Role;
use domain::forms::{EditDeal, LogInteraction, MoveDeal, NewDeal, NewLead};
use domain::ids::{LeadId, OpportunityId};
use domain::interaction::TimelineWhat;
use domain::journal::Entity;
use domain::lead::LeadStatus;
use domain::list::DealFilter;
use domain::money::Cents;
use domain::opportunity::{DealPage, DealStatus};
use domain::ratio::Ratio;
use services::{Ctx, ServiceError, deals, leads, learning};
use store::{journal, rollups};

use crate::support::{House, now};

async fn with_a_lead(ctx: &Ctx) -> anyhow::Result<LeadId> {
    let form =
        NewLead { name: "Zoë Park".to_owned(), source: "web".to_owned(), ..NewLead::default() };
    Ok(leads::create(ctx, form).await?)
}

/// A deal of 48,000 with a new lead.
async fn with_a_deal(ctx: &Ctx) -> anyhow::Result<OpportunityId> {
    let form = NewDeal {
        lead: with_a_lead(ctx).await?,
        name: "Excel for 20".to_owned(),
        amount: "48000".to_owned(),
        expected_close_on: String::new(),
    };
    Ok(deals::create(ctx, form).await?)
}

/// The form that moves a deal as its page shows it.
fn to_stage(page: &DealPage, name: &str) -> MoveDeal {
    let stage = page.stages.iter().find(|stage| stage.name == name).map(|stage| stage.id);
    MoveDeal {
        id: page.deal.id,
        version: page.deal.version,
        stage: stage.unwrap_or(page.deal.stage_id),
        lost_reason: String::new(),
    }
}

fn as_shown(page: &DealPage) -> EditDeal {
    EditDeal {
        id: page.deal.id,
        version: page.deal.version,
        name: page.deal.name.clone(),
        amount: "48000".to_owned(),
        expected_close_on: page
            .deal
            .expected_close_on
            .map(|day| day.to_string())
            .unwrap_or_default(),
        next_step: String::new(),
        next_step_on: String::new(),
    }
}

#[tokio::test]
async fn a_new_deal_stands_in_the_first_stage_and_brings_its_lead_along() -> anyhow::Result<()> {
    let house = House::new().await?;
    let ana = house.of(house.person("Ana", Role::Rep, None).await?);
    let page = deals::page(&ana, with_a_deal(&ana).await?).await?;
    assert_eq!((page.row.line.stage.as_str(), page.deal.amount), ("Discovery", Cents(4_800_000)));
    // The normal days of the four open stages from today: 14 + 14 + 21 + 14.
    assert_eq!(page.deal.expected_close_on, Some(now().date_naive() + Duration::days(63)));
    let points: i32 = page.win.contributions.iter().map(|reason| reason.points).sum();
    assert_eq!(points, page.win.probability.percent());
    let lead = leads::page(&ana, page.deal.lead_id.context("a lead")?).await?;
    assert_eq!(lead.lead.status, LeadStatus::Opportunity);
    Ok(())
}

#[tokio::test]
async fn a_move_changes_everything_that_follows_from_it_at_once() -> anyhow::Result<()> {
    let house = House::new().await?;
    let ana = house.of(house.person("Ana", Role::Rep, None).await?);
    let id = with_a_deal(&ana).await?;
    let before = deals::page(&ana, id).await?;
    let done = deals::move_deal(&ana, to_stage(&before, "Proposal")).await?;
    assert_eq!(done.label, "Moved Excel for 20 to Proposal");

    let after = deals::page(&ana, id).await?;
    assert!(after.win.probability > before.win.probability);
    assert_eq!(after.row.line.win, after.win.probability);
    assert_eq!(after.versions.len(), 2);
    assert_eq!(after.versions[1].win, after.win.probability);
    assert_eq!(after.stage_history.last().map(|visit| visit.stage.as_str()), Some("Proposal"));
    let titles: Vec<&str> = after.tasks.iter().map(|task| task.title.as_str()).collect();
    assert_eq!(titles, ["Send the proposal"]);
    let TimelineWhat::Change { label, details, .. } = &after.timeline[0].what else {
        anyhow::bail!("{:?}", after.timeline)
    };
    assert_eq!(label, &done.label);
    assert!(details.iter().any(|line| line == "Stage: Discovery → Proposal"), "{details:?}");

    let mut tx = house.read().await?;
    let entries = journal::of_record(&mut tx, Entity::Opportunity, id.get(), None, 9).await?;
    assert_eq!((entries.len(), entries[0].unit_id), (2, done.unit));
    assert_eq!(rollups::differences(&mut tx).await?, []);
    Ok(())
}

#[tokio::test]
async fn moving_to_and_fro_makes_the_stage_s_task_once() -> anyhow::Result<()> {
    let house = House::new().await?;
    let ana = house.of(house.person("Ana", Role::Rep, None).await?);
    let id = with_a_deal(&ana).await?;
    for stage in ["Proposal", "Discovery", "Proposal"] {
        let page = deals::page(&ana, id).await?;
        deals::move_deal(&ana, to_stage(&page, stage)).await?;
    }
    assert_eq!(deals::page(&ana, id).await?.tasks.len(), 1);
    Ok(())
}

#[tokio::test]
async fn a_won_deal_makes_a_customer_and_a_lost_one_needs_its_reason() -> anyhow::Result<()> {
    let house = House::new().await?;
    let ana = house.of(house.person("Ana", Role::Rep, None).await?);
    let (first, second) = (with_a_deal(&ana).await?, with_a_deal(&ana).await?);
    let page = deals::page(&ana, first).await?;
    deals::move_deal(&ana, to_stage(&page, "Closed won")).await?;
    let won = deals::page(&ana, first).await?;
    assert_eq!((won.deal.status, won.win.probability), (DealStatus::Won, Ratio::ONE));
    assert_eq!(won.risks, []);
    let lead = leads::page(&ana, won.deal.lead_id.context("a lead")?).await?;
    assert_eq!(lead.lead.status, LeadStatus::Customer);

    let page = deals::page(&ana, second).await?;
    let refused = deals::move_deal(&ana, to_stage(&page, "Closed lost")).await;
    let Err(ServiceError::Invalid(errors)) = refused else { anyhow::bail!("{refused:?}") };
    assert!(errors.get("lost_reason").is_some());
    let form = MoveDeal { lost_reason: "Price".to_owned(), ..to_stage(&page, "Closed lost") };
    deals::move_deal(&ana, form).await?;
    let lost = deals::page(&ana, second).await?;
    assert_eq!(
        (lost.deal.lost_reason.as_deref(), lost.win.probability),
        (Some("Price"), Ratio::ZERO)
    );
    Ok(())
}

#[tokio::test]
async fn a_stale_form_conflicts_with_both_values_and_changes_nothing() -> anyhow::Result<()> {
    let house = House::new().await?;
    let ana = house.of(house.person("Ana", Role::Rep, None).await?);
    let id = with_a_deal(&ana).await?;
    let stale = deals::page(&ana, id).await?;
    deals::move_deal(&ana, to_stage(&stale, "Proposal")).await?;

    let refused = deals::move_deal(&ana, to_stage(&stale, "Negotiation")).await;
    let Err(ServiceError::Conflict(fields)) = refused else { anyhow::bail!("{refused:?}") };
    let told: Vec<_> = fields.iter().map(|f| (f.yours.as_str(), f.theirs.as_str())).collect();
    assert_eq!(told, [("Negotiation", "Proposal")]);

    let form = EditDeal { amount: "52000".to_owned(), ..as_shown(&stale) };
    let refused = deals::edit(&ana, form).await;
    let Err(ServiceError::Conflict(fields)) = refused else { anyhow::bail!("{refused:?}") };
    assert_eq!((fields.len(), fields[0].field.as_str()), (1, "amount"));
    assert_eq!((fields[0].yours.as_str(), fields[0].theirs.as_str()), ("52,000.00", "48,000.00"));
    let page = deals::page(&ana, id).await?;
    assert_eq!((page.row.line.stage.as_str(), page.deal.amount), ("Proposal", Cents(4_800_000)));
    Ok(())
}

#[tokio::test]
async fn a_later_close_counts_as_a_push_and_an_earlier_one_does_not() -> anyhow::Result<()> {
    let house = House::new().await?;
    let ana = house.of(house.person("Ana", Role::Rep, None).await?);
    let id = with_a_deal(&ana).await?;
    for (day, pushes) in [("2027-02-01", 1), ("2026-12-01", 1), ("2027-03-01", 2)] {
        let form = as_shown(&deals::page(&ana, id).await?);
        deals::edit(&ana, EditDeal { expected_close_on: day.to_owned(), ..form }).await?;
        assert_eq!(deals::page(&ana, id).await?.deal.close_pushes, pushes, "{day}");
    }
    Ok(())
}

#[tokio::test]
async fn talk_moves_the_probability_and_makes_no_form_stale() -> anyhow::Result<()> {
    let house = House::new().await?;
    let who = house.person("Ana", Role::Rep, None).await?;
    let id = with_a_deal(&house.of(who)).await?;
    let later = house.at(who, now() + Duration::hours(1));
    let before = deals::page(&later, id).await?;
    let call = LogInteraction {
        lead: before.deal.lead_id.context("a lead")?,
        opportunity: id.to_string(),
        kind: "call".to_owned(),
        direction: "inbound".to_owned(),
        outcome: "interested".to_owned(),
        minutes: "20".to_owned(),
        subject: String::new(),
        notes: String::new(),
    };
    leads::log_interaction(&later, call).await?;
    let after = deals::page(&later, id).await?;
    assert!(after.win.probability > before.win.probability);
    assert_eq!(after.deal.last_inbound_at, Some(now() + Duration::hours(1)));
    assert_eq!(after.deal.version, before.deal.version);
    deals::move_deal(&later, to_stage(&before, "Proposal")).await?;
    Ok(())
}

#[tokio::test]
async fn somebody_else_s_deal_is_as_if_it_were_not_there() -> anyhow::Result<()> {
    let house = House::new().await?;
    let ana = house.of(house.person("Ana", Role::Rep, None).await?);
    let ben = house.of(house.person("Ben", Role::Rep, None).await?);
    let admin = house.of(house.person("Ada", Role::Admin, None).await?);
    let id = with_a_deal(&ana).await?;
    let page = deals::page(&ana, id).await?;
    let form = to_stage(&page, "Proposal");
    assert!(matches!(deals::page(&ben, id).await, Err(ServiceError::NotFound)));
    assert!(matches!(deals::move_deal(&ben, form.clone()).await, Err(ServiceError::NotFound)));
    assert!(matches!(deals::edit(&ben, as_shown(&page)).await, Err(ServiceError::NotFound)));
    assert_eq!(deals::list(&ben, &DealFilter::default()).await?.rows, []);
    assert!(deals::board(&ben, None).await?.columns.iter().all(|column| column.total.deals == 0));
    assert!(matches!(deals::move_deal(&admin, form).await, Err(ServiceError::Forbidden(_))));
    Ok(())
}

#[tokio::test]
async fn time_alone_lowers_what_nobody_works_on() -> anyhow::Result<()> {
    let house = House::new().await?;
    let who = house.person("Ana", Role::Rep, None).await?;
    let id = with_a_deal(&house.of(who)).await?;
    let later = house.at(who, now() + Duration::days(80));
    let before = deals::page(&later, id).await?;
    learning::learn(&later).await?;
    assert_eq!(deals::rescore_open(&later).await?, 1);
    let after = deals::page(&later, id).await?;
    assert!(after.win.probability < before.win.probability);
    assert_eq!(after.versions.len(), 2);
    assert_eq!(after.timeline.len(), before.timeline.len(), "a score is nothing anybody did");
    Ok(())
}

#[tokio::test]
async fn an_open_deal_closes_ahead_and_a_day_that_has_passed_stays_only_where_it_was()
-> anyhow::Result<()> {
    let house = House::new().await?;
    let ana = house.of(house.person("Ana", Role::Rep, None).await?);
    let yesterday = (now().date_naive() - Duration::days(1)).to_string();
    let lead = with_a_lead(&ana).await?;
    let new = NewDeal {
        lead,
        name: "Excel for 20".to_owned(),
        amount: String::new(),
        expected_close_on: yesterday.clone(),
    };
    let wrong = |result: Result<String, ServiceError>| match result {
        Err(ServiceError::Invalid(errors)) => errors.get("expected_close_on").map(str::to_owned),
        _ => None,
    };
    let created = deals::create(&ana, new.clone()).await.map(|id| id.to_string());
    assert!(wrong(created).context("refused")?.contains("later day"));

    let today = now().date_naive().to_string();
    let id = deals::create(&ana, NewDeal { expected_close_on: today, ..new }).await?;
    let page = deals::page(&ana, id).await?;
    let back = EditDeal { expected_close_on: yesterday, ..as_shown(&page) };
    assert!(wrong(deals::edit(&ana, back).await.map(|done| done.label)).is_some());

    let later = house.at(ana.user()?, now() + Duration::days(9));
    let renamed = EditDeal { name: "Excel for 25".to_owned(), ..as_shown(&page) };
    deals::edit(&later, renamed).await.context("what was there is not what is being changed")?;
    Ok(())
}
