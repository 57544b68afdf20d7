//! Live pages: a stream that says what kind of record was committed, and nothing about it.
//!
//! A page that cares reads again, within its reader's own scope; so the stream itself cannot tell too much.

use std::collections::{BTreeSet, HashMap};
use std::convert::Infallible;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use app::error::AppError;
use app::ui::EVERYTHING;
use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use domain::ids::SessionId;
use futures::StreamExt as _;
use futures::future::ready;
use futures::stream::{Stream, once, unfold};
use services::{Ctx, Told};
use tokio::sync::{broadcast, watch};
use tokio::time::{Instant, sleep_until};

use super::refusal::Reader;

/// Browsers open six connections to a site that is not behind TLS, and each live page holds one: the rest are for
/// everything else.
const MOST_PLAIN: usize = 4;
/// Under TLS one connection carries them all. More open pages than anybody reads.
const MOST_SECURE: usize = 24;
/// A stream ends after this; the browser opens the next, which asks again who it is.
const LONGEST: Duration = Duration::from_mins(10);
/// What a browser sends when it opens a stream again that broke off.
const LAST_EVENT_ID: &str = "last-event-id";
/// Proxies close what is silent for longer.
const HEARTBEAT: Duration = Duration::from_secs(20);
/// Commits that come together are told together.
const GATHER: Duration = Duration::from_millis(50);

/// The open streams of this process.
#[derive(Clone, Debug)]
pub struct Streams {
    open: Arc<Mutex<HashMap<SessionId, usize>>>,
    closing: watch::Receiver<bool>,
}

impl Streams {
    /// They end when `closing` becomes true.
    #[must_use]
    pub fn new(closing: watch::Receiver<bool>) -> Self {
        Self { open: Arc::default(), closing }
    }

    fn seat(&self, session: SessionId, most: usize) -> Option<Seat> {
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        let count = open.entry(session).or_default();
        if *count >= most {
            return None;
        }
        *count += 1;
        Some(Seat { open: Arc::clone(&self.open), session })
    }
}

/// One stream's place, given back when it ends.
struct Seat {
    open: Arc<Mutex<HashMap<SessionId, usize>>>,
    session: SessionId,
}

impl Drop for Seat {
    fn drop(&mut self) {
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(count) = open.get_mut(&self.session) {
            *count -= 1;
            if *count == 0 {
                open.remove(&self.session);
            }
        }
    }
}

/// The signed-in person's stream.
pub async fn listen(State(streams): State<Streams>, request: Request) -> Response {
    let ctx = request.extensions().get::<Ctx>();
    let Some((ctx, session)) = ctx.and_then(|ctx| Some((ctx, ctx.user().ok()?.session?))) else {
        return Reader::Code.refuse(StatusCode::UNAUTHORIZED, "Signed out", &AppError::SignedOut);
    };
    let most = if ctx.host().https { MOST_SECURE } else { MOST_PLAIN };
    let Some(seat) = streams.seat(session, most) else {
        // What tells a browser not to ask again: this page is fresh when it is loaded, and not live.
        return StatusCode::NO_CONTENT.into_response();
    };
    let listener = Listener {
        events: ctx.host().bus.listen(),
        closing: streams.closing,
        ends_at: Instant::now() + LONGEST,
        _seat: seat,
    };
    let first = first_event(request.headers().contains_key(LAST_EVENT_ID));
    let events = once(ready(Ok(first))).chain(listener.stream());
    Sse::new(events).keep_alive(KeepAlive::new().interval(HEARTBEAT)).into_response()
}

/// Gives the browser an id to come back with. One that comes back with it may have missed something.
fn first_event(comes_back: bool) -> Event {
    let event = Event::default().id("here");
    if comes_back { event.data(EVERYTHING) } else { event }
}

struct Listener {
    events: broadcast::Receiver<Told>,
    closing: watch::Receiver<bool>,
    ends_at: Instant,
    _seat: Seat,
}

impl Listener {
    fn stream(self) -> impl Stream<Item = Result<Event, Infallible>> {
        unfold(self, |mut listener| async move {
            let kinds = tokio::select! {
                kinds = next_kinds(&mut listener.events) => kinds?,
                // An error means that the server has gone, which is as good a reason.
                _ = listener.closing.wait_for(|closing| *closing) => return None,
                () = sleep_until(listener.ends_at) => return None,
            };
            Some((Ok(Event::default().data(kinds)), listener))
        })
    }
}

/// The kinds of the records committed next, as `deal task`; `None` when the process ends.
async fn next_kinds(events: &mut broadcast::Receiver<Told>) -> Option<String> {
    let mut kinds = BTreeSet::new();
    note(events.recv().await, &mut kinds)?;
    tokio::time::sleep(GATHER).await;
    while let Ok(told) = events.try_recv() {
        kinds.insert(kind(told));
    }
    Some(kinds.into_iter().collect::<Vec<_>>().join(" "))
}

fn kind(told: Told) -> &'static str {
    match told {
        Told::Changed(event) => event.entity.as_str(),
        Told::Everything => EVERYTHING,
    }
}

fn note(
    received: Result<Told, broadcast::error::RecvError>,
    kinds: &mut BTreeSet<&'static str>,
) -> Option<()> {
    match received {
        Ok(told) => kinds.insert(kind(told)),
        // It missed some, so anything may have changed.
        Err(broadcast::error::RecvError::Lagged(_)) => kinds.insert(EVERYTHING),
        Err(broadcast::error::RecvError::Closed) => return None,
    };
    Some(())
}
