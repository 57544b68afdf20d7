//! What is sold, edited on its pages.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::{FieldErrors, LINE, amount, day, id, optional, required, word};
use crate::catalogue::{BatchStatus, ProductKind};
use crate::ids::{ProductId, TrainerId};
use crate::money::Cents;

/// The most learners of one form.
const MOST_LEARNERS: usize = 100;
/// The most seats a batch has.
const MOST_SEATS: i64 = 10_000;

/// A whole number within a range; anything else is named with the range.
pub(super) fn whole(
    errors: &mut FieldErrors,
    field: &str,
    text: &str,
    range: std::ops::RangeInclusive<i64>,
) -> Option<i64> {
    let digits: String = text.chars().filter(|c| !c.is_whitespace() && *c != ',').collect();
    if digits.is_empty() {
        return None;
    }
    let number = digits.parse::<i64>().ok().filter(|number| range.contains(number));
    if number.is_none() {
        let message = format!(
            "Write a whole number from {} to {}; {} is none.",
            range.start(),
            range.end(),
            super::quoted(text)
        );
        errors.add(field, message);
    }
    number
}

/// A mail address, or nothing.
fn mail(errors: &mut FieldErrors, field: &str, text: &str) -> String {
    let email = optional(errors, field, text, LINE).unwrap_or_default().to_lowercase();
    let is_sound = email.split_once('@').is_some_and(|(name, host)| {
        !name.is_empty() && host.contains('.') && !email.contains(char::is_whitespace)
    });
    if !email.is_empty() && !is_sound {
        let message =
            format!("Write an address such as zoe@example.com; {} is none.", super::quoted(text));
        errors.add(field, message);
    }
    email
}

/// A product or course as it is sent; without an id it is a new one.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct EditProduct {
    /// Which; 0 is a new one.
    pub id: i64,
    /// The version the page showed.
    pub version: i64,
    /// Its name.
    pub name: String,
    /// `product` or `course`.
    pub kind: String,
    /// The family it belongs to, or empty.
    pub series: String,
    /// List price.
    pub price: String,
    /// How many days a course takes, or empty.
    pub duration_days: String,
}

/// A product's fields, checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CheckedProduct {
    /// Its name.
    pub name: String,
    /// What kind of thing it is.
    pub kind: ProductKind,
    /// The family it belongs to.
    pub series: Option<String>,
    /// List price.
    pub price: Cents,
    /// How long a course takes.
    pub duration_days: Option<i64>,
}

impl EditProduct {
    /// # Errors
    /// Every field that is missing, too long or malformed.
    pub fn check(&self) -> Result<CheckedProduct, FieldErrors> {
        let mut errors = FieldErrors::default();
        let checked = CheckedProduct {
            name: required(&mut errors, "name", &self.name, LINE),
            kind: word(&mut errors, "kind", &self.kind).unwrap_or(ProductKind::Product),
            series: optional(&mut errors, "series", &self.series, LINE),
            price: amount(&mut errors, "price", &self.price).unwrap_or_default(),
            duration_days: whole(&mut errors, "duration_days", &self.duration_days, 1..=365),
        };
        errors.into_result().map(|()| checked)
    }
}

/// A trainer as they are sent; without an id it is a new one.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct EditTrainer {
    /// Which; 0 is a new one.
    pub id: i64,
    /// The version the page showed.
    pub version: i64,
    /// Full name.
    pub name: String,
    /// Mail address, or empty.
    pub email: String,
    /// What they teach, separated by commas.
    pub topics: String,
    /// What a day costs.
    pub day_rate: String,
}

/// A trainer's fields, checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CheckedTrainer {
    /// Full name.
    pub name: String,
    /// Mail address, or empty.
    pub email: String,
    /// What they teach.
    pub topics: Vec<String>,
    /// What a day costs.
    pub day_rate: Cents,
}

impl EditTrainer {
    /// # Errors
    /// Every field that is missing, too long or malformed.
    pub fn check(&self) -> Result<CheckedTrainer, FieldErrors> {
        let mut errors = FieldErrors::default();
        let mut topics: Vec<String> = Vec::new();
        for piece in self.topics.split([',', '\n']) {
            let topic = optional(&mut errors, "topics", piece, LINE);
            topics.extend(topic.filter(|topic| !topics.contains(topic)));
        }
        let checked = CheckedTrainer {
            name: required(&mut errors, "name", &self.name, LINE),
            email: mail(&mut errors, "email", &self.email),
            topics,
            day_rate: amount(&mut errors, "day_rate", &self.day_rate).unwrap_or_default(),
        };
        errors.into_result().map(|()| checked)
    }
}

/// A batch as it is sent; without an id it is a new one.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct EditBatch {
    /// Which; 0 is a new one.
    pub id: i64,
    /// The version the page showed.
    pub version: i64,
    /// The course.
    pub product: String,
    /// Who gives it, or empty.
    pub trainer: String,
    /// Its code; empty makes one of the course and the day.
    pub code: String,
    /// First day.
    pub starts_on: String,
    /// Last day; empty means as long as the course takes.
    pub ends_on: String,
    /// Where, or a link.
    pub place: String,
    /// How many seats.
    pub seats: String,
    /// The price of a seat; empty means the course's.
    pub price: String,
    /// `planned`, `confirmed`, `running`, `done` or `cancelled`.
    pub status: String,
}

/// A batch's fields, checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CheckedBatch {
    /// The course.
    pub product: ProductId,
    /// Who gives it.
    pub trainer: Option<TrainerId>,
    /// Its code.
    pub code: Option<String>,
    /// First day.
    pub starts_on: NaiveDate,
    /// Last day.
    pub ends_on: Option<NaiveDate>,
    /// Where.
    pub place: String,
    /// How many seats.
    pub seats: i64,
    /// The price of a seat.
    pub price: Option<Cents>,
    /// Where it stands.
    pub status: BatchStatus,
}

impl EditBatch {
    /// # Errors
    /// Every field that is missing, too long or malformed, and an end before the start.
    pub fn check(&self) -> Result<CheckedBatch, FieldErrors> {
        let mut errors = FieldErrors::default();
        let errors = &mut errors;
        let product = id(errors, "product", &self.product);
        if product.is_none() {
            errors.add("product", "Choose the course.");
        }
        let starts_on = day(errors, "starts_on", &self.starts_on);
        if starts_on.is_none() {
            errors.add("starts_on", "Choose the first day.");
        }
        let ends_on = day(errors, "ends_on", &self.ends_on);
        if let (Some(first), Some(last)) = (starts_on, ends_on)
            && last < first
        {
            let message =
                format!("Choose {first} or a later day; a batch cannot end before it starts.");
            errors.add("ends_on", message);
        }
        let seats = whole(errors, "seats", &self.seats, 0..=MOST_SEATS);
        if seats.is_none() {
            errors.add("seats", "Say how many seats there are.");
        }
        let status = if self.status.is_empty() { "planned" } else { &self.status };
        let checked = CheckedBatch {
            product: product.unwrap_or(ProductId(0)),
            trainer: id(errors, "trainer", &self.trainer),
            code: optional(errors, "code", &self.code, LINE),
            starts_on: starts_on.unwrap_or_default(),
            ends_on,
            place: optional(errors, "place", &self.place, LINE).unwrap_or_default(),
            seats: seats.unwrap_or_default(),
            price: amount(errors, "price", &self.price),
            status: word(errors, "status", status).unwrap_or(BatchStatus::Planned),
        };
        std::mem::take(errors).into_result().map(|()| checked)
    }
}

/// People to be enrolled in a batch.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Enrol {
    /// The batch.
    pub batch: String,
    /// The won deal that pays, or empty.
    pub deal: String,
    /// Where they work, or empty; a deal's own company otherwise.
    pub company: String,
    /// One a line: a name, and a mail address behind a comma.
    pub people: String,
}

/// A person to be enrolled: name and mail address, which may be empty.
pub type Newcomer = (String, String);

impl Enrol {
    /// # Errors
    /// When nobody is named, too many are, or an address is none.
    pub fn people(&self) -> Result<Vec<Newcomer>, FieldErrors> {
        let mut errors = FieldErrors::default();
        let mut people: Vec<Newcomer> = Vec::new();
        for line in self.people.lines().filter(|line| !line.trim().is_empty()) {
            let (name, email) = line.split_once([',', ';', '\t']).unwrap_or((line, ""));
            let name = required(&mut errors, "people", name, LINE);
            let email = mail(&mut errors, "people", email.trim());
            let is_twice = people
                .iter()
                .any(|other| other.0 == name && (other.1 == email || email.is_empty()));
            if !is_twice {
                people.push((name, email));
            }
        }
        if people.is_empty() {
            errors.add("people", "Write at least one name, such as Zoe Lund, zoe@example.com.");
        }
        if people.len() > MOST_LEARNERS {
            errors.add("people", format!("Enrol at most {MOST_LEARNERS} at once."));
        }
        errors.into_result().map(|()| people)
    }
}

/// What became of a learner's place.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct SetSeat {
    /// The seat.
    pub id: i64,
    /// `booked`, `attended`, `missed` or `cancelled`.
    pub status: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_batch_ends_after_it_starts() {
        let form = EditBatch {
            product: "3".to_owned(),
            starts_on: "2026-11-24".to_owned(),
            ends_on: "2026-11-23".to_owned(),
            seats: "-4".to_owned(),
            ..EditBatch::default()
        };
        let errors = form.check().unwrap_err();
        assert!(errors.get("ends_on").unwrap().contains("2026-11-24"));
        assert!(errors.get("seats").unwrap().contains("from 0 to"));
        let sound = EditBatch { ends_on: String::new(), seats: "12".to_owned(), ..form };
        assert_eq!(sound.check().unwrap().seats, 12);
    }

    #[test]
    fn people_are_read_a_line_each() {
        let form = Enrol {
            people: "Zoe Lund, Zoe@acme.example\n\nAda Byron\nAda Byron".to_owned(),
            ..Enrol::default()
        };
        let people = form.people().unwrap();
        assert_eq!(people.len(), 2);
        assert_eq!(people.first().unwrap().1, "zoe@acme.example");
        let wrong = Enrol { people: "Zoe, at acme".to_owned(), ..Enrol::default() };
        assert!(wrong.people().unwrap_err().get("people").unwrap().contains("at acme"));
        assert!(Enrol::default().people().is_err());
    }
}
