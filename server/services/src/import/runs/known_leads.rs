//! What leads are known by, read once and kept up with.

use domain::import::ImportPlan;
use store::Tx;
use store::import_index::{self, KnownLead};

use super::matching::{Keys, Matcher, name_at};
use crate::ServiceResult;

/// Leads by what they are known by.
#[derive(Debug)]
pub(super) struct KnownLeads {
    last: i64,
    knows_merged: bool,
    pub matcher: Matcher,
}

impl KnownLeads {
    pub(super) fn new(matcher: Matcher) -> Self {
        Self { last: 0, knows_merged: false, matcher }
    }

    /// For rows that are about leads, and not leads themselves.
    pub(super) fn of_anybody() -> Self {
        Self::new(Matcher::new(&ImportPlan::default()))
    }

    /// Reads the leads that came since.
    pub(super) async fn refresh(&mut self, tx: &mut Tx) -> ServiceResult<()> {
        if !self.knows_merged {
            self.knows_merged = true;
            // A file that names the old key means the lead that was kept.
            for lead in &import_index::merged_leads(tx).await? {
                self.matcher.known.add(&keys_of(lead), lead.id);
            }
        }
        loop {
            let page = import_index::leads(tx, self.last).await?;
            let Some(last) = page.last() else { return Ok(()) };
            self.last = last.id;
            for lead in &page {
                self.matcher.known.add(&keys_of(lead), lead.id);
            }
        }
    }
}

fn keys_of(lead: &KnownLead) -> Keys {
    let at_company = lead.company_id.map(|company| name_at(&lead.name, company.unsigned_abs()));
    let key = lead.external_key.as_deref();
    Keys::of_person(key, lead.email.as_deref(), lead.phone.as_deref(), at_company)
}
