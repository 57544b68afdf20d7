//! The lives of deals, as their versions and their talk tell them: what a model of their chances is learned from.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, Utc};
use domain::ids::{OpportunityId, StageId};
use domain::money::Cents;
use domain::win::{Seen, Story, Word};
use sqlx::{Database, Encode, FromRow, QueryBuilder, Type};

use crate::{StoreResult, Tx};

/// Deals whose past is read at once.
const AT_ONCE: usize = 500;

const DEALS: &str = "
select id, lead_id, status, source, product_id, created_at, closed_on
from opportunity
where deleted_at is null and created_at >= $1 and id % $2 = 0
order by created_at desc, id desc";

const HOW_MANY: &str =
    "select count(*) from opportunity where deleted_at is null and created_at >= $1";

const DEAL: &str = "
select id, lead_id, status, source, product_id, created_at, closed_on
from opportunity
where id = $1 and deleted_at is null";

const VERSIONS: &str = "
select opportunity_id, from_at, stage_id, status, amount_cents, expected_close_on, owner_id
from opportunity_version
where opportunity_id in (";

/// The same words as the chance of an open deal is told by.
const TALK: &str = concat!(
    "
select opportunity_id, lead_id, at, (",
    is_contact!(),
    ") as is_contact,
  (direction = 'inbound' and kind not in ('web_visit', 'form', 'note')) as from_them,
  (direction = 'outbound' and kind <> 'note') as from_us,
  case when direction = 'inbound' then lead_id end as person
from interaction
where deleted_at is null and "
);

/// Every statement of this module, for the test that prepares them all.
pub(crate) const STATEMENTS: &[&str] = &[DEALS, HOW_MANY, DEAL];

#[derive(FromRow)]
struct DealRow {
    id: i64,
    lead_id: Option<i64>,
    status: String,
    source: String,
    product_id: Option<i64>,
    created_at: DateTime<Utc>,
    closed_on: Option<NaiveDate>,
}

#[derive(FromRow)]
struct VersionRow {
    opportunity_id: i64,
    from_at: DateTime<Utc>,
    stage_id: i64,
    status: String,
    amount_cents: i64,
    expected_close_on: Option<NaiveDate>,
    owner_id: Option<i64>,
}

#[derive(FromRow)]
struct TalkRow {
    opportunity_id: Option<i64>,
    lead_id: Option<i64>,
    at: DateTime<Utc>,
    is_contact: bool,
    from_them: bool,
    from_us: bool,
    person: Option<i64>,
}

/// The lives of deals made since a moment: of all, or of every second, third and so on, so that there are about so many
/// at most and they lie over the whole time. The newest alone would know only what ends quickly. Walks over their whole
/// past: for the nightly lesson, not for a page.
///
/// # Errors
/// When the database refuses.
pub async fn stories(tx: &mut Tx, since: DateTime<Utc>, at_most: i64) -> StoreResult<Vec<Story>> {
    let count: i64 =
        on!(&mut *tx, c => sqlx::query_scalar(HOW_MANY).bind(since).fetch_one(c).await)?;
    let each = (count - 1).max(0) / at_most.max(1) + 1;
    let deals: Vec<DealRow> = on!(&mut *tx, c => sqlx::query_as(DEALS)
        .bind(since)
        .bind(each)
        .fetch_all(c)
        .await)?;
    let mut sources = BTreeMap::new();
    let mut stories = Vec::with_capacity(deals.len());
    for some in deals.chunks(AT_ONCE) {
        let mut versions = versions(tx, some).await?;
        let mut talk = talk(tx, some).await?;
        for deal in some {
            let next = i64::try_from(sources.len()).unwrap_or(i64::MAX);
            let source = *sources.entry(deal.source.clone()).or_insert(next);
            let versions = versions.remove(&deal.id).unwrap_or_default();
            let words = talk.remove(&deal.id).unwrap_or_default();
            stories.push(life(deal, source, versions, words));
        }
    }
    Ok(stories)
}

/// The life of a deal, which the caller has read within its scope; `None` when it is not there.
///
/// # Errors
/// When the database refuses.
pub async fn story(tx: &mut Tx, id: OpportunityId) -> StoreResult<Option<Story>> {
    let deal: Option<DealRow> =
        on!(&mut *tx, c => sqlx::query_as(DEAL).bind(id.get()).fetch_optional(c).await)?;
    let Some(deal) = deal else { return Ok(None) };
    let some = std::slice::from_ref(&deal);
    let versions = versions(tx, some).await?.remove(&deal.id).unwrap_or_default();
    let words = talk(tx, some).await?.remove(&deal.id).unwrap_or_default();
    Ok(Some(life(&deal, 0, versions, words)))
}

fn life(deal: &DealRow, source: i64, versions: Vec<Seen>, mut talk: Vec<Word>) -> Story {
    talk.sort_by_key(|word| (word.at, word.person));
    // The last version that closed it; a deal without versions was brought in closed.
    let closed = versions.iter().rev().take_while(|seen| !seen.is_open).last().map(|seen| seen.at);
    let day = || deal.closed_on.map(|day| day.and_time(chrono::NaiveTime::MIN).and_utc());
    let ended = match deal.status.as_str() {
        "open" => None,
        status => closed.or_else(day).map(|at| (at, status == "won")),
    };
    Story {
        created_at: deal.created_at,
        ended,
        source,
        product: deal.product_id.unwrap_or(0),
        versions,
        talk,
    }
}

/// What changed about deals; versions in which only the chance did are left out.
async fn versions(tx: &mut Tx, deals: &[DealRow]) -> StoreResult<BTreeMap<i64, Vec<Seen>>> {
    let rows: Vec<VersionRow> = on!(tx, c => {
        let mut statement = QueryBuilder::new(VERSIONS);
        push_ids(&mut statement, deals.iter().map(|deal| deal.id));
        statement.push(") order by opportunity_id, from_at, id");
        statement.build_query_as().fetch_all(c).await
    })?;
    let mut versions: BTreeMap<i64, Vec<Seen>> = BTreeMap::new();
    for row in rows {
        let seen = Seen {
            at: row.from_at,
            stage: StageId(row.stage_id),
            is_open: row.status == "open",
            amount: Cents(row.amount_cents),
            close_on: row.expected_close_on,
            owner: row.owner_id.unwrap_or(0),
        };
        let of_deal = versions.entry(row.opportunity_id).or_default();
        if of_deal.last().is_none_or(|last| Seen { at: seen.at, ..*last } != seen) {
            of_deal.push(seen);
        }
    }
    Ok(versions)
}

/// What was said about deals, and with their persons about none.
async fn talk(tx: &mut Tx, deals: &[DealRow]) -> StoreResult<BTreeMap<i64, Vec<Word>>> {
    let of_deals: Vec<TalkRow> = on!(&mut *tx, c => {
        let mut statement = QueryBuilder::new(TALK);
        statement.push("opportunity_id in (");
        push_ids(&mut statement, deals.iter().map(|deal| deal.id));
        statement.push(") order by id").build_query_as().fetch_all(c).await
    })?;
    let mut by_lead: BTreeMap<i64, Vec<i64>> = BTreeMap::new();
    for deal in deals {
        if let Some(lead) = deal.lead_id {
            by_lead.entry(lead).or_default().push(deal.id);
        }
    }
    let of_leads: Vec<TalkRow> = if by_lead.is_empty() {
        Vec::new()
    } else {
        on!(tx, c => {
            let mut statement = QueryBuilder::new(TALK);
            statement.push("opportunity_id is null and lead_id in (");
            push_ids(&mut statement, by_lead.keys().copied());
            statement.push(") order by id").build_query_as().fetch_all(c).await
        })?
    };
    let mut talk: BTreeMap<i64, Vec<Word>> = BTreeMap::new();
    for row in of_deals.iter().chain(&of_leads) {
        let word = Word {
            at: row.at,
            is_contact: row.is_contact,
            from_them: row.from_them,
            from_us: row.from_us,
            person: row.person,
        };
        let deals_of_lead = || row.lead_id.and_then(|lead| by_lead.get(&lead)).map(Vec::as_slice);
        let own = row.opportunity_id.as_ref().map(std::slice::from_ref);
        for deal in own.or_else(deals_of_lead).unwrap_or_default() {
            talk.entry(*deal).or_default().push(word);
        }
    }
    Ok(talk)
}

fn push_ids<DB: Database>(statement: &mut QueryBuilder<DB>, ids: impl Iterator<Item = i64>)
where
    for<'q> i64: Encode<'q, DB> + Type<DB>,
{
    let mut list = statement.separated(", ");
    for id in ids {
        list.push_bind(id);
    }
}
