//! Learning the weights of the four parts from what became of leads, and finding out on the newest whether that tells
//! more than the points an expert set, or than the share of all.
//!
//! A logistic regression over the four sub-scores with a ridge that draws each weight to the expert's. What is absent:
//! which leads are old enough to know what became of them, which the caller decides; a young lead is no example.

use super::learned::{Band, LeadModel, WITHIN, margin};
use super::{Grade, GradeThresholds, Part, Score, Weights};
use crate::learn::calibrate::{self, Line};
use crate::learn::metrics::{loss, measure, reliability};
use crate::learn::solve::{Held, Rows, solve};
use crate::models::{Carries, Compared, Measured, Method};
use crate::num::{float, index, logistic, logit};

/// Fewer leads, or fewer of either ending, teach nothing.
const FEWEST: usize = 100;
/// Of those that became customers, and of those that did not.
const FEWEST_OF_EACH: usize = 20;
/// The newest are held out: one in so many.
const HELD_OUT: usize = 5;
/// What the expert's full score is believed to add in log odds before anything is known.
const EXPERT_PULL: f64 = 3.0;
/// Ridges that are tried: as how many leads the expert's weights count.
const RIDGES: [f64; 4] = [3.0, 10.0, 30.0, 100.0];
/// A part counts at least so many times what the expert gave it, and at most.
const LEAST: f64 = 0.5;
const MOST: f64 = 2.0;
/// Leads held out are told in so many groups.
const BANDS: usize = 5;

/// A lead as it was at a fixed age, and what became of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LeadLesson {
    /// Its four sub-scores then, in the order of [`Part::ALL`].
    pub parts: [u8; 4],
    /// Whether it became a customer within the days it was followed.
    pub is_yes: bool,
}

/// A model, and what there is to say of it.
#[derive(Clone, Debug, PartialEq)]
pub struct LeadLearning {
    /// What was learned; `None` of too little.
    pub model: Option<LeadModel>,
    /// Why this way was chosen.
    pub reason: String,
    /// How good it is on the newest leads.
    pub measured: Measured,
}

/// What a lead's log odds are made of.
type Pulls = (f64, [f64; 4]);
type Cases = Vec<(f64, bool)>;

/// Learns from leads, the oldest first, that were followed for `days` each. `expert` are the weights an administrator
/// set; `grades` say which score is an A. The same leads in the same order give the same digits.
///
/// ```
/// use domain::models::Method;
/// use domain::scoring::{GradeThresholds, LeadLesson, Weights, learn_leads};
///
/// // Only who fits buys, whatever else a lead does.
/// let lesson = |n: u32| {
///     let fit = u8::try_from(n * 37 % 101).unwrap();
///     LeadLesson { parts: [50, 50, fit, 50], is_yes: n * 53 % 101 < u32::from(fit) / 2 }
/// };
/// let lessons: Vec<LeadLesson> = (0..2_000).map(lesson).collect();
/// let learned = learn_leads(&lessons, Weights::default(), GradeThresholds::default(), 180);
/// let model = learned.model.unwrap();
/// assert_eq!(model.method, Method::Learned);
/// assert!(model.weights(Weights::default()).fit > Weights::default().fit);
/// assert!(model.chance([50, 50, 90, 50]) > 0.35 && model.chance([50, 50, 10, 50]) < 0.15);
/// ```
#[must_use]
pub fn learn_leads(
    lessons: &[LeadLesson],
    expert: Weights,
    grades: GradeThresholds,
    days: u16,
) -> LeadLearning {
    let yes = lessons.iter().filter(|lesson| lesson.is_yes).count();
    if lessons.len() < FEWEST || yes.min(lessons.len() - yes) < FEWEST_OF_EACH {
        let reason = format!(
            "{} leads are old enough to learn from, {yes} of them became customers: it takes {FEWEST}, and \
             {FEWEST_OF_EACH} of each. Until then the score is the points an administrator set.",
            lessons.len()
        );
        return LeadLearning { model: None, reason, measured: Measured::default() };
    }
    let (taught, held) = lessons.split_at(lessons.len() - lessons.len() / HELD_OUT);
    let ridge = best_ridge(taught, expert);
    let ways = [Method::Learned, Method::Expert, Method::BaseRate]
        .map(|method| (method, learn(taught, expert, method, ridge)));
    let told = ways.map(|(method, pulls)| (method, crosswise(method, &pulls, held)));
    let (method, reason) = choose(&told);
    // The line is fitted to what the model said of leads it had not seen.
    let unseen = ways.into_iter().find(|(way, _)| *way == method);
    let line = unseen.map_or(Line::NONE, |(_, pulls)| line(method, &pulls, held));
    let (shift, pulls) = set_right(learn(lessons, expert, method, ridge), line);
    let own = told.iter().find(|(way, _)| *way == method).map(|(_, cases)| cases.as_slice());
    let own = own.unwrap_or_default();
    let bands = bands(own);
    let model = LeadModel { method, prior: expert, pulls, shift, days, bands };
    let measured = Measured {
        cases: held.len(),
        examples: held.len(),
        compared: compared(method, &told),
        reliability: reliability(own),
        carries: carries(&model, held),
        notes: notes(&model, held, grades),
    };
    LeadLearning { model: Some(model), reason, measured }
}

fn share(part: u8) -> f64 {
    f64::from(part.min(100)) / 100.0
}

/// The expert's weights as shares of 1.
fn shares(expert: Weights) -> [f64; 4] {
    let whole: u32 = Part::ALL.iter().map(|part| u32::from(expert.of(*part))).sum();
    [Part::Behaviour, Part::Demographic, Part::Fit, Part::Engagement]
        .map(|part| f64::from(expert.of(part)) / f64::from(whole.max(1)))
}

fn learn(lessons: &[LeadLesson], expert: Weights, method: Method, ridge: f64) -> Pulls {
    if method == Method::BaseRate {
        let yes = lessons.iter().filter(|lesson| lesson.is_yes).count();
        let rate = (float(yes) + 0.5) / (float(lessons.len()) + 1.0);
        return (logit(rate), [0.0; 4]);
    }
    let shares = shares(expert);
    let score = |parts: [u8; 4]| -> f64 {
        parts.iter().zip(shares).map(|(part, weight)| weight * share(*part)).sum()
    };
    let happened: Vec<f64> = lessons.iter().map(|one| f64::from(u8::from(one.is_yes))).collect();
    let level = Held { ridge: 0.1, least: -20.0, most: 20.0 };
    // First what the expert's score is worth as it is, then what each part is worth beyond that.
    let rows = Rows {
        width: 2,
        cells: lessons.iter().flat_map(|one| [1.0, score(one.parts)]).collect(),
        given: lessons.iter().map(|one| EXPERT_PULL * score(one.parts)).collect(),
        happened: happened.clone(),
    };
    let worth = solve(&rows, &[level, Held { ridge: 1.0, least: -EXPERT_PULL, most: 20.0 }]);
    let shift = worth.first().copied().unwrap_or_default();
    let pull = EXPERT_PULL + worth.get(1).copied().unwrap_or_default();
    let pulls = shares.map(|weight| weight * pull);
    if method == Method::Expert {
        return (shift, pulls);
    }
    let rows = Rows {
        width: 5,
        cells: lessons
            .iter()
            .flat_map(|one| std::iter::once(1.0).chain(one.parts.map(share)))
            .collect(),
        given: lessons.iter().map(|one| margin(shift, &pulls, one.parts)).collect(),
        happened,
    };
    // No part may speak against a lead, and none may drown the others: a new lead has little but who it is.
    let held =
        pulls.map(|pull| Held { ridge, least: LEAST * pull - pull, most: MOST * pull - pull });
    let held: Vec<Held> = std::iter::once(level).chain(held).collect();
    let more = solve(&rows, &held);
    let more = |place: usize| more.get(place).copied().unwrap_or_default();
    let mut place = 0;
    let pulls = pulls.map(|pull| {
        place += 1;
        (pull + more(place)).max(0.0)
    });
    (shift + more(0), pulls)
}

/// What told newer leads best, of those that teach.
fn best_ridge(taught: &[LeadLesson], expert: Weights) -> f64 {
    let (older, newer) = taught.split_at(taught.len() - taught.len() / HELD_OUT);
    let told = |ridge: f64| {
        let (shift, pulls) = learn(older, expert, Method::Learned, ridge);
        let cases =
            newer.iter().map(|one| (logistic(margin(shift, &pulls, one.parts)), one.is_yes));
        log_loss(&cases.collect::<Cases>())
    };
    let tried = RIDGES.map(|ridge| (ridge, told(ridge)));
    tried.into_iter().min_by(|a, b| a.1.total_cmp(&b.1)).map_or(100.0, |(ridge, _)| ridge)
}

fn log_loss(cases: &[(f64, bool)]) -> f64 {
    cases.iter().map(|(chance, yes)| loss(*chance, *yes)).sum::<f64>() / float(cases.len()).max(1.0)
}

/// The line that sets chances right on these leads.
fn line(method: Method, (shift, pulls): &Pulls, held: &[LeadLesson]) -> Line {
    let cases: Vec<(f64, bool)> =
        held.iter().map(|one| (margin(*shift, pulls, one.parts), one.is_yes)).collect();
    let line = calibrate::fit(&cases);
    // One chance for all has a level and no slope.
    if method == Method::BaseRate {
        Line { shift: line.set(*shift) - shift, slope: 1.0 }
    } else {
        line
    }
}

fn set_right((shift, pulls): Pulls, line: Line) -> Pulls {
    (line.set(shift), pulls.map(|pull| line.slope * pull))
}

/// Chances of the leads held out by a model that was set right on every other one: none judges what it set right.
fn crosswise(method: Method, pulls: &Pulls, held: &[LeadLesson]) -> Cases {
    let half = |odd: usize| -> Vec<LeadLesson> {
        held.iter().enumerate().filter(|(at, _)| at % 2 == odd).map(|(_, one)| *one).collect()
    };
    let [by_even, by_odd] =
        [half(0), half(1)].map(|half| set_right(*pulls, line(method, pulls, &half)));
    let chance = |(at, one): (usize, &LeadLesson)| {
        let (shift, pulls) = if at % 2 == 0 { &by_odd } else { &by_even };
        (logistic(margin(*shift, pulls, one.parts)).clamp(WITHIN.0, WITHIN.1), one.is_yes)
    };
    held.iter().enumerate().map(chance).collect()
}

/// The way with the smallest log loss; one that looks at more must beat the base rate by more than chance would.
fn choose(told: &[(Method, Cases); 3]) -> (Method, String) {
    let [_, _, (_, base)] = told;
    let losses = told.iter().map(|(method, cases)| (*method, log_loss(cases), cases));
    let best = losses.min_by(|one, other| one.1.total_cmp(&other.1));
    let nothing = "On the newest leads nothing told more than the share of all that became customers, so every lead \
                   has that, and the score is the points an administrator set.";
    let Some((method, at, _)) = best.filter(|(_, _, cases)| is_better(cases, base)) else {
        return (Method::BaseRate, nothing.to_owned());
    };
    let gain = 100.0 * (1.0 - at / log_loss(base).max(f64::MIN_POSITIVE));
    let below = format!("log loss {at:.3}, {gain:.0} % below the base rate.");
    let reason = match method {
        Method::Learned => format!("Learned weights told the newest leads best: {below}"),
        Method::Expert | Method::StageRates => format!(
            "The points an administrator set told the newest leads best: {below} What was learned did not do better."
        ),
        Method::BaseRate => nothing.to_owned(),
    };
    (method, reason)
}

/// Whether the gain is larger than its standard error.
fn is_better(cases: &[(f64, bool)], base: &[(f64, bool)]) -> bool {
    let gains: Vec<f64> =
        cases.iter().zip(base).map(|(new, old)| loss(old.0, old.1) - loss(new.0, new.1)).collect();
    let n = float(gains.len()).max(1.0);
    let mean = gains.iter().sum::<f64>() / n;
    let spread = gains.iter().map(|gain| (gain - mean) * (gain - mean)).sum::<f64>() / n;
    mean > libm::sqrt(spread / n)
}

fn compared(chosen: Method, told: &[(Method, Cases)]) -> Vec<Compared> {
    let name = |method: Method| match method {
        Method::Learned => "Learned weights",
        Method::Expert | Method::StageRates => "Points as set",
        Method::BaseRate => "Base rate",
    };
    let own = told.iter().filter(|(method, _)| *method == chosen);
    let own =
        own.map(|(method, cases)| (format!("In use: {}", name(*method).to_lowercase()), cases));
    let others = told.iter().filter(|(method, _)| *method != chosen);
    let others = others.map(|(method, cases)| (name(*method).to_owned(), cases));
    own.chain(others).map(|(name, cases)| Compared { name, metrics: measure(cases) }).collect()
}

/// Leads held out in groups of the same size, the lowest chances first; those told the same share a group.
fn bands(cases: &[(f64, bool)]) -> Vec<Band> {
    let mut cases = cases.to_vec();
    cases.sort_by(|one, other| one.0.total_cmp(&other.0));
    let size = cases.len().div_ceil(BANDS).max(1);
    let mut bands: Vec<Band> = Vec::new();
    for (chance, yes) in cases {
        let full = |band: &Band| index(f64::from(band.leads)) >= size && band.to < chance;
        match bands.last_mut().filter(|band| !full(band)) {
            Some(band) => {
                band.to = chance;
                band.leads += 1;
                band.customers += u32::from(yes);
            }
            None => {
                bands.push(Band { from: chance, to: chance, leads: 1, customers: u32::from(yes) });
            }
        }
    }
    bands
}

/// How far each part moves a chance from where its mean would leave it, in percentage points over the leads held out.
fn carries(model: &LeadModel, held: &[LeadLesson]) -> Vec<Carries> {
    let n = float(held.len()).max(1.0);
    let mut carries: Vec<Carries> = Vec::new();
    for (place, (part, pull)) in Part::ALL.iter().zip(model.pulls).enumerate() {
        let of = |one: &LeadLesson| one.parts.get(place).copied().map_or(0.0, share);
        let mean = held.iter().map(of).sum::<f64>() / n;
        let moved = held.iter().map(|one| {
            let odds = margin(model.shift, &model.pulls, one.parts);
            (logistic(odds) - logistic(odds - pull * (of(one) - mean))).abs()
        });
        let points = 100.0 * moved.sum::<f64>() / n;
        carries.push(Carries { name: part.label().to_owned(), points });
    }
    carries.retain(|one| one.points >= 0.05);
    carries.sort_by(|one, other| other.points.total_cmp(&one.points));
    carries
}

/// What became of the leads held out, grade by grade of the score they had.
fn notes(model: &LeadModel, held: &[LeadLesson], grades: GradeThresholds) -> Vec<String> {
    let shares = shares(model.weights(model.prior));
    let grade = |one: &LeadLesson| {
        let parts = one.parts.iter().zip(shares);
        let score: f64 = parts.map(|(part, weight)| weight * f64::from(*part)).sum();
        grades.grade(Score::from_model(score))
    };
    let told = Grade::ALL.iter().filter_map(|wanted| {
        let of: Vec<&LeadLesson> = held.iter().filter(|one| grade(one) == *wanted).collect();
        let yes = of.iter().filter(|one| one.is_yes).count();
        (!of.is_empty()).then(|| format!("{} {yes} of {}", wanted.as_str(), of.len()))
    });
    let told = told.collect::<Vec<_>>().join(", ");
    vec![
        format!("Became customers by the grade they had: {told}."),
        format!(
            "Each lead is looked at once, as it was at a fixed age, and followed for {} days; younger ones are left out.",
            model.days
        ),
    ]
}
