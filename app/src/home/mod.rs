//! The desks: what each role sees first in the morning.

pub mod api;

mod ceo_answer;
mod ceo_distribution;
mod ceo_levers;
mod ceo_overview;
mod ceo_revenue;
mod manager_pipeline;
mod past_ceo;
mod past_manager;
mod queue_actions;
mod queue_bands;
mod queue_card;
mod queue_fields;
mod queue_focus;
mod queue_keys;
mod rep_greeting;
mod rep_queue;
mod rep_side;

pub use ceo_levers::{LeverSignals, WhatIf};
pub use ceo_overview::{CeoOverviewPage, PeriodPicker};
pub use manager_pipeline::{ManagerPipelinePage, TeamForecast};
pub use rep_queue::TodayPage;
