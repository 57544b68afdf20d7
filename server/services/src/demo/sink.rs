//! Rows on their way into the database: kept until there are enough for one statement.

use std::collections::{BTreeMap, HashSet};

use domain::calendar::month_of;
use domain::ids::{
    BatchId, CompanyId, EnrolmentId, InteractionId, LeadId, LearnerId, OpportunityId, TaskId,
};
use domain::opportunity::{DealStatus, Opportunity};
use store::bulk::{
    Company, Enrolment, Interaction, Keys, Learner, Load, NewDeal, NewLead, Table, Task, Touch,
};
use store::opportunity_reads::Contact;

use super::targets::Won;
use super::truth::Truth;
use crate::ServiceResult;

/// How many rows go on their way together: few enough that memory stays small however large the company is, and many
/// enough that `PostgreSQL`'s answer to each `copy`, some 40 ms when a small one waits to be acknowledged, is rare.
const ENOUGH: usize = 48_000;

/// Rows in the order in which they refer to each other.
#[derive(Debug, Default)]
pub(super) struct Rows {
    pub companies: Vec<Company>,
    pub leads: Vec<NewLead>,
    pub deals: Vec<NewDeal>,
    pub interactions: Vec<Interaction>,
    pub tasks: Vec<Task>,
    pub touches: Vec<Touch>,
    pub learners: Vec<Learner>,
    pub enrolments: Vec<Enrolment>,
}

impl Rows {
    pub(super) const fn are_enough(&self) -> bool {
        self.leads.len() + self.interactions.len() >= ENOUGH
    }

    /// Writes them.
    pub(super) async fn write(&self, load: &mut Load) -> ServiceResult<()> {
        load.companies(&self.companies).await?;
        load.leads(&self.leads).await?;
        load.deals(&self.deals).await?;
        load.interactions(&self.interactions).await?;
        load.tasks(&self.tasks).await?;
        load.touches(&self.touches).await?;
        load.learners(&self.learners).await?;
        load.enrolments(&self.enrolments).await?;
        Ok(())
    }
}

/// Collects rows, and what has to be remembered of them.
#[derive(Debug)]
pub(super) struct Sink {
    pub rows: Rows,
    pub keys: Keys,
    pub won: Won,
    pub seats_left: BTreeMap<BatchId, i64>,
    pub company_names: HashSet<String>,
    /// Open deals and the talk about them: they are estimated last.
    pub open: Vec<(Opportunity, Contact)>,
    pub truth: Truth,
}

/// How many records were written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Written {
    /// Companies.
    pub companies: usize,
    /// Leads.
    pub leads: usize,
    /// Deals, open and closed.
    pub deals: usize,
    /// Deals that are open.
    pub open_deals: usize,
    /// Interactions.
    pub interactions: usize,
    /// Tasks.
    pub tasks: usize,
    /// Rows of tables: these records, each one's entry in the journal, and what belongs to them (versions, moves,
    /// scores, touches, products, learners, enrolments).
    pub rows: usize,
}

impl Written {
    /// All of them.
    #[must_use]
    pub const fn records(&self) -> usize {
        self.companies + self.leads + self.deals + self.interactions + self.tasks
    }

    pub(super) fn add(&mut self, rows: &Rows) {
        let open = DealStatus::Open;
        self.companies += rows.companies.len();
        self.leads += rows.leads.len();
        self.deals += rows.deals.len();
        self.open_deals += rows.deals.iter().filter(|deal| deal.deal.status == open).count();
        self.interactions += rows.interactions.len();
        self.tasks += rows.tasks.len();
        let journalled = rows.companies.len()
            + rows.leads.len()
            + rows.deals.len()
            + rows.interactions.len()
            + rows.tasks.len()
            + rows.learners.len()
            + rows.enrolments.len();
        let scores: usize = rows.leads.iter().map(|lead| lead.history.len()).sum();
        let of_deal = |deal: &NewDeal| {
            deal.versions.len() + deal.moves.len() + usize::from(deal.quantity.is_some())
        };
        let past: usize = rows.deals.iter().map(of_deal).sum();
        self.rows += 2 * journalled + scores + past + rows.touches.len();
    }
}

impl Sink {
    pub(super) fn new(keys: Keys, truth: Truth) -> Self {
        Self {
            rows: Rows::default(),
            keys,
            won: Won::new(),
            seats_left: BTreeMap::new(),
            company_names: HashSet::new(),
            open: Vec::new(),
            truth,
        }
    }

    pub(super) fn company_id(&mut self) -> CompanyId {
        self.keys.next(Table::Company)
    }

    pub(super) fn lead_id(&mut self) -> LeadId {
        self.keys.next(Table::Lead)
    }

    pub(super) fn deal_id(&mut self) -> OpportunityId {
        self.keys.next(Table::Opportunity)
    }

    pub(super) fn interaction_id(&mut self) -> InteractionId {
        self.keys.next(Table::Interaction)
    }

    pub(super) fn task_id(&mut self) -> TaskId {
        self.keys.next(Table::Task)
    }

    pub(super) fn learner_id(&mut self) -> LearnerId {
        self.keys.next(Table::Learner)
    }

    pub(super) fn enrolment_id(&mut self) -> EnrolmentId {
        self.keys.next(Table::Enrolment)
    }

    /// Counts what a rep won, for the targets.
    pub(super) fn won(&mut self, status: DealStatus, deal: &Opportunity) {
        if let (DealStatus::Won, Some(owner), Some(day)) = (status, deal.owner_id, deal.closed_on) {
            let sum = self.won.entry((owner, month_of(day))).or_default();
            *sum = domain::money::Cents::sum([*sum, deal.amount]);
        }
    }
}
