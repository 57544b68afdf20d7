//! Fitting a model: everything that can be chosen is chosen on rows that were held out.

use super::baseline::base_rate;
use super::calibrate::{Line, calibrate};
use super::choose::{self, Ground, Judged, choose, is_better, mean_loss};
use super::encode::{Encoder, Grain};
use super::model::{Kind, Model, Trained};
use super::recent::level;
use super::table::Table;
use crate::num::logit;

/// What the order of the rows means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Order {
    /// Nothing: any row is like any other.
    None,
    /// Time, oldest first: the newest rows are most like those to come.
    Time,
}

/// How to learn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Settings {
    /// What the order of the rows means.
    pub order: Order,
    /// After how many rows the model will be fitted anew; `None` when that is not known.
    pub horizon: Option<usize>,
    /// Another seed deals rows out to folds in another way.
    pub seed: u64,
}

/// Fewer rows than this, or fewer of either outcome than [`FEWEST_OF_EACH`], teach the base rate only.
const FEWEST_ROWS: usize = 30;
const FEWEST_OF_EACH: usize = 8;
/// Below this many of either outcome the model says that it stands on little.
const FEW_OF_EACH: usize = 100;
/// Facts as the linear model sees them.
const COARSE: Grain = Grain { bins: 10, rare: 3 };
/// Facts as trees see them.
const FINE: Grain = Grain { bins: 32, rare: 10 };

/// Fits a model to the outcomes of `rows`; with [`Order::Time`] these are oldest first. Never fails: with too little to
/// learn from, or when nothing it learned holds on rows it did not see, the model is the base rate and says why.
#[must_use]
pub fn learn(table: &Table, outcomes: &[bool], rows: &[usize], settings: Settings) -> Model {
    let truth: Vec<bool> = rows.iter().map(|row| outcomes.get(*row) == Some(&true)).collect();
    let yes = truth.iter().filter(|yes| **yes).count();
    let fewest = yes.min(truth.len() - yes);
    let mut trained = Trained { rows: rows.len(), yes, ..Trained::default() };
    let constant = Model::constant(logit(base_rate(outcomes, rows)));
    if rows.len() < FEWEST_ROWS || fewest < FEWEST_OF_EACH {
        trained.notes.push(format!(
            "Only {} rows, {fewest} of the rarer outcome: too few to learn from, so everyone has the base rate.",
            rows.len()
        ));
        return Model { trained, ..constant };
    }
    if fewest < FEW_OF_EACH {
        trained.notes.push(format!(
            "Only {fewest} cases of the rarer outcome: the chances stand on little and are drawn to the base rate."
        ));
    }
    let (coarse, fine) = (Encoder::fit(table, rows, COARSE), Encoder::fit(table, rows, FINE));
    let (linear, trees) = (coarse.encode(table, rows), fine.encode(table, rows));
    let rounds = choose::rounds(&truth, &keys(table, rows, settings.order), settings);
    let ground =
        Ground { truth: &truth, linear: (&coarse, &linear), trees: (&fine, &trees), rounds };
    let chosen = choose(&ground, settings.order);
    let line = calibrate(&chosen.judged, settings.order);
    trained.held_out_base_log_loss = mean_loss(&chosen.base);
    let set_right = |case: &(f64, bool)| (line.set(case.0), case.1);
    let set: Judged =
        chosen.judged.iter().map(|cases| cases.iter().map(set_right).collect()).collect();
    trained.held_out_log_loss = mean_loss(&set);
    let all: Vec<usize> = (0..rows.len()).collect();
    if !is_better(&set, &chosen.base) {
        let note = "On rows held out nothing learned was clearly better than the base rate, so everyone has the base rate.";
        trained.notes.push(note.to_owned());
        trained.held_out_log_loss = trained.held_out_base_log_loss;
        trained.newest = chosen.base_newest;
        let rate = logit(base_rate(outcomes, rows));
        let shift = trained.newest.map_or(0.0, |rows| level(&ground, &all, rows, &|_| rate));
        return Model { shift, trained, ..constant };
    }
    trained.penalty = chosen.linear.penalty;
    trained.half_life = chosen.linear.half_life;
    trained.newest = chosen.newest;
    trained.share_of_trees = chosen.share;
    trained.calibrated = line != Line::NONE;
    let mut model = Model { share: chosen.share, trained, ..constant };
    if chosen.share < 1.0 {
        model.weights = choose::fit_linear(&ground, &all, chosen.linear, &[]);
        model.kind = Kind::Linear;
    }
    if chosen.share > 0.0 {
        let half_life = chosen.linear.half_life;
        model.forest = choose::fit_trees(&ground, &all, half_life, chosen.trees);
        model.trained.trees = chosen.trees;
        model.kind = if chosen.share < 1.0 { Kind::Blend } else { Kind::Trees };
    }
    (model.encoder, model.fine) = (coarse.clone(), fine.clone());
    let newest = chosen.newest.unwrap_or(0);
    let recent = rows.get(rows.len().saturating_sub(newest)..).unwrap_or_default();
    let margins = model.margins(table, recent);
    let first = rows.len() - recent.len();
    let margin = |place: usize| margins.get(place - first).copied().unwrap_or(0.0);
    let moved = level(&ground, &all, newest, &margin);
    (model.slope, model.shift) = (line.slope, line.set(moved));
    model
}

/// Keys by which identical rows stay together; where order is time nothing is dealt out.
fn keys(table: &Table, rows: &[usize], order: Order) -> Vec<u64> {
    match order {
        Order::Time => Vec::new(),
        Order::None => {
            let keys = table.keys();
            rows.iter().map(|row| keys.get(*row).copied().unwrap_or(0)).collect()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::metrics::{auc, measure};
    use super::super::split::scramble;
    use super::super::table::{Column, Values};
    use super::*;

    const BY_TIME: Settings = Settings { order: Order::Time, horizon: None, seed: 0 };
    const BY_FOLDS: Settings = Settings { order: Order::None, horizon: None, seed: 0 };

    fn draw(row: usize, of: u64) -> u64 {
        scramble(u64::try_from(row).unwrap() * 64 + of)
    }

    fn words(name: &str, rows: usize, of: u64, many: u64) -> Column {
        let cells: Vec<String> =
            (0..rows).map(|row| format!("w{}", draw(row, of) % many)).collect();
        Column { name: name.into(), values: Values::words(cells.iter().map(|w| Some(w.as_str()))) }
    }

    fn happens(row: usize, percent: u64) -> bool {
        draw(row, 63) % 100 < percent
    }

    fn judged(
        table: &Table,
        yes: &[bool],
        taught: usize,
        settings: Settings,
    ) -> (Model, Vec<(f64, bool)>) {
        let learned: Vec<usize> = (0..taught).collect();
        let rest: Vec<usize> = (taught..table.rows()).collect();
        let model = learn(table, yes, &learned, settings);
        let chances = model.chances(table, &rest);
        (model, chances.into_iter().zip(yes[taught..].iter().copied()).collect())
    }

    #[test]
    fn the_same_rows_give_the_same_model_and_it_survives_being_stored() {
        let table = Table::new(vec![words("a", 500, 1, 3), words("b", 500, 2, 20)]).unwrap();
        let yes: Vec<bool> =
            (0..500).map(|row| happens(row, 20 + 30 * (draw(row, 1) % 3))).collect();
        let (one, cases) = judged(&table, &yes, 400, BY_FOLDS);
        let (other, _) = judged(&table, &yes, 400, BY_FOLDS);
        assert_eq!(one, other);
        assert!(auc(&cases) > 0.65);
        let stored: Model = serde_json::from_str(&serde_json::to_string(&one).unwrap()).unwrap();
        let rows: Vec<usize> = (0..500).collect();
        let mut pairs = stored.chances(&table, &rows).into_iter().zip(one.chances(&table, &rows));
        // Text keeps all but the last digit of a figure.
        assert!(pairs.all(|(stored, one)| (stored - one).abs() < 1e-12));
    }

    #[test]
    fn trees_are_taken_where_facts_matter_only_together() {
        let table = Table::new(vec![words("a", 3_000, 1, 3), words("b", 3_000, 2, 3)]).unwrap();
        let yes: Vec<bool> = (0..3_000)
            .map(|row| {
                let is_one = |of| draw(row, of).is_multiple_of(3);
                happens(row, if is_one(1) == is_one(2) { 20 } else { 80 })
            })
            .collect();
        let (model, cases) = judged(&table, &yes, 2_400, BY_TIME);
        assert!(model.trained().share_of_trees > 0.5, "{:?}", model.trained());
        assert!(auc(&cases) > 0.75, "{}", auc(&cases));
    }

    #[test]
    fn a_level_that_moved_is_followed() {
        let table = Table::new(vec![words("a", 6_000, 1, 2)]).unwrap();
        let yes: Vec<bool> = (0..6_000)
            .map(|row| {
                let level = if row < 4_200 { 10 } else { 50 };
                happens(row, level + 20 * (draw(row, 1) % 2))
            })
            .collect();
        let (_, cases) = judged(&table, &yes, 5_500, BY_TIME);
        let figures = measure(&cases);
        assert!(figures.ece < 0.08, "{figures:?}");
    }

    #[test]
    fn noise_and_too_few_rows_end_at_the_base_rate() {
        let table = Table::new(vec![words("a", 1_000, 1, 30), words("b", 1_000, 2, 4)]).unwrap();
        let yes: Vec<bool> = (0..1_000).map(|row| happens(row, 30)).collect();
        for settings in [BY_TIME, BY_FOLDS] {
            let (model, cases) = judged(&table, &yes, 800, settings);
            assert_eq!(model.kind(), Kind::BaseRate);
            assert!(cases.windows(2).all(|pair| (pair[0].0 - pair[1].0).abs() < 1e-12));
            let few = learn(&table, &yes, &[0, 1, 2], settings);
            assert!(few.trained().notes[0].starts_with("Only 3 rows"));
            let none = learn(&table, &yes, &[], settings);
            assert!((none.chances(&table, &[0])[0] - 0.5).abs() < 1e-9);
        }
    }

    #[test]
    fn gaps_and_huge_numbers_never_end_in_a_chance_that_is_none() {
        let numbers = (0..400).map(|row| match row % 5 {
            0 => None,
            1 => Some(f64::MAX),
            2 => Some(f64::NEG_INFINITY),
            3 => Some(-1e-300),
            _ => Some(f64::from(row)),
        });
        let column = Column { name: "n".into(), values: Values::numbers(numbers) };
        let table = Table::new(vec![column]).unwrap();
        let yes: Vec<bool> = (0..400).map(|row| row % 5 == 1 || row % 7 == 0).collect();
        let (_, cases) = judged(&table, &yes, 300, BY_TIME);
        assert!(cases.iter().all(|case| case.0 > 0.0 && case.0 < 1.0));
    }
}
