//! Signing in and out without the page's code, and the first setup.

use anyhow::{Context as _, Result};
use axum::http::{Method, StatusCode};

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
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.body);
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
            assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", answer.body);
            assert!(answer.cookie().is_none());
            let page = &answer.body;
            assert!(page.contains("The mail address or the password is wrong."), "{page}");
            assert!(page.contains(&format!("value=\"{email}\"")), "what was typed is kept: {page}");
            assert!(!page.contains("not the password"), "a password is never sent back");
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

#[tokio::test]
async fn a_browser_stays_known_after_signing_out_and_is_not_locked_out_by_strangers() -> Result<()>
{
    on_each_engine(async |db| {
        let site = Site::new(db).await?;
        let sign_in = async |password: &str, cookie: Option<&str>| {
            let form = fields("ana@example.com", password, "");
            site.call(Method::POST, "/api/session/sign_in", cookie, &form).await
        };
        let first = sign_in(PASSWORD, None).await?;
        let set: Vec<&str> = first
            .headers
            .get_all("set-cookie")
            .iter()
            .filter_map(|value| value.to_str().ok())
            .collect();
        let device = set.iter().find(|set| set.starts_with("rainmaker-device=")).context("none")?;
        assert!(device.contains("HttpOnly") && device.contains("SameSite=Lax"), "{device}");
        let device = device.split(';').next().context("empty")?;
        let session = first.cookie().context("no cookie")?;
        let out = site.form("/api/session/sign_out", "/account", Some(&session), "").await?;
        assert!(!out.header("set-cookie").contains("rainmaker-device"));

        for _ in 0..5 {
            let wrong = sign_in("guess", None).await?;
            assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", wrong.body);
        }
        assert_eq!(sign_in(PASSWORD, None).await?.status, StatusCode::TOO_MANY_REQUESTS);
        let forged = format!("rainmaker-device={}", "0".repeat(64));
        let forged = sign_in(PASSWORD, Some(&forged)).await?;
        assert_eq!(forged.status, StatusCode::TOO_MANY_REQUESTS);
        assert_eq!(sign_in(PASSWORD, Some(device)).await?.status, StatusCode::OK);
        Ok(())
    })
    .await
}

#[tokio::test]
async fn who_has_an_account_is_told_by_no_answer() -> Result<()> {
    on_each_engine(async |db| {
        let site = Site::new(db).await?;
        let mut told = Vec::new();
        for email in ["ana@example.com", "nobody@example.com"] {
            let mut answers = Vec::new();
            for _ in 0..6 {
                let form = fields(email, "guess", "");
                let answer = site.call(Method::POST, "/api/session/sign_in", None, &form).await?;
                answers.push((answer.status, answer.body));
            }
            told.push(answers);
        }
        assert_eq!(told.first(), told.last());
        Ok(())
    })
    .await
}

#[tokio::test]
async fn a_time_zone_is_chosen_by_a_plain_form_and_a_wrong_one_is_told_beside_its_field()
-> Result<()> {
    on_each_engine(async |db| {
        let site = Site::new(db).await?;
        let (ana, admin) = (site.sign_in("ana").await?, site.sign_in("admin").await?);
        let account = site.page("/account", Some(&ana)).await?;
        assert!(account.body.contains("action=\"/api/session/choose_zone\""), "{}", account.body);
        assert!(account.body.contains("<option value=\"America/Bogota\""), "{}", account.body);
        assert!(!account.body.contains("choose_installation_zone"));
        let wrong = "form[time_zone]=Mars/Olympus";
        let answer = site.form("/api/session/choose_zone", "/account", Some(&ana), wrong).await?;
        assert!(answer.body.contains("is no time zone: write one such as"), "{}", answer.body);

        let bogota = "form[time_zone]=America/Bogota";
        let path = "/api/session/choose_installation_zone";
        let answer = site.form(path, "/account", Some(&admin), bogota).await?;
        assert!(!answer.location().contains("err"), "{}", answer.location());
        let none = "form[time_zone]=";
        site.form("/api/session/choose_zone", "/account", Some(&ana), none).await?;
        let page = site.page("/account", Some(&ana)).await?;
        assert!(page.body.contains("<dd>America/Bogota</dd>"), "{}", page.body);
        Ok(())
    })
    .await
}
