//! What to do now, in order: value x probability x urgency x reachable now, each item with its reason.
//!
//! What is absent: memory. The order follows from the facts of the moment alone, so two calls agree.

mod action;
mod config;
mod past_risk;
mod priority;
mod risk;
mod urgency;

use std::cmp::Ordering;

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

pub use action::{ActionKind, NextAction};
pub use config::{PriorityWeights, QueueConfig, RiskConfig, Urgencies};
pub use past_risk::{PastDeal, PastTalk, RiskLesson, WarnedRecord, learn_risks};
pub use risk::{Risk, RiskKind, risks};

use crate::explain::Contribution;
use crate::ids::{LeadId, OpportunityId, TaskId};
use crate::interaction::Sentiment;
use crate::lead::ContactMethod;
use crate::money::Cents;
use crate::ratio::Ratio;
use crate::rhythm::Rhythm;
use crate::scoring::Score;
use crate::task::TaskKind;
use crate::text_enum::text_enum;
use urgency::Situation;

/// What an item is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(tag = "kind", content = "id", rename_all = "snake_case")]
pub enum Subject {
    /// A lead without an open deal.
    Lead(LeadId),
    /// An open deal.
    Deal(OpportunityId),
    /// An open task.
    Task(TaskId),
}

/// The person to reach, and what was said last.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ContactFacts {
    /// The person's name, or the company's where no person is known.
    pub who: String,
    /// First seen.
    pub created_at: DateTime<Utc>,
    /// Last contact in either direction.
    pub last_contact_at: Option<DateTime<Utc>>,
    /// Last message from them. At or after the last contact, it waits for an answer.
    pub last_inbound_at: Option<DateTime<Utc>>,
    /// How they want to be reached.
    pub preferred: Option<ContactMethod>,
    /// The hours at which they can be reached on working days, on their own clock: from, until. The configuration's
    /// office hours where not known.
    pub hours: Option<(u8, u8)>,
    /// Minutes their clock is ahead of UTC.
    pub utc_offset_minutes: i32,
    /// Asked not to be contacted.
    pub do_not_contact: bool,
    /// When calls to them are answered; nothing where too few were made.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rhythm: Option<Rhythm>,
}

impl ContactFacts {
    /// Somebody new, of whom only the name is known; fill in the rest with `..`.
    #[must_use]
    pub const fn new(who: String, created_at: DateTime<Utc>) -> Self {
        Self {
            who,
            created_at,
            last_contact_at: None,
            last_inbound_at: None,
            preferred: None,
            hours: None,
            utc_offset_minutes: 0,
            do_not_contact: false,
            rhythm: None,
        }
    }
}

/// Where a deal stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DealFacts {
    /// The stage's name.
    pub stage: String,
    /// Since when it is in that stage.
    pub stage_entered_at: DateTime<Utc>,
    /// Median days won deals spent in this stage.
    pub normal_dwell_days: Option<u16>,
    /// The day it is meant to close.
    pub close_on: Option<NaiveDate>,
    /// How often that day was moved out.
    pub pushes: u8,
    /// How many of their people take part; 0 is not known.
    pub contacts: u8,
    /// The next step; empty when none is agreed.
    pub next_step: String,
    /// The day of the next step.
    pub next_step_on: Option<NaiveDate>,
    /// What speaks for a warning besides.
    #[serde(default)]
    pub signs: DealSigns,
}

/// What speaks for a warning besides where a deal stands.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct DealSigns {
    /// Who else they talk to.
    pub competitors: Vec<String>,
    /// How the last contacts felt, oldest first.
    pub tones: Vec<Sentiment>,
    /// How long won deals stay in its stage; `None` until enough were won.
    pub usual: Option<UsualDwell>,
}

/// How long won deals stay in a stage.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct UsualDwell {
    /// Four of five had left it within these days.
    pub days: u16,
    /// How many deals that is known from.
    pub deals: u32,
}

/// What a task says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TaskFacts {
    /// Its title.
    pub title: String,
    /// What kind of thing.
    pub kind: TaskKind,
}

/// Something that may deserve a place in the queue.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Candidate {
    /// What it is.
    pub subject: Subject,
    /// The person to reach.
    pub contact: ContactFacts,
    /// Where they work.
    pub company: Option<String>,
    /// What is at stake; for a lead, what such leads bring when they buy; nothing where not known.
    pub value: Cents,
    /// How likely it is to be won; nothing where not known.
    pub probability: Ratio,
    /// The lead's score.
    pub score: Option<Score>,
    /// When a task is due, or when somebody means to come back to a lead or a deal.
    pub due_at: Option<DateTime<Utc>>,
    /// Out of sight until then.
    pub snoozed_until: Option<DateTime<Utc>>,
    /// For a deal: where it stands.
    pub deal: Option<DealFacts>,
    /// For a task: what it says.
    pub task: Option<TaskFacts>,
}

text_enum! {
    /// Where in the queue an item stands.
    Band {
        /// To be done now.
        Now = "now", "Now";
        /// Not pressing, or not reachable at this hour.
        Later = "later", "Later";
        /// It is their turn.
        Waiting = "waiting", "Waiting";
        /// Put off by hand.
        Snoozed = "snoozed", "Snoozed";
    }
}

/// One line of the queue.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct QueueItem {
    /// What it is about.
    pub subject: Subject,
    /// The person to reach.
    pub who: String,
    /// Where they work.
    pub company: Option<String>,
    /// What is at stake.
    pub value: Cents,
    /// How likely it is to be won.
    pub probability: Ratio,
    /// The lead's score.
    pub score: Option<Score>,
    /// What to do.
    pub action: NextAction,
    /// Why now: a fact, such as "No reply for 4 d, norm 2".
    pub reason: String,
    /// How pressing it is, from nothing to all.
    pub urgency: Ratio,
    /// Whether they can be reached now, from nothing to all.
    pub reach: Ratio,
    /// 0 to 100: the order within a band.
    pub priority: i32,
    /// The day and hours at which they answer calls, where the action is a call and a time stands out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub best_time: Option<String>,
    /// Why that priority; these sum exactly to it.
    pub contributions: Vec<Contribution>,
    /// Where in the queue it stands.
    pub band: Band,
    /// When it is due.
    pub due_at: Option<DateTime<Utc>>,
    /// Out of sight until then.
    pub snoozed_until: Option<DateTime<Utc>>,
}

/// Puts candidates into the order to take them: by band, then by priority; ties by what they are and their id, so
/// that the order never flickers.
///
/// ```
/// use domain::ids::LeadId;
/// use domain::money::Cents;
/// use domain::queue::{ActionKind, Band, Candidate, ContactFacts, QueueConfig, Subject, build_queue};
/// use domain::ratio::Ratio;
///
/// let now = "2026-11-12T09:00:00Z".parse().unwrap();
/// let ana = Candidate {
///     subject: Subject::Lead(LeadId(1)),
///     contact: ContactFacts {
///         last_contact_at: Some("2026-11-08T09:00:00Z".parse().unwrap()),
///         ..ContactFacts::new("Ana Ruiz".to_owned(), "2026-11-01T09:00:00Z".parse().unwrap())
///     },
///     company: Some("Acme".to_owned()),
///     value: Cents(1_250_000),
///     probability: Ratio::from_bp(3_000),
///     score: None,
///     due_at: None,
///     snoozed_until: None,
///     deal: None,
///     task: None,
/// };
/// let queue = build_queue(&[ana], &QueueConfig::default(), now);
///
/// let first = queue.first().unwrap();
/// assert_eq!((first.band, first.action.kind), (Band::Now, ActionKind::Call));
/// assert_eq!(first.action.label, "Call Ana Ruiz");
/// assert_eq!(first.reason.replace('\u{a0}', " "), "No reply for 4 d, norm 2");
/// ```
#[must_use]
pub fn build_queue(
    candidates: &[Candidate],
    config: &QueueConfig,
    now: DateTime<Utc>,
) -> Vec<QueueItem> {
    let mut ranked: Vec<(f64, QueueItem)> =
        candidates.iter().map(|candidate| item(candidate, config, now)).collect();
    ranked.sort_by(by_band_and_rank);
    let room = usize::from(config.now_at_most);
    for (_, item) in ranked.iter_mut().skip(room).filter(|(_, item)| item.band == Band::Now) {
        item.band = Band::Later;
    }
    ranked.sort_by(by_band_and_rank);
    ranked.into_iter().map(|(_, item)| item).collect()
}

fn by_band_and_rank((a, left): &(f64, QueueItem), (b, right): &(f64, QueueItem)) -> Ordering {
    left.band.cmp(&right.band).then(b.total_cmp(a)).then(left.subject.cmp(&right.subject))
}

/// The best thing to do about one candidate, with its reason; the same as its line in the queue.
#[must_use]
pub fn next_action(candidate: &Candidate, config: &QueueConfig, now: DateTime<Utc>) -> QueueItem {
    item(candidate, config, now).1
}

fn item(candidate: &Candidate, config: &QueueConfig, now: DateTime<Utc>) -> (f64, QueueItem) {
    let situation = urgency::most_pressing(candidate, config, now);
    let reach = urgency::reach(&candidate.contact, situation.action.kind, config, now);
    let rank = priority::rank(candidate, &situation, reach, config);
    let band = band(candidate, &situation, reach, config, now);
    let item = QueueItem {
        subject: candidate.subject,
        who: candidate.contact.who.clone(),
        company: candidate.company.clone(),
        value: candidate.value,
        probability: candidate.probability,
        score: candidate.score,
        urgency: Ratio::from_model(situation.urgency),
        reach: Ratio::from_model(reach),
        priority: rank.points,
        contributions: rank.contributions,
        band,
        best_time: best_time(candidate, &situation),
        due_at: candidate.due_at,
        snoozed_until: candidate.snoozed_until,
        action: situation.action,
        reason: situation.reason,
    };
    (rank.exact, item)
}

fn best_time(candidate: &Candidate, situation: &Situation) -> Option<String> {
    let is_call = situation.action.kind == ActionKind::Call;
    candidate.contact.rhythm.as_ref().filter(|_| is_call)?.summary()
}

fn band(
    candidate: &Candidate,
    situation: &Situation,
    reach: f64,
    config: &QueueConfig,
    now: DateTime<Utc>,
) -> Band {
    let pressing = situation.urgency * 100.0 >= f64::from(config.now_from);
    if candidate.snoozed_until.is_some_and(|until| until > now) {
        Band::Snoozed
    } else if situation.waiting {
        Band::Waiting
    } else if pressing && reach * 100.0 >= f64::from(config.reach_from) {
        Band::Now
    } else {
        Band::Later
    }
}
