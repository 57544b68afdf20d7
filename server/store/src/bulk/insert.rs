//! Many rows at once: in `SQLite` as one statement of many rows, in `PostgreSQL` by `copy`, which spares it the reading
//! of statements. Constraints hold in both, and a row that breaks one ends the load.

use std::fmt::Write as _;
use std::sync::OnceLock;

use chrono::{DateTime, NaiveDate, SecondsFormat, Utc};
use serde::Serialize;
use sqlx::types::Json;

/// How many rows a statement may have. The most are enough that the way to the database does not count, and few enough
/// that the statement stays far below the variables an engine takes (32,766 in `SQLite`). What is left over goes in by
/// smaller statements: each size is prepared once.
const SIZES: [usize; 3] = [AT_ONCE, 20, 1];

/// The most rows of one statement.
pub(crate) const AT_ONCE: usize = 200;

/// How many rows are sent to `copy` together: the database reads them while the next are made.
pub(crate) const SENT: usize = 250;

/// The statements of one kind of row, spelled when they are first needed.
pub(crate) struct Statements([OnceLock<String>; 3]);

impl Statements {
    pub(crate) const fn new() -> Self {
        Self([OnceLock::new(), OnceLock::new(), OnceLock::new()])
    }

    /// The largest statement that the rows are enough for, and its share of them.
    pub(crate) fn next<'a, T>(
        &'static self,
        into: &str,
        columns: usize,
        rows: &'a [T],
    ) -> Option<(&'static str, &'a [T], &'a [T])> {
        let (size, text) = SIZES.iter().zip(&self.0).find(|(size, _)| **size <= rows.len())?;
        let (now, rest) = rows.split_at(*size);
        Some((text.get_or_init(|| values(into, columns, *size)), now, rest))
    }
}

/// The text of a statement of `rows` rows.
fn values(into: &str, columns: usize, rows: usize) -> String {
    let row = format!("({})", vec!["?"; columns].join(","));
    format!("{into}{}", vec![row; rows].join(","))
}

/// Inserts rows, many to a statement.
///
/// Each column stands beside its value, so that the two cannot fall apart:
///
/// ```ignore
/// insert_rows!(tx, rows, row => "team" { id: row.id.get(), name: row.name.as_str() })
/// ```
macro_rules! insert_rows {
    ($tx:expr, $rows:expr, $row:pat => $table:literal { $first:ident: $value:expr $(, $column:ident: $next:expr)* $(,)? }) => {{
        const INTO: &str =
            concat!("insert into ", $table, " (", stringify!($first) $(, ", ", stringify!($column))*, ") values ");
        const COPY: &str =
            concat!("copy ", $table, " (", stringify!($first) $(, ", ", stringify!($column))*, ") from stdin");
        const COLUMNS: usize = [stringify!($first) $(, stringify!($column))*].len();
        static STATEMENTS: $crate::bulk::Statements = $crate::bulk::Statements::new();
        match &mut $tx {
            $crate::Tx::Sqlite(transaction) => {
                let mut rest = &$rows[..];
                let mut ready = None;
                while let Some((text, rows, after)) = STATEMENTS.next(INTO, COLUMNS, rest) {
                    rest = after;
                    let next = async {
                        let mut query = sqlx::query::<sqlx::Sqlite>(text);
                        for $row in rows {
                            query = query.bind($value)$(.bind($next))*;
                        }
                        query
                    };
                    // The next rows are made while the ones before go in.
                    ready = Some(match ready.take() {
                        None => next.await,
                        Some(query) => {
                            let query: sqlx::query::Query<'_, sqlx::Sqlite, _> = query;
                            let (done, next) =
                                tokio::join!(query.execute(&mut **transaction), next);
                            done?;
                            next
                        }
                    });
                }
                if let Some(query) = ready {
                    query.execute(&mut **transaction).await?;
                }
            }
            $crate::Tx::Postgres(transaction) if !$rows.is_empty() => {
                let mut copy = transaction.copy_in_raw(COPY).await?;
                let mut lines = String::new();
                for rows in $rows.chunks($crate::bulk::SENT) {
                    lines.clear();
                    for $row in rows {
                        $crate::bulk::Field::write(&$value, &mut lines);
                        $(
                            lines.push('\t');
                            $crate::bulk::Field::write(&$next, &mut lines);
                        )*
                        lines.push('\n');
                    }
                    copy.send(lines.as_bytes()).await?;
                }
                copy.finish().await?;
            }
            $crate::Tx::Postgres(_) => {}
        }
    }};
}
pub(crate) use insert_rows;

/// A value as `copy` reads it: text, with `\N` for null.
pub(crate) trait Field {
    /// Appends it to a line.
    fn write(&self, line: &mut String);
}

impl<T: Field> Field for Option<T> {
    fn write(&self, line: &mut String) {
        match self {
            Some(value) => value.write(line),
            None => line.push_str("\\N"),
        }
    }
}

impl Field for &str {
    fn write(&self, line: &mut String) {
        let mut rest = *self;
        // What would end a field or a line.
        while let Some(at) = rest.find(['\\', '\n', '\r', '\t']) {
            let (plain, special) = rest.split_at(at);
            line.push_str(plain);
            let mut letters = special.chars();
            line.push_str(match letters.next() {
                Some('\n') => "\\n",
                Some('\r') => "\\r",
                Some('\t') => "\\t",
                _ => "\\\\",
            });
            rest = letters.as_str();
        }
        line.push_str(rest);
    }
}

impl Field for i64 {
    fn write(&self, line: &mut String) {
        let _ = write!(line, "{self}");
    }
}

impl Field for bool {
    fn write(&self, line: &mut String) {
        line.push(if *self { 't' } else { 'f' });
    }
}

impl Field for DateTime<Utc> {
    fn write(&self, line: &mut String) {
        line.push_str(&self.to_rfc3339_opts(SecondsFormat::AutoSi, true));
    }
}

impl Field for NaiveDate {
    fn write(&self, line: &mut String) {
        let _ = write!(line, "{self}");
    }
}

impl<T: Serialize> Field for Json<T> {
    fn write(&self, line: &mut String) {
        // What cannot be serialized is refused by the database: it is no JSON.
        serde_json::to_string(&self.0).unwrap_or_default().as_str().write(line);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_in_a_text_ends_its_field() {
        let mut line = String::new();
        "a\tb\\N\nc\r\"é".write(&mut line);
        line.push('\t');
        None::<i64>.write(&mut line);
        assert_eq!(line, "a\\tb\\\\N\\nc\\r\"é\t\\N");
    }

    #[test]
    fn every_row_has_its_place_in_a_statement() {
        static STATEMENTS: Statements = Statements::new();
        let rows: Vec<usize> = (0..443).collect();
        let (mut rest, mut sizes) = (rows.as_slice(), Vec::new());
        while let Some((text, now, after)) = STATEMENTS.next("insert into t (a) values ", 1, rest) {
            assert_eq!(text.matches('?').count(), now.len());
            sizes.push(now.len());
            rest = after;
        }
        assert_eq!(sizes, [200, 200, 20, 20, 1, 1, 1]);
    }

    #[test]
    fn a_statement_has_a_mark_for_each_value() {
        assert_eq!(
            values("insert into t (a, b) values ", 2, 2),
            "insert into t (a, b) values (?,?),(?,?)"
        );
    }
}
