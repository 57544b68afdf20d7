//! What every request passes: size, origin, headers, and the answers that no page gives.

use anyhow::Result;
use axum::body::Body;
use axum::http::{Method, StatusCode};

use crate::site::{Call, Site, on_each_engine};

#[tokio::test]
async fn ten_megabytes_are_refused_in_words() -> Result<()> {
    on_each_engine(async |db| {
        let site = Site::new(db).await?;
        let cookie = site.sign_in("ana").await?;
        let form = format!("form[name]={}", "x".repeat(10 * 1024 * 1024));
        let answer = site.form("/api/leads/create", "/leads/new", Some(&cookie), &form).await?;
        assert_eq!(answer.status, StatusCode::PAYLOAD_TOO_LARGE);
        assert!(answer.body.contains("larger than 2 MB"), "{}", answer.body);
        let answer = site.call(Method::POST, "/api/leads/create", Some(&cookie), &form).await?;
        assert_eq!(answer.status, StatusCode::PAYLOAD_TOO_LARGE);
        assert!(serde_json::from_str::<app::error::AppError>(&answer.body).is_ok());
        Ok(())
    })
    .await
}

#[tokio::test]
async fn a_character_that_no_text_has_is_refused_in_words() -> Result<()> {
    on_each_engine(async |db| {
        let site = Site::new(db).await?;
        let cookie = site.sign_in("ana").await?;
        for path in ["/leads?q=%00", "/deals?view=list&q=a%00b", "/leads?source=%00"] {
            let answer = site.page(path, Some(&cookie)).await?;
            assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{path}");
            assert!(answer.body.contains("no text has"), "{}", answer.body);
        }
        for (to, page, fields) in [
            ("/api/leads/create", "/leads/new", "form[name]=a%00b"),
            ("/api/tasks/create", "/tasks", "form[title]=a%00b"),
            ("/api/session/sign_in", "/login", "form[email]=a%00b@x.example&form[password]=x"),
        ] {
            let answer = site.form(to, page, Some(&cookie), fields).await?;
            assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{to}: {}", answer.body);
        }
        Ok(())
    })
    .await
}

#[tokio::test]
async fn a_form_sent_from_another_site_is_refused() -> Result<()> {
    on_each_engine(async |db| {
        let site = Site::new(db).await?;
        let cookie = site.sign_in("ana").await?;
        let from_elsewhere: [&[(&str, &str)]; 2] = [
            &[
                ("sec-fetch-site", "cross-site"),
                ("content-type", "application/x-www-form-urlencoded"),
            ],
            &[
                ("origin", "https://evil.example"),
                ("host", "crm.example"),
                ("content-type", "application/x-www-form-urlencoded"),
            ],
        ];
        for headers in from_elsewhere {
            let answer = site
                .send(Call {
                    method: Method::POST,
                    path: "/api/leads/create",
                    cookie: Some(&cookie),
                    headers,
                    body: Body::from("form[name]=Forged"),
                })
                .await?;
            assert_eq!(answer.status, StatusCode::FORBIDDEN);
            assert!(answer.body.contains("another site"), "{}", answer.body);
        }
        let leads = site.page("/leads", Some(&cookie)).await?;
        assert!(!leads.body.contains("Forged"));
        Ok(())
    })
    .await
}

#[tokio::test]
async fn a_page_runs_its_own_scripts_only_and_is_kept_by_no_cache() -> Result<()> {
    on_each_engine(async |db| {
        let site = Site::new(db).await?;
        let page = site.page("/login", None).await?;
        let policy = page.header("content-security-policy");
        let nonce = policy
            .split("'nonce-")
            .nth(1)
            .and_then(|rest| rest.split('\'').next())
            .unwrap_or_default();
        assert!(nonce.len() >= 16, "{policy}");
        for script in page.body.match_indices("<script").filter_map(|(at, _)| page.body.get(at..)) {
            assert!(script.split('>').next().is_some_and(|tag| tag.contains(nonce)), "{script}");
        }
        assert!(!page.body.contains(" style=\""), "an inline style would not pass the policy");
        for part in
            ["object-src 'none'", "base-uri 'none'", "frame-ancestors 'none'", "style-src 'self'"]
        {
            assert!(policy.contains(part), "{part} in {policy}");
        }
        let other = site.page("/login", None).await?;
        assert!(!other.header("content-security-policy").contains(nonce), "a nonce is used once");
        for (name, value) in [
            ("x-content-type-options", "nosniff"),
            ("referrer-policy", "same-origin"),
            ("cross-origin-opener-policy", "same-origin"),
            ("cache-control", "private, no-store"),
        ] {
            assert_eq!(page.header(name), value, "{name}");
        }
        assert!(page.header("permissions-policy").contains("camera=()"));
        assert!(page.header("strict-transport-security").is_empty(), "only under TLS");
        Ok(())
    })
    .await
}

#[tokio::test]
async fn a_request_has_an_id_that_its_sender_does_not_choose() -> Result<()> {
    on_each_engine(async |db| {
        let site = Site::new(db).await?;
        let headers = [("x-request-id", "mine"), ("accept", "text/html")];
        let answer = site
            .send(Call {
                method: Method::GET,
                path: "/login",
                cookie: None,
                headers: &headers,
                body: Body::empty(),
            })
            .await?;
        assert!(answer.header("x-request-id").len() >= 32, "{}", answer.header("x-request-id"));
        Ok(())
    })
    .await
}

#[tokio::test]
async fn an_address_that_is_none_breaks_nothing() -> Result<()> {
    on_each_engine(async |db| {
        let site = Site::new(db).await?;
        let cookie = site.sign_in("ana").await?;
        for header in [
            ("host", "a b"),
            ("host", "[::1"),
            ("host", "x:99999"),
            ("host", "xn--a"),
            ("x-forwarded-proto", "a b"),
        ] {
            let headers = [("accept", "text/html"), header];
            let call = Call {
                method: Method::GET,
                path: "/account",
                cookie: Some(&cookie),
                headers: &headers,
                body: Body::empty(),
            };
            let answer = site.send(call).await?;
            assert_eq!(answer.status, StatusCode::OK, "{header:?}");
            assert!(answer.body.contains("Signed-in browsers"), "{header:?}");
        }
        assert_eq!(site.page("//evil.example", Some(&cookie)).await?.status, StatusCode::NOT_FOUND);
        Ok(())
    })
    .await
}

#[tokio::test]
async fn a_database_that_went_away_is_said_so_and_not_blamed_on_the_reader() -> Result<()> {
    on_each_engine(async |db| {
        let site = Site::new(db.clone()).await?;
        let cookie = site.sign_in("ana").await?;
        assert_eq!(site.page("/readyz", None).await?.status, StatusCode::OK);
        db.close().await;
        let answer = site.page("/today", Some(&cookie)).await?;
        assert_eq!(answer.status, StatusCode::SERVICE_UNAVAILABLE);
        assert!(answer.body.contains("try again"), "{}", answer.body);
        assert_eq!(site.page("/readyz", None).await?.status, StatusCode::SERVICE_UNAVAILABLE);
        assert_eq!(site.page("/healthz", None).await?.status, StatusCode::OK);
        Ok(())
    })
    .await
}
