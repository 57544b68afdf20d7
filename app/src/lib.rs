//! What runs twice: rendered on the server, then alive in the browser. A slice for each capability.
//!
//! What is absent: SQL, rules of selling, arithmetic on money. Server functions are three lines each and call `services`.

pub mod assets;
pub mod campaigns;
pub mod catalogue;
pub mod companies;
pub mod error;
pub mod exports;
pub mod forecast;
pub mod funnel;
pub mod home;
pub mod imports;
pub mod journal;
pub mod lazy;
pub mod leads;
pub mod merging;
pub mod models;
mod navigation;
pub mod pipeline;
pub mod query;
pub mod quotas;
pub mod remarks;
mod risks;
pub mod routes;
pub mod scoring;
pub mod search;
#[cfg(feature = "ssr")]
pub mod server_ctx;
pub mod session;
pub mod shell;
pub mod stages;
pub mod tasks;
pub mod team;
pub mod ui;
pub mod web_forms;
pub mod winloss;
pub mod wire;
