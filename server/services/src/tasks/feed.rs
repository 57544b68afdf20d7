//! A person's tasks for the calendar they use anyway, at an address that only they know.

use std::sync::Arc;

use chrono::Duration;
use domain::calendar::Zone;
use domain::ical;
use domain::journal::{Change, Changes, Entity};
use domain::session::CalendarFeed;
use store::{calendar_feeds, tasks, users};

use crate::session::{is_secret, secret};
use crate::{Ctx, Host, ServiceError, ServiceResult, zone};

/// Tasks that were due longer ago than that stand in nobody's calendar.
const PAST: Duration = Duration::days(60);
/// The most tasks of a calendar.
const MOST: i64 = 1_000;

/// One's own feed, if there is one.
///
/// # Errors
/// `SignedOut` when nobody is signed in.
pub async fn feed(ctx: &Ctx) -> ServiceResult<CalendarFeed> {
    let user = ctx.user()?;
    let mut tx = ctx.db().read().await?;
    let found = calendar_feeds::get(&mut tx, user.id).await?;
    Ok(CalendarFeed {
        now: ctx.now(),
        path: found.as_ref().map(|feed| format!("/calendar/{}.ics", feed.secret)),
        created_at: found.as_ref().map(|feed| feed.created_at),
        read_at: found.and_then(|feed| feed.read_at),
    })
}

/// Gives oneself an address; the one before is good no more.
///
/// # Errors
/// `SignedOut` when nobody is signed in.
pub async fn renew_feed(ctx: &Ctx) -> ServiceResult<()> {
    let user = ctx.user()?;
    let secret = secret()?;
    let mut work = ctx.begin("Made an address for own calendar").await?;
    let now = work.now();
    calendar_feeds::put(&mut work.tx, user.id, &secret, now).await?;
    // That there is one is told; what it is stays out of the journal.
    work.append(Entity::User, user.id.get(), Change::Update, Changes::new(), None).await?;
    work.commit().await?;
    Ok(())
}

/// Ends one's address.
///
/// # Errors
/// `SignedOut` when nobody is signed in.
pub async fn remove_feed(ctx: &Ctx) -> ServiceResult<()> {
    let user = ctx.user()?;
    let mut work = ctx.begin("Ended the address of own calendar").await?;
    calendar_feeds::remove(&mut work.tx, user.id).await?;
    work.append(Entity::User, user.id.get(), Change::Update, Changes::new(), None).await?;
    work.commit().await?;
    Ok(())
}

/// The file behind an address: whoever knows it reads the tasks, and nothing else.
///
/// # Errors
/// `NotFound` when the address is nobody's, or no longer.
pub async fn calendar_file(host: &Arc<Host>, secret: &str, site: &str) -> ServiceResult<String> {
    let now = host.clock.now();
    if !is_secret(secret) {
        return Err(ServiceError::NotFound);
    }
    let mut tx = host.db.read().await?;
    let owner = calendar_feeds::owner(&mut tx, secret).await?.ok_or(ServiceError::NotFound)?;
    let user = users::get(&mut tx, owner).await?;
    let zone: Zone = zone(&zone::name_of(&mut tx, &user).await?, now);
    let rows = tasks::upcoming(&mut tx, owner, now - PAST, MOST).await?;
    drop(tx);
    let mut tx = host.db.write().await?;
    calendar_feeds::read(&mut tx, owner, now).await?;
    tx.commit().await?;
    let name = format!("Rainmaker, {}", user.name);
    Ok(ical::calendar(&name, &rows, &zone, site, now))
}
