//! How well judgements agree with people's.

/// Pearson's correlation; zero where one side never varies.
pub(super) fn pearson(one: &[f64], other: &[f64]) -> f64 {
    let (a, b) = (mean(one), mean(other));
    let (mut both, mut of_one, mut of_other) = (0.0, 0.0, 0.0);
    for (x, y) in one.iter().zip(other) {
        both += (x - a) * (y - b);
        of_one += (x - a) * (x - a);
        of_other += (y - b) * (y - b);
    }
    let spread = libm::sqrt(of_one * of_other);
    if spread > 0.0 { (both / spread).clamp(-1.0, 1.0) } else { 0.0 }
}

/// Spearman's correlation: that of ranks, equal values sharing theirs.
pub(super) fn spearman(one: &[f64], other: &[f64]) -> f64 {
    pearson(&ranks(one), &ranks(other))
}

fn ranks(values: &[f64]) -> Vec<f64> {
    let mut sorted: Vec<(usize, f64)> = values.iter().copied().enumerate().collect();
    sorted.sort_by(|one, other| one.1.total_cmp(&other.1));
    let mut ranks = vec![0.0; values.len()];
    let mut before = 0;
    for tie in sorted.chunk_by(|one, other| one.1.total_cmp(&other.1).is_eq()) {
        let rank = count(before) + f64::midpoint(count(tie.len()), 1.0);
        for (place, _) in tie {
            if let Some(slot) = ranks.get_mut(*place) {
                *slot = rank;
            }
        }
        before += tie.len();
    }
    ranks
}

/// The mean distance of `judged`, drawn by a straight line to the scale of `rated`, from it.
pub(super) fn error_on_scale(judged: &[f64], rated: &[f64]) -> f64 {
    let (a, b) = (mean(judged), mean(rated));
    let (mut both, mut spread) = (0.0, 0.0);
    for (x, y) in judged.iter().zip(rated) {
        both += (x - a) * (y - b);
        spread += (x - a) * (x - a);
    }
    let slope = if spread > 0.0 { both / spread } else { 0.0 };
    let off = judged.iter().zip(rated).map(|(x, y)| libm::fabs(b + slope * (x - a) - y));
    off.sum::<f64>() / count(rated.len().max(1))
}

fn mean(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / count(values.len().max(1))
}

#[expect(clippy::cast_precision_loss, reason = "files have far fewer rows than 2^52")]
pub(super) fn count(count: usize) -> f64 {
    count as f64
}

/// Hits and misses of a yes-or-no question.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Hits {
    /// Said and so.
    pub right: usize,
    /// Said.
    pub said: usize,
    /// So.
    pub so: usize,
}

impl Hits {
    pub(super) fn add(&mut self, said: bool, so: bool) {
        self.right += usize::from(said && so);
        self.said += usize::from(said);
        self.so += usize::from(so);
    }

    pub(super) fn precision(self) -> f64 {
        count(self.right) / count(self.said.max(1))
    }

    pub(super) fn recall(self) -> f64 {
        count(self.right) / count(self.so.max(1))
    }

    pub(super) fn f1(self) -> f64 {
        2.0 * count(self.right) / count((self.said + self.so).max(1))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ties_share_their_rank() {
        assert_eq!(ranks(&[2.0, 1.0, 2.0, 5.0]), [2.5, 1.0, 2.5, 4.0]);
        assert!((spearman(&[1.0, 2.0, 3.0], &[10.0, 100.0, 1e6]) - 1.0).abs() < 1e-12);
        assert!(pearson(&[1.0, 1.0], &[1.0, 2.0]).abs() < 1e-12);
    }

    #[test]
    fn scales_are_drawn_onto_each_other() {
        assert!(error_on_scale(&[-1.0, 0.0, 1.0], &[1.0, 3.0, 5.0]) < 1e-12);
        assert!((error_on_scale(&[1.0, 1.0], &[0.0, 2.0]) - 1.0).abs() < 1e-12);
    }
}
