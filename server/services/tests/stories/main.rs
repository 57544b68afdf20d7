//! What the use cases promise, told as stories with a stopped clock.

mod access;
mod campaigns;
mod catalogue;
mod company;
mod desk;
mod engine;
mod house;
mod leads;
mod merge;
mod night;
mod pipelines;
mod quotas;
mod remarks;
mod risks;
mod scenarios;
mod scoring;
mod session;
mod talk;
mod tasks;
mod undo;
mod undo_all;
mod web_forms;
