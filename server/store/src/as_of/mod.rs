//! Deals as they were at a moment: the versions in force then.
//!
//! Who sees a deal as it was is decided by its owner of that moment and the teams of today, since teams have no
//! versions. A deal that has gone to the trash since counts from when it was recorded until it went: an import that was
//! taken back has left nothing in the years it told of.
//! Names, companies, persons and products have no versions and are those of today. Every read takes the moment, so
//! that two moments can be compared.

/// Deals that do not count at the moment `$4`: in the trash by then, or gone there since without having been known then.
macro_rules! not_there {
    () => {
        "(
    select d.id from opportunity d
    where d.deleted_at is not null and (d.deleted_at <= $4 or not exists (
      select 1 from journal j where j.entity = 'opportunity' and j.entity_id = d.id and j.at <= $4
    ))
  )"
    };
}

/// A version of the moment `$4`, and of no deal that does not count then.
macro_rules! in_force {
    () => {
        concat!(
            "v.from_at <= $4 and (v.to_at is null or v.to_at > $4)
  and v.opportunity_id not in ",
            not_there!()
        )
    };
}

mod deals;
mod figures;
mod versions;

pub use deals::{cards, count, deal, list};
pub use figures::{
    closed_by_owner, closed_by_product, ended_since, open_deals, won_by_day, won_deals,
};
pub(crate) use versions::STATEMENTS as VERSION_STATEMENTS;
pub use versions::{ToldVersion, first_at, stage_visits, told};

pub(crate) use figures::STATEMENTS;
