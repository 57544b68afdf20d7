//! Learned models: kept version by version, one of each kind in use.

use chrono::{DateTime, Utc};
use domain::models::{Measured, Method, ModelCard, ModelKind};
use store::models;

use crate::support::on_each_engine;

fn card(kind: ModelKind, is_used: bool) -> ModelCard {
    ModelCard {
        kind,
        version: 0,
        trained_at: DateTime::<Utc>::from_timestamp(1_795_424_400, 0).unwrap_or_default(),
        cases: 120,
        positives: 40,
        examples: 300,
        from_on: "2026-01-02".parse().ok(),
        to_on: None,
        method: Method::Learned,
        reason: "It was better".to_owned(),
        measured: Measured { notes: vec!["On little".to_owned()], ..Measured::default() },
        is_used,
    }
}

#[tokio::test]
async fn the_newest_version_that_is_used_takes_the_place_of_the_last() -> anyhow::Result<()> {
    on_each_engine(async |db| {
        let mut tx = db.write().await?;
        assert_eq!(models::in_use::<Vec<f64>>(&mut tx, ModelKind::Win).await?, None);
        assert_eq!(models::keep(&mut tx, &card(ModelKind::Win, true), &vec![1.0]).await?, 1);
        assert_eq!(models::keep(&mut tx, &card(ModelKind::Win, false), &vec![2.0]).await?, 2);
        assert_eq!(models::keep(&mut tx, &card(ModelKind::Lead, true), &"lead").await?, 1);
        assert_eq!(models::in_use(&mut tx, ModelKind::Win).await?, Some(vec![1.0]));
        assert_eq!(models::keep(&mut tx, &card(ModelKind::Win, true), &vec![3.0]).await?, 3);
        assert_eq!(models::in_use(&mut tx, ModelKind::Win).await?, Some(vec![3.0]));
        let cards = models::cards(&mut tx, ModelKind::Win, 2).await?;
        let told: Vec<(i64, bool)> =
            cards.iter().map(|card| (card.version, card.is_used)).collect();
        assert_eq!(told, [(3, true), (2, false)]);
        assert_eq!(cards[0], ModelCard { version: 3, ..card(ModelKind::Win, true) });
        for _ in 0..95 {
            models::keep(&mut tx, &card(ModelKind::Win, false), &vec![4.0]).await?;
        }
        let cards = models::cards(&mut tx, ModelKind::Win, 200).await?;
        assert_eq!(cards.last().map(|card| card.version), Some(3), "the one in use stays");
        Ok(())
    })
    .await
}
