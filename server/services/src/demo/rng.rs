//! Chance from a seed: the same company for the same seed, on every machine.

/// `SplitMix64` (Steele, Lea, Flood 2014): 64 bits of state, good enough to invent people with.
#[derive(Clone, Debug)]
pub(super) struct Rng(u64);

impl Rng {
    pub(super) const fn new(seed: u64) -> Self {
        Self(seed)
    }

    const fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// From 0 up to, but without, 1.
    #[expect(clippy::cast_precision_loss, reason = "53 bits are what a float holds exactly")]
    pub(super) fn unit(&mut self) -> f64 {
        (self.next() >> 11) as f64 / 9_007_199_254_740_992.0
    }

    /// Whether something of this probability happens.
    pub(super) fn hit(&mut self, probability: f64) -> bool {
        self.unit() < probability
    }

    /// A whole number from `low` to `high`, both included.
    pub(super) fn between(&mut self, low: i64, high: i64) -> i64 {
        let span = u64::try_from(high - low).unwrap_or(0) + 1;
        low + i64::try_from(self.next() % span).unwrap_or(0)
    }

    /// One of these.
    pub(super) fn pick<'a, T>(&mut self, from: &'a [T]) -> Option<&'a T> {
        let last = i64::try_from(from.len()).ok()?.checked_sub(1).filter(|last| *last >= 0)?;
        from.get(usize::try_from(self.between(0, last)).ok()?)
    }

    /// One of these words.
    pub(super) fn word(&mut self, from: &[&'static str]) -> &'static str {
        self.pick(from).copied().unwrap_or_default()
    }

    /// One of these words, or `None`, with the given probability of some.
    pub(super) fn maybe(&mut self, probability: f64, from: &[&'static str]) -> Option<String> {
        self.hit(probability).then(|| self.word(from).to_owned())
    }

    /// Up to `most` different words, in their order.
    pub(super) fn some(&mut self, most: i64, from: &[&'static str]) -> Vec<String> {
        let wanted = self.between(0, most);
        let mut chosen: Vec<String> = Vec::new();
        for _ in 0..wanted {
            let word = self.word(from);
            if !chosen.iter().any(|known| known == word) {
                chosen.push(word.to_owned());
            }
        }
        chosen
    }

    /// One of these by weight.
    pub(super) fn weighted<'a, T>(
        &mut self,
        from: &'a [T],
        weight: impl Fn(&T) -> f64,
    ) -> Option<&'a T> {
        let total: f64 = from.iter().map(&weight).sum();
        let mut left = self.unit() * total;
        from.iter()
            .find(|item| {
                left -= weight(item);
                left < 0.0
            })
            .or_else(|| from.last())
    }

    /// Days with a long tail: half of them are below `median` (log-logistic, whose tail has a closed form).
    pub(super) fn days(&mut self, median: f64) -> f64 {
        let u = self.unit().clamp(0.01, 0.99);
        median * pow(u / (1.0 - u), 1.0 / DAYS_SHAPE)
    }
}

/// The shape of [`Rng::days`]: larger is narrower.
const DAYS_SHAPE: f64 = 2.2;

/// The share of [`Rng::days`] that lies above `days`.
pub(super) fn days_left_share(days: f64, median: f64) -> f64 {
    1.0 / (1.0 + pow((days / median).max(0.0), DAYS_SHAPE))
}

/// How densely [`Rng::days`] lie at `days`, but for a factor that all medians share.
pub(super) fn days_density(days: f64, median: f64) -> f64 {
    let left = days_left_share(days, median);
    left * left / pow(median, DAYS_SHAPE)
}

/// `libm` gives every machine the same digits, as the standard library does not promise.
pub(super) fn pow(base: f64, exponent: f64) -> f64 {
    libm::pow(base, exponent)
}

pub(super) fn logit(p: f64) -> f64 {
    libm::log(p / (1.0 - p))
}

pub(super) fn logistic(x: f64) -> f64 {
    1.0 / (1.0 + libm::exp(-x))
}

/// The nearest whole number.
#[expect(
    clippy::cast_possible_truncation,
    reason = "`as` saturates, and these are days and counts"
)]
pub(super) fn whole(value: f64) -> i64 {
    value.round() as i64
}

/// As a float; exact for the counts met here.
#[expect(clippy::cast_precision_loss, reason = "counts here are far below 2^52")]
pub(super) fn float(value: i64) -> f64 {
    value as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_seed_gives_the_same_chances() {
        let draw = |seed| {
            let mut rng = Rng::new(seed);
            (0..8).map(|_| rng.between(-3, 12)).collect::<Vec<_>>()
        };
        assert_eq!(draw(7), draw(7));
        assert_ne!(draw(7), draw(8));
        assert!(draw(9).iter().all(|value| (-3..=12).contains(value)));
    }

    #[test]
    fn half_of_the_days_are_below_their_median() {
        let mut rng = Rng::new(1);
        let below = (0..10_000).filter(|_| rng.days(20.0) < 20.0).count();
        assert!((4_800..5_200).contains(&below), "{below}");
        assert!((days_left_share(20.0, 20.0) - 0.5).abs() < 1e-12);
    }
}
