//! Pipelines and their stages.

mod edit;

use chrono::{DateTime, Utc};
use domain::guards::Guard;
use domain::ids::{PipelineId, StageId};
use domain::opportunity::{Stage, StageKind};
use domain::ratio::Ratio;
use serde::Serialize;
use sqlx::FromRow;
use sqlx::types::Json;

use crate::decode::Reading;
use crate::{StoreError, StoreResult, Tx};

pub(crate) use edit::STATEMENTS as EDIT_STATEMENTS;
pub use edit::{Head, head, heads, open_deals, save, set_retired, versions};

const DEFAULT: &str = "select id from pipeline where is_default = $1 order by id limit 1";

const BY_NAME: &str = "select id from pipeline where name = $1";

const INSERT: &str = "
insert into pipeline (name, is_default, created_at) values ($1, $2, $3)
returning id";

const INSERT_STAGE: &str = "
insert into stage (pipeline_id, position, name, kind, default_probability_bp, normal_dwell_days, entry_criteria,
  exit_criteria, guards)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
returning id";

/// A stage that is out of use is still there while open deals stand in it: they came back from the trash, or by undo.
const STAGES: &str = "
select id, pipeline_id, position, name, kind, default_probability_bp, normal_dwell_days, entry_criteria, exit_criteria,
  guards, retired_at
from stage
where pipeline_id = $1 and (retired_at is null or exists (
  select 1 from opportunity where stage_id = stage.id and status = 'open' and deleted_at is null))
order by position, id";

const ALL_STAGES: &str = "
select id, pipeline_id, position, name, kind, default_probability_bp, normal_dwell_days, entry_criteria, exit_criteria,
  guards, retired_at
from stage
order by pipeline_id, position, id";

/// Every statement of this module, for the test that prepares them all.
pub(crate) const STATEMENTS: &[&str] =
    &[DEFAULT, BY_NAME, INSERT, INSERT_STAGE, STAGES, ALL_STAGES];

/// A stage to be made; its place is its place in the list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct NewStage {
    /// Its name, once in its pipeline.
    pub name: String,
    /// What being in it means.
    pub kind: StageKind,
    /// P(won) of a deal of which nothing but the stage is known.
    pub default_probability: Ratio,
    /// Days that won deals usually spend here; at least 1.
    pub normal_dwell_days: i64,
    /// What must be so before a deal comes here.
    pub entry_criteria: Vec<String>,
    /// What must be so before a deal goes on.
    pub exit_criteria: Vec<String>,
    /// What is checked before a deal goes on.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub guards: Vec<Guard>,
}

impl NewStage {
    /// An open stage without criteria.
    #[must_use]
    pub fn open(name: &str, default_percent: i32, normal_dwell_days: i64) -> Self {
        Self {
            name: name.to_owned(),
            kind: StageKind::Open,
            default_probability: Ratio::from_bp(default_percent * 100),
            normal_dwell_days,
            entry_criteria: Vec::new(),
            exit_criteria: Vec::new(),
            guards: Vec::new(),
        }
    }

    /// The same as another stage.
    #[must_use]
    pub fn like(stage: &Stage) -> Self {
        Self {
            name: stage.name.clone(),
            kind: stage.kind,
            default_probability: stage.default_probability,
            normal_dwell_days: stage.normal_dwell_days,
            entry_criteria: stage.entry_criteria.clone(),
            exit_criteria: stage.exit_criteria.clone(),
            guards: stage.guards.clone(),
        }
    }

    /// The stage of deals that are won.
    #[must_use]
    pub fn won(name: &str) -> Self {
        Self { kind: StageKind::Won, ..Self::open(name, 100, 1) }
    }

    /// The stage of deals that are lost.
    #[must_use]
    pub fn lost(name: &str) -> Self {
        Self { kind: StageKind::Lost, ..Self::open(name, 0, 1) }
    }

    fn entered_when(self, criteria: &[&str]) -> Self {
        Self { entry_criteria: criteria.iter().map(|text| (*text).to_owned()).collect(), ..self }
    }

    fn left_when(self, criteria: &[&str]) -> Self {
        Self { exit_criteria: criteria.iter().map(|text| (*text).to_owned()).collect(), ..self }
    }
}

/// The stages an installation starts with.
fn usual_stages() -> Vec<NewStage> {
    vec![
        NewStage::open("Discovery", 10, 14)
            .entered_when(&["Somebody on their side wants to talk"])
            .left_when(&["Their problem is known in their own words", "We know who decides"]),
        NewStage::open("Qualification", 25, 14)
            .entered_when(&["There is a problem that we solve"])
            .left_when(&["There is a budget", "There is a date by which they decide"]),
        NewStage::open("Proposal", 50, 21)
            .entered_when(&["Need, budget, decider and date are known"])
            .left_when(&["They have read the proposal and answered it"]),
        NewStage::open("Negotiation", 75, 14)
            .entered_when(&["They want it, terms are open"])
            .left_when(&["Both sides have agreed on the terms"]),
        NewStage::won("Closed won").entered_when(&["The order is signed"]),
        NewStage::lost("Closed lost")
            .entered_when(&["They said no, or we did; the reason is known"]),
    ]
}

/// The default pipeline; made with the usual stages when there is none.
///
/// # Errors
/// When the database refuses.
pub async fn ensure_default(tx: &mut Tx, now: DateTime<Utc>) -> StoreResult<PipelineId> {
    match default(tx).await? {
        Some(id) => Ok(id),
        None => insert(tx, "Sales", true, &usual_stages(), now).await,
    }
}

/// The pipeline new deals go into.
///
/// # Errors
/// When the database refuses.
pub async fn default(tx: &mut Tx) -> StoreResult<Option<PipelineId>> {
    let id: Option<i64> =
        on!(tx, c => sqlx::query_scalar(DEFAULT).bind(true).fetch_optional(c).await)?;
    Ok(id.map(PipelineId))
}

/// The pipeline of this name.
///
/// # Errors
/// When the database refuses.
pub async fn find_by_name(tx: &mut Tx, name: &str) -> StoreResult<Option<PipelineId>> {
    let id: Option<i64> =
        on!(tx, c => sqlx::query_scalar(BY_NAME).bind(name).fetch_optional(c).await)?;
    Ok(id.map(PipelineId))
}

/// Makes a pipeline with its stages in this order, and its first version.
///
/// # Errors
/// When the name is taken.
pub async fn insert(
    tx: &mut Tx,
    name: &str,
    is_default: bool,
    stages: &[NewStage],
    now: DateTime<Utc>,
) -> StoreResult<PipelineId> {
    let id: i64 = on!(tx, c => sqlx::query_scalar(INSERT)
        .bind(name)
        .bind(is_default)
        .bind(now)
        .fetch_one(c)
        .await)?;
    let id = PipelineId(id);
    for (position, stage) in (1_i64..).zip(stages) {
        insert_stage(tx, id, position, stage).await?;
    }
    edit::insert_version(tx, id, 1, stages, now).await?;
    Ok(id)
}

/// Adds a stage.
async fn insert_stage(
    tx: &mut Tx,
    pipeline: PipelineId,
    position: i64,
    stage: &NewStage,
) -> StoreResult<StageId> {
    let id: i64 = on!(tx, c => sqlx::query_scalar(INSERT_STAGE)
        .bind(pipeline.get())
        .bind(position)
        .bind(&stage.name)
        .bind(stage.kind.as_str())
        .bind(i64::from(stage.default_probability.bp()))
        .bind(stage.normal_dwell_days)
        .bind(Json(&stage.entry_criteria))
        .bind(Json(&stage.exit_criteria))
        .bind(Json(&stage.guards))
        .fetch_one(c)
        .await)?;
    Ok(StageId(id))
}

#[derive(FromRow)]
struct StageRow {
    id: i64,
    pipeline_id: i64,
    position: i64,
    name: String,
    kind: String,
    default_probability_bp: i64,
    normal_dwell_days: i64,
    entry_criteria: Json<Vec<String>>,
    exit_criteria: Json<Vec<String>>,
    guards: Json<Vec<Guard>>,
    retired_at: Option<DateTime<Utc>>,
}

impl TryFrom<StageRow> for Stage {
    type Error = StoreError;

    fn try_from(row: StageRow) -> StoreResult<Self> {
        let reading = Reading { table: "stage", id: row.id };
        Ok(Self {
            id: StageId(row.id),
            pipeline_id: PipelineId(row.pipeline_id),
            position: row.position,
            kind: reading.word("kind", &row.kind)?,
            default_probability: reading
                .ratio("default_probability_bp", row.default_probability_bp)?,
            normal_dwell_days: row.normal_dwell_days,
            entry_criteria: row.entry_criteria.0,
            exit_criteria: row.exit_criteria.0,
            guards: row.guards.0,
            is_retired: row.retired_at.is_some(),
            name: row.name,
        })
    }
}

/// A pipeline's stages in order.
///
/// # Errors
/// When a stored value is unknown to this version.
pub async fn stages(tx: &mut Tx, pipeline: PipelineId) -> StoreResult<Vec<Stage>> {
    let rows: Vec<StageRow> =
        on!(tx, c => sqlx::query_as(STAGES).bind(pipeline.get()).fetch_all(c).await)?;
    rows.into_iter().map(Stage::try_from).collect()
}

/// The stages of every pipeline, in order.
///
/// # Errors
/// When a stored value is unknown to this version.
pub async fn all_stages(tx: &mut Tx) -> StoreResult<Vec<Stage>> {
    let rows: Vec<StageRow> = on!(tx, c => sqlx::query_as(ALL_STAGES).fetch_all(c).await)?;
    rows.into_iter().map(Stage::try_from).collect()
}
