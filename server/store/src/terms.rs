//! The products of a deal, and requests for more discount than one may give.

use chrono::{DateTime, Utc};
use domain::access::Scope;
use domain::ids::{OpportunityId, ProductId, UserId};
use domain::money::Cents;
use domain::ratio::Ratio;
use domain::terms::{Line, Verdict};
use sqlx::FromRow;
use sqlx::types::Json;

use crate::decode::Reading;
use crate::scope::Bounds;
use crate::{StoreError, StoreResult, Tx};

const LINES: &str = "
select product_id, quantity, price_cents, discount_bp, agreed_at
from opportunity_product
where opportunity_id = $1
order by price_cents * quantity desc, product_id";

const CLEAR: &str = "delete from opportunity_product where opportunity_id = $1";

const INSERT: &str = "
insert into opportunity_product (opportunity_id, product_id, quantity, price_cents, discount_bp, agreed_at)
values ($1, $2, $3, $4, $5, $6)";

const ASK: &str = "
insert into discount_request (opportunity_id, lines, discount_bp, limit_bp, reason, asked_by, asked_at)
values ($1, $2, $3, $4, $5, $6, $7)
returning id";

const DECIDE: &str = "
update discount_request set status = $1, decided_by = $2, decided_at = $3, note = $4
where id = $5 and status = 'asked'";

/// Requests about deals in scope: of one deal, by its index, or those that wait, which are few.
const REQUESTS: &str = concat!(
    "
select r.id, r.opportunity_id, o.name as deal_name, o.amount_cents, r.lines, r.discount_bp, r.limit_bp, r.reason,
  a.name as asked_by, r.asked_at, r.status, d.name as decided_by, r.decided_at, r.note
from discount_request r
join opportunity o on o.id = r.opportunity_id and o.deleted_at is null
left join app_user a on a.id = r.asked_by
left join app_user d on d.id = r.decided_by
where ($5 = 0 or r.opportunity_id = $5) and ($4 = 0 or r.id = $4) and ",
    in_scope!("o.owner_id", "$1", "$2", "$3"),
    "
order by case when r.status = 'asked' then 0 else 1 end, r.id desc
limit 100"
);

/// Every statement of this module, for the test that prepares them all.
pub(crate) const STATEMENTS: &[&str] = &[LINES, CLEAR, INSERT, ASK, DECIDE, REQUESTS];

/// The lines of a deal.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Agreed {
    /// The largest first.
    pub lines: Vec<Line>,
    /// Whether the deal's amount follows them; what an import knew of it does not bind anybody.
    pub is_agreed: bool,
}

#[derive(FromRow)]
struct LineRow {
    product_id: i64,
    quantity: i64,
    price_cents: i64,
    discount_bp: i64,
    agreed_at: Option<DateTime<Utc>>,
}

/// The lines of a deal. The deal must have been read within a scope before.
///
/// # Errors
/// When a stored value is out of its range.
pub async fn lines(tx: &mut Tx, deal: OpportunityId) -> StoreResult<Agreed> {
    let rows: Vec<LineRow> =
        on!(tx, c => sqlx::query_as(LINES).bind(deal.get()).fetch_all(c).await)?;
    let reading = Reading { table: "opportunity_product", id: deal.get() };
    let is_agreed = rows.iter().any(|row| row.agreed_at.is_some());
    let line = |row: LineRow| -> StoreResult<Line> {
        Ok(Line {
            product: ProductId(row.product_id),
            quantity: row.quantity,
            price: Cents(row.price_cents),
            discount: reading.ratio("discount_bp", row.discount_bp)?,
        })
    };
    Ok(Agreed { lines: rows.into_iter().map(line).collect::<StoreResult<_>>()?, is_agreed })
}

/// Gives a deal these lines and no others.
///
/// # Errors
/// When a product has two lines, or there is no such product.
pub async fn set_lines(
    tx: &mut Tx,
    deal: OpportunityId,
    agreed: &Agreed,
    now: DateTime<Utc>,
) -> StoreResult<()> {
    on!(&mut *tx, c => sqlx::query(CLEAR).bind(deal.get()).execute(c).await.map(drop))?;
    for line in &agreed.lines {
        on!(&mut *tx, c => sqlx::query(INSERT)
            .bind(deal.get())
            .bind(line.product.get())
            .bind(line.quantity)
            .bind(line.price.get())
            .bind(i64::from(line.discount.bp()))
            .bind(agreed.is_agreed.then_some(now))
            .execute(c)
            .await
            .map(drop))?;
    }
    Ok(())
}

/// A request to be made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewRequest {
    /// The deal.
    pub deal: OpportunityId,
    /// What its lines would be.
    pub lines: Vec<Line>,
    /// The highest discount of them.
    pub discount: Ratio,
    /// What whoever asks may give.
    pub limit: Ratio,
    /// Why.
    pub reason: String,
    /// Who asks.
    pub asked_by: Option<UserId>,
}

/// Asks for a discount.
///
/// # Errors
/// `Unique` when one waits for the deal already.
pub async fn ask(tx: &mut Tx, new: &NewRequest, now: DateTime<Utc>) -> StoreResult<i64> {
    Ok(on!(tx, c => sqlx::query_scalar(ASK)
        .bind(new.deal.get())
        .bind(Json(&new.lines))
        .bind(i64::from(new.discount.bp()))
        .bind(i64::from(new.limit.bp()))
        .bind(&new.reason)
        .bind(new.asked_by.map(UserId::get))
        .bind(now)
        .fetch_one(c)
        .await)?)
}

/// Decides about a request.
///
/// # Errors
/// `Conflict` when somebody has decided already.
pub async fn decide(
    tx: &mut Tx,
    id: i64,
    verdict: Verdict,
    by: Option<UserId>,
    note: &str,
    now: DateTime<Utc>,
) -> StoreResult<()> {
    let written = on!(tx, c => sqlx::query(DECIDE)
        .bind(verdict.as_str())
        .bind(by.map(UserId::get))
        .bind(now)
        .bind(note)
        .bind(id)
        .execute(c)
        .await
        .map(|done| done.rows_affected()))?;
    if written == 0 { Err(StoreError::Conflict) } else { Ok(()) }
}

#[derive(FromRow)]
struct RequestRow {
    id: i64,
    opportunity_id: i64,
    deal_name: String,
    amount_cents: i64,
    lines: Json<Vec<Line>>,
    discount_bp: i64,
    limit_bp: i64,
    reason: String,
    asked_by: Option<String>,
    asked_at: DateTime<Utc>,
    status: String,
    decided_by: Option<String>,
    decided_at: Option<DateTime<Utc>>,
    note: String,
}

/// A request as it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request {
    /// The request.
    pub id: i64,
    /// The deal.
    pub deal: OpportunityId,
    /// Its name.
    pub deal_name: String,
    /// What the deal is worth now.
    pub amount: Cents,
    /// What its lines would be.
    pub lines: Vec<Line>,
    /// The highest discount of them.
    pub discount: Ratio,
    /// What whoever asked may give.
    pub limit: Ratio,
    /// Why.
    pub reason: String,
    /// Who asked.
    pub asked_by: Option<String>,
    /// When.
    pub asked_at: DateTime<Utc>,
    /// What became of it.
    pub status: Verdict,
    /// Who decided.
    pub decided_by: Option<String>,
    /// When.
    pub decided_at: Option<DateTime<Utc>>,
    /// What was said with it.
    pub note: String,
}

impl TryFrom<RequestRow> for Request {
    type Error = StoreError;

    fn try_from(row: RequestRow) -> StoreResult<Self> {
        let reading = Reading { table: "discount_request", id: row.id };
        Ok(Self {
            id: row.id,
            deal: OpportunityId(row.opportunity_id),
            deal_name: row.deal_name,
            amount: Cents(row.amount_cents),
            lines: row.lines.0,
            discount: reading.ratio("discount_bp", row.discount_bp)?,
            limit: reading.ratio("limit_bp", row.limit_bp)?,
            reason: row.reason,
            asked_by: row.asked_by,
            asked_at: row.asked_at,
            status: reading.word("status", &row.status)?,
            decided_by: row.decided_by,
            decided_at: row.decided_at,
            note: row.note,
        })
    }
}

/// Which requests are read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Which {
    /// All.
    Any,
    /// This one.
    One(i64),
    /// Those of a deal.
    Deal(OpportunityId),
}

/// Requests about deals in scope: what waits first, then the newest; at most 100.
///
/// # Errors
/// When a stored value is unknown to this version.
pub async fn requests(tx: &mut Tx, scope: &Scope, which: Which) -> StoreResult<Vec<Request>> {
    let Bounds { all, user, team } = scope.into();
    let (one, deal) = match which {
        Which::Any => (0, 0),
        Which::One(id) => (id, 0),
        Which::Deal(deal) => (0, deal.get()),
    };
    let rows: Vec<RequestRow> = on!(tx, c => sqlx::query_as(REQUESTS)
        .bind(all)
        .bind(user)
        .bind(team)
        .bind(one)
        .bind(deal)
        .fetch_all(c)
        .await)?;
    rows.into_iter().map(Request::try_from).collect()
}
