//! How deals end as they grow older, from an installation's own history.
//!
//! A life table with two ends, won and lost: for each span of age, how many deal-days were lived in it and how many
//! deals ended in it. Deals still open count for the days they have lived, so old deals that nobody closes lower
//! what is expected of deals that old, instead of being overlooked.

use serde::{Deserialize, Serialize};

use super::timing::share_closed;
use crate::ratio::Ratio;

/// First days of the spans of age: fine where most is decided, coarse later.
const SPANS: [u32; 14] = [0, 7, 14, 21, 30, 45, 60, 90, 120, 150, 180, 270, 365, 730];
/// "Ever" is within this many days: what takes longer is no plan.
const EVER: u32 = 730;
/// Every span is drawn to the overall rates as if this many more deal-days had been lived in it.
const PRIOR_DAYS: f64 = 100.0;
/// With this many won deals, the table counts as much as the general shape of [`super::win_by`].
const HALF_TRUST: f64 = 20.0;

/// How a deal stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum End {
    /// Still open at this age.
    Open,
    /// Won at this age.
    Won,
    /// Lost at this age.
    Lost,
}

/// What happened to deals of one span of age.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
struct Span {
    days: u64,
    won: u32,
    lost: u32,
}

/// How deals ended, by age.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct LifeTable {
    spans: [Span; SPANS.len()],
}

/// What age does to the chance of a deal: of deals that new and of deals this old, how many are won.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Survival {
    /// Of new deals.
    pub of_new: Ratio,
    /// Of deals still open at this age; never more than at any younger age.
    pub at_age: Ratio,
    /// The won deals this was learned from.
    pub won: u32,
}

impl LifeTable {
    /// From deals: the age at which each ended, or the age of those still open.
    ///
    /// ```
    /// use domain::ratio::Ratio;
    /// use domain::win::{End, LifeTable};
    ///
    /// // Deals are won within three weeks, or not at all.
    /// let history = (0..200).map(|deal| if deal % 2 == 0 { (5 + deal % 14, End::Won) } else { (60, End::Lost) });
    /// let table = LifeTable::of(history);
    ///
    /// let probability = Ratio::from_bp(5_000);
    /// assert!(table.win_by(probability, 0, 30, 45) > Ratio::from_bp(4_000));
    /// assert!(table.survival(40).at_age < table.survival(0).at_age);
    /// ```
    #[must_use]
    pub fn of(deals: impl IntoIterator<Item = (u32, End)>) -> Self {
        let mut table = Self::default();
        for (days, end) in deals {
            table.add(days, end);
        }
        table
    }

    /// Adds one deal.
    pub fn add(&mut self, days: u32, end: End) {
        // A deal that ended was still at risk on the day it did.
        let lived = days.saturating_add(u32::from(end != End::Open));
        let untils = SPANS.iter().skip(1).copied().chain([u32::MAX]);
        for ((span, from), until) in self.spans.iter_mut().zip(SPANS).zip(untils) {
            if days < from {
                return;
            }
            span.days += u64::from(lived.min(until) - from);
            if days < until {
                span.won += u32::from(end == End::Won);
                span.lost += u32::from(end == End::Lost);
            }
        }
    }

    /// Won deals in the table.
    #[must_use]
    pub fn won(&self) -> u32 {
        self.spans.iter().map(|span| span.won).sum()
    }

    /// What age does to the chance of a deal that is `age_days` old.
    #[must_use]
    pub fn survival(&self, age_days: u32) -> Survival {
        let younger = SPANS.iter().copied().filter(|from| *from <= age_days);
        let lowest = younger.map(|age| self.won_within(age, EVER)).fold(1.0, f64::min);
        Survival {
            of_new: Ratio::from_model(self.won_within(0, EVER)),
            at_age: Ratio::from_model(lowest.min(self.won_within(age_days, EVER))),
            won: self.won(),
        }
    }

    /// P(won within `days_left` days), of a deal that is `age_days` old and is won with `probability`.
    ///
    /// Where little history is known, the general shape with `median_days` takes part, see [`super::win_by`]. Rises
    /// with the days left, and never exceeds the probability.
    #[must_use]
    pub fn win_by(
        &self,
        probability: Ratio,
        age_days: u32,
        days_left: i64,
        median_days: u32,
    ) -> Ratio {
        let Ok(days) = u32::try_from(days_left.clamp(0, EVER.into())) else { return Ratio::ZERO };
        let ever = self.won_within(age_days, EVER);
        let own = if ever > 0.0 { (self.won_within(age_days, days) / ever).min(1.0) } else { 0.0 };
        let trust = f64::from(self.won()) / (f64::from(self.won()) + HALF_TRUST);
        let share = trust * own
            + (1.0 - trust) * share_closed(f64::from(days) / f64::from(median_days.max(1)));
        Ratio::from_model(probability.to_model() * share)
    }

    /// P(won within `days`) of a deal open at `age`, with a constant rate of winning and losing in each span.
    pub(crate) fn won_within(&self, age: u32, days: u32) -> f64 {
        let (won_rate, lost_rate) = self.overall();
        let until = age.saturating_add(days);
        let ends = SPANS.iter().skip(1).copied().chain([u32::MAX]);
        let (mut open, mut won) = (1.0, 0.0);
        for ((span, from), end) in self.spans.iter().zip(SPANS).zip(ends) {
            let stay = end.min(until).saturating_sub(from.max(age));
            if stay == 0 {
                continue;
            }
            let lived = f64::from(u32::try_from(span.days).unwrap_or(u32::MAX)) + PRIOR_DAYS;
            let winning = (f64::from(span.won) + won_rate * PRIOR_DAYS) / lived;
            let losing = (f64::from(span.lost) + lost_rate * PRIOR_DAYS) / lived;
            let leaving = winning + losing;
            if leaving > 0.0 {
                let stays = libm::exp(-leaving * f64::from(stay));
                won += open * (1.0 - stays) * winning / leaving;
                open *= stays;
            }
        }
        won
    }

    /// Deals won and lost per deal-day, over all ages.
    fn overall(&self) -> (f64, f64) {
        let sum = self.spans.iter().fold((0.0, 0.0, PRIOR_DAYS), |(won, lost, days), span| {
            let lived = f64::from(u32::try_from(span.days).unwrap_or(u32::MAX));
            (won + f64::from(span.won), lost + f64::from(span.lost), days + lived)
        });
        (sum.0 / sum.2, sum.1 / sum.2)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_old_deal_that_nobody_closes_has_hardly_a_chance() {
        let won = (0..500).map(|deal| (10 + deal % 90, End::Won));
        let lost = (0..300).map(|deal| (10 + deal % 90, End::Lost));
        let table = LifeTable::of(won.chain(lost).chain((0..400).map(|_| (3_000, End::Open))));
        assert!(table.survival(0).of_new > Ratio::from_bp(3_500));
        assert!(table.survival(3_000).at_age < Ratio::from_bp(200), "{:?}", table.survival(3_000));
    }

    #[test]
    fn without_history_the_general_shape_decides() {
        let table = LifeTable::default();
        assert_eq!(table.win_by(Ratio::from_bp(6_000), 10, 30, 30), Ratio::from_bp(3_000));
    }

    #[test]
    fn a_deal_lives_its_days_in_each_span_it_passes() {
        let table = LifeTable::of([(10, End::Won), (0, End::Lost)]);
        let lived: Vec<u64> = table.spans.iter().take(3).map(|span| span.days).collect();
        assert_eq!(lived, [8, 4, 0]);
        assert_eq!((table.spans[1].won, table.spans[0].lost, table.won()), (1, 1, 1));
    }
}
