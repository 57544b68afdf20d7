//! What is known of a company, edited on its page.

use serde::{Deserialize, Serialize};

use super::{FieldErrors, LINE, NOTE, amount, optional, required};
use crate::company::CompanyFacts;

/// The most entries of a list.
const MOST: usize = 50;

/// A company's fields as they are sent.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct EditCompany {
    /// Which company; 0 is none.
    pub id: i64,
    /// The version the page showed.
    pub version: i64,
    /// Its name.
    pub name: String,
    /// Its domain, with or without `https://`, or empty.
    pub domain: String,
    /// What it does, or empty.
    pub industry: String,
    /// How many work there, or empty.
    pub employees: String,
    /// What it earns in a year, or empty.
    pub annual_revenue: String,
    /// A year, or empty.
    pub founded_year: String,
    /// Country, or empty.
    pub country: String,
    /// City, or empty.
    pub city: String,
    /// The company it belongs to, or empty.
    pub parent_name: String,
    /// What it works with, separated by commas.
    pub technologies: String,
    /// What was heard of it, one piece a line.
    pub news: String,
}

impl EditCompany {
    /// # Errors
    /// Every field that is missing, too long or malformed.
    pub fn check(&self) -> Result<CompanyFacts, FieldErrors> {
        let mut errors = FieldErrors::default();
        let checked = CompanyFacts {
            name: required(&mut errors, "name", &self.name, LINE),
            domain: domain(&mut errors, &self.domain),
            industry: optional(&mut errors, "industry", &self.industry, LINE),
            employees: number(&mut errors, "employees", &self.employees, 0..=50_000_000),
            annual_revenue: amount(&mut errors, "annual_revenue", &self.annual_revenue),
            founded_year: number(&mut errors, "founded_year", &self.founded_year, 1000..=2200),
            country: optional(&mut errors, "country", &self.country, LINE),
            city: optional(&mut errors, "city", &self.city, LINE),
            parent_name: optional(&mut errors, "parent_name", &self.parent_name, LINE),
            technologies: list(&mut errors, "technologies", &self.technologies, &[',', '\n'], LINE),
            news: list(&mut errors, "news", &self.news, &['\n'], NOTE),
        };
        errors.into_result().map(|()| checked)
    }
}

/// A bare domain: what people copy from an address bar is cut down to it.
fn domain(errors: &mut FieldErrors, text: &str) -> Option<String> {
    let text = optional(errors, "domain", text, LINE)?.to_lowercase();
    let bare = text.trim_start_matches("https://").trim_start_matches("http://");
    let bare = bare.trim_start_matches("www.").split('/').next().unwrap_or_default();
    let fits = bare.contains('.') && bare.chars().all(|c| c.is_alphanumeric() || ".-".contains(c));
    if !fits {
        errors.add("domain", "Write a domain such as example.com.");
    }
    Some(bare.to_owned())
}

fn number(
    errors: &mut FieldErrors,
    field: &str,
    text: &str,
    range: std::ops::RangeInclusive<i64>,
) -> Option<i64> {
    let digits: String = text.chars().filter(|c| !c.is_whitespace() && *c != ',').collect();
    if digits.is_empty() {
        return None;
    }
    let number = digits.parse::<i64>().ok().filter(|number| range.contains(number));
    if number.is_none() {
        let message = format!("Write a whole number from {} to {}.", range.start(), range.end());
        errors.add(field, message);
    }
    number
}

/// The pieces of a text, each once, in their order.
fn list(
    errors: &mut FieldErrors,
    field: &str,
    text: &str,
    between: &[char],
    limit: usize,
) -> Vec<String> {
    let mut items: Vec<String> = Vec::new();
    for piece in text.split(between) {
        let Some(item) = optional(errors, field, piece, limit) else { continue };
        if !items.contains(&item) {
            items.push(item);
        }
    }
    if items.len() > MOST {
        errors.add(field, format!("Keep the {MOST} that matter; there are {}.", items.len()));
    }
    items
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_company_is_read_as_people_type_it() {
        let form = EditCompany {
            name: " Acme ".to_owned(),
            domain: "https://www.Acme.example/about".to_owned(),
            employees: "1,200".to_owned(),
            technologies: "Rust, SQLite,, Rust".to_owned(),
            news: "Opens in Oslo\n\nHires 40".to_owned(),
            ..EditCompany::default()
        };
        let facts = form.check().unwrap();
        assert_eq!((facts.name.as_str(), facts.domain.as_deref()), ("Acme", Some("acme.example")));
        assert_eq!(
            (facts.employees, facts.technologies.len(), facts.news.len()),
            (Some(1_200), 2, 2)
        );
    }

    #[test]
    fn what_cannot_be_is_named_with_its_remedy() {
        let form = EditCompany {
            domain: "acme".to_owned(),
            employees: "many".to_owned(),
            founded_year: "12".to_owned(),
            ..EditCompany::default()
        };
        let errors = form.check().unwrap_err();
        let fields: Vec<&str> = errors.0.keys().map(String::as_str).collect();
        assert_eq!(fields, ["domain", "employees", "founded_year", "name"]);
    }
}
