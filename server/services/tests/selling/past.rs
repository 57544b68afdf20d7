//! Deals and desks as they were: as of now they are what they are, and as of a day they are what was known that day.

use anyhow::Context as _;
use chrono::{DateTime, Duration, Utc};
use domain::access::{Role, Scope};
use domain::as_of::{FIELD, ForecastSource, moment};
use domain::forms::{LogInteraction, MoveDeal, NewDeal, NewLead};
use domain::ids::{OpportunityId, UserId};
use domain::journal::{Entity, rewind};
use domain::list::DealFilter;
use domain::money::Cents;
use domain::opportunity::DealStatus;
use services::demo::{DemoSettings, Scale};
use services::{Ctx, ServiceError, SignedIn, deals, desks, leads, snapshots};
use store::opportunities::{self, Stamp, Touch};
use store::{as_of, journal};

use crate::support::{House, now};

async fn company(house: &House) -> anyhow::Result<SignedIn> {
    let settings = DemoSettings { scale: Scale::Small, seed: 7, ..DemoSettings::default() };
    services::demo::load(&house.system(), &settings, |_| {}).await?;
    house.person("Carla", Role::Ceo, None).await
}

fn today() -> String {
    now().date_naive().to_string()
}

/// A deal of 48,000 with a new lead, made at a moment.
async fn made(ctx: &Ctx) -> anyhow::Result<OpportunityId> {
    let lead = NewLead { name: "Zoe".to_owned(), source: "web".to_owned(), ..NewLead::default() };
    let form = NewDeal {
        lead: leads::create(ctx, lead).await?,
        name: "Excel for 20".to_owned(),
        amount: "48000".to_owned(),
        expected_close_on: String::new(),
    };
    Ok(deals::create(ctx, form).await?)
}

async fn move_to(ctx: &Ctx, id: OpportunityId, stage: &str) -> anyhow::Result<()> {
    let page = deals::page(ctx, id).await?;
    let to = page.stages.iter().find(|to| to.name == stage).context("no such stage")?.id;
    let version = page.deal.version;
    deals::move_deal(ctx, MoveDeal { id, version, stage: to, lost_reason: String::new() }).await?;
    Ok(())
}

/// Gives a deal to somebody else, as its owner's manager would.
async fn hand_over(
    house: &House,
    id: OpportunityId,
    to: UserId,
    at: DateTime<Utc>,
) -> anyhow::Result<()> {
    let mut tx = house.write().await?;
    let before = opportunities::get(&mut tx, &Scope::Everything, id).await?;
    let mut after = before.clone();
    after.deal.owner_id = Some(to);
    let stamp = Stamp { at, by: None, reason: None, journal: None };
    opportunities::update(&mut tx, &before, &after, Touch::Edit, &stamp).await?;
    Ok(tx.commit().await?)
}

fn said(error: &ServiceError) -> String {
    match error {
        ServiceError::Invalid(errors) => errors.get(FIELD).unwrap_or_default().to_owned(),
        other => other.to_string(),
    }
}

#[tokio::test]
async fn the_desks_as_of_now_are_the_desks() -> anyhow::Result<()> {
    let house = House::new().await?;
    let carla = house.of(company(&house).await?);
    for code in ["", "2026-Q4", "2025"] {
        let desk = desks::ceo(&carla, code).await?;
        let past = desks::past_ceo(&carla, code, &today()).await?.data;
        assert_eq!((past.period, past.up_to), (desk.period, desk.as_of), "{code}");
        assert_eq!(past.revenue, desk.revenue, "{code}");
        assert_eq!(past.months, desk.months, "{code}");
        assert_eq!(past.by_rep, desk.by_rep, "{code}");
        assert_eq!(past.by_product, desk.by_product, "{code}");
        assert_eq!(past.forecast.source, ForecastSource::Recomputed);
        assert_eq!(past.forecast.forecast, desk.forecast, "{code}");

        let desk = desks::manager(&carla, code).await?;
        let past = desks::past_manager(&carla, code, &today()).await?.data;
        assert_eq!((past.quota, past.by_rep), (desk.quota, desk.by_rep), "{code}");
        assert_eq!(past.forecast.forecast, desk.forecast, "{code}");
        for (column, was) in desk.board.columns.iter().zip(&past.board.columns) {
            let (total, known) = (&column.total, &was.total);
            assert_eq!(
                (total.stage_id, total.deals, total.amount, total.weighted),
                (known.stage_id, known.deals, known.amount, known.weighted)
            );
            let ids = |deals: Vec<OpportunityId>| deals;
            assert_eq!(
                ids(column.cards.iter().map(|card| card.line.id).collect()),
                ids(was.cards.iter().map(|card| card.line.id).collect())
            );
            for (card, was) in column.cards.iter().zip(&was.cards) {
                assert_eq!(
                    (card.line.days_in_stage, card.line.win),
                    (was.line.days_in_stage, was.line.win)
                );
            }
        }
    }
    Ok(())
}

#[tokio::test]
async fn a_past_desk_adds_up_to_the_rows_of_the_list_of_that_day() -> anyhow::Result<()> {
    let house = House::new().await?;
    let carla = house.of(company(&house).await?);
    for day in ["2026-08-31", "2026-03-15", "2025-12-31"] {
        let desk = desks::past_manager(&carla, "", day).await?;
        assert!(desk.as_of.is_end_of_day);
        let quarter = desk.data.period.code();
        for column in &desk.data.board.columns {
            let stage = column.total.stage_id.to_string();
            let filter = DealFilter { stage, ..DealFilter::default() };
            let rows = deals::past_list(&carla, &filter, day).await?.data;
            assert_eq!(rows.total, Some(column.total.deals), "{day}");
        }
        let filter = DealFilter {
            status: "won".to_owned(),
            period: quarter.clone(),
            ..DealFilter::default()
        };
        let won = deals::past_list(&carla, &filter, day).await?.data;
        let rows = Cents::sum(won.rows.iter().map(|deal| deal.line.amount));
        assert!(won.next.is_none());
        assert_eq!(desk.data.forecast.forecast.closed, rows, "{day} {quarter}");
        let by_rep = Cents::sum(desk.data.by_rep.iter().map(|rep| rep.won));
        assert_eq!(by_rep, rows, "{day} {quarter}");
        let ceo = desks::past_ceo(&carla, &quarter, day).await?.data;
        assert_eq!(ceo.forecast.forecast.closed, rows, "{day} {quarter}");
        assert!(ceo.has_later_targets, "the demo sets its targets when it is made");
        // Nothing that closed later is known.
        assert!(
            won.rows.iter().all(|deal| deal.line.close_on.is_some_and(|on| on <= desk.as_of.day))
        );
    }
    Ok(())
}

#[tokio::test]
async fn a_deal_is_shown_as_each_day_knew_it() -> anyhow::Result<()> {
    let house = House::new().await?;
    let ana = house.person("Ana", Role::Rep, None).await?;
    let start = now() - Duration::days(40);
    let on = |days: i64| start + Duration::days(days);
    let id = made(&house.at(ana, on(0))).await?;
    move_to(&house.at(ana, on(10)), id, "Proposal").await?;
    move_to(&house.at(ana, on(20)), id, "Closed won").await?;
    let present = house.at(ana, now());
    let at = |days: i64| on(days).date_naive().to_string();

    for (day, stage, status) in [
        (at(9), "Discovery", DealStatus::Open),
        (at(10), "Proposal", DealStatus::Open),
        (at(19), "Proposal", DealStatus::Open),
        (at(20), "Closed won", DealStatus::Won),
        (at(39), "Closed won", DealStatus::Won),
    ] {
        let past = deals::past_page(&present, id, &day).await?.data;
        assert_eq!(
            (past.deal.line.stage.as_str(), past.deal.line.status),
            (stage, status),
            "{day}"
        );
        assert!(past.is_there_today);
        assert!(past.timeline.iter().all(|entry| entry.at.date_naive().to_string() <= day));
        let all = DealFilter { status: "all".to_owned(), ..DealFilter::default() };
        let rows = deals::past_list(&present, &all, &day).await?.data;
        assert_eq!((rows.rows.len(), rows.rows[0].line.status), (1, status), "{day}");
        let open = deals::past_board(&present, &day).await?.data;
        let on_board: i64 = open.columns.iter().map(|column| column.total.deals).sum();
        assert_eq!(on_board, i64::from(status == DealStatus::Open), "{day}");
    }
    let page = deals::past_page(&present, id, &at(15)).await?.data;
    assert_eq!(page.versions.iter().filter(|version| version.is_shown).count(), 1);
    let proposal = page.versions.iter().find(|version| version.is_shown).context("one is shown")?;
    assert_eq!(proposal.who.as_deref(), Some("Ana"));
    let change = "Stage: Discovery → Proposal".to_owned();
    assert!(proposal.changes.contains(&change), "{:?}", proposal.changes);
    // Each version can be asked for by the moment it began.
    for version in &page.versions {
        let then = deals::past_page(&present, id, &moment(version.from_at)).await?.data;
        assert_eq!((then.from_at, then.to_at), (version.from_at, version.to_at));
    }
    Ok(())
}

#[tokio::test]
async fn what_cannot_be_known_is_refused_beside_the_field() -> anyhow::Result<()> {
    let house = House::new().await?;
    let ana = house.person("Ana", Role::Rep, None).await?;
    let early = house.at(ana, now() - Duration::days(40));
    made(&early).await?;
    let late = made(&house.at(ana, now() - Duration::days(5))).await?;
    let ctx = house.at(ana, now());
    let tomorrow = (now() + Duration::days(1)).date_naive().to_string();
    for (day, words) in [
        (tomorrow.as_str(), "still to come"),
        ("2026-10-01", "Nothing was recorded before 11 Oct 2026"),
        ("yesterday", "Write the day as 2026-08-31"),
    ] {
        for error in [
            deals::past_board(&ctx, day).await.map(drop),
            deals::past_list(&ctx, &DealFilter::default(), day).await.map(drop),
            deals::past_page(&ctx, late, day).await.map(drop),
        ] {
            let message = said(&error.expect_err(day));
            assert!(message.contains(words), "{day}: {message}");
        }
    }
    let before = (now() - Duration::days(9)).date_naive().to_string();
    let message = said(&deals::past_page(&ctx, late, &before).await.expect_err("not yet"));
    assert!(message.contains("before 15 Nov 2026"), "{message}");
    Ok(())
}

#[tokio::test]
async fn the_owner_of_then_decides_who_sees_a_deal_of_then() -> anyhow::Result<()> {
    let house = House::new().await?;
    let (north, south) = (house.team("North").await?, house.team("South").await?);
    let ana = house.person("Ana", Role::Rep, Some(north)).await?;
    let marta = house.person("Marta", Role::Manager, Some(north)).await?;
    let zack = house.person("Zack", Role::Rep, Some(south)).await?;
    let cleo = house.person("Cleo", Role::Rep, Some(south)).await?;
    let start = now() - Duration::days(40);
    let id = made(&house.at(ana, start)).await?;
    let handed_at = start + Duration::days(20);
    hand_over(&house, id, zack.id, handed_at).await?;
    let before = (handed_at - Duration::days(1)).date_naive().to_string();
    let after = (handed_at + Duration::days(1)).date_naive().to_string();

    let mut seen = Vec::new();
    for who in [ana, marta, zack, cleo] {
        for day in [&before, &after] {
            let ctx = house.of(who);
            let listed = deals::past_list(&ctx, &DealFilter::default(), day).await?.data.rows.len();
            let page = deals::past_page(&ctx, id, day).await;
            seen.push((listed, page.is_ok()));
            match page {
                Ok(page) if who == ana => {
                    assert!(!page.data.is_there_today);
                    assert_eq!(page.data.versions.len(), 1, "nothing of what came after");
                }
                Ok(_) => {}
                Err(error) => assert!(matches!(error, ServiceError::NotFound), "{error}"),
            }
        }
    }
    let [no, yes] = [(0, false), (1, true)];
    // Zack may read the deal today, and so its past; in the lists of then it was not his.
    assert_eq!(seen, [yes, no, yes, no, (0, true), yes, no, no]);
    Ok(())
}

#[tokio::test]
async fn a_forecast_that_was_kept_that_day_is_told_as_it_was_said() -> anyhow::Result<()> {
    let house = House::new().await?;
    let carla = company(&house).await?;
    snapshots::take(&house.system()).await?;
    let said = desks::ceo(&house.of(carla), "2026-Q4").await?.forecast;
    let later = house.at(carla, now() + Duration::days(3));
    let past = desks::past_ceo(&later, "2026-Q4", &today()).await?.data.forecast;
    assert_eq!(past.source, ForecastSource::Kept(now()));
    let figures = |of: &domain::forecast::Forecast| {
        (of.closed, of.mean, [of.p10, of.p50, of.p90], of.target, of.p_target)
    };
    assert_eq!(figures(&past.forecast), figures(&said));
    // No forecast was kept the day after.
    let next = (now() + Duration::days(1)).date_naive().to_string();
    let past = desks::past_ceo(&later, "2026-Q4", &next).await?.data.forecast;
    assert_eq!(past.source, ForecastSource::Recomputed);
    Ok(())
}

#[tokio::test]
async fn a_past_desk_is_for_those_whose_desk_it_is() -> anyhow::Result<()> {
    let house = House::new().await?;
    let team = house.team("North").await?;
    let ana = house.of(house.person("Ana", Role::Rep, Some(team)).await?);
    let marta = house.of(house.person("Marta", Role::Manager, Some(team)).await?);
    let refused = |error: Option<ServiceError>| matches!(error, Some(ServiceError::Forbidden(_)));
    assert!(refused(desks::past_manager(&ana, "", &today()).await.err()));
    assert!(refused(desks::past_ceo(&ana, "", &today()).await.err()));
    assert!(refused(desks::past_ceo(&marta, "", &today()).await.err()));
    // An empty installation has a past too: nothing.
    assert_eq!(desks::past_manager(&marta, "", &today()).await?.data.board.columns.len(), 0);
    Ok(())
}

#[tokio::test]
async fn a_lead_is_shown_as_each_day_knew_it() -> anyhow::Result<()> {
    let house = House::new().await?;
    let ana = house.person("Ana", Role::Rep, None).await?;
    let start = now() - Duration::days(40);
    let on = |days: i64| start + Duration::days(days);
    let form = NewLead { name: "Zoe".to_owned(), source: "web".to_owned(), ..NewLead::default() };
    let id = leads::create(&house.at(ana, on(0)), form).await?;
    let call = |day: i64| {
        let form = LogInteraction {
            lead: id,
            kind: "call".to_owned(),
            outcome: "interested".to_owned(),
            minutes: "5".to_owned(),
            opportunity: String::new(),
            direction: "outbound".to_owned(),
            subject: String::new(),
            notes: String::new(),
        };
        (house.at(ana, on(day)), form)
    };
    let mut truth = vec![(0, leads::page(&house.at(ana, on(0)), id).await?)];
    for day in [10, 20] {
        let (ctx, form) = call(day);
        leads::log_interaction(&ctx, form).await?;
        truth.push((day, leads::page(&ctx, id).await?));
    }
    for (day, was) in &truth {
        for later in [0, 9] {
            let at = on(day + later).date_naive().to_string();
            let past = leads::past_page(&house.at(ana, now()), id, &at).await?.data;
            let known = past.known.context("it was known")?;
            assert_eq!(known.status, was.lead.status, "{at}");
            assert_eq!(known.total_interactions, was.lead.total_interactions, "{at}");
            assert_eq!(past.owner.as_deref(), Some("Ana"));
            let score = past.score.context("it was scored")?;
            assert_eq!(
                (score.score, score.grade),
                (i64::from(was.score.score.get()), was.score.grade)
            );
            assert_eq!(past.timeline.len(), was.timeline.len(), "{at}");
        }
    }
    let before = (start - Duration::days(1)).date_naive().to_string();
    let error = leads::past_page(&house.at(ana, now()), id, &before).await.expect_err("not yet");
    assert!(said(&error).contains("Nothing was recorded before"), "{error}");
    let zack = house.person("Zack", Role::Rep, None).await?;
    let error = leads::past_page(&house.of(zack), id, &today()).await.expect_err("not his");
    assert!(matches!(error, ServiceError::NotFound), "{error}");
    Ok(())
}

#[tokio::test]
async fn what_the_versions_tell_is_what_the_journal_tells() -> anyhow::Result<()> {
    let house = House::new().await?;
    let ana = house.person("Ana", Role::Rep, None).await?;
    let start = now() - Duration::days(40);
    let on = |days: i64| house.at(ana, start + Duration::days(days));
    let id = made(&on(0)).await?;
    for (day, stage) in
        [(3, "Qualification"), (7, "Proposal"), (12, "Negotiation"), (20, "Closed won")]
    {
        move_to(&on(day), id, stage).await?;
    }
    let present = deals::page(&house.at(ana, now()), id).await?.deal;
    let mut tx = house.read().await?;
    for day in 0..40 {
        let at = start + Duration::days(day) + Duration::hours(1);
        let later = journal::of_record_since(&mut tx, Entity::Opportunity, id.get(), at).await?;
        let told = rewind(&present, &later).context("the journal leads back")?;
        let was = as_of::deal(&mut tx, &Scope::Everything, at, id).await?;
        assert_eq!(
            (
                was.line.stage_id,
                was.line.status,
                was.line.amount,
                was.line.owner.map(|owner| owner.id)
            ),
            (told.stage_id, told.status, told.amount, told.owner_id),
            "day {day}"
        );
    }
    Ok(())
}
