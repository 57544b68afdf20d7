//! What deals that have ended teach about warnings: how long won deals stay in a stage, and how often a deal that once
//! had a warning was lost.
//!
//! What is absent: a next step. It is not kept over time, so that nothing can be said about deals that had none.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::UsualDwell;
use super::config::RiskConfig;
use super::risk::{RiskKind, fell, stuck_limit};
use crate::ids::StageId;
use crate::interaction::Sentiment;
use crate::num;

/// Fewer won stays than this are an anecdote: the fixed days hold.
pub const ENOUGH_WON: usize = 20;
/// A deal is stuck when it stays longer than this share of won deals did, in percent.
pub const QUANTILE: usize = 80;
/// Fewer deals than this with a warning say too little about it.
pub const ENOUGH_WARNED: u32 = 20;

/// One thing that was said about a deal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PastTalk {
    /// When.
    pub at: DateTime<Utc>,
    /// Whether it came from them.
    pub inbound: bool,
    /// How it felt.
    pub tone: Option<Sentiment>,
}

/// A deal that has ended, as far as warnings look at it.
#[derive(Clone, Debug, PartialEq)]
pub struct PastDeal {
    /// Won, or lost.
    pub is_won: bool,
    /// When it began.
    pub began_at: DateTime<Utc>,
    /// When it ended.
    pub ended_at: DateTime<Utc>,
    /// How often its close date was moved out.
    pub pushes: u8,
    /// How many of their people took part.
    pub contacts: u8,
    /// Whether a competitor was named.
    pub has_competitor: bool,
    /// Whether it was still open after a day on which it should have closed.
    pub was_overdue: bool,
    /// Each stage it left, with the days it had been there.
    pub stays: Vec<(StageId, f64)>,
    /// What was said, oldest first.
    pub talk: Vec<PastTalk>,
}

/// How deals ended that once had a warning.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct WarnedRecord {
    /// How many were lost,
    pub lost: u32,
    /// of so many.
    pub deals: u32,
}

impl WarnedRecord {
    fn count(&mut self, is_won: bool) {
        self.deals += 1;
        self.lost += u32::from(!is_won);
    }

    /// The share that was lost, in whole percent; `None` of nobody.
    #[must_use]
    pub fn percent(self) -> Option<u32> {
        (self.deals > 0).then(|| (self.lost * 100 + self.deals / 2) / self.deals)
    }
}

/// What is known of warnings from deals that have ended.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct RiskLesson {
    /// When it was learned; `None` when nothing was yet.
    pub learned_at: Option<DateTime<Utc>>,
    /// How long won deals stay in a stage, where enough were won.
    pub usual: BTreeMap<StageId, UsualDwell>,
    /// How deals ended that had a warning, by its kind.
    pub kinds: BTreeMap<RiskKind, WarnedRecord>,
    /// How all of them ended.
    pub all: WarnedRecord,
}

impl RiskLesson {
    /// "62 % of 45 deals with this warning were lost, 31 % of all 210", or that there are too few to say.
    #[must_use]
    pub fn precision(&self, kind: RiskKind) -> String {
        let record = self.kinds.get(&kind).copied().unwrap_or_default();
        let all = self.all.percent();
        match (record.percent(), all) {
            _ if kind == RiskKind::NoNextStep => {
                "How such deals ended is not kept: next steps have no past".to_owned()
            }
            (Some(lost), Some(all)) if record.deals >= ENOUGH_WARNED => format!(
                "{lost} % of {} ended deals with this warning were lost, {all} % of all {}",
                record.deals, self.all.deals
            ),
            _ => format!(
                "{} ended deals had this warning: too few to say how they end",
                record.deals
            ),
        }
    }
}

/// Learns from deals that have ended. `normal` are the stages' days as they were set.
#[must_use]
pub fn learn_risks(
    deals: &[PastDeal],
    normal: &BTreeMap<StageId, u16>,
    config: &RiskConfig,
    now: DateTime<Utc>,
) -> RiskLesson {
    let mut lesson =
        RiskLesson { learned_at: Some(now), usual: usual(deals), ..RiskLesson::default() };
    for deal in deals {
        lesson.all.count(deal.is_won);
        for kind in RiskKind::ALL.iter().copied() {
            if had(deal, kind, &lesson.usual, normal, config) {
                lesson.kinds.entry(kind).or_default().count(deal.is_won);
            }
        }
    }
    lesson
}

/// By stage, within how many days four of five won deals had left it.
fn usual(deals: &[PastDeal]) -> BTreeMap<StageId, UsualDwell> {
    let mut stays: BTreeMap<StageId, Vec<f64>> = BTreeMap::new();
    for (stage, days) in deals.iter().filter(|deal| deal.is_won).flat_map(|deal| &deal.stays) {
        if days.is_finite() {
            stays.entry(*stage).or_default().push(days.max(0.0));
        }
    }
    let limit = |(stage, mut days): (StageId, Vec<f64>)| {
        let count = days.len();
        if count < ENOUGH_WON {
            return None;
        }
        days.sort_by(f64::total_cmp);
        let at = days.get(count * QUANTILE / 100)?;
        let days = u16::try_from(num::whole(libm::ceil(*at))).unwrap_or(u16::MAX).max(1);
        Some((stage, UsualDwell { days, deals: u32::try_from(count).unwrap_or(u32::MAX) }))
    };
    stays.into_iter().filter_map(limit).collect()
}

/// Whether a warning would have stood on the deal at any time.
fn had(
    deal: &PastDeal,
    kind: RiskKind,
    usual: &BTreeMap<StageId, UsualDwell>,
    normal: &BTreeMap<StageId, u16>,
    config: &RiskConfig,
) -> bool {
    let days = num::days_since(deal.began_at, deal.ended_at);
    match kind {
        RiskKind::NoContact => was_silent(deal, false, config.no_contact_days.into()),
        RiskKind::NoResponse => was_silent(deal, true, config.no_response_days.into()),
        RiskKind::StuckInStage => deal.stays.iter().any(|(stage, days)| {
            let limit = stuck_limit(usual.get(stage), normal.get(stage).copied(), config);
            *days >= limit
        }),
        RiskKind::CloseDatePassed => deal.was_overdue,
        RiskKind::NoNextStep => false,
        RiskKind::Pushed => deal.pushes >= config.pushes.max(1),
        RiskKind::OneContact => deal.contacts == 1 && days >= f64::from(config.one_contact_days),
        RiskKind::SentimentFalling => {
            let tones: Vec<Sentiment> = deal.talk.iter().filter_map(|talk| talk.tone).collect();
            (1..=tones.len())
                .any(|seen| tones.get(..seen).is_some_and(|tones| fell(tones).is_some()))
        }
        RiskKind::CompetitorNamed => deal.has_competitor,
    }
}

/// Whether nothing was said for so many days, after our word or after theirs (or from the start).
fn was_silent(deal: &PastDeal, after_ours: bool, limit: f64) -> bool {
    let mut since = (deal.began_at, false);
    let mut silences = deal.talk.iter().map(|talk| (talk.at, !talk.inbound)).collect::<Vec<_>>();
    silences.push((deal.ended_at, false));
    silences.into_iter().any(|next| {
        let (from, was_ours) = std::mem::replace(&mut since, next);
        was_ours == after_ours && num::days_since(from, next.0) >= limit
    })
}

#[cfg(test)]
mod tests {
    use chrono::Duration;

    use super::*;

    fn deal(is_won: bool, days: i64) -> PastDeal {
        let began_at: DateTime<Utc> = "2026-01-01T00:00:00Z".parse().unwrap();
        PastDeal {
            is_won,
            began_at,
            ended_at: began_at + Duration::days(days),
            pushes: 0,
            contacts: 2,
            has_competitor: false,
            was_overdue: !is_won,
            stays: vec![(StageId(1), f64::from(u32::try_from(days).unwrap()))],
            talk: vec![PastTalk { at: began_at + Duration::days(1), inbound: true, tone: None }],
        }
    }

    fn learned(deals: &[PastDeal]) -> RiskLesson {
        learn_risks(deals, &BTreeMap::new(), &RiskConfig::default(), DateTime::default())
    }

    #[test]
    fn the_limit_of_a_stage_is_what_four_of_five_won_deals_stayed_below() {
        let deals: Vec<PastDeal> = (1..=20).map(|days| deal(true, days)).collect();
        let lesson = learned(&deals);
        assert_eq!(lesson.usual.get(&StageId(1)), Some(&UsualDwell { days: 17, deals: 20 }));
        assert!(learned(&deals[..19]).usual.is_empty(), "19 are an anecdote");
    }

    #[test]
    fn a_warning_is_judged_by_how_the_deals_that_had_it_ended() {
        let mut deals: Vec<PastDeal> = (0..30).map(|_| deal(true, 5)).collect();
        deals.extend((0..20).map(|_| deal(false, 40)));
        let lesson = learned(&deals);
        let of = |kind| lesson.kinds.get(&kind).copied().unwrap_or_default();
        assert_eq!(of(RiskKind::CloseDatePassed), WarnedRecord { lost: 20, deals: 20 });
        assert_eq!(of(RiskKind::NoContact), WarnedRecord { lost: 20, deals: 20 });
        assert_eq!(of(RiskKind::NoResponse).deals, 0, "they spoke last");
        assert_eq!(
            lesson.precision(RiskKind::NoContact),
            "100 % of 20 ended deals with this warning were lost, 40 % of all 50"
        );
        assert!(lesson.precision(RiskKind::Pushed).contains("too few"));
        assert!(learned(&[]).precision(RiskKind::Pushed).contains("too few"));
    }
}
