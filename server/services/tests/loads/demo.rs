//! The demo company.

use std::collections::BTreeSet;
use std::path::Path;

use chrono::Duration;
use domain::access::Scope;
use domain::forms::NewLead;
use domain::ids::{LeadId, OpportunityId};
use domain::journal::Entity;
use services::demo::{DemoSettings, Scale, Written};
use services::{Ctx, ServiceError, SignedIn};
use store::{journal, leads, opportunities, users};

use super::house::{ctx_at, is_sound, now, on_each_engine};

async fn load(ctx: &Ctx, seed: u64) -> anyhow::Result<Written> {
    let settings = DemoSettings { scale: Scale::Small, seed, ..DemoSettings::default() };
    Ok(services::demo::load(ctx, &settings, |_| {}).await?)
}

/// Everything that was written, as text: the journal tells each record whole, the rest is read beside it.
async fn picture(ctx: &Ctx, written: &Written) -> anyhow::Result<Vec<String>> {
    let mut tx = ctx.db().read().await?;
    let mut lines = Vec::new();
    let count = |count: usize| i64::try_from(count).unwrap_or(0);
    for (entity, records) in [
        (Entity::Company, written.companies),
        (Entity::Lead, written.leads),
        (Entity::Opportunity, written.deals),
        (Entity::Interaction, written.interactions),
        (Entity::Task, written.tasks),
        (Entity::Quota, 100),
        (Entity::Enrolment, 10),
        (Entity::Learner, 10),
        (Entity::Batch, 20),
        (Entity::Trainer, 10),
        (Entity::Campaign, 10),
        (Entity::Product, 10),
        (Entity::User, 12),
        (Entity::Team, 3),
    ] {
        for id in 1..=count(records) {
            let entries = journal::of_record(&mut tx, entity, id, None, 10).await?;
            anyhow::ensure!(entries.len() == 1, "{entity} {id} has {} entries", entries.len());
            lines.push(format!("{entries:?}"));
        }
    }
    for id in (1..=count(written.deals)).map(OpportunityId) {
        let deal = opportunities::get(&mut tx, &Scope::Everything, id).await?;
        let versions = opportunities::versions(&mut tx, id).await?;
        lines.push(format!("{deal:?} {versions:?}"));
    }
    for id in (1..=count(written.leads)).map(LeadId) {
        let score = leads::score(&mut tx, id).await?;
        let history = leads::score_history(&mut tx, id, 50).await?;
        lines.push(format!("{score:?} {history:?}"));
    }
    Ok(lines)
}

#[tokio::test]
async fn a_small_company_is_whole_and_sound() -> anyhow::Result<()> {
    on_each_engine(async |ctx| {
        let written = load(&ctx, 1).await?;
        assert!(written.leads >= 300 && written.deals > 80, "{written:?}");
        assert!(written.open_deals > 10 && written.interactions > 1_000, "{written:?}");
        picture(&ctx, &written).await?;
        is_sound(&ctx).await
    })
    .await
}

#[tokio::test]
async fn the_same_seed_makes_the_same_company_on_every_engine() -> anyhow::Result<()> {
    let pictures = std::cell::RefCell::new(Vec::new());
    // Not even the moment of loading is in it: the second time, it is loaded hours later.
    for hours in [0, 11] {
        on_each_engine(async |ctx| {
            let later = ctx_at(ctx.db().clone(), now() + Duration::hours(hours));
            let written = load(&later, 7).await?;
            let picture = picture(&ctx, &written).await?;
            pictures.borrow_mut().push(picture);
            Ok(())
        })
        .await?;
    }
    let pictures = pictures.into_inner();
    assert!(pictures.len() >= 2 && pictures.iter().all(|other| other.len() == pictures[0].len()));
    for other in pictures.iter().skip(1) {
        for (a, b) in pictures.iter().take(1).flatten().zip(other) {
            assert_eq!(a, b);
        }
    }
    Ok(())
}

#[tokio::test]
async fn its_scores_are_those_that_the_use_cases_give() -> anyhow::Result<()> {
    on_each_engine(async |ctx| {
        let written = load(&ctx, 3).await?;
        let ctx = ctx_at(ctx.db().clone(), now() - Duration::hours(2));
        let before = picture(&ctx, &written).await?;
        services::deals::rescore_open(&ctx).await?;
        let mut work = ctx.begin("Scored again").await?;
        for id in (1..=300).map(LeadId) {
            let kept = leads::score(&mut work.tx, id).await?.map(|stored| stored.score);
            let again = services::leads::rescore(&mut work, id, "test").await?;
            assert_eq!(kept, Some(again), "lead {id}");
        }
        // A deal whose figures had changed would have a second entry in the journal.
        let after = picture(&ctx, &written).await?;
        assert_eq!(before, after);
        Ok(())
    })
    .await
}

#[tokio::test]
async fn its_people_sign_in_and_go_on_working() -> anyhow::Result<()> {
    on_each_engine(async |ctx| {
        load(&ctx, 1).await?;
        let mut tx = ctx.db().read().await?;
        for name in ["ana", "marta", "carla", "admin"] {
            let email = format!("{name}@demo.example");
            let user = users::find_by_email(&mut tx, &email).await?;
            let hash = user.and_then(|user| user.password_hash);
            assert!(ctx.host().passwords.matches(services::demo::PASSWORD, hash).await?, "{email}");
        }
        let ana = users::find_by_email(&mut tx, "ana@demo.example").await?;
        drop(tx);
        let ana = ana.ok_or_else(|| anyhow::anyhow!("Ana is not there"))?;
        let user = SignedIn { id: ana.id, role: ana.role, team: ana.team_id, session: None };
        let hers = Ctx::of_user(ctx.host().clone(), user);
        let new = NewLead { name: "Somebody New".to_owned(), ..NewLead::default() };
        services::leads::create(&hers, new).await?;
        is_sound(&ctx).await
    })
    .await
}

#[tokio::test]
async fn it_never_mixes_with_people_who_are_there() -> anyhow::Result<()> {
    on_each_engine(async |ctx| {
        load(&ctx, 1).await?;
        let again = services::demo::load(&ctx, &DemoSettings::default(), |_| {}).await;
        assert!(matches!(again, Err(ServiceError::Invalid(_))), "{again:?}");
        Ok(())
    })
    .await
}

/// The lines of a file of the truth, cut into fields.
fn lines(folder: &Path, name: &str) -> anyhow::Result<Vec<Vec<String>>> {
    let text = std::fs::read_to_string(folder.join(name))?;
    let cut = |line: &str| line.split(',').map(str::to_owned).collect();
    Ok(text.lines().skip(1).map(cut).collect())
}

#[tokio::test]
async fn the_truth_tells_of_the_records_that_are_there() -> anyhow::Result<()> {
    on_each_engine(async |ctx| {
        let folder = tempfile::tempdir()?;
        let truth = Some(folder.path().to_owned());
        let settings = DemoSettings { scale: Scale::Small, seed: 5, truth, as_of: None };
        let written = services::demo::load(&ctx, &settings, |_| {}).await?;
        let mut tx = ctx.db().read().await?;
        let all = Scope::Everything;

        let known = lines(folder.path(), "leads.csv")?;
        assert_eq!(known.len(), written.leads);
        for line in &known {
            let lead = leads::get(&mut tx, &all, LeadId(line[0].parse()?)).await?;
            assert_eq!(lead.status.as_str(), line[1], "{line:?}");
            assert!((0.0..1.0).contains(&line[2].parse::<f64>()?), "{line:?}");
        }
        let known = lines(folder.path(), "deals.csv")?;
        assert_eq!(known.len(), written.deals);
        for line in &known {
            let deal =
                opportunities::get(&mut tx, &all, OpportunityId(line[0].parse()?)).await?.deal;
            let chance = line[2].parse::<f64>()?;
            assert_eq!(deal.status.as_str(), line[1], "{line:?}");
            match line[1].as_str() {
                "won" => assert!((chance - 1.0).abs() < 1e-9, "{line:?}"),
                "lost" => {
                    assert!(chance.abs() < 1e-9, "{line:?}");
                    assert_eq!(deal.lost_reason.as_deref(), Some(line[7].as_str()), "{line:?}");
                }
                // One that has waited longer than any that went on is lost, though nobody has said so.
                _ => assert!((0.0..1.0).contains(&chance), "{line:?}"),
            }
        }
        twins_are_alike(&mut tx, &lines(folder.path(), "duplicates.csv")?).await
    })
    .await
}

/// Each copy is there, has an original before it, and differs from it in the ways that are told.
async fn twins_are_alike(tx: &mut store::Tx, known: &[Vec<String>]) -> anyhow::Result<()> {
    let mut copies = BTreeSet::new();
    for line in known {
        let [entity, copy, original, name, email, _] = line.as_slice() else { continue };
        if entity != "lead" {
            continue;
        }
        let [copy, original] = [copy.parse()?, original.parse()?].map(LeadId);
        assert!(original < copy && copies.insert(copy), "{line:?}");
        let copy = leads::get(tx, &Scope::Everything, copy).await?;
        let original = leads::get(tx, &Scope::Everything, original).await?;
        assert!(!copies.contains(&original.id) && copy.created_at >= original.created_at);
        assert_eq!(copy.name == original.name, name == "same", "{line:?}");
        assert_eq!(email == "same", copy.email.is_some() && copy.email == original.email);
        let differs = copy.name != original.name
            || copy.email != original.email
            || copy.phone != original.phone;
        assert!(differs && (copy.email.is_some() || copy.phone.is_some()), "{line:?}");
    }
    anyhow::ensure!(copies.len() >= 2, "only {} copies", copies.len());
    Ok(())
}

#[tokio::test]
async fn lost_deals_are_lost_for_what_was_said() -> anyhow::Result<()> {
    on_each_engine(async |ctx| {
        let written = load(&ctx, 2).await?;
        let mut tx = ctx.db().read().await?;
        let (mut lost, mut texts) = (0, BTreeSet::new());
        for id in (1..=i64::try_from(written.deals)?).map(OpportunityId) {
            let deal = opportunities::get(&mut tx, &Scope::Everything, id).await?.deal;
            let reason = deal.lost_reason.as_deref();
            lost += usize::from(reason.is_some());
            if reason == Some("Chose a competitor") {
                assert_eq!(deal.competitors.len(), 1, "{deal:?}");
            }
        }
        for id in 1..=i64::try_from(written.interactions)? {
            let entry = journal::of_record(&mut tx, Entity::Interaction, id, None, 1).await?;
            let notes = entry[0].changes.get("notes").map(|change| change.to.to_string());
            texts.extend(notes.filter(|notes| notes.len() > 40));
        }
        assert!(lost > 20, "{lost}");
        assert!(texts.len() * 3 > written.interactions, "{} of {written:?}", texts.len());
        Ok(())
    })
    .await
}
