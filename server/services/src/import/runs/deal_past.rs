//! A new deal with the versions and moves that its days tell.

use domain::ids::CompanyId;
use domain::opportunity::{DealStatus, Stage, StageKind, Version};
use store::bulk::{Load, NewDeal, StageChange, Table};
use store::opportunity_reads::Contact;

use super::deals::DealIn;
use super::world::World;
use crate::deals::{estimate_of, settled};

/// `None` where there is no stage a deal could begin in.
pub(super) fn new_deal(
    load: &mut Load,
    world: &World,
    row: &DealIn,
    company: Option<CompanyId>,
) -> Option<NewDeal> {
    let first = world.stages.iter().find(|stage| stage.kind == StageKind::Open)?;
    let deal = row.new_deal(load.next(Table::Opportunity), company, world, first);
    let stage = world.stages.iter().find(|stage| stage.id == deal.stage_id)?;
    let win = (deal.status == DealStatus::Open).then(|| {
        estimate_of(&deal, stage, &Contact::default(), &world.lesson, &world.win, world.at)
    });
    let begins = if deal.status == DealStatus::Open { stage } else { first };
    let version = |from_at, stage: &Stage, status| Version {
        from_at,
        to_at: None,
        stage_id: stage.id,
        status,
        amount: deal.amount,
        expected_close_on: deal.expected_close_on,
        owner_id: deal.owner_id,
        win: stage.default_probability,
    };
    let change = |from, to, at, dwell_seconds| StageChange {
        from,
        to,
        at,
        dwell_seconds,
        user_id: deal.owner_id,
    };
    let mut begun = version(deal.created_at, begins, DealStatus::Open);
    let mut moves = vec![change(None, begins.id, deal.created_at, None)];
    let mut next = if win.is_some() {
        // What the model says holds from now on: nobody knew it before.
        version(world.at.max(deal.created_at), stage, deal.status)
    } else {
        let dwell = (deal.stage_entered_at - deal.created_at).num_seconds();
        moves.push(change(Some(begins.id), stage.id, deal.stage_entered_at, Some(dwell)));
        version(deal.stage_entered_at, stage, deal.status)
    };
    next.win = win.as_ref().map_or(settled(deal.status).probability, |win| win.probability);
    begun.to_at = Some(next.from_at);
    let price = deal.product_id.and_then(|product| world.prices.get(&product).copied());
    let quantity = price.map(|price| (1, price));
    let versions = vec![begun, next];
    Some(NewDeal { deal, win, external_key: row.external_key.clone(), versions, moves, quantity })
}
