//! What happened with leads, what is to be done, and where leads come from.

use domain::ids::{CampaignId, LeadId, OpportunityId, UserId};
use domain::interaction::{Outcome, Sentiment};
use domain::journal::Entity;

use super::{Campaign, CampaignCost, Interaction, Load, Task, Touch, insert_rows};
use crate::StoreResult;

impl Load {
    /// Adds interactions.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn interactions(&mut self, rows: &[Interaction]) -> StoreResult<()> {
        let at = self.at;
        insert_rows!(self.tx, rows, row => "interaction" {
            id: row.id.get(),
            lead_id: row.lead_id.get(),
            opportunity_id: row.opportunity_id.map(OpportunityId::get),
            user_id: row.user_id.map(UserId::get),
            kind: row.kind.as_str(),
            direction: row.direction.as_str(),
            outcome: row.outcome.map(Outcome::as_str),
            sentiment: row.sentiment.map(Sentiment::as_str),
            duration_seconds: row.duration_seconds,
            subject: row.subject.as_str(),
            notes: row.notes.as_str(),
            at: row.at,
            created_at: at,
        });
        let records: Vec<_> = rows.iter().map(|row| (row.id.get(), row)).collect();
        self.created(Entity::Interaction, &records).await?;
        Ok(())
    }

    /// Adds tasks.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn tasks(&mut self, rows: &[Task]) -> StoreResult<()> {
        let at = self.at;
        insert_rows!(self.tx, rows, row => "task" {
            id: row.id.get(),
            title: row.title.as_str(),
            kind: row.kind.as_str(),
            lead_id: row.lead_id.map(LeadId::get),
            opportunity_id: row.opportunity_id.map(OpportunityId::get),
            owner_id: row.owner_id.get(),
            due_at: row.due_at,
            status: row.status.as_str(),
            priority_score: row.priority_score,
            completed_at: row.completed_at,
            created_at: row.created_at,
            updated_at: at,
        });
        let records: Vec<_> = rows.iter().map(|row| (row.id.get(), row)).collect();
        self.created(Entity::Task, &records).await?;
        Ok(())
    }

    /// Adds campaigns with their costs.
    ///
    /// # Errors
    /// `Unique` when a name is taken.
    pub async fn campaigns(&mut self, rows: &[Campaign]) -> StoreResult<()> {
        let at = self.at;
        insert_rows!(self.tx, rows, row => "campaign" {
            id: row.id.get(),
            name: row.name.as_str(),
            source: row.source.as_str(),
            status: row.status.as_str(),
            starts_on: row.starts_on,
            ends_on: row.ends_on,
            budget_cents: row.budget.get(),
            currency: row.currency.as_str(),
            created_at: row.created_at,
            updated_at: at,
        });
        let costs: Vec<(CampaignId, &CampaignCost)> =
            rows.iter().flat_map(|row| row.costs.iter().map(|cost| (row.id, cost))).collect();
        insert_rows!(self.tx, costs, (campaign, cost) => "campaign_cost" {
            campaign_id: campaign.get(),
            spent_on: cost.spent_on,
            amount_cents: cost.amount.get(),
            note: cost.note.as_str(),
        });
        let records: Vec<_> = rows.iter().map(|row| (row.id.get(), row)).collect();
        self.created(Entity::Campaign, &records).await?;
        Ok(())
    }

    /// Links leads with campaigns. A touch is a part of its lead's past, not a record of its own.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn touches(&mut self, rows: &[Touch]) -> StoreResult<()> {
        insert_rows!(self.tx, rows, row => "touch" {
            lead_id: row.lead_id.get(),
            campaign_id: row.campaign_id.get(),
            channel: row.channel,
            at: row.at,
        });
        Ok(())
    }
}
