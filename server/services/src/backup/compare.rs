//! Whether a database still holds what a backup says.

use store::Db;
use store::archive::Schema;

use super::Pages;
use super::file::{Sum, Summary, TableSum, lines};
use crate::ServiceResult;

/// A table that is not as the backup has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// The table.
    pub table: String,
    /// Its rows in the backup.
    pub in_backup: Option<u64>,
    /// Its rows in the database.
    pub in_database: Option<u64>,
}

/// Compares rows and checksums, table by table.
///
/// # Errors
/// When the database is away.
pub async fn compare(db: &Db, backup: &Summary) -> ServiceResult<Vec<Difference>> {
    let here = sums(db).await?;
    let mut differences = Vec::new();
    for sum in &backup.tables {
        let other = here.iter().find(|other| other.table == sum.table);
        if other != Some(sum) {
            differences.push(Difference {
                table: sum.table.clone(),
                in_backup: Some(sum.rows),
                in_database: other.map(|other| other.rows),
            });
        }
    }
    for sum in here.iter().filter(|sum| sum.rows > 0) {
        if backup.tables.iter().all(|other| other.table != sum.table) {
            differences.push(Difference {
                table: sum.table.clone(),
                in_backup: None,
                in_database: Some(sum.rows),
            });
        }
    }
    Ok(differences)
}

async fn sums(db: &Db) -> ServiceResult<Vec<TableSum>> {
    let mut tx = db.read().await?;
    let schema = Schema::read(&mut tx).await?;
    let mut sums = Vec::with_capacity(schema.tables.len());
    for table in &schema.tables {
        let (mut sum, mut pages) = (Sum::default(), Pages::new(table));
        while let Some(rows) = pages.next(&mut tx).await? {
            let count = rows.len();
            sum.add(&lines(rows), count);
        }
        sums.push(sum.finish(&table.name));
    }
    Ok(sums)
}
