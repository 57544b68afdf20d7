//! The lists as columns and rows. Heads are those under which our own import finds the fields again.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use domain::access::Scope;
use domain::company::CompanyRow;
use domain::lead::LeadRow;
use domain::opportunity::DealRow;
use domain::task::TaskRow;
use store::company_reads::{self, CompanyQuery};
use store::export_reads::{self, DealMore, LeadMore, TaskMore};
use store::leads::LeadQuery;
use store::opportunity_reads::{self, DealQuery};
use store::tasks::TaskQuery;
use store::{Tx, leads, tasks};

use super::field::Field;
use super::section::Section;
use crate::ServiceResult;

/// Rows read at once.
const PAGE: i64 = 500;

const LEADS: &[&str] = &[
    "Lead ID",
    "Name",
    "Email",
    "Phone",
    "Job title",
    "Company",
    "Owner",
    "Owner email",
    "Status",
    "Source",
    "Country",
    "City",
    "Score",
    "Grade",
    "Do not contact",
    "Last contact",
    "Created",
];

const COMPANIES: &[&str] = &[
    "Company ID",
    "Company",
    "Domain",
    "Industry",
    "Employees",
    "City",
    "Country",
    "Leads",
    "Open deals",
    "Open amount",
    "Won amount",
    "Created",
];

const DEALS: &[&str] = &[
    "Deal ID",
    "Deal name",
    "Company",
    "Contact",
    "Contact email",
    "Owner",
    "Owner email",
    "Stage",
    "Status",
    "Amount",
    "Currency",
    "Product",
    "Source",
    "Win probability (%)",
    "Close date",
    "Closed on",
    "Lost reason",
    "Next step",
    "Next step on",
    "Created",
];

const TASKS: &[&str] = &[
    "Task ID",
    "Title",
    "Type",
    "Status",
    "Due",
    "Completed",
    "Contact",
    "Contact email",
    "Deal",
    "Owner",
    "Owner email",
    "Priority",
    "Notes",
];

const MODELS: &[&str] = &[
    "Model",
    "Version",
    "Learned at",
    "In use",
    "Cases",
    "Came true",
    "Held out",
    "Way",
    "AUC",
    "Log loss",
    "Brier",
    "ECE",
    "Lift of the top tenth",
];

/// A list that is read page by page.
pub(super) enum List {
    /// Leads.
    Leads(LeadQuery, bool),
    /// Companies.
    Companies(CompanyQuery, bool),
    /// Deals, as of now.
    Deals(DealQuery, DateTime<Utc>, bool),
    /// Tasks.
    Tasks(TaskQuery, bool),
    /// What is known of models: all rows at once.
    Models(Vec<Vec<Field>>),
    /// A section of a desk: all rows at once.
    Section(Section),
}

impl List {
    pub(super) fn leads(query: LeadQuery) -> Self {
        Self::Leads(LeadQuery { after: None, limit: PAGE, ..query }, false)
    }

    pub(super) fn companies(query: CompanyQuery) -> Self {
        Self::Companies(CompanyQuery { after: None, limit: PAGE, ..query }, false)
    }

    pub(super) fn deals(query: DealQuery, now: DateTime<Utc>) -> Self {
        Self::Deals(DealQuery { after: None, limit: PAGE, ..query }, now, false)
    }

    pub(super) fn tasks(query: TaskQuery) -> Self {
        Self::Tasks(TaskQuery { after: None, limit: PAGE, ..query }, false)
    }

    /// As in a file's name.
    pub(super) const fn name(&self) -> &'static str {
        match self {
            Self::Leads(..) => "leads",
            Self::Companies(..) => "companies",
            Self::Deals(..) => "deals",
            Self::Tasks(..) => "tasks",
            Self::Models(_) => "models",
            Self::Section(section) => section.name,
        }
    }

    /// The heads.
    pub(super) const fn columns(&self) -> &'static [&'static str] {
        match self {
            Self::Leads(..) => LEADS,
            Self::Companies(..) => COMPANIES,
            Self::Deals(..) => DEALS,
            Self::Tasks(..) => TASKS,
            Self::Models(_) => MODELS,
            Self::Section(section) => section.columns,
        }
    }

    /// The next rows; none after the last.
    pub(super) async fn next(
        &mut self,
        tx: &mut Tx,
        scope: &Scope,
    ) -> ServiceResult<Vec<Vec<Field>>> {
        match self {
            Self::Leads(_, true)
            | Self::Companies(_, true)
            | Self::Deals(_, _, true)
            | Self::Tasks(_, true) => Ok(Vec::new()),
            Self::Models(rows) | Self::Section(Section { rows, .. }) => Ok(std::mem::take(rows)),
            Self::Companies(query, is_done) => {
                let rows = company_reads::list(tx, scope, query).await?;
                *is_done = is_last(rows.len());
                query.after = rows.last().map(|last| query.cursor_after(last));
                Ok(rows.into_iter().map(company).collect())
            }
            Self::Leads(query, is_done) => {
                let rows = leads::list(tx, scope, query).await?;
                let ids: Vec<i64> = rows.iter().map(|row| row.id.get()).collect();
                let more = export_reads::leads(tx, scope, &ids).await?;
                *is_done = is_last(rows.len());
                query.after = rows.last().map(|last| crate::leads::cursor_after(query, last));
                Ok(joined(rows, more, |row| row.id.get(), |more| more.id, lead))
            }
            Self::Deals(query, now, is_done) => {
                let rows = opportunity_reads::list(tx, scope, query, *now).await?;
                let ids: Vec<i64> = rows.iter().map(|row| row.line.id.get()).collect();
                let more = export_reads::deals(tx, scope, &ids).await?;
                *is_done = is_last(rows.len());
                query.after = rows.last().map(|last| query.cursor_after(&last.line));
                Ok(joined(rows, more, |row| row.line.id.get(), |more| more.id, deal))
            }
            Self::Tasks(query, is_done) => {
                let rows = tasks::list(tx, scope, query).await?;
                let ids: Vec<i64> = rows.iter().map(|row| row.id.get()).collect();
                let more = export_reads::tasks(tx, scope, &ids).await?;
                *is_done = is_last(rows.len());
                query.after = rows.last().map(|last| crate::tasks::cursor_after(query, last));
                Ok(joined(rows, more, |row| row.id.get(), |more| more.id, task))
            }
        }
    }
}

fn is_last(rows: usize) -> bool {
    i64::try_from(rows).is_ok_and(|rows| rows < PAGE)
}

/// Each row with its further fields, in the order of the rows.
fn joined<R, M>(
    rows: Vec<R>,
    more: Vec<M>,
    row_id: impl Fn(&R) -> i64,
    more_id: impl Fn(&M) -> i64,
    fields: impl Fn(R, M) -> Vec<Field>,
) -> Vec<Vec<Field>> {
    let mut more: HashMap<i64, M> = more.into_iter().map(|more| (more_id(&more), more)).collect();
    rows.into_iter()
        .filter_map(|row| {
            let more = more.remove(&row_id(&row))?;
            Some(fields(row, more))
        })
        .collect()
}

fn lead(row: LeadRow, more: LeadMore) -> Vec<Field> {
    vec![
        Field::Int(more.id),
        row.name.into(),
        more.email.into(),
        more.phone.into(),
        more.job_title.into(),
        row.company.into(),
        row.owner.map(|owner| owner.name).into(),
        more.owner_email.into(),
        row.status.label().into(),
        row.source.into(),
        more.country.into(),
        more.city.into(),
        Field::Int(row.score),
        row.grade.as_str().into(),
        Field::Bool(more.do_not_contact),
        row.last_contacted_at.into(),
        row.created_at.into(),
    ]
}

fn company(row: CompanyRow) -> Vec<Field> {
    vec![
        Field::Int(row.id.get()),
        row.name.into(),
        row.domain.into(),
        row.industry.into(),
        row.employees.map_or_else(|| None::<String>.into(), Field::Int),
        row.city.into(),
        row.country.into(),
        Field::Int(row.people),
        Field::Int(row.open_deals),
        Field::Money(row.open),
        Field::Money(row.won),
        row.created_at.into(),
    ]
}

fn deal(row: DealRow, more: DealMore) -> Vec<Field> {
    vec![
        Field::Int(more.id),
        row.line.name.into(),
        row.line.company.into(),
        row.line.lead.map(|(_, name)| name).into(),
        more.lead_email.into(),
        row.line.owner.map(|owner| owner.name).into(),
        more.owner_email.into(),
        row.line.stage.into(),
        row.line.status.label().into(),
        Field::Money(row.line.amount),
        more.currency.into(),
        more.product.into(),
        more.source.into(),
        Field::Int(i64::from(row.line.win.bp() + 50) / 100),
        more.expected_close_on.into(),
        more.closed_on.into(),
        more.lost_reason.into(),
        row.next_step.into(),
        row.next_step_on.into(),
        row.line.created_at.into(),
    ]
}

fn task(row: TaskRow, more: TaskMore) -> Vec<Field> {
    vec![
        Field::Int(more.id),
        row.title.into(),
        row.kind.label().into(),
        row.status.label().into(),
        row.due_at.into(),
        row.completed_at.into(),
        row.lead.map(|(_, name)| name).into(),
        more.lead_email.into(),
        row.opportunity.map(|(_, name)| name).into(),
        row.owner.name.into(),
        more.owner_email.into(),
        Field::Int(row.priority_score),
        more.notes.into(),
    ]
}
