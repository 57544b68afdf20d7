//! What a deal sells: lines with quantity, price and discount, and who may give how much of it.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::access::Role;
use crate::ids::{OpportunityId, ProductId};
use crate::money::Cents;
use crate::opportunity::DealRow;
use crate::ratio::Ratio;
use crate::text_enum::text_enum;

/// The most a deal can be worth: what every sum of deals still holds.
pub const MOST: Cents = Cents(900_000_000_000_000);

/// One product of a deal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Line {
    /// What is sold.
    pub product: ProductId,
    /// How many; at least 1.
    pub quantity: i64,
    /// Of one, before the discount.
    pub price: Cents,
    /// From 0 to 10,000 basis points.
    pub discount: Ratio,
}

impl Line {
    /// Quantity times price less the discount, rounded to the cent; `None` when it is more than [`MOST`].
    #[must_use]
    pub fn total(&self) -> Option<Cents> {
        let paid = i128::from(10_000 - self.discount.bp());
        let listed = i128::from(self.quantity).checked_mul(i128::from(self.price.get()))?;
        let rounded = listed.checked_mul(paid)?.checked_add(5_000)? / 10_000;
        i64::try_from(rounded).ok().map(Cents).filter(|total| *total <= MOST)
    }
}

/// What all lines come to; `None` when it is more than [`MOST`].
#[must_use]
pub fn total(lines: &[Line]) -> Option<Cents> {
    let mut sum = 0_i64;
    for line in lines {
        sum = sum.checked_add(line.total()?.get())?;
    }
    Some(Cents(sum)).filter(|total| *total <= MOST)
}

/// The highest discount of a deal.
#[must_use]
pub fn highest(lines: &[Line]) -> Ratio {
    lines.iter().map(|line| line.discount).max().unwrap_or(Ratio::ZERO)
}

/// The discount a role gives without asking anybody.
#[must_use]
pub const fn limit(role: Role) -> Ratio {
    match role {
        Role::Rep => Ratio::from_bp(1_000),
        Role::Manager => Ratio::from_bp(3_000),
        Role::Ceo => Ratio::ONE,
        Role::Admin => Ratio::ZERO,
    }
}

text_enum! {
    /// What became of a request.
    Verdict {
        /// Nobody has decided yet.
        Asked = "asked", "Waits for approval";
        /// It was granted, and the deal has its lines.
        Approved = "approved", "Approved";
        /// It was not.
        Refused = "refused", "Refused";
        /// Whoever asked wants it no more.
        Withdrawn = "withdrawn", "Withdrawn";
    }
}

/// A line with its names and figures.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LineRow {
    /// The line.
    pub line: Line,
    /// The product's name.
    pub name: String,
    /// What it comes to.
    pub total: Cents,
}

/// A request for more discount than one may give.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RequestRow {
    /// The request.
    pub id: i64,
    /// The deal.
    pub deal: OpportunityId,
    /// Its name.
    pub deal_name: String,
    /// What the deal is worth now.
    pub amount: Cents,
    /// What its lines would be.
    pub lines: Vec<LineRow>,
    /// What they come to.
    pub total: Cents,
    /// The highest discount of them.
    pub discount: Ratio,
    /// What whoever asked may give.
    pub limit: Ratio,
    /// Why.
    pub reason: String,
    /// Who asked.
    pub asked_by: String,
    /// When.
    pub asked_at: DateTime<Utc>,
    /// What became of it.
    pub status: Verdict,
    /// Who decided.
    pub decided_by: Option<String>,
    /// When.
    pub decided_at: Option<DateTime<Utc>>,
    /// What was said with it.
    pub note: String,
}

/// A product that can be chosen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Offer {
    /// The product.
    pub id: ProductId,
    /// Its name.
    pub name: String,
    /// Its list price.
    pub price: Cents,
}

/// Everything on the page of a deal's products.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TermsPage {
    /// The deal.
    pub row: DealRow,
    /// Its lines.
    pub lines: Vec<LineRow>,
    /// Whether its amount follows them.
    pub is_agreed: bool,
    /// What can be sold.
    pub offers: Vec<Offer>,
    /// What the reader may give without asking.
    pub limit: Ratio,
    /// Who else wants the deal.
    pub rivals: Vec<String>,
    /// By what they decide.
    pub criteria: Vec<String>,
    /// Its requests, newest first.
    pub requests: Vec<RequestRow>,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(quantity: i64, price: i64, discount: i32) -> Line {
        Line {
            product: ProductId(1),
            quantity,
            price: Cents(price),
            discount: Ratio::from_bp(discount),
        }
    }

    #[test]
    fn a_line_is_quantity_times_price_less_the_discount() {
        assert_eq!(line(3, 10_000, 1_250).total(), Some(Cents(26_250)));
        // Half a cent goes up.
        assert_eq!(line(1, 1, 5_000).total(), Some(Cents(1)));
        assert_eq!(line(5, 999, 10_000).total(), Some(Cents(0)));
        assert_eq!(total(&[line(1, 100, 0), line(2, 50, 0)]), Some(Cents(200)));
        assert_eq!(highest(&[line(1, 1, 500), line(1, 1, 900)]), Ratio::from_bp(900));
    }

    #[test]
    fn what_no_amount_holds_is_nothing() {
        assert_eq!(line(i64::MAX, i64::MAX, 0).total(), None);
        assert_eq!(line(1, MOST.get(), 0).total(), Some(MOST));
        assert_eq!(total(&[line(1, MOST.get(), 0), line(1, 1, 0)]), None);
    }
}
