//! What the store promises, told as stories, each on both engines.

mod archive;
mod as_of;
mod deals;
mod jobs;
mod journal;
mod leads;
mod making;
mod models;
mod past_leads;
mod people;
mod rollups;
mod scenarios;
mod selling;
mod support;
mod talk;
mod tasks;
