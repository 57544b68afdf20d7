//! Server functions of the forecast.

use domain::desk::{
    ForecastAsk, ForecastPage, MovesAsk, MovesPage, PeoplePage, RecordAsk, RecordPage,
    ScenariosPage,
};
use domain::forms::{
    CommitForecast, KeepScenario as KeepForm, OverrideForecast, RenameScenario as RenameForm,
};
use domain::ids::ScenarioId;
use domain::journal::Done;
use leptos::prelude::*;
use leptos::server_fn::codec::GetUrl;

use crate::error::AppError;

/// What a period will bring within the reader's scope; an empty period is the present quarter.
#[server(prefix = "/api", endpoint = "forecast/page", input = GetUrl, output = crate::wire::Json)]
pub async fn get_forecast(
    /// What is asked for.
    ask: ForecastAsk,
) -> Result<ForecastPage, AppError> {
    let ctx = crate::server_ctx::server_ctx()?;
    Ok(services::forecasting::page(&ctx, &ask).await?)
}

/// What every method would have said of past periods.
#[server(prefix = "/api", endpoint = "forecast/record", input = GetUrl, output = crate::wire::Json)]
pub async fn get_record(
    /// What is asked for.
    ask: RecordAsk,
) -> Result<RecordPage, AppError> {
    let ctx = crate::server_ctx::server_ctx()?;
    Ok(services::forecasting::record(&ctx, &ask).await?)
}

/// Measures every method anew, in the background.
#[server(prefix = "/api", endpoint = "forecast/measure", output = crate::wire::Json)]
pub async fn measure_forecast() -> Result<(), AppError> {
    let ctx = crate::server_ctx::server_ctx()?;
    Ok(services::forecasting::backtest::ask(&ctx).await?)
}

/// Ends the measurement that waits or runs.
#[server(prefix = "/api", endpoint = "forecast/cancel", output = crate::wire::Json)]
pub async fn cancel_backtest() -> Result<(), AppError> {
    let ctx = crate::server_ctx::server_ctx()?;
    Ok(services::forecasting::backtest::cancel(&ctx).await?)
}

/// Why the forecast moved between two days; without days, in the last week.
#[server(prefix = "/api", endpoint = "forecast/moves", input = GetUrl, output = crate::wire::Json)]
pub async fn get_moves(
    /// What is asked for.
    ask: MovesAsk,
) -> Result<MovesPage, AppError> {
    let ctx = crate::server_ctx::server_ctx()?;
    Ok(services::forecasting::moves(&ctx, &ask).await?)
}

/// What everybody in the reader's scope says of a period, beside the model.
#[server(prefix = "/api", endpoint = "forecast/people", input = GetUrl, output = crate::wire::Json)]
pub async fn get_people(
    /// The period's code.
    period: String,
) -> Result<PeoplePage, AppError> {
    let ctx = crate::server_ctx::server_ctx()?;
    Ok(services::forecasting::people(&ctx, &period).await?)
}

/// Says what one's own deals will bring.
#[server(prefix = "/api", endpoint = "forecast/commit", output = crate::wire::Json)]
pub async fn commit_to_forecast(
    /// How much, in which period.
    form: CommitForecast,
) -> Result<Done, AppError> {
    let ctx = crate::server_ctx::server_ctx()?;
    Ok(services::forecasting::commit(&ctx, &form).await?)
}

/// Says, with a reason, what others' deals will bring.
#[server(prefix = "/api", endpoint = "forecast/override", output = crate::wire::Json)]
pub async fn override_forecast_of(
    /// Whose, how much and why.
    form: OverrideForecast,
) -> Result<Done, AppError> {
    let ctx = crate::server_ctx::server_ctx()?;
    Ok(services::forecasting::overrule(&ctx, &form).await?)
}

/// The levers of a period, and the reader's own scenarios of it.
#[server(prefix = "/api", endpoint = "forecast/scenarios", input = GetUrl, output = crate::wire::Json)]
pub async fn get_scenarios(
    /// The period's code.
    period: String,
) -> Result<ScenariosPage, AppError> {
    let ctx = crate::server_ctx::server_ctx()?;
    Ok(services::forecasting::scenarios::page(&ctx, &period).await?)
}

/// Keeps where the levers stand under a name.
#[server(prefix = "/api", endpoint = "forecast/keep_scenario", output = crate::wire::Json)]
pub async fn keep_scenario(
    /// The levers, the period and the name.
    form: KeepForm,
) -> Result<Done, AppError> {
    let ctx = crate::server_ctx::server_ctx()?;
    Ok(services::forecasting::scenarios::keep(&ctx, &form).await?)
}

/// Gives one's own scenario another name.
#[server(prefix = "/api", endpoint = "forecast/rename_scenario", output = crate::wire::Json)]
pub async fn rename_scenario(
    /// Which, and its name.
    form: RenameForm,
) -> Result<Done, AppError> {
    let ctx = crate::server_ctx::server_ctx()?;
    Ok(services::forecasting::scenarios::rename(&ctx, &form).await?)
}

/// Puts one's own scenario into the trash.
#[server(prefix = "/api", endpoint = "forecast/delete_scenario", output = crate::wire::Json)]
pub async fn delete_scenario(
    /// Which.
    id: ScenarioId,
) -> Result<Done, AppError> {
    let ctx = crate::server_ctx::server_ctx()?;
    Ok(services::forecasting::scenarios::delete(&ctx, id).await?)
}
