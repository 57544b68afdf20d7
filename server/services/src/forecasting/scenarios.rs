//! Scenarios: the levers of a forecast, kept under names and compared. Each person has their own; what is shared is a
//! link with the levers, and whoever opens it sees them over what they see themselves.

use domain::access::Action;
use domain::calendar::Span;
use domain::desk::{ScenarioFigures, ScenarioLink, ScenarioRow, ScenariosPage};
use domain::forecast::{Scenario, forecast};
use domain::forms::{FieldErrors, KeepScenario, RenameScenario};
use domain::ids::ScenarioId;
use domain::journal::{Change, Changes, Entity};
use store::{StoreError, forecast_scenarios as scenarios};

use super::{Books, Outlook};
use crate::catalogue::not_stale;
use crate::desks::period_of;
use crate::{Ctx, Done, ServiceError, ServiceResult};

/// So many scenarios of one period are compared; a page of more says less.
const MOST: usize = 20;
/// So many of other periods are linked.
const ELSEWHERE: usize = 20;

/// The levers of a period, and the reader's own scenarios side by side; an empty code is the present quarter.
///
/// # Errors
/// `Invalid` when the code names no period.
pub async fn page(ctx: &Ctx, code: &str) -> ServiceResult<ScenariosPage> {
    ctx.require(Action::ReadRecords)?;
    let scope = ctx.scope();
    let mut tx = ctx.db().read().await?;
    let outlook = Outlook::read(ctx, &mut tx, &scope).await?;
    let period = period_of(code, Span::Quarter, outlook.today)?;
    let books = Books::read(&mut tx, &scope, period).await?;
    let own = match ctx.user() {
        Ok(user) => scenarios::own(&mut tx, user.id).await?,
        Err(_) => Vec::new(),
    };
    drop(tx);
    let (said, input) = outlook.for_page(period, &books);
    let config = outlook.config(period);
    let (here, elsewhere): (Vec<_>, Vec<_>) =
        own.into_iter().partition(|kept| kept.record.period() == period);
    let rows = here.into_iter().map(|kept| {
        let Scenario { id, name, steps, .. } = kept.record;
        // The same figures a slider at these steps leads to: nothing moved is what was said.
        let made = if steps.is_as_it_is() {
            said.clone()
        } else {
            forecast(&input, &steps.levers(), &config)
        };
        let figures = ScenarioFigures::of(&made, &said);
        ScenarioRow { id, version: kept.version, name, steps, figures }
    });
    let rows = rows.collect();
    let link = |Scenario { id, name, span, starts_on, steps, .. }| ScenarioLink {
        id,
        name,
        period: domain::calendar::Period { span, start: starts_on },
        steps,
    };
    Ok(ScenariosPage {
        today: outlook.today,
        period,
        forecast: said,
        input,
        config,
        rows,
        elsewhere: elsewhere.into_iter().take(ELSEWHERE).map(|kept| link(kept.record)).collect(),
    })
}

fn name_is_taken(error: StoreError) -> ServiceError {
    match error {
        StoreError::Unique { .. } => FieldErrors::one(
            "name",
            "You have a scenario of this name in this period: choose another name, or delete that one first.",
        )
        .into(),
        other => other.into(),
    }
}

/// Keeps where the levers stand.
///
/// # Errors
/// `Invalid` when the name is missing, too long or taken, a lever is out of bounds, or there are too many.
pub async fn keep(ctx: &Ctx, form: &KeepScenario) -> ServiceResult<Done> {
    ctx.require(Action::ReadRecords)?;
    let user = ctx.user()?.id;
    let checked = form.check()?;
    let mut work = ctx.begin(format!("Saved the scenario {}", checked.name)).await?;
    let now = work.now();
    let own = scenarios::own(&mut work.tx, user).await?;
    if own.iter().filter(|kept| kept.record.period() == checked.period).count() >= MOST {
        let label = checked.period.label();
        let message = format!("You have {MOST} scenarios of {label}: delete one first.");
        return Err(FieldErrors::one("form", message).into());
    }
    let mut scenario = Scenario {
        id: ScenarioId(0),
        user_id: user,
        name: checked.name,
        span: checked.period.span,
        starts_on: checked.period.start,
        steps: checked.steps,
    };
    scenario.id = scenarios::insert(&mut work.tx, &scenario, now).await.map_err(name_is_taken)?;
    work.created(Entity::Scenario, scenario.id.get(), &scenario).await?;
    work.commit().await
}

/// Gives one's own scenario another name.
///
/// # Errors
/// `NotFound` when it is not one's own, `Invalid` when the name is missing, too long or taken, `Conflict` when it was
/// renamed meanwhile.
pub async fn rename(ctx: &Ctx, form: &RenameScenario) -> ServiceResult<Done> {
    ctx.require(Action::ReadRecords)?;
    let user = ctx.user()?.id;
    let name = form.check()?;
    let mut work = ctx.begin(format!("Renamed a scenario to {name}")).await?;
    let now = work.now();
    let known = scenarios::get(&mut work.tx, user, form.id).await?;
    let after = Scenario { name, ..known.record.clone() };
    not_stale(known.version, form.version, &known.record, &after)?;
    if after != known.record {
        scenarios::rename(&mut work.tx, form.id, &after.name, now).await.map_err(name_is_taken)?;
        work.changed(Entity::Scenario, form.id.get(), &known.record, &after).await?;
    }
    work.commit().await
}

/// Puts one's own scenario into the trash.
///
/// # Errors
/// `NotFound` when it is not one's own or is there already.
pub async fn delete(ctx: &Ctx, id: ScenarioId) -> ServiceResult<Done> {
    ctx.require(Action::ReadRecords)?;
    let user = ctx.user()?.id;
    let mut tx = ctx.db().read().await?;
    let name = scenarios::get(&mut tx, user, id).await?.record.name;
    drop(tx);
    let mut work = ctx.begin(format!("Deleted the scenario {name}")).await?;
    let now = work.now();
    scenarios::get(&mut work.tx, user, id).await?;
    scenarios::set_deleted(&mut work.tx, id, true, now).await?;
    work.append(Entity::Scenario, id.get(), Change::Delete, Changes::new(), None).await?;
    work.commit().await
}
