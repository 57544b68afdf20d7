//! How a score came to be what it is: by which event it moved, by how much, and what would raise it most.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::{Event, LeadOdds, LeadScore, LeadSignals, Profile, ScoreConfig, Seniority, score_only};
use crate::explain::Factor;
use crate::ids::UnitId;
use crate::interaction::{Direction, InteractionKind, Outcome};
use crate::lead::Authority;
use crate::ratio::Ratio;

/// By how many points one factor moved a score.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Moved {
    /// Which.
    pub factor: Factor,
    /// Points it gave or took; never 0.
    pub points: i32,
}

/// What moved between two scores; the points sum exactly to their difference. Before the first score all is 0.
#[must_use]
pub fn moved(before: Option<&LeadScore>, after: &LeadScore) -> Vec<Moved> {
    let mut points: BTreeMap<Factor, i32> = BTreeMap::new();
    for reason in after.contributions() {
        *points.entry(reason.factor).or_default() += reason.points;
    }
    for reason in before.iter().flat_map(|before| before.contributions()) {
        *points.entry(reason.factor).or_default() -= reason.points;
    }
    let moved = points.into_iter().map(|(factor, points)| Moved { factor, points });
    moved.filter(|moved| moved.points != 0).collect()
}

/// A score as it was kept when its figures changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ScoreStep {
    /// When.
    pub at: DateTime<Utc>,
    /// What it became, 0 to 100.
    pub score: i64,
    /// What set it off, in a word: "interaction", "time".
    pub reason: String,
    /// What moved; empty where that was not kept.
    pub moved: Vec<Moved>,
    /// The write that set it off: its unit and what it is called.
    pub unit: Option<(UnitId, String)>,
}

/// One event, and by how much it moved the score.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ScoreMove {
    /// When; of several nights, the last.
    pub at: DateTime<Utc>,
    /// What happened, in words.
    pub cause: String,
    /// The unit of the journal to look at.
    pub unit: Option<UnitId>,
    /// Points it gave or took.
    pub points: i64,
    /// By factor, in words: "Depth +5"; empty where that was not kept.
    pub moved: Vec<Moved>,
}

/// What happened to a score since a moment.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ScoreStory {
    /// The score at that moment; `None` when it was first scored later, and so began at 0.
    pub from: Option<i64>,
    /// The score now. The points of all moves sum exactly to its difference from then.
    pub to: i64,
    /// What moved it, newest first.
    pub moves: Vec<ScoreMove>,
}

/// The reason word of a score that only time has moved.
const TIME: &str = "time";

/// Tells what moved a score since a moment. `steps` are all that were kept since then and the one before, oldest first.
/// Nights on which nothing but time moved it are told as one.
#[must_use]
pub fn story(steps: &[ScoreStep], since: DateTime<Utc>) -> ScoreStory {
    let from = steps.iter().rev().find(|step| step.at <= since).map(|step| step.score);
    let mut score = from.unwrap_or(0);
    let mut moves: Vec<ScoreMove> = Vec::new();
    for step in steps.iter().filter(|step| step.at > since) {
        let points = step.score - score;
        score = step.score;
        let is_time = step.reason == TIME;
        let last = moves.last_mut().filter(|last| is_time && last.cause == cause(TIME));
        if let Some(last) = last {
            last.at = step.at;
            last.points += points;
            last.moved = together(&last.moved, &step.moved);
        } else if points != 0 || !step.moved.is_empty() {
            let (unit, label) = step.unit.clone().filter(|_| !is_time).unzip();
            moves.push(ScoreMove {
                at: step.at,
                cause: label.unwrap_or_else(|| cause(&step.reason).to_owned()),
                unit,
                points,
                moved: step.moved.clone(),
            });
        }
    }
    moves.reverse();
    ScoreStory { from, to: score, moves }
}

fn together(one: &[Moved], other: &[Moved]) -> Vec<Moved> {
    let mut points: BTreeMap<Factor, i32> = BTreeMap::new();
    for moved in one.iter().chain(other) {
        *points.entry(moved.factor).or_default() += moved.points;
    }
    let moved = points.into_iter().map(|(factor, points)| Moved { factor, points });
    moved.filter(|moved| moved.points != 0).collect()
}

/// The word a score is kept with, as people read it.
#[must_use]
pub fn cause(reason: &str) -> &str {
    match reason {
        "created" => "Lead created",
        "interaction" => "Contact logged",
        "edited" => "Lead edited",
        TIME => "Time passed",
        "settings" => "Scoring settings changed",
        "learned" => "Weights learned from history",
        "import" => "Imported",
        "undo" => "Taken back",
        other => other,
    }
}

/// Something that would raise a score, and by how much.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Raise {
    /// What to do: "Hold a meeting".
    pub what: String,
    /// Points it gives; of a question, at most.
    pub points: u8,
    /// Whether it depends on the answer.
    pub depends: bool,
}

/// How many are named.
const RAISES: usize = 4;

/// What a person can do to raise a score, the most first: talk to them, or find out what nobody has asked. Each is
/// what the score itself would say.
#[must_use]
pub fn raises(signals: &LeadSignals<'_>, config: &ScoreConfig, now: DateTime<Utc>) -> Vec<Raise> {
    let present = score_only(signals, config, now).get();
    let events = contacts(now).map(|(what, event)| {
        let events: Vec<Event> = signals.events.iter().copied().chain([event]).collect();
        let would = LeadSignals { profile: signals.profile, events: &events };
        (what, score_only(&would, config, now).get(), false)
    });
    let answers = questions(signals.profile).map(|(what, profile)| {
        let would = LeadSignals { profile, events: signals.events };
        (what, score_only(&would, config, now).get(), true)
    });
    let mut raises: Vec<Raise> = events
        .into_iter()
        .chain(answers)
        .filter(|(_, would, _)| *would > present)
        .map(|(what, would, depends)| Raise {
            what: what.to_owned(),
            points: would - present,
            depends,
        })
        .collect();
    raises.sort_by(|a, b| b.points.cmp(&a.points).then(a.what.cmp(&b.what)));
    raises.truncate(RAISES);
    raises
}

fn contacts(now: DateTime<Utc>) -> [(&'static str, Event); 3] {
    let event =
        |kind, direction, outcome| Event { kind, direction, outcome, sentiment: None, at: now };
    let (ours, theirs) = (Direction::Outbound, Direction::Inbound);
    [
        ("Hold a meeting", event(InteractionKind::Meeting, ours, Some(Outcome::Held))),
        ("Reach them by phone", event(InteractionKind::Call, ours, None)),
        ("Get a reply", event(InteractionKind::Email, theirs, None)),
    ]
}

/// Each question with the best answer it can have; one that is answered changes nothing and is left out by its points.
fn questions(known: Profile) -> [(&'static str, Profile); 6] {
    let asked = |is_open: bool, answered: Profile| if is_open { answered } else { known };
    let full = Some(Ratio::ONE);
    let decides = Authority::Decider;
    [
        (
            "Find out which product they want",
            asked(known.product_fit.is_none(), Profile { product_fit: full, ..known }),
        ),
        (
            "Find out their budget",
            asked(known.budget_cover.is_none(), Profile { budget_cover: full, ..known }),
        ),
        (
            "Bring in somebody who decides",
            asked(known.authority != decides, Profile { authority: decides, ..known }),
        ),
        (
            "Find out by when they want it",
            asked(known.timeline_days.is_none(), Profile { timeline_days: Some(0), ..known }),
        ),
        (
            "Ask what problem it solves",
            Profile { pain_points: known.pain_points.saturating_add(1), ..known },
        ),
        (
            "Find out their job title",
            asked(
                known.seniority == Seniority::Unknown,
                Profile { seniority: Seniority::Executive, ..known },
            ),
        ),
    ]
}

/// A score's past and what could come of it, as the lead's page tells them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ScoreWhy {
    /// What moved it in the last week.
    pub week: ScoreStory,
    /// What would raise it most.
    pub raises: Vec<Raise>,
    /// The chance that the lead becomes a customer; `None` where that was not learned, or is settled.
    pub odds: Option<LeadOdds>,
}

#[cfg(test)]
mod tests {
    use chrono::Duration;

    use super::*;
    use crate::scoring::{score_lead, seniority};

    fn noon() -> DateTime<Utc> {
        "2026-11-12T12:00:00Z".parse().unwrap()
    }

    fn scored(title: &str, events: &[Event], now: DateTime<Utc>) -> LeadScore {
        let profile = Profile { seniority: seniority(title), ..Profile::default() };
        score_lead(&LeadSignals { profile, events }, &ScoreConfig::default(), now)
    }

    fn reply() -> Event {
        contacts(noon())[2].1
    }

    #[test]
    fn what_moved_sums_to_the_difference() {
        let first = scored("Trainer", &[], noon());
        let second = scored("CEO", &[reply()], noon());
        let third = scored("CEO", &[reply()], noon() + Duration::days(30));
        for (before, after) in [(None, &first), (Some(&first), &second), (Some(&second), &third)] {
            let sum: i32 = moved(before, after).iter().map(|moved| moved.points).sum();
            let score = |score: &LeadScore| i32::from(score.score.get());
            assert_eq!(sum, score(after) - before.map_or(0, score));
        }
        let factors: Vec<Factor> = moved(Some(&first), &scored("CEO", &[], noon()))
            .iter()
            .map(|moved| moved.factor)
            .collect();
        assert_eq!(factors, [Factor::Seniority]);
    }

    fn step(hours: i64, score: i64, reason: &str) -> ScoreStep {
        ScoreStep {
            at: noon() + Duration::hours(hours),
            score,
            reason: reason.to_owned(),
            moved: Vec::new(),
            unit: None,
        }
    }

    #[test]
    fn a_week_is_told_from_the_score_it_began_with() {
        let steps = [
            step(-300, 30, "created"),
            step(-100, 50, "interaction"),
            step(-60, 49, "time"),
            step(-36, 47, "time"),
        ];
        let week = story(&steps, noon() - Duration::days(7));
        assert_eq!((week.from, week.to), (Some(30), 47));
        let told: Vec<(&str, i64)> =
            week.moves.iter().map(|step| (step.cause.as_str(), step.points)).collect();
        assert_eq!(told, [("Time passed", -3), ("Contact logged", 20)]);
    }

    #[test]
    fn what_would_raise_it_is_what_the_score_would_say() {
        let profile = Profile { budget_cover: Some(Ratio::ONE), ..Profile::default() };
        let signals = LeadSignals { profile, events: &[] };
        let config = ScoreConfig::default();
        let raises = raises(&signals, &config, noon());
        let meeting = raises.iter().find(|raise| raise.what == "Hold a meeting").unwrap();
        let held = [contacts(noon())[0].1];
        let would = score_only(&LeadSignals { profile, events: &held }, &config, noon()).get();
        assert_eq!(meeting.points, would - score_only(&signals, &config, noon()).get());
        assert!(raises.iter().all(|raise| !raise.what.contains("budget")));
        assert!(raises.is_sorted_by(|a, b| a.points >= b.points));
    }
}
