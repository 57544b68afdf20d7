//! What only the world that made the company knows, beside it in files: for checking what the models find out.
//!
//! `leads.csv` and `deals.csv` hold the true chance of each and what moves it, in log odds. `duplicates.csv` names
//! the records that are about a person or a company that another record is about.

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use domain::forms::FieldErrors;
use domain::lead::Lead;
use domain::opportunity::DealStatus;

use super::deals::Deal;
use super::people::Drivers;
use crate::{ServiceError, ServiceResult};

const LEADS: &str = "lead_id,status,true_probability_to_qualify,source,fit,authority,need,timing\n";
const DEALS: &str =
    "opportunity_id,status,true_probability,rep,source,repeat,engagement,objection\n";
const DUPLICATES: &str = "entity,id,duplicate_of,name,email,phone\n";

/// The files, written as the company is made. Without a folder nothing is kept.
#[derive(Debug, Default)]
pub(super) struct Truth {
    files: Option<Files>,
    failed: Option<io::Error>,
}

#[derive(Debug)]
struct Files {
    folder: PathBuf,
    leads: BufWriter<File>,
    deals: BufWriter<File>,
    duplicates: BufWriter<File>,
}

impl Files {
    fn create(folder: &Path) -> io::Result<Self> {
        std::fs::create_dir_all(folder)?;
        let begin = |name: &str, header: &str| {
            let mut file = BufWriter::new(File::create(folder.join(name))?);
            file.write_all(header.as_bytes())?;
            Ok::<_, io::Error>(file)
        };
        Ok(Self {
            folder: folder.to_owned(),
            leads: begin("leads.csv", LEADS)?,
            deals: begin("deals.csv", DEALS)?,
            duplicates: begin("duplicates.csv", DUPLICATES)?,
        })
    }
}

impl Truth {
    /// Begins the files in `folder`.
    ///
    /// # Errors
    /// When they cannot be written there.
    pub(super) fn begin(folder: Option<&Path>) -> ServiceResult<Self> {
        let Some(folder) = folder else { return Ok(Self::default()) };
        let files = Files::create(folder).map_err(|error| refused(folder, &error))?;
        Ok(Self { files: Some(files), failed: None })
    }

    pub(super) fn lead(&mut self, lead: &Lead, chance: f64, drivers: &Drivers) {
        let Drivers { source, fit, authority, need, timing } = drivers;
        let (id, status) = (lead.id, lead.status.as_str());
        self.write(|files| {
            writeln!(
                files.leads,
                "{id},{status},{chance:.4},{source:.2},{fit:.2},{authority:.2},{need:.2},{timing:.2}"
            )
        });
    }

    pub(super) fn deal(&mut self, deal: &Deal) {
        let super::deals::Drivers { rep, source, repeat, engagement } = deal.drivers;
        let (id, status, chance) = (deal.id, deal.way.status, deal.truth);
        let chance = if status == DealStatus::Won { 1.0 } else { chance };
        let objection = deal.objection.reason;
        self.write(|files| {
            writeln!(
                files.deals,
                "{id},{},{chance:.4},{rep:.3},{source:.2},{repeat:.2},{engagement:.2},{objection}",
                status.as_str()
            )
        });
    }

    /// A record that is about what `original` is about, and how it differs.
    pub(super) fn duplicate(&mut self, entity: &str, id: i64, original: i64, ways: [&str; 3]) {
        let [name, email, phone] = ways;
        self.write(|files| {
            writeln!(files.duplicates, "{entity},{id},{original},{name},{email},{phone}")
        });
    }

    /// Keeps the first failure for the end: a full disk is no reason to stop in the middle of a person.
    fn write(&mut self, line: impl FnOnce(&mut Files) -> io::Result<()>) {
        if let Some(files) = self.files.as_mut().filter(|_| self.failed.is_none()) {
            self.failed = line(files).err();
        }
    }

    /// Makes sure that everything is written.
    ///
    /// # Errors
    /// When it could not be.
    pub(super) fn end(&mut self) -> ServiceResult<()> {
        self.write(|files| {
            files.leads.flush()?;
            files.deals.flush()?;
            files.duplicates.flush()
        });
        match (&self.files, &self.failed) {
            (Some(files), Some(error)) => Err(refused(&files.folder, error)),
            _ => Ok(()),
        }
    }
}

fn refused(folder: &Path, error: &io::Error) -> ServiceError {
    let message = format!(
        "Cannot write the truth to {}: {error}. Choose a folder that may be written to.",
        folder.display()
    );
    FieldErrors::one("truth", message).into()
}
