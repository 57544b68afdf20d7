//! Reasons in points: every figure the brain shows is a sum that a person can add up.

use serde::{Deserialize, Serialize};

use crate::num;
use crate::text_enum::text_enum;

text_enum! {
    /// What a contribution is about; the word is stable and may be stored and counted.
    Factor {
        /// Mails the lead opened.
        MailsOpened = "mails_opened", "Mails opened";
        /// Links the lead clicked.
        LinksClicked = "links_clicked", "Links clicked";
        /// Visits to the web site.
        WebVisits = "web_visits", "Web visits";
        /// Forms the lead sent.
        FormsSent = "forms_sent", "Forms sent";
        /// How many people the company has.
        CompanySize = "company_size", "Company size";
        /// How well the industry fits what we sell.
        Industry = "industry", "Industry";
        /// How senior the job title is.
        Seniority = "seniority", "Seniority";
        /// Where the company is.
        Region = "region", "Region";
        /// How well a product fits the need.
        ProductFit = "product_fit", "Product fit";
        /// How much of the price the budget covers.
        Budget = "budget", "Budget";
        /// What the person may decide.
        Authority = "authority", "Authority";
        /// Problems the lead has told us about.
        Need = "need", "Need";
        /// How soon the lead wants it.
        Timeline = "timeline", "Timeline";
        /// How long ago the last contact was.
        Recency = "recency", "Recency";
        /// How often we are in contact.
        Frequency = "frequency", "Frequency";
        /// How much of the contact was meetings, calls and replies.
        Depth = "depth", "Depth";
        /// The tone of what the lead wrote and said.
        Sentiment = "sentiment", "Tone";
        /// Where a win probability starts: the stage's own history, or its default.
        Stage = "stage", "Stage";
        /// Time in the stage against the norm.
        Dwell = "dwell", "Time in stage";
        /// Age of the deal against the usual cycle.
        Age = "age", "Age of the deal";
        /// Days without contact.
        Silence = "silence", "Silence";
        /// Whether both sides talk.
        TwoWay = "two_way", "Two-way contact";
        /// How many of their people take part.
        Contacts = "contacts", "People engaged";
        /// How often the close date was moved out.
        Pushes = "pushes", "Pushed dates";
        /// The close date has passed.
        Overdue = "overdue", "Close date passed";
        /// Whether a next step is agreed.
        NextStep = "next_step", "Next step";
        /// The amount against what is usual.
        Amount = "amount", "Amount";
        /// How deals from this source ended.
        Source = "source", "Source";
        /// How this owner's deals ended.
        Owner = "owner", "Owner";
        /// How deals of this product ended.
        Product = "product", "Product";
        /// What is at stake.
        Value = "value", "Value";
        /// How likely it is to be won.
        Probability = "probability", "Probability";
        /// How pressing it is.
        Urgency = "urgency", "Urgency";
        /// Whether the person can be reached now.
        Reach = "reach", "Reachable";
    }
}

/// One reason for a figure: a fact in words and the points it gave or took.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Contribution {
    /// What it is about.
    pub factor: Factor,
    /// The fact, such as "Opened 3 mails, the last 2 d ago"; never a bare adjective.
    pub label: String,
    /// Whole points; the points of all contributions sum exactly to the figure shown.
    pub points: i32,
}

/// Rounds `values` to whole numbers that sum exactly to `total` (largest remainder).
///
/// When `total` is the rounded sum of `values`, every result is less than one away from its value.
/// When it is further off, the difference is spread evenly. Not-a-number counts as 0. Values equal in
/// remainder are served in their order, so the result is the same everywhere. Without values there is
/// nothing to share, and the result is empty.
///
/// ```
/// use domain::explain::apportion;
///
/// assert_eq!(apportion(&[33.4, 33.4, 33.2], 100), [34, 33, 33]);
/// assert_eq!(apportion(&[60.5, -10.25], 50), [60, -10]);
/// ```
#[must_use]
pub fn apportion(values: &[f64], total: i32) -> Vec<i32> {
    let Ok(count) = i64::try_from(values.len()) else { return Vec::new() };
    if count == 0 {
        return Vec::new();
    }
    let finite = |value: f64| if value.is_finite() { value.clamp(-2.0e9, 2.0e9) } else { 0.0 };
    let mut shares: Vec<(usize, i64, f64)> = values
        .iter()
        .enumerate()
        .map(|(place, value)| {
            let value = finite(*value);
            (place, num::floor(value), value - libm::floor(value))
        })
        .collect();
    let missing = i64::from(total) - shares.iter().map(|share| share.1).sum::<i64>();
    let (each, extra) = (missing.div_euclid(count), missing.rem_euclid(count));
    shares.sort_by(|a, b| b.2.total_cmp(&a.2).then(a.0.cmp(&b.0)));
    for ((_, share, _), rank) in shares.iter_mut().zip(0..) {
        *share += each + i64::from(rank < extra);
    }
    shares.sort_by_key(|share| share.0);
    shares
        .iter()
        .map(|share| {
            i32::try_from(share.1).unwrap_or(if share.1 > 0 { i32::MAX } else { i32::MIN })
        })
        .collect()
}

/// Contributions from raw shares, rounded so that they sum exactly to `total`; those that round to
/// nothing are left out.
pub(crate) fn contributions(raw: Vec<(Factor, String, f64)>, total: i32) -> Vec<Contribution> {
    let values: Vec<f64> = raw.iter().map(|entry| entry.2).collect();
    raw.into_iter()
        .zip(apportion(&values, total))
        .filter(|(_, points)| *points != 0)
        .map(|((factor, label, _), points)| Contribution { factor, label, points })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_to_share_gives_nothing() {
        assert!(apportion(&[], 5).is_empty());
    }

    #[test]
    fn a_total_far_from_the_values_is_still_met() {
        assert_eq!(apportion(&[1.0, 1.0], 9).iter().sum::<i32>(), 9);
        assert_eq!(apportion(&[f64::NAN, 1.0], -3).iter().sum::<i32>(), -3);
    }

    #[test]
    fn codes_read_back_to_their_factor() {
        for factor in Factor::ALL {
            assert_eq!(factor.as_str().parse(), Ok(*factor));
        }
        assert!("charm".parse::<Factor>().is_err());
    }
}
