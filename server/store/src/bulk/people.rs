//! Teams and users: few, so one at a time.

use domain::ids::{TeamId, UserId};
use domain::journal::Entity;

use super::Load;
use crate::users::NewUser;
use crate::{StoreResult, teams, users};

impl Load {
    /// Adds a team below `parent`, or at the top.
    ///
    /// # Errors
    /// `Unique` when the name is taken.
    pub async fn team(
        &mut self,
        name: &str,
        parent: Option<TeamId>,
        external_key: Option<&str>,
    ) -> StoreResult<TeamId> {
        let id = teams::insert(&mut self.tx, name, parent, external_key, self.at).await?;
        let team = teams::get(&mut self.tx, id).await?;
        self.record(Entity::Team, id.get(), &team).await?;
        Ok(id)
    }

    /// Adds a user.
    ///
    /// # Errors
    /// `Unique` when the address or the external key is taken.
    pub async fn user(&mut self, user: &NewUser<'_>) -> StoreResult<UserId> {
        let id = users::insert(&mut self.tx, user, self.at).await?;
        let user = users::get(&mut self.tx, id).await?;
        self.record(Entity::User, id.get(), &user).await?;
        Ok(id)
    }
}
