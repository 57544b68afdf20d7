//! What is sold: seats are sold once, trainers are in one place, and a won deal enrols its people.

use anyhow::Context as _;
use domain::catalogue::{BatchFilter, EnrolmentStatus};
use domain::forms::{EditBatch, EditProduct, EditTrainer, Enrol, MoveDeal, NewDeal, SetSeat};
use domain::ids::{BatchId, OpportunityId, UnitId};
use domain::opportunity::StageKind;
use domain::undo::{UndoUnit, Undone};
use services::{Ctx, ServiceError, ServiceResult, catalogue, deals, leads, undo};

use crate::house::{House, new_lead};

fn batch(product: i64, trainer: &str, day: &str, seats: &str) -> EditBatch {
    EditBatch {
        product: product.to_string(),
        trainer: trainer.to_owned(),
        starts_on: day.to_owned(),
        seats: seats.to_owned(),
        place: "Madrid".to_owned(),
        ..EditBatch::default()
    }
}

/// A course of two days with one trainer; their ids.
async fn course(ctx: &Ctx) -> anyhow::Result<(i64, i64)> {
    let form = EditProduct {
        name: "Excel for Analysts".to_owned(),
        kind: "course".to_owned(),
        price: "590".to_owned(),
        duration_days: "2".to_owned(),
        ..EditProduct::default()
    };
    catalogue::save_product(ctx, form).await?;
    let form = EditTrainer { name: "Tina Gold".to_owned(), ..EditTrainer::default() };
    catalogue::save_trainer(ctx, form).await?;
    let product = catalogue::list(ctx).await?.first().context("a product")?.id;
    let trainer = catalogue::trainers(ctx).await?.first().context("a trainer")?.id;
    Ok((product.get(), trainer.get()))
}

async fn newest_batch(ctx: &Ctx) -> anyhow::Result<BatchId> {
    let schedule = catalogue::schedule(ctx, &BatchFilter::default()).await?;
    schedule.rows.iter().map(|row| row.id).max().context("a batch")
}

fn people(batch: BatchId, names: &str) -> Enrol {
    Enrol { batch: batch.to_string(), people: names.to_owned(), ..Enrol::default() }
}

/// Name and status of everybody in a batch.
async fn seats(ctx: &Ctx, id: BatchId) -> anyhow::Result<Vec<(String, EnrolmentStatus)>> {
    let page = catalogue::batch(ctx, id).await?;
    let mut seats: Vec<_> =
        page.learners.into_iter().map(|seat| (seat.learner.1, seat.status)).collect();
    seats.sort();
    Ok(seats)
}

async fn set(ctx: &Ctx, batch: BatchId, name: &str, status: &str) -> anyhow::Result<UnitId> {
    let page = catalogue::batch(ctx, batch).await?;
    let seat = page.learners.iter().find(|seat| seat.learner.1 == name).context("in it")?.id;
    let form = SetSeat { id: seat.get(), status: status.to_owned() };
    Ok(catalogue::set_seat(ctx, form).await?.unit)
}

async fn take_back(ctx: &Ctx, unit: UnitId) -> anyhow::Result<UnitId> {
    match undo::undo(ctx, UndoUnit::plain(unit)).await? {
        Undone::Done(done) => Ok(done.unit),
        Undone::Choose(_) => anyhow::bail!("there is a choice to make"),
    }
}

#[tokio::test]
async fn the_last_seat_sold_twice_at_once_goes_to_one_and_the_other_waits() -> anyhow::Result<()> {
    House::on_each_engine(async |house| {
        let (product, _) = course(&house.marta).await?;
        catalogue::save_batch(&house.marta, batch(product, "", "2026-12-01", "1")).await?;
        let id = newest_batch(&house.ana).await?;
        let (one, other) = tokio::join!(
            catalogue::enrol(&house.ana, people(id, "Zoe Lund, zoe@acme.example")),
            catalogue::enrol(&house.ben, people(id, "Yan Roe, yan@acme.example")),
        );
        one?;
        other?;
        let page = catalogue::batch(&house.carla, id).await?;
        assert_eq!((page.row.seats.taken, page.row.seats.waiting), (1, 1));
        assert_eq!(page.row.code, "EFA-261201");
        assert_eq!(page.row.ends_on.to_string(), "2026-12-02");
        Ok(())
    })
    .await
}

#[tokio::test]
async fn a_seat_given_back_goes_to_who_waits_longest_and_undo_returns_it() -> anyhow::Result<()> {
    use EnrolmentStatus as S;
    House::on_each_engine(async |house| {
        let (product, _) = course(&house.marta).await?;
        catalogue::save_batch(&house.marta, batch(product, "", "2026-12-01", "2")).await?;
        let id = newest_batch(&house.ana).await?;
        catalogue::enrol(&house.ana, people(id, "Ada\nBea\nCleo\nDora")).await?;
        let before = seats(&house.ana, id).await?;
        let states: Vec<S> = before.iter().map(|(_, status)| *status).collect();
        assert_eq!(states, [S::Booked, S::Booked, S::Waiting, S::Waiting]);

        let unit = set(&house.ana, id, "Ada", "cancelled").await?;
        let after = seats(&house.ana, id).await?;
        let states: Vec<S> = after.iter().map(|(_, status)| *status).collect();
        assert_eq!(states, [S::Cancelled, S::Booked, S::Booked, S::Waiting]);

        let undone = take_back(&house.ana, unit).await?;
        assert_eq!(seats(&house.ana, id).await?, before);
        take_back(&house.ana, undone).await?;
        assert_eq!(seats(&house.ana, id).await?, after);

        let again = catalogue::enrol(&house.ana, people(id, "Bea")).await;
        let Err(ServiceError::Invalid(errors)) = again else { anyhow::bail!("{again:?}") };
        assert!(errors.get("people").is_some_and(|text| text.contains("Bea")), "{errors}");
        let waiting = SetSeat { id: 999_999, status: "booked".to_owned() };
        assert!(matches!(
            catalogue::set_seat(&house.ana, waiting).await,
            Err(ServiceError::NotFound)
        ));
        Ok(())
    })
    .await
}

#[tokio::test]
async fn more_seats_go_to_who_waits_and_a_batch_never_shrinks_below_its_people()
-> anyhow::Result<()> {
    House::on_each_engine(async |house| {
        let (product, _) = course(&house.marta).await?;
        catalogue::save_batch(&house.marta, batch(product, "", "2026-12-01", "1")).await?;
        let id = newest_batch(&house.ana).await?;
        catalogue::enrol(&house.ana, people(id, "Ada\nBea\nCleo")).await?;
        let page = catalogue::batch(&house.marta, id).await?;
        let wider = EditBatch {
            id: id.get(),
            version: page.version,
            ..batch(product, "", "2026-12-01", "3")
        };
        let done = catalogue::save_batch(&house.marta, wider.clone()).await?;
        let page = catalogue::batch(&house.marta, id).await?;
        assert_eq!((page.row.seats.taken, page.row.seats.waiting), (3, 0));
        let narrow = EditBatch { version: page.version, seats: "2".to_owned(), ..wider };
        let refused = catalogue::save_batch(&house.marta, narrow).await;
        let Err(ServiceError::Invalid(errors)) = refused else { anyhow::bail!("{refused:?}") };
        assert!(errors.get("seats").is_some_and(|text| text.contains('3')), "{errors}");
        // Taken back, the seats that are sold by then stay.
        take_back(&house.marta, done.unit).await?;
        let page = catalogue::batch(&house.marta, id).await?;
        assert!(page.row.seats.taken <= page.row.seats.seats, "{:?}", page.row.seats);
        Ok(())
    })
    .await
}

#[tokio::test]
async fn nobody_gives_two_batches_on_one_day() -> anyhow::Result<()> {
    House::on_each_engine(async |house| {
        let (product, trainer) = course(&house.marta).await?;
        let trainer = trainer.to_string();
        let first = batch(product, &trainer, "2026-12-01", "8");
        catalogue::save_batch(&house.marta, first.clone()).await?;
        let refused: ServiceResult<_> =
            catalogue::save_batch(&house.marta, batch(product, &trainer, "2026-12-02", "8")).await;
        let Err(ServiceError::Invalid(errors)) = refused else { anyhow::bail!("{refused:?}") };
        let text = errors.get("trainer").context("about the trainer")?;
        assert!(text.contains("Tina Gold") && text.contains("EFA-261201"), "{text}");
        catalogue::save_batch(&house.marta, batch(product, &trainer, "2026-12-03", "8")).await?;
        // Without a trainer there may be two of a course on a day; the second has a code of its own.
        catalogue::save_batch(&house.marta, batch(product, "", "2026-12-01", "8")).await?;
        let rows = catalogue::schedule(&house.ana, &BatchFilter::default()).await?.rows;
        assert!(rows.iter().any(|row| row.code == "EFA-261201-2"), "{rows:?}");
        Ok(())
    })
    .await
}

#[tokio::test]
async fn a_won_deal_enrols_its_people_and_an_open_one_does_not() -> anyhow::Result<()> {
    House::on_each_engine(async |house| {
        let (product, _) = course(&house.marta).await?;
        catalogue::save_batch(&house.marta, batch(product, "", "2026-12-01", "9")).await?;
        let id = newest_batch(&house.ana).await?;
        let lead = leads::create(&house.ana, new_lead("Zoe")).await?;
        let deal = NewDeal {
            lead,
            name: "Excel for two".to_owned(),
            amount: "1180".to_owned(),
            expected_close_on: String::new(),
        };
        let deal = deals::create(&house.ana, deal).await?;
        let form = Enrol { deal: deal.to_string(), ..people(id, "Ada Byron\nBea Low") };
        let early = catalogue::enrol(&house.ana, form.clone()).await;
        assert!(matches!(early, Err(ServiceError::Invalid(_))), "{early:?}");
        win(&house.ana, deal).await?;
        let stranger = catalogue::enrol(&house.zack, form.clone()).await;
        assert!(matches!(stranger, Err(ServiceError::NotFound)), "{stranger:?}");
        let done = catalogue::enrol(&house.ana, form).await?;
        let page = catalogue::deal_seats(&house.ana, deal).await?;
        assert_eq!(page.learners.len(), 2);
        assert!(page.learners.iter().all(|(.., seat)| seat.company.as_deref() == Some("Acme")));
        take_back(&house.ana, done.unit).await?;
        let page = catalogue::deal_seats(&house.ana, deal).await?;
        assert!(page.learners.iter().all(|(.., seat)| seat.status == EnrolmentStatus::Cancelled));
        Ok(())
    })
    .await
}

async fn win(ctx: &Ctx, id: OpportunityId) -> anyhow::Result<()> {
    let page = deals::page(ctx, id).await?;
    let won = page.stages.iter().find(|stage| stage.kind == StageKind::Won).context("won")?;
    let form =
        MoveDeal { id, version: page.deal.version, stage: won.id, lost_reason: String::new() };
    deals::move_deal(ctx, form).await?;
    Ok(())
}
