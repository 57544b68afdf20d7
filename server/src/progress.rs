//! Progress on the terminal: one line that is written over, and nothing at all where nobody looks.

use std::cell::Cell;
use std::fmt::Write as _;
use std::io::{self, IsTerminal, Write as _};
use std::time::{Duration, Instant};

use services::import::Progress;

/// How often the line is written.
const EVERY: Duration = Duration::from_millis(200);

/// A line of progress on stderr.
#[derive(Debug)]
pub struct Bar {
    seen: bool,
    last: Cell<Option<Instant>>,
    /// What is being counted, and since when.
    counted: Cell<(&'static str, Instant)>,
}

impl Bar {
    /// A line, shown only when stderr is a terminal.
    #[must_use]
    pub fn new() -> Self {
        let counted = Cell::new(("", Instant::now()));
        Self { seen: io::stderr().is_terminal(), last: Cell::new(None), counted }
    }

    /// Says how far it has come, at most five times a second.
    pub fn show(&self, progress: Progress) {
        if !self.seen || self.last.get().is_some_and(|last| last.elapsed() < EVERY) {
            return;
        }
        self.last.set(Some(Instant::now()));
        if self.counted.get().0 != progress.what {
            self.counted.set((progress.what, Instant::now()));
        }
        let line = line(progress, self.counted.get().1.elapsed());
        let _ = write!(io::stderr().lock(), "\r\x1b[K{line}");
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

/// How many of how many, how fast, and how long it will take yet.
fn line(progress: Progress, elapsed: Duration) -> String {
    let Progress { what, done, total } = progress;
    let seconds = elapsed.as_secs_f64();
    let count = |count: usize| f64::from(u32::try_from(count).unwrap_or(u32::MAX));
    let of = total.map_or_else(String::new, |total| format!(" of {total}"));
    let mut line = format!("{done}{of} {what}");
    // A rate over less than a second says nothing.
    if seconds >= 1.0 && done > 0 {
        let rate = count(done) / seconds;
        let _ = write!(line, ", {rate:.0}/s");
        if let Some(total) = total {
            let left = count(total.saturating_sub(done)) / rate;
            let _ = write!(line, ", {left:.0} s left");
        }
    }
    line
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_line_tells_how_fast_and_how_long_yet() {
        let told = |done, total, seconds| {
            line(Progress { what: "leads", done, total }, Duration::from_secs(seconds))
        };
        assert_eq!(told(500, Some(2_000), 10), "500 of 2000 leads, 50/s, 30 s left");
        assert_eq!(told(500, None, 10), "500 leads, 50/s");
        assert_eq!(told(500, Some(2_000), 0), "500 of 2000 leads");
    }
}
