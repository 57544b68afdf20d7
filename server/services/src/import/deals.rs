//! The deals of an import, with the past that their dates tell.

use std::collections::HashMap;

use chrono::{DateTime, NaiveDate, Utc};
use domain::access::Scope;
use domain::ids::{CompanyId, OpportunityId, ProductId, StageId, UserId};
use domain::journal::Entity;
use domain::money::{Cents, Currency};
use domain::opportunity::{DealStatus, Opportunity, Version};
use domain::ratio::Ratio;
use domain::win::WinEstimate;
use store::bulk::{Load, NewDeal, StageChange, Table};
use store::imports::{self, KnownDeal};
use store::opportunities::{self, Scored, Stamp, Touch};
use store::opportunity_reads::Contact;

use super::Progress;
use super::catalogue::Products;
use super::names::{Book, Found};
use super::pipeline::Stages;
use super::report::{Deed, RowError};
use super::rows::{DealIn, StageIn, noon};
use super::tally::{Row, Tally};
use crate::deals::{estimate_of, settled, win_config};
use crate::{ServiceResult, learning};

/// How many deals are written before progress is told.
const CHUNK: usize = 2_000;

/// What deals refer to.
#[derive(Debug)]
pub(super) struct World {
    pub companies: Book<CompanyId>,
    pub products: Products,
    pub people: Book<UserId>,
    pub stages: Stages,
    pub currency: Currency,
    /// The newest day in the files: when deals without a date were seen.
    pub as_of: NaiveDate,
}

/// A deal whose names were all found.
#[derive(Clone, Debug)]
struct Deal {
    key: String,
    name: String,
    company_id: Option<CompanyId>,
    owner_id: UserId,
    product_id: ProductId,
    stage: StageIn,
    amount: Cents,
    price: Cents,
    created_at: DateTime<Utc>,
    closed_on: Option<NaiveDate>,
}

/// Writes deals: new ones in bulk, changed ones one by one, the rest not at all.
pub(super) async fn deals(
    load: &mut Load,
    tally: &mut Tally,
    world: &World,
    rows: Vec<Row<'_, DealIn>>,
    progress: &dyn Fn(Progress),
) -> ServiceResult<()> {
    let known = imports::deals(&mut load.tx).await?;
    let known: HashMap<&str, &KnownDeal> =
        known.iter().map(|deal| (deal.external_key.as_str(), deal)).collect();
    let mut fresh = Vec::new();
    let mut changed = Vec::new();
    for row in &rows {
        let file = &row.reading.source.name;
        let deal = match resolve(tally, world, row) {
            Ok(deal) => deal,
            Err(error) => {
                tally.fail(error);
                continue;
            }
        };
        let deed = match known.get(deal.key.as_str()) {
            None => Deed::Created,
            Some(before) if says(&deal, world, before) => Deed::Unchanged,
            Some(_) => Deed::Updated,
        };
        tally.count(file, deed);
        match (deed, known.get(deal.key.as_str())) {
            (Deed::Created, _) => fresh.push(deal),
            (Deed::Updated, Some(before)) => changed.push((*before, deal)),
            _ => {}
        }
    }
    insert(load, world, fresh, progress).await?;
    update(load, world, changed).await
}

/// Finds what a row's names stand for.
fn resolve(tally: &mut Tally, world: &World, row: &Row<'_, DealIn>) -> Result<Deal, RowError> {
    let deal = &row.value;
    let product_id = look_up(tally, row, "product", &deal.product, &world.products.book)?;
    let owner_id = look_up(tally, row, "sales_agent", &deal.agent, &world.people)?;
    let company_id = match &deal.account {
        Some(account) => Some(look_up(tally, row, "account", account, &world.companies)?),
        None => None,
    };
    let (product, price) = world.products.facts.get(&product_id).cloned().unwrap_or_default();
    let name = match &deal.account {
        Some(account) => format!("{product}, {account}"),
        None => format!("{product}, no company"),
    };
    let created_on = deal.engaged_on.or(deal.closed_on).unwrap_or(world.as_of);
    Ok(Deal {
        key: deal.key.clone(),
        name,
        company_id,
        owner_id,
        product_id,
        stage: deal.stage,
        amount: deal.value.unwrap_or(price),
        price,
        created_at: noon(created_on),
        closed_on: deal.closed_on,
    })
}

fn look_up<T: Copy>(
    tally: &mut Tally,
    row: &Row<'_, DealIn>,
    head: &'static str,
    name: &str,
    book: &Book<T>,
) -> Result<T, RowError> {
    match book.find(name) {
        Found::Exact(value) => Ok(value),
        Found::Meant(value, known) => {
            tally.meant(&row.reading.source.name, head, name, &known);
            Ok(value)
        }
        Found::Nothing(near) => {
            let near = near.map(|near| format!(" Is \"{near}\" meant?")).unwrap_or_default();
            Err(row.reading.wrong(head, name, format!("there is none of this name.{near}")))
        }
    }
}

/// Whether a deal is as the file says.
fn says(deal: &Deal, world: &World, known: &KnownDeal) -> bool {
    deal.name == known.name
        && deal.company_id == known.company_id
        && Some(deal.owner_id) == known.owner_id
        && world.stages.id(deal.stage) == known.stage_id
        && deal.amount == known.amount
        && Some(deal.product_id) == known.product_id
        && deal.closed_on == known.closed_on
}

/// Closed deals first: the open ones are estimated from them.
async fn insert(
    load: &mut Load,
    world: &World,
    fresh: Vec<Deal>,
    progress: &dyn Fn(Progress),
) -> ServiceResult<()> {
    if fresh.is_empty() {
        return Ok(());
    }
    let total = Some(fresh.len());
    let mut done = 0;
    let (closed, open): (Vec<Deal>, Vec<Deal>) =
        fresh.into_iter().partition(|deal| deal.stage.is_closed());
    for chunk in closed.chunks(CHUNK) {
        let rows: Vec<NewDeal> =
            chunk.iter().map(|deal| new_deal(load, world, deal, None)).collect();
        load.deals(&rows).await?;
        done += rows.len();
        progress(Progress { what: "deals", done, total });
    }
    let now = load.at();
    let lesson = learning::learn_from(&mut load.tx, now).await?;
    let config = win_config(&mut load.tx).await?;
    for chunk in open.chunks(CHUNK) {
        let rows: Vec<NewDeal> = chunk
            .iter()
            .map(|deal| {
                let record = record(load.next(Table::Opportunity), world, deal);
                let stage = world.stages.stage(deal.stage);
                let win = estimate_of(&record, stage, &Contact::default(), &lesson, &config, now);
                with_past(record, world, deal, Some(win), now)
            })
            .collect();
        load.deals(&rows).await?;
        done += rows.len();
        progress(Progress { what: "deals", done, total });
    }
    Ok(())
}

fn new_deal(load: &mut Load, world: &World, deal: &Deal, win: Option<WinEstimate>) -> NewDeal {
    let now = load.at();
    with_past(record(load.next(Table::Opportunity), world, deal), world, deal, win, now)
}

/// When the deal came into its present stage.
fn entered_at(deal: &Deal) -> DateTime<Utc> {
    deal.closed_on.map_or(deal.created_at, noon)
}

fn record(id: OpportunityId, world: &World, deal: &Deal) -> Opportunity {
    let stage = world.stages.stage(deal.stage);
    Opportunity {
        id,
        name: deal.name.clone(),
        lead_id: None,
        company_id: deal.company_id,
        owner_id: Some(deal.owner_id),
        pipeline_id: stage.pipeline_id,
        stage_id: stage.id,
        status: stage.kind.status(),
        amount: deal.amount,
        currency: world.currency,
        product_id: Some(deal.product_id),
        source: "import".to_owned(),
        probability: stage.default_probability,
        expected_close_on: None,
        closed_on: deal.closed_on,
        lost_reason: None,
        next_step: String::new(),
        next_step_on: None,
        competitors: Vec::new(),
        decision_criteria: Vec::new(),
        close_pushes: 0,
        contacts_engaged: 0,
        stage_entered_at: entered_at(deal),
        last_contacted_at: None,
        last_inbound_at: None,
        snoozed_until: None,
        created_at: deal.created_at,
        version: 1,
    }
}

/// The versions and moves that the dates tell. What the model says holds from now on: nobody knew it before.
fn with_past(
    deal: Opportunity,
    world: &World,
    row: &Deal,
    win: Option<WinEstimate>,
    now: DateTime<Utc>,
) -> NewDeal {
    let version = |from_at, stage: StageId, status, win: Ratio| Version {
        from_at,
        to_at: None,
        stage_id: stage,
        status,
        amount: deal.amount,
        expected_close_on: None,
        owner_id: deal.owner_id,
        win,
    };
    let first =
        world.stages.stage(if row.stage.is_closed() { StageIn::Engaging } else { row.stage });
    let change = |from, to, at, dwell_seconds| StageChange {
        from,
        to,
        at,
        dwell_seconds,
        user_id: deal.owner_id,
    };
    // What a closed deal brought was not known before it closed: until then it stands at the list price.
    let mut begun = Version {
        amount: if row.stage.is_closed() { row.price } else { deal.amount },
        ..version(deal.created_at, first.id, DealStatus::Open, first.default_probability)
    };
    let mut moves = vec![change(None, first.id, deal.created_at, None)];
    let next = if let Some(win) = &win {
        version(now.max(deal.created_at), deal.stage_id, deal.status, win.probability)
    } else {
        let dwell = (deal.stage_entered_at - deal.created_at).num_seconds();
        moves.push(change(Some(first.id), deal.stage_id, deal.stage_entered_at, Some(dwell)));
        let win = settled(deal.status).probability;
        version(deal.stage_entered_at, deal.stage_id, deal.status, win)
    };
    begun.to_at = Some(next.from_at);
    let versions = vec![begun, next];
    let quantity = Some((1, row.price));
    NewDeal { deal, win, external_key: Some(row.key.clone()), versions, moves, quantity }
}

/// What the file says now; what people added here (next steps, dates, contacts) stays.
async fn update(
    load: &mut Load,
    world: &World,
    changed: Vec<(&KnownDeal, Deal)>,
) -> ServiceResult<()> {
    if changed.is_empty() {
        return Ok(());
    }
    let now = load.at();
    let lesson = learning::learn_from(&mut load.tx, now).await?;
    let config = win_config(&mut load.tx).await?;
    for (known, row) in changed {
        let before = opportunities::get(&mut load.tx, &Scope::Everything, known.id).await?;
        let said = record(known.id, world, &row);
        let moved = said.stage_id != before.deal.stage_id;
        let deal = Opportunity {
            name: said.name,
            company_id: said.company_id,
            owner_id: said.owner_id,
            pipeline_id: said.pipeline_id,
            stage_id: said.stage_id,
            status: said.status,
            amount: said.amount,
            product_id: said.product_id,
            closed_on: said.closed_on,
            probability: if moved { said.probability } else { before.deal.probability },
            stage_entered_at: if moved {
                said.stage_entered_at
            } else {
                before.deal.stage_entered_at
            },
            ..before.deal.clone()
        };
        let win = if row.stage.is_closed() {
            settled(deal.status)
        } else {
            estimate_of(
                &deal,
                world.stages.stage(row.stage),
                &Contact::default(),
                &lesson,
                &config,
                now,
            )
        };
        let journal =
            load.changed(Entity::Opportunity, known.id.get(), &before.deal, &deal).await?;
        let after = Scored { deal, win, win_scored_at: Some(now) };
        let stamp = Stamp { at: now, by: None, reason: Some("Import"), journal };
        opportunities::update(&mut load.tx, &before, &after, Touch::Edit, &stamp).await?;
    }
    Ok(())
}
