//! Where the share of yes moves with time, the newest rows say best where it is now.

use super::choose::{Ground, Judged, is_better, mean_loss};
use super::fit::Order;
use crate::num::logistic;

/// So many of the newest rows are tried.
const NEWEST: [usize; 4] = [2_000, 1_000, 500, 250];
/// So many cases' worth of belief that nothing has moved.
const BELIEF: f64 = 2.0;

/// How many of the newest rows set the level of these log odds best; `None`: all of them, as they were fitted. Also the
/// judged rows at that level. `log_odds` gives those of a place by the model of a round.
pub(super) fn newest(
    ground: &Ground,
    order: Order,
    judged: Judged,
    log_odds: &dyn Fn(usize, usize) -> f64,
) -> (Option<usize>, Judged) {
    if order == Order::None {
        return (None, judged);
    }
    let at_level = |rows: usize| -> Judged {
        let rounds = ground.rounds.iter().zip(&judged).enumerate();
        rounds
            .map(|(round, (taught, cases))| {
                let shift = level(ground, &taught.learn, rows, &|place| log_odds(round, place));
                cases.iter().map(|(margin, yes)| (margin + shift, *yes)).collect()
            })
            .collect()
    };
    let fewest = ground.rounds.iter().map(|round| round.learn.len()).min().unwrap_or(0);
    let best = NEWEST
        .into_iter()
        .filter(|rows| rows * 2 <= fewest)
        .map(|rows| (rows, at_level(rows)))
        .min_by(|a, b| mean_loss(&a.1).total_cmp(&mean_loss(&b.1)))
        .filter(|(_, moved)| is_better(moved, &judged));
    match best {
        Some((rows, moved)) => (Some(rows), moved),
        None => (None, judged),
    }
}

/// What must be added to the log odds of the newest `rows` of `places`, so that they expect as many yes as there were.
pub(super) fn level(
    ground: &Ground,
    places: &[usize],
    rows: usize,
    log_odds: &dyn Fn(usize) -> f64,
) -> f64 {
    let newest = places.get(places.len().saturating_sub(rows)..).unwrap_or_default();
    let cases: Vec<(f64, bool)> = newest
        .iter()
        .map(|place| (log_odds(*place), ground.truth.get(*place) == Some(&true)))
        .collect();
    let mut shift = 0.0;
    for _ in 0..20 {
        let (mut slope, mut curve) = (BELIEF * 0.25 * shift, BELIEF * 0.25);
        for (margin, yes) in &cases {
            let chance = logistic(margin + shift);
            slope += chance - f64::from(u8::from(*yes));
            curve += chance * (1.0 - chance);
        }
        let step = (slope / curve).clamp(-2.0, 2.0);
        shift -= step;
        if step.abs() < 1e-9 {
            break;
        }
    }
    shift
}
