//! What a file's columns are, from their heads and their values: a first plan, with how sure each guess is.

use std::collections::BTreeSet;

use domain::import::{ImportColumn, ImportEntity, ImportPlan, ImportSheet};

use super::heads::{self, PRESETS, Preset};
use super::names;
use super::table::Table;
use crate::import::names::plain;
use crate::import::sheet::Sheet;
use crate::import::values::{day, email, number, phone};

/// How many different values a column shows.
const SAMPLES: usize = 3;
/// How many rows are looked at to tell what a column holds.
const LOOKED_AT: usize = 500;

/// How sure a guess is, in percent: by a known export, by its head, by a part of its head, by its values.
const BY_PRESET: i64 = 99;
const BY_HEAD: i64 = 95;
const BY_PART: i64 = 60;
const BY_VALUES: i64 = 75;
/// A head that sounds right, over values that do not look like it.
const DOUBTED: i64 = 30;

/// What was guessed.
#[derive(Clone, Debug)]
pub(super) struct Guess {
    pub sheet: ImportSheet,
    pub plan: ImportPlan,
}

/// Guesses everything; `entity` where somebody has said what the rows are.
pub(super) fn guess(table: &Table, entity: Option<ImportEntity>) -> Guess {
    let sheet = &table.sheet;
    let preset = preset(&sheet.titles, entity);
    let entity = entity.or(preset.map(|preset| preset.entity)).unwrap_or_else(|| likeliest(sheet));
    let guesses = columns(sheet, entity, preset);
    let columns = (0_usize..)
        .zip(&sheet.titles)
        .zip(&guesses)
        .map(|((place, title), (_, confidence))| column(sheet, place, title, *confidence))
        .collect();
    let fields: Vec<String> = guesses.iter().map(|(field, _)| (*field).to_owned()).collect();
    let key = entity
        .keys()
        .iter()
        .map(|key| key.key)
        .find(|key| can_tell(entity, key, &fields))
        .or(entity.keys().last().map(|key| key.key))
        .unwrap_or_default();
    Guess {
        sheet: ImportSheet {
            format: table.format.clone(),
            origin: preset.map_or("", |preset| preset.origin).to_owned(),
            columns,
        },
        plan: ImportPlan {
            entity,
            notations: vec![String::new(); fields.len()],
            columns: fields,
            key: key.to_owned(),
            ..ImportPlan::default()
        },
    }
}

/// Whether rows with these fields can be told apart by this key.
pub(super) fn can_tell(entity: ImportEntity, key: &str, fields: &[String]) -> bool {
    let has = |field: &str| fields.iter().any(|known| known == field);
    match (entity, key) {
        (_, "name_company") => (has("name") || has("last_name")) && has("company"),
        (_, "what_when") => true,
        (_, key) => has(key),
    }
}

/// The known export that this file looks like: all of its marks are there.
fn preset(titles: &[String], entity: Option<ImportEntity>) -> Option<&'static Preset> {
    let heads: BTreeSet<String> = titles.iter().map(|title| plain(title)).collect();
    PRESETS
        .iter()
        .filter(|preset| entity.is_none_or(|entity| preset.entity == entity))
        .find(|preset| preset.marks.iter().all(|mark| heads.contains(&plain(mark))))
}

/// The entity of which the most columns are found; of equals the first.
fn likeliest(sheet: &Sheet) -> ImportEntity {
    let score = |entity: &ImportEntity| -> i64 {
        let found = columns(sheet, *entity, None);
        let weight = |(field, confidence): &(&str, i64)| match *field {
            "" => 0,
            field if heads::is_telling(*entity, field) => confidence * 3,
            _ => *confidence,
        };
        found.iter().map(weight).sum()
    };
    let all = ImportEntity::ALL.iter().rev();
    all.max_by_key(|entity| score(entity)).copied().unwrap_or(ImportEntity::Lead)
}

/// For each column the field it is read as (empty: none), and how sure that is. No field is read from two columns.
fn columns(
    sheet: &Sheet,
    entity: ImportEntity,
    preset: Option<&Preset>,
) -> Vec<(&'static str, i64)> {
    let mut offers: Vec<(i64, usize, &'static str)> = Vec::new();
    for (place, title) in sheet.titles.iter().enumerate() {
        for (field, confidence) in offers_of(sheet, place, title, entity, preset) {
            offers.push((confidence, place, field));
        }
    }
    // The surest first; of equals the one that stands first.
    offers.sort_by(|a, b| b.0.cmp(&a.0).then(a.1.cmp(&b.1)));
    let mut found = vec![("", 0); sheet.titles.len()];
    let mut taken = BTreeSet::new();
    for (confidence, place, field) in offers {
        let Some(slot) = found.get_mut(place) else { continue };
        if slot.0.is_empty() && taken.insert(field) {
            *slot = (field, confidence);
        }
    }
    // The parts of a name are worth nothing beside the whole of it.
    if taken.contains("name") && entity == ImportEntity::Lead {
        for slot in found.iter_mut().filter(|slot| matches!(slot.0, "first_name" | "last_name")) {
            *slot = ("", 0);
        }
    }
    found
}

fn offers_of(
    sheet: &Sheet,
    place: usize,
    title: &str,
    entity: ImportEntity,
    preset: Option<&Preset>,
) -> Vec<(&'static str, i64)> {
    let head = plain(title);
    if let Some(preset) = preset {
        let known = preset.columns.iter().find(|(known, _)| plain(known) == head);
        if let Some((_, field)) = known {
            return if field.is_empty() { Vec::new() } else { vec![(*field, BY_PRESET)] };
        }
    }
    let mut offers = Vec::new();
    for field in entity.fields() {
        let names: Vec<&str> = names::names(entity, field.key).collect();
        let exact = plain(field.key) == head
            || plain(field.label) == head
            || names.contains(&head.as_str());
        let part = || names.iter().any(|name| name.len() >= 4 && head.contains(name));
        let confidence = if exact {
            BY_HEAD
        } else if part() {
            BY_PART
        } else {
            continue;
        };
        let fits = looks_like(sheet, place, field.key);
        offers.push((field.key, if fits { confidence } else { DOUBTED }));
    }
    if offers.is_empty() {
        let by_values = ["email", "phone"].into_iter().filter(|field| {
            entity.fields().iter().any(|known| known.key == *field) && holds(sheet, place, field)
        });
        offers.extend(by_values.map(|field| (field, BY_VALUES)));
    }
    offers
}

fn values(sheet: &Sheet, place: usize) -> impl Iterator<Item = &str> {
    sheet
        .rows
        .iter()
        .filter_map(move |row| row.cells.get(place))
        .map(String::as_str)
        .filter(|cell| !cell.is_empty())
}

/// Whether nothing in the column speaks against its being this field.
fn looks_like(sheet: &Sheet, place: usize, field: &str) -> bool {
    let mut any = values(sheet, place).take(LOOKED_AT).peekable();
    if any.peek().is_none() {
        return true;
    }
    match field {
        "email" | "lead_email" | "phone" | "amount" | "budget" | "annual_revenue" | "employees"
        | "created_at" | "expected_close_on" | "closed_on" | "at" | "due_at" | "completed_at" => {
            holds(sheet, place, field)
        }
        _ => true,
    }
}

/// Whether at least half of a column's values are of the kind a field wants: a short file may be half slips.
fn holds(sheet: &Sheet, place: usize, field: &str) -> bool {
    let is = |value: &str| match field {
        "email" | "lead_email" => email::read(value).is_some(),
        "phone" => {
            let digits = phone::digits(value).len();
            let marks = value.chars().filter(|letter| letter.is_alphabetic()).count();
            (6..=18).contains(&digits) && marks <= 4 && day::read(value, None).is_none()
        }
        "amount" | "budget" | "annual_revenue" | "employees" => {
            [number::Mark::Point, number::Mark::Comma]
                .into_iter()
                .any(|mark| number::hundredths(value, Some(mark)).is_some())
        }
        _ => [day::Order::DayFirst, day::Order::MonthFirst]
            .into_iter()
            .any(|order| day::read(value, Some(order)).is_some()),
    };
    let (mut all, mut good) = (0_usize, 0_usize);
    for value in values(sheet, place).take(LOOKED_AT) {
        all += 1;
        good += usize::from(is(value));
    }
    all > 0 && good * 2 >= all
}

fn column(sheet: &Sheet, place: usize, title: &str, confidence: i64) -> ImportColumn {
    let mut samples: Vec<String> = Vec::new();
    let mut filled = 0;
    for value in values(sheet, place) {
        filled += 1;
        if samples.len() < SAMPLES && !samples.iter().any(|sample| sample == value) {
            samples.push(value.chars().take(80).collect());
        }
    }
    ImportColumn { title: title.to_owned(), samples, filled, confidence }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn guessed(text: &str) -> Guess {
        let sheet = Sheet::read(text).unwrap();
        guess(&Table { sheet, format: String::new() }, None)
    }

    #[test]
    fn exports_of_other_programs_are_known_by_their_heads() {
        for (text, origin, entity, columns) in [
            (
                "Record ID,First Name,Last Name,Email,Phone Number,Contact owner,Lead Status,Create Date\n1,A,B,a@b.co,,,,\n",
                "HubSpot contacts",
                ImportEntity::Lead,
                "external_key,first_name,last_name,email,phone,owner,status,created_at",
            ),
            (
                "ID,NAME,STAGENAME,AMOUNT,CLOSEDATE,NEXTSTEP,LEADSOURCE\n6,N,Proposal,5.0,2026-01-02,,\n",
                "Salesforce opportunities",
                ImportEntity::Deal,
                "external_key,name,stage,amount,expected_close_on,next_step,source",
            ),
            (
                "Person - Name,Person - Email - Work,Person - Phone - Work,Person - Organization,Person - Owner\nA,a@b.co,,,\n",
                "Pipedrive people",
                ImportEntity::Lead,
                "name,email,phone,company,owner",
            ),
            (
                "Record Id,Deal Name,Deal Owner,Account Name,Stage,Amount,Closing Date\n1,D,,,Proposal,5,2026-01-02\n",
                "Zoho deals",
                ImportEntity::Deal,
                "external_key,name,owner,company,stage,amount,expected_close_on",
            ),
            (
                "External ID,Opportunity,Expected Revenue,Customer,Salesperson,Stage\nx,O,5,,,New\n",
                "Odoo opportunities",
                ImportEntity::Deal,
                "external_key,name,amount,company,owner,stage",
            ),
        ] {
            let guess = guessed(text);
            assert_eq!(guess.sheet.origin, origin);
            assert_eq!(
                (guess.plan.entity, guess.plan.columns.join(",").as_str()),
                (entity, columns),
                "{origin}"
            );
            let key = if columns.contains("external_key") { "external_key" } else { "email" };
            assert_eq!(guess.plan.key, key, "{origin}");
        }
    }

    #[test]
    fn other_files_are_known_by_heads_and_values() {
        let guess = guessed("Vorname;Nachname;Kontakt;Firma\nAna;Sol;ana@acme.example;Acme\n");
        assert_eq!(guess.plan.entity, ImportEntity::Lead);
        assert_eq!(guess.plan.columns, ["first_name", "last_name", "email", "company"]);
        let confidence: Vec<i64> =
            guess.sheet.columns.iter().map(|column| column.confidence).collect();
        assert_eq!(confidence, [95, 95, 75, 95]);
        let short = guessed("Name,Email\nAna Sol,ana@acme.example\nBo Ek,nowhere\n");
        assert_eq!((short.plan.entity, short.plan.key.as_str()), (ImportEntity::Lead, "email"));
        let companies = guessed("Company,Website,Annual revenue\nAcme,acme.example,1000\n");
        assert_eq!(companies.plan.entity, ImportEntity::Company);
        assert_eq!(companies.plan.key, "domain");
        let tasks = guessed("Task,Due date,Assigned to\nCall back,2026-01-02,Ana\n");
        assert_eq!(tasks.plan.entity, ImportEntity::Task);
    }
}
