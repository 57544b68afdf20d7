//! Rollups: always what their records add up to.

use anyhow::Context as _;
use chrono::{Days, Months, NaiveDate};
use domain::access::{Role, Scope};
use domain::calendar::Period;
use domain::ids::UserId;
use domain::lead::LeadStatus;
use domain::money::Cents;
use domain::opportunity::Stage;
use proptest::prelude::{Strategy, any, prop};
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;
use store::opportunities::{self, Scored, Touch};
use store::rollups::{self, LeadKey, Range};
use store::{Tx, leads};

use crate::making::{lead, monday, somebody, written_lead};
use crate::selling::{deal, stages, stamp, win, written_deal};
use crate::support::on_each_engine;

/// Something that is done to a deal: which deal (of those there are), which stage, how much, the close in how many
/// months, whose, how likely.
type Step = (usize, usize, i64, Option<u32>, bool, i32);

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let step = (
        any::<usize>(),
        0..6_usize,
        0..90_000_000_i64,
        prop::option::of(0..5_u32),
        any::<bool>(),
        100..9_900_i32,
    );
    prop::collection::vec(step, 1..40)
}

fn stepped(before: &Scored, stage: &Stage, step: &Step, owner: Option<UserId>) -> Scored {
    let (_, _, amount, months, _, bp) = *step;
    let day = months.map(|months| monday().date_naive() + Months::new(months));
    let fresh = deal(stage, owner, amount);
    let mut after = before.clone();
    after.deal.stage_id = stage.id;
    after.deal.status = fresh.deal.status;
    after.deal.amount = Cents(amount);
    after.deal.owner_id = owner;
    after.deal.expected_close_on = day;
    after.deal.closed_on = fresh.deal.closed_on.map(|today| day.unwrap_or(today));
    after.win = win(bp);
    after
}

async fn take(tx: &mut Tx, stages: &[Stage], owner: UserId, steps: &[Step]) -> anyhow::Result<()> {
    let mut ids = Vec::new();
    for step in steps {
        let stage = stages.get(step.1).context("six stages")?;
        let owner = step.4.then_some(owner);
        if ids.is_empty() || step.0 % 3 == 0 {
            ids.push(written_deal(tx, stage, owner, step.2).await?);
            continue;
        }
        let id = ids.iter().cycle().nth(step.0 % 64).context("there is one")?;
        let before = opportunities::get(tx, &Scope::Everything, *id).await?;
        let after = stepped(&before, stage, step, owner);
        opportunities::update(tx, &before, &after, Touch::Edit, &stamp()).await?;
    }
    Ok(())
}

#[tokio::test]
async fn whatever_is_done_to_deals_their_rollup_is_what_they_add_up_to() -> anyhow::Result<()> {
    on_each_engine(async |db| {
        let mut runner = TestRunner::deterministic();
        for _ in 0..12 {
            let steps = steps().new_tree(&mut runner).unwrap().current();
            let mut tx = db.write().await?;
            let stages = stages(&mut tx).await?;
            let ana = somebody(&mut tx, "Ana", Role::Rep, None).await?;
            take(&mut tx, &stages, ana, &steps).await?;
            assert_eq!(rollups::differences(&mut tx).await?, [], "{steps:?}");
            // Rebuilt from nothing, it says the same.
            let kept = rollups::stage_sums(&mut tx, &Scope::Everything).await?;
            rollups::rebuild(&mut tx).await?;
            let rebuilt = rollups::stage_sums(&mut tx, &Scope::Everything).await?;
            let full = |sums: Vec<rollups::StageSum>| {
                sums.into_iter().filter(|sum| sum.deals > 0).collect::<Vec<_>>()
            };
            assert_eq!(full(kept), full(rebuilt));
        }
        Ok(())
    })
    .await
}

#[tokio::test]
async fn a_wrong_figure_is_named_and_mended() -> anyhow::Result<()> {
    on_each_engine(async |db| {
        let mut tx = db.write().await?;
        let ana = somebody(&mut tx, "Ana", Role::Rep, None).await?;
        let id = written_lead(&mut tx, "Zoë", Some(ana)).await?;
        let key = LeadKey::of(&leads::get(&mut tx, &Scope::Everything, id).await?);
        rollups::apply_lead(&mut tx, None, Some(&key)).await?;
        let wrong = rollups::differences(&mut tx).await?;
        assert_eq!(wrong.len(), 1);
        assert_eq!((wrong[0].kept, wrong[0].counted), ([2, 0, 0], [1, 0, 0]));
        rollups::rebuild(&mut tx).await?;
        assert_eq!(rollups::differences(&mut tx).await?, []);
        Ok(())
    })
    .await
}

#[tokio::test]
async fn the_funnel_counts_leads_by_the_furthest_they_came() -> anyhow::Result<()> {
    on_each_engine(async |db| {
        let mut tx = db.write().await?;
        let id = written_lead(&mut tx, "Zoë", None).await?;
        written_lead(&mut tx, "Yan", None).await?;
        let before = leads::get(&mut tx, &Scope::Everything, id).await?;
        let after = domain::lead::Lead {
            status: LeadStatus::Disqualified,
            furthest_status: LeadStatus::Qualified,
            ..before.clone()
        };
        leads::update(&mut tx, &before, &after, monday()).await?;
        let month: Period = "2026-11".parse()?;
        assert!(month.contains(lead("Zoë", None).created_at.date_naive()), "{:?}", monday());
        let mut counts =
            rollups::furthest_counts(&mut tx, &Scope::Everything, month.into()).await?;
        counts.retain(|(_, leads)| *leads > 0);
        counts.sort_unstable();
        assert_eq!(counts, [(LeadStatus::New, 1), (LeadStatus::Qualified, 1)]);
        Ok(())
    })
    .await
}

#[tokio::test]
async fn what_was_won_up_to_a_day_is_whole_months_and_the_days_begun() -> anyhow::Result<()> {
    on_each_engine(async |db| {
        let mut tx = db.write().await?;
        let stages = stages(&mut tx).await?;
        let day = |text: &str| text.parse::<NaiveDate>().unwrap();
        for (amount, on) in
            [(1, "2026-01-31"), (2, "2026-02-01"), (4, "2026-03-14"), (8, "2026-03-15")]
        {
            let mut won = deal(&stages[4], None, amount);
            won.deal.closed_on = Some(day(on));
            opportunities::insert(&mut tx, &won, None, &stamp()).await?;
        }
        written_deal(&mut tx, &stages[5], None, 16).await?;
        for (until, expected) in
            [("2026-02-01", 1), ("2026-03-14", 3), ("2026-03-15", 7), ("2026-04-01", 15)]
        {
            let range = Range { from: day("2026-01-01"), until: day(until) };
            let (won, _) = rollups::won_between(&mut tx, &Scope::Everything, range).await?;
            assert_eq!(won, Cents(expected), "until {until}");
        }
        let last = rollups::last_won_on(&mut tx, &Scope::Everything).await?;
        assert_eq!(last, Some(day("2026-03-14") + Days::new(1)));
        Ok(())
    })
    .await
}
