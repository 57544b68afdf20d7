//! Whether a lead is worth a deal: questions of a framework, each with an answer, its evidence and its age.
//!
//! A framework is data: BANT and MEDDIC are there, an installation may bring its own. What follows from answers is
//! here; writing them is not.

use chrono::{DateTime, Duration, Utc};
use serde::{Deserialize, Serialize};

use crate::forms::{FieldErrors, LINE};
use crate::ids::{InteractionId, LeadId, UserId};
use crate::lead::Qualification;
use crate::ratio::Ratio;
use crate::text_enum::text_enum;

text_enum! {
    /// What was found about a criterion.
    Verdict {
        /// Not asked yet.
        Open = "open", "Open";
        /// It holds.
        Met = "met", "Holds";
        /// It does not.
        NotMet = "not_met", "Does not hold";
    }
}

/// One question.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Criterion {
    /// What it is stored by.
    pub key: String,
    /// Its name.
    pub label: String,
    /// What to ask.
    pub question: String,
    /// Whether a lead is not qualified without it.
    pub needed: bool,
}

/// A list of questions.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Framework {
    /// Its name.
    pub name: String,
    /// After so many days an answer is to be asked again.
    pub stale_days: i64,
    /// The questions, in the order they are asked.
    pub criteria: Vec<Criterion>,
}

fn framework(name: &str, criteria: &[(&str, &str, &str, bool)]) -> Framework {
    let criterion = |(key, label, question, needed): &(&str, &str, &str, bool)| Criterion {
        key: (*key).to_owned(),
        label: (*label).to_owned(),
        question: (*question).to_owned(),
        needed: *needed,
    };
    // A quarter: budgets and plans are made anew about as often.
    let stale_days = 90;
    Framework {
        name: name.to_owned(),
        stale_days,
        criteria: criteria.iter().map(criterion).collect(),
    }
}

impl Framework {
    /// Budget, authority, need, time: IBM's four questions.
    #[must_use]
    pub fn bant() -> Self {
        framework(
            "BANT",
            &[
                ("budget", "Budget", "Is there money for it, and how much?", true),
                ("authority", "Authority", "Who decides, and do we talk to them?", true),
                ("need", "Need", "What hurts, and what does that cost them?", true),
                ("time", "Time", "By when must it be solved?", true),
            ],
        )
    }

    /// Metrics, economic buyer, decision criteria and process, pain, champion (Dunkel and Napoli, PTC).
    #[must_use]
    pub fn meddic() -> Self {
        framework(
            "MEDDIC",
            &[
                ("metrics", "Metrics", "What will be better, in figures?", true),
                ("economic_buyer", "Economic buyer", "Who can say yes when others say no?", true),
                ("decision_criteria", "Decision criteria", "By what will they choose?", true),
                ("decision_process", "Decision process", "Which steps lead to a signature?", false),
                ("pain", "Identified pain", "What hurts enough to act?", true),
                ("champion", "Champion", "Who sells it inside when we are not there?", false),
            ],
        )
    }
}

/// What the installation asks: the name of a framework, and those of its own.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Frameworks {
    /// The framework in force; BANT when no such is known.
    pub in_force: String,
    /// The installation's own.
    pub custom: Vec<Framework>,
}

impl Frameworks {
    /// The framework in force.
    #[must_use]
    pub fn chosen(&self) -> Framework {
        let own = self.custom.iter().find(|framework| framework.name == self.in_force).cloned();
        own.unwrap_or_else(|| match self.in_force.as_str() {
            "MEDDIC" => Framework::meddic(),
            _ => Framework::bant(),
        })
    }
}

/// What was found out, by whom, when, and from what.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answer {
    /// Of which criterion.
    pub criterion: String,
    /// What was found.
    pub verdict: Verdict,
    /// In words.
    pub value: String,
    /// The interaction it was said in.
    pub interaction_id: Option<InteractionId>,
    /// Who wrote it down.
    pub user_id: Option<UserId>,
    /// When.
    pub answered_at: Option<DateTime<Utc>>,
}

impl Answer {
    /// A question nobody has asked.
    #[must_use]
    pub fn open(criterion: &str) -> Self {
        Self {
            criterion: criterion.to_owned(),
            verdict: Verdict::Open,
            value: String::new(),
            interaction_id: None,
            user_id: None,
            answered_at: None,
        }
    }

    /// Whether it is too old to rely on.
    #[must_use]
    pub fn is_stale(&self, stale_days: i64, now: DateTime<Utc>) -> bool {
        self.answered_at.is_some_and(|at| now - at > Duration::days(stale_days))
    }
}

/// How much of what is needed is known, and known lately.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Coverage {
    /// Needed criteria that hold, by an answer that is not stale.
    pub met: usize,
    /// Needed criteria that do not hold, by such an answer.
    pub against: usize,
    /// Answers of any verdict that are stale.
    pub stale: usize,
    /// Needed criteria.
    pub needed: usize,
}

impl Coverage {
    /// The share of the needed criteria that hold, for whoever weighs it; `None` where nothing is needed.
    #[must_use]
    pub fn share(self) -> Option<Ratio> {
        let part = i64::try_from(self.met).ok()?;
        Ratio::of(part, i64::try_from(self.needed).ok()?)
    }

    /// What that makes of the lead: unqualified when something needed does not hold, qualified when all of it holds.
    #[must_use]
    pub const fn status(self) -> Qualification {
        if self.against > 0 {
            Qualification::Unqualified
        } else if self.needed > 0 && self.met == self.needed {
            Qualification::Qualified
        } else {
            Qualification::InProgress
        }
    }
}

/// What the answers cover of a framework.
#[must_use]
pub fn coverage(framework: &Framework, answers: &[Answer], now: DateTime<Utc>) -> Coverage {
    let mut all = Coverage::default();
    for criterion in &framework.criteria {
        all.needed += usize::from(criterion.needed);
        let answer = answers
            .iter()
            .find(|answer| answer.criterion == criterion.key && answer.verdict != Verdict::Open);
        let Some(answer) = answer else { continue };
        if answer.is_stale(framework.stale_days, now) {
            all.stale += 1;
        } else if criterion.needed {
            all.met += usize::from(answer.verdict == Verdict::Met);
            all.against += usize::from(answer.verdict == Verdict::NotMet);
        }
    }
    all
}

/// A criterion as a lead's page shows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CriterionRow {
    /// The question.
    pub criterion: Criterion,
    /// The answer.
    pub answer: Answer,
    /// Who wrote it down, by name.
    pub who: Option<String>,
    /// Whether it is to be asked again.
    pub is_stale: bool,
    /// The interaction it was said in, in words.
    pub evidence: Option<String>,
}

/// The qualification on a lead's page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct QualificationView {
    /// The framework in force.
    pub framework: String,
    /// How much is known.
    pub coverage: Coverage,
    /// Criterion by criterion.
    pub rows: Vec<CriterionRow>,
    /// Interactions an answer can rest on: key and words, newest first.
    pub evidence: Vec<(i64, String)>,
}

/// An answer as it is sent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AnswerCriterion {
    /// Of which lead.
    pub lead: LeadId,
    /// A criterion's key.
    pub criterion: String,
    /// A [`Verdict`] word.
    pub verdict: String,
    /// In words.
    #[serde(default)]
    pub value: String,
    /// An interaction's key, or empty.
    #[serde(default)]
    pub interaction: String,
}

impl AnswerCriterion {
    /// # Errors
    /// Every field that is missing, too long or malformed.
    pub fn check(&self) -> Result<(Verdict, String, Option<InteractionId>), FieldErrors> {
        let mut errors = FieldErrors::default();
        let verdict = Verdict::try_from(self.verdict.trim()).unwrap_or_else(|_| {
            errors.add("verdict", "Choose whether it holds.");
            Verdict::Open
        });
        let value = self.value.trim();
        if value.chars().count() > LINE {
            errors.add("value", format!("Shorten this to {LINE} characters."));
        }
        let interaction = self.interaction.trim();
        let evidence = interaction.parse().ok();
        if evidence.is_none() && !interaction.is_empty() {
            errors.add("interaction", "Choose one of this lead's interactions.");
        }
        errors.into_result().map(|()| (verdict, value.to_owned(), evidence))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(day: i64) -> DateTime<Utc> {
        DateTime::UNIX_EPOCH + Duration::days(day)
    }

    fn answer(criterion: &str, verdict: Verdict, day: i64) -> Answer {
        Answer { verdict, answered_at: Some(at(day)), ..Answer::open(criterion) }
    }

    #[test]
    fn all_that_is_needed_makes_a_lead_qualified_until_an_answer_is_stale() {
        let bant = Framework::bant();
        let mut answers: Vec<Answer> =
            ["budget", "authority", "need"].map(|key| answer(key, Verdict::Met, 100)).into();
        let partly = coverage(&bant, &answers, at(110));
        assert_eq!((partly.met, partly.needed), (3, 4));
        assert_eq!((partly.status(), partly.share()), (Qualification::InProgress, Ratio::of(3, 4)));
        answers.push(answer("time", Verdict::Met, 20));
        assert_eq!(coverage(&bant, &answers, at(110)).status(), Qualification::Qualified);
        let later = coverage(&bant, &answers, at(111));
        assert_eq!((later.status(), later.stale), (Qualification::InProgress, 1));
    }

    #[test]
    fn what_is_needed_and_does_not_hold_makes_it_unqualified() {
        let answers = [answer("budget", Verdict::NotMet, 1)];
        let all = coverage(&Framework::bant(), &answers, at(2));
        assert_eq!(all.status(), Qualification::Unqualified);
        let answers = [answer("champion", Verdict::NotMet, 1)];
        let all = coverage(&Framework::meddic(), &answers, at(2));
        assert_eq!(all.status(), Qualification::InProgress);
    }

    #[test]
    fn a_framework_of_ones_own_goes_before_one_of_the_same_name() {
        let own = Framework { criteria: Vec::new(), ..Framework::meddic() };
        let all = Frameworks { in_force: "MEDDIC".to_owned(), custom: vec![own] };
        assert!(all.chosen().criteria.is_empty());
        assert_eq!(Frameworks::default().chosen(), Framework::bant());
        assert_eq!(coverage(&all.chosen(), &[], at(0)).share(), None);
    }
}
