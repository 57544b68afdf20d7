//! Targets: set in a grid, spread over months, and taken back.

use std::collections::BTreeMap;

use anyhow::Context as _;
use domain::forms::SetQuotas;
use domain::quota::{QuotaFor, QuotaGrid};
use domain::undo::UndoUnit;
use services::{Ctx, ServiceError, quotas, undo};

use crate::house::House;

fn form(pairs: &[(String, &str, &str)]) -> SetQuotas {
    let map = |which: fn(&(String, &str, &str)) -> String| {
        pairs.iter().map(|pair| (pair.0.clone(), which(pair))).collect::<BTreeMap<_, _>>()
    };
    SetQuotas {
        year: 2027,
        cells: map(|(_, cell, _)| (*cell).to_owned()),
        was: map(|(.., was)| (*was).to_owned()),
    }
}

async fn grid(ctx: &Ctx) -> anyhow::Result<QuotaGrid> {
    Ok(quotas::grid(ctx, Some(2027)).await?)
}

fn cell(grid: &QuotaGrid, of: QuotaFor, quarter: usize) -> i64 {
    let line = grid.lines.iter().find(|line| line.of == of);
    line.and_then(|line| line.quarters.get(quarter)).map_or(-1, |cents| cents.get())
}

#[tokio::test]
async fn a_quarter_is_set_raised_and_taken_back() -> anyhow::Result<()> {
    House::on_each_engine(async |house| {
        let ana = QuotaFor::User(house.ana.user()?.id.get());
        let key = format!("{}-q2", ana.key());
        let first = quotas::set(&house.carla, form(&[(key.clone(), "12,000.50", "")])).await?;
        assert_eq!(cell(&grid(&house.marta).await?, ana, 1), 1_200_050);
        quotas::set(&house.marta, form(&[(key.clone(), "15000", "12000.50")])).await?;
        assert_eq!(cell(&grid(&house.carla).await?, ana, 1), 1_500_000);

        let stale = quotas::set(&house.carla, form(&[(key.clone(), "9000", "12000.50")])).await;
        let Err(ServiceError::Conflict(fields)) = stale else { anyhow::bail!("{stale:?}") };
        let field = fields.first().context("a field")?;
        assert_eq!((field.yours.as_str(), field.theirs.as_str()), ("9,000", "15,000"));

        let last = quotas::set(&house.carla, form(&[(key.clone(), "", "15000")])).await?;
        assert_eq!(cell(&grid(&house.carla).await?, ana, 1), 0);
        undo::undo(&house.carla, UndoUnit::plain(last.unit)).await?;
        assert_eq!(cell(&grid(&house.carla).await?, ana, 1), 1_500_000);
        let page = undo::page(&house.carla, first.unit).await?;
        assert!(!page.preview.clashes.is_empty(), "somebody raised it since");
        Ok(())
    })
    .await
}

#[tokio::test]
async fn a_manager_sets_targets_of_their_own_people_only() -> anyhow::Result<()> {
    House::on_each_engine(async |house| {
        let seen = grid(&house.marta).await?;
        let zack = QuotaFor::User(house.zack.user()?.id.get());
        assert!(seen.lines.iter().all(|line| line.of != zack && line.of != QuotaFor::Company));
        let refused =
            quotas::set(&house.marta, form(&[(format!("{}-q1", zack.key()), "5", "")])).await;
        assert!(matches!(refused, Err(ServiceError::Invalid(_))), "{refused:?}");
        let all = grid(&house.carla).await?;
        assert!(all.lines.iter().any(|line| line.of == zack));
        assert!(all.lines.first().is_some_and(|line| line.of == QuotaFor::Company));
        Ok(())
    })
    .await
}
