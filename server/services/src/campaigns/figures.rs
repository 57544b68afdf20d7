//! The figures of a report, from what the store reads of a scope.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Days, NaiveDate};
use domain::access::Scope;
use domain::campaigns::{
    Brought, CampaignReport, CampaignRow, Channel, Journey, Life, Model, SourceRow, advise,
    attribute, conversion,
};
use domain::ids::CampaignId;
use domain::money::Cents;
use store::Tx;
use store::bulk::Campaign;
use store::campaigns::{self, Cohort, Met, Won};
use store::catalogue::Shelved;

use crate::{Ctx, ServiceResult, day};

/// Advice rests on campaigns that began in the last two years: older prices say little about the next euro.
const RECENT: Days = Days::new(730);
/// Half a month: where in its month a lead came is not known of those that are only counted.
const MID_MONTH: i64 = 15;

/// Weeks and whether they became customers, with how many leads.
type Lives = BTreeMap<(i64, bool), i64>;

fn lives(counted: &Lives) -> Vec<Life> {
    let life = |((weeks, converted), leads): (&(i64, bool), &i64)| Life {
        weeks: *weeks,
        converted: *converted,
        leads: *leads,
    };
    counted.iter().map(life).collect()
}

/// The report of a scope.
pub(super) async fn report(ctx: &Ctx, tx: &mut Tx, scope: &Scope) -> ServiceResult<CampaignReport> {
    let today = day::today(ctx, tx).await?;
    let all = campaigns::list(tx).await?;
    let costs: BTreeMap<CampaignId, Cents> = campaigns::costs(tx).await?.into_iter().collect();
    let met = campaigns::met(tx, scope).await?;
    let won = campaigns::won(tx, scope).await?;
    let cohorts = campaigns::cohorts(tx, scope).await?;
    let by_lead = by_lead(&met);
    let journeys = journeys(&won, &by_lead);
    let reached = reached(&by_lead, &first_won(&won), today);
    let credited = Model::ALL.iter().map(|model| attribute(*model, &journeys)).collect::<Vec<_>>();
    let of = |campaign: Option<CampaignId>| {
        let mut revenue = [Cents::ZERO; 4];
        for (sum, credited) in revenue.iter_mut().zip(&credited) {
            *sum = credited.get(&campaign).copied().unwrap_or_default();
        }
        revenue
    };
    let rows: Vec<CampaignRow> = all
        .iter()
        .map(|Shelved { record, .. }| {
            let brought = Brought {
                conversion: conversion(&reached.get(&record.id).map(lives).unwrap_or_default()),
                cost: costs.get(&record.id).copied().unwrap_or_default(),
                revenue: of(Some(record.id)),
            };
            row(record, brought)
        })
        .collect();
    let since = today.checked_sub_days(RECENT).unwrap_or(today);
    Ok(CampaignReport {
        made_at: ctx.now(),
        sources: sources(&rows, &won, &cohorts, today),
        advice: advise(&channels(&rows, &journeys, since)),
        unknown: of(None).first().copied().unwrap_or_default(),
        won: Cents::sum(won.iter().map(|deal| Cents(deal.amount_cents))),
        campaigns: rows,
    })
}

/// A campaign as the list shows it.
pub(super) fn row(record: &Campaign, brought: Brought) -> CampaignRow {
    CampaignRow {
        id: record.id,
        name: record.name.clone(),
        source: record.source.clone(),
        status: record.status,
        starts_on: record.starts_on,
        ends_on: record.ends_on,
        budget: record.budget,
        brought,
    }
}

fn by_lead(met: &[Met]) -> BTreeMap<i64, Vec<&Met>> {
    let mut leads: BTreeMap<i64, Vec<&Met>> = BTreeMap::new();
    for touch in met {
        leads.entry(touch.lead_id).or_default().push(touch);
    }
    leads
}

/// The day each person's first deal was won.
fn first_won(won: &[Won]) -> BTreeMap<i64, NaiveDate> {
    let mut first = BTreeMap::new();
    for deal in won {
        if let Some(lead) = deal.lead_id {
            first.entry(lead).or_insert(deal.closed_on);
        }
    }
    first
}

/// Each won deal with the campaigns its person met until that day.
fn journeys(won: &[Won], met: &BTreeMap<i64, Vec<&Met>>) -> Vec<Journey> {
    let journey = |deal: &Won| {
        let touches = deal.lead_id.and_then(|lead| met.get(&lead));
        let until =
            touches.into_iter().flatten().filter(|met| met.at.date_naive() <= deal.closed_on);
        Journey {
            amount: Cents(deal.amount_cents),
            touches: until.map(|met| CampaignId(met.campaign_id)).collect(),
        }
    };
    won.iter().map(journey).collect()
}

/// The leads a campaign reached before they were customers, from the day it did.
fn reached(
    met: &BTreeMap<i64, Vec<&Met>>,
    first_won: &BTreeMap<i64, NaiveDate>,
    today: NaiveDate,
) -> BTreeMap<CampaignId, Lives> {
    let mut reached: BTreeMap<CampaignId, Lives> = BTreeMap::new();
    for (lead, touches) in met {
        let won = first_won.get(lead);
        let mut seen = BTreeSet::new();
        for touch in touches {
            let begins = touch.at.date_naive();
            if !seen.insert(touch.campaign_id) || won.is_some_and(|won| *won < begins) {
                continue;
            }
            let weeks = (won.copied().unwrap_or(today) - begins).num_days() / 7;
            let lives = reached.entry(CampaignId(touch.campaign_id)).or_default();
            *lives.entry((weeks, won.is_some())).or_default() += 1;
        }
    }
    reached
}

/// What each source brought: leads from the counts by month, customers one by one.
fn sources(
    rows: &[CampaignRow],
    won: &[Won],
    cohorts: &[Cohort],
    today: NaiveDate,
) -> Vec<SourceRow> {
    let mut counted: BTreeMap<&str, Lives> = BTreeMap::new();
    let mut converted: BTreeMap<(&str, NaiveDate), i64> = BTreeMap::new();
    let mut revenue: BTreeMap<&str, i64> = BTreeMap::new();
    let mut seen = BTreeSet::new();
    for deal in won {
        *revenue.entry(deal.source.as_str()).or_default() += deal.amount_cents;
        let (Some(lead), Some(source), Some(came)) =
            (deal.lead_id, deal.lead_source.as_deref(), deal.created_at)
        else {
            continue;
        };
        if seen.insert(lead) {
            let came = came.date_naive();
            let weeks = (deal.closed_on - came).num_days() / 7;
            *counted.entry(source).or_default().entry((weeks, true)).or_default() += 1;
            *converted.entry((source, domain::calendar::month_of(came))).or_default() += 1;
        }
    }
    for cohort in cohorts {
        let source = cohort.source.as_str();
        let customers = converted.get(&(source, cohort.month_on)).copied().unwrap_or(0);
        let weeks = ((today - cohort.month_on).num_days() - MID_MONTH).max(0) / 7;
        *counted.entry(source).or_default().entry((weeks, false)).or_default() +=
            (cohort.leads - customers).max(0);
    }
    let names: BTreeSet<&str> = counted
        .keys()
        .chain(revenue.keys())
        .copied()
        .chain(rows.iter().map(|row| row.source.as_str()))
        .collect();
    let of = |source: &str| {
        let own = rows.iter().filter(|row| row.source == source);
        let cost = Cents::sum(own.clone().map(|row| row.brought.cost));
        let revenue = Cents(revenue.get(source).copied().unwrap_or(0));
        let conversion = conversion(&counted.get(source).map(lives).unwrap_or_default());
        SourceRow {
            source: source.to_owned(),
            campaigns: i64::try_from(own.count()).unwrap_or(0),
            brought: Brought { conversion, cost, revenue: [revenue; 4] },
        }
    };
    let mut sources: Vec<SourceRow> = names.into_iter().map(of).collect();
    sources.sort_by_key(|row| std::cmp::Reverse(row.brought.by(Model::Position)));
    sources
}

/// The sources that cost money, with what each deal credits to their recent campaigns.
fn channels(rows: &[CampaignRow], journeys: &[Journey], since: NaiveDate) -> Vec<Channel> {
    let recent: BTreeMap<CampaignId, &str> = rows
        .iter()
        .filter(|row| row.starts_on >= since && row.brought.cost.get() > 0)
        .map(|row| (row.id, row.source.as_str()))
        .collect();
    let mut channels: BTreeMap<&str, Channel> = BTreeMap::new();
    for row in rows.iter().filter(|row| recent.contains_key(&row.id)) {
        let none = Channel { source: row.source.clone(), cost: Cents::ZERO, won: Vec::new() };
        let channel = channels.entry(row.source.as_str()).or_insert(none);
        channel.cost = Cents(channel.cost.get().saturating_add(row.brought.cost.get()));
    }
    for journey in journeys {
        for (campaign, amount) in attribute(Model::Position, std::slice::from_ref(journey)) {
            let source = campaign.and_then(|campaign| recent.get(&campaign));
            if let Some(channel) = source.and_then(|source| channels.get_mut(source)) {
                channel.won.push(amount);
            }
        }
    }
    channels.into_values().collect()
}
