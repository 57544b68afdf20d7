//! Companies and the people in them.

use chrono::{DateTime, Datelike, Duration, NaiveDate, Utc};
use domain::ids::{CompanyId, UserId};
use domain::lead::{Authority, ContactMethod, Lead};
use domain::money::Cents;
use store::bulk::Company;

use super::campaigns::{SOURCES, Source};
use super::names::{self, INDUSTRIES, PLACES, TITLES};
use super::rng::{Rng, float, pow, whole};
use super::sink::Sink;
use super::texts;
use super::world::{Calendar, Course, HISTORY_DAYS, Rep, World};
use crate::import::address;

/// A company as its people are made from it.
#[derive(Clone, Debug)]
pub(super) struct Firm {
    pub id: CompanyId,
    pub name: String,
    pub domain: String,
    pub industry: &'static str,
    pub employees: i64,
    pub city: &'static str,
    pub country: &'static str,
    pub time_zone: &'static str,
    pub created_at: DateTime<Utc>,
    /// Who of it is known so far.
    pub people: Vec<(&'static str, String)>,
}

/// Makes a company of a rep's.
pub(super) fn firm(sink: &mut Sink, world: &World, rep: &Rep, rng: &mut Rng) -> Firm {
    let id = sink.company_id();
    let (industry, endings) = rng.pick(INDUSTRIES).copied().unwrap_or_default();
    let (city, country, time_zone) = rng.pick(PLACES).copied().unwrap_or_default();
    let name = names::company(rng, endings, city, &mut sink.company_names);
    let domain = format!("{}.example", address(&name).replace('.', "-"));
    let employees = whole(pow(10.0, 1.0 + rng.unit() * 2.8));
    let founded = i64::from(world.calendar.today.year()) - rng.between(3, 90);
    let created_at = world.calendar.at(world.calendar.first_day, rng);
    sink.rows.companies.push(Company {
        id,
        name: name.clone(),
        domain: Some(domain.clone()),
        industry: Some(industry.to_owned()),
        employees: Some(employees),
        annual_revenue: Some(Cents(employees * rng.between(90, 260) * 100_000)),
        founded_year: Some(founded),
        country: Some(country.to_owned()),
        city: Some(city.to_owned()),
        parent_name: None,
        news: Vec::new(),
        technologies: rng
            .some(2, &["SAP", "Moodle", "Workday", "Office 365", "Jira", "Salesforce"]),
        owner_id: Some(rep.id),
        external_key: None,
        created_at,
    });
    let people = Vec::new();
    Firm { id, name, domain, industry, employees, city, country, time_zone, created_at, people }
}

/// The day a lead is first seen: more of them the later.
pub(super) fn first_seen(calendar: Calendar, rng: &mut Rng) -> NaiveDate {
    let u = rng.unit();
    let share = ((1.0 + 2.24 * u).sqrt() - 1.0) / 0.8;
    let days = whole(share * float(HISTORY_DAYS)).clamp(0, HISTORY_DAYS - 1);
    calendar.first_day + Duration::days(days)
}

/// Somebody in a company, as they are before anything happens.
#[derive(Debug)]
pub(super) struct Person {
    pub lead: Lead,
    pub first: &'static str,
    pub source: Source,
    pub course: Course,
    pub seats: i64,
    pub drivers: Drivers,
}

/// What makes somebody likely to qualify, in log odds.
#[derive(Clone, Copy, Debug)]
pub(super) struct Drivers {
    pub source: f64,
    pub fit: f64,
    pub authority: f64,
    pub need: f64,
    pub timing: f64,
}

impl Drivers {
    pub(super) fn sum(&self) -> f64 {
        self.source + self.fit + self.authority + self.need + self.timing
    }

    /// As the world works; the installation has to find it out.
    fn of(lead: &Lead, source: Source, firm: &Firm, world: &World) -> Self {
        let ideal = &world.ideal;
        let fits = ideal.industries.iter().any(|industry| industry == firm.industry);
        let near = ideal.countries.iter().any(|country| country == firm.country);
        Self {
            source: source.pull,
            fit: if fits { 0.25 } else { -0.2 } + if near { 0.1 } else { -0.15 },
            authority: match lead.authority {
                Authority::Decider => 0.35,
                Authority::Influencer => 0.1,
                Authority::User => -0.25,
                Authority::Unknown => -0.1,
            },
            need: if lead.pain_points.is_empty() { -0.15 } else { 0.25 },
            timing: match lead.decision_timeline.as_deref() {
                Some("this month" | "this quarter") => 0.3,
                Some("next year") => -0.4,
                _ => -0.05,
            },
        }
    }
}

/// Draws a name that nobody else in the company has: two people with one address would be one.
pub(super) fn stranger(firm: &mut Firm, rng: &mut Rng) -> (&'static str, String) {
    let mut name = names::person(rng);
    while firm.people.contains(&name) {
        name = names::person(rng);
    }
    firm.people.push(name.clone());
    name
}

/// Makes a person of a company.
pub(super) fn person(
    sink: &mut Sink,
    world: &World,
    firm: &Firm,
    rep: UserId,
    (first, last): (&'static str, String),
    rng: &mut Rng,
) -> Option<Person> {
    let id = sink.lead_id();
    let source = *rng.weighted(SOURCES, |source| source.share)?;
    let course = rng.weighted(&world.courses, |course| course.demand)?.clone();
    let created_at = world.calendar.at(first_seen(world.calendar, rng), rng);
    let title = rng.hit(0.9).then(|| rng.word(TITLES).to_owned());
    let email =
        rng.hit(0.94).then(|| format!("{}.{}@{}", address(first), address(&last), firm.domain));
    let phone = (email.is_none() || rng.hit(0.7)).then(|| names::phone(firm.country, rng));
    let (budget_range, budget) = rng.pick(texts::BUDGETS).copied().unwrap_or_default();
    let knows = rng.hit(0.55);
    let lead = Lead {
        email,
        phone,
        job_title: title,
        company_id: Some(firm.id),
        owner_id: Some(rep),
        country: Some(firm.country.to_owned()),
        city: Some(firm.city.to_owned()),
        preferred_contact_method: rng.hit(0.35).then(|| method(rng)),
        preferred_contact_time: rng
            .maybe(0.2, &["mornings", "after lunch", "Tuesdays and Thursdays"]),
        pain_points: if knows { rng.some(3, texts::PAINS) } else { Vec::new() },
        interests: vec![course.name.to_owned()],
        decision_makers: if rng.hit(0.25) { vec![rng.word(TITLES).to_owned()] } else { Vec::new() },
        budget_range: knows.then(|| budget_range.to_owned()),
        budget: budget.filter(|_| knows).map(|euros| Cents(euros * 100)),
        decision_timeline: rng.maybe(0.5, texts::TIMELINES),
        authority: authority(rng),
        do_not_contact: rng.hit(0.01),
        ..Lead::new(id, format!("{first} {last}"), source.word, created_at)
    };
    let drivers = Drivers::of(&lead, source, firm, world);
    let seats = rng.between(4, 22);
    Some(Person { lead, first, source, course, seats, drivers })
}

fn method(rng: &mut Rng) -> ContactMethod {
    rng.pick(ContactMethod::ALL).copied().unwrap_or(ContactMethod::Email)
}

fn authority(rng: &mut Rng) -> Authority {
    rng.pick(Authority::ALL).copied().unwrap_or(Authority::Unknown)
}
