//! What a customer's purchases say of whether there will be another: facts as they were on a day.
//!
//! Recency, frequency and amount as in Fader, Hardie and Lee (2005), the silence against the customer's own usual gap,
//! and what changed between the last horizon and the one before. Only what happened up to the day is seen.

use std::collections::BTreeMap;

use crate::learn::{Column, Table, UnevenTable, Values};
use crate::num::float;

/// A purchase: who, on which day (days of our era), for how much.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Purchase {
    /// The customer.
    pub customer: u32,
    /// The day.
    pub day: i32,
    /// The amount; below zero for what was given back, which is no purchase but counts in sums.
    pub amount: f64,
}

/// Customers as they were on a day, and whether each bought nothing within the horizon.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Moments {
    /// The facts, a row per customer and day; rows of the earliest day first.
    pub table: Table,
    /// Whether no purchase followed within the horizon.
    pub gone: Vec<bool>,
    /// The customer of each row.
    pub customers: Vec<u32>,
    /// The day of each row.
    pub days: Vec<i32>,
}

/// The names of the facts, in their order in the table.
pub const FACTS: [&str; 11] = [
    "days since last purchase",
    "silence over usual gap",
    "purchases",
    "days since first purchase",
    "usual gap in days",
    "spread of gaps",
    "purchases in last horizon",
    "purchases in horizon before",
    "amount per purchase",
    "amount in last horizon",
    "amount in last horizon over horizon before",
];

/// The customers who had bought by each of `days`, as they were then. `horizon` is in days.
///
/// # Errors
/// Never in practice: all columns are made row by row.
pub fn moments(purchases: &[Purchase], days: &[i32], horizon: i32) -> Result<Moments, UnevenTable> {
    let mut histories: BTreeMap<u32, BTreeMap<i32, f64>> = BTreeMap::new();
    for purchase in purchases.iter().filter(|purchase| purchase.amount.is_finite()) {
        *histories.entry(purchase.customer).or_default().entry(purchase.day).or_default() +=
            purchase.amount;
    }
    let mut days = days.to_vec();
    days.sort_unstable();
    days.dedup();
    let mut columns: Vec<Vec<f64>> = vec![Vec::new(); FACTS.len()];
    let mut moments = Moments::default();
    for day in days {
        for (customer, history) in &histories {
            let Some(facts) = facts(history, day, horizon) else { continue };
            let next = history.range(day + 1..=day + horizon).any(|(_, amount)| *amount >= 0.0);
            columns.iter_mut().zip(facts).for_each(|(column, fact)| column.push(fact));
            moments.gone.push(!next);
            moments.customers.push(*customer);
            moments.days.push(day);
        }
    }
    let columns = FACTS.iter().zip(columns).map(|(name, cells)| Column {
        name: (*name).to_owned(),
        values: Values::numbers(cells.into_iter().map(Some)),
    });
    moments.table = Table::new(columns.collect())?;
    Ok(moments)
}

/// The facts of a customer as of the end of a day; `None` before the first purchase.
fn facts(history: &BTreeMap<i32, f64>, day: i32, horizon: i32) -> Option<[f64; FACTS.len()]> {
    let bought: Vec<(i32, f64)> = history
        .range(..=day)
        .filter(|(_, amount)| **amount >= 0.0)
        .map(|(day, amount)| (*day, *amount))
        .collect();
    let (first, last) = (bought.first()?.0, bought.last()?.0);
    let gaps: Vec<f64> = bought
        .windows(2)
        .filter_map(|pair| Some(f64::from(pair.last()?.0 - pair.first()?.0)))
        .collect();
    let silence = f64::from(day - last);
    let nothing = f64::NAN;
    let usual =
        if gaps.is_empty() { nothing } else { gaps.iter().sum::<f64>() / float(gaps.len()) };
    let squares: f64 = gaps.iter().map(|gap| (gap - usual) * (gap - usual)).sum();
    let spread =
        if gaps.len() < 2 { nothing } else { libm::sqrt(squares / float(gaps.len())) / usual };
    let within = |from: i32, to: i32| {
        let count = bought.iter().filter(|(at, _)| *at > from && *at <= to).count();
        let sum: f64 = history.range(from + 1..=to).map(|(_, amount)| amount).sum();
        (float(count), sum)
    };
    let (recent, amount) = within(day - horizon, day);
    let (before, amount_before) = within(day - 2 * horizon, day - horizon);
    let all: f64 = bought.iter().map(|(_, amount)| amount).sum();
    Some([
        silence,
        silence / usual.max(1.0),
        float(bought.len()),
        f64::from(day - first),
        usual,
        spread,
        recent,
        before,
        all / float(bought.len()),
        amount,
        if amount_before > 0.0 { amount / amount_before } else { nothing },
    ])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bought(customer: u32, day: i32, amount: f64) -> Purchase {
        Purchase { customer, day, amount }
    }

    fn cells(table: &Table, row: usize) -> Vec<f64> {
        table
            .columns()
            .iter()
            .map(|column| match &column.values {
                Values::Numbers(numbers) => numbers[row],
                Values::Words { .. } => f64::NAN,
            })
            .collect()
    }

    #[test]
    fn nothing_after_the_day_is_seen() {
        let past = [bought(1, 100, 10.0), bought(1, 110, 30.0), bought(2, 118, 5.0)];
        let future = [bought(1, 125, 999.0), bought(3, 126, 1.0)];
        let seen = moments(&past, &[120], 10).unwrap();
        let all = moments(&[past.as_slice(), &future].concat(), &[120], 10).unwrap();
        assert_eq!(seen.customers, all.customers);
        assert_eq!(format!("{:?}", cells(&seen.table, 0)), format!("{:?}", cells(&all.table, 0)));
        assert_eq!((seen.gone, all.gone), (vec![true, true], vec![false, true]));
    }

    #[test]
    fn the_facts_are_those_a_person_would_count() {
        let purchases = [
            bought(7, 100, 10.0),
            bought(7, 110, 20.0),
            bought(7, 110, 10.0),
            bought(7, 130, 40.0),
        ];
        let moments = moments(&purchases, &[136], 20).unwrap();
        let facts = cells(&moments.table, 0);
        let expected = [6.0, 0.4, 3.0, 36.0, 15.0, 1.0 / 3.0, 1.0, 2.0, 80.0 / 3.0, 40.0, 1.0];
        assert!(facts.iter().zip(expected).all(|(a, b)| (a - b).abs() < 1e-9), "{facts:?}");
    }

    #[test]
    fn what_is_given_back_is_no_purchase() {
        let purchases = [bought(1, 100, 10.0), bought(1, 105, -10.0)];
        let then = moments(&purchases, &[102], 10).unwrap();
        assert_eq!(then.gone, [true]);
        assert!(moments(&purchases, &[90], 10).unwrap().gone.is_empty());
    }
}
