//! Every statement that is a constant is understood by both engines.

#[path = "stories/support.rs"]
mod support;

use sqlx::{Executor as _, SqlSafeStr as _};
use store::Db;

#[tokio::test]
async fn both_engines_understand_every_statement() -> anyhow::Result<()> {
    support::on_each_engine(async |db| {
        let mut wrong = Vec::new();
        for statement in store::statements() {
            let sql = statement.into_sql_str();
            let refused = match &db {
                Db::Sqlite { writer, .. } => writer.acquire().await?.prepare(sql).await.err(),
                Db::Postgres(pool) => pool.acquire().await?.prepare(sql).await.err(),
            };
            wrong.extend(refused.map(|error| format!("{error}\n{statement}")));
        }
        assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
        Ok(())
    })
    .await
}
