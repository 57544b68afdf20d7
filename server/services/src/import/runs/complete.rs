//! From a guess to a plan that can run: how days and numbers are written, and what words stand for.

use std::collections::BTreeMap;

use domain::import::{ImportEntity, ImportPlan, ImportQuestion, Meaning, MeaningAsked};
use domain::interaction::{Direction, InteractionKind, Outcome};
use domain::lead::{Authority, LeadStatus};
use domain::task::{TaskKind, TaskStatus};

use super::world::World;
use crate::import::names::{Book, Found, plain};
use crate::import::sheet::Sheet;
use crate::import::values::Settled;
use crate::import::values::day::{self, Order};
use crate::import::values::number::{self, Mark};

/// How many different values of a column a person is asked about. A column of more is no column of words.
const MOST_ASKED: usize = 60;

/// What is still to be said about a plan.
#[derive(Clone, Debug, Default)]
pub(super) struct Asked {
    pub questions: Vec<ImportQuestion>,
    pub meanings: Vec<MeaningAsked>,
}

/// Fills in what the file itself tells, and says what it does not.
pub(super) fn complete(sheet: &Sheet, plan: &mut ImportPlan, world: &World) -> Asked {
    plan.columns.resize(sheet.titles.len(), String::new());
    plan.notations.resize(sheet.titles.len(), String::new());
    let mut asked = Asked::default();
    for place in 0..sheet.titles.len() {
        asked.questions.extend(settle(sheet, plan, place));
    }
    asked.meanings = meanings(sheet, plan, world);
    plan.meanings = asked.meanings.iter().map(|asked| asked.meaning.clone()).collect();
    asked
}

fn cells(sheet: &Sheet, place: usize) -> impl Iterator<Item = &str> {
    sheet.rows.iter().filter_map(move |row| row.cells.get(place)).map(String::as_str)
}

/// What a field's cells are written in.
enum Written {
    Day,
    Number,
    Other,
}

fn written(field: &str) -> Written {
    match field {
        "created_at" | "expected_close_on" | "closed_on" | "at" | "due_at" | "completed_at" => {
            Written::Day
        }
        "employees" | "annual_revenue" | "budget" | "amount" | "minutes" => Written::Number,
        _ => Written::Other,
    }
}

/// Settles how a column is written; a question where the column does not tell and nobody has said it.
fn settle(sheet: &Sheet, plan: &mut ImportPlan, place: usize) -> Option<ImportQuestion> {
    let title = sheet.titles.get(place)?;
    let field = plan.columns.get(place)?;
    let said = plan.notations.get(place)?.clone();
    let (notation, question) = match written(field) {
        Written::Day => match (Order::of(&said), day::settle(cells(sheet, place))) {
            (Some(order), _) | (None, Settled::By(order)) => (order.as_str(), None),
            (None, Settled::Clear) => ("", None),
            (None, Settled::Open(example)) => ("", Some(ask_day(title, place, &example))),
        },
        Written::Number => match (Mark::of(&said), number::settle(cells(sheet, place))) {
            (Some(mark), _) | (None, Settled::By(mark)) => (mark.as_str(), None),
            (None, Settled::Clear) => ("", None),
            (None, Settled::Open(example)) => ("", Some(ask_number(title, place, &example))),
        },
        Written::Other => ("", None),
    };
    notation.clone_into(plan.notations.get_mut(place)?);
    question
}

fn ask_day(title: &str, place: usize, example: &str) -> ImportQuestion {
    let shown = |order| {
        day::read(example, Some(order))
            .map_or_else(String::new, |moment| moment.day.format("%-d %B %Y").to_string())
    };
    ImportQuestion {
        column: Some(place),
        text: format!("{title}: which day is {example}?"),
        answers: [Order::DayFirst, Order::MonthFirst]
            .map(|order| (order.as_str().to_owned(), shown(order)))
            .into(),
    }
}

fn ask_number(title: &str, place: usize, example: &str) -> ImportQuestion {
    let shown = |mark| {
        number::hundredths(example, Some(mark)).map_or_else(String::new, |hundredths| {
            domain::format::money_exact(domain::money::Cents(hundredths))
        })
    };
    ImportQuestion {
        column: Some(place),
        text: format!("{title}: how much is {example}?"),
        answers: [Mark::Point, Mark::Comma]
            .map(|mark| (mark.as_str().to_owned(), shown(mark)))
            .into(),
    }
}

/// The words a field's cells may stand for; `None` for a field of free text.
fn choices(entity: ImportEntity, field: &str, world: &World) -> Option<Vec<String>> {
    let labels = |labels: Vec<&'static str>| Some(labels.into_iter().map(str::to_owned).collect());
    match (entity, field) {
        (_, "owner") => Some(world.owner_names.clone()),
        (_, "product") => Some(world.product_names.clone()),
        (_, "stage") => Some(world.stage_names.clone()),
        (ImportEntity::Lead, "status") => {
            labels(LeadStatus::ALL.iter().map(|word| word.label()).collect())
        }
        (ImportEntity::Lead, "authority") => {
            labels(Authority::ALL.iter().map(|word| word.as_str()).collect())
        }
        (ImportEntity::Task, "status") => {
            labels(TaskStatus::ALL.iter().map(|word| word.as_str()).collect())
        }
        (ImportEntity::Task, "kind") => {
            labels(TaskKind::ALL.iter().map(|word| word.as_str()).collect())
        }
        (ImportEntity::Interaction, "kind") => {
            labels(InteractionKind::ALL.iter().map(|word| word.as_str()).collect())
        }
        (ImportEntity::Interaction, "direction") => {
            labels(Direction::ALL.iter().map(|word| word.as_str()).collect())
        }
        (ImportEntity::Interaction, "outcome") => {
            labels(Outcome::ALL.iter().map(|word| word.as_str()).collect())
        }
        _ => None,
    }
}

/// The values that are written otherwise than here, with what was said of them, or else what they are likely to mean.
fn meanings(sheet: &Sheet, plan: &ImportPlan, world: &World) -> Vec<MeaningAsked> {
    let mut asked = Vec::new();
    for (place, field) in plan.columns.iter().enumerate() {
        let Some(choices) = choices(plan.entity, field, world) else { continue };
        let book = Book::new(choices.iter().map(|choice| (choice.clone(), ())));
        let mut counts: BTreeMap<&str, i64> = BTreeMap::new();
        for cell in cells(sheet, place).filter(|cell| !cell.is_empty()) {
            *counts.entry(cell).or_default() += 1;
        }
        counts.retain(|written, _| !choices.iter().any(|choice| plain(choice) == plain(written)));
        if field == "owner" {
            counts.retain(|written, _| super::world::known(&world.owners, written).is_none());
        }
        let mut counts: Vec<(&str, i64)> = counts.into_iter().collect();
        counts.sort_by_key(|(_, rows)| std::cmp::Reverse(*rows));
        asked.extend(counts.into_iter().take(MOST_ASKED).map(|(written, rows)| {
            let said = plan
                .meanings
                .iter()
                .find(|known| known.field == *field && plain(&known.written) == plain(written));
            MeaningAsked {
                meaning: Meaning {
                    field: field.clone(),
                    written: written.to_owned(),
                    meant: match said {
                        Some(said) => said.meant.clone(),
                        None => likely(plan.entity, field, written, &book),
                    },
                },
                rows,
                is_new: said.is_none(),
                choices: choices.clone(),
            }
        }));
    }
    asked
}

/// What a word most likely stands for: by what other programs call it, or by likeness; empty when nothing is likely.
fn likely(entity: ImportEntity, field: &str, written: &str, book: &Book<()>) -> String {
    let usual = usual(entity, field, &plain(written));
    let candidate = usual.unwrap_or(written);
    match book.find(candidate) {
        Found::Exact(()) => candidate.to_owned(),
        Found::Meant((), known) => known,
        Found::Nothing(_) => String::new(),
    }
}

/// What other programs call what is called so here.
fn usual(entity: ImportEntity, field: &str, folded: &str) -> Option<&'static str> {
    let word = match (entity, field, folded) {
        (ImportEntity::Lead, "status", word) => match word {
            "open" | "opennotcontacted" | "notcontacted" | "subscriber" | "lead" => "New",
            "workingcontacted" | "working" | "attemptedtocontact" | "inprogress" | "connected"
            | "contactinfuture" => "Contacted",
            "marketingqualifiedlead"
            | "salesqualifiedlead"
            | "prequalified"
            | "closedconverted" => "Qualified",
            "opendeal" => "Opportunity",
            "evangelist" | "client" => "Customer",
            "unqualified" | "closednotconverted" | "junk" | "junklead" | "lostlead"
            | "badtiming" | "notqualified" => "Disqualified",
            _ => return None,
        },
        (ImportEntity::Deal, "stage", word) => match word {
            "won" | "closedwon" => "Closed won",
            "lost" | "closedlost" => "Closed lost",
            "prospecting" | "new" | "appointmentscheduled" | "needsanalysis" => "Discovery",
            "qualified" | "qualifiedtobuy" | "valueproposition" | "iddecisionmakers" => {
                "Qualification"
            }
            "proposition"
            | "proposalpricequote"
            | "presentationscheduled"
            | "perceptionanalysis"
            | "demoscheduled"
            | "proposalmade" => "Proposal",
            "negotiationreview"
            | "decisionmakerboughtin"
            | "contractsent"
            | "negotiationsstarted" => "Negotiation",
            _ => return None,
        },
        (ImportEntity::Task, "status", word) => match word {
            "completed" | "closed" => "done",
            "notstarted" | "inprogress" | "waiting" | "deferred" | "todo" => "open",
            "canceled" => "cancelled",
            _ => return None,
        },
        (ImportEntity::Interaction, "kind", word) => match word {
            "incomingemail" | "outgoingemail" | "mail" => "email",
            "phonecall" | "phone" => "call",
            "demo" | "event" => "meeting",
            _ => return None,
        },
        _ => return None,
    };
    Some(word)
}
