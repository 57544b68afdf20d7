//! What rows refer to, read once for a run: companies, products, and who may look after records.

use std::collections::{HashMap, HashSet};

use chrono::{DateTime, Utc};
use domain::ids::{CompanyId, ProductId, UserId};
use domain::import::ImportPlan;
use domain::money::{Cents, Currency};
use domain::opportunity::Stage;
use domain::win::WinConfig;
use store::{Tx, import_index, imports, users};

use crate::import::names::{Book, Found, plain};
use crate::import::values::phone;
use crate::learning::{self, Lesson};
use crate::{ServiceResult, deals, installation, leads};

/// What a lead's score wants to know of a company.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct CompanyFacts {
    pub employees: Option<i64>,
    pub industry: Option<String>,
    pub country: Option<String>,
}

/// Companies by name.
#[derive(Debug, Default)]
pub(super) struct Companies {
    last: i64,
    by_name: HashMap<String, CompanyId>,
    facts: HashMap<CompanyId, CompanyFacts>,
    /// Folded names of those that parts before have counted as new.
    counted: HashSet<String>,
}

impl Companies {
    /// Reads the companies that came since.
    pub(super) async fn refresh(&mut self, tx: &mut Tx) -> ServiceResult<()> {
        loop {
            let page = import_index::companies(tx, self.last).await?;
            if page.is_empty() {
                return Ok(());
            }
            for company in page {
                let id = CompanyId(company.id);
                self.last = company.id;
                self.by_name.entry(plain(&company.name)).or_insert(id);
                let facts = CompanyFacts {
                    employees: company.employees,
                    industry: company.industry,
                    country: company.country,
                };
                self.facts.insert(id, facts);
            }
        }
    }

    /// How many of these folded names no part before has counted: looking makes no companies, and the next part would
    /// take them for new again.
    pub(super) fn count_new<'a>(&mut self, names: impl Iterator<Item = &'a String>) -> usize {
        names.filter(|name| self.counted.insert((*name).clone())).count()
    }

    pub(super) fn find(&self, name: &str) -> Option<CompanyId> {
        self.by_name.get(&plain(name)).copied()
    }

    pub(super) fn facts(&self, id: CompanyId) -> CompanyFacts {
        self.facts.get(&id).cloned().unwrap_or_default()
    }
}

/// What rows refer to.
pub(super) struct World {
    pub companies: Companies,
    pub owners: Book<UserId>,
    pub owner_names: Vec<String>,
    pub products: Book<ProductId>,
    pub product_names: Vec<String>,
    pub currency: Currency,
    /// Of the pipeline new deals begin in, in order.
    pub stages: Vec<Stage>,
    pub stage_names: Vec<String>,
    pub lesson: Lesson,
    pub win: WinConfig,
    pub prices: HashMap<ProductId, Cents>,
    pub rules: leads::Rules,
    /// Who looks after records of which the file names nobody.
    pub owner: Option<UserId>,
    /// The moment of the run.
    pub at: DateTime<Utc>,
}

impl World {
    pub(super) async fn read(
        tx: &mut Tx,
        plan: &ImportPlan,
        at: DateTime<Utc>,
    ) -> ServiceResult<Self> {
        let people: Vec<_> =
            users::list(tx).await?.into_iter().filter(|user| user.active).collect();
        let by_name = people.iter().map(|user| (user.name.clone(), user.id));
        let by_mail = people.iter().map(|user| (user.email.clone(), user.id));
        let owners = Book::new(by_mail.chain(by_name));
        let products = imports::products(tx).await?;
        let stages = deals::default_stages(tx).await?;
        let chosen = plan.owner.parse::<UserId>().ok();
        Ok(Self {
            companies: Companies::default(),
            owners,
            owner: people.iter().map(|user| user.id).find(|id| Some(*id) == chosen),
            owner_names: people.into_iter().map(|user| user.name).collect(),
            product_names: products.iter().map(|product| product.name.clone()).collect(),
            prices: products.iter().map(|product| (product.id, product.price)).collect(),
            products: Book::new(products.into_iter().map(|product| (product.name, product.id))),
            currency: installation::get(tx).await?.currency,
            stage_names: stages.iter().map(|stage| stage.name.clone()).collect(),
            stages,
            lesson: learning::lesson(tx).await?,
            win: deals::win_config(tx).await?,
            rules: leads::Rules::read(tx).await?,
            at,
        })
    }
}

/// What a name stands for, when it is written as it is here but for case and spaces.
pub(super) fn known<T: Copy>(book: &Book<T>, name: &str) -> Option<T> {
    match book.find(name) {
        Found::Exact(value) => Some(value),
        Found::Meant(value, as_known) => (plain(&as_known) == plain(name)).then_some(value),
        Found::Nothing(_) => None,
    }
}

/// The countries whose names stand in address books most often, in English and in their own words.
const COUNTRIES: &[(&str, &[&str])] = &[
    ("AR", &["argentina"]),
    ("AT", &["austria", "osterreich"]),
    ("AU", &["australia"]),
    ("BE", &["belgium", "belgie", "belgique"]),
    ("BR", &["brazil", "brasil"]),
    ("CA", &["canada"]),
    ("CH", &["switzerland", "schweiz", "suisse", "svizzera"]),
    ("CL", &["chile"]),
    ("CN", &["china"]),
    ("CO", &["colombia"]),
    ("CZ", &["czechrepublic", "czechia"]),
    ("DE", &["germany", "deutschland"]),
    ("DK", &["denmark", "danmark"]),
    ("ES", &["spain", "espana"]),
    ("FI", &["finland", "suomi"]),
    ("FR", &["france"]),
    ("GB", &["unitedkingdom", "greatbritain", "england", "scotland", "wales", "uk"]),
    ("GR", &["greece"]),
    ("HU", &["hungary"]),
    ("IE", &["ireland"]),
    ("IL", &["israel"]),
    ("IN", &["india"]),
    ("IT", &["italy", "italia"]),
    ("JP", &["japan"]),
    ("KE", &["kenya"]),
    ("KR", &["korea", "southkorea", "republicofkorea"]),
    ("LU", &["luxembourg", "luxemburg"]),
    ("MX", &["mexico"]),
    ("NG", &["nigeria"]),
    ("NL", &["netherlands", "thenetherlands", "nederland", "holland"]),
    ("NO", &["norway", "norge"]),
    ("NZ", &["newzealand"]),
    ("PL", &["poland", "polska"]),
    ("PT", &["portugal"]),
    ("RO", &["romania"]),
    ("SE", &["sweden", "sverige"]),
    ("SG", &["singapore"]),
    ("TR", &["turkey", "turkiye"]),
    ("US", &["unitedstates", "unitedstatesofamerica", "usa"]),
    ("ZA", &["southafrica"]),
];

/// The two letters of a country, for the phone numbers of those who are there.
pub(super) fn region_of(country: &str) -> Option<String> {
    let folded = plain(country);
    let named = COUNTRIES.iter().find(|(_, names)| names.contains(&folded.as_str()));
    let code = country.trim();
    named
        .map(|(code, _)| (*code).to_owned())
        .or_else(|| phone::is_region(code).then(|| code.to_uppercase()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_country_is_told_by_its_letters_or_its_name() {
        assert_eq!(region_of("Germany").as_deref(), Some("DE"));
        assert_eq!(region_of("Österreich").as_deref(), Some("AT"));
        assert_eq!(region_of("us").as_deref(), Some("US"));
        assert_eq!(region_of("UK").as_deref(), Some("GB"));
        assert_eq!(region_of("Nowhere"), None);
    }
}
