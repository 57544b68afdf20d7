//! Users, teams, sessions.

use anyhow::Context as _;
use chrono::Duration;
use domain::access::{Role, Scope};
use domain::session::Theme;
use store::sessions::{self, NewSession};
use store::sign_in::{self, Failures};
use store::{StoreError, leads, teams, users};

use crate::making::{monday, somebody, written_lead};
use crate::support::on_each_engine;

#[tokio::test]
async fn a_user_is_found_by_address_and_an_address_is_taken_once() -> anyhow::Result<()> {
    on_each_engine(async |db| {
        let mut tx = db.write().await?;
        let ana = somebody(&mut tx, "Ana", Role::Rep, None).await?;
        users::set_theme(&mut tx, ana, Theme::Dark, monday()).await?;
        users::set_password(&mut tx, ana, "hash", monday()).await?;
        tx.commit().await?;

        let mut tx = db.write().await?;
        let found =
            users::find_by_email(&mut tx, "ana@example.com").await?.context("Ana is there")?;
        assert_eq!((found.id, found.theme, found.version), (ana, Theme::Dark, 3));
        assert_eq!(found.password_hash.as_deref(), Some("hash"));
        assert!(!serde_json::to_string(&found)?.contains("hash"));
        let again = somebody(&mut tx, "Ana", Role::Ceo, None).await;
        assert!(matches!(again, Err(StoreError::Unique { .. })), "{again:?}");
        Ok(())
    })
    .await
}

#[tokio::test]
async fn a_manager_sees_the_subtree_and_nothing_beside_it() -> anyhow::Result<()> {
    on_each_engine(async |db| {
        let mut tx = db.write().await?;
        let west = teams::insert(&mut tx, "West", None, None, monday()).await?;
        let coast = teams::insert(&mut tx, "Coast", Some(west), None, monday()).await?;
        let harbour = teams::insert(&mut tx, "Harbour", Some(coast), None, monday()).await?;
        let east = teams::insert(&mut tx, "East", None, None, monday()).await?;
        let marta = somebody(&mut tx, "Marta", Role::Manager, Some(west)).await?;
        let ana = somebody(&mut tx, "Ana", Role::Rep, Some(harbour)).await?;
        let ben = somebody(&mut tx, "Ben", Role::Rep, Some(east)).await?;
        let hers = written_lead(&mut tx, "Hers", Some(ana)).await?;
        let his = written_lead(&mut tx, "His", Some(ben)).await?;
        let nobodys = written_lead(&mut tx, "Nobody's", None).await?;

        let scope = Scope::Team(marta, west);
        assert_eq!(leads::get(&mut tx, &scope, hers).await?.name, "Hers");
        for hidden in [his, nobodys] {
            let got = leads::get(&mut tx, &scope, hidden).await;
            assert!(matches!(got, Err(StoreError::NotFound)), "{got:?}");
        }
        let mine = leads::get(&mut tx, &Scope::Mine(ben), hers).await;
        assert!(matches!(mine, Err(StoreError::NotFound)));
        assert!(leads::get(&mut tx, &Scope::Everything, nobodys).await.is_ok());
        Ok(())
    })
    .await
}

#[tokio::test]
async fn a_session_ends_by_age_by_rest_and_by_hand() -> anyhow::Result<()> {
    on_each_engine(async |db| {
        let now = monday();
        let mut tx = db.write().await?;
        let ana = somebody(&mut tx, "Ana", Role::Rep, None).await?;
        let session = |token_hash| NewSession {
            user: ana,
            token_hash,
            expires_at: now + Duration::days(30),
            user_agent: "Firefox",
            address: "192.0.2.1",
        };
        let desk = sessions::insert(&mut tx, &session("desk"), now).await?;
        let phone = sessions::insert(&mut tx, &session("phone"), now).await?;
        let week = Duration::days(7);

        let found = sessions::find(&mut tx, "desk", now, now - week).await?.context("in force")?;
        assert_eq!((found.id, found.user, found.role), (desk, ana, Role::Rep));
        let rested = now + Duration::days(8);
        assert_eq!(sessions::find(&mut tx, "desk", rested, rested - week).await?, None);
        sessions::touch(&mut tx, desk, rested).await?;
        assert!(sessions::find(&mut tx, "desk", rested, rested - week).await?.is_some());
        let old = now + Duration::days(31);
        assert_eq!(sessions::find(&mut tx, "desk", old, now).await?, None);

        let listed = sessions::list(&mut tx, ana, Some(desk), rested, now - week).await?;
        let marked: Vec<bool> = listed.iter().map(|session| session.is_current).collect();
        assert_eq!(marked, [true, false]);
        sessions::revoke_all(&mut tx, ana, Some(desk)).await?;
        let gone = sessions::revoke(&mut tx, ana, phone).await;
        assert!(matches!(gone, Err(StoreError::NotFound)));
        sessions::prune(&mut tx, old, now).await?;
        assert_eq!(sessions::list(&mut tx, ana, None, now, now - week).await?, []);
        Ok(())
    })
    .await
}

#[tokio::test]
async fn failures_are_kept_by_subject_and_forgotten() -> anyhow::Result<()> {
    on_each_engine(async |db| {
        let mut tx = db.write().await?;
        let first = Failures { failures: 1, last_failed_at: monday(), blocked_until: monday() };
        let second =
            Failures { failures: 2, blocked_until: monday() + Duration::minutes(1), ..first };
        sign_in::put(&mut tx, "account:ana", &first).await?;
        sign_in::put(&mut tx, "account:ana", &second).await?;
        assert_eq!(sign_in::get(&mut tx, "account:ana").await?, Some(second));
        sign_in::prune(&mut tx, monday() + Duration::hours(1)).await?;
        assert_eq!(sign_in::get(&mut tx, "account:ana").await?, None);
        Ok(())
    })
    .await
}
