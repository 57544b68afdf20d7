//! A lead's way from the first word to a deal, or to nothing.

use chrono::{DateTime, Duration, Utc};
use domain::lead::{Lead, LeadStatus, Qualification};
use domain::opportunity::DealStatus;
use domain::scoring::Profile;
use domain::task::TaskStatus;
use store::bulk::{Interaction, NewLead, Task, Touch};
use store::leads::Facts;

use super::deals::{self, Deal};
use super::people::{Firm, Person};
use super::rng::Rng;
use super::scores;
use super::sink::Sink;
use super::talk::{Contact, Talk, is_contact, is_inbound};
use super::texts::{self, Filling, fill};
use super::world::{Rep, World};

/// How a company of a certain size behaves.
#[derive(Clone, Copy, Debug)]
pub(super) struct Habits {
    /// The share of leads that a deal is made with.
    pub deal_share: f64,
    /// How much people talk, relative to the standard company.
    pub talk: f64,
}

/// What is being written about one lead.
pub(super) struct Story<'a> {
    pub world: &'a World,
    pub rep: &'a Rep,
    pub firm: &'a Firm,
    pub person: Person,
    pub habits: Habits,
    pub past: Vec<Interaction>,
    pub deals: Vec<Deal>,
}

/// Lives a lead's life up to now and hands its rows to the sink.
pub(super) fn live(sink: &mut Sink, mut story: Story<'_>, rng: &mut Rng) {
    story.meet(rng);
    story.warm_up(sink, rng);
    story.heat_up(rng);
    story.finish(sink, rng);
}

impl Story<'_> {
    fn lead(&mut self) -> &mut Lead {
        &mut self.person.lead
    }

    fn now(&self) -> DateTime<Utc> {
        self.world.calendar.now
    }

    /// Writes one contact, unless it lies ahead.
    pub(super) fn say(
        &mut self,
        deal: Option<&Deal>,
        contact: Contact,
        at: DateTime<Utc>,
        rng: &mut Rng,
    ) {
        if at >= self.now() {
            return;
        }
        let rival = rng.word(texts::RIVALS);
        let talk = Talk {
            lead: self.person.lead.id,
            deal: deal.map(|deal| deal.id),
            rep: self.rep.id,
            about: Filling {
                first: self.person.first,
                company: &self.firm.name,
                course: deal.map_or(self.person.course.name, |deal| deal.course.name),
                seats: deal.map_or(self.person.seats, |deal| deal.seats),
                rival,
            },
        };
        self.past.push(talk.entry(contact, at, rng));
    }

    /// How they came.
    fn meet(&mut self, rng: &mut Rng) {
        let at = self.person.lead.created_at;
        match self.person.source.word {
            "web" | "google_ads" | "newsletter" => {
                self.say(None, Contact::Visit, at - Duration::minutes(12), rng);
                self.say(None, Contact::Form, at, rng);
            }
            "event" => self.say(None, Contact::Note, at, rng),
            "linkedin" => self.say(None, Contact::Visit, at, rng),
            _ => {}
        }
    }

    /// First contacts, and what follows from them.
    fn warm_up(&mut self, sink: &mut Sink, rng: &mut Rng) {
        let calendar = self.world.calendar;
        let created = self.person.lead.created_at;
        if !rng.hit(0.93) {
            return;
        }
        let contacted = calendar.after(created, 0.1 + rng.unit() * 2.5, rng);
        if contacted >= calendar.now {
            return;
        }
        let first = if rng.hit(0.5) { Contact::Outreach } else { Contact::CallWait };
        self.say(None, first, contacted, rng);
        self.reach(LeadStatus::Contacted, contacted);
        let likely = (self.habits.deal_share * 1.45).min(0.6);
        if rng.hit(likely) {
            self.qualify(sink, contacted, rng);
        } else {
            self.fade(contacted, rng);
        }
    }

    fn qualify(&mut self, sink: &mut Sink, contacted: DateTime<Utc>, rng: &mut Rng) {
        let calendar = self.world.calendar;
        let at = calendar.after(contacted, 2.0 + rng.unit() * 14.0, rng);
        self.say(None, Contact::Reply, calendar.after(contacted, 1.0, rng), rng);
        self.say(None, Contact::CallGood, at, rng);
        if at >= calendar.now {
            return;
        }
        self.reach(LeadStatus::Qualified, at);
        self.lead().qualification_status = Qualification::Qualified;
        let deal_at = calendar.after(at, 0.5 + rng.unit() * 8.0, rng);
        if rng.hit(0.69) && deal_at < calendar.now {
            self.sell(sink, deal_at, rng);
        } else {
            self.chat(at, 2.0, rng);
        }
    }

    /// One deal after the other, as long as they buy.
    fn sell(&mut self, sink: &mut Sink, first_at: DateTime<Utc>, rng: &mut Rng) {
        let mut at = first_at;
        loop {
            let deal = deals::make(self, sink, at, rng);
            let (status, closed_at) = (deal.way.status, deal.way.closed_at);
            self.follow_deal(&deal, rng);
            self.deals.push(deal);
            let Some(closed_at) = closed_at else { return self.reach(LeadStatus::Opportunity, at) };
            if status == DealStatus::Lost {
                return self.lose(at, closed_at, rng);
            }
            self.reach(LeadStatus::Opportunity, at);
            self.reach(LeadStatus::Customer, closed_at);
            at = self.world.calendar.after(closed_at, 40.0 + rng.unit() * 160.0, rng);
            if !rng.hit(0.45) || at >= self.now() {
                return;
            }
        }
    }

    /// A lost deal: some lead stays warm, some is given up.
    fn lose(&mut self, at: DateTime<Utc>, closed_at: DateTime<Utc>, rng: &mut Rng) {
        if self.person.lead.status == LeadStatus::Customer {
            return;
        }
        self.reach(LeadStatus::Opportunity, at);
        let lead = self.lead();
        lead.status_entered_at = closed_at;
        if rng.hit(0.5) {
            lead.status = LeadStatus::Qualified;
        } else {
            lead.status = LeadStatus::Disqualified;
            lead.disqualified_reason = Some(rng.word(texts::LOST).to_owned());
        }
    }

    /// Little comes of it.
    fn fade(&mut self, contacted: DateTime<Utc>, rng: &mut Rng) {
        self.chat(contacted, 1.0, rng);
        if !rng.hit(0.4) {
            return;
        }
        let at = self.world.calendar.after(contacted, 10.0 + rng.unit() * 40.0, rng);
        if at >= self.now() {
            return;
        }
        self.say(None, Contact::CallBad, at, rng);
        let lead = self.lead();
        lead.status = LeadStatus::Disqualified;
        lead.status_entered_at = at;
        lead.qualification_status = Qualification::Unqualified;
        lead.disqualified_reason = Some(rng.word(texts::UNFIT).to_owned());
    }

    /// Some contacts in the weeks after `from`.
    fn chat(&mut self, from: DateTime<Utc>, rounds: f64, rng: &mut Rng) {
        const LIGHT: &[Contact] = &[
            Contact::Opened,
            Contact::Opened,
            Contact::Clicked,
            Contact::NoAnswer,
            Contact::Outreach,
            Contact::Visit,
            Contact::Reply,
            Contact::CallWait,
        ];
        let mut at = from;
        let mut chance = (0.55 * rounds * self.habits.talk).min(0.85);
        while rng.hit(chance) {
            at = self.world.calendar.after(at, 1.0 + rng.unit() * 18.0, rng);
            if let Some(contact) = rng.pick(LIGHT).copied() {
                self.say(None, contact, at, rng);
            }
            chance *= 0.85;
        }
    }

    /// Some who are new or have an open deal are all over the place this week.
    fn heat_up(&mut self, rng: &mut Rng) {
        const HOT: &[Contact] = &[
            Contact::Visit,
            Contact::Clicked,
            Contact::Visit,
            Contact::Reply,
            Contact::Form,
            Contact::Meeting,
        ];
        let calendar = self.world.calendar;
        let lead = &self.person.lead;
        let fresh = calendar.now - lead.created_at < Duration::days(45);
        let open =
            self.deals.iter().any(|deal| deal.way.status == DealStatus::Open && deal.engaged);
        let alive = lead.status != LeadStatus::Disqualified && lead.status != LeadStatus::New;
        if !alive || !(fresh || open) || !rng.hit(0.35) {
            return;
        }
        for contact in HOT {
            let at = calendar.at(calendar.today - Duration::days(rng.between(0, 6)), rng);
            if at > self.person.lead.status_entered_at {
                self.say(None, *contact, at, rng);
            }
        }
    }

    fn reach(&mut self, status: LeadStatus, at: DateTime<Utc>) {
        let lead = self.lead();
        lead.furthest_status = lead.furthest_status.after(status);
        let now = lead.status.after(status);
        if now != lead.status {
            lead.status = now;
            lead.status_entered_at = at;
        }
    }

    /// Sums the past up, scores it and hands everything over.
    fn finish(mut self, sink: &mut Sink, rng: &mut Rng) {
        self.past.sort_by_key(|entry| entry.at);
        for entry in &mut self.past {
            entry.id = sink.interaction_id();
        }
        self.sum_up(rng);
        self.touch(sink, rng);
        self.plan(sink, rng);
        let profile = profile(&self);
        let (score, history) = scores::of(profile, &self.past, self.now());
        for deal in std::mem::take(&mut self.deals) {
            deals::hand_over(self.world, sink, deal, &self.past, rng);
        }
        sink.interactions.append(&mut self.past);
        sink.leads.push(NewLead {
            product_id: Some(self.person.course.id),
            time_zone: Some(self.firm.time_zone.to_owned()),
            external_key: None,
            score,
            history,
            lead: self.person.lead,
        });
    }

    fn sum_up(&mut self, rng: &mut Rng) {
        let contact = self.past.iter().rev().find(|entry| is_contact(entry));
        let (last, by) = (contact.map(|entry| entry.at), contact.and_then(|entry| entry.user_id));
        let inbound = self.past.iter().rev().find(|entry| is_inbound(entry)).map(|entry| entry.at);
        let interactions = i64::try_from(self.past.len()).unwrap_or(0);
        let now = self.now();
        let lead = self.lead();
        lead.total_interactions = interactions;
        lead.last_contacted_at = last;
        lead.last_contacted_by = by.or(last.and(lead.owner_id));
        lead.last_inbound_at = inbound;
        let alive = !matches!(lead.status, LeadStatus::Disqualified | LeadStatus::Customer);
        if alive && last.is_some_and(|at| now - at < Duration::days(45)) && rng.hit(0.4) {
            lead.next_follow_up_at = Some(now + Duration::hours(rng.between(-60, 240)));
        }
        if alive && rng.hit(0.01) {
            lead.snoozed_until = Some(now + Duration::days(rng.between(1, 12)));
        }
    }

    /// The campaigns that brought them.
    fn touch(&self, sink: &mut Sink, rng: &mut Rng) {
        let lead = &self.person.lead;
        let day = lead.created_at.date_naive();
        let runs = |source: Option<&str>| {
            let fits = move |word: &str| source.is_none_or(|source| source == word);
            self.world
                .campaigns
                .iter()
                .filter(|campaign| {
                    campaign.from <= day && day <= campaign.to && fits(campaign.source)
                })
                .map(|campaign| (campaign.id, campaign.source))
                .collect::<Vec<_>>()
        };
        if let Some((campaign_id, channel)) =
            rng.pick(&runs(Some(self.person.source.word))).copied()
        {
            sink.touches.push(Touch {
                lead_id: lead.id,
                campaign_id,
                channel,
                at: lead.created_at,
            });
        }
        if rng.hit(0.25)
            && let Some((campaign_id, channel)) = rng.pick(&runs(None)).copied()
        {
            let at = lead.created_at - Duration::hours(rng.between(2, 400));
            sink.touches.push(Touch { lead_id: lead.id, campaign_id, channel, at });
        }
    }

    /// What the rep means to do next, and did before.
    fn plan(&self, sink: &mut Sink, rng: &mut Rng) {
        let now = self.now();
        let lead = &self.person.lead;
        let fresh = lead.last_contacted_at.is_some_and(|at| now - at < Duration::days(40));
        let open = self.deals.iter().find(|deal| deal.way.status == DealStatus::Open);
        let chance = match (open, lead.status) {
            (Some(_), _) => 0.55,
            (None, LeadStatus::Disqualified) => 0.0,
            (None, _) if fresh => 0.12,
            (None, _) => 0.0,
        };
        if rng.hit(chance) {
            let due = now + Duration::hours(rng.between(-96, 240));
            let task = self.task(sink, open.map(|deal| deal.id), (due, None), rng);
            sink.tasks.push(task);
        }
        if let Some(done_at) = lead.last_contacted_at.filter(|_| rng.hit(0.15)) {
            let task = self.task(sink, None, (done_at, Some(done_at)), rng);
            sink.tasks.push(task);
        }
    }

    fn task(
        &self,
        sink: &mut Sink,
        deal: Option<domain::ids::OpportunityId>,
        (due, done): (DateTime<Utc>, Option<DateTime<Utc>>),
        rng: &mut Rng,
    ) -> Task {
        let (title, kind) = rng
            .pick(texts::TASKS)
            .copied()
            .unwrap_or(("Follow up", domain::task::TaskKind::FollowUp));
        let about = Filling {
            first: self.person.first,
            company: &self.firm.name,
            course: self.person.course.name,
            seats: self.person.seats,
            rival: "",
        };
        Task {
            id: sink.task_id(),
            title: fill(title, &about),
            kind,
            lead_id: Some(self.person.lead.id),
            opportunity_id: deal,
            owner_id: self.rep.id,
            due_at: Some(due),
            status: if done.is_some() { TaskStatus::Done } else { TaskStatus::Open },
            priority_score: rng.between(30, 90),
            completed_at: done,
            created_at: (due - Duration::days(rng.between(1, 9)))
                .min(self.now())
                .max(self.person.lead.created_at),
        }
    }
}

/// What the score knows of a person.
fn profile(story: &Story<'_>) -> Profile {
    let lead = &story.person.lead;
    let facts = Facts {
        job_title: lead.job_title.clone(),
        pain_points: lead.pain_points.len(),
        budget: lead.budget,
        decision_timeline: lead.decision_timeline.clone(),
        authority: lead.authority,
        asked_for_product: true,
        price: Some(story.person.course.price),
        employees: Some(story.firm.employees),
        industry: Some(story.firm.industry.to_owned()),
        country: lead.country.clone(),
    };
    crate::leads::profile(&facts, &story.world.ideal)
}
