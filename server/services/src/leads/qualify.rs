//! Qualification: what was found out about a lead, and what follows from it.

use domain::access::{Action, Scope};
use domain::forms::FieldErrors;
use domain::ids::LeadId;
use domain::interaction::{TimelineEntry, TimelineWhat};
use domain::journal::{Entity, diff};
use domain::lead::{Lead, LeadStatus, Qualification};
use domain::qualification::{
    Answer, AnswerCriterion, CriterionRow, Framework, Frameworks, QualificationView, Verdict,
    coverage,
};
use store::answers::{self, Stored};
use store::{Tx, interactions, leads, settings};

use super::scoring;
use crate::{Ctx, Done, ServiceResult, Work, deals};

/// The setting that names what is asked.
const SETTING: &str = "qualification";
/// Interactions offered as evidence.
const OFFERED: usize = 12;

/// What the installation asks.
async fn framework(tx: &mut Tx) -> ServiceResult<Framework> {
    let all: Frameworks = settings::get(tx, SETTING).await?.unwrap_or_default();
    Ok(all.chosen())
}

/// The qualification as a lead's page shows it. The lead must have been read within a scope before.
pub(super) async fn view(
    ctx: &Ctx,
    tx: &mut Tx,
    lead: LeadId,
    timeline: &[TimelineEntry],
) -> ServiceResult<QualificationView> {
    let (now, framework) = (ctx.now(), framework(tx).await?);
    let known = answers::of_lead(tx, lead).await?;
    let offered: Vec<(i64, String)> = timeline.iter().filter_map(evidence).collect();
    let given: Vec<Answer> = known.iter().map(|(stored, _)| stored.answer.clone()).collect();
    let coverage = coverage(&framework, &given, now);
    let row = |criterion: &domain::qualification::Criterion| {
        let own = known.iter().find(|(stored, _)| stored.answer.criterion == criterion.key);
        let (answer, who) = match own {
            Some((stored, who)) => (stored.answer.clone(), who.clone()),
            None => (Answer::open(&criterion.key), None),
        };
        let said = answer.interaction_id.map(|id| {
            let words = offered.iter().find(|(other, _)| *other == id.get());
            words.map_or_else(|| "an older contact".to_owned(), |(_, words)| words.clone())
        });
        CriterionRow {
            criterion: criterion.clone(),
            is_stale: answer.verdict != Verdict::Open && answer.is_stale(framework.stale_days, now),
            answer,
            who,
            evidence: said,
        }
    };
    Ok(QualificationView {
        coverage,
        rows: framework.criteria.iter().map(row).collect(),
        framework: framework.name,
        evidence: offered.into_iter().take(OFFERED).collect(),
    })
}

/// "Call, 12 Nov: wants a date".
fn evidence(entry: &TimelineEntry) -> Option<(i64, String)> {
    let TimelineWhat::Interaction { id, kind, subject, .. } = &entry.what else { return None };
    let day = domain::format::date_short(entry.at.date_naive());
    let about = if subject.is_empty() { String::new() } else { format!(": {subject}") };
    Some((id.get(), format!("{}, {day}{about}", kind.label())))
}

/// Writes an answer; the qualification, the lead's status, its score and its deals' chances follow in the same unit.
///
/// # Errors
/// `Forbidden` by role, `NotFound` for a lead out of scope, `Invalid` for a criterion or an interaction that is none.
pub async fn qualify(ctx: &Ctx, form: AnswerCriterion) -> ServiceResult<Done> {
    ctx.require(Action::EditLead)?;
    let (verdict, value, interaction_id) = form.check()?;
    let mut tx = ctx.db().read().await?;
    let framework = framework(&mut tx).await?;
    drop(tx);
    let asked = framework.criteria.iter().find(|criterion| criterion.key == form.criterion);
    let asked = asked.ok_or_else(|| {
        FieldErrors::one("criterion", format!("Choose one of {}'s questions.", framework.name))
    })?;
    let label = format!("{}: {}", asked.label, verdict.label().to_lowercase());
    let mut work = ctx.begin(label).await?;
    let lead = leads::get(&mut work.tx, &ctx.scope(), form.lead).await?;
    if let Some(id) = interaction_id {
        let found = interactions::many(&mut work.tx, &Scope::Everything, &[id.get()]).await?;
        if !found.iter().any(|(_, kept)| kept.record.lead_id == lead.id) {
            let why = "Choose one of this lead's interactions.";
            return Err(FieldErrors::one("interaction", why).into());
        }
    }
    let is_open = verdict == Verdict::Open;
    let answer = Answer {
        criterion: asked.key.clone(),
        verdict,
        value,
        interaction_id,
        user_id: ctx.actor().user().filter(|_| !is_open),
        answered_at: (!is_open).then_some(work.now()),
    };
    write(&mut work, lead.id, answer).await?;
    follow(&mut work, &framework, lead).await?;
    work.commit().await
}

async fn write(work: &mut Work<'_>, lead: LeadId, answer: Answer) -> ServiceResult<()> {
    let id = answers::claim(&mut work.tx, lead, &answer.criterion).await?;
    let known = answers::many(&mut work.tx, &[id]).await?.into_iter().next();
    let blank = Stored { id, lead_id: lead, answer: Answer::open(&answer.criterion) };
    let before = known.unwrap_or(blank);
    let after = Stored { answer, ..before.clone() };
    answers::put(&mut work.tx, id, &after.answer).await?;
    work.changed(Entity::Answer, id, &before, &after).await?;
    Ok(())
}

/// What was found out about a lead that is merged into another is known of that one, unless it answers for itself.
pub(crate) async fn adopt(work: &mut Work<'_>, from: LeadId, to: LeadId) -> ServiceResult<()> {
    let own = answers::of_lead(&mut work.tx, to).await?;
    let is_given = |criterion: &str| {
        own.iter().any(|(stored, _)| {
            stored.answer.criterion == criterion && stored.answer.verdict != Verdict::Open
        })
    };
    for (stored, _) in answers::of_lead(&mut work.tx, from).await? {
        if stored.answer.verdict != Verdict::Open && !is_given(&stored.answer.criterion) {
            write(work, to, stored.answer).await?;
        }
    }
    Ok(())
}

/// What the answers make of the lead: a qualified one comes forward, none falls back by itself.
async fn follow(work: &mut Work<'_>, framework: &Framework, before: Lead) -> ServiceResult<()> {
    let now = work.now();
    let known = answers::of_lead(&mut work.tx, before.id).await?;
    let given: Vec<Answer> = known.into_iter().map(|(stored, _)| stored.answer).collect();
    let qualification = coverage(framework, &given, now).status();
    let status = match qualification {
        Qualification::Qualified => before.status.after(LeadStatus::Qualified),
        Qualification::InProgress | Qualification::Unqualified => before.status,
    };
    let moved = status != before.status;
    let after = Lead {
        qualification_status: qualification,
        status,
        furthest_status: before.furthest_status.after(status),
        status_entered_at: if moved { now } else { before.status_entered_at },
        ..before.clone()
    };
    if after == before {
        return Ok(());
    }
    leads::update(&mut work.tx, &before, &after, now).await?;
    scoring::rescore_with(work, before.id, diff(Some(&before), &after), "qualified").await?;
    let open = leads::open_deals(&mut work.tx, before.id).await?;
    deals::rescore_deals(work, &open).await
}
