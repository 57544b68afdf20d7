//! The records a load brings, with the names of their columns; serialized, they are what the journal says.

use chrono::{DateTime, NaiveDate, Utc};
use domain::campaigns::CampaignStatus;
use domain::catalogue::{BatchStatus, EnrolmentStatus, ProductKind};
use domain::ids::{
    BatchId, CampaignId, CompanyId, EnrolmentId, InteractionId, LeadId, LearnerId, OpportunityId,
    ProductId, QuotaId, StageId, TaskId, TeamId, TrainerId, UserId,
};
use domain::interaction::{Direction, InteractionKind, Outcome, Sentiment};
use domain::lead::Lead;
use domain::money::{Cents, Currency};
use domain::opportunity::{Opportunity, Version};
use domain::scoring::LeadScore;
use domain::task::{TaskKind, TaskStatus};
use domain::win::WinEstimate;
use serde::{Deserialize, Serialize};

/// A company.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Company {
    /// The company.
    pub id: CompanyId,
    /// Its name.
    pub name: String,
    /// Its domain on the web.
    pub domain: Option<String>,
    /// What it does.
    pub industry: Option<String>,
    /// How many work there.
    pub employees: Option<i64>,
    /// What it earns in a year.
    pub annual_revenue: Option<Cents>,
    /// Since when it exists.
    pub founded_year: Option<i64>,
    /// Country.
    pub country: Option<String>,
    /// City.
    pub city: Option<String>,
    /// The company it belongs to.
    pub parent_name: Option<String>,
    /// What it works with.
    pub technologies: Vec<String>,
    /// What was heard of it.
    #[serde(default)]
    pub news: Vec<String>,
    /// Who looks after it.
    pub owner_id: Option<UserId>,
    /// What an import knows it by.
    pub external_key: Option<String>,
    /// First seen.
    pub created_at: DateTime<Utc>,
}

/// Something that is sold.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Product {
    /// The product.
    pub id: ProductId,
    /// Its name.
    pub name: String,
    /// What kind of thing it is.
    pub kind: ProductKind,
    /// The family it belongs to.
    pub series: Option<String>,
    /// List price.
    pub price: Cents,
    /// In what.
    pub currency: Currency,
    /// How long a course takes.
    pub duration_days: Option<i64>,
    /// What an import knows it by.
    pub external_key: Option<String>,
    /// First seen.
    pub created_at: DateTime<Utc>,
}

/// A person who gives courses.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Trainer {
    /// The trainer.
    pub id: TrainerId,
    /// Full name.
    pub name: String,
    /// Mail address.
    pub email: String,
    /// What they teach.
    pub topics: Vec<String>,
    /// What a day costs.
    pub day_rate: Cents,
    /// First seen.
    pub created_at: DateTime<Utc>,
}

/// A scheduled run of a course.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Batch {
    /// The batch.
    pub id: BatchId,
    /// The course.
    pub product_id: ProductId,
    /// Who gives it.
    pub trainer_id: Option<TrainerId>,
    /// Its code.
    pub code: String,
    /// First day.
    pub starts_on: NaiveDate,
    /// Last day.
    pub ends_on: NaiveDate,
    /// Where.
    pub place: String,
    /// How many seats.
    pub seats: i64,
    /// The price of a seat; `None`: the course's list price.
    #[serde(default)]
    pub price: Option<Cents>,
    /// Where it stands.
    pub status: BatchStatus,
    /// First seen.
    pub created_at: DateTime<Utc>,
}

/// A customer's person who takes courses.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Learner {
    /// The learner.
    pub id: LearnerId,
    /// Full name.
    pub name: String,
    /// Mail address.
    pub email: String,
    /// Where they work.
    pub company_id: Option<CompanyId>,
    /// First seen.
    pub created_at: DateTime<Utc>,
}

/// A learner's seat in a batch.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Enrolment {
    /// The seat.
    pub id: EnrolmentId,
    /// The batch.
    pub batch_id: BatchId,
    /// The learner.
    pub learner_id: LearnerId,
    /// The deal that paid for it.
    pub opportunity_id: Option<OpportunityId>,
    /// What became of it.
    pub status: EnrolmentStatus,
    /// First seen.
    pub created_at: DateTime<Utc>,
}

/// A lead with its score.
#[derive(Clone, Debug, PartialEq)]
pub struct NewLead {
    /// The record, as the journal tells it.
    pub lead: Lead,
    /// What they asked for.
    pub product_id: Option<ProductId>,
    /// An IANA name.
    pub time_zone: Option<String>,
    /// What an import knows them by.
    pub external_key: Option<String>,
    /// The score at the load's moment.
    pub score: LeadScore,
    /// How it came to be, oldest first.
    pub history: Vec<ScorePoint>,
}

/// A lead's score at a moment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ScorePoint {
    /// When.
    pub at: DateTime<Utc>,
    /// What it was.
    pub score: LeadScore,
    /// What changed it.
    pub reason: &'static str,
}

/// A deal with its past.
#[derive(Clone, Debug, PartialEq)]
pub struct NewDeal {
    /// The record, as the journal tells it.
    pub deal: Opportunity,
    /// P(won) with its reasons; `None` for a closed deal, and for one that is estimated later.
    pub win: Option<WinEstimate>,
    /// What an import knows it by.
    pub external_key: Option<String>,
    /// Every version, oldest first; the last one is in force.
    pub versions: Vec<Version>,
    /// Every move, oldest first; the first one is its creation.
    pub moves: Vec<StageChange>,
    /// How many of its product, and at what price each.
    pub quantity: Option<(i64, Cents)>,
}

/// A deal's move from stage to stage.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StageChange {
    /// From where; `None` when it was created.
    pub from: Option<StageId>,
    /// To where.
    pub to: StageId,
    /// When.
    pub at: DateTime<Utc>,
    /// How long it had been where it left.
    pub dwell_seconds: Option<i64>,
    /// Who moved it.
    pub user_id: Option<UserId>,
}

/// Something that happened with a lead.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Interaction {
    /// The interaction.
    pub id: InteractionId,
    /// With whom.
    pub lead_id: LeadId,
    /// About which deal.
    pub opportunity_id: Option<OpportunityId>,
    /// Whose it is.
    pub user_id: Option<UserId>,
    /// By what means.
    pub kind: InteractionKind,
    /// Who reached out.
    pub direction: Direction,
    /// What came of it.
    pub outcome: Option<Outcome>,
    /// How it felt.
    pub sentiment: Option<Sentiment>,
    /// Length in seconds.
    pub duration_seconds: Option<i64>,
    /// A line that says it.
    pub subject: String,
    /// The text.
    pub notes: String,
    /// When.
    pub at: DateTime<Utc>,
}

/// Something to do.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Task {
    /// The task.
    pub id: TaskId,
    /// What to do.
    pub title: String,
    /// What kind of thing.
    pub kind: TaskKind,
    /// About this lead.
    pub lead_id: Option<LeadId>,
    /// About this deal.
    pub opportunity_id: Option<OpportunityId>,
    /// Whose it is.
    pub owner_id: UserId,
    /// By when.
    pub due_at: Option<DateTime<Utc>>,
    /// Where it stands.
    pub status: TaskStatus,
    /// 0 to 100.
    pub priority_score: i64,
    /// Done at.
    pub completed_at: Option<DateTime<Utc>>,
    /// First seen.
    pub created_at: DateTime<Utc>,
}

/// Something that brings leads, with what it cost.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Campaign {
    /// The campaign.
    pub id: CampaignId,
    /// Its name.
    pub name: String,
    /// The source its leads have.
    pub source: String,
    /// Where it stands.
    pub status: CampaignStatus,
    /// First day.
    pub starts_on: NaiveDate,
    /// Last day.
    pub ends_on: Option<NaiveDate>,
    /// What it may cost.
    pub budget: Cents,
    /// In what.
    pub currency: Currency,
    /// What it cost so far.
    pub costs: Vec<CampaignCost>,
    /// First seen.
    pub created_at: DateTime<Utc>,
}

/// Money spent on a campaign.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CampaignCost {
    /// When.
    pub spent_on: NaiveDate,
    /// How much.
    pub amount: Cents,
    /// On what.
    pub note: String,
}

/// A lead met a campaign.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Touch {
    /// Who.
    pub lead_id: LeadId,
    /// Which.
    pub campaign_id: CampaignId,
    /// By what means.
    pub channel: &'static str,
    /// When.
    pub at: DateTime<Utc>,
}

/// A target; of neither a user nor a team, it is the whole company's.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Quota {
    /// The quota.
    pub id: QuotaId,
    /// Of this user.
    pub user_id: Option<UserId>,
    /// Of this team.
    pub team_id: Option<TeamId>,
    /// First day.
    pub starts_on: NaiveDate,
    /// Last day.
    pub ends_on: NaiveDate,
    /// How much.
    pub target: Cents,
}

/// Behaviour, demographic, fit and engagement.
pub(super) fn sub_scores(score: &LeadScore) -> [i64; 4] {
    score.parts.each_ref().map(|part| i64::from(part.score))
}
