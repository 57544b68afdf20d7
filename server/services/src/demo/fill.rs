//! Company after company, made on a thread of its own while what is made already goes into the database.

use std::sync::Arc;

use store::Db;
use store::bulk::Load;
use tokio::sync::mpsc::{self, Sender};

use super::Scale;
use super::doubles::{self, Original};
use super::journey::{self, Story};
use super::people;
use super::rng::{Rng, pow, whole};
use super::sink::{Rows, Sink, Written};
use super::world::World;
use crate::import::Progress;
use crate::{ServiceError, ServiceResult};

/// How many portions of rows wait for the database at most: the faster side waits for the slower one, and memory stays
/// small.
const AHEAD: usize = 3;

/// After this many leads, what was written so far is made to last: only the large company is that large.
const PART: usize = 20_000;

/// Makes the company's leads with all that belongs to them.
pub(super) struct Maker {
    pub world: Arc<World>,
    pub scale: Scale,
    pub rng: Rng,
    pub sink: Sink,
}

impl Maker {
    /// Makes as many as wanted, unless nobody takes them any more.
    fn run(mut self, ready: &Sender<Rows>) -> Sink {
        let wanted = self.scale.leads();
        let mut made = 0;
        while made < wanted {
            made += self.meet_company();
            if self.sink.rows.are_enough()
                && ready.blocking_send(std::mem::take(&mut self.sink.rows)).is_err()
            {
                break;
            }
        }
        let _ = ready.blocking_send(std::mem::take(&mut self.sink.rows));
        self.sink
    }

    /// Makes a company and lives the lives of its people; answers how many there are.
    fn meet_company(&mut self) -> usize {
        let Self { world, scale, rng, sink } = self;
        let Some(rep) = rng.weighted(&world.reps, |rep| rep.load) else { return 0 };
        let mut firm = people::firm(sink, world, rep, rng);
        // Most companies have one or two people we know, a few have many.
        let people = whole(pow(6.0, rng.unit())).max(1);
        let habits = scale.habits();
        let mut made = 0;
        for _ in 0..people {
            let name = people::stranger(&mut firm, rng);
            let Some(person) = people::person(sink, world, &firm, rep.id, name.clone(), rng) else {
                break;
            };
            let original = Original::of(&person.lead, name);
            let (past, deals) = (Vec::new(), Vec::new());
            let story = Story { world, rep, firm: &firm, person, habits, past, deals };
            journey::live(sink, story, rng);
            made += 1;
            if rng.hit(doubles::SHARE) {
                made += doubles::meet_again(sink, world, &firm, rep, &original, rng);
            }
        }
        made
    }
}

/// Writes what the maker makes; answers what there is to remember of it.
pub(super) async fn fill(
    db: &Db,
    mut load: Load,
    maker: Maker,
    progress: &impl Fn(Progress),
) -> ServiceResult<(Load, Written, Sink)> {
    let wanted = maker.scale.leads();
    let mut written = Written::default();
    let mut lasting = 0;
    let (ready, mut portions) = mpsc::channel(AHEAD);
    let making = tokio::task::spawn_blocking(move || maker.run(&ready));
    while let Some(rows) = portions.recv().await {
        rows.write(&mut load).await?;
        written.add(&rows);
        let done = written.records();
        // Every lead brings about as much with it as the others.
        let total = Some(done * wanted.max(written.leads) / written.leads.max(1));
        progress(Progress { what: "records", done, total });
        if written.leads - lasting >= PART {
            load = load.commit_part(db).await?;
            lasting = written.leads;
        }
    }
    let made =
        making.await.map_err(|error| ServiceError::Internal(format!("the maker: {error}")))?;
    Ok((load, written, made))
}
