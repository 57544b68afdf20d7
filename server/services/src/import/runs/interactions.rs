//! Rows that are interactions: what happened with leads that are there.
//!
//! An interaction is what it was: a row that is there already is left alone, never changed.

use std::collections::{BTreeMap, HashMap};

use chrono::{DateTime, Utc};
use domain::access::Scope;
use domain::ids::{LeadId, UserId};
use domain::interaction::{Direction, InteractionKind, Outcome as Answer};
use domain::lead::Lead;
use domain::text::contact::Contact;
use store::bulk::{Interaction, Load, Table};
use store::{Tx, import_index};

use super::cells::{Cells, Columns, Read};
use super::known_leads::KnownLeads;
use super::leads::word;
use super::matching::{Keys, Kind, Match, Matcher, hash};
use super::part::{Deed, Outcome, Target};
use super::people;
use super::world::{World, known};
use crate::ServiceResult;
use crate::import::sheet::SheetRow;
use crate::import::values::day::Moment;

/// A row as it was read.
#[derive(Clone, Debug)]
pub(super) struct InteractionIn {
    lead: LeadId,
    kind: InteractionKind,
    direction: Direction,
    outcome: Option<Answer>,
    at: DateTime<Utc>,
    seconds: Option<i64>,
    subject: String,
    notes: String,
    user: Option<UserId>,
}

impl InteractionIn {
    fn read(cells: Cells<'_>, world: &World, leads: &KnownLeads) -> Read<Self> {
        cells.check_width()?;
        let lead = people::lead(cells, world, leads)?;
        let kind = word(cells, "kind")?.unwrap_or(InteractionKind::Note);
        let usual = match kind {
            InteractionKind::Note => Direction::Internal,
            InteractionKind::WebVisit | InteractionKind::Form => Direction::Inbound,
            _ => Direction::Outbound,
        };
        let at = cells.moment("at")?.map(Moment::utc);
        Ok(Self {
            lead: lead.ok_or_else(|| {
                cells.wrong(
                    "lead_email",
                    "Say with whom: the lead's address, ID, or name and company.",
                )
            })?,
            kind,
            direction: word(cells, "direction")?.unwrap_or(usual),
            outcome: word(cells, "outcome")?,
            at: at.ok_or_else(|| cells.wrong("at", "Say when it happened."))?,
            seconds: cells.whole("minutes")?.map(|minutes| minutes.saturating_mul(60)),
            subject: cells.text("subject")?.unwrap_or_default(),
            notes: cells.raw("notes").unwrap_or_default().to_owned(),
            user: cells.meant("owner").and_then(|name| known(&world.owners, name)).or(world.owner),
        })
    }

    fn keys(&self) -> Keys {
        keys(self.lead.get(), self.kind.as_str(), self.at, &self.subject)
    }
}

fn keys(lead: i64, kind: &str, at: DateTime<Utc>, subject: &str) -> Keys {
    let mut keys = Keys::default();
    keys.add(Kind::What, Some(hash((lead, kind, at.timestamp_millis(), subject))));
    keys
}

/// The leads interactions may be with, and what was said of them in this file.
#[derive(Debug)]
pub(super) struct KnownInteractions {
    matcher: Matcher,
    leads: KnownLeads,
}

impl KnownInteractions {
    pub(super) fn new(matcher: Matcher) -> Self {
        Self { matcher, leads: KnownLeads::of_anybody() }
    }
}

/// Looks at rows, and writes what follows from them where the target takes it.
pub(super) async fn part(
    mut target: Target<'_>,
    world: &mut World,
    known: &mut KnownInteractions,
    columns: &Columns<'_>,
    rows: &[SheetRow],
) -> ServiceResult<Outcome> {
    world.companies.refresh(target.tx()).await?;
    known.leads.refresh(target.tx()).await?;
    let deeds = judge(target.tx(), world, known, columns, rows).await?;
    if let Target::Write(load) = target {
        write(load, world, &deeds).await?;
    }
    Ok(Outcome::of(deeds, 0))
}

/// Remembers the rows that an earlier run of this import has done.
pub(super) async fn pass(
    tx: &mut Tx,
    world: &mut World,
    known: &mut KnownInteractions,
    columns: &Columns<'_>,
    rows: &[SheetRow],
) -> ServiceResult<()> {
    world.companies.refresh(tx).await?;
    known.leads.refresh(tx).await?;
    for row in rows {
        let cells = columns.row(row);
        if let Ok(row) = InteractionIn::read(cells, world, &known.leads) {
            known.matcher.look_up(cells.line(), &Keys::default(), &row.keys());
        }
    }
    Ok(())
}

async fn judge(
    tx: &mut Tx,
    world: &World,
    known: &mut KnownInteractions,
    columns: &Columns<'_>,
    rows: &[SheetRow],
) -> ServiceResult<Vec<Deed<InteractionIn, ()>>> {
    let read: Vec<_> = rows
        .iter()
        .map(|row| {
            let cells = columns.row(row);
            (cells, InteractionIn::read(cells, world, &known.leads))
        })
        .collect();
    let mut leads: Vec<i64> =
        read.iter().filter_map(|(_, row)| Some(row.as_ref().ok()?.lead.get())).collect();
    leads.sort_unstable();
    leads.dedup();
    for there in import_index::interactions(tx, &leads).await? {
        let keys = keys(there.lead_id, &there.kind, there.at, &there.subject);
        known.matcher.known.add(&keys, there.id);
    }
    let deed = |(cells, row): (Cells<'_>, Read<InteractionIn>)| match row {
        Err(problem) => Deed::Bad(problem),
        Ok(row) => {
            let keys = row.keys();
            match known.matcher.look_up(cells.line(), &keys, &keys) {
                Match::New => Deed::Create(row),
                Match::Record(_) | Match::Like(..) => Deed::Same,
                Match::Repeats(message) => Deed::Duplicate(cells.wrong("subject", message)),
            }
        }
    };
    Ok(read.into_iter().map(deed).collect())
}

async fn write(
    load: &mut Load,
    world: &World,
    deeds: &[Deed<InteractionIn, ()>],
) -> ServiceResult<()> {
    let mut fresh = Vec::new();
    let mut by_lead: BTreeMap<i64, Vec<&InteractionIn>> = BTreeMap::new();
    for deed in deeds {
        let Deed::Create(row) = deed else { continue };
        by_lead.entry(row.lead.get()).or_default().push(row);
        let contact = Contact {
            kind: row.kind,
            direction: row.direction,
            subject: &row.subject,
            notes: &row.notes,
        };
        fresh.push(Interaction {
            id: load.next(Table::Interaction),
            lead_id: row.lead,
            opportunity_id: None,
            user_id: row.user,
            kind: row.kind,
            direction: row.direction,
            outcome: row.outcome,
            sentiment: contact.sentiment(row.outcome),
            duration_seconds: row.seconds,
            subject: row.subject.clone(),
            notes: row.notes.clone(),
            at: row.at,
        });
    }
    load.interactions(&fresh).await?;
    let ids: Vec<i64> = by_lead.keys().copied().collect();
    let leads = store::leads::many(&mut load.tx, &Scope::Everything, &ids).await?;
    let leads: HashMap<i64, Lead> =
        leads.into_iter().map(|kept| (kept.record.id.get(), kept.record)).collect();
    for (id, rows) in by_lead {
        if let Some(before) = leads.get(&id) {
            let after = rows.into_iter().fold(before.clone(), after);
            world.rules.update(load, before, &after, "import").await?;
        }
    }
    Ok(())
}

/// The lead after an interaction of whatever day.
fn after(lead: Lead, row: &InteractionIn) -> Lead {
    let status = lead.status.after_interaction(row.kind, row.outcome);
    let contact = row.kind.is_contact(row.direction, row.outcome);
    let is_last = contact && lead.last_contacted_at.is_none_or(|last| last < row.at);
    let inbound = row.direction == Direction::Inbound && row.kind.is_talk();
    Lead {
        furthest_status: lead.furthest_status.after(status),
        status_entered_at: if status == lead.status { lead.status_entered_at } else { row.at },
        status,
        total_interactions: lead.total_interactions + 1,
        last_contacted_at: if is_last { Some(row.at) } else { lead.last_contacted_at },
        last_contacted_by: if is_last { row.user } else { lead.last_contacted_by },
        last_inbound_at: lead.last_inbound_at.max(inbound.then_some(row.at)),
        ..lead
    }
}
