//! A model as bytes: little-endian, weights as 8-bit steps of their greatest.
//!
//! Counts of sequences, figures and questions (u32 each); mean and deviation of each figure (f32); for each question bias,
//! threshold, step (f32) and the points of each figure (f32); keys (u32), idf (u8), and each question's weights (i8).

use super::{Class, Model, Vocabulary};
use crate::num;

/// The greatest 8-bit weight.
const STEPS: f64 = 127.0;

impl Model {
    /// The model as bytes; its weights are rounded to what reading them back gives.
    pub(crate) fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = Vec::new();
        for count in [self.vocabulary.keys.len(), self.figures.len(), self.classes.len()] {
            bytes.extend(u32::try_from(count).unwrap_or_default().to_le_bytes());
        }
        for (mean, deviation) in &self.figures {
            put(&mut bytes, &[*mean, *deviation]);
        }
        for class in &self.classes {
            put(&mut bytes, &[class.bias, class.threshold, class.step()]);
            put(&mut bytes, &class.figures);
        }
        bytes.extend(self.vocabulary.keys.iter().flat_map(|key| key.to_le_bytes()));
        bytes.extend(&self.vocabulary.idf);
        for class in &self.classes {
            let step = class.step();
            let small = |weight: &f64| i8::try_from(num::whole(weight / step)).unwrap_or_default();
            bytes.extend(class.weights.iter().flat_map(|weight| small(weight).to_le_bytes()));
        }
        bytes
    }

    /// Reads a model, if that is what the bytes are.
    pub(crate) fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let mut rest = Rest(bytes);
        let [known, figures, classes] = [rest.count()?, rest.count()?, rest.count()?];
        let mut model = Self { figures: rest.pairs(figures)?, ..Self::default() };
        let mut steps = Vec::new();
        for _ in 0..classes {
            let [bias, threshold, step] = [rest.float()?, rest.float()?, rest.float()?];
            let figures = rest.floats(figures)?;
            model.classes.push(Class { bias, threshold, weights: Vec::new(), figures });
            steps.push(step);
        }
        let keys = rest.take(known.checked_mul(4)?)?.as_chunks().0;
        let keys = keys.iter().map(|key| u32::from_le_bytes(*key)).collect();
        model.vocabulary = Vocabulary { keys, idf: rest.take(known)?.to_vec() };
        for (class, step) in model.classes.iter_mut().zip(steps) {
            let small = rest.take(known)?.iter().map(|byte| i8::from_le_bytes([*byte]));
            class.weights = small.map(|weight| f64::from(weight) * step).collect();
        }
        Some(model)
    }
}

impl Class {
    fn step(&self) -> f64 {
        let greatest = self.weights.iter().copied().map(libm::fabs).fold(0.0, f64::max);
        if greatest > 0.0 { greatest / STEPS } else { 1.0 }
    }
}

#[expect(clippy::cast_possible_truncation, reason = "half precision is what is kept")]
fn put(bytes: &mut Vec<u8>, values: &[f64]) {
    bytes.extend(values.iter().flat_map(|value| (*value as f32).to_le_bytes()));
}

/// What is left to read.
struct Rest<'a>(&'a [u8]);

impl<'a> Rest<'a> {
    fn take(&mut self, length: usize) -> Option<&'a [u8]> {
        let (taken, rest) = self.0.split_at_checked(length)?;
        self.0 = rest;
        Some(taken)
    }

    fn count(&mut self) -> Option<usize> {
        usize::try_from(u32::from_le_bytes(self.take(4)?.try_into().ok()?)).ok()
    }

    fn float(&mut self) -> Option<f64> {
        Some(f32::from_le_bytes(self.take(4)?.try_into().ok()?).into())
    }

    fn floats(&mut self, count: usize) -> Option<Vec<f64>> {
        (0..count).map(|_| self.float()).collect()
    }

    fn pairs(&mut self, count: usize) -> Option<Vec<(f64, f64)>> {
        (0..count).map(|_| Some((self.float()?, self.float()?))).collect()
    }
}
