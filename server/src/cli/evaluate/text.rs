//! `rainmaker evaluate text`.

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Result;
use clap::{Args, Subcommand};
use services::evaluate::EvaluateError;
use services::evaluate::text::{emotion, formality, sentiment};

use super::{Format, answer};
use crate::console;

pub const EXAMPLES: &str = "\
Examples:
  rainmaker evaluate text sentiment --tsv reviews.tsv
  rainmaker evaluate text emotion --tsv comments.tsv --labels labels.txt
  rainmaker evaluate text formality --tsv sentences.tsv --folds 5 --format json
  rainmaker evaluate text train emotion --tsv comments.tsv --out emotion.bin

A row is a text and what people said of it, in any order and with or without titles: a number for sentiment and
formality, labels (numbers or names, separated by commas) for emotions. Tabs, commas and semicolons separate; where
every line has the same number of tabs, quotation marks belong to the text.";

/// Which reading of texts to measure.
#[derive(Clone, Debug, Subcommand)]
pub enum Command {
    /// Sentiment, beside ratings on any scale
    #[command(after_help = EXAMPLES)]
    Sentiment(Flags),
    /// Frustrated, excited, hesitant, interested, beside labels
    #[command(after_help = EXAMPLES)]
    Emotion(EmotionFlags),
    /// Formality, beside ratings on any scale
    #[command(after_help = EXAMPLES)]
    Formality(FormalityFlags),
    /// Learn a model anew from a file, as the ones in the program were
    #[command(after_help = EXAMPLES)]
    Train {
        #[command(subcommand)]
        model: Train,
    },
}

/// Which model to learn.
#[derive(Clone, Debug, Subcommand)]
pub enum Train {
    /// The four emotions, and from where on each counts
    #[command(after_help = EXAMPLES)]
    Emotion(TrainFlags),
    /// Formality
    #[command(after_help = EXAMPLES)]
    Formality(TrainFlags),
}

/// The file, and how to report.
#[derive(Clone, Debug, Args)]
pub struct Flags {
    /// The file with a text a row
    #[arg(long)]
    tsv: PathBuf,
    /// Write what was said of each row to this file, separated by tabs
    #[arg(long)]
    out: Option<PathBuf>,
    /// How the report is written
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

/// Flags of `emotion`.
#[derive(Clone, Debug, Args)]
pub struct EmotionFlags {
    #[command(flatten)]
    file: Flags,
    /// A file with a label a line, the first of which is number 0 [default: 27 emotions and neutral]
    #[arg(long)]
    labels: Option<PathBuf>,
}

/// Flags of `formality`.
#[derive(Clone, Debug, Args)]
pub struct FormalityFlags {
    #[command(flatten)]
    file: Flags,
    /// Judge each row by a model learned from the other parts of the file, instead of the one in the program
    #[arg(long)]
    folds: Option<usize>,
}

/// Flags of `train`.
#[derive(Clone, Debug, Args)]
pub struct TrainFlags {
    /// The file with a text a row
    #[arg(long)]
    tsv: PathBuf,
    /// A file with a label a line, for emotions [default: 27 emotions and neutral]
    #[arg(long)]
    labels: Option<PathBuf>,
    /// Where to write the model
    #[arg(long)]
    out: PathBuf,
}

/// Measures and prints.
pub fn run(command: Command) -> Result<ExitCode> {
    match command {
        Command::Sentiment(flags) => {
            answer(sentiment::run(&flags.tsv, flags.out.as_deref()), flags.format)
        }
        Command::Emotion(EmotionFlags { file, labels }) => {
            answer(emotion::run(&file.tsv, labels.as_deref(), file.out.as_deref()), file.format)
        }
        Command::Formality(FormalityFlags { file, folds }) => {
            answer(formality::run(&file.tsv, folds, file.out.as_deref()), file.format)
        }
        Command::Train { model: Train::Emotion(flags) } => {
            Ok(learned(emotion::learn(&flags.tsv, flags.labels.as_deref(), &flags.out)))
        }
        Command::Train { model: Train::Formality(flags) } => {
            Ok(learned(formality::learn(&flags.tsv, &flags.out)))
        }
    }
}

fn learned(learned: Result<(usize, usize), EvaluateError>) -> ExitCode {
    match learned {
        Ok((texts, bytes)) => {
            console::say(format!("learned from {texts} texts: {bytes} bytes"));
            ExitCode::SUCCESS
        }
        Err(error) => {
            console::note(format!("error: {error}"));
            ExitCode::from(2)
        }
    }
}
