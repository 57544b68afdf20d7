//! Backups: whole, the same from either engine, and brought back only where they harm nothing.

use std::fs;
use std::io::{Read as _, Write as _};
use std::path::Path;

use flate2::Compression;
use flate2::read::GzDecoder;
use flate2::write::GzEncoder;
use services::backup::{self, Summary};
use services::demo::{self, DemoSettings, Scale};
use services::{Ctx, ServiceError, jobs, leads};
use store::Db;

use super::house::{ctx, in_each_place, is_sound, on_each_engine};

async fn small_demo(ctx: &Ctx) -> anyhow::Result<()> {
    let settings = DemoSettings { scale: Scale::Small, seed: 1, ..DemoSettings::default() };
    demo::load(ctx, &settings, |_| {}).await?;
    Ok(())
}

async fn restored(file: &Path, db: &Db) -> Result<Summary, ServiceError> {
    let found = backup::check(file.to_owned()).await?;
    backup::restore(db, file.to_owned(), &found, |_| {}).await
}

#[tokio::test]
async fn a_backup_comes_back_the_same_on_either_engine() -> anyhow::Result<()> {
    on_each_engine(async |from| {
        small_demo(&from).await?;
        let folder = tempfile::tempdir()?;
        let file = folder.path().join("everything.gz");
        let made = backup::backup(&from, &file, |_| {}).await?;
        assert!(made.rows() > 5_000, "{made:?}");
        assert_eq!(backup::check(file.clone()).await?, made);
        assert_eq!(backup::compare(from.db(), &made).await?, []);

        in_each_place(async |place| {
            let db = Db::connect(&place).await?;
            restored(&file, &db).await?;
            assert_eq!(backup::compare(&db, &made).await?, []);
            let into = ctx(db.clone());
            is_sound(&into).await?;
            // Keys go on after those that were brought.
            let new = domain::forms::NewLead { name: "Next".to_owned(), ..Default::default() };
            leads::create(&into, new).await?;
            let differ = backup::compare(&db, &made).await?;
            assert!(differ.iter().any(|difference| difference.table == "lead"), "{differ:?}");
            assert!(differ.iter().all(|difference| difference.table != "company"), "{differ:?}");
            db.close().await;
            Ok(())
        })
        .await
    })
    .await
}

#[cfg(unix)]
#[tokio::test]
async fn only_its_owner_reads_it_and_it_replaces_nothing() -> anyhow::Result<()> {
    use std::os::unix::fs::PermissionsExt as _;
    on_each_engine(async |from| {
        let folder = tempfile::tempdir()?;
        let file = folder.path().join("private.gz");
        backup::backup(&from, &file, |_| {}).await?;
        assert_eq!(fs::metadata(&file)?.permissions().mode() & 0o777, 0o600);
        assert_eq!(fs::read_dir(folder.path())?.count(), 1);
        let again = backup::backup(&from, &file, |_| {}).await;
        assert!(matches!(again, Err(ServiceError::Invalid(_))), "{again:?}");
        let nowhere = backup::backup(&from, &folder.path().join("no/such.gz"), |_| {}).await;
        assert!(matches!(nowhere, Err(ServiceError::Invalid(_))), "{nowhere:?}");
        Ok(())
    })
    .await
}

#[tokio::test]
async fn nothing_is_restored_over_what_is_there() -> anyhow::Result<()> {
    on_each_engine(async |from| {
        small_demo(&from).await?;
        let folder = tempfile::tempdir()?;
        let file = folder.path().join("everything.gz");
        let made = backup::backup(&from, &file, |_| {}).await?;
        let refused = restored(&file, from.db()).await;
        let Err(ServiceError::Invalid(why)) = refused else { anyhow::bail!("{refused:?}") };
        assert!(why.to_string().contains("data in this database already"), "{why}");
        assert_eq!(backup::compare(from.db(), &made).await?, []);
        Ok(())
    })
    .await
}

#[tokio::test]
async fn a_file_that_is_not_whole_is_refused() -> anyhow::Result<()> {
    let folder = tempfile::tempdir()?;
    let file = folder.path().join("everything.gz");
    on_each_engine(async |from| {
        if file.exists() {
            return Ok(());
        }
        small_demo(&from).await?;
        backup::backup(&from, &file, |_| {}).await?;
        Ok(())
    })
    .await?;
    let whole = fs::read(&file)?;
    let mut text = String::new();
    GzDecoder::new(whole.as_slice()).read_to_string(&mut text)?;
    let mut flipped = whole.clone();
    let middle = flipped.len() / 2;
    flipped[middle] ^= 0x10;
    let newer = text.replacen("\"schema\":", "\"schema\":9", 1);
    let changed = text.replacen("ana@demo.example", "eve@demo.example", 1);
    for (name, bytes, why) in [
        ("cut", whole[..middle].to_vec(), "no whole backup"),
        ("flipped", flipped, "no whole backup"),
        ("text", b"company,lead\n".to_vec(), "no whole backup"),
        ("empty", Vec::new(), "no whole backup"),
        ("changed", zipped(&changed)?, "checksum"),
        ("ended", zipped(&text[..text.len() / 2])?, "no whole backup"),
        ("newer", zipped(&newer)?, "newer version"),
    ] {
        let broken = folder.path().join(name);
        fs::write(&broken, bytes)?;
        let refused = backup::check(broken).await;
        let Err(ServiceError::Invalid(said)) = refused else {
            anyhow::bail!("{name}: {refused:?}")
        };
        assert!(said.to_string().contains(why), "{name}: {said}");
    }
    assert!(backup::check(folder.path().join("nowhere")).await.is_err());
    Ok(())
}

#[tokio::test]
async fn the_background_takes_backups_and_keeps_the_newest() -> anyhow::Result<()> {
    on_each_engine(async |from| {
        let folder = tempfile::tempdir()?;
        let policy = backup::Policy {
            folder: folder.path().join("kept"),
            every: chrono::Duration::hours(1),
            keep: 2,
        };
        fs::create_dir_all(&policy.folder)?;
        let theirs = policy.folder.join("rainmaker-20200101-000000.gz");
        fs::write(&theirs, "somebody else's")?;
        let mut now = super::house::now();
        for round in 1..=4 {
            let ctx = super::house::ctx_at(from.db().clone(), now);
            backup::plan(&ctx, &policy).await?;
            backup::plan(&ctx, &policy).await?;
            assert!(jobs::run_next(&ctx, "one").await?, "round {round}");
            // The next is not due yet.
            backup::plan(&ctx, &policy).await?;
            assert!(!jobs::run_next(&ctx, "one").await?, "round {round}");
            now += chrono::Duration::hours(1);
        }
        let taken = backup::taken(&mut from.db().read().await?).await?;
        assert_eq!(taken.len(), 2);
        for one in &taken {
            assert_eq!(backup::check(one.file.clone()).await?.rows(), one.rows);
        }
        assert!(theirs.exists());
        assert_eq!(fs::read_dir(&policy.folder)?.count(), 3);
        Ok(())
    })
    .await
}

fn zipped(text: &str) -> anyhow::Result<Vec<u8>> {
    let mut zip = GzEncoder::new(Vec::new(), Compression::fast());
    zip.write_all(text.as_bytes())?;
    Ok(zip.finish()?)
}
