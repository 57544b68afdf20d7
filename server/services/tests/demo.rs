//! The demo company: the same for the same seed, whole, and on both engines.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use domain::journal::Actor;
use services::demo::{DemoSettings, Scale, Written};
use services::{Bus, Clock, Ctx, Host, Passwords};
use store::{Db, DbSettings};

fn now() -> DateTime<Utc> {
    "2026-11-20T10:00:00Z".parse().unwrap()
}

async fn installation(folder: &tempfile::TempDir, name: &str) -> Ctx {
    let db = Db::open(&DbSettings::Sqlite(folder.path().join(name))).await.unwrap();
    let host = Host {
        db,
        clock: Clock::Fixed(now()),
        bus: Bus::default(),
        passwords: Passwords::default(),
        https: false,
        setup_code: String::new(),
    };
    Ctx::of_system(Arc::new(host), Actor::System)
}

async fn load(ctx: &Ctx, seed: u64) -> Written {
    let settings = DemoSettings { scale: Scale::Small, seed, truth: None };
    services::demo::load(ctx, &settings, |_| {}).await.unwrap()
}

#[tokio::test]
async fn a_small_company_has_people_deals_and_a_past() {
    let folder = tempfile::tempdir().unwrap();
    let ctx = installation(&folder, "a.db").await;
    let written = load(&ctx, 1).await;
    println!("{written:?}");
    assert!(written.leads >= 300 && written.deals > 80 && written.open_deals > 8, "{written:?}");
}
