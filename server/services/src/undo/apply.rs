//! Writing what a unit's reversal comes to, each record through the one function that writes its kind.

use std::collections::{BTreeMap, BTreeSet};

use domain::access::Scope;
use domain::ids::{InteractionId, LeadId, OpportunityId};
use domain::journal::{Change, Changes, Entity, FieldChange, diff};
use domain::lead::Lead;
use domain::opportunity::{DealStatus, Opportunity};
use domain::undo::{Past, Place, Reversal};
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};
use store::answers::Stored;
use store::bulk::Company;
use store::interactions::NewInteraction;
use store::merging::TouchOf;
use store::opportunities::{self, Scored, Stamp};
use store::suspects::Suspect;
use store::tasks::Task;
use store::trash::Kept;
use store::{
    StoreError, aliases, answers, companies, interactions, leads, merging, suspects, tasks,
};

use super::records::Record;
use super::{marks, shelf};
use crate::leads::{Rules, rescore_by};
use crate::learning::{self, Lesson};
use crate::merging::{INTO, moved};
use crate::{Ctx, ServiceError, ServiceResult, Work, deals};

/// Fields of a lead that its score rests on.
const SCORED: [&str; 7] = [
    "job_title",
    "company_id",
    "pain_points",
    "budget",
    "decision_timeline",
    "authority",
    "country",
];

/// What has to be scored anew in the end, when everything is where it belongs.
#[derive(Debug, Default)]
struct Stale {
    /// Leads, with the fields that were put back.
    leads: BTreeMap<LeadId, Changes>,
    /// Leads of which an interaction went or came back: the chance of their deals follows.
    talked: BTreeSet<LeadId>,
    deals: BTreeSet<OpportunityId>,
}

/// An undo being written.
struct Writing<'a, 'w> {
    ctx: &'a Ctx,
    work: &'a mut Work<'w>,
    lesson: Lesson,
    stale: Stale,
}

/// Writes the reversals of all records, and computes scores and chances anew.
pub(crate) async fn apply(
    ctx: &Ctx,
    work: &mut Work<'_>,
    mut todo: Vec<(Past, Record, Reversal)>,
) -> ServiceResult<()> {
    // A deal goes back to a stage that is there again; its chance rests on what was said; whether a company is still needed, on leads and deals.
    todo.sort_by_key(|(past, ..)| match past.entity {
        Entity::Pipeline => -1,
        Entity::Interaction => 0,
        Entity::Lead => 1,
        Entity::Opportunity => 2,
        Entity::Company => 4,
        _ => 3,
    });
    let lesson = learning::lesson(&mut work.tx).await?;
    let mut writing = Writing { ctx, work, lesson, stale: Stale::default() };
    for (past, record, reversal) in todo {
        match record {
            Record::Interaction(id, kept) => {
                let lead = kept.record.lead_id;
                writing.interaction(id, lead, reversal).await?;
            }
            Record::Suspect(before) => writing.suspect(&before, reversal).await?,
            Record::Touch(before) => writing.touch(before, reversal).await?,
            Record::Answer(before) => writing.answer(&before, reversal).await?,
            Record::Lead(kept) => writing.lead(&past, *kept, reversal).await?,
            Record::Deal(kept) => writing.deal(*kept, reversal).await?,
            Record::Task(kept) => writing.task(kept, reversal).await?,
            Record::Company(kept) => writing.company(&past, kept, reversal).await?,
            Record::Item(item) if marks::KINDS.contains(&item.entity) => {
                marks::write(writing.work, item, reversal).await?;
            }
            Record::Item(item) => shelf::write(writing.work, item, reversal).await?,
        }
    }
    writing.rescore().await
}

/// A record with the fields it should have.
pub(super) fn record<T: DeserializeOwned>(fields: Map<String, Value>) -> ServiceResult<T> {
    serde_json::from_value(Value::Object(fields))
        .map_err(|error| ServiceError::Internal(format!("an entry cannot be put back: {error}")))
}

const fn change(place: Place) -> Change {
    match place {
        Place::Trash => Change::Delete,
        Place::Living => Change::Restore,
    }
}

impl Writing<'_, '_> {
    async fn journal(
        &mut self,
        entity: Entity,
        id: i64,
        change: Change,
        changes: Changes,
    ) -> ServiceResult<()> {
        self.work.append(entity, id, change, changes, None).await.map(drop)
    }

    async fn interaction(
        &mut self,
        id: InteractionId,
        lead: LeadId,
        reversal: Reversal,
    ) -> ServiceResult<()> {
        if let Some(fields) = reversal.fields {
            let after: NewInteraction = record(fields)?;
            return self.moved_interaction(id, lead, after.lead_id).await;
        }
        let Some(place) = reversal.place else { return Ok(()) };
        let deleted_at = (place == Place::Trash).then_some(self.work.now());
        interactions::set_deleted(&mut self.work.tx, id, deleted_at).await?;
        self.stale.leads.entry(lead).or_default();
        self.stale.talked.insert(lead);
        self.journal(Entity::Interaction, id.get(), change(place), Changes::new()).await
    }

    /// An interaction goes back to the lead it was with before a merge.
    async fn moved_interaction(
        &mut self,
        id: InteractionId,
        from: LeadId,
        to: LeadId,
    ) -> ServiceResult<()> {
        merging::move_interaction(&mut self.work.tx, id, to).await?;
        for lead in [from, to] {
            self.stale.leads.entry(lead).or_default();
            self.stale.talked.insert(lead);
        }
        let changes = moved("lead_id", from.get(), to.get());
        self.journal(Entity::Interaction, id.get(), Change::Update, changes).await
    }

    async fn suspect(&mut self, before: &Suspect, to: Reversal) -> ServiceResult<()> {
        let Some(fields) = to.fields else { return Ok(()) };
        let after: Suspect = record(fields)?;
        suspects::judge(&mut self.work.tx, &after).await?;
        self.work.changed(Entity::Suspect, after.id.get(), before, &after).await.map(drop)
    }

    async fn answer(&mut self, before: &Stored, to: Reversal) -> ServiceResult<()> {
        let Some(fields) = to.fields else { return Ok(()) };
        let after: Stored = record(fields)?;
        answers::put(&mut self.work.tx, after.id, &after.answer).await?;
        self.work.changed(Entity::Answer, after.id, before, &after).await.map(drop)
    }

    async fn touch(&mut self, before: TouchOf, to: Reversal) -> ServiceResult<()> {
        let Some(fields) = to.fields else { return Ok(()) };
        let after: TouchOf = record(fields)?;
        merging::move_touch(&mut self.work.tx, after.id, after.lead_id).await?;
        self.work.changed(Entity::Touch, after.id.get(), &before, &after).await.map(drop)
    }

    /// What went into another record by a merge stands for itself again, or goes there again; what the entry says of it.
    async fn alias(&mut self, past: &Past, place: Place) -> ServiceResult<Changes> {
        let Some(into) = past.fields.get(INTO) else { return Ok(Changes::new()) };
        let (entity, id, now) = (past.entity, past.entity_id, self.work.now());
        let tx = &mut self.work.tx;
        match (place, into.from.as_i64()) {
            (Place::Living, _) => aliases::delete(tx, entity, id).await?,
            (Place::Trash, Some(kept)) => aliases::insert(tx, entity, id, kept, now).await?,
            (Place::Trash, None) => {}
        }
        let back = FieldChange { from: into.to.clone(), to: into.from.clone() };
        Ok(Changes::from([(INTO.to_owned(), back)]))
    }

    async fn lead(&mut self, past: &Past, kept: Kept<Lead>, to: Reversal) -> ServiceResult<()> {
        let (before, now) = (kept.record, self.work.now());
        let id = before.id;
        if let Some(place) = to.place {
            match place {
                Place::Trash => {
                    leads::trash(&mut self.work.tx, &before, now).await?;
                    self.stale.leads.remove(&id);
                    self.stale.talked.remove(&id);
                }
                Place::Living => {
                    leads::restore(&mut self.work.tx, &before, now).await?;
                    self.stale.leads.entry(id).or_default();
                }
            }
            let changes = self.alias(past, place).await?;
            return self.journal(Entity::Lead, id.get(), change(place), changes).await;
        }
        let Some(fields) = to.fields else { return Ok(()) };
        let after: Lead = record(fields)?;
        leads::update(&mut self.work.tx, &before, &after, now).await?;
        let changes = diff(Some(&before), &after);
        let is_scored = SCORED.iter().any(|field| changes.contains_key(*field));
        if is_scored || past.touches("lead_score") || self.stale.leads.contains_key(&id) {
            // One record, one entry: it is journalled with its score.
            self.stale.leads.insert(id, changes);
            return Ok(());
        }
        self.journal(Entity::Lead, id.get(), Change::Update, changes).await
    }

    async fn deal(&mut self, kept: Kept<Scored>, to: Reversal) -> ServiceResult<()> {
        let (before, now) = (kept.record, self.work.now());
        let id = before.deal.id;
        if let Some(place) = to.place {
            let by = self.ctx.actor().user();
            let stamp = Stamp { at: now, by, reason: None, journal: None };
            match place {
                Place::Trash => {
                    opportunities::trash(&mut self.work.tx, &before, &stamp).await?;
                    self.stale.deals.remove(&id);
                }
                Place::Living => {
                    opportunities::restore(&mut self.work.tx, &before, &stamp).await?;
                    if before.deal.status == DealStatus::Open {
                        self.stale.deals.insert(id);
                    }
                }
            }
            return self
                .journal(Entity::Opportunity, id.get(), change(place), Changes::new())
                .await;
        }
        let Some(fields) = to.fields else { return Ok(()) };
        let deal: Opportunity = record(fields)?;
        let after = deals::scored_by(&mut self.work.tx, &self.lesson, deal, now).await?;
        deals::store(self.ctx, self.work, &before, &after).await
    }

    async fn task(&mut self, kept: Kept<Task>, to: Reversal) -> ServiceResult<()> {
        let (before, now) = (kept.record, self.work.now());
        let id = before.id.get();
        if let Some(place) = to.place {
            match place {
                Place::Trash => tasks::trash(&mut self.work.tx, &before, now).await?,
                Place::Living => tasks::restore(&mut self.work.tx, &before, now).await?,
            }
            return self.journal(Entity::Task, id, change(place), Changes::new()).await;
        }
        let Some(fields) = to.fields else { return Ok(()) };
        let after: Task = record(fields)?;
        tasks::update(&mut self.work.tx, &after, now).await?;
        self.work.changed(Entity::Task, id, &before, &after).await.map(drop)
    }

    /// A company that others belong to by now stays.
    async fn company(
        &mut self,
        past: &Past,
        kept: Kept<Company>,
        to: Reversal,
    ) -> ServiceResult<()> {
        let (before, now) = (kept.record, self.work.now());
        let tx = &mut self.work.tx;
        if let Some(place) = to.place {
            match place {
                Place::Trash if companies::in_use(tx, before.id).await? => return Ok(()),
                Place::Trash => companies::trash(tx, before.id, now).await?,
                Place::Living => companies::restore(tx, before.id, now).await?,
            }
            let changes = self.alias(past, place).await?;
            return self.journal(Entity::Company, before.id.get(), change(place), changes).await;
        }
        let Some(fields) = to.fields else { return Ok(()) };
        let after: Company = record(fields)?;
        companies::update(tx, &after, now).await?;
        self.work.changed(Entity::Company, before.id.get(), &before, &after).await.map(drop)
    }

    async fn rescore(self) -> ServiceResult<()> {
        let Self { work, lesson, mut stale, .. } = self;
        for lead in &stale.talked {
            let changes = stale.leads.entry(*lead).or_default();
            bring_contact_up_to_date(work, *lead, changes).await?;
        }
        let rules = Rules::read(&mut work.tx).await?;
        let mut open = stale.deals;
        for lead in stale.talked {
            open.extend(leads::open_deals(&mut work.tx, lead).await?);
        }
        for (lead, changes) in stale.leads {
            rescore_by(work, &rules, lead, changes, "undo").await?;
        }
        for deal in open {
            deals::rescore(work, &lesson, deal).await?;
        }
        Ok(())
    }
}

/// The last contact with a lead is the last of those that stand: what a unit knew of the one before it may have been
/// taken back since. `changes` are those of the lead so far.
async fn bring_contact_up_to_date(
    work: &mut Work<'_>,
    id: LeadId,
    changes: &mut Changes,
) -> ServiceResult<()> {
    let before = match leads::get_itself(&mut work.tx, &Scope::Everything, id).await {
        Ok(lead) => lead,
        // It lies in the trash, where fields stay as they are.
        Err(StoreError::NotFound) => return Ok(()),
        Err(error) => return Err(error.into()),
    };
    let last = interactions::last_contact(&mut work.tx, id).await?;
    let after = Lead {
        last_contacted_at: last.at,
        last_contacted_by: last.by,
        last_inbound_at: last.inbound_at,
        ..before.clone()
    };
    if after == before {
        return Ok(());
    }
    let now = work.now();
    leads::update(&mut work.tx, &before, &after, now).await?;
    for (field, change) in diff(Some(&before), &after) {
        match changes.get_mut(&field) {
            Some(known) => known.to = change.to,
            None => drop(changes.insert(field, change)),
        }
    }
    changes.retain(|_, change| change.from != change.to);
    Ok(())
}
