//! A deal's row, and the deal it stands for.

use chrono::{DateTime, NaiveDate, Utc};
use domain::ids::{CompanyId, LeadId, OpportunityId, PipelineId, ProductId, StageId, UserId};
use domain::money::{Cents, Currency};
use domain::opportunity::Opportunity;
use domain::ratio::Ratio;
use domain::win::{Basis, WinEstimate};
use sqlx::FromRow;
use sqlx::types::Json;

use super::Scored;
use crate::decode::Reading;
use crate::{StoreError, StoreResult};

#[derive(FromRow)]
pub(super) struct Row {
    id: i64,
    name: String,
    lead_id: Option<i64>,
    company_id: Option<i64>,
    owner_id: Option<i64>,
    pipeline_id: i64,
    stage_id: i64,
    status: String,
    amount_cents: i64,
    currency: String,
    product_id: Option<i64>,
    source: String,
    probability_bp: i64,
    win_bp: i64,
    win_low_bp: i64,
    win_high_bp: i64,
    win_reasons: Option<Json<WinEstimate>>,
    win_scored_at: Option<DateTime<Utc>>,
    expected_close_on: Option<NaiveDate>,
    closed_on: Option<NaiveDate>,
    lost_reason: Option<String>,
    next_step: String,
    next_step_on: Option<NaiveDate>,
    competitors: Json<Vec<String>>,
    decision_criteria: Json<Vec<String>>,
    close_pushes: i64,
    contacts_engaged: i64,
    stage_entered_at: DateTime<Utc>,
    last_contacted_at: Option<DateTime<Utc>>,
    last_inbound_at: Option<DateTime<Utc>>,
    snoozed_until: Option<DateTime<Utc>>,
    created_at: DateTime<Utc>,
    version: i64,
}

impl Row {
    /// The estimate as stored; of a deal that was never scored, its probability without reasons.
    fn win(&mut self, reading: Reading) -> StoreResult<WinEstimate> {
        let probability = reading.ratio("win_bp", self.win_bp)?;
        let low = reading.ratio("win_low_bp", self.win_low_bp)?;
        let high = reading.ratio("win_high_bp", self.win_high_bp)?;
        Ok(match self.win_reasons.take() {
            // The columns are what lists show and rollups add up: they are right even if the reasons are not.
            Some(Json(estimate)) => WinEstimate { probability, low, high, ..estimate },
            None => WinEstimate {
                probability,
                low,
                high,
                base: probability,
                contributions: Vec::new(),
                basis: Basis { closed: 0, history: Ratio::ZERO, text: "Not scored yet".to_owned() },
            },
        })
    }
}

impl TryFrom<Row> for Scored {
    type Error = StoreError;

    fn try_from(mut row: Row) -> StoreResult<Self> {
        let reading = Reading { table: "opportunity", id: row.id };
        let win = row.win(reading)?;
        let deal = Opportunity {
            id: OpportunityId(row.id),
            name: row.name,
            lead_id: row.lead_id.map(LeadId),
            company_id: row.company_id.map(CompanyId),
            owner_id: row.owner_id.map(UserId),
            pipeline_id: PipelineId(row.pipeline_id),
            stage_id: StageId(row.stage_id),
            status: reading.word("status", &row.status)?,
            amount: Cents(row.amount_cents),
            currency: Currency::try_from(row.currency)
                .map_err(|error| reading.wrong("currency", &error))?,
            product_id: row.product_id.map(ProductId),
            source: row.source,
            probability: reading.ratio("probability_bp", row.probability_bp)?,
            expected_close_on: row.expected_close_on,
            closed_on: row.closed_on,
            lost_reason: row.lost_reason,
            next_step: row.next_step,
            next_step_on: row.next_step_on,
            competitors: row.competitors.0,
            decision_criteria: row.decision_criteria.0,
            close_pushes: row.close_pushes,
            contacts_engaged: row.contacts_engaged,
            stage_entered_at: row.stage_entered_at,
            last_contacted_at: row.last_contacted_at,
            last_inbound_at: row.last_inbound_at,
            snoozed_until: row.snoozed_until,
            created_at: row.created_at,
            version: row.version,
        };
        Ok(Self { deal, win, win_scored_at: row.win_scored_at })
    }
}
