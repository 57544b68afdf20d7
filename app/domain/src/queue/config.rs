//! What makes an item pressing and a deal risky: data that an admin may tune.

use serde::{Deserialize, Serialize};

use crate::money::Cents;

/// Everything the queue can be tuned by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct QueueConfig {
    /// How much value, probability, urgency and reach count.
    pub weights: PriorityWeights,
    /// How pressing each situation is.
    pub urgencies: Urgencies,
    /// When a deal is at risk.
    pub risk: RiskConfig,
    /// A value that counts half; 10,000 by default.
    pub typical_value: Cents,
    /// Days in which a reply usually comes; 2 by default.
    pub reply_norm_days: u16,
    /// Days after which an unanswered message of theirs is let go; 30 by default.
    pub answer_within_days: u16,
    /// The urgency, 0 to 100, from which an item belongs into "now"; 45 by default.
    pub now_from: u8,
    /// How many items "now" holds at most, the rest is for later; 12 by default: what a person can do before the
    /// order has changed.
    pub now_at_most: u16,
    /// The reach, 0 to 100, below which an item waits for a better hour; 30 by default.
    pub reach_from: u8,
    /// The hours people can be reached where nothing else is known; 9 to 18 by default.
    pub office_hours: (u8, u8),
}

impl Default for QueueConfig {
    fn default() -> Self {
        Self {
            weights: PriorityWeights::default(),
            urgencies: Urgencies::default(),
            risk: RiskConfig::default(),
            typical_value: Cents(1_000_000),
            reply_norm_days: 2,
            answer_within_days: 30,
            now_from: 45,
            now_at_most: 12,
            reach_from: 30,
            office_hours: (9, 18),
        }
    }
}

/// How much each part counts in the priority; only their proportion matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct PriorityWeights {
    /// 25 by default.
    pub value: u8,
    /// 20 by default.
    pub probability: u8,
    /// 40 by default: what cannot wait comes before what is large.
    pub urgency: u8,
    /// 15 by default.
    pub reach: u8,
}

impl Default for PriorityWeights {
    fn default() -> Self {
        Self { value: 25, probability: 20, urgency: 40, reach: 15 }
    }
}

/// How pressing each situation is, 0 to 100.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Urgencies {
    /// They wrote and nobody answered; 95 by default.
    pub unanswered: u8,
    /// Something is overdue; 85 by default, and one more for each day, up to 99.
    pub overdue: u8,
    /// Something is due today; 75 by default.
    pub due_today: u8,
    /// A new lead nobody has spoken to; 80 by default, and one less for each day, down to `no_contact`.
    pub new_lead: u8,
    /// No reply, longer than usual; 60 by default, four more for each further norm up to 76, fading after four weeks.
    pub no_reply: u8,
    /// The close date has passed; 70 by default.
    pub close_date_passed: u8,
    /// No contact for too long; 58 by default.
    pub no_contact: u8,
    /// Longer in the stage than won deals; 52 by default.
    pub stuck: u8,
    /// No next step agreed; 50 by default.
    pub no_next_step: u8,
    /// Close date moved out again and again; 40 by default.
    pub pushed: u8,
    /// Only one of their people takes part; 35 by default.
    pub one_contact: u8,
    /// Due on a later day; 25 by default.
    pub planned: u8,
    /// Nothing asks for it; 10 by default.
    pub quiet: u8,
}

impl Default for Urgencies {
    fn default() -> Self {
        Self {
            unanswered: 95,
            overdue: 85,
            due_today: 75,
            new_lead: 80,
            no_reply: 60,
            close_date_passed: 70,
            no_contact: 58,
            stuck: 52,
            no_next_step: 50,
            pushed: 40,
            one_contact: 35,
            planned: 25,
            quiet: 10,
        }
    }
}

/// From when on a deal is at risk.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct RiskConfig {
    /// Days without contact; 14 by default.
    pub no_contact_days: u16,
    /// Days without a reply to our last message; 7 by default.
    pub no_response_days: u16,
    /// Time in stage against the norm, in hundredths; 150 by default.
    pub stuck_percent: u16,
    /// Days in a stage that has no norm yet; 30 by default.
    pub stuck_days: u16,
    /// Times the close date was moved out; 2 by default.
    pub pushes: u8,
    /// Days after which one contact only is too few; 14 by default.
    pub one_contact_days: u16,
}

impl Default for RiskConfig {
    fn default() -> Self {
        Self {
            no_contact_days: 14,
            no_response_days: 7,
            stuck_percent: 150,
            stuck_days: 30,
            pushes: 2,
            one_contact_days: 14,
        }
    }
}
