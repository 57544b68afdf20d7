//! Which of four emotions that matter in a sale a text shows, and by which words.
//!
//! A linear model over word and letter sequences, learned from `GoEmotions` (Demszky and others 2020, Apache-2.0): none of
//! its text is here, only weights. `rainmaker evaluate text train emotion` makes `emotion.bin` again from that file.

use std::sync::LazyLock;

use serde::{Deserialize, Serialize};

use super::features::features;
use super::learned::{Fit, Kind, Model, Sample, best_threshold, fit};
use super::sentences::sentences;
use super::tokens::{Token, straight, tokens};
use super::vader::{Weight, polarity};
use crate::num;
use crate::text_enum::text_enum;

text_enum! {
    /// What somebody feels about what is sold to them.
    Emotion {
        /// Annoyed, angry, disappointed or against it.
        Frustrated = "frustrated", "Frustrated";
        /// Glad and looking forward to it.
        Excited = "excited", "Excited";
        /// Nervous, afraid or confused.
        Hesitant = "hesitant", "Hesitant";
        /// Curious, or wanting it.
        Interested = "interested", "Interested";
    }
}

impl Emotion {
    /// The labels of `GoEmotions` that are this emotion.
    #[must_use]
    pub const fn labels(self) -> &'static [&'static str] {
        match self {
            Self::Frustrated => &["annoyance", "anger", "disappointment", "disapproval"],
            Self::Excited => &["excitement", "joy"],
            Self::Hesitant => &["nervousness", "fear", "confusion"],
            Self::Interested => &["curiosity", "desire"],
        }
    }
}

/// An emotion that a text shows.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Felt {
    /// Which.
    pub emotion: Emotion,
    /// How far above the threshold, in log odds.
    pub margin: f64,
    /// The words that speak for it most, in their order.
    pub words: Vec<Weight>,
}

/// A text longer than this is judged sentence by sentence: the model has learned from short comments.
const LONG: usize = 60;
/// How many words are named.
const NAMED: usize = 4;
/// Least part of the strongest word's points for a word to be named.
const NOTABLE: f64 = 0.2;
/// Parts of the texts that a threshold is learned on, each with what the others teach.
const FOLDS: usize = 4;
const FIT: Fit = Fit { kind: Kind::YesOrNo, least: 12, penalty: 1.0, figures: 0.5 };

static MODEL: LazyLock<Model> =
    LazyLock::new(|| Model::from_bytes(include_bytes!("emotion.bin")).unwrap_or_default());

/// The emotions that a text shows, the clearest first; most texts show none.
///
/// ```
/// use domain::text::emotion::{Emotion, emotions};
///
/// let felt = emotions("I am so excited about this, can't wait");
/// assert_eq!(felt[0].emotion, Emotion::Excited);
/// ```
#[must_use]
pub fn emotions(text: &str) -> Vec<Felt> {
    let text = straight(text);
    let mut felt: Vec<Felt> = Vec::new();
    let parts: Vec<&str> =
        if tokens(&text).len() > LONG { sentences(&text).collect() } else { vec![text.as_str()] };
    for found in parts.into_iter().flat_map(of_part) {
        match felt.iter_mut().find(|known| known.emotion == found.emotion) {
            Some(known) if known.margin >= found.margin => {}
            Some(known) => *known = found,
            None => felt.push(found),
        }
    }
    felt.sort_by(|one, other| other.margin.total_cmp(&one.margin));
    felt
}

fn of_part(text: &str) -> Vec<Felt> {
    let tokens = tokens(text);
    let row = MODEL.row(&sample(text, &tokens));
    let mut felt = Vec::new();
    for (&emotion, class) in Emotion::ALL.iter().zip(&MODEL.classes) {
        let margin = class.score(&row) - class.threshold;
        if margin > 0.0 {
            let words = strongest(&tokens, &class.of_tokens(&row, tokens.len()));
            felt.push(Felt { emotion, margin, words });
        }
    }
    felt
}

/// The words with the most points, in their order.
fn strongest(tokens: &[Token<'_>], points: &[f64]) -> Vec<Weight> {
    let mut ranked: Vec<f64> = points.to_vec();
    ranked.sort_by(|one, other| other.total_cmp(one));
    let least = ranked.get(NAMED - 1).copied().unwrap_or_default();
    let least = least.max(ranked.first().copied().unwrap_or_default() * NOTABLE);
    let named = tokens.iter().zip(points).filter(|(_, points)| **points > 0.0 && **points >= least);
    named.map(|(token, points)| Weight { word: token.text.to_owned(), points: *points }).collect()
}

fn sample(text: &str, tokens: &[Token<'_>]) -> Sample {
    let polarity = polarity(text);
    let words = tokens.iter().filter(|token| token.is_word).count();
    let has = |mark: char| f64::from(u8::from(text.contains(mark)));
    let capitals =
        tokens.iter().filter(|token| token.text.len() > 1 && is_upper(token.text)).count();
    let figures = vec![
        polarity.compound,
        polarity.pos,
        polarity.neg,
        has('?'),
        has('!'),
        num::float(capitals) / num::float(words.max(1)),
        libm::log1p(num::float(words)),
    ];
    Sample { features: features(tokens), figures }
}

fn is_upper(text: &str) -> bool {
    text.chars().any(char::is_uppercase) && !text.chars().any(char::is_lowercase)
}

/// A text and the emotions people saw in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Labelled {
    /// The text.
    pub text: String,
    /// What it shows.
    pub emotions: Vec<Emotion>,
}

/// Learns the model from labelled texts, thresholds too, and gives the bytes it is kept as.
#[must_use]
pub fn train(texts: &[Labelled]) -> Vec<u8> {
    let samples: Vec<Sample> = texts
        .iter()
        .map(|labelled| {
            let text = straight(&labelled.text);
            sample(&text, &tokens(&text))
        })
        .collect();
    let answers: Vec<Vec<f64>> = Emotion::ALL
        .iter()
        .map(|emotion| {
            let shows =
                |labelled: &Labelled| f64::from(u8::from(labelled.emotions.contains(emotion)));
            texts.iter().map(shows).collect()
        })
        .collect();
    let all: Vec<&Sample> = samples.iter().collect();
    let mut model = fit(&all, &answers, FIT);
    for (class, (scores, answers)) in
        model.classes.iter_mut().zip(held_out(&all, &answers).iter().zip(&answers))
    {
        class.threshold = best_threshold(scores, answers);
    }
    model.to_bytes()
}

/// The scores of each question by models that have not seen the text.
fn held_out(samples: &[&Sample], answers: &[Vec<f64>]) -> Vec<Vec<f64>> {
    let mut scores = vec![vec![0.0; samples.len()]; answers.len()];
    for fold in 0..FOLDS {
        let taught = |place: &usize| place % FOLDS != fold;
        let places: Vec<usize> = (0..samples.len()).filter(taught).collect();
        let part: Vec<&Sample> =
            places.iter().filter_map(|place| samples.get(*place).copied()).collect();
        let of_part = |answers: &Vec<f64>| {
            places.iter().filter_map(|place| answers.get(*place).copied()).collect()
        };
        let model = fit(&part, &answers.iter().map(of_part).collect::<Vec<_>>(), FIT);
        for (place, sample) in samples.iter().enumerate().filter(|(place, _)| !taught(place)) {
            let row = model.row(sample);
            for (scores, class) in scores.iter_mut().zip(&model.classes) {
                if let Some(slot) = scores.get_mut(place) {
                    *slot = class.score(&row);
                }
            }
        }
    }
    scores
}

#[cfg(test)]
mod tests {
    use super::*;

    fn felt(text: &str) -> Vec<Emotion> {
        emotions(text).into_iter().map(|felt| felt.emotion).collect()
    }

    #[test]
    fn what_people_write_in_a_sale_is_understood() {
        for (text, emotion) in [
            ("This is really annoying, it still does not work!", Emotion::Frustrated),
            ("I'm disappointed with the support, terrible service", Emotion::Frustrated),
            ("Yay, so happy about the new course!", Emotion::Excited),
            ("We are very excited to start", Emotion::Excited),
            ("I'm a bit worried about the price", Emotion::Hesitant),
            ("I don't understand the second offer, I'm confused", Emotion::Hesitant),
            ("How much does it cost? I'm curious", Emotion::Interested),
            ("I wish we had this, I want it", Emotion::Interested),
        ] {
            assert!(felt(text).contains(&emotion), "{text}: {:?}", emotions(text));
        }
        assert!(felt("").is_empty());
        assert!(felt("The meeting is in room 4.").is_empty());
    }

    #[test]
    fn one_angry_sentence_of_a_long_note_is_found() {
        let note = "We talked about the rollout and the dates of the next batch. ".repeat(8);
        assert!(felt(&note).is_empty());
        let note = format!("{note}This is so annoying and I am angry! {note}");
        let found = emotions(&note);
        assert_eq!(found[0].emotion, Emotion::Frustrated);
        assert!(found[0].words.iter().any(|word| word.word == "annoying"));
    }

    #[test]
    fn training_finds_what_tells_texts_apart() {
        let texts: Vec<Labelled> = (0..200)
            .map(|place| {
                let angry = place % 3 == 0;
                let text = if angry { "this makes me angry" } else { "this is in the room" };
                let emotions = if angry { vec![Emotion::Frustrated] } else { Vec::new() };
                Labelled { text: format!("{text} number {place}"), emotions }
            })
            .collect();
        let model = Model::from_bytes(&train(&texts)).unwrap();
        let class = &model.classes[0];
        let score = |text: &str| class.score(&model.row(&sample(text, &tokens(text))));
        assert!(score("it makes me angry") > class.threshold);
        assert!(score("it is in the room") < class.threshold);
    }
}
