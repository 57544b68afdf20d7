//! The background's queue: leased once, lost by the dead, tried again, given up.

use chrono::{DateTime, Duration, Utc};
use serde_json::json;
use store::jobs::{self, Job, NewJob};
use store::{Db, StoreResult};

use crate::support::on_each_engine;

fn at(minute: i64) -> DateTime<Utc> {
    DateTime::from_timestamp(1_795_424_400, 0).unwrap_or_default() + Duration::minutes(minute)
}

async fn enqueue(db: &Db, key: Option<&str>, minute: i64) -> StoreResult<bool> {
    let payload = json!({ "lead": 7 });
    let job = NewJob {
        kind: "rescore",
        payload: &payload,
        run_at: at(minute),
        dedupe_key: key,
        cause: None,
    };
    let mut tx = db.write().await?;
    let id = jobs::enqueue(&mut tx, &job, at(0)).await?;
    tx.commit().await?;
    Ok(id.is_some())
}

/// Claims at this minute, with a lease of one.
async fn claim(db: &Db, worker: &str, minute: i64) -> StoreResult<Option<Job>> {
    let mut tx = db.write().await?;
    let job = jobs::claim(&mut tx, worker, at(minute), at(minute + 1)).await?;
    tx.commit().await?;
    Ok(job)
}

#[tokio::test]
async fn a_job_is_leased_once_and_done_by_who_leased_it() -> anyhow::Result<()> {
    on_each_engine(async |db| {
        assert!(enqueue(&db, None, 5).await?);
        assert_eq!(claim(&db, "one", 4).await?, None, "it is not due yet");
        let job = claim(&db, "one", 5).await?.expect("it is due");
        assert_eq!((job.kind.as_str(), job.attempts), ("rescore", 1));
        assert_eq!(job.payload, json!({ "lead": 7 }));
        assert_eq!(claim(&db, "two", 5).await?, None, "it is leased");

        let mut tx = db.write().await?;
        assert!(!jobs::renew(&mut tx, job.id, "two", at(9)).await?, "it is not theirs");
        assert!(jobs::renew(&mut tx, job.id, "one", at(9)).await?);
        tx.commit().await?;
        assert_eq!(claim(&db, "two", 8).await?, None, "the lease was renewed");

        let mut tx = db.write().await?;
        jobs::finish(&mut tx, job.id, "one", at(8)).await?;
        tx.commit().await?;
        let mut tx = db.read().await?;
        assert!(!jobs::is_due(&mut tx, at(600)).await?);
        Ok(())
    })
    .await
}

#[tokio::test]
async fn two_who_reach_for_one_job_at_once_do_not_both_get_it() -> anyhow::Result<()> {
    on_each_engine(async |db| {
        for _ in 0..10 {
            enqueue(&db, None, 0).await?;
            let (one, two) = tokio::join!(claim(&db, "one", 0), claim(&db, "two", 0));
            assert!(one?.is_some() != two?.is_some());
        }
        Ok(())
    })
    .await
}

#[tokio::test]
async fn a_dead_workers_job_is_anybodys_until_it_has_failed_too_often() -> anyhow::Result<()> {
    on_each_engine(async |db| {
        enqueue(&db, None, 0).await?;
        let mut minute = 0;
        while let Some(job) = claim(&db, "mortal", minute).await? {
            assert!(job.attempts <= job.max_attempts);
            minute += 2;
        }
        assert_eq!(minute, 10, "five attempts");
        let mut tx = db.write().await?;
        jobs::tidy(&mut tx, at(minute), at(0)).await?;
        tx.commit().await?;
        let mut tx = db.read().await?;
        let given_up = jobs::given_up(&mut tx, 9).await?;
        let told: Vec<_> = given_up.iter().map(|job| (job.kind.as_str(), job.at)).collect();
        assert_eq!(told, [("rescore", Some(at(minute)))]);
        assert_eq!(given_up[0].error, "the process ended while it ran");
        Ok(())
    })
    .await
}

#[tokio::test]
async fn the_same_work_waits_once_and_can_be_queued_again_when_it_is_done() -> anyhow::Result<()> {
    on_each_engine(async |db| {
        assert!(enqueue(&db, Some("night"), 0).await?);
        assert!(!enqueue(&db, Some("night"), 0).await?);
        let job = claim(&db, "one", 0).await?.expect("it is due");
        assert!(!enqueue(&db, Some("night"), 0).await?, "it runs");
        let mut tx = db.write().await?;
        jobs::retry(&mut tx, job.id, "one", at(3), "no luck").await?;
        tx.commit().await?;
        assert_eq!(claim(&db, "one", 2).await?, None);
        let job = claim(&db, "one", 3).await?.expect("it is due again");
        let mut tx = db.write().await?;
        jobs::bury(&mut tx, job.id, "one", at(3), "no luck at all").await?;
        tx.commit().await?;
        assert!(enqueue(&db, Some("night"), 4).await?);
        Ok(())
    })
    .await
}
