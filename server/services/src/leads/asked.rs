//! What colleagues have found out already of what a lead is asked.

use domain::asked::{AskedBefore, Found, asked_before};
use domain::lead::{KnownFact, Lead};
use domain::qualification::{Answer, QualificationView, Verdict};
use domain::relations::Talk;
use store::{Tx, answers, interactions::contacts, users};

use crate::{Ctx, ServiceResult};

/// How many of the last contacts at a company are looked through.
const CONTACTS: i64 = 300;
/// How many of the last answers there.
const ANSWERS: i64 = 200;

/// What colleagues found out of a lead, or of others at the same company within the reader's scope. The lead must have
/// been read within it before; `own` are the contacts with it.
pub(super) async fn of_lead(
    ctx: &Ctx,
    tx: &mut Tx,
    lead: &Lead,
    asked: &QualificationView,
    facts: &[KnownFact],
    own: &[Talk],
) -> ServiceResult<Vec<AskedBefore>> {
    let questions: Vec<_> = asked.rows.iter().map(|row| row.criterion.clone()).collect();
    let people = users::list(tx).await?;
    let id_of = |name: &str| people.iter().find(|user| user.name == name).map(|user| user.id);
    let name_of = |id| people.iter().find(|user| user.id == id).map(|user| user.name.clone());
    let found = |of: (domain::ids::LeadId, String), answer: &Answer| {
        let by = answer.user_id?;
        (answer.verdict != Verdict::Open).then_some(())?;
        let value = match answer.value.as_str() {
            "" => answer.verdict.label().to_owned(),
            value => format!("{}: {value}", answer.verdict.label()),
        };
        Some(Found {
            about: answer.criterion.clone(),
            by: (by, name_of(by)?),
            of,
            at: answer.answered_at?,
            answer: value,
        })
    };
    let itself = (lead.id, lead.name.clone());
    let mut answered: Vec<Found> =
        asked.rows.iter().filter_map(|row| found(itself.clone(), &row.answer)).collect();
    let mut talks = own.to_vec();
    if let Some(company) = lead.company_id {
        let scope = ctx.scope();
        let theirs = answers::of_company(tx, &scope, company, ANSWERS).await?;
        let others = theirs.into_iter().filter(|(stored, _)| stored.lead_id != lead.id);
        answered.extend(
            others.filter_map(|(stored, name)| found((stored.lead_id, name), &stored.answer)),
        );
        talks = contacts::with_company(tx, &scope, company, CONTACTS).await?;
    }
    let written = facts.iter().filter(|known| !known.value.is_empty()).filter_map(|known| {
        let (who, at) = known.source.clone()?;
        Some(Found {
            about: known.fact.as_str().to_owned(),
            by: (id_of(&who)?, who),
            of: itself.clone(),
            at,
            answer: known.value.replace('\n', ", "),
        })
    });
    let written: Vec<Found> = written.collect();
    let reader = ctx.actor().user();
    Ok(asked_before(&questions, &answered, &written, &talks, reader))
}
