//! Rows that are tasks. A task that is there already is left alone: people work on it.

use chrono::{DateTime, Utc};
use domain::ids::{LeadId, UserId};
use domain::task::{TaskKind, TaskStatus};
use store::bulk::{Load, Table, Task};
use store::{Tx, import_index};

use super::cells::{Cells, Columns, Read};
use super::known_leads::KnownLeads;
use super::leads::word;
use super::matching::{Keys, Kind, Match, Matcher, hash};
use super::part::{Deed, Outcome, Target};
use super::people;
use super::world::{World, known};
use crate::ServiceResult;
use crate::import::names::plain;
use crate::import::sheet::SheetRow;
use crate::import::values::day::Moment;

/// How pressing an imported task is, from 0 to 100: as any that nobody has weighed.
const PRIORITY: i64 = 50;

/// A row as it was read.
#[derive(Clone, Debug)]
pub(super) struct TaskIn {
    title: String,
    kind: TaskKind,
    lead: Option<LeadId>,
    owner: UserId,
    due_at: Option<DateTime<Utc>>,
    status: TaskStatus,
    completed_at: Option<DateTime<Utc>>,
    created_at: Option<DateTime<Utc>>,
}

impl TaskIn {
    fn read(cells: Cells<'_>, world: &World, leads: &KnownLeads) -> Read<Self> {
        cells.check_width()?;
        let owner = cells.meant("owner").and_then(|name| known(&world.owners, name));
        let due_at = cells.moment("due_at")?.map(Moment::utc);
        let completed_at = cells.moment("completed_at")?.map(Moment::utc);
        let status = word(cells, "status")?.unwrap_or(if completed_at.is_some() {
            TaskStatus::Done
        } else {
            TaskStatus::Open
        });
        Ok(Self {
            title: cells
                .text("title")?
                .ok_or_else(|| cells.wrong("title", "Say what is to be done."))?,
            kind: word(cells, "kind")?.unwrap_or(TaskKind::ToDo),
            lead: people::lead(cells, world, leads)?,
            owner: owner.or(world.owner).ok_or_else(|| {
                cells.wrong("owner", "Nobody here has this name: choose an owner for such rows.")
            })?,
            due_at,
            // What is done was done at some moment: the one it was due is the nearest that is known.
            completed_at: (status == TaskStatus::Done)
                .then(|| completed_at.or(due_at).unwrap_or(world.at)),
            status,
            created_at: cells.moment("created_at")?.map(Moment::utc),
        })
    }

    fn keys(&self) -> Keys {
        keys(&self.title, self.lead.map(LeadId::get), self.due_at)
    }
}

fn keys(title: &str, lead: Option<i64>, due_at: Option<DateTime<Utc>>) -> Keys {
    let mut keys = Keys::default();
    // Files write moments to the second.
    let due = due_at.map(|at| at.timestamp());
    keys.add(Kind::What, Some(hash((plain(title), lead, due))));
    keys
}

/// Tasks by what they are known by, and the leads they may be about.
#[derive(Debug)]
pub(super) struct KnownTasks {
    last: i64,
    matcher: Matcher,
    leads: KnownLeads,
}

impl KnownTasks {
    pub(super) fn new(matcher: Matcher) -> Self {
        Self { last: 0, matcher, leads: KnownLeads::of_anybody() }
    }

    async fn refresh(&mut self, tx: &mut Tx) -> ServiceResult<()> {
        self.leads.refresh(tx).await?;
        loop {
            let page = import_index::tasks(tx, self.last).await?;
            let Some(last) = page.last() else { return Ok(()) };
            self.last = last.id;
            for task in &page {
                let keys = keys(&task.title, task.lead_id, task.due_at);
                self.matcher.known.add(&keys, task.id);
            }
        }
    }
}

/// Looks at rows, and writes what follows from them where the target takes it.
pub(super) async fn part(
    mut target: Target<'_>,
    world: &mut World,
    tasks: &mut KnownTasks,
    columns: &Columns<'_>,
    rows: &[SheetRow],
) -> ServiceResult<Outcome> {
    world.companies.refresh(target.tx()).await?;
    tasks.refresh(target.tx()).await?;
    let deeds: Vec<Deed<TaskIn, ()>> =
        rows.iter().map(|row| judge(world, tasks, columns.row(row))).collect();
    if let Target::Write(load) = target {
        write(load, &deeds).await?;
    }
    Ok(Outcome::of(deeds, 0))
}

/// Remembers the rows that an earlier run of this import has done.
pub(super) async fn pass(
    tx: &mut Tx,
    world: &mut World,
    tasks: &mut KnownTasks,
    columns: &Columns<'_>,
    rows: &[SheetRow],
) -> ServiceResult<()> {
    world.companies.refresh(tx).await?;
    tasks.leads.refresh(tx).await?;
    for row in rows {
        let cells = columns.row(row);
        if let Ok(task) = TaskIn::read(cells, world, &tasks.leads) {
            tasks.matcher.look_up(cells.line(), &Keys::default(), &task.keys());
        }
    }
    Ok(())
}

fn judge(world: &World, tasks: &mut KnownTasks, cells: Cells<'_>) -> Deed<TaskIn, ()> {
    match TaskIn::read(cells, world, &tasks.leads) {
        Err(problem) => Deed::Bad(problem),
        Ok(task) => {
            let keys = task.keys();
            match tasks.matcher.look_up(cells.line(), &keys, &keys) {
                Match::New => Deed::Create(task),
                Match::Record(_) | Match::Like(..) => Deed::Same,
                Match::Repeats(message) => Deed::Duplicate(cells.wrong("title", message)),
            }
        }
    }
}

async fn write(load: &mut Load, deeds: &[Deed<TaskIn, ()>]) -> ServiceResult<()> {
    let mut fresh = Vec::new();
    for deed in deeds {
        let Deed::Create(row) = deed else { continue };
        fresh.push(Task {
            id: load.next(Table::Task),
            title: row.title.clone(),
            kind: row.kind,
            lead_id: row.lead,
            opportunity_id: None,
            owner_id: row.owner,
            due_at: row.due_at,
            status: row.status,
            priority_score: PRIORITY,
            completed_at: row.completed_at,
            created_at: row.created_at.unwrap_or(load.at()),
        });
    }
    load.tasks(&fresh).await?;
    Ok(())
}
