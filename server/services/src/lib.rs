//! Use cases: the one way to write, and the reads behind every page.
//!
//! Each is a function of a [`Ctx`] (who asks, by which clock, on which database) and plain data, in five steps:
//! authorise, open, load, decide (in `domain`), store with its journal and commit. The browser, the command line, imports
//! and the background call the same functions. What is absent: HTTP, SQL text, words for pages.

#![forbid(unsafe_code)]

pub mod archive;
mod as_of;
pub mod backup;
pub mod bulk;
mod bus;
pub mod campaigns;
pub mod catalogue;
pub mod charts;
mod clock;
pub mod companies;
mod ctx;
mod day;
pub mod deals;
pub mod demo;
pub mod desks;
pub mod duplicates;
mod error;
pub mod evaluate;
pub mod export;
pub mod forecasting;
pub mod funnel;
mod heard;
pub mod import;
pub mod installation;
pub mod jobs;
pub mod leads;
pub mod learning;
mod live;
pub mod merging;
pub mod models;
mod passwords;
pub mod pipelines;
pub mod quotas;
pub mod remarks;
mod rhythm;
pub mod risks;
pub mod scoring;
pub mod search;
pub mod session;
pub mod snapshots;
pub mod tasks;
pub mod team;
mod timeline;
pub mod trash;
pub mod undo;
pub mod users;
pub mod web_forms;
pub mod winloss;
mod work;
mod zone;

pub use bus::{Bus, Counted, Event, Listening, Told};
pub use clock::Clock;
pub use ctx::{Ctx, Host, SignedIn};
pub use error::{ServiceError, ServiceResult};
pub use live::relay;
pub use passwords::Passwords;
pub use work::{Done, Work};
pub use zone::zone;
