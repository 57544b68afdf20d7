//! Months, quarters and years as they would have been forecast: on their first morning, a third and two thirds in, and
//! as far in as today.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::calendar::number;
use super::{Amounts, Candidate, Forecast, Rehearsal, Said, Window};
use crate::calendar::{Period, Span, month_of};
use crate::hazard::{Case, Model};
use crate::text_enum::text_enum;

/// Something must have been seen before the first forecast.
const SEEN: i64 = 28;

text_enum! {
    /// How far into a period it is forecast.
    Horizon {
        /// On its first morning.
        Start = "start", "First morning";
        /// After a third of its days.
        Third = "third", "A third in";
        /// After two thirds of them.
        TwoThirds = "two_thirds", "Two thirds in";
        /// After as many days as the present period has seen.
        Today = "today", "As far in as today";
    }
}

/// A period on a day of it.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    /// The period.
    pub period: Period,
    /// How far in it was asked.
    pub horizon: Horizon,
    /// The day.
    pub cut_on: NaiveDate,
    /// Won in the period before that day.
    pub closed: f64,
    /// What was said of the days left.
    pub rest: Forecast,
}

impl Entry {
    /// What the period brought.
    #[must_use]
    pub fn actual(&self) -> f64 {
        self.closed + self.rest.actual
    }

    /// What a candidate said of the whole period.
    #[must_use]
    pub fn said(&self, candidate: Candidate) -> Said {
        let place = Candidate::ALL.iter().position(|one| *one == candidate);
        let said = place.and_then(|place| self.rest.said.get(place)).copied().unwrap_or_default();
        let whole = |figure: f64| self.closed + figure;
        Said { point: whole(said.point), low: whole(said.low), high: whole(said.high) }
    }
}

/// What would have been said, and what is to be said today.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Diary {
    /// Every past period at each horizon, in the order of their days.
    pub past: Vec<Entry>,
    /// The present month, quarter and year; what they will bring is not known.
    pub present: Vec<Entry>,
}

/// How many past periods are forecast.
const fn back(span: Span) -> usize {
    match span {
        Span::Month => 24,
        Span::Quarter => 16,
        Span::Year => 3,
    }
}

struct Morning {
    period: Period,
    horizon: Horizon,
    on: NaiveDate,
}

impl Morning {
    fn of(period: Period, horizon: Horizon, today: NaiveDate) -> Self {
        let days = (period.end() - period.start).num_days();
        let present = Period::containing(period.span, today);
        let into = match horizon {
            Horizon::Start => 0,
            Horizon::Third => days / 3,
            Horizon::TwoThirds => days * 2 / 3,
            Horizon::Today => (today - present.start).num_days().clamp(0, days - 1),
        };
        let on = period.start + chrono::Duration::days(into);
        Self { period, horizon, on }
    }

    fn window(&self) -> Window {
        Window { from: number(self.on), until: number(self.period.end()) }
    }
}

/// Every past period at each horizon, in the order of their days.
fn cuts(since: i64, today: NaiveDate) -> Vec<Morning> {
    let mut cuts = Vec::new();
    for span in Span::ALL {
        let mut period = Period::containing(*span, today).previous();
        for _ in 0..back(*span) {
            if number(period.start) < since + SEEN {
                break;
            }
            cuts.extend(Horizon::ALL.iter().map(|horizon| Morning::of(period, *horizon, today)));
            period = period.previous();
        }
    }
    cuts.sort_by_key(|cut| (cut.on, cut.period.start, cut.horizon));
    cuts
}

/// Forecasts every past period with what was known then, and the present ones.
///
/// `going` hears how many of how many forecasts are done, and says whether to go on; `None` when it said no. A model
/// is learned on the first day of a month that anything is asked on, so that it knows nothing of later days.
#[must_use]
pub fn diary(
    cases: &[Case],
    since: i64,
    today: NaiveDate,
    going: &mut dyn FnMut(usize, usize) -> bool,
) -> Option<Diary> {
    let cuts = cuts(since, today);
    let steps = cuts.len() + Span::ALL.len();
    let mut rehearsals: BTreeMap<(u32, Horizon), Rehearsal<'_>> = BTreeMap::new();
    let mut diary = Diary::default();
    let mut learned: Option<(NaiveDate, Model)> = None;
    for (done, cut) in cuts.into_iter().enumerate() {
        if !going(done, steps) {
            return None;
        }
        let month = month_of(cut.on);
        let (_, model) = match learned.take().filter(|(of, _)| *of == month) {
            Some(known) => learned.insert(known),
            None => learned.insert((month, Model::learn(cases, number(month), since))),
        };
        let window = cut.window();
        let mut model = model.clone();
        model.settle_for(cases, window.from, since, window.days());
        let rehearsal = rehearsals
            .entry((cut.period.span.months(), cut.horizon))
            .or_insert_with(|| Rehearsal::new(cases, since, Amounts::Told));
        rehearsal.step(&model, window);
        diary.past.extend(rehearsal.past().last().map(|rest| entry(&cut, cases, rest.clone())));
    }
    let model = Model::learn(cases, number(today), since);
    for (done, span) in Span::ALL.iter().rev().enumerate() {
        if !going(steps - Span::ALL.len() + done, steps) {
            return None;
        }
        let cut = Morning::of(Period::containing(*span, today), Horizon::Today, today);
        let mut model = model.clone();
        let window = cut.window();
        model.settle_for(cases, window.from, since, window.days());
        let fresh = Rehearsal::new(cases, since, Amounts::Told);
        let rest = rehearsals.get(&(span.months(), Horizon::Today)).unwrap_or(&fresh);
        let rest = rest.ask(&model, window);
        diary.present.push(entry(&cut, cases, rest));
    }
    Some(diary)
}

fn entry(cut: &Morning, cases: &[Case], rest: Forecast) -> Entry {
    let before = Window { from: number(cut.period.start), until: number(cut.on) };
    Entry {
        period: cut.period,
        horizon: cut.horizon,
        cut_on: cut.on,
        closed: super::won_in(cases, before),
        rest,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::hazard::Told;

    /// A deal of 10 every day; every second is won after 30 days, the others lost after 60.
    fn company(days: i64, first: i64) -> Vec<Case> {
        (0..days)
            .map(|day| Case {
                created: first + day,
                closed: Some(if day % 2 == 0 {
                    (first + day + 30, true)
                } else {
                    (first + day + 60, false)
                }),
                amount: Some(10.0),
                told: vec![Told { since: first + day, amount: 10.0, due: None }],
                ..Case::default()
            })
            .collect()
    }

    #[test]
    fn a_steady_company_is_known_better_the_later_it_is_asked() {
        let today: NaiveDate = "2026-11-22".parse().unwrap();
        let cases = company(900, number(today) - 900);
        let diary = diary(&cases, number(today) - 870, today, &mut |_, _| true).unwrap();
        let quarters = |horizon: Horizon| {
            let of =
                |entry: &&Entry| entry.period.span == Span::Quarter && entry.horizon == horizon;
            let found: Vec<&Entry> = diary.past.iter().filter(of).collect();
            let last = found.last().unwrap();
            (last.said(Candidate::Blend).point - last.actual()).abs() / last.actual()
        };
        assert!(quarters(Horizon::Start) < 0.15, "{}", quarters(Horizon::Start));
        assert!(quarters(Horizon::TwoThirds) < 0.08, "{}", quarters(Horizon::TwoThirds));
        assert_eq!(diary.present.len(), 3);
        assert!(diary.present.iter().all(|entry| entry.rest.window.from == number(today)));
    }

    #[test]
    fn without_deals_there_is_nothing_to_learn_and_nothing_breaks() {
        let today: NaiveDate = "2026-11-22".parse().unwrap();
        let found = diary(&[], number(today), today, &mut |_, _| true).unwrap();
        assert!(found.past.is_empty());
        assert!(found.present.iter().all(|entry| entry.said(Candidate::Blend).point == 0.0));
    }

    #[test]
    fn it_ends_when_it_is_told_to() {
        let today: NaiveDate = "2026-11-22".parse().unwrap();
        let cases = company(400, number(today) - 400);
        let mut asked = 0;
        let stopped = diary(&cases, number(today) - 400, today, &mut |done, _| {
            asked += 1;
            done < 3
        });
        assert!(stopped.is_none());
        assert_eq!(asked, 4);
    }
}
