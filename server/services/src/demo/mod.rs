//! The demo company: a training business with two years of history, invented from a seed.
//!
//! It shows every page with data that hangs together, and is the ground that benches and page tests stand on. The same
//! seed and the same last day make the same company, to the byte: the moment of loading is nowhere in it. What is
//! absent: real persons, real companies, and any file to read from.

mod campaigns;
mod catalogue;
mod deals;
mod doubles;
mod fill;
mod journey;
mod lines;
mod names;
mod objections;
mod people;
mod rng;
mod sayings;
mod scores;
mod sink;
mod staff;
mod summary;
mod talk;
mod targets;
mod texts;
mod truth;
mod way;
mod world;

use std::path::PathBuf;
use std::sync::Arc;

use chrono::{DateTime, Days, NaiveDate, NaiveTime, Utc};
use domain::access::Action;
use domain::forms::FieldErrors;
use domain::journal::Entity;
use domain::money::Currency;
use domain::scoring::IdealCustomer;
use store::bulk::Load;

pub use sink::Written;
pub use staff::PASSWORD;

use crate::forecasting::backtest;
use crate::import::Progress;
use crate::installation::{self, Installation};
use crate::{Ctx, ServiceResult, leads, live, models};
use fill::Maker;
use journey::Habits;
use rng::Rng;
use sink::Sink;
use truth::Truth;
use world::{Calendar, World};

/// The hour of its last day up to which the company has lived.
const MORNING: NaiveTime = match NaiveTime::from_hms_opt(8, 0, 0) {
    Some(time) => time,
    None => NaiveTime::MIN,
};

/// How large the company is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Scale {
    /// 300 leads: for tests.
    Small,
    /// 4,000 leads: a small company, for looking around.
    #[default]
    Standard,
    /// A million leads: for benches.
    Large,
}

impl Scale {
    /// Every scale by its name on the command line.
    pub const ALL: &'static [(&'static str, Self)] =
        &[("small", Self::Small), ("standard", Self::Standard), ("large", Self::Large)];

    const fn leads(self) -> usize {
        match self {
            Self::Small => 300,
            Self::Standard => 4_000,
            Self::Large => 1_000_000,
        }
    }

    const fn reps(self) -> usize {
        match self {
            Self::Small | Self::Standard => 8,
            Self::Large => 50,
        }
    }

    const fn habits(self) -> Habits {
        match self {
            Self::Small => Habits { deal_share: 0.36, talk: 1.0 },
            Self::Standard => Habits { deal_share: 0.33, talk: 1.0 },
            Self::Large => Habits { deal_share: 0.187, talk: 1.13 },
        }
    }
}

/// What to make.
#[derive(Clone, Debug, Default)]
pub struct DemoSettings {
    /// How large.
    pub scale: Scale,
    /// The same seed makes the same company.
    pub seed: u64,
    /// The folder to write the truth to, which the installation itself never knows: chances, what moves them, and
    /// who is there twice.
    pub truth: Option<PathBuf>,
    /// The company's last day; `None` for today. It has lived up to eight in the morning of it (UTC).
    pub as_of: Option<NaiveDate>,
}

impl DemoSettings {
    /// The company's present, in which it is also loaded: the same for everybody who loads it on one day.
    ///
    /// # Errors
    /// `Invalid` when the day has not begun yet.
    fn present(&self, now: DateTime<Utc>) -> ServiceResult<DateTime<Utc>> {
        let morning = |day: NaiveDate| day.and_time(MORNING).and_utc();
        let today = now.date_naive();
        match self.as_of.map(morning) {
            Some(present) if present > now => {
                let message = format!(
                    "The demo company cannot be ahead of the clock: {} at 8:00 UTC lies ahead. Choose an earlier day.",
                    present.date_naive()
                );
                Err(FieldErrors::one("as_of", message).into())
            }
            Some(present) => Ok(present),
            None if morning(today) <= now => Ok(morning(today)),
            None => Ok(morning(today - Days::new(1))),
        }
    }
}

/// Fills an empty installation with the demo company: in one transaction, except for the large one, which a database
/// of its own is for anyway.
///
/// # Errors
/// `Invalid` when somebody works here already: the demo never mixes with real data.
pub async fn load(
    ctx: &Ctx,
    settings: &DemoSettings,
    progress: impl Fn(Progress),
) -> ServiceResult<Written> {
    ctx.require(Action::ManageSettings)?;
    refuse_unless_empty(ctx).await?;
    let hash = ctx.host().passwords.hash(PASSWORD).await?;
    let mut rng = Rng::new(settings.seed);
    let calendar = Calendar::new(settings.present(ctx.now())?);
    let truth = Truth::begin(settings.truth.as_deref())?;
    let mut load =
        Load::fill(ctx.db(), "Loaded the demo company", ctx.actor(), calendar.now).await?;
    let world = Arc::new(found(&mut load, &mut rng, calendar, &hash, settings.scale).await?);
    let sink = Sink::new(load.keys().clone(), truth);
    let maker = Maker { world: world.clone(), scale: settings.scale, rng, sink };
    let (mut load, written, mut sink) = fill::fill(ctx.db(), load, maker, &progress).await?;
    load.catch_up(&sink.keys);
    load.bring_back(|done, all| progress(Progress { what: "indexes", done, total: Some(all) }))
        .await?;
    deals::estimate(&world, &mut load, std::mem::take(&mut sink.open)).await?;
    // A million leads are scored by what they teach in their first night.
    if settings.scale != Scale::Large {
        let taught = models::fit_leads(&mut load.tx, calendar.now).await?;
        models::keep_leads(&mut load.tx, &taught).await?;
        leads::apply_learned(&mut load).await?;
    }
    targets::set(&mut load, &world, &sink.won).await?;
    store::rollups::rebuild(&mut load.tx).await?;
    if settings.scale != Scale::Large {
        // The first process that serves says what would have been forecast; the large one waits for its night.
        backtest::queue(&mut load.tx, "import", None, world.calendar.now).await?;
    }
    sink.truth.end()?;
    load.commit().await?;
    if settings.scale == Scale::Large {
        ctx.db().settle().await?;
    }
    live::tell_everything(ctx.host()).await;
    Ok(written)
}

async fn refuse_unless_empty(ctx: &Ctx) -> ServiceResult<()> {
    let mut tx = ctx.db().read().await?;
    if !store::users::list(&mut tx).await?.is_empty() {
        let message =
            "There are users in this database already. Load the demo company into an empty one.";
        return Err(FieldErrors::one("database", message).into());
    }
    Ok(())
}

/// People, courses, pipeline and campaigns.
async fn found(
    load: &mut Load,
    rng: &mut Rng,
    calendar: Calendar,
    hash: &str,
    scale: Scale,
) -> ServiceResult<World> {
    let currency = Currency::EUR;
    let company = Installation {
        company: "Aprende Training".to_owned(),
        currency,
        ..Installation::default()
    };
    installation::put(&mut load.tx, &company, calendar.now).await?;
    store::settings::put(&mut load.tx, "demo", &true, calendar.now).await?;
    let ideal = ideal_customer();
    store::settings::put(&mut load.tx, "ideal_customer", &ideal, calendar.now).await?;
    load.record(Entity::Setting, 0, &company).await?;
    let staff = staff::hire(load, rng, hash, scale.reps()).await?;
    let courses = catalogue::courses(load, calendar, currency).await?;
    let batches = catalogue::batches(load, rng, calendar, &courses).await?;
    let campaigns = campaigns::run(load, rng, calendar, currency).await?;
    let pipeline = store::pipelines::ensure_default(&mut load.tx, calendar.now).await?;
    let stages = store::pipelines::stages(&mut load.tx, pipeline).await?;
    load.record(
        Entity::Pipeline,
        pipeline.get(),
        &serde_json::json!({ "name": "Sales", "stages": stages }),
    )
    .await?;
    Ok(World {
        calendar,
        currency,
        reps: staff.reps,
        courses,
        batches,
        campaigns,
        pipeline,
        stages,
        ideal,
    })
}

/// Who the demo company sells to best.
fn ideal_customer() -> IdealCustomer {
    let words = |list: &[&str]| list.iter().map(|word| (*word).to_owned()).collect();
    IdealCustomer {
        industries: words(&[
            "Manufacturing",
            "Financial services",
            "Health care",
            "Logistics",
            "Energy",
        ]),
        countries: words(&["Spain", "Portugal", "France", "Germany"]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_present_is_the_same_all_day_and_never_ahead() {
        let at = |text: &str| text.parse::<DateTime<Utc>>().unwrap();
        let settings = DemoSettings::default();
        let present = |now| settings.present(at(now)).unwrap();
        assert_eq!(present("2026-11-20T08:00:00Z"), at("2026-11-20T08:00:00Z"));
        assert_eq!(present("2026-11-20T23:59:59Z"), at("2026-11-20T08:00:00Z"));
        assert_eq!(present("2026-11-20T07:59:59Z"), at("2026-11-19T08:00:00Z"));
        let ahead = DemoSettings { as_of: NaiveDate::from_ymd_opt(2026, 11, 21), ..settings };
        assert!(ahead.present(at("2026-11-20T08:00:00Z")).is_err());
    }
}
