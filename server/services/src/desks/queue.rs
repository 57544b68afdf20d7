//! A person's queue: own leads, open deals and due tasks as candidates, put into order by the brain.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Offset, TimeZone, Utc};
use domain::access::Scope;
use domain::calendar::Zone;
use domain::desk::QueueLine;
use domain::ids::{LeadId, OpportunityId, StageId, UserId};
use domain::money::Cents;
use domain::queue::{
    Band, Candidate, ContactFacts, DealFacts, DealSigns, QueueConfig, Risk, Subject, TaskFacts,
    build_queue, risks,
};
use domain::ratio::Ratio;
use domain::task::TaskRow;
use store::queue::{self, Contact, QueueDeal, QueueLead, QueueTask};
use store::{Tx, settings, tasks};

use crate::ServiceResult;
use crate::learning::{self, Lesson};
use crate::rhythm::Rhythms;
use crate::risks::Watch;
use crate::session::end_of_day;

/// How many of each kind are looked at: more than anybody does in a day.
const LEADS: i64 = 60;
const PROMISED: i64 = 40;
const DEALS: i64 = 300;
const TASKS: i64 = 100;
/// How many lines of each band the desk shows.
const LINES: usize = 50;
/// How many warnings it shows.
const WARNINGS: usize = 50;

/// What a queue is made of, read at one moment.
pub(super) struct Material {
    leads: Vec<QueueLead>,
    deals: Vec<QueueDeal>,
    about: Vec<QueueTask>,
    /// Open tasks that are overdue or due today, the longest due first.
    pub tasks: Vec<TaskRow>,
    lesson: Lesson,
    watch: Watch,
    rhythms: Rhythms,
    config: QueueConfig,
}

/// How the queue is ordered and when it warns, as set for this installation.
pub(crate) async fn config(tx: &mut Tx) -> ServiceResult<QueueConfig> {
    Ok(settings::get(tx, "queue").await?.unwrap_or_default())
}

impl Material {
    /// Reads it, by the person's clock.
    pub(super) async fn read(
        tx: &mut Tx,
        owner: UserId,
        zone: &Zone,
        now: DateTime<Utc>,
    ) -> ServiceResult<Self> {
        let tonight = end_of_day(zone, now);
        let mut leads = queue::promised_leads(tx, owner, now, tonight, PROMISED).await?;
        let promised: BTreeSet<LeadId> = leads.iter().map(|lead| lead.id).collect();
        let best = queue::best_leads(tx, owner, now, LEADS).await?;
        leads.extend(best.into_iter().filter(|lead| !promised.contains(&lead.id)));
        Ok(Self {
            leads,
            deals: queue::open_deals(tx, &Scope::Mine(owner), DEALS).await?,
            about: queue::due_tasks(tx, owner, tonight, TASKS).await?,
            tasks: tasks::due(tx, owner, tonight, TASKS).await?,
            lesson: learning::lesson(tx).await?,
            watch: Watch::over(tx, &Scope::Mine(owner), now).await?,
            rhythms: Rhythms::learn(tx, owner, now).await?,
            config: config(tx).await?,
        })
    }

    /// The lines in the order to take them. One line for each person: a due task stands for the lead or deal it is
    /// about, and a deal for its lead.
    pub(super) fn lines(&self, zone: &Zone, now: DateTime<Utc>) -> Vec<QueueLine> {
        let mut leads: BTreeSet<LeadId> = self.about.iter().filter_map(|task| task.lead).collect();
        let deals: BTreeSet<OpportunityId> =
            self.about.iter().filter_map(|task| task.deal).collect();
        leads.extend(self.deals.iter().filter_map(|deal| deal.lead));
        let clock = Clock { zone, now };
        let mut candidates = Vec::new();
        let mut add = |mut candidate: Candidate, lead: Option<LeadId>, contact: &Contact| {
            candidate.contact.rhythm = self.rhythms.of(lead, contact.industry.as_deref());
            candidates.push(candidate);
        };
        for (task, about) in self.tasks.iter().zip(&self.about) {
            add(of_task(task, about, &clock), about.lead, &about.contact);
        }
        for deal in self.deals.iter().filter(|deal| !deals.contains(&deal.id)) {
            add(of_deal(deal, self.watch.signs(deal), &clock), deal.lead, &deal.contact);
        }
        for lead in self.leads.iter().filter(|lead| !leads.contains(&lead.id)) {
            add(of_lead(lead, &self.lesson, &clock), Some(lead.id), &lead.contact);
        }
        let buttons = self.buttons();
        let mut shown: BTreeMap<Band, usize> = BTreeMap::new();
        build_queue(&candidates, &self.config, now)
            .into_iter()
            .filter(|item| {
                let lines = shown.entry(item.band).or_default();
                *lines += 1;
                *lines <= LINES
            })
            .map(|item| {
                let (lead, stage, version) =
                    buttons.get(&item.subject).copied().unwrap_or_default();
                QueueLine { item, lead, stage, version }
            })
            .collect()
    }

    /// What the buttons of a line need: with whom to log a contact, where a deal stands, and the record's version.
    fn buttons(&self) -> BTreeMap<Subject, (Option<LeadId>, Option<StageId>, i64)> {
        let leads = self
            .leads
            .iter()
            .map(|lead| (Subject::Lead(lead.id), (Some(lead.id), None, lead.version)));
        let deals = self
            .deals
            .iter()
            .map(|deal| (Subject::Deal(deal.id), (deal.lead, Some(deal.stage_id), deal.version)));
        let tasks = self
            .tasks
            .iter()
            .zip(&self.about)
            .map(|(task, about)| (Subject::Task(task.id), (about.lead, None, task.version)));
        leads.chain(deals).chain(tasks).collect()
    }

    /// Warnings on the open deals that nobody sees to, the largest deal first.
    pub(super) fn warnings(
        &self,
        zone: &Zone,
        now: DateTime<Utc>,
    ) -> Vec<(OpportunityId, String, Risk)> {
        let clock = Clock { zone, now };
        self.deals
            .iter()
            .flat_map(|deal| {
                warn(deal, self.watch.signs(deal), &self.config, &clock)
                    .into_iter()
                    .filter(|risk| self.watch.warning(deal.id, risk.clone()).seen.is_none())
                    .map(|risk| (deal.id, deal.name.clone(), risk))
            })
            .take(WARNINGS)
            .collect()
    }
}

/// The warnings on one open deal.
pub(crate) fn warn(
    deal: &QueueDeal,
    signs: DealSigns,
    config: &QueueConfig,
    clock: &Clock<'_>,
) -> Vec<Risk> {
    let who = deal.contact.name.as_deref().unwrap_or(&deal.name);
    let contact = clock.facts(&deal.contact, who);
    risks(&contact, &deal_facts(deal, signs), &config.risk, clock.now)
}

/// The present time, and the clock of people whose own is not known.
pub(crate) struct Clock<'a> {
    pub(crate) zone: &'a Zone,
    pub(crate) now: DateTime<Utc>,
}

impl Clock<'_> {
    fn facts(&self, contact: &Contact, who: &str) -> ContactFacts {
        let own = contact.time_zone.as_deref().and_then(|name| name.parse::<chrono_tz::Tz>().ok());
        let seconds = match own {
            Some(zone) => i64::from(
                zone.offset_from_utc_datetime(&self.now.naive_utc()).fix().local_minus_utc(),
            ),
            None => (self.zone.local(self.now) - self.now.naive_utc()).num_seconds(),
        };
        ContactFacts {
            last_contact_at: contact.last_contact_at,
            last_inbound_at: contact.last_inbound_at,
            preferred: contact.preferred,
            utc_offset_minutes: i32::try_from(seconds / 60).unwrap_or(0),
            do_not_contact: contact.do_not_contact,
            ..ContactFacts::new(who.to_owned(), contact.created_at)
        }
    }
}

fn of_lead(lead: &QueueLead, lesson: &Lesson, clock: &Clock<'_>) -> Candidate {
    let score = lead.contact.score.map_or(0, i64::from);
    // A lead that scores full marks is as good as a deal; others are so in part.
    let won = Ratio::of(lesson.all.won.into(), lesson.all.closed.into());
    let chance = won.and_then(|won| Ratio::of(i64::from(won.bp()) * score, 1_000_000));
    let who = lead.contact.name.as_deref().unwrap_or("Unnamed lead");
    Candidate {
        subject: Subject::Lead(lead.id),
        contact: clock.facts(&lead.contact, who),
        company: lead.contact.company.clone(),
        value: lead.budget.or(lesson.typical_amount).unwrap_or(Cents::ZERO),
        probability: chance.unwrap_or(Ratio::ZERO),
        score: lead.contact.score,
        due_at: lead.follow_up_at,
        snoozed_until: None,
        deal: None,
        task: None,
    }
}

fn of_deal(deal: &QueueDeal, signs: DealSigns, clock: &Clock<'_>) -> Candidate {
    let who = deal.contact.name.as_ref().or(deal.contact.company.as_ref()).unwrap_or(&deal.name);
    Candidate {
        subject: Subject::Deal(deal.id),
        contact: clock.facts(&deal.contact, who),
        company: deal.contact.company.clone(),
        value: deal.amount,
        probability: deal.win,
        score: deal.contact.score,
        due_at: None,
        snoozed_until: deal.snoozed_until,
        deal: Some(deal_facts(deal, signs)),
        task: None,
    }
}

fn deal_facts(deal: &QueueDeal, signs: DealSigns) -> DealFacts {
    let few = |count: i64| u8::try_from(count.max(0)).unwrap_or(u8::MAX);
    DealFacts {
        stage: deal.stage.clone(),
        stage_entered_at: deal.stage_entered_at,
        normal_dwell_days: u16::try_from(deal.normal_dwell_days).ok(),
        close_on: deal.close_on,
        pushes: few(deal.pushes),
        contacts: few(deal.contacts),
        next_step: deal.next_step.clone(),
        next_step_on: deal.next_step_on,
        signs,
    }
}

fn of_task(task: &TaskRow, about: &QueueTask, clock: &Clock<'_>) -> Candidate {
    let who = about.contact.name.as_ref().or(about.contact.company.as_ref());
    Candidate {
        subject: Subject::Task(task.id),
        contact: clock.facts(&about.contact, who.map_or("Own task", String::as_str)),
        company: about.contact.company.clone(),
        value: about.amount.unwrap_or(Cents::ZERO),
        probability: about.win.unwrap_or(Ratio::ZERO),
        score: about.contact.score,
        due_at: task.due_at,
        snoozed_until: task.snoozed_until,
        deal: None,
        task: Some(TaskFacts { title: task.title.clone(), kind: task.kind }),
    }
}
