//! A whole company's deals, where the data is at hand: its folder is `RAINMAKER_DATA`, or `../shared/data` beside the
//! workspace.

use std::path::PathBuf;

use domain::access::Scope;
use domain::calendar::Period;
use domain::money::Cents;
use services::import::{ImportSettings, run};
use store::rollups::{self, Range};

use super::house::{is_sound, on_each_engine, setting};

/// The files, or a word that they are not here.
pub fn files() -> Option<PathBuf> {
    let beside = || PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data");
    let folder = setting("RAINMAKER_DATA").map_or_else(beside, PathBuf::from).join("maven_crm");
    let here = folder.join("sales_pipeline.csv").is_file();
    if !here {
        eprintln!(
            "skipped: no sales_pipeline.csv in {}; set RAINMAKER_DATA to its parent",
            folder.display()
        );
    }
    here.then_some(folder)
}

#[tokio::test]
async fn every_deal_of_a_real_company_comes_in_and_adds_up() -> anyhow::Result<()> {
    let Some(path) = files() else { return Ok(()) };
    on_each_engine(async |ctx| {
        let elsewhere = tempfile::tempdir()?;
        let settings =
            ImportSettings { path: path.clone(), rejected: Some(elsewhere.path().to_owned()) };
        let report = run(&ctx, &settings, |_| {}).await?;
        let deals = report.files.iter().find(|file| file.file == "sales_pipeline.csv");
        assert_eq!(deals.map(|file| (file.created, file.failed)), Some((8_800, 0)), "{report:#?}");
        assert_eq!((report.rows_read, report.created), (8_927, 8_927));
        assert_eq!(report.won_by_year, [(2017, Cents(1_000_553_400))]);
        is_sound(&ctx).await?;

        let year: Period = "2017".parse()?;
        let mut tx = ctx.db().read().await?;
        let won = rollups::won_between(&mut tx, &Scope::Everything, Range::from(year)).await?;
        assert_eq!(won, (Cents(1_000_553_400), 4_238));
        drop(tx);

        let again = run(&ctx, &settings, |_| {}).await?;
        assert_eq!((again.created, again.updated, again.unchanged), (0, 0, 8_927));
        Ok(())
    })
    .await
}
