//! Whether a unit can be taken back, by whom, and what that would do.

use domain::access::{Action, Scope, allowed, refusal};
use domain::format;
use domain::ids::UnitId;
use domain::journal::{Change, Entity};
use domain::opportunity::DealStatus;
use domain::undo::{
    self, Clash, ClashRow, DAYS, MOST_COUNTED, MOST_ENTRIES, Past, Preview, Reversal, UndoUnit,
    WHOLE, choice_key,
};
use store::Tx;
use store::units::{self, Unit};

use super::records::{Record, Records};
use super::shelf;
use crate::leads::MENTIONED;
use crate::merging::INTO;
use crate::timeline::{Names, label};
use crate::{Ctx, ServiceError, ServiceResult};

/// Said when somebody wants to take the same unit back again.
pub(super) const ALREADY: &str =
    "This was undone already. To bring it back, undo the entry in the journal that undid it.";

/// Said of a unit none of whose records is outside of the trash any more.
const IN_THE_TRASH: &str = "Everything that was changed here is in the trash now: restore it first to put its fields back.";

/// Why a unit cannot be taken back.
#[derive(Clone, Debug)]
pub(super) enum Refusal {
    /// The role does not allow it.
    Role(String),
    /// Nobody can.
    State(String),
}

/// What taking a unit back would write, and what stands against it.
#[derive(Debug, Default)]
pub(super) struct Plan {
    /// What the unit did.
    pub pasts: Vec<Past>,
    /// What to write, record by record.
    pub todo: Vec<(Past, Record, Reversal)>,
    /// Why nothing can be written.
    pub refusal: Option<Refusal>,
    /// The same for people.
    pub preview: Preview,
}

impl Plan {
    fn refused(mut self, refusal: Refusal) -> Self {
        let (Refusal::Role(why) | Refusal::State(why)) = &refusal;
        self.preview.refusal = Some(why.clone());
        self.refusal = Some(refusal);
        self
    }
}

/// Judges a unit with the choices made so far. `by` is the unit that is about to take it back.
pub(super) async fn judge(
    ctx: &Ctx,
    tx: &mut Tx,
    unit: &Unit,
    form: &UndoUnit,
    by: Option<UnitId>,
) -> ServiceResult<Plan> {
    let mut steps = units::steps(tx, unit.row.id, entries_to_read(unit)).await?;
    let is_too_large = steps.len() > MOST_ENTRIES;
    steps.truncate(MOST_ENTRIES);
    let mut plan = Plan { pasts: undo::fold(steps), ..Plan::default() };
    if let Some(refusal) = refused_at_once(ctx, unit, by, is_too_large) {
        return Ok(plan.refused(refusal));
    }
    let (go, stay): (Vec<&Past>, Vec<&Past>) = plan
        .pasts
        .iter()
        .filter(|past| past.says_something())
        .partition(|past| goes_back(unit, past));
    plan.preview.stays = stays(&stay);
    if go.is_empty() {
        let why = nothing_to_undo(&stay);
        return Ok(plan.refused(Refusal::State(why)));
    }
    let records = load(ctx, tx, &go).await?;
    let act = Act::of(&plan.pasts);
    let mut refusal = None;
    let mut written_since = Vec::new();
    for past in go {
        let Some(record) = records.get(past) else {
            refusal = Some(Refusal::Role(out_of_scope()));
            break;
        };
        if let Err(why) = may(ctx, unit, past, record, act) {
            refusal = Some(Refusal::Role(why));
            break;
        }
        let choose = |key: &str| form.choice(&choice_key(past.entity, past.entity_id, key));
        let (write, clashes) = undo::decide(past, &record.present(), choose);
        if write.is_out_of_reach {
            let what = format!(
                "{} is in the trash: restore it first to put its fields back.",
                record.name()
            );
            plan.preview.stays.push(what);
        }
        written_since
            .extend(clashes.into_iter().map(|clash| (past.clone(), record.clone(), clash)));
        plan.todo.push((past.clone(), record.clone(), write));
    }
    if refusal.is_none() && plan.todo.iter().all(|(.., write)| write.is_out_of_reach) {
        plan.preview.stays.clear();
        refusal = Some(Refusal::State(IN_THE_TRASH.to_owned()));
    }
    let names = Names::of(ctx, tx, written_since.iter().map(|(past, ..)| &past.fields)).await?;
    let rows =
        written_since.into_iter().map(|(past, record, clash)| row(&past, &record, clash, &names));
    plan.preview.clashes = rows.collect();
    Ok(match refusal {
        Some(refusal) => plan.refused(refusal),
        None => plan,
    })
}

/// Whether undo takes such a record back. What an import brought for sale stays, since what was done by hand rests on it.
/// Nor does the pipeline go that the first deal made.
fn goes_back(unit: &Unit, past: &Past) -> bool {
    let is_shelved = shelf::KINDS.contains(&past.entity);
    let is_first = past.entity == Entity::Pipeline
        && past.fate == Some(Change::Create)
        && past.fields.get("is_default").is_none_or(|field| field.to != false);
    undo::is_reversible(past.entity) && !is_first && !(is_shelved && unit.actor_kind == "import")
}

/// A unit that is small by the count of its row is read whole without another look.
fn entries_to_read(unit: &Unit) -> usize {
    let few = unit.row.entries < MOST_COUNTED;
    if few { usize::try_from(unit.row.entries).unwrap_or(0) } else { MOST_ENTRIES + 1 }
}

fn refused_at_once(
    ctx: &Ctx,
    unit: &Unit,
    by: Option<UnitId>,
    is_too_large: bool,
) -> Option<Refusal> {
    let is_undone = unit.row.undone_by.is_some_and(|undone_by| Some(undone_by) != by);
    if is_undone {
        return Some(Refusal::State(ALREADY.to_owned()));
    }
    if !undo::is_in_time(unit.row.at, ctx.now()) {
        let why = format!("This is more than {DAYS} days old. After that nothing is undone.");
        return Some(Refusal::State(why));
    }
    if is_too_large {
        let most = format::count(MOST_ENTRIES as u64);
        let why =
            format!("This changed more than {most} records, which is more than is undone at once.");
        return Some(Refusal::State(why));
    }
    let user = ctx.user().ok()?;
    if unit.user != Some(user.id) && !allowed(user.role, Action::UndoOthers) {
        return Some(Refusal::Role(refusal(user.role, Action::UndoOthers)));
    }
    None
}

/// What only kept up with other records is read whoever owns it.
async fn load(ctx: &Ctx, tx: &mut Tx, pasts: &[&Past]) -> ServiceResult<Records> {
    let merges = is_merge(pasts.iter().copied());
    let (aside, own): (Vec<&Past>, Vec<&Past>) = pasts.iter().copied().partition(|past| {
        past.is_side_effect() || merges && only_moved(past) || is_of_who_was_named(past)
    });
    let mut records = Records::load(tx, &ctx.scope(), own.into_iter()).await?;
    records.extend(Records::load(tx, &Scope::Everything, aside.into_iter()).await?);
    Ok(records)
}

/// Whether it is the task of a colleague who was named in what the unit wrote: it goes with the text that named them.
fn is_of_who_was_named(past: &Past) -> bool {
    let rule = past.fields.get("rule");
    past.entity == Entity::Task
        && past.fate == Some(Change::Create)
        && rule.is_some_and(|field| field.to == MENTIONED)
}

/// Whether the unit made one record out of two, or two out of one.
fn is_merge<'a>(mut pasts: impl Iterator<Item = &'a Past>) -> bool {
    pasts.any(|past| past.touches(INTO))
}

/// What a unit was on the whole, where that says who may take it back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Act {
    /// One record became part of another.
    Merge,
    /// Stages were edited: deals went along with the stage they stood in.
    Stages,
    /// Anything else.
    Plain,
}

impl Act {
    fn of(pasts: &[Past]) -> Self {
        let edits = |past: &Past| past.entity == Entity::Pipeline && past.fate.is_none();
        if is_merge(pasts.iter()) {
            Self::Merge
        } else if pasts.iter().any(edits) {
            Self::Stages
        } else {
            Self::Plain
        }
    }
}

/// Whether nothing happened to a record but that it belongs to another now.
fn only_moved(past: &Past) -> bool {
    past.fate.is_none()
        && past.fields.keys().all(|field| {
            ["lead_id", "company_id", "win"].contains(&field.as_str())
                || field.ends_with("score")
                || field == "lead_grade"
        })
}

fn out_of_scope() -> String {
    "This changed records that are not yours to see any more. Ask somebody who sees all of them."
        .to_owned()
}

/// Whether this person may still do what they did. Whoever may undo what others did needs nothing else.
fn may(ctx: &Ctx, unit: &Unit, past: &Past, record: &Record, act: Act) -> Result<(), String> {
    let Ok(user) = ctx.user() else { return Ok(()) };
    if unit.user != Some(user.id) {
        return Ok(());
    }
    // Whoever may merge may take the merge back, with all that moved.
    let needed = match act {
        _ if past.touches(INTO) => vec![Action::Merge],
        Act::Merge if only_moved(past) => vec![Action::Merge],
        Act::Stages if past.entity == Entity::Opportunity => vec![Action::ManagePipelines],
        _ => needed(unit, past, record),
    };
    for action in needed {
        if let Err(ServiceError::Forbidden(why)) = ctx.require(action) {
            return Err(why);
        }
    }
    Ok(())
}

/// The actions by which the unit did this.
fn needed(unit: &Unit, past: &Past, record: &Record) -> Vec<Action> {
    if unit.actor_kind == "import" {
        return vec![Action::Import];
    }
    // What takes something back deletes what was made: that asks for no more than making it did.
    let is_deleting =
        matches!(past.fate, Some(Change::Delete | Change::Restore)) && unit.row.undoes.is_none();
    let edits = past.fate.is_none() && !past.is_side_effect();
    let mut actions = match past.entity {
        Entity::Lead if is_deleting => vec![Action::DeleteLead],
        Entity::Lead | Entity::Company if past.fate.is_some() => vec![Action::CreateLead],
        Entity::Lead if edits => vec![Action::EditLead],
        Entity::Opportunity if is_deleting => vec![Action::DeleteDeal],
        Entity::Opportunity if past.fate.is_some() => vec![Action::CreateDeal],
        Entity::Opportunity if edits => vec![Action::EditDeal],
        Entity::Task => vec![Action::EditTask],
        Entity::Interaction | Entity::Pin | Entity::Comment => vec![Action::LogInteraction],
        Entity::Product | Entity::Trainer | Entity::Batch => vec![Action::ManageCatalogue],
        Entity::Enrolment => vec![Action::Enrol],
        Entity::Campaign | Entity::WebForm => vec![Action::ManageCampaigns],
        Entity::Quota => vec![Action::SetQuotas],
        Entity::Terms => vec![Action::EditDeal],
        Entity::Pipeline => vec![Action::ManagePipelines],
        _ => Vec::new(),
    };
    if edits && past.touches("owner_id") {
        actions.push(Action::Reassign);
    }
    if let Record::Deal(kept) = record
        && edits
        && kept.record.deal.status != DealStatus::Open
        && !past.touches("status")
    {
        actions.push(Action::EditClosedDeal);
    }
    actions
}

/// What is not taken back, in a sentence for each kind of record.
fn stays(pasts: &[&Past]) -> Vec<String> {
    let mut kinds: Vec<(Entity, u64)> = Vec::new();
    for past in pasts {
        match kinds.iter_mut().find(|(entity, _)| *entity == past.entity) {
            Some((_, count)) => *count += 1,
            None => kinds.push((past.entity, 1)),
        }
    }
    let sentence = |(entity, count): (Entity, u64)| {
        let records = format::plural(count, "record", "records");
        format!("{}: {records} of this kind stay as they are.", entity.label())
    };
    kinds.into_iter().map(sentence).collect()
}

fn nothing_to_undo(stay: &[&Past]) -> String {
    if stay.is_empty() {
        return "There is nothing to undo here: only scores changed, and they are computed anew every day."
            .to_owned();
    }
    "This cannot be undone: people, passwords, settings and what is sold are changed where they are managed.".to_owned()
}

fn row(past: &Past, record: &Record, clash: Clash, names: &Names) -> ClashRow {
    let lines = clash.lines.into_iter().map(|line| {
        let value = |value| names.value(&line.field, value);
        [label(&line.field), value(&line.was), value(&line.wrote), value(&line.now)]
    });
    ClashRow {
        key: choice_key(past.entity, past.entity_id, &clash.key),
        record: record.name(),
        href: record.href(),
        is_whole: clash.key == WHOLE,
        lines: lines.collect(),
    }
}
