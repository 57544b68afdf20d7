//! Which records mean the same person, company or thing.
//!
//! The model is that of Fellegi and Sunter (1969): each field of a pair is at a level of likeness, a level is worth
//! log2(m / u) bits, m being how often it is seen among records of one thing and u among records of two, and the bits add
//! up. m and u are learned from the records themselves, without labels, by expectation and maximisation (Winkler 1988).
//! A value that few have tells more than one that many have; a field that is empty on one side tells nothing.
//!
//! What is absent on purpose: labels, and settings. What a column holds is guessed ([`guess`]), which pairs to look at
//! follows from the columns ([`find`]), and where "the same" begins from what was learned.

mod block;
mod cluster;
mod compare;
mod date;
mod draw;
mod find;
mod fold;
mod kind;
mod learn;
mod likeness;
mod measure;
mod model;
mod nickname;
mod value;

pub use find::{Found, Pair, find};
pub use fold::{fold, plain, unaccented};
pub use kind::{FieldKind, guess, numbers_rows};
pub use measure::{Measured, measure};
pub use model::{Band, Evidence};

use value::Column;

/// A column of the records to compare.
#[derive(Clone, Debug)]
pub struct Field {
    /// What it is called.
    pub name: String,
    /// How it is compared.
    pub kind: FieldKind,
    /// Each record's value; empty when it has none.
    pub cells: Vec<String>,
}

/// Records to compare with each other, or those of one file with those of another.
#[derive(Clone, Debug)]
pub struct Records {
    columns: Vec<Column>,
    count: u32,
    /// Where the second file begins.
    split: Option<u32>,
    swap: Option<Swap>,
}

/// The columns of given and family names, and each record's two names as numbers; 0 for none.
#[derive(Clone, Debug)]
struct Swap {
    given: usize,
    family: usize,
    names: Vec<(u64, u64)>,
}

impl Records {
    /// Makes records ready for comparing. With `split`, records before it are compared with those from it on, and not
    /// among themselves.
    #[must_use]
    pub fn new(fields: &[Field], split: Option<usize>) -> Self {
        let count = fields.iter().map(|field| field.cells.len()).max().unwrap_or(0);
        let mut fields: Vec<&Field> = fields.iter().collect();
        // What a mail address repeats of a name is explained by the name, and not the other way round.
        fields.sort_by_key(|field| field.kind == FieldKind::Email);
        let columns: Vec<Column> = fields
            .into_iter()
            .map(|field| Column::new(&field.name, field.kind, &field.cells))
            .filter(|column| column.values.len() > 1)
            .take(MOST_FIELDS)
            .collect();
        let count = u32::try_from(count).unwrap_or(u32::MAX);
        let swap = Swap::of(&columns, count);
        let split = split.map(|at| u32::try_from(at).unwrap_or(u32::MAX));
        Self { columns, count, split, swap }
    }

    /// How many pairs there are.
    fn all_pairs(&self) -> f64 {
        let count = f64::from(self.count);
        match self.split {
            Some(at) => f64::from(at) * (count - f64::from(at)),
            None => count * (count - 1.0) / 2.0,
        }
    }

    /// Whether these two may be compared.
    fn comparable(&self, a: u32, b: u32) -> bool {
        a != b && self.split.is_none_or(|at| (a < at) != (b < at))
    }

    /// The levels of two records, column by column, three bits each.
    fn compare(&self, a: u32, b: u32) -> Pattern {
        let swapped = self.swap.as_ref().filter(|swap| swap.holds(a, b));
        let mut pattern = Pattern(0);
        for (place, column) in self.columns.iter().enumerate() {
            let mut level = compare::level(column, a, b);
            if swapped.is_some_and(|swap| swap.given == place || swap.family == place) {
                level = compare::with_swap(level);
            }
            pattern = pattern.with(place, level);
        }
        pattern
    }
}

impl Swap {
    fn of(columns: &[Column], count: u32) -> Option<Self> {
        let given = columns.iter().position(|column| column.kind == FieldKind::Given)?;
        let family = columns.iter().position(|column| column.kind == FieldKind::Surname)?;
        let name = |place: usize, record: u32| {
            let value = columns.get(place).and_then(|column| column.value(record));
            value.map_or(0, |(value, _)| {
                value.letters.iter().fold(1, |sum, letter| mixed(sum, u64::from(*letter)))
            })
        };
        let names = (0..count).map(|record| (name(given, record), name(family, record))).collect();
        Some(Self { given, family, names })
    }

    fn holds(&self, a: u32, b: u32) -> bool {
        match (at(&self.names, a), at(&self.names, b)) {
            (Some((given, family)), Some((other_given, other_family))) => {
                *given != 0 && *family != 0 && given == other_family && family == other_given
            }
            _ => false,
        }
    }
}

/// How many columns are compared at most: their levels fit into one word.
pub const MOST_FIELDS: usize = 21;

/// The levels of a pair.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Pattern(u64);

impl Pattern {
    const fn with(self, place: usize, level: u8) -> Self {
        // u8 to u64 widens.
        Self(self.0 | ((level as u64) << (3 * place)))
    }

    const fn level(self, place: usize) -> u8 {
        (self.0 >> (3 * place) & 7) as u8
    }
}

impl Pattern {
    /// The columns in which two records agree, or nearly so, as a set.
    fn agreed(self) -> u64 {
        (0..MOST_FIELDS)
            .filter(|place| self.level(*place) <= NEARLY)
            .fold(0, |set, place| set | 1 << place)
    }
}

/// The last level of agreement that other fields may explain.
const NEARLY: u8 = 2;

/// A step of a hash that is the same on every machine (after splitmix64).
const fn mixed(sum: u64, part: u64) -> u64 {
    let mut x = sum.wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ part.wrapping_add(0x9e37_79b9_7f4a_7c15);
    x = (x ^ x >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    x = (x ^ x >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
    x ^ x >> 31
}

fn at<T>(list: &[T], place: u32) -> Option<&T> {
    list.get(usize::try_from(place).ok()?)
}

fn at_mut<T>(list: &mut [T], place: u32) -> Option<&mut T> {
    list.get_mut(usize::try_from(place).ok()?)
}
