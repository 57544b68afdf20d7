//! The sizes of the effects on a win probability: data that an admin may tune.

use serde::{Deserialize, Serialize};

/// Everything the win probability can be tuned by. Effects are in thousandths of log odds: near 50 %, 400 are
/// about ten percentage points.
///
/// The defaults are hand-set and modest on purpose: on public pipelines, fields known at entry carry little signal,
/// while silence, time in stage and moved dates carry most.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct WinConfig {
    /// As how many closed deals the stage's default counts; 20 by default.
    pub stage_strength: u16,
    /// As how many closed deals the default counts when it comes to how sure we are; 4 by default.
    pub default_worth: u16,
    /// As how many closed deals the overall rate counts in the rate of a source or an owner; 50 by default.
    pub record_strength: u16,
    /// The most a source or an owner can move; 500 by default.
    pub record_cap_milli: u16,
    /// What the hand-set effects may be off by, as a standard deviation; 350 by default.
    pub model_doubt_milli: u16,
    /// Taken for each doubling of time in stage over the norm; 500 by default.
    pub dwell_milli: u16,
    /// The most taken for time in stage; 1,000 by default.
    pub dwell_cap_milli: u16,
    /// Taken for each doubling of age over the norm; 250 by default.
    pub age_milli: u16,
    /// The most taken for age; 500 by default.
    pub age_cap_milli: u16,
    /// The most taken for age where history shows what it does; 4,000 by default, which makes 50 % into 2 %.
    pub survival_cap_milli: u16,
    /// The won deals from which history shows that; 30 by default.
    pub survival_from_won: u32,
    /// Given for contact just now; 300 by default.
    pub fresh_contact_milli: u16,
    /// Taken from that in the end, when there is only silence; 1,500 by default.
    pub silence_milli: u16,
    /// Days of silence after which half of that is taken; 14 by default.
    pub silence_half_days: u16,
    /// Given when at least two fifths of the contact comes from them; 300 by default.
    pub two_way_milli: u16,
    /// Taken when nothing comes from them; 400 by default.
    pub one_way_milli: u16,
    /// Given for each of their people beyond the first; 150 by default.
    pub contact_milli: u16,
    /// The most given for people; 450 by default.
    pub contact_cap_milli: u16,
    /// Taken each time the close date was moved out; 250 by default.
    pub push_milli: u16,
    /// The most taken for that; 750 by default.
    pub push_cap_milli: u16,
    /// Taken when the close date has passed, at once; 200 by default.
    pub overdue_milli: u16,
    /// And for each day it is past; 20 by default.
    pub overdue_day_milli: u16,
    /// The most taken for a passed close date; 800 by default.
    pub overdue_cap_milli: u16,
    /// Given for an agreed next step; 150 by default.
    pub next_step_milli: u16,
    /// Taken when none is agreed; 250 by default.
    pub no_next_step_milli: u16,
    /// Taken for each doubling of the amount over what is usual, given for each halving; 100 by default.
    pub amount_milli: u16,
    /// The most the amount moves; 300 by default.
    pub amount_cap_milli: u16,
    /// Days a deal in hand usually takes to close, where nothing better is known; 45 by default.
    pub days_to_close: u16,
    /// How much a close date still to come counts against the usual days left, in hundredths; 50 by default.
    pub close_date_trust: u8,
}

impl Default for WinConfig {
    fn default() -> Self {
        Self {
            stage_strength: 20,
            default_worth: 4,
            record_strength: 50,
            record_cap_milli: 500,
            model_doubt_milli: 350,
            dwell_milli: 500,
            dwell_cap_milli: 1_000,
            age_milli: 250,
            age_cap_milli: 500,
            survival_cap_milli: 4_000,
            survival_from_won: 30,
            fresh_contact_milli: 300,
            silence_milli: 1_500,
            silence_half_days: 14,
            two_way_milli: 300,
            one_way_milli: 400,
            contact_milli: 150,
            contact_cap_milli: 450,
            push_milli: 250,
            push_cap_milli: 750,
            overdue_milli: 200,
            overdue_day_milli: 20,
            overdue_cap_milli: 800,
            next_step_milli: 150,
            no_next_step_milli: 250,
            amount_milli: 100,
            amount_cap_milli: 300,
            days_to_close: 45,
            close_date_trust: 50,
        }
    }
}
