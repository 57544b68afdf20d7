//! The deals that stories are about.

use chrono::Days;
use domain::ids::{OpportunityId, UserId};
use domain::money::{Cents, Currency};
use domain::opportunity::{DealStatus, Opportunity, Stage};
use domain::ratio::Ratio;
use domain::win::{Basis, WinEstimate};
use store::opportunities::{Scored, Stamp};
use store::{StoreResult, Tx, opportunities, pipelines};

use crate::making::monday;

/// The default pipeline's stages: four open ones, won, lost.
pub async fn stages(tx: &mut Tx) -> StoreResult<Vec<Stage>> {
    let pipeline = pipelines::ensure_default(tx, monday()).await?;
    pipelines::stages(tx, pipeline).await
}

/// A deal of this amount in a stage, as it is before it is written.
pub fn deal(stage: &Stage, owner: Option<UserId>, amount: i64) -> Scored {
    let status = stage.kind.status();
    let today = monday().date_naive();
    let deal = Opportunity {
        id: OpportunityId(0),
        name: format!("Excel for {amount}"),
        lead_id: None,
        company_id: None,
        owner_id: owner,
        pipeline_id: stage.pipeline_id,
        stage_id: stage.id,
        status,
        amount: Cents(amount),
        currency: Currency::EUR,
        product_id: None,
        source: "web".to_owned(),
        probability: stage.default_probability,
        expected_close_on: Some(today + Days::new(30)),
        closed_on: (status != DealStatus::Open).then_some(today),
        lost_reason: None,
        next_step: String::new(),
        next_step_on: None,
        competitors: vec!["Paper".to_owned()],
        decision_criteria: Vec::new(),
        close_pushes: 0,
        contacts_engaged: 1,
        stage_entered_at: monday(),
        last_contacted_at: None,
        last_inbound_at: None,
        snoozed_until: None,
        created_at: monday(),
        version: 1,
    };
    Scored { deal, win: win(stage.default_probability.bp()), win_scored_at: Some(monday()) }
}

/// An estimate of this probability.
pub fn win(bp: i32) -> WinEstimate {
    WinEstimate {
        probability: Ratio::from_bp(bp),
        low: Ratio::from_bp(bp),
        high: Ratio::from_bp(bp),
        base: Ratio::from_bp(bp),
        contributions: Vec::new(),
        basis: Basis { closed: 0, history: Ratio::ZERO, text: "For a story".to_owned() },
    }
}

/// Written on the first day by nobody in particular.
pub fn stamp() -> Stamp<'static> {
    Stamp { at: monday(), by: None, reason: None, journal: None }
}

/// A deal of this amount in a stage that has been written.
pub async fn written_deal(
    tx: &mut Tx,
    stage: &Stage,
    owner: Option<UserId>,
    amount: i64,
) -> StoreResult<OpportunityId> {
    opportunities::insert(tx, &deal(stage, owner, amount), None, &stamp()).await
}
