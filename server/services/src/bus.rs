//! Tells live pages what changed, after the commit: in this process at once, in others through the database.

use std::collections::{BTreeMap, VecDeque};
use std::fmt::Write as _;
use std::hash::{BuildHasher as _, RandomState};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use domain::ids::UserId;
use domain::journal::Entity;
use tokio::sync::broadcast;

/// More records of one kind in one write are told as one event: a page reads again once anyway.
const FEW: usize = 8;
/// A page that comes later than this many events reads everything again.
const KEPT: usize = 1024;
/// What a message says that stands for all kinds.
const EVERYTHING: &str = "everything";

/// A record changed. Carries no data: a page that cares reads it again, within its own scope.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Event {
    /// What kind of record.
    pub entity: Entity,
    /// Which; 0 for many of this kind at once.
    pub id: i64,
    /// Who changed it.
    pub by: Option<UserId>,
}

/// What a listener is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Told {
    /// This changed.
    Changed(Event),
    /// Anything may have changed.
    Everything,
}

/// What is told, with how many it makes since the process began.
pub type Counted = (u64, Told);

/// What a listener has from the moment it begins.
#[derive(Debug)]
pub struct Listening {
    /// What was told between its mark and now.
    pub missed: Vec<Told>,
    /// Where the telling stands now.
    pub mark: String,
    /// What is told from now on.
    pub events: broadcast::Receiver<Counted>,
}

/// A channel from writers to live pages. Cheap to clone. A slow listener misses events and is told so.
#[derive(Clone, Debug)]
pub struct Bus {
    told: broadcast::Sender<Counted>,
    recent: Arc<Mutex<Recent>>,
    /// Which process this is, so that it does not listen to itself.
    node: u64,
}

/// What was told last, for a page that was drawn before it began to listen.
#[derive(Debug, Default)]
struct Recent {
    /// How many were told since the process began.
    count: u64,
    /// The last of them, the newest at the end; at most [`KEPT`].
    last: VecDeque<Told>,
}

impl Recent {
    /// What was told after the first `count`; `None` when that is not known any more, or never was.
    fn since(&self, count: u64) -> Option<Vec<Told>> {
        let missed = usize::try_from(self.count.checked_sub(count)?).ok()?;
        let known = self.last.len().checked_sub(missed)?;
        Some(self.last.iter().skip(known).copied().collect())
    }
}

impl Default for Bus {
    fn default() -> Self {
        Self {
            told: broadcast::Sender::new(KEPT),
            recent: Arc::default(),
            // Keyed anew for each hasher, and so different in each process.
            node: RandomState::new().hash_one(std::process::id()),
        }
    }
}

impl Bus {
    /// Tells everybody in this process who listens.
    pub fn publish(&self, event: Event) {
        self.tell(Told::Changed(event));
    }

    /// Tells everybody in this process that anything may have changed.
    pub fn publish_everything(&self) {
        self.tell(Told::Everything);
    }

    /// Where the telling stands. A page takes it before it reads, and listens since then.
    #[must_use]
    pub fn mark(&self) -> String {
        self.mark_at(self.recent().count)
    }

    /// The mark after the first `count` were told.
    #[must_use]
    pub fn mark_at(&self, count: u64) -> String {
        format!("{:x}-{count}", self.node)
    }

    /// Listens from now on, and says what was told since `mark`: [`Told::Everything`] when the mark is of another
    /// process, too old, or none at all.
    #[must_use]
    pub fn listen_since(&self, mark: &str) -> Listening {
        let recent = self.recent();
        let count = mark
            .split_once('-')
            .filter(|(node, _)| *node == format!("{:x}", self.node))
            .and_then(|(_, count)| count.parse().ok());
        let missed = count.and_then(|count| recent.since(count));
        Listening {
            missed: missed.unwrap_or_else(|| vec![Told::Everything]),
            mark: self.mark_at(recent.count),
            events: self.told.subscribe(),
        }
    }

    /// The message for other processes; nothing when nothing changed.
    pub(crate) fn message(&self, events: &[Event]) -> Option<String> {
        if events.is_empty() {
            return None;
        }
        Some(events.iter().fold(format!("{:x}", self.node), |mut message, event| {
            let by = event.by.map_or(0, UserId::get);
            // Writing to a text does not fail.
            let _ = write!(message, " {}:{}:{by}", event.entity.as_str(), event.id);
            message
        }))
    }

    /// The message for other processes that anything may have changed.
    pub(crate) fn message_of_everything(&self) -> String {
        format!("{:x} {EVERYTHING}", self.node)
    }

    /// Passes a message of another process on.
    pub(crate) fn hear(&self, message: &str) {
        let mut words = message.split(' ');
        if words.next() == Some(format!("{:x}", self.node).as_str()) {
            return;
        }
        for word in words {
            // What this version does not know may be anything.
            self.tell(event_of(word).map_or(Told::Everything, Told::Changed));
        }
    }

    fn tell(&self, told: Told) {
        let mut recent = self.recent();
        recent.count += 1;
        recent.last.push_back(told);
        if recent.last.len() > KEPT {
            recent.last.pop_front();
        }
        // Under the lock, so that who begins to listen is told each once. An error means that nobody listens.
        let _ = self.told.send((recent.count, told));
    }

    fn recent(&self) -> MutexGuard<'_, Recent> {
        self.recent.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn event_of(word: &str) -> Option<Event> {
    let mut parts = word.split(':');
    let entity = Entity::try_from(parts.next()?).ok()?;
    let id = parts.next()?.parse().ok()?;
    let by: i64 = parts.next()?.parse().ok()?;
    Some(Event { entity, id, by: (by != 0).then_some(UserId(by)) })
}

/// The events of one write: one for each record, or one for a kind of which there were many.
pub(crate) fn gathered(touched: &[(Entity, i64)], by: Option<UserId>) -> Vec<Event> {
    let mut kinds: BTreeMap<&'static str, (Entity, Vec<i64>)> = BTreeMap::new();
    for (entity, id) in touched {
        let (_, ids) = kinds.entry(entity.as_str()).or_insert_with(|| (*entity, Vec::new()));
        if !ids.contains(id) && ids.len() <= FEW {
            ids.push(*id);
        }
    }
    kinds
        .into_values()
        .flat_map(|(entity, ids)| {
            let ids = if ids.len() > FEW { vec![0] } else { ids };
            ids.into_iter().map(move |id| Event { entity, id, by })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn many_records_of_a_kind_are_one_event() {
        let touched: Vec<_> = (1..=500)
            .map(|id| (Entity::Lead, id))
            .chain([(Entity::Task, 7), (Entity::Task, 7)])
            .collect();
        let events = gathered(&touched, Some(UserId(3)));
        let told: Vec<_> = events.iter().map(|event| (event.entity, event.id)).collect();
        assert_eq!(told, [(Entity::Lead, 0), (Entity::Task, 7)]);
    }

    #[test]
    fn a_message_tells_another_process_what_this_one_knows() {
        let (here, there) = (Bus::default(), Bus::default());
        let (mut at_home, mut abroad) =
            (here.listen_since("").events, there.listen_since("").events);
        let event = Event { entity: Entity::Opportunity, id: 17, by: Some(UserId(3)) };
        let message = here.message(&[event]).unwrap();
        here.hear(&message);
        there.hear(&message);
        assert!(at_home.try_recv().is_err(), "it knows already");
        assert_eq!(abroad.try_recv(), Ok((1, Told::Changed(event))));
        there.hear(&here.message_of_everything());
        assert_eq!(abroad.try_recv(), Ok((2, Told::Everything)));
        there.hear("0 planet:1:0");
        assert_eq!(abroad.try_recv(), Ok((3, Told::Everything)), "of a newer version, perhaps");
        assert_eq!(here.message(&[]), None);
    }

    #[test]
    fn who_listens_since_a_mark_misses_nothing_and_hears_nothing_twice() {
        let bus = Bus::default();
        let lead = |id| Event { entity: Entity::Lead, id, by: None };
        bus.publish(lead(1));
        let mark = bus.mark();
        bus.publish(lead(2));
        let mut later = bus.listen_since(&mark);
        assert_eq!(later.missed, [Told::Changed(lead(2))]);
        assert_eq!(later.mark, bus.mark());
        bus.publish(lead(3));
        assert_eq!(later.events.try_recv(), Ok((3, Told::Changed(lead(3)))));
        assert!(later.events.try_recv().is_err());
        assert_eq!(bus.listen_since(&bus.mark_at(3)).missed, []);

        let unknown = [String::new(), Bus::default().mark(), bus.mark_at(4), "here".to_owned()];
        for mark in unknown {
            assert_eq!(bus.listen_since(&mark).missed, [Told::Everything], "{mark}");
        }
        (0..KEPT).for_each(|_| bus.publish(lead(4)));
        assert_eq!(bus.listen_since(&mark).missed, [Told::Everything], "too long ago");
        assert_eq!(bus.listen_since(&bus.mark_at(3)).missed.len(), KEPT);
    }
}
