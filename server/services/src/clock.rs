//! The only source of the present time.

use chrono::{DateTime, SubsecRound, Utc};

/// A clock. Tests and the demo set it; everything else runs on the system's.
#[derive(Clone, Copy, Debug)]
pub enum Clock {
    /// The machine's.
    System,
    /// Stopped at a moment.
    Fixed(DateTime<Utc>),
}

impl Clock {
    /// The present time, to the millisecond: what both databases keep.
    #[must_use]
    pub fn now(&self) -> DateTime<Utc> {
        match self {
            #[expect(clippy::disallowed_methods, reason = "this is the clock that others ask")]
            Self::System => Utc::now().trunc_subsecs(3),
            Self::Fixed(at) => *at,
        }
    }
}
