//! Shares and probabilities as whole basis points.

use serde::{Deserialize, Serialize};

/// A share in basis points: 0 is nothing, 10 000 is all. Shares above all (attainment) are allowed.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(transparent)]
pub struct Ratio(i32);

impl Ratio {
    /// Nothing.
    pub const ZERO: Self = Self(0);
    /// All of it.
    pub const ONE: Self = Self(10_000);

    /// From basis points.
    #[must_use]
    pub const fn from_bp(bp: i32) -> Self {
        Self(bp)
    }

    /// From a model's float, rounded to the nearest basis point; not-a-number becomes nothing.
    #[must_use]
    #[expect(clippy::cast_possible_truncation, reason = "`as` saturates, which is what is wanted")]
    pub fn from_model(value: f64) -> Self {
        Self(libm::round(value * 10_000.0) as i32)
    }

    /// `part` of `whole`; `None` when there is no whole to take a share of.
    #[must_use]
    pub fn of(part: i64, whole: i64) -> Option<Self> {
        if whole == 0 {
            return None;
        }
        let (part, whole) = (i128::from(part) * 10_000, i128::from(whole));
        let (part, whole) = if whole < 0 { (-part, -whole) } else { (part, whole) };
        let half = if part >= 0 { whole / 2 } else { -(whole / 2) };
        i32::try_from((part + half) / whole).ok().map(Self)
    }

    /// The basis points.
    #[must_use]
    pub const fn bp(self) -> i32 {
        self.0
    }

    /// As a float: 0.0 to 1.0 for a probability.
    #[must_use]
    pub fn to_model(self) -> f64 {
        f64::from(self.0) / 10_000.0
    }

    /// Whole percent, rounded half away from zero.
    #[must_use]
    pub fn percent(self) -> i32 {
        (self.0 + if self.0 >= 0 { 50 } else { -50 }) / 100
    }
}
