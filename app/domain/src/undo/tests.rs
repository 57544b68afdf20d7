use serde_json::json;

use super::*;
use crate::journal::diff;

fn step(entity: Entity, change: Change, before: Value, after: Value) -> Step {
    let changes = diff(Some(&before), &after);
    Step { entity, entity_id: 7, change, changes }
}

fn present(fields: Value) -> Present {
    match fields {
        Value::Object(fields) => Present { fields, is_deleted: false },
        _ => panic!("no object"),
    }
}

fn one(steps: Vec<Step>) -> Past {
    let mut all = fold(steps);
    assert_eq!(all.len(), 1);
    all.remove(0)
}

fn nobody(_: &str) -> Option<Choice> {
    None
}

#[test]
fn the_entries_of_a_unit_add_up_record_by_record() {
    let past = one(vec![
        step(
            Entity::Task,
            Change::Update,
            json!({"title": "a", "notes": ""}),
            json!({"title": "b", "notes": "x"}),
        ),
        step(
            Entity::Task,
            Change::Update,
            json!({"title": "b", "notes": "x"}),
            json!({"title": "c", "notes": ""}),
        ),
    ]);
    assert_eq!(past.fate, None);
    assert_eq!(past.fields.keys().collect::<Vec<_>>(), ["title"]);
    assert_eq!((&past.fields["title"].from, &past.fields["title"].to), (&json!("a"), &json!("c")));
}

#[test]
fn what_nobody_touched_since_is_put_back_without_asking() {
    let past = one(vec![step(
        Entity::Opportunity,
        Change::Update,
        json!({"amount": 1, "win": 10, "name": "x"}),
        json!({"amount": 2, "win": 20, "name": "x"}),
    )]);
    let now = present(json!({"amount": 2, "win": 35, "name": "renamed"}));
    let (write, clashes) = decide(&past, &now, nobody);
    assert!(clashes.is_empty());
    assert_eq!(
        Value::Object(write.fields.unwrap()),
        json!({"amount": 1, "win": 35, "name": "renamed"})
    );
}

#[test]
fn a_stage_and_what_came_with_it_are_asked_about_once_and_move_together() {
    let past = one(vec![step(
        Entity::Opportunity,
        Change::Update,
        json!({"stage_id": 1, "probability": 10, "stage_entered_at": "mon"}),
        json!({"stage_id": 2, "probability": 20, "stage_entered_at": "tue"}),
    )]);
    let now = present(json!({"stage_id": 3, "probability": 30, "stage_entered_at": "wed"}));
    let (_, clashes) = decide(&past, &now, nobody);
    assert_eq!(clashes.len(), 1);
    assert_eq!(clashes[0].key, "stage_id");
    let shown: Vec<&str> = clashes[0].lines.iter().map(|line| line.field.as_str()).collect();
    assert_eq!(shown, ["probability", "stage_id"]);

    let (kept, none) = decide(&past, &now, |_| Some(Choice::Keep));
    assert!(none.is_empty() && kept.fields.is_none());
    let (back, none) = decide(&past, &now, |_| Some(Choice::PutBack));
    assert!(none.is_empty());
    let expected = json!({"stage_id": 1, "probability": 10, "stage_entered_at": "mon"});
    assert_eq!(Value::Object(back.fields.unwrap()), expected);
}

#[test]
fn a_count_loses_what_the_unit_added_and_the_last_contact_of_somebody_else_stays() {
    let past = one(vec![step(
        Entity::Lead,
        Change::Update,
        json!({"total_interactions": 1, "last_contacted_at": "mon"}),
        json!({"total_interactions": 2, "last_contacted_at": "tue"}),
    )]);
    let now = present(json!({"total_interactions": 5, "last_contacted_at": "fri"}));
    let (write, clashes) = decide(&past, &now, nobody);
    assert!(clashes.is_empty());
    let expected = json!({"total_interactions": 4, "last_contacted_at": "fri"});
    assert_eq!(Value::Object(write.fields.unwrap()), expected);
}

#[test]
fn what_a_unit_made_goes_to_the_trash_and_is_asked_about_when_somebody_worked_on_it() {
    let record = json!({"name": "Zoe", "status": "new", "total_interactions": 0});
    let past = one(vec![step(Entity::Lead, Change::Create, json!({}), record.clone())]);
    let (write, clashes) = decide(&past, &present(record), nobody);
    assert_eq!((write.place, clashes.len()), (Some(Place::Trash), 0));

    let worked = present(json!({"name": "Zoe", "status": "contacted", "total_interactions": 1}));
    let (write, clashes) = decide(&past, &worked, nobody);
    assert_eq!((write.place, clashes[0].key.as_str(), clashes[0].lines.len()), (None, WHOLE, 2));
    let (write, _) = decide(&past, &worked, |_| Some(Choice::PutBack));
    assert_eq!(write.place, Some(Place::Trash));
    let (write, clashes) = decide(&past, &worked, |_| Some(Choice::Keep));
    assert_eq!((write, clashes.len()), (Reversal::default(), 0));
}

#[test]
fn the_way_into_the_trash_leads_back_and_fields_in_there_are_left_alone() {
    let gone = Present { is_deleted: true, ..present(json!({"name": "Zoe"})) };
    let past = one(vec![step(Entity::Lead, Change::Delete, json!({}), json!({}))]);
    assert_eq!(decide(&past, &gone, nobody).0.place, Some(Place::Living));
    assert_eq!(decide(&past, &present(json!({})), nobody).0, Reversal::default());
    let renamed = one(vec![step(
        Entity::Lead,
        Change::Update,
        json!({"name": "Zo"}),
        json!({"name": "Zoe"}),
    )]);
    assert!(decide(&renamed, &gone, nobody).0.is_out_of_reach);
}

#[test]
fn only_figures_that_follow_are_nothing_to_take_back() {
    let scored =
        step(Entity::Lead, Change::Update, json!({"lead_score": 1}), json!({"lead_score": 2}));
    assert!(!one(vec![scored]).says_something());
}
