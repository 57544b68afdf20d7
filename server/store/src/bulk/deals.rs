//! Pipelines, and deals with their past.

use chrono::NaiveDate;
use domain::ids::{CompanyId, JournalId, LeadId, PipelineId, ProductId, StageId, UserId};
use domain::journal::Entity;
use domain::opportunity::{DealStatus, Opportunity, Version};
use domain::ratio::Ratio;
use domain::win::WinEstimate;
use serde::Serialize;
use sqlx::types::Json;

use super::{Load, NewDeal, StageChange, insert_rows};
use crate::opportunities::Face;
use crate::pipelines::NewStage;
use crate::{StoreResult, pipelines};

const ESTIMATE: &str = "
update opportunity
set win_bp = $1, win_low_bp = $2, win_high_bp = $3, win_reasons = $4, win_scored_at = $5
where id = $6";

const CLOSE_VERSION: &str = "
update opportunity_version set to_at = $1 where opportunity_id = $2 and to_at is null";

/// Every statement of this module, for the test that prepares them all.
pub(crate) const STATEMENTS: &[&str] = &[ESTIMATE, CLOSE_VERSION];

/// A pipeline as the journal tells it.
#[derive(Serialize)]
struct NewPipeline<'a> {
    name: &'a str,
    is_default: bool,
    stages: &'a [NewStage],
}

/// The day a version is closed on. A deal that was opened again has forgotten it: then the day the version began.
fn closed_on(deal: &Opportunity, version: &Version) -> Option<NaiveDate> {
    match version.status {
        DealStatus::Open => None,
        status if status == deal.status => deal.closed_on,
        DealStatus::Won | DealStatus::Lost => Some(version.from_at.date_naive()),
    }
}

impl NewDeal {
    fn face(&self) -> Face<'_> {
        let win = i32::try_from(self.chances()[0]).unwrap_or_default();
        Face { deal: &self.deal, win, external_key: self.external_key.as_deref() }
    }

    /// P(won), its low and its high end: as estimated; until then what its owner believes, or how it closed.
    fn chances(&self) -> [i64; 3] {
        let known = match self.deal.status {
            DealStatus::Open => self.deal.probability,
            DealStatus::Won => Ratio::ONE,
            DealStatus::Lost => Ratio::ZERO,
        };
        let of = |win: Option<Ratio>| i64::from(win.unwrap_or(known).bp());
        let win = self.win.as_ref();
        [
            of(win.map(|win| win.probability)),
            of(win.map(|win| win.low)),
            of(win.map(|win| win.high)),
        ]
    }
}

impl Load {
    /// Adds a pipeline with its stages.
    ///
    /// # Errors
    /// `Unique` when its name is taken.
    pub async fn pipeline(
        &mut self,
        name: &str,
        is_default: bool,
        stages: &[NewStage],
    ) -> StoreResult<PipelineId> {
        let id = pipelines::insert(&mut self.tx, name, is_default, stages, self.at).await?;
        let record = NewPipeline { name, is_default, stages };
        self.record(Entity::Pipeline, id.get(), &record).await?;
        Ok(id)
    }

    /// Adds deals, every version they had and every move they made.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn deals(&mut self, rows: &[NewDeal]) -> StoreResult<()> {
        self.insert_deals(rows).await?;
        let faces: Vec<Face<'_>> = rows.iter().map(NewDeal::face).collect();
        let records: Vec<_> = faces.iter().map(|face| (face.deal.id.get(), face)).collect();
        let first = self.created(Entity::Opportunity, &records).await?;
        let entries: Vec<(JournalId, &NewDeal)> =
            rows.iter().zip(first.get()..).map(|(row, id)| (JournalId(id), row)).collect();
        self.insert_versions(&entries).await?;
        self.insert_moves(&entries).await?;
        self.insert_deal_products(rows).await
    }

    /// Gives open deals the estimates that could be made only after everything was loaded: a version of now.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn estimates(&mut self, estimated: &[(Opportunity, WinEstimate)]) -> StoreResult<()> {
        let at = self.at;
        for (deal, win) in estimated {
            on!(&mut self.tx, c => sqlx::query(ESTIMATE)
                .bind(i64::from(win.probability.bp()))
                .bind(i64::from(win.low.bp()))
                .bind(i64::from(win.high.bp()))
                .bind(Json(win))
                .bind(at)
                .bind(deal.id.get())
                .execute(c)
                .await
                .map(|_| ()))?;
            on!(&mut self.tx, c => sqlx::query(CLOSE_VERSION)
                .bind(at)
                .bind(deal.id.get())
                .execute(c)
                .await
                .map(|_| ()))?;
        }
        insert_rows!(self.tx, estimated, (deal, win) => "opportunity_version" {
            opportunity_id: deal.id.get(),
            from_at: at,
            stage_id: deal.stage_id.get(),
            status: deal.status.as_str(),
            amount_cents: deal.amount.get(),
            expected_close_on: deal.expected_close_on,
            owner_id: deal.owner_id.map(UserId::get),
            win_bp: i64::from(win.probability.bp()),
        });
        Ok(())
    }

    async fn insert_deals(&mut self, rows: &[NewDeal]) -> StoreResult<()> {
        let at = self.at;
        insert_rows!(self.tx, rows, row => "opportunity" {
            id: row.deal.id.get(),
            name: row.deal.name.as_str(),
            lead_id: row.deal.lead_id.map(LeadId::get),
            company_id: row.deal.company_id.map(CompanyId::get),
            owner_id: row.deal.owner_id.map(UserId::get),
            pipeline_id: row.deal.pipeline_id.get(),
            stage_id: row.deal.stage_id.get(),
            status: row.deal.status.as_str(),
            amount_cents: row.deal.amount.get(),
            currency: row.deal.currency.as_str(),
            product_id: row.deal.product_id.map(ProductId::get),
            source: row.deal.source.as_str(),
            probability_bp: i64::from(row.deal.probability.bp()),
            win_bp: row.chances()[0],
            win_low_bp: row.chances()[1],
            win_high_bp: row.chances()[2],
            win_reasons: row.win.as_ref().map(Json),
            win_scored_at: row.win.as_ref().map(|_| at),
            expected_close_on: row.deal.expected_close_on,
            closed_on: row.deal.closed_on,
            lost_reason: row.deal.lost_reason.as_deref(),
            next_step: row.deal.next_step.as_str(),
            next_step_on: row.deal.next_step_on,
            competitors: Json(&row.deal.competitors),
            decision_criteria: Json(&row.deal.decision_criteria),
            close_pushes: row.deal.close_pushes,
            contacts_engaged: row.deal.contacts_engaged,
            stage_entered_at: row.deal.stage_entered_at,
            last_contacted_at: row.deal.last_contacted_at,
            last_inbound_at: row.deal.last_inbound_at,
            snoozed_until: row.deal.snoozed_until,
            external_key: row.external_key.as_deref(),
            created_at: row.deal.created_at,
            updated_at: at,
        });
        Ok(())
    }

    async fn insert_versions(&mut self, entries: &[(JournalId, &NewDeal)]) -> StoreResult<()> {
        let versions: Vec<(JournalId, &Opportunity, &Version)> = entries
            .iter()
            .flat_map(|(entry, row)| {
                row.versions.iter().map(|version| (*entry, &row.deal, version))
            })
            .collect();
        insert_rows!(self.tx, versions, (entry, deal, version) => "opportunity_version" {
            opportunity_id: deal.id.get(),
            from_at: version.from_at,
            to_at: version.to_at,
            stage_id: version.stage_id.get(),
            status: version.status.as_str(),
            amount_cents: version.amount.get(),
            expected_close_on: version.expected_close_on,
            owner_id: version.owner_id.map(UserId::get),
            win_bp: i64::from(version.win.bp()),
            closed_on: closed_on(deal, version),
            journal_id: entry.get(),
        });
        Ok(())
    }

    async fn insert_moves(&mut self, entries: &[(JournalId, &NewDeal)]) -> StoreResult<()> {
        let moves: Vec<(JournalId, i64, &StageChange)> = entries
            .iter()
            .flat_map(|(entry, row)| {
                row.moves.iter().map(|change| (*entry, row.deal.id.get(), change))
            })
            .collect();
        insert_rows!(self.tx, moves, (entry, deal, change) => "opportunity_stage_history" {
            opportunity_id: *deal,
            from_stage_id: change.from.map(StageId::get),
            to_stage_id: change.to.get(),
            at: change.at,
            dwell_seconds: change.dwell_seconds,
            user_id: change.user_id.map(UserId::get),
            journal_id: entry.get(),
        });
        Ok(())
    }

    async fn insert_deal_products(&mut self, rows: &[NewDeal]) -> StoreResult<()> {
        let sold: Vec<_> = rows
            .iter()
            .filter_map(|row| Some((row.deal.id, row.deal.product_id?, row.quantity?)))
            .collect();
        insert_rows!(self.tx, sold, (deal, product, (quantity, price)) => "opportunity_product" {
            opportunity_id: deal.get(),
            product_id: product.get(),
            quantity: *quantity,
            price_cents: price.get(),
        });
        Ok(())
    }
}
