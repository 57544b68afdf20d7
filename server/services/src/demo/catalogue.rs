//! What the demo company sells: courses, their trainers and their dates.

use chrono::{Days, NaiveDate};
use domain::catalogue::{BatchStatus, ProductKind};
use domain::ids::{BatchId, ProductId, TrainerId};
use domain::money::{Cents, Currency};
use store::bulk::{Batch, Load, Product, Table, Trainer};

use super::names;
use super::rng::Rng;
use super::world::{Calendar, Course, Seats};
use crate::ServiceResult;
use crate::import::address;

/// Name, family, price of a seat in euros, days, demand.
const COURSES: &[(&str, &str, i64, i64, f64)] = &[
    ("Excel for Analysts", "Data", 590, 2, 1.5),
    ("Data Literacy", "Data", 480, 1, 1.0),
    ("Python for Finance", "Data", 1_290, 3, 0.8),
    ("Leadership Foundations", "Leadership", 1_450, 3, 1.3),
    ("Negotiation Skills", "Leadership", 890, 2, 0.9),
    ("Project Management Essentials", "Projects", 980, 3, 1.2),
    ("Scrum Master Certification", "Projects", 1_190, 2, 0.8),
    ("Cyber Security Awareness", "IT", 290, 1, 1.1),
    ("Cloud Fundamentals", "IT", 1_090, 3, 0.7),
    ("Customer Service Excellence", "Service", 420, 2, 0.9),
];

const CITIES: &[&str] = &["Madrid", "Barcelona", "Lisbon", "Online", "On site"];

/// Writes the courses.
pub(super) async fn courses(
    load: &mut Load,
    calendar: Calendar,
    currency: Currency,
) -> ServiceResult<Vec<Course>> {
    let mut rows = Vec::new();
    let mut courses = Vec::new();
    for (name, series, price, days, demand) in COURSES {
        let id: ProductId = load.next(Table::Product);
        let price = Cents(price * 100);
        rows.push(Product {
            id,
            name: (*name).to_owned(),
            kind: ProductKind::Course,
            series: Some((*series).to_owned()),
            price,
            currency,
            duration_days: Some(*days),
            external_key: None,
            created_at: calendar.first_day.and_time(chrono::NaiveTime::MIN).and_utc(),
        });
        courses.push(Course { id, name, price, demand: *demand });
    }
    load.products(&rows).await?;
    Ok(courses)
}

/// Writes trainers, and for every course a batch about every six weeks, up to four months ahead.
pub(super) async fn batches(
    load: &mut Load,
    rng: &mut Rng,
    calendar: Calendar,
    courses: &[Course],
) -> ServiceResult<Vec<Seats>> {
    let trainers = trainers(load, rng, calendar).await?;
    let mut rows = Vec::new();
    let mut seats = Vec::new();
    let last_day = calendar.today + Days::new(120);
    for (course, (_, series, _, days, _)) in courses.iter().zip(COURSES) {
        let able: Vec<TrainerId> =
            trainers.iter().filter(|(_, topic)| topic == series).map(|(id, _)| *id).collect();
        let mut day =
            calendar.first_day + Days::new(u64::try_from(rng.between(14, 60)).unwrap_or(14));
        while day < last_day {
            let id: BatchId = load.next(Table::Batch);
            let ends_on = day + Days::new(u64::try_from(days - 1).unwrap_or(0));
            let left = rng.between(10, 18);
            if let Some(trainer_id) = rng.pick(&able).copied() {
                rows.push(Batch {
                    id,
                    product_id: course.id,
                    trainer_id: Some(trainer_id),
                    code: format!("{}-{}", code(course.name), day.format("%y%m%d")),
                    starts_on: day,
                    ends_on,
                    place: rng.word(CITIES).to_owned(),
                    seats: left,
                    price: None,
                    status: status(calendar.today, day, ends_on),
                    created_at: calendar.at((day - Days::new(60)).min(calendar.today), rng),
                });
                seats.push(Seats { id, course: course.id, starts_on: day, ends_on, left });
            }
            day = day + Days::new(u64::try_from(rng.between(35, 49)).unwrap_or(42));
        }
    }
    load.batches(&rows).await?;
    Ok(seats)
}

async fn trainers(
    load: &mut Load,
    rng: &mut Rng,
    calendar: Calendar,
) -> ServiceResult<Vec<(TrainerId, &'static str)>> {
    let mut rows = Vec::new();
    let mut able = Vec::new();
    for topic in ["Data", "Leadership", "Projects", "IT", "Service"] {
        for _ in 0..2 {
            let id: TrainerId = load.next(Table::Trainer);
            let (first, last) = names::person(rng);
            rows.push(Trainer {
                id,
                email: format!("{}.{id}@trainers.example", address(&last)),
                name: format!("{first} {last}"),
                topics: vec![topic.to_owned()],
                day_rate: Cents(rng.between(55, 110) * 1_000),
                created_at: calendar.first_day.and_time(chrono::NaiveTime::MIN).and_utc(),
            });
            able.push((id, topic));
        }
    }
    load.trainers(&rows).await?;
    Ok(able)
}

fn status(today: NaiveDate, starts_on: NaiveDate, ends_on: NaiveDate) -> BatchStatus {
    if ends_on < today {
        BatchStatus::Done
    } else if starts_on <= today {
        BatchStatus::Running
    } else if starts_on < today + Days::new(30) {
        BatchStatus::Confirmed
    } else {
        BatchStatus::Planned
    }
}

/// The first letters of its words: "Excel for Analysts" is EFA.
fn code(name: &str) -> String {
    name.split(' ').filter_map(|word| word.chars().next()).flat_map(char::to_uppercase).collect()
}
