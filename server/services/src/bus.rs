//! Tells live pages what changed, after the commit.

use domain::ids::UserId;
use domain::journal::Entity;
use tokio::sync::broadcast;

/// A record changed. Carries no data: a page that cares reads it again, within its own scope.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Event {
    /// What kind of record.
    pub entity: Entity,
    /// Which.
    pub id: i64,
    /// Who changed it.
    pub by: Option<UserId>,
}

/// A channel from writers to live pages. Cheap to clone. A slow listener misses events and is told so.
#[derive(Clone, Debug)]
pub struct Bus(broadcast::Sender<Event>);

impl Default for Bus {
    fn default() -> Self {
        Self(broadcast::Sender::new(1024))
    }
}

impl Bus {
    /// Tells everybody who listens.
    pub fn publish(&self, event: Event) {
        // An error means that nobody listens, which is fine.
        let _ = self.0.send(event);
    }

    /// Listens from now on.
    #[must_use]
    pub fn listen(&self) -> broadcast::Receiver<Event> {
        self.0.subscribe()
    }
}
