//! Linear models over word and letter sequences: what they are, how they judge, and the bytes they are kept as.
//!
//! A text is a bag of its sequences (tf-idf with a term counted once, words and letters each of length 1) beside a few figures
//! of its own. Weights are kept as 8-bit figures, so that a model of thirty thousand sequences is a few hundred kilobytes.

mod bytes;
mod fit;
mod solve;

pub(crate) use fit::{Fit, Kind, best_threshold, fit};

use super::features::Feature;

/// An idf is kept in twentieths.
const IDF_STEP: f64 = 0.05;

/// What a model sees of a text.
#[derive(Clone, Debug, Default)]
pub(crate) struct Sample {
    /// Its sequences, by key.
    pub features: Vec<Feature>,
    /// Figures of the text as a whole; the same number for every text of a model.
    pub figures: Vec<f64>,
}

/// The sequences a model knows.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Vocabulary {
    /// Ascending.
    keys: Vec<u32>,
    /// How rare each is, in steps.
    idf: Vec<u8>,
}

/// What a model has learned about one question.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Class {
    /// The score of a text about which nothing is known.
    pub bias: f64,
    /// From which score on the answer is yes.
    pub threshold: f64,
    /// Points of each sequence.
    pub weights: Vec<f64>,
    /// Points of each figure, standardised.
    pub figures: Vec<f64>,
}

/// A linear model of one or more questions about a text.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Model {
    vocabulary: Vocabulary,
    /// Mean and standard deviation of each figure.
    figures: Vec<(f64, f64)>,
    /// One for each question.
    pub classes: Vec<Class>,
}

/// A sequence of a text that the model knows: its column, its value, and where it stands.
#[derive(Clone, Copy, Debug)]
struct Entry {
    column: usize,
    value: f64,
    feature: Feature,
}

/// A text as a model reads it.
pub(crate) struct Row {
    entries: Vec<Entry>,
    figures: Vec<f64>,
}

impl Vocabulary {
    /// The known sequences of a text, words and letters each scaled to length 1.
    fn entries(&self, features: &[Feature]) -> Vec<Entry> {
        let mut squares = [0.0, 0.0];
        let mut entries = Vec::new();
        for &feature in features {
            let Ok(column) = self.keys.binary_search(&feature.key) else { continue };
            let idf = f64::from(self.idf.get(column).copied().unwrap_or_default()) * IDF_STEP;
            let [words, letters] = &mut squares;
            *(if feature.of_letters { letters } else { words }) += idf * idf;
            entries.push(Entry { column, value: idf, feature });
        }
        let [words, letters] = squares.map(|sum| libm::sqrt(sum).max(f64::MIN_POSITIVE));
        for entry in &mut entries {
            entry.value /= if entry.feature.of_letters { letters } else { words };
        }
        entries
    }
}

impl Model {
    /// Reads a text once, for every question.
    pub(crate) fn row(&self, sample: &Sample) -> Row {
        let scale = |(value, (mean, deviation)): (&f64, &(f64, f64))| (value - mean) / deviation;
        Row {
            entries: self.vocabulary.entries(&sample.features),
            figures: sample.figures.iter().zip(&self.figures).map(scale).collect(),
        }
    }
}

impl Row {
    /// Whether each figure is above what is usual.
    pub(crate) fn above_usual(&self) -> impl Iterator<Item = bool> {
        self.figures.iter().map(|value| *value > 0.0)
    }
}

impl Class {
    /// The score of a text.
    pub(crate) fn score(&self, row: &Row) -> f64 {
        let entries: f64 = row.entries.iter().map(|entry| self.points(entry)).sum();
        self.bias + entries + self.of_figures(row).sum::<f64>()
    }

    /// What each figure adds to the score.
    pub(crate) fn of_figures(&self, row: &Row) -> impl Iterator<Item = f64> {
        self.figures.iter().zip(&row.figures).map(|(weight, value)| weight * value)
    }

    /// What each token adds to the score: sequences of several tokens give each its share.
    pub(crate) fn of_tokens(&self, row: &Row, tokens: usize) -> Vec<f64> {
        let mut points = vec![0.0; tokens];
        for entry in &row.entries {
            let feature = entry.feature;
            let share = self.points(entry) / f64::from(feature.span);
            for slot in points.iter_mut().skip(feature.at as usize).take(feature.span.into()) {
                *slot += share;
            }
        }
        points
    }

    fn points(&self, entry: &Entry) -> f64 {
        self.weights.get(entry.column).copied().unwrap_or_default() * entry.value
    }
}

#[cfg(test)]
mod tests {
    use super::super::features::features;
    use super::super::tokens::tokens;
    use super::*;

    fn sample(text: &str, figure: f64) -> Sample {
        Sample { features: features(&tokens(text)), figures: vec![figure] }
    }

    const TEXTS: [(&str, f64); 8] = [
        ("a good day", 1.0),
        ("a bad day", 0.0),
        ("good news", 1.0),
        ("bad news", 0.0),
        ("so good", 1.0),
        ("so bad", 0.0),
        ("good", 1.0),
        ("bad", 0.0),
    ];

    fn learned(kind: Kind) -> Model {
        let samples: Vec<Sample> = TEXTS.iter().map(|(text, _)| sample(text, 0.0)).collect();
        let answers = vec![TEXTS.iter().map(|(_, answer)| *answer).collect()];
        fit(
            &samples.iter().collect::<Vec<_>>(),
            &answers,
            Fit { kind, least: 2, penalty: 0.1, figures: 1.0 },
        )
    }

    #[test]
    fn a_model_learns_which_words_matter() {
        for kind in [Kind::YesOrNo, Kind::Figure] {
            let model = learned(kind);
            let class = &model.classes[0];
            let score = |text| class.score(&model.row(&sample(text, 0.0)));
            assert!(
                score("good weather") > score("weather") && score("weather") > score("bad weather")
            );
            let points = class.of_tokens(&model.row(&sample("so good", 0.0)), 2);
            assert!(points[1] > points[0]);
        }
    }

    #[test]
    fn a_model_is_read_back_as_it_was_written() {
        let bytes = learned(Kind::YesOrNo).to_bytes();
        let model = Model::from_bytes(&bytes).unwrap();
        assert_eq!(model.to_bytes(), bytes);
        let row = model.row(&sample("a good day", 0.0));
        let exact = learned(Kind::YesOrNo);
        let expected = exact.classes[0].score(&exact.row(&sample("a good day", 0.0)));
        assert!((model.classes[0].score(&row) - expected).abs() < 0.05);
    }

    #[test]
    fn what_is_no_model_is_none() {
        let bytes = learned(Kind::Figure).to_bytes();
        for length in 0..bytes.len() {
            assert_eq!(Model::from_bytes(&bytes[..length]), None, "{length}");
        }
        assert_eq!(Model::from_bytes(&[255; 64]), None);
    }

    #[test]
    fn a_text_about_which_nothing_is_known_has_a_score() {
        let model = learned(Kind::Figure);
        assert!(model.classes[0].score(&model.row(&Sample::default())).is_finite());
        assert!(model.classes[0].score(&model.row(&sample("", 1e9))).is_finite());
    }
}
