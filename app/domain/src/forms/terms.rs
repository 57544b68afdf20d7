//! Forms about the products of a deal, and about asking for a discount.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{FieldErrors, LINE, amount, optional, quoted};
use crate::ids::ProductId;
use crate::ratio::Ratio;
use crate::terms::{Line, Verdict, total};

/// The most of one product in a deal.
const MOST_OF_ONE: i64 = 1_000_000;

/// A line as it is typed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct LineFields {
    /// The product's id; a line without one is none.
    pub product: String,
    /// How many.
    pub quantity: String,
    /// Major units; empty for the list price.
    pub price: String,
    /// Percent, such as `12.5`; empty for none.
    pub discount: String,
}

/// The products of a deal as they are typed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct SetTerms {
    /// Which deal.
    pub id: i64,
    /// The version the page showed.
    pub version: i64,
    /// By place.
    pub lines: BTreeMap<String, LineFields>,
    /// Why, where the discount has to be asked for.
    pub reason: String,
}

/// A line, checked; without a price it is the list's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CheckedLine {
    /// Its place in the form.
    pub place: usize,
    /// What is sold.
    pub product: ProductId,
    /// How many.
    pub quantity: i64,
    /// Of one.
    pub price: Option<crate::money::Cents>,
    /// Basis points.
    pub discount: Ratio,
}

/// What is known of a deal's decision, as it is typed: lists with commas.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct SetDecision {
    /// Which deal.
    pub id: i64,
    /// The version the page showed.
    pub version: i64,
    /// Who else wants it.
    pub competitors: String,
    /// By what they decide.
    pub criteria: String,
}

/// A decision about a request.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct DecideDiscount {
    /// Which request.
    pub id: i64,
    /// `approved`, `refused` or `withdrawn`.
    pub verdict: String,
    /// What is said with it.
    pub note: String,
}

impl SetTerms {
    /// The lines with a product.
    ///
    /// # Errors
    /// Every field that is wrong, by its place: `2-discount`; a product that stands there twice.
    pub fn check(&self) -> Result<(Vec<CheckedLine>, Option<String>), FieldErrors> {
        let mut errors = FieldErrors::default();
        let mut lines: Vec<CheckedLine> = Vec::new();
        for (key, fields) in &self.lines {
            let field = |name: &str| format!("{key}-{name}");
            let Some(product) = super::id(&mut errors, &field("product"), &fields.product) else {
                continue;
            };
            if lines.iter().any(|line| line.product == product) {
                errors.add(&field("product"), "This product has a line already: change that one.");
            }
            lines.push(CheckedLine {
                place: key.parse().unwrap_or_default(),
                product,
                quantity: quantity(&mut errors, &field("quantity"), &fields.quantity),
                price: amount(&mut errors, &field("price"), &fields.price),
                discount: discount(&mut errors, &field("discount"), &fields.discount),
            });
        }
        lines.sort_by_key(|line| line.place);
        let reason = optional(&mut errors, "reason", &self.reason, LINE);
        errors.into_result().map(|()| (lines, reason))
    }
}

/// The sum of the lines is an amount.
///
/// # Errors
/// The line that is more than an amount holds, or that the sum is.
pub fn holds(lines: &[Line]) -> Result<crate::money::Cents, FieldErrors> {
    let too_much = "This is more than an amount can hold: lower quantity or price.";
    if let Some(place) = lines.iter().position(|line| line.total().is_none()) {
        return Err(FieldErrors::one(&format!("{place}-quantity"), too_much));
    }
    total(lines).ok_or_else(|| FieldErrors::one("form", too_much))
}

fn quantity(errors: &mut FieldErrors, field: &str, text: &str) -> i64 {
    let text = text.trim().replace(',', "");
    let number = if text.is_empty() { Some(1) } else { text.parse::<i64>().ok() };
    let number = number.filter(|number| (1..=MOST_OF_ONE).contains(number));
    if number.is_none() {
        let said = quoted(&text);
        errors.add(field, format!("Write a whole number from 1 to 1,000,000; {said} is none."));
    }
    number.unwrap_or(1)
}

fn discount(errors: &mut FieldErrors, field: &str, text: &str) -> Ratio {
    let text = text.trim().trim_end_matches('%').trim();
    if text.is_empty() {
        return Ratio::ZERO;
    }
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    let digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit()) && part.len() <= 4;
    let bp = (digits(whole) && digits(fraction) && fraction.len() <= 2 && !whole.is_empty())
        .then(|| format!("{whole}{fraction:0<2}").parse::<i32>().ok())
        .flatten();
    match bp {
        Some(bp) if bp <= 10_000 => Ratio::from_bp(bp),
        Some(_) => {
            let message = format!("A discount is at most 100 %; {} is more.", quoted(text));
            errors.add(field, message);
            Ratio::ZERO
        }
        None => {
            let message = format!("Write percent such as 12.5; {} is none.", quoted(text));
            errors.add(field, message);
            Ratio::ZERO
        }
    }
}

impl SetDecision {
    /// Competitors, and by what they decide.
    ///
    /// # Errors
    /// A text that is too long.
    pub fn check(&self) -> Result<(Vec<String>, Vec<String>), FieldErrors> {
        let mut errors = FieldErrors::default();
        let mut list = |field: &str, text: &str| -> Vec<String> {
            text.split(',').filter_map(|part| optional(&mut errors, field, part, LINE)).collect()
        };
        let lists = (list("competitors", &self.competitors), list("criteria", &self.criteria));
        errors.into_result().map(|()| lists)
    }
}

impl DecideDiscount {
    /// # Errors
    /// A decision that is none; a refusal without a word why.
    pub fn check(&self) -> Result<(Verdict, String), FieldErrors> {
        let mut errors = FieldErrors::default();
        let verdict = super::word::<Verdict>(&mut errors, "verdict", &self.verdict);
        let note = optional(&mut errors, "note", &self.note, LINE).unwrap_or_default();
        if verdict == Some(Verdict::Asked) {
            errors.add("verdict", "Approve it, refuse it or withdraw it.");
        }
        if verdict == Some(Verdict::Refused) && note.is_empty() {
            errors.add("note", "Say why it is refused.");
        }
        errors.into_result().map(|()| (verdict.unwrap_or(Verdict::Asked), note))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::money::Cents;

    fn form(lines: &[[&str; 4]]) -> SetTerms {
        let fields = |[product, quantity, price, discount]: &[&str; 4]| LineFields {
            product: (*product).to_owned(),
            quantity: (*quantity).to_owned(),
            price: (*price).to_owned(),
            discount: (*discount).to_owned(),
        };
        let lines = lines.iter().enumerate();
        let lines = lines.map(|(place, line)| (place.to_string(), fields(line))).collect();
        SetTerms { id: 1, version: 1, lines, reason: String::new() }
    }

    #[test]
    fn a_line_is_read_to_the_basis_point_and_one_without_a_product_is_none() {
        let (lines, _) = form(&[["7", "20", "90", "12.5"], ["", "", "", ""]]).check().unwrap();
        assert_eq!(lines.len(), 1);
        assert_eq!(
            (lines[0].price, lines[0].discount),
            (Some(Cents(9_000)), Ratio::from_bp(1_250))
        );
    }

    #[test]
    fn more_than_everything_is_refused_by_its_field() {
        let wrong = |line: [&str; 4], field: &str| {
            form(&[line]).check().unwrap_err().get(field).unwrap_or_default().to_owned()
        };
        assert!(wrong(["7", "1", "90", "100.01"], "0-discount").contains("at most 100"));
        assert!(wrong(["7", "1", "90", "much"], "0-discount").contains("\"much\""));
        assert!(wrong(["7", "0", "90", ""], "0-quantity").contains("from 1"));
        assert!(wrong(["7", "1", "92233720368547758.07", ""], "0-price").contains("amount"));
        assert!(form(&[["7", "1", "", ""], ["7", "1", "", ""]]).check().is_err());
        let price = Cents(900_000_000_000_000);
        let line =
            Line { product: ProductId(7), quantity: 1_000_000, price, discount: Ratio::ZERO };
        assert!(holds(&[line]).unwrap_err().get("0-quantity").is_some());
    }
}
