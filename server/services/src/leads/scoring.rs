//! A lead's score: from what is known, inside the write that changed it.

use chrono::{DateTime, Duration, Utc};
use domain::ids::LeadId;
use domain::journal::{Actor, Change, Changes, Entity, diff};
use domain::lead::Lead;
use domain::ratio::Ratio;
use domain::scoring::{
    Event, Grade, IdealCustomer, LeadModel, LeadScore, LeadSignals, Part, Profile, Score,
    ScoreConfig, ScoreWhy, ScoringRules, Weights, raises, score_lead, score_only, seniority, story,
};
use serde::Serialize;
use store::bulk::Load;
use store::leads::Facts;
use store::{Tx, interactions, leads, settings};

use crate::models::lead_model;
use crate::{Ctx, ServiceResult, Work};

/// The last interactions a score looks at: with a half-life of two weeks, older ones weigh nothing.
const EVENTS: i64 = 500;

/// A score younger than this is left alone by the nightly run, whenever exactly it begins.
const FRESH: Duration = Duration::hours(20);
/// How far back a lead's page tells what moved its score.
const WEEK: Duration = Duration::days(7);
/// What moved a score that nobody touched, as it is kept.
const TIME: &str = "time";
const LEARNED: &str = "learned";
/// How many leads one transaction of that run holds.
const AT_ONCE: i64 = 200;

/// The weights and points in force.
///
/// # Errors
/// When the stored setting is of another shape.
pub async fn config(tx: &mut Tx) -> ServiceResult<ScoreConfig> {
    Ok(settings::get(tx, "scoring").await?.unwrap_or_default())
}

/// What the score sees of a person, their company and their need.
#[must_use]
pub fn profile(facts: &Facts, ideal: &IdealCustomer) -> Profile {
    let named = |list: &[String], value: Option<&String>| {
        let value = value.filter(|_| !list.is_empty())?.to_lowercase();
        let fits = list.iter().any(|item| item.to_lowercase() == value);
        Some(if fits { Ratio::ONE } else { Ratio::ZERO })
    };
    let cover = facts.budget.zip(facts.price);
    Profile {
        employees: facts.employees.and_then(|count| u32::try_from(count).ok()),
        industry_fit: named(&ideal.industries, facts.industry.as_ref()),
        seniority: seniority(facts.job_title.as_deref().unwrap_or_default()),
        region_fit: named(&ideal.countries, facts.country.as_ref()),
        product_fit: facts.asked_for_product.then_some(Ratio::ONE),
        budget_cover: cover.and_then(|(budget, price)| Ratio::of(budget.get(), price.get())),
        authority: facts.authority,
        pain_points: u8::try_from(facts.pain_points).unwrap_or(u8::MAX),
        timeline_days: facts.decision_timeline.as_deref().and_then(days_until),
    }
}

/// Days until a decision, from words such as "2 weeks", "3-6 months" or "immediately".
fn days_until(words: &str) -> Option<u16> {
    let words = words.to_lowercase();
    if ["immediate", "asap", "now", "today"].iter().any(|word| words.contains(word)) {
        return Some(0);
    }
    let unit = [("day", 1), ("week", 7), ("month", 30), ("quarter", 91), ("year", 365)]
        .into_iter()
        .find(|(unit, _)| words.contains(unit))?
        .1;
    // Of a range the later end counts; "this quarter" ends within one of them, "next quarter" within two.
    let count = words
        .split(|letter: char| !letter.is_ascii_digit())
        .filter_map(|digits| digits.parse::<u16>().ok())
        .max()
        .unwrap_or(if words.contains("next") { 2 } else { 1 });
    Some(count.saturating_mul(unit))
}

/// What is the same for every lead.
pub(crate) struct Rules {
    /// With the weights that were learned, where any were.
    config: ScoreConfig,
    ideal: IdealCustomer,
    model: Option<LeadModel>,
}

impl Rules {
    /// What an administrator set, with what was learned.
    pub(crate) fn of(rules: ScoringRules, model: Option<LeadModel>) -> Self {
        let ScoringRules { mut config, ideal } = rules;
        if let Some(model) = &model {
            config.weights = model.weights(config.weights);
        }
        Self { config, ideal, model }
    }

    /// The weights of the four parts that are in force.
    pub(crate) const fn weights(&self) -> Weights {
        self.config.weights
    }

    /// What is in force now.
    pub(crate) async fn read(tx: &mut Tx) -> ServiceResult<Self> {
        Ok(Self::of(crate::scoring::rules(tx).await?, lead_model(tx).await?))
    }

    /// The score and its grade, of what is known and what happened.
    pub(crate) fn grade(
        &self,
        facts: &Facts,
        events: &[Event],
        now: DateTime<Utc>,
    ) -> (Score, Grade) {
        let signals = LeadSignals { profile: profile(facts, &self.ideal), events };
        let score = score_only(&signals, &self.config, now);
        (score, self.config.grades.grade(score))
    }

    async fn score(&self, tx: &mut Tx, id: LeadId, now: DateTime<Utc>) -> ServiceResult<LeadScore> {
        let facts = leads::facts(tx, id).await?;
        let events = interactions::events(tx, id, EVENTS).await?;
        let signals = LeadSignals { profile: profile(&facts, &self.ideal), events: &events };
        Ok(score_lead(&signals, &self.config, now))
    }

    /// What moved a lead's score in the week before `now`, what would raise it most, and what its chance is.
    pub(crate) async fn why(
        &self,
        tx: &mut Tx,
        id: LeadId,
        score: &LeadScore,
        now: DateTime<Utc>,
    ) -> ServiceResult<ScoreWhy> {
        let since = now - WEEK;
        let facts = leads::facts(tx, id).await?;
        let events = interactions::events(tx, id, EVENTS).await?;
        let signals = LeadSignals { profile: profile(&facts, &self.ideal), events: &events };
        Ok(ScoreWhy {
            week: story(&leads::score_steps(tx, id, since).await?, since),
            raises: raises(&signals, &self.config, now),
            odds: self.model.as_ref().map(|model| model.odds(score)),
        })
    }

    /// The score of somebody of whom no more than this is known, and with whom nothing has happened yet.
    pub(crate) fn score_new(&self, facts: &Facts, now: DateTime<Utc>) -> LeadScore {
        let signals = LeadSignals { profile: profile(facts, &self.ideal), events: &[] };
        score_lead(&signals, &self.config, now)
    }

    /// Writes a lead that a load changed: the row, its score and one entry in the journal.
    pub(crate) async fn update(
        &self,
        load: &mut Load,
        before: &Lead,
        after: &Lead,
        reason: &str,
    ) -> ServiceResult<()> {
        let (id, now) = (before.id, load.at());
        leads::update(&mut load.tx, before, after, now).await?;
        let stored = leads::score(&mut load.tx, id).await?;
        let score = self.score(&mut load.tx, id, now).await?;
        let figures = stored.as_ref().map(|stored| Figures::of(&stored.score));
        let mut changes = diff(Some(before), after);
        changes.extend(diff(figures.as_ref(), &Figures::of(&score)));
        let journal = load.changed_by(Entity::Lead, id.get(), changes).await?;
        leads::save_score(&mut load.tx, id, stored.as_ref(), &score, reason, journal, now).await?;
        Ok(())
    }
}

/// A lead's score at `now`, from what the store knows.
pub(crate) async fn compute(
    tx: &mut Tx,
    id: LeadId,
    now: DateTime<Utc>,
) -> ServiceResult<LeadScore> {
    Rules::read(tx).await?.score(tx, id, now).await
}

/// The figures of a score, as the journal compares them.
#[derive(Serialize)]
struct Figures {
    lead_score: u8,
    lead_grade: &'static str,
    behaviour_score: u8,
    demographic_score: u8,
    fit_score: u8,
    engagement_score: u8,
}

impl Figures {
    fn of(score: &LeadScore) -> Self {
        let part = |part: Part| {
            score.parts.iter().find(|sub| sub.part == part).map_or(0, |sub| sub.score.get())
        };
        Self {
            lead_score: score.score.get(),
            lead_grade: score.grade.as_str(),
            behaviour_score: part(Part::Behaviour),
            demographic_score: part(Part::Demographic),
            fit_score: part(Part::Fit),
            engagement_score: part(Part::Engagement),
        }
    }
}

/// Scores a lead anew within a write, keeps the score with its reasons, and journals what changed in it.
///
/// # Errors
/// When the database refuses.
pub async fn rescore(work: &mut Work<'_>, id: LeadId, reason: &str) -> ServiceResult<LeadScore> {
    rescore_with(work, id, Changes::new(), reason).await
}

/// The same, with other changes of the lead: one record, one entry.
pub(crate) async fn rescore_with(
    work: &mut Work<'_>,
    id: LeadId,
    others: Changes,
    reason: &str,
) -> ServiceResult<LeadScore> {
    let rules = Rules::read(&mut work.tx).await?;
    rescore_by(work, &rules, id, others, reason).await
}

/// The same by rules that were read before: for many leads at once.
pub(crate) async fn rescore_by(
    work: &mut Work<'_>,
    rules: &Rules,
    id: LeadId,
    mut others: Changes,
    reason: &str,
) -> ServiceResult<LeadScore> {
    let now = work.now();
    // Read before the facts: were the lead scored in between, saving would tell.
    let before = leads::score(&mut work.tx, id).await?;
    let score = rules.score(&mut work.tx, id, now).await?;
    let figures = before.as_ref().map(|stored| Figures::of(&stored.score));
    // Time fades points; where others count than yesterday, it was what the night learned that moved them.
    let is_learned =
        before.as_ref().is_some_and(|stored| weights_of(&stored.score) != weights_of(&score));
    let reason = if reason == TIME && is_learned { LEARNED } else { reason };
    others.extend(diff(figures.as_ref(), &Figures::of(&score)));
    let journal = if others.is_empty() {
        None
    } else {
        Some(work.append(Entity::Lead, id.get(), Change::Update, others, None).await?)
    };
    leads::save_score(&mut work.tx, id, before.as_ref(), &score, reason, journal, now).await?;
    Ok(score)
}

fn weights_of(score: &LeadScore) -> [u16; 4] {
    score.parts.each_ref().map(|part| part.weight)
}

/// Scores every lead of a load by the weights that were learned from them.
pub(crate) async fn apply_learned(load: &mut Load) -> ServiceResult<()> {
    let (rules, now) = (Rules::read(&mut load.tx).await?, load.at());
    if rules.model.is_none() {
        return Ok(());
    }
    let mut last = 0;
    loop {
        let ids = leads::after(&mut load.tx, last, AT_ONCE).await?;
        let Some(end) = ids.last() else { return Ok(()) };
        last = end.get();
        for id in ids {
            let before = leads::score(&mut load.tx, id).await?;
            let score = rules.score(&mut load.tx, id, now).await?;
            leads::save_score(&mut load.tx, id, before.as_ref(), &score, LEARNED, None, now)
                .await?;
        }
    }
}

/// Brings every score up to date that is older than a day or nearly so: time alone moves it. Returns how many there
/// were. Others may write in between: each transaction holds a few, and leaves alone what was scored meanwhile.
///
/// # Errors
/// When the database is away.
pub async fn rescore_stale(ctx: &Ctx) -> ServiceResult<usize> {
    let ctx = Ctx::of_system(ctx.host().clone(), Actor::System);
    let before = ctx.now() - FRESH;
    let mut done = 0;
    loop {
        let mut tx = ctx.db().read().await?;
        let ids = leads::scored_before(&mut tx, before, AT_ONCE).await?;
        let rules = Rules::read(&mut tx).await?;
        drop(tx);
        if ids.is_empty() {
            return Ok(done);
        }
        let mut work = ctx.begin("Brought lead scores up to date").await?;
        for id in ids {
            if leads::claim_scored_before(&mut work.tx, id, before).await? {
                rescore_by(&mut work, &rules, id, Changes::new(), TIME).await?;
                done += 1;
            }
        }
        work.commit().await?;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_about_time_become_days() {
        let cases = [
            ("Immediately", Some(0)),
            ("2 weeks", Some(14)),
            ("3-6 months", Some(180)),
            ("this quarter", Some(91)),
            ("next year", Some(730)),
            ("when we get to it", None),
        ];
        for (words, days) in cases {
            assert_eq!(days_until(words), days, "{words}");
        }
    }
}
