//! Forms about pipelines and their stages.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{FieldErrors, LINE, optional, quoted, required};
use crate::guards::Guard;
use crate::ids::{PipelineId, StageId};
use crate::opportunity::{Stage, StageKind};
use crate::ratio::Ratio;

/// The most stages a pipeline has.
pub const MOST_STAGES: usize = 20;

/// A new pipeline with the stages of another.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct NewPipeline {
    /// Its name.
    pub name: String,
    /// The pipeline whose stages it begins with.
    pub like: String,
}

impl NewPipeline {
    /// # Errors
    /// A name that is missing or too long, a pipeline that is none.
    pub fn check(&self) -> Result<(String, Option<PipelineId>), FieldErrors> {
        let mut errors = FieldErrors::default();
        let name = required(&mut errors, "name", &self.name, LINE);
        let like = super::id(&mut errors, "like", &self.like);
        errors.into_result().map(|()| (name, like))
    }
}

/// A stage as it is typed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct StageFields {
    /// Its place in the order.
    pub place: String,
    /// Its name; a new stage without one is none.
    pub name: String,
    /// Percent.
    pub chance: String,
    /// Days.
    pub days: String,
    /// A criterion a line.
    pub entry: String,
    /// A criterion a line.
    pub exit: String,
    /// Checks by their word.
    pub checks: BTreeMap<String, String>,
    /// Whether it goes.
    pub remove: String,
    /// Where the deals in it go then.
    pub to: String,
}

/// A pipeline as it is typed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct EditPipeline {
    /// Which.
    pub id: i64,
    /// The version the page showed.
    pub version: i64,
    /// Its name.
    pub name: String,
    /// Whether new deals begin here.
    pub starts_here: String,
    /// By the stage's id, and `new`.
    pub stages: BTreeMap<String, StageFields>,
}

/// A pipeline, checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CheckedPipeline {
    /// Its name.
    pub name: String,
    /// Whether new deals begin here.
    pub starts_here: bool,
    /// Its stages in order; a new one has the id 0.
    pub stages: Vec<Stage>,
    /// What goes, and where the deals in it go.
    pub removed: Vec<(StageId, Option<StageId>)>,
}

impl EditPipeline {
    /// The stages as they should be, over those that are known.
    ///
    /// # Errors
    /// Every field that is missing or wrong, by the stage's key: `12-days`; a pipeline without a stage for deals that
    /// are won, lost or open.
    pub fn check(&self, known: &[Stage]) -> Result<CheckedPipeline, FieldErrors> {
        let mut errors = FieldErrors::default();
        let name = required(&mut errors, "name", &self.name, LINE);
        let (mut stages, mut removed) = (Vec::new(), Vec::new());
        for (key, fields) in &self.stages {
            let stage = known.iter().find(|stage| stage.id.to_string() == *key);
            if stage.is_none() && (key != "new" || fields.name.trim().is_empty()) {
                continue;
            }
            match stage {
                Some(stage) if !fields.remove.is_empty() => {
                    removed
                        .push((stage.id, super::id(&mut errors, &format!("{key}-to"), &fields.to)));
                }
                _ => {
                    let place = whole(&mut errors, &format!("{key}-place"), &fields.place, 0, 999);
                    stages
                        .push((place, fields.stage(key, stage, PipelineId(self.id), &mut errors)));
                }
            }
        }
        // What the form does not speak of stays where it was.
        let is_told = |stage: &&Stage| !self.stages.contains_key(&stage.id.to_string());
        let untold = known.iter().filter(|stage| !stage.is_retired).filter(is_told);
        stages.extend(untold.map(|stage| (stage.position, stage.clone())));
        // Deals end in the last stages, whatever place was typed.
        let end = |stage: &Stage| match stage.kind {
            StageKind::Open => 0,
            StageKind::Won => 1,
            StageKind::Lost => 2,
        };
        // Who comes to a place from below, or anew, stands before who is there; who comes from above stands behind.
        let side = |place: i64, stage: &Stage| (place - stage.position).signum();
        stages.sort_by_key(|(place, stage)| {
            (end(stage), *place, side(*place, stage), stage.position, stage.id)
        });
        let stages: Vec<Stage> = (1_i64..)
            .zip(stages)
            .map(|(position, (_, stage))| Stage { position, ..stage })
            .collect();
        whole_pipeline(&mut errors, &stages);
        leads_somewhere(&mut errors, &removed, &stages);
        errors.into_result()?;
        Ok(CheckedPipeline { name, starts_here: !self.starts_here.is_empty(), stages, removed })
    }
}

/// A pipeline has stages for what is open, won and lost, and each has a name of its own.
fn whole_pipeline(errors: &mut FieldErrors, stages: &[Stage]) {
    let count = |kind| stages.iter().filter(|stage| stage.kind == kind).count();
    if count(StageKind::Won) != 1 {
        errors
            .add("form", "A pipeline needs a stage for deals that are won: keep it, or rename it.");
    }
    if count(StageKind::Lost) != 1 {
        errors.add(
            "form",
            "A pipeline needs a stage for deals that are lost: keep it, or rename it.",
        );
    }
    if count(StageKind::Open) == 0 {
        errors.add("form", "A pipeline needs a stage for open deals: keep one, or add one.");
    }
    if stages.len() > MOST_STAGES {
        errors.add("form", format!("A pipeline has at most {MOST_STAGES} stages: remove some."));
    }
    for (place, stage) in stages.iter().enumerate() {
        let same = |other: &&Stage| other.name.to_lowercase() == stage.name.to_lowercase();
        if !stage.name.is_empty() && stages.iter().take(place).any(|other| same(&other)) {
            let key = if stage.id == StageId(0) { "new".to_owned() } else { stage.id.to_string() };
            let message =
                format!("Two stages are named {}: choose another name.", quoted(&stage.name));
            errors.add(&format!("{key}-name"), message);
        }
    }
}

/// Deals go to an open stage that stays.
fn leads_somewhere(
    errors: &mut FieldErrors,
    removed: &[(StageId, Option<StageId>)],
    stages: &[Stage],
) {
    for (gone, to) in removed {
        let Some(to) = to else { continue };
        let stays = stages.iter().any(|stage| stage.id == *to && stage.kind == StageKind::Open);
        if !stays {
            errors.add(&format!("{gone}-to"), "Choose an open stage that stays.");
        }
    }
}

impl StageFields {
    fn stage(
        &self,
        key: &str,
        known: Option<&Stage>,
        pipeline_id: PipelineId,
        errors: &mut FieldErrors,
    ) -> Stage {
        let field = |name: &str| format!("{key}-{name}");
        let kind = known.map_or(StageKind::Open, |stage| stage.kind);
        let default_probability = match kind {
            StageKind::Open => {
                let percent = whole(errors, &field("chance"), &self.chance, 0, 100);
                Ratio::from_bp(i32::try_from(percent).unwrap_or_default() * 100)
            }
            StageKind::Won => Ratio::ONE,
            StageKind::Lost => Ratio::ZERO,
        };
        let normal_dwell_days = match kind {
            StageKind::Open => whole(errors, &field("days"), &self.days, 1, 3_650),
            StageKind::Won | StageKind::Lost => 1,
        };
        let guards = Guard::ALL.iter().copied();
        Stage {
            id: known.map_or(StageId(0), |stage| stage.id),
            pipeline_id,
            position: known.map_or(i64::MAX, |stage| stage.position),
            name: required(errors, &field("name"), &self.name, LINE),
            kind,
            default_probability,
            normal_dwell_days,
            entry_criteria: lines(errors, &field("entry"), &self.entry),
            exit_criteria: lines(errors, &field("exit"), &self.exit),
            guards: guards
                .filter(|guard| kind == StageKind::Open && self.checks.contains_key(guard.as_str()))
                .collect(),
            is_retired: false,
        }
    }
}

/// A text for each line that says something.
fn lines(errors: &mut FieldErrors, field: &str, text: &str) -> Vec<String> {
    text.lines().filter_map(|line| optional(errors, field, line, LINE)).collect()
}

/// A whole number within bounds; the lower one when it is none.
fn whole(errors: &mut FieldErrors, field: &str, text: &str, least: i64, most: i64) -> i64 {
    let number = text.trim().parse::<i64>().ok().filter(|number| (least..=most).contains(number));
    if number.is_none() {
        let said = quoted(text.trim());
        errors.add(field, format!("Write a whole number from {least} to {most}; {said} is none."));
    }
    number.unwrap_or(least)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stage(id: i64, kind: StageKind) -> Stage {
        Stage {
            id: StageId(id),
            pipeline_id: PipelineId(1),
            position: id,
            name: format!("Stage {id}"),
            kind,
            default_probability: Ratio::from_bp(2_000),
            normal_dwell_days: 10,
            entry_criteria: Vec::new(),
            exit_criteria: Vec::new(),
            guards: Vec::new(),
            is_retired: false,
        }
    }

    fn known() -> Vec<Stage> {
        vec![
            stage(1, StageKind::Open),
            stage(2, StageKind::Open),
            stage(3, StageKind::Won),
            stage(4, StageKind::Lost),
        ]
    }

    fn typed(place: &str, name: &str) -> StageFields {
        StageFields {
            place: place.to_owned(),
            name: name.to_owned(),
            chance: "30".to_owned(),
            days: "7".to_owned(),
            ..StageFields::default()
        }
    }

    fn form(stages: &[(&str, StageFields)]) -> EditPipeline {
        EditPipeline {
            id: 1,
            version: 1,
            name: "Sales".to_owned(),
            stages: stages
                .iter()
                .map(|(key, fields)| ((*key).to_owned(), fields.clone()))
                .collect(),
            ..EditPipeline::default()
        }
    }

    #[test]
    fn stages_stand_in_the_order_of_their_places_and_the_ends_stay_last() {
        let form = form(&[("1", typed("9", "Late")), ("new", typed("1", "First"))]);
        let checked = form.check(&known()).unwrap();
        let names: Vec<&str> = checked.stages.iter().map(|stage| stage.name.as_str()).collect();
        assert_eq!(names, ["First", "Stage 2", "Late", "Stage 3", "Stage 4"]);
        assert_eq!(checked.stages.iter().map(|stage| stage.position).sum::<i64>(), 15);
    }

    #[test]
    fn a_pipeline_keeps_a_stage_for_won_deals_and_names_are_its_own() {
        let gone = StageFields { remove: "true".to_owned(), ..typed("3", "Stage 3") };
        let refused = form(&[("3", gone)]).check(&known()).unwrap_err();
        assert!(refused.get("form").unwrap().contains("won"));
        let refused = form(&[("1", typed("1", "stage 2"))]).check(&known()).unwrap_err();
        assert!(refused.get("2-name").or(refused.get("1-name")).unwrap().contains("Two stages"));
        let nonsense = StageFields { chance: "140".to_owned(), ..typed("1", "A") };
        let refused = form(&[("1", nonsense)]).check(&known()).unwrap_err();
        assert!(refused.get("1-chance").unwrap().contains("140"));
    }

    #[test]
    fn deals_of_a_removed_stage_go_to_one_that_stays() {
        let gone = |to: &str| StageFields {
            remove: "true".to_owned(),
            to: to.to_owned(),
            ..typed("1", "x")
        };
        assert_eq!(
            form(&[("1", gone("2"))]).check(&known()).unwrap().removed,
            [(StageId(1), Some(StageId(2)))]
        );
        assert!(form(&[("1", gone("1"))]).check(&known()).unwrap_err().get("1-to").is_some());
        assert!(form(&[("1", gone("3"))]).check(&known()).unwrap_err().get("1-to").is_some());
    }
}
