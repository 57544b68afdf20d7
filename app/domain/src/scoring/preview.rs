//! What other rules would do to the leads there are, before anybody saves them.

use serde::{Deserialize, Serialize};

use super::{Grade, Score};
use crate::ids::LeadId;

/// A lead under the rules in force and under others.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PreviewLead {
    /// Which lead.
    pub id: LeadId,
    /// Their name.
    pub name: String,
    /// Where they work.
    pub company: Option<String>,
    /// Under the rules in force.
    pub before: (Score, Grade),
    /// Under the others.
    pub after: (Score, Grade),
}

/// What the rules would change.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Preview {
    /// How many leads were scored both ways.
    pub looked_at: usize,
    /// Whether these are all leads there are.
    pub is_all: bool,
    /// How many of them go from one grade (row) to another (column), A to D.
    pub grades: [[u32; 4]; 4],
    /// How many of them change grade.
    pub changed: u32,
    /// The first in the order of today.
    pub top_before: Vec<PreviewLead>,
    /// The first in the order to come.
    pub top_after: Vec<PreviewLead>,
    /// Those that move farthest.
    pub examples: Vec<PreviewLead>,
}

/// How many lines each list has.
const LINES: usize = 8;

impl Preview {
    /// Adds up a fair sample of leads, and puts the best ones into order. `best` are those that stand first today; the
    /// first of tomorrow are found among both.
    #[must_use]
    pub fn of(sample: Vec<PreviewLead>, best: Vec<PreviewLead>, is_all: bool) -> Self {
        let mut grades = [[0_u32; 4]; 4];
        for lead in &sample {
            let row = grades.get_mut(place(lead.before.1));
            if let Some(cell) = row.and_then(|row| row.get_mut(place(lead.after.1))) {
                *cell += 1;
            }
        }
        let kept: u32 = grades.iter().enumerate().filter_map(|(at, row)| row.get(at)).sum();
        let all: u32 = grades.iter().flatten().sum();
        let looked_at = sample.len();
        let mut examples: Vec<PreviewLead> =
            sample.iter().filter(|lead| lead.before.0 != lead.after.0).cloned().collect();
        let step = |lead: &PreviewLead| lead.before.0.get().abs_diff(lead.after.0.get());
        examples.sort_by(|a, b| step(b).cmp(&step(a)).then(a.id.cmp(&b.id)));
        examples.truncate(LINES);
        let mut ranked: Vec<PreviewLead> = best.into_iter().chain(sample).collect();
        ranked.sort_by_key(|lead| lead.id);
        ranked.dedup_by_key(|lead| lead.id);
        Self {
            looked_at,
            is_all,
            grades,
            changed: all - kept,
            top_before: first(&ranked, |lead| lead.before.0),
            top_after: first(&ranked, |lead| lead.after.0),
            examples,
        }
    }
}

/// The leads with the highest scores, the newest first among equals, as lists show them.
fn first(leads: &[PreviewLead], score: impl Fn(&PreviewLead) -> Score) -> Vec<PreviewLead> {
    let mut leads = leads.to_vec();
    leads.sort_by(|a, b| score(b).cmp(&score(a)).then(b.id.cmp(&a.id)));
    leads.truncate(LINES);
    leads
}

const fn place(grade: Grade) -> usize {
    match grade {
        Grade::A => 0,
        Grade::B => 1,
        Grade::C => 2,
        Grade::D => 3,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lead(id: i64, before: (f64, Grade), after: (f64, Grade)) -> PreviewLead {
        PreviewLead {
            id: LeadId(id),
            name: String::new(),
            company: None,
            before: (Score::from_model(before.0), before.1),
            after: (Score::from_model(after.0), after.1),
        }
    }

    #[test]
    fn the_table_counts_each_lead_of_the_sample_once() {
        let sample = vec![
            lead(1, (80.0, Grade::A), (60.0, Grade::B)),
            lead(2, (60.0, Grade::B), (62.0, Grade::B)),
        ];
        let best = vec![sample[0].clone(), lead(3, (90.0, Grade::A), (10.0, Grade::D))];
        let preview = Preview::of(sample, best, false);
        assert_eq!(preview.grades[0], [0, 1, 0, 0]);
        assert_eq!((preview.changed, preview.looked_at), (1, 2));
        let order =
            |leads: &[PreviewLead]| leads.iter().map(|lead| lead.id.get()).collect::<Vec<_>>();
        assert_eq!(order(&preview.top_before), [3, 1, 2]);
        assert_eq!(order(&preview.top_after), [2, 1, 3]);
        assert_eq!(order(&preview.examples), [1, 2]);
    }
}
