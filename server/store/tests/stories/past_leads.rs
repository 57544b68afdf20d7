//! Leads as they were at an age, for what the score is learned from.

use anyhow::Context as _;
use chrono::{DateTime, Duration, NaiveDate, Utc};
use domain::ids::LeadId;
use domain::interaction::{Direction, InteractionKind, Outcome};
use domain::opportunity::StageKind;
use domain::scoring::{Event, LeadScore, LeadSignals, Profile, ScoreConfig, score_lead};
use store::leads::{self, NewFields, past_leads};
use store::{Tx, opportunities};

use crate::making::{lead, monday};
use crate::selling::{deal, stages, stamp};
use crate::support::on_each_engine;

const WEEK: Duration = Duration::days(7);

fn scored(events: &[Event], now: DateTime<Utc>) -> LeadScore {
    score_lead(&LeadSignals { profile: Profile::default(), events }, &ScoreConfig::default(), now)
}

/// A lead that came that many days before Monday, scored `ages` days after, each time after one meeting more.
async fn came(tx: &mut Tx, days: i64, ages: &[i64]) -> anyhow::Result<LeadId> {
    let created_at = monday() - Duration::days(days);
    let new = domain::lead::Lead { created_at, ..lead("Grace", None) };
    let id = leads::insert(tx, &new, &NewFields::default(), created_at).await?;
    let mut events = Vec::new();
    for age in ages {
        let at = created_at + Duration::days(*age);
        events.push(Event {
            kind: InteractionKind::Meeting,
            direction: Direction::Outbound,
            outcome: Some(Outcome::Held),
            sentiment: None,
            at,
        });
        let before = leads::score(tx, id).await?;
        leads::save_score(tx, id, before.as_ref(), &scored(&events, at), "interaction", None, at)
            .await?;
    }
    Ok(id)
}

async fn won(tx: &mut Tx, lead: LeadId, closed_on: NaiveDate) -> anyhow::Result<()> {
    let stages = stages(tx).await?;
    let stage = stages.iter().find(|stage| stage.kind == StageKind::Won);
    let stage = stage.context("a stage for won deals")?;
    let mut new = deal(stage, None, 100_000);
    new.deal.lead_id = Some(lead);
    new.deal.closed_on = Some(closed_on);
    opportunities::insert(tx, &new, None, &stamp()).await?;
    Ok(())
}

#[tokio::test]
async fn a_lead_is_seen_as_it_was_at_that_age_and_young_or_unscored_ones_are_left_out()
-> anyhow::Result<()> {
    on_each_engine(async |db| {
        let mut tx = db.write().await?;
        let old = came(&mut tx, 300, &[1, 6, 8, 90]).await?;
        came(&mut tx, 200, &[30]).await?;
        let lost = came(&mut tx, 250, &[0]).await?;
        came(&mut tx, 20, &[0]).await?;
        let first = monday().date_naive() - Duration::days(100);
        won(&mut tx, old, monday().date_naive()).await?;
        won(&mut tx, old, first).await?;

        let before = monday() - Duration::days(100);
        let past = past_leads(&mut tx, before, WEEK, 10).await?;
        assert_eq!(past.len(), 2, "one was scored too late, one is too young: {past:?}");
        assert_eq!(past[0].created_at, monday() - Duration::days(300));
        assert_eq!(past[0].first_won_on, Some(first));
        assert_eq!(past[1].first_won_on, None);
        // What two meetings gave on the sixth day; the third came after the week.
        let at = |days| past[0].created_at + Duration::days(days);
        let held = |at| Event {
            kind: InteractionKind::Meeting,
            direction: Direction::Outbound,
            outcome: Some(Outcome::Held),
            sentiment: None,
            at,
        };
        let then = scored(&[held(at(1)), held(at(6))], at(6));
        assert_eq!(past[0].parts, then.parts.map(|part| i64::from(part.score)));

        let newest = past_leads(&mut tx, before, WEEK, 1).await?;
        assert!(newest.is_empty(), "the newest of them has no score of that age");
        let read = leads::get(&mut tx, &domain::access::Scope::Everything, lost).await?;
        leads::trash(&mut tx, &read, monday()).await?;
        assert_eq!(
            past_leads(&mut tx, before, WEEK, 10).await?.len(),
            1,
            "a mistake teaches nothing"
        );
        Ok(())
    })
    .await
}
