//! What a text says between its lines: tone, emotions, formality, objections and promises.
//!
//! Rules and lexicons first: no answer here comes from outside the house, and each carries the words that made it.
//! Tables are read once, when the first text is judged. What is absent on purpose: languages other than English.

pub mod actions;
pub mod contact;
mod dates;
pub mod emotion;
mod features;
pub mod formality;
mod learned;
pub mod mentions;
pub mod objections;
pub mod sentences;
mod surface;
mod tokens;
pub mod tone;
pub mod vader;

pub use tone::{Tone, tone};
