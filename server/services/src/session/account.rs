//! One's own account: who am I, my sessions, my password, my theme.

use chrono::{DateTime, Days, Utc};
use domain::calendar::Zone;
use domain::forms::{ChangePassword, ChooseZone, FieldErrors};
use domain::ids::SessionId;
use domain::journal::Entity;
use domain::list::{DealColumn, LeadColumn};
use domain::session::{ClockChoices, Preferences, SessionRow, Theme, Viewer, Waiting};
use domain::views::{ForgetView, KeepView, SavedView, with_view};
use store::{preferences, sessions, tasks, teams, users};

use super::{IDLE, Subjects};
use crate::passwords::check_strength;
use crate::{Ctx, ServiceResult, installation, zone};

/// Who is signed in, as every page needs it.
///
/// # Errors
/// `SignedOut` when nobody is.
pub async fn viewer(ctx: &Ctx) -> ServiceResult<Viewer> {
    let (signed_in, now) = (ctx.user()?, ctx.now());
    let mut tx = ctx.db().read().await?;
    let user = users::get(&mut tx, signed_in.id).await?;
    let team = match user.team_id {
        Some(id) => Some((id, teams::get(&mut tx, id).await?.name)),
        None => None,
    };
    let installation = installation::get(&mut tx).await?;
    let own = if user.time_zone.is_empty() { installation.zone_name() } else { &user.time_zone };
    let zone = zone(own, now);
    let tasks_due = tasks::count_due(&mut tx, user.id, end_of_day(&zone, now)).await?;
    Ok(Viewer {
        id: user.id,
        name: user.name,
        email: user.email,
        role: user.role,
        team,
        zone,
        theme: user.theme,
        currency: installation.currency,
        preferences: preferences::get(&mut tx, signed_in.id).await?,
        waiting: Waiting { tasks_due },
    })
}

/// The first moment of the next day in a zone.
pub(crate) fn end_of_day(zone: &Zone, now: DateTime<Utc>) -> DateTime<Utc> {
    let local = zone.local(now);
    let midnight = local
        .date()
        .checked_add_days(Days::new(1))
        .and_then(|day| day.and_hms_opt(0, 0, 0))
        .unwrap_or(local);
    let at = now + (midnight - local);
    // Where clocks change before midnight, it comes an hour sooner or later.
    at - (zone.local(at) - midnight)
}

/// One's own sessions, the last used first.
///
/// # Errors
/// `SignedOut` when nobody is signed in.
pub async fn my_sessions(ctx: &Ctx) -> ServiceResult<Vec<SessionRow>> {
    let (user, now) = (ctx.user()?, ctx.now());
    let mut tx = ctx.db().read().await?;
    Ok(sessions::list(&mut tx, user.id, user.session, now, now - IDLE).await?)
}

/// Ends one of one's own sessions.
///
/// # Errors
/// `NotFound` when it is not one's own.
pub async fn revoke(ctx: &Ctx, session: SessionId) -> ServiceResult<()> {
    let user = ctx.user()?;
    let mut tx = ctx.db().write().await?;
    sessions::revoke(&mut tx, user.id, session).await?;
    Ok(tx.commit().await?)
}

/// Changes one's own password, and ends one's other sessions.
///
/// # Errors
/// `Invalid` when the present one is wrong or the new one is weak; `Busy` after too many wrong ones.
pub async fn change_password(ctx: &Ctx, form: ChangePassword) -> ServiceResult<()> {
    let signed_in = ctx.user()?;
    let mut tx = ctx.db().read().await?;
    let user = users::get(&mut tx, signed_in.id).await?;
    drop(tx);
    check_strength(&form.password, &[&user.email, &user.name])?;
    let tries = Subjects::of_change(user.id);
    let mut tx = ctx.db().write().await?;
    tries.claim(&mut tx, ctx.now()).await?;
    tx.commit().await?;
    let passwords = &ctx.host().passwords;
    if !passwords.matches(&form.current, user.password_hash).await? {
        return Err(FieldErrors::one("current", "This is not your present password.").into());
    }
    let hash = passwords.hash(&form.password).await?;
    let mut work = ctx.begin("Changed own password").await?;
    let now = work.now();
    tries.forgive(&mut work.tx, now).await?;
    users::set_password(&mut work.tx, user.id, &hash, now).await?;
    sessions::revoke_all(&mut work.tx, user.id, signed_in.session).await?;
    work.append(
        Entity::User,
        user.id.get(),
        domain::journal::Change::Update,
        crate::users::password_changed(),
        None,
    )
    .await?;
    work.commit().await?;
    Ok(())
}

/// What one has chosen, for the first paint of a page.
///
/// # Errors
/// `SignedOut` when nobody is signed in.
pub async fn theme(ctx: &Ctx) -> ServiceResult<Theme> {
    let user = ctx.user()?;
    let mut tx = ctx.db().read().await?;
    Ok(users::get(&mut tx, user.id).await?.theme)
}

/// Light or dark, for oneself.
///
/// # Errors
/// `SignedOut` when nobody is signed in.
pub async fn set_theme(ctx: &Ctx, theme: Theme) -> ServiceResult<()> {
    let user = ctx.user()?;
    let mut work = ctx.begin(format!("Chose the theme \"{}\"", theme.label())).await?;
    let before = users::get(&mut work.tx, user.id).await?;
    let now = work.now();
    users::set_theme(&mut work.tx, user.id, theme, now).await?;
    let after = users::User { theme, ..before.clone() };
    work.changed(Entity::User, user.id.get(), &before, &after).await?;
    work.commit().await?;
    Ok(())
}

/// Whether one's sidebar shows icons alone.
///
/// # Errors
/// `SignedOut` when nobody is signed in.
pub async fn set_sidebar(ctx: &Ctx, narrow: bool) -> ServiceResult<()> {
    let label = if narrow { "Made the sidebar narrow" } else { "Made the sidebar wide" };
    choose(ctx, label, |preferences| preferences.narrow_sidebar = narrow).await
}

/// The columns of one's list of leads; a word that is none is left out, and no word at all means the usual ones.
///
/// # Errors
/// `SignedOut` when nobody is signed in.
pub async fn set_lead_columns(ctx: &Ctx, words: &[String]) -> ServiceResult<()> {
    let known = |word: &String| LeadColumn::try_from(word.as_str()).ok();
    let columns = words.iter().filter_map(known).collect();
    choose(ctx, "Chose the columns of leads", |preferences| preferences.lead_columns = columns)
        .await
}

/// The columns of one's list of deals; a word that is none is left out, and no word at all means the usual ones.
///
/// # Errors
/// `SignedOut` when nobody is signed in.
pub async fn set_deal_columns(ctx: &Ctx, words: &[String]) -> ServiceResult<()> {
    let known = |word: &String| DealColumn::try_from(word.as_str()).ok();
    let columns = words.iter().filter_map(known).collect();
    choose(ctx, "Chose the columns of deals", |preferences| preferences.deal_columns = columns)
        .await
}

/// Keeps a list as it is filtered under a name of one's own; one of the same name is replaced.
///
/// # Errors
/// `SignedOut` when nobody is signed in, `Invalid` beside the field when the form is wrong or there are too many.
pub async fn keep_view(ctx: &Ctx, form: &KeepView) -> ServiceResult<()> {
    let view = form.check()?;
    let label = format!("Saved the view \"{}\"", view.name);
    try_choose(ctx, &label, |preferences| {
        preferences.views = with_view(std::mem::take(&mut preferences.views), view)?;
        Ok(())
    })
    .await
}

/// Forgets a saved view; one that is gone already stays so.
///
/// # Errors
/// `SignedOut` when nobody is signed in.
pub async fn forget_view(ctx: &Ctx, form: &ForgetView) -> ServiceResult<()> {
    let is_meant = |view: &SavedView| view.list.as_str() == form.list && view.name == form.name;
    choose(ctx, "Forgot a saved view", |preferences| {
        preferences.views.retain(|view| !is_meant(view));
    })
    .await
}

async fn choose(
    ctx: &Ctx,
    label: &str,
    change: impl FnOnce(&mut Preferences),
) -> ServiceResult<()> {
    try_choose(ctx, label, |preferences| {
        change(preferences);
        Ok(())
    })
    .await
}

async fn try_choose(
    ctx: &Ctx,
    label: &str,
    change: impl FnOnce(&mut Preferences) -> Result<(), FieldErrors>,
) -> ServiceResult<()> {
    let user = ctx.user()?;
    let mut work = ctx.begin(label).await?;
    let before = preferences::get(&mut work.tx, user.id).await?;
    let mut after = before.clone();
    change(&mut after)?;
    let now = work.now();
    preferences::put(&mut work.tx, user.id, &after, now).await?;
    work.changed(Entity::User, user.id.get(), &before, &after).await?;
    work.commit().await?;
    Ok(())
}

/// The zones one may choose from, and those in force.
///
/// # Errors
/// `SignedOut` when nobody is.
pub async fn clock(ctx: &Ctx) -> ServiceResult<ClockChoices> {
    let user = ctx.user()?;
    let mut tx = ctx.db().read().await?;
    Ok(ClockChoices {
        own: users::get(&mut tx, user.id).await?.time_zone,
        installation: installation::get(&mut tx).await?.zone_name().to_owned(),
        zones: zone::names(),
    })
}

/// One's own time zone; left empty, the installation's.
///
/// # Errors
/// `SignedOut` when nobody is signed in, `Invalid` when there is no such zone.
pub async fn choose_zone(ctx: &Ctx, form: ChooseZone) -> ServiceResult<()> {
    let user = ctx.user()?;
    let name = zone::checked(&form.time_zone)?;
    let mut work = ctx.begin("Chose own time zone").await?;
    let before = users::get(&mut work.tx, user.id).await?;
    let now = work.now();
    users::set_time_zone(&mut work.tx, user.id, name, now).await?;
    let after = users::User { time_zone: name.to_owned(), ..before.clone() };
    work.changed(Entity::User, user.id.get(), &before, &after).await?;
    work.commit().await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_ends_at_midnight_of_the_persons_own_clock() {
        let now: DateTime<Utc> = "2026-11-22T22:30:00Z".parse().unwrap();
        let ends = |name: &str| end_of_day(&zone(name, now), now).to_rfc3339();
        assert_eq!(ends("UTC"), "2026-11-23T00:00:00+00:00");
        assert_eq!(ends("Europe/Madrid"), "2026-11-22T23:00:00+00:00");
        assert_eq!(ends("Asia/Tokyo"), "2026-11-23T15:00:00+00:00");
        let change: DateTime<Utc> = "2026-03-28T23:30:00Z".parse().unwrap();
        let end = end_of_day(&zone("Europe/Madrid", change), change).to_rfc3339();
        assert_eq!(end, "2026-03-29T22:00:00+00:00", "a day of 23 hours");
    }
}
