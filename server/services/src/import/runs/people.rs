//! Which lead a row is about, for rows that are not leads themselves.

use domain::ids::LeadId;

use super::cells::{Cells, Read};
use super::known_leads::KnownLeads;
use super::matching::{Kind, hash, name_at};
use super::world::World;

/// The lead by its ID there, its address, or its name and company; `None` when the row names none.
pub(super) fn lead(cells: Cells<'_>, world: &World, leads: &KnownLeads) -> Read<Option<LeadId>> {
    let index = &leads.matcher.known;
    let found = |field, id: Option<i64>| {
        id.map(|id| Some(LeadId(id))).ok_or_else(|| {
            cells.wrong(
                field,
                "There is no such lead: import the leads first, or leave this column out.",
            )
        })
    };
    if let Some(key) = cells.text("lead_key")? {
        return found("lead_key", index.find(Kind::Key, hash(key.as_str())));
    }
    if let Some(email) = cells.email("lead_email")? {
        return found("lead_email", index.find(Kind::Email, hash(email.as_str())));
    }
    let Some(name) = cells.text("lead")? else { return Ok(None) };
    let company = cells.text("company")?.and_then(|company| world.companies.find(&company));
    let key = company.map(|company| name_at(&name, company.get().unsigned_abs()));
    found("lead", key.and_then(|key| index.find(Kind::Name, key)))
}
