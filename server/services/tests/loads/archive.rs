//! Everything as files, and back again: equal to the byte, whichever engine it went through.

use std::collections::BTreeMap;
use std::fs;
use std::io::{Cursor, Read as _};
use std::path::Path;
use std::time::Instant;

use services::archive::{bring, everything, export};
use services::demo::{self, DemoSettings, Scale};
use services::export::Format;
use services::import::{ImportSettings, run};
use services::{Ctx, ServiceError, backup};
use store::Db;
use zip::ZipArchive;

use super::house::{ctx, in_each_place, is_sound, on_each_engine};
use super::maven;

async fn small_demo(ctx: &Ctx) -> anyhow::Result<()> {
    let settings = DemoSettings { scale: Scale::Small, seed: 1, ..DemoSettings::default() };
    demo::load(ctx, &settings, |_| {}).await?;
    Ok(())
}

/// Every file of a folder by its name.
fn content(folder: &Path) -> anyhow::Result<BTreeMap<String, Vec<u8>>> {
    let mut files = BTreeMap::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        files.insert(name, fs::read(path)?);
    }
    Ok(files)
}

fn is_equal(one: &Path, other: &Path) -> anyhow::Result<()> {
    let (one, other) = (content(one)?, content(other)?);
    assert_eq!(one.keys().collect::<Vec<_>>(), other.keys().collect::<Vec<_>>());
    for (name, bytes) in &one {
        let theirs = other.get(name);
        if theirs != Some(bytes) {
            let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
            let (here, there) = (text(bytes), text(theirs.map_or(&[], Vec::as_slice)));
            let line = here.lines().zip(there.lines()).find(|(here, there)| here != there);
            anyhow::bail!("{name}: {line:?}");
        }
    }
    Ok(())
}

/// Exports, brings that into an empty installation of each engine, exports again, and compares.
async fn goes_round(from: &Ctx, format: Format) -> anyhow::Result<()> {
    let folder = tempfile::tempdir()?;
    let first = folder.path().join("first");
    let began = Instant::now();
    let exported = export(from, &first, format, |_| {}).await?;
    eprintln!("exported {} rows in {:?}", exported.rows(), began.elapsed());
    let again = folder.path().join("again");
    export(from, &again, format, |_| {}).await?;
    is_equal(&first, &again)?;
    let places = tempfile::tempdir()?;
    in_each_place(async |place| {
        let into = ctx(Db::open(&place).await?);
        let began = Instant::now();
        let brought = bring(&into, &first, |_| {}).await?;
        eprintln!("brought {} rows in {:?}", brought.manifest.rows(), began.elapsed());
        assert_eq!(brought.manifest, exported);
        is_sound(&into).await?;
        let second = places.path().join(format!("{:?}", into.db().engine()));
        export(&into, &second, format, |_| {}).await?;
        is_equal(&first, &second)?;
        let twice = bring(&into, &first, |_| {}).await;
        let Err(ServiceError::Invalid(why)) = twice else { anyhow::bail!("{twice:?}") };
        assert!(why.to_string().contains("data in this installation already"), "{why}");
        into.db().close().await;
        Ok(())
    })
    .await
}

#[tokio::test]
async fn the_demo_company_goes_round_and_is_the_same() -> anyhow::Result<()> {
    on_each_engine(async |from| {
        small_demo(&from).await?;
        goes_round(&from, Format::Csv).await
    })
    .await
}

#[tokio::test]
async fn it_goes_round_as_json_too() -> anyhow::Result<()> {
    on_each_engine(async |from| {
        small_demo(&from).await?;
        goes_round(&from, Format::Json).await
    })
    .await
}

/// What somebody who downloads it gets, unpacked.
async fn downloaded(from: &Ctx, format: Format) -> anyhow::Result<BTreeMap<String, Vec<u8>>> {
    let mut download = everything(from, format).await?;
    let mut file = Vec::new();
    while let Some(piece) = download.pieces.recv().await {
        file.extend(piece?);
    }
    let mut zip = ZipArchive::new(Cursor::new(file))?;
    let mut files = BTreeMap::new();
    for place in 0..zip.len() {
        let mut entry = zip.by_index(place)?;
        let mut bytes = Vec::new();
        entry.read_to_end(&mut bytes)?;
        files.insert(entry.name()?.into_owned(), bytes);
    }
    Ok(files)
}

#[tokio::test]
async fn what_is_downloaded_is_what_a_folder_holds() -> anyhow::Result<()> {
    on_each_engine(async |from| {
        small_demo(&from).await?;
        let folder = tempfile::tempdir()?;
        for format in [Format::Csv, Format::Json] {
            let path = folder.path().join(format.as_str());
            export(&from, &path, format, |_| {}).await?;
            assert!(downloaded(&from, format).await? == content(&path)?, "{format:?}");
        }
        Ok(())
    })
    .await
}

#[tokio::test]
async fn a_download_that_nobody_takes_ends() -> anyhow::Result<()> {
    on_each_engine(async |from| {
        small_demo(&from).await?;
        drop(everything(&from, Format::Csv).await?);
        // With a reader that never ended, this would wait for ever on an engine with one connection.
        assert!(!downloaded(&from, Format::Csv).await?.is_empty());
        Ok(())
    })
    .await
}

#[tokio::test]
async fn a_real_company_goes_round_and_is_the_same() -> anyhow::Result<()> {
    let Some(path) = maven::files() else { return Ok(()) };
    on_each_engine(async |from| {
        let elsewhere = tempfile::tempdir()?;
        let rejected = Some(elsewhere.path().to_owned());
        run(&from, &ImportSettings { path: path.clone(), rejected }, |_| {}).await?;
        goes_round(&from, Format::Csv).await
    })
    .await
}

#[tokio::test]
async fn no_secret_leaves_and_nothing_is_written_over() -> anyhow::Result<()> {
    on_each_engine(async |from| {
        small_demo(&from).await?;
        let folder = tempfile::tempdir()?;
        let path = folder.path().join("all");
        export(&from, &path, Format::Csv, |_| {}).await?;
        for (name, bytes) in content(&path)? {
            let text = String::from_utf8(bytes)?;
            assert!(!text.contains("password_hash") && !text.contains("$argon2"), "{name}");
        }
        let again = export(&from, &path, Format::Csv, |_| {}).await;
        assert!(matches!(again, Err(ServiceError::Invalid(_))), "{again:?}");
        let (one, two) = (folder.path().join("1.xlsx"), folder.path().join("2.xlsx"));
        export(&from, &one, Format::Xlsx, |_| {}).await?;
        export(&from, &two, Format::Xlsx, |_| {}).await?;
        assert!(fs::read(&one)? == fs::read(&two)?, "two workbooks of one state differ");
        Ok(())
    })
    .await
}

#[tokio::test]
async fn a_file_that_was_changed_brings_nothing() -> anyhow::Result<()> {
    on_each_engine(async |from| {
        let folder = tempfile::tempdir()?;
        let path = folder.path().join("all");
        small_demo(&from).await?;
        export(&from, &path, Format::Csv, |_| {}).await?;
        let leads = path.join("lead.csv");
        let whole = fs::read_to_string(&leads)?;
        let cut = whole.lines().take(9).collect::<Vec<_>>().join("\n");
        let wrong = whole.replacen(",new,", ",newish,", 1);
        in_each_place(async |place| {
            let into = ctx(Db::open(&place).await?);
            let empty = folder.path().join(format!("{:?}.gz", into.db().engine()));
            let before = backup::backup(&into, &empty, |_| {}).await?;
            fs::remove_file(&empty)?;
            for broken in [&cut, &wrong] {
                fs::write(&leads, broken)?;
                assert!(bring(&into, &path, |_| {}).await.is_err());
                assert_eq!(backup::compare(into.db(), &before).await?, []);
            }
            into.db().close().await;
            Ok(())
        })
        .await
    })
    .await
}
