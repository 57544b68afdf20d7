//! Scenarios of the forecast: kept, compared, renamed, deleted and taken back; each person has their own.

use domain::desk::ScenariosPage;
use domain::forecast::{LeverSteps, Step, forecast};
use domain::forms::{KeepScenario, NewDeal, RenameScenario};
use domain::journal::Done;
use domain::undo::{UndoUnit, Undone};
use services::forecasting::scenarios;
use services::{Ctx, ServiceError, deals, leads, undo};

use crate::house::{House, new_lead};

const PERIOD: &str = "2026-Q4";

fn form(name: &str, win_rate: &str) -> KeepScenario {
    KeepScenario {
        period: PERIOD.to_owned(),
        name: name.to_owned(),
        win_rate: win_rate.to_owned(),
        ..KeepScenario::default()
    }
}

async fn names(ctx: &Ctx) -> anyhow::Result<Vec<String>> {
    let page = scenarios::page(ctx, PERIOD).await?;
    Ok(page.rows.into_iter().map(|row| row.name).collect())
}

async fn take_back(ctx: &Ctx, done: &Done) -> anyhow::Result<Done> {
    match undo::undo(ctx, UndoUnit::plain(done.unit)).await? {
        Undone::Done(done) => Ok(done),
        Undone::Choose(_) => anyhow::bail!("something is to be chosen"),
    }
}

fn field<T: std::fmt::Debug>(tried: Result<T, ServiceError>, field: &str) -> String {
    match tried {
        Err(ServiceError::Invalid(errors)) => {
            errors.get(field).unwrap_or("another field").to_owned()
        }
        other => format!("not refused: {other:?}"),
    }
}

#[tokio::test]
async fn a_scenario_has_the_figures_of_a_slider_at_the_same_place() -> anyhow::Result<()> {
    House::on_each_engine(async |house| {
        let lead = leads::create(&house.ana, new_lead("Zoe")).await?;
        let deal = NewDeal {
            lead,
            name: "A course".to_owned(),
            amount: "12,000".to_owned(),
            expected_close_on: "2026-12-01".to_owned(),
        };
        deals::create(&house.ana, deal).await?;
        scenarios::keep(&house.ana, &form("Bold", "10")).await?;
        scenarios::keep(&house.ana, &form("As ever", "")).await?;

        let ScenariosPage { forecast: said, input, config, rows, .. } =
            scenarios::page(&house.ana, PERIOD).await?;
        let [bold, ever] = rows.as_slice() else { anyhow::bail!("{rows:?}") };
        let steps = LeverSteps { win_rate: Step::new(10), ..LeverSteps::default() };
        let moved = forecast(&input, &steps.levers(), &config);
        assert_eq!(bold.steps, steps);
        assert_eq!((bold.figures.mean, bold.figures.p10), (moved.mean, moved.p10));
        assert_eq!((bold.figures.p90, bold.figures.p_target), (moved.p90, moved.p_target));
        assert_eq!(Some(bold.figures.apart), moved.mean.checked_sub(said.mean));
        assert!(bold.figures.apart.get() > 0);
        assert_eq!((ever.figures.mean, ever.figures.apart.get()), (said.mean, 0));
        let next = scenarios::page(&house.ana, "2027-Q1").await?;
        assert_eq!((next.rows.len(), next.elsewhere.len()), (0, 2));
        Ok(())
    })
    .await
}

#[tokio::test]
async fn what_is_wrong_with_a_scenario_is_said_beside_the_field() -> anyhow::Result<()> {
    House::on_each_engine(async |house| {
        scenarios::keep(&house.ana, &form("Bold", "10")).await?;
        let taken = scenarios::keep(&house.ana, &form(" Bold ", "20")).await;
        assert!(field(taken, "name").contains("this name"));
        let empty = scenarios::keep(&house.ana, &form("  ", "20")).await;
        assert!(field(empty, "name").contains("name"));
        let long = scenarios::keep(&house.ana, &form(&"n".repeat(61), "20")).await;
        assert!(field(long, "name").contains("60"));
        let beyond = scenarios::keep(&house.ana, &form("Bolder", "51")).await;
        assert!(field(beyond, "form").contains("51"));
        assert_eq!(names(&house.ana).await?, ["Bold"]);

        for number in 1..20 {
            scenarios::keep(&house.ana, &form(&format!("Number {number}"), "1")).await?;
        }
        let one_more = scenarios::keep(&house.ana, &form("One more", "1")).await;
        assert!(field(one_more, "form").contains("20 scenarios"));
        Ok(())
    })
    .await
}

#[tokio::test]
async fn renaming_and_deleting_are_taken_back() -> anyhow::Result<()> {
    House::on_each_engine(async |house| {
        scenarios::keep(&house.ana, &form("Bold", "10")).await?;
        scenarios::keep(&house.ana, &form("Careful", "-10")).await?;
        let row = scenarios::page(&house.ana, PERIOD).await?.rows.remove(0);
        let rename = |name: &str, version: i64| RenameScenario {
            id: row.id,
            version,
            name: name.to_owned(),
        };
        let taken = scenarios::rename(&house.ana, &rename("Careful", row.version)).await;
        assert!(field(taken, "name").contains("this name"));
        let renamed = scenarios::rename(&house.ana, &rename("Brave", row.version)).await?;
        assert_eq!(names(&house.ana).await?, ["Brave", "Careful"]);
        let late = scenarios::rename(&house.ana, &rename("Late", row.version)).await;
        assert!(matches!(late, Err(ServiceError::Conflict(_))), "{late:?}");
        take_back(&house.ana, &renamed).await?;
        assert_eq!(names(&house.ana).await?, ["Bold", "Careful"]);

        let deleted = scenarios::delete(&house.ana, row.id).await?;
        assert_eq!(names(&house.ana).await?, ["Careful"]);
        let twice = scenarios::delete(&house.ana, row.id).await;
        assert!(matches!(twice, Err(ServiceError::NotFound)), "{twice:?}");
        let back = take_back(&house.ana, &deleted).await?;
        assert_eq!(names(&house.ana).await?, ["Bold", "Careful"]);
        let gone = take_back(&house.ana, &back).await?;
        scenarios::keep(&house.ana, &form("Bold", "30")).await?;
        let no_room = undo::undo(&house.ana, UndoUnit::plain(gone.unit)).await;
        assert!(field(no_room, "form").contains("taken the name"));
        assert_eq!(names(&house.ana).await?, ["Careful", "Bold"]);
        Ok(())
    })
    .await
}

#[tokio::test]
async fn nobody_sees_or_changes_the_scenarios_of_another() -> anyhow::Result<()> {
    House::on_each_engine(async |house| {
        scenarios::keep(&house.ana, &form("Bold", "10")).await?;
        let row = scenarios::page(&house.ana, PERIOD).await?.rows.remove(0);
        for other in [&house.ben, &house.marta, &house.carla, &house.admin, &house.zack] {
            assert!(names(other).await?.is_empty());
            let other_name =
                RenameScenario { id: row.id, version: row.version, name: "Mine".to_owned() };
            let renamed = scenarios::rename(other, &other_name).await;
            let deleted = scenarios::delete(other, row.id).await;
            for refused in [renamed, deleted] {
                assert!(matches!(refused, Err(ServiceError::NotFound)), "{refused:?}");
            }
            scenarios::keep(other, &form("Bold", "-10")).await?;
            assert_eq!(names(other).await?, ["Bold"]);
        }
        assert_eq!(names(&house.ana).await?, ["Bold"]);
        Ok(())
    })
    .await
}
