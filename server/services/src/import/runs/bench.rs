//! One import at work: what it knows, and its rows part by part. The dry run and the run itself are the same code.

use chrono::{DateTime, Utc};
use domain::import::{ImportEntity, ImportPlan, ImportPreview, SampleRow};
use store::Tx;

use super::cells::Columns;
use super::companies::{self, KnownCompanies};
use super::complete::{self, Asked};
use super::deals::{self, KnownDeals};
use super::interactions::{self, KnownInteractions};
use super::known_leads::KnownLeads;
use super::leads;
use super::matching::Matcher;
use super::part::{DEEDS, Outcome, Target};
use super::tasks::{self, KnownTasks};
use super::world::World;
use crate::ServiceResult;
use crate::import::sheet::{Sheet, SheetRow};

/// Rows of one part: few enough that others who write wait a moment only.
pub(super) const PART: usize = 2_000;
/// How many rows and problems a preview shows.
const SHOWN: usize = 8;
const PROBLEMS: usize = 20;

/// What records are known by, and what rows of the file came before.
enum Known {
    Leads(KnownLeads),
    Companies(KnownCompanies),
    Deals(Box<KnownDeals>),
    Interactions(Box<KnownInteractions>),
    Tasks(Box<KnownTasks>),
}

/// One import at work.
pub(super) struct Bench<'a> {
    world: World,
    known: Known,
    columns: Columns<'a>,
}

impl<'a> Bench<'a> {
    pub(super) fn new(world: World, sheet: &'a Sheet, plan: &'a ImportPlan) -> Self {
        let matcher = Matcher::new(plan);
        let known = match plan.entity {
            ImportEntity::Company => Known::Companies(KnownCompanies::new(matcher)),
            ImportEntity::Deal => Known::Deals(Box::new(KnownDeals::new(matcher))),
            ImportEntity::Interaction => {
                Known::Interactions(Box::new(KnownInteractions::new(matcher)))
            }
            ImportEntity::Task => Known::Tasks(Box::new(KnownTasks::new(matcher))),
            ImportEntity::Lead => Known::Leads(KnownLeads::new(matcher)),
        };
        Self { world, known, columns: Columns::new(sheet, plan) }
    }

    /// Remembers rows that are done already.
    pub(super) async fn pass(&mut self, tx: &mut Tx, rows: &[SheetRow]) -> ServiceResult<()> {
        let (world, columns) = (&mut self.world, &self.columns);
        match &mut self.known {
            Known::Leads(known) => leads::pass(world, known, columns, rows),
            Known::Companies(known) => companies::pass(world, known, columns, rows),
            Known::Deals(known) => deals::pass(known, columns, rows),
            Known::Interactions(known) => {
                interactions::pass(tx, world, known, columns, rows).await?;
            }
            Known::Tasks(known) => tasks::pass(tx, world, known, columns, rows).await?,
        }
        Ok(())
    }

    /// Looks at rows, or writes what follows from them.
    pub(super) async fn part(
        &mut self,
        target: Target<'_>,
        rows: &[SheetRow],
    ) -> ServiceResult<Outcome> {
        let (world, columns) = (&mut self.world, &self.columns);
        match &mut self.known {
            Known::Leads(leads) => leads::part(target, world, leads, columns, rows).await,
            Known::Companies(companies) => {
                companies::part(target, world, companies, columns, rows).await
            }
            Known::Deals(known) => deals::part(target, world, known, columns, rows).await,
            Known::Interactions(known) => {
                interactions::part(target, world, known, columns, rows).await
            }
            Known::Tasks(known) => tasks::part(target, world, known, columns, rows).await,
        }
    }
}

/// Completes a plan, and says what would come of it.
pub(super) async fn preview(
    tx: &mut Tx,
    sheet: &Sheet,
    plan: &mut ImportPlan,
    now: DateTime<Utc>,
) -> ServiceResult<ImportPreview> {
    let world = World::read(tx, plan, now).await?;
    let Asked { questions, meanings } = complete::complete(sheet, plan, &world);
    let mut preview = ImportPreview { questions, meanings, ..ImportPreview::default() };
    let mut bench = Bench::new(world, sheet, plan);
    for rows in sheet.rows.chunks(PART) {
        let outcome = bench.part(Target::Look(tx), rows).await?;
        add(&mut preview, sheet, plan, rows, outcome);
        tokio::task::yield_now().await;
    }
    Ok(preview)
}

fn add(
    preview: &mut ImportPreview,
    sheet: &Sheet,
    plan: &ImportPlan,
    rows: &[SheetRow],
    outcome: Outcome,
) {
    let [created, updated, unchanged, duplicates, failed] = outcome.counts;
    preview.created += created;
    preview.updated += updated;
    preview.unchanged += unchanged;
    preview.duplicates += duplicates;
    preview.failed += failed;
    preview.companies += outcome.companies;
    let missing = SHOWN.saturating_sub(preview.samples.len());
    for (row, deed) in rows.iter().zip(outcome.deeds).take(missing) {
        preview.samples.push(SampleRow {
            line: i64::try_from(row.line).unwrap_or(i64::MAX),
            deed: DEEDS.get(deed).copied().unwrap_or_default().to_owned(),
            cells: shown(sheet, plan, row),
        });
    }
    let missing = PROBLEMS.saturating_sub(preview.problems.len());
    preview.problems.extend(outcome.problems.into_iter().take(missing));
}

/// The first fields of a row that say anything.
fn shown(sheet: &Sheet, plan: &ImportPlan, row: &SheetRow) -> Vec<(String, String)> {
    let fields = plan.columns.iter().zip(&row.cells).take(sheet.titles.len());
    fields
        .filter(|(field, cell)| !field.is_empty() && !cell.is_empty())
        .take(5)
        .map(|(field, cell)| {
            let cell: String = cell.chars().take(60).collect();
            (plan.entity.label_of(field).to_owned(), cell)
        })
        .collect()
}
