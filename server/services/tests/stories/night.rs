//! The night's work, done by the background while nobody looks.

use anyhow::Context as _;
use chrono::Duration;
use domain::forms::{NewDeal, SignIn};
use domain::journal::Actor;
use services::session::{self, Origin};
use services::{Ctx, deals, jobs, leads};
use store::sign_in;

use crate::house::{House, new_lead};

#[tokio::test]
async fn a_night_runs_all_of_its_work_once_however_often_it_is_planned() -> anyhow::Result<()> {
    House::on_each_engine(async |house| {
        let lead = leads::create(&house.ana, new_lead("Grace")).await?;
        let deal = NewDeal {
            lead,
            name: "Navy".to_owned(),
            amount: "1200".to_owned(),
            expected_close_on: String::new(),
        };
        deals::create(&house.ana, deal).await?;
        let today = Ctx::of_system(house.host.clone(), Actor::System);
        for _ in 0..3 {
            jobs::plan_night(&today).await?;
        }
        let form = SignIn {
            email: "nobody@example.com".to_owned(),
            password: "guess".to_owned(),
            next: String::new(),
        };
        let origin = Origin { address: "192.0.2.1".to_owned(), ..Origin::default() };
        let evening = house.host_after(Duration::minutes(-1));
        assert!(session::sign_in(&evening, form, &origin).await.is_err());
        for _ in 0..2 {
            let is_done = jobs::run_next(&today, "one").await?;
            assert!(is_done, "what no page can do without is done at once");
        }
        assert!(!jobs::run_next(&today, "one").await?, "it is not night yet");

        let tomorrow = Ctx::of_system(house.host_after(Duration::days(1)), Actor::System);
        let mut done = 0;
        while jobs::run_next(&tomorrow, "one").await? {
            done += 1;
        }
        assert_eq!(done, 7);
        let explained = leads::explain(&tomorrow, lead).await?;
        assert_eq!(explained.scored_at, tomorrow.now(), "time alone moves a score");
        let mut tx = tomorrow.db().read().await?;
        for check in store::checks::ALL {
            assert_eq!(store::checks::run(&mut tx, check).await?, 0, "{}", check.promise);
        }
        for subject in ["account:nobody@example.com", "address:192.0.2.1"] {
            assert_eq!(sign_in::get(&mut tx, subject).await?, None, "{subject}");
        }
        drop(tx);
        jobs::plan_night(&tomorrow).await?;
        let after = Ctx::of_system(house.host_after(Duration::days(2)), Actor::System);
        assert!(jobs::run_next(&after, "one").await.context("the next night")?);
        Ok(())
    })
    .await
}
