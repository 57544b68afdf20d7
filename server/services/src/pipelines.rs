//! The pipeline deals go through until somebody defines others.

use std::collections::BTreeMap;

use domain::ids::PipelineId;
use domain::journal::Entity;
use store::pipelines;

use crate::{ServiceResult, Work};

/// The default pipeline; made with the usual stages, and journalled, when there is none.
///
/// # Errors
/// When the database refuses.
pub(crate) async fn ensure_default(work: &mut Work<'_>) -> ServiceResult<PipelineId> {
    if let Some(id) = pipelines::default(&mut work.tx).await? {
        return Ok(id);
    }
    let now = work.now();
    let id = pipelines::ensure_default(&mut work.tx, now).await?;
    let stages = pipelines::stages(&mut work.tx, id).await?;
    let names: Vec<String> = stages.into_iter().map(|stage| stage.name).collect();
    work.created(Entity::Pipeline, id.get(), &BTreeMap::from([("stages", names)])).await?;
    Ok(id)
}
