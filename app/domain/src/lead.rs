//! A person we may sell to, and the way from new to customer.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::asked::AskedBefore;
use crate::forms::LeadFact;
use crate::ids::{CompanyId, LeadId, OpportunityId, UserId};
use crate::interaction::{InteractionKind, Outcome, TimelineEntry};
use crate::lifecycle::Step;
use crate::list::Person;
use crate::money::Cents;
use crate::opportunity::DealStatus;
use crate::qualification::QualificationView;
use crate::ratio::Ratio;
use crate::relations::Relation;
use crate::scoring::{Grade, LeadScore, ScoreWhy};
use crate::task::{ProposedTask, TaskRow};
use crate::text_enum::text_enum;

text_enum! {
    /// Where a lead stands.
    LeadStatus {
        /// Nobody has spoken to them.
        New = "new", "New";
        /// Somebody has.
        Contacted = "contacted", "Contacted";
        /// They have a need, a budget, a say and a date.
        Qualified = "qualified", "Qualified";
        /// There is a deal.
        Opportunity = "opportunity", "Opportunity";
        /// They bought.
        Customer = "customer", "Customer";
        /// It will not be.
        Disqualified = "disqualified", "Disqualified";
    }
}

impl LeadStatus {
    /// The way forward, in order; disqualified is no part of it.
    pub const LIFECYCLE: &'static [Self] =
        &[Self::New, Self::Contacted, Self::Qualified, Self::Opportunity, Self::Customer];

    /// The status after an event that shows at least `reached`: a lead moves forward by what happens, never backward,
    /// and a disqualified one stays so until a person says otherwise.
    #[must_use]
    pub fn after(self, reached: Self) -> Self {
        if self == Self::Disqualified || reached == Self::Disqualified {
            return self;
        }
        self.max(reached)
    }

    /// The status after an interaction: the first contact that reached them makes a new lead contacted.
    #[must_use]
    pub fn after_interaction(self, kind: InteractionKind, outcome: Option<Outcome>) -> Self {
        let contact = match kind {
            InteractionKind::Call | InteractionKind::Meeting => {
                outcome.is_none_or(Outcome::reached)
            }
            InteractionKind::Email | InteractionKind::Sms | InteractionKind::Whatsapp => true,
            InteractionKind::Note | InteractionKind::WebVisit | InteractionKind::Form => false,
        };
        if contact { self.after(Self::Contacted) } else { self }
    }
}

text_enum! {
    /// How far the qualification has come.
    Qualification {
        /// Questions are open.
        InProgress = "in_progress", "In progress";
        /// All that is needed is known.
        Qualified = "qualified", "Qualified";
        /// They will not buy.
        Unqualified = "unqualified", "Unqualified";
    }
}

text_enum! {
    /// What say a person has in buying.
    Authority {
        /// Not asked yet.
        Unknown = "unknown", "Not known";
        /// Uses what is bought.
        User = "user", "User";
        /// Is heard.
        Influencer = "influencer", "Influencer";
        /// Decides.
        Decider = "decider", "Decider";
    }
}

text_enum! {
    /// How a person wants to be reached.
    ContactMethod {
        /// By mail.
        Email = "email", "Mail";
        /// By phone.
        Phone = "phone", "Phone";
        /// By text message.
        Sms = "sms", "SMS";
        /// By `WhatsApp`.
        Whatsapp = "whatsapp", "WhatsApp";
    }
}

/// A lead as it stands in the store: the fields a use case decides on and the page shows.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Lead {
    /// The lead.
    pub id: LeadId,
    /// Full name.
    pub name: String,
    /// Lower case.
    pub email: Option<String>,
    /// As entered.
    pub phone: Option<String>,
    /// As entered.
    pub job_title: Option<String>,
    /// Where they work.
    pub company_id: Option<CompanyId>,
    /// Who looks after them.
    pub owner_id: Option<UserId>,
    /// Where they stand.
    pub status: LeadStatus,
    /// The furthest they ever were.
    pub furthest_status: LeadStatus,
    /// Since when.
    pub status_entered_at: DateTime<Utc>,
    /// Why it will not be.
    pub disqualified_reason: Option<String>,
    /// Where they come from.
    pub source: String,
    /// Country, as entered.
    pub country: Option<String>,
    /// City, as entered.
    pub city: Option<String>,
    /// How far the qualification has come.
    pub qualification_status: Qualification,
    /// How they want to be reached.
    pub preferred_contact_method: Option<ContactMethod>,
    /// When they want to be reached, in words.
    pub preferred_contact_time: Option<String>,
    /// What hurts.
    pub pain_points: Vec<String>,
    /// What they asked about.
    pub interests: Vec<String>,
    /// Who else decides.
    pub decision_makers: Vec<String>,
    /// Budget in words.
    pub budget_range: Option<String>,
    /// Budget as a figure, where one was named.
    pub budget: Option<Cents>,
    /// When they mean to decide, in words.
    pub decision_timeline: Option<String>,
    /// What say they have.
    pub authority: Authority,
    /// Asked not to be contacted.
    pub do_not_contact: bool,
    /// Interactions so far.
    pub total_interactions: i64,
    /// Last contact from or with us.
    pub last_contacted_at: Option<DateTime<Utc>>,
    /// Who made it.
    pub last_contacted_by: Option<UserId>,
    /// Last word from them.
    pub last_inbound_at: Option<DateTime<Utc>>,
    /// When somebody means to come back to them.
    pub next_follow_up_at: Option<DateTime<Utc>>,
    /// Out of the queue until then.
    pub snoozed_until: Option<DateTime<Utc>>,
    /// First seen.
    pub created_at: DateTime<Utc>,
    /// For the check against lost updates.
    pub version: i64,
}

impl Lead {
    /// A lead of which nothing is known but its name, where it comes from and when.
    #[must_use]
    pub fn new(
        id: LeadId,
        name: impl Into<String>,
        source: impl Into<String>,
        created_at: DateTime<Utc>,
    ) -> Self {
        Self {
            id,
            name: name.into(),
            email: None,
            phone: None,
            job_title: None,
            company_id: None,
            owner_id: None,
            status: LeadStatus::New,
            furthest_status: LeadStatus::New,
            status_entered_at: created_at,
            disqualified_reason: None,
            source: source.into(),
            country: None,
            city: None,
            qualification_status: Qualification::InProgress,
            preferred_contact_method: None,
            preferred_contact_time: None,
            pain_points: Vec::new(),
            interests: Vec::new(),
            decision_makers: Vec::new(),
            budget_range: None,
            budget: None,
            decision_timeline: None,
            authority: Authority::Unknown,
            do_not_contact: false,
            total_interactions: 0,
            last_contacted_at: None,
            last_contacted_by: None,
            last_inbound_at: None,
            next_follow_up_at: None,
            snoozed_until: None,
            created_at,
            version: 1,
        }
    }
}

/// A row of the list of leads.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct LeadRow {
    /// The lead.
    pub id: LeadId,
    /// Full name.
    pub name: String,
    /// Where they work.
    pub company: Option<String>,
    /// Who looks after them.
    pub owner: Option<Person>,
    /// Where they stand.
    pub status: LeadStatus,
    /// 0 to 100.
    pub score: i64,
    /// A to D.
    pub grade: Grade,
    /// Where they come from.
    pub source: String,
    /// Last contact.
    pub last_contacted_at: Option<DateTime<Utc>>,
    /// First seen.
    pub created_at: DateTime<Utc>,
}

/// A lead's page.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct LeadPage {
    /// When the page was made.
    pub now: DateTime<Utc>,
    /// The record.
    pub lead: Lead,
    /// The day and hours at which calls to them, or to people like them, are answered; nothing where none stands out.
    pub best_time: Option<String>,
    /// Where they work.
    pub company: Option<CompanyCard>,
    /// Who looks after them.
    pub owner: Option<Person>,
    /// The score as it stands in every list, with its reasons.
    pub score: LeadScore,
    /// When it was computed.
    pub scored_at: DateTime<Utc>,
    /// What moved it in the last week, and what would raise it.
    pub why: ScoreWhy,
    /// The score over time, oldest first.
    pub score_history: Vec<(DateTime<Utc>, i64)>,
    /// What is known of their need and wishes, each with who learned it and when.
    pub facts: Vec<KnownFact>,
    /// The way they came, step by step, oldest first.
    pub way: Vec<Step>,
    /// Their deals.
    pub deals: Vec<DealOfLead>,
    /// What was found out about their need, money, say and time.
    pub qualification: QualificationView,
    /// Open tasks about them.
    pub tasks: Vec<TaskRow>,
    /// What was promised in the last contacts and is no task yet.
    pub proposed: Vec<ProposedTask>,
    /// What happened, newest first.
    pub timeline: Vec<TimelineEntry>,
    /// What colleagues found out already of what is asked.
    #[serde(default)]
    pub asked: Vec<AskedBefore>,
    /// Who of us was in contact with them.
    #[serde(default)]
    pub relations: Vec<Relation>,
}

/// Something known about a lead, with where it is from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct KnownFact {
    /// What it is about.
    pub fact: LeadFact,
    /// As people read it; empty when it is not known.
    pub value: String,
    /// Who wrote it and when; nothing when it came with the record.
    pub source: Option<(String, DateTime<Utc>)>,
}

/// A company in brief.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CompanyCard {
    /// The company.
    pub id: CompanyId,
    /// Its name.
    pub name: String,
    /// What it does.
    pub industry: Option<String>,
    /// How many work there.
    pub employees: Option<i64>,
    /// Where.
    pub country: Option<String>,
}

/// One of a lead's deals.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DealOfLead {
    /// The deal.
    pub id: OpportunityId,
    /// Its name.
    pub name: String,
    /// Its stage's name.
    pub stage: String,
    /// Open, won or lost.
    pub status: DealStatus,
    /// What it is worth.
    pub amount: Cents,
    /// P(won); of a closed deal 0 or 1.
    pub win: Ratio,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_lead_moves_forward_by_what_happens_and_never_back() {
        assert_eq!(LeadStatus::New.after(LeadStatus::Opportunity), LeadStatus::Opportunity);
        assert_eq!(LeadStatus::Customer.after(LeadStatus::Contacted), LeadStatus::Customer);
        assert_eq!(LeadStatus::Disqualified.after(LeadStatus::Customer), LeadStatus::Disqualified);
    }

    #[test]
    fn a_call_nobody_answered_is_no_contact() {
        let after = |kind, outcome| LeadStatus::New.after_interaction(kind, outcome);
        assert_eq!(after(InteractionKind::Call, Some(Outcome::NoAnswer)), LeadStatus::New);
        assert_eq!(after(InteractionKind::Call, Some(Outcome::Interested)), LeadStatus::Contacted);
        assert_eq!(after(InteractionKind::Note, None), LeadStatus::New);
    }
}
