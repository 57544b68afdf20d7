//! What is said once for the whole installation.

use chrono::{DateTime, Utc};
use domain::access::Action;
use domain::forms::ChooseZone;
use domain::journal::Entity;
use domain::money::Currency;
use serde::{Deserialize, Serialize};
use store::{Tx, settings};

use crate::{Ctx, ServiceResult, zone};

const KEY: &str = "installation";

/// The company that uses this installation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Installation {
    /// Its name; empty until the setup.
    pub company: String,
    /// The currency of every amount.
    pub currency: Currency,
    /// The IANA name of its time zone; empty until one is chosen.
    pub time_zone: String,
}

impl Installation {
    /// The IANA name of the time zone in force.
    #[must_use]
    pub fn zone_name(&self) -> &str {
        if self.time_zone.is_empty() { "UTC" } else { &self.time_zone }
    }
}

impl Default for Installation {
    fn default() -> Self {
        Self { company: String::new(), currency: Currency::USD, time_zone: String::new() }
    }
}

/// Reads it, or its defaults.
///
/// # Errors
/// When the database refuses.
pub async fn get(tx: &mut Tx) -> ServiceResult<Installation> {
    Ok(settings::get(tx, KEY).await?.unwrap_or_default())
}

/// Keeps it.
///
/// # Errors
/// When the database refuses.
pub async fn put(tx: &mut Tx, value: &Installation, now: DateTime<Utc>) -> ServiceResult<()> {
    Ok(settings::put(tx, KEY, value, now).await?)
}

/// Sets its time zone: that of its nights and days, and of people who have not chosen their own.
///
/// # Errors
/// `Forbidden` by role, `Invalid` when there is no such zone.
pub async fn choose_zone(ctx: &Ctx, form: ChooseZone) -> ServiceResult<()> {
    ctx.require(Action::ManageSettings)?;
    let name = zone::checked(&form.time_zone)?;
    let mut work = ctx.begin("Chose the installation's time zone").await?;
    let (before, now) = (get(&mut work.tx).await?, work.now());
    let after = Installation { time_zone: name.to_owned(), ..before.clone() };
    put(&mut work.tx, &after, now).await?;
    work.changed(Entity::Setting, 0, &before, &after).await?;
    work.commit().await?;
    Ok(())
}

/// Sets its time zone where none has been chosen: what the server's settings say.
///
/// # Errors
/// `Invalid` when there is no such zone.
pub async fn suggest_zone(ctx: &Ctx, name: &str) -> ServiceResult<()> {
    zone::checked(name)?;
    let mut tx = ctx.db().read().await?;
    let is_chosen = !get(&mut tx).await?.time_zone.is_empty();
    drop(tx);
    if is_chosen {
        return Ok(());
    }
    choose_zone(ctx, ChooseZone { time_zone: name.to_owned() }).await
}
