//! How far a long write has come.

/// Told now and then while a load or an import runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Progress {
    /// What is being written, such as "deals".
    pub what: &'static str,
    /// How many are done.
    pub done: usize,
    /// Of how many; `None` where nobody knows yet.
    pub total: Option<usize>,
}
