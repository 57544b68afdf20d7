//! How good the models are, as a file: a row for each way of telling a chance, of each version.

use domain::access::Action;
use domain::models::{ModelCard, ModelKind};
use store::models;

use super::field::Field;
use super::lists::List;
use super::{Download, Format, download};
use crate::{Ctx, ServiceResult};

/// More versions than are kept.
const VERSIONS: i64 = 1_000;

/// The figures of every version that is kept, the newest first.
///
/// # Errors
/// `Forbidden` by role.
pub async fn models(ctx: &Ctx, format: Format) -> ServiceResult<Download> {
    ctx.require(Action::ReadTeamForecast)?;
    ctx.require(Action::Export)?;
    let mut tx = ctx.db().read().await?;
    let mut rows = Vec::new();
    for kind in ModelKind::ALL {
        for card in models::cards(&mut tx, *kind, VERSIONS).await? {
            rows.extend(rows_of(&card));
        }
    }
    download(ctx, tx, List::Models(rows), format).await
}

/// One row for each way it was compared with, itself first; one without figures where nothing was held out.
fn rows_of(card: &ModelCard) -> Vec<Vec<Field>> {
    let begin = || {
        vec![
            card.kind.label().into(),
            Field::Int(card.version),
            card.trained_at.into(),
            if card.is_used { "yes" } else { "no" }.into(),
            Field::Int(card.cases),
            Field::Int(card.positives),
            Field::Int(i64::try_from(card.measured.cases).unwrap_or(i64::MAX)),
        ]
    };
    if card.measured.compared.is_empty() {
        let nothing = (0..6).map(|_| Field::Empty);
        return vec![begin().into_iter().chain(nothing).collect()];
    }
    let ways = card.measured.compared.iter().map(|way| {
        let figures = way.metrics;
        let figures =
            [figures.auc, figures.log_loss, figures.brier, figures.ece, figures.lift_top_tenth];
        let name = std::iter::once(way.name.clone().into());
        begin().into_iter().chain(name).chain(figures.map(Field::Real)).collect()
    });
    ways.collect()
}
