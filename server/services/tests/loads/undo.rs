//! A load of thousands, taken back and redone in one transaction each. `RAINMAKER_UNDO_ROWS` says how many.

use std::time::Instant;

use domain::ids::LeadId;
use domain::journal::{Actor, Entity};
use domain::lead::Lead;
use domain::list::LeadFilter;
use domain::scoring::{LeadSignals, Profile, ScoreConfig, score_lead};
use domain::undo::{UndoUnit, Undone};
use services::{Ctx, leads, undo};
use store::bulk::{Load, NewLead, Table};
use store::rollups;

use super::house::{is_sound, now, on_each_engine, setting};

/// How many where nobody says so: enough to show that it works.
const FEW: usize = 400;

fn new_lead(load: &mut Load, number: usize) -> NewLead {
    let signals = LeadSignals { profile: Profile::default(), events: &[] };
    let id = load.next::<LeadId>(Table::Lead);
    NewLead {
        lead: Lead::new(id, format!("Lead {number}"), "web", now()),
        product_id: None,
        time_zone: None,
        external_key: Some(format!("row-{number}")),
        score: score_lead(&signals, &ScoreConfig::default(), now()),
        history: Vec::new(),
    }
}

async fn loaded(ctx: &Ctx, rows: usize) -> anyhow::Result<domain::ids::UnitId> {
    let mut load = Load::begin(ctx.db(), "Imported", Actor::Import(None), now()).await?;
    let leads: Vec<NewLead> = (0..rows).map(|number| new_lead(&mut load, number)).collect();
    load.leads(&leads).await?;
    // As an import with updates: the second half of the unit changes what the first made.
    for lead in leads.iter().take(rows / 2) {
        let after = Lead { city: Some("Madrid".to_owned()), ..lead.lead.clone() };
        store::leads::update(&mut load.tx, &lead.lead, &after, now()).await?;
        load.changed(Entity::Lead, lead.lead.id.get(), &lead.lead, &after).await?;
    }
    rollups::rebuild(&mut load.tx).await?;
    Ok(load.commit().await?)
}

#[tokio::test]
async fn a_load_of_thousands_is_taken_back_and_redone_whole() -> anyhow::Result<()> {
    let rows = setting("RAINMAKER_UNDO_ROWS").and_then(|rows| rows.parse().ok()).unwrap_or(FEW);
    on_each_engine(async |ctx| {
        let unit = loaded(&ctx, rows).await?;
        let count = async || leads::list(&ctx, &LeadFilter::default()).await.map(|list| list.total);
        let all = count().await?;

        let mut unit = unit;
        for (what, expected) in [("undone", Some(0)), ("redone", all)] {
            let began = Instant::now();
            let Undone::Done(done) = undo::undo(&ctx, UndoUnit::plain(unit)).await? else {
                anyhow::bail!("something is to be chosen")
            };
            let engine = ctx.db().engine();
            eprintln!("{rows} records {what} on {engine:?} in {:.1?}", began.elapsed());
            assert_eq!(count().await?, expected);
            is_sound(&ctx).await?;
            unit = done.unit;
        }
        Ok(())
    })
    .await
}
