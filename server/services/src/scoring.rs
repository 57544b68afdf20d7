//! The settings of the lead score: what they are, what others would do, and every lead scored anew by them.
//!
//! A save is a version. It is journalled like every write, but not undone from the journal: the leads scored since rest
//! on it. The way back is on the page itself, which offers the version before and the defaults, with a preview.

use chrono::{DateTime, Utc};
use domain::access::Action;
use domain::forms::FieldErrors;
use domain::ids::LeadId;
use domain::journal::{Actor, Changes, Entity};
use domain::scoring::{
    Part, Preview, PreviewLead, RescoreRun, SavedRules, ScoringAsk, ScoringForm, ScoringPage,
    ScoringRules, Weights, sections,
};
use serde::{Deserialize, Serialize};
use serde_json::json;
use store::jobs::{self, NewJob};
use store::{Tx, leads, settings, users};

use crate::leads::{Rules, rescore_by};
use crate::models::lead_model;
use crate::{Ctx, ServiceError, ServiceResult};

/// What the background calls the scoring of every lead.
pub(crate) const JOB: &str = "rescore_all";

const CONFIG: &str = "scoring";
const IDEAL: &str = "ideal_customer";
const SAVED: &str = "scoring.saved";
const RUN: &str = "scoring.run";
/// The version whose run somebody ended: a key of its own, which the run itself never writes.
const CANCELLED: &str = "scoring.cancelled";
/// What the journal calls these settings; 0 are those of the installation.
const IN_JOURNAL: i64 = 1;

/// How many leads a preview scores at most: enough for each percent of a grade, and done in a moment.
const SAMPLE: i64 = 2_000;
/// How many of the first leads it scores besides.
const BEST: i64 = 200;
/// How many leads one transaction of a run holds.
const AT_ONCE: i64 = 200;

/// A save, with what stood before it.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Saved {
    rules: SavedRules,
    before: ScoringRules,
}

/// The rules in force.
///
/// # Errors
/// When a stored setting is of another shape.
pub(crate) async fn rules(tx: &mut Tx) -> ServiceResult<ScoringRules> {
    Ok(ScoringRules {
        config: settings::get(tx, CONFIG).await?.unwrap_or_default(),
        ideal: settings::get(tx, IDEAL).await?.unwrap_or_default(),
    })
}

/// The page of the settings: what is in force or asked for, and what saving it would do.
///
/// # Errors
/// `Forbidden` by role.
pub async fn page(ctx: &Ctx, ask: &ScoringAsk) -> ServiceResult<ScoringPage> {
    ctx.require(Action::ManageSettings)?;
    let now = ctx.now();
    let mut tx = ctx.db().read().await?;
    let in_force = rules(&mut tx).await?;
    let saved: Option<Saved> = settings::get(&mut tx, SAVED).await?;
    let version = saved.as_ref().map_or(0, |saved| saved.rules.version);
    let before = saved.as_ref().map(|saved| &saved.before);
    let form = match (ask.start.as_str(), before) {
        ("defaults", _) => ScoringRules::default().form(version),
        ("before", Some(before)) => before.form(version),
        _ if ask.form.points.is_empty() => in_force.form(version),
        _ => ScoringForm { version: version.to_string(), ..ask.form.clone() },
    };
    let (differences, preview, errors) = match form.check(&in_force) {
        Ok(asked) => {
            let differences = in_force.differences(&asked);
            let preview = if differences.is_empty() {
                None
            } else {
                Some(preview(&mut tx, &in_force, &asked, now).await?)
            };
            (differences, preview, FieldErrors::default())
        }
        Err(errors) => (Vec::new(), None, errors),
    };
    Ok(ScoringPage {
        now,
        has_before: before.is_some_and(|before| *before != in_force),
        saved: saved.map(|saved| saved.rules),
        learned: told(in_force.config.weights, Rules::read(&mut tx).await?.weights()),
        sections: sections(&form, &errors),
        form,
        errors,
        differences,
        preview,
    })
}

/// The weights in force in words, where they are not those that were set.
fn told(set: Weights, in_force: Weights) -> Option<String> {
    (set != in_force).then(|| {
        let part = |part: &Part| format!("{} {}", part.label().to_lowercase(), in_force.of(*part));
        let parts = Part::ALL.iter().map(part).collect::<Vec<_>>().join(", ");
        format!("Leads that became customers have taught other weights, and those count: {parts}. Yours are what they are drawn to; others count at once, until the night learns again.")
    })
}

/// What other rules would do to the leads there are: all of them, or as many spread evenly over the years.
async fn preview(
    tx: &mut Tx,
    in_force: &ScoringRules,
    asked: &ScoringRules,
    now: DateTime<Utc>,
) -> ServiceResult<Preview> {
    let (many, last) = leads::extent(tx).await?;
    let is_all = many <= SAMPLE;
    let ids: Vec<i64> = if is_all {
        leads::after(tx, 0, SAMPLE).await?.into_iter().map(LeadId::get).collect()
    } else {
        (1..=last).step_by(usize::try_from(last / SAMPLE).unwrap_or(1).max(1)).collect()
    };
    let model = lead_model(tx).await?;
    let by_these = Rules::of(in_force.clone(), model.clone());
    let by_others = Rules::of(asked.clone(), model);
    let further = leads::best(tx, BEST).await?;
    let mut scored = [Vec::new(), Vec::new()];
    for (ids, scored) in [ids, further].iter().zip(&mut scored) {
        for lead in leads::sampled(tx, ids).await? {
            scored.push(PreviewLead {
                id: lead.id,
                before: by_these.grade(&lead.facts, &lead.events, now),
                after: by_others.grade(&lead.facts, &lead.events, now),
                name: lead.name,
                company: lead.company,
            });
        }
    }
    let [sample, best] = scored;
    Ok(Preview::of(sample, best, is_all))
}

/// Saves other rules, and queues the scoring of every lead by them.
///
/// # Errors
/// `Forbidden` by role, `Invalid` for wrong fields, `Conflict` when somebody else saved since the page was made.
pub async fn save(ctx: &Ctx, form: ScoringForm) -> ServiceResult<()> {
    ctx.require(Action::ManageSettings)?;
    let mut work = ctx.begin("Changed how leads are scored").await?;
    let now = work.now();
    let before = rules(&mut work.tx).await?;
    let saved: Option<Saved> = settings::get(&mut work.tx, SAVED).await?;
    let version = saved.map_or(0, |saved| saved.rules.version);
    if form.version.trim() != version.to_string() {
        return Err(ServiceError::Conflict(Vec::new()));
    }
    let after = form.check(&before)?;
    let Some(journal) = work
        .changed(Entity::Setting, IN_JOURNAL, &before.form(0).fields(), &after.form(0).fields())
        .await?
    else {
        let text = "Nothing differs from what is in force: change a number first.";
        return Err(FieldErrors::one("form", text).into());
    };
    let by = match ctx.actor().user() {
        Some(user) => users::get(&mut work.tx, user).await?.name,
        None => "the command line".to_owned(),
    };
    let version = version + 1;
    settings::put(&mut work.tx, CONFIG, &after.config, now).await?;
    settings::put(&mut work.tx, IDEAL, &after.ideal, now).await?;
    let saved = Saved { rules: SavedRules { version, at: now, by }, before };
    settings::put(&mut work.tx, SAVED, &saved, now).await?;
    let (total, _) = leads::extent(&mut work.tx).await?;
    let run = RescoreRun {
        version,
        total,
        done: 0,
        after: 0,
        began_at: now,
        ended_at: None,
        is_cancelled: false,
    };
    settings::put(&mut work.tx, RUN, &run, now).await?;
    let key = format!("{JOB}:{version}");
    let job = NewJob {
        kind: JOB,
        payload: &json!({}),
        run_at: now,
        dedupe_key: Some(&key),
        cause: Some(journal),
    };
    jobs::enqueue(&mut work.tx, &job, now).await?;
    work.commit().await?;
    Ok(())
}

/// The last run over all leads.
async fn run(tx: &mut Tx) -> ServiceResult<Option<RescoreRun>> {
    let run: Option<RescoreRun> = settings::get(tx, RUN).await?;
    let cancelled: Option<i64> = settings::get(tx, CANCELLED).await?;
    Ok(run.map(|run| RescoreRun { is_cancelled: cancelled == Some(run.version), ..run }))
}

/// How far the last run over all leads is.
///
/// # Errors
/// `Forbidden` by role.
pub async fn progress(ctx: &Ctx) -> ServiceResult<Option<RescoreRun>> {
    ctx.require(Action::ManageSettings)?;
    run(&mut ctx.db().read().await?).await
}

/// Ends a run after the leads it is at. The others follow with the scores of the night.
///
/// # Errors
/// `Invalid` when none runs.
pub async fn cancel(ctx: &Ctx) -> ServiceResult<()> {
    ctx.require(Action::ManageSettings)?;
    let now = ctx.now();
    let mut tx = ctx.db().write().await?;
    let running = run(&mut tx).await?.filter(|run| run.ended_at.is_none() && !run.is_cancelled);
    let Some(running) = running else {
        return Err(FieldErrors::one("form", "No run is under way; it has ended already.").into());
    };
    settings::put(&mut tx, CANCELLED, &running.version, now).await?;
    Ok(tx.commit().await?)
}

/// Scores every lead by the rules in force, a few in each transaction; goes on where an earlier try stopped. Leads that
/// were scored since the rules were saved are left alone.
///
/// # Errors
/// When the database is away; the next try goes on.
pub(crate) async fn perform(ctx: &Ctx) -> ServiceResult<()> {
    let ctx = Ctx::of_system(ctx.host().clone(), Actor::System);
    while part(&ctx).await? {}
    Ok(())
}

/// One transaction of a run; `false` when it has ended.
async fn part(ctx: &Ctx) -> ServiceResult<bool> {
    let mut work = ctx.begin("Scored leads by changed settings").await?;
    let now = work.now();
    let Some(mut run) = run(&mut work.tx).await?.filter(|run| run.ended_at.is_none()) else {
        return Ok(false);
    };
    let ids = if run.is_cancelled {
        Vec::new()
    } else {
        leads::after(&mut work.tx, run.after, AT_ONCE).await?
    };
    let rules = Rules::read(&mut work.tx).await?;
    for id in &ids {
        if leads::claim_scored_before(&mut work.tx, *id, run.began_at).await? {
            rescore_by(&mut work, &rules, *id, Changes::new(), "settings").await?;
        }
    }
    match ids.last() {
        Some(last) => {
            run.after = last.get();
            run.done += i64::try_from(ids.len()).unwrap_or(0);
        }
        None => run.ended_at = Some(now),
    }
    let goes_on = run.ended_at.is_none();
    settings::put(&mut work.tx, RUN, &run, now).await?;
    work.commit().await?;
    Ok(goes_on)
}
