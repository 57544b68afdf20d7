//! The first start of an installation without users.

use std::sync::Arc;

use domain::access::Role;
use domain::forms::{FieldErrors, Setup, email};
use domain::journal::{Actor, Entity};
use store::users::{self, NewUser};

use super::{NewSession, Origin, begin, token};
use crate::passwords::check_strength;
use crate::{Ctx, Host, ServiceError, ServiceResult, installation, pipelines, zone};

/// Whether nobody has set this installation up yet.
///
/// # Errors
/// When the database is away.
pub async fn needs_setup(host: &Arc<Host>) -> ServiceResult<bool> {
    let mut tx = host.db.read().await?;
    Ok(!users::any(&mut tx).await?)
}

/// Sets the installation up: its company's name, its first administrator, its pipeline; and signs that person in.
///
/// # Errors
/// `Invalid` for a wrong code or field; `Forbidden` when there are users already.
pub async fn setup(host: &Arc<Host>, form: Setup, origin: &Origin) -> ServiceResult<NewSession> {
    let checked = Checked::of(host, &form)?;
    let hash = host.passwords.hash(&form.password).await?;
    let ctx = Ctx::of_system(host.clone(), Actor::System);
    let mut work = ctx.begin("Set Rainmaker up").await?;
    let now = work.now();
    let before = installation::get(&mut work.tx).await?;
    let after = installation::Installation {
        company: checked.company,
        time_zone: if checked.time_zone.is_empty() {
            before.time_zone.clone()
        } else {
            checked.time_zone
        },
        ..before.clone()
    };
    // Written first, for it makes a second setup at the same moment wait until this one is over.
    installation::put(&mut work.tx, &after, now).await?;
    if users::any(&mut work.tx).await? {
        let why = "This installation is set up already. Sign in, or ask its administrator for an account.";
        return Err(ServiceError::Forbidden(why.to_owned()));
    }
    work.changed(Entity::Setting, 0, &before, &after).await?;
    let user = NewUser {
        email: &checked.email,
        name: &checked.name,
        role: Role::Admin,
        team: None,
        password_hash: Some(&hash),
        time_zone: "",
        region: None,
        external_key: None,
    };
    let id = users::insert(&mut work.tx, &user, now).await?;
    let stored = users::get(&mut work.tx, id).await?;
    work.created(Entity::User, id.get(), &stored).await?;
    pipelines::ensure_default(&mut work).await?;
    let session = begin(&mut work.tx, id, Role::Admin, origin, now).await?;
    work.commit().await?;
    Ok(session)
}

struct Checked {
    company: String,
    name: String,
    email: String,
    time_zone: String,
}

impl Checked {
    fn of(host: &Host, form: &Setup) -> Result<Self, FieldErrors> {
        let mut errors = FieldErrors::default();
        // Compared by digest: how long it takes tells nothing about the code.
        if token::digest(form.code.trim()) != token::digest(&host.setup_code) {
            errors.add("code", "This is not the code. The server printed it when it started.");
        }
        let mut line = |field: &str, text: &str| {
            let text = text.trim();
            if text.is_empty() || text.chars().count() > domain::forms::LINE {
                errors.add(field, "Fill this in, with at most 200 characters.");
            }
            text.to_owned()
        };
        let company = line("company", &form.company);
        let name = line("name", &form.name);
        let email = email(&form.email).unwrap_or_else(|wrong| {
            errors.0.extend(wrong.0);
            String::new()
        });
        let time_zone = zone::checked(&form.time_zone).unwrap_or_else(|wrong| {
            errors.0.extend(wrong.0);
            ""
        });
        if let Err(weak) = check_strength(&form.password, &[&email, &name, &company]) {
            errors.0.extend(weak.0);
        }
        errors.into_result().map(|()| Self {
            company,
            name,
            email,
            time_zone: time_zone.to_owned(),
        })
    }
}
