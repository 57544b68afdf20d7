//! The program `rainmaker`.

use std::process::ExitCode;

fn main() -> ExitCode {
    server::cli::run()
}
