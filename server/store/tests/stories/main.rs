//! What the store promises, told as stories, each on both engines.

mod leads;
mod making;
mod people;
mod support;
mod tasks;
