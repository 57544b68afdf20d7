//! Whole tables, in and out.

use std::sync::Mutex;

use sqlx::Executor as _;
use store::archive::{self, Cell, Row, Schema, Table};
use store::{Db, Tx};

use crate::support::on_each_engine;

#[tokio::test]
async fn both_engines_say_the_same_of_every_table() -> anyhow::Result<()> {
    let schemas: Mutex<Vec<Vec<Table>>> = Mutex::new(Vec::new());
    on_each_engine(async |db| {
        let schema = Schema::read(&mut db.read().await?).await?;
        assert_eq!(schema.version, Db::newest_version());
        let place = |name: &str| schema.tables.iter().position(|table| table.name == name);
        assert!(place("company") < place("lead") && place("lead") < place("interaction"));
        schemas.lock().unwrap().push(schema.tables);
        Ok(())
    })
    .await?;
    if let [sqlite, postgres] = schemas.into_inner()?.as_slice() {
        assert_eq!(sqlite, postgres);
    }
    Ok(())
}

#[tokio::test]
async fn rows_come_in_any_order_of_their_references_and_the_journal_stays() -> anyhow::Result<()> {
    on_each_engine(async |db| {
        let mut tx = db.write().await?;
        let schema = Schema::read(&mut tx).await?;
        let unit = schema.table("unit").expect("units").clone();
        archive::begin_restore(&mut tx, &schema).await?;
        // The first reverses one that comes after it.
        archive::insert(&mut tx, &unit, &[unit_row(&unit, 3, Some(7))]).await?;
        archive::insert(&mut tx, &unit, &[unit_row(&unit, 7, None)]).await?;
        archive::end_restore(&mut tx, &schema).await?;
        tx.commit().await?;
        let rows = archive::page(&mut db.read().await?, &unit, None, 1).await?;
        assert_eq!(rows, [unit_row(&unit, 3, Some(7))]);
        let rows = archive::page(&mut db.read().await?, &unit, rows.last(), 9).await?;
        assert_eq!(rows, [unit_row(&unit, 7, None)]);

        let refused = archive::clear(&mut db.write().await?, &unit).await;
        assert!(refused.is_err_and(|error| error.to_string().contains("append-only")));
        // A reference is again checked at once.
        let mut tx = db.write().await?;
        let sql = "insert into unit (label, actor_kind, at, undoes_id) \
                   select label, actor_kind, at, 99 from unit where id = 7";
        let refused = match &mut tx {
            Tx::Sqlite(transaction) => transaction.execute(sql).await.err(),
            Tx::Postgres(transaction) => transaction.execute(sql).await.err(),
        };
        assert!(refused.is_some());
        Ok(())
    })
    .await
}

fn unit_row(unit: &Table, id: i64, undoes: Option<i64>) -> Row {
    let cell = |column: &str| match column {
        "id" => Cell::Int(id),
        "label" => Cell::Text("Moved".to_owned()),
        "actor_kind" => Cell::Text("system".to_owned()),
        "at" => Cell::At(crate::making::monday()),
        "undoes_id" => undoes.map_or(Cell::Null, Cell::Int),
        _ => Cell::Null,
    };
    unit.columns.iter().map(|column| cell(&column.name)).collect()
}
