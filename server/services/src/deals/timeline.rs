//! What happened to a deal: talk, and changes in words.

use domain::format;
use domain::ids::StageId;
use domain::interaction::{TimelineEntry, TimelineWhat};
use domain::journal::{Change, Entity, Entry, FieldChange};
use domain::money::Cents;
use domain::opportunity::{Opportunity, Stage};
use serde_json::Value;
use store::{Tx, interactions, journal};

use crate::ServiceResult;

/// How far back the page looks, of each kind.
const LIMIT: i64 = 100;

/// A deal's last interactions and changes, newest first.
pub(super) async fn of_deal(
    tx: &mut Tx,
    deal: &Opportunity,
    stages: &[Stage],
) -> ServiceResult<Vec<TimelineEntry>> {
    let mut entries = interactions::of_opportunity(tx, deal.id, LIMIT).await?;
    let changes = journal::of_record(tx, Entity::Opportunity, deal.id.get(), None, LIMIT).await?;
    entries.extend(changes.into_iter().filter_map(|entry| change(entry, stages)));
    entries.sort_by_key(|entry| std::cmp::Reverse(entry.at));
    Ok(entries)
}

/// A change that people care about; what only follows from others is left out.
fn change(entry: Entry, stages: &[Stage]) -> Option<TimelineEntry> {
    let details: Vec<String> = match entry.change {
        Change::Create => Vec::new(),
        Change::Update | Change::Delete | Change::Restore => entry
            .changes
            .iter()
            .filter_map(|(field, change)| words(field, change, stages))
            .collect(),
    };
    if details.is_empty() && entry.change == Change::Update {
        return None;
    }
    let what = TimelineWhat::Change { label: entry.label, details, opportunity: None };
    Some(TimelineEntry { at: entry.at, who: entry.who, what })
}

/// How a field's value is said.
type Show = fn(&Value, &[Stage]) -> Option<String>;

/// A changed field in words; `None` for what follows from another field or means nothing to people.
fn words(field: &str, change: &FieldChange, stages: &[Stage]) -> Option<String> {
    let (name, show): (&str, Show) = match field {
        "name" => ("name", text),
        "stage_id" => ("stage", stage),
        "amount" => ("amount", amount),
        "expected_close_on" => ("expected close", text),
        "closed_on" => ("closed", text),
        "lost_reason" => ("reason", text),
        "next_step" => ("next step", text),
        "next_step_on" => ("next step by", text),
        "source" => ("source", text),
        _ => return None,
    };
    let side = |value: &Value| show(value, stages).unwrap_or_else(|| "none".to_owned());
    Some(format!("{name}: {} \u{2192} {}", side(&change.from), side(&change.to)))
}

fn text(value: &Value, _: &[Stage]) -> Option<String> {
    value.as_str().filter(|text| !text.is_empty()).map(str::to_owned)
}

fn amount(value: &Value, _: &[Stage]) -> Option<String> {
    value.as_i64().map(|cents| format::money(Cents(cents)))
}

fn stage(value: &Value, stages: &[Stage]) -> Option<String> {
    let id = StageId(value.as_i64()?);
    stages.iter().find(|stage| stage.id == id).map(|stage| stage.name.clone())
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_change_is_told_in_words_and_a_score_is_not_told() {
        let change = |from, to| FieldChange { from, to };
        let told = words("amount", &change(json!(100_000), json!(200_000)), &[]);
        assert_eq!(told.as_deref(), Some("amount: 1,000 \u{2192} 2,000"));
        let told = words("next_step", &change(json!(""), json!("Call")), &[]);
        assert_eq!(told.as_deref(), Some("next step: none \u{2192} Call"));
        assert_eq!(words("win", &change(json!(4_000), json!(5_000)), &[]), None);
    }
}
