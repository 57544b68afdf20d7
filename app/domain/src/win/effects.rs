//! What each fact of a deal does to its log odds.

use chrono::{DateTime, Utc};

use super::config::WinConfig;
use super::{DealSignals, NextStep, Record};
use crate::explain::Factor;
use crate::num;
use crate::words;
use crate::{format, win};

type Effect = (Factor, String, f64);

/// All effects that apply, with their facts. Facts that are not known have none.
pub(super) fn of(deal: &DealSignals, config: &WinConfig, now: DateTime<Utc>) -> Vec<Effect> {
    let [dwell, age] = time(deal, config, now);
    [
        dwell,
        age,
        silence(deal, config, now),
        two_way(deal, config),
        contacts(deal, config),
        pushes(deal, config),
        overdue(deal, config, now),
        next_step(deal, config),
        amount(deal, config),
        record(Factor::Source, "deals from this source", deal.source, deal.all, config),
        record(Factor::Owner, "deals of this owner", deal.owner, deal.all, config),
    ]
    .into_iter()
    .flatten()
    .collect()
}

fn milli(value: u16) -> f64 {
    f64::from(value) / 1_000.0
}

/// `each` for every doubling of `value` over `norm`, at most `cap`; nothing up to the norm.
fn doublings(value: f64, norm: u16, each: u16, cap: u16) -> f64 {
    let over = libm::log2((value / f64::from(norm.max(1))).max(1.0));
    (over * milli(each)).min(milli(cap))
}

/// Time in stage and age, as far as the one takes more than the other: time is counted once.
fn time(deal: &DealSignals, config: &WinConfig, now: DateTime<Utc>) -> [Option<Effect>; 2] {
    let (age, dwell) = (age(deal, config, now), dwell(deal, config, now));
    let by_age = age.as_ref().map_or(0.0, |effect| effect.2);
    let beyond_age = dwell.map(|(factor, fact, pull)| (factor, fact, (pull - by_age).min(0.0)));
    [beyond_age, age]
}

fn dwell(deal: &DealSignals, config: &WinConfig, now: DateTime<Utc>) -> Option<Effect> {
    let norm = deal.normal_dwell_days?;
    let days = num::days_since(deal.stage_entered_at, now);
    let taken = doublings(days, norm, config.dwell_milli, config.dwell_cap_milli);
    Some((Factor::Dwell, format!("{} in this stage, norm {norm}", words::days(days)), -taken))
}

fn age(deal: &DealSignals, config: &WinConfig, now: DateTime<Utc>) -> Option<Effect> {
    let days = num::days_since(deal.created_at, now);
    if let Some(survival) = deal.survival.filter(|known| known.won >= config.survival_from_won) {
        let (floor, ceiling) = win::OPEN;
        let [new, old] = [survival.of_new, survival.at_age]
            .map(|share| num::logit(share.to_model().clamp(floor * floor, ceiling)));
        let fact = format!(
            "Of deals open for {}, {} are won; of new ones {}",
            words::days(days),
            format::percent(survival.at_age),
            format::percent(survival.of_new)
        );
        return Some((
            Factor::Age,
            fact,
            (old - new).clamp(-milli(config.survival_cap_milli), 0.0),
        ));
    }
    let norm = deal.normal_cycle_days?;
    let taken = doublings(days, norm, config.age_milli, config.age_cap_milli);
    Some((Factor::Age, format!("{} old, won deals take {norm}", words::days(days)), -taken))
}

/// Falls with every day of silence, never rises: waiting is not progress.
fn silence(deal: &DealSignals, config: &WinConfig, now: DateTime<Utc>) -> Option<Effect> {
    let at = deal.last_contact_at?;
    let left = num::decay(num::days_since(at, now), config.silence_half_days.max(1).into());
    let pull = milli(config.fresh_contact_milli) - milli(config.silence_milli) * (1.0 - left);
    Some((Factor::Silence, format!("Last contact {} ago", words::span(at, now)), pull))
}

fn two_way(deal: &DealSignals, config: &WinConfig) -> Option<Effect> {
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
    let pull = (worst + (best - worst) * share) * all / (all + HALF_AT);
    let fact = format!("{} of {all} contacts in 90 d came from them", deal.inbound);
    Some((Factor::TwoWay, fact, pull))
}

fn contacts(deal: &DealSignals, config: &WinConfig) -> Option<Effect> {
    let more = deal.contacts.checked_sub(1)?;
    let pull = (f64::from(more) * milli(config.contact_milli)).min(milli(config.contact_cap_milli));
    Some((Factor::Contacts, format!("{} of their people take part", deal.contacts), pull))
}

fn pushes(deal: &DealSignals, config: &WinConfig) -> Option<Effect> {
    let taken =
        (f64::from(deal.pushes) * milli(config.push_milli)).min(milli(config.push_cap_milli));
    let fact = format!("Close date moved out {}", words::count(deal.pushes.into(), "time"));
    (deal.pushes > 0).then_some((Factor::Pushes, fact, -taken))
}

fn overdue(deal: &DealSignals, config: &WinConfig, now: DateTime<Utc>) -> Option<Effect> {
    let close_on = deal.close_on?;
    let past = (now.date_naive() - close_on).num_days();
    let past = u16::try_from(past.min(3_650)).ok().filter(|past| *past > 0)?;
    let taken = milli(config.overdue_milli) + f64::from(past) * milli(config.overdue_day_milli);
    let fact = format!("Close date passed {} ago", words::days(past.into()));
    Some((Factor::Overdue, fact, -taken.min(milli(config.overdue_cap_milli))))
}

fn next_step(deal: &DealSignals, config: &WinConfig) -> Option<Effect> {
    match deal.next_step {
        NextStep::NotTracked => None,
        NextStep::Missing => Some((
            Factor::NextStep,
            "No next step agreed".to_owned(),
            -milli(config.no_next_step_milli),
        )),
        NextStep::Planned => {
            Some((Factor::NextStep, "Next step agreed".to_owned(), milli(config.next_step_milli)))
        }
    }
}

fn amount(deal: &DealSignals, config: &WinConfig) -> Option<Effect> {
    let typical = deal.typical_amount.filter(|amount| amount.get() > 0)?;
    if deal.amount.get() <= 0 {
        return None;
    }
    let cap = milli(config.amount_cap_milli);
    let doublings = libm::log2(deal.amount.to_model() / typical.to_model());
    let pull = (-doublings * milli(config.amount_milli)).clamp(-cap, cap);
    let fact = format!("Worth {}, usual is {}", format::money(deal.amount), format::money(typical));
    Some((Factor::Amount, fact, pull))
}

/// How a record differs from the overall one, in log odds, both drawn together by how few deals there are.
fn record(
    factor: Factor,
    which: &str,
    own: Record,
    all: Record,
    config: &WinConfig,
) -> Option<Effect> {
    if own.closed == 0 || all.closed == 0 {
        return None;
    }
    let (floor, ceiling) = win::OPEN;
    let overall = all.shrunk(0.5, 1.0).clamp(floor, ceiling);
    let rate = own.shrunk(overall, config.record_strength.into()).clamp(floor, ceiling);
    let cap = milli(config.record_cap_milli);
    let pull = (num::logit(rate) - num::logit(overall)).clamp(-cap, cap);
    let count = |number: u32| format::count(number.into());
    let fact = format!(
        "{} of {} {which} won, {} of {} in all",
        count(own.won),
        count(own.closed),
        count(all.won),
        count(all.closed)
    );
    Some((factor, fact, pull))
}
