//! Companies and products of an import.

use std::collections::HashMap;

use domain::catalogue::ProductKind;
use domain::ids::{CompanyId, ProductId};
use domain::journal::Entity;
use domain::money::{Cents, Currency};
use store::bulk::{Company, Load, Product, Table};
use store::{companies, imports};

use super::names::Book;
use super::report::Deed;
use super::rows::{CompanyIn, ProductIn};
use super::tally::{Row, Tally};
use crate::ServiceResult;

/// Lines of business as they are usually written, to notice those that are not.
const INDUSTRIES: &[&str] = &[
    "technology",
    "software",
    "medical",
    "healthcare",
    "retail",
    "finance",
    "marketing",
    "employment",
    "entertainment",
    "services",
    "telecommunications",
    "manufacturing",
    "education",
    "energy",
    "logistics",
    "hospitality",
];

/// How alike a word must be to a usual one to be called misspelt.
const MISSPELT: f64 = 0.93;

/// Writes companies; answers those there are by name, earlier imports included.
pub(super) async fn companies(
    load: &mut Load,
    tally: &mut Tally,
    rows: Vec<Row<'_, CompanyIn>>,
) -> ServiceResult<Book<CompanyId>> {
    let known = imports::companies(&mut load.tx).await?;
    let by_key: HashMap<&str, &Company> = known
        .iter()
        .filter_map(|company| Some((company.external_key.as_deref()?, company)))
        .collect();
    let mut names: Vec<(String, CompanyId)> =
        known.iter().map(|company| (company.name.clone(), company.id)).collect();
    let mut fresh = Vec::new();
    for row in rows {
        let file = &row.reading.source.name;
        note_misspelt(tally, file, row.value.industry.as_deref());
        let deed = if let Some(before) = by_key.get(row.value.name.as_str()) {
            update_company(load, before, row.value).await?
        } else if let Some(id) = companies::find_by_name(&mut load.tx, &row.value.name).await? {
            // Somebody keeps it here already: the file does not overwrite their work.
            names.push((row.value.name, id));
            Deed::Unchanged
        } else {
            let company = new_company(load, row.value);
            names.push((company.name.clone(), company.id));
            fresh.push(company);
            Deed::Created
        };
        tally.count(file, deed);
    }
    load.companies(&fresh).await?;
    Ok(Book::new(names))
}

fn new_company(load: &mut Load, row: CompanyIn) -> Company {
    Company {
        id: load.next(Table::Company),
        external_key: Some(row.name.clone()),
        name: row.name,
        domain: None,
        industry: row.industry,
        employees: row.employees,
        annual_revenue: row.annual_revenue,
        founded_year: row.founded_year,
        country: row.country,
        city: None,
        parent_name: row.parent_name,
        technologies: Vec::new(),
        news: Vec::new(),
        owner_id: None,
        created_at: load.at(),
    }
}

async fn update_company(load: &mut Load, before: &Company, row: CompanyIn) -> ServiceResult<Deed> {
    let after = Company {
        name: row.name,
        industry: row.industry,
        employees: row.employees,
        annual_revenue: row.annual_revenue,
        founded_year: row.founded_year,
        country: row.country,
        parent_name: row.parent_name,
        ..before.clone()
    };
    if after == *before {
        return Ok(Deed::Unchanged);
    }
    let at = load.at();
    imports::update_company(&mut load.tx, &after, at).await?;
    load.changed(Entity::Company, after.id.get(), before, &after).await?;
    Ok(Deed::Updated)
}

/// A misspelt line of business is kept as it is, and said.
fn note_misspelt(tally: &mut Tally, file: &str, industry: Option<&str>) {
    let Some(written) = industry else { return };
    let lower = written.to_lowercase();
    if INDUSTRIES.contains(&lower.as_str()) {
        return;
    }
    let near = INDUSTRIES.iter().find(|word| strsim::jaro_winkler(&lower, word) >= MISSPELT);
    if let Some(word) = near {
        let note =
            format!("{file}: sector \"{written}\" was kept as written; \"{word}\" may be meant");
        if !tally.notes.contains(&note) {
            tally.notes.push(note);
        }
    }
}

/// Products by name, with their list prices.
#[derive(Debug)]
pub(super) struct Products {
    pub book: Book<ProductId>,
    pub facts: HashMap<ProductId, (String, Cents)>,
}

/// Writes products; answers those there are by name, whoever made them.
pub(super) async fn products(
    load: &mut Load,
    tally: &mut Tally,
    rows: Vec<Row<'_, ProductIn>>,
    currency: Currency,
) -> ServiceResult<Products> {
    let mut known = imports::products(&mut load.tx).await?;
    let mut fresh = Vec::new();
    for row in rows {
        let file = &row.reading.source.name;
        let before = known.iter_mut().find(|product| product.name == row.value.name);
        let deed = if let Some(before) = before {
            update_product(load, before, row.value).await?
        } else {
            fresh.push(new_product(load, row.value, currency));
            Deed::Created
        };
        tally.count(file, deed);
    }
    load.products(&fresh).await?;
    known.append(&mut fresh);
    Ok(Products {
        book: Book::new(known.iter().map(|product| (product.name.clone(), product.id))),
        facts: known
            .into_iter()
            .map(|product| (product.id, (product.name, product.price)))
            .collect(),
    })
}

fn new_product(load: &mut Load, row: ProductIn, currency: Currency) -> Product {
    Product {
        id: load.next(Table::Product),
        external_key: Some(row.name.clone()),
        name: row.name,
        kind: ProductKind::Product,
        series: row.series,
        price: row.price,
        currency,
        duration_days: None,
        created_at: load.at(),
    }
}

async fn update_product(
    load: &mut Load,
    before: &mut Product,
    row: ProductIn,
) -> ServiceResult<Deed> {
    let after = Product {
        series: row.series,
        price: row.price,
        external_key: before.external_key.clone().or(Some(row.name)),
        ..before.clone()
    };
    if after == *before {
        return Ok(Deed::Unchanged);
    }
    let at = load.at();
    imports::update_product(&mut load.tx, &after, at).await?;
    load.changed(Entity::Product, after.id.get(), before, &after).await?;
    *before = after;
    Ok(Deed::Updated)
}
