//! An import: what a file holds, what its columns are read as, what would come of it, and how far a run has come.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::ids::{ImportId, UnitId};
use crate::list::Person;
use crate::text_enum::text_enum;
use crate::undo::MOST_ENTRIES;

text_enum! {
    /// What each row of a file stands for.
    ImportEntity {
        /// A person, with the company they work for.
        Lead = "lead", "Leads";
        /// An organisation.
        Company = "company", "Companies";
        /// A deal.
        Deal = "deal", "Deals";
        /// Something that happened with a lead.
        Interaction = "interaction", "Interactions";
        /// Something to do.
        Task = "task", "Tasks";
    }
}

text_enum! {
    /// How far an import is.
    ImportStatus {
        /// The file is here; nothing was written.
        Draft = "draft", "Not started";
        /// It waits for the background.
        Queued = "queued", "Waiting";
        /// Rows are coming in.
        Running = "running", "Running";
        /// It ends after the part it is at.
        Cancelling = "cancelling", "Ending";
        /// Every row was looked at.
        Done = "done", "Done";
        /// It could not go on.
        Failed = "failed", "Failed";
        /// Somebody ended it.
        Cancelled = "cancelled", "Cancelled";
    }
}

impl ImportStatus {
    /// Whether nothing more will come of it by itself.
    #[must_use]
    pub const fn is_over(self) -> bool {
        matches!(self, Self::Done | Self::Failed | Self::Cancelled)
    }
}

text_enum! {
    /// What is done with a row whose record is there already.
    Existing {
        /// Its fields are brought up to what the row says.
        Update = "update", "Update it";
        /// It stays as it is.
        Skip = "skip", "Leave it as it is";
    }
}

text_enum! {
    /// What is done with a row that has another key than a record, and looks like it all the same.
    Alike {
        /// It is told, and left out.
        LeaveOut = "leave_out", "Leave the row out";
        /// The record is brought up to what the row says.
        Update = "update", "Update that record";
        /// A record of its own.
        Add = "add", "Add it anyway";
    }
}

/// A field that a column may be read as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ImportField {
    /// The word in a plan.
    pub key: &'static str,
    /// The words on a page.
    pub label: &'static str,
}

macro_rules! fields {
    ($($key:literal $label:literal),+ $(,)?) => {
        &[$(ImportField { key: $key, label: $label }),+]
    };
}

impl ImportEntity {
    /// The fields its columns may be read as.
    #[must_use]
    pub const fn fields(self) -> &'static [ImportField] {
        match self {
            Self::Lead => fields!(
                "name" "Full name", "first_name" "First name", "last_name" "Last name", "email" "Email",
                "phone" "Phone", "job_title" "Job title", "company" "Company", "company_domain" "Company's website",
                "industry" "Company's industry", "employees" "Company's employees", "country" "Country",
                "city" "City", "status" "Status", "source" "Source", "owner" "Owner", "product" "Product",
                "budget" "Budget", "timeline" "Decision timeline", "authority" "Authority",
                "do_not_contact" "Do not contact", "created_at" "Created", "external_key" "Record's ID there",
            ),
            Self::Company => fields!(
                "name" "Name", "domain" "Website", "industry" "Industry", "employees" "Employees",
                "annual_revenue" "Annual revenue", "founded_year" "Founded in", "country" "Country", "city" "City",
                "parent_name" "Parent company", "owner" "Owner", "created_at" "Created",
                "external_key" "Record's ID there",
            ),
            Self::Deal => fields!(
                "name" "Name", "company" "Company", "lead_email" "Contact's email", "lead" "Contact's name",
                "stage" "Stage", "amount" "Amount", "expected_close_on" "Expected close", "closed_on" "Closed on",
                "lost_reason" "Lost reason", "owner" "Owner", "product" "Product", "source" "Source",
                "next_step" "Next step", "created_at" "Created", "external_key" "Record's ID there",
            ),
            Self::Interaction => fields!(
                "lead_email" "Lead's email", "lead" "Lead's name", "company" "Lead's company",
                "lead_key" "Lead's ID there", "kind" "Kind", "direction" "Direction", "outcome" "Outcome",
                "at" "When", "subject" "Subject", "notes" "Notes", "minutes" "Minutes", "owner" "Person",
            ),
            Self::Task => fields!(
                "title" "Title", "kind" "Kind", "due_at" "Due", "status" "Status", "completed_at" "Completed",
                "lead_email" "Lead's email", "lead" "Lead's name", "company" "Lead's company",
                "lead_key" "Lead's ID there", "owner" "Owner", "created_at" "Created",
            ),
        }
    }

    /// The keys a row's record may be known by, the surest first.
    #[must_use]
    pub const fn keys(self) -> &'static [ImportField] {
        match self {
            Self::Lead => fields!(
                "external_key" "Record's ID there", "email" "Email", "name_company" "Name and company",
            ),
            Self::Company => {
                fields!("external_key" "Record's ID there", "domain" "Website", "name" "Name")
            }
            Self::Deal => {
                fields!("external_key" "Record's ID there", "name_company" "Name and company")
            }
            Self::Interaction => fields!("what_when" "Lead, kind, moment and subject"),
            Self::Task => fields!("what_when" "Title, lead and due"),
        }
    }

    /// The label of a field of this entity.
    #[must_use]
    pub fn label_of(self, key: &str) -> &'static str {
        self.fields().iter().find(|field| field.key == key).map_or("", |field| field.label)
    }
}

/// What a value of the file stands for here.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Meaning {
    /// The field, such as `owner`.
    pub field: String,
    /// What the file says.
    pub written: String,
    /// What is meant: the name of somebody or something here; empty for nothing.
    pub meant: String,
}

/// What a file's columns are read as, and what is done with its rows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ImportPlan {
    /// What each row stands for.
    pub entity: ImportEntity,
    /// For each column a field's key; empty for a column that is left out.
    pub columns: Vec<String>,
    /// For each column how its days or numbers are written, where a person or the column said so.
    pub notations: Vec<String>,
    /// What a row's record is known by.
    pub key: String,
    /// What is done with a row whose record is there already.
    pub existing: Existing,
    /// What is done with a row that looks like another record.
    pub alike: Alike,
    /// Two letters of the country of phone numbers without a country code; empty when nobody said so.
    pub region: String,
    /// The id of who looks after records of which the file names nobody; empty for nobody.
    pub owner: String,
    /// What values stand for.
    pub meanings: Vec<Meaning>,
}

impl Default for ImportPlan {
    fn default() -> Self {
        Self {
            entity: ImportEntity::Lead,
            columns: Vec::new(),
            notations: Vec::new(),
            key: String::new(),
            existing: Existing::Update,
            alike: Alike::LeaveOut,
            region: String::new(),
            owner: String::new(),
            meanings: Vec::new(),
        }
    }
}

/// What was found in a file.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ImportSheet {
    /// How it is written: "CSV, UTF-8, semicolon".
    pub format: String,
    /// Whose export it looks like; empty when nobody's.
    pub origin: String,
    /// Its columns.
    pub columns: Vec<ImportColumn>,
}

/// A column of a file.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ImportColumn {
    /// Its head, as written.
    pub title: String,
    /// The first values that are different.
    pub samples: Vec<String>,
    /// How many rows have a value.
    pub filled: i64,
    /// How sure the guess is, in percent.
    pub confidence: i64,
}

/// What would come of an import.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ImportPreview {
    /// Rows that would make a record.
    pub created: i64,
    /// Rows that would change one.
    pub updated: i64,
    /// Rows that say what is there already, or whose record stays as it is.
    pub unchanged: i64,
    /// Rows that repeat another row or look like another record.
    pub duplicates: i64,
    /// Rows that could not be taken.
    pub failed: i64,
    /// Companies that would be made along with leads and deals.
    pub companies: i64,
    /// The first rows.
    pub samples: Vec<SampleRow>,
    /// The first rows that would be left out.
    pub problems: Vec<RowProblem>,
    /// What must be said before it can start.
    pub questions: Vec<ImportQuestion>,
    /// Values that stand for something here, and what they are taken for.
    pub meanings: Vec<MeaningAsked>,
}

impl ImportPreview {
    /// Whether what would be written can be undone as a whole afterwards.
    #[must_use]
    pub fn is_undoable(&self) -> bool {
        let records = self.created + self.updated + self.companies;
        usize::try_from(records).is_ok_and(|records| records <= MOST_ENTRIES)
    }
}

/// A row, and what would come of it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SampleRow {
    /// Where it stands in the file.
    pub line: i64,
    /// What would come of it, in words.
    pub deed: String,
    /// What it says, field by field.
    pub cells: Vec<(String, String)>,
}

/// Why a row was left out.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RowProblem {
    /// Where it stands in the file.
    pub line: i64,
    /// The column's head.
    pub column: String,
    /// What stands there.
    pub value: String,
    /// What is wrong, and what to do.
    pub message: String,
}

/// Something that can be read in two ways.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImportQuestion {
    /// The column's place; none for a question about the whole file.
    pub column: Option<usize>,
    /// What is asked.
    pub text: String,
    /// The answers: the word in the plan, and the words on the page.
    pub answers: Vec<(String, String)>,
}

/// A value of the file, and what it is taken for.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct MeaningAsked {
    /// What it stands for.
    pub meaning: Meaning,
    /// In how many rows.
    pub rows: i64,
    /// Whether somebody has to look: it is not written as it is here.
    pub is_new: bool,
    /// What it may stand for.
    pub choices: Vec<String>,
}

/// An import in the list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImportRow {
    /// The import.
    pub id: ImportId,
    /// The file's name.
    pub source: String,
    /// What its rows stand for; nothing for a folder of several kinds.
    pub entity: Option<ImportEntity>,
    /// How far it is.
    pub status: ImportStatus,
    /// Who brought the file; nobody on the command line.
    pub who: Option<String>,
    /// When it was brought.
    pub created_at: DateTime<Utc>,
    /// When rows began to come in.
    pub started_at: Option<DateTime<Utc>>,
    /// When it ended.
    pub finished_at: Option<DateTime<Utc>>,
    /// Its unit in the journal, by which it can be undone.
    pub unit: Option<UnitId>,
    /// Rows of the file.
    pub total: i64,
    /// Rows done.
    pub read: i64,
    /// Rows that made a record.
    pub created: i64,
    /// Rows that changed one.
    pub updated: i64,
    /// Rows that say what is there already.
    pub unchanged: i64,
    /// Rows that repeat another one.
    pub duplicates: i64,
    /// Rows that could not be taken.
    pub failed: i64,
    /// Why it failed.
    pub problem: Option<String>,
}

impl ImportRow {
    /// Percent done.
    #[must_use]
    pub fn percent(&self) -> u32 {
        let percent = self.read.saturating_mul(100).checked_div(self.total).unwrap_or(100);
        u32::try_from(percent.clamp(0, 100)).unwrap_or(100)
    }

    /// Rows a second so far; `None` before anything can be said.
    #[must_use]
    pub fn rate(&self, now: DateTime<Utc>) -> Option<i64> {
        let end = self.finished_at.unwrap_or(now);
        let took = (end - self.started_at?).num_milliseconds();
        if self.read == 0 { None } else { self.read.saturating_mul(1_000).checked_div(took) }
    }
}

/// The list of imports.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImportList {
    /// When the page was made.
    pub now: DateTime<Utc>,
    /// Newest first.
    pub rows: Vec<ImportRow>,
}

/// An import's page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImportPage {
    /// When the page was made.
    pub now: DateTime<Utc>,
    /// How far it is.
    pub run: ImportRow,
    /// What was found in the file.
    pub sheet: ImportSheet,
    /// What its columns are read as.
    pub plan: ImportPlan,
    /// What would come of it.
    pub preview: ImportPreview,
    /// The first rows that were left out.
    pub problems: Vec<RowProblem>,
    /// Who may look after records.
    pub owners: Vec<Person>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_import_says_beforehand_that_it_is_too_large_to_be_undone() {
        let most = i64::try_from(MOST_ENTRIES).unwrap();
        let preview =
            |created, companies| ImportPreview { created, companies, ..ImportPreview::default() };
        assert!(preview(most - 5, 5).is_undoable());
        assert!(!preview(most - 5, 6).is_undoable());
    }
}
