//! The demo company.

use domain::access::Scope;
use domain::forms::NewLead;
use domain::ids::{LeadId, OpportunityId};
use domain::journal::Entity;
use services::demo::{DemoSettings, Scale, Written};
use services::{Ctx, ServiceError, SignedIn};
use store::{journal, leads, opportunities, users};

use super::house::{is_sound, on_each_engine};

async fn load(ctx: &Ctx, seed: u64) -> anyhow::Result<Written> {
    let settings = DemoSettings { scale: Scale::Small, seed, truth: None };
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
    for _ in 0..2 {
        on_each_engine(async |ctx| {
            let written = load(&ctx, 7).await?;
            let picture = picture(&ctx, &written).await?;
            pictures.borrow_mut().push(picture);
            Ok(())
        })
        .await?;
    }
    let pictures = pictures.into_inner();
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
