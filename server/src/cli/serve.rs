//! `rainmaker serve`.

use std::future::IntoFuture;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, Result};
use services::Host;
use services::installation::suggest_zone;
use services::session::needs_setup;
use tokio::net::TcpListener;
use tokio::sync::watch;

use crate::config::Settings;
use crate::{background, console, http, start};

pub const EXAMPLES: &str = "\
Examples:
  rainmaker serve
  rainmaker serve --listen 127.0.0.1:8080
  rainmaker serve --public-url https://crm.example.com     # behind a proxy that speaks TLS
  RAINMAKER_DATABASE_URL=postgres://crm@localhost/crm rainmaker serve --log-format json";

/// How long answers in progress may take once the server is told to stop.
const FAREWELL: Duration = Duration::from_secs(10);

/// Serves until it is told to stop.
///
/// # Errors
/// When the database or the address cannot be had.
pub async fn run(settings: &Settings) -> Result<()> {
    let host = start::host(settings).await?;
    if let Some(zone) = &settings.time_zone {
        suggest_zone(&start::system(&host), zone).await.context("the setting `time_zone`")?;
    }
    let (close, closing) = watch::channel(false);
    let router = http::router(Arc::clone(&host), settings.public_url.as_deref(), closing.clone())?;
    let listener = TcpListener::bind(settings.listen).await.with_context(|| {
        format!(
            "cannot listen on {}: choose another address or port with --listen",
            settings.listen
        )
    })?;
    greet(settings, &host).await?;
    let background =
        tokio::spawn(background::run(start::system(&host), settings.backups()?, closing.clone()));
    tokio::spawn(hear_others(Arc::clone(&host), closing.clone()));
    tokio::spawn(async move {
        stop_signal().await;
        tracing::info!("stopping");
        // It fails only when nobody waits for it any more.
        let _ = close.send(true);
    });

    let service = router.into_make_service_with_connect_info::<SocketAddr>();
    let serving = axum::serve(listener, service).with_graceful_shutdown(closed(closing.clone()));
    tokio::select! {
        served = serving.into_future() => served.context("the server stopped")?,
        () = async { closed(closing).await; tokio::time::sleep(FAREWELL).await } => {
            tracing::warn!("some answers were not finished in time");
        }
    }
    background.await.context("the background stopped")?;
    host.db.close().await;
    Ok(())
}

/// Says where to go.
async fn greet(settings: &Settings, host: &Arc<Host>) -> Result<()> {
    let address = settings.address();
    console::say(format!("Rainmaker is at {address}"));
    console::say(format!("Database: {}", settings.database().shown()));
    if needs_setup(host).await? {
        console::say(format!(
            "Nobody has an account yet. Open {address}/setup and give the code {}",
            host.setup_code
        ));
    }
    console::say("Stop with Ctrl+C.");
    Ok(())
}

/// Keeps pages live across processes, until the server stops.
async fn hear_others(host: Arc<Host>, closing: watch::Receiver<bool>) {
    tokio::select! {
        () = services::relay(&host) => {}
        () = closed(closing) => {}
    }
}

async fn closed(mut closing: watch::Receiver<bool>) {
    // An error means that the sender has gone, and with it the server.
    let _ = closing.wait_for(|closing| *closing).await;
}

/// Ctrl+C, or what service managers send.
async fn stop_signal() {
    let interrupt = tokio::signal::ctrl_c();
    #[cfg(unix)]
    if let Ok(mut terminate) =
        tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate())
    {
        tokio::select! {
            _ = interrupt => {}
            _ = terminate.recv() => {}
        }
        return;
    }
    let _ = interrupt.await;
}
