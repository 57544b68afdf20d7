//! What stands beside a chance: when it may close, what moved it since last week, what would raise it, how often such
//! chances came true, and which won deals are like it.

use chrono::{DateTime, Duration, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use super::learned::Learned;
use super::{DealSignals, NextStep, WinConfig, WinEstimate, win_probability_by};
use crate::explain::Factor;
use crate::ids::OpportunityId;
use crate::learn::metrics::Bin;
use crate::money::Cents;
use crate::ratio::Ratio;

/// Everything that stands beside the chance of an open deal.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Odds {
    /// The days by which a quarter, half and three quarters of deals like it are won, of those that are.
    pub closes: Option<[NaiveDate; 3]>,
    /// How often such chances came true.
    pub called: Option<Called>,
    /// What moved it in the last week; `None` when it was not open then.
    pub since: Option<Since>,
    /// What would raise it, the most first.
    pub raises: Vec<Raise>,
    /// Won deals like it, the most alike first.
    pub similar: Vec<Similar>,
}

/// "Of 120 told 60-70 %, 64 % were won."
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Called {
    /// Lower end of the chances told.
    pub from: Ratio,
    /// Upper end.
    pub to: Ratio,
    /// How often one of them was told, on deals held out.
    pub times: usize,
    /// The share that was won.
    pub won: Ratio,
}

/// Fewer than this say nothing about a share.
const FEWEST_CALLED: usize = 10;

/// How often chances like this one came true on deals held out; `None` of too few.
#[must_use]
pub fn called(bins: &[Bin], chance: Ratio) -> Option<Called> {
    let chance = chance.to_model();
    let bin = bins.iter().find(|bin| bin.from <= chance && chance < bin.to)?;
    (bin.n >= FEWEST_CALLED).then(|| Called {
        from: Ratio::from_model(bin.from),
        to: Ratio::from_model(bin.to),
        times: bin.n,
        won: Ratio::from_model(bin.observed),
    })
}

/// What a chance was, and what moved it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Since {
    /// The moment it is compared with.
    pub at: DateTime<Utc>,
    /// What today's model would have said then.
    pub from: Ratio,
    /// What moved it; the points sum to the difference in whole percent.
    pub moved: Vec<Moved>,
    /// What happened in between, the newest first.
    pub events: Vec<(DateTime<Utc>, String)>,
}

/// A factor that gives or takes other points than before.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Moved {
    /// Which.
    pub factor: Factor,
    /// Points now, less points then.
    pub points: i32,
    /// The fact as it is now; of a factor that no longer counts, as it was.
    pub fact: String,
}

/// What moved a chance from one estimate to the next, the most first. The points sum to the difference of the two in
/// whole percent, because the points of each sum to it.
#[must_use]
pub fn moved(then: &WinEstimate, now: &WinEstimate) -> Vec<Moved> {
    let points = |estimate: &WinEstimate, factor: Factor| {
        let own = estimate.contributions.iter().filter(|one| one.factor == factor);
        own.map(|one| one.points).sum::<i32>()
    };
    let mut factors: Vec<(Factor, &str)> = Vec::new();
    for one in now.contributions.iter().chain(&then.contributions) {
        if !factors.iter().any(|(factor, _)| *factor == one.factor) {
            factors.push((one.factor, &one.label));
        }
    }
    let mut moved: Vec<Moved> = factors
        .into_iter()
        .map(|(factor, fact)| Moved {
            factor,
            points: points(now, factor) - points(then, factor),
            fact: fact.to_owned(),
        })
        .filter(|moved| moved.points != 0)
        .collect();
    moved.sort_by_key(|moved| -moved.points.abs());
    moved
}

/// What a person can do about a deal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Deed {
    /// Hear from them.
    Talk,
    /// Bring in one more of their people.
    Involve,
    /// Agree on the next step.
    AgreeStep,
    /// Set a close date that still holds.
    SetClose,
}

impl Deed {
    /// As a person would say it.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Talk => "Talk today and hear from them",
            Self::Involve => "Bring in one more of their people",
            Self::AgreeStep => "Agree on the next step",
            Self::SetClose => "Agree on a close date that holds",
        }
    }

    /// The deal after it was done today.
    fn done(self, deal: &DealSignals, now: DateTime<Utc>) -> Option<DealSignals> {
        let mut after = deal.clone();
        match self {
            Self::Talk => heard(&mut after, now),
            Self::Involve => {
                heard(&mut after, now);
                after.contacts = after.contacts.saturating_add(1);
            }
            Self::AgreeStep => {
                if deal.next_step == NextStep::Planned {
                    return None;
                }
                after.next_step = NextStep::Planned;
            }
            Self::SetClose => {
                if deal.close_on.is_none_or(|day| day >= now.date_naive()) {
                    return None;
                }
                after.close_on = Some(now.date_naive() + Duration::days(14));
                after.pushes = after.pushes.saturating_add(1);
            }
        }
        Some(after)
    }
}

/// We spoke, and they answered.
fn heard(deal: &mut DealSignals, now: DateTime<Utc>) {
    deal.last_contact_at = Some(now);
    deal.inbound = deal.inbound.saturating_add(1);
    deal.outbound = deal.outbound.saturating_add(1);
}

/// A deed, and what it would do to the chance.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Raise {
    /// What to do.
    pub deed: Deed,
    /// What the chance would be.
    pub to: Ratio,
    /// How many points more, in whole percent.
    pub points: i32,
}

/// What would raise the chance by a point or more, the most first. Associations of the past, not promises: people who
/// talk to us may have wanted to buy anyway.
#[must_use]
pub fn raises(
    deal: &DealSignals,
    config: &WinConfig,
    learned: &Learned,
    now: DateTime<Utc>,
) -> Vec<Raise> {
    let chance = |deal: &DealSignals| Ratio::from_model(learned.chance(deal, config, now));
    let today = chance(deal).percent();
    let deeds = [Deed::Talk, Deed::Involve, Deed::AgreeStep, Deed::SetClose];
    let mut raises: Vec<Raise> = deeds
        .into_iter()
        .filter_map(|deed| {
            let to = chance(&deed.done(deal, now)?);
            Some(Raise { deed, to, points: to.percent() - today })
        })
        .filter(|raise| raise.points > 0)
        .collect();
    raises.sort_by_key(|raise| -raise.points);
    raises
}

/// What today's model would have said of a deal a week ago, compared with what it says now.
#[must_use]
pub fn since(
    then: &DealSignals,
    at: DateTime<Utc>,
    now: &WinEstimate,
    config: &WinConfig,
    learned: &Learned,
) -> Since {
    let before = win_probability_by(then, config, learned, at);
    Since { at, from: before.probability, moved: moved(&before, now), events: Vec::new() }
}

/// A won deal, as far as another may be like it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wonlike {
    /// The deal.
    pub id: OpportunityId,
    /// Its name.
    pub name: String,
    /// What was sold.
    pub product: Option<i64>,
    /// Where it came from.
    pub source: String,
    /// What their company does.
    pub industry: Option<String>,
    /// What it was worth.
    pub amount: Cents,
    /// When it was won.
    pub closed_on: NaiveDate,
}

/// A won deal like the one at hand.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Similar {
    /// The deal.
    pub id: OpportunityId,
    /// Its name.
    pub name: String,
    /// What it was worth.
    pub amount: Cents,
    /// When it was won.
    pub closed_on: NaiveDate,
    /// What the two have in common.
    pub alike: Vec<String>,
    /// What was done next in it from the stage the deal at hand is in.
    pub next: Vec<String>,
}

/// The won deals most like this one, at most `most`: by product, industry, source and the order of the amount, in the
/// order of how much each parts the deals that are won from those that are lost. Newer ones first where they tie.
#[must_use]
pub fn nearest(deal: &Wonlike, won: &[Wonlike], most: usize) -> Vec<Similar> {
    let mut ranked: Vec<(f64, &Wonlike)> = won
        .iter()
        .filter(|other| other.id != deal.id)
        .map(|other| (distance(deal, other), other))
        .collect();
    ranked.sort_by(|one, other| {
        one.0
            .total_cmp(&other.0)
            .then(other.1.closed_on.cmp(&one.1.closed_on))
            .then(other.1.id.cmp(&one.1.id))
    });
    ranked
        .into_iter()
        .map(|(_, other)| Similar {
            id: other.id,
            name: other.name.clone(),
            amount: other.amount,
            closed_on: other.closed_on,
            alike: alike(deal, other),
            next: Vec::new(),
        })
        .filter(|similar| !similar.alike.is_empty())
        .take(most)
        .collect()
}

/// How many doublings lie between two amounts, at most three.
fn doublings(one: Cents, other: Cents) -> f64 {
    if one.get() <= 0 || other.get() <= 0 {
        return 3.0;
    }
    libm::log2(one.to_model() / other.to_model()).abs().min(3.0)
}

fn distance(deal: &Wonlike, other: &Wonlike) -> f64 {
    let apart = |differs: bool, weight: f64| if differs { weight } else { 0.0 };
    apart(deal.product.is_none() || deal.product != other.product, 1.0)
        + apart(deal.industry.is_none() || deal.industry != other.industry, 0.7)
        + apart(deal.source != other.source, 0.5)
        + 0.4 * doublings(deal.amount, other.amount)
}

fn alike(deal: &Wonlike, other: &Wonlike) -> Vec<String> {
    let facts = [
        (deal.product.is_some() && deal.product == other.product, "same product"),
        (deal.industry.is_some() && deal.industry == other.industry, "same industry"),
        (deal.source == other.source, "same source"),
        (doublings(deal.amount, other.amount) < 0.6, "similar amount"),
    ];
    facts.into_iter().filter(|(is_so, _)| *is_so).map(|(_, fact)| fact.to_owned()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn now() -> DateTime<Utc> {
        "2026-11-12T09:00:00Z".parse().unwrap()
    }

    fn deal() -> DealSignals {
        DealSignals {
            normal_dwell_days: Some(10),
            last_contact_at: Some(now() - Duration::days(20)),
            next_step: NextStep::Missing,
            close_on: "2026-11-01".parse().ok(),
            outbound: 3,
            ..DealSignals::new(
                Ratio::from_bp(4_000),
                now() - Duration::days(40),
                now() - Duration::days(9),
            )
        }
    }

    #[test]
    fn what_moved_sums_to_the_difference() {
        let (config, learned) = (WinConfig::default(), Learned::default());
        let today = win_probability_by(&deal(), &config, &learned, now());
        let then = DealSignals { next_step: NextStep::Planned, close_on: None, ..deal() };
        let since = since(&then, now() - Duration::days(7), &today, &config, &learned);
        let points: i32 = since.moved.iter().map(|moved| moved.points).sum();
        assert_eq!(points, today.probability.percent() - since.from.percent());
        assert!(since.moved.iter().any(|moved| moved.factor == Factor::NextStep));
    }

    #[test]
    fn what_would_raise_it_is_what_it_becomes_when_done() {
        let (config, learned) = (WinConfig::default(), Learned::default());
        let found = raises(&deal(), &config, &learned, now());
        let step = found.iter().find(|raise| raise.deed == Deed::AgreeStep).unwrap();
        let done = DealSignals { next_step: NextStep::Planned, ..deal() };
        assert_eq!(step.to, win_probability_by(&done, &config, &learned, now()).probability);
        assert!(found.windows(2).all(|pair| pair[0].points >= pair[1].points));
        let held = DealSignals { close_on: "2026-12-01".parse().ok(), ..done };
        assert!(
            raises(&held, &config, &learned, now())
                .iter()
                .all(|raise| raise.deed != Deed::SetClose)
        );
    }

    #[test]
    fn a_share_of_few_is_not_told() {
        let bin = |n| Bin { from: 0.6, to: 0.7, n, predicted: 0.65, observed: 0.64 };
        let told = called(&[bin(120)], Ratio::from_bp(6_200)).unwrap();
        assert_eq!((told.times, told.won.percent()), (120, 64));
        assert_eq!(called(&[bin(9)], Ratio::from_bp(6_200)), None);
        assert_eq!(called(&[bin(120)], Ratio::from_bp(2_000)), None);
    }

    #[test]
    fn the_nearest_share_most_and_strangers_are_left_out() {
        let won = |id: i64, product: i64, source: &str, amount: i64| Wonlike {
            id: OpportunityId(id),
            name: format!("deal {id}"),
            product: Some(product),
            source: source.to_owned(),
            industry: None,
            amount: Cents(amount),
            closed_on: "2026-10-01".parse().unwrap(),
        };
        let others =
            [won(2, 1, "web", 100_000), won(3, 1, "event", 90_000), won(4, 9, "event", 9_000_000)];
        let found = nearest(&won(1, 1, "web", 110_000), &others, 3);
        assert_eq!(found.iter().map(|one| one.id.get()).collect::<Vec<_>>(), [2, 3]);
        assert_eq!(found[0].alike, ["same product", "same source", "similar amount"]);
    }
}
