//! Targets in a grid: a line for the company, each team, person and product, a cell for each quarter; and how a
//! quarter's target falls on its months.

use chrono::{Datelike, NaiveDate};
use serde::{Deserialize, Serialize};

use crate::campaigns::split;
use crate::money::Cents;

/// As how many even months each month of the year counts before anything is known of it.
const PRIOR_MONTHS: i64 = 6;
/// Cents in a whole unit: targets are round figures.
const UNIT: i64 = 100;

/// Whose target a line is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum QuotaFor {
    /// The whole company's.
    Company,
    /// A team's.
    Team(i64),
    /// A person's.
    User(i64),
    /// A product's.
    Product(i64),
}

impl QuotaFor {
    /// As it stands in a form.
    #[must_use]
    pub fn key(self) -> String {
        match self {
            Self::Company => "company-0".to_owned(),
            Self::Team(id) => format!("team-{id}"),
            Self::User(id) => format!("user-{id}"),
            Self::Product(id) => format!("product-{id}"),
        }
    }

    /// From a form.
    #[must_use]
    pub fn of(key: &str) -> Option<Self> {
        let (kind, id) = key.split_once('-')?;
        let id = id.parse().ok()?;
        match kind {
            "company" => Some(Self::Company),
            "team" => Some(Self::Team(id)),
            "user" => Some(Self::User(id)),
            "product" => Some(Self::Product(id)),
            _ => None,
        }
    }

    /// The heading it stands under.
    #[must_use]
    pub const fn group(self) -> &'static str {
        match self {
            Self::Company => "Company",
            Self::Team(_) => "Teams",
            Self::User(_) => "People",
            Self::Product(_) => "Products",
        }
    }
}

/// A line of the grid.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct QuotaLine {
    /// Whose.
    pub of: QuotaFor,
    /// Its name.
    pub name: String,
    /// The target of each quarter.
    pub quarters: [Cents; 4],
    /// What was won in the year before, where that is known of such a line.
    pub won_before: Option<Cents>,
}

impl QuotaLine {
    /// The whole year.
    #[must_use]
    pub fn year(&self) -> Cents {
        Cents::sum(self.quarters)
    }
}

/// The targets of a year.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct QuotaGrid {
    /// The year.
    pub year: i32,
    /// The lines, the company first.
    pub lines: Vec<QuotaLine>,
    /// How a year falls on its months, in parts of their sum.
    pub season: [i64; 12],
    /// How many months of history that rests on.
    pub history: i64,
}

/// How a year falls on its months, from what was won in months that are over. Without history every month is the same;
/// with it the past takes over: each month of the year counts as its own months and half a year of average ones.
#[must_use]
pub fn season(won: &[(NaiveDate, Cents)]) -> [i64; 12] {
    let months = i64::try_from(won.len()).unwrap_or(0);
    let all: i128 = won.iter().map(|(_, amount)| i128::from(amount.get().max(0))).sum();
    if months == 0 || all == 0 {
        return [1_000; 12];
    }
    let mut weights = [0; 12];
    for (place, weight) in weights.iter_mut().enumerate() {
        let own = won.iter().filter(|(month, _)| usize::try_from(month.month0()) == Ok(place));
        let (count, sum) = own.fold((0_i128, 0_i128), |(count, sum), (_, amount)| {
            (count + 1, sum + i128::from(amount.get().max(0)))
        });
        // Parts of 1,000 of an average month: (own + prior * average) / ((count + prior) * average).
        let prior = i128::from(PRIOR_MONTHS);
        let own = sum * i128::from(months) + prior * all;
        let average = (count + prior) * all;
        *weight = i64::try_from(own * 1_000 / average).unwrap_or(1_000).max(1);
    }
    weights
}

/// A quarter's target on its three months, in whole units but for what the target itself has beyond them. The parts sum
/// to it exactly.
#[must_use]
pub fn spread(target: Cents, quarter: usize, season: &[i64; 12]) -> [Cents; 3] {
    let weights: Vec<i64> = season.iter().skip(quarter * 3).take(3).copied().collect();
    let parts = split(Cents(target.get() / UNIT), &weights);
    let mut months = [Cents::ZERO; 3];
    for (month, part) in months.iter_mut().zip(parts) {
        *month = Cents(part.get() * UNIT);
    }
    if let Some(first) = months.first_mut() {
        *first = Cents(first.get() + target.get() % UNIT);
    }
    months
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn month(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn a_weak_august_gets_less_and_nothing_known_is_even() {
        assert_eq!(season(&[]), [1_000; 12]);
        let won: Vec<(NaiveDate, Cents)> = (1..=12)
            .map(|number| {
                let amount = if number == 8 { 20_000 } else { 100_000 };
                (month(&format!("2025-{number:02}-01")), Cents(amount))
            })
            .collect();
        let season = season(&won);
        let (july, august) = (season[6], season[7]);
        assert!(august < july, "{season:?}");
        let [first, second, third] = spread(Cents(9_000_000), 2, &season);
        assert!(second < first && second < third);
        assert_eq!(first.get() + second.get() + third.get(), 9_000_000);
    }

    #[test]
    fn a_key_survives_its_form() {
        for of in [QuotaFor::Company, QuotaFor::Team(3), QuotaFor::User(4), QuotaFor::Product(5)] {
            assert_eq!(QuotaFor::of(&of.key()), Some(of));
        }
        assert_eq!(QuotaFor::of("planet-4"), None);
    }

    proptest! {
        #[test]
        fn months_sum_to_their_quarter(target in 0_i64..900_000_000_000_000, quarter in 0_usize..4, seed in 1_i64..5_000) {
            let mut season = [1_000; 12];
            for (place, weight) in season.iter_mut().enumerate() {
                *weight = 1 + (seed * (i64::try_from(place).unwrap() + 3)) % 1_900;
            }
            let months = spread(Cents(target), quarter, &season);
            prop_assert_eq!(months.iter().map(|month| month.get()).sum::<i64>(), target);
        }
    }
}
