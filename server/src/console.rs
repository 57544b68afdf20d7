//! Words for the person at the terminal: answers to stdout, progress and problems to stderr.

use std::fmt::Display;
use std::io::{self, Write};

/// A line of the answer. A reader that has gone away, as `head` does, is no error.
pub fn say(line: impl Display) {
    let _ = writeln!(io::stdout().lock(), "{line}");
}

/// A line beside the answer.
pub fn note(line: impl Display) {
    let _ = writeln!(io::stderr().lock(), "{line}");
}
