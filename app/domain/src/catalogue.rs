//! What is sold: products and courses, their batches with seats, who gives them and who sits there.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::ids::{BatchId, EnrolmentId, LearnerId, OpportunityId, ProductId, TrainerId};
use crate::money::Cents;
use crate::ratio::Ratio;
use crate::text_enum::text_enum;

text_enum! {
    /// What kind of thing is sold.
    ProductKind {
        /// Something that is delivered.
        Product = "product", "Product";
        /// Something that is held, on days and with seats.
        Course = "course", "Course";
    }
}

text_enum! {
    /// Where a batch stands.
    BatchStatus {
        /// It has days, and may still change.
        Planned = "planned", "Planned";
        /// It will be held.
        Confirmed = "confirmed", "Confirmed";
        /// It is being held.
        Running = "running", "Running";
        /// It was held.
        Done = "done", "Done";
        /// It is not held.
        Cancelled = "cancelled", "Cancelled";
    }
}

text_enum! {
    /// What became of a learner's place in a batch.
    EnrolmentStatus {
        /// There is a seat.
        Booked = "booked", "Has a seat";
        /// All seats are taken: the next that is given back is theirs, in the order of their coming.
        Waiting = "waiting", "Waiting list";
        /// They came.
        Attended = "attended", "Attended";
        /// They did not come.
        Missed = "missed", "Did not come";
        /// They gave it back.
        Cancelled = "cancelled", "Cancelled";
    }
}

impl EnrolmentStatus {
    /// What whoever comes next gets, when so many of the seats are taken.
    #[must_use]
    pub const fn of_next(taken: i64, seats: i64) -> Self {
        if taken < seats { Self::Booked } else { Self::Waiting }
    }
}

/// How full a batch is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Seats {
    /// All of them.
    pub seats: i64,
    /// Booked, attended or missed.
    pub taken: i64,
    /// On the waiting list.
    pub waiting: i64,
}

impl Seats {
    /// Seats nobody has.
    #[must_use]
    pub fn free(self) -> i64 {
        (self.seats - self.taken).max(0)
    }

    /// The share of the seats that is taken; `None` without seats.
    #[must_use]
    pub fn fill(self) -> Option<Ratio> {
        Ratio::of(self.taken, self.seats)
    }

    /// What the taken seats come to at a price each.
    #[must_use]
    pub const fn revenue(self, price: Cents) -> Cents {
        Cents(price.get().saturating_mul(self.taken))
    }
}

/// A batch as schedules show it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BatchRow {
    /// The batch.
    pub id: BatchId,
    /// Its code.
    pub code: String,
    /// The course.
    pub product: (ProductId, String),
    /// Who gives it.
    pub trainer: Option<(TrainerId, String)>,
    /// First day.
    pub starts_on: NaiveDate,
    /// Last day.
    pub ends_on: NaiveDate,
    /// Where, or a link.
    pub place: String,
    /// How full it is.
    pub seats: Seats,
    /// The price of a seat.
    pub price: Cents,
    /// Where it stands.
    pub status: BatchStatus,
}

/// What the schedule shows. Every field stands in the URL; empty means no filter.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct BatchFilter {
    /// `ahead` (default) or `past`.
    pub when: String,
    /// A course's id.
    pub product: String,
    /// Where the page begins.
    pub after: String,
}

/// A product or course as the list shows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProductRow {
    /// The product.
    pub id: ProductId,
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
    /// Whether it is still sold.
    pub is_active: bool,
    /// Batches that are still to come, and how full they are together.
    pub ahead: i64,
    /// Their seats.
    pub seats: Seats,
    /// Open deals on it within the reader's scope.
    pub open_deals: i64,
    /// Deals won with it within the reader's scope.
    pub won_deals: i64,
    /// What they came to.
    pub won: Cents,
    /// For the check against lost updates.
    pub version: i64,
}

/// A product's page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProductPage {
    /// The product.
    pub row: ProductRow,
    /// Its batches: those to come, and the last ones that were held.
    pub batches: Vec<BatchRow>,
    /// Who can give it: trainers with its family among their topics.
    pub trainers: Vec<(TrainerId, String)>,
    /// Today, by the reader's calendar.
    pub today: NaiveDate,
}

/// A trainer as the list shows them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TrainerRow {
    /// The trainer.
    pub id: TrainerId,
    /// Full name.
    pub name: String,
    /// Mail address.
    pub email: String,
    /// What they teach.
    pub topics: Vec<String>,
    /// What a day costs.
    pub day_rate: Cents,
    /// Whether they still give courses.
    pub is_active: bool,
    /// Batches to come.
    pub ahead: i64,
    /// The first day of the next one.
    pub next_on: Option<NaiveDate>,
    /// For the check against lost updates.
    pub version: i64,
}

/// A trainer's page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TrainerPage {
    /// The trainer.
    pub row: TrainerRow,
    /// Their batches, those to come first, then the last ones.
    pub batches: Vec<BatchRow>,
    /// Today, by the reader's calendar.
    pub today: NaiveDate,
}

/// A learner in a batch.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SeatRow {
    /// The seat.
    pub id: EnrolmentId,
    /// Who.
    pub learner: (LearnerId, String),
    /// Mail address.
    pub email: String,
    /// Where they work.
    pub company: Option<String>,
    /// The deal that paid for it, where it is within the reader's scope.
    pub deal: Option<(OpportunityId, String)>,
    /// What became of it.
    pub status: EnrolmentStatus,
}

/// A batch's page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BatchPage {
    /// The batch.
    pub row: BatchRow,
    /// The price of a seat where it is not the course's.
    pub own_price: Option<Cents>,
    /// For the check against lost updates.
    pub version: i64,
    /// Who sits there, and who waits in their order.
    pub learners: Vec<SeatRow>,
    /// What a form may choose from.
    pub choices: BatchChoices,
    /// Today, by the reader's calendar.
    pub today: NaiveDate,
}

/// What the form of a batch may choose from.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct BatchChoices {
    /// Courses that are sold.
    pub courses: Vec<(ProductId, String)>,
    /// Who gives courses.
    pub trainers: Vec<(TrainerId, String)>,
}

/// The schedule.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Schedule {
    /// The batches.
    pub rows: Vec<BatchRow>,
    /// Where the next page begins.
    pub next: Option<String>,
    /// What a new batch may choose from.
    pub choices: BatchChoices,
    /// Today, by the reader's calendar.
    pub today: NaiveDate,
}

/// The learners of a won deal: what was sold, who is enrolled, and where there are seats.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DealSeats {
    /// The deal.
    pub id: OpportunityId,
    /// Its name.
    pub name: String,
    /// The company its learners work for.
    pub company: Option<String>,
    /// The course it sold; `None` where it sold none.
    pub course: Option<(ProductId, String)>,
    /// Whether it is won: before that nobody is enrolled.
    pub is_won: bool,
    /// Who is enrolled, with the batch.
    pub learners: Vec<(BatchId, String, SeatRow)>,
    /// The course's batches to come.
    pub batches: Vec<BatchRow>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_seat_is_sold_once() {
        assert_eq!(EnrolmentStatus::of_next(9, 10), EnrolmentStatus::Booked);
        assert_eq!(EnrolmentStatus::of_next(10, 10), EnrolmentStatus::Waiting);
        assert_eq!(EnrolmentStatus::of_next(0, 0), EnrolmentStatus::Waiting);
    }

    #[test]
    fn a_batch_without_seats_is_neither_full_nor_empty() {
        let full = Seats { seats: 4, taken: 4, waiting: 2 };
        assert_eq!((full.free(), full.fill()), (0, Some(Ratio::ONE)));
        assert_eq!(Seats::default().fill(), None);
        assert_eq!(full.revenue(Cents(i64::MAX)), Cents(i64::MAX));
    }
}
