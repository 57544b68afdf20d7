//! What the journal says of a record that an import of everything brought.

use domain::journal::Entity;
use serde_json::{Map, Value};
use store::archive::{Cell, Row, Table};

/// What follows from other fields, and is no part of a record's face.
const DERIVED: &[&str] = &[
    "updated_at",
    "win_low_bp",
    "win_high_bp",
    "win_reasons",
    "win_scored_at",
    "lead_score",
    "lead_grade",
    "behaviour_score",
    "demographic_score",
    "fit_score",
    "engagement_score",
    "score_reasons",
    "scored_at",
];

/// The kind of record a table holds, where the journal has entries of its own about it.
pub(super) fn entity(table: &str) -> Option<Entity> {
    Some(match table {
        "app_user" => Entity::User,
        "team" => Entity::Team,
        "company" => Entity::Company,
        "lead" => Entity::Lead,
        "interaction" => Entity::Interaction,
        "opportunity" => Entity::Opportunity,
        "pipeline" => Entity::Pipeline,
        "task" => Entity::Task,
        "product" => Entity::Product,
        "trainer" => Entity::Trainer,
        "batch" => Entity::Batch,
        "learner" => Entity::Learner,
        "enrolment" => Entity::Enrolment,
        "campaign" => Entity::Campaign,
        "web_form" => Entity::WebForm,
        "quota" => Entity::Quota,
        _ => return None,
    })
}

/// A record's key and its fields, named as in every other entry: without the unit a column's name ends with.
pub(super) fn face(table: &Table, row: &Row) -> Option<(i64, Value)> {
    let Some(Cell::Int(id)) = table.position("id").and_then(|place| row.get(place)) else {
        return None;
    };
    let fields = table
        .columns
        .iter()
        .zip(row)
        .filter(|(column, _)| !DERIVED.contains(&column.name.as_str()))
        .map(|(column, cell)| {
            let name = column.name.strip_suffix("_cents").or(column.name.strip_suffix("_bp"));
            (name.unwrap_or(&column.name).to_owned(), cell.clone().into_json())
        });
    Some((*id, Value::Object(fields.collect::<Map<String, Value>>())))
}
