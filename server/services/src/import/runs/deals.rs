//! Rows that are deals, with the companies they are made with.
//!
//! Open deals get the chance that the model gives them now; closed ones the past that their days tell.

use std::collections::HashMap;

use chrono::{DateTime, NaiveDate, Utc};
use domain::access::Scope;
use domain::ids::{CompanyId, LeadId, OpportunityId, ProductId, UserId};
use domain::import::{Alike, Existing, ImportPlan};
use domain::journal::Entity;
use domain::money::Cents;
use domain::opportunity::{DealStatus, Opportunity, Stage, StageKind};
use store::bulk::{Company, Load};
use store::opportunities::{self, Scored, Stamp, Touch};
use store::{Tx, import_index, rollups};

use super::cells::{Cells, Columns, Read};
use super::companies::CompanyIn;
use super::deal_past::new_deal;
use super::known_leads::KnownLeads;
use super::matching::{Keys, Kind, Match, Matcher, hash, name_at};
use super::part::{Deed, Outcome, Target};
use super::people;
use super::world::{World, known};
use crate::ServiceResult;
use crate::deals::{scored_by, settled};
use crate::import::names::plain;
use crate::import::rows::noon;
use crate::import::sheet::SheetRow;
use crate::import::values::day::Moment;

/// A row as it was read.
#[derive(Clone, Debug)]
pub(super) struct DealIn {
    name: String,
    company: Option<String>,
    lead: Option<LeadId>,
    stage: Option<Stage>,
    amount: Option<Cents>,
    expected_close_on: Option<NaiveDate>,
    closed_on: Option<NaiveDate>,
    lost_reason: Option<String>,
    owner: Option<UserId>,
    product: Option<ProductId>,
    source: Option<String>,
    next_step: Option<String>,
    created_at: Option<DateTime<Utc>>,
    pub external_key: Option<String>,
}

impl DealIn {
    fn read(cells: Cells<'_>, world: &World, leads: &KnownLeads) -> Read<Self> {
        cells.check_width()?;
        let company = cells.text("company")?;
        let deal = Self {
            name: cells
                .text("name")?
                .ok_or_else(|| cells.wrong("name", "The name is missing: fill it in."))?,
            lead: people::lead(cells, world, leads)?,
            company,
            stage: stage(cells, world)?,
            amount: cells.money("amount")?,
            expected_close_on: cells.moment("expected_close_on")?.map(|moment| moment.day),
            closed_on: cells.moment("closed_on")?.map(|moment| moment.day),
            lost_reason: cells.text("lost_reason")?,
            owner: cells.meant("owner").and_then(|name| known(&world.owners, name)),
            product: cells.meant("product").and_then(|name| known(&world.products, name)),
            source: cells.text("source")?.map(|source| source.to_lowercase()),
            next_step: cells.text("next_step")?,
            created_at: cells.moment("created_at")?.map(Moment::utc),
            external_key: cells.text("external_key")?,
        };
        deal.check(cells)
    }

    /// Whether the days agree with the stage. Many programs have one day of closing, expected or real.
    fn check(mut self, cells: Cells<'_>) -> Read<Self> {
        let is_closed = self.stage.as_ref().is_some_and(|stage| stage.kind != StageKind::Open);
        if is_closed && self.closed_on.is_none() {
            self.closed_on = self.expected_close_on.take();
        }
        let created_on = self.created_at.map(|at| at.date_naive());
        match self.closed_on {
            None if is_closed => Err(cells.wrong(
                "closed_on",
                "A deal that is won or lost needs the day it closed: read a column as \"Closed on\".",
            )),
            Some(closed_on) if created_on.is_some_and(|day| closed_on < day) => {
                Err(cells.wrong("closed_on", "The deal closed before it was created: correct one of the two."))
            }
            Some(_) if !is_closed => {
                // A day of closing on an open deal is the one that is expected.
                self.expected_close_on = self.expected_close_on.or(self.closed_on.take());
                Ok(self)
            }
            _ => Ok(self),
        }
    }

    fn keys(&self, company: Option<u64>) -> Keys {
        keys(self.external_key.as_deref(), &self.name, company)
    }

    fn written_keys(&self) -> Keys {
        self.keys(self.company.as_deref().map(|name| hash(plain(name))))
    }

    /// The deal as the row has it; what the row says nothing about stays.
    fn onto(
        &self,
        before: &Opportunity,
        company: Option<CompanyId>,
        now: DateTime<Utc>,
    ) -> Opportunity {
        let mut deal = before.clone();
        self.name.clone_into(&mut deal.name);
        deal.company_id = company.or(deal.company_id);
        deal.lead_id = self.lead.or(deal.lead_id);
        deal.owner_id = self.owner.or(deal.owner_id);
        deal.product_id = self.product.or(deal.product_id);
        deal.amount = self.amount.unwrap_or(deal.amount);
        deal.expected_close_on = self.expected_close_on.or(deal.expected_close_on);
        deal.source = self.source.clone().unwrap_or(deal.source);
        deal.next_step = self.next_step.clone().unwrap_or(deal.next_step);
        if let Some(stage) = self.stage.as_ref().filter(|stage| stage.id != deal.stage_id) {
            deal.pipeline_id = stage.pipeline_id;
            deal.stage_id = stage.id;
            deal.status = stage.kind.status();
            deal.probability = stage.default_probability;
            deal.stage_entered_at = self.closed_on.map_or(now, noon);
        }
        deal.closed_on = match deal.status {
            DealStatus::Open => None,
            DealStatus::Won | DealStatus::Lost => self.closed_on.or(deal.closed_on),
        };
        if deal.status == DealStatus::Lost {
            deal.lost_reason = self.lost_reason.clone().or(deal.lost_reason);
        }
        deal
    }

    pub(super) fn new_deal(
        &self,
        id: OpportunityId,
        company: Option<CompanyId>,
        world: &World,
        first: &Stage,
    ) -> Opportunity {
        let created_at = self.created_at.or(self.closed_on.map(noon)).unwrap_or(world.at);
        let price = self.product.and_then(|product| world.prices.get(&product).copied());
        let blank = Opportunity {
            id,
            name: String::new(),
            lead_id: None,
            company_id: None,
            owner_id: world.owner,
            pipeline_id: first.pipeline_id,
            stage_id: first.id,
            status: DealStatus::Open,
            amount: price.unwrap_or_default(),
            currency: world.currency,
            product_id: None,
            source: "import".to_owned(),
            probability: first.default_probability,
            expected_close_on: None,
            closed_on: None,
            lost_reason: None,
            next_step: String::new(),
            next_step_on: None,
            competitors: Vec::new(),
            decision_criteria: Vec::new(),
            close_pushes: 0,
            contacts_engaged: 0,
            stage_entered_at: created_at,
            last_contacted_at: None,
            last_inbound_at: None,
            snoozed_until: None,
            created_at,
            version: 1,
        };
        let deal = self.onto(&blank, company, created_at);
        // A day alone stands for its noon, which may come before the moment the deal was created on that day.
        Opportunity { stage_entered_at: deal.stage_entered_at.max(created_at), ..deal }
    }
}

fn keys(external_key: Option<&str>, name: &str, company: Option<u64>) -> Keys {
    let mut keys = Keys::default();
    keys.add(Kind::Key, external_key.map(hash));
    keys.add(Kind::Name, company.map(|company| name_at(name, company)));
    keys
}

fn stage(cells: Cells<'_>, world: &World) -> Read<Option<Stage>> {
    if cells.raw("stage").is_none() {
        return Ok(None);
    }
    let meant = cells.meant("stage").map(plain);
    let found = world.stages.iter().find(|stage| Some(plain(&stage.name)) == meant);
    found.cloned().map(Some).ok_or_else(|| {
        cells
            .wrong("stage", "There is no such stage: say under \"Values\" which one it stands for.")
    })
}

/// Deals by what they are known by, and the leads they may be made with.
#[derive(Debug)]
pub(super) struct KnownDeals {
    last: i64,
    matcher: Matcher,
    leads: KnownLeads,
}

impl KnownDeals {
    pub(super) fn new(matcher: Matcher) -> Self {
        Self { last: 0, matcher, leads: KnownLeads::of_anybody() }
    }

    async fn refresh(&mut self, tx: &mut Tx) -> ServiceResult<()> {
        self.leads.refresh(tx).await?;
        loop {
            let page = import_index::deals(tx, self.last).await?;
            let Some(last) = page.last() else { return Ok(()) };
            self.last = last.id;
            for deal in &page {
                let company = deal.company_id.map(i64::unsigned_abs);
                let keys = keys(deal.external_key.as_deref(), &deal.name, company);
                self.matcher.known.add(&keys, deal.id);
            }
        }
    }
}

/// A deal as it stands, and the name of the company it is to be made with where that is not there yet.
type With = (Scored, Option<String>);
type DealDeed = Deed<DealIn, With>;

/// Looks at rows, and writes what follows from them where the target takes it.
pub(super) async fn part(
    mut target: Target<'_>,
    world: &mut World,
    deals: &mut KnownDeals,
    columns: &Columns<'_>,
    rows: &[SheetRow],
) -> ServiceResult<Outcome> {
    world.companies.refresh(target.tx()).await?;
    deals.refresh(target.tx()).await?;
    let deeds = judge(target.tx(), world, deals, columns, rows).await?;
    let companies = new_companies(&deeds, world);
    let made = world.companies.count_new(companies.keys());
    if let Target::Write(load) = target {
        write(load, world, &deeds, companies).await?;
    }
    Ok(Outcome::of(deeds, made))
}

/// Remembers the rows that an earlier run of this import has done.
pub(super) fn pass(deals: &mut KnownDeals, columns: &Columns<'_>, rows: &[SheetRow]) {
    for row in rows {
        let cells = columns.row(row);
        let (Ok(Some(name)), Ok(company), Ok(key)) =
            (cells.text("name"), cells.text("company"), cells.text("external_key"))
        else {
            continue;
        };
        let company = company.map(|company| hash(plain(&company)));
        let written = keys(key.as_deref(), &name, company);
        deals.matcher.look_up(cells.line(), &Keys::default(), &written);
    }
}

async fn judge(
    tx: &mut Tx,
    world: &World,
    deals: &mut KnownDeals,
    columns: &Columns<'_>,
    rows: &[SheetRow],
) -> ServiceResult<Vec<DealDeed>> {
    let mut matched = Vec::with_capacity(rows.len());
    for row in rows {
        let cells = columns.row(row);
        let read = DealIn::read(cells, world, &deals.leads);
        matched.push(read.map(|deal| {
            let company = deal.company.as_deref().and_then(|name| world.companies.find(name));
            let stored = deal.keys(company.map(|id| id.get().unsigned_abs()));
            let written = deal.written_keys();
            let found = deals.matcher.look_up(cells.line(), &stored, &written);
            (cells, deal, company, found)
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
    let records: HashMap<i64, Scored> = opportunities::many(tx, &Scope::Everything, &ids)
        .await?
        .into_iter()
        .filter(|kept| kept.deleted_at.is_none())
        .map(|kept| (kept.record.deal.id.get(), kept.record))
        .collect();
    let deed = |row: Read<(Cells<'_>, DealIn, Option<CompanyId>, Match)>| match row {
        Err(problem) => Deed::Bad(problem),
        Ok((cells, deal, company, found)) => {
            follow(cells, deal, company, found, &records, columns.plan(), world)
        }
    };
    Ok(matched.into_iter().map(deed).collect())
}

fn follow(
    cells: Cells<'_>,
    deal: DealIn,
    company: Option<CompanyId>,
    found: Match,
    records: &HashMap<i64, Scored>,
    plan: &ImportPlan,
    world: &World,
) -> DealDeed {
    let (id, by) = match found {
        Match::New => return Deed::Create(deal),
        Match::Repeats(message) => return Deed::Duplicate(cells.wrong("name", message)),
        Match::Record(id) => (id, None),
        Match::Like(id, by) => (id, Some(by)),
    };
    let Some(before) = records.get(&id) else { return Deed::Create(deal) };
    let after = deal.onto(&before.deal, company, world.at);
    let new_company = deal.company.filter(|_| company.is_none());
    if after == before.deal && new_company.is_none() {
        return Deed::Same;
    }
    match by {
        Some(by) if plan.alike != Alike::Update => Deed::Duplicate(cells.wrong(
            "name",
            format!(
                "Deal {id} ({}) has the same {by}. Bring the row in again with \"Update that record\" or \"Add it \
                 anyway\".",
                before.deal.name
            ),
        )),
        None if plan.existing == Existing::Skip => Deed::Same,
        _ => {
            let after = Scored { deal: after, ..before.clone() };
            Deed::Update(Box::new(((before.clone(), None), (after, new_company))))
        }
    }
}

/// The companies that rows name and that are not there yet, each once.
fn new_companies(deeds: &[DealDeed], world: &World) -> HashMap<String, CompanyIn> {
    let mut fresh = HashMap::new();
    for deed in deeds {
        let named = match deed {
            Deed::Create(deal) => deal.company.as_ref(),
            Deed::Update(change) => change.1.1.as_ref(),
            Deed::Same | Deed::Duplicate(_) | Deed::Bad(_) => None,
        };
        let Some(name) = named.filter(|name| world.companies.find(name).is_none()) else {
            continue;
        };
        fresh.entry(plain(name)).or_insert_with(|| CompanyIn::named(name.clone()));
    }
    fresh
}

async fn write(
    load: &mut Load,
    world: &World,
    deeds: &[DealDeed],
    companies: HashMap<String, CompanyIn>,
) -> ServiceResult<()> {
    let made = super::leads::make_companies(load, world, companies).await?;
    let company_of = |name: &Option<String>| {
        let name = name.as_ref()?;
        let known = world.companies.find(name);
        known.or_else(|| made.get(&plain(name)).map(|company: &Company| company.id))
    };
    let mut fresh = Vec::new();
    for deed in deeds {
        match deed {
            Deed::Create(deal) => {
                fresh.extend(new_deal(load, world, deal, company_of(&deal.company)));
            }
            Deed::Update(change) => {
                let ((before, _), (after, company)) = change.as_ref();
                let company_id = company_of(company).or(after.deal.company_id);
                let deal = Opportunity { company_id, ..after.deal.clone() };
                update(load, world, before, deal).await?;
            }
            Deed::Same | Deed::Duplicate(_) | Deed::Bad(_) => {}
        }
    }
    load.deals(&fresh).await?;
    let counted = fresh.iter().map(|row| {
        let win =
            row.win.as_ref().map_or(settled(row.deal.status).probability, |win| win.probability);
        (&row.deal, win)
    });
    rollups::count_deals(&mut load.tx, counted).await?;
    Ok(())
}

/// The deal through its one writer, with its chance as it follows from what is known now.
async fn update(
    load: &mut Load,
    world: &World,
    before: &Scored,
    deal: Opportunity,
) -> ServiceResult<()> {
    let at = load.at();
    let after = scored_by(&mut load.tx, &world.lesson, deal, at).await?;
    let id = before.deal.id;
    let journal = load.changed(Entity::Opportunity, id.get(), &before.deal, &after.deal).await?;
    let stamp = Stamp { at, by: None, reason: Some("Import"), journal };
    opportunities::update(&mut load.tx, before, &after, Touch::Edit, &stamp).await?;
    Ok(())
}
