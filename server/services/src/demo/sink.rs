//! Rows on their way into the database: kept until there are enough for one statement.

use std::collections::{BTreeMap, HashSet};

use domain::calendar::month_of;
use domain::ids::{
    BatchId, CompanyId, EnrolmentId, InteractionId, LeadId, LearnerId, OpportunityId, TaskId,
};
use domain::opportunity::{DealStatus, Opportunity};
use store::bulk::{
    Company, Enrolment, Interaction, Learner, Load, NewDeal, NewLead, Table, Task, Touch,
};

use store::Db;
use store::opportunity_reads::Contact;

use super::targets::Won;
use crate::ServiceResult;

/// How many rows are kept at most, so that memory stays small however large the company is.
const ENOUGH: usize = 4_000;

/// Collects rows and writes them in the order in which they refer to each other.
#[derive(Debug)]
pub(super) struct Sink {
    pub load: Load,
    pub companies: Vec<Company>,
    pub leads: Vec<NewLead>,
    pub deals: Vec<NewDeal>,
    pub interactions: Vec<Interaction>,
    pub tasks: Vec<Task>,
    pub touches: Vec<Touch>,
    pub learners: Vec<Learner>,
    pub enrolments: Vec<Enrolment>,
    pub written: Written,
    pub won: Won,
    pub seats_left: BTreeMap<BatchId, i64>,
    pub company_names: HashSet<String>,
    /// Open deals and the talk about them: they are estimated last.
    pub open: Vec<(Opportunity, Contact)>,
    /// The chance each deal really has.
    pub truth: Vec<(OpportunityId, DealStatus, f64)>,
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
}

impl Sink {
    pub(super) fn new(load: Load) -> Self {
        Self {
            load,
            companies: Vec::new(),
            leads: Vec::new(),
            deals: Vec::new(),
            interactions: Vec::new(),
            tasks: Vec::new(),
            touches: Vec::new(),
            learners: Vec::new(),
            enrolments: Vec::new(),
            written: Written::default(),
            won: Won::new(),
            seats_left: BTreeMap::new(),
            company_names: HashSet::new(),
            open: Vec::new(),
            truth: Vec::new(),
        }
    }

    pub(super) fn company_id(&mut self) -> CompanyId {
        self.load.next(Table::Company)
    }

    pub(super) fn lead_id(&mut self) -> LeadId {
        self.load.next(Table::Lead)
    }

    pub(super) fn deal_id(&mut self) -> OpportunityId {
        self.load.next(Table::Opportunity)
    }

    pub(super) fn interaction_id(&mut self) -> InteractionId {
        self.load.next(Table::Interaction)
    }

    pub(super) fn task_id(&mut self) -> TaskId {
        self.load.next(Table::Task)
    }

    pub(super) fn learner_id(&mut self) -> LearnerId {
        self.load.next(Table::Learner)
    }

    pub(super) fn enrolment_id(&mut self) -> EnrolmentId {
        self.load.next(Table::Enrolment)
    }

    /// Counts what a rep won, for the targets.
    pub(super) fn won(&mut self, status: DealStatus, deal: &Opportunity) {
        if let (DealStatus::Won, Some(owner), Some(day)) = (status, deal.owner_id, deal.closed_on) {
            let sum = self.won.entry((owner, month_of(day))).or_default();
            *sum = domain::money::Cents::sum([*sum, deal.amount]);
        }
    }

    /// Makes what was written so far last; see [`Load::commit_part`].
    pub(super) async fn commit_part(self, db: &Db) -> ServiceResult<Self> {
        let load = self.load.commit_part(db).await?;
        Ok(Self { load, ..self })
    }

    /// Writes what has come together, when it is enough.
    pub(super) async fn flush_when_full(&mut self) -> ServiceResult<bool> {
        let full = self.leads.len() + self.interactions.len() >= ENOUGH;
        if full {
            self.flush().await?;
        }
        Ok(full)
    }

    /// Writes what has come together.
    pub(super) async fn flush(&mut self) -> ServiceResult<()> {
        self.count();
        self.load.companies(&std::mem::take(&mut self.companies)).await?;
        self.load.leads(&std::mem::take(&mut self.leads)).await?;
        self.load.deals(&std::mem::take(&mut self.deals)).await?;
        self.load.interactions(&std::mem::take(&mut self.interactions)).await?;
        self.load.tasks(&std::mem::take(&mut self.tasks)).await?;
        self.load.touches(&std::mem::take(&mut self.touches)).await?;
        self.load.learners(&std::mem::take(&mut self.learners)).await?;
        self.load.enrolments(&std::mem::take(&mut self.enrolments)).await?;
        Ok(())
    }

    fn count(&mut self) {
        let open = DealStatus::Open;
        self.written.companies += self.companies.len();
        self.written.leads += self.leads.len();
        self.written.deals += self.deals.len();
        self.written.open_deals +=
            self.deals.iter().filter(|deal| deal.deal.status == open).count();
        self.written.interactions += self.interactions.len();
        self.written.tasks += self.tasks.len();
    }
}
