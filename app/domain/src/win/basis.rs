//! How the learned part sees a deal: its place on the scale of each fact, between knots.
//!
//! A curve rises or falls from knot to knot by a step of its own, and stays level beyond the last: its steps are the
//! coefficients that are learned. Where sense demands one direction the steps are bound to it, so that no history, however
//! odd, teaches that silence helps.

use chrono::{DateTime, Utc};

use super::DealSignals;
use super::config::WinConfig;
use super::effects::{self, FACTORS, amount_doublings, apart, past_close};
use super::learned::stage_rate;
use crate::explain::Factor;
use crate::num;

/// Which way a curve may go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Way {
    Up,
    Down,
    Either,
}

/// The scale of a factor.
#[derive(Clone, Copy, Debug)]
pub(super) struct Scale {
    pub knots: &'static [f64],
    pub way: Way,
}

/// Log odds of the stage's rate: its curve corrects them, see [`super::learned::Learned`].
pub(super) const STAGE: Scale =
    Scale { knots: &[-4.0, -2.5, -1.5, -0.75, 0.0, 0.75, 1.5, 3.0], way: Way::Either };

/// The scale of each of [`FACTORS`].
pub(super) fn scale(factor: Factor) -> Scale {
    let (knots, way): (&[f64], Way) = match factor {
        // Doublings of one and a norm: from nothing to 8 norms.
        Factor::Dwell => (&[0.0, 0.6, 1.0, 1.6, 2.3, 3.2], Way::Down),
        Factor::Age => (&[0.0, 0.6, 1.0, 1.6, 2.3], Way::Down),
        // Doublings of a day: 0, 3, 7, 15, 31, 63 and 127 days.
        Factor::Silence => (&[0.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0], Way::Down),
        Factor::Overdue => (&[0.0, 2.0, 3.0, 4.0, 5.0, 6.5], Way::Down),
        Factor::Frequency => (&[0.0, 1.0, 1.6, 2.4, 3.2, 4.0], Way::Up),
        Factor::TwoWay => (&[0.0, 0.2, 0.4, 0.7, 1.0], Way::Up),
        Factor::Contacts => (&[0.0, 1.0, 2.0, 3.0, 5.0], Way::Up),
        Factor::Pushes => (&[0.0, 1.0, 2.0, 3.0, 5.0], Way::Down),
        Factor::Amount => (&[-3.0, -1.5, -0.5, 0.5, 1.5, 3.0], Way::Either),
        Factor::Source | Factor::Owner | Factor::Product => (&[-2.0, 2.0], Way::Up),
        // History keeps no next steps: what they do stays as it was set by hand.
        _ => (&[], Way::Either),
    };
    Scale { knots, way }
}

/// Where the deal stands on a factor's scale; `None` where that is not known.
pub(super) fn place(
    factor: Factor,
    deal: &DealSignals,
    config: &WinConfig,
    now: DateTime<Utc>,
) -> Option<f64> {
    let norms = |since, norm: Option<u16>| {
        let days = num::days_since(since, now);
        norm.map(|norm| libm::log2(1.0 + days / f64::from(norm.max(1))))
    };
    let (from_them, talk) =
        (f64::from(deal.inbound), f64::from(deal.inbound) + f64::from(deal.outbound));
    match factor {
        Factor::Dwell => norms(deal.stage_entered_at, deal.normal_dwell_days),
        Factor::Age => norms(deal.created_at, deal.normal_cycle_days),
        Factor::Silence => {
            deal.last_contact_at.map(|at| libm::log2(1.0 + num::days_since(at, now)))
        }
        Factor::Frequency => Some(libm::log2(1.0 + talk)),
        Factor::TwoWay => (talk > 0.0).then(|| from_them / talk),
        Factor::Contacts => Some(deal.contacts.into()),
        Factor::Pushes => Some(deal.pushes.into()),
        Factor::Overdue => {
            deal.close_on?;
            Some(past_close(deal, now).map_or(0.0, |days| libm::log2(1.0 + days)))
        }
        Factor::Amount => amount_doublings(deal),
        Factor::Source => apart(deal.source, deal.all, config),
        Factor::Owner => apart(deal.owner, deal.all, config),
        Factor::Product => apart(deal.product, deal.all, config),
        _ => None,
    }
}

/// How much of each step of a scale is taken at `place`: all of those below it, part of the one it is on.
pub(super) fn taken(scale: Scale, place: f64) -> impl Iterator<Item = f64> {
    let ends = scale.knots.iter().skip(1);
    scale
        .knots
        .iter()
        .zip(ends)
        .map(move |(from, to)| ((place - from) / (to - from)).clamp(0.0, 1.0))
}

/// What can be learned, in the order of the coefficients.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Column {
    /// Added to every deal.
    Start,
    /// A step of the stage's curve.
    Stage(usize),
    /// What the hand-set effect of a factor is multiplied by, less one.
    HandSet(usize),
    /// A step of a factor's curve.
    Step(usize, usize),
    /// Where a factor's place is not known.
    Absent(usize),
}

/// Every column. Factors are named by their place in [`FACTORS`].
pub(super) fn columns() -> Vec<Column> {
    let mut columns = vec![Column::Start];
    columns.extend((1..STAGE.knots.len()).map(|step| Column::Stage(step - 1)));
    for (factor, name) in FACTORS.iter().enumerate() {
        columns.push(Column::HandSet(factor));
        let steps = scale(*name).knots.len();
        columns.extend((1..steps).map(|step| Column::Step(factor, step - 1)));
        if steps > 0 {
            columns.push(Column::Absent(factor));
        }
    }
    columns
}

/// The cells of a deal, one for each of [`columns`], and its log odds by the stage's rate alone and by the expert.
pub(super) fn cells(
    columns: &[Column],
    deal: &DealSignals,
    config: &WinConfig,
    now: DateTime<Utc>,
    cells: &mut Vec<f64>,
) -> (f64, f64) {
    let rate = num::logit(stage_rate(deal, config));
    let pulls = effects::pulls(deal, config, now);
    let places = FACTORS.map(|factor| place(factor, deal, config, now));
    let step = |scale: Scale, place: f64, step: usize| taken(scale, place).nth(step).unwrap_or(0.0);
    cells.extend(columns.iter().map(|column| match *column {
        Column::Start => 1.0,
        Column::Stage(at) => step(STAGE, rate, at),
        Column::HandSet(factor) => pulls.get(factor).copied().flatten().unwrap_or(0.0),
        Column::Step(factor, at) => {
            let place = places.get(factor).copied().flatten();
            let scale = FACTORS.get(factor).map(|factor| scale(*factor));
            scale.zip(place).map_or(0.0, |(scale, place)| step(scale, place, at))
        }
        Column::Absent(factor) => {
            f64::from(u8::from(places.get(factor).copied().flatten().is_none()))
        }
    }));
    (rate, rate + pulls.iter().flatten().sum::<f64>())
}

/// The least and the most a coefficient may be.
pub(super) fn bounds(column: Column) -> (f64, f64) {
    const FREE: f64 = 6.0;
    match column {
        // A better rate never makes a worse chance.
        Column::Stage(step) => {
            let width =
                STAGE.knots.get(step + 1).zip(STAGE.knots.get(step)).map_or(0.0, |(b, a)| b - a);
            (-width, FREE)
        }
        Column::HandSet(_) => (-1.0, 2.0),
        Column::Step(factor, _) => match FACTORS.get(factor).map(|factor| scale(*factor).way) {
            Some(Way::Up) => (0.0, FREE),
            Some(Way::Down) => (-FREE, 0.0),
            _ => (-FREE, FREE),
        },
        // That nobody talks is never better than some talk.
        Column::Absent(factor) => match FACTORS.get(factor) {
            Some(Factor::Silence | Factor::TwoWay) => (-FREE, 0.0),
            _ => (-FREE, FREE),
        },
        Column::Start => (-FREE, FREE),
    }
}
