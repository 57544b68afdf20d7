//! The organisation leads work for: its list, its page, and what its deals come to.

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use crate::ids::{CompanyId, LeadId, OpportunityId};
use crate::interaction::TimelineEntry;
use crate::lead::LeadStatus;
use crate::list::Person;
use crate::money::Cents;
use crate::opportunity::{DealLine, DealRow, DealStatus};
use crate::ratio::Ratio;
use crate::relations::Relation;
use crate::scoring::Grade;

/// What the list of companies shows. Every field stands in the URL; empty means no filter.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct CompanyFilter {
    /// Part of a name or a domain.
    pub q: String,
    /// An industry, as it is written.
    pub industry: String,
    /// `name` (default), `created` or `size`.
    pub sort: String,
    /// Where the page begins.
    pub after: String,
}

/// A row of the list. People and deals are those within the reader's scope.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CompanyRow {
    /// The company.
    pub id: CompanyId,
    /// Its name.
    pub name: String,
    /// Its domain on the web.
    pub domain: Option<String>,
    /// What it does.
    pub industry: Option<String>,
    /// How many work there.
    pub employees: Option<i64>,
    /// Where.
    pub city: Option<String>,
    /// Where.
    pub country: Option<String>,
    /// Leads who work there.
    pub people: i64,
    /// Open deals.
    pub open_deals: i64,
    /// What they come to.
    pub open: Cents,
    /// What was won so far.
    pub won: Cents,
    /// First seen.
    pub created_at: DateTime<Utc>,
}

/// A lead who works there.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CompanyPerson {
    /// The lead.
    pub id: LeadId,
    /// Full name.
    pub name: String,
    /// What they do.
    pub job_title: Option<String>,
    /// Where they stand.
    pub status: LeadStatus,
    /// 0 to 100.
    pub score: i64,
    /// A to D.
    pub grade: Grade,
    /// Who looks after them.
    pub owner: Option<Person>,
    /// Last contact.
    pub last_contacted_at: Option<DateTime<Utc>>,
}

/// A deal that stands out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Named {
    /// The deal.
    pub id: OpportunityId,
    /// Its name.
    pub name: String,
    /// What it is worth.
    pub amount: Cents,
    /// P(won).
    pub win: Ratio,
    /// When it is expected to close.
    pub close_on: Option<NaiveDate>,
}

impl Named {
    fn of(line: &DealLine) -> Self {
        Self {
            id: line.id,
            name: line.name.clone(),
            amount: line.amount,
            win: line.win,
            close_on: line.close_on,
        }
    }
}

/// What several deals of one customer come to.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RollUp {
    /// Open deals.
    pub open_deals: usize,
    /// What they come to.
    pub open: Cents,
    /// Each weighted by its chance.
    pub expected: Cents,
    /// P(at least one open deal is won), taking them to be decided apart from each other; `None` without open deals.
    pub any: Option<Ratio>,
    /// The open deal with most to expect: amount times chance.
    pub best: Option<Named>,
    /// The open deal that closes next.
    pub next: Option<Named>,
    /// Deals won.
    pub won_deals: usize,
    /// What was won so far.
    pub won: Cents,
    /// Deals lost.
    pub lost_deals: usize,
}

/// What deals come to: P(at least one) is 1 - (1 - p1)(1 - p2)..., which holds for deals that do not hang together.
#[must_use]
pub fn roll_up<'a>(deals: impl IntoIterator<Item = &'a DealLine>) -> RollUp {
    let mut all = RollUp::default();
    let (mut none, mut open) = (1.0, Vec::new());
    for deal in deals {
        match deal.status {
            DealStatus::Open => {
                all.expected = Cents::sum([all.expected, deal.amount.times(deal.win)]);
                none *= 1.0 - deal.win.to_model();
                open.push(deal);
            }
            DealStatus::Won => {
                all.won_deals += 1;
                all.won = Cents::sum([all.won, deal.amount]);
            }
            DealStatus::Lost => all.lost_deals += 1,
        }
    }
    all.open_deals = open.len();
    all.open = Cents::sum(open.iter().map(|deal| deal.amount));
    all.any = (!open.is_empty()).then(|| Ratio::from_model(1.0 - none));
    let worth = |deal: &&&DealLine| (deal.amount.times(deal.win), std::cmp::Reverse(deal.id));
    all.best = open.iter().max_by_key(worth).map(|deal| Named::of(deal));
    let soonest = open.iter().filter(|deal| deal.close_on.is_some());
    all.next = soonest.min_by_key(|deal| (deal.close_on, deal.id)).map(|deal| Named::of(deal));
    all
}

/// A company's page.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CompanyPage {
    /// When the page was made.
    pub now: DateTime<Utc>,
    /// The company.
    pub id: CompanyId,
    /// For the check against lost updates.
    pub version: i64,
    /// Its fields.
    pub facts: CompanyFacts,
    /// Who looks after it.
    pub owner: Option<Person>,
    /// First seen.
    pub created_at: DateTime<Utc>,
    /// What its deals come to.
    pub roll_up: RollUp,
    /// Who works there, best score first.
    pub people: Vec<CompanyPerson>,
    /// Its deals, open ones first.
    pub deals: Vec<DealRow>,
    /// What happened with anybody there, newest first.
    pub timeline: Vec<TimelineEntry>,
    /// Who of us was in contact with whom of them.
    #[serde(default)]
    pub relations: Vec<Relation>,
}

/// What is known of a company.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CompanyFacts {
    /// Its name.
    pub name: String,
    /// Its domain on the web.
    pub domain: Option<String>,
    /// What it does.
    pub industry: Option<String>,
    /// How many work there.
    pub employees: Option<i64>,
    /// What it earns in a year.
    pub annual_revenue: Option<Cents>,
    /// Since when it exists.
    pub founded_year: Option<i64>,
    /// Country.
    pub country: Option<String>,
    /// City.
    pub city: Option<String>,
    /// The company it belongs to.
    pub parent_name: Option<String>,
    /// What it works with.
    pub technologies: Vec<String>,
    /// What was heard of it, the newest first as people write it.
    pub news: Vec<String>,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ids::StageId;

    fn deal(id: i64, status: DealStatus, amount: i64, bp: i32, day: Option<u32>) -> DealLine {
        DealLine {
            id: OpportunityId(id),
            name: format!("Deal {id}"),
            company: None,
            lead: None,
            owner: None,
            stage_id: StageId(1),
            stage: "Proposal".to_owned(),
            status,
            amount: Cents(amount),
            win: Ratio::from_bp(bp),
            close_on: day.and_then(|day| NaiveDate::from_ymd_opt(2026, 12, day)),
            days_in_stage: 1,
            normal_dwell_days: 7,
            created_at: DateTime::UNIX_EPOCH,
        }
    }

    #[test]
    fn deals_add_up_and_the_best_and_the_next_are_named() {
        let deals = [
            deal(1, DealStatus::Open, 10_000, 5_000, Some(20)),
            deal(2, DealStatus::Open, 40_000, 2_000, Some(4)),
            deal(3, DealStatus::Won, 7_000, 10_000, Some(1)),
            deal(4, DealStatus::Lost, 9_000, 0, None),
        ];
        let all = roll_up(&deals);
        assert_eq!((all.open_deals, all.won_deals, all.lost_deals), (2, 1, 1));
        assert_eq!((all.open, all.won, all.expected), (Cents(50_000), Cents(7_000), Cents(13_000)));
        assert_eq!(all.any, Some(Ratio::from_bp(6_000)));
        assert_eq!(all.best.map(|deal| deal.id), Some(OpportunityId(2)));
        assert_eq!(all.next.map(|deal| deal.id), Some(OpportunityId(2)));
    }

    #[test]
    fn without_deals_nothing_is_promised() {
        assert_eq!(roll_up(&[]), RollUp::default());
    }
}
