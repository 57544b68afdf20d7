//! The lead score in words: each factor's fact, with the points it gave.

use chrono::{DateTime, Utc};

use super::config::ScoreConfig;
use super::points::{Points, Tally};
use super::{LeadSignals, Part, Profile, Seniority};
use crate::explain::{Contribution, Factor, contributions};
use crate::format;
use crate::lead::Authority;
use crate::ratio::Ratio;
use crate::words;

/// Why a part gives the points it gives; they sum exactly to `given`.
pub(super) fn of(
    part: Part,
    points: &Points,
    signals: &LeadSignals<'_>,
    config: &ScoreConfig,
    now: DateTime<Utc>,
    given: i32,
) -> Vec<Contribution> {
    let facts = match part {
        Part::Behaviour => behaviour(points, now),
        Part::Demographic => demographic(&signals.profile),
        Part::Fit => fit(&signals.profile),
        Part::Engagement => engagement(points, now),
    };
    let factors = points.factors(part);
    let raw: f64 = factors.iter().sum();
    let whole: u32 = Part::ALL.iter().map(|part| u32::from(config.weights.of(*part))).sum();
    let weight = f64::from(config.weights.of(part)) / f64::from(whole.max(1));
    // A part held at 0 or 100 shrinks its reasons alike, so that they still add up.
    let scale = if raw > 0.0 { weight * points.sub_score(part) / raw } else { 0.0 };
    let shares = facts.into_iter().zip(factors);
    let shares = shares.map(|((factor, fact), points)| (factor, fact, points * scale)).collect();
    contributions(shares, given)
}

/// The factors nobody has found out about, those worth most first.
pub(super) fn unknown(profile: &Profile) -> Vec<Factor> {
    [
        (Factor::ProductFit, profile.product_fit.is_none()),
        (Factor::Budget, profile.budget_cover.is_none()),
        (Factor::Authority, profile.authority == Authority::Unknown),
        (Factor::Need, profile.pain_points == 0),
        (Factor::Timeline, profile.timeline_days.is_none()),
        (Factor::CompanySize, profile.employees.is_none()),
        (Factor::Industry, profile.industry_fit.is_none()),
        (Factor::Seniority, profile.seniority == Seniority::Unknown),
        (Factor::Region, profile.region_fit.is_none()),
    ]
    .into_iter()
    .filter_map(|(factor, missing)| missing.then_some(factor))
    .collect()
}

/// ", the last 2 d ago", or " 2 d ago" when there was one only.
fn last(tally: &Tally, now: DateTime<Utc>) -> String {
    let Some(at) = tally.last.and_then(|seconds| DateTime::from_timestamp(seconds, 0)) else {
        return String::new();
    };
    let lead_in = if tally.count == 1 { " " } else { ", the last " };
    format!("{lead_in}{} ago", words::span(at, now))
}

fn behaviour(points: &Points, now: DateTime<Utc>) -> Vec<(Factor, String)> {
    let fact = |factor, verb: &str, tally: &Tally, noun: &str| {
        (factor, format!("{verb} {}{}", words::count(tally.count, noun), last(tally, now)))
    };
    let tallies = &points.tallies;
    vec![
        fact(Factor::MailsOpened, "Opened", &tallies.opens, "mail"),
        fact(Factor::LinksClicked, "Clicked", &tallies.clicks, "link"),
        fact(Factor::WebVisits, "Paid", &tallies.visits, "web visit"),
        fact(Factor::FormsSent, "Sent", &tallies.forms, "form"),
    ]
}

fn percent(share: Option<Ratio>) -> i32 {
    share.unwrap_or_default().percent()
}

fn demographic(profile: &Profile) -> Vec<(Factor, String)> {
    vec![
        (
            Factor::CompanySize,
            format!("Company of {} people", format::count(profile.employees.unwrap_or(0).into())),
        ),
        (Factor::Industry, format!("Industry fits {} %", percent(profile.industry_fit))),
        (Factor::Seniority, format!("Job title is {}", profile.seniority.label().to_lowercase())),
        (Factor::Region, format!("Region fits {} %", percent(profile.region_fit))),
    ]
}

fn fit(profile: &Profile) -> Vec<(Factor, String)> {
    let authority = match profile.authority {
        Authority::Unknown => "Say in buying not known",
        Authority::User => "Uses what is bought",
        Authority::Influencer => "Is heard when it is bought",
        Authority::Decider => "Decides what is bought",
    };
    let days = profile.timeline_days.unwrap_or(0).into();
    let budget = |covered| match covered {
        100.. => "Budget covers the price".to_owned(),
        less => format!("Budget covers {less} % of the price"),
    };
    vec![
        (Factor::ProductFit, format!("Product fits {} %", percent(profile.product_fit))),
        (Factor::Budget, budget(percent(profile.budget_cover))),
        (Factor::Authority, authority.to_owned()),
        (Factor::Need, format!("Told us {}", words::count(profile.pain_points.into(), "problem"))),
        (Factor::Timeline, format!("Wants it within {}", words::count(days, "day"))),
    ]
}

fn engagement(points: &Points, now: DateTime<Utc>) -> Vec<(Factor, String)> {
    let tallies = &points.tallies;
    let depth = [
        (&tallies.meetings, "meeting"),
        (&tallies.calls, "call answered"),
        (&tallies.replies, "message from them"),
    ];
    let depth: Vec<String> = depth
        .into_iter()
        .filter(|(tally, _)| tally.count > 0)
        .map(|(tally, noun)| match noun.split_once(' ') {
            Some((noun, rest)) => format!("{} {rest}", words::count(tally.count, noun)),
            None => words::count(tally.count, noun),
        })
        .collect();
    let (warm, cold) = (tallies.warm.count, tallies.cold.count);
    vec![
        (
            Factor::Recency,
            format!("Last two-way contact{}", last(&Tally { count: 1, ..tallies.contacts }, now)),
        ),
        (Factor::Frequency, words::count(tallies.contacts.count, "two-way contact")),
        (Factor::Depth, depth.join(", ")),
        (
            Factor::Sentiment,
            format!("{}, {} negative", words::count(warm, "positive reaction"), cold),
        ),
    ]
}
