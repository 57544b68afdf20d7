//! Tasks: made, ticked off, opened again.

use anyhow::Context as _;
use domain::forms::{CompleteTask, NewTask};
use domain::lead::LeadStatus;
use domain::list::TaskFilter;
use domain::task::{TaskRow, TaskStatus};
use domain::undo::UndoUnit;
use services::{ServiceError, leads, session, tasks};

use crate::house::{House, new_lead};

#[tokio::test]
async fn a_task_ticked_off_twice_tells_the_second_who_was_first() -> anyhow::Result<()> {
    House::on_each_engine(async |house| {
        let form = NewTask {
            title: "Write offer".to_owned(),
            due_on: "2026-11-24".to_owned(),
            ..NewTask::default()
        };
        tasks::create(&house.ana, form).await?;
        let list = tasks::list(&house.ana, &TaskFilter::default()).await?;
        let task = list.rows.first().context("listed")?.clone();
        assert_eq!(
            task.due_at.map(|due| due.to_rfc3339()).as_deref(),
            Some("2026-11-24T22:59:00+00:00")
        );
        let tick = CompleteTask::simply(task.id, task.version, true);
        let done = tasks::complete(&house.ana, tick.clone()).await?;
        assert_eq!(done.label, "Done: Write offer");
        let again = tasks::complete(&house.marta, tick).await;
        let Err(ServiceError::Conflict(fields)) = again else { anyhow::bail!("{again:?}") };
        assert_eq!(fields.first().map(|field| field.theirs.as_str()), Some("Done"));

        let filter = TaskFilter { status: "done".to_owned(), ..TaskFilter::default() };
        let finished = tasks::list(&house.ana, &filter).await?;
        let finished = finished.rows.first().context("done")?;
        assert_eq!(finished.status, TaskStatus::Done);
        tasks::complete(&house.ana, CompleteTask::simply(task.id, finished.version, false)).await?;
        assert_eq!(tasks::list(&house.ana, &TaskFilter::default()).await?.rows.len(), 1);
        Ok(())
    })
    .await
}

#[tokio::test]
async fn a_list_shows_ones_own_tasks_unless_all_are_asked_for() -> anyhow::Result<()> {
    House::on_each_engine(async |house| {
        leads::create(&house.ana, new_lead("Zoe")).await?;
        let own = TaskFilter::default();
        let all = TaskFilter { owner: "all".to_owned(), ..TaskFilter::default() };
        let count = async |who, filter| -> anyhow::Result<usize> {
            Ok(tasks::list(who, filter).await?.rows.len())
        };
        assert_eq!(count(&house.ana, &own).await?, 1);
        assert_eq!(count(&house.marta, &own).await?, 0);
        assert_eq!(count(&house.marta, &all).await?, 1);
        assert_eq!(count(&house.ben, &all).await?, 0);
        assert_eq!(session::viewer(&house.ana).await?.waiting.tasks_due, 0);
        let tomorrow = house.after(chrono::Duration::days(1), &house.ana)?;
        assert_eq!(session::viewer(&tomorrow).await?.waiting.tasks_due, 1);
        Ok(())
    })
    .await
}

#[tokio::test]
async fn a_task_that_comes_again_makes_the_next_one_and_undo_takes_both_back() -> anyhow::Result<()>
{
    House::on_each_engine(async |house| {
        let lead = leads::create(&house.ana, new_lead("Zoe")).await?;
        let form = NewTask {
            title: "Weekly check-in".to_owned(),
            kind: "call".to_owned(),
            due_on: "2026-11-23".to_owned(),
            lead: lead.to_string(),
            recurrence: "weekly".to_owned(),
            checklist: "Ask how it goes\n\nOffer a date".to_owned(),
            ..NewTask::default()
        };
        tasks::create(&house.ana, form).await?;
        let open = async || -> anyhow::Result<Vec<TaskRow>> {
            let rows = tasks::list(&house.ana, &TaskFilter::default()).await?.rows;
            Ok(rows.into_iter().filter(|task| task.title == "Weekly check-in").collect())
        };
        let task = open().await?.remove(0);
        assert_eq!(task.checklist.len(), 2);
        let first = CompleteTask {
            step: "0".to_owned(),
            ..CompleteTask::simply(task.id, task.version, true)
        };
        let ticked = tasks::complete(&house.ana, first.clone()).await?;
        assert_eq!(ticked.label, "Done: Ask how it goes");
        let beyond = CompleteTask { step: "2".to_owned(), version: task.version + 1, ..first };
        let refused = tasks::complete(&house.ana, beyond).await;
        assert!(matches!(refused, Err(ServiceError::Invalid(_))), "{refused:?}");
        let task = open().await?.remove(0);
        assert!(task.checklist[0].done && !task.checklist[1].done);

        let came = CompleteTask {
            outcome: "interested".to_owned(),
            notes: "Wants the dates".to_owned(),
            ..CompleteTask::simply(task.id, task.version, true)
        };
        let done = tasks::complete(&house.ana, came).await?;
        let next = open().await?;
        assert_eq!(next.len(), 1);
        assert_eq!(
            next[0].due_at.map(|due| due.to_rfc3339()).as_deref(),
            Some("2026-11-30T22:59:00+00:00")
        );
        assert!(next[0].checklist.iter().all(|step| !step.done));
        let page = leads::page(&house.ana, lead).await?;
        assert_eq!(page.lead.total_interactions, 1);
        assert_eq!(page.lead.status, LeadStatus::Contacted);

        services::undo::undo(&house.ana, UndoUnit::plain(done.unit)).await?;
        let back = open().await?;
        assert_eq!(back.len(), 1);
        assert_eq!(back[0].id, task.id);
        assert_eq!(leads::page(&house.ana, lead).await?.lead.total_interactions, 0);

        let month = tasks::calendar(&house.ana, "2026-11-02", false).await?;
        assert_eq!(month.days.len(), 42);
        let filled: Vec<_> = month.days.iter().filter(|day| !day.tasks.is_empty()).collect();
        assert!(filled.iter().any(|day| day.day.to_string() == "2026-11-23"), "{filled:?}");
        let wrong = tasks::calendar(&house.ana, "soon", true).await;
        assert!(matches!(wrong, Err(ServiceError::Invalid(_))), "{wrong:?}");
        Ok(())
    })
    .await
}

#[tokio::test]
async fn a_calendar_reads_its_owners_tasks_until_the_address_is_ended() -> anyhow::Result<()> {
    House::on_each_engine(async |house| {
        leads::create(&house.ana, new_lead("Zoe")).await?;
        assert_eq!(tasks::feed(&house.ana).await?.path, None);
        tasks::renew_feed(&house.ana).await?;
        let secret = async || -> anyhow::Result<String> {
            let path = tasks::feed(&house.ana).await?.path.context("an address")?;
            Ok(path.trim_start_matches("/calendar/").trim_end_matches(".ics").to_owned())
        };
        let first = secret().await?;
        let file = tasks::calendar_file(&house.host, &first, "https://crm.example").await?;
        assert!(file.contains("SUMMARY:Call: Call within 24 hours"), "{file}");
        assert!(file.contains("TZID:Europe/Madrid"));
        assert!(tasks::feed(&house.ana).await?.read_at.is_some());

        tasks::renew_feed(&house.ana).await?;
        let second = secret().await?;
        let gone = tasks::calendar_file(&house.host, &first, "").await;
        assert!(matches!(gone, Err(ServiceError::NotFound)), "{gone:?}");
        tasks::calendar_file(&house.host, &second, "").await?;
        tasks::remove_feed(&house.ana).await?;
        let gone = tasks::calendar_file(&house.host, &second, "").await;
        assert!(matches!(gone, Err(ServiceError::NotFound)), "{gone:?}");
        Ok(())
    })
    .await
}
