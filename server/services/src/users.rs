//! Users, as an administrator manages them.

use domain::access::{Action, Role};
use domain::forms::{FieldErrors, email};
use domain::ids::{TeamId, UserId};
use domain::journal::{Change, Changes, Entity, FieldChange};
use domain::list::Person;
use store::users::{NewUser, User};
use store::{StoreError, devices, sessions, users};

use crate::passwords::check_strength;
use crate::session::Subjects;
use crate::{Ctx, ServiceError, ServiceResult, zone};

/// Somebody to add.
#[derive(Clone, Debug)]
pub struct AddUser {
    /// Sign-in address.
    pub email: String,
    /// Full name.
    pub name: String,
    /// What they are here for.
    pub role: Role,
    /// Their team.
    pub team: Option<TeamId>,
    /// Their first password; without one they cannot sign in yet.
    pub password: Option<String>,
    /// An IANA name; empty follows the installation.
    pub time_zone: String,
}

/// Those who sell and whom the person who asks sees, by name: the owners a list can be narrowed to.
///
/// # Errors
/// When the database refuses.
pub async fn sellers(ctx: &Ctx) -> ServiceResult<Vec<Person>> {
    ctx.require(Action::ReadRecords)?;
    let mut tx = ctx.db().read().await?;
    Ok(store::forecast_reads::sellers(&mut tx, &ctx.scope()).await?)
}

/// Adds a user.
///
/// # Errors
/// `Invalid` when a field is wrong, the password is weak or the address is taken.
pub async fn add(ctx: &Ctx, form: AddUser) -> ServiceResult<UserId> {
    ctx.require(Action::ManageUsers)?;
    let email = email(&form.email)?;
    let name = form.name.trim();
    if name.is_empty() {
        return Err(FieldErrors::one("name", "Fill this in.").into());
    }
    let time_zone = zone::checked(&form.time_zone)?;
    let hash = match &form.password {
        Some(password) => {
            check_strength(password, &[&email, name])?;
            Some(ctx.host().passwords.hash(password).await?)
        }
        None => None,
    };
    let mut work = ctx.begin(format!("Added {name}")).await?;
    let user = NewUser {
        email: &email,
        name,
        role: form.role,
        team: form.team,
        password_hash: hash.as_deref(),
        time_zone,
        region: None,
        external_key: None,
    };
    let now = work.now();
    let id = match users::insert(&mut work.tx, &user, now).await {
        Ok(id) => id,
        Err(StoreError::Unique { .. }) => {
            return Err(
                FieldErrors::one("email", format!("{email} has an account already.")).into()
            );
        }
        Err(other) => return Err(other.into()),
    };
    let stored = users::get(&mut work.tx, id).await?;
    work.created(Entity::User, id.get(), &stored).await?;
    work.commit().await?;
    Ok(id)
}

/// Sets somebody's password, ends their sessions and forgets how often they mistyped the old one.
///
/// # Errors
/// `NotFound` when nobody has this address; `Invalid` when the password is weak.
pub async fn reset_password(ctx: &Ctx, address: &str, password: &str) -> ServiceResult<()> {
    ctx.require(Action::ManageUsers)?;
    let email = email(address)?;
    check_strength(password, &[&email])?;
    let hash = ctx.host().passwords.hash(password).await?;
    let mut work = ctx.begin(format!("Reset the password of {email}")).await?;
    let now = work.now();
    let user = users::find_by_email(&mut work.tx, &email).await?.ok_or(ServiceError::NotFound)?;
    users::set_password(&mut work.tx, user.id, &hash, now).await?;
    sessions::revoke_all(&mut work.tx, user.id, None).await?;
    devices::forget_all(&mut work.tx, user.id).await?;
    Subjects::of_account(&email).forgive(&mut work.tx, now).await?;
    work.append(Entity::User, user.id.get(), Change::Update, password_changed(), None).await?;
    work.commit().await?;
    Ok(())
}

/// Everybody, by name.
///
/// # Errors
/// `Forbidden` when the role does not manage users.
pub async fn list(ctx: &Ctx) -> ServiceResult<Vec<User>> {
    ctx.require(Action::ManageUsers)?;
    let mut tx = ctx.db().read().await?;
    Ok(users::list(&mut tx).await?)
}

/// What the journal says of a password: that it changed, and nothing of what it is.
pub(crate) fn password_changed() -> Changes {
    let hidden = |text: &str| serde_json::Value::from(text);
    Changes::from([(
        "password".to_owned(),
        FieldChange { from: serde_json::Value::Null, to: hidden("changed") },
    )])
}
