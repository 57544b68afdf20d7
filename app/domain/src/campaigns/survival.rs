//! How many leads become customers, where many are too young to tell.
//!
//! Kaplan and Meier (1958): a lead counts among those that might convert in a week only as long as it was watched that
//! long, so that young leads are "not yet" and not "no". The range is Greenwood's variance on the log-log scale
//! (Kalbfleisch and Prentice 2002, section 1.4), which stays between nothing and all.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::ratio::Ratio;

/// Conversion is told for this many weeks after a lead came: half a year.
pub const HORIZON_WEEKS: i64 = 26;
/// Fewer customers than this say too little for a rate.
const ENOUGH: i64 = 5;
/// As wide as nine of ten: 1.645 standard errors to each side.
const NINE_OF_TEN: f64 = 1.644_853_626_951_472_2;

/// What became of leads, as far as they were watched.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Life {
    /// Weeks until they became customers, or until now.
    pub weeks: i64,
    /// Whether they did.
    pub converted: bool,
    /// How many leads it is said of.
    pub leads: i64,
}

/// The share of leads that become customers within [`HORIZON_WEEKS`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Conversion {
    /// All leads.
    pub leads: i64,
    /// Those that are customers by now, whenever they became that.
    pub customers: i64,
    /// Leads younger than the horizon that are no customers: not yet.
    pub young: i64,
    /// The share within the horizon; `None` with too few customers to say.
    pub rate: Option<Ratio>,
    /// Low end of its range of nine in ten.
    pub low: Ratio,
    /// High end.
    pub high: Ratio,
}

/// The estimate over these leads.
#[must_use]
pub fn conversion(lives: &[Life]) -> Conversion {
    let mut ended: BTreeMap<i64, (i64, i64)> = BTreeMap::new();
    let mut told = Conversion::default();
    for life in lives {
        let weeks = life.weeks.max(0);
        told.leads += life.leads;
        let entry = ended.entry(weeks).or_default();
        if life.converted {
            told.customers += life.leads;
            entry.0 += life.leads;
        } else {
            told.young += if weeks < HORIZON_WEEKS { life.leads } else { 0 };
            entry.1 += life.leads;
        }
    }
    let (mut at_risk, mut stays, mut greenwood, mut seen) = (told.leads, 1.0, 0.0, 0);
    for (_, (converted, watched)) in ended.range(..=HORIZON_WEEKS) {
        let (risk, events) = (float(at_risk), float(*converted));
        if risk > 0.0 && *converted > 0 {
            stays *= 1.0 - events / risk;
            seen += converted;
            if risk > events {
                greenwood += events / (risk * (risk - events));
            }
        }
        at_risk -= converted + watched;
    }
    if seen < ENOUGH || stays >= 1.0 {
        return told;
    }
    let (low, high) = range(stays, greenwood);
    Conversion {
        rate: Some(Ratio::from_model(1.0 - stays)),
        low: Ratio::from_model(low),
        high: Ratio::from_model(high),
        ..told
    }
}

/// The range of the share that converts, around the share that stays.
fn range(stays: f64, greenwood: f64) -> (f64, f64) {
    if stays <= 0.0 {
        return (1.0, 1.0);
    }
    let log = libm::log(stays);
    let error = libm::sqrt(greenwood) / log.abs();
    let bound = |side: f64| 1.0 - libm::pow(stays, libm::exp(side * NINE_OF_TEN * error));
    (bound(-1.0), bound(1.0))
}

#[expect(clippy::cast_precision_loss, reason = "counts of leads are far below 2^53")]
fn float(count: i64) -> f64 {
    count as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    fn life(weeks: i64, converted: bool, leads: i64) -> Life {
        Life { weeks, converted, leads }
    }

    #[test]
    fn without_young_leads_it_is_the_plain_share() {
        let told = conversion(&[life(3, true, 20), life(40, false, 80)]);
        assert_eq!((told.leads, told.customers, told.young), (100, 20, 0));
        assert_eq!(told.rate, Some(Ratio::from_bp(2_000)));
        assert!(told.low.bp() > 1_300 && told.high.bp() < 2_800, "{told:?}");
    }

    #[test]
    fn young_leads_are_not_yet_and_not_no() {
        let old = [life(10, true, 20), life(40, false, 80)];
        let plain = conversion(&old).rate.unwrap();
        let with_young = [life(10, true, 20), life(40, false, 80), life(2, false, 400)];
        let told = conversion(&with_young);
        assert_eq!(told.rate, Some(plain));
        assert_eq!(told.young, 400);
    }

    #[test]
    fn a_handful_says_nothing_and_all_is_all() {
        assert_eq!(conversion(&[life(3, true, 2), life(9, false, 20)]).rate, None);
        assert_eq!(conversion(&[]).rate, None);
        let all = conversion(&[life(3, true, 9)]);
        assert_eq!((all.rate, all.low, all.high), (Some(Ratio::ONE), Ratio::ONE, Ratio::ONE));
    }

    #[test]
    fn it_agrees_with_a_hand_count() {
        // Of 10: one converts in week 1, one is lost from sight in week 2, four convert in week 3: 1 - 0.9 * (1 - 4/8).
        let lives = [life(1, true, 1), life(2, false, 1), life(3, true, 4), life(30, false, 4)];
        assert_eq!(conversion(&lives).rate, Some(Ratio::from_bp(5_500)));
    }
}
