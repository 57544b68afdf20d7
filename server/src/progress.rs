//! Progress on the terminal: one line that is written over, and nothing at all where nobody looks.

use std::cell::Cell;
use std::io::{self, IsTerminal, Write};
use std::time::{Duration, Instant};

use services::import::Progress;

/// How often the line is written.
const EVERY: Duration = Duration::from_millis(200);

/// A line of progress on stderr.
#[derive(Debug)]
pub struct Bar {
    seen: bool,
    last: Cell<Option<Instant>>,
}

impl Bar {
    /// A line, shown only when stderr is a terminal.
    #[must_use]
    pub fn new() -> Self {
        Self { seen: io::stderr().is_terminal(), last: Cell::new(None) }
    }

    /// Says how far it has come, at most five times a second.
    pub fn show(&self, progress: Progress) {
        if !self.seen || self.last.get().is_some_and(|last| last.elapsed() < EVERY) {
            return;
        }
        self.last.set(Some(Instant::now()));
        let total = progress.total.map_or_else(String::new, |total| format!(" of {total}"));
        let _ = write!(io::stderr().lock(), "\r\x1b[K{}{total} {}", progress.done, progress.what);
    }

    /// Clears the line.
    pub fn end(&self) {
        if self.last.get().is_some() {
            let _ = write!(io::stderr().lock(), "\r\x1b[K");
        }
    }
}

impl Default for Bar {
    fn default() -> Self {
        Self::new()
    }
}
