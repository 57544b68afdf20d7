//! Signing in and out, one's own sessions and account, and the first setup.

mod account;
mod back_off;
mod setup;
mod token;

use std::sync::Arc;

use chrono::{DateTime, Duration, Utc};
use domain::access::Role;
use domain::forms::{FieldErrors, LINE, SignIn};
use domain::ids::{SessionId, UserId};
use domain::session::Viewer;
use store::sessions::NewSession as StoredSession;
use store::{Tx, devices, sessions, users};
use tokio::time::timeout;

pub(crate) use account::end_of_day;
pub use account::{
    change_password, choose_zone, clock, forget_view, keep_view, my_sessions, revoke,
    set_deal_columns, set_lead_columns, set_sidebar, set_theme, theme, viewer,
};
pub(crate) use back_off::{Subjects, network, prune as prune_failures};
pub use setup::{needs_setup, setup};
pub(crate) use token::{hex, is_one as is_secret, random as secret};

use crate::{Ctx, Host, ServiceError, ServiceResult, SignedIn};

/// A session that nobody uses ends after this.
pub(crate) const IDLE: Duration = Duration::days(7);
/// A session ends after this at the latest.
const LONGEST: Duration = Duration::days(30);
/// A browser that nobody signs in with for so long is a stranger's again.
pub(crate) const KNOWN_FOR: Duration = Duration::days(365);
/// "Last used" is kept to this, so that reading pages does not write.
const SEEN_EVERY: Duration = Duration::minutes(1);
/// How long a page waits for that to be written.
const SEEN_PATIENCE: std::time::Duration = std::time::Duration::from_millis(250);
/// The most that is kept of what a browser calls itself.
const USER_AGENT: usize = 200;

/// Where a sign-in comes from.
#[derive(Clone, Debug, Default)]
pub struct Origin {
    /// The network address.
    pub address: String,
    /// The browser, as it calls itself.
    pub user_agent: String,
    /// The session cookie's present token, if any: that session ends when the new one begins.
    pub old_token: Option<String>,
    /// The device cookie's token, if any: people have signed in with this browser before.
    pub device: Option<String>,
}

/// A session that has just begun.
#[derive(Clone, Debug)]
pub struct NewSession {
    /// The secret for the cookie. It is kept nowhere else.
    pub token: String,
    /// When it ends at the latest.
    pub expires_at: DateTime<Utc>,
    /// The secret by which this browser is known from now on, and until when.
    pub device: (String, DateTime<Utc>),
    /// The page this person's day starts on.
    pub desk: &'static str,
    /// Who signed in.
    pub user: UserId,
}

/// Begins a session.
///
/// # Errors
/// `Invalid` when the address or the password is wrong, without saying which; `Busy` after too many failures.
pub async fn sign_in(host: &Arc<Host>, form: SignIn, origin: &Origin) -> ServiceResult<NewSession> {
    let email = form.email.trim().to_lowercase();
    if email.chars().count() > LINE {
        return Err(wrong());
    }
    let now = host.clock.now();
    let mut tx = host.db.write().await?;
    let user = users::find_by_email(&mut tx, &email).await?.filter(|user| user.active);
    let known = known_browser(&mut tx, user.as_ref().map(|user| user.id), origin, now).await?;
    let subjects =
        known.map_or_else(|| Subjects::of_sign_in(&email, &origin.address), Subjects::of_device);
    subjects.claim(&mut tx, now).await?;
    tx.commit().await?;

    let hash = user.as_ref().and_then(|user| user.password_hash.clone());
    let right = host.passwords.matches(&form.password, hash).await?;
    let Some(user) = user.filter(|_| right) else {
        tracing::info!(address = %origin.address, "a sign-in failed");
        return Err(wrong());
    };

    let mut tx = host.db.write().await?;
    subjects.forgive(&mut tx, now).await?;
    let session = begin(&mut tx, user.id, user.role, origin, now).await?;
    tx.commit().await?;
    tracing::info!(user = %user.id, "signed in");
    Ok(session)
}

/// The row of a browser in which this person has signed in before. What is asked of the database does not depend on
/// whether there is such an account, so that the time it takes tells nothing.
async fn known_browser(
    tx: &mut Tx,
    user: Option<UserId>,
    origin: &Origin,
    now: DateTime<Utc>,
) -> ServiceResult<Option<i64>> {
    let Some(device) = &origin.device else { return Ok(None) };
    let user = user.unwrap_or(UserId(0));
    Ok(devices::find(tx, &token::digest(device), user, now - KNOWN_FOR).await?)
}

/// Names neither half of the form, so that nobody learns who has an account.
fn wrong() -> ServiceError {
    FieldErrors::one("form", "The mail address or the password is wrong.").into()
}

/// Begins a session of a user whose password was right or was just set.
async fn begin(
    tx: &mut Tx,
    user: UserId,
    role: Role,
    origin: &Origin,
    now: DateTime<Utc>,
) -> ServiceResult<NewSession> {
    if let Some(old) = &origin.old_token {
        sessions::revoke_by_token(tx, &token::digest(old)).await?;
    }
    sessions::prune(tx, now, now - IDLE).await?;
    let token = token::random()?;
    let user_agent: String = origin.user_agent.chars().take(USER_AGENT).collect();
    let session = StoredSession {
        user,
        token_hash: &token::digest(&token),
        expires_at: now + LONGEST,
        user_agent: &user_agent,
        address: &origin.address,
    };
    sessions::insert(tx, &session, now).await?;
    let device = match &origin.device {
        Some(device) if token::is_one(device) => device.clone(),
        _ => token::random()?,
    };
    devices::remember(tx, &token::digest(&device), user, now).await?;
    Ok(NewSession {
        token,
        expires_at: now + LONGEST,
        device: (device, now + KNOWN_FOR),
        desk: Viewer::desk_of(role),
        user,
    })
}

/// The person behind a session cookie's token, or nobody when it has ended.
///
/// # Errors
/// When the database is away.
pub async fn authenticate(host: &Arc<Host>, token: &str) -> ServiceResult<Option<SignedIn>> {
    let now = host.clock.now();
    let mut tx = host.db.read().await?;
    let found = sessions::find(&mut tx, &token::digest(token), now, now - IDLE).await?;
    drop(tx);
    let Some(session) = found else { return Ok(None) };
    if now - session.last_seen_at >= SEEN_EVERY {
        // Whoever only reads is served while an import writes, and when the disk is full.
        match timeout(SEEN_PATIENCE, touch(host, session.id, now)).await {
            Ok(Ok(())) => {}
            Ok(Err(error)) => tracing::warn!(%error, "a session's use was not noted"),
            Err(_) => tracing::debug!("a session's use was not noted: somebody writes"),
        }
    }
    let (id, role, team) = (session.user, session.role, session.team);
    Ok(Some(SignedIn { id, role, team, session: Some(session.id) }))
}

async fn touch(host: &Host, id: SessionId, now: DateTime<Utc>) -> ServiceResult<()> {
    let mut tx = host.db.write().await?;
    sessions::touch(&mut tx, id, now).await?;
    Ok(tx.commit().await?)
}

/// Ends the session that asks.
///
/// # Errors
/// When the database is away.
pub async fn sign_out(ctx: &Ctx) -> ServiceResult<()> {
    let user = ctx.user()?;
    if let Some(session) = user.session {
        let mut tx = ctx.db().write().await?;
        // Ended from another browser already is just as good.
        match sessions::revoke(&mut tx, user.id, session).await {
            Ok(()) | Err(store::StoreError::NotFound) => tx.commit().await?,
            Err(error) => return Err(error.into()),
        }
    }
    Ok(())
}
