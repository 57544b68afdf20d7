//! A lead's way from the first word to a deal, or to nothing.

use chrono::{DateTime, Duration, Utc};
use domain::lead::{Lead, LeadStatus, Qualification};
use domain::opportunity::DealStatus;
use store::bulk::Interaction;

use super::deals::{self, Deal};
use super::lines::Filling;
use super::objections;
use super::people::{Firm, Person};
use super::rng::{Rng, logistic, logit};
use super::sink::Sink;
use super::talk::{Contact, Mood, Talk};
use super::texts;
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
    pub(super) fn lead(&mut self) -> &mut Lead {
        &mut self.person.lead
    }

    pub(super) fn now(&self) -> DateTime<Utc> {
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
        let mood = deal.map_or(Mood::Light, |deal| deal.mood_at(at));
        self.say_so(deal, contact, mood, at, rng);
    }

    /// Writes one contact in a mood, unless it lies ahead.
    pub(super) fn say_so(
        &mut self,
        deal: Option<&Deal>,
        contact: Contact,
        mood: Mood,
        at: DateTime<Utc>,
        rng: &mut Rng,
    ) {
        if at >= self.now() {
            return;
        }
        let talk = Talk {
            lead: self.person.lead.id,
            deal: deal.map(|deal| deal.id),
            rep: self.rep.id,
            about: Filling {
                first: self.person.first,
                company: &self.firm.name,
                city: self.firm.city,
                course: deal.map_or(self.person.course.name, |deal| deal.course.name),
                seats: deal.map_or(self.person.seats, |deal| deal.seats),
                rival: deal.map_or_else(|| rng.word(texts::RIVALS), |deal| deal.rival),
            },
        };
        self.past.push(talk.entry(contact, mood, at, rng));
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
        let likely = self.chance_to_qualify();
        if rng.hit(likely) {
            self.qualify(sink, contacted, rng);
        } else {
            self.fade(contacted, rng);
        }
    }

    /// The chance that something comes of the first contact, as the world that made them knows it.
    pub(super) fn chance_to_qualify(&self) -> f64 {
        if self.habits.deal_share <= 0.0 {
            return 0.0;
        }
        let usual = (self.habits.deal_share * 1.45).min(0.6);
        logistic(logit(usual) + self.person.drivers.sum())
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
            let mut deal = deals::make(self, sink, at, rng);
            let (status, closed_at) = (deal.way.status, deal.way.closed_at);
            let objection = deal.objection;
            let heard = self.follow_deal(&deal, rng);
            deal.truth = deal.way.truth(heard);
            self.deals.push(deal);
            let Some(closed_at) = closed_at else { return self.reach(LeadStatus::Opportunity, at) };
            if status == DealStatus::Lost {
                return self.lose(at, closed_at, objection.reason, rng);
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
    fn lose(&mut self, at: DateTime<Utc>, closed_at: DateTime<Utc>, reason: &str, rng: &mut Rng) {
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
            lead.disqualified_reason = Some(reason.to_owned());
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
        let Some(unfit) = rng.pick(objections::UNFIT) else { return };
        self.say_so(None, Contact::CallBad, Mood::Unfit(unfit), at, rng);
        let lead = self.lead();
        lead.status = LeadStatus::Disqualified;
        lead.status_entered_at = at;
        lead.qualification_status = Qualification::Unqualified;
        lead.disqualified_reason = Some(unfit.reason.to_owned());
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
                if contact == Contact::NoAnswer {
                    at = self.world.calendar.over_lunch(at);
                }
                self.say(None, contact, at, rng);
            }
            chance *= 0.85;
        }
    }

    /// Some who are new are all over the place this week. Not those with a deal: what is seen of an open one must have
    /// been seen of closed ones too.
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
        let alive = lead.status != LeadStatus::Disqualified && lead.status != LeadStatus::New;
        if !alive || !fresh || !self.deals.is_empty() || !rng.hit(0.35) {
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
}
