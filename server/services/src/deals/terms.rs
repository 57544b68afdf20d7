//! What a deal sells, and who may give how much discount on it.

use std::collections::BTreeMap;

use domain::access::Action;
use domain::format;
use domain::forms::{
    CheckedLine, ConflictField, DecideDiscount, FieldErrors, SetDecision, SetTerms, holds,
};
use domain::ids::{OpportunityId, ProductId};
use domain::journal::Entity;
use domain::opportunity::{DealStatus, Opportunity};
use domain::ratio::Ratio;
use domain::terms::{self, Line, LineRow, Offer, RequestRow, TermsPage, Verdict};
use serde::{Deserialize, Serialize};
use store::opportunities::{self, Scored};
use store::terms::{Agreed, NewRequest, Request, Which};
use store::{Tx, catalogue, opportunity_reads, products};

use super::scoring;
use super::write::{require_for, store};
use crate::{Ctx, Done, ServiceError, ServiceResult, Work};

/// The lines of a deal as the journal tells them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct TermsFace {
    /// The lines.
    pub lines: Vec<Line>,
    /// Whether the deal's amount follows them.
    pub is_agreed: bool,
}

impl From<Agreed> for TermsFace {
    fn from(agreed: Agreed) -> Self {
        Self { lines: agreed.lines, is_agreed: agreed.is_agreed }
    }
}

/// What a deal sells, what else can be sold, and what was asked for.
///
/// # Errors
/// `NotFound` when there is no such deal within scope.
pub async fn terms_page(ctx: &Ctx, id: OpportunityId) -> ServiceResult<TermsPage> {
    ctx.require(Action::ReadRecords)?;
    let (now, scope) = (ctx.now(), ctx.scope());
    let mut tx = ctx.db().read().await?;
    let deal = opportunities::get(&mut tx, &scope, id).await?.deal;
    let row = opportunity_reads::row(&mut tx, &scope, id, now).await?;
    let Agreed { lines, is_agreed } = store::terms::lines(&mut tx, id).await?;
    let names = products::names(&mut tx).await?;
    let requests = store::terms::requests(&mut tx, &scope, Which::Deal(id)).await?;
    Ok(TermsPage {
        row,
        lines: rows(&lines, &names),
        is_agreed,
        offers: offers(&mut tx).await?,
        limit: terms::limit(ctx.user()?.role),
        rivals: deal.competitors,
        criteria: deal.decision_criteria,
        requests: requests.into_iter().map(|request| told(request, &names)).collect(),
    })
}

async fn offers(tx: &mut Tx) -> ServiceResult<Vec<Offer>> {
    let goods = catalogue::goods(tx).await?.into_iter().filter(|good| !good.is_away);
    let offer = |good: store::catalogue::Shelved<store::bulk::Product>| {
        let product = good.record;
        Offer { id: product.id, name: product.name, price: product.price }
    };
    Ok(goods.map(offer).collect())
}

fn rows(lines: &[Line], names: &BTreeMap<ProductId, String>) -> Vec<LineRow> {
    let row = |line: &Line| LineRow {
        line: *line,
        name: names.get(&line.product).cloned().unwrap_or_default(),
        total: line.total().unwrap_or(terms::MOST),
    };
    lines.iter().map(row).collect()
}

fn told(request: Request, names: &BTreeMap<ProductId, String>) -> RequestRow {
    RequestRow {
        id: request.id,
        deal: request.deal,
        deal_name: request.deal_name,
        amount: request.amount,
        total: terms::total(&request.lines).unwrap_or(terms::MOST),
        lines: rows(&request.lines, names),
        discount: request.discount,
        limit: request.limit,
        reason: request.reason,
        asked_by: request.asked_by.unwrap_or_default(),
        asked_at: request.asked_at,
        status: request.status,
        decided_by: request.decided_by,
        decided_at: request.decided_at,
        note: request.note,
    }
}

/// Requests for discounts on deals in scope: what waits first.
///
/// # Errors
/// When the role may not decide about them.
pub async fn approvals(ctx: &Ctx) -> ServiceResult<Vec<RequestRow>> {
    ctx.require(Action::ApproveDiscount)?;
    let mut tx = ctx.db().read().await?;
    let names = products::names(&mut tx).await?;
    let found = store::terms::requests(&mut tx, &ctx.scope(), Which::Any).await?;
    Ok(found.into_iter().map(|request| told(request, &names)).collect())
}

/// Gives a deal its lines, and its amount with them. More discount than the role gives is asked for instead.
///
/// # Errors
/// `Forbidden` by role; `Invalid` when a field is wrong, or more discount is wanted and it is not said why; `Conflict`
/// with both amounts when somebody else wrote the deal.
pub async fn set_terms(ctx: &Ctx, form: SetTerms) -> ServiceResult<Done> {
    ctx.require(Action::EditDeal)?;
    let (checked, reason) = form.check()?;
    let id = OpportunityId(form.id);
    let name = name_of(ctx, id).await?;
    let mut tx = ctx.db().read().await?;
    let lines = priced(&mut tx, checked).await?;
    drop(tx);
    let total = holds(&lines)?;
    let (discount, limit) = (terms::highest(&lines), terms::limit(ctx.user()?.role));
    let has_to_ask = discount > limit;
    let label = if has_to_ask {
        format!("Asked for {} discount on {name}", format::percent(discount))
    } else {
        format!("Set the products of {name}")
    };
    let reason = match (has_to_ask, reason) {
        (true, None) => return Err(say_why(limit)),
        (_, reason) => reason,
    };
    let mut work = ctx.begin(label).await?;
    let before = opportunities::get(&mut work.tx, &ctx.scope(), id).await?;
    if before.deal.version != form.version {
        let amount = |amount| format::money_exact(amount);
        return Err(ServiceError::Conflict(vec![ConflictField {
            field: "amount".to_owned(),
            yours: amount(total),
            theirs: amount(before.deal.amount),
        }]));
    }
    require_for(ctx, &before.deal)?;
    work.because(reason.clone());
    withdraw_waiting(ctx, &mut work, id).await?;
    if has_to_ask {
        let asked_by = ctx.actor().user();
        let reason = reason.unwrap_or_default();
        let new = NewRequest { deal: id, lines, discount, limit, reason, asked_by };
        ask(&mut work, &new).await?;
    } else {
        apply(ctx, &mut work, &before, lines).await?;
    }
    work.commit().await
}

fn say_why(limit: Ratio) -> ServiceError {
    let limit = format::percent(limit);
    let message = format!(
        "You give up to {limit} discount by yourself. Say why more is needed: it is asked for and applied once approved."
    );
    FieldErrors::one("reason", message).into()
}

async fn name_of(ctx: &Ctx, id: OpportunityId) -> ServiceResult<String> {
    let mut tx = ctx.db().read().await?;
    Ok(opportunities::get(&mut tx, &ctx.scope(), id).await?.deal.name)
}

/// The lines with their prices: the list's where none is typed.
async fn priced(tx: &mut Tx, checked: Vec<CheckedLine>) -> ServiceResult<Vec<Line>> {
    let ids: Vec<i64> = checked.iter().map(|line| line.product.get()).collect();
    let known = catalogue::products_many(tx, &ids).await?;
    let mut lines = Vec::with_capacity(checked.len());
    for CheckedLine { place, product, quantity, price, discount } in checked {
        let Some(found) = known.iter().find(|known| known.record.id == product) else {
            let field = format!("{place}-product");
            return Err(FieldErrors::one(&field, "Choose a product of the list.").into());
        };
        let price = price.unwrap_or(found.record.price);
        lines.push(Line { product, quantity, price, discount });
    }
    Ok(lines)
}

async fn ask(work: &mut Work<'_>, new: &NewRequest) -> ServiceResult<()> {
    let now = work.now();
    let id = store::terms::ask(&mut work.tx, new, now).await?;
    let told = BTreeMap::from([
        ("opportunity_id", new.deal.get()),
        ("discount", i64::from(new.discount.bp())),
    ]);
    work.created(Entity::Approval, id, &told).await.map(drop)
}

/// What waits gives way to what is asked or set now.
async fn withdraw_waiting(ctx: &Ctx, work: &mut Work<'_>, id: OpportunityId) -> ServiceResult<()> {
    let found = store::terms::requests(&mut work.tx, &ctx.scope(), Which::Deal(id)).await?;
    for request in found.into_iter().filter(|request| request.status == Verdict::Asked) {
        settle(ctx, work, &request, Verdict::Withdrawn, "").await?;
    }
    Ok(())
}

async fn settle(
    ctx: &Ctx,
    work: &mut Work<'_>,
    request: &Request,
    verdict: Verdict,
    note: &str,
) -> ServiceResult<()> {
    let (now, by) = (work.now(), ctx.actor().user());
    store::terms::decide(&mut work.tx, request.id, verdict, by, note, now).await?;
    let face = |status: Verdict| BTreeMap::from([("status", status)]);
    work.changed(Entity::Approval, request.id, &face(request.status), &face(verdict))
        .await
        .map(drop)
}

/// Writes the lines, and the deal that follows them.
async fn apply(
    ctx: &Ctx,
    work: &mut Work<'_>,
    before: &Scored,
    lines: Vec<Line>,
) -> ServiceResult<()> {
    let (id, now) = (before.deal.id, work.now());
    let was = store::terms::lines(&mut work.tx, id).await?;
    let agreed = Agreed { is_agreed: !lines.is_empty(), lines };
    store::terms::set_lines(&mut work.tx, id, &agreed, now).await?;
    let main = agreed.lines.iter().max_by_key(|line| line.total());
    let amount = if agreed.is_agreed { holds(&agreed.lines)? } else { before.deal.amount };
    let product_id = main.map(|line| line.product).or(before.deal.product_id);
    let (was, is): (TermsFace, TermsFace) = (was.into(), agreed.into());
    work.changed(Entity::Terms, id.get(), &was, &is).await?;
    let deal = Opportunity { amount, product_id, ..before.deal.clone() };
    if deal != before.deal {
        let after = scoring::scored(&mut work.tx, deal, now).await?;
        store(ctx, work, before, &after).await?;
    }
    Ok(())
}

/// Approves, refuses or withdraws a request for a discount. What is approved becomes the deal's.
///
/// # Errors
/// `Forbidden` by role, or when it is more than the role gives; `NotFound` out of scope; `Invalid` when the decision is
/// none, or was made already.
pub async fn decide_discount(ctx: &Ctx, form: DecideDiscount) -> ServiceResult<Done> {
    ctx.require(Action::EditDeal)?;
    let (verdict, note) = form.check()?;
    if verdict != Verdict::Withdrawn {
        ctx.require(Action::ApproveDiscount)?;
    }
    let mut tx = ctx.db().read().await?;
    let request = request(&mut tx, ctx, form.id).await?;
    drop(tx);
    let label = format!(
        "{} {} discount on {}",
        verdict.label(),
        format::percent(request.discount),
        request.deal_name
    );
    let mut work = ctx.begin(label).await?;
    let limit = terms::limit(ctx.user()?.role);
    if verdict == Verdict::Approved && request.discount > limit {
        let message = format!("You approve up to {}: ask the CEO.", format::percent(limit));
        return Err(FieldErrors::one("verdict", message).into());
    }
    work.because((!note.is_empty()).then(|| note.clone()));
    match settle(ctx, &mut work, &request, verdict, &note).await {
        Err(ServiceError::Conflict(_)) => {
            return Err(FieldErrors::one("verdict", "This was decided already.").into());
        }
        other => other?,
    }
    if verdict == Verdict::Approved {
        let before = opportunities::get(&mut work.tx, &ctx.scope(), request.deal).await?;
        require_for(ctx, &before.deal)?;
        apply(ctx, &mut work, &before, request.lines).await?;
    }
    work.commit().await
}

async fn request(tx: &mut Tx, ctx: &Ctx, id: i64) -> ServiceResult<Request> {
    let found = store::terms::requests(tx, &ctx.scope(), Which::One(id)).await?;
    found.into_iter().find(|request| request.id == id).ok_or(ServiceError::NotFound)
}

/// A deal is not won while its discount waits for approval.
pub(super) async fn nothing_waits(ctx: &Ctx, tx: &mut Tx, deal: &Opportunity) -> ServiceResult<()> {
    let found = store::terms::requests(tx, &ctx.scope(), Which::Deal(deal.id)).await?;
    if found.iter().any(|request| request.status == Verdict::Asked) {
        let message =
            "A discount of this deal waits for approval: have it decided, or withdraw it.";
        return Err(FieldErrors::one("stage", message).into());
    }
    Ok(())
}

/// The amount of a deal with agreed lines is theirs.
pub(super) async fn amount_is_free(
    tx: &mut Tx,
    deal: &Opportunity,
    amount: domain::money::Cents,
) -> ServiceResult<()> {
    if amount != deal.amount && store::terms::lines(tx, deal.id).await?.is_agreed {
        let message = "The amount follows the products of the deal: change them instead.";
        return Err(FieldErrors::one("amount", message).into());
    }
    Ok(())
}

/// Notes who else wants a deal, and by what they decide.
///
/// # Errors
/// `Forbidden` by role; `Invalid` for a text that is too long; `Conflict` with both lists when somebody else wrote it.
pub async fn set_decision(ctx: &Ctx, form: SetDecision) -> ServiceResult<Done> {
    ctx.require(Action::EditDeal)?;
    let (competitors, decision_criteria) = form.check()?;
    let id = OpportunityId(form.id);
    let name = name_of(ctx, id).await?;
    let mut work = ctx.begin(format!("Noted how {name} is decided")).await?;
    let now = work.now();
    let before = opportunities::get(&mut work.tx, &ctx.scope(), id).await?;
    let said = |a: &[String], b: &[String]| format!("{} / {}", a.join(", "), b.join(", "));
    if before.deal.version != form.version {
        return Err(ServiceError::Conflict(vec![ConflictField {
            field: "decision".to_owned(),
            yours: said(&competitors, &decision_criteria),
            theirs: said(&before.deal.competitors, &before.deal.decision_criteria),
        }]));
    }
    if before.deal.status != DealStatus::Open {
        require_for(ctx, &before.deal)?;
    }
    let deal = Opportunity { competitors, decision_criteria, ..before.deal.clone() };
    if deal != before.deal {
        let after = scoring::scored(&mut work.tx, deal, now).await?;
        store(ctx, &mut work, &before, &after).await?;
    }
    work.commit().await
}
