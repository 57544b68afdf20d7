//! The period a desk is for.

use chrono::NaiveDate;
use domain::calendar::{Period, Span};
use domain::forms::FieldErrors;

use crate::ServiceResult;

/// The period of this code; an empty one is the present period of the desk's usual span.
pub(crate) fn period_of(code: &str, usual: Span, today: NaiveDate) -> ServiceResult<Period> {
    if code.is_empty() {
        return Ok(Period::containing(usual, today));
    }
    code.parse().map_err(|error: domain::calendar::PeriodError| {
        FieldErrors::one("period", error.to_string()).into()
    })
}
