//! Two records that are one: found, judged, merged, and taken apart again.

use std::collections::BTreeMap;

use chrono::Duration;
use domain::forms::{EditLead, LogInteraction, NewDeal, NewLead, NewTask};
use domain::ids::{CompanyId, LeadId};
use domain::journal::Actor;
use domain::lead::LeadPage;
use domain::merge::{KeepApart, MergeRecords, Pick, SuspectFilter};
use domain::undo::{UndoUnit, Undone};
use services::{Ctx, ServiceError, deals, duplicates, leads, merging, tasks, trash, undo};
use store::{Db, rollups};

use crate::house::{House, call, new_lead};

fn pair(entity: &str, kept: i64, other: i64) -> MergeRecords {
    MergeRecords { entity: entity.to_owned(), kept, other, ..MergeRecords::default() }
}

fn two(kept: LeadId, other: LeadId) -> MergeRecords {
    pair("lead", kept.get(), other.get())
}

fn edited(page: &LeadPage) -> EditLead {
    EditLead {
        id: page.lead.id.get(),
        version: page.lead.version,
        name: page.lead.name.clone(),
        email: page.lead.email.clone().unwrap_or_default(),
        status: page.lead.status.as_str().to_owned(),
        company: "Acme".to_owned(),
        job_title: page.lead.job_title.clone().unwrap_or_default(),
        source: page.lead.source.clone(),
        ..EditLead::default()
    }
}

/// Two leads of one owner, the second with a call, a deal and a task of its own.
async fn doubles(ctx: &Ctx) -> anyhow::Result<(LeadId, LeadId)> {
    let named = |name: &str, mail: &str| NewLead {
        name: name.to_owned(),
        email: format!("{mail}@acme.example"),
        ..new_lead("Zoe")
    };
    let kept = leads::create(ctx, named("Zoe Quist", "zoe.quist")).await?;
    let other = leads::create(ctx, named("Zoë Quist", "quist")).await?;
    let said = LogInteraction { notes: "Wants a date".to_owned(), ..call(other, "interested") };
    leads::log_interaction(ctx, said).await?;
    let deal = NewDeal {
        lead: other,
        name: "Excel".to_owned(),
        amount: "1200".to_owned(),
        expected_close_on: String::new(),
    };
    deals::create(ctx, deal).await?;
    let promise =
        NewTask { title: "Send dates".to_owned(), lead: other.to_string(), ..NewTask::default() };
    tasks::create(ctx, promise).await?;
    Ok((kept, other))
}

/// Rollups and what they count are the same.
async fn exact(db: &Db) -> anyhow::Result<()> {
    let mut tx = db.read().await?;
    let wrong = rollups::differences(&mut tx).await?;
    anyhow::ensure!(wrong.is_empty(), "{wrong:?}");
    Ok(())
}

#[tokio::test]
async fn two_leads_become_one_with_all_that_happened_and_two_again() -> anyhow::Result<()> {
    House::on_each_engine(async |house| {
        let (kept, other) = doubles(&house.ana).await?;
        let before = leads::page(&house.ana, other).await?;
        let done = merging::merge(&house.ana, two(kept, other)).await?;
        exact(&house.host.db).await?;
        let page = leads::page(&house.ana, other).await?;
        assert_eq!(page.lead.id, kept, "the old key leads to the lead that was kept");
        assert_eq!(page.lead.name, "Zoe Quist");
        assert_eq!(page.lead.total_interactions, 1);
        assert_eq!(page.lead.last_contacted_at, before.lead.last_contacted_at);
        assert_eq!((page.deals.len(), page.lead.status), (1, before.lead.status));
        assert!(page.tasks.iter().any(|task| task.title == "Send dates"));
        assert!(page.score.score >= before.score.score, "{:?}", page.score);

        // What is done under the old key lands on the lead that was kept.
        leads::log_interaction(&house.ana, call(other, "no_answer")).await?;
        undo::undo(&house.ana, UndoUnit::plain(done.unit)).await?;
        exact(&house.host.db).await?;
        let (one, two) =
            (leads::page(&house.ana, kept).await?, leads::page(&house.ana, other).await?);
        assert_eq!((one.lead.id, two.lead.id), (kept, other));
        assert_eq!((one.lead.total_interactions, two.lead.total_interactions), (1, 1));
        assert_eq!((one.deals.len(), two.deals.len()), (0, 1));
        assert_eq!(two.lead.name, before.lead.name);
        assert_eq!(two.lead.last_contacted_at, before.lead.last_contacted_at);
        assert!(two.tasks.iter().any(|task| task.title == "Send dates"));
        Ok(())
    })
    .await
}

#[tokio::test]
async fn a_merge_can_be_redone_and_its_record_is_not_restored_from_the_trash() -> anyhow::Result<()>
{
    House::on_each_engine(async |house| {
        let (kept, other) = doubles(&house.ana).await?;
        let done = merging::merge(&house.ana, two(kept, other)).await?;
        let listed = trash::list(&house.marta, "").await?;
        assert!(listed.rows.is_empty(), "{:?}", listed.rows);
        let Undone::Done(undone) = undo::undo(&house.ana, UndoUnit::plain(done.unit)).await? else {
            anyhow::bail!("something is to be chosen")
        };
        undo::undo(&house.ana, UndoUnit::plain(undone.unit)).await?;
        assert_eq!(leads::page(&house.ana, other).await?.lead.id, kept);
        let mut chain = two(kept, leads::create(&house.ana, new_lead("Zo")).await?);
        std::mem::swap(&mut chain.kept, &mut chain.other);
        merging::merge(&house.ana, chain.clone()).await?;
        assert_eq!(leads::page(&house.ana, other).await?.lead.id.get(), chain.kept);
        assert!(merging::merge(&house.ana, chain).await.is_err(), "they are one already");
        exact(&house.host.db).await
    })
    .await
}

#[tokio::test]
async fn an_edit_after_the_merge_is_asked_about_when_it_is_taken_back() -> anyhow::Result<()> {
    House::on_each_engine(async |house| {
        let (kept, other) = doubles(&house.ana).await?;
        let picks = BTreeMap::from([("email".to_owned(), Pick::Other.as_str().to_owned())]);
        let done = merging::merge(&house.ana, MergeRecords { picks, ..two(kept, other) }).await?;
        let page = leads::page(&house.ana, kept).await?;
        assert_eq!(page.lead.email.as_deref(), Some("quist@acme.example"));
        let form = EditLead { email: "zoe@acme.example".to_owned(), ..edited(&page) };
        leads::edit(&house.ana, form).await?;
        let undone = undo::undo(&house.ana, UndoUnit::plain(done.unit)).await?;
        assert_eq!(undone, Undone::Choose(done.unit));
        let shown = undo::page(&house.ana, done.unit).await?;
        let clash = shown.preview.clashes.first().map(|clash| clash.key.clone());
        let key = clash.unwrap_or_default();
        assert!(key.ends_with("-email"), "{key}");
        let choices = BTreeMap::from([(key, "keep".to_owned())]);
        undo::undo(&house.ana, UndoUnit { unit: done.unit, choices }).await?;
        let page = leads::page(&house.ana, kept).await?;
        assert_eq!(page.lead.email.as_deref(), Some("zoe@acme.example"));
        assert_eq!(leads::page(&house.ana, other).await?.lead.id, other);
        Ok(())
    })
    .await
}

#[tokio::test]
async fn somebody_who_edits_one_of_them_meanwhile_is_not_overwritten() -> anyhow::Result<()> {
    House::on_each_engine(async |house| {
        let (kept, other) = doubles(&house.ana).await?;
        let shown = merging::page(&house.marta, "lead", kept.get(), other.get()).await?;
        let open = leads::page(&house.ana, other).await?;
        let later = house.after(Duration::minutes(1), &house.ana)?;
        let form = EditLead { job_title: "Chief of Learning".to_owned(), ..edited(&open) };
        leads::edit(&later, form).await?;
        let marta = house.after(Duration::minutes(2), &house.marta)?;
        let form = MergeRecords { seen: shown.now.to_rfc3339(), ..two(kept, other) };
        let Err(ServiceError::Conflict(fields)) = merging::merge(&marta, form).await else {
            anyhow::bail!("the edit was not noticed")
        };
        assert_eq!(fields.first().map(|field| field.theirs.as_str()), Some("Chief of Learning"));
        let seen = merging::page(&marta, "lead", kept.get(), other.get()).await?;
        let form = MergeRecords { seen: seen.now.to_rfc3339(), ..two(kept, other) };
        merging::merge(&marta, form).await?;
        // A form that was open on the lead that went is held against the lead that was kept.
        let page = leads::page(&marta, other).await?;
        let form = EditLead { id: other.get(), version: 1, ..edited(&page) };
        let form = EditLead { job_title: "Head of Dreams".to_owned(), ..form };
        let tried = leads::edit(&house.after(Duration::minutes(3), &house.ana)?, form).await;
        assert!(matches!(tried, Err(ServiceError::Conflict(_))), "{tried:?}");
        Ok(())
    })
    .await
}

#[tokio::test]
async fn a_rep_merges_own_leads_only() -> anyhow::Result<()> {
    House::on_each_engine(async |house| {
        let mine = leads::create(&house.ana, new_lead("Zoe")).await?;
        let theirs = leads::create(&house.ben, new_lead("Zoey")).await?;
        let tried = merging::merge(&house.ana, two(mine, theirs)).await;
        assert!(matches!(tried, Err(ServiceError::Store(_) | ServiceError::NotFound)), "{tried:?}");
        let carla = merging::page(&house.carla, "lead", mine.get(), theirs.get()).await?;
        assert!(carla.refusal.is_some_and(|why| why.contains("Only the role")));
        let done = merging::merge(&house.marta, two(mine, theirs)).await?;
        assert_eq!(leads::page(&house.ana, theirs).await?.lead.id, mine);
        undo::undo(&house.marta, UndoUnit::plain(done.unit)).await?;
        assert_eq!(leads::page(&house.ben, theirs).await?.lead.id, theirs);
        exact(&house.host.db).await
    })
    .await
}

#[tokio::test]
async fn two_companies_become_one_with_their_people_and_deals() -> anyhow::Result<()> {
    House::on_each_engine(async |house| {
        let one = leads::create(&house.ana, new_lead("Zoe")).await?;
        let form = NewLead { company: "Acme Ltd".to_owned(), ..new_lead("Yan") };
        let other = leads::create(&house.zack, form).await?;
        let company = async |who: &Ctx, lead| -> anyhow::Result<CompanyId> {
            let company = leads::page(who, lead).await?.company;
            Ok(company.ok_or_else(|| anyhow::anyhow!("no company"))?.id)
        };
        let (kept, gone) = (company(&house.ana, one).await?, company(&house.zack, other).await?);
        let form = pair("company", kept.get(), gone.get());
        assert!(matches!(
            merging::merge(&house.ana, form.clone()).await,
            Err(ServiceError::Forbidden(_))
        ));
        let done = merging::merge(&house.marta, form).await?;
        assert_eq!(company(&house.zack, other).await?, kept);
        undo::undo(&house.marta, UndoUnit::plain(done.unit)).await?;
        assert_eq!(company(&house.zack, other).await?, gone);
        exact(&house.host.db).await
    })
    .await
}

#[tokio::test]
async fn a_night_finds_doubles_and_a_judgement_stays_until_it_is_taken_back() -> anyhow::Result<()>
{
    House::on_each_engine(async |house| {
        let names =
            ["Ada Byron", "Bo Lind", "Cy Marsh", "Dee Nagy", "Eli Ober", "Fay Pohl", "Gil Roth"];
        for (at, name) in names.iter().enumerate() {
            let form = NewLead {
                name: (*name).to_owned(),
                email: format!("person{at}@firm{at}.example"),
                phone: format!("+34 600 100 0{at}{at}"),
                company: format!("Firm {at}"),
                ..NewLead::default()
            };
            leads::create(&house.ana, form).await?;
        }
        let double = NewLead {
            name: "Cy Marsh".to_owned(),
            email: "person2@firm2.example".to_owned(),
            phone: "+34 600 100 022".to_owned(),
            company: "Firm 2 Ltd".to_owned(),
            save_anyway: true,
            ..NewLead::default()
        };
        leads::create(&house.ana, double).await?;
        let system = Ctx::of_system(house.host.clone(), Actor::System);
        duplicates::search(&system).await?;
        let filter = SuspectFilter::default();
        let page = duplicates::list(&house.ana, &filter).await?;
        let found = page.listing.rows.first().ok_or_else(|| anyhow::anyhow!("no double found"))?;
        assert_eq!((found.first.name.as_str(), page.listing.rows.len()), ("Cy Marsh", 1));
        assert!(found.reasons.iter().any(|reason| reason.field == "Email" && reason.bits > 0.0));
        assert!(duplicates::list(&house.zack, &filter).await?.listing.rows.is_empty());

        let done = duplicates::keep_apart(&house.ana, KeepApart { id: found.id }).await?;
        duplicates::search(&system).await?;
        assert!(duplicates::list(&house.ana, &filter).await?.listing.rows.is_empty());
        undo::undo(&house.ana, UndoUnit::plain(done.unit)).await?;
        assert_eq!(duplicates::list(&house.ana, &filter).await?.listing.rows.len(), 1);
        merging::merge(&house.ana, pair("lead", found.first.id, found.second.id)).await?;
        assert!(duplicates::list(&house.ana, &filter).await?.listing.rows.is_empty());
        Ok(())
    })
    .await
}
