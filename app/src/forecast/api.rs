//! Server functions of the forecast.

use domain::desk::{ForecastAsk, ForecastPage, RecordAsk, RecordPage};
use leptos::prelude::*;
use leptos::server_fn::codec::GetUrl;

use crate::error::AppError;

/// What a period will bring within the reader's scope; an empty period is the present quarter.
#[server(prefix = "/api", endpoint = "forecast/page", input = GetUrl)]
pub async fn get_forecast(
    /// What is asked for.
    ask: ForecastAsk,
) -> Result<ForecastPage, AppError> {
    let ctx = crate::server_ctx::server_ctx()?;
    Ok(services::forecasting::page(&ctx, &ask).await?)
}

/// What every method would have said of past periods.
#[server(prefix = "/api", endpoint = "forecast/record", input = GetUrl)]
pub async fn get_record(
    /// What is asked for.
    ask: RecordAsk,
) -> Result<RecordPage, AppError> {
    let ctx = crate::server_ctx::server_ctx()?;
    Ok(services::forecasting::record(&ctx, &ask).await?)
}

/// Measures every method anew, in the background.
#[server(prefix = "/api", endpoint = "forecast/measure")]
pub async fn measure_forecast() -> Result<(), AppError> {
    let ctx = crate::server_ctx::server_ctx()?;
    Ok(services::forecasting::backtest::ask(&ctx).await?)
}

/// Ends the measurement that waits or runs.
#[server(prefix = "/api", endpoint = "forecast/cancel")]
pub async fn cancel_backtest() -> Result<(), AppError> {
    let ctx = crate::server_ctx::server_ctx()?;
    Ok(services::forecasting::backtest::cancel(&ctx).await?)
}
