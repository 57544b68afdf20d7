//! Signing in and out without the page's code, and the first setup.

use anyhow::{Context as _, Result};
use axum::http::StatusCode;

use crate::site::{PASSWORD, Site, on_each_engine};

fn fields(email: &str, password: &str, next: &str) -> String {
    let password = password.replace(' ', "+");
    format!("form[email]={email}&form[password]={password}&form[next]={next}")
}

#[tokio::test]
async fn a_stranger_signs_in_by_a_plain_form_and_comes_to_the_page_they_asked_for() -> Result<()> {
    on_each_engine(async |db| {
        let site = Site::new(db).await?;
        let led = site.page("/leads?q=grace", None).await?;
        assert_eq!(led.status, StatusCode::SEE_OTHER);
        assert_eq!(led.location(), "/login?next=/leads%3Fq%3Dgrace");
        let page = site.page(led.location(), None).await?;
        assert_eq!(page.status, StatusCode::OK);
        assert!(
            page.body.contains("action=\"/api/session/sign_in\" method=\"post\""),
            "{}",
            page.body
        );

        let form = fields("Ana@Example.com", PASSWORD, "/leads%3Fq%3Dgrace");
        let answer = site.form("/api/session/sign_in", "/login", None, &form).await?;
        assert_eq!(answer.status, StatusCode::FOUND, "{}", answer.body);
        assert_eq!(answer.location(), "/leads?q=grace");
        let set = answer.header("set-cookie");
        assert!(set.contains("HttpOnly") && set.contains("SameSite=Lax"), "{set}");
        let cookie = answer.cookie().context("no cookie")?;
        let leads = site.page("/leads?q=grace", Some(&cookie)).await?;
        assert_eq!(leads.status, StatusCode::OK);
        assert!(leads.body.contains("Grace Hopper"));
        Ok(())
    })
    .await
}

#[tokio::test]
async fn nobody_is_led_to_another_site_after_signing_in() -> Result<()> {
    on_each_engine(async |db| {
        let site = Site::new(db).await?;
        for next in
            ["https://evil.example/", "//evil.example/", "/%5Cevil.example", "/%09/evil.example"]
        {
            let form = fields("ana@example.com", PASSWORD, next);
            let answer = site.form("/api/session/sign_in", "/login", None, &form).await?;
            assert_eq!(answer.location(), "/today", "{next}");
        }
        Ok(())
    })
    .await
}

#[tokio::test]
async fn a_wrong_password_returns_to_the_form_with_its_message() -> Result<()> {
    on_each_engine(async |db| {
        let site = Site::new(db).await?;
        for email in ["ana@example.com", "nobody@example.com"] {
            let form = fields(email, "not the password", "");
            let answer = site.form("/api/session/sign_in", "/login", None, &form).await?;
            assert_eq!(answer.status, StatusCode::FOUND, "{}", answer.body);
            assert!(answer.cookie().is_none());
            let back = answer.location().replace("http://localhost", "");
            assert!(back.starts_with("/login?"), "{back}");
            let page = site.page(&back, None).await?;
            assert!(
                page.body.contains("The mail address or the password is wrong."),
                "{}",
                page.body
            );
        }
        Ok(())
    })
    .await
}

#[tokio::test]
async fn signing_out_ends_the_session_itself_and_not_only_the_cookie() -> Result<()> {
    on_each_engine(async |db| {
        let site = Site::new(db).await?;
        let cookie = site.sign_in("ana").await?;
        assert_eq!(site.page("/account", Some(&cookie)).await?.status, StatusCode::OK);
        let answer = site.form("/api/session/sign_out", "/account", Some(&cookie), "").await?;
        assert_eq!(answer.location(), "/login");
        assert!(answer.header("set-cookie").contains("1970"));
        let after = site.page("/account", Some(&cookie)).await?;
        assert_eq!(after.location(), "/login?next=/account");
        Ok(())
    })
    .await
}

#[tokio::test]
async fn the_root_leads_each_role_to_its_desk() -> Result<()> {
    on_each_engine(async |db| {
        let site = Site::new(db).await?;
        for (name, desk) in [("ana", "/today"), ("marta", "/pipeline"), ("carla", "/revenue")] {
            let cookie = site.sign_in(name).await?;
            let answer = site.page("/", Some(&cookie)).await?;
            assert_eq!((answer.status, answer.location()), (StatusCode::FOUND, desk), "{name}");
        }
        Ok(())
    })
    .await
}

#[tokio::test]
async fn an_installation_without_users_leads_to_its_setup_and_is_set_up_once() -> Result<()> {
    on_each_engine(async |db| {
        let site = Site::empty(db)?;
        for path in ["/", "/login", "/leads"] {
            assert_eq!(site.page(path, None).await?.location(), "/setup", "{path}");
        }
        assert_eq!(site.page("/setup", None).await?.status, StatusCode::OK);
        let form = |code: &str| {
            format!(
                "form[code]={code}&form[company]=Example&form[name]=Ada&form[email]=ada@example.com&form[password]={}",
                PASSWORD.replace(' ', "+")
            )
        };
        let wrong = site.form("/api/session/setup", "/setup", None, &form("guess")).await?;
        assert!(wrong.cookie().is_none());
        let right = site.form("/api/session/setup", "/setup", None, &form("open+sesame")).await?;
        assert_eq!(right.location(), "/revenue");
        assert!(right.cookie().is_some());
        let again = site.form("/api/session/setup", "/setup", None, &form("open+sesame")).await?;
        assert!(again.cookie().is_none());
        assert_eq!(site.page("/setup", None).await?.location(), "/login");
        Ok(())
    })
    .await
}
