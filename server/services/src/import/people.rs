//! Who sells, their managers and their teams.

use std::collections::BTreeMap;

use domain::access::Role;
use domain::ids::{TeamId, UserId};
use domain::journal::Entity;
use store::bulk::Load;
use store::users::{NewUser, User};
use store::{imports, teams, users};

use super::names::{Book, address};
use super::report::Deed;
use super::rows::PersonIn;
use super::tally::{Row, Tally};
use crate::ServiceResult;

/// Where imported people get their mail until somebody gives them a real address: a domain that never exists.
const DOMAIN: &str = "imported.invalid";

struct Staff<'a> {
    load: &'a mut Load,
    users: Vec<User>,
    teams: BTreeMap<String, TeamId>,
    hired: usize,
}

/// Writes people, their managers and the teams those lead; answers everybody who may own a deal by name.
pub(super) async fn people(
    load: &mut Load,
    tally: &mut Tally,
    rows: Vec<Row<'_, PersonIn>>,
) -> ServiceResult<Book<UserId>> {
    let users = users::list(&mut load.tx).await?;
    let known = teams::list(&mut load.tx).await?;
    let teams = known.into_iter().map(|team| (team.name, team.id)).collect();
    let mut staff = Staff { load, users, teams, hired: 0 };
    for row in &rows {
        let PersonIn { manager, office, .. } = &row.value;
        let above = match office {
            Some(office) => Some(staff.team(office, None).await?),
            None => None,
        };
        let team = staff.team(manager, above).await?;
        staff.person(manager, Role::Manager, team, office.as_deref()).await?;
    }
    for row in &rows {
        let PersonIn { name, manager, office } = &row.value;
        let is_manager = rows.iter().any(|row| row.value.manager == *name);
        // Whoever leads a team has been hired above, with it.
        let led_by = if is_manager { name } else { manager };
        let team = staff.team(led_by, None).await?;
        let role = if is_manager { Role::Manager } else { Role::Rep };
        let deed = staff.person(name, role, team, office.as_deref()).await?;
        tally.count(&row.reading.source.name, deed);
    }
    if staff.hired > 0 {
        tally.notes.push(format!(
            "{} people got an account that nobody can sign in to yet; their addresses end in @{DOMAIN}. Give them a \
             password with `rainmaker user reset`",
            staff.hired
        ));
    }
    Ok(Book::new(staff.users.into_iter().map(|user| (user.name, user.id))))
}

impl Staff<'_> {
    /// The team of this name; made below `above` when there is none.
    async fn team(&mut self, name: &str, above: Option<TeamId>) -> ServiceResult<TeamId> {
        if let Some(id) = self.teams.get(name) {
            return Ok(*id);
        }
        let id = self.load.team(name, above, Some(name)).await?;
        self.teams.insert(name.to_owned(), id);
        Ok(id)
    }

    async fn person(
        &mut self,
        name: &str,
        role: Role,
        team: TeamId,
        region: Option<&str>,
    ) -> ServiceResult<Deed> {
        let known = self.users.iter().position(|user| user.external_key.as_deref() == Some(name));
        match known.and_then(|place| self.users.get_mut(place)) {
            Some(user) if user.team_id == Some(team) && user.region.as_deref() == region => {
                Ok(Deed::Unchanged)
            }
            Some(user) => {
                let before = user.clone();
                user.team_id = Some(team);
                user.region = region.map(str::to_owned);
                let at = self.load.at();
                imports::move_user(&mut self.load.tx, user.id, Some(team), region, at).await?;
                self.load.changed(Entity::User, user.id.get(), &before, &*user).await?;
                Ok(Deed::Updated)
            }
            None => self.hire(name, role, team, region).await,
        }
    }

    async fn hire(
        &mut self,
        name: &str,
        role: Role,
        team: TeamId,
        region: Option<&str>,
    ) -> ServiceResult<Deed> {
        let local = address(name);
        let taken = |email: &String| self.users.iter().any(|user| user.email == *email);
        let numbered = (2..).map(|number| format!("{local}.{number}@{DOMAIN}"));
        let email = std::iter::once(format!("{local}@{DOMAIN}"))
            .chain(numbered)
            .find(|email| !taken(email));
        let email = email.unwrap_or_default();
        let user = NewUser {
            email: &email,
            name,
            role,
            team: Some(team),
            password_hash: None,
            time_zone: "",
            region,
            external_key: Some(name),
        };
        let id = self.load.user(&user).await?;
        self.users.push(users::get(&mut self.load.tx, id).await?);
        self.hired += 1;
        Ok(Deed::Created)
    }
}
