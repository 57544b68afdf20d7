//! Deals as they were: a random history, asked at every moment of it, by every scope.

use std::collections::BTreeMap;

use anyhow::Context as _;
use chrono::{DateTime, Duration, Utc};
use domain::access::{Role, Scope};
use domain::ids::{OpportunityId, UserId};
use domain::journal::{Actor, Change, Changes, Entity, NewEntry};
use domain::money::Cents;
use domain::opportunity::{DealStatus, Stage, StageKind};
use domain::ratio::Ratio;
use store::opportunities::{self, Scored, Stamp, Touch};
use store::opportunity_reads::{self, DealQuery, DealSort};
use store::rollups::Range;
use store::{Tx, as_of, journal, rollups, teams};

use crate::making::{monday, somebody};
use crate::selling::{deal, stages, stamp, win, written_deal};
use crate::support::on_each_engine;

const ALL: Scope = Scope::Everything;

/// Numbers that come by chance, and the same each time.
struct Chance(u64);

impl Chance {
    fn below(&mut self, limit: usize) -> usize {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap_or(0) % limit
    }

    fn pick<T: Clone>(&mut self, of: &[T]) -> anyhow::Result<T> {
        of.get(self.below(of.len())).cloned().context("nothing to pick from")
    }

    fn amount(&mut self) -> anyhow::Result<Cents> {
        Ok(Cents(i64::try_from(self.below(9_000_000))?))
    }
}

type World = BTreeMap<OpportunityId, Scored>;

/// People, stages and every state the deals were ever in.
struct History {
    stages: Vec<Stage>,
    people: [UserId; 3],
    team: Scope,
    states: Vec<(DateTime<Utc>, World)>,
}

impl History {
    /// Ana and Ben in a team that Marta leads, Cleo in another; sixty things happen to their deals.
    async fn by_chance(tx: &mut Tx, seed: u64) -> anyhow::Result<Self> {
        let stages = stages(tx).await?;
        let north = teams::insert(tx, "North", None, None, monday()).await?;
        let south = teams::insert(tx, "South", None, None, monday()).await?;
        let ana = somebody(tx, "Ana", Role::Rep, Some(north)).await?;
        let ben = somebody(tx, "Ben", Role::Rep, Some(north)).await?;
        let cleo = somebody(tx, "Cleo", Role::Rep, Some(south)).await?;
        let marta = somebody(tx, "Marta", Role::Manager, Some(north)).await?;
        let team = Scope::Team(marta, north);
        let mut history =
            Self { stages, people: [ana, ben, cleo], team, states: vec![(monday(), World::new())] };
        let mut chance = Chance(seed);
        let mut at = monday();
        for _ in 0..60 {
            // Several things may happen at one moment.
            at += Duration::milliseconds(chance.pick(&[0, 1, 3_600_000, 90_000_000])?);
            let mut world =
                history.states.last().map(|(_, world)| world.clone()).unwrap_or_default();
            history.happen(tx, &mut world, at, &mut chance).await?;
            history.states.push((at, world));
        }
        Ok(history)
    }

    async fn happen(
        &self,
        tx: &mut Tx,
        world: &mut World,
        at: DateTime<Utc>,
        chance: &mut Chance,
    ) -> anyhow::Result<()> {
        let stamp = Stamp { at, ..stamp() };
        let owners: Vec<Option<UserId>> = self.people.map(Some).into_iter().chain([None]).collect();
        let ids: Vec<OpportunityId> = world.keys().copied().collect();
        if ids.len() < 3 || chance.below(5) == 0 {
            let (stage, owner) = (chance.pick(&self.stages)?, chance.pick(&owners)?);
            let mut new = deal(&stage, owner, chance.amount()?.get());
            new.deal.closed_on = new.deal.closed_on.map(|_| at.date_naive());
            (new.deal.created_at, new.deal.stage_entered_at) = (at, at);
            let id = opportunities::insert(tx, &new, None, &stamp).await?;
            world.insert(id, opportunities::get(tx, &ALL, id).await?);
            return Ok(());
        }
        let before = opportunities::get(tx, &ALL, chance.pick(&ids)?).await?;
        let mut after = before.clone();
        match chance.below(4) {
            0 => after.deal.amount = chance.amount()?,
            1 => after.deal.owner_id = chance.pick(&owners)?,
            2 => after.win = win(i32::try_from(chance.below(10_001))?),
            _ => {
                let to = chance.pick(&self.stages)?;
                if to.id != before.deal.stage_id {
                    let moved = before.deal.move_to(&to, Some("Price"), at.date_naive(), at)?;
                    after.deal = moved.deal;
                }
            }
        }
        opportunities::update(tx, &before, &after, Touch::Edit, &stamp).await?;
        let id = before.deal.id;
        world.insert(id, opportunities::get(tx, &ALL, id).await?);
        Ok(())
    }

    /// What was so at a moment: the last state that began by then.
    fn at(&self, moment: DateTime<Utc>) -> World {
        let last = self.states.iter().rev().find(|(at, _)| *at <= moment);
        last.map(|(_, world)| world.clone()).unwrap_or_default()
    }

    fn scopes(&self) -> Vec<(Scope, Vec<Option<UserId>>)> {
        let [ana, ben, cleo] = self.people.map(Some);
        vec![
            (ALL, vec![ana, ben, cleo, None]),
            (self.team, vec![ana, ben]),
            (Scope::Mine(self.people[2]), vec![cleo]),
        ]
    }
}

/// The days that every story lies in.
fn days() -> Range {
    let day = monday().date_naive();
    Range { from: day - chrono::Days::new(400), until: day + chrono::Days::new(400) }
}

async fn is_as_it_was(
    tx: &mut Tx,
    scope: &Scope,
    at: DateTime<Utc>,
    expected: &[&Scored],
) -> anyhow::Result<()> {
    let query = DealQuery { limit: 500, ..DealQuery::default() };
    let listed = as_of::list(tx, scope, at, &query).await?;
    let mut told: Vec<_> = listed
        .iter()
        .map(|row| {
            (
                row.line.id,
                row.line.stage_id,
                row.line.status,
                row.line.amount,
                row.line.win,
                row.line.owner.as_ref().map(|p| p.id),
                row.line.close_on,
            )
        })
        .collect();
    told.sort();
    let was: Vec<_> = expected
        .iter()
        .map(|scored| {
            let deal = &scored.deal;
            let close = if deal.status == DealStatus::Open {
                deal.expected_close_on
            } else {
                deal.closed_on
            };
            (
                deal.id,
                deal.stage_id,
                deal.status,
                deal.amount,
                scored.win.probability,
                deal.owner_id,
                close,
            )
        })
        .collect();
    assert_eq!(told, was, "{at} {scope:?}");
    for row in &listed {
        let days = expected
            .iter()
            .find(|scored| scored.deal.id == row.line.id)
            .map(|scored| scored.deal.days_in_stage(at));
        assert_eq!(Some(row.line.days_in_stage), days, "{at} {scope:?} {}", row.line.id);
    }
    assert_eq!(as_of::count(tx, scope, at, &query).await?, i64::try_from(was.len())?);
    let mut open: Vec<_> = as_of::open_deals(tx, scope, at)
        .await?
        .iter()
        .map(|row| (row.id, row.amount, row.win))
        .collect();
    open.sort_by_key(|row| row.0);
    let was_open: Vec<_> = expected
        .iter()
        .filter(|scored| scored.deal.status == DealStatus::Open)
        .map(|scored| (scored.deal.id, scored.deal.amount, scored.win.probability))
        .collect();
    assert_eq!(open, was_open, "{at} {scope:?}");
    let won = || expected.iter().filter(|scored| scored.deal.status == DealStatus::Won);
    let total = Cents::sum(won().map(|scored| scored.deal.amount));
    let by_day = as_of::won_by_day(tx, scope, at, days()).await?;
    assert_eq!(Cents::sum(by_day.iter().map(|row| row.1)), total, "{at} {scope:?}");
    assert_eq!(by_day.iter().map(|row| row.2).sum::<i64>(), i64::try_from(won().count())?);
    for closed in [
        as_of::closed_by_owner(tx, scope, at, days()).await?,
        as_of::closed_by_product(tx, scope, at, days()).await?,
    ] {
        assert_eq!(Cents::sum(closed.iter().map(|row| row.amount)), total, "{at} {scope:?}");
    }
    Ok(())
}

#[tokio::test]
async fn every_moment_of_a_history_is_read_as_it_was_in_every_scope() -> anyhow::Result<()> {
    on_each_engine(async |db| {
        for seed in 1..=2 {
            let mut tx = db.write().await?;
            let history = History::by_chance(&mut tx, seed).await?;
            let moments: Vec<DateTime<Utc>> = history
                .states
                .iter()
                .flat_map(|(at, _)| {
                    [*at - Duration::milliseconds(1), *at, *at + Duration::minutes(1)]
                })
                .collect();
            for at in moments {
                for (scope, owners) in history.scopes() {
                    let world = history.at(at);
                    let expected: Vec<&Scored> = world
                        .values()
                        .filter(|scored| owners.contains(&scored.deal.owner_id))
                        .collect();
                    is_as_it_was(&mut tx, &scope, at, &expected).await?;
                }
            }
            // Dropped: each seed begins anew.
        }
        Ok(())
    })
    .await
}

#[tokio::test]
async fn as_of_now_is_what_the_rows_and_the_rollups_say() -> anyhow::Result<()> {
    on_each_engine(async |db| {
        let mut tx = db.write().await?;
        let history = History::by_chance(&mut tx, 99).await?;
        let now = history.states.last().map_or(monday(), |(at, _)| *at);
        for (scope, _) in history.scopes() {
            for sort in [DealSort::Amount, DealSort::Created, DealSort::Close, DealSort::Win] {
                for status in
                    [None, Some(DealStatus::Open), Some(DealStatus::Won), Some(DealStatus::Lost)]
                {
                    let query = DealQuery { status, sort, limit: 500, ..DealQuery::default() };
                    let rows = opportunity_reads::list(&mut tx, &scope, &query, now).await?;
                    let past = as_of::list(&mut tx, &scope, now, &query).await?;
                    let ids = |id: &OpportunityId| *id;
                    assert_eq!(
                        past.iter().map(|row| ids(&row.line.id)).collect::<Vec<_>>(),
                        rows.iter().map(|row| ids(&row.line.id)).collect::<Vec<_>>(),
                        "{query:?}"
                    );
                    let counted = opportunity_reads::count(&mut tx, &scope, &query).await?;
                    assert_eq!(Some(as_of::count(&mut tx, &scope, now, &query).await?), counted);
                }
            }
            let open = as_of::open_deals(&mut tx, &scope, now).await?;
            for sum in rollups::stage_sums(&mut tx, &scope).await? {
                let here: Vec<_> = open.iter().filter(|row| row.stage == sum.stage).collect();
                assert_eq!(i64::try_from(here.len())?, sum.deals);
                assert_eq!(Cents::sum(here.iter().map(|row| row.amount)), sum.amount);
                assert_eq!(
                    Cents::sum(here.iter().map(|row| row.amount.times(row.win))),
                    sum.weighted
                );
            }
            let months = rollups::won_by_month(&mut tx, &scope, days()).await?;
            let by_day = as_of::won_by_day(&mut tx, &scope, now, days()).await?;
            assert_eq!(
                Cents::sum(by_day.iter().map(|row| row.1)),
                Cents::sum(months.iter().map(|row| row.1))
            );
            assert_eq!(
                as_of::closed_by_owner(&mut tx, &scope, now, days()).await?,
                rollups::closed_by_owner(&mut tx, &scope, days()).await?
            );
        }
        assert_eq!(rollups::differences(&mut tx).await?, []);
        Ok(())
    })
    .await
}

#[tokio::test]
async fn pages_of_the_past_bring_every_row_once() -> anyhow::Result<()> {
    on_each_engine(async |db| {
        let mut tx = db.write().await?;
        let history = History::by_chance(&mut tx, 7).await?;
        let at = history.states[40].0;
        for sort in [DealSort::Amount, DealSort::Created, DealSort::Close, DealSort::Win] {
            for status in [None, Some(DealStatus::Open)] {
                let whole = DealQuery { status, sort, limit: 500, ..DealQuery::default() };
                let all = as_of::list(&mut tx, &ALL, at, &whole).await?;
                let mut read = Vec::new();
                let mut query = DealQuery { limit: 2, ..whole.clone() };
                loop {
                    let page = as_of::list(&mut tx, &ALL, at, &query).await?;
                    let Some(last) = page.last() else { break };
                    query.after = Some(query.cursor_after(&last.line));
                    read.extend(page);
                }
                assert_eq!(read, all, "{whole:?}");
            }
        }
        Ok(())
    })
    .await
}

/// Notes that a deal was written at a moment, as every use case does.
async fn noted(tx: &mut Tx, id: OpportunityId, at: DateTime<Utc>) -> anyhow::Result<()> {
    let unit = journal::begin_unit(tx, "Created Excel", Actor::System, at, None).await?;
    let entry = NewEntry {
        entity: Entity::Opportunity,
        entity_id: id.get(),
        change: Change::Create,
        changes: Changes::new(),
        reason: None,
        cause: None,
    };
    journal::append(tx, unit, &entry, at).await?;
    Ok(())
}

#[tokio::test]
async fn a_deal_in_the_trash_was_there_from_when_it_was_recorded_until_it_went()
-> anyhow::Result<()> {
    on_each_engine(async |db| {
        let mut tx = db.write().await?;
        let stages = stages(&mut tx).await?;
        let id = written_deal(&mut tx, &stages[0], None, 48_000).await?;
        // Its version is of Monday, as an import tells it; the import itself was on Tuesday.
        let recorded_at = monday() + Duration::days(1);
        noted(&mut tx, id, recorded_at).await?;
        assert!(!as_of::deal(&mut tx, &ALL, monday(), id).await?.is_in_trash);

        let gone_at = monday() + Duration::days(3);
        let scored = opportunities::get(&mut tx, &ALL, id).await?;
        opportunities::trash(&mut tx, &scored, &Stamp { at: gone_at, ..stamp() }).await?;
        let moment = Duration::milliseconds(1);
        for (at, there) in [
            (monday(), false),
            (recorded_at - moment, false),
            (recorded_at, true),
            (gone_at - moment, true),
            (gone_at, false),
        ] {
            let read = as_of::deal(&mut tx, &ALL, at, id).await;
            assert_eq!(read.is_ok(), there, "{at} {read:?}");
            assert!(read.is_ok_and(|deal| deal.is_in_trash) == there);
            let open = as_of::open_deals(&mut tx, &ALL, at).await?.len();
            assert_eq!(open, usize::from(there), "{at}");
            let counted = as_of::count(&mut tx, &ALL, at, &DealQuery::default()).await?;
            assert_eq!(counted, i64::from(there), "{at}");
        }
        Ok(())
    })
    .await
}

#[tokio::test]
async fn versions_tell_what_was_in_force_and_where_the_deal_had_been() -> anyhow::Result<()> {
    on_each_engine(async |db| {
        let mut tx = db.write().await?;
        assert_eq!(as_of::first_at(&mut tx).await?, None);
        let stages = stages(&mut tx).await?;
        let id = written_deal(&mut tx, &stages[0], None, 48_000).await?;
        let mut before = opportunities::get(&mut tx, &ALL, id).await?;
        let won = stages.iter().find(|stage| stage.kind == StageKind::Won).unwrap();
        for (days, to) in [(2, &stages[1]), (5, won), (9, &stages[1])] {
            let at = monday() + Duration::days(days);
            let moved = before.deal.move_to(to, None, at.date_naive(), at)?;
            let after =
                Scored { deal: moved.deal, win: win(Ratio::ONE.bp() / 2), ..before.clone() };
            opportunities::update(&mut tx, &before, &after, Touch::Edit, &Stamp { at, ..stamp() })
                .await?;
            before = opportunities::get(&mut tx, &ALL, id).await?;
        }
        assert_eq!(as_of::first_at(&mut tx).await?, Some(monday()));
        assert_eq!(as_of::told(&mut tx, id).await?.len(), 4);
        // It was opened again on the ninth day, and still it was won on the fifth.
        let sixth = monday() + Duration::days(6);
        let then = as_of::deal(&mut tx, &ALL, sixth, id).await?;
        assert_eq!(then.line.close_on, Some((monday() + Duration::days(5)).date_naive()));
        let visits = as_of::stage_visits(&mut tx, id, sixth).await?;
        let visits: Vec<_> =
            visits.iter().map(|visit| (visit.stage.as_str(), visit.days)).collect();
        assert_eq!(visits, [("Discovery", 2), ("Qualification", 3), (won.name.as_str(), 0)]);
        Ok(())
    })
    .await
}
