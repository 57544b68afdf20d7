//! How good chances are, on cases whose outcome is known and which the model never saw.

use serde::{Deserialize, Serialize};

use crate::num::{float, index};

/// A chance is kept this far from 0 and 1 before its logarithm is taken.
const EPSILON: f64 = 1e-15;
/// Bins of the calibration error and of the reliability table.
const BINS: usize = 10;

/// The usual figures of a list of chances against what happened.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Metrics {
    /// The chance that a yes stands above a no (ties count half); 0.5 when there is only one kind.
    pub auc: f64,
    /// Mean of -ln(chance of what happened).
    pub log_loss: f64,
    /// Mean squared error of the chance.
    pub brier: f64,
    /// Expected calibration error over 10 bins of equal width.
    pub ece: f64,
    /// The share of yes in the tenth with the highest chances, over the share of yes in all; 1 without any yes.
    pub lift_top_tenth: f64,
}

/// One bin of the reliability table.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Bin {
    /// Where the bin begins.
    pub from: f64,
    /// Where it ends.
    pub to: f64,
    /// How many cases fell into it.
    pub n: usize,
    /// Their mean chance; 0 without cases.
    pub predicted: f64,
    /// The share of yes among them; 0 without cases.
    pub observed: f64,
}

/// One grade: a quarter of the cases, the highest chances first. Cases of the same chance share a grade.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Grade {
    /// A, B, C or D.
    pub grade: char,
    /// How many cases have it.
    pub n: usize,
    /// The lowest chance in it.
    pub from: f64,
    /// The highest chance in it.
    pub to: f64,
    /// The mean chance; 0 without cases.
    pub predicted: f64,
    /// The share of yes; 0 without cases.
    pub observed: f64,
}

/// The figures of these chances; each case is a chance and whether it came true. Without cases all are 0 but the AUC.
#[must_use]
pub fn measure(cases: &[(f64, bool)]) -> Metrics {
    let n = float(cases.len()).max(1.0);
    let mean = |of: &dyn Fn(f64, bool) -> f64| {
        cases.iter().map(|(chance, yes)| of(*chance, *yes)).sum::<f64>() / n
    };
    Metrics {
        auc: auc(cases),
        log_loss: mean(&loss),
        brier: mean(&|chance, yes| {
            let error = chance - f64::from(u8::from(yes));
            error * error
        }),
        ece: reliability(cases)
            .iter()
            .map(|bin| float(bin.n) / n * (bin.predicted - bin.observed).abs())
            .sum(),
        lift_top_tenth: lift(cases, 0.1),
    }
}

/// -ln of the chance given to what happened.
#[must_use]
pub fn loss(chance: f64, yes: bool) -> f64 {
    let chance = chance.clamp(EPSILON, 1.0 - EPSILON);
    -libm::log(if yes { chance } else { 1.0 - chance })
}

/// The area under the ROC curve by ranks (Mann and Whitney 1947), ties at half.
#[must_use]
pub fn auc(cases: &[(f64, bool)]) -> f64 {
    let yes = cases.iter().filter(|case| case.1).count();
    let no = cases.len() - yes;
    if yes == 0 || no == 0 {
        return 0.5;
    }
    let mut below = 0_usize;
    let mut wins = 0.0;
    for tie in sorted(cases).chunk_by(|a, b| a.0.total_cmp(&b.0).is_eq()) {
        let yes = tie.iter().filter(|case| case.1).count();
        let no = tie.len() - yes;
        wins += float(yes) * (float(below) + float(no) / 2.0);
        below += no;
    }
    wins / (float(yes) * float(no))
}

fn sorted(cases: &[(f64, bool)]) -> Vec<(f64, bool)> {
    let mut sorted = cases.to_vec();
    sorted.sort_by(|a, b| a.0.total_cmp(&b.0));
    sorted
}

/// The lift of the `share` of cases with the highest chances. Of cases that tie at the border, each counts in part.
fn lift(cases: &[(f64, bool)], share: f64) -> f64 {
    let yes = cases.iter().filter(|case| case.1).count();
    if yes == 0 {
        return 1.0;
    }
    let wanted = (float(cases.len()) * share).max(1.0);
    let (mut taken, mut found) = (0.0, 0.0);
    let sorted = sorted(cases);
    let ties: Vec<_> = sorted.chunk_by(|a, b| a.0.total_cmp(&b.0).is_eq()).collect();
    for tie in ties.into_iter().rev() {
        let part = ((wanted - taken) / float(tie.len())).clamp(0.0, 1.0);
        found += part * float(tie.iter().filter(|case| case.1).count());
        taken += part * float(tie.len());
    }
    (found / wanted) / (float(yes) / float(cases.len()))
}

/// The reliability table: 10 bins of equal width, empty ones too.
#[must_use]
pub fn reliability(cases: &[(f64, bool)]) -> Vec<Bin> {
    let mut sums = [(0_usize, 0.0, 0_usize); BINS];
    for (chance, yes) in cases {
        let place = index(chance.clamp(0.0, 1.0) * float(BINS)).min(BINS - 1);
        if let Some(bin) = sums.get_mut(place) {
            bin.0 += 1;
            bin.1 += chance;
            bin.2 += usize::from(*yes);
        }
    }
    let bin = |(place, (n, chances, yes)): (usize, (usize, f64, usize))| Bin {
        from: float(place) / float(BINS),
        to: float(place + 1) / float(BINS),
        n,
        predicted: chances / float(n).max(1.0),
        observed: float(yes) / float(n).max(1.0),
    };
    sums.into_iter().enumerate().map(bin).collect()
}

/// The table of grades: quarters by chance, A the highest.
#[must_use]
pub fn grades(cases: &[(f64, bool)]) -> Vec<Grade> {
    let mut groups: [Vec<(f64, bool)>; 4] = Default::default();
    let mut before = 0;
    let sorted = sorted(cases);
    let ties: Vec<_> = sorted.chunk_by(|a, b| a.0.total_cmp(&b.0).is_eq()).collect();
    for tie in ties.into_iter().rev() {
        // A tie goes where its middle lies.
        let middle = float(before) + float(tie.len()) / 2.0;
        let place = index(4.0 * middle / float(cases.len()).max(1.0)).min(3);
        if let Some(group) = groups.get_mut(place) {
            group.extend_from_slice(tie);
        }
        before += tie.len();
    }
    ['A', 'B', 'C', 'D'].into_iter().zip(groups).map(|(grade, cases)| row(grade, &cases)).collect()
}

fn row(grade: char, cases: &[(f64, bool)]) -> Grade {
    let n = float(cases.len()).max(1.0);
    let chances = || cases.iter().map(|case| case.0);
    Grade {
        grade,
        n: cases.len(),
        from: chances().reduce(f64::min).unwrap_or(0.0),
        to: chances().reduce(f64::max).unwrap_or(0.0),
        predicted: chances().sum::<f64>() / n,
        observed: float(cases.iter().filter(|case| case.1).count()) / n,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn near(a: f64, b: f64) {
        assert!((a - b).abs() < 1e-9, "{a} is not {b}");
    }

    #[test]
    fn ties_count_half() {
        near(auc(&[(0.1, false), (0.9, true)]), 1.0);
        near(auc(&[(0.9, false), (0.1, true)]), 0.0);
        near(auc(&[(0.5, false), (0.5, true), (0.5, false)]), 0.5);
        near(auc(&[(0.2, false), (0.5, true), (0.5, false), (0.7, true)]), 0.875);
    }

    #[test]
    fn one_kind_or_no_case_gives_numbers_all_the_same() {
        near(auc(&[(0.2, true), (0.4, true)]), 0.5);
        let none = measure(&[]);
        assert!(none.log_loss.abs() < 1e-12 && none.ece.abs() < 1e-12);
        near(none.lift_top_tenth, 1.0);
        assert!(measure(&[(1.0, false), (0.0, true)]).log_loss.is_finite());
    }

    #[test]
    fn the_figures_are_those_of_the_textbook() {
        let all = measure(&[(0.8, true), (0.8, true), (0.8, true), (0.8, false)]);
        near(all.log_loss, -(3.0 * 0.8_f64.ln() + 0.2_f64.ln()) / 4.0);
        near(all.brier, (3.0 * 0.04 + 0.64) / 4.0);
        near(all.ece, 0.05);
        near(all.lift_top_tenth, 1.0);
    }

    #[test]
    fn the_top_tenth_is_measured_against_all() {
        let cases: Vec<_> =
            (0..100).map(|n| (f64::from(n) / 100.0, !(10..90).contains(&n))).collect();
        near(measure(&cases).lift_top_tenth, 5.0);
    }

    #[test]
    fn grades_are_quarters_and_ties_share_one() {
        let cases: Vec<_> = (0..100).map(|n| (f64::from(n) / 100.0, n >= 50)).collect();
        let table = grades(&cases);
        assert!(table.iter().all(|grade| grade.n == 25));
        near(table[0].observed, 1.0);
        near(table[3].observed, 0.0);
        let same = grades(&[(0.4, true), (0.4, false)]);
        assert_eq!(same.iter().map(|grade| grade.n).collect::<Vec<_>>(), [0, 0, 2, 0]);
    }
}
