//! All typed ids in one registry, so that a lead's id cannot be passed where a deal's is wanted.

/// Declares id newtypes over `i64`, the key type of both databases.
macro_rules! typed_id {
    ($($(#[doc = $doc:literal])+ $name:ident;)+) => {$(
        $(#[doc = $doc])+
        #[derive(
            Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize,
        )]
        #[serde(transparent)]
        pub struct $name(pub i64);

        impl $name {
            /// The raw key, for binding to SQL and for writing into URLs.
            #[must_use]
            pub const fn get(self) -> i64 {
                self.0
            }
        }

        impl From<i64> for $name {
            fn from(raw: i64) -> Self {
                Self(raw)
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                self.0.fmt(f)
            }
        }

        impl std::str::FromStr for $name {
            type Err = std::num::ParseIntError;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                text.parse().map(Self)
            }
        }
    )+};
}

typed_id! {
    /// A scheduled run of a course.
    BatchId;
    /// A campaign that brings leads.
    CampaignId;
    /// What a colleague said about an entry of a timeline.
    CommentId;
    /// An organisation leads work for.
    CompanyId;
    /// A learner's seat in a batch.
    EnrolmentId;
    /// One run of an import.
    ImportId;
    /// Something that happened with a lead.
    InteractionId;
    /// A piece of work for the background.
    JobId;
    /// One row of the journal.
    JournalId;
    /// A person we may sell to.
    LeadId;
    /// A customer's person who takes courses.
    LearnerId;
    /// A deal.
    OpportunityId;
    /// That an entry of a timeline stands on top.
    PinId;
    /// An ordered list of stages.
    PipelineId;
    /// Something that is sold; a course is a product.
    ProductId;
    /// A target amount for a period.
    QuotaId;
    /// A what-if of the forecast that somebody kept.
    ScenarioId;
    /// A signed-in browser.
    SessionId;
    /// What a forecast said on a day.
    SnapshotId;
    /// One step of a pipeline.
    StageId;
    /// Two records that may be one.
    SuspectId;
    /// Something to do.
    TaskId;
    /// A group of users; teams form a tree.
    TeamId;
    /// The link between a lead and a campaign.
    TouchId;
    /// A person who gives courses.
    TrainerId;
    /// One user intention in the journal; what undo reverses.
    UnitId;
    /// Somebody who signs in.
    UserId;
    /// A form that stands on another web site.
    WebFormId;
}
