//! The stream that keeps pages live.

use std::time::Duration;

use anyhow::{Context as _, Result, ensure};
use axum::body::{Body, BodyDataStream};
use axum::http::{Method, Request, StatusCode};
use futures::StreamExt as _;
use tokio::time::timeout;
use tower::ServiceExt as _;

use crate::site::{Site, on_each_engine};

/// A browser's stream; what it is told next.
struct Stream(BodyDataStream);

impl Stream {
    async fn open(site: &Site, cookie: &str, headers: &[(&str, &str)]) -> Result<Self> {
        Self::open_at(site, "/events", cookie, headers).await
    }

    async fn open_at(
        site: &Site,
        uri: &str,
        cookie: &str,
        headers: &[(&str, &str)],
    ) -> Result<Self> {
        let mut request = Request::builder().uri(uri).header("cookie", cookie);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let response = site.router.clone().oneshot(request.body(Body::empty())?).await?;
        ensure!(response.status() == StatusCode::OK, "{}", response.status());
        Ok(Self(response.into_body().into_data_stream()))
    }

    async fn next(&mut self) -> Result<String> {
        let told = timeout(Duration::from_secs(5), self.0.next()).await?.context("it ended")??;
        Ok(String::from_utf8_lossy(&told).into_owned())
    }
}

#[tokio::test]
async fn a_commit_is_told_to_whoever_is_signed_in_without_saying_what_it_was() -> Result<()> {
    on_each_engine(async |db| {
        let site = Site::new(db).await?;
        let (ana, marta) = (site.sign_in("ana").await?, site.sign_in("marta").await?);
        let mut stream = Stream::open(&site, &marta, &[]).await?;
        let first = stream.next().await?;
        assert!(first.starts_with("id: ") && !first.contains("data"), "nothing yet: {first}");

        let form = "form[name]=Somebody+New";
        let written = site.call(Method::POST, "/api/leads/create", Some(&ana), form).await?;
        assert_eq!(written.status, StatusCode::OK, "{}", written.body);
        let told = data(&stream.next().await?);
        assert!(told.contains("lead"), "{told}");
        assert!(!told.contains("Somebody") && !told.chars().any(|c| c.is_ascii_digit()), "{told}");
        Ok(())
    })
    .await
}

/// What an event says of what was committed; empty when it says nothing.
fn data(event: &str) -> String {
    event.lines().find_map(|line| line.strip_prefix("data: ")).unwrap_or_default().to_owned()
}

/// The mark an event gives the browser.
fn id(event: &str) -> Result<&str> {
    event.lines().find_map(|line| line.strip_prefix("id: ")).context("no mark")
}

#[tokio::test]
async fn what_is_committed_between_drawing_a_page_and_listening_is_told() -> Result<()> {
    on_each_engine(async |db| {
        let site = Site::new(db).await?;
        let ana = site.sign_in("ana").await?;
        let mark = Stream::open(&site, &ana, &[]).await?.next().await?;
        let mark = id(&mark)?;
        let form = "form[name]=Somebody+New";
        let written = site.call(Method::POST, "/api/leads/create", Some(&ana), form).await?;
        assert_eq!(written.status, StatusCode::OK, "{}", written.body);

        let drawn_before = format!("/events?at={mark}");
        let first = Stream::open_at(&site, &drawn_before, &ana, &[]).await?.next().await?;
        assert!(data(&first).contains("lead"), "{first}");
        let heard = [("last-event-id", id(&first)?)];
        let back = Stream::open_at(&site, &drawn_before, &ana, &heard).await?.next().await?;
        assert_eq!(data(&back), "", "it was told already");
        let back = Stream::open(&site, &ana, &[("last-event-id", mark)]).await?.next().await?;
        assert!(data(&back).contains("lead"), "{back}");
        Ok(())
    })
    .await
}

#[tokio::test]
async fn who_comes_back_is_told_to_look_again() -> Result<()> {
    on_each_engine(async |db| {
        let site = Site::new(db).await?;
        let ana = site.sign_in("ana").await?;
        let mut stream = Stream::open(&site, &ana, &[("last-event-id", "here")]).await?;
        assert!(stream.next().await?.contains("data: everything"));
        Ok(())
    })
    .await
}

#[tokio::test]
async fn live_pages_leave_connections_for_the_others() -> Result<()> {
    on_each_engine(async |db| {
        let site = Site::new(db).await?;
        let ana = site.sign_in("ana").await?;
        let mut open = Vec::new();
        for _ in 0..4 {
            open.push(Stream::open(&site, &ana, &[]).await?);
        }
        let fifth = site.page("/events", Some(&ana)).await?;
        assert_eq!(fifth.status, StatusCode::NO_CONTENT);
        open.pop();
        Stream::open(&site, &ana, &[]).await?;
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
