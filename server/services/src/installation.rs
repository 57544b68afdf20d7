//! What is said once for the whole installation.

use chrono::{DateTime, Utc};
use domain::money::Currency;
use serde::{Deserialize, Serialize};
use store::{Tx, settings};

use crate::ServiceResult;

const KEY: &str = "installation";

/// The company that uses this installation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Installation {
    /// Its name; empty until the setup.
    pub company: String,
    /// The currency of every amount.
    pub currency: Currency,
}

impl Default for Installation {
    fn default() -> Self {
        Self { company: String::new(), currency: Currency::USD }
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
