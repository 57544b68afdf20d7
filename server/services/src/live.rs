//! From the commits of other processes to the pages of this one.

use std::convert::Infallible;
use std::time::Duration;

use store::StoreResult;
use store::live::{self, Listener};

use crate::{Bus, Host};

/// The wait after the connection was lost; each further one is twice as long.
const FIRST_WAIT: Duration = Duration::from_millis(500);
const LONGEST_WAIT: Duration = Duration::from_secs(15);

/// Tells live pages that anything may have changed: after the commit of a load, which writes whole tables.
pub(crate) async fn tell_everything(host: &Host) {
    host.bus.publish_everything();
    if let Err(error) = tell_others(host).await {
        tracing::warn!(%error, "the other processes were not told of a load");
    }
}

async fn tell_others(host: &Host) -> StoreResult<()> {
    let mut tx = host.db.write().await?;
    live::send(&mut tx, &host.bus.message_of_everything()).await?;
    tx.commit().await
}

/// Listens to the other processes on this database, and connects again whenever the connection is lost. Ends at once
/// where there can be no other.
pub async fn relay(host: &Host) {
    let mut wait = FIRST_WAIT;
    let mut was_heard = false;
    loop {
        match Listener::open(&host.db).await {
            Ok(None) => return,
            Ok(Some(listener)) => {
                if was_heard {
                    host.bus.publish_everything();
                }
                (was_heard, wait) = (true, FIRST_WAIT);
                let Err(error) = hear(&host.bus, listener).await;
                tracing::warn!(%error, "the other processes cannot be heard");
            }
            Err(error) => tracing::debug!(%error, "the other processes cannot be heard yet"),
        }
        tokio::time::sleep(wait).await;
        wait = (wait * 2).min(LONGEST_WAIT);
    }
}

async fn hear(bus: &Bus, mut listener: Listener) -> StoreResult<Infallible> {
    loop {
        match listener.next().await? {
            Some(message) => bus.hear(&message),
            None => bus.publish_everything(),
        }
    }
}
