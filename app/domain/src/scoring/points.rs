//! The arithmetic of the lead score, without words and without allocation.

use chrono::{DateTime, Utc};

use super::config::{ScoreConfig, Weights};
use super::{Event, LeadSignals, Part, Profile};
use crate::interaction::{Direction, InteractionKind, Outcome, Sentiment};
use crate::num;

/// Events of one kind: how many there were, and how many are left after decay.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Tally {
    pub(super) count: u32,
    pub(super) fresh: f64,
    /// Seconds since 1970 of the newest.
    pub(super) last: Option<i64>,
}

impl Tally {
    fn add(&mut self, at: i64, fresh: f64) {
        self.count += 1;
        self.fresh += fresh;
        self.last = self.last.max(Some(at));
    }
}

/// All events of a lead, counted in one pass.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Tallies {
    pub(super) opens: Tally,
    pub(super) clicks: Tally,
    pub(super) visits: Tally,
    pub(super) forms: Tally,
    pub(super) contacts: Tally,
    pub(super) meetings: Tally,
    pub(super) calls: Tally,
    pub(super) replies: Tally,
    pub(super) warm: Tally,
    pub(super) cold: Tally,
}

impl Tallies {
    fn of(events: &[Event], half_life: f64, now: i64) -> Self {
        let mut tallies = Self::default();
        for event in events {
            let at = event.at.timestamp();
            let Ok(age) = u32::try_from(now - at) else { continue };
            tallies.add(event, at, num::decay(f64::from(age) / 86_400.0, half_life));
        }
        tallies
    }

    fn add(&mut self, event: &Event, at: i64, fresh: f64) {
        match event.outcome {
            Some(Outcome::Opened) => self.opens.add(at, fresh),
            Some(Outcome::Clicked) => self.clicks.add(at, fresh),
            _ => {}
        }
        match event.kind {
            InteractionKind::WebVisit => self.visits.add(at, fresh),
            InteractionKind::Form => self.forms.add(at, fresh),
            InteractionKind::Call | InteractionKind::Meeting if !reached(event) => return,
            InteractionKind::Call => self.calls.add(at, fresh),
            InteractionKind::Meeting => self.meetings.add(at, fresh),
            InteractionKind::Email | InteractionKind::Sms | InteractionKind::Whatsapp
                if answered(event) =>
            {
                self.replies.add(at, fresh);
            }
            InteractionKind::Email
            | InteractionKind::Sms
            | InteractionKind::Whatsapp
            | InteractionKind::Note => return,
        }
        if !matches!(event.kind, InteractionKind::WebVisit | InteractionKind::Form) {
            self.contacts.add(at, fresh);
        }
        match tone(event) {
            Some(Sentiment::Positive) => self.warm.add(at, fresh),
            Some(Sentiment::Negative) => self.cold.add(at, fresh),
            Some(Sentiment::Neutral) | None => {}
        }
    }
}

fn reached(event: &Event) -> bool {
    event.direction != Direction::Internal && event.outcome.is_none_or(Outcome::reached)
}

fn answered(event: &Event) -> bool {
    event.direction == Direction::Inbound || event.outcome == Some(Outcome::Replied)
}

/// The tone as noted, or else as the outcome tells it.
fn tone(event: &Event) -> Option<Sentiment> {
    event.sentiment.or(event.outcome.and_then(Outcome::sentiment))
}

/// Points of every factor within its part, before the part is held between 0 and 100.
#[derive(Clone, Copy, Debug)]
pub(super) struct Points {
    pub(super) tallies: Tallies,
    /// Opens, clicks, visits, forms.
    pub(super) behaviour: [f64; 4],
    /// Size, industry, seniority, region.
    pub(super) demographic: [f64; 4],
    /// Product, budget, authority, need, timeline.
    pub(super) fit: [f64; 5],
    /// Recency, frequency, depth, tone.
    pub(super) engagement: [f64; 4],
}

impl Points {
    pub(super) fn of(signals: &LeadSignals<'_>, config: &ScoreConfig, now: DateTime<Utc>) -> Self {
        let half_life = f64::from(config.half_life_days.max(1));
        let tallies = Tallies::of(signals.events, half_life, now.timestamp());
        Self {
            tallies,
            behaviour: behaviour(&tallies, config),
            demographic: demographic(&signals.profile, config),
            fit: fit(&signals.profile, config),
            engagement: engagement(&tallies, config, half_life, now.timestamp()),
        }
    }

    /// The factors' points of one part.
    pub(super) fn factors(&self, part: Part) -> &[f64] {
        match part {
            Part::Behaviour => &self.behaviour,
            Part::Demographic => &self.demographic,
            Part::Fit => &self.fit,
            Part::Engagement => &self.engagement,
        }
    }

    /// A part by itself, 0.0 to 100.0.
    pub(super) fn sub_score(&self, part: Part) -> f64 {
        self.factors(part).iter().sum::<f64>().clamp(0.0, 100.0)
    }

    /// The whole score and what each part gives to it, unrounded.
    pub(super) fn weighted(&self, weights: Weights) -> (f64, [f64; 4]) {
        let whole: u32 = Part::ALL.iter().map(|part| u32::from(weights.of(*part))).sum();
        let share =
            |part| self.sub_score(part) * f64::from(weights.of(part)) / f64::from(whole.max(1));
        let shares = [Part::Behaviour, Part::Demographic, Part::Fit, Part::Engagement].map(share);
        (shares.iter().sum(), shares)
    }
}

fn capped(fresh: f64, each: u16, cap: u16) -> f64 {
    (fresh * f64::from(each)).min(f64::from(cap))
}

fn behaviour(tallies: &Tallies, config: &ScoreConfig) -> [f64; 4] {
    let points = &config.behaviour;
    [
        capped(tallies.opens.fresh, points.open, points.open_cap),
        capped(tallies.clicks.fresh, points.click, points.click_cap),
        capped(tallies.visits.fresh, points.visit, points.visit_cap),
        capped(tallies.forms.fresh, points.form, points.form_cap),
    ]
}

/// The share of full points, unknown being none; a share above all counts as all.
fn share_of(full: u16, share: Option<crate::ratio::Ratio>) -> f64 {
    f64::from(full) * share.map_or(0.0, |share| share.to_model().clamp(0.0, 1.0))
}

fn demographic(profile: &Profile, config: &ScoreConfig) -> [f64; 4] {
    let points = &config.demographic;
    [
        profile.employees.map_or(0.0, |employees| points.for_size(employees).into()),
        share_of(points.industry, profile.industry_fit),
        points.for_seniority(profile.seniority).into(),
        share_of(points.region, profile.region_fit),
    ]
}

fn fit(profile: &Profile, config: &ScoreConfig) -> [f64; 5] {
    let points = &config.fit;
    let timeline = profile.timeline_days.map_or(0.0, |days| {
        let (soon, far) = (f64::from(points.soon_days), f64::from(points.far_days));
        let span = (far - soon).max(1.0);
        f64::from(points.soon) * ((far - f64::from(days)) / span).clamp(0.0, 1.0)
    });
    [
        share_of(points.product, profile.product_fit),
        share_of(points.budget, profile.budget_cover),
        points.for_authority(profile.authority).into(),
        capped(profile.pain_points.into(), points.pain_point, points.pain_cap),
        timeline,
    ]
}

#[expect(clippy::cast_precision_loss, reason = "seconds since 1970 are far below 2^52")]
fn engagement(tallies: &Tallies, config: &ScoreConfig, half_life: f64, now: i64) -> [f64; 4] {
    let points = &config.engagement;
    let recency = tallies.contacts.last.map_or(0.0, |last| {
        f64::from(points.recency) * num::decay((now - last) as f64 / 86_400.0, half_life)
    });
    let depth = tallies.meetings.fresh * f64::from(points.meeting)
        + tallies.calls.fresh * f64::from(points.call)
        + tallies.replies.fresh * f64::from(points.reply);
    let tone = (tallies.warm.fresh - tallies.cold.fresh) * f64::from(points.tone);
    let tone_cap = f64::from(points.tone_cap);
    [
        recency,
        capped(tallies.contacts.fresh, points.contact, points.contact_cap),
        depth.min(points.depth_cap.into()),
        tone.clamp(-tone_cap, tone_cap),
    ]
}
