//! Imports of small files with traps in them.

use std::path::Path;

use domain::access::Scope;
use domain::journal::{Actor, Entity};
use domain::money::Cents;
use services::import::{ImportReport, ImportSettings};
use services::{Ctx, ServiceError};
use store::opportunities::{self, Scored};
use store::{imports, journal, teams, users};
use tokio::task::{LocalSet, spawn_local};

use super::house::{is_sound, on_each_engine};

const PRODUCTS: &str = "product,series,sales_price\nLamp Basic,Lamp,100\nLamp Pro,Lamp,250.50\n";
const TEAMS: &str = "\u{feff}sales_agent;manager;regional_office\r\nAna Sol;Marta Luz;North\r\nZoë Öz;Marta Luz;North\r\n";
const ACCOUNTS: &str = "account,sector,year_established,revenue,employees,office_location,subsidiary_of\n\
    \"Brisa, Hijos\",retail,1999,1.5,20,Spain,\n\"Cedro \"\"Verde\"\"\",technolgy,2001,0.25,9,Portugal,\"Brisa, Hijos\"\n";
const DEALS: &str = "opportunity_id,sales_agent,product,account,deal_stage,engage_date,close_date,close_value\n\
    D1,Ana Sol,Lamp Basic,\"Brisa, Hijos\",Won,2026-01-10,2026-02-10,90\n\
    D2,Zoe Öz,LampPro,\"Cedro \"\"Verde\"\"\",Lost,2026-01-10,2026-03-10,0\n\
    D3,Ana Sol,Lamp Pro,,Engaging,2026-03-01,,\n\
    D4,Ana Sol,Lamp Basic,,Prospecting,,,\n\
    D5,Ana Sol,Lamp Basic,,Won,2026-03-01,2026-01-01,5\n\
    D6,Ana Sol,Candle,,Prospecting,,,\n\
    D1,Ana Sol,Lamp Basic,,Prospecting,,,\n\
    D7,Ana Sol,Lamp Basic,Prospecting\n";

fn write(folder: &Path, deals: &str) -> anyhow::Result<()> {
    std::fs::write(folder.join("products.csv"), PRODUCTS)?;
    std::fs::write(folder.join("teams.csv"), TEAMS)?;
    std::fs::write(folder.join("accounts.csv"), ACCOUNTS)?;
    std::fs::write(folder.join("deals.csv"), deals)?;
    Ok(())
}

async fn import(ctx: &Ctx, path: &Path) -> Result<ImportReport, ServiceError> {
    let settings = ImportSettings { path: path.to_owned(), rejected: None };
    services::import::run(ctx, &settings, |_| {}).await
}

fn figures(report: &ImportReport) -> [usize; 5] {
    [report.rows_read, report.created, report.updated, report.unchanged, report.failed]
}

async fn deal(ctx: &Ctx, key: &str) -> anyhow::Result<Scored> {
    let mut tx = ctx.db().read().await?;
    let known = imports::deals(&mut tx).await?;
    let known = known.into_iter().find(|deal| deal.external_key == key);
    let id = known.ok_or_else(|| anyhow::anyhow!("{key} is not there"))?.id;
    Ok(opportunities::get(&mut tx, &Scope::Everything, id).await?)
}

#[tokio::test]
async fn good_rows_come_in_and_bad_ones_are_told_with_their_line() -> anyhow::Result<()> {
    on_each_engine(async |ctx| {
        let folder = tempfile::tempdir()?;
        write(folder.path(), DEALS)?;
        let report = import(&ctx, folder.path()).await?;
        assert_eq!(figures(&report), [14, 10, 0, 0, 4], "{report:#?}");
        let told: Vec<(u64, &str)> =
            report.errors.iter().map(|error| (error.line, error.field.as_str())).collect();
        assert_eq!(told, [(6, "close_date"), (8, "opportunity_id"), (9, "row"), (7, "product")]);
        assert_eq!(report.won_by_year, [(2026, Cents(9_000))]);
        let rejected = std::fs::read_to_string(report.rejected.unwrap_or_default())?;
        assert_eq!(rejected.lines().count(), 5, "{rejected}");
        assert!(rejected.contains("D6,Ana Sol,Candle"), "{rejected}");
        is_sound(&ctx).await
    })
    .await
}

#[tokio::test]
async fn a_deal_keeps_its_dates_its_past_and_its_people() -> anyhow::Result<()> {
    on_each_engine(async |ctx| {
        let folder = tempfile::tempdir()?;
        write(folder.path(), DEALS)?;
        import(&ctx, folder.path()).await?;
        let won = deal(&ctx, "D1").await?.deal;
        assert_eq!((won.name.as_str(), won.amount), ("Lamp Basic, Brisa, Hijos", Cents(9_000)));
        assert_eq!(won.closed_on.map(|day| day.to_string()).as_deref(), Some("2026-02-10"));
        assert_eq!(won.created_at.to_rfc3339(), "2026-01-10T12:00:00+00:00");
        let open = deal(&ctx, "D3").await?;
        assert_eq!((open.deal.amount, open.deal.company_id), (Cents(25_050), None));
        assert!(open.win_scored_at.is_some() && !open.win.contributions.is_empty());
        let undated = deal(&ctx, "D4").await?.deal;
        assert_eq!(undated.created_at.date_naive().to_string(), "2026-03-10");

        let mut tx = ctx.db().read().await?;
        let versions = opportunities::versions(&mut tx, won.id).await?;
        let amounts: Vec<Cents> = versions.iter().map(|version| version.amount).collect();
        assert_eq!(
            amounts,
            [Cents(10_000), Cents(9_000)],
            "the list price, and then what it brought"
        );
        let zoe = users::find_by_key(&mut tx, "Zoë Öz").await?;
        let zoe = zoe.ok_or_else(|| anyhow::anyhow!("Zoë is not there"))?;
        assert_eq!(deal(&ctx, "D2").await?.deal.owner_id, Some(zoe.id));
        assert_eq!(zoe.password_hash, None);
        let team = teams::find_by_name(&mut tx, "Marta Luz").await?;
        assert_eq!(zoe.team_id, team.as_ref().map(|team| team.id));
        assert!(team.and_then(|team| team.parent_id).is_some());
        Ok(())
    })
    .await
}

#[tokio::test]
async fn a_second_run_changes_nothing_and_a_changed_row_only_its_deal() -> anyhow::Result<()> {
    on_each_engine(async |ctx| {
        let folder = tempfile::tempdir()?;
        write(folder.path(), DEALS)?;
        import(&ctx, folder.path()).await?;
        let before = deal(&ctx, "D3").await?;
        let again = import(&ctx, folder.path()).await?;
        assert_eq!(figures(&again), [14, 0, 0, 10, 4]);
        assert_eq!(deal(&ctx, "D3").await?, before);

        let changed = DEALS.replace("Engaging,2026-03-01,,", "Won,2026-03-01,2026-04-01,260");
        write(folder.path(), &changed)?;
        let third = import(&ctx, folder.path()).await?;
        assert_eq!(figures(&third), [14, 0, 1, 9, 4]);
        let after = deal(&ctx, "D3").await?.deal;
        assert_eq!((after.amount, after.status.as_str()), (Cents(26_000), "won"));
        let mut tx = ctx.db().read().await?;
        let told =
            journal::of_record(&mut tx, Entity::Opportunity, after.id.get(), None, 9).await?;
        assert_eq!(told.len(), 2);
        assert!(
            told.iter()
                .any(|entry| entry.changes.contains_key("amount") && entry.who == "An import")
        );
        is_sound(&ctx).await
    })
    .await
}

#[tokio::test]
async fn an_import_that_is_cut_off_has_never_been() -> anyhow::Result<()> {
    on_each_engine(async |ctx| {
        let folder = tempfile::tempdir()?;
        write(folder.path(), DEALS)?;
        let settings = ImportSettings { path: folder.path().to_owned(), rejected: None };
        let importer = ctx.clone();
        let here = LocalSet::new();
        let cut_off = here.run_until(async move {
            // A panic ends it at a known place, with rows written and nothing committed, as a kill would.
            let import = async move {
                services::import::run(&importer, &settings, |_| panic!("cut off")).await
            };
            spawn_local(import).await
        });
        anyhow::ensure!(cut_off.await.is_err_and(|error| error.is_panic()), "it was not cut off");
        let mut tx = ctx.db().read().await?;
        assert!(users::list(&mut tx).await?.is_empty());
        assert!(imports::deals(&mut tx).await?.is_empty());
        drop(tx);
        let report = import(&ctx, folder.path()).await?;
        assert_eq!(figures(&report), [14, 10, 0, 0, 4]);
        Ok(())
    })
    .await
}

#[tokio::test]
async fn a_broken_file_is_refused_by_name_and_line_and_nothing_is_written() -> anyhow::Result<()> {
    on_each_engine(async |ctx| {
        for (bytes, part) in [
            (&b"product,sales_price\nLamp,1\n\"Candle,2\n"[..], "x.csv, line 3: a quote is opened"),
            (&b"\x89PNG\r\n\x1a\n\0\0\0"[..], "x.csv: this is no text file"),
            (&b""[..], "x.csv, the file is empty"),
            (&b"name,shoe_size\nAna,38\n"[..], "x.csv, line 1: these columns are of no known file"),
        ] {
            let folder = tempfile::tempdir()?;
            write(folder.path(), DEALS)?;
            std::fs::write(folder.path().join("x.csv"), bytes)?;
            let Err(error) = import(&ctx, folder.path()).await else {
                anyhow::bail!("{part}: was taken");
            };
            assert!(error.to_string().contains(part), "{error}");
        }
        let nowhere = import(&ctx, Path::new("/no/such/folder")).await;
        assert!(matches!(nowhere, Err(ServiceError::Invalid(_))), "{nowhere:?}");
        let mut tx = ctx.db().read().await?;
        assert!(users::list(&mut tx).await?.is_empty());
        Ok(())
    })
    .await
}

#[tokio::test]
async fn only_who_may_import_does() -> anyhow::Result<()> {
    on_each_engine(async |ctx| {
        let folder = tempfile::tempdir()?;
        write(folder.path(), DEALS)?;
        import(&ctx, folder.path()).await?;
        let mut tx = ctx.db().read().await?;
        let ana = users::find_by_key(&mut tx, "Ana Sol").await?;
        drop(tx);
        let ana = ana.ok_or_else(|| anyhow::anyhow!("Ana is not there"))?;
        let user =
            services::SignedIn { id: ana.id, role: ana.role, team: ana.team_id, session: None };
        let hers = Ctx::of_user(ctx.host().clone(), user);
        assert_eq!(hers.actor(), Actor::User(ana.id));
        let refused = import(&hers, folder.path()).await;
        assert!(matches!(refused, Err(ServiceError::Forbidden(_))), "{refused:?}");
        Ok(())
    })
    .await
}
