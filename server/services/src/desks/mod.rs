//! The three desks: what each role sees first in the morning.

mod ceo;
mod ceo_sections;
mod manager;
mod past;
mod period;
mod queue;
mod rep;

pub use ceo::ceo;
pub use ceo_sections::ceo_section;
pub use manager::manager;
pub use past::{past_ceo, past_manager};
pub(crate) use queue::{Clock, config as queue_config, warn};
pub use rep::{queue_now, rep};

pub(crate) use period::period_of;
