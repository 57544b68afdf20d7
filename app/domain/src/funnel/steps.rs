//! Steps and cuts: counts, conversion and what did not go on.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::lead::LeadStatus;
use crate::money::Cents;
use crate::ratio::Ratio;

/// As wide as nine of ten: 1.645 standard errors to each side.
const NINE_OF_TEN: f64 = 1.644_853_626_951_472_2;

/// How many distinct leads came at least so far.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reached {
    /// All of them.
    pub leads: i64,
    /// Qualified, or further.
    pub qualified: i64,
    /// With an opportunity, or further.
    pub opportunities: i64,
    /// Customers.
    pub customers: i64,
}

impl Reached {
    /// Counts so many leads whose furthest status is this one.
    pub fn add(&mut self, furthest: LeadStatus, leads: i64) {
        self.leads += leads;
        for (status, count) in [
            (LeadStatus::Qualified, &mut self.qualified),
            (LeadStatus::Opportunity, &mut self.opportunities),
            (LeadStatus::Customer, &mut self.customers),
        ] {
            // Who was disqualified has the furthest status of before.
            if furthest != LeadStatus::Disqualified && furthest >= status {
                *count += leads;
            }
        }
    }

    /// From counts by furthest status.
    #[must_use]
    pub fn of(counts: &[(LeadStatus, i64)]) -> Self {
        let mut reached = Self::default();
        for (furthest, leads) in counts {
            reached.add(*furthest, *leads);
        }
        reached
    }

    /// The share of leads that became customers.
    #[must_use]
    pub fn conversion(&self) -> Option<Ratio> {
        Ratio::of(self.customers, self.leads)
    }

    /// Each step with its count.
    #[must_use]
    pub const fn each(&self) -> [(LeadStatus, i64); 4] {
        [
            (LeadStatus::New, self.leads),
            (LeadStatus::Qualified, self.qualified),
            (LeadStatus::Opportunity, self.opportunities),
            (LeadStatus::Customer, self.customers),
        ]
    }
}

/// A step of the funnel.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Step {
    /// The status reached at least.
    pub status: LeadStatus,
    /// Leads that reached it.
    pub leads: i64,
    /// Of those at the step before; `None` at the first, or where that was nobody.
    pub of_previous: Option<Ratio>,
    /// Of all leads.
    pub of_all: Option<Ratio>,
    /// Those that reached it and, so far, not the next one; nobody at the last.
    pub stopped: i64,
    /// What stopped here in money: the lost deals' amounts at opportunities, before that what as many leads of the next
    /// step brought. `None` at the last, and where nobody went on.
    pub dropped: Option<Cents>,
}

/// The steps of a cohort whose won deals came to `won` and whose lost ones to `lost`.
#[must_use]
pub fn steps(reached: &Reached, won: Cents, lost: Cents) -> Vec<Step> {
    let each = reached.each();
    let mut before = None;
    each.iter()
        .enumerate()
        .map(|(place, (status, leads))| {
            let next = each.get(place + 1).map(|(_, next)| *next);
            let stopped = next.map_or(0, |next| leads - next);
            let step = Step {
                status: *status,
                leads: *leads,
                of_previous: before.and_then(|before| Ratio::of(*leads, before)),
                of_all: Ratio::of(*leads, reached.leads).filter(|_| place > 0),
                stopped,
                dropped: match (*status, next) {
                    (_, None) => None,
                    (LeadStatus::Opportunity, _) => Some(lost),
                    (_, Some(next)) => worth(won, next, stopped),
                },
            };
            before = Some(*leads);
            step
        })
        .collect()
}

/// What `stopped` leads would have brought at what each of `next` did.
fn worth(won: Cents, next: i64, stopped: i64) -> Option<Cents> {
    let product = i128::from(won.get()) * i128::from(stopped);
    let worth = (product + i128::from(next) / 2).checked_div(i128::from(next))?;
    (next > 0).then(|| Cents(i64::try_from(worth).unwrap_or(i64::MAX)))
}

/// A part of the cohort: a source's, a rep's.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cut {
    /// The key of what it is cut by; 0 where it has none or is nobody's.
    pub id: i64,
    /// Its name.
    pub name: String,
    /// How far its leads came.
    pub reached: Reached,
    /// The share that became customers.
    pub conversion: Option<Ratio>,
    /// Low end of its range of nine in ten (Wilson 1927).
    pub low: Ratio,
    /// High end.
    pub high: Ratio,
}

/// The parts from counts by key, name and furthest status; the one with most leads first.
#[must_use]
pub fn cuts(counts: impl IntoIterator<Item = (i64, String, LeadStatus, i64)>) -> Vec<Cut> {
    let mut parts: BTreeMap<(i64, String), Reached> = BTreeMap::new();
    for (id, name, furthest, leads) in counts {
        parts.entry((id, name)).or_default().add(furthest, leads);
    }
    let mut cuts: Vec<Cut> = parts
        .into_iter()
        .map(|((id, name), reached)| {
            let (low, high) = range(reached.customers, reached.leads);
            Cut { id, name, reached, conversion: reached.conversion(), low, high }
        })
        .collect();
    cuts.sort_by_key(|cut| std::cmp::Reverse(cut.reached.leads));
    cuts
}

/// Wilson's range of a share (1927), which stays between nothing and all.
fn range(part: i64, whole: i64) -> (Ratio, Ratio) {
    if whole <= 0 {
        return (Ratio::ZERO, Ratio::ONE);
    }
    let n = float(whole);
    let (share, z2) = (float(part) / n, NINE_OF_TEN * NINE_OF_TEN);
    let centre = share + z2 / (2.0 * n);
    let spread = NINE_OF_TEN * libm::sqrt(share * (1.0 - share) / n + z2 / (4.0 * n * n));
    let scale = 1.0 + z2 / n;
    (
        Ratio::from_model(((centre - spread) / scale).max(0.0)),
        Ratio::from_model(((centre + spread) / scale).min(1.0)),
    )
}

#[expect(clippy::cast_precision_loss, reason = "counts of leads are far below 2^53")]
fn float(count: i64) -> f64 {
    count as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_step_tells_what_went_on_and_what_did_not() {
        let reached = Reached::of(&[
            (LeadStatus::New, 40),
            (LeadStatus::Contacted, 20),
            (LeadStatus::Qualified, 20),
            (LeadStatus::Opportunity, 15),
            (LeadStatus::Customer, 5),
        ]);
        let told = steps(&reached, Cents(50_000), Cents(70_000));
        let counts: Vec<i64> = told.iter().map(|step| step.leads).collect();
        assert_eq!(counts, [100, 40, 20, 5]);
        assert_eq!(told[1].of_previous, Some(Ratio::from_bp(4_000)));
        assert_eq!(told[3].of_all, Some(Ratio::from_bp(500)));
        let stopped: Vec<i64> = told.iter().map(|step| step.stopped).collect();
        assert_eq!(stopped, [60, 20, 15, 0]);
        // A qualified lead brought 1,250; 60 stopped before. An opportunity brought 2,500; 20 stopped before.
        let dropped: Vec<_> = told.iter().map(|step| step.dropped).collect();
        assert_eq!(dropped, [Some(Cents(75_000)), Some(Cents(50_000)), Some(Cents(70_000)), None]);
    }

    #[test]
    fn nobody_has_no_rates() {
        let told = steps(&Reached::default(), Cents::ZERO, Cents::ZERO);
        assert!(told.iter().all(|step| step.of_previous.is_none() && step.leads == 0));
        assert!(cuts([]).is_empty());
    }

    #[test]
    fn a_part_has_a_range_around_its_share() {
        let of = |status, leads| (1, "web".to_owned(), status, leads);
        let told = cuts([of(LeadStatus::New, 90), of(LeadStatus::Customer, 10)]);
        assert_eq!(told.len(), 1);
        assert_eq!(told[0].conversion, Some(Ratio::from_bp(1_000)));
        assert!(told[0].low.bp() > 550 && told[0].high.bp() < 1_700, "{told:?}");
    }
}
