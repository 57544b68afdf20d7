//! Tasks.

use anyhow::Context as _;
use chrono::{DateTime, Duration, Utc};
use domain::access::{Role, Scope};
use domain::ids::UserId;
use domain::list::Cursor;
use domain::task::{TaskKind, TaskStatus};
use store::tasks::{self, NewTask, Task, TaskQuery};
use store::{StoreError, queue};

use crate::making::{monday, somebody, written_lead};
use crate::support::on_each_engine;

fn task(title: &str, owner: UserId, due_at: Option<DateTime<Utc>>) -> NewTask<'_> {
    NewTask {
        title,
        kind: TaskKind::Call,
        lead: None,
        opportunity: None,
        owner,
        due_at,
        priority_score: 50,
        rule: None,
        dedupe_key: None,
        notes: "",
        recurrence: None,
        checklist: &[],
    }
}

#[tokio::test]
async fn a_rule_makes_its_task_once() -> anyhow::Result<()> {
    on_each_engine(async |db| {
        let mut tx = db.write().await?;
        let ana = somebody(&mut tx, "Ana", Role::Rep, None).await?;
        let made =
            NewTask { rule: Some("first"), dedupe_key: Some("first:1"), ..task("Call", ana, None) };
        assert!(tasks::insert(&mut tx, &made, monday()).await?.is_some());
        assert_eq!(tasks::insert(&mut tx, &made, monday()).await?, None);
        Ok(())
    })
    .await
}

#[tokio::test]
async fn open_tasks_are_listed_by_due_time_and_those_without_one_last() -> anyhow::Result<()> {
    on_each_engine(async |db| {
        let mut tx = db.write().await?;
        let ana = somebody(&mut tx, "Ana", Role::Rep, None).await?;
        let ben = somebody(&mut tx, "Ben", Role::Rep, None).await?;
        let at = |hours| Some(monday() + Duration::hours(hours));
        for (title, due) in [("some day", None), ("later", at(5)), ("now", at(0)), ("never", None)]
        {
            tasks::insert(&mut tx, &task(title, ana, due), monday()).await?;
        }
        tasks::insert(&mut tx, &task("his", ben, at(0)), monday()).await?;
        let mut titles = Vec::new();
        let mut after = None;
        loop {
            let query = TaskQuery { done: false, owner: None, after, limit: 1 };
            let page = tasks::list(&mut tx, &Scope::Mine(ana), &query).await?;
            let Some(row) = page.into_iter().next() else { break };
            let value = row.due_at.map(|due| due.to_rfc3339()).unwrap_or_default();
            after = Some(Cursor { value, id: row.id.get() });
            titles.push(row.title);
        }
        assert_eq!(titles, ["now", "later", "some day", "never"]);
        assert_eq!(tasks::count_due(&mut tx, ana, monday() + Duration::hours(1)).await?, 1);
        Ok(())
    })
    .await
}

#[tokio::test]
async fn a_task_done_leaves_the_queue_and_a_stale_write_conflicts() -> anyhow::Result<()> {
    on_each_engine(async |db| {
        let mut tx = db.write().await?;
        let ana = somebody(&mut tx, "Ana", Role::Rep, None).await?;
        let zoe = written_lead(&mut tx, "Zoë", Some(ana)).await?;
        let new = NewTask { lead: Some(zoe), ..task("Call", ana, Some(monday())) };
        let id = tasks::insert(&mut tx, &new, monday()).await?.context("made")?;
        let tonight = monday() + Duration::hours(12);
        let due = queue::due_tasks(&mut tx, ana, tonight, 9).await?;
        let about = due.first().context("one is due")?;
        assert_eq!(about.contact.name.as_deref(), Some("Zoë"));
        assert_eq!(tasks::of_lead(&mut tx, &Scope::Mine(ana), zoe).await?.len(), 1);
        let ben = somebody(&mut tx, "Ben", Role::Rep, None).await?;
        let others = tasks::of_lead(&mut tx, &Scope::Mine(ben), zoe).await?;
        assert_eq!(others, [], "another's task is not theirs to see");

        let read = tasks::get(&mut tx, &Scope::Mine(ana), id).await?;
        let done = Task { status: TaskStatus::Done, completed_at: Some(monday()), ..read.clone() };
        tasks::update(&mut tx, &done, monday()).await?;
        let stale = tasks::update(&mut tx, &done, monday()).await;
        assert!(matches!(stale, Err(StoreError::Conflict)));
        assert_eq!(queue::due_tasks(&mut tx, ana, tonight, 9).await?, []);
        let query = TaskQuery { done: true, owner: Some(ana), after: None, limit: 9 };
        assert_eq!(tasks::list(&mut tx, &Scope::Everything, &query).await?.len(), 1);
        Ok(())
    })
    .await
}
