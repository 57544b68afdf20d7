//! The sections of the CEO's desk as tables of a file.

use domain::desk::{CeoDesk, RevenueShare};
use domain::money::Cents;
use domain::ratio::Ratio;

use crate::export::{Field, Section};
use crate::{Ctx, ServiceError, ServiceResult};

const PERIODS: &[&str] = &["Period", "Won", "Deals", "Target", "Last year, same days"];
const MONTHS: &[&str] =
    &["Month", "Won", "Last year", "Target", "Forecast low", "Forecast likely", "Forecast high"];
const FORECAST: &[&str] = &[
    "Period",
    "Won so far",
    "Open, weighted",
    "New business",
    "Expected",
    "Low",
    "Likely",
    "High",
    "Target",
    "Chance of target (%)",
];
const SHARES: &[&str] = &["Name", "Won", "Deals", "Win rate (%)", "Target"];

/// A section by its name in the address, such as `months`.
///
/// # Errors
/// As [`super::ceo()`], and `NotFound` for an unknown name.
pub async fn ceo_section(ctx: &Ctx, code: &str, name: &str) -> ServiceResult<Section> {
    let desk = super::ceo(ctx, code).await?;
    let of = |name, columns, rows| Section { name, columns, rows };
    Ok(match name {
        "periods" => of("revenue-periods", PERIODS, periods(&desk)),
        "months" => of("revenue-months", MONTHS, months(&desk)),
        "forecast" => of("revenue-forecast", FORECAST, vec![forecast(&desk)]),
        "reps" => of("revenue-reps", SHARES, shares(&desk.by_rep)),
        "products" => of("revenue-products", SHARES, shares(&desk.by_product)),
        _ => return Err(ServiceError::NotFound),
    })
}

fn money(amount: Option<Cents>) -> Field {
    amount.map_or(Field::Empty, Field::Money)
}

fn percent(share: Option<Ratio>) -> Field {
    share.map_or(Field::Empty, |share| Field::Real(share.to_model() * 100.0))
}

fn periods(desk: &CeoDesk) -> Vec<Vec<Field>> {
    let row = |line: &domain::desk::RevenueLine| {
        vec![
            line.period.label().into(),
            Field::Money(line.won),
            Field::Int(line.deals),
            money(line.target),
            Field::Money(line.last_year),
        ]
    };
    desk.revenue.iter().map(row).collect()
}

fn months(desk: &CeoDesk) -> Vec<Vec<Field>> {
    let row = |point: &domain::desk::MonthPoint| {
        vec![
            point.month.into(),
            money(point.won),
            Field::Money(point.last_year),
            money(point.target),
            money(point.forecast.map(|(low, _, _)| low)),
            money(point.forecast.map(|(_, likely, _)| likely)),
            money(point.forecast.map(|(_, _, high)| high)),
        ]
    };
    desk.months.iter().map(row).collect()
}

fn forecast(desk: &CeoDesk) -> Vec<Field> {
    let told = &desk.forecast;
    vec![
        desk.period.label().into(),
        Field::Money(told.closed),
        Field::Money(told.weighted),
        Field::Money(told.new_business),
        Field::Money(told.mean),
        Field::Money(told.p10),
        Field::Money(told.p50),
        Field::Money(told.p90),
        money(told.target),
        percent(told.p_target),
    ]
}

fn shares(shares: &[RevenueShare]) -> Vec<Vec<Field>> {
    let row = |share: &RevenueShare| {
        vec![
            share.name.clone().into(),
            Field::Money(share.won),
            Field::Int(share.deals),
            percent(share.win_rate),
            money(share.target),
        ]
    };
    shares.iter().map(row).collect()
}
