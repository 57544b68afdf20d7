//! How formal a sentence is, from -3 (chat) to 3 (letter), and what makes it so.
//!
//! Least squares over figures of the surface and over word and letter sequences, learned from the ratings of Pavlick and
//! Tetreault (2016; Yahoo Answers part, Apache-2.0): none of its text is here, only weights.
//! `rainmaker evaluate text train formality` makes `formality.bin` again from that file.

use std::sync::LazyLock;

use serde::{Deserialize, Serialize};

use super::features::features;
use super::learned::{Fit, Kind, Model, Sample, fit};
use super::sentences::sentences;
use super::surface;
use super::tokens::{straight, tokens};
use super::vader::Weight;
use crate::num;

/// The ends of the scale.
const MOST: f64 = 3.0;
/// How many reasons of each kind are named.
const NAMED: usize = 3;
const FIT: Fit = Fit { kind: Kind::Figure, least: 3, penalty: 2.0, figures: 0.1 };

static MODEL: LazyLock<Model> =
    LazyLock::new(|| Model::from_bytes(include_bytes!("formality.bin")).unwrap_or_default());

/// How formal a text is.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Formality {
    /// From -3 to 3; the average over sentences.
    pub score: f64,
    /// What makes it so, the strongest first: what can be counted, and single words.
    pub reasons: Vec<Weight>,
}

/// How formal a text is; an empty one is neither.
///
/// ```
/// use domain::text::formality::formality;
///
/// let letter = formality("We would appreciate your confirmation of the attached agreement.").score;
/// assert!(letter > formality("hey u got the doc??? lol").score);
/// ```
#[must_use]
pub fn formality(text: &str) -> Formality {
    let text = straight(text);
    let parts: Vec<Formality> = sentences(&text).map(of_sentence).collect();
    let mut formality = Formality::default();
    for part in &parts {
        formality.score += part.score / num::float(parts.len());
    }
    let mut reasons: Vec<Weight> = parts.into_iter().flat_map(|part| part.reasons).collect();
    reasons.sort_by(|one, other| libm::fabs(other.points).total_cmp(&libm::fabs(one.points)));
    let mut named: Vec<Weight> = Vec::new();
    for reason in reasons {
        if !named.iter().any(|known| known.word.eq_ignore_ascii_case(&reason.word)) {
            named.push(reason);
        }
    }
    named.truncate(2 * NAMED);
    formality.reasons = named;
    formality
}

/// The score of a sentence as a whole, without cutting it.
#[must_use]
pub fn score(sentence: &str) -> f64 {
    of_sentence(&straight(sentence)).score
}

fn of_sentence(text: &str) -> Formality {
    let tokens = tokens(text);
    let row = MODEL.row(&sample(text));
    let Some(class) = MODEL.classes.first() else { return Formality::default() };
    let by_name = surface::NAMES.iter().zip(row.above_usual()).zip(class.of_figures(&row));
    let by_name = by_name.map(|(([more, less], above), points)| {
        let name = if above { more } else { less };
        Weight { word: (*name).to_owned(), points }
    });
    let by_word = tokens.iter().zip(class.of_tokens(&row, tokens.len()));
    let by_word = by_word.filter(|(token, _)| token.is_word);
    let by_word = by_word.map(|(token, points)| Weight { word: token.text.to_owned(), points });
    let mut reasons = strongest(by_name.collect());
    reasons.extend(strongest(by_word.collect()));
    Formality { score: class.score(&row).clamp(-MOST, MOST), reasons }
}

fn strongest(mut weights: Vec<Weight>) -> Vec<Weight> {
    weights.sort_by(|one, other| libm::fabs(other.points).total_cmp(&libm::fabs(one.points)));
    weights.truncate(NAMED);
    weights.retain(|weight| weight.points != 0.0);
    weights
}

fn sample(text: &str) -> Sample {
    let tokens = tokens(text);
    Sample { figures: surface::figures(text, &tokens), features: features(&tokens) }
}

/// A sentence and how formal people found it.
#[derive(Clone, Debug, PartialEq)]
pub struct Rated {
    /// The sentence.
    pub text: String,
    /// From -3 to 3.
    pub score: f64,
}

/// Learns the model from rated sentences and gives the bytes it is kept as.
#[must_use]
pub fn train(sentences: &[Rated]) -> Vec<u8> {
    let (samples, scores) = samples(sentences);
    fit(&samples.iter().collect::<Vec<_>>(), &[scores], FIT).to_bytes()
}

/// The scores of sentences by models that have not seen them: every `folds`-th sentence is judged by what the others teach.
/// With fewer than two folds, or fewer sentences than folds, nothing can be held back, and nothing is given.
#[must_use]
pub fn held_out(sentences: &[Rated], folds: usize) -> Vec<f64> {
    if folds < 2 || sentences.len() < folds {
        return Vec::new();
    }
    let (samples, scores) = samples(sentences);
    let mut found = vec![0.0; samples.len()];
    for fold in 0..folds {
        let pairs = || samples.iter().zip(&scores).enumerate();
        let (part, part_scores): (Vec<&Sample>, Vec<f64>) = pairs()
            .filter(|(place, _)| place % folds != fold)
            .map(|(_, (sample, score))| (sample, *score))
            .unzip();
        let model = fit(&part, &[part_scores], FIT);
        let Some(class) = model.classes.first() else { continue };
        for ((_, (sample, _)), slot) in
            pairs().zip(&mut found).filter(|((place, _), _)| place % folds == fold)
        {
            *slot = class.score(&model.row(sample)).clamp(-MOST, MOST);
        }
    }
    found
}

fn samples(sentences: &[Rated]) -> (Vec<Sample>, Vec<f64>) {
    let sample = |rated: &Rated| (sample(&straight(&rated.text)), rated.score);
    sentences.iter().map(sample).unzip()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_are_more_formal_than_chats() {
        let letters = [
            "We hereby confirm receipt of your order and would appreciate your signature.",
            "Please inform us of the participants at your earliest convenience.",
        ];
        let chats =
            ["hey dude whats up lol", "thx!!! gonna check it out :)", "i dunno, u tell me..."];
        for letter in letters {
            for chat in chats {
                assert!(score(letter) > score(chat) + 1.0, "{letter} / {chat}");
            }
        }
    }

    #[test]
    fn scores_stay_on_their_scale_and_say_why() {
        for text in ["", "!!!", "a", &"LOL ".repeat(2_000), &"honourable ".repeat(500)] {
            assert!((-MOST..=MOST).contains(&formality(text).score), "{text}");
        }
        let chat = formality("hey u gonna call me??");
        assert!(chat.reasons.iter().any(|reason| reason.word == "words of chats"), "{chat:?}");
    }

    #[test]
    fn what_cannot_be_held_back_is_not() {
        let rated = |text: &str, score| Rated { text: text.to_owned(), score };
        let few = [rated("Dear Sir", 2.0), rated("hey", -2.0)];
        assert!(held_out(&few, 1).is_empty() && held_out(&few, 3).is_empty());
        assert_eq!(held_out(&few, 2).len(), 2);
    }
}
