//! Leads with their scores.

use domain::ids::{CompanyId, LeadId, ProductId, UserId};
use domain::journal::Entity;
use domain::lead::ContactMethod;
use domain::money::Cents;
use sqlx::types::Json;

use super::rows::sub_scores;
use super::{Load, NewLead, ScorePoint, insert_rows};
use crate::StoreResult;
use crate::leads::{Face, NewFields};

impl NewLead {
    fn face(&self) -> Face<'_> {
        let more = NewFields {
            product: self.product_id,
            time_zone: self.time_zone.as_deref(),
            external_key: self.external_key.as_deref(),
        };
        Face::of(&self.lead, &more)
    }
}

impl Load {
    /// Adds leads, their scores and how those came to be.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn leads(&mut self, rows: &[NewLead]) -> StoreResult<()> {
        self.insert_leads(rows).await?;
        let faces: Vec<Face<'_>> = rows.iter().map(NewLead::face).collect();
        let records: Vec<_> = faces.iter().map(|face| (face.lead.id.get(), face)).collect();
        self.created(Entity::Lead, &records).await?;
        self.insert_score_history(rows).await
    }

    async fn insert_leads(&mut self, rows: &[NewLead]) -> StoreResult<()> {
        let at = self.at;
        insert_rows!(self.tx, rows, row => "lead" {
            id: row.lead.id.get(),
            name: row.lead.name.as_str(),
            email: row.lead.email.as_deref(),
            phone: row.lead.phone.as_deref(),
            job_title: row.lead.job_title.as_deref(),
            company_id: row.lead.company_id.map(CompanyId::get),
            owner_id: row.lead.owner_id.map(UserId::get),
            status: row.lead.status.as_str(),
            furthest_status: row.lead.furthest_status.as_str(),
            status_entered_at: row.lead.status_entered_at,
            disqualified_reason: row.lead.disqualified_reason.as_deref(),
            source: row.lead.source.as_str(),
            country: row.lead.country.as_deref(),
            city: row.lead.city.as_deref(),
            time_zone: row.time_zone.as_deref(),
            qualification_status: row.lead.qualification_status.as_str(),
            preferred_contact_method: row.lead.preferred_contact_method.map(ContactMethod::as_str),
            preferred_contact_time: row.lead.preferred_contact_time.as_deref(),
            pain_points: Json(&row.lead.pain_points),
            interests: Json(&row.lead.interests),
            decision_makers: Json(&row.lead.decision_makers),
            budget_range: row.lead.budget_range.as_deref(),
            budget_cents: row.lead.budget.map(Cents::get),
            decision_timeline: row.lead.decision_timeline.as_deref(),
            authority: row.lead.authority.as_str(),
            product_id: row.product_id.map(ProductId::get),
            do_not_contact: row.lead.do_not_contact,
            lead_score: i64::from(row.score.score),
            lead_grade: row.score.grade.as_str(),
            behaviour_score: sub_scores(&row.score)[0],
            demographic_score: sub_scores(&row.score)[1],
            fit_score: sub_scores(&row.score)[2],
            engagement_score: sub_scores(&row.score)[3],
            score_reasons: Json(&row.score),
            scored_at: at,
            total_interactions: row.lead.total_interactions,
            last_contacted_at: row.lead.last_contacted_at,
            last_contacted_by: row.lead.last_contacted_by.map(UserId::get),
            last_inbound_at: row.lead.last_inbound_at,
            next_follow_up_at: row.lead.next_follow_up_at,
            snoozed_until: row.lead.snoozed_until,
            external_key: row.external_key.as_deref(),
            created_at: row.lead.created_at,
            updated_at: at,
        });
        Ok(())
    }

    async fn insert_score_history(&mut self, rows: &[NewLead]) -> StoreResult<()> {
        let points: Vec<(LeadId, &ScorePoint)> = rows
            .iter()
            .flat_map(|row| row.history.iter().map(|point| (row.lead.id, point)))
            .collect();
        insert_rows!(self.tx, points, (lead, point) => "lead_score_history" {
            lead_id: lead.get(),
            at: point.at,
            lead_score: i64::from(point.score.score),
            lead_grade: point.score.grade.as_str(),
            behaviour_score: sub_scores(&point.score)[0],
            demographic_score: sub_scores(&point.score)[1],
            fit_score: sub_scores(&point.score)[2],
            engagement_score: sub_scores(&point.score)[3],
            reason: point.reason,
        });
        Ok(())
    }
}
