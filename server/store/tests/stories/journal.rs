//! The journal: what stands in it stays.

use domain::ids::UserId;
use domain::journal::{Actor, Change, Changes, Entity, NewEntry};
use sqlx::Executor as _;
use store::{Db, Engine, journal};

use crate::making::monday;
use crate::support::on_each_engine;

async fn run(db: &Db, sql: &'static str) -> Result<(), sqlx::Error> {
    match db {
        Db::Sqlite { writer, .. } => writer.execute(sql).await.map(|_| ()),
        Db::Postgres(pool) => pool.execute(sql).await.map(|_| ()),
    }
}

#[tokio::test]
async fn nothing_in_the_journal_is_ever_changed_or_removed() -> anyhow::Result<()> {
    on_each_engine(async |db| {
        let mut tx = db.write().await?;
        let unit = journal::begin_unit(&mut tx, "Moved", Actor::System, monday(), None).await?;
        let entry = NewEntry {
            entity: Entity::Opportunity,
            entity_id: 7,
            change: Change::Create,
            changes: Changes::new(),
            reason: None,
            cause: None,
        };
        journal::append(&mut tx, unit, &entry, monday()).await?;
        tx.commit().await?;
        for sql in [
            "update journal set reason = 'another'",
            "delete from journal",
            "update unit set label = 'another'",
            "delete from unit",
        ] {
            let refused = run(&db, sql).await.err().map(|error| error.to_string());
            assert!(
                refused.as_deref().is_some_and(|text| text.contains("append-only")),
                "{sql}: {refused:?}"
            );
        }
        if db.engine() == Engine::Sqlite {
            let sql = "insert or replace into unit (id, label, actor_kind, at) select id, 'another', actor_kind, at from unit";
            let refused = run(&db, sql).await.err().map(|error| error.to_string());
            assert!(refused.is_some_and(|text| text.contains("append-only")), "{sql}");
        }
        let mut tx = db.read().await?;
        let entries = journal::of_record(&mut tx, Entity::Opportunity, 7, None, 9).await?;
        assert_eq!(entries.len(), 1);
        assert_eq!(entries[0].who, "The installation");
        assert_eq!(Actor::System.user(), None::<UserId>);
        Ok(())
    })
    .await
}
