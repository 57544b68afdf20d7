//! Kept what-ifs of the forecast.

use domain::access::{Role, Scope};
use domain::calendar::Span;
use domain::forecast::{LeverSteps, Scenario, Step};
use domain::ids::{ScenarioId, UserId};
use store::StoreError;
use store::forecast_scenarios as scenarios;

use crate::making::{monday, somebody};
use crate::support::on_each_engine;

fn scenario(user_id: UserId, name: &str, percent: i32) -> Scenario {
    let (win_rate, cycle) = (Step::new(percent), Step::new(-percent / 2));
    let steps = LeverSteps { win_rate, cycle, ..LeverSteps::default() };
    let starts_on = chrono::NaiveDate::from_ymd_opt(2026, 10, 1).unwrap_or_default();
    Scenario {
        id: ScenarioId(0),
        user_id,
        name: name.to_owned(),
        span: Span::Quarter,
        starts_on,
        steps,
    }
}

#[tokio::test]
async fn a_scenario_keeps_its_digits_and_its_name_is_ones_own() -> anyhow::Result<()> {
    on_each_engine(async |db| {
        let mut tx = db.write().await?;
        let ana = somebody(&mut tx, "Ana", Role::Rep, None).await?;
        let ben = somebody(&mut tx, "Ben", Role::Rep, None).await?;
        let mut bold = scenario(ana, "Bold", -50);
        bold.id = scenarios::insert(&mut tx, &bold, monday()).await?;
        scenarios::insert(&mut tx, &scenario(ben, "Bold", 10), monday()).await?;
        let year = Scenario { span: Span::Year, ..scenario(ana, "Bold", 5) };
        let year_id = scenarios::insert(&mut tx, &year, monday()).await?;
        tx.commit().await?;

        let mut tx = db.write().await?;
        let kept = scenarios::get(&mut tx, ana, bold.id).await?;
        assert_eq!((kept.record, kept.version), (bold.clone(), 1));
        let all = scenarios::own(&mut tx, ana).await?;
        assert_eq!(all.len(), 2);
        assert!(all.iter().any(|kept| kept.record.period() == year.period()));
        let hers = scenarios::get(&mut tx, ben, bold.id).await;
        assert!(matches!(hers, Err(StoreError::NotFound)), "{hers:?}");
        let hidden = scenarios::many(&mut tx, &Scope::Mine(ben), &[bold.id.get()]).await?;
        assert!(hidden.is_empty());
        let both = [bold.id.get(), year_id.get()];
        assert_eq!(scenarios::many(&mut tx, &Scope::Everything, &both).await?.len(), 2);
        drop(tx);

        let mut tx = db.write().await?;
        let twice = scenarios::insert(&mut tx, &scenario(ana, "Bold", 0), monday()).await;
        assert!(matches!(twice, Err(StoreError::Unique { .. })), "{twice:?}");
        Ok(())
    })
    .await
}

#[tokio::test]
async fn the_trash_leaves_a_name_free_and_gives_back_only_what_fits() -> anyhow::Result<()> {
    on_each_engine(async |db| {
        let mut tx = db.write().await?;
        let ana = somebody(&mut tx, "Ana", Role::Rep, None).await?;
        let first = scenarios::insert(&mut tx, &scenario(ana, "Bold", 10), monday()).await?;
        scenarios::set_deleted(&mut tx, first, true, monday()).await?;
        let again = scenarios::set_deleted(&mut tx, first, true, monday()).await;
        assert!(matches!(again, Err(StoreError::NotFound)), "{again:?}");
        let gone = scenarios::rename(&mut tx, first, "Bolder", monday()).await;
        assert!(matches!(gone, Err(StoreError::NotFound)), "{gone:?}");
        let second = scenarios::insert(&mut tx, &scenario(ana, "Bold", 20), monday()).await?;
        scenarios::rename(&mut tx, second, "Bolder", monday()).await?;
        scenarios::set_deleted(&mut tx, first, false, monday()).await?;
        tx.commit().await?;

        let mut tx = db.write().await?;
        let names: Vec<_> = scenarios::own(&mut tx, ana)
            .await?
            .into_iter()
            .map(|kept| (kept.record.name, kept.version))
            .collect();
        assert_eq!(names, [("Bold".to_owned(), 3), ("Bolder".to_owned(), 2)]);
        let taken = scenarios::rename(&mut tx, second, "Bold", monday()).await;
        assert!(matches!(taken, Err(StoreError::Unique { .. })), "{taken:?}");
        Ok(())
    })
    .await
}
