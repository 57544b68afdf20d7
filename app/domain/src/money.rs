//! Money as whole minor units with a currency; never a float.
//!
//! Models compute in `f64` and round once, at their border, with [`Cents::from_model`].

use serde::{Deserialize, Serialize};

/// An ISO 4217 currency code, three upper-case letters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Currency([u8; 3]);

/// Why a text is no currency code.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("\"{0}\" is no currency code: write three letters, such as EUR or USD")]
pub struct CurrencyError(String);

impl Currency {
    /// The euro.
    pub const EUR: Self = Self(*b"EUR");
    /// The US dollar.
    pub const USD: Self = Self(*b"USD");

    /// The code as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        std::str::from_utf8(&self.0).unwrap_or("XXX")
    }
}

impl TryFrom<&str> for Currency {
    type Error = CurrencyError;

    fn try_from(text: &str) -> Result<Self, Self::Error> {
        match *text.as_bytes() {
            [a, b, c] if [a, b, c].iter().all(u8::is_ascii_alphabetic) => {
                Ok(Self([a, b, c].map(|letter| letter.to_ascii_uppercase())))
            }
            _ => Err(CurrencyError(text.to_owned())),
        }
    }
}

impl TryFrom<String> for Currency {
    type Error = CurrencyError;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        Self::try_from(text.as_str())
    }
}

impl From<Currency> for String {
    fn from(currency: Currency) -> Self {
        currency.as_str().to_owned()
    }
}

/// An amount in minor units (cents). Range: what fits `i64`, about 92 quadrillion major units.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(transparent)]
pub struct Cents(pub i64);

impl Cents {
    /// Nothing.
    pub const ZERO: Self = Self(0);

    /// The raw minor units.
    #[must_use]
    pub const fn get(self) -> i64 {
        self.0
    }

    /// Adds; `None` on overflow.
    #[must_use]
    pub fn checked_add(self, other: Self) -> Option<Self> {
        self.0.checked_add(other.0).map(Self)
    }

    /// Subtracts; `None` on overflow.
    #[must_use]
    pub fn checked_sub(self, other: Self) -> Option<Self> {
        self.0.checked_sub(other.0).map(Self)
    }

    /// Sums in 128 bits and clamps at the ends of `i64`: a total on a page never wraps round.
    #[must_use]
    pub fn sum(amounts: impl IntoIterator<Item = Self>) -> Self {
        let total: i128 = amounts.into_iter().map(|amount| i128::from(amount.0)).sum();
        Self::clamp(total)
    }

    /// The share `ratio` of this amount, rounded half away from zero.
    #[must_use]
    pub fn times(self, ratio: crate::ratio::Ratio) -> Self {
        let product = i128::from(self.0) * i128::from(ratio.bp());
        let half = if product >= 0 { 5_000 } else { -5_000 };
        Self::clamp((product + half) / 10_000)
    }

    /// As a float for a model or a chart; exact below 2^53.
    #[must_use]
    #[expect(clippy::cast_precision_loss, reason = "models work with 15 digits, which is plenty")]
    pub fn to_model(self) -> f64 {
        self.0 as f64
    }

    /// From a model's float: the one place where a float becomes money, rounded half away from zero.
    #[must_use]
    #[expect(clippy::cast_possible_truncation, reason = "`as` saturates, which is what is wanted")]
    pub fn from_model(value: f64) -> Self {
        Self(libm::round(value) as i64)
    }

    fn clamp(value: i128) -> Self {
        Self(i64::try_from(value).unwrap_or(if value > 0 { i64::MAX } else { i64::MIN }))
    }
}
