//! Deals: the row, its versions, its way through the stages, and its place in the rollup.

use chrono::{Days, Duration};
use domain::access::{Role, Scope};
use domain::ids::{OpportunityId, UserId};
use domain::money::Cents;
use domain::opportunity::{Opportunity, Stage, StageKind};
use domain::ratio::Ratio;
use domain::win::Story;
use store::opportunities::{self, Scored, Stamp, Touch};
use store::opportunity_reads::{self, DealQuery, DealSort};
use store::{StoreError, Tx, histories, rollups, teams};

use crate::making::{monday, somebody};
use crate::selling::{deal, stages, stamp, win, written_deal};
use crate::support::on_each_engine;

const ALL: Scope = Scope::Everything;

/// The deal in another stage an hour later, with another probability.
fn moved(before: &Scored, to: &Stage, bp: i32) -> anyhow::Result<Scored> {
    let now = monday() + Duration::hours(1);
    let moved = before.deal.move_to(to, Some("Price"), now.date_naive(), now)?;
    Ok(Scored { deal: moved.deal, win: win(bp), win_scored_at: Some(now) })
}

#[tokio::test]
async fn a_written_deal_reads_back_as_it_was() -> anyhow::Result<()> {
    on_each_engine(async |db| {
        let mut tx = db.write().await?;
        let stages = stages(&mut tx).await?;
        let new = deal(&stages[1], None, 48_000);
        let id = opportunities::insert(&mut tx, &new, Some("crm-7"), &stamp()).await?;
        let read = opportunities::get(&mut tx, &ALL, id).await?;
        assert_eq!(read.deal, Opportunity { id, ..new.deal.clone() });
        assert_eq!((read.win, read.win_scored_at), (new.win.clone(), new.win_scored_at));
        let twice = opportunities::insert(&mut tx, &new, Some("crm-7"), &stamp()).await;
        assert!(matches!(twice, Err(StoreError::Unique { .. })), "{twice:?}");
        Ok(())
    })
    .await
}

#[tokio::test]
async fn a_move_ends_a_version_begins_the_next_and_counts_the_days() -> anyhow::Result<()> {
    on_each_engine(async |db| {
        let mut tx = db.write().await?;
        let stages = stages(&mut tx).await?;
        let id = written_deal(&mut tx, &stages[0], None, 48_000).await?;
        let before = opportunities::get(&mut tx, &ALL, id).await?;
        let after = moved(&before, &stages[2], 6_000)?;
        let later = Stamp { at: monday() + Duration::hours(1), ..stamp() };
        opportunities::update(&mut tx, &before, &after, Touch::Edit, &later).await?;

        let versions = opportunities::versions(&mut tx, id).await?;
        let told: Vec<_> = versions.iter().map(|v| (v.stage_id, v.win, v.to_at)).collect();
        assert_eq!(
            told,
            [
                (stages[0].id, stages[0].default_probability, Some(later.at)),
                (stages[2].id, Ratio::from_bp(6_000), None),
            ]
        );
        let now = monday() + Duration::days(3);
        let visits = opportunities::stage_visits(&mut tx, &after.deal, now).await?;
        let visits: Vec<_> = visits.iter().map(|v| (v.stage.as_str(), v.days)).collect();
        assert_eq!(visits, [("Discovery", 0), ("Proposal", 2)]);
        let sums = rollups::stage_sums(&mut tx, &ALL).await?;
        let full: Vec<_> = sums.iter().filter(|sum| sum.deals > 0).collect();
        assert_eq!(full.len(), 1);
        assert_eq!((full[0].stage, full[0].weighted), (stages[2].id, Cents(28_800)));
        assert_eq!(rollups::differences(&mut tx).await?, []);
        Ok(())
    })
    .await
}

#[tokio::test]
async fn the_last_stay_of_a_closed_deal_ends_when_it_closes() -> anyhow::Result<()> {
    on_each_engine(async |db| {
        let mut tx = db.write().await?;
        let stages = stages(&mut tx).await?;
        let id = written_deal(&mut tx, &stages[0], None, 48_000).await?;
        let before = opportunities::get(&mut tx, &ALL, id).await?;
        let won = stages.iter().find(|stage| stage.kind == StageKind::Won).expect("a last stage");
        let closed_at = monday() + Duration::days(5);
        let moved = before.deal.move_to(won, None, closed_at.date_naive(), closed_at)?;
        let after = Scored { deal: moved.deal, ..before.clone() };
        let stamp = Stamp { at: closed_at, ..stamp() };
        opportunities::update(&mut tx, &before, &after, Touch::Edit, &stamp).await?;
        let closed = opportunities::get(&mut tx, &ALL, id).await?.deal;
        let now = monday() + Duration::days(90);
        let visits = opportunities::stage_visits(&mut tx, &closed, now).await?;
        let visits: Vec<_> = visits.iter().map(|v| (v.stage.as_str(), v.days)).collect();
        assert_eq!(visits, [("Discovery", 5), (won.name.as_str(), 0)]);
        Ok(())
    })
    .await
}

#[tokio::test]
async fn a_stale_write_is_refused_and_a_score_makes_nobody_stale() -> anyhow::Result<()> {
    on_each_engine(async |db| {
        let mut tx = db.write().await?;
        let stages = stages(&mut tx).await?;
        let id = written_deal(&mut tx, &stages[0], None, 48_000).await?;
        let first = opportunities::get(&mut tx, &ALL, id).await?;
        let scored = Scored { win: win(1_234), ..first.clone() };
        opportunities::update(&mut tx, &first, &scored, Touch::Follow, &stamp()).await?;
        let second = opportunities::get(&mut tx, &ALL, id).await?;
        assert_eq!(second.deal.version, first.deal.version);

        let after = moved(&second, &stages[1], 2_500)?;
        opportunities::update(&mut tx, &second, &after, Touch::Edit, &stamp()).await?;
        for stale in [&first, &second] {
            let again = opportunities::update(&mut tx, stale, &after, Touch::Edit, &stamp()).await;
            assert!(matches!(again, Err(StoreError::Conflict)), "{again:?}");
        }
        assert_eq!(rollups::differences(&mut tx).await?, []);
        Ok(())
    })
    .await
}

/// Ana and Ben in a team that Marta leads, Cleo in another.
async fn people(tx: &mut Tx) -> anyhow::Result<([UserId; 3], Scope)> {
    let north = teams::insert(tx, "North", None, None, monday()).await?;
    let south = teams::insert(tx, "South", None, None, monday()).await?;
    let ana = somebody(tx, "Ana", Role::Rep, Some(north)).await?;
    let ben = somebody(tx, "Ben", Role::Rep, Some(north)).await?;
    let cleo = somebody(tx, "Cleo", Role::Rep, Some(south)).await?;
    let marta = somebody(tx, "Marta", Role::Manager, Some(north)).await?;
    Ok(([ana, ben, cleo], Scope::Team(marta, north)))
}

#[tokio::test]
async fn nobody_reads_a_deal_outside_their_scope() -> anyhow::Result<()> {
    on_each_engine(async |db| {
        let mut tx = db.write().await?;
        let stages = stages(&mut tx).await?;
        let ([ana, ben, cleo], team) = people(&mut tx).await?;
        let mut ids = Vec::new();
        for (owner, amount) in [(Some(ana), 100), (Some(ben), 200), (Some(cleo), 400), (None, 800)]
        {
            ids.push(written_deal(&mut tx, &stages[0], owner, amount).await?);
        }
        for (scope, sees) in [(Scope::Mine(ana), 1), (team, 2), (ALL, 4)] {
            let mut read = 0;
            for id in &ids {
                let got = opportunities::get(&mut tx, &scope, *id).await;
                let row = opportunity_reads::row(&mut tx, &scope, *id, monday()).await;
                assert_eq!(got.is_ok(), row.is_ok());
                read += i64::from(got.is_ok());
            }
            let query = DealQuery { limit: 50, ..DealQuery::default() };
            let listed = opportunity_reads::list(&mut tx, &scope, &query, monday()).await?.len();
            let cards =
                opportunity_reads::cards(&mut tx, &scope, stages[0].id, 50, monday()).await?;
            let counted = opportunity_reads::count(&mut tx, &scope, &query).await?;
            let without = opportunity_reads::without_next_step(&mut tx, &scope).await?;
            let open = store::forecast_reads::open_deals(&mut tx, &scope).await?.len();
            let summed = rollups::stage_sums(&mut tx, &scope).await?[0].deals;
            assert_eq!([read, summed, without, counted.unwrap()], [sees; 4], "{scope:?}");
            assert_eq!([listed, cards.len(), open], [usize::try_from(sees)?; 3], "{scope:?}");
        }
        Ok(())
    })
    .await
}

/// The amounts of a whole list, read two rows at a time.
async fn amounts(tx: &mut Tx, query: &DealQuery) -> anyhow::Result<Vec<i64>> {
    let mut query = DealQuery { limit: 2, ..query.clone() };
    let mut all = Vec::new();
    loop {
        let page = opportunity_reads::list(tx, &ALL, &query, monday()).await?;
        let Some(last) = page.last() else { return Ok(all) };
        query.after = Some(query.cursor_after(&last.line));
        all.extend(page.iter().map(|row| row.line.amount.get()));
        assert!(all.len() <= 9, "a page repeats: {all:?}");
    }
}

#[tokio::test]
async fn a_list_read_page_by_page_is_whole_in_every_order() -> anyhow::Result<()> {
    on_each_engine(async |db| {
        let mut tx = db.write().await?;
        let stages = stages(&mut tx).await?;
        // Amount, days from now to the close, days since its creation, probability; ties on purpose.
        for (amount, close, age, bp) in [
            (10, Some(5), 1, 900),
            (20, None, 3, 100),
            (30, Some(5), 3, 500),
            (40, Some(1), 2, 500),
        ] {
            let mut new = deal(&stages[0], None, amount);
            new.deal.expected_close_on = close.map(|days| monday().date_naive() + Days::new(days));
            new.deal.created_at = monday() - Duration::days(age);
            new.win = win(bp);
            opportunities::insert(&mut tx, &new, None, &stamp()).await?;
        }
        let open = DealQuery {
            status: Some(domain::opportunity::DealStatus::Open),
            ..DealQuery::default()
        };
        for (sort, expected) in [
            (DealSort::Amount, [40, 30, 20, 10]),
            (DealSort::Created, [10, 40, 30, 20]),
            (DealSort::Close, [40, 10, 30, 20]),
            (DealSort::Win, [10, 40, 30, 20]),
        ] {
            let query = DealQuery { sort, ..open.clone() };
            assert_eq!(amounts(&mut tx, &query).await?, expected, "{sort:?}");
            let mut all = amounts(&mut tx, &DealQuery { sort, ..DealQuery::default() }).await?;
            all.sort_unstable();
            assert_eq!(all, [10, 20, 30, 40], "{sort:?} of all");
        }
        let searched = DealQuery { text: Some("FOR 3".to_owned()), ..open };
        assert_eq!(amounts(&mut tx, &searched).await?, [30]);
        assert_eq!(opportunity_reads::count(&mut tx, &ALL, &searched).await?, None);
        Ok(())
    })
    .await
}

#[tokio::test]
async fn what_lasts_too_long_in_a_stage_is_found_and_the_middle_is_the_median() -> anyhow::Result<()>
{
    on_each_engine(async |db| {
        let mut tx = db.write().await?;
        let stages = stages(&mut tx).await?;
        let mut ids: Vec<OpportunityId> = Vec::new();
        for (amount, days) in [(10, 3), (20, 9), (30, 40), (40, 50)] {
            let mut new = deal(&stages[0], None, amount);
            new.deal.stage_entered_at = monday() - Duration::days(days);
            ids.push(opportunities::insert(&mut tx, &new, None, &stamp()).await?);
        }
        let ages =
            opportunity_reads::median_ages(&mut tx, &ALL, &[(stages[0].id, 4)], monday()).await?;
        assert_eq!(ages, [(stages[0].id, 24)]);
        let limits = [(stages[0].id, monday() - Duration::days(40))];
        let (rows, total) =
            opportunity_reads::in_stage_since(&mut tx, &ALL, &limits, 1, monday()).await?;
        assert_eq!((rows.len(), rows[0].line.id, total), (1, ids[3], 2));
        Ok(())
    })
    .await
}

#[tokio::test]
async fn of_many_deals_some_of_every_time_tell_their_lives() -> anyhow::Result<()> {
    on_each_engine(async |db| {
        let mut tx = db.write().await?;
        let stages = stages(&mut tx).await?;
        for days in 0..7 {
            let mut new = deal(&stages[0], None, 10_000);
            new.deal.created_at = monday() - Duration::days(7 - days);
            opportunities::insert(&mut tx, &new, None, &stamp()).await?;
        }
        let since = monday() - Duration::days(30);
        let ages = async |tx: &mut Tx, at_most| -> anyhow::Result<Vec<i64>> {
            let stories = histories::stories(tx, since, at_most).await?;
            let age = |story: &Story| (monday() - story.created_at).num_days();
            Ok(stories.iter().map(age).collect())
        };
        assert_eq!(ages(&mut tx, 7).await?, [1, 2, 3, 4, 5, 6, 7]);
        assert_eq!(ages(&mut tx, 3).await?, [2, 5], "every third");
        assert_eq!(ages(&mut tx, 1).await?, [1], "every seventh");
        Ok(())
    })
    .await
}
