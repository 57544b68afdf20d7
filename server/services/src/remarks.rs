//! What colleagues add to an entry of a timeline: that it stands on top, and what they say about it.

use std::collections::BTreeMap;

use domain::access::Action;
use domain::forms::{AddComment, DeleteComment, EditComment, PinEntry};
use domain::ids::{CommentId, InteractionId};
use domain::interaction::{TimelineEntry, TimelineWhat};
use domain::journal::{Change, Changes, Entity, diff};
use domain::lead::Lead;
use domain::remark::Beside;
use store::remarks::{self, Pin, Said};
use store::{Tx, interactions, leads};

use crate::leads::{Text, tell};
use crate::{Ctx, Done, ServiceError, ServiceResult, Work};

/// Adds to the entries of a timeline what stands beside them, two statements for all of them.
pub(crate) async fn add_to(tx: &mut Tx, timeline: &mut [TimelineEntry]) -> ServiceResult<()> {
    let id_of = |entry: &TimelineEntry| match &entry.what {
        TimelineWhat::Interaction { id, .. } => Some(id.get()),
        TimelineWhat::Change { .. } => None,
    };
    let ids: Vec<i64> = timeline.iter().filter_map(id_of).collect();
    let mut all: BTreeMap<InteractionId, Beside> = BTreeMap::new();
    for (id, pinned) in remarks::pinned_among(tx, &ids).await? {
        all.entry(id).or_default().pinned = Some(pinned);
    }
    for (id, comment) in remarks::said_about(tx, &ids).await? {
        all.entry(id).or_default().comments.push(comment);
    }
    for entry in timeline {
        if let TimelineWhat::Interaction { id, beside, .. } = &mut entry.what {
            *beside = all.remove(id).unwrap_or_default();
        }
    }
    Ok(())
}

/// The lead of an entry that stands, within the scope.
async fn lead_of(ctx: &Ctx, work: &mut Work<'_>, id: InteractionId) -> ServiceResult<Lead> {
    let found = interactions::many(&mut work.tx, &ctx.scope(), &[id.get()]).await?;
    let (_, kept) = found
        .into_iter()
        .find(|(_, kept)| kept.deleted_at.is_none())
        .ok_or(ServiceError::NotFound)?;
    Ok(leads::get(&mut work.tx, &ctx.scope(), kept.record.lead_id).await?)
}

/// Puts an entry on top of its record's timeline, or takes it down.
///
/// # Errors
/// `Forbidden` by role, `NotFound` for an entry out of scope.
pub async fn pin(ctx: &Ctx, form: PinEntry) -> ServiceResult<Done> {
    ctx.require(Action::LogInteraction)?;
    let what = if form.pinned { "Pinned an entry of" } else { "Unpinned an entry of" };
    let mut tx = ctx.db().read().await?;
    let found = interactions::many(&mut tx, &ctx.scope(), &[form.interaction.get()]).await?;
    let (_, kept) = found.first().ok_or(ServiceError::NotFound)?;
    let lead = leads::get(&mut tx, &ctx.scope(), kept.record.lead_id).await?;
    drop(tx);
    let mut work = ctx.begin(format!("{what} {}", lead.name)).await?;
    lead_of(ctx, &mut work, form.interaction).await?;
    let now = work.now();
    let known = remarks::pin_of(&mut work.tx, form.interaction).await?;
    let is_pinned = known.as_ref().is_some_and(|(_, kept)| kept.deleted_at.is_none());
    match (known, form.pinned) {
        (known, true) if !is_pinned => {
            let pin =
                Pin { interaction_id: form.interaction, user_id: ctx.actor().user(), at: now };
            let id = remarks::put_pin(&mut work.tx, &pin).await?.get();
            match known {
                None => work.created(Entity::Pin, id, &pin).await?,
                Some((_, before)) => {
                    let changes = diff(Some(&before.record), &pin);
                    work.append(Entity::Pin, id, Change::Restore, changes, None).await?
                }
            };
        }
        (Some((id, _)), false) if is_pinned => {
            remarks::set_pin_deleted(&mut work.tx, id, Some(now)).await?;
            work.append(Entity::Pin, id.get(), Change::Delete, Changes::new(), None).await?;
        }
        _ => {}
    }
    work.commit().await
}

/// Says something about an entry. Who is named in it finds a task.
///
/// # Errors
/// `Forbidden` by role, `NotFound` for an entry out of scope, `Invalid` for a text that is empty or too long, or that
/// names somebody who may not see the lead.
pub async fn comment(ctx: &Ctx, form: AddComment) -> ServiceResult<Done> {
    ctx.require(Action::LogInteraction)?;
    let body = form.check()?;
    let user = ctx.user()?.id;
    let mut work = ctx.begin("Commented on an entry").await?;
    let lead = lead_of(ctx, &mut work, form.interaction).await?;
    let said = Said {
        interaction_id: form.interaction,
        user_id: user,
        body,
        at: work.now(),
        edited_at: None,
    };
    let id = remarks::insert(&mut work.tx, &said).await?;
    work.created(Entity::Comment, id.get(), &said).await?;
    tell(ctx, &mut work, &lead, &Text::comment(&said.body, "")).await?;
    work.commit().await
}

/// The comment of its writer, and the lead it is about.
async fn own(ctx: &Ctx, work: &mut Work<'_>, id: CommentId) -> ServiceResult<(Said, Lead)> {
    let found = remarks::comments(&mut work.tx, &[id.get()]).await?;
    let (_, kept) = found
        .into_iter()
        .find(|(_, kept)| kept.deleted_at.is_none())
        .ok_or(ServiceError::NotFound)?;
    let lead = lead_of(ctx, work, kept.record.interaction_id).await?;
    if ctx.user()?.id != kept.record.user_id {
        let why = "Only who wrote a comment may change or delete it: add one of your own.";
        return Err(ServiceError::Forbidden(why.to_owned()));
    }
    Ok((kept.record, lead))
}

/// Changes the text of one's own comment. Who is newly named in it finds a task.
///
/// # Errors
/// `Forbidden` by role or for somebody else's comment, `NotFound` out of scope, `Invalid` as for a new one.
pub async fn edit_comment(ctx: &Ctx, form: EditComment) -> ServiceResult<Done> {
    ctx.require(Action::LogInteraction)?;
    let body = form.check()?;
    let mut work = ctx.begin("Changed a comment").await?;
    let (before, lead) = own(ctx, &mut work, form.id).await?;
    if before.body != body {
        let after = Said { body, edited_at: Some(work.now()), ..before.clone() };
        remarks::put(&mut work.tx, form.id, &after).await?;
        work.changed(Entity::Comment, form.id.get(), &before, &after).await?;
        tell(ctx, &mut work, &lead, &Text::comment(&after.body, &before.body)).await?;
    }
    work.commit().await
}

/// Deletes one's own comment.
///
/// # Errors
/// `Forbidden` by role or for somebody else's comment, `NotFound` out of scope.
pub async fn delete_comment(ctx: &Ctx, form: DeleteComment) -> ServiceResult<Done> {
    ctx.require(Action::LogInteraction)?;
    let mut work = ctx.begin("Deleted a comment").await?;
    own(ctx, &mut work, form.id).await?;
    let now = work.now();
    remarks::set_deleted(&mut work.tx, form.id, Some(now)).await?;
    let id = form.id.get();
    work.append(Entity::Comment, id, Change::Delete, Changes::new(), None).await?;
    work.commit().await
}
