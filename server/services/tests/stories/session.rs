//! Signing in, guessing, and the first setup.

use anyhow::Context as _;
use chrono::Duration;
use domain::access::Role;
use domain::forms::{ChangePassword, Setup, SignIn};
use domain::journal::Entity;
use domain::session::Theme;
use services::session::{self, NewSession, Origin};
use services::{Ctx, Host, ServiceError, ServiceResult, users};
use std::sync::Arc;
use store::journal;

use crate::engine::on_each_engine;
use crate::house::{House, PASSWORD, empty_host};

fn origin() -> Origin {
    Origin {
        address: "192.0.2.1".to_owned(),
        user_agent: "Firefox".to_owned(),
        ..Origin::default()
    }
}

async fn try_in(host: &Arc<Host>, password: &str, from: &Origin) -> ServiceResult<NewSession> {
    let form = SignIn {
        email: " ANA@example.com ".to_owned(),
        password: password.to_owned(),
        next: String::new(),
    };
    session::sign_in(host, form, from).await
}

#[tokio::test]
async fn the_right_password_opens_a_session_and_signing_out_ends_it() -> anyhow::Result<()> {
    House::on_each_engine(async |house| {
        let session = try_in(&house.host, PASSWORD, &origin()).await?;
        assert_eq!(session.desk, "/today");
        let who = session::authenticate(&house.host, &session.token).await?.context("signed in")?;
        assert_eq!((who.id, who.role), (house.ana.user()?.id, Role::Rep));
        let ctx = Ctx::of_user(house.host.clone(), who);
        let viewer = session::viewer(&ctx).await?;
        assert_eq!((viewer.name.as_str(), viewer.zone.name.as_str()), ("Ana", "Europe/Madrid"));
        assert_eq!(viewer.team.map(|team| team.1).as_deref(), Some("West"));
        assert_eq!(session::my_sessions(&ctx).await?.len(), 1);
        session::sign_out(&ctx).await?;
        assert_eq!(session::authenticate(&house.host, &session.token).await?, None);
        assert_eq!(session::authenticate(&house.host, "made up").await?, None);
        Ok(())
    })
    .await
}

#[tokio::test]
async fn a_new_session_takes_the_place_of_the_browsers_old_one() -> anyhow::Result<()> {
    House::on_each_engine(async |house| {
        let old = try_in(&house.host, PASSWORD, &origin()).await?;
        let from = Origin { old_token: Some(old.token.clone()), ..origin() };
        let new = try_in(&house.host, PASSWORD, &from).await?;
        assert_ne!(old.token, new.token);
        assert_eq!(session::authenticate(&house.host, &old.token).await?, None);
        assert!(session::authenticate(&house.host, &new.token).await?.is_some());
        Ok(())
    })
    .await
}

#[tokio::test]
async fn a_session_ends_after_a_week_of_rest_or_a_month() -> anyhow::Result<()> {
    House::on_each_engine(async |house| {
        let session = try_in(&house.host, PASSWORD, &origin()).await?;
        for day in [6, 12, 18, 24, 29] {
            let later = house.host_after(Duration::days(day));
            assert!(session::authenticate(&later, &session.token).await?.is_some(), "day {day}");
        }
        let month = house.host_after(Duration::days(30));
        assert_eq!(session::authenticate(&month, &session.token).await?, None);

        let rested = try_in(&house.host, PASSWORD, &origin()).await?;
        let week = house.host_after(Duration::days(7));
        assert_eq!(session::authenticate(&week, &rested.token).await?, None);
        Ok(())
    })
    .await
}

#[tokio::test]
async fn guessing_is_slowed_down_and_the_wait_is_told() -> anyhow::Result<()> {
    House::on_each_engine(async |house| {
        for guess in 0..5 {
            let wrong = try_in(&house.host, "guess", &origin()).await;
            assert!(matches!(wrong, Err(ServiceError::Invalid(_))), "guess {guess}: {wrong:?}");
        }
        let blocked = try_in(&house.host, PASSWORD, &origin()).await;
        let Err(ServiceError::Busy(why)) = blocked else {
            anyhow::bail!("not slowed: {blocked:?}")
        };
        assert!(why.contains("30 seconds"), "{why}");
        let later = house.host_after(Duration::seconds(31));
        assert!(try_in(&later, PASSWORD, &origin()).await.is_ok());
        assert!(matches!(try_in(&later, "guess", &origin()).await, Err(ServiceError::Invalid(_))));
        Ok(())
    })
    .await
}

#[tokio::test]
async fn a_stranger_who_guesses_locks_nobody_out_of_their_own_browser() -> anyhow::Result<()> {
    House::on_each_engine(async |house| {
        let known = try_in(&house.host, PASSWORD, &origin()).await?.device.0;
        let stranger = Origin { device: Some("0".repeat(64)), ..origin() };
        let mut guesses = 0;
        while matches!(try_in(&house.host, "guess", &stranger).await, Err(ServiceError::Invalid(_)))
        {
            guesses += 1;
        }
        assert_eq!(guesses, 5);
        let blocked = try_in(&house.host, PASSWORD, &stranger).await;
        assert!(matches!(blocked, Err(ServiceError::Busy(_))), "{blocked:?}");

        let own = Origin { device: Some(known.clone()), ..origin() };
        let session = try_in(&house.host, PASSWORD, &own).await?;
        assert_eq!(session.device.0, known, "a browser stays the same one");
        assert!(try_in(&house.host, PASSWORD, &stranger).await.is_err(), "still slowed down");
        Ok(())
    })
    .await
}

#[tokio::test]
async fn a_known_browser_may_not_guess_forever_and_is_known_for_its_own_people()
-> anyhow::Result<()> {
    House::on_each_engine(async |house| {
        let device = Some(try_in(&house.host, PASSWORD, &origin()).await?.device.0);
        let known = Origin { device, ..origin() };
        for _ in 0..5 {
            let wrong = try_in(&house.host, "guess", &known).await;
            assert!(matches!(wrong, Err(ServiceError::Invalid(_))), "{wrong:?}");
        }
        let blocked = try_in(&house.host, "guess", &known).await;
        assert!(matches!(blocked, Err(ServiceError::Busy(_))), "{blocked:?}");
        assert!(try_in(&house.host, PASSWORD, &origin()).await.is_ok(), "a count of its own");

        let ben = |password: &str| SignIn {
            email: "ben@example.com".to_owned(),
            password: password.to_owned(),
            next: String::new(),
        };
        for _ in 0..5 {
            assert!(session::sign_in(&house.host, ben("guess"), &known).await.is_err());
        }
        let blocked = session::sign_in(&house.host, ben(PASSWORD), &known).await;
        assert!(matches!(blocked, Err(ServiceError::Busy(_))), "Ben never signed in here");
        let year = house.host_after(Duration::days(366));
        for _ in 0..5 {
            assert!(try_in(&year, "guess", &origin()).await.is_err());
        }
        let blocked = try_in(&year, PASSWORD, &known).await;
        assert!(matches!(blocked, Err(ServiceError::Busy(_))), "forgotten after a year");
        Ok(())
    })
    .await
}

#[tokio::test]
async fn one_address_cannot_try_many_accounts() -> anyhow::Result<()> {
    House::on_each_engine(async |house| {
        let mut answers = Vec::new();
        for account in 0..21 {
            let email = format!("nobody{account}@example.com");
            let form = SignIn { email, password: "guess".to_owned(), next: String::new() };
            answers.push(
                session::sign_in(&house.host, form, &origin())
                    .await
                    .is_err_and(|error| matches!(error, ServiceError::Busy(_))),
            );
        }
        assert_eq!(answers.iter().position(|busy| *busy), Some(20));
        let elsewhere = Origin { address: "192.0.2.2".to_owned(), ..origin() };
        assert!(try_in(&house.host, PASSWORD, &elsewhere).await.is_ok());
        Ok(())
    })
    .await
}

#[tokio::test]
async fn a_changed_password_ends_the_other_sessions_and_is_never_journalled() -> anyhow::Result<()>
{
    House::on_each_engine(async |house| {
        let phone = try_in(&house.host, PASSWORD, &origin()).await?;
        let desk = try_in(&house.host, PASSWORD, &origin()).await?;
        let who = session::authenticate(&house.host, &desk.token).await?.context("signed in")?;
        let ctx = Ctx::of_user(house.host.clone(), who);
        let form = |current: &str, password: &str| ChangePassword {
            current: current.to_owned(),
            password: password.to_owned(),
        };
        for (current, password) in
            [("wrong", "violet harbour sings twice"), (PASSWORD, "password1")]
        {
            let refused = session::change_password(&ctx, form(current, password)).await;
            assert!(matches!(refused, Err(ServiceError::Invalid(_))), "{refused:?}");
        }
        session::change_password(&ctx, form(PASSWORD, "violet harbour sings twice")).await?;
        session::set_theme(&ctx, Theme::Dark).await?;
        assert_eq!(session::authenticate(&house.host, &phone.token).await?, None);
        assert!(session::authenticate(&house.host, &desk.token).await?.is_some());
        assert!(try_in(&house.host, PASSWORD, &origin()).await.is_err());

        let mut tx = house.host.db.read().await?;
        let told = journal::of_record(&mut tx, Entity::User, who.id.get(), None, 9).await?;
        let told = serde_json::to_string(&told)?;
        assert!(told.contains("\"password\"") && told.contains("dark"), "{told}");
        assert!(!told.contains("argon2"), "{told}");
        Ok(())
    })
    .await
}

#[tokio::test]
async fn guessing_the_present_password_is_slowed_down_apart_from_signing_in() -> anyhow::Result<()>
{
    House::on_each_engine(async |house| {
        let form = |current: &str| ChangePassword {
            current: current.to_owned(),
            password: "violet harbour sings twice".to_owned(),
        };
        for guess in 0..5 {
            let wrong = session::change_password(&house.ana, form("guess")).await;
            assert!(matches!(wrong, Err(ServiceError::Invalid(_))), "guess {guess}: {wrong:?}");
        }
        let blocked = session::change_password(&house.ana, form(PASSWORD)).await;
        assert!(matches!(blocked, Err(ServiceError::Busy(_))), "{blocked:?}");
        assert!(try_in(&house.host, PASSWORD, &origin()).await.is_ok());
        let later = house.after(Duration::seconds(31), &house.ana)?;
        session::change_password(&later, form(PASSWORD)).await?;
        assert!(try_in(&house.host, "violet harbour sings twice", &origin()).await.is_ok());
        Ok(())
    })
    .await
}

#[tokio::test]
async fn the_first_start_is_set_up_once_and_with_the_code() -> anyhow::Result<()> {
    on_each_engine(async |db| {
        let host = empty_host(db);
        assert!(session::needs_setup(&host).await?);
        let form = Setup {
            code: "open sesame".to_owned(),
            company: "Acme".to_owned(),
            name: "Ada".to_owned(),
            email: "ada@example.com".to_owned(),
            password: PASSWORD.to_owned(),
            time_zone: "America/Bogota".to_owned(),
        };
        let guessed =
            Setup { code: "guess".to_owned(), password: "short".to_owned(), ..form.clone() };
        let refused = session::setup(&host, guessed, &origin()).await;
        let Err(ServiceError::Invalid(errors)) = refused else { anyhow::bail!("{refused:?}") };
        assert_eq!(errors.0.keys().collect::<Vec<_>>(), ["code", "password"]);

        let session = session::setup(&host, form.clone(), &origin()).await?;
        assert_eq!(session.desk, "/revenue");
        assert!(!session::needs_setup(&host).await?);
        let who = session::authenticate(&host, &session.token).await?.context("signed in")?;
        assert_eq!(who.role, Role::Admin);
        let mut tx = host.db.read().await?;
        let pipeline = store::pipelines::default(&mut tx).await?.context("a pipeline")?;
        assert_eq!(store::pipelines::stages(&mut tx, pipeline).await?.len(), 6);
        drop(tx);
        let again = session::setup(&host, form, &origin()).await;
        assert!(matches!(again, Err(ServiceError::Forbidden(_))), "{again:?}");
        Ok(())
    })
    .await
}

#[tokio::test]
async fn a_reset_password_signs_in_and_ends_every_session() -> anyhow::Result<()> {
    House::on_each_engine(async |house| {
        let before = try_in(&house.host, PASSWORD, &origin()).await?;
        for _ in 0..5 {
            assert!(try_in(&house.host, "guess", &origin()).await.is_err());
        }
        let blocked = try_in(&house.host, PASSWORD, &origin()).await;
        assert!(matches!(blocked, Err(ServiceError::Busy(_))), "{blocked:?}");
        users::reset_password(&house.admin, "Ana@example.com", "violet harbour sings twice")
            .await?;
        assert_eq!(session::authenticate(&house.host, &before.token).await?, None);
        assert!(try_in(&house.host, "violet harbour sings twice", &origin()).await.is_ok());
        Ok(())
    })
    .await
}
