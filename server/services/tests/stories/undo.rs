//! Taking back what was done: by whom, until when, and what happens when somebody wrote the same since.

use std::collections::BTreeMap;

use chrono::Duration;
use domain::desk::{Board, StageTotal};
use domain::forms::{
    BulkDeals, BulkLeads, CompleteTask, EditDeal, LogInteraction, MoveDeal, NewDeal, NewTask,
};
use domain::ids::{LeadId, OpportunityId, UnitId};
use domain::interaction::{TimelineEntry, TimelineWhat};
use domain::journal::{Done, Entity};
use domain::lead::LeadStatus;
use domain::list::{LeadFilter, TaskFilter};
use domain::opportunity::{DealPage, DealStatus, StageKind};
use domain::undo::{JournalFilter, OneRecord, UndoUnit, Undone};
use services::{Ctx, ServiceError, ServiceResult, bulk, deals, leads, tasks, trash, undo};

use crate::house::{House, call, new_lead};

async fn take_back(ctx: &Ctx, unit: UnitId) -> anyhow::Result<Done> {
    match undo::undo(ctx, UndoUnit::plain(unit)).await? {
        Undone::Done(done) => Ok(done),
        Undone::Choose(_) => anyhow::bail!("something is to be chosen"),
    }
}

/// The last thing this person sees done.
async fn newest(ctx: &Ctx) -> anyhow::Result<UnitId> {
    let page = undo::journal(ctx, &JournalFilter::default()).await?;
    page.units.first().map(|unit| unit.id).ok_or_else(|| anyhow::anyhow!("nothing was done"))
}

async fn a_deal(ctx: &Ctx, name: &str) -> anyhow::Result<(LeadId, OpportunityId)> {
    let lead = leads::create(ctx, new_lead(name)).await?;
    let form = NewDeal {
        lead,
        name: format!("{name}'s course"),
        amount: String::new(),
        expected_close_on: String::new(),
    };
    Ok((lead, deals::create(ctx, form).await?))
}

fn forward(page: &DealPage, kind: StageKind) -> MoveDeal {
    let next = page
        .stages
        .iter()
        .find(|stage| stage.kind == kind && stage.id != page.deal.stage_id)
        .map_or(page.deal.stage_id, |stage| stage.id);
    let (id, version) = (page.deal.id, page.deal.version);
    MoveDeal { id, version, stage: next, lost_reason: String::new() }
}

async fn amount(ctx: &Ctx, id: OpportunityId, amount: &str) -> anyhow::Result<Done> {
    let page = deals::page(ctx, id).await?;
    let form = EditDeal {
        id,
        version: page.deal.version,
        name: page.deal.name,
        amount: amount.to_owned(),
        expected_close_on: page
            .deal
            .expected_close_on
            .map(|day| day.to_string())
            .unwrap_or_default(),
        next_step: page.deal.next_step,
        next_step_on: String::new(),
    };
    Ok(deals::edit(ctx, form).await?)
}

fn refusal(tried: ServiceResult<Undone>) -> String {
    match tried {
        Err(error @ (ServiceError::Invalid(_) | ServiceError::Forbidden(_))) => error.to_string(),
        other => format!("not refused: {other:?}"),
    }
}

#[tokio::test]
async fn a_move_is_taken_back_with_all_that_came_with_it_and_can_be_redone() -> anyhow::Result<()> {
    House::on_each_engine(async |house| {
        let (lead, id) = a_deal(&house.ana, "Zoe").await?;
        let before = deals::page(&house.ana, id).await?;
        let moved = deals::move_deal(&house.ana, forward(&before, StageKind::Won)).await?;
        let after = deals::page(&house.ana, id).await?;
        assert_eq!(after.deal.status, DealStatus::Won);

        let undone = take_back(&house.ana, moved.unit).await?;
        assert!(undone.label.starts_with("Undo: Moved"), "{}", undone.label);
        let back = deals::page(&house.ana, id).await?;
        assert_eq!(
            (back.deal.stage_id, back.deal.status),
            (before.deal.stage_id, DealStatus::Open)
        );
        assert_eq!(
            (back.row.line.win, back.tasks.len()),
            (before.row.line.win, before.tasks.len())
        );
        assert_eq!(back.stage_history.len(), after.stage_history.len() + 1);
        assert_eq!(leads::page(&house.ana, lead).await?.lead.status, LeadStatus::Opportunity);

        let redone = take_back(&house.ana, undone.unit).await?;
        assert!(redone.label.starts_with("Redo: Moved"), "{}", redone.label);
        let again = deals::page(&house.ana, id).await?;
        assert_eq!(again.deal.status, DealStatus::Won);
        assert_eq!(again.tasks.len(), after.tasks.len());
        assert_eq!(leads::page(&house.ana, lead).await?.lead.status, LeadStatus::Customer);

        let twice = undo::undo(&house.ana, UndoUnit::plain(moved.unit)).await;
        assert!(refusal(twice).contains("undone already"));
        Ok(())
    })
    .await
}

#[tokio::test]
async fn a_later_write_of_the_same_field_stops_it_until_the_person_has_chosen() -> anyhow::Result<()>
{
    House::on_each_engine(async |house| {
        let (_, id) = a_deal(&house.ana, "Zoe").await?;
        let first = amount(&house.ana, id, "1000").await?;
        amount(&house.marta, id, "2000").await?;
        let tried = undo::undo(&house.ana, UndoUnit::plain(first.unit)).await?;
        assert_eq!(tried, Undone::Choose(first.unit));
        let page = undo::page(&house.ana, first.unit).await?;
        let [clash] = page.preview.clashes.as_slice() else {
            anyhow::bail!("{:?}", page.preview);
        };
        assert_eq!(clash.lines, [["Amount", "0", "1,000", "2,000"].map(str::to_owned)]);
        assert_eq!(deals::page(&house.ana, id).await?.deal.amount.get(), 200_000);

        let choose = |what: &str| UndoUnit {
            unit: first.unit,
            choices: BTreeMap::from([(clash.key.clone(), what.to_owned())]),
        };
        let kept = undo::undo(&house.ana, choose("keep")).await?;
        assert_eq!(deals::page(&house.ana, id).await?.deal.amount.get(), 200_000);
        let Undone::Done(kept) = kept else { anyhow::bail!("not kept") };
        take_back(&house.ana, kept.unit).await.unwrap_err();
        Ok(())
    })
    .await
}

#[tokio::test]
async fn what_was_chosen_is_put_back_over_the_later_write() -> anyhow::Result<()> {
    House::on_each_engine(async |house| {
        let (_, id) = a_deal(&house.ana, "Zoe").await?;
        let first = amount(&house.ana, id, "1000").await?;
        amount(&house.marta, id, "2000").await?;
        let choices = BTreeMap::from([(format!("opportunity-{id}-amount"), "back".to_owned())]);
        undo::undo(&house.ana, UndoUnit { unit: first.unit, choices }).await?;
        assert_eq!(deals::page(&house.ana, id).await?.deal.amount.get(), 0);
        Ok(())
    })
    .await
}

#[tokio::test]
async fn everybody_takes_back_what_is_theirs_and_a_manager_what_the_team_did() -> anyhow::Result<()>
{
    House::on_each_engine(async |house| {
        let (lead, id) = a_deal(&house.ana, "Zoe").await?;
        let edited = amount(&house.ana, id, "1000").await?;
        let tried = async |ctx: &Ctx| undo::undo(ctx, UndoUnit::plain(edited.unit)).await;
        assert!(matches!(tried(&house.ben).await, Err(ServiceError::NotFound)));
        assert!(matches!(tried(&house.zack).await, Err(ServiceError::NotFound)));
        assert!(refusal(tried(&house.carla).await).contains("Only the roles"));
        take_back(&house.marta, edited.unit).await?;

        // What Ana did with a lead that is Ben's by now is no longer hers to take back.
        let logged = leads::log_interaction(&house.ana, call(lead, "interested")).await?;
        let give = BulkLeads {
            ids: vec![lead.get()],
            action: "give".to_owned(),
            owner: house.ben.user()?.id.to_string(),
            ..BulkLeads::default()
        };
        bulk::leads(&house.marta, give).await?;
        let gone = undo::undo(&house.ana, UndoUnit::plain(logged.unit)).await;
        assert!(refusal(gone).contains("not yours to see"));
        take_back(&house.admin, logged.unit).await?;
        Ok(())
    })
    .await
}

#[tokio::test]
async fn after_thirty_days_nothing_is_taken_back_and_some_things_never_are() -> anyhow::Result<()> {
    House::on_each_engine(async |house| {
        let (_, id) = a_deal(&house.ana, "Zoe").await?;
        let edited = amount(&house.ana, id, "1000").await?;
        let late = house.after(Duration::days(31), &house.ana)?;
        let why = refusal(undo::undo(&late, UndoUnit::plain(edited.unit)).await);
        assert!(why.contains("30 days"), "{why}");
        let page = undo::page(&late, edited.unit).await?;
        assert!(page.preview.refusal.is_some_and(|why| why.contains("30 days")));

        services::session::set_theme(&house.ana, domain::session::Theme::Dark).await?;
        let why = refusal(undo::undo(&house.ana, UndoUnit::plain(newest(&house.ana).await?)).await);
        assert!(why.contains("cannot be undone"), "{why}");
        Ok(())
    })
    .await
}

#[tokio::test]
async fn a_logged_call_is_taken_back_and_the_one_after_it_stands() -> anyhow::Result<()> {
    House::on_each_engine(async |house| {
        let lead = leads::create(&house.ana, new_lead("Zoe")).await?;
        let before = leads::page(&house.ana, lead).await?;
        let first = leads::log_interaction(&house.ana, call(lead, "interested")).await?;
        let later = house.after(Duration::hours(1), &house.ana)?;
        leads::log_interaction(&later, call(lead, "interested")).await?;
        take_back(&later, first.unit).await?;
        let page = leads::page(&later, lead).await?;
        assert_eq!(page.lead.total_interactions, 1);
        assert_eq!(page.lead.last_contacted_at, Some(later.now()));
        assert!(page.score.score >= before.score.score);
        Ok(())
    })
    .await
}

#[tokio::test]
async fn the_last_contact_is_that_of_the_calls_that_stand_in_whatever_order_they_are_taken_back()
-> anyhow::Result<()> {
    House::on_each_engine(async |house| {
        let lead = leads::create(&house.ana, new_lead("Zoe")).await?;
        let later = house.after(Duration::hours(1), &house.marta)?;
        let first = leads::log_interaction(&house.ana, call(lead, "interested")).await?;
        let second = leads::log_interaction(&later, call(lead, "interested")).await?;
        let last = async || {
            let lead = leads::page(&house.ana, lead).await?.lead;
            anyhow::Ok((lead.last_contacted_at, lead.last_contacted_by))
        };
        let of = |ctx: &Ctx| anyhow::Ok((Some(ctx.now()), Some(ctx.user()?.id)));
        take_back(&later, first.unit).await?;
        assert_eq!(last().await?, of(&later)?);
        let undone = take_back(&later, second.unit).await?;
        assert_eq!(last().await?, (None, None), "nobody has spoken to them");
        take_back(&later, undone.unit).await?;
        assert_eq!(last().await?, of(&later)?);
        Ok(())
    })
    .await
}

#[tokio::test]
async fn a_logged_call_is_taken_back_from_where_it_stands_today_and_not_from_the_past()
-> anyhow::Result<()> {
    House::on_each_engine(async |house| {
        let (lead, deal) = a_deal(&house.ana, "Zoe").await?;
        let form = LogInteraction { opportunity: deal.to_string(), ..call(lead, "interested") };
        let done = leads::log_interaction(&house.ana, form).await?;
        let later = house.after(Duration::days(2), &house.ana)?;
        let way_back = |timeline: &[TimelineEntry]| {
            let talk =
                |entry: &&TimelineEntry| matches!(entry.what, TimelineWhat::Interaction { .. });
            timeline.iter().find(talk).map(|entry| entry.unit)
        };
        let here =
            [leads::page(&later, lead).await?.timeline, deals::page(&later, deal).await?.timeline];
        for timeline in here {
            assert_eq!(way_back(&timeline), Some(Some(done.unit)));
            assert!(timeline.iter().all(|entry| entry.unit.is_some()));
        }
        let yesterday = "2026-11-24";
        let past = [
            leads::past_page(&later, lead, yesterday).await?.data.timeline,
            deals::past_page(&later, deal, yesterday).await?.data.timeline,
        ];
        for timeline in past {
            assert_eq!(way_back(&timeline), Some(None));
            assert!(timeline.iter().all(|entry| entry.unit.is_none()));
        }
        Ok(())
    })
    .await
}

#[tokio::test]
async fn whoever_is_given_a_lead_or_a_deal_has_its_open_tasks_too() -> anyhow::Result<()> {
    House::on_each_engine(async |house| {
        let (lead, deal) = a_deal(&house.ana, "Zoe").await?;
        let about_deal = NewTask {
            title: "Send terms".to_owned(),
            opportunity: deal.to_string(),
            ..NewTask::default()
        };
        tasks::create(&house.ana, about_deal).await?;
        let of_manager =
            NewTask { title: "Look in".to_owned(), lead: lead.to_string(), ..NewTask::default() };
        tasks::create(&house.marta, of_manager).await?;
        let own = async |ctx: &Ctx| {
            let rows = tasks::list(ctx, &TaskFilter::default()).await?.rows;
            let mut titles: Vec<String> = rows.into_iter().map(|task| task.title).collect();
            titles.sort();
            anyhow::Ok(titles)
        };
        let owner = house.ben.user()?.id.to_string();
        let action = "give".to_owned();
        let (ids, to) = (vec![lead.get()], owner.clone());
        let give = BulkLeads { ids, action: action.clone(), owner: to, ..BulkLeads::default() };
        let done = bulk::leads(&house.marta, give).await?;
        assert_eq!(own(&house.ben).await?, ["Call within 24 hours"]);
        assert_eq!(own(&house.ana).await?, ["Send terms"]);
        assert_eq!(own(&house.marta).await?, ["Look in"]);
        take_back(&house.marta, done.unit).await?;
        assert_eq!(own(&house.ana).await?, ["Call within 24 hours", "Send terms"]);

        let give = BulkDeals { ids: vec![deal.get()], action, owner, ..BulkDeals::default() };
        let done = bulk::deals(&house.marta, give).await?;
        assert_eq!(own(&house.ben).await?, ["Send terms"]);
        take_back(&house.marta, done.unit).await?;
        assert_eq!(own(&house.ana).await?, ["Call within 24 hours", "Send terms"]);
        Ok(())
    })
    .await
}

#[tokio::test]
async fn what_somebody_made_and_others_worked_on_is_asked_about() -> anyhow::Result<()> {
    House::on_each_engine(async |house| {
        let lead = leads::create(&house.ana, new_lead("Zoe")).await?;
        let made = newest(&house.ana).await?;
        leads::log_interaction(&house.marta, call(lead, "interested")).await?;
        assert_eq!(undo::undo(&house.ana, UndoUnit::plain(made)).await?, Undone::Choose(made));
        let page = undo::page(&house.ana, made).await?;
        assert!(page.preview.clashes.iter().any(|clash| clash.is_whole), "{:?}", page.preview);
        let choices =
            page.preview.clashes.iter().map(|clash| (clash.key.clone(), "back".to_owned()));
        let form = UndoUnit { unit: made, choices: choices.collect() };
        assert!(matches!(undo::undo(&house.ana, form).await?, Undone::Done(_)));
        assert!(leads::page(&house.ana, lead).await.is_err());
        Ok(())
    })
    .await
}

#[tokio::test]
async fn a_deleted_lead_leaves_with_its_deals_and_tasks_and_comes_back_with_them()
-> anyhow::Result<()> {
    House::on_each_engine(async |house| {
        let (lead, id) = a_deal(&house.ana, "Zoe").await?;
        let task =
            NewTask { title: "Call".to_owned(), opportunity: id.to_string(), ..NewTask::default() };
        tasks::create(&house.ana, task).await?;
        let one = OneRecord { entity: "lead".to_owned(), id: lead.get() };
        assert!(matches!(
            trash::delete(&house.ana, one.clone()).await,
            Err(ServiceError::Forbidden(_))
        ));
        let board = deals::board(&house.marta, None).await?;
        trash::delete(&house.marta, one.clone()).await?;
        assert!(leads::page(&house.ana, lead).await.is_err());
        assert!(deals::page(&house.ana, id).await.is_err());
        assert!(leads::list(&house.ana, &LeadFilter::default()).await?.rows.is_empty());
        assert!(tasks::list(&house.ana, &TaskFilter::default()).await?.rows.is_empty());
        let gone: i64 = deals::board(&house.marta, None)
            .await?
            .columns
            .iter()
            .map(|column| column.total.deals)
            .sum();
        assert_eq!(gone, 0);
        let rows = trash::list(&house.ana, "").await?.rows;
        assert_eq!(rows.iter().filter(|row| row.entity == Entity::Lead).count(), 1);
        assert!(rows.iter().all(|row| row.who == "Marta" && row.days_left == 30));

        trash::restore(&house.ana, one.clone()).await?;
        let back = deals::board(&house.marta, None).await?;
        let totals = |board: &Board| -> Vec<StageTotal> {
            board.columns.iter().map(|column| column.total.clone()).collect()
        };
        assert_eq!(totals(&back), totals(&board));
        assert!(leads::page(&house.ana, lead).await.is_ok());
        assert!(trash::list(&house.ana, "").await?.rows.is_empty());

        trash::delete(&house.marta, one.clone()).await?;
        let late = house.after(Duration::days(31), &house.marta)?;
        assert!(trash::list(&late, "").await?.rows.is_empty());
        assert!(matches!(trash::restore(&late, one).await, Err(ServiceError::Invalid(_))));
        let mut tx = house.host.db.read().await?;
        assert!(store::rollups::differences(&mut tx).await?.is_empty());
        Ok(())
    })
    .await
}

#[tokio::test]
async fn a_change_of_many_is_one_unit_and_is_taken_back_as_one() -> anyhow::Result<()> {
    House::on_each_engine(async |house| {
        let mut ids = Vec::new();
        for name in ["Zoe", "Yan", "Xia"] {
            ids.push(leads::create(&house.ana, new_lead(name)).await?.get());
        }
        let give = BulkLeads {
            ids: ids.clone(),
            action: "give".to_owned(),
            owner: house.ben.user()?.id.to_string(),
            ..BulkLeads::default()
        };
        assert!(matches!(
            bulk::leads(&house.ana, give.clone()).await,
            Err(ServiceError::Forbidden(_))
        ));
        let done = bulk::leads(&house.marta, give).await?;
        assert_eq!(done.label, "Gave 3\u{a0}leads to Ben");
        assert_eq!(leads::list(&house.ben, &LeadFilter::default()).await?.rows.len(), 3);
        take_back(&house.marta, done.unit).await?;
        assert_eq!(leads::list(&house.ana, &LeadFilter::default()).await?.rows.len(), 3);
        let elsewhere = BulkLeads { ids, action: "delete".to_owned(), ..BulkLeads::default() };
        assert!(bulk::leads(&house.zack, elsewhere).await.is_err());
        Ok(())
    })
    .await
}

#[tokio::test]
async fn a_task_ticked_off_by_mistake_is_open_again() -> anyhow::Result<()> {
    House::on_each_engine(async |house| {
        let task = NewTask { title: "Call".to_owned(), ..NewTask::default() };
        tasks::create(&house.ana, task).await?;
        let row = tasks::list(&house.ana, &TaskFilter::default()).await?.rows.remove(0);
        let form = CompleteTask::simply(row.id, row.version, true);
        let done = tasks::complete(&house.ana, form).await?;
        take_back(&house.ana, done.unit).await?;
        let open = tasks::list(&house.ana, &TaskFilter::default()).await?.rows;
        assert_eq!(open.first().map(|task| task.completed_at), Some(None));
        Ok(())
    })
    .await
}
