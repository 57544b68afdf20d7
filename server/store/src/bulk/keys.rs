//! The tables whose keys a load hands out itself.

use std::collections::BTreeMap;

use crate::{StoreResult, Tx};

/// Declares the tables once: their names, and the statement that reads their highest keys.
macro_rules! tables {
    ($($(#[doc = $doc:literal])+ $variant:ident = $name:literal;)+) => {
        /// A table whose keys a load hands out itself.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        pub enum Table {
            $($(#[doc = $doc])+ $variant,)+
        }

        impl Table {
            /// Every table.
            const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// Its name in the database.
            pub(super) const fn name(self) -> &'static str {
                match self {
                    $(Self::$variant => $name,)+
                }
            }
        }

        /// One row for each table.
        const LAST: &str = concat!("select '' as name, 0 as last where 1 = 0" $(,
            " union all select '", $name, "', coalesce((select max(id) from ", $name, "), 0)")+);
    };
}

tables! {
    /// Batches.
    Batch = "batch";
    /// Campaigns.
    Campaign = "campaign";
    /// Companies.
    Company = "company";
    /// Enrolments.
    Enrolment = "enrolment";
    /// Interactions.
    Interaction = "interaction";
    /// The journal.
    Journal = "journal";
    /// Leads.
    Lead = "lead";
    /// Learners.
    Learner = "learner";
    /// Deals.
    Opportunity = "opportunity";
    /// Products.
    Product = "product";
    /// Quotas.
    Quota = "quota";
    /// Tasks.
    Task = "task";
    /// Trainers.
    Trainer = "trainer";
}

/// The highest key of each table so far.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Keys(BTreeMap<Table, i64>);

impl Keys {
    /// The next free key of a table.
    pub fn next<I: From<i64>>(&mut self, table: Table) -> I {
        let last = self.0.entry(table).or_default();
        *last += 1;
        I::from(*last)
    }

    /// Goes on after whichever has come further, table by table.
    pub(super) fn catch_up(&mut self, other: &Self) {
        for (table, last) in &other.0 {
            let own = self.0.entry(*table).or_default();
            *own = (*own).max(*last);
        }
    }

    /// The tables that have keys, with their highest.
    pub(super) fn given(&self) -> impl Iterator<Item = (Table, i64)> {
        self.0.iter().filter(|(_, last)| **last > 0).map(|(table, last)| (*table, *last))
    }
}

/// Every statement of this module, for the test that prepares them all.
pub(crate) const STATEMENTS: &[&str] = &[LAST];

/// The highest key of each table.
pub(super) async fn last(tx: &mut Tx) -> StoreResult<Keys> {
    let rows: Vec<(String, i64)> =
        on!(tx, c => sqlx::query_as::<_, (String, i64)>(LAST).fetch_all(c).await)?;
    let of = |name: &str| rows.iter().find(|(table, _)| table == name).map_or(0, |(_, last)| *last);
    Ok(Keys(Table::ALL.iter().map(|table| (*table, of(table.name()))).collect()))
}
