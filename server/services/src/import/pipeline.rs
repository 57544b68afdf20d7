//! The pipeline of imported deals, with what their past says about each stage.

use domain::ids::{PipelineId, StageId};
use domain::opportunity::Stage;
use domain::ratio::Ratio;
use store::bulk::Load;
use store::imports;
use store::pipelines::{self, NewStage};

use super::rows::{DealIn, StageIn};
use crate::{ServiceError, ServiceResult};

/// Its name.
const NAME: &str = "Imported sales";
/// Days in a stage where the files tell nothing of it.
const USUAL_DAYS: i64 = 30;

/// The four stages deals of the files can be in.
#[derive(Clone, Debug)]
pub(super) struct Stages {
    prospecting: Stage,
    engaging: Stage,
    won: Stage,
    lost: Stage,
}

impl Stages {
    pub(super) const fn stage(&self, stage: StageIn) -> &Stage {
        match stage {
            StageIn::Prospecting => &self.prospecting,
            StageIn::Engaging => &self.engaging,
            StageIn::Won => &self.won,
            StageIn::Lost => &self.lost,
        }
    }

    pub(super) const fn id(&self, stage: StageIn) -> StageId {
        self.stage(stage).id
    }
}

/// The pipeline of an earlier import, or a new one. It becomes the one that boards show unless another is in use.
pub(super) async fn ensure(load: &mut Load, deals: &[&DealIn]) -> ServiceResult<Stages> {
    let known = pipelines::find_by_name(&mut load.tx, NAME).await?;
    let pipeline = if let Some(id) = known { id } else { make(load, deals).await? };
    let stages = pipelines::stages(&mut load.tx, pipeline).await?;
    let find = |name: &str| {
        stages.iter().find(|stage| stage.name == name).cloned().ok_or_else(|| {
            ServiceError::Internal(format!(
                "the pipeline \"{NAME}\" has no stage \"{name}\" any more"
            ))
        })
    };
    Ok(Stages {
        prospecting: find("Prospecting")?,
        engaging: find("Engaging")?,
        won: find("Won")?,
        lost: find("Lost")?,
    })
}

async fn make(load: &mut Load, deals: &[&DealIn]) -> ServiceResult<PipelineId> {
    let in_use = match pipelines::default(&mut load.tx).await? {
        Some(id) => imports::has_deals(&mut load.tx, id).await?,
        None => false,
    };
    let id = load.pipeline(NAME, false, &stages(deals)).await?;
    if !in_use {
        imports::make_default(&mut load.tx, id).await?;
    }
    Ok(id)
}

/// The stages with the won rate that the files show. They say nothing of deals that never got past Prospecting, so both
/// open stages start from the same rate.
fn stages(deals: &[&DealIn]) -> Vec<NewStage> {
    let count =
        |stage| i64::try_from(deals.iter().filter(|deal| deal.stage == stage).count()).unwrap_or(0);
    let (won, lost) = (count(StageIn::Won), count(StageIn::Lost));
    let rate = Ratio::of(won, won + lost).unwrap_or(Ratio::from_bp(5_000));
    let engaging =
        NewStage { default_probability: rate, ..NewStage::open("Engaging", 0, days_to_win(deals)) };
    vec![
        NewStage {
            name: "Prospecting".to_owned(),
            normal_dwell_days: USUAL_DAYS,
            ..engaging.clone()
        },
        engaging,
        NewStage::won("Won"),
        NewStage::lost("Lost"),
    ]
}

/// Median days from engagement to won.
fn days_to_win(deals: &[&DealIn]) -> i64 {
    let mut days: Vec<i64> = deals
        .iter()
        .filter(|deal| deal.stage == StageIn::Won)
        .filter_map(|deal| Some((deal.closed_on? - deal.engaged_on?).num_days()))
        .collect();
    days.sort_unstable();
    days.get(days.len() / 2).copied().unwrap_or(USUAL_DAYS).max(1)
}
