//! The stream that keeps pages live.

use std::time::Duration;

use anyhow::{Context as _, Result};
use axum::body::Body;
use axum::http::{Method, Request, StatusCode};
use futures::StreamExt as _;
use tokio::time::timeout;
use tower::ServiceExt as _;

use crate::site::{Site, on_each_engine};

#[tokio::test]
async fn a_commit_is_told_to_whoever_is_signed_in_without_saying_what_it_was() -> Result<()> {
    on_each_engine(async |db| {
        let site = Site::new(db).await?;
        let (ana, marta) = (site.sign_in("ana").await?, site.sign_in("marta").await?);
        let request =
            Request::builder().uri("/events").header("cookie", &marta).body(Body::empty())?;
        let response = site.router.clone().oneshot(request).await?;
        assert_eq!(response.status(), StatusCode::OK);
        let mut stream = response.into_body().into_data_stream();

        let form = "form[name]=Somebody+New";
        let written = site.call(Method::POST, "/api/leads/create", Some(&ana), form).await?;
        assert_eq!(written.status, StatusCode::OK, "{}", written.body);
        let told = timeout(Duration::from_secs(5), stream.next()).await?.context("it ended")??;
        let told = String::from_utf8_lossy(&told).into_owned();
        assert!(told.starts_with("data: ") && told.contains("lead"), "{told}");
        assert!(!told.contains("Somebody") && !told.chars().any(|c| c.is_ascii_digit()), "{told}");
        Ok(())
    })
    .await
}

#[tokio::test]
async fn a_stranger_is_told_nothing() -> Result<()> {
    on_each_engine(async |db| {
        let site = Site::new(db).await?;
        let answer = site.page("/events", None).await?;
        assert_eq!(answer.status, StatusCode::UNAUTHORIZED);
        Ok(())
    })
    .await
}
