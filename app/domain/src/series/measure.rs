//! How good forecasts were.

use crate::num;

/// The symmetric mean absolute percentage error of one forecast, from 0 to 200, as in the M competitions. Nothing
/// forecast where nothing came is no error.
#[must_use]
pub fn symmetric_error(actual: f64, point: f64) -> f64 {
    let size = actual.abs() / 2.0 + point.abs() / 2.0;
    if size > 0.0 { 100.0 * ((actual - point).abs() / size).min(2.0) } else { 0.0 }
}

/// What errors are divided by for the mean absolute scaled error (Hyndman and Koehler 2006): the mean error of
/// repeating the last season within the known values. None where those never changed.
#[must_use]
pub fn naive_error(values: &[f64], period: usize) -> Option<f64> {
    let lag = if values.len() > period { period.max(1) } else { 1 };
    let changes =
        values.iter().zip(values.iter().skip(lag)).map(|(one, other)| (other - one).abs());
    let (sum, count) =
        changes.fold((0.0, 0_usize), |(sum, count), change| (sum + change, count + 1));
    let mean = sum / num::float(count.max(1));
    (mean > 0.0 && mean.is_finite()).then_some(mean)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn errors_are_as_defined() {
        assert!((symmetric_error(100.0, 50.0) - 66.666_666).abs() < 1e-3);
        assert!((symmetric_error(1.0, -1.0) - 200.0).abs() < 1e-9);
        assert!(symmetric_error(0.0, 0.0).abs() < 1e-9);
        assert_eq!(naive_error(&[1.0, 5.0, 2.0, 6.0], 2), Some(1.0));
        assert_eq!(naive_error(&[4.0, 4.0], 1), None);
    }
}
