//! Warnings on deals: which stand, how such deals ended, and who sees to them.
//!
//! Seeing to a warning is a task of its own rule: it is journalled, undone and ticked off like every other, and until it
//! is due the warning is left in peace. What is absent: warnings that are stored. They follow from the facts of the
//! moment by `domain::queue::risks`, the same on every page.

use std::collections::BTreeMap;

use chrono::{DateTime, Duration, Utc};
use domain::access::{Action, Scope};
use domain::desk::{RiskCause, RiskRow, RisksPage, SeenRisk, Warning};
use domain::forms::{FieldErrors, SeeToRisk};
use domain::ids::{OpportunityId, UserId};
use domain::interaction::Sentiment;
use domain::money::Cents;
use domain::opportunity::Opportunity;
use domain::queue::{ActionKind, DealSigns, Risk, RiskKind, RiskLesson, learn_risks};
use domain::task::TaskKind;
use store::queue::QueueDeal;
use store::risks::{self, SeenTo};
use store::tasks::NewTask;
use store::{Tx, forecast_reads, opportunities, pipelines, queue, settings, users};

use crate::desks::{Clock, queue_config, warn};
use crate::{Ctx, Done, ServiceError, ServiceResult, deals, tasks, zone};

const LESSON: &str = "learned.risks";
/// How many deals that have ended are learned from, the last ones.
const ENDED: i64 = 3_000;
/// How many open deals the page looks at, the largest.
const OPEN: i64 = 3_000;
/// How many rows it shows.
const ROWS: usize = 50;
/// How far back the tone of the talk is listened to.
const HEARD: Duration = Duration::days(90);
/// Tasks that a warning made are as pressing as those that a stage made.
const PRIORITY: i64 = 60;

/// What is known about warnings from deals that have ended.
///
/// # Errors
/// When the stored lesson is of another shape.
pub(crate) async fn lesson(tx: &mut Tx) -> ServiceResult<RiskLesson> {
    Ok(settings::get(tx, LESSON).await?.unwrap_or_default())
}

/// Learns it from the deals that ended last.
///
/// # Errors
/// When the database refuses.
pub(crate) async fn study(tx: &mut Tx, now: DateTime<Utc>) -> ServiceResult<RiskLesson> {
    let config = queue_config(tx).await?.risk;
    let normal = pipelines::all_stages(tx).await?;
    let days = |days: i64| u16::try_from(days.max(1)).unwrap_or(u16::MAX);
    let normal = normal.iter().map(|stage| (stage.id, days(stage.normal_dwell_days))).collect();
    Ok(learn_risks(&risks::ended(tx, ENDED).await?, &normal, &config, now))
}

/// Keeps what was learned.
///
/// # Errors
/// When the database refuses.
pub(crate) async fn keep(
    tx: &mut Tx,
    lesson: &RiskLesson,
    now: DateTime<Utc>,
) -> ServiceResult<()> {
    Ok(settings::put(tx, LESSON, lesson, now).await?)
}

/// What warnings hang on besides the deals themselves, read at one moment.
pub(crate) struct Watch {
    lesson: RiskLesson,
    tones: BTreeMap<OpportunityId, Vec<Sentiment>>,
    seen: BTreeMap<(OpportunityId, String), SeenTo>,
}

impl Watch {
    /// For the open deals within a scope.
    pub(crate) async fn over(
        tx: &mut Tx,
        scope: &Scope,
        now: DateTime<Utc>,
    ) -> ServiceResult<Self> {
        let seen = risks::seen_to(tx, scope, now).await?;
        let key = |seen: &SeenTo| (OpportunityId(seen.opportunity_id), seen.rule.clone());
        Ok(Self {
            lesson: lesson(tx).await?,
            tones: risks::tones(tx, scope, now - HEARD).await?,
            seen: seen.into_iter().map(|seen| (key(&seen), seen)).collect(),
        })
    }

    /// What speaks for a warning on a deal besides where it stands.
    pub(crate) fn signs(&self, deal: &QueueDeal) -> DealSigns {
        DealSigns {
            competitors: deal.competitors.clone(),
            tones: self.tones.get(&deal.id).cloned().unwrap_or_default(),
            usual: self.lesson.usual.get(&deal.stage_id).copied(),
        }
    }

    /// A warning with how such deals ended and who sees to it.
    pub(crate) fn warning(&self, deal: OpportunityId, risk: Risk) -> Warning {
        let seen = self.seen.get(&(deal, rule(risk.kind))).map(|seen| SeenRisk {
            title: seen.title.clone(),
            who: seen.name.clone(),
            until: seen.due_at,
        });
        Warning { history: self.lesson.precision(risk.kind), seen, risk }
    }
}

/// The same of one deal that was read within its scope.
pub(crate) async fn signs_of(
    tx: &mut Tx,
    deal: &Opportunity,
    now: DateTime<Utc>,
) -> ServiceResult<DealSigns> {
    Ok(DealSigns {
        competitors: deal.competitors.clone(),
        tones: risks::tones_of(tx, deal.id, now - HEARD).await?,
        usual: lesson(tx).await?.usual.get(&deal.stage_id).copied(),
    })
}

/// The warnings found on one deal, each with how such deals ended and who sees to it.
pub(crate) async fn warnings_of(
    tx: &mut Tx,
    deal: &Opportunity,
    found: Vec<Risk>,
    now: DateTime<Utc>,
) -> ServiceResult<Vec<Warning>> {
    let seen = risks::seen_to_of(tx, deal.id, now).await?;
    let seen = seen.into_iter().map(|seen| ((deal.id, seen.rule.clone()), seen)).collect();
    let watch = Watch { lesson: lesson(tx).await?, tones: BTreeMap::new(), seen };
    Ok(found.into_iter().map(|risk| watch.warning(deal.id, risk)).collect())
}

/// The rule of tasks that a warning makes.
fn rule(kind: RiskKind) -> String {
    format!("risk:{}", kind.as_str())
}

/// The warnings on the open deals that a person sees, by cause. A word that is none asks for all.
///
/// # Errors
/// When the database is away.
pub async fn page(ctx: &Ctx, kind: &str) -> ServiceResult<RisksPage> {
    ctx.require(Action::ReadRecords)?;
    let (now, scope) = (ctx.now(), ctx.scope());
    let mut tx = ctx.db().read().await?;
    let mut open = queue::open_deals(&mut tx, &scope, OPEN + 1).await?;
    let most = usize::try_from(OPEN).unwrap_or(usize::MAX);
    let is_cut = open.len() > most;
    open.truncate(most);
    let watch = Watch::over(&mut tx, &scope, now).await?;
    let config = queue_config(&mut tx).await?;
    let name = match ctx.actor().user() {
        Some(user) => {
            let person = users::get(&mut tx, user).await?;
            zone::name_of(&mut tx, &person).await?
        }
        None => "UTC".to_owned(),
    };
    let zone = zone(&name, now);
    let clock = Clock { zone: &zone, now };
    let mut rows: Vec<RiskRow> = Vec::new();
    for deal in &open {
        for risk in warn(deal, watch.signs(deal), &config, &clock) {
            rows.push(RiskRow {
                deal: deal.id,
                name: deal.name.clone(),
                company: deal.contact.company.clone(),
                owner: deal.owner.clone(),
                amount: deal.amount,
                warning: watch.warning(deal.id, risk),
            });
        }
    }
    let causes = RiskKind::ALL.iter().map(|kind| cause(*kind, &rows, &watch.lesson)).collect();
    let kind = RiskKind::try_from(kind).ok();
    rows.retain(|row| kind.is_none_or(|kind| row.warning.risk.kind == kind));
    // What nobody sees to comes first; within that, the largest deal.
    rows.sort_by_key(|row| row.warning.seen.is_some());
    let total = rows.len();
    rows.truncate(ROWS);
    let people = if ctx.require(Action::Reassign).is_ok() {
        forecast_reads::sellers(&mut tx, &scope).await?
    } else {
        Vec::new()
    };
    Ok(RisksPage { now, causes, kind, rows, total, looked_at: open.len(), is_cut, people })
}

fn cause(kind: RiskKind, rows: &[RiskRow], lesson: &RiskLesson) -> RiskCause {
    let of_kind = || rows.iter().filter(|row| row.warning.risk.kind == kind);
    let bare = || of_kind().filter(|row| row.warning.seen.is_none());
    RiskCause {
        kind,
        deals: bare().count(),
        amount: Cents::sum(bare().map(|row| row.amount)),
        seen: of_kind().count() - bare().count(),
        history: lesson.precision(kind),
    }
}

/// Sees to a warning: its remedy becomes a task for tomorrow, or a look again after some days, with the reason.
///
/// # Errors
/// `Forbidden` by role, `Invalid` for wrong fields or a warning that does not stand, `NotFound` for a deal out of scope.
pub async fn see_to(ctx: &Ctx, form: SeeToRisk) -> ServiceResult<Done> {
    ctx.require(Action::EditTask)?;
    let checked = form.check()?;
    let mut tx = ctx.db().read().await?;
    let deal = opportunities::get(&mut tx, &ctx.scope(), checked.deal).await?.deal;
    let standing = deals::page(ctx, checked.deal).await?.risks;
    let risk = standing.into_iter().find(|warning| warning.risk.kind == checked.kind);
    let Some(Warning { risk, .. }) = risk else {
        let text = format!("\"{}\" no longer stands on this deal.", checked.kind.label());
        return Err(FieldErrors::one("form", text).into());
    };
    let owner = owner(ctx, &mut tx, checked.owner, &deal).await?;
    drop(tx);
    let (title, days, notes) = match checked.peace {
        Some((days, reason)) => (format!("Look again: {}", risk.evidence), days, reason),
        None => (risk.remedy.label.clone(), 1, risk.evidence.clone()),
    };
    let mut work = ctx.begin(format!("Saw to \"{}\" on {}", risk.kind.label(), deal.name)).await?;
    let due_at = work.now() + Duration::days(days.into());
    let rule = rule(risk.kind);
    let key = format!("{rule}:{}:{}", deal.id, due_at.date_naive());
    let task = NewTask {
        title: &title,
        kind: task_kind(risk.remedy.kind),
        lead: deal.lead_id,
        opportunity: Some(deal.id),
        owner,
        due_at: Some(due_at),
        priority_score: PRIORITY,
        rule: Some(&rule),
        dedupe_key: Some(&key),
        notes: &notes,
        recurrence: None,
        checklist: &[],
    };
    tasks::add(&mut work, &task).await?;
    work.commit().await
}

/// Whose task it becomes: the deal's owner's, one's own where it has none, or that of somebody a manager names.
async fn owner(
    ctx: &Ctx,
    tx: &mut Tx,
    named: Option<UserId>,
    deal: &Opportunity,
) -> ServiceResult<UserId> {
    let me = ctx.user()?.id;
    let of_deal = deal.owner_id.unwrap_or(me);
    let Some(named) = named.filter(|named| *named != of_deal && *named != me) else {
        return Ok(named.unwrap_or(of_deal));
    };
    ctx.require(Action::Reassign)?;
    let sellers = forecast_reads::sellers(tx, &ctx.scope()).await?;
    if sellers.iter().any(|person| person.id == named) {
        return Ok(named);
    }
    Err(ServiceError::Invalid(FieldErrors::one("owner", "Choose a person of your team.")))
}

const fn task_kind(action: ActionKind) -> TaskKind {
    match action {
        ActionKind::Call => TaskKind::Call,
        ActionKind::Mail => TaskKind::Email,
        ActionKind::Message => TaskKind::Message,
        ActionKind::Meet => TaskKind::Meeting,
        ActionKind::MoveStage
        | ActionKind::SetNextStep
        | ActionKind::UpdateCloseDate
        | ActionKind::Complete => TaskKind::FollowUp,
    }
}
