//! Warnings on deals: counted by cause, seen to by a task, left in peace until it is due.

use anyhow::Context as _;
use chrono::Duration;
use domain::desk::RiskCause;
use domain::forms::{NewDeal, SeeToRisk};
use domain::ids::OpportunityId;
use domain::queue::RiskKind;
use domain::undo::UndoUnit;
use services::{Ctx, ServiceError, deals, leads, risks, undo};

use crate::house::{House, new_lead};

async fn a_deal(who: &Ctx, name: &str) -> anyhow::Result<OpportunityId> {
    let deal = NewDeal {
        lead: leads::create(who, new_lead(name)).await?,
        name: format!("{name}\u{2019}s course"),
        amount: "1200".to_owned(),
        expected_close_on: String::new(),
    };
    Ok(deals::create(who, deal).await?)
}

async fn cause(who: &Ctx, kind: RiskKind) -> anyhow::Result<RiskCause> {
    let page = risks::page(who, "").await?;
    page.causes.into_iter().find(|cause| cause.kind == kind).context("every cause is there")
}

fn form(deal: OpportunityId, kind: RiskKind) -> SeeToRisk {
    SeeToRisk { deal: deal.get(), kind: kind.as_str().to_owned(), ..SeeToRisk::default() }
}

#[tokio::test]
async fn a_warning_that_somebody_sees_to_is_quiet_until_the_task_is_due() -> anyhow::Result<()> {
    House::on_each_engine(async |house| {
        let deal = a_deal(&house.ana, "Zoe").await?;
        let later = house.after(Duration::days(20), &house.ana)?;
        let no_step = RiskKind::NoNextStep;
        assert_eq!(cause(&later, no_step).await?.deals, 1);
        let rows = risks::page(&later, "no_contact").await?.rows;
        let kinds: Vec<RiskKind> = rows.iter().map(|row| row.warning.risk.kind).collect();
        assert_eq!(kinds, [RiskKind::NoContact]);

        risks::see_to(&later, form(deal, no_step)).await?;
        let seen = cause(&later, no_step).await?;
        assert_eq!((seen.deals, seen.seen), (0, 1));
        let page = deals::page(&later, deal).await?;
        let task = page.tasks.iter().find(|task| task.rule.as_deref() == Some("risk:no_next_step"));
        assert_eq!(task.map(|task| task.title.as_str()), Some("Set the next step"));
        let two_days_later = house.after(Duration::days(22), &house.ana)?;
        assert_eq!(cause(&two_days_later, no_step).await?.deals, 1, "the task is overdue");
        Ok(())
    })
    .await
}

#[tokio::test]
async fn a_snooze_has_its_reason_and_is_taken_back() -> anyhow::Result<()> {
    House::on_each_engine(async |house| {
        let deal = a_deal(&house.ana, "Zoe").await?;
        let no_step = RiskKind::NoNextStep;
        let peace = SeeToRisk { days: "14".to_owned(), ..form(deal, no_step) };
        let refused = risks::see_to(&house.ana, peace.clone()).await;
        let Err(ServiceError::Invalid(errors)) = refused else { anyhow::bail!("{refused:?}") };
        assert!(errors.get("reason").is_some());
        let peace = SeeToRisk { reason: "They decide in December".to_owned(), ..peace };
        let done = risks::see_to(&house.ana, peace).await?;
        let later = house.after(Duration::days(10), &house.ana)?;
        assert_eq!(cause(&later, no_step).await?.deals, 0);
        undo::undo(&later, UndoUnit::plain(done.unit)).await?;
        assert_eq!(cause(&later, no_step).await?.deals, 1);

        let gone = risks::see_to(&house.ana, form(deal, RiskKind::Pushed)).await;
        assert!(matches!(gone, Err(ServiceError::Invalid(_))), "it does not stand");
        let strange = risks::see_to(&house.zack, form(deal, no_step)).await;
        assert!(matches!(strange, Err(ServiceError::NotFound)));
        Ok(())
    })
    .await
}

#[tokio::test]
async fn a_manager_sees_the_team_s_warnings_and_gives_them_to_somebody() -> anyhow::Result<()> {
    House::on_each_engine(async |house| {
        let deal = a_deal(&house.ana, "Zoe").await?;
        a_deal(&house.zack, "Yan").await?;
        let page = risks::page(&house.marta, "").await?;
        assert_eq!(page.looked_at, 1, "a deal of no team is not hers to see");
        assert_eq!(cause(&house.carla, RiskKind::NoNextStep).await?.deals, 2);
        let ben = house.ben.user()?.id;
        assert!(page.people.iter().any(|person| person.id == ben));
        let give = SeeToRisk { owner: ben.to_string(), ..form(deal, RiskKind::NoNextStep) };
        let refused = risks::see_to(&house.ana, give.clone()).await;
        assert!(matches!(refused, Err(ServiceError::Forbidden(_))));
        risks::see_to(&house.marta, give).await?;
        let row = risks::page(&house.marta, "no_next_step").await?.rows.into_iter().next();
        let seen = row.and_then(|row| row.warning.seen).context("seen to")?;
        assert_eq!(seen.who, "Ben");
        Ok(())
    })
    .await
}
