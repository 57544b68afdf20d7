//! What people say, kept apart from what the model says.

use std::collections::BTreeMap;

use chrono::{Months, NaiveDate};
use domain::access::{Action, Scope, allowed};
use domain::calendar::{Period, Span, month_of};
use domain::desk::{Call, PeoplePage, PersonLine};
use domain::forecast::Forecast;
use domain::forecast::people::Calibration;
use domain::forms::{CheckedCall, CommitForecast, FieldErrors, OverrideForecast};
use domain::ids::UserId;
use domain::journal::{Done, Entity};
use domain::list::Person;
use domain::money::Cents;
use store::forecast_calls::{self as calls, CallRow, NewCall};
use store::{Tx, forecast_reads};

use super::{Books, Outlook};
use crate::desks::period_of;
use crate::{Ctx, ServiceError, ServiceResult};

/// Calibration looks back over so many months.
const BACK: Months = Months::new(24);

/// What everybody in scope says of a period, beside the model.
///
/// # Errors
/// `Invalid` when the code names no period.
pub async fn page(ctx: &Ctx, code: &str) -> ServiceResult<PeoplePage> {
    ctx.require(Action::ReadRecords)?;
    let scope = ctx.scope();
    let mut tx = ctx.db().read().await?;
    let outlook = Outlook::read(ctx, &mut tx, &scope).await?;
    let today = outlook.today;
    let period = period_of(code, Span::Quarter, today)?;
    let books = Books::read(&mut tx, &scope, period).await?;
    let said = calls::of_period(&mut tx, &scope, period).await?;
    let calibrations = calibrations(&mut tx, &scope, period.span, today).await?;
    drop(tx);
    let me = ctx.user().ok().map(|user| user.id);
    let may = |action| ctx.user().is_ok_and(|user| allowed(user.role, action));
    let line = |person: Person, forecast: &Forecast, said: &[&CallRow]| {
        let newest = |kind: &str| said.iter().find(|call| call.kind == kind);
        PersonLine {
            won: forecast.closed,
            model: (forecast.mean, forecast.p10, forecast.p90),
            commit: newest("submission").map(|call| {
                (Cents(call.commit_cents), Cents(call.best_cents.unwrap_or(call.commit_cents)))
            }),
            instead: newest("override").map(|call| told(call)),
            calibration: calibrations.get(&person.id).copied(),
            person,
        }
    };
    let people: Vec<PersonLine> = outlook
        .sellers
        .iter()
        .map(|seller| {
            let forecast = outlook.forecast(period, &outlook.input_of(seller.id, period, &books));
            let own: Vec<&CallRow> =
                said.iter().filter(|call| call.owner_id == Some(seller.id.get())).collect();
            line(seller.clone(), &forecast, &own)
        })
        // Whoever leads and neither sells nor says anything is left out; the reader never is.
        .filter(|line| {
            line.model.2 != Cents::ZERO || line.said().is_some() || me == Some(line.person.id)
        })
        .collect();
    let whole = outlook.forecast(period, &outlook.input(period, &books));
    let mine: Vec<&CallRow> = said
        .iter()
        .filter(|call| call.owner_id.is_none() && me.is_none_or(|me| me.get() == call.author_id))
        .collect();
    let everybody = Person { id: UserId(0), name: "All together".to_owned() };
    let mut all = line(everybody, &whole, &mine);
    let committed: Vec<(Cents, Cents)> = people.iter().filter_map(|line| line.commit).collect();
    all.commit = (!committed.is_empty()).then(|| {
        (
            Cents::sum(committed.iter().map(|pair| pair.0)),
            Cents::sum(committed.iter().map(|pair| pair.1)),
        )
    });
    Ok(PeoplePage {
        now: ctx.now(),
        today,
        period,
        may_commit: may(Action::CommitForecast),
        may_override: may(Action::OverrideForecast),
        me: me.filter(|me| people.iter().any(|line| line.person.id == *me)),
        all,
        people,
        history: said.iter().map(told).collect(),
    })
}

fn told(call: &CallRow) -> Call {
    let owner = call.owner_id.zip(call.owner.clone());
    Call {
        at: call.created_at,
        author: call.author.clone(),
        owner: owner.map(|(id, name)| Person { id: UserId(id), name }),
        is_override: call.kind == "override",
        amount: Cents(call.commit_cents),
        best: call.best_cents.map(Cents),
        reason: call.reason.clone(),
    }
}

/// What everybody closed of what they committed to in past periods of this length.
async fn calibrations(
    tx: &mut Tx,
    scope: &Scope,
    span: Span,
    today: NaiveDate,
) -> ServiceResult<BTreeMap<UserId, Calibration>> {
    let since = month_of(today).checked_sub_months(BACK).unwrap_or(today);
    let said = calls::past(tx, scope, since, today).await?;
    if said.is_empty() {
        return Ok(BTreeMap::new());
    }
    let won: BTreeMap<(UserId, NaiveDate), Cents> = calls::won_by_month(tx, scope, since, today)
        .await?
        .into_iter()
        .map(|(owner, month, sum)| ((owner, month), sum))
        .collect();
    let mut pairs: BTreeMap<UserId, Vec<(Cents, Cents)>> = BTreeMap::new();
    for call in &said {
        let period = Period { span, start: call.period_starts_on };
        let Some(owner) = call.owner_id.map(UserId) else { continue };
        if period.last_day() == call.period_ends_on {
            let months = period.months();
            let came = months.iter().filter_map(|month| won.get(&(owner, *month)).copied());
            pairs.entry(owner).or_default().push((Cents(call.commit_cents), Cents::sum(came)));
        }
    }
    Ok(pairs
        .into_iter()
        .filter_map(|(owner, pairs)| Some((owner, Calibration::of(pairs)?)))
        .collect())
}

/// Says what one's own deals will bring.
///
/// # Errors
/// `Forbidden` by role, `Invalid` when a field is wrong or the period is over.
pub async fn commit(ctx: &Ctx, form: &CommitForecast) -> ServiceResult<Done> {
    ctx.require(Action::CommitForecast)?;
    let me = ctx.user()?.id;
    let checked = CheckedCall { owner: Some(me), ..form.check()? };
    keep(ctx, "submission", checked, "Committed to").await
}

/// Says, with a reason, what somebody's deals or all one leads will bring.
///
/// # Errors
/// `Forbidden` by role, `NotFound` when the person is out of scope, `Invalid` when a field is wrong or the period is
/// over.
pub async fn overrule(ctx: &Ctx, form: &OverrideForecast) -> ServiceResult<Done> {
    ctx.require(Action::OverrideForecast)?;
    let checked = form.check()?;
    if let Some(owner) = checked.owner {
        let mut tx = ctx.db().read().await?;
        let sellers = forecast_reads::sellers(&mut tx, &ctx.scope()).await?;
        if !sellers.iter().any(|seller| seller.id == owner) {
            return Err(ServiceError::NotFound);
        }
    }
    keep(ctx, "override", checked, "Overrode the forecast of").await
}

async fn keep(ctx: &Ctx, kind: &'static str, call: CheckedCall, verb: &str) -> ServiceResult<Done> {
    let author = ctx.user()?.id;
    let label = format!("{verb} {}", call.period.label());
    let mut work = ctx.begin(label).await?;
    let today = crate::day::today(ctx, &mut work.tx).await?;
    if call.period.end() <= today {
        let message = format!("{} is over: choose a period that is not.", call.period.label());
        return Err(FieldErrors::one("period", message).into());
    }
    let new = NewCall {
        kind,
        owner_id: call.owner.map(UserId::get),
        period_starts_on: call.period.start,
        period_ends_on: call.period.last_day(),
        commit_cents: call.commit.get(),
        best_cents: call.best.map(Cents::get),
        reason: call.reason,
    };
    let now = work.now();
    let id = calls::insert(&mut work.tx, author, &new, now).await?;
    work.created(Entity::Forecast, id, &new).await?;
    work.commit().await
}
