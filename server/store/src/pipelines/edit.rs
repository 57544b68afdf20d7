//! Changing pipelines. A stage is taken out of use, never deleted: deals, versions and reports of old refer to it.

use chrono::{DateTime, Utc};
use domain::ids::{PipelineId, StageId};
use domain::opportunity::Stage;
use domain::pipeline::PipelineVersion;
use sqlx::FromRow;
use sqlx::types::Json;

use super::{NewStage, insert_stage};
use crate::{StoreError, StoreResult, Tx};

const HEADS: &str = "
select id, name, is_default, version, retired_at
from pipeline
order by retired_at is not null, is_default desc, id";

const UPDATE: &str = "
update pipeline set name = $1, is_default = $2, version = version + 1 where id = $3 and version = $4";

const SET_RETIRED: &str =
    "update pipeline set retired_at = $1, version = version + 1 where id = $2";

/// Names change places without meeting each other on the way.
const STEP_ASIDE: &str =
    "update stage set name = '(' || cast(id as text) || ')' || name where pipeline_id = $1";

const UPDATE_STAGE: &str = "
update stage
set position = $1, name = $2, default_probability_bp = $3, normal_dwell_days = $4, entry_criteria = $5,
  exit_criteria = $6, guards = $7, version = version + 1,
  retired_at = case when $8 = 0 then null else coalesce(retired_at, $9) end
where id = $10";

const INSERT_VERSION: &str = "
insert into pipeline_version (pipeline_id, version, from_at, stages) values ($1, $2, $3, $4)";

const VERSIONS: &str = "
select version, from_at, stages from pipeline_version where pipeline_id = $1 order by version desc limit 50";

/// Read by the index of a board's column.
const OPEN_DEALS: &str = "
select id from opportunity
where stage_id = $1 and status = 'open' and deleted_at is null
order by amount_cents desc, id desc
limit $2";

/// Every statement of this module, for the test that prepares them all.
pub(crate) const STATEMENTS: &[&str] =
    &[HEADS, UPDATE, SET_RETIRED, STEP_ASIDE, UPDATE_STAGE, INSERT_VERSION, VERSIONS, OPEN_DEALS];

/// A pipeline without its stages.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Head {
    /// The pipeline.
    pub id: PipelineId,
    /// Its name.
    pub name: String,
    /// New deals begin here.
    pub is_default: bool,
    /// For the check against lost updates.
    pub version: i64,
    /// It is out of use.
    pub is_retired: bool,
}

#[derive(FromRow)]
struct HeadRow {
    id: i64,
    name: String,
    is_default: bool,
    version: i64,
    retired_at: Option<DateTime<Utc>>,
}

/// Every pipeline, the default one first, those out of use last.
///
/// # Errors
/// When the database refuses.
pub async fn heads(tx: &mut Tx) -> StoreResult<Vec<Head>> {
    let rows: Vec<HeadRow> = on!(tx, c => sqlx::query_as(HEADS).fetch_all(c).await)?;
    let head = |row: HeadRow| Head {
        id: PipelineId(row.id),
        name: row.name,
        is_default: row.is_default,
        version: row.version,
        is_retired: row.retired_at.is_some(),
    };
    Ok(rows.into_iter().map(head).collect())
}

/// A pipeline.
///
/// # Errors
/// `NotFound` when there is none.
pub async fn head(tx: &mut Tx, id: PipelineId) -> StoreResult<Head> {
    heads(tx).await?.into_iter().find(|head| head.id == id).ok_or(StoreError::NotFound)
}

/// Writes a pipeline with its stages as they should be, those out of use among them, and its next version. A stage with
/// the id 0 is new.
///
/// # Errors
/// `Conflict` when somebody else wrote it since `version`, `Unique` when a name is taken.
pub async fn save(
    tx: &mut Tx,
    head: &Head,
    stages: &[Stage],
    now: DateTime<Utc>,
) -> StoreResult<Vec<Stage>> {
    let written = on!(&mut *tx, c => sqlx::query(UPDATE)
        .bind(&head.name)
        .bind(head.is_default)
        .bind(head.id.get())
        .bind(head.version)
        .execute(c)
        .await
        .map(|done| done.rows_affected()))?;
    if written == 0 {
        return Err(StoreError::Conflict);
    }
    on!(&mut *tx, c => sqlx::query(STEP_ASIDE).bind(head.id.get()).execute(c).await.map(drop))?;
    let mut saved = Vec::with_capacity(stages.len());
    for stage in stages {
        let id = match stage.id {
            StageId(0) => insert_stage(tx, head.id, stage.position, &NewStage::like(stage)).await?,
            id => {
                update_stage(tx, stage, now).await?;
                id
            }
        };
        saved.push(Stage { id, ..stage.clone() });
    }
    let mut living: Vec<&Stage> = saved.iter().filter(|stage| !stage.is_retired).collect();
    living.sort_by_key(|stage| (stage.position, stage.id));
    let living: Vec<NewStage> = living.into_iter().map(NewStage::like).collect();
    insert_version(tx, head.id, head.version + 1, &living, now).await?;
    Ok(saved)
}

async fn update_stage(tx: &mut Tx, stage: &Stage, now: DateTime<Utc>) -> StoreResult<()> {
    on!(tx, c => sqlx::query(UPDATE_STAGE)
        .bind(stage.position)
        .bind(&stage.name)
        .bind(i64::from(stage.default_probability.bp()))
        .bind(stage.normal_dwell_days)
        .bind(Json(&stage.entry_criteria))
        .bind(Json(&stage.exit_criteria))
        .bind(Json(&stage.guards))
        .bind(i64::from(stage.is_retired))
        .bind(now)
        .bind(stage.id.get())
        .execute(c)
        .await
        .map(drop))?;
    Ok(())
}

/// Keeps what a pipeline looks like from now on.
pub(super) async fn insert_version(
    tx: &mut Tx,
    pipeline: PipelineId,
    version: i64,
    stages: &[NewStage],
    now: DateTime<Utc>,
) -> StoreResult<()> {
    on!(tx, c => sqlx::query(INSERT_VERSION)
        .bind(pipeline.get())
        .bind(version)
        .bind(now)
        .bind(Json(stages))
        .execute(c)
        .await
        .map(drop))?;
    Ok(())
}

/// Takes a pipeline out of use, or back into it. Its version counts on, without a picture of its stages.
///
/// # Errors
/// When the database refuses.
pub async fn set_retired(
    tx: &mut Tx,
    id: PipelineId,
    retired: bool,
    now: DateTime<Utc>,
) -> StoreResult<()> {
    on!(tx, c => sqlx::query(SET_RETIRED)
        .bind(retired.then_some(now))
        .bind(id.get())
        .execute(c)
        .await
        .map(drop))?;
    Ok(())
}

#[derive(FromRow)]
struct VersionRow {
    version: i64,
    from_at: DateTime<Utc>,
    stages: Json<Vec<Named>>,
}

#[derive(serde::Deserialize)]
struct Named {
    name: String,
}

/// The last versions of a pipeline, newest first.
///
/// # Errors
/// When the database refuses.
pub async fn versions(tx: &mut Tx, id: PipelineId) -> StoreResult<Vec<PipelineVersion>> {
    let rows: Vec<VersionRow> =
        on!(tx, c => sqlx::query_as(VERSIONS).bind(id.get()).fetch_all(c).await)?;
    let told = |row: VersionRow| PipelineVersion {
        version: row.version,
        from_at: row.from_at,
        stages: row.stages.0.into_iter().map(|stage| stage.name).collect(),
    };
    Ok(rows.into_iter().map(told).collect())
}

/// The open deals in a stage, the largest first, at most `most`.
///
/// # Errors
/// When the database refuses.
pub async fn open_deals(tx: &mut Tx, stage: StageId, most: i64) -> StoreResult<Vec<i64>> {
    Ok(on!(tx, c => sqlx::query_scalar(OPEN_DEALS)
        .bind(stage.get())
        .bind(most)
        .fetch_all(c)
        .await)?)
}
