//! Companies and what is sold to them.

use domain::ids::{CompanyId, OpportunityId, TrainerId, UserId};
use domain::journal::Entity;
use domain::money::Cents;
use sqlx::types::Json;

use super::{Batch, Company, Enrolment, Learner, Load, Product, Trainer, insert_rows};
use crate::StoreResult;

impl Load {
    /// Adds companies.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn companies(&mut self, rows: &[Company]) -> StoreResult<()> {
        let at = self.at;
        insert_rows!(self.tx, rows, row => "company" {
            id: row.id.get(),
            name: row.name.as_str(),
            domain: row.domain.as_deref(),
            industry: row.industry.as_deref(),
            employees: row.employees,
            annual_revenue_cents: row.annual_revenue.map(Cents::get),
            founded_year: row.founded_year,
            country: row.country.as_deref(),
            city: row.city.as_deref(),
            parent_name: row.parent_name.as_deref(),
            technologies: Json(&row.technologies),
            news: Json(&row.news),
            owner_id: row.owner_id.map(UserId::get),
            external_key: row.external_key.as_deref(),
            created_at: row.created_at,
            updated_at: at,
        });
        let records: Vec<_> = rows.iter().map(|row| (row.id.get(), row)).collect();
        self.created(Entity::Company, &records).await?;
        Ok(())
    }

    /// Adds products and courses.
    ///
    /// # Errors
    /// `Unique` when a name is taken.
    pub async fn products(&mut self, rows: &[Product]) -> StoreResult<()> {
        let at = self.at;
        insert_rows!(self.tx, rows, row => "product" {
            id: row.id.get(),
            name: row.name.as_str(),
            kind: row.kind.as_str(),
            series: row.series.as_deref(),
            price_cents: row.price.get(),
            currency: row.currency.as_str(),
            duration_days: row.duration_days,
            external_key: row.external_key.as_deref(),
            created_at: row.created_at,
            updated_at: at,
        });
        let records: Vec<_> = rows.iter().map(|row| (row.id.get(), row)).collect();
        self.created(Entity::Product, &records).await?;
        Ok(())
    }

    /// Adds trainers.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn trainers(&mut self, rows: &[Trainer]) -> StoreResult<()> {
        let at = self.at;
        insert_rows!(self.tx, rows, row => "trainer" {
            id: row.id.get(),
            name: row.name.as_str(),
            email: row.email.as_str(),
            topics: Json(&row.topics),
            day_rate_cents: row.day_rate.get(),
            created_at: row.created_at,
            updated_at: at,
        });
        let records: Vec<_> = rows.iter().map(|row| (row.id.get(), row)).collect();
        self.created(Entity::Trainer, &records).await?;
        Ok(())
    }

    /// Adds batches.
    ///
    /// # Errors
    /// `Unique` when a code is taken.
    pub async fn batches(&mut self, rows: &[Batch]) -> StoreResult<()> {
        let at = self.at;
        insert_rows!(self.tx, rows, row => "batch" {
            id: row.id.get(),
            product_id: row.product_id.get(),
            trainer_id: row.trainer_id.map(TrainerId::get),
            code: row.code.as_str(),
            starts_on: row.starts_on,
            ends_on: row.ends_on,
            place: row.place.as_str(),
            seats: row.seats,
            price_cents: row.price.map(Cents::get),
            status: row.status.as_str(),
            created_at: row.created_at,
            updated_at: at,
        });
        let records: Vec<_> = rows.iter().map(|row| (row.id.get(), row)).collect();
        self.created(Entity::Batch, &records).await?;
        Ok(())
    }

    /// Adds learners.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn learners(&mut self, rows: &[Learner]) -> StoreResult<()> {
        let at = self.at;
        insert_rows!(self.tx, rows, row => "learner" {
            id: row.id.get(),
            name: row.name.as_str(),
            email: row.email.as_str(),
            company_id: row.company_id.map(CompanyId::get),
            created_at: row.created_at,
            updated_at: at,
        });
        let records: Vec<_> = rows.iter().map(|row| (row.id.get(), row)).collect();
        self.created(Entity::Learner, &records).await?;
        Ok(())
    }

    /// Adds seats.
    ///
    /// # Errors
    /// `Unique` when a learner has a seat in the batch.
    pub async fn enrolments(&mut self, rows: &[Enrolment]) -> StoreResult<()> {
        let at = self.at;
        insert_rows!(self.tx, rows, row => "enrolment" {
            id: row.id.get(),
            batch_id: row.batch_id.get(),
            learner_id: row.learner_id.get(),
            opportunity_id: row.opportunity_id.map(OpportunityId::get),
            status: row.status.as_str(),
            created_at: row.created_at,
            updated_at: at,
        });
        let records: Vec<_> = rows.iter().map(|row| (row.id.get(), row)).collect();
        self.created(Entity::Enrolment, &records).await?;
        Ok(())
    }
}
