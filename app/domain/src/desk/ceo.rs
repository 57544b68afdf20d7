//! The CEO's desk: will the number be met, and why.

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use crate::calendar::Period;
use crate::forecast::{Effect, Forecast, ForecastConfig, ForecastInput};
use crate::lead::LeadStatus;
use crate::money::Cents;
use crate::ratio::Ratio;

/// Everything on Revenue.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CeoDesk {
    /// When the page was made.
    pub now: DateTime<Utc>,
    /// The day the figures are up to: today, or the last day of a period that is over.
    pub as_of: NaiveDate,
    /// The period asked for.
    pub period: Period,
    /// The month, quarter and year around `as_of`.
    pub revenue: Vec<RevenueLine>,
    /// What the period will bring.
    pub forecast: Forecast,
    /// What the forecast was made from, so that the page can move its levers.
    pub input: ForecastInput,
    /// How its distribution is made, so that levers redraw the same one.
    pub config: ForecastConfig,
    /// What a tenth more of each lever would change, the largest effect first; none when the period is over.
    pub effects: Vec<Effect>,
    /// Month by month over the year of the period.
    pub months: Vec<MonthPoint>,
    /// Those months as a picture (SVG), light and dark.
    pub months_chart: ChartPair,
    /// The same picture, drawn for a phone.
    pub months_chart_phone: ChartPair,
    /// Leads created in the period, by how far they came.
    pub funnel: Vec<FunnelStep>,
    /// Won in the period by rep, most first.
    pub by_rep: Vec<RevenueShare>,
    /// Won in the period by product, most first.
    pub by_product: Vec<RevenueShare>,
    /// The last day on which any deal was won, to offer when the period has none.
    pub last_won_on: Option<NaiveDate>,
}

/// A picture in both themes, as SVG text.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChartPair {
    /// For the light theme.
    pub light: String,
    /// For the dark theme.
    pub dark: String,
}

/// Revenue of one period against its target and last year.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RevenueLine {
    /// Which.
    pub period: Period,
    /// Won so far.
    pub won: Cents,
    /// Deals won so far.
    pub deals: i64,
    /// The target of the whole period.
    pub target: Option<Cents>,
    /// Won in the same period of last year, up to the same day.
    pub last_year: Cents,
}

/// One month of the year.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MonthPoint {
    /// First day of the month.
    pub month: NaiveDate,
    /// Won; `None` for months to come.
    pub won: Option<Cents>,
    /// Won in the same month of last year.
    pub last_year: Cents,
    /// The month's target.
    pub target: Option<Cents>,
    /// Forecast P10, P50, P90 of the present month and those to come.
    pub forecast: Option<(Cents, Cents, Cents)>,
}

/// One step of the funnel.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FunnelStep {
    /// The status reached at least.
    pub status: LeadStatus,
    /// Leads that reached it.
    pub leads: i64,
    /// Of those that reached the step before; `None` for the first, or when that was none.
    pub of_previous: Option<Ratio>,
}

/// The funnel of a cohort from counts by furthest status: a lead that came far has been at every step before.
#[must_use]
pub fn funnel(counts: &[(LeadStatus, i64)]) -> Vec<FunnelStep> {
    let reached = |status: LeadStatus| -> i64 {
        counts.iter().filter(|(furthest, _)| *furthest >= status).map(|(_, leads)| leads).sum()
    };
    let mut previous = None;
    LeadStatus::LIFECYCLE
        .iter()
        .map(|status| {
            let leads = reached(*status);
            let of_previous = previous.and_then(|before| Ratio::of(leads, before));
            previous = Some(leads);
            FunnelStep { status: *status, leads, of_previous }
        })
        .collect()
}

/// Somebody's or something's part of the revenue.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RevenueShare {
    /// The rep's or product's id; 0 for deals without one.
    pub id: i64,
    /// Their name.
    pub name: String,
    /// Won in the period.
    pub won: Cents,
    /// Deals won.
    pub deals: i64,
    /// Of all deals closed in the period, the share won.
    pub win_rate: Option<Ratio>,
    /// Their target.
    pub target: Option<Cents>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_lead_that_came_far_counts_at_every_step_before() {
        let steps = funnel(&[
            (LeadStatus::New, 50),
            (LeadStatus::Contacted, 30),
            (LeadStatus::Customer, 20),
        ]);
        let leads: Vec<i64> = steps.iter().map(|step| step.leads).collect();
        assert_eq!(leads, [100, 50, 20, 20, 20]);
        assert_eq!(steps[1].of_previous, Some(Ratio::from_bp(5_000)));
        assert_eq!(steps[0].of_previous, None);
    }

    #[test]
    fn an_empty_cohort_has_no_conversion() {
        assert!(funnel(&[]).iter().all(|step| step.leads == 0 && step.of_previous.is_none()));
    }
}
