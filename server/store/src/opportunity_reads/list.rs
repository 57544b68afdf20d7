//! The list of deals: filters, orders, pages by key, and how many match.

use chrono::{DateTime, NaiveDate, SecondsFormat, Utc};
use domain::access::Scope;
use domain::ids::{ProductId, StageId, UserId};
use domain::list::Cursor;
use domain::opportunity::{DealLine, DealRow, DealStatus};
use sqlx::{Database, Encode, QueryBuilder, Type};

use super::{ROWS, Row, shown};
use crate::rollups::Range;
use crate::scope::push_scope;
use crate::{StoreResult, Tx, search};

/// A day after every other, for deals without a close date.
const NEVER: NaiveDate = match NaiveDate::from_ymd_opt(9999, 12, 31) {
    Some(day) => day,
    None => NaiveDate::MAX,
};

/// How many deals are looked through before every name is: enough to fill a page with a word that one in fifty has.
const FIRST: i64 = 2_500;

/// The order of a list.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum DealSort {
    /// Largest first.
    #[default]
    Amount,
    /// Newest first.
    Created,
    /// Open ones: the next to close first. Closed ones: the last closed first.
    Close,
    /// Likeliest first.
    Win,
}

/// What a page of the list shows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DealQuery {
    /// Only of this status.
    pub status: Option<DealStatus>,
    /// Only in this stage.
    pub stage: Option<StageId>,
    /// Only of this owner.
    pub owner: Option<UserId>,
    /// Only with this product.
    pub product: Option<ProductId>,
    /// Only closed, or expected to close, on these days.
    pub closing: Option<Range>,
    /// Only with this in a name.
    pub text: Option<String>,
    /// In which order.
    pub sort: DealSort,
    /// After this row.
    pub after: Option<Cursor>,
    /// At most so many.
    pub limit: i64,
}

impl DealQuery {
    /// The day a row closes, as a column: what the status leaves possible, so that an index can serve it.
    const fn close_column(&self) -> &'static str {
        match self.status {
            Some(DealStatus::Open) => "o.expected_close_on",
            Some(DealStatus::Won | DealStatus::Lost) => "o.closed_on",
            None => "coalesce(o.closed_on, o.expected_close_on)",
        }
    }

    /// What the list is ordered by. Only of open deals may it be null.
    const fn key(&self) -> &'static str {
        match (self.sort, self.status) {
            (DealSort::Amount, _) => "o.amount_cents",
            (DealSort::Created, _) => "o.created_at",
            (DealSort::Win, _) => "o.win_bp",
            // As the index spells it.
            (DealSort::Close, None) => "coalesce(o.closed_on, o.expected_close_on, '9999-12-31')",
            (DealSort::Close, Some(_)) => self.close_column(),
        }
    }

    /// Whether an index by the day of closing serves it best.
    fn reads_by_close(&self) -> bool {
        self.sort == DealSort::Close || self.closing.is_some()
    }

    /// Whether the order rises.
    fn rises(&self) -> bool {
        self.sort == DealSort::Close && self.status == Some(DealStatus::Open)
    }

    /// Where the page after `last` begins.
    #[must_use]
    pub fn cursor_after(&self, last: &DealLine) -> Cursor {
        let value = match self.sort {
            DealSort::Amount => last.amount.get().to_string(),
            DealSort::Created => last.created_at.to_rfc3339_opts(SecondsFormat::Millis, true),
            DealSort::Close => last.close_on.unwrap_or(NEVER).to_string(),
            DealSort::Win => last.win.bp().to_string(),
        };
        Cursor { value, id: last.id.get() }
    }
}

/// How a searched text is looked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Search {
    /// Along the list, until the page is full.
    Along,
    /// Along the first deals of the list only.
    AmongFirst,
    /// Through every name, and then in the order of the list.
    Everywhere,
}

/// A page of the list of deals.
///
/// # Errors
/// When a stored value is unknown to this version.
pub async fn list(
    tx: &mut Tx,
    scope: &Scope,
    query: &DealQuery,
    now: DateTime<Utc>,
) -> StoreResult<Vec<DealRow>> {
    let one_owner = matches!(scope, Scope::Mine(_)) || query.owner.is_some();
    if query.text.is_none() || one_owner {
        return shown(read(tx, scope, query, Search::Along).await?, now);
    }
    // A common word fills its page soon. Walking on for a rare one would fetch every deal there is.
    let found = read(tx, scope, query, Search::AmongFirst).await?;
    if i64::try_from(found.len()).is_ok_and(|found| found >= query.limit) {
        return shown(found, now);
    }
    shown(read(tx, scope, query, Search::Everywhere).await?, now)
}

async fn read(
    tx: &mut Tx,
    scope: &Scope,
    query: &DealQuery,
    search: Search,
) -> StoreResult<Vec<Row>> {
    Ok(on!(tx, c => {
        let mut statement = QueryBuilder::new(ROWS);
        match (search, &query.text) {
            (Search::Everywhere, Some(text)) => {
                conditions(&mut statement, scope, query);
                find(&mut statement, text);
            }
            (Search::AmongFirst, Some(text)) => {
                let first = DealQuery { limit: FIRST, ..query.clone() };
                statement.push(" and o.id in (select o.id from opportunity o where o.deleted_at is null");
                conditions(&mut statement, scope, &first);
                order(&mut statement, &first);
                statement.push(")");
                matching(&mut statement, text);
            }
            _ => narrow(&mut statement, scope, query),
        }
        order(&mut statement, query);
        statement.build_query_as().fetch_all(c).await
    })?)
}

/// Adds the conditions on the deals `o`, their companies `c` and their persons `l`.
pub(crate) fn narrow<DB: Database>(
    statement: &mut QueryBuilder<DB>,
    scope: &Scope,
    query: &DealQuery,
) where
    for<'q> i64: Encode<'q, DB> + Type<DB>,
    for<'q> String: Encode<'q, DB> + Type<DB>,
    for<'q> NaiveDate: Encode<'q, DB> + Type<DB>,
{
    conditions(statement, scope, query);
    if let Some(text) = &query.text {
        matching(statement, text);
    }
}

/// All but the searched text.
fn conditions<DB: Database>(statement: &mut QueryBuilder<DB>, scope: &Scope, query: &DealQuery)
where
    for<'q> i64: Encode<'q, DB> + Type<DB>,
    for<'q> NaiveDate: Encode<'q, DB> + Type<DB>,
{
    push_scope(statement, "o.owner_id", scope);
    if let Some(status) = query.status {
        statement.push(" and o.status = '").push(status.as_str()).push("'");
        if status != DealStatus::Open && query.reads_by_close() {
            // Always so; said for the index that has closed deals only. Any other order has a better index, which
            // SQLite would leave aside for this one.
            statement.push(" and o.closed_on is not null");
        }
    }
    if let Some(stage) = query.stage {
        statement.push(" and o.stage_id = ").push_bind(stage.get());
    }
    if let Some(owner) = query.owner {
        statement.push(" and o.owner_id = ").push_bind(owner.get());
    }
    if let Some(product) = query.product {
        statement.push(" and o.product_id = ").push_bind(product.get());
    }
    if let Some(range) = query.closing {
        let column = query.close_column();
        statement.push(" and ").push(column).push(" >= ").push_bind(range.from);
        statement.push(" and ").push(column).push(" < ").push_bind(range.until);
    }
}

/// Looks for a text in the names of the deals that are read.
fn matching<DB: Database>(statement: &mut QueryBuilder<DB>, text: &str)
where
    for<'q> String: Encode<'q, DB> + Type<DB>,
{
    let pattern = search::containing(text);
    for (before, column) in [(" and (", "o.name"), (" or ", "c.name"), (" or ", "l.name")] {
        statement.push(before).push("lower(").push(column).push(") like ");
        statement.push_bind(pattern.clone()).push(" escape '!'");
    }
    statement.push(")");
}

/// Where a text may stand, in an index of three letters each.
const INDEXED: [&str; 3] = [
    " and o.id in (select rowid from opportunity_words where name like ",
    " union select id from opportunity where company_id in (select rowid from company_words where name like ",
    ") union select id from opportunity where lead_id in (select rowid from lead_words where name like ",
];

/// Where a shorter text may stand: every name is read.
const READ: [&str; 3] = [
    " and o.id in (select id from opportunity where deleted_at is null and lower(name) like ",
    " union select id from opportunity where company_id in (select id from company where lower(name) like ",
    ") union select id from opportunity where lead_id in (select id from lead where deleted_at is null and lower(name) like ",
];

/// Looks for a text in every name there is, before a deal is read.
fn find<DB: Database>(statement: &mut QueryBuilder<DB>, text: &str)
where
    for<'q> String: Encode<'q, DB> + Type<DB>,
{
    let (places, pattern, escape) = match search::roughly(text) {
        Some(rough) => (INDEXED, rough, ""),
        None => (READ, search::containing(text), " escape '!'"),
    };
    for place in places {
        statement.push(place).push_bind(pattern.clone()).push(escape);
    }
    statement.push("))");
    matching(statement, text);
}

/// Adds where the page begins, the order and the limit.
pub(crate) fn order<DB: Database>(statement: &mut QueryBuilder<DB>, query: &DealQuery)
where
    for<'q> i64: Encode<'q, DB> + Type<DB>,
    for<'q> String: Encode<'q, DB> + Type<DB>,
    for<'q> NaiveDate: Encode<'q, DB> + Type<DB>,
    for<'q> DateTime<Utc>: Encode<'q, DB> + Type<DB>,
{
    if let Some(after) = &query.after {
        page_after(statement, query, after);
    }
    statement.push(" order by ").push(query.key());
    statement.push(if query.rises() {
        " nulls last, o.id limit "
    } else {
        " desc, o.id desc limit "
    });
    statement.push_bind(query.limit);
}

/// The sort value that a cursor names.
enum Key {
    Number(i64),
    Moment(DateTime<Utc>),
    Day(NaiveDate),
}

impl Key {
    fn of(sort: DealSort, value: &str) -> Option<Self> {
        match sort {
            DealSort::Amount | DealSort::Win => value.parse().ok().map(Self::Number),
            DealSort::Created => value.parse().ok().map(Self::Moment),
            DealSort::Close => value.parse().ok().map(Self::Day),
        }
    }
}

/// A damaged cursor is as none: the list starts at its beginning.
fn page_after<DB: Database>(statement: &mut QueryBuilder<DB>, query: &DealQuery, after: &Cursor)
where
    for<'q> i64: Encode<'q, DB> + Type<DB>,
    for<'q> String: Encode<'q, DB> + Type<DB>,
    for<'q> NaiveDate: Encode<'q, DB> + Type<DB>,
    for<'q> DateTime<Utc>: Encode<'q, DB> + Type<DB>,
{
    let Some(value) = Key::of(query.sort, &after.value) else { return };
    let key = query.key();
    match value {
        Key::Day(NEVER) if query.rises() => {
            statement.push(" and ").push(key).push(" is null and o.id > ").push_bind(after.id);
            return;
        }
        Key::Day(day) if query.rises() => {
            statement.push(" and (").push(key).push(" is null or (").push(key);
            statement.push(", o.id) > (").push_bind(day);
            statement.push(", ").push_bind(after.id).push("))");
            return;
        }
        _ => {}
    }
    statement.push(" and (").push(key).push(", o.id) < (");
    match value {
        Key::Number(number) => statement.push_bind(number),
        Key::Moment(moment) => statement.push_bind(moment),
        Key::Day(day) => statement.push_bind(day),
    };
    statement.push(", ").push_bind(after.id).push(")");
}

/// How many deals match in all, from the rollup; `None` when that would take a walk over them.
///
/// # Errors
/// When the database refuses.
pub async fn count(tx: &mut Tx, scope: &Scope, query: &DealQuery) -> StoreResult<Option<i64>> {
    let whole_months = |range: Range| {
        domain::calendar::month_of(range.from) == range.from
            && domain::calendar::month_of(range.until) == range.until
    };
    if query.text.is_some() || query.closing.is_some_and(|range| !whole_months(range)) {
        return Ok(None);
    }
    let total: i64 = on!(tx, c => {
        let mut statement = QueryBuilder::new(
            "select cast(coalesce(sum(deals), 0) as bigint) from deal_rollup where 1 = 1",
        );
        push_scope(&mut statement, "owner_id", scope);
        if let Some(status) = query.status {
            statement.push(" and status = '").push(status.as_str()).push("'");
        }
        if let Some(stage) = query.stage {
            statement.push(" and stage_id = ").push_bind(stage.get());
        }
        if let Some(owner) = query.owner {
            statement.push(" and owner_id = ").push_bind(owner.get());
        }
        if let Some(product) = query.product {
            statement.push(" and product_id = ").push_bind(product.get());
        }
        if let Some(range) = query.closing {
            statement.push(" and month_on >= ").push_bind(range.from);
            statement.push(" and month_on < ").push_bind(range.until);
        }
        statement.build_query_scalar().fetch_one(c).await
    })?;
    Ok(Some(total))
}
