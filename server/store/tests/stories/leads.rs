//! Leads, their lists, scores and companies.

use chrono::Duration;
use domain::access::{Role, Scope};
use domain::interaction::{Direction, InteractionKind, Outcome};
use domain::lead::{Lead, LeadStatus};
use domain::list::Cursor;
use domain::scoring::{LeadSignals, Profile, ScoreConfig, score_lead};
use store::companies::{self, NewCompany};
use store::interactions::{self, NewInteraction};
use store::leads::{self, LeadQuery, LeadSort, NewFields};
use store::{StoreError, Tx, opportunities, queue, rollups, teams};

use crate::making::{lead, monday, somebody, written_lead};
use crate::selling::{deal, stages, stamp};
use crate::support::on_each_engine;

#[tokio::test]
async fn a_lead_comes_back_as_it_was_written() -> anyhow::Result<()> {
    on_each_engine(async |db| {
        let mut tx = db.write().await?;
        let ana = somebody(&mut tx, "Ana", Role::Rep, None).await?;
        let company = NewCompany { name: "Acme".to_owned(), owner_id: Some(ana) };
        let acme = companies::insert(&mut tx, &company, monday()).await?;
        assert_eq!(companies::find_by_name(&mut tx, "ACME").await?, Some(acme));
        let new = Lead { company_id: Some(acme), ..lead("Zoë Núñez", Some(ana)) };
        let id = leads::insert(&mut tx, &new, &NewFields::default(), monday()).await?;
        tx.commit().await?;

        let mut tx = db.read().await?;
        let found = leads::get(&mut tx, &Scope::Mine(ana), id).await?;
        assert_eq!(found, Lead { id, ..new });
        let around = leads::surroundings(&mut tx, &found).await?;
        assert_eq!(around.company.map(|company| company.name).as_deref(), Some("Acme"));
        assert_eq!(around.owner.map(|owner| owner.name).as_deref(), Some("Ana"));
        Ok(())
    })
    .await
}

#[tokio::test]
async fn a_stale_version_conflicts_and_changes_nothing() -> anyhow::Result<()> {
    on_each_engine(async |db| {
        let mut tx = db.write().await?;
        let id = written_lead(&mut tx, "Zoë", None).await?;
        let read = leads::get(&mut tx, &Scope::Everything, id).await?;
        let contacted = Lead { status: LeadStatus::Contacted, ..read.clone() };
        leads::update(&mut tx, &read, &contacted, monday()).await?;
        let renamed = Lead { name: "Zora".to_owned(), ..read.clone() };
        let stale = leads::update(&mut tx, &read, &renamed, monday()).await;
        assert!(matches!(stale, Err(StoreError::Conflict)), "{stale:?}");
        let now = leads::get(&mut tx, &Scope::Everything, id).await?;
        assert_eq!((now.name.as_str(), now.status, now.version), ("Zoë", LeadStatus::Contacted, 2));
        assert_eq!(rollups::differences(&mut tx).await?, []);
        Ok(())
    })
    .await
}

#[tokio::test]
async fn a_colleagues_deal_with_ones_own_lead_stays_theirs() -> anyhow::Result<()> {
    on_each_engine(async |db| {
        let mut tx = db.write().await?;
        let ana = somebody(&mut tx, "Ana", Role::Rep, None).await?;
        let ben = somebody(&mut tx, "Ben", Role::Rep, None).await?;
        let zoe = written_lead(&mut tx, "Zoë", Some(ana)).await?;
        let stages = stages(&mut tx).await?;
        for owner in [ana, ben] {
            let mut new = deal(&stages[0], Some(owner), 100_000);
            new.deal.lead_id = Some(zoe);
            opportunities::insert(&mut tx, &new, None, &stamp()).await?;
        }
        assert_eq!(leads::deals(&mut tx, &Scope::Everything, zoe).await?.len(), 2);
        assert_eq!(leads::deals(&mut tx, &Scope::Mine(ana), zoe).await?.len(), 1);
        Ok(())
    })
    .await
}

#[tokio::test]
async fn pages_of_a_list_meet_without_gap_or_repetition() -> anyhow::Result<()> {
    on_each_engine(async |db| {
        let mut tx = db.write().await?;
        let ana = somebody(&mut tx, "Ana", Role::Rep, None).await?;
        for number in 0..7 {
            let age = Duration::hours(number / 2);
            let new =
                Lead { created_at: monday() - age, ..lead(&format!("lead {number}"), Some(ana)) };
            leads::insert(&mut tx, &new, &NewFields::default(), monday()).await?;
        }
        for sort in [LeadSort::Score, LeadSort::Created, LeadSort::Name] {
            let whole = LeadQuery { sort, limit: 100, ..LeadQuery::default() };
            let all = leads::list(&mut tx, &Scope::Mine(ana), &whole).await?;
            let mut seen = Vec::new();
            let mut after = None;
            loop {
                let query = LeadQuery { sort, after, limit: 2, ..LeadQuery::default() };
                let page = leads::list(&mut tx, &Scope::Mine(ana), &query).await?;
                let Some(last) = page.last() else { break };
                let value = match sort {
                    LeadSort::Score => last.score.to_string(),
                    LeadSort::Created => last.created_at.to_rfc3339(),
                    LeadSort::Name => last.name.clone(),
                };
                after = Some(Cursor { value, id: last.id.get() });
                seen.extend(page);
            }
            assert_eq!(seen, all, "{sort:?}");
            assert_eq!(seen.len(), 7);
        }
        Ok(())
    })
    .await
}

#[tokio::test]
async fn a_list_is_narrowed_by_what_it_is_asked_for() -> anyhow::Result<()> {
    on_each_engine(async |db| {
        let mut tx = db.write().await?;
        let west = teams::insert(&mut tx, "West", None, None, monday()).await?;
        let marta = somebody(&mut tx, "Marta", Role::Manager, Some(west)).await?;
        let ana = somebody(&mut tx, "Ana", Role::Rep, Some(west)).await?;
        let company = NewCompany { name: "Hooli 100%".to_owned(), owner_id: None };
        let hooli = companies::insert(&mut tx, &company, monday()).await?;
        let at_hooli = Lead { company_id: Some(hooli), ..lead("Gavin", Some(ana)) };
        leads::insert(&mut tx, &at_hooli, &NewFields::default(), monday()).await?;
        written_lead(&mut tx, "Richard", Some(ana)).await?;
        written_lead(&mut tx, "Erlich", None).await?;

        let narrowed = [
            LeadQuery { text: Some("LI 100%".to_owned()), ..LeadQuery::default() },
            LeadQuery {
                text: Some("gav".to_owned()),
                status: Some(LeadStatus::New),
                ..LeadQuery::default()
            },
        ];
        for query in narrowed {
            let found =
                leads::list(&mut tx, &Scope::Team(marta, west), &LeadQuery { limit: 9, ..query })
                    .await?;
            assert_eq!(found.iter().map(|row| row.name.as_str()).collect::<Vec<_>>(), ["Gavin"]);
        }
        let rare = LeadQuery { text: Some("erl".to_owned()), limit: 9, ..LeadQuery::default() };
        assert_eq!(leads::list(&mut tx, &Scope::Team(marta, west), &rare).await?, []);
        assert_eq!(leads::list(&mut tx, &Scope::Everything, &rare).await?.len(), 1);
        let first = LeadQuery { limit: 1, text: Some("i".to_owned()), ..LeadQuery::default() };
        assert_eq!(leads::list(&mut tx, &Scope::Everything, &first).await?.len(), 1);
        let none = LeadQuery { scores: Some((75, 100)), limit: 9, ..LeadQuery::default() };
        assert_eq!(leads::list(&mut tx, &Scope::Everything, &none).await?, []);
        assert_eq!(leads::count(&mut tx, &Scope::Everything, &none).await?, None);
        let all = LeadQuery { limit: 9, ..LeadQuery::default() };
        assert_eq!(leads::count(&mut tx, &Scope::Everything, &all).await?, Some(3));
        assert_eq!(leads::count(&mut tx, &Scope::Team(marta, west), &all).await?, Some(2));
        assert_eq!(leads::list(&mut tx, &Scope::Everything, &all).await?.len(), 3);
        assert_eq!(leads::list(&mut tx, &Scope::Team(marta, west), &all).await?.len(), 2);
        Ok(())
    })
    .await
}

#[tokio::test]
async fn what_is_searched_follows_the_names_as_they_change() -> anyhow::Result<()> {
    async fn found(tx: &mut Tx, text: &str) -> anyhow::Result<Vec<String>> {
        let query = LeadQuery { text: Some(text.to_owned()), limit: 9, ..LeadQuery::default() };
        let rows = leads::list(tx, &Scope::Everything, &query).await?;
        Ok(rows.into_iter().map(|row| row.name).collect())
    }
    on_each_engine(async |db| {
        let mut tx = db.write().await?;
        let company = NewCompany { name: "Initech Ltd".to_owned(), owner_id: None };
        let initech = companies::insert(&mut tx, &company, monday()).await?;
        let new = Lead {
            company_id: Some(initech),
            email: Some("peter_g@initech.example".to_owned()),
            ..lead("Peter Gibbons", None)
        };
        let id = leads::insert(&mut tx, &new, &NewFields::default(), monday()).await?;
        written_lead(&mut tx, "Peterson", None).await?;

        assert_eq!(found(&mut tx, "ibbon").await?, ["Peter Gibbons"]);
        assert_eq!(found(&mut tx, "NITECH LT").await?, ["Peter Gibbons"]);
        // `_` is a letter of the address, not any letter.
        assert_eq!(found(&mut tx, "peter_g").await?, ["Peter Gibbons"]);
        assert!(found(&mut tx, "peter_ g").await?.is_empty());
        assert_eq!(found(&mut tx, "eter").await?.len(), 2);

        let before = leads::get(&mut tx, &Scope::Everything, id).await?;
        let after = Lead { name: "Milton Waddams".to_owned(), email: None, ..before.clone() };
        leads::update(&mut tx, &before, &after, monday()).await?;
        let mut company = companies::get(&mut tx, initech).await?;
        company.name = "Penetrode".to_owned();
        companies::update(&mut tx, &company, monday()).await?;
        for gone in ["gibbons", "peter_g", "initech"] {
            assert!(found(&mut tx, gone).await?.is_empty(), "{gone}");
        }
        assert_eq!(found(&mut tx, "wadd").await?, ["Milton Waddams"]);
        assert_eq!(found(&mut tx, "etrod").await?, ["Milton Waddams"]);
        Ok(())
    })
    .await
}

#[tokio::test]
async fn a_score_is_remembered_when_it_changes_and_only_then() -> anyhow::Result<()> {
    on_each_engine(async |db| {
        let mut tx = db.write().await?;
        let id = written_lead(&mut tx, "Zoë", None).await?;
        let facts = leads::facts(&mut tx, id).await?;
        assert_eq!(facts.pain_points, 1);
        let call = NewInteraction {
            lead_id: id,
            opportunity_id: None,
            user_id: None,
            kind: InteractionKind::Call,
            direction: Direction::Inbound,
            outcome: Some(Outcome::Interested),
            sentiment: None,
            duration_seconds: Some(300),
            subject: "They called".to_owned(),
            notes: String::new(),
            at: monday(),
        };
        interactions::insert(&mut tx, &call, monday()).await?;
        let events = interactions::events(&mut tx, id, 10).await?;
        let signals = LeadSignals { profile: Profile::default(), events: &events };
        let score = score_lead(&signals, &ScoreConfig::default(), monday());
        assert!(score.score.get() > 0);
        for _ in 0..2 {
            let before = leads::score(&mut tx, id).await?;
            let before = before.as_ref();
            leads::save_score(&mut tx, id, before, &score, "interaction", None, monday()).await?;
        }
        assert_eq!(leads::score_history(&mut tx, id, 10).await?.len(), 1);
        let stored = leads::score(&mut tx, id).await?;
        assert_eq!(stored.map(|stored| stored.score), Some(score));
        let told = interactions::of_lead(&mut tx, id, None, 10).await?;
        assert_eq!(told.iter().map(|entry| entry.who.as_str()).collect::<Vec<_>>(), ["Zoë"]);
        Ok(())
    })
    .await
}

#[tokio::test]
async fn an_older_score_does_not_take_the_place_of_a_newer_one() -> anyhow::Result<()> {
    on_each_engine(async |db| {
        let mut tx = db.write().await?;
        let new = lead("Zoë", None);
        let id = leads::insert(&mut tx, &new, &NewFields::default(), monday()).await?;
        let signals = LeadSignals { profile: Profile::default(), events: &[] };
        let score = score_lead(&signals, &ScoreConfig::default(), monday());
        leads::save_score(&mut tx, id, None, &score, "created", None, monday()).await?;
        let seen = leads::score(&mut tx, id).await?;
        let (noon, night) = (monday() + Duration::hours(4), monday() + Duration::hours(17));
        assert!(leads::claim_scored_before(&mut tx, id, noon).await?);
        leads::save_score(&mut tx, id, seen.as_ref(), &score, "interaction", None, noon).await?;

        assert!(!leads::claim_scored_before(&mut tx, id, noon).await?, "it is scored by now");
        let seen = seen.as_ref();
        let late = leads::save_score(&mut tx, id, seen, &score, "time", None, night).await;
        assert!(matches!(late, Err(StoreError::Conflict)), "{late:?}");
        assert_eq!(leads::score(&mut tx, id).await?.map(|stored| stored.at), Some(noon));
        Ok(())
    })
    .await
}

#[tokio::test]
async fn a_queue_has_own_leads_that_are_not_put_off() -> anyhow::Result<()> {
    on_each_engine(async |db| {
        let mut tx = db.write().await?;
        let ana = somebody(&mut tx, "Ana", Role::Rep, None).await?;
        let now = monday();
        let off = Lead { snoozed_until: Some(now + Duration::days(1)), ..lead("Off", Some(ana)) };
        let back = Lead { snoozed_until: Some(now), ..lead("Back", Some(ana)) };
        let promised = Lead { next_follow_up_at: Some(now), ..lead("Promised", Some(ana)) };
        let won = Lead { status: LeadStatus::Customer, ..lead("Won", Some(ana)) };
        for new in [off, back, promised, won, lead("Somebody else's", None)] {
            leads::insert(&mut tx, &new, &NewFields::default(), now).await?;
        }
        let names = |leads: Vec<queue::QueueLead>| -> Vec<String> {
            leads.into_iter().filter_map(|lead| lead.contact.name).collect()
        };
        assert_eq!(names(queue::best_leads(&mut tx, ana, now, 9).await?), ["Promised", "Back"]);
        let due = queue::promised_leads(&mut tx, ana, now, now + Duration::hours(1), 9).await?;
        assert_eq!(names(due), ["Promised"]);
        Ok(())
    })
    .await
}
