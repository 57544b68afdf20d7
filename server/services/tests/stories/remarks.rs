//! What colleagues add to an entry of a timeline: a pin, comments, and the way back from each.

use anyhow::Context as _;
use domain::asked::AskedBefore;
use domain::forms::{AddComment, DeleteComment, EditComment, LogInteraction, PinEntry};
use domain::ids::{InteractionId, LeadId};
use domain::interaction::TimelineWhat;
use domain::list::TaskFilter;
use domain::qualification::AnswerCriterion;
use domain::relations::Relation;
use domain::remark::Beside;
use domain::undo::{UndoUnit, Undone};
use services::{Ctx, Done, ServiceError, companies, leads, remarks, tasks, undo};

use crate::house::{House, call, new_lead};

/// The entries of a lead's page, newest first, with what stands beside them.
async fn entries(who: &Ctx, lead: LeadId) -> anyhow::Result<Vec<(InteractionId, Beside)>> {
    let page = leads::page(who, lead).await?;
    let told = page.timeline.into_iter().filter_map(|entry| match entry.what {
        TimelineWhat::Interaction { id, beside, .. } => Some((id, beside)),
        TimelineWhat::Change { .. } => None,
    });
    Ok(told.collect())
}

/// A lead of Ana with one call.
async fn called(house: &House) -> anyhow::Result<(LeadId, InteractionId)> {
    let lead = leads::create(&house.ana, new_lead("Zoe")).await?;
    leads::log_interaction(&house.ana, call(lead, "interested")).await?;
    let entry = entries(&house.ana, lead).await?.first().context("a call")?.0;
    Ok((lead, entry))
}

async fn take_back(who: &Ctx, done: &Done) -> anyhow::Result<()> {
    let undone = undo::undo(who, UndoUnit::plain(done.unit)).await?;
    anyhow::ensure!(matches!(undone, Undone::Done(_)), "{undone:?}");
    Ok(())
}

#[tokio::test]
async fn an_entry_is_pinned_taken_down_and_both_can_be_taken_back() -> anyhow::Result<()> {
    House::on_each_engine(async |house| {
        let (lead, entry) = called(&house).await?;
        let pinned = async || -> anyhow::Result<Option<String>> {
            let all = entries(&house.ana, lead).await?;
            let (_, beside) = all.into_iter().find(|(id, _)| *id == entry).context("the call")?;
            Ok(beside.pinned.and_then(|pinned| pinned.by))
        };
        let pin = async |who: &Ctx, pinned: bool| {
            remarks::pin(who, PinEntry { interaction: entry, pinned }).await
        };
        let done = pin(&house.ana, true).await?;
        assert_eq!(done.label, "Pinned an entry of Zoe");
        assert_eq!(pinned().await?.as_deref(), Some("Ana"));
        assert!(pin(&house.marta, true).await?.is_empty, "it is on top already");
        take_back(&house.ana, &done).await?;
        assert_eq!(pinned().await?, None);

        pin(&house.marta, true).await?;
        assert_eq!(pinned().await?.as_deref(), Some("Marta"), "who put it there last");
        let down = pin(&house.ana, false).await?;
        assert_eq!(pinned().await?, None);
        take_back(&house.ana, &down).await?;
        assert_eq!(pinned().await?.as_deref(), Some("Marta"));

        let refused = pin(&house.ben, true).await;
        assert!(matches!(refused, Err(ServiceError::NotFound)), "{refused:?}");
        let refused = pin(&house.admin, true).await;
        assert!(matches!(refused, Err(ServiceError::Forbidden(_))), "{refused:?}");
        Ok(())
    })
    .await
}

#[tokio::test]
async fn who_talked_to_whom_is_told_within_the_readers_scope() -> anyhow::Result<()> {
    House::on_each_engine(async |house| {
        let (zoe, _) = called(&house).await?;
        let bo = leads::create(&house.ben, new_lead("Bo")).await?;
        let later = house.after(chrono::Duration::days(2), &house.ben)?;
        leads::log_interaction(&later, call(bo, "interested")).await?;
        leads::log_interaction(&later, call(bo, "no_answer")).await?;
        let marta = house.after(chrono::Duration::days(3), &house.marta)?;
        let reply = LogInteraction {
            kind: "email".to_owned(),
            direction: "inbound".to_owned(),
            subject: "Budget approved".to_owned(),
            ..call(zoe, "")
        };
        leads::log_interaction(&marta, reply).await?;

        let page = leads::page(&house.ana, zoe).await?;
        let told = |relations: &[Relation]| -> Vec<String> {
            let line = |one: &Relation| {
                let us = one.us.clone().unwrap_or_default();
                format!("{us} {} {} {}", one.them, one.contacts, one.from_them.percent())
            };
            relations.iter().map(line).collect()
        };
        assert_eq!(told(&page.relations), ["Marta Zoe 1 100", "Ana Zoe 1 0"]);
        assert_eq!(page.relations[0].about, ["approved", "budget"]);

        let company = page.lead.company_id.context("a company")?;
        let of = async |who: &Ctx| companies::page(who, company).await;
        let all = told(&of(&house.marta).await?.relations);
        assert_eq!(
            all,
            ["Marta Zoe 1 100", "Ben Bo 1 0", "Ana Zoe 1 0"],
            "unanswered calls are none"
        );
        assert_eq!(told(&of(&house.ben).await?.relations), ["Ben Bo 1 0"], "within the scope");
        assert!(of(&house.zack).await?.relations.is_empty());
        Ok(())
    })
    .await
}

#[tokio::test]
async fn what_a_colleague_asked_before_is_told_with_the_answer_within_scope() -> anyhow::Result<()>
{
    House::on_each_engine(async |house| {
        let zoe = leads::create(&house.ana, new_lead("Zoe")).await?;
        let bo = leads::create(&house.ben, new_lead("Bo")).await?;
        let answer = |lead, value: &str| AnswerCriterion {
            lead,
            criterion: "budget".to_owned(),
            verdict: "met".to_owned(),
            value: value.to_owned(),
            interaction: String::new(),
        };
        leads::qualify(&house.ben, answer(bo, "50k")).await?;
        leads::qualify(&house.marta, answer(zoe, "40k")).await?;
        let told = async |who: &Ctx, lead| -> anyhow::Result<Vec<String>> {
            let asked = leads::page(who, lead).await?.asked;
            let line = |one: AskedBefore| format!("{} {} {}", one.by, one.them, one.answer);
            Ok(asked.into_iter().map(line).collect())
        };
        assert_eq!(told(&house.ana, zoe).await?, ["Marta Zoe Holds: 40k"], "Bo is not hers to see");
        let mut all = told(&house.carla, zoe).await?;
        all.sort();
        assert_eq!(all, ["Ben Bo Holds: 50k", "Marta Zoe Holds: 40k"]);
        assert_eq!(told(&house.marta, zoe).await?, ["Ben Bo Holds: 50k"], "one's own is known");
        assert!(told(&house.ben, bo).await?.is_empty());
        Ok(())
    })
    .await
}

#[tokio::test]
async fn an_old_entry_on_top_is_read_beyond_the_newest() -> anyhow::Result<()> {
    House::on_each_engine(async |house| {
        let (lead, entry) = called(&house).await?;
        remarks::pin(&house.ana, PinEntry { interaction: entry, pinned: true }).await?;
        for minute in 0..151 {
            let later = house.after(chrono::Duration::minutes(minute + 1), &house.ana)?;
            let note = LogInteraction {
                kind: "note".to_owned(),
                notes: "Again".to_owned(),
                ..call(lead, "")
            };
            leads::log_interaction(&later, note).await?;
        }
        let all = entries(&house.ana, lead).await?;
        assert_eq!(all.len(), 151, "the newest 150 and the one on top");
        let (id, beside) = all.last().context("the call")?;
        assert_eq!((*id, beside.pinned.is_some()), (entry, true));
        Ok(())
    })
    .await
}

#[tokio::test]
async fn a_comment_is_its_writers_to_change_and_everybody_named_in_it_is_told_once()
-> anyhow::Result<()> {
    House::on_each_engine(async |house| {
        let (lead, entry) = called(&house).await?;
        let said = async || -> anyhow::Result<Vec<String>> {
            let all = entries(&house.ana, lead).await?;
            let comments = all.into_iter().flat_map(|(_, beside)| beside.comments);
            Ok(comments.map(|comment| format!("{}: {}", comment.by, comment.body)).collect())
        };
        let add = async |who: &Ctx, body: &str| {
            let form = AddComment { interaction: entry, body: body.to_owned() };
            remarks::comment(who, form).await
        };
        let done = add(&house.ana, "@Marta, what do you think?").await?;
        let titles = async || -> anyhow::Result<Vec<String>> {
            let rows = tasks::list(&house.marta, &TaskFilter::default()).await?.rows;
            Ok(rows.into_iter().map(|task| task.title).collect())
        };
        assert_eq!(titles().await?, ["Ana named you in a comment about Zoe"]);
        let all = entries(&house.ana, lead).await?;
        let comments = all.into_iter().flat_map(|(_, beside)| beside.comments);
        let id = comments.last().context("a comment")?.id;

        let edit = async |who: &Ctx, body: &str| {
            remarks::edit_comment(who, EditComment { id, body: body.to_owned() }).await
        };
        let edited = edit(&house.ana, "@Marta, what do you think? @Carla too.").await?;
        assert_eq!(titles().await?.len(), 1, "she knows already");
        let refused = edit(&house.marta, "No").await;
        let Err(ServiceError::Forbidden(why)) = refused else { anyhow::bail!("{refused:?}") };
        assert!(why.starts_with("Only who wrote a comment"), "{why}");
        let refused = edit(&house.ben, "No").await;
        assert!(matches!(refused, Err(ServiceError::NotFound)), "{refused:?}");
        let refused = add(&house.ana, "@Zack knows them").await;
        let Err(ServiceError::Invalid(errors)) = refused else { anyhow::bail!("{refused:?}") };
        assert_eq!(errors.0["body"], "Zack may not see this lead: name somebody who does.");
        let refused = add(&house.ben, "Me too").await;
        assert!(matches!(refused, Err(ServiceError::NotFound)), "{refused:?}");

        take_back(&house.ana, &edited).await?;
        assert_eq!(said().await?, ["Ana: @Marta, what do you think?"]);
        let hers = tasks::list(&house.carla, &TaskFilter::default()).await?.rows;
        let named = hers.iter().filter(|task| task.title.contains("a comment about")).count();
        assert_eq!(named, 0, "the task goes with the text that named her");
        let gone = remarks::delete_comment(&house.ana, DeleteComment { id }).await?;
        assert!(said().await?.is_empty());
        take_back(&house.ana, &gone).await?;
        assert_eq!(said().await?.len(), 1);
        take_back(&house.ana, &done).await?;
        assert!(said().await?.is_empty());
        Ok(())
    })
    .await
}
