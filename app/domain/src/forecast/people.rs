//! What people say, beside what comes of it.

use serde::{Deserialize, Serialize};

use crate::money::Cents;
use crate::ratio::Ratio;

/// How much of what somebody commits to they close.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Calibration {
    /// All that was closed over all that was committed.
    pub ratio: Ratio,
    /// Over how many periods.
    pub periods: u32,
}

impl Calibration {
    /// From pairs of what was committed last and what came, of periods that are over; nothing before the first.
    ///
    /// ```
    /// use domain::forecast::people::Calibration;
    /// use domain::money::Cents;
    ///
    /// let said = [(Cents(100), Cents(90)), (Cents(300), Cents(230))];
    /// let calibration = Calibration::of(said).unwrap();
    /// assert_eq!((calibration.ratio.percent(), calibration.periods), (80, 2));
    /// assert_eq!(Calibration::of([(Cents::ZERO, Cents(5))]), None);
    /// ```
    #[must_use]
    pub fn of(pairs: impl IntoIterator<Item = (Cents, Cents)>) -> Option<Self> {
        let known: Vec<(Cents, Cents)> =
            pairs.into_iter().filter(|(commit, _)| *commit > Cents::ZERO).collect();
        let commit = Cents::sum(known.iter().map(|pair| pair.0));
        let came = Cents::sum(known.iter().map(|pair| pair.1));
        Ratio::of(came.get(), commit.get())
            .map(|ratio| Self { ratio, periods: u32::try_from(known.len()).unwrap_or(u32::MAX) })
    }
}
