//! VADER, a lexicon and rule-based measure of sentiment, exactly as the original computes it.
//!
//! Hutto, C.J. and Gilbert, E.E. (2014). VADER: A Parsimonious Rule-based Model for Sentiment Analysis of Social Media
//! Text. ICWSM-14. Ported from vaderSentiment 3.3.2 (MIT, `LICENSE.txt` beside this file), with what is odd in it: a
//! golden file compares the figures of some thousand sentences. `lexicon.tsv` and `emoji.tsv` are the original's, without the
//! entries its lookups can never reach.

mod lexicon;
mod valence;
mod words;

use serde::{Deserialize, Serialize};

use crate::num;
use words::Words;

/// Tempers the sum of valences, about what a sentence reaches at most.
const ALPHA: f64 = 15.0;
/// What a negation takes away that turns nothing round.
const IDLE_NEGATION: f64 = 0.8;
/// So many words a sentence usually has.
const USUAL_LENGTH: f64 = 20.0;
/// What an exclamation mark adds, up to four of them.
const EXCLAMATION: f64 = 0.292;
/// What each of two or three question marks adds.
const QUESTION: f64 = 0.18;
/// What more than three question marks add together.
const MANY_QUESTIONS: f64 = 0.96;

/// How a sentence sounds.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Polarity {
    /// The share that sounds negative, 0 to 1 in thousandths.
    pub neg: f64,
    /// The share that sounds neutral.
    pub neu: f64,
    /// The share that sounds positive.
    pub pos: f64,
    /// All of it in one figure, -1 (worst) to 1 (best), to four decimals.
    pub compound: f64,
    /// The words that made it, in their order.
    pub words: Vec<Weight>,
}

/// A word and what it adds.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Weight {
    /// As it stands in the text.
    pub word: String,
    /// Below zero when it pulls down.
    pub points: f64,
}

/// How `text` sounds as one sentence; an empty text has no shares at all.
///
/// ```
/// use domain::text::vader::polarity;
///
/// assert_eq!(polarity("The demo was not very good").compound, -0.3865);
/// assert_eq!(polarity("The demo was good!").compound, 0.4926);
/// ```
#[must_use]
pub fn polarity(text: &str) -> Polarity {
    let text = lexicon::spell_out(text);
    let text = text.trim_matches(words::is_space);
    let words = Words::of(text, lexicon::valence);
    let valences = valence::valences(&words);
    if valences.is_empty() {
        return Polarity::default();
    }
    let emphasis = emphasis(text);
    let sum = away_from_zero(total(&valences), emphasis);
    let (neg, neu, pos) = shares(&valences, emphasis);
    Polarity {
        neg: rounded(neg, 3),
        neu: rounded(neu, 3),
        pos: rounded(pos, 3),
        compound: rounded(tempered(sum, ALPHA), 4),
        words: words.weights(&valences),
    }
}

/// How a sentence sounds by the same rules with what they miss: a longer lexicon, negations of words that it does not
/// have, and the length of the sentence, in which a single word weighs the less the more others there are. In one figure from -1 to 1,
/// and the words that made it.
pub(super) fn refined(sentence: &str) -> (f64, Vec<Weight>) {
    let text = lexicon::spell_out(sentence);
    let words = Words::of(&text, lexicon::valence_of_more);
    let valences = valence::valences(&words);
    if valences.is_empty() {
        return (0.0, Vec::new());
    }
    let sum = away_from_zero(total(&valences), emphasis(&text));
    let sum = sum - IDLE_NEGATION * num::float(words.idle_negations());
    let sum = sum / libm::sqrt(num::float(words.len()));
    (tempered(sum, ALPHA / USUAL_LENGTH), words.weights(&valences))
}

fn total(valences: &[f64]) -> f64 {
    valences.iter().fold(0.0, |sum, valence| sum + valence)
}

fn tempered(sum: f64, alpha: f64) -> f64 {
    (sum / libm::sqrt(sum * sum + alpha)).clamp(-1.0, 1.0)
}

/// What exclamation and question marks add.
fn emphasis(text: &str) -> f64 {
    let exclamations = num::float(text.matches('!').count().min(4)) * EXCLAMATION;
    let questions = match text.matches('?').count() {
        0 | 1 => 0.0,
        few @ (2 | 3) => num::float(few) * QUESTION,
        _ => MANY_QUESTIONS,
    };
    exclamations + questions
}

fn away_from_zero(sum: f64, by: f64) -> f64 {
    if sum > 0.0 {
        sum + by
    } else if sum < 0.0 {
        sum - by
    } else {
        sum
    }
}

/// Negative, neutral and positive shares. Each word counts as one besides its valence, as a neutral one does.
fn shares(valences: &[f64], emphasis: f64) -> (f64, f64, f64) {
    let (mut neg, mut neu, mut pos) = (0.0, 0.0, 0.0);
    for &valence in valences {
        if valence > 0.0 {
            pos += valence + 1.0;
        } else if valence < 0.0 {
            neg += valence - 1.0;
        } else {
            neu += 1.0;
        }
    }
    if pos > libm::fabs(neg) {
        pos += emphasis;
    } else if pos < libm::fabs(neg) {
        neg -= emphasis;
    }
    let total = pos + libm::fabs(neg) + neu;
    (libm::fabs(neg / total), libm::fabs(neu / total), libm::fabs(pos / total))
}

/// Rounds the exact decimal value, half to even. Multiplying first would round some figures the other way.
fn rounded(value: f64, decimals: usize) -> f64 {
    let rounded: f64 = format!("{value:.decimals$}").parse().unwrap_or_default();
    // Minus zero is shown as zero.
    rounded + 0.0
}
