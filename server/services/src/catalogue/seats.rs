//! Seats: given, waited for, and given back. Whoever changes them holds the batch's row, so that a seat is sold once.

use domain::access::Action;
use domain::catalogue::{BatchStatus, DealSeats, EnrolmentStatus};
use domain::format;
use domain::forms::{Enrol, FieldErrors, Newcomer, SetSeat};
use domain::ids::{BatchId, CompanyId, EnrolmentId, LearnerId, OpportunityId, ProductId};
use domain::journal::{Change, Entity, diff};
use domain::opportunity::{DealStatus, Opportunity};
use store::bulk::{Batch, Enrolment, Learner};
use store::catalogue::{self, BatchQuery, Shelved};
use store::{StoreError, companies, opportunities, products};

use crate::{Ctx, Done, ServiceError, ServiceResult, Work, day};

/// The most batches to choose from.
const SHOWN: i64 = 60;

/// Gives people seats in a batch; those for whom none is left wait, in the order they came.
///
/// # Errors
/// `Forbidden` by role; `Invalid` when nobody is named, somebody is in the batch already, or the deal is not won or
/// sold another course; `NotFound` for a deal out of scope.
pub async fn enrol(ctx: &Ctx, form: Enrol) -> ServiceResult<Done> {
    ctx.require(Action::Enrol)?;
    let people = form.people()?;
    let id = form.batch.trim().parse::<i64>().map_or(BatchId(0), BatchId);
    let (label, deal) = read_ahead(ctx, &form, id, people.len()).await?;
    let mut work = ctx.begin(label).await?;
    catalogue::lock_batch(&mut work.tx, id).await.map_err(no_batch)?;
    let batch = catalogue::batch(&mut work.tx, id).await?.record;
    is_held(&batch)?;
    let company = company_of(&mut work, &form, deal.as_ref()).await?;
    let mut taken = catalogue::seats_taken(&mut work.tx, id).await?;
    let mut twice = Vec::new();
    for (name, email) in people {
        let learner = learner_of(&mut work, (name.clone(), email), company).await?;
        let status = EnrolmentStatus::of_next(taken, batch.seats);
        let pays = deal.as_ref().map(|deal| deal.id);
        if !seat(&mut work, id, learner, pays, status).await? {
            twice.push(name);
        } else if status == EnrolmentStatus::Booked {
            taken += 1;
        }
    }
    if !twice.is_empty() {
        let message = format!("Already in this batch: {}. Leave them out.", twice.join(", "));
        return Err(FieldErrors::one("people", message).into());
    }
    work.commit().await
}

fn no_batch(error: StoreError) -> ServiceError {
    match error {
        StoreError::NotFound => FieldErrors::one("batch", "Choose a batch of the list.").into(),
        other => other.into(),
    }
}

/// The unit's label, and the deal that pays. A unit's label is written when it begins.
async fn read_ahead(
    ctx: &Ctx,
    form: &Enrol,
    id: BatchId,
    people: usize,
) -> ServiceResult<(String, Option<Opportunity>)> {
    let mut tx = ctx.db().read().await?;
    let batch = catalogue::batch(&mut tx, id).await.map_err(no_batch)?.record;
    let deal = match form.deal.trim() {
        "" => None,
        text => {
            let id = text.parse().map_err(|_| ServiceError::NotFound)?;
            Some(opportunities::get(&mut tx, &ctx.scope(), id).await?.deal)
        }
    };
    if let Some(deal) = &deal {
        pays_for(deal, batch.product_id)?;
    }
    let people = format::plural(u64::try_from(people).unwrap_or(0), "person", "people");
    Ok((format!("Enrolled {people} in {}", batch.code), deal))
}

/// A deal pays for seats of what it sold, once it is won.
fn pays_for(deal: &Opportunity, course: ProductId) -> ServiceResult<()> {
    let wrong = |message: &str| Err(FieldErrors::one("deal", message).into());
    if deal.status != DealStatus::Won {
        return wrong("The deal is not won yet: its people are enrolled when it is.");
    }
    if deal.product_id.is_some_and(|sold| sold != course) {
        return wrong("The deal sold another course: choose a batch of that one.");
    }
    Ok(())
}

fn is_held(batch: &Batch) -> ServiceResult<()> {
    match batch.status {
        BatchStatus::Planned | BatchStatus::Confirmed | BatchStatus::Running => Ok(()),
        BatchStatus::Done | BatchStatus::Cancelled => {
            let word = batch.status.label().to_lowercase();
            let message = format!("{} is {word}: choose another batch.", batch.code);
            Err(FieldErrors::one("batch", message).into())
        }
    }
}

async fn company_of(
    work: &mut Work<'_>,
    form: &Enrol,
    deal: Option<&Opportunity>,
) -> ServiceResult<Option<CompanyId>> {
    let name = form.company.trim();
    if name.is_empty() {
        return Ok(deal.and_then(|deal| deal.company_id));
    }
    let found = companies::find_by_name(&mut work.tx, name).await?;
    if found.is_none() {
        let message = format!("No company is called {name}: leave this empty, or add it first.");
        return Err(FieldErrors::one("company", message).into());
    }
    Ok(found)
}

/// The learner somebody means; a new one when there is none.
async fn learner_of(
    work: &mut Work<'_>,
    (name, email): Newcomer,
    company_id: Option<CompanyId>,
) -> ServiceResult<LearnerId> {
    let found = catalogue::find_learner(&mut work.tx, &name, &email, company_id).await?;
    if let Some(id) = found {
        return Ok(id);
    }
    let now = work.now();
    let mut learner = Learner { id: LearnerId(0), name, email, company_id, created_at: now };
    learner.id = catalogue::insert_learner(&mut work.tx, &learner, now).await?;
    work.created(Entity::Learner, learner.id.get(), &learner).await?;
    Ok(learner.id)
}

/// Writes a place; `false` when the learner has one.
async fn seat(
    work: &mut Work<'_>,
    batch_id: BatchId,
    learner_id: LearnerId,
    opportunity_id: Option<OpportunityId>,
    status: EnrolmentStatus,
) -> ServiceResult<bool> {
    let now = work.now();
    let known = catalogue::place_of(&mut work.tx, batch_id, learner_id).await?;
    let id = known.as_ref().map_or(EnrolmentId(0), |known| known.record.id);
    let mut place = Enrolment { id, batch_id, learner_id, opportunity_id, status, created_at: now };
    match known {
        Some(known) if !known.is_away => return Ok(false),
        Some(known) => {
            catalogue::set_status(&mut work.tx, &place, now).await?;
            let changes = diff(Some(&known.record), &place);
            work.append(Entity::Enrolment, id.get(), Change::Restore, changes, None).await?;
        }
        None => {
            place.id = catalogue::insert_enrolment(&mut work.tx, &place, now).await?;
            work.created(Entity::Enrolment, place.id.get(), &place).await?;
        }
    }
    Ok(true)
}

/// Says what became of a place. A seat that is given back goes to who waits longest.
///
/// # Errors
/// `Forbidden` by role, `NotFound` when there is none, `Invalid` when it cannot become that.
pub async fn set_seat(ctx: &Ctx, form: SetSeat) -> ServiceResult<Done> {
    ctx.require(Action::Enrol)?;
    let wanted = EnrolmentStatus::try_from(form.status.trim())
        .map_err(|error| FieldErrors::one("status", error.to_string()))?;
    let mut tx = ctx.db().read().await?;
    let known = one(catalogue::enrolments_many(&mut tx, &[form.id]).await?)?;
    let learner = catalogue::learner(&mut tx, known.record.learner_id).await?;
    let batch = catalogue::batch(&mut tx, known.record.batch_id).await?.record;
    drop(tx);
    let label = format!("{} in {}: {}", learner.name, batch.code, wanted.label().to_lowercase());
    let mut work = ctx.begin(label).await?;
    catalogue::lock_batch(&mut work.tx, batch.id).await?;
    let known = one(catalogue::enrolments_many(&mut work.tx, &[form.id]).await?)?;
    become_(&mut work, &known, wanted, batch.seats).await?;
    settle(&mut work, batch.id).await?;
    work.commit().await
}

fn one(found: Vec<Shelved<Enrolment>>) -> ServiceResult<Shelved<Enrolment>> {
    found.into_iter().next().ok_or(ServiceError::NotFound)
}

async fn become_(
    work: &mut Work<'_>,
    known: &Shelved<Enrolment>,
    wanted: EnrolmentStatus,
    seats: i64,
) -> ServiceResult<()> {
    use EnrolmentStatus as S;
    let before = &known.record;
    let now = work.now();
    let (status, change) = match (before.status, wanted) {
        (from, to) if from == to => return Ok(()),
        (_, S::Cancelled) => (S::Cancelled, Change::Delete),
        (S::Cancelled, S::Booked) => {
            let taken = catalogue::seats_taken(&mut work.tx, before.batch_id).await?;
            (S::of_next(taken, seats), Change::Restore)
        }
        (S::Booked | S::Attended | S::Missed, S::Booked | S::Attended | S::Missed) => {
            (wanted, Change::Update)
        }
        (S::Waiting | S::Cancelled, _) | (_, S::Waiting) => {
            let message =
                "Only who has a seat can attend or miss it; who waits gets the next free one.";
            return Err(FieldErrors::one("status", message).into());
        }
    };
    let created_at = if change == Change::Restore { now } else { before.created_at };
    let after = Enrolment { status, created_at, ..before.clone() };
    catalogue::set_status(&mut work.tx, &after, now).await?;
    let changes = diff(Some(before), &after);
    work.append(Entity::Enrolment, after.id.get(), change, changes, None).await.map(drop)
}

/// Gives free seats to who waits longest. The batch's row must be held.
pub(crate) async fn settle(work: &mut Work<'_>, id: BatchId) -> ServiceResult<()> {
    let seats = match catalogue::batch(&mut work.tx, id).await {
        Ok(batch) => batch.record.seats,
        Err(StoreError::NotFound) => return Ok(()),
        Err(error) => return Err(error.into()),
    };
    let mut free = seats - catalogue::seats_taken(&mut work.tx, id).await?;
    while free > 0 {
        let Some(first) = catalogue::first_waiting(&mut work.tx, id).await? else { break };
        let after = Enrolment { status: EnrolmentStatus::Booked, ..first.record.clone() };
        let now = work.now();
        catalogue::set_status(&mut work.tx, &after, now).await?;
        work.changed(Entity::Enrolment, after.id.get(), &first.record, &after).await?;
        free -= 1;
    }
    Ok(())
}

/// The learners of a deal, and where there are seats for them.
///
/// # Errors
/// `NotFound` when there is no such deal in scope.
pub async fn deal_seats(ctx: &Ctx, id: OpportunityId) -> ServiceResult<DealSeats> {
    ctx.require(Action::ReadRecords)?;
    let mut tx = ctx.db().read().await?;
    let today = day::today(ctx, &mut tx).await?;
    let deal = opportunities::get(&mut tx, &ctx.scope(), id).await?.deal;
    let course = match deal.product_id {
        Some(product) => products::name(&mut tx, product).await?.map(|name| (product, name)),
        None => None,
    };
    let company = match deal.company_id {
        Some(company) => Some(companies::get(&mut tx, company).await?.name),
        None => None,
    };
    let query = BatchQuery {
        product: deal.product_id,
        from: Some(today),
        limit: SHOWN,
        ..BatchQuery::default()
    };
    let mut batches = catalogue::batch_rows(&mut tx, &query).await?;
    batches.retain(|batch| !matches!(batch.status, BatchStatus::Cancelled | BatchStatus::Done));
    Ok(DealSeats {
        id,
        name: deal.name,
        company,
        course,
        is_won: deal.status == DealStatus::Won,
        learners: catalogue::deal_seats(&mut tx, id).await?,
        batches,
    })
}
