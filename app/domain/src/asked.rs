//! What colleagues have found out already of what is asked: of the same person, or of others who work there.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::forms::LeadFact;
use crate::ids::{LeadId, UserId};
use crate::qualification::Criterion;
use crate::relations::{Talk, words};
use crate::text::sentences::sentences;

/// The most that is told of one question.
const EACH: usize = 2;
/// Words of the question itself that have to stand in a sentence; one of its name is enough.
const SHARED: usize = 2;
/// The longest answer that is told, in characters.
const LONGEST: usize = 240;

/// What somebody found out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// What it is about: a criterion's key or a fact's word.
    pub about: String,
    /// Who found it out.
    pub by: (UserId, String),
    /// Of whom.
    pub of: (LeadId, String),
    /// When.
    pub at: DateTime<Utc>,
    /// What they found.
    pub answer: String,
}

/// Where it was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Source {
    /// The answer to the same question.
    Answer,
    /// A fact that was written down.
    Fact,
    /// A sentence of a contact.
    Contact,
}

/// One question that a colleague has asked before.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AskedBefore {
    /// The question's name.
    pub question: String,
    /// Who asked.
    pub by: String,
    /// Whom.
    pub lead: LeadId,
    /// Their name.
    pub them: String,
    /// When.
    pub at: DateTime<Utc>,
    /// The answer.
    pub answer: String,
    /// Where it stands.
    pub source: Source,
}

/// What others than the reader found out of these questions: answers before facts, facts before what was said in a
/// contact, and the newest first.
#[must_use]
pub fn asked_before(
    questions: &[Criterion],
    answers: &[Found],
    facts: &[Found],
    talks: &[Talk],
    reader: Option<UserId>,
) -> Vec<AskedBefore> {
    let mut all = Vec::new();
    for question in questions {
        let told = |found: &Found, source| AskedBefore {
            question: question.label.clone(),
            by: found.by.1.clone(),
            lead: found.of.0,
            them: found.of.1.clone(),
            at: found.at,
            answer: shortened(&found.answer),
            source,
        };
        let is_other = |by: UserId| Some(by) != reader;
        let same = answers.iter().filter(|found| found.about == question.key);
        let same = same.map(|found| (found.by.0, told(found, Source::Answer)));
        let near = facts.iter().filter(|found| is_about(&question.key, &found.about));
        let near = near.map(|found| (found.by.0, told(found, Source::Fact)));
        let said = talks.iter().filter_map(|talk| heard(question, talk));
        let mut known: Vec<AskedBefore> = same
            .chain(near)
            .chain(said)
            .filter(|(by, _)| is_other(*by))
            .map(|(_, told)| told)
            .collect();
        known.sort_by(|a, b| a.source.cmp(&b.source).then_with(|| b.at.cmp(&a.at)));
        known.truncate(EACH);
        all.extend(known);
    }
    all
}

/// Whether a fact says something about a criterion of the frameworks that are there.
fn is_about(criterion: &str, fact: &str) -> bool {
    let facts: &[LeadFact] = match criterion {
        "budget" => &[LeadFact::Budget, LeadFact::BudgetRange],
        "authority" | "economic_buyer" | "decision_process" => {
            &[LeadFact::Authority, LeadFact::DecisionMakers]
        }
        "need" | "pain" => &[LeadFact::PainPoints],
        "time" => &[LeadFact::DecisionTimeline],
        _ => &[],
    };
    facts.iter().any(|known| known.as_str() == fact)
}

/// The sentence of a contact that shares the question's terms.
fn heard(question: &Criterion, talk: &Talk) -> Option<(UserId, AskedBefore)> {
    let (user, by) = talk.us.clone()?;
    let (name, asked) = (words(&question.label), words(&question.question));
    let answers = |sentence: &&str| {
        let said = words(sentence);
        name.iter().any(|word| said.contains(word)) || asked.intersection(&said).count() >= SHARED
    };
    let sentence = sentences(&talk.said).find(answers)?;
    let told = AskedBefore {
        question: question.label.clone(),
        by,
        lead: talk.them.0,
        them: talk.them.1.clone(),
        at: talk.at,
        answer: shortened(sentence.trim()),
        source: Source::Contact,
    };
    Some((user, told))
}

fn shortened(text: &str) -> String {
    let mut letters = text.chars();
    let shown: String = letters.by_ref().take(LONGEST).collect();
    if letters.next().is_none() { shown } else { format!("{shown}\u{2026}") }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::interaction::{Direction, InteractionKind};
    use crate::qualification::Framework;

    fn at(day: i64) -> DateTime<Utc> {
        DateTime::UNIX_EPOCH + chrono::Duration::days(day)
    }

    fn found(about: &str, by: i64, day: i64, answer: &str) -> Found {
        Found {
            about: about.to_owned(),
            by: (UserId(by), format!("Rep {by}")),
            of: (LeadId(7), "Zoe".to_owned()),
            at: at(day),
            answer: answer.to_owned(),
        }
    }

    fn talk(by: i64, day: i64, said: &str) -> Talk {
        Talk {
            us: Some((UserId(by), format!("Rep {by}"))),
            them: (LeadId(8), "Bo".to_owned()),
            kind: InteractionKind::Call,
            direction: Direction::Outbound,
            at: at(day),
            said: said.to_owned(),
        }
    }

    #[test]
    fn what_colleagues_found_is_told_by_question_and_ones_own_is_not() {
        let questions = Framework::bant().criteria;
        let answers = [found("budget", 2, 3, "50k"), found("budget", 1, 9, "60k")];
        let facts = [
            found("budget_range", 2, 8, "40 to 60k"),
            found("decision_timeline", 2, 1, "By May"),
            found("interests", 2, 1, "Rust"),
        ];
        let talks = [
            talk(2, 5, "Nice talk. The budget is frozen until May. Bye."),
            talk(2, 6, "They spoke of the weather"),
            talk(1, 7, "Budget again"),
        ];
        let all = asked_before(&questions, &answers, &facts, &talks, Some(UserId(1)));
        let told: Vec<_> = all
            .iter()
            .map(|one| (one.question.as_str(), one.answer.as_str(), one.source))
            .collect();
        assert_eq!(
            told,
            [
                ("Budget", "50k", Source::Answer),
                ("Budget", "40 to 60k", Source::Fact),
                ("Time", "By May", Source::Fact),
            ]
        );
        let all = asked_before(&questions, &[], &[], &talks, Some(UserId(1)));
        let told: Vec<_> = all.iter().map(|one| (one.by.as_str(), one.answer.as_str())).collect();
        assert_eq!(told, [("Rep 2", "The budget is frozen until May.")]);
        assert!(asked_before(&questions, &[], &[], &[], None).is_empty());
    }
}
