//! The program: settings, the command line, HTTP, and the loop of the background.
//!
//! A library too, so that the tests drive the real router. What is absent: rules of selling and SQL. Everything is
//! a call of a use case in `services`; everything that reads the process's environment is in [`config`].

// The type of a page is as deep as its view, and the server's handlers hold whole pages.
#![recursion_limit = "512"]

pub mod background;
pub mod cli;
pub mod config;
mod console;
pub mod http;
mod progress;
mod start;
