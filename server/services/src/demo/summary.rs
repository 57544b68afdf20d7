//! The end of a lead's story: what it sums up to, what is to be done next, and the rows of it all.

use chrono::{DateTime, Duration, Utc};
use domain::lead::LeadStatus;
use domain::opportunity::DealStatus;
use domain::scoring::Profile;
use domain::task::TaskStatus;
use store::bulk::{NewLead, Task, Touch};
use store::leads::Facts;

use super::journey::Story;
use super::lines::{Filling, fill};
use super::rng::Rng;
use super::sink::Sink;
use super::talk::{is_contact, is_inbound};
use super::{deals, scores, texts};

impl Story<'_> {
    /// Sums the past up, scores it and hands everything over.
    pub(super) fn finish(mut self, sink: &mut Sink, rng: &mut Rng) {
        self.past.sort_by_key(|entry| entry.at);
        for entry in &mut self.past {
            entry.id = sink.interaction_id();
        }
        self.sum_up(rng);
        self.touch(sink, rng);
        self.plan(sink, rng);
        let profile = profile(&self);
        let (score, history) =
            scores::of(profile, &self.past, self.person.lead.created_at, self.now());
        let chance = self.chance_to_qualify();
        sink.truth.lead(&self.person.lead, chance, &self.person.drivers);
        for deal in std::mem::take(&mut self.deals) {
            deals::hand_over(self.world, sink, deal, &self.past, rng);
        }
        sink.rows.interactions.append(&mut self.past);
        sink.rows.leads.push(NewLead {
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
            sink.rows.touches.push(Touch {
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
            sink.rows.touches.push(Touch { lead_id: lead.id, campaign_id, channel, at });
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
            sink.rows.tasks.push(task);
        }
        if let Some(done_at) = lead.last_contacted_at.filter(|_| rng.hit(0.15)) {
            let task = self.task(sink, None, (done_at, Some(done_at)), rng);
            sink.rows.tasks.push(task);
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
            city: self.firm.city,
            course: self.person.course.name,
            seats: self.person.seats,
            rival: "",
        };
        Task {
            id: sink.task_id(),
            title: fill(title, &about, rng),
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
