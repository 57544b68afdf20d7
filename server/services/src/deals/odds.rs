//! What stands beside a deal's chance: when it may close, what moved it, what would raise it, how often such chances
//! came true, and which won deals are like it.

use std::collections::BTreeMap;

use chrono::{DateTime, Days, Duration, NaiveDate, Utc};
use domain::access::Scope;
use domain::format;
use domain::ids::{OpportunityId, ProductId};
use domain::interaction::{TimelineEntry, TimelineWhat};
use domain::models::ModelKind;
use domain::opportunity::{DealStatus, Opportunity, Stage};
use domain::win::{
    self, DealSignals, Odds, Similar, Since, StageFacts, WinConfig, WinEstimate, Wonlike,
    close_days, median_days_left,
};
use store::similar::{Stay, Step};
use store::{Tx, histories, models, opportunity_reads, similar};

use super::facts;
use crate::learning::{self, Lesson};
use crate::{Ctx, ServiceResult};

/// What moved the chance is told over this time.
const WEEK: Duration = Duration::days(7);
/// So many of the newest won deals are looked through for like ones.
const LOOKED_AT: i64 = 400;
/// So many like ones are shown, and so many of their next steps and of the week's events.
const SHOWN: usize = 3;
const EVENTS: usize = 5;

/// A deal's page as far as it is read already.
pub(super) struct Read<'a> {
    pub deal: &'a Opportunity,
    pub win: &'a WinEstimate,
    pub stages: &'a [Stage],
    pub stage: &'a Stage,
    pub config: &'a WinConfig,
    pub timeline: &'a [TimelineEntry],
    pub today: NaiveDate,
}

/// Everything beside the chance of an open deal; nothing of a closed one.
pub(super) async fn of_deal(ctx: &Ctx, tx: &mut Tx, read: &Read<'_>) -> ServiceResult<Odds> {
    if read.deal.status != DealStatus::Open {
        return Ok(Odds::default());
    }
    let (now, deal) = (ctx.now(), read.deal);
    let lesson = learning::lesson(tx).await?;
    let contact =
        opportunity_reads::contact(tx, deal.id, deal.lead_id, now - facts::TALK_DAYS).await?;
    let signals = facts::signals(deal, read.stage, &contact, &lesson);
    let cards = models::cards(tx, ModelKind::Win, 1).await?;
    let bins = cards.first().map_or(&[][..], |card| &card.measured.reliability);
    Ok(Odds {
        closes: closes(read, &lesson, now),
        called: win::called(bins, read.win.probability),
        since: since(tx, read, &signals, &lesson, now).await?,
        raises: win::raises(&signals, read.config, &lesson.win, now),
        similar: alike(tx, &ctx.scope(), read).await?,
    })
}

/// The quartiles of the close, of the deals that are won: from how long won deals took from this stage, where that is
/// known, and from the close date it is given.
fn closes(read: &Read<'_>, lesson: &Lesson, now: DateTime<Utc>) -> Option<[NaiveDate; 3]> {
    let learned = lesson.win.days_to_win.get(&read.stage.id).map(|days| days.p50);
    let usual = learned.unwrap_or_else(|| facts::usual_days_left(read.stages, read.stage));
    let median = median_days_left(read.deal.expected_close_on, Some(usual), read.config, now);
    let days = close_days(median);
    let [Some(p25), Some(p50), Some(p75)] = [days.p25, days.p50, days.p75]
        .map(|days| read.today.checked_add_days(Days::new(days.into())))
    else {
        return None;
    };
    Some([p25, p50, p75])
}

async fn since(
    tx: &mut Tx,
    read: &Read<'_>,
    signals: &DealSignals,
    lesson: &Lesson,
    now: DateTime<Utc>,
) -> ServiceResult<Option<Since>> {
    let at = now - WEEK;
    let Some(story) = histories::story(tx, read.deal.id).await? else { return Ok(None) };
    let facts: BTreeMap<_, _> = read
        .stages
        .iter()
        .map(|stage| {
            let normal_dwell_days = u16::try_from(stage.normal_dwell_days).ok();
            (stage.id, StageFacts { default: stage.default_probability, normal_dwell_days })
        })
        .collect();
    let Some(then) = story.before(at, now, signals, &facts, &lesson.stages) else {
        return Ok(None);
    };
    let mut since = win::since(&then, at, read.win, read.config, &lesson.win);
    let events = read.timeline.iter().filter(|entry| entry.at > at && entry.at <= now);
    since.events =
        events.filter_map(|entry| Some((entry.at, told(&entry.what)?))).take(EVENTS).collect();
    Ok(Some(since))
}

/// What an entry tells in a few words; `None` of what the installation itself brought up to date.
fn told(what: &TimelineWhat) -> Option<String> {
    match what {
        TimelineWhat::Interaction { kind, direction, .. } => {
            Some(format!("{}, {}", kind.label(), direction.label().to_lowercase()))
        }
        TimelineWhat::Change { label, .. } if label.contains("win probabilities") => None,
        TimelineWhat::Change { label, .. } => Some(label.clone()),
    }
}

/// The won deals most like this one, with what was done next in them from its stage on.
async fn alike(tx: &mut Tx, scope: &Scope, read: &Read<'_>) -> ServiceResult<Vec<Similar>> {
    let deal = read.deal;
    let won = similar::won(tx, scope, LOOKED_AT).await?;
    let own = Wonlike {
        id: deal.id,
        name: String::new(),
        product: deal.product_id.map(ProductId::get),
        source: deal.source.clone(),
        industry: similar::industry(tx, deal.id).await?,
        amount: deal.amount,
        closed_on: read.today,
    };
    let mut found = win::nearest(&own, &won, SHOWN);
    let ids: Vec<OpportunityId> = found.iter().map(|similar| similar.id).collect();
    let (steps, stays) = similar::course(tx, &ids).await?;
    for similar in &mut found {
        similar.next = next(similar.id, read.stage, &steps, &stays);
    }
    Ok(found)
}

/// "Meeting after 3 d", "Proposal after 9 d": the first contacts in the stage, and where it led.
fn next(id: OpportunityId, stage: &Stage, steps: &[Step], stays: &[Stay]) -> Vec<String> {
    let own: Vec<&Stay> = stays.iter().filter(|stay| stay.deal == id).collect();
    let Some(place) = own.iter().position(|stay| stay.stage == stage.id) else { return Vec::new() };
    let (Some(entered), onward) = (own.get(place), own.get(place + 1)) else { return Vec::new() };
    let left = onward.map(|stay| stay.at);
    let days = |at: DateTime<Utc>| format::days((at - entered.at).num_days());
    let talk = steps
        .iter()
        .filter(|step| {
            step.deal == id && step.at >= entered.at && left.is_none_or(|left| step.at <= left)
        })
        .take(2)
        .map(|step| {
            let (kind, way) = (step.kind.label(), step.direction.label().to_lowercase());
            format!("{kind} {way} after {}", days(step.at))
        });
    let moved = onward.map(|stay| format!("{} after {}", stay.name, days(stay.at)));
    talk.chain(moved).collect()
}
