//! Tasks: made, ticked off, opened again.

use anyhow::Context as _;
use domain::forms::{CompleteTask, NewTask};
use domain::list::TaskFilter;
use domain::task::TaskStatus;
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
        let tick = CompleteTask { id: task.id, version: task.version, done: true };
        let done = tasks::complete(&house.ana, tick.clone()).await?;
        assert_eq!(done.label, "Done: Write offer");
        let again = tasks::complete(&house.marta, tick).await;
        let Err(ServiceError::Conflict(fields)) = again else { anyhow::bail!("{again:?}") };
        assert_eq!(fields.first().map(|field| field.theirs.as_str()), Some("Done"));

        let filter = TaskFilter { status: "done".to_owned(), ..TaskFilter::default() };
        let finished = tasks::list(&house.ana, &filter).await?;
        let finished = finished.rows.first().context("done")?;
        assert_eq!(finished.status, TaskStatus::Done);
        tasks::complete(
            &house.ana,
            CompleteTask { id: task.id, version: finished.version, done: false },
        )
        .await?;
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
