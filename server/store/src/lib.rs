//! The only room that knows SQL.
//!
//! One SQL text serves `SQLite` and `PostgreSQL`: the `on!` macro runs the same statement on whichever engine a
//! transaction belongs to. Lists and gets take a [`domain::access::Scope`] and put it into the SQL, so that a
//! forgotten check shows nothing rather than everything. What is absent on purpose: rules of selling, and who may
//! write what.

#![forbid(unsafe_code)]

#[macro_use]
mod macros;

pub mod aliases;
pub mod answers;
pub mod archive;
pub mod as_of;
pub mod bulk;
pub mod calendar_feeds;
pub mod campaigns;
pub mod catalogue;
pub mod checks;
pub mod companies;
pub mod company_reads;
mod db;
mod decode;
pub mod devices;
mod dialect;
mod error;
pub mod export_reads;
pub mod forecast_calls;
pub mod forecast_cases;
pub mod forecast_reads;
pub mod forecast_record;
pub mod forecast_scenarios;
pub mod funnel;
pub mod histories;
pub mod import_files;
pub mod import_index;
pub mod import_runs;
pub mod imports;
pub mod interactions;
pub mod jobs;
pub mod journal;
pub mod leads;
pub mod live;
pub mod merging;
pub mod models;
pub mod opportunities;
pub mod opportunity_reads;
pub mod performance;
pub mod pipelines;
pub mod preferences;
pub mod products;
pub mod queue;
pub mod quota_grid;
pub mod quotas;
pub mod remarks;
pub mod risks;
pub mod rollups;
mod scope;
mod search;
pub mod sessions;
pub mod settings;
pub mod sign_in;
pub mod similar;
pub mod suspects;
pub mod tasks;
pub mod team_figures;
pub mod teams;
pub mod terms;
pub mod trash;
pub mod units;
pub mod users;
pub mod web_forms;
pub mod winloss;

pub use db::{Db, DbSettings, Engine, Tx};
pub use error::{StoreError, StoreResult};

/// Every statement that is a constant, for the test that prepares them all on both engines.
#[doc(hidden)]
#[must_use]
pub fn statements() -> Vec<&'static str> {
    let catalogue = catalogue::STATEMENTS.concat();
    [
        catalogue.as_slice(),
        campaigns::STATEMENTS,
        campaigns::READ_STATEMENTS,
        web_forms::STATEMENTS,
        web_forms::ENTRY_STATEMENTS,
        quota_grid::STATEMENTS,
        team_figures::STATEMENTS,
        winloss::STATEMENTS,
        aliases::STATEMENTS,
        answers::STATEMENTS,
        as_of::STATEMENTS,
        as_of::VERSION_STATEMENTS,
        bulk::STATEMENTS,
        bulk::DEAL_STATEMENTS,
        calendar_feeds::STATEMENTS,
        checks::STATEMENTS,
        export_reads::STATEMENTS,
        companies::STATEMENTS,
        company_reads::STATEMENTS,
        devices::STATEMENTS,
        preferences::STATEMENTS,
        jobs::STATEMENTS,
        funnel::STATEMENTS,
        histories::STATEMENTS,
        import_index::STATEMENTS,
        import_files::STATEMENTS,
        import_runs::STATEMENTS,
        imports::STATEMENTS,
        interactions::STATEMENTS,
        journal::STATEMENTS,
        leads::STATEMENTS,
        leads::ALIKE_STATEMENTS,
        leads::LIST_STATEMENTS,
        leads::MILESTONE_STATEMENTS,
        leads::PAST_STATEMENTS,
        leads::SAMPLE_STATEMENTS,
        leads::SCORE_STATEMENTS,
        leads::TRASH_STATEMENTS,
        forecast_calls::STATEMENTS,
        forecast_cases::STATEMENTS,
        forecast_reads::STATEMENTS,
        forecast_record::STATEMENTS,
        forecast_scenarios::STATEMENTS,
        merging::STATEMENTS,
        opportunities::STATEMENTS,
        opportunity_reads::STATEMENTS,
        opportunity_reads::contact::STATEMENTS,
        models::STATEMENTS,
        performance::STATEMENTS,
        products::STATEMENTS,
        queue::STATEMENTS,
        quotas::STATEMENTS,
        opportunities::HISTORY_STATEMENTS,
        opportunities::TRASH_STATEMENTS,
        pipelines::STATEMENTS,
        pipelines::EDIT_STATEMENTS,
        terms::STATEMENTS,
        remarks::STATEMENTS,
        interactions::contacts::STATEMENTS,
        interactions::timeline::STATEMENTS,
        risks::STATEMENTS,
        rollups::STATEMENTS,
        rollups::closed::STATEMENTS,
        rollups::reads::STATEMENTS,
        rollups::rebuild::STATEMENTS,
        sessions::STATEMENTS,
        settings::STATEMENTS,
        sign_in::STATEMENTS,
        suspects::STATEMENTS,
        similar::STATEMENTS,
        tasks::STATEMENTS,
        tasks::CALENDAR_STATEMENTS,
        tasks::TRASH_STATEMENTS,
        teams::STATEMENTS,
        trash::STATEMENTS,
        units::STATEMENTS,
        users::STATEMENTS,
    ]
    .concat()
}
