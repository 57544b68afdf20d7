//! The demo company: a training business with two years of history, invented from a seed.
//!
//! It shows every page with data that hangs together, and is the ground that benches and page tests stand on. The same
//! seed on the same day makes the same company. What is absent: real persons, real companies, and any file to
//! read from.

mod campaigns;
mod catalogue;
mod deals;
mod journey;
mod names;
mod people;
mod rng;
mod scores;
mod sink;
mod staff;
mod talk;
mod targets;
mod texts;
mod way;
mod world;

use std::fmt::Write as _;
use std::path::PathBuf;

use domain::access::Action;
use domain::forms::FieldErrors;
use domain::journal::Entity;
use domain::money::Currency;
use store::bulk::Load;

pub use sink::Written;
pub use staff::PASSWORD;

use crate::import::Progress;
use crate::installation::{self, Installation};
use crate::leads::IdealCustomer;
use crate::{Ctx, ServiceError, ServiceResult, live};
use journey::{Habits, Story};
use rng::{Rng, whole};
use sink::Sink;
use world::{Calendar, World};

/// After this many leads, what was written so far is made to last: only the large company is that large.
const PART: usize = 20_000;

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
            Self::Large => Habits { deal_share: 0.18, talk: 1.3 },
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
    /// Where to write the true chance of each deal, which the installation itself never knows.
    pub truth: Option<PathBuf>,
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
    let calendar = Calendar::new(ctx.now());
    let mut load =
        Load::begin(ctx.db(), "Loaded the demo company", ctx.actor(), calendar.now).await?;
    let world = found(&mut load, &mut rng, calendar, &hash, settings.scale).await?;
    let mut sink = fill(ctx, Sink::new(load), &world, settings.scale, &mut rng, &progress).await?;
    deals::estimate(&world, &mut sink).await?;
    targets::set(&mut sink.load, &world, &sink.won).await?;
    store::rollups::rebuild(&mut sink.load.tx).await?;
    if let Some(path) = &settings.truth {
        write_truth(path, &sink)?;
    }
    sink.load.commit().await?;
    live::tell_everything(ctx.host()).await;
    Ok(sink.written)
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
    let company = Installation { company: "Aprende Training".to_owned(), currency };
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

/// Company after company, until there are enough leads.
async fn fill(
    ctx: &Ctx,
    mut sink: Sink,
    world: &World,
    scale: Scale,
    rng: &mut Rng,
    progress: &impl Fn(Progress),
) -> ServiceResult<Sink> {
    let wanted = scale.leads();
    let (mut made, mut lasting) = (0, 0);
    while made < wanted {
        made += meet_company(&mut sink, world, scale.habits(), rng);
        if sink.flush_when_full().await? {
            progress(Progress { what: "leads", done: made, total: Some(wanted) });
        }
        if made - lasting >= PART {
            sink.flush().await?;
            sink = sink.commit_part(ctx.db()).await?;
            lasting = made;
        }
    }
    sink.flush().await?;
    progress(Progress { what: "leads", done: made, total: Some(wanted) });
    Ok(sink)
}

/// Makes a company and lives the lives of its people; answers how many there are.
fn meet_company(sink: &mut Sink, world: &World, habits: Habits, rng: &mut Rng) -> usize {
    let Some(rep) = rng.weighted(&world.reps, |rep| rep.load) else { return 0 };
    let firm = people::firm(sink, world, rep, rng);
    // Most companies have one or two people we know, a few have many.
    let people = whole(6_f64.powf(rng.unit())).max(1);
    let mut made = 0;
    for _ in 0..people {
        let Some(person) = people::person(sink, world, &firm, rep.id, rng) else { break };
        let (past, deals) = (Vec::new(), Vec::new());
        let story = Story { world, rep, firm: &firm, person, habits, past, deals };
        journey::live(sink, story, rng);
        made += 1;
    }
    made
}

/// One line for each deal: its key, its status, and the chance it really has.
fn write_truth(path: &std::path::Path, sink: &Sink) -> ServiceResult<()> {
    let mut text = String::from("opportunity_id,status,true_probability\n");
    for (id, status, chance) in &sink.truth {
        let _ = writeln!(text, "{id},{},{:.4}", status.as_str(), chance);
    }
    std::fs::write(path, text).map_err(|error| {
        let message = format!(
            "Cannot write {}: {error}. Choose a folder that may be written to.",
            path.display()
        );
        ServiceError::from(FieldErrors::one("truth", message))
    })
}
