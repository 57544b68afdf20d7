//! Pipelines as administrators define them: their stages, what the journal says of them, and how two of them differ.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::format;
use crate::forms::ConflictField;
use crate::guards::Guard;
use crate::ids::{PipelineId, StageId};
use crate::money::Cents;
use crate::opportunity::{Stage, StageKind};
use crate::ratio::Ratio;

/// A pipeline in a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PipelineRow {
    /// The pipeline.
    pub id: PipelineId,
    /// Its name.
    pub name: String,
    /// New deals begin here.
    pub is_default: bool,
    /// It is out of use.
    pub is_retired: bool,
    /// For the check against lost updates; counts its versions.
    pub version: i64,
    /// Its stages in order.
    pub stages: Vec<String>,
    /// Open deals in it.
    pub deals: i64,
    /// What they are worth.
    pub amount: Cents,
}

/// A stage with what stands in it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StageRow {
    /// The stage.
    pub stage: Stage,
    /// Open deals in it.
    pub deals: i64,
}

/// What a pipeline looked like from a moment on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PipelineVersion {
    /// Counts from 1.
    pub version: i64,
    /// Since when.
    pub from_at: DateTime<Utc>,
    /// The names of its stages in order.
    pub stages: Vec<String>,
}

/// Everything on a pipeline's page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PipelinePage {
    /// The pipeline.
    pub row: PipelineRow,
    /// Its stages in order; those out of use only while deals stand in them.
    pub stages: Vec<StageRow>,
    /// Its versions, newest first.
    pub versions: Vec<PipelineVersion>,
}

/// A stage as the journal tells it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StageFace {
    /// Its name.
    pub name: String,
    /// Its place.
    pub position: i64,
    /// What being in it means.
    pub kind: StageKind,
    /// P(won) of a deal of which nothing but the stage is known.
    pub default_probability: Ratio,
    /// Days that won deals usually spend here.
    pub normal_dwell_days: i64,
    /// What must be so before a deal comes here.
    pub entry_criteria: Vec<String>,
    /// What must be so before a deal goes on.
    pub exit_criteria: Vec<String>,
    /// What is checked before a deal goes on.
    pub guards: Vec<Guard>,
}

/// A pipeline as the journal tells it: a field for each stage it ever had, so that two edits of different stages do not
/// stand in each other's way. A stage that is out of use is null.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PipelineFace {
    /// Its name.
    pub name: String,
    /// New deals begin here.
    pub is_default: bool,
    /// By `stage_<id>`.
    #[serde(flatten)]
    pub stages: BTreeMap<String, Option<StageFace>>,
}

/// The field of a stage in [`PipelineFace`].
#[must_use]
pub fn stage_field(id: StageId) -> String {
    format!("stage_{id}")
}

impl PipelineFace {
    /// A pipeline with every stage it ever had.
    #[must_use]
    pub fn of(name: &str, is_default: bool, stages: &[Stage]) -> Self {
        let face = |stage: &Stage| {
            (stage_field(stage.id), (!stage.is_retired).then(|| StageFace::of(stage)))
        };
        Self { name: name.to_owned(), is_default, stages: stages.iter().map(face).collect() }
    }

    /// The stages it tells of, over those that are known.
    #[must_use]
    pub fn stages_over(&self, known: &[Stage]) -> Vec<Stage> {
        let told = |stage: &Stage| match self.stages.get(&stage_field(stage.id)) {
            Some(Some(face)) => face.clone().over(stage),
            Some(None) => Stage { is_retired: true, ..stage.clone() },
            None => stage.clone(),
        };
        known.iter().map(told).collect()
    }

    /// Where this says something else than what is saved by now.
    #[must_use]
    pub fn conflicts(&self, saved: &Self) -> Vec<ConflictField> {
        let mut fields = Vec::new();
        let mut compare = |field: &str, yours: String, theirs: String| {
            if yours != theirs {
                fields.push(ConflictField { field: field.to_owned(), yours, theirs });
            }
        };
        compare("name", self.name.clone(), saved.name.clone());
        for key in self
            .stages
            .keys()
            .chain(saved.stages.keys().filter(|key| !self.stages.contains_key(*key)))
        {
            let (yours, theirs) = (self.stage(key), saved.stage(key));
            let name = theirs.or(yours).map_or("", |stage| &stage.name);
            let said = |stage: Option<&StageFace>| {
                stage.map_or_else(|| "not there".to_owned(), StageFace::in_words)
            };
            compare(name, said(yours), said(theirs));
        }
        fields
    }

    fn stage(&self, key: &str) -> Option<&StageFace> {
        self.stages.get(key).and_then(Option::as_ref)
    }
}

impl StageFace {
    /// The face of a stage.
    #[must_use]
    pub fn of(stage: &Stage) -> Self {
        Self {
            name: stage.name.clone(),
            position: stage.position,
            kind: stage.kind,
            default_probability: stage.default_probability,
            normal_dwell_days: stage.normal_dwell_days,
            entry_criteria: stage.entry_criteria.clone(),
            exit_criteria: stage.exit_criteria.clone(),
            guards: stage.guards.clone(),
        }
    }

    fn over(self, stage: &Stage) -> Stage {
        Stage {
            id: stage.id,
            pipeline_id: stage.pipeline_id,
            position: self.position,
            name: self.name,
            kind: self.kind,
            default_probability: self.default_probability,
            normal_dwell_days: self.normal_dwell_days,
            entry_criteria: self.entry_criteria,
            exit_criteria: self.exit_criteria,
            guards: self.guards,
            is_retired: false,
        }
    }

    /// "Proposal, 3rd, 50 %, 21 days, checks: Amount set".
    #[must_use]
    pub fn in_words(&self) -> String {
        let checks: Vec<&str> = self.guards.iter().map(|guard| guard.label()).collect();
        let mut text = format!(
            "{}, place {}, {}, {}",
            self.name,
            self.position,
            format::percent(self.default_probability),
            format::days(self.normal_dwell_days)
        );
        for (head, parts) in [
            ("in when", self.entry_criteria.join("; ")),
            ("on when", self.exit_criteria.join("; ")),
            ("checks", checks.join(", ")),
        ] {
            if !parts.is_empty() {
                text = format!("{text}, {head}: {parts}");
            }
        }
        text
    }
}
