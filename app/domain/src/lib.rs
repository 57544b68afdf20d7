//! The shared brain: everything Rainmaker knows about selling, as pure functions.
//!
//! The same code runs in the server and, as WebAssembly, in the page, and gives the same digits.
//! What is absent on purpose: IO, a clock, randomness without a given seed, SQL and any framework.
//! Every function that depends on time takes `now`; every figure that is shown carries its reasons.

#![forbid(unsafe_code)]

pub mod access;
pub mod as_of;
pub mod asked;
pub mod calendar;
pub mod campaigns;
pub mod catalogue;
pub mod churn;
pub mod closing;
pub mod company;
pub mod desk;
pub mod duplicates;
pub mod explain;
pub mod fair;
pub mod forecast;
pub mod format;
pub mod forms;
pub mod funnel;
pub mod golden;
pub mod guards;
pub mod hazard;
pub mod ical;
pub mod ids;
pub mod import;
pub mod interaction;
pub mod journal;
pub mod lead;
pub mod learn;
pub mod lifecycle;
pub mod list;
pub mod merge;
pub mod models;
pub mod money;
mod num;
pub mod opportunity;
pub mod outlook;
pub mod pipeline;
pub mod qualification;
pub mod queue;
pub mod quota;
pub mod ratio;
pub mod relations;
pub mod remark;
pub mod rhythm;
pub mod scoring;
pub mod search;
pub mod series;
pub mod session;
pub mod task;
pub mod terms;
pub mod text;
mod text_enum;
pub mod undo;
pub mod views;
pub mod web_form;
pub mod win;
pub mod winloss;
mod words;

pub use text_enum::UnknownWord;
