//! A load that lasts part by part.

use domain::journal::{Actor, Entity};
use services::Ctx;
use store::bulk::{Company, Load, Table};
use store::{Db, DbSettings, companies, journal};

use super::house::{now, on_each_engine};

fn company(load: &mut Load, name: &str) -> Company {
    Company {
        id: load.next(Table::Company),
        name: name.to_owned(),
        domain: None,
        industry: None,
        employees: Some(20),
        annual_revenue: None,
        founded_year: None,
        country: None,
        city: None,
        parent_name: None,
        technologies: Vec::new(),
        news: Vec::new(),
        owner_id: None,
        external_key: None,
        created_at: now(),
    }
}

async fn has(ctx: &Ctx, name: &str) -> anyhow::Result<bool> {
    let mut tx = ctx.db().read().await?;
    Ok(companies::find_by_name(&mut tx, name).await?.is_some())
}

#[tokio::test]
async fn what_was_made_to_last_stays_and_the_rest_goes_with_the_load() -> anyhow::Result<()> {
    on_each_engine(async |ctx| {
        let mut load = Load::begin(ctx.db(), "Two parts", Actor::System, now()).await?;
        let first = company(&mut load, "First");
        load.companies(std::slice::from_ref(&first)).await?;
        let unit = load.unit();
        let mut load = load.commit_part(ctx.db()).await?;
        assert_eq!(load.unit(), unit);
        let second = company(&mut load, "Second");
        assert_ne!(first.id, second.id);
        load.companies(&[second]).await?;
        drop(load);
        assert!(has(&ctx, "First").await? && !has(&ctx, "Second").await?);

        let mut tx = ctx.db().read().await?;
        let told = journal::of_record(&mut tx, Entity::Company, first.id.get(), None, 9).await?;
        assert_eq!(told.first().map(|entry| entry.unit_id), Some(unit));
        Ok(())
    })
    .await
}

#[tokio::test]
async fn a_file_that_is_half_filled_is_not_opened() -> anyhow::Result<()> {
    let folder = tempfile::tempdir()?;
    let settings = DbSettings::Sqlite(folder.path().join("half.db"));
    let db = Db::open(&settings).await?;
    let mut load = Load::fill(&db, "Too large for one", Actor::System, now()).await?;
    let first = company(&mut load, "First");
    load.companies(&[first]).await?;
    let mut load = load.commit_part(&db).await?;
    let refused = Db::open(&settings).await.err().map(|error| error.to_string());
    assert!(refused.is_some_and(|told| told.contains("half.db is being filled")));

    load.bring_back(|_, _| ()).await?;
    load.commit().await?;
    db.close().await;
    Db::open(&settings).await?.close().await;
    Ok(())
}
