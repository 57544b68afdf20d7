//! What is the same for each kind of row: where it goes, and what came of it.

use domain::import::RowProblem;
use store::Tx;
use store::bulk::Load;

/// Whether rows are only looked at, or written.
pub(super) enum Target<'a> {
    Look(&'a mut Tx),
    Write(&'a mut Load),
}

impl Target<'_> {
    pub(super) fn tx(&mut self) -> &mut Tx {
        match self {
            Self::Look(tx) => tx,
            Self::Write(load) => &mut load.tx,
        }
    }
}

/// What comes of a row: `N` is what it makes, `R` the record it changes.
#[derive(Clone, Debug)]
pub(super) enum Deed<N, R> {
    Create(N),
    /// Before and after.
    Update(Box<(R, R)>),
    Same,
    Duplicate(RowProblem),
    Bad(RowProblem),
}

impl<N, R> Deed<N, R> {
    fn place(&self) -> usize {
        match self {
            Self::Create(_) => 0,
            Self::Update(_) => 1,
            Self::Same => 2,
            Self::Duplicate(_) => 3,
            Self::Bad(_) => 4,
        }
    }
}

/// What came of the rows of a part.
#[derive(Clone, Debug, Default)]
pub(super) struct Outcome {
    /// Created, updated, unchanged, duplicate, failed.
    pub counts: [i64; 5],
    /// What came of each row, by its place in `counts`.
    pub deeds: Vec<usize>,
    /// The rows that were left out.
    pub problems: Vec<RowProblem>,
    /// Companies made along the way.
    pub companies: i64,
}

impl Outcome {
    pub(super) fn of<N, R>(deeds: Vec<Deed<N, R>>, companies: usize) -> Self {
        let companies = i64::try_from(companies).unwrap_or(i64::MAX);
        let mut outcome = Self { companies, ..Self::default() };
        for deed in deeds {
            let place = deed.place();
            outcome.deeds.push(place);
            if let Some(count) = outcome.counts.get_mut(place) {
                *count += 1;
            }
            if let Deed::Duplicate(problem) | Deed::Bad(problem) = deed {
                outcome.problems.push(problem);
            }
        }
        outcome
    }
}

/// The words for each place of `counts`.
pub(super) const DEEDS: [&str; 5] = ["New", "Changes", "As before", "Duplicate", "Cannot be taken"];
