//! What each fact of a deal does to its log odds by the hand-set sizes, and how it reads.

use chrono::{DateTime, Utc};

use super::config::WinConfig;
use super::{DealSignals, NextStep, Record};
use crate::explain::Factor;
use crate::num;
use crate::words;
use crate::{format, win};

/// What moves a chance besides its stage, in the order of its reasons.
pub(super) const FACTORS: [Factor; 13] = [
    Factor::Dwell,
    Factor::Age,
    Factor::Silence,
    Factor::Frequency,
    Factor::TwoWay,
    Factor::Contacts,
    Factor::Pushes,
    Factor::Overdue,
    Factor::NextStep,
    Factor::Amount,
    Factor::Source,
    Factor::Owner,
    Factor::Product,
];

/// The pull of every factor in log odds; `None` where it does not apply: what is not known is no evidence.
pub(super) fn pulls(
    deal: &DealSignals,
    config: &WinConfig,
    now: DateTime<Utc>,
) -> [Option<f64>; FACTORS.len()] {
    let [dwell, age] = time(deal, config, now);
    [
        dwell,
        age,
        silence(deal, config, now),
        // Nobody has set by hand what talking often and the product do: they weigh as soon as history shows it.
        None,
        two_way(deal, config),
        contacts(deal, config),
        pushes(deal, config),
        overdue(deal, config, now),
        next_step(deal, config),
        amount(deal, config),
        record(deal.source, deal.all, config),
        record(deal.owner, deal.all, config),
        None,
    ]
}

/// The fact behind a factor, in words.
pub(super) fn fact(
    factor: Factor,
    deal: &DealSignals,
    config: &WinConfig,
    now: DateTime<Utc>,
) -> String {
    let talk = u32::from(deal.inbound) + u32::from(deal.outbound);
    match factor {
        Factor::Dwell => dwell_fact(deal, now),
        Factor::Age => age_fact(deal, config, now),
        Factor::Silence => match deal.last_contact_at {
            Some(at) => format!("Last contact {} ago", words::span(at, now)),
            None => "No contact yet".to_owned(),
        },
        Factor::Frequency => {
            format!("{} in 90 d", format::plural(talk.into(), "contact", "contacts"))
        }
        Factor::TwoWay if talk == 0 => "No contact in 90 d".to_owned(),
        Factor::TwoWay => format!("{} of {talk} contacts in 90 d came from them", deal.inbound),
        Factor::Contacts => format!("{} of their people take part", deal.contacts),
        Factor::Pushes => {
            format!("Close date moved out {}", words::count(deal.pushes.into(), "time"))
        }
        Factor::Overdue => match past_close(deal, now) {
            Some(past) => format!("Close date passed {} ago", words::days(past)),
            None => "Close date lies ahead".to_owned(),
        },
        Factor::NextStep if deal.next_step == NextStep::Planned => "Next step agreed".to_owned(),
        Factor::NextStep => "No next step agreed".to_owned(),
        Factor::Amount => {
            let usual = deal.typical_amount.unwrap_or_default();
            format!("Worth {}, usual is {}", format::money(deal.amount), format::money(usual))
        }
        Factor::Source => record_fact("deals from this source", deal.source, deal.all),
        Factor::Owner => record_fact("deals of this owner", deal.owner, deal.all),
        Factor::Product => record_fact("deals of this product", deal.product, deal.all),
        other => other.label().to_owned(),
    }
}

pub(super) fn milli(value: u16) -> f64 {
    f64::from(value) / 1_000.0
}

/// `each` for every doubling of `value` over `norm`, at most `cap`; nothing up to the norm.
fn doublings(value: f64, norm: u16, each: u16, cap: u16) -> f64 {
    let over = libm::log2((value / f64::from(norm.max(1))).max(1.0));
    (over * milli(each)).min(milli(cap))
}

/// Time in stage and age, as far as the one takes more than the other: time is counted once.
fn time(deal: &DealSignals, config: &WinConfig, now: DateTime<Utc>) -> [Option<f64>; 2] {
    let (age, dwell) = (age(deal, config, now), dwell(deal, config, now));
    let beyond_age = dwell.map(|pull| (pull - age.unwrap_or(0.0)).min(0.0));
    [beyond_age, age]
}

fn dwell(deal: &DealSignals, config: &WinConfig, now: DateTime<Utc>) -> Option<f64> {
    let norm = deal.normal_dwell_days?;
    let days = num::days_since(deal.stage_entered_at, now);
    Some(-doublings(days, norm, config.dwell_milli, config.dwell_cap_milli))
}

fn dwell_fact(deal: &DealSignals, now: DateTime<Utc>) -> String {
    let days = num::days_since(deal.stage_entered_at, now);
    let norm = deal.normal_dwell_days.unwrap_or_default();
    format!("{} in this stage, norm {norm}", words::days(days))
}

fn survival(deal: &DealSignals, config: &WinConfig) -> Option<win::Survival> {
    deal.survival.filter(|known| known.won >= config.survival_from_won)
}

fn age(deal: &DealSignals, config: &WinConfig, now: DateTime<Utc>) -> Option<f64> {
    if let Some(survival) = survival(deal, config) {
        let (floor, ceiling) = win::OPEN;
        let [new, old] = [survival.of_new, survival.at_age]
            .map(|share| num::logit(share.to_model().clamp(floor * floor, ceiling)));
        return Some((old - new).clamp(-milli(config.survival_cap_milli), 0.0));
    }
    let days = num::days_since(deal.created_at, now);
    let norm = deal.normal_cycle_days?;
    Some(-doublings(days, norm, config.age_milli, config.age_cap_milli))
}

fn age_fact(deal: &DealSignals, config: &WinConfig, now: DateTime<Utc>) -> String {
    let days = words::days(num::days_since(deal.created_at, now));
    if let Some(survival) = survival(deal, config) {
        return format!(
            "Of deals open for {days}, {} are won; of new ones {}",
            format::percent(survival.at_age),
            format::percent(survival.of_new)
        );
    }
    format!("{days} old, won deals take {}", deal.normal_cycle_days.unwrap_or_default())
}

/// Falls with every day of silence, never rises: waiting is not progress.
fn silence(deal: &DealSignals, config: &WinConfig, now: DateTime<Utc>) -> Option<f64> {
    let at = deal.last_contact_at?;
    let left = num::decay(num::days_since(at, now), config.silence_half_days.max(1).into());
    Some(milli(config.fresh_contact_milli) - milli(config.silence_milli) * (1.0 - left))
}

fn two_way(deal: &DealSignals, config: &WinConfig) -> Option<f64> {
    /// Above this share from them, a talk counts as two-way in full.
    const FULL_SHARE: f64 = 0.4;
    /// Few messages say little: this many count half.
    const HALF_AT: f64 = 2.0;
    let (from_them, all) =
        (f64::from(deal.inbound), f64::from(deal.inbound) + f64::from(deal.outbound));
    if all == 0.0 {
        return None;
    }
    let share = (from_them / all / FULL_SHARE).min(1.0);
    let (best, worst) = (milli(config.two_way_milli), -milli(config.one_way_milli));
    Some((worst + (best - worst) * share) * all / (all + HALF_AT))
}

fn contacts(deal: &DealSignals, config: &WinConfig) -> Option<f64> {
    let more = deal.contacts.checked_sub(1)?;
    Some((f64::from(more) * milli(config.contact_milli)).min(milli(config.contact_cap_milli)))
}

fn pushes(deal: &DealSignals, config: &WinConfig) -> Option<f64> {
    let taken =
        (f64::from(deal.pushes) * milli(config.push_milli)).min(milli(config.push_cap_milli));
    (deal.pushes > 0).then_some(-taken)
}

/// Days since the close date passed; `None` while it lies ahead or is not known.
pub(super) fn past_close(deal: &DealSignals, now: DateTime<Utc>) -> Option<f64> {
    let past = (now.date_naive() - deal.close_on?).num_days();
    u16::try_from(past.min(3_650)).ok().filter(|past| *past > 0).map(f64::from)
}

fn overdue(deal: &DealSignals, config: &WinConfig, now: DateTime<Utc>) -> Option<f64> {
    let past = past_close(deal, now)?;
    let taken = milli(config.overdue_milli) + past * milli(config.overdue_day_milli);
    Some(-taken.min(milli(config.overdue_cap_milli)))
}

fn next_step(deal: &DealSignals, config: &WinConfig) -> Option<f64> {
    match deal.next_step {
        NextStep::NotTracked => None,
        NextStep::Missing => Some(-milli(config.no_next_step_milli)),
        NextStep::Planned => Some(milli(config.next_step_milli)),
    }
}

/// How often the amount is double what is usual; negative below.
pub(super) fn amount_doublings(deal: &DealSignals) -> Option<f64> {
    let typical = deal.typical_amount.filter(|amount| amount.get() > 0)?;
    (deal.amount.get() > 0).then(|| libm::log2(deal.amount.to_model() / typical.to_model()))
}

fn amount(deal: &DealSignals, config: &WinConfig) -> Option<f64> {
    let cap = milli(config.amount_cap_milli);
    Some((-amount_doublings(deal)? * milli(config.amount_milli)).clamp(-cap, cap))
}

/// How a record differs from the overall one, in log odds, both drawn together by how few deals there are.
pub(super) fn apart(own: Record, all: Record, config: &WinConfig) -> Option<f64> {
    if own.closed == 0 || all.closed == 0 {
        return None;
    }
    let (floor, ceiling) = win::OPEN;
    let overall = all.shrunk(0.5, 1.0).clamp(floor, ceiling);
    let rate = own.shrunk(overall, config.record_strength.into()).clamp(floor, ceiling);
    Some(num::logit(rate) - num::logit(overall))
}

fn record(own: Record, all: Record, config: &WinConfig) -> Option<f64> {
    let cap = milli(config.record_cap_milli);
    apart(own, all, config).map(|pull| pull.clamp(-cap, cap))
}

fn record_fact(which: &str, own: Record, all: Record) -> String {
    let count = |number: u32| format::count(number.into());
    format!(
        "{} of {} {which} won, {} of {} in all",
        count(own.won),
        count(own.closed),
        count(all.won),
        count(all.closed)
    )
}
