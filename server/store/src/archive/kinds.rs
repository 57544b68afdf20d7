//! What a text of `SQLite` means: it keeps times, days and JSON as text alike.
//!
//! Both engines' migrations make the same tables, and those of `PostgreSQL` name the types. They are part of this
//! program, so they are asked.

use std::collections::BTreeMap;

use super::Kind;

/// Kinds by table and column, as far as the engines spell them differently.
pub(super) type Kinds = BTreeMap<(String, String), Kind>;

/// Reads migrations in their order.
pub(super) fn read<'a>(migrations: impl IntoIterator<Item = &'a str>) -> Kinds {
    let mut kinds = Kinds::new();
    for migration in migrations {
        let code: Vec<&str> =
            migration.lines().map(|line| line.split("--").next().unwrap_or_default()).collect();
        for statement in code.join("\n").split(';') {
            let words: Vec<&str> = statement.split_whitespace().collect();
            match words.as_slice() {
                ["create", "table", table, columns @ ..] => note(&mut kinds, table, columns),
                ["alter", "table", table, "rename", "to", name] => rename(&mut kinds, table, name),
                ["alter", "table", table, changes @ ..] => note(&mut kinds, table, changes),
                _ => {}
            }
        }
    }
    kinds
}

/// A column's name stands before its type.
fn note(kinds: &mut Kinds, table: &str, words: &[&str]) {
    for pair in words.windows(2) {
        let [name, word] = pair else { continue };
        let kind = match word.trim_end_matches([',', ')']) {
            "timestamptz" => Kind::At,
            "date" => Kind::On,
            "boolean" => Kind::Bool,
            "jsonb" => Kind::Json,
            _ => continue,
        };
        kinds.insert((table.to_owned(), name.trim_start_matches('(').to_owned()), kind);
    }
}

/// A table that takes another's name takes its place.
fn rename(kinds: &mut Kinds, table: &str, name: &str) {
    kinds.retain(|(known, _), _| known != name);
    let moved: Vec<_> = kinds.keys().filter(|(known, _)| known == table).cloned().collect();
    for key in moved {
        if let Some(kind) = kinds.remove(&key) {
            kinds.insert((name.to_owned(), key.1), kind);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn types_are_read_through_changes_and_new_names() {
        let kinds = read([
            "create table a (\n  id bigint,\n  value jsonb not null -- at date\n);",
            "alter table a add column due_on date;\ncreate table a_new (id bigint, value text, at timestamptz);",
            "drop table a;\nalter table a_new rename to a;",
        ]);
        let key = |column: &str| ("a".to_owned(), column.to_owned());
        assert_eq!(kinds, Kinds::from([(key("at"), Kind::At)]));
    }
}
