//! Targets.

use domain::ids::{TeamId, UserId};
use domain::journal::Entity;

use super::{Load, Quota, insert_rows};
use crate::StoreResult;

impl Load {
    /// Adds quotas.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn quotas(&mut self, rows: &[Quota]) -> StoreResult<()> {
        let at = self.at;
        insert_rows!(self.tx, rows, row => "quota" {
            id: row.id.get(),
            user_id: row.user_id.map(UserId::get),
            team_id: row.team_id.map(TeamId::get),
            starts_on: row.starts_on,
            ends_on: row.ends_on,
            target_cents: row.target.get(),
            created_at: at,
            updated_at: at,
        });
        let records: Vec<_> = rows.iter().map(|row| (row.id.get(), row)).collect();
        self.created(Entity::Quota, &records).await?;
        Ok(())
    }
}
