//! Deals: what is offered, what is said about it, and what it becomes.

use chrono::{DateTime, Duration, Utc};
use domain::catalogue::EnrolmentStatus;
use domain::ids::{CompanyId, LeadId, OpportunityId, UserId};
use domain::interaction::{Direction, InteractionKind};
use domain::money::Cents;
use domain::opportunity::{DealStatus, Opportunity, StageKind};
use domain::ratio::Ratio;
use domain::win::WinEstimate;
use store::bulk::{Enrolment, Interaction, Learner, Load, NewDeal};
use store::opportunity_reads::Contact;

use super::journey::Story;
use super::names;
use super::objections::{self, Objection};
use super::rng::{Rng, days_density, days_left_share, float, pow, whole};
use super::sink::Sink;
use super::talk::{Contact as Said, Mood, is_contact, is_inbound};
use super::texts;
use super::way::{self, Start, Way};
use super::world::{Course, World};
use crate::deals::{estimate_of, win_config};
use crate::import::address;
use crate::{ServiceResult, learning};

/// Talk is counted over this time.
const TALK: Duration = Duration::days(90);

/// Median days between two contacts about a deal of which both sides talk, and of others: there each is that much
/// later than the one before.
const WARM_GAP: f64 = 5.0;
const COOL_GAP: f64 = 9.0;
const COOLING: f64 = 2.0;
/// How much longer the time between contacts is where a deal will be lost.
const QUIET: f64 = 1.8;

/// A deal on its way into the database.
#[derive(Debug)]
pub(super) struct Deal {
    pub id: OpportunityId,
    pub name: String,
    pub lead: LeadId,
    pub company: CompanyId,
    pub domain: String,
    pub owner: UserId,
    pub source: &'static str,
    pub course: Course,
    pub seats: i64,
    pub price: Cents,
    /// Whether both sides talk.
    pub engaged: bool,
    pub drivers: Drivers,
    pub objection: &'static Objection,
    /// Who else is in the race, if anybody is.
    pub rival: &'static str,
    pub way: Way,
    /// The chance that it is won, as the world that made it knows it.
    pub truth: f64,
    pub created_at: DateTime<Utc>,
}

/// What moves a deal, in log odds of each of its steps.
#[derive(Clone, Copy, Debug)]
pub(super) struct Drivers {
    pub rep: f64,
    pub source: f64,
    pub repeat: f64,
    pub engagement: f64,
}

impl Deal {
    /// What is in the air at that moment: in the last third of a deal that is won, the answer is found.
    pub(super) fn mood_at(&self, at: DateTime<Utc>) -> Mood {
        let settled = self.way.closed_at.filter(|_| self.way.status == DealStatus::Won);
        let settled = settled.map(|closed| closed - (closed - self.created_at) / 3);
        if settled.is_some_and(|settled| at >= settled) {
            Mood::Settled(self.objection)
        } else {
            Mood::Doubt(self.objection)
        }
    }
}

/// Makes a deal that begins at `at`, and lets it go its way.
pub(super) fn make(story: &Story<'_>, sink: &mut Sink, at: DateTime<Utc>, rng: &mut Rng) -> Deal {
    let world = story.world;
    let course = if story.deals.is_empty() {
        story.person.course.clone()
    } else {
        rng.weighted(&world.courses, |course| course.demand).unwrap_or(&story.person.course).clone()
    };
    let seats = whole(4.0 * pow(6.0, rng.unit() * 1.25)).max(3);
    let discount = rng.between(82, 100);
    let price = Cents(course.price.get() * discount / 100 / 1_000 * 1_000);
    let engaged = rng.hit(0.55);
    let drivers = Drivers {
        rep: story.rep.skill,
        source: story.person.source.pull,
        repeat: if story.deals.is_empty() { 0.0 } else { 0.35 },
        engagement: if engaged { 0.45 } else { -0.5 },
    };
    let pull = drivers.rep + drivers.source + drivers.repeat + drivers.engagement;
    let start = Start { created_at: at, amount: Cents(price.get() * seats), pull };
    let id = sink.deal_id();
    let way = way::run(world, story.rep, start, rng);
    Deal {
        id,
        name: format!("{} for {seats}, {}", course.name, story.firm.name),
        lead: story.person.lead.id,
        company: story.firm.id,
        domain: story.firm.domain.clone(),
        owner: story.rep.id,
        source: story.person.source.word,
        seats,
        price,
        engaged,
        drivers,
        objection: objections::some(rng),
        rival: rng.word(texts::RIVALS),
        truth: way.truth(1.0),
        way,
        created_at: at,
        course,
    }
}

impl Story<'_> {
    /// What is said while a deal goes from stage to stage; how much likelier what was said in the last one is of a deal
    /// that goes on than of one that does not.
    pub(super) fn follow_deal(&mut self, deal: &Deal, rng: &mut Rng) -> f64 {
        const WARM: &[Said] = &[
            Said::Reply,
            Said::CallGood,
            Said::Meeting,
            Said::Opened,
            Said::Outreach,
            Said::Clicked,
            Said::CallWait,
            Said::Note,
        ];
        const COOL: &[Said] = &[
            Said::Outreach,
            Said::NoAnswer,
            Said::Opened,
            Said::CallWait,
            Said::ColdReply,
            Said::Outreach,
            Said::NoAnswer,
            Said::Note,
        ];
        let contacts = if deal.engaged { WARM } else { COOL };
        let now = self.world.calendar.now;
        let mut visits = deal.way.visits.iter().peekable();
        let mut heard = 1.0;
        while let Some((stage, entered)) = visits.next() {
            if stage.kind != StageKind::Open {
                break;
            }
            let (left, goes_on) = visits
                .peek()
                .map_or((now, deal.way.goes_on), |(next, at)| (*at, next.kind != StageKind::Lost));
            heard = self.talk_through(deal, contacts, (*entered, left), goes_on, rng);
        }
        self.last_word(deal, rng);
        heard
    }

    /// The talk of a stay. It goes on from one contact to the next and knows nothing of how long the deal will stay:
    /// what is seen of an open deal today is what was seen of closed ones on a morning of their lives. A deal that will
    /// be lost where it stands grows quiet; how much likelier the talk is of one that goes on comes back.
    fn talk_through(
        &mut self,
        deal: &Deal,
        contacts: &[Said],
        (entered, left): (DateTime<Utc>, DateTime<Utc>),
        goes_on: bool,
        rng: &mut Rng,
    ) -> f64 {
        let mut gap = if deal.engaged { WARM_GAP } else { COOL_GAP } / self.habits.talk;
        let (mut at, mut heard) = (entered, 1.0);
        loop {
            let days = rng.days(if goes_on { gap } else { gap * QUIET });
            if at + Duration::minutes(whole(days * 1_440.0)) >= left {
                let waited = float((left - at).num_minutes()) / 1_440.0;
                return heard * days_left_share(waited, gap) / days_left_share(waited, gap * QUIET);
            }
            heard *= days_density(days, gap) / days_density(days, gap * QUIET);
            at = self.world.calendar.after(at, days, rng).min(left);
            if let Some(contact) = rng.pick(contacts).copied() {
                self.say(Some(deal), contact, at, rng);
            }
            // A cool deal is talked about early, and then hardly more.
            gap *= if deal.engaged { 1.0 } else { COOLING };
        }
    }

    /// How it ended, in their words.
    fn last_word(&mut self, deal: &Deal, rng: &mut Rng) {
        let Some(closed_at) = deal.way.closed_at.filter(|_| rng.hit(0.75)) else { return };
        let at = (closed_at - Duration::minutes(rng.between(5, 120))).max(deal.created_at);
        let (contact, mood) = match deal.way.status {
            DealStatus::Won => (Said::Signed, Mood::Settled(deal.objection)),
            _ if rng.hit(0.5) => (Said::CallBad, Mood::Over(deal.objection)),
            _ => (Said::ColdReply, Mood::Over(deal.objection)),
        };
        self.say_so(Some(deal), contact, mood, at, rng);
    }
}

/// Turns a deal into rows.
pub(super) fn hand_over(
    world: &World,
    sink: &mut Sink,
    deal: Deal,
    past: &[Interaction],
    rng: &mut Rng,
) {
    let status = deal.way.status;
    let mut record = record(world, &deal, rng);
    let contact = contact(&record, past, world.calendar.now);
    record.last_contacted_at = contact.last_contact_at;
    record.last_inbound_at = contact.last_inbound_at;
    record.contacts_engaged = record.contacts_engaged.max(contact.people);
    if status == DealStatus::Open {
        sink.open.push((record.clone(), contact));
    }
    if status == DealStatus::Won {
        enrol(world, sink, &deal, rng);
    }
    sink.truth.deal(&deal);
    sink.won(status, &record);
    sink.rows.deals.push(NewDeal {
        deal: record,
        win: None,
        external_key: None,
        versions: deal.way.versions,
        moves: deal.way.moves,
        quantity: Some((deal.seats, deal.price)),
    });
}

fn record(world: &World, deal: &Deal, rng: &mut Rng) -> Opportunity {
    let run = &deal.way;
    let (stage, entered) =
        run.visits.last().map_or((None, deal.created_at), |(stage, at)| (Some(stage), *at));
    let open = run.status == DealStatus::Open;
    let has_step = open && rng.hit(if deal.engaged { 0.85 } else { 0.45 });
    let named = deal.objection.is_rivalry() || rng.hit(0.25);
    let step_on = world.calendar.today + Duration::days(rng.between(-4, 14));
    Opportunity {
        id: deal.id,
        name: deal.name.clone(),
        lead_id: Some(deal.lead),
        company_id: Some(deal.company),
        owner_id: Some(deal.owner),
        pipeline_id: world.pipeline,
        stage_id: stage.map_or(domain::ids::StageId(0), |stage| stage.id),
        status: run.status,
        amount: run.amount,
        currency: world.currency,
        product_id: Some(deal.course.id),
        source: deal.source.to_owned(),
        probability: stage.map_or(Ratio::ZERO, |stage| stage.default_probability),
        expected_close_on: Some(run.expected_close_on),
        closed_on: run.closed_at.map(|at| at.date_naive()),
        lost_reason: (run.status == DealStatus::Lost).then(|| deal.objection.reason.to_owned()),
        next_step: if has_step { rng.word(texts::STEPS).to_owned() } else { String::new() },
        next_step_on: has_step.then_some(step_on),
        competitors: if named { vec![deal.rival.to_owned()] } else { Vec::new() },
        decision_criteria: rng.some(3, texts::CRITERIA),
        close_pushes: run.pushes,
        contacts_engaged: if deal.engaged { rng.between(1, 4) } else { rng.between(0, 2) },
        stage_entered_at: entered,
        last_contacted_at: None,
        last_inbound_at: None,
        snoozed_until: None,
        created_at: deal.created_at,
        version: 1,
    }
}

/// The talk about a deal, as [`store::opportunity_reads::contact`] counts it.
fn contact(deal: &Opportunity, past: &[Interaction], now: DateTime<Utc>) -> Contact {
    let about = past.iter().filter(|entry| entry.opportunity_id.is_none_or(|id| id == deal.id));
    let talk = |direction: Direction| {
        let said =
            about.clone().filter(|entry| entry.direction == direction && now - entry.at <= TALK);
        let said = said.filter(|entry| entry.kind != InteractionKind::Note);
        said.filter(|entry| {
            direction == Direction::Outbound
                || !matches!(entry.kind, InteractionKind::WebVisit | InteractionKind::Form)
        })
        .count()
    };
    let count = |direction| i64::try_from(talk(direction)).unwrap_or(i64::MAX);
    let newest = |counts: &dyn Fn(&Interaction) -> bool| {
        about.clone().filter(|entry| counts(entry)).map(|entry| entry.at).max()
    };
    let heard = about.clone().any(|entry| entry.direction == Direction::Inbound);
    Contact {
        last_contact_at: newest(&is_contact),
        last_inbound_at: newest(&is_inbound),
        inbound: count(Direction::Inbound),
        outbound: count(Direction::Outbound),
        people: i64::from(heard),
        ..Contact::default()
    }
}

/// Estimates every open deal, now that all closed ones have taught what they can.
pub(super) async fn estimate(
    world: &World,
    load: &mut Load,
    open: Vec<(Opportunity, Contact)>,
) -> ServiceResult<()> {
    let now = world.calendar.now;
    let lesson = learning::learn_from(&mut load.tx, now).await?;
    let config = win_config(&mut load.tx).await?;
    let estimated: Vec<(Opportunity, WinEstimate)> = open
        .into_iter()
        .filter_map(|(deal, contact)| {
            let stage = world.stages.iter().find(|stage| stage.id == deal.stage_id)?;
            let win = estimate_of(&deal, stage, &contact, &lesson, &config, now);
            Some((deal, win))
        })
        .collect();
    Ok(load.estimates(&estimated).await?)
}

/// Some of the seats that were paid for, in the next batch of the course.
fn enrol(world: &World, sink: &mut Sink, deal: &Deal, rng: &mut Rng) {
    let Some(closed_at) = deal.way.closed_at.filter(|_| rng.hit(0.4)) else { return };
    let day = closed_at.date_naive();
    let Some(batch) =
        world.batches.iter().find(|batch| batch.course == deal.course.id && batch.starts_on > day)
    else {
        return;
    };
    let left = sink.seats_left.entry(batch.id).or_insert(batch.left);
    let people = (*left).min(deal.seats).min(6);
    *left -= people;
    for _ in 0..people {
        let (first, last) = names::person(rng);
        let id = sink.learner_id();
        sink.rows.learners.push(Learner {
            id,
            email: format!("{}.{}@{}", address(first), address(&last), deal.domain),
            name: format!("{first} {last}"),
            company_id: Some(deal.company),
            created_at: closed_at,
        });
        let status = match batch.ends_on < world.calendar.today {
            true if rng.hit(0.93) => EnrolmentStatus::Attended,
            true => EnrolmentStatus::Missed,
            false => EnrolmentStatus::Booked,
        };
        let enrolment = sink.enrolment_id();
        sink.rows.enrolments.push(Enrolment {
            id: enrolment,
            batch_id: batch.id,
            learner_id: id,
            opportunity_id: Some(deal.id),
            status,
            created_at: closed_at,
        });
    }
}
