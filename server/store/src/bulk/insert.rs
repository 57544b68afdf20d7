//! Many rows at once: in `SQLite` as one statement of many rows, in `PostgreSQL` by `copy`, which spares it the reading
//! of statements. Constraints hold in both, and a row that breaks one ends the load.

use std::fmt::Write as _;

use chrono::{DateTime, NaiveDate, SecondsFormat, Utc};
use serde::Serialize;
use sqlx::PgConnection;
use sqlx::types::Json;

/// Rows of one statement. Enough that the way to the database does not count, and few enough that the statement stays
/// far below the variables an engine takes (32,766 in `SQLite`) and is prepared once for all full chunks.
pub(crate) const AT_ONCE: usize = 200;

/// The text of a statement of `rows` rows.
pub(crate) fn values(into: &str, columns: usize, rows: usize) -> String {
    let row = format!("({})", vec!["?"; columns].join(","));
    format!("{into}{}", vec![row; rows].join(","))
}

/// Sends lines to a `copy`.
pub(crate) async fn copy(
    connection: &mut PgConnection,
    statement: &str,
    lines: &str,
) -> sqlx::Result<()> {
    let mut copy = connection.copy_in_raw(statement).await?;
    if let Err(error) = copy.send(lines.as_bytes()).await {
        // The first error is the one to tell.
        let _ = copy.abort("the rows could not be sent").await;
        return Err(error);
    }
    copy.finish().await.map(|_| ())
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
        /// The statement of a full chunk: its text is long, and the same each time.
        static FULL: std::sync::OnceLock<String> = std::sync::OnceLock::new();
        match &mut $tx {
            $crate::Tx::Sqlite(transaction) => {
                for chunk in $rows.chunks($crate::bulk::AT_ONCE) {
                    let is_full = chunk.len() == $crate::bulk::AT_ONCE;
                    let text = || $crate::bulk::values(INTO, COLUMNS, chunk.len());
                    let mut query = if is_full {
                        sqlx::query::<sqlx::Sqlite>(FULL.get_or_init(text).as_str())
                    } else {
                        sqlx::query::<sqlx::Sqlite>(sqlx::AssertSqlSafe(text()))
                    };
                    for $row in chunk {
                        query = query.bind($value)$(.bind($next))*;
                    }
                    // A last chunk is unlike any other: keeping its statement would only fill the memory.
                    query.persistent(is_full).execute(&mut **transaction).await?;
                }
            }
            $crate::Tx::Postgres(transaction) => {
                let mut lines = String::new();
                for $row in $rows.iter() {
                    $crate::bulk::Field::write(&$value, &mut lines);
                    $(
                        lines.push('\t');
                        $crate::bulk::Field::write(&$next, &mut lines);
                    )*
                    lines.push('\n');
                }
                if !lines.is_empty() {
                    $crate::bulk::copy(&mut **transaction, COPY, &lines).await?;
                }
            }
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
    fn a_statement_has_a_mark_for_each_value() {
        assert_eq!(
            values("insert into t (a, b) values ", 2, 2),
            "insert into t (a, b) values (?,?),(?,?)"
        );
    }
}
