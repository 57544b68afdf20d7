//! Why deals are won and lost: reasons as a tree, rivals, the stage they were lost from, what goes with winning, and lost
//! deals whose reason has passed.

use std::collections::BTreeMap;

use chrono::{Days, NaiveDate};
use serde::{Deserialize, Serialize};

use crate::ids::OpportunityId;
use crate::money::Cents;
use crate::ratio::Ratio;
use crate::text_enum::text_enum;

text_enum! {
    /// What kind of reason a deal was lost for.
    LossGroup {
        /// What it costs.
        Price = "price", "Price";
        /// There is no money for it, for now.
        Budget = "budget", "Budget";
        /// Somebody else got it, or they do it themselves.
        Rival = "rival", "Competitor";
        /// It is not the time for it.
        Timing = "timing", "Timing";
        /// Nobody decided.
        Undecided = "undecided", "No decision";
        /// It is not what they need.
        Fit = "fit", "No fit";
        /// Nobody answers any more.
        Contact = "contact", "Contact lost";
        /// Anything else.
        Other = "other", "Other";
    }
}

/// The tree: each reason with the group it belongs to, as forms offer them.
pub const REASONS: [(LossGroup, &str); 18] = [
    (LossGroup::Price, "Price"),
    (LossGroup::Price, "Discount not enough"),
    (LossGroup::Budget, "No budget"),
    (LossGroup::Budget, "No budget this year"),
    (LossGroup::Budget, "Budget was cut"),
    (LossGroup::Rival, "Chose a competitor"),
    (LossGroup::Rival, "Trains in-house"),
    (LossGroup::Rival, "Stays with their supplier"),
    (LossGroup::Timing, "Bad timing"),
    (LossGroup::Timing, "No need before next year"),
    (LossGroup::Undecided, "No decision"),
    (LossGroup::Undecided, "Project stopped"),
    (LossGroup::Fit, "Something is missing"),
    (LossGroup::Fit, "Too small for a group course"),
    (LossGroup::Fit, "Student, not a company"),
    (LossGroup::Contact, "No answer any more"),
    (LossGroup::Contact, "Left the company"),
    (LossGroup::Other, "Other"),
];

/// Words by which a reason written freely is known, the first that fits.
const WORDS: [(&str, LossGroup); 14] = [
    ("budget", LossGroup::Budget),
    ("price", LossGroup::Price),
    ("expensive", LossGroup::Price),
    ("discount", LossGroup::Price),
    ("compet", LossGroup::Rival),
    ("in-house", LossGroup::Rival),
    ("supplier", LossGroup::Rival),
    ("timing", LossGroup::Timing),
    ("next year", LossGroup::Timing),
    ("decision", LossGroup::Undecided),
    ("stopped", LossGroup::Undecided),
    ("answer", LossGroup::Contact),
    ("left the", LossGroup::Contact),
    ("missing", LossGroup::Fit),
];

impl LossGroup {
    /// The group of a reason: by the tree, and for one that was written freely by its words.
    #[must_use]
    pub fn of(reason: &str) -> Self {
        let reason = reason.trim().to_lowercase();
        let known = REASONS.iter().find(|(_, known)| known.to_lowercase() == reason);
        let by_word =
            || WORDS.iter().find(|(word, _)| reason.contains(word)).map(|(_, group)| *group);
        known.map(|(group, _)| *group).or_else(by_word).unwrap_or(Self::Other)
    }

    /// After how many days such a reason may have passed; `None` where asking again is no use.
    #[must_use]
    pub const fn passes_after(self) -> Option<u64> {
        match self {
            Self::Timing | Self::Undecided => Some(90),
            Self::Price | Self::Budget => Some(180),
            // What they bought elsewhere is usually for a year.
            Self::Rival => Some(330),
            Self::Fit | Self::Contact | Self::Other => None,
        }
    }
}

/// A deal that ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ended {
    /// The deal.
    pub id: OpportunityId,
    /// Its name.
    pub name: String,
    /// Whose it is.
    pub owner: Option<String>,
    /// Whether it was won.
    pub won: bool,
    /// What it was worth.
    pub amount: Cents,
    /// When it ended.
    pub closed_on: NaiveDate,
    /// Why it was lost.
    pub reason: String,
    /// Who else wanted it.
    pub rivals: Vec<String>,
    /// The open stage it left last.
    pub from_stage: Option<String>,
    /// Facts that may go with winning: "From referral", "Competitor named".
    pub facts: Vec<String>,
    /// Whether an open deal is with the same person or company by now.
    pub is_back: bool,
}

/// Deals of one kind.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Share {
    /// What they have in common.
    pub name: String,
    /// How many.
    pub deals: i64,
    /// What they were worth.
    pub amount: Cents,
}

/// A branch of the tree of reasons.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Branch {
    /// The group.
    pub group: LossGroup,
    /// All of it.
    pub all: Share,
    /// Reason by reason, the commonest first.
    pub reasons: Vec<Share>,
}

/// How deals end in which a rival is named.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rival {
    /// Who.
    pub name: String,
    /// Won against them.
    pub won: i64,
    /// Lost while they were named.
    pub lost: i64,
    /// What was lost.
    pub amount: Cents,
}

/// A fact that goes with winning or losing. It says nothing about causes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Driver {
    /// The fact.
    pub fact: String,
    /// The share won with it, over the share won without it: 10,000 is the same.
    pub lift: Ratio,
    /// Low end of its range of nine in ten.
    pub low: Ratio,
    /// High end.
    pub high: Ratio,
    /// Deals with it.
    pub with: i64,
    /// Of those won.
    pub won_with: i64,
    /// Deals without it.
    pub without: i64,
    /// Of those won.
    pub won_without: i64,
}

/// A lost deal whose reason may have passed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Again {
    /// The deal.
    pub id: OpportunityId,
    /// Its name.
    pub name: String,
    /// Whose it was.
    pub owner: Option<String>,
    /// What it was worth.
    pub amount: Cents,
    /// When it was lost.
    pub closed_on: NaiveDate,
    /// Why.
    pub reason: String,
    /// Since when that may have passed.
    pub since: NaiveDate,
}

/// Wins and losses of some months, within the reader's scope.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WinLoss {
    /// First day.
    pub from: NaiveDate,
    /// Last day.
    pub until: NaiveDate,
    /// Deals won.
    pub won: Share,
    /// Deals lost.
    pub lost: Share,
    /// Why they were lost, what cost most first.
    pub branches: Vec<Branch>,
    /// Against whom.
    pub rivals: Vec<Rival>,
    /// From which stage they were lost, in the order of how many.
    pub stages: Vec<Share>,
    /// What goes with winning or losing, the surest first.
    pub drivers: Vec<Driver>,
    /// Lost deals to ask again about, the largest first.
    pub again: Vec<Again>,
    /// Not all deals of these months were looked at: there are too many.
    pub is_cut: bool,
}

/// A driver needs this many deals on each side.
const ENOUGH: i64 = 20;
/// The most drivers that are told.
const DRIVERS: usize = 12;
/// The most deals to ask again about.
const AGAIN: usize = 50;
/// A reason that passed longer ago than this is no news.
const NEWS: u64 = 180;
/// Nine of ten lie within 1.645 standard errors to each side.
const NINE_OF_TEN: f64 = 1.644_853_626_951_472_2;

/// What these deals come to.
#[must_use]
pub fn analyse(
    deals: &[Ended],
    (from, until): (NaiveDate, NaiveDate),
    today: NaiveDate,
) -> WinLoss {
    let within: Vec<&Ended> =
        deals.iter().filter(|deal| (from..=until).contains(&deal.closed_on)).collect();
    let (won, lost): (Vec<&Ended>, Vec<&Ended>) = within.iter().partition(|deal| deal.won);
    WinLoss {
        from,
        until,
        won: share("Won", &won),
        lost: share("Lost", &lost),
        branches: branches(&lost),
        rivals: rivals(&within),
        stages: by(&lost, |deal| deal.from_stage.clone().unwrap_or_else(|| "Not known".to_owned())),
        drivers: drivers(&within),
        again: again(deals, today),
        is_cut: false,
    }
}

fn share(name: &str, deals: &[&Ended]) -> Share {
    Share {
        name: name.to_owned(),
        deals: count(deals.len()),
        amount: Cents::sum(deals.iter().map(|deal| deal.amount)),
    }
}

fn count(len: usize) -> i64 {
    i64::try_from(len).unwrap_or(i64::MAX)
}

/// Deals by a name of theirs, the commonest first.
fn by(deals: &[&Ended], name: impl Fn(&Ended) -> String) -> Vec<Share> {
    let mut groups: BTreeMap<String, Vec<&Ended>> = BTreeMap::new();
    for deal in deals {
        groups.entry(name(deal)).or_default().push(deal);
    }
    let mut shares: Vec<Share> = groups.iter().map(|(name, deals)| share(name, deals)).collect();
    shares.sort_by_key(|share| std::cmp::Reverse((share.deals, share.amount)));
    shares
}

fn branches(lost: &[&Ended]) -> Vec<Branch> {
    let mut branches: Vec<Branch> = LossGroup::ALL
        .iter()
        .map(|group| {
            let own = lost.iter().copied().filter(|deal| LossGroup::of(&deal.reason) == *group);
            let own: Vec<&Ended> = own.collect();
            let reasons = by(&own, |deal| deal.reason.clone());
            Branch { group: *group, all: share(group.label(), &own), reasons }
        })
        .filter(|branch| branch.all.deals > 0)
        .collect();
    branches.sort_by_key(|branch| std::cmp::Reverse(branch.all.amount));
    branches
}

fn rivals(deals: &[&Ended]) -> Vec<Rival> {
    let mut rivals: BTreeMap<&str, Rival> = BTreeMap::new();
    for deal in deals {
        for name in &deal.rivals {
            let none = Rival { name: name.clone(), won: 0, lost: 0, amount: Cents::ZERO };
            let rival = rivals.entry(name.as_str()).or_insert(none);
            if deal.won {
                rival.won += 1;
            } else {
                rival.lost += 1;
                rival.amount = Cents(rival.amount.get().saturating_add(deal.amount.get()));
            }
        }
    }
    let mut rivals: Vec<Rival> = rivals.into_values().collect();
    rivals.sort_by_key(|rival| std::cmp::Reverse((rival.lost, rival.won)));
    rivals
}

/// Lifts with the range of Katz et al. (1978): the logarithm of a ratio of two shares has the variance
/// 1/a - 1/n + 1/b - 1/m.
fn drivers(deals: &[&Ended]) -> Vec<Driver> {
    let all = count(deals.len());
    let all_won = count(deals.iter().filter(|deal| deal.won).count());
    let mut facts: BTreeMap<&str, (i64, i64)> = BTreeMap::new();
    for deal in deals {
        for fact in &deal.facts {
            let entry = facts.entry(fact.as_str()).or_default();
            entry.0 += 1;
            entry.1 += i64::from(deal.won);
        }
    }
    let mut drivers: Vec<(f64, Driver)> = facts
        .into_iter()
        .filter_map(|(fact, (with, won_with))| {
            let (without, won_without) = (all - with, all_won - won_with);
            if with < ENOUGH || without < ENOUGH || won_with == 0 || won_without == 0 {
                return None;
            }
            let (n, a, m, b) = (float(with), float(won_with), float(without), float(won_without));
            let log = libm::log((a / n) / (b / m));
            let error = libm::sqrt((1.0 / a - 1.0 / n + 1.0 / b - 1.0 / m).max(0.0));
            let bound = |side: f64| Ratio::from_model(libm::exp(log + side * NINE_OF_TEN * error));
            let driver = Driver {
                fact: fact.to_owned(),
                lift: Ratio::from_model(libm::exp(log)),
                low: bound(-1.0),
                high: bound(1.0),
                with,
                won_with,
                without,
                won_without,
            };
            Some((if error > 0.0 { log.abs() / error } else { 0.0 }, driver))
        })
        .collect();
    drivers.sort_by(|(a, _), (b, _)| b.total_cmp(a));
    drivers.into_iter().take(DRIVERS).map(|(_, driver)| driver).collect()
}

#[expect(clippy::cast_precision_loss, reason = "counts of deals are far below 2^53")]
fn float(count: i64) -> f64 {
    count as f64
}

fn again(deals: &[Ended], today: NaiveDate) -> Vec<Again> {
    let mut again: Vec<Again> = deals
        .iter()
        .filter(|deal| !deal.won && !deal.is_back)
        .filter_map(|deal| {
            let days = LossGroup::of(&deal.reason).passes_after()?;
            let since = deal.closed_on.checked_add_days(Days::new(days))?;
            let is_news = since <= today && since.checked_add_days(Days::new(NEWS))? >= today;
            is_news.then(|| Again {
                id: deal.id,
                name: deal.name.clone(),
                owner: deal.owner.clone(),
                amount: deal.amount,
                closed_on: deal.closed_on,
                reason: deal.reason.clone(),
                since,
            })
        })
        .collect();
    again.sort_by_key(|deal| std::cmp::Reverse((deal.amount, deal.id)));
    again.truncate(AGAIN);
    again
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn ended(id: i64, won: bool, reason: &str, facts: &[&str]) -> Ended {
        Ended {
            id: OpportunityId(id),
            name: format!("Deal {id}"),
            owner: None,
            won,
            amount: Cents(10_000 * id),
            closed_on: day("2026-05-04"),
            reason: reason.to_owned(),
            rivals: if reason == "Chose a competitor" {
                vec!["Acme".to_owned()]
            } else {
                Vec::new()
            },
            from_stage: (!won).then(|| "Proposal".to_owned()),
            facts: facts.iter().map(|fact| (*fact).to_owned()).collect(),
            is_back: false,
        }
    }

    #[test]
    fn a_reason_finds_its_branch_however_it_is_written() {
        assert_eq!(LossGroup::of("no budget THIS year"), LossGroup::Budget);
        assert_eq!(LossGroup::of("They found it too expensive"), LossGroup::Price);
        assert_eq!(LossGroup::of("went with a competitor"), LossGroup::Rival);
        assert_eq!(LossGroup::of("moon phase"), LossGroup::Other);
        for (group, reason) in REASONS {
            assert_eq!(LossGroup::of(reason), group, "{reason}");
        }
    }

    #[test]
    fn every_lost_deal_stands_in_one_branch_and_one_stage() {
        let deals: Vec<Ended> = (1..=30)
            .map(|id| match id % 3 {
                0 => ended(id, true, "", &[]),
                1 => ended(id, false, "Price", &[]),
                _ => ended(id, false, "Chose a competitor", &[]),
            })
            .collect();
        let told = analyse(&deals, (day("2026-01-01"), day("2026-12-31")), day("2026-11-22"));
        assert_eq!((told.won.deals, told.lost.deals), (10, 20));
        assert_eq!(told.branches.iter().map(|branch| branch.all.deals).sum::<i64>(), 20);
        assert_eq!(told.stages.iter().map(|stage| stage.deals).sum::<i64>(), 20);
        assert_eq!(told.rivals.first().map(|rival| (rival.won, rival.lost)), Some((0, 10)));
        // Lost for its price in May, one may ask again from the end of October on.
        assert!(told.again.iter().all(|deal| deal.reason == "Price"));
        assert_eq!(told.again.len(), 10);
    }

    #[test]
    fn a_driver_is_a_ratio_of_two_shares_with_its_range() {
        let deals: Vec<Ended> = (0..200)
            .map(|id| {
                let facts: &[&str] = if id < 100 { &["From referral"] } else { &[] };
                ended(id, if id < 100 { id % 2 == 0 } else { id % 4 == 0 }, "Price", facts)
            })
            .collect();
        let told = analyse(&deals, (day("2026-01-01"), day("2026-12-31")), day("2026-11-22"));
        let driver = told.drivers.first().unwrap();
        assert_eq!(
            (driver.with, driver.won_with, driver.without, driver.won_without),
            (100, 50, 100, 25)
        );
        assert_eq!(driver.lift, Ratio::from_bp(20_000));
        assert!(driver.low.bp() > 14_000 && driver.high.bp() < 29_000, "{driver:?}");
        assert!(
            analyse(&[], (day("2026-01-01"), day("2026-12-31")), day("2026-11-22"))
                .drivers
                .is_empty()
        );
    }
}
