//! Where the demo company's leads come from, and what that costs.

use chrono::{Datelike, Days, Months, NaiveDate};
use domain::calendar::month_of;
use domain::campaigns::CampaignStatus;
use domain::ids::CampaignId;
use domain::money::{Cents, Currency};
use store::bulk::{Campaign, CampaignCost, Load, Table};

use super::rng::Rng;
use super::world::{Calendar, Running};
use crate::ServiceResult;

/// A source of leads: how many come from it, and what coming from it does to the log odds of each step.
#[derive(Clone, Copy, Debug)]
pub(super) struct Source {
    pub word: &'static str,
    pub share: f64,
    pub pull: f64,
}

pub(super) const SOURCES: &[Source] = &[
    Source { word: "web", share: 0.28, pull: 0.0 },
    Source { word: "google_ads", share: 0.18, pull: -0.25 },
    Source { word: "linkedin", share: 0.16, pull: -0.05 },
    Source { word: "event", share: 0.12, pull: 0.10 },
    Source { word: "referral", share: 0.11, pull: 0.35 },
    Source { word: "newsletter", share: 0.07, pull: 0.05 },
    Source { word: "partner", share: 0.05, pull: 0.25 },
    Source { word: "cold_call", share: 0.03, pull: -0.40 },
];

/// Source, name, euros a month.
const PROGRAMMES: &[(&str, &str, i64)] = &[
    ("google_ads", "Search ads", 2_600),
    ("linkedin", "LinkedIn campaign", 1_900),
    ("newsletter", "Newsletter", 350),
];

const EVENTS: &[&str] = &[
    "HR Congress Madrid",
    "Learning Days Lisbon",
    "Industry Fair Barcelona",
    "People Analytics Meetup",
];

/// Writes a campaign for each paid source and half-year, and one for each event.
pub(super) async fn run(
    load: &mut Load,
    rng: &mut Rng,
    calendar: Calendar,
    currency: Currency,
) -> ServiceResult<Vec<Running>> {
    let mut rows = Vec::new();
    let mut running = Vec::new();
    let mut start = month_of(calendar.first_day);
    while start < calendar.today {
        let half_year = (start + Months::new(6)) - Days::new(1);
        for (source, name, monthly) in PROGRAMMES {
            let title = format!("{name} {} {}", start.format("%b"), start.year());
            let mut campaign = campaign(
                load.next(Table::Campaign),
                title,
                source,
                (start, half_year),
                calendar,
                currency,
            );
            campaign.costs = monthly_costs(rng, start, *monthly, calendar.today);
            campaign.budget = Cents(monthly * 600);
            running.push(Running { id: campaign.id, source, from: start, to: half_year });
            rows.push(campaign);
        }
        let event_day = start + Days::new(u64::try_from(rng.between(20, 120)).unwrap_or(60));
        if event_day < calendar.today {
            let title = format!("{} {}", rng.word(EVENTS), event_day.format("%b %Y"));
            let to = event_day + Days::new(30);
            let mut campaign = campaign(
                load.next(Table::Campaign),
                title,
                "event",
                (event_day, to),
                calendar,
                currency,
            );
            let stand = Cents(rng.between(40, 90) * 10_000);
            campaign.costs = vec![CampaignCost {
                spent_on: event_day,
                amount: stand,
                note: "Stand and travel".to_owned(),
            }];
            campaign.budget = Cents(900_000);
            running.push(Running { id: campaign.id, source: "event", from: event_day, to });
            rows.push(campaign);
        }
        start = start + Months::new(6);
    }
    load.campaigns(&rows).await?;
    Ok(running)
}

fn campaign(
    id: CampaignId,
    name: String,
    source: &str,
    (from, to): (NaiveDate, NaiveDate),
    calendar: Calendar,
    currency: Currency,
) -> Campaign {
    Campaign {
        id,
        name,
        source: source.to_owned(),
        status: if to < calendar.today { CampaignStatus::Done } else { CampaignStatus::Running },
        starts_on: from,
        ends_on: Some(to),
        budget: Cents::ZERO,
        currency,
        costs: Vec::new(),
        created_at: from.and_time(chrono::NaiveTime::MIN).and_utc(),
    }
}

fn monthly_costs(
    rng: &mut Rng,
    start: NaiveDate,
    monthly: i64,
    today: NaiveDate,
) -> Vec<CampaignCost> {
    (0..6)
        .map(|month| start + Months::new(month) + Days::new(27))
        .take_while(|day| *day < today)
        .map(|spent_on| CampaignCost {
            spent_on,
            amount: Cents(monthly * rng.between(80, 120)),
            note: spent_on.format("Invoice of %B").to_string(),
        })
        .collect()
}
