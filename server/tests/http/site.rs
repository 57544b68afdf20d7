//! A small company behind the real router: a manager with a rep, a rep elsewhere, a CEO and an administrator.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use anyhow::{Context as _, Result, ensure};
use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::header::{ACCEPT, CONTENT_TYPE, COOKIE, LOCATION, REFERER, SET_COOKIE};
use axum::http::{HeaderMap, Method, Request, StatusCode};
use domain::access::Role;
use domain::forms::{NewDeal, NewLead, NewTask, Setup};
use domain::ids::{LeadId, OpportunityId, TeamId};
use domain::journal::Actor;
use services::session::{Origin, setup};
use services::users::{self, AddUser};
use services::{Bus, Clock, Ctx, Host, Passwords, SignedIn};
use sqlx::postgres::PgConnectOptions;
use sqlx::{AssertSqlSafe, ConnectOptions as _, Connection as _, Executor as _, PgConnection};
use store::{Db, DbSettings};
use tokio::sync::watch;
use tower::ServiceExt as _;

/// Everybody's password.
pub const PASSWORD: &str = "copper lantern walks east";

const FORM: &str = "application/x-www-form-urlencoded";

/// A site with people and one rep's records.
pub struct Site {
    pub host: Arc<Host>,
    pub router: Router,
    /// Ana's.
    pub lead: LeadId,
    /// Ana's.
    pub deal: OpportunityId,
    _close: watch::Sender<bool>,
}

/// What came back.
pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: String,
}

impl Answer {
    pub fn location(&self) -> &str {
        self.headers.get(LOCATION).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }

    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }

    /// The cookie as the browser would send it back, besides the one that only tells a refused form its page.
    pub fn cookie(&self) -> Option<String> {
        let pairs = self.headers.get_all(SET_COOKIE).iter();
        pairs
            .filter_map(|set| set.to_str().ok()?.split(';').next())
            .find(|pair| !pair.starts_with("rainmaker-page="))
            .map(str::to_owned)
    }
}

/// A request to send.
pub struct Call<'a> {
    pub method: Method,
    pub path: &'a str,
    pub cookie: Option<&'a str>,
    pub headers: &'a [(&'a str, &'a str)],
    pub body: Body,
}

impl Site {
    /// Today by the site's clock.
    pub fn today(&self) -> chrono::NaiveDate {
        self.host.clock.now().date_naive()
    }

    /// The company on this database.
    pub async fn new(db: Db) -> Result<Self> {
        let site = Self::empty(db)?;
        let form = Setup {
            code: site.host.setup_code.clone(),
            company: "Example".to_owned(),
            name: "Ada".to_owned(),
            email: "admin@example.com".to_owned(),
            password: PASSWORD.to_owned(),
            time_zone: String::new(),
        };
        setup(&site.host, form, &Origin::default()).await?;
        let mut tx = site.host.db.write().await?;
        let team = store::teams::insert(&mut tx, "West", None, None, site.host.clock.now()).await?;
        tx.commit().await?;
        let ana = site.person("ana", Role::Rep, Some(team)).await?;
        site.person("marta", Role::Manager, Some(team)).await?;
        site.person("carla", Role::Ceo, None).await?;
        site.person("zack", Role::Rep, None).await?;
        let lead = NewLead { name: "Grace Hopper".to_owned(), ..NewLead::default() };
        let lead = services::leads::create(&ana, lead).await?;
        let deal = NewDeal {
            lead,
            name: "Navy".to_owned(),
            amount: "1200".to_owned(),
            expected_close_on: String::new(),
        };
        let deal = services::deals::create(&ana, deal).await?;
        let task = NewTask { title: "Call back".to_owned(), ..NewTask::default() };
        services::tasks::create(&ana, task).await?;
        Ok(Self { lead, deal, ..site })
    }

    /// A site that nobody has set up.
    pub fn empty(db: Db) -> Result<Self> {
        let host = Arc::new(Host {
            db,
            clock: Clock::System,
            bus: Bus::default(),
            passwords: Passwords::default(),
            https: false,
            setup_code: "open sesame".to_owned(),
        });
        let (close, closing) = watch::channel(false);
        let router = server::http::router(Arc::clone(&host), None, closing)?;
        Ok(Self { host, router, lead: LeadId(0), deal: OpportunityId(0), _close: close })
    }

    async fn person(&self, name: &str, role: Role, team: Option<TeamId>) -> Result<Ctx> {
        let form = AddUser {
            email: format!("{name}@example.com"),
            name: name.to_owned(),
            role,
            team,
            password: Some(PASSWORD.to_owned()),
            time_zone: "Europe/Madrid".to_owned(),
        };
        let id = users::add(&Ctx::of_system(Arc::clone(&self.host), Actor::System), form).await?;
        Ok(Ctx::of_user(Arc::clone(&self.host), SignedIn { id, role, team, session: None }))
    }

    /// Sends it and waits for all of the answer.
    pub async fn send(&self, call: Call<'_>) -> Result<Answer> {
        let mut request = Request::builder().method(call.method).uri(call.path);
        for (name, value) in call.headers {
            request = request.header(*name, *value);
        }
        if let Some(cookie) = call.cookie {
            request = request.header(COOKIE, cookie);
        }
        let response = self.router.clone().oneshot(request.body(call.body)?).await?;
        let (parts, body) = response.into_parts();
        let body = to_bytes(body, usize::MAX).await?;
        Ok(Answer {
            status: parts.status,
            headers: parts.headers,
            body: String::from_utf8_lossy(&body).into_owned(),
        })
    }

    /// Opens a page.
    pub async fn page(&self, path: &str, cookie: Option<&str>) -> Result<Answer> {
        let headers = [(ACCEPT.as_str(), "text/html")];
        self.send(Call {
            method: Method::GET,
            path,
            cookie,
            headers: &headers,
            body: Body::empty(),
        })
        .await
    }

    /// Sends a form as a browser without the page's code does.
    pub async fn form(
        &self,
        path: &str,
        from: &str,
        cookie: Option<&str>,
        form: &str,
    ) -> Result<Answer> {
        let referer = format!("http://localhost{from}");
        let headers = [
            (ACCEPT.as_str(), "text/html"),
            (CONTENT_TYPE.as_str(), FORM),
            (REFERER.as_str(), referer.as_str()),
        ];
        let body = Body::from(form.to_owned());
        self.send(Call { method: Method::POST, path, cookie, headers: &headers, body }).await
    }

    /// Calls a server function as the page's code does.
    pub async fn call(
        &self,
        method: Method,
        path: &str,
        cookie: Option<&str>,
        fields: &str,
    ) -> Result<Answer> {
        let headers = [(ACCEPT.as_str(), "application/json"), (CONTENT_TYPE.as_str(), FORM)];
        let (path, body) = if method == Method::GET {
            (format!("{path}?{fields}"), Body::empty())
        } else {
            (path.to_owned(), Body::from(fields.to_owned()))
        };
        self.send(Call { method, path: &path, cookie, headers: &headers, body }).await
    }

    /// Signs somebody in and returns their cookie.
    pub async fn sign_in(&self, name: &str) -> Result<String> {
        let password = PASSWORD.replace(' ', "+");
        let fields = format!("form[email]={name}@example.com&form[password]={password}");
        let answer = self.call(Method::POST, "/api/session/sign_in", None, &fields).await?;
        ensure!(answer.status.is_success(), "{name}: {} {}", answer.status, answer.body);
        answer.cookie().context("no cookie")
    }
}

static NEXT: AtomicU32 = AtomicU32::new(0);

/// Runs a test on each engine there is, each time on a fresh database.
pub async fn on_each_engine(story: impl AsyncFn(Db) -> Result<()>) -> Result<()> {
    let folder = tempfile::tempdir()?;
    let db = Db::open(&DbSettings::Sqlite(folder.path().join("site.db"))).await?;
    story(db.clone()).await.context("on SQLite")?;
    db.close().await;

    let Some(server) = server() else { return Ok(()) };
    let name = format!("http_{}_{}", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed));
    let options: PgConnectOptions = server.parse()?;
    let mut admin: PgConnection = options.connect().await?;
    admin.execute(AssertSqlSafe(format!("create database {name}"))).await?;
    let url = options.database(&name).to_url_lossy().to_string();
    let db = Db::open(&DbSettings::Postgres(url)).await?;
    let told = story(db.clone()).await.context("on PostgreSQL");
    db.close().await;
    admin.execute(AssertSqlSafe(format!("drop database {name} with (force)"))).await?;
    admin.close().await?;
    told
}

#[expect(clippy::disallowed_methods, reason = "the test harness has no other settings")]
pub fn server() -> Option<String> {
    std::env::var("RAINMAKER_TEST_PG").ok().filter(|url| !url.is_empty())
}
