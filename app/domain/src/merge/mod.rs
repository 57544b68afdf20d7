//! Two records that are one: field by field, which value the kept record has afterwards.
//!
//! A record is seen as its fields by name, as the journal names them, so that leads and companies go the same way.
//! What is absent: what moves from one record to the other, which is the use case's.

mod view;

use serde_json::{Map, Value};

pub use view::*;

use crate::journal::Entity;
use crate::lead::{Lead, LeadStatus};

/// A field that people choose a value for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Field {
    /// Its name in the record.
    pub key: &'static str,
    /// Its name on the page.
    pub label: &'static str,
    rule: Rule,
}

/// Which value is suggested where both records have one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Rule {
    /// The fuller of two texts, otherwise that of the newer record.
    Fuller,
    /// That of the kept record: it says how things began, or who is in charge.
    Kept,
    /// The one further on in this order.
    Further(&'static [&'static str]),
    /// Yes, when either says so.
    EitherYes,
    /// Both lists as one.
    United,
}

const fn field(key: &'static str, label: &'static str, rule: Rule) -> Field {
    Field { key, label, rule }
}

const LEAD: &[Field] = &[
    field("name", "Full name", Rule::Fuller),
    field("email", "Email", Rule::Fuller),
    field("phone", "Phone", Rule::Fuller),
    field("job_title", "Job title", Rule::Fuller),
    field("company_id", "Company", Rule::Fuller),
    field("owner_id", "Owner", Rule::Kept),
    field(
        "status",
        "Status",
        Rule::Further(&[
            "disqualified",
            "new",
            "contacted",
            "qualified",
            "opportunity",
            "customer",
        ]),
    ),
    field("source", "Source", Rule::Kept),
    field("country", "Country", Rule::Fuller),
    field("city", "City", Rule::Fuller),
    field("preferred_contact_method", "Likes to be reached by", Rule::Fuller),
    field("preferred_contact_time", "Best time", Rule::Fuller),
    field("pain_points", "Need", Rule::United),
    field("interests", "Interested in", Rule::United),
    field("decision_makers", "Who else decides", Rule::United),
    field("budget", "Budget", Rule::Fuller),
    field("budget_range", "Budget in words", Rule::Fuller),
    field("decision_timeline", "Decides by", Rule::Fuller),
    field(
        "authority",
        "Say in buying",
        Rule::Further(&["unknown", "user", "influencer", "decider"]),
    ),
    field(
        "qualification_status",
        "Qualification",
        Rule::Further(&["unqualified", "in_progress", "qualified"]),
    ),
    field("do_not_contact", "Asked not to be contacted", Rule::EitherYes),
];

const COMPANY: &[Field] = &[
    field("name", "Name", Rule::Fuller),
    field("domain", "Domain", Rule::Fuller),
    field("industry", "Industry", Rule::Fuller),
    field("employees", "People there", Rule::Fuller),
    field("annual_revenue", "Yearly revenue", Rule::Fuller),
    field("founded_year", "Founded", Rule::Fuller),
    field("country", "Country", Rule::Fuller),
    field("city", "City", Rule::Fuller),
    field("parent_name", "Part of", Rule::Fuller),
    field("technologies", "Works with", Rule::United),
    field("owner_id", "Owner", Rule::Kept),
];

/// The fields of such a record that people choose values for; none of what is not merged.
#[must_use]
pub const fn fields(entity: Entity) -> &'static [Field] {
    match entity {
        Entity::Lead => LEAD,
        Entity::Company => COMPANY,
        _ => &[],
    }
}

/// Whether a value says nothing.
#[must_use]
pub fn is_empty(value: &Value) -> bool {
    match value {
        Value::Null | Value::Bool(false) => true,
        Value::String(text) => text.trim().is_empty() || text == "unknown",
        Value::Array(items) => items.is_empty(),
        _ => false,
    }
}

impl Field {
    /// Whether both values can be kept together.
    #[must_use]
    pub fn is_list(&self) -> bool {
        self.rule == Rule::United
    }

    /// The value suggested; `other_is_newer` says which record came later.
    #[must_use]
    pub fn suggested(&self, kept: &Value, other: &Value, other_is_newer: bool) -> Pick {
        match (is_empty(kept), is_empty(other)) {
            (_, true) => return Pick::Kept,
            (true, false) => return Pick::Other,
            (false, false) => {}
        }
        let other_wins = match self.rule {
            Rule::United => return Pick::Both,
            Rule::Kept | Rule::EitherYes => false,
            Rule::Further(order) => place(order, other) > place(order, kept),
            Rule::Fuller => match (kept.as_str().map(folded), other.as_str().map(folded)) {
                (Some(kept), Some(other)) if kept.contains(&other) => false,
                (Some(kept), Some(other)) if other.contains(&kept) => true,
                _ => other_is_newer,
            },
        };
        if other_wins { Pick::Other } else { Pick::Kept }
    }
}

fn place(order: &[&str], value: &Value) -> Option<usize> {
    order.iter().position(|word| value.as_str() == Some(word))
}

fn folded(text: &str) -> String {
    text.trim().to_lowercase()
}

/// All fields of the kept record after the merge; what nobody chooses a value for stays as it is.
#[must_use]
pub fn merged(
    entity: Entity,
    kept: &Map<String, Value>,
    other: &Map<String, Value>,
    pick: impl Fn(&Field) -> Pick,
) -> Map<String, Value> {
    let mut after = kept.clone();
    for field in fields(entity) {
        let Some(theirs) = other.get(field.key) else { continue };
        match (pick(field), after.get_mut(field.key)) {
            (Pick::Other, Some(value)) => *value = theirs.clone(),
            (Pick::Both, Some(Value::Array(items))) => {
                for item in theirs.as_array().into_iter().flatten() {
                    if !items.contains(item) {
                        items.push(item.clone());
                    }
                }
            }
            _ => {}
        }
    }
    after
}

/// What follows from the merge of two leads beyond the values that were chosen: how far they came, what is planned.
/// Dates of contact are the caller's, which has both timelines together.
#[must_use]
pub fn settle(chosen: Lead, kept: &Lead, other: &Lead) -> Lead {
    let from = if chosen.status == kept.status { kept } else { other };
    let earliest = match (kept.next_follow_up_at, other.next_follow_up_at) {
        (Some(a), Some(b)) => Some(a.min(b)),
        (a, b) => a.or(b),
    };
    let is_out = chosen.status == LeadStatus::Disqualified;
    Lead {
        furthest_status: kept.furthest_status.max(other.furthest_status),
        status_entered_at: from.status_entered_at,
        disqualified_reason: from.disqualified_reason.clone().filter(|_| is_out),
        next_follow_up_at: earliest,
        snoozed_until: kept.snoozed_until.zip(other.snoozed_until).map(|(a, b)| a.min(b)),
        total_interactions: kept.total_interactions + other.total_interactions,
        ..chosen
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn map(value: Value) -> Map<String, Value> {
        match value {
            Value::Object(map) => map,
            _ => panic!("no object"),
        }
    }

    fn suggested(key: &str, kept: Value, other: Value, newer: bool) -> Pick {
        let field = LEAD.iter().find(|field| field.key == key).unwrap();
        field.suggested(&kept, &other, newer)
    }

    #[test]
    fn the_fuller_value_is_suggested_and_of_two_the_newer() {
        assert_eq!(suggested("phone", Value::Null, json!("1"), false), Pick::Other);
        assert_eq!(suggested("phone", json!("1"), Value::Null, true), Pick::Kept);
        assert_eq!(suggested("name", json!("Zoe"), json!("Zoe Quist"), false), Pick::Other);
        assert_eq!(suggested("name", json!("Zoe Quist"), json!("zoe"), true), Pick::Kept);
        assert_eq!(suggested("email", json!("a@x"), json!("b@x"), true), Pick::Other);
        assert_eq!(suggested("email", json!("a@x"), json!("b@x"), false), Pick::Kept);
    }

    #[test]
    fn how_far_they_came_and_a_wish_not_to_be_contacted_are_not_lost() {
        assert_eq!(suggested("status", json!("new"), json!("customer"), false), Pick::Other);
        assert_eq!(
            suggested("status", json!("qualified"), json!("disqualified"), true),
            Pick::Kept
        );
        assert_eq!(suggested("do_not_contact", json!(false), json!(true), false), Pick::Other);
        assert_eq!(suggested("owner_id", json!(1), json!(2), true), Pick::Kept);
    }

    #[test]
    fn the_kept_record_has_what_was_chosen_and_lists_together() {
        let kept = map(json!({"name": "Zo", "pain_points": ["a"], "id": 1, "external_key": "k"}));
        let other =
            map(json!({"name": "Zoe", "pain_points": ["b", "a"], "id": 2, "external_key": "l"}));
        let after = merged(Entity::Lead, &kept, &other, |field| {
            if field.is_list() { Pick::Both } else { Pick::Other }
        });
        let expected =
            json!({"name": "Zoe", "pain_points": ["a", "b"], "id": 1, "external_key": "k"});
        assert_eq!(Value::Object(after), expected);
    }

    #[test]
    fn a_merged_lead_came_as_far_as_either_and_is_come_back_to_at_the_earlier_time() {
        let at = |day: u32| chrono::DateTime::UNIX_EPOCH + chrono::Duration::days(day.into());
        let one = Lead { next_follow_up_at: Some(at(9)), ..Lead::new(1.into(), "a", "x", at(0)) };
        let two = Lead {
            status: LeadStatus::Contacted,
            furthest_status: LeadStatus::Customer,
            status_entered_at: at(3),
            next_follow_up_at: Some(at(5)),
            total_interactions: 4,
            ..one.clone()
        };
        let after = settle(Lead { status: LeadStatus::Contacted, ..one.clone() }, &one, &two);
        assert_eq!(after.furthest_status, LeadStatus::Customer);
        assert_eq!((after.status_entered_at, after.total_interactions), (at(3), 4));
        assert_eq!(after.next_follow_up_at, Some(at(5)));
    }
}
