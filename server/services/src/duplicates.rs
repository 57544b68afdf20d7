//! Records that may be one: looked for at night and after an import, judged by people.
//!
//! Time and memory are bounded: a search reads so many records at a time, in the order of their names, and so many times
//! a night; a larger installation is gone through over several nights, and what was found stays.

use chrono::{DateTime, Utc};
use domain::access::{Action, Scope};
use domain::duplicates::{Field, FieldKind, Records, find};
use domain::ids::LeadId;
use domain::journal::{Done, Entity};
use domain::list::{Cursor, Listing, PAGE_ROWS};
use domain::merge::{KeepApart, SuspectFilter, SuspectPage, SuspectStatus};
use domain::ratio::Ratio;
use serde::{Deserialize, Serialize};
use store::suspects::{self, Compared, Found};
use store::{leads, settings};

use crate::{Ctx, ServiceError, ServiceResult};

/// Records that are compared with each other at once: under five seconds of one core.
const PART: usize = 10_000;
/// Parts of one search.
const PARTS: usize = 10;
/// Pairs below this are not worth a person's look.
const LEAST: f64 = 0.1;
/// Pairs that one part may add to the queue.
const MOST: usize = 1_000;

/// How far the search has come.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
struct Sweep {
    /// After this record; from the beginning when there is none.
    after: String,
    /// When the last part was searched.
    searched_at: Option<DateTime<Utc>>,
}

const fn key(entity: Entity) -> &'static str {
    match entity {
        Entity::Company => "duplicates_of_companies",
        _ => "duplicates_of_leads",
    }
}

/// Looks for records that may be one, as far as one night goes.
///
/// # Errors
/// When the database is away.
pub async fn search(ctx: &Ctx) -> ServiceResult<()> {
    for entity in [Entity::Lead, Entity::Company] {
        for _ in 0..PARTS {
            if search_part(ctx, entity).await? {
                break;
            }
        }
    }
    Ok(())
}

/// Searches the next part; `true` when it was the last.
async fn search_part(ctx: &Ctx, entity: Entity) -> ServiceResult<bool> {
    let now = ctx.now();
    let mut tx = ctx.db().read().await?;
    let sweep: Sweep = settings::get(&mut tx, key(entity)).await?.unwrap_or_default();
    let begins = Cursor::decode(&sweep.after);
    let is_first = begins.is_none();
    let after = begins.unwrap_or(Cursor { value: String::new(), id: 0 });
    let limit = i64::try_from(PART).unwrap_or(i64::MAX);
    let part = suspects::next_compared(&mut tx, entity, &after, limit).await?;
    drop(tx);
    let is_last = part.len() < PART;
    let next = part
        .last()
        .filter(|_| !is_last)
        .map(|last| Cursor { value: last.name.to_lowercase(), id: last.id }.encode());
    let found = tokio::task::spawn_blocking(move || pairs(entity, &part))
        .await
        .map_err(|error| ServiceError::Internal(error.to_string()))?;
    let mut tx = ctx.db().write().await?;
    for pair in &found {
        suspects::keep(&mut tx, entity, pair, now).await?;
    }
    if is_first && is_last {
        suspects::forget(&mut tx, entity, now).await?;
    }
    let sweep = Sweep { after: next.unwrap_or_default(), searched_at: Some(now) };
    settings::put(&mut tx, key(entity), &sweep, now).await?;
    tx.commit().await?;
    Ok(is_last)
}

/// The pairs of a part that a person should look at, most certain first.
fn pairs(entity: Entity, part: &[Compared]) -> Vec<Found> {
    if part.len() < 2 {
        return Vec::new();
    }
    let records = Records::new(&fields(entity, part), None);
    let found = find(&records);
    let id = |at: u32| usize::try_from(at).ok().and_then(|at| part.get(at)).map(|row| row.id);
    found
        .pairs
        .iter()
        .take_while(|pair| pair.probability >= LEAST)
        .take(MOST)
        .filter_map(|pair| {
            let (a, b) = (id(pair.a)?, id(pair.b)?);
            let (_, reasons) = found.evidence(&records, pair.a, pair.b);
            Some(Found {
                first: a.min(b),
                second: a.max(b),
                probability: Ratio::from_model(pair.probability),
                reasons,
            })
        })
        .collect()
}

/// What is compared, and as what.
fn fields(entity: Entity, part: &[Compared]) -> Vec<Field> {
    let column = |name: &str, kind: FieldKind, cell: &dyn Fn(&Compared) -> String| Field {
        name: name.to_owned(),
        kind,
        cells: part.iter().map(cell).collect(),
    };
    let text = |text: &Option<String>| text.clone().unwrap_or_default();
    let city = column("City", FieldKind::Place, &|row| text(&row.city));
    if entity == Entity::Company {
        let name = column("Name", FieldKind::Company, &|row| row.name.clone());
        let domain = column("Domain", FieldKind::Code, &|row| text(&row.company));
        return vec![name, domain, city];
    }
    vec![
        column("Given name", FieldKind::Given, &|row| split(&row.name).0.to_owned()),
        column("Family name", FieldKind::Surname, &|row| split(&row.name).1.to_owned()),
        column("Email", FieldKind::Email, &|row| text(&row.email)),
        column("Phone", FieldKind::Phone, &|row| text(&row.phone)),
        column("Company", FieldKind::Company, &|row| text(&row.company)),
        city,
    ]
}

/// Given and family name: the first word, and the others.
fn split(name: &str) -> (&str, &str) {
    name.trim().split_once(' ').unwrap_or((name.trim(), ""))
}

/// The queue of pairs that wait for a judgement.
///
/// # Errors
/// When the database is away.
pub async fn list(ctx: &Ctx, filter: &SuspectFilter) -> ServiceResult<SuspectPage> {
    ctx.require(Action::ReadRecords)?;
    let entity = if filter.kind == "company" { Entity::Company } else { Entity::Lead };
    let after = filter
        .after
        .split_once('~')
        .and_then(|(bp, id)| Some((bp.parse::<i64>().ok()?, id.parse::<i64>().ok()?)));
    let limit = i64::try_from(PAGE_ROWS).unwrap_or(i64::MAX - 1) + 1;
    let mut tx = ctx.db().read().await?;
    let mut rows = suspects::open(&mut tx, &ctx.scope(), entity, after, limit).await?;
    let sweep: Sweep = settings::get(&mut tx, key(entity)).await?.unwrap_or_default();
    let more = rows.len() > PAGE_ROWS;
    rows.truncate(PAGE_ROWS);
    let next =
        rows.last().filter(|_| more).map(|last| format!("{}~{}", last.probability.bp(), last.id));
    let listing = Listing { now: ctx.now(), rows, next, total: None };
    Ok(SuspectPage { entity, listing, searched_at: sweep.searched_at })
}

/// Says that two records are two; they are not asked about again.
///
/// # Errors
/// `Forbidden` by role, `NotFound` when one of them is out of scope.
pub async fn keep_apart(ctx: &Ctx, form: KeepApart) -> ServiceResult<Done> {
    ctx.require(Action::Merge)?;
    let mut work = ctx.begin("Said that two records are not the same").await?;
    let before = suspects::get(&mut work.tx, form.id).await?;
    if before.entity == Entity::Company {
        ctx.require(Action::MergeAcross)?;
    } else {
        within(ctx, &mut work.tx, [before.first_id, before.second_id]).await?;
    }
    let after = suspects::Suspect {
        status: SuspectStatus::Different,
        decided_by: ctx.actor().user(),
        decided_at: Some(work.now()),
        ..before.clone()
    };
    suspects::judge(&mut work.tx, &after).await?;
    work.changed(Entity::Suspect, form.id.get(), &before, &after).await?;
    work.commit().await
}

/// Both leads must be within scope.
async fn within(ctx: &Ctx, tx: &mut store::Tx, ids: [i64; 2]) -> ServiceResult<()> {
    let scope: Scope = ctx.scope();
    for id in ids {
        leads::get(tx, &scope, LeadId(id)).await?;
    }
    Ok(())
}
