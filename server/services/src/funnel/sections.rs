//! The sections of the funnel as tables of a file.

use domain::funnel::{Cut, FunnelPage, Reached};
use domain::ratio::Ratio;

use crate::export::{Field, Section};
use crate::{Ctx, ServiceError, ServiceResult};

const STEPS: &[&str] = &[
    "Step",
    "Leads",
    "Of the step before (%)",
    "Of all leads (%)",
    "Not further so far",
    "Dropped off, amount",
];
const TIMES: &[&str] =
    &["Step", "Went on", "Not yet", "Lost", "Median days", "90th percentile days"];
const HEALTH: &[&str] = &["Part", "Now", "Usual by then", "Points", "Most"];
const TREND: &[&str] =
    &["Period", "Leads", "Qualified", "Opportunities", "Customers", "Lead to customer (%)"];
const CUT: &[&str] = &[
    "Name",
    "Leads",
    "Qualified",
    "Opportunities",
    "Customers",
    "Lead to customer (%)",
    "Low (%)",
    "High (%)",
];

/// A section by its name in the address, such as `steps`.
///
/// # Errors
/// As [`super::page`], and `NotFound` for an unknown name.
pub async fn section(ctx: &Ctx, code: &str, name: &str) -> ServiceResult<Section> {
    let page = super::page(ctx, code).await?;
    let cut = |name, cuts: &[Cut]| Section {
        name,
        columns: CUT,
        rows: cuts.iter().map(cut_row).collect(),
    };
    Ok(match name {
        "steps" => Section { name: "funnel-steps", columns: STEPS, rows: steps(&page) },
        "times" => Section { name: "funnel-times", columns: TIMES, rows: times(&page) },
        "health" => Section { name: "funnel-health", columns: HEALTH, rows: parts(&page) },
        "trend" => Section { name: "funnel-trend", columns: TREND, rows: trend(&page) },
        "sources" => cut("funnel-sources", &page.by_source),
        "reps" => cut("funnel-reps", &page.by_rep),
        "products" => cut("funnel-products", &page.depth.by_product),
        "campaigns" => cut("funnel-campaigns", &page.depth.by_campaign),
        "countries" => cut("funnel-countries", &page.depth.by_country),
        "industries" => cut("funnel-industries", &page.depth.by_industry),
        _ => return Err(ServiceError::NotFound),
    })
}

fn percent(share: Option<Ratio>) -> Field {
    share.map_or(Field::Empty, |share| Field::Real(share.to_model() * 100.0))
}

fn counts(reached: &Reached) -> [Field; 5] {
    [
        Field::Int(reached.leads),
        Field::Int(reached.qualified),
        Field::Int(reached.opportunities),
        Field::Int(reached.customers),
        percent(reached.conversion()),
    ]
}

fn steps(page: &FunnelPage) -> Vec<Vec<Field>> {
    let row = |step: &domain::funnel::Step| {
        vec![
            step.status.label().into(),
            Field::Int(step.leads),
            percent(step.of_previous),
            percent(step.of_all),
            Field::Int(step.stopped),
            step.dropped.map_or(Field::Empty, Field::Money),
        ]
    };
    page.steps().iter().map(row).collect()
}

fn times(page: &FunnelPage) -> Vec<Vec<Field>> {
    let days = |days: Option<i64>| days.map_or(Field::Empty, Field::Int);
    let row = |wait: &domain::funnel::Wait| {
        vec![
            wait.name.clone().into(),
            Field::Int(wait.went),
            Field::Int(wait.waiting),
            Field::Int(wait.left),
            days(wait.median),
            days(wait.p90),
        ]
    };
    page.depth.waits.iter().map(row).collect()
}

fn parts(page: &FunnelPage) -> Vec<Vec<Field>> {
    let row = |part: &domain::funnel::HealthPart| {
        vec![
            part.name.clone().into(),
            part.value.clone().into(),
            part.usual.clone().into(),
            Field::Int(part.points),
            Field::Int(part.most),
        ]
    };
    page.depth.health.iter().flat_map(|health| &health.parts).map(row).collect()
}

fn trend(page: &FunnelPage) -> Vec<Vec<Field>> {
    let row = |(period, reached): &(domain::calendar::Period, Reached)| {
        std::iter::once(period.label().into()).chain(counts(reached)).collect()
    };
    page.trend.iter().map(row).collect()
}

fn cut_row(cut: &Cut) -> Vec<Field> {
    let name = if cut.name.is_empty() { "Not known".to_owned() } else { cut.name.clone() };
    let range = [percent(Some(cut.low)), percent(Some(cut.high))];
    std::iter::once(name.into()).chain(counts(&cut.reached)).chain(range).collect()
}
