//! Where the next euro should go.
//!
//! What a source brings for a euro is a sum of won deals, whose number is taken to be Poisson. The error of its logarithm
//! is then sqrt((1 + v) / n), with n deals and v the squared coefficient of variation of their amounts: the variance of a
//! compound Poisson sum over its squared mean. Two sources differ by the difference of two such logarithms.

use serde::{Deserialize, Serialize};

use crate::money::Cents;
use crate::ratio::Ratio;

/// A source that costs money, with what its campaigns brought.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Channel {
    /// The source.
    pub source: String,
    /// What was spent.
    pub cost: Cents,
    /// The amounts of the deals won through it.
    pub won: Vec<Cents>,
}

/// Fewer won deals than this say too little about a source.
const ENOUGH: usize = 8;
/// The share of what the weaker source costs that is moved, of 100.
const MOVED: i64 = 20;
/// Below this chance of a gain nothing is suggested.
const WORTH_SAYING: f64 = 0.8;
/// Eight of ten lie within 1.2816 standard errors to each side.
const EIGHT_OF_TEN: f64 = 1.281_551_565_544_600_4;

/// Money moved from one source to another.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Advice {
    /// From where.
    pub from: String,
    /// To where.
    pub to: String,
    /// How much.
    pub moved: Cents,
    /// What that is expected to bring more, of won deals.
    pub gain: Cents,
    /// Low end of its range of eight in ten.
    pub low: Cents,
    /// High end.
    pub high: Cents,
    /// The chance that it brings more at all.
    pub confidence: Ratio,
}

/// What a source brings for a euro, with the error of its logarithm.
struct Yield<'a> {
    channel: &'a Channel,
    rate: f64,
    error: f64,
}

fn yield_of(channel: &Channel) -> Option<Yield<'_>> {
    if channel.won.len() < ENOUGH || channel.cost.get() <= 0 {
        return None;
    }
    let amounts: Vec<f64> = channel.won.iter().map(|amount| amount.to_model()).collect();
    let count = float(amounts.len());
    let sum: f64 = amounts.iter().sum();
    let mean = sum / count;
    if mean <= 0.0 {
        return None;
    }
    let spread: f64 =
        amounts.iter().map(|amount| (amount - mean) * (amount - mean)).sum::<f64>() / count;
    let error = libm::sqrt((1.0 + spread / (mean * mean)) / count);
    Some(Yield { channel, rate: sum / channel.cost.to_model(), error })
}

/// Moves a fifth of what the weakest source costs to the strongest one; nothing where the past does not tell them apart.
#[must_use]
pub fn advise(channels: &[Channel]) -> Option<Advice> {
    let mut yields: Vec<Yield<'_>> = channels.iter().filter_map(yield_of).collect();
    yields.sort_by(|a, b| a.rate.total_cmp(&b.rate));
    let (worst, best) = (yields.first()?, yields.last()?);
    if worst.rate >= best.rate {
        return None;
    }
    let error = libm::sqrt(worst.error * worst.error + best.error * best.error);
    let confidence = normal(libm::log(best.rate / worst.rate) / error);
    if confidence < WORTH_SAYING {
        return None;
    }
    let moved = Cents(worst.channel.cost.get() / 100 * MOVED);
    let spread = libm::sqrt(
        worst.rate * worst.error * worst.rate * worst.error
            + best.rate * best.error * best.rate * best.error,
    );
    let gain = best.rate - worst.rate;
    let money = |rate: f64| Cents::from_model(rate * moved.to_model());
    Some(Advice {
        from: worst.channel.source.clone(),
        to: best.channel.source.clone(),
        moved,
        gain: money(gain),
        low: money(gain - EIGHT_OF_TEN * spread),
        high: money(gain + EIGHT_OF_TEN * spread),
        // It is never certain: the next months need not be like the last.
        confidence: Ratio::from_model(confidence.min(0.99)),
    })
}

/// The share of a normal distribution below `z`.
fn normal(z: f64) -> f64 {
    0.5 * libm::erfc(-z / core::f64::consts::SQRT_2)
}

#[expect(clippy::cast_precision_loss, reason = "counts of deals are far below 2^53")]
fn float(count: usize) -> f64 {
    count as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    fn channel(source: &str, cost: i64, deals: usize, amount: i64) -> Channel {
        Channel { source: source.to_owned(), cost: Cents(cost), won: vec![Cents(amount); deals] }
    }

    #[test]
    fn money_moves_from_the_weak_source_to_the_strong_one() {
        let weak = channel("google_ads", 1_000_000, 40, 50_000);
        let strong = channel("newsletter", 200_000, 40, 50_000);
        let advice = advise(&[strong.clone(), weak.clone()]).unwrap();
        assert_eq!((advice.from.as_str(), advice.to.as_str()), ("google_ads", "newsletter"));
        assert_eq!(advice.moved, Cents(200_000));
        // A euro brought 2 there and brings 10 here.
        assert_eq!(advice.gain, Cents(1_600_000));
        assert!(advice.low < advice.gain && advice.gain < advice.high);
        assert!(advice.confidence.bp() > 9_500 && advice.confidence < Ratio::ONE);
        assert_eq!(advise(&[weak.clone(), weak]), None);
    }

    #[test]
    fn a_handful_of_deals_moves_nothing() {
        let weak = channel("google_ads", 1_000_000, 3, 50_000);
        assert_eq!(advise(&[channel("newsletter", 200_000, 40, 50_000), weak]), None);
        assert_eq!(advise(&[]), None);
        assert_eq!(advise(&[channel("free", 0, 40, 50_000)]), None);
    }
}
