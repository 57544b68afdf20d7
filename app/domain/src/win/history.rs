//! Ended deals as they were known on mornings of their lives: what a chance is learned from.
//!
//! Nothing that came after a morning is in its example: not the deal's own later fields, nor how others ended since. The
//! mornings are the same for all deals, so that examples are what a page would have shown on them: a deal that lived
//! long is seen more often, as it was on the pages.

use std::collections::BTreeMap;

use chrono::{DateTime, Duration, NaiveDate, Utc};

use super::{DealSignals, NextStep, Record};
use crate::ids::StageId;
use crate::money::Cents;
use crate::num;
use crate::opportunity::is_push;
use crate::ratio::Ratio;

/// Days between the mornings; with more examples than [`MOST`] they are further apart.
const STEP: i64 = 7;
/// Examples at most: it bounds memory and time.
pub(super) const MOST: usize = 100_000;
/// Mornings further back teach nothing about today.
const YEARS: Duration = Duration::days(3 * 365);
/// A morning teaches when this share of the deals open on it has ended since: before, only the quick ones are known.
const DECIDED: f64 = 0.95;
/// Talk is counted over this many days.
const TALK: Duration = Duration::days(90);
/// What is usual is seen in the last year.
const YEAR: Duration = Duration::days(365);
/// Fewer won deals than this are an anecdote.
const ENOUGH: usize = 5;
/// An open deal is taken for given up after twice the time in which so many of the won ones were won.
const LONGEST: f64 = 0.99;

/// A deal from one change to the next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Seen {
    /// Since when.
    pub at: DateTime<Utc>,
    /// Its stage.
    pub stage: StageId,
    /// Whether it was open.
    pub is_open: bool,
    /// What it was worth.
    pub amount: Cents,
    /// The day it was meant to close.
    pub close_on: Option<NaiveDate>,
    /// Whose it was; 0 for nobody's.
    pub owner: i64,
}

/// Something that was said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Word {
    /// When.
    pub at: DateTime<Utc>,
    /// Whether it ends a silence.
    pub is_contact: bool,
    /// Counts as a message, call or meeting from them,
    pub from_them: bool,
    /// or from us.
    pub from_us: bool,
    /// Who of them spoke; `None` when we did.
    pub person: Option<i64>,
}

/// The life of a deal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Story {
    /// Since when it exists.
    pub created_at: DateTime<Utc>,
    /// When it ended, and whether it was won; `None` while it is open.
    pub ended: Option<(DateTime<Utc>, bool)>,
    /// Where it came from, as a number.
    pub source: i64,
    /// Its product; 0 without one.
    pub product: i64,
    /// Its versions in order.
    pub versions: Vec<Seen>,
    /// What was said, in order.
    pub talk: Vec<Word>,
}

/// What is set for a stage.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StageFacts {
    /// Its default chance.
    pub default: Ratio,
    /// Days won deals usually spend in it.
    pub normal_dwell_days: Option<u16>,
}

/// How deals had ended by a moment, and what was usual.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Known {
    all: Record,
    stages: BTreeMap<StageId, Record>,
    sources: BTreeMap<i64, Record>,
    owners: BTreeMap<i64, Record>,
    products: BTreeMap<i64, Record>,
    cycle_days: Option<u16>,
    typical_amount: Option<Cents>,
}

/// A deal on a morning, and what became of it.
#[derive(Clone, Debug, PartialEq)]
pub struct Example {
    /// Which deal, by its place in the stories.
    pub deal: usize,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// The morning.
    pub at: DateTime<Utc>,
    /// What was known then.
    pub signals: DealSignals,
    /// Its stage, owner, source and product: what a count of frequencies goes by.
    pub keys: (StageId, i64, i64, i64),
    /// Whether it was won.
    pub won: bool,
    /// Days from the morning to its end.
    pub days_left: u16,
}

/// All that happened with deals up to now.
#[derive(Clone, Debug)]
pub struct History {
    /// Their lives.
    pub stories: Vec<Story>,
    /// The stages they went through.
    pub stages: BTreeMap<StageId, StageFacts>,
    /// Now.
    pub now: DateTime<Utc>,
}

impl Story {
    /// The version in force at a moment, while it was open.
    fn seen_at(&self, at: DateTime<Utc>) -> Option<&Seen> {
        let place = self.versions.partition_point(|version| version.at <= at);
        self.versions.get(place.checked_sub(1)?).filter(|version| version.is_open)
    }

    fn is_open_at(&self, at: DateTime<Utc>) -> bool {
        self.created_at <= at
            && self.ended.is_none_or(|(ended, _)| ended > at)
            && self.seen_at(at).is_some()
    }

    fn signals_at(
        &self,
        at: DateTime<Utc>,
        known: &Known,
        stages: &BTreeMap<StageId, StageFacts>,
    ) -> Option<DealSignals> {
        let seen = self.seen_at(at)?;
        let stage = stages.get(&seen.stage)?;
        let past = self.versions.iter().take_while(|version| version.at <= at);
        let (mut entered, mut pushes, mut before): (_, u8, Option<&Seen>) =
            (self.created_at, 0, None);
        for version in past {
            if before.is_none_or(|before| before.stage != version.stage) {
                entered = version.at;
            }
            let moved_out = before.is_some_and(|before| is_push(before.close_on, version.close_on));
            pushes = pushes.saturating_add(u8::from(moved_out));
            before = Some(version);
        }
        let mut signals = DealSignals {
            stage: known.stages.get(&seen.stage).copied().unwrap_or_default(),
            all: known.all,
            source: known.sources.get(&self.source).copied().unwrap_or_default(),
            owner: known.owners.get(&seen.owner).copied().unwrap_or_default(),
            product: known.products.get(&self.product).copied().unwrap_or_default(),
            normal_dwell_days: stage.normal_dwell_days,
            normal_cycle_days: known.cycle_days,
            pushes,
            close_on: seen.close_on,
            next_step: NextStep::NotTracked,
            amount: seen.amount,
            typical_amount: known.typical_amount,
            ..DealSignals::new(stage.default, self.created_at, entered)
        };
        self.listen(at, &mut signals);
        Some(signals)
    }

    /// What was known at `at` of a deal whose facts `now` are `today`; `None` when it was not open then. How deals ended
    /// and what is usual is taken as of today, and so is what keeps no past: the next step, and people and moved dates
    /// that were counted elsewhere.
    #[must_use]
    pub fn before(
        &self,
        at: DateTime<Utc>,
        now: DateTime<Utc>,
        today: &DealSignals,
        stages: &BTreeMap<StageId, StageFacts>,
        records: &BTreeMap<StageId, Record>,
    ) -> Option<DealSignals> {
        let known = Known { stages: records.clone(), ..Known::default() };
        let then = self.signals_at(at, &known, stages)?;
        let seen = self.signals_at(now, &known, stages)?;
        let elsewhere = today.last_contact_at.filter(|last| *last <= at);
        Some(DealSignals {
            all: today.all,
            source: today.source,
            owner: today.owner,
            product: today.product,
            normal_cycle_days: today.normal_cycle_days,
            survival: today.survival,
            typical_amount: today.typical_amount,
            next_step: today.next_step,
            last_contact_at: then.last_contact_at.max(elsewhere),
            contacts: today.contacts.saturating_sub(seen.contacts.saturating_sub(then.contacts)),
            pushes: today.pushes.saturating_sub(seen.pushes.saturating_sub(then.pushes)),
            ..then
        })
    }

    /// What had been said by then.
    fn listen(&self, at: DateTime<Utc>, signals: &mut DealSignals) {
        let mut people: Vec<i64> = Vec::new();
        for word in self.talk.iter().take_while(|word| word.at <= at) {
            if word.is_contact {
                signals.last_contact_at = Some(word.at);
            }
            if word.at >= at - TALK {
                signals.inbound = signals.inbound.saturating_add(u16::from(word.from_them));
                signals.outbound = signals.outbound.saturating_add(u16::from(word.from_us));
            }
            if let Some(person) = word.person.filter(|person| !people.contains(person)) {
                people.push(person);
            }
        }
        signals.contacts = u8::try_from(people.len()).unwrap_or(u8::MAX);
    }
}

impl Known {
    fn add(&mut self, story: &Story, won: bool) {
        let count = |record: &mut Record| {
            record.closed = record.closed.saturating_add(1);
            record.won = record.won.saturating_add(u32::from(won));
        };
        count(&mut self.all);
        count(self.sources.entry(story.source).or_default());
        count(self.products.entry(story.product).or_default());
        if let Some(last) = story.versions.last() {
            count(self.owners.entry(last.owner).or_default());
        }
        let mut passed: Vec<StageId> =
            story.versions.iter().filter(|seen| seen.is_open).map(|seen| seen.stage).collect();
        passed.sort_unstable();
        passed.dedup();
        for stage in passed {
            count(self.stages.entry(stage).or_default());
        }
    }
}

impl History {
    /// Deals that are still open long after others were won are given up, whether somebody said so or not.
    fn give_up(&mut self) {
        let mut cycles: Vec<Duration> = self
            .stories
            .iter()
            .filter_map(|story| {
                story.ended.filter(|(_, won)| *won).map(|(at, _)| at - story.created_at)
            })
            .collect();
        cycles.sort_unstable();
        let place = num::index(num::float(cycles.len()) * LONGEST);
        let Some(longest) = cycles.get(place).copied().filter(|_| cycles.len() >= 30) else {
            return;
        };
        let now = self.now;
        for story in &mut self.stories {
            if story.ended.is_none() && now - story.created_at > longest * 2 {
                story.ended = Some((now, false));
            }
        }
    }

    /// The mornings that teach, oldest first, a day's multiple of `step` apart.
    fn mornings(&self, step: i64) -> Vec<DateTime<Utc>> {
        let Some(first) = self.stories.iter().map(|story| story.created_at).min() else {
            return Vec::new();
        };
        let first = first.max(self.now - YEARS);
        let all: Vec<DateTime<Utc>> = (1..=YEARS.num_days() / step)
            .map(|back| self.now - Duration::days(step * back))
            .take_while(|at| *at > first)
            .collect();
        let decided: Vec<DateTime<Utc>> =
            all.iter().copied().filter(|at| self.is_decided(*at)).collect();
        let mut mornings = if decided.is_empty() { all } else { decided };
        mornings.reverse();
        mornings
    }

    fn is_decided(&self, at: DateTime<Utc>) -> bool {
        let (mut open, mut ended) = (0_usize, 0_usize);
        for story in self.stories.iter().filter(|story| story.is_open_at(at)) {
            open += 1;
            ended += usize::from(story.ended.is_some());
        }
        open > 0 && num::float(ended) >= DECIDED * num::float(open)
    }

    /// Every ended deal on the mornings of its life, oldest first.
    #[must_use]
    pub fn examples(&mut self) -> Vec<Example> {
        self.give_up();
        let mut step = STEP;
        loop {
            let mornings = self.mornings(step);
            let seen: usize = mornings.iter().map(|at| self.open_and_ended(*at).count()).sum();
            if seen <= MOST {
                return self.at_mornings(&mornings);
            }
            step *= 2;
        }
    }

    fn open_and_ended(
        &self,
        at: DateTime<Utc>,
    ) -> impl Iterator<Item = (usize, &Story, DateTime<Utc>, bool)> {
        let stories = self.stories.iter().enumerate();
        stories.filter(move |(_, story)| story.is_open_at(at)).filter_map(|(place, story)| {
            let (ended, won) = story.ended?;
            Some((place, story, ended, won))
        })
    }

    fn at_mornings(&self, mornings: &[DateTime<Utc>]) -> Vec<Example> {
        let mut endings: Vec<(DateTime<Utc>, bool, &Story)> = self
            .stories
            .iter()
            .filter_map(|story| story.ended.map(|(at, won)| (at, won, story)))
            .collect();
        endings.sort_by_key(|(at, ..)| *at);
        let (mut known, mut counted) = (Known::default(), 0);
        let mut examples = Vec::new();
        for at in mornings {
            let by_then = endings.partition_point(|(ended, ..)| ended <= at);
            for (_, won, story) in endings.get(counted..by_then).unwrap_or_default() {
                known.add(story, *won);
            }
            counted = by_then;
            known.notice(endings.get(..by_then).unwrap_or_default(), *at);
            for (deal, story, ended, won) in self.open_and_ended(*at) {
                let Some(signals) = story.signals_at(*at, &known, &self.stages) else { continue };
                let seen = story.seen_at(*at);
                let (stage, owner) = seen.map_or((StageId(0), 0), |seen| (seen.stage, seen.owner));
                examples.push(Example {
                    deal,
                    created_at: story.created_at,
                    at: *at,
                    signals,
                    keys: (stage, owner, story.source, story.product),
                    won,
                    days_left: u16::try_from((ended - *at).num_days()).unwrap_or(u16::MAX),
                });
            }
        }
        examples
    }
}

impl Known {
    /// What was usual of the deals won in the year before; `endings` are in order.
    fn notice(&mut self, endings: &[(DateTime<Utc>, bool, &Story)], at: DateTime<Utc>) {
        let from = endings.partition_point(|(ended, ..)| *ended < at - YEAR);
        let won = || endings.get(from..).unwrap_or_default().iter().filter(|(_, won, _)| *won);
        let days = won().map(|(ended, _, story)| (*ended - story.created_at).num_days().max(0));
        self.cycle_days = median(days.collect())
            .and_then(|days| u16::try_from(days).ok())
            .map(|days| days.max(1));
        let amounts =
            won().filter_map(|(_, _, story)| story.versions.last().map(|seen| seen.amount));
        self.typical_amount = median(amounts.collect());
    }
}

/// The upper middle; `None` of too few.
fn median<T: Ord + Copy>(values: Vec<T>) -> Option<T> {
    if values.len() < ENOUGH {
        return None;
    }
    num::median(values)
}
