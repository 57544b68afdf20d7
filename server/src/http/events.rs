//! Live pages: a stream that says what kind of record was committed, and nothing about it.
//!
//! A page that cares reads again, within its reader's own scope; so the stream itself cannot tell too much.

use std::borrow::Cow;
use std::collections::{BTreeSet, HashMap};
use std::convert::Infallible;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use app::error::AppError;
use app::ui::EVERYTHING;
use axum::extract::{Query, Request, State};
use axum::http::StatusCode;
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use domain::ids::SessionId;
use futures::stream::{Stream, unfold};
use serde::Deserialize;
use services::{Bus, Counted, Ctx, Listening, Told};
use tokio::sync::broadcast::error::{RecvError, TryRecvError};
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

/// Since when a page listens.
#[derive(Debug, Default, Deserialize)]
pub struct Since {
    /// The mark the page was drawn with; nothing when it was drawn by the browser.
    #[serde(default)]
    at: String,
}

/// The signed-in person's stream.
pub async fn listen(
    State(streams): State<Streams>,
    Query(since): Query<Since>,
    request: Request,
) -> Response {
    let ctx = request.extensions().get::<Ctx>();
    let Some((ctx, session)) = ctx.and_then(|ctx| Some((ctx, ctx.user().ok()?.session?))) else {
        return Reader::Code.refuse(StatusCode::UNAUTHORIZED, "Signed out", &AppError::SignedOut);
    };
    let most = if ctx.host().https { MOST_SECURE } else { MOST_PLAIN };
    let Some(seat) = streams.seat(session, most) else {
        // What tells a browser not to ask again: this page is fresh when it is loaded, and not live.
        return StatusCode::NO_CONTENT.into_response();
    };
    let bus = ctx.host().bus.clone();
    let mark = mark(&request, since.at, &bus);
    let Listening { missed, mark, events } = bus.listen_since(&mark);
    let listener = Listener {
        missed: Some(missed),
        mark,
        events,
        bus,
        closing: streams.closing,
        ends_at: Instant::now() + LONGEST,
        _seat: seat,
    };
    let keep_alive = KeepAlive::new().interval(HEARTBEAT);
    Sse::new(listener.stream()).keep_alive(keep_alive).into_response()
}

/// Since when to tell: since the last event a browser that comes back has heard, else since its page was drawn.
fn mark<'a>(request: &'a Request, drawn: String, bus: &Bus) -> Cow<'a, str> {
    match request.headers().get(LAST_EVENT_ID) {
        // What cannot be read is of nowhere, and is told everything.
        Some(heard) => heard.to_str().unwrap_or_default().into(),
        None if drawn.is_empty() => bus.mark().into(),
        None => drawn.into(),
    }
}

/// How many were told with the last of them, where that is known, and the kinds of what was committed.
type Next = (Option<u64>, BTreeSet<&'static str>);

struct Listener {
    /// What was told between the mark and now, until that is passed on.
    missed: Option<Vec<Told>>,
    /// Where the browser stands that has heard all that was passed on.
    mark: String,
    events: broadcast::Receiver<Counted>,
    bus: Bus,
    closing: watch::Receiver<bool>,
    ends_at: Instant,
    _seat: Seat,
}

impl Listener {
    fn stream(self) -> impl Stream<Item = Result<Event, Infallible>> {
        unfold(self, |mut listener| async move {
            if let Some(missed) = listener.missed.take() {
                // Also when nothing was missed: it gives the browser the mark to come back with.
                let kinds = missed.into_iter().map(kind).collect();
                return Some((Ok(event(&listener.mark, &kinds)), listener));
            }
            let (count, kinds) = tokio::select! {
                next = next_kinds(&mut listener.events) => next?,
                // An error means that the server has gone, which is as good a reason.
                _ = listener.closing.wait_for(|closing| *closing) => return None,
                () = sleep_until(listener.ends_at) => return None,
            };
            if let Some(count) = count {
                listener.mark = listener.bus.mark_at(count);
            }
            Some((Ok(event(&listener.mark, &kinds)), listener))
        })
    }
}

/// The kinds of what was committed, as `deal task`, with the mark after them.
fn event(mark: &str, kinds: &BTreeSet<&'static str>) -> Event {
    let event = Event::default().id(mark);
    if kinds.is_empty() {
        return event;
    }
    event.data(kinds.iter().copied().collect::<Vec<_>>().join(" "))
}

/// The kinds of the records committed next, and the count of the last; `None` when the process ends.
async fn next_kinds(events: &mut broadcast::Receiver<Counted>) -> Option<Next> {
    let (mut last, mut kinds) = (None, BTreeSet::new());
    match events.recv().await {
        Ok((count, told)) => {
            last = Some(count);
            kinds.insert(kind(told));
        }
        // It missed some, so anything may have changed.
        Err(RecvError::Lagged(_)) => drop(kinds.insert(EVERYTHING)),
        Err(RecvError::Closed) => return None,
    }
    tokio::time::sleep(GATHER).await;
    loop {
        match events.try_recv() {
            Ok((count, told)) => {
                last = Some(count);
                kinds.insert(kind(told));
            }
            Err(TryRecvError::Lagged(_)) => drop(kinds.insert(EVERYTHING)),
            Err(TryRecvError::Empty | TryRecvError::Closed) => return Some((last, kinds)),
        }
    }
}

fn kind(told: Told) -> &'static str {
    match told {
        Told::Changed(event) => event.entity.as_str(),
        Told::Everything => EVERYTHING,
    }
}
