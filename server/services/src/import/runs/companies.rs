//! Rows that are companies, and the companies that leads and deals name.

use std::collections::HashMap;

use chrono::{DateTime, Datelike as _, Utc};
use domain::ids::{CompanyId, UserId};
use domain::import::{Alike, Existing, ImportPlan};
use domain::journal::Entity;
use domain::money::Cents;
use store::Tx;
use store::bulk::{Company, Load, Table};
use store::import_index::{self, KnownCompany};

use super::cells::{Cells, Columns, Read};
use super::matching::{Keys, Kind, Match, Matcher, hash};
use super::part::{Deed, Outcome, Target};
use super::world::{World, known};
use crate::ServiceResult;
use crate::import::names::plain;
use crate::import::sheet::SheetRow;
use crate::import::values::day::Moment;

/// A company as a row has it.
#[derive(Clone, Debug)]
pub(super) struct CompanyIn {
    pub name: String,
    pub domain: Option<String>,
    pub industry: Option<String>,
    pub employees: Option<i64>,
    pub annual_revenue: Option<Cents>,
    pub founded_year: Option<i64>,
    pub country: Option<String>,
    pub city: Option<String>,
    pub parent_name: Option<String>,
    pub owner: Option<UserId>,
    pub created_at: Option<DateTime<Utc>>,
    pub external_key: Option<String>,
}

impl CompanyIn {
    /// A company of which only the name is known.
    pub(super) const fn named(name: String) -> Self {
        Self {
            name,
            domain: None,
            industry: None,
            employees: None,
            annual_revenue: None,
            founded_year: None,
            country: None,
            city: None,
            parent_name: None,
            owner: None,
            created_at: None,
            external_key: None,
        }
    }

    /// What tells companies apart that are not there yet.
    pub(super) fn hash(&self) -> u64 {
        hash(plain(&self.name))
    }

    fn read(cells: Cells<'_>, world: &World) -> Read<Self> {
        cells.check_width()?;
        Ok(Self {
            name: cells
                .text("name")?
                .ok_or_else(|| cells.wrong("name", "The name is missing: fill it in."))?,
            domain: cells.text("domain")?.map(|site| host(&site)),
            industry: cells.text("industry")?,
            employees: cells.whole("employees")?,
            annual_revenue: cells.money("annual_revenue")?,
            founded_year: founded(cells)?,
            country: cells.text("country")?,
            city: cells.text("city")?,
            parent_name: cells.text("parent_name")?,
            owner: cells.meant("owner").and_then(|name| known(&world.owners, name)),
            created_at: cells.moment("created_at")?.map(Moment::utc),
            external_key: cells.text("external_key")?,
        })
    }

    fn keys(&self) -> Keys {
        keys(self.external_key.as_deref(), self.domain.as_deref(), &self.name)
    }

    /// The record of a company that was not there.
    pub(super) fn new_company(
        &self,
        id: CompanyId,
        owner_id: Option<UserId>,
        now: DateTime<Utc>,
    ) -> Company {
        let blank = Company {
            id,
            name: self.name.clone(),
            domain: None,
            industry: None,
            employees: None,
            annual_revenue: None,
            founded_year: None,
            country: None,
            city: None,
            parent_name: None,
            technologies: Vec::new(),
            news: Vec::new(),
            owner_id,
            external_key: self.external_key.clone(),
            created_at: self.created_at.unwrap_or(now),
        };
        self.onto(&blank)
    }

    /// The company as the row has it; what the row says nothing about stays.
    fn onto(&self, before: &Company) -> Company {
        let before = before.clone();
        Company {
            name: self.name.clone(),
            domain: self.domain.clone().or(before.domain),
            industry: self.industry.clone().or(before.industry),
            employees: self.employees.or(before.employees),
            annual_revenue: self.annual_revenue.or(before.annual_revenue),
            founded_year: self.founded_year.or(before.founded_year),
            country: self.country.clone().or(before.country),
            city: self.city.clone().or(before.city),
            parent_name: self.parent_name.clone().or(before.parent_name),
            owner_id: self.owner.or(before.owner_id),
            ..before
        }
    }
}

/// A year alone, or the year of a day.
fn founded(cells: Cells<'_>) -> Read<Option<i64>> {
    let year = cells.raw("founded_year").and_then(|text| text.parse::<i64>().ok());
    match year.filter(|year| (1000..=2200).contains(year)) {
        Some(year) => Ok(Some(year)),
        None => Ok(cells.moment("founded_year")?.map(|moment| i64::from(moment.day.year()))),
    }
}

fn keys(external_key: Option<&str>, domain: Option<&str>, name: &str) -> Keys {
    let mut keys = Keys::default();
    keys.add(Kind::Key, external_key.map(hash));
    keys.add(Kind::Domain, domain.map(hash));
    keys.add(Kind::Name, Some(hash(plain(name))));
    keys
}

/// The domain of a web address: `https://www.Example.com/about` is `example.com`.
pub(super) fn host(site: &str) -> String {
    let site = site.trim().to_lowercase();
    let site = site.split_once("://").map_or(site.as_str(), |(_, rest)| rest);
    let host = site.split(['/', '?', '#']).next().unwrap_or_default();
    host.strip_prefix("www.").unwrap_or(host).to_owned()
}

/// Companies by what they are known by.
#[derive(Debug)]
pub(super) struct KnownCompanies {
    last: i64,
    matcher: Matcher,
}

impl KnownCompanies {
    pub(super) const fn new(matcher: Matcher) -> Self {
        Self { last: 0, matcher }
    }

    async fn refresh(&mut self, tx: &mut Tx) -> ServiceResult<()> {
        loop {
            let page = import_index::companies(tx, self.last).await?;
            let Some(last) = page.last() else { return Ok(()) };
            self.last = last.id;
            for company in &page {
                self.matcher.known.add(&keys_of(company), company.id);
            }
        }
    }
}

fn keys_of(company: &KnownCompany) -> Keys {
    keys(company.external_key.as_deref(), company.domain.as_deref(), &company.name)
}

type CompanyDeed = Deed<CompanyIn, Company>;

/// Looks at rows, and writes what follows from them where the target takes it.
pub(super) async fn part(
    mut target: Target<'_>,
    world: &World,
    companies: &mut KnownCompanies,
    columns: &Columns<'_>,
    rows: &[SheetRow],
) -> ServiceResult<Outcome> {
    companies.refresh(target.tx()).await?;
    let mut matched = Vec::with_capacity(rows.len());
    for row in rows {
        let cells = columns.row(row);
        matched.push(CompanyIn::read(cells, world).map(|company| {
            let keys = company.keys();
            let found = companies.matcher.look_up(cells.line(), &keys, &keys);
            (cells, company, found)
        }));
    }
    let ids: Vec<i64> = matched
        .iter()
        .flatten()
        .filter_map(|(.., found)| match found {
            Match::Record(id) | Match::Like(id, _) => Some(*id),
            Match::New | Match::Repeats(_) => None,
        })
        .collect();
    let records: HashMap<i64, Company> = store::companies::many(target.tx(), &ids)
        .await?
        .into_iter()
        .filter(|kept| kept.deleted_at.is_none())
        .map(|kept| (kept.record.id.get(), kept.record))
        .collect();
    let deeds: Vec<CompanyDeed> = matched
        .into_iter()
        .map(|row| match row {
            Err(problem) => Deed::Bad(problem),
            Ok((cells, company, found)) => follow(cells, company, found, &records, columns.plan()),
        })
        .collect();
    if let Target::Write(load) = target {
        write(load, world, &deeds).await?;
    }
    Ok(Outcome::of(deeds, 0))
}

/// Remembers the rows that an earlier run of this import has done.
pub(super) fn pass(
    world: &World,
    companies: &mut KnownCompanies,
    columns: &Columns<'_>,
    rows: &[SheetRow],
) {
    for row in rows {
        let cells = columns.row(row);
        if let Ok(company) = CompanyIn::read(cells, world) {
            companies.matcher.look_up(cells.line(), &Keys::default(), &company.keys());
        }
    }
}

fn follow(
    cells: Cells<'_>,
    company: CompanyIn,
    found: Match,
    records: &HashMap<i64, Company>,
    plan: &ImportPlan,
) -> CompanyDeed {
    let (id, by) = match found {
        Match::New => return Deed::Create(company),
        Match::Repeats(message) => return Deed::Duplicate(cells.wrong("name", message)),
        Match::Record(id) => (id, None),
        Match::Like(id, by) => (id, Some(by)),
    };
    let Some(before) = records.get(&id) else { return Deed::Create(company) };
    let after = company.onto(before);
    if after == *before {
        return Deed::Same;
    }
    match by {
        Some(by) if plan.alike != Alike::Update => Deed::Duplicate(cells.wrong(
            "name",
            format!(
                "Company {} ({}) has the same {by}. Bring the row in again with \"Update that record\" or \"Add it \
                 anyway\".",
                before.id, before.name
            ),
        )),
        None if plan.existing == Existing::Skip => Deed::Same,
        _ => Deed::Update(Box::new((before.clone(), after))),
    }
}

async fn write(load: &mut Load, world: &World, deeds: &[CompanyDeed]) -> ServiceResult<()> {
    let at = load.at();
    let mut fresh = Vec::new();
    for deed in deeds {
        match deed {
            Deed::Create(company) => {
                let id = load.next(Table::Company);
                fresh.push(company.new_company(id, world.owner, at));
            }
            Deed::Update(change) => {
                let (before, after) = change.as_ref();
                store::companies::update(&mut load.tx, after, at).await?;
                load.changed(Entity::Company, after.id.get(), before, after).await?;
            }
            Deed::Same | Deed::Duplicate(_) | Deed::Bad(_) => {}
        }
    }
    load.companies(&fresh).await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::host;

    #[test]
    fn a_website_is_known_by_its_host() {
        for site in [
            "https://www.Example.com/about",
            "http://example.com?x",
            "example.com",
            "www.example.com/",
        ] {
            assert_eq!(host(site), "example.com", "{site}");
        }
    }
}
