//! Rows that are leads, with the companies they work for.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use domain::access::Scope;
use domain::ids::{CompanyId, LeadId, ProductId, UserId};
use domain::import::{Alike, Existing, ImportPlan};
use domain::lead::{Authority, Lead, LeadStatus};
use domain::money::Cents;
use store::bulk::{Company, Load, NewLead, ScorePoint, Table};
use store::leads::Facts;
use store::{Tx, rollups};

use super::cells::{Cells, Columns, Read};
use super::companies::CompanyIn;
use super::known_leads::KnownLeads;
use super::matching::{Keys, Match, name_at};
use super::part::{Deed, Outcome, Target};
use super::world::{World, known, region_of};
use crate::ServiceResult;
use crate::import::names::plain;
use crate::import::sheet::SheetRow;
use crate::import::values::day::Moment;

/// A row as it was read.
#[derive(Clone, Debug)]
pub(super) struct LeadIn {
    name: String,
    email: Option<String>,
    phone: Option<String>,
    job_title: Option<String>,
    company: Option<CompanyIn>,
    country: Option<String>,
    city: Option<String>,
    status: Option<LeadStatus>,
    source: Option<String>,
    owner: Option<UserId>,
    product: Option<ProductId>,
    budget: Option<Cents>,
    timeline: Option<String>,
    authority: Option<Authority>,
    do_not_contact: Option<bool>,
    created_at: Option<DateTime<Utc>>,
    external_key: Option<String>,
}

impl LeadIn {
    fn read(cells: Cells<'_>, columns: &Columns<'_>, world: &World) -> Read<Self> {
        cells.check_width()?;
        let email = cells.email("email")?;
        let country = cells.text("country")?;
        let own = country.as_deref().and_then(region_of);
        let region =
            own.or_else(|| Some(columns.plan().region.clone()).filter(|region| !region.is_empty()));
        let company = match cells.text("company")? {
            Some(name) => Some(CompanyIn {
                domain: cells.text("company_domain")?.map(|site| super::companies::host(&site)),
                industry: cells.text("industry")?,
                employees: cells.whole("employees")?,
                ..CompanyIn::named(name)
            }),
            None => None,
        };
        Ok(Self {
            name: name(cells)?
                .or_else(|| email.clone())
                .ok_or_else(|| cells.wrong("name", "The name is missing: fill it in."))?,
            phone: cells.phone("phone", region.as_deref())?,
            job_title: cells.text("job_title")?,
            company,
            city: cells.text("city")?,
            status: word(cells, "status")?,
            source: cells.text("source")?.map(|source| source.to_lowercase()),
            owner: cells.meant("owner").and_then(|name| known(&world.owners, name)),
            product: cells.meant("product").and_then(|name| known(&world.products, name)),
            budget: cells.money("budget")?,
            timeline: cells.text("timeline")?,
            authority: word(cells, "authority")?,
            do_not_contact: cells.flag("do_not_contact")?,
            created_at: cells.moment("created_at")?.map(Moment::utc),
            external_key: cells.text("external_key")?,
            country,
            email,
        })
    }

    /// `company` is whatever tells companies apart.
    fn keys(&self, company: Option<u64>) -> Keys {
        let at_company = company.map(|company| name_at(&self.name, company));
        let key = self.external_key.as_deref();
        Keys::of_person(key, self.email.as_deref(), self.phone.as_deref(), at_company)
    }

    /// The lead as the row has it; what the row says nothing about stays.
    fn onto(&self, before: &Lead, company: Option<CompanyId>, now: DateTime<Utc>) -> Lead {
        let mut lead = before.clone();
        self.name.clone_into(&mut lead.name);
        let say = |field: &mut Option<String>, said: &Option<String>| {
            if said.is_some() {
                field.clone_from(said);
            }
        };
        say(&mut lead.email, &self.email);
        say(&mut lead.phone, &self.phone);
        say(&mut lead.job_title, &self.job_title);
        say(&mut lead.country, &self.country);
        say(&mut lead.city, &self.city);
        say(&mut lead.decision_timeline, &self.timeline);
        lead.company_id = company.or(lead.company_id);
        lead.owner_id = self.owner.or(lead.owner_id);
        lead.budget = self.budget.or(lead.budget);
        lead.authority = self.authority.unwrap_or(lead.authority);
        lead.do_not_contact = self.do_not_contact.unwrap_or(lead.do_not_contact);
        if let Some(source) = &self.source {
            source.clone_into(&mut lead.source);
        }
        if let Some(status) = self.status.filter(|status| *status != lead.status) {
            lead.status = status;
            lead.furthest_status = lead.furthest_status.after(status);
            lead.status_entered_at = now;
        }
        lead
    }

    fn new_lead(
        &self,
        id: LeadId,
        company: Option<CompanyId>,
        world: &World,
        now: DateTime<Utc>,
    ) -> Lead {
        let created_at = self.created_at.unwrap_or(now);
        let blank = Lead { owner_id: world.owner, ..Lead::new(id, "", "import", created_at) };
        self.onto(&blank, company, created_at)
    }
}

/// The full name, or the first and the last one.
fn name(cells: Cells<'_>) -> Read<Option<String>> {
    if let Some(name) = cells.text("name")? {
        return Ok(Some(name));
    }
    let parts = [cells.text("first_name")?, cells.text("last_name")?];
    let name = parts.into_iter().flatten().collect::<Vec<_>>().join(" ");
    Ok(Some(name).filter(|name| !name.is_empty()))
}

/// One of a closed set of words, by its word or its label, or by what was said to be meant.
pub(super) fn word<T>(cells: Cells<'_>, field: &str) -> Read<Option<T>>
where
    T: for<'a> TryFrom<&'a str>,
{
    let Some(meant) = cells.meant(field) else { return Ok(None) };
    let folded = meant.trim().to_lowercase().replace([' ', '-'], "_");
    T::try_from(&folded).map(Some).map_err(|_| {
        cells.wrong(
            field,
            "This is none of the values here: say what it stands for, or correct the cell.",
        )
    })
}

/// A lead, and the company it is to work for where that is not there yet.
type At = (Lead, Option<CompanyIn>);
type LeadDeed = Deed<LeadIn, At>;

/// A row that was read, and what it stands for.
struct Matched<'a> {
    cells: Cells<'a>,
    lead: LeadIn,
    company: Option<CompanyId>,
    found: Match,
}

/// Looks at rows, and writes what follows from them where the target takes it.
pub(super) async fn part(
    mut target: Target<'_>,
    world: &mut World,
    leads: &mut KnownLeads,
    columns: &Columns<'_>,
    rows: &[SheetRow],
) -> ServiceResult<Outcome> {
    world.companies.refresh(target.tx()).await?;
    leads.refresh(target.tx()).await?;
    let deeds = judge(target.tx(), world, leads, columns, rows).await?;
    let companies = new_companies(&deeds, world);
    let made = world.companies.count_new(companies.keys());
    if let Target::Write(load) = target {
        write(load, world, &deeds, companies).await?;
    }
    Ok(Outcome::of(deeds, made))
}

/// Remembers the rows that an earlier run of this import has done: later rows may repeat them.
pub(super) fn pass(
    world: &World,
    leads: &mut KnownLeads,
    columns: &Columns<'_>,
    rows: &[SheetRow],
) {
    for row in rows {
        let cells = columns.row(row);
        if let Ok(lead) = LeadIn::read(cells, columns, world) {
            let written = lead.keys(lead.company.as_ref().map(CompanyIn::hash));
            leads.matcher.look_up(cells.line(), &Keys::default(), &written);
        }
    }
}

async fn judge(
    tx: &mut Tx,
    world: &World,
    leads: &mut KnownLeads,
    columns: &Columns<'_>,
    rows: &[SheetRow],
) -> ServiceResult<Vec<LeadDeed>> {
    let mut matched = Vec::with_capacity(rows.len());
    for row in rows {
        let cells = columns.row(row);
        let lead = LeadIn::read(cells, columns, world);
        matched.push(lead.map(|lead| look_up(world, leads, cells, lead)));
    }
    let ids: Vec<i64> = matched
        .iter()
        .flatten()
        .filter_map(|row| match &row.found {
            Match::Record(id) | Match::Like(id, _) => Some(*id),
            Match::New | Match::Repeats(_) => None,
        })
        .collect();
    let records: HashMap<i64, Lead> = store::leads::many(tx, &Scope::Everything, &ids)
        .await?
        .into_iter()
        .filter(|kept| kept.deleted_at.is_none())
        .map(|kept| (kept.record.id.get(), kept.record))
        .collect();
    let deed = |row: Read<Matched<'_>>| match row {
        Err(problem) => Deed::Bad(problem),
        Ok(row) => follow(row, &records, columns.plan(), world),
    };
    Ok(matched.into_iter().map(deed).collect())
}

fn look_up<'a>(
    world: &World,
    leads: &mut KnownLeads,
    cells: Cells<'a>,
    lead: LeadIn,
) -> Matched<'a> {
    let named = lead.company.as_ref();
    let company = named.and_then(|company| world.companies.find(&company.name));
    let stored = lead.keys(company.map(|id| id.get().unsigned_abs()));
    let written = lead.keys(named.map(CompanyIn::hash));
    let found = leads.matcher.look_up(cells.line(), &stored, &written);
    Matched { cells, lead, company, found }
}

/// What follows from a row that stands for this.
fn follow(
    row: Matched<'_>,
    records: &HashMap<i64, Lead>,
    plan: &ImportPlan,
    world: &World,
) -> LeadDeed {
    let Matched { cells, lead, company, found } = row;
    let (id, by) = match found {
        Match::New => return Deed::Create(lead),
        Match::Repeats(message) => return Deed::Duplicate(cells.wrong("name", message)),
        Match::Record(id) => (id, None),
        Match::Like(id, by) => (id, Some(by)),
    };
    let Some(before) = records.get(&id) else { return Deed::Create(lead) };
    let after = lead.onto(before, company, world.at);
    let new_company = lead.company.filter(|_| company.is_none());
    if after == *before && new_company.is_none() {
        return Deed::Same;
    }
    match by {
        Some(by) if plan.alike != Alike::Update => {
            Deed::Duplicate(cells.wrong("name", like(before, &by)))
        }
        None if plan.existing == Existing::Skip => Deed::Same,
        _ => Deed::Update(Box::new(((before.clone(), None), (after, new_company)))),
    }
}

fn like(lead: &Lead, by: &str) -> String {
    format!(
        "Lead {} ({}) has the same {by}. Bring the row in again with \"Update that record\" or \"Add it anyway\".",
        lead.id, lead.name
    )
}

/// The companies that rows name and that are not there yet, each once.
fn new_companies(deeds: &[LeadDeed], world: &World) -> HashMap<String, CompanyIn> {
    let mut fresh: HashMap<String, CompanyIn> = HashMap::new();
    for deed in deeds {
        let named = match deed {
            Deed::Create(lead) => lead.company.as_ref(),
            Deed::Update(change) => change.1.1.as_ref(),
            Deed::Same | Deed::Duplicate(_) | Deed::Bad(_) => None,
        };
        let Some(company) = named else { continue };
        if world.companies.find(&company.name).is_none() {
            fresh.entry(plain(&company.name)).or_insert_with(|| company.clone());
        }
    }
    fresh
}

/// Makes companies; answers them by their folded names.
pub(super) async fn make_companies(
    load: &mut Load,
    world: &World,
    companies: HashMap<String, CompanyIn>,
) -> ServiceResult<HashMap<String, Company>> {
    let mut made: HashMap<String, Company> = HashMap::with_capacity(companies.len());
    for (name, company) in companies {
        let id = load.next(Table::Company);
        made.insert(name, company.new_company(id, world.owner, load.at()));
    }
    let mut rows: Vec<Company> = made.values().cloned().collect();
    rows.sort_by_key(|company| company.id);
    load.companies(&rows).await?;
    Ok(made)
}

async fn write(
    load: &mut Load,
    world: &World,
    deeds: &[LeadDeed],
    companies: HashMap<String, CompanyIn>,
) -> ServiceResult<()> {
    let made = make_companies(load, world, companies).await?;
    let mut fresh = Vec::new();
    for deed in deeds {
        match deed {
            Deed::Create(row) => fresh.push(new_lead(load, world, &made, row)),
            Deed::Update(change) => {
                let ((before, _), (after, company)) = change.as_ref();
                let found = company.as_ref().and_then(|company| made.get(&plain(&company.name)));
                let company_id = found.map(|company| company.id).or(after.company_id);
                let after = Lead { company_id, ..after.clone() };
                world.rules.update(load, before, &after, "import").await?;
            }
            Deed::Same | Deed::Duplicate(_) | Deed::Bad(_) => {}
        }
    }
    load.leads(&fresh).await?;
    rollups::count_leads(&mut load.tx, fresh.iter().map(|row| &row.lead)).await?;
    Ok(())
}

fn new_lead(
    load: &mut Load,
    world: &World,
    made: &HashMap<String, Company>,
    row: &LeadIn,
) -> NewLead {
    let now = load.at();
    let new = row.company.as_ref().and_then(|company| made.get(&plain(&company.name)));
    let known = row.company.as_ref().and_then(|company| world.companies.find(&company.name));
    let company = known.or(new.map(|company| company.id));
    let about = known.map(|id| world.companies.facts(id)).unwrap_or_default();
    let person = row.new_lead(load.next(Table::Lead), company, world, now);
    let facts = Facts {
        job_title: person.job_title.clone(),
        pain_points: 0,
        budget: person.budget,
        decision_timeline: person.decision_timeline.clone(),
        authority: person.authority,
        asked_for_product: row.product.is_some(),
        price: row.product.and_then(|product| world.prices.get(&product).copied()),
        employees: new.map_or(about.employees, |company| company.employees),
        industry: new.map_or(about.industry, |company| company.industry.clone()),
        country: person
            .country
            .clone()
            .or_else(|| new.map_or(about.country, |company| company.country.clone())),
    };
    let score = world.rules.score_new(&facts, now);
    let point = ScorePoint { at: now, score: score.clone(), reason: "import" };
    NewLead {
        lead: person,
        product_id: row.product,
        time_zone: None,
        external_key: row.external_key.clone(),
        score,
        history: vec![point],
    }
}
