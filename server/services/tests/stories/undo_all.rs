//! Whatever is done, undone in reverse it is as if it had never been; and redone, as if it had never been undone.

use domain::access::Scope;
use domain::forms::{
    BulkDeals, BulkLeads, CompleteTask, MoveDeal, NewDeal, NewLead, NewTask, Snooze,
};
use domain::ids::{LeadId, OpportunityId, TaskId, UnitId};
use domain::undo::{JournalFilter, OneRecord, UndoUnit, Undone};
use proptest::prelude::*;
use proptest::strategy::ValueTree as _;
use proptest::test_runner::TestRunner;
use serde_json::{Value, json};
use services::{Ctx, bulk, deals, leads, tasks, trash, undo};
use store::Tx;

use crate::house::{House, call, new_lead};

/// Something a person does, with numbers that choose to what.
#[derive(Clone, Copy, Debug)]
enum Deed {
    Lead,
    Deal(usize),
    Move(usize, usize),
    Log(usize, usize),
    Snooze(usize, u32),
    Task(usize),
    Complete(usize),
    Delete(usize),
    Give(usize),
    Status(usize),
    Next(usize),
}

fn deed() -> impl Strategy<Value = Deed> {
    let n = 0_usize..6;
    prop_oneof![
        Just(Deed::Lead),
        n.clone().prop_map(Deed::Deal),
        (n.clone(), 0_usize..6).prop_map(|(deal, stage)| Deed::Move(deal, stage)),
        (n.clone(), 0_usize..4).prop_map(|(lead, outcome)| Deed::Log(lead, outcome)),
        (n.clone(), 0_u32..9).prop_map(|(what, days)| Deed::Snooze(what, days)),
        n.clone().prop_map(Deed::Task),
        n.clone().prop_map(Deed::Complete),
        n.clone().prop_map(Deed::Delete),
        n.clone().prop_map(Deed::Give),
        n.clone().prop_map(Deed::Status),
        n.prop_map(Deed::Next),
    ]
}

/// Everything that lives, without versions and the moments of scoring.
async fn state(tx: &mut Tx) -> anyhow::Result<Value> {
    let ids: Vec<i64> = (1..300).collect();
    let all = &Scope::Everything;
    let mut state = Vec::new();
    for kept in store::leads::many(tx, all, &ids).await? {
        if kept.deleted_at.is_none() {
            let score = store::leads::score(tx, kept.record.id).await?.map(|stored| stored.score);
            state.push(json!([kept.record, score]));
        }
    }
    for kept in store::opportunities::many(tx, all, &ids).await? {
        if kept.deleted_at.is_none() {
            state.push(json!([kept.record.deal, kept.record.win]));
        }
    }
    for kept in store::tasks::many(tx, all, &ids).await? {
        if kept.deleted_at.is_none() {
            state.push(json!(kept.record));
        }
    }
    for (id, kept) in store::interactions::many(tx, all, &ids).await? {
        if kept.deleted_at.is_none() {
            state.push(json!([id, kept.record]));
        }
    }
    for kept in store::companies::many(tx, &ids).await? {
        if kept.deleted_at.is_none() {
            state.push(json!(kept.record));
        }
    }
    let sums = store::rollups::stage_sums(tx, all).await?;
    state.push(json!(format!("{sums:?}")));
    for row in &mut state {
        forget_versions(row);
    }
    Ok(Value::Array(state))
}

fn forget_versions(value: &mut Value) {
    match value {
        Value::Object(fields) => {
            fields.remove("version");
        }
        Value::Array(items) => items.iter_mut().for_each(forget_versions),
        _ => {}
    }
}

async fn seen(house: &House) -> anyhow::Result<Value> {
    let mut tx = house.host.db.read().await?;
    let wrong = store::rollups::differences(&mut tx).await?;
    assert!(wrong.is_empty(), "{wrong:?}");
    for check in store::checks::ALL {
        assert_eq!(store::checks::run(&mut tx, check).await?, 0, "{}", check.promise);
    }
    state(&mut tx).await
}

/// The newest unit there is.
async fn newest(ctx: &Ctx) -> anyhow::Result<Option<UnitId>> {
    Ok(undo::journal(ctx, &JournalFilter::default()).await?.units.first().map(|unit| unit.id))
}

fn id(number: usize) -> i64 {
    i64::try_from(number).unwrap_or(0) + 1
}

fn one_of(words: &[&str], number: usize) -> String {
    words.get(number % words.len()).map(|word| (*word).to_owned()).unwrap_or_default()
}

/// Does it; what cannot be done is not done.
async fn act(house: &House, deed: Deed) -> anyhow::Result<()> {
    let ctx = &house.marta;
    match deed {
        Deed::Lead => {
            let form = NewLead { save_anyway: true, ..new_lead("Somebody") };
            leads::create(ctx, form).await?;
        }
        Deed::Deal(lead) => {
            let form = NewDeal {
                lead: LeadId(id(lead)),
                name: "Course".to_owned(),
                amount: "1200".to_owned(),
                expected_close_on: String::new(),
            };
            drop(deals::create(ctx, form).await);
        }
        Deed::Move(deal, stage) => {
            if let Ok(page) = deals::page(ctx, OpportunityId(id(deal))).await {
                let stage = page.stages.get(stage).map_or(page.deal.stage_id, |stage| stage.id);
                let (id, version) = (page.deal.id, page.deal.version);
                let lost_reason = "No budget".to_owned();
                drop(deals::move_deal(ctx, MoveDeal { id, version, stage, lost_reason }).await);
            }
        }
        Deed::Log(lead, outcome) => {
            let words = ["interested", "no_answer", "follow_up_needed", "meeting_booked"];
            let form = call(LeadId(id(lead)), &one_of(&words, outcome));
            drop(leads::log_interaction(ctx, form).await);
        }
        Deed::Snooze(what, days) => {
            let subject = one_of(&["lead", "deal", "task"], what);
            drop(
                leads::snooze(
                    ctx,
                    Snooze { subject, id: id(what / 2), days, reason: String::new() },
                )
                .await,
            );
        }
        Deed::Task(deal) => {
            let opportunity = if deal < 3 { id(deal).to_string() } else { String::new() };
            let form = NewTask { title: "Call".to_owned(), opportunity, ..NewTask::default() };
            drop(tasks::create(ctx, form).await);
        }
        Deed::Complete(task) => {
            let mut tx = house.host.db.read().await?;
            let found = store::tasks::get(&mut tx, &Scope::Everything, TaskId(id(task))).await;
            drop(tx);
            if let Ok(task) = found {
                let form = CompleteTask::simply(task.id, task.version, true);
                drop(tasks::complete(ctx, form).await);
            }
        }
        Deed::Delete(what) => {
            let entity = one_of(&["lead", "opportunity", "task"], what);
            drop(trash::delete(ctx, OneRecord { entity, id: id(what / 3) }).await);
        }
        Deed::Give(lead) => {
            let owner = house.ben.user()?.id.to_string();
            let (ids, action) = (vec![id(lead)], "give".to_owned());
            drop(bulk::leads(ctx, BulkLeads { ids, action, owner, ..BulkLeads::default() }).await);
        }
        Deed::Status(lead) => {
            let status = one_of(&["qualified", "disqualified"], lead);
            let (ids, action) = (vec![1, 2], "status".to_owned());
            drop(
                bulk::leads(
                    ctx,
                    BulkLeads {
                        ids,
                        action,
                        status,
                        reason: "So it is".to_owned(),
                        ..BulkLeads::default()
                    },
                )
                .await,
            );
        }
        Deed::Next(deal) => {
            let (ids, action) = (vec![id(deal)], "next".to_owned());
            let next_step = "Write".to_owned();
            drop(
                bulk::deals(ctx, BulkDeals { ids, action, next_step, ..BulkDeals::default() })
                    .await,
            );
        }
    }
    Ok(())
}

async fn take_back(house: &House, unit: UnitId, deeds: &[Deed]) -> anyhow::Result<UnitId> {
    match undo::undo(&house.marta, UndoUnit::plain(unit)).await {
        Ok(Undone::Done(done)) => Ok(done.unit),
        Ok(Undone::Choose(_)) => {
            let page = undo::page(&house.marta, unit).await?;
            anyhow::bail!("{}: {:?} after {deeds:?}", page.unit.label, page.preview)
        }
        Err(error) => anyhow::bail!("{error:?} after {deeds:?}"),
    }
}

async fn story(house: &House, deeds: &[Deed]) -> anyhow::Result<()> {
    for name in ["Zoe", "Yan"] {
        let lead = leads::create(&house.ana, new_lead(name)).await?;
        let (amount, expected_close_on) = (String::new(), String::new());
        let form = NewDeal { lead, name: name.to_owned(), amount, expected_close_on };
        deals::create(&house.ana, form).await?;
    }
    let first = seen(house).await?;
    let mut last = newest(&house.marta).await?;
    let mut units = Vec::new();
    for deed in deeds {
        act(house, *deed).await?;
        let unit = newest(&house.marta).await?;
        units.extend(unit.filter(|unit| Some(*unit) != last));
        last = unit;
    }
    let end = seen(house).await?;
    // An edit that changes nothing is a unit without entries, and nothing to take back.
    let mut undone = Vec::new();
    for unit in units.into_iter().rev() {
        if undo::page(&house.marta, unit).await?.preview.refusal.is_none() {
            undone.push(take_back(house, unit, deeds).await?);
        }
    }
    assert_eq!(seen(house).await?, first, "{deeds:?}");
    for unit in undone.into_iter().rev() {
        take_back(house, unit, deeds).await?;
    }
    assert_eq!(seen(house).await?, end, "{deeds:?}");
    Ok(())
}

#[tokio::test]
async fn undone_in_reverse_everything_is_as_it_was_and_redone_as_it_had_become()
-> anyhow::Result<()> {
    let mut runner = TestRunner::deterministic();
    let plans = prop::collection::vec(deed(), 1..14);
    for _ in 0..12 {
        let deeds = plans.new_tree(&mut runner).map_err(|why| anyhow::anyhow!("{why}"))?.current();
        House::on_each_engine(async |house| story(&house, &deeds).await).await?;
    }
    Ok(())
}
