//! Two values of a field, and how near they are to each other: a level, 0 for the same.

use super::kind::FieldKind;
use super::likeness::{at_most, common, distance, jaro_winkler, letters};
use super::nickname;
use super::value::{Column, NONE, Value, Word};

/// How many levels a field has. The last is "different".
pub(super) const LEVELS: usize = 6;
/// The level of values that do not agree in anything.
pub(super) const DIFFERENT: u8 = 5;
/// The level when one record has no value: no evidence.
pub(super) const MISSING: u8 = 7;
/// The level of two names that stand in each other's field.
const SWAPPED: u8 = 2;

/// What a level means, for a reason.
pub(super) const fn label(kind: FieldKind, level: u8) -> &'static str {
    match (kind, level) {
        (_, 0) => "the same",
        (FieldKind::Given, 1) => "a short form",
        (FieldKind::Email, 1) => "nearly the same address",
        (FieldKind::Date, 1) => "one digit apart, or day and month swapped",
        (FieldKind::Code | FieldKind::Phone, 1) => "one character apart",
        (FieldKind::Number, 1) => "within 1 %",
        (_, 1) => "nearly the same",
        (FieldKind::Given | FieldKind::Surname, 2) => {
            "one letter apart, or swapped with the other name"
        }
        (FieldKind::Date, 2) => "two of day, month and year are the same",
        (FieldKind::Number, 2) => "within 5 %",
        (_, 2) => "much alike",
        (_, 3) => "alike",
        (_, 4) => "a little alike",
        (_, MISSING) => "not known of both",
        _ => "different",
    }
}

/// The level of two records in this column.
pub(super) fn level(column: &Column, a: u32, b: u32) -> u8 {
    let (left, right) = (column.id(a), column.id(b));
    if left == NONE || right == NONE {
        return MISSING;
    }
    if left == right {
        return 0;
    }
    match (super::at(&column.values, left), super::at(&column.values, right)) {
        (Some((left, _)), Some((right, _))) => near(column, left, right),
        _ => MISSING,
    }
}

/// The level of a swapped name, unless its own is better.
pub(super) fn with_swap(level: u8) -> u8 {
    level.min(SWAPPED)
}

fn near(column: &Column, a: &Value, b: &Value) -> u8 {
    match column.kind {
        FieldKind::Given if nickname::alike(&a.groups, &b.groups) => 1,
        FieldKind::Given | FieldKind::Surname => name(a, b),
        FieldKind::Email => email(a, b),
        FieldKind::Phone | FieldKind::Code => code(&a.letters, &b.letters),
        FieldKind::Date => day(&a.letters, &b.letters),
        FieldKind::Number => number(a.number, b.number),
        FieldKind::Category => DIFFERENT,
        FieldKind::Person | FieldKind::Company | FieldKind::Place | FieldKind::Text => {
            words(column, a, b)
        }
    }
}

fn name(left: &Value, right: &Value) -> u8 {
    let (a, b) = (left.letters.as_slice(), right.letters.as_slice());
    let shorter = a.len().min(b.len());
    let initial = shorter == 1 && a.first() == b.first();
    let apart = a.len().abs_diff(b.len());
    if initial {
        return 4;
    }
    let shared = common(a, right.set);
    if at_most(a.len(), b.len(), shared) < 0.75 && shared + 3 <= a.len() {
        return DIFFERENT;
    }
    if apart <= 1 && shorter >= 3 && shared + 1 >= a.len() && distance(a, b) == 1 {
        return 2;
    }
    match jaro_winkler(a, b) {
        alike if alike >= 0.92 => 2,
        alike if alike >= 0.85 => 3,
        _ if shorter >= 6 && apart <= 2 && distance(a, b) <= 2 => 3,
        alike if alike >= 0.75 => 4,
        _ => DIFFERENT,
    }
}

fn email(a: &Value, b: &Value) -> u8 {
    let local = |value: &Value| -> usize { value.local };
    let (left, right) = (
        a.letters.get(..local(a)).unwrap_or_default(),
        b.letters.get(..local(b)).unwrap_or_default(),
    );
    let shared = common(left, letters(right));
    if common(&a.letters, b.set) + 5 <= a.letters.len()
        && at_most(left.len(), right.len(), shared) < 0.85
    {
        return DIFFERENT;
    }
    let apart = distance(&a.letters, &b.letters);
    if apart <= 1 {
        return 1;
    }
    if apart == 2 || (left == right && left.len() >= 5) {
        return 2;
    }
    let alike = jaro_winkler(left, right);
    if apart <= 4 || alike >= 0.92 {
        3
    } else if alike >= 0.85 {
        4
    } else {
        DIFFERENT
    }
}

fn code(a: &[char], b: &[char]) -> u8 {
    let shorter = a.len().min(b.len());
    if a.len().abs_diff(b.len()) > 2 {
        return DIFFERENT;
    }
    match distance(a, b) {
        0 | 1 => 1,
        2 if shorter >= 4 => 2,
        _ if shorter >= 5 && a.get(..shorter - 2) == b.get(..shorter - 2) => 3,
        3 if shorter >= 6 => 4,
        _ => DIFFERENT,
    }
}

fn day(a: &[char], b: &[char]) -> u8 {
    if a.len() != 8 || b.len() != 8 {
        return code(a, b);
    }
    let part = |range: std::ops::Range<usize>| a.get(range.clone()) == b.get(range);
    let same = usize::from(part(0..4)) + usize::from(part(4..6)) + usize::from(part(6..8));
    let turned = part(0..4) && a.get(4..6) == b.get(6..8) && a.get(6..8) == b.get(4..6);
    match distance(a, b) {
        0 | 1 => 1,
        _ if turned => 1,
        2 if same >= 1 => 2,
        _ if same == 2 => 2,
        2 | 3 if same >= 1 => 3,
        _ if part(0..4) => 4,
        _ => DIFFERENT,
    }
}

fn number(a: f64, b: f64) -> u8 {
    let apart = (a - b).abs() / a.abs().max(b.abs()).max(f64::MIN_POSITIVE);
    match apart {
        apart if apart <= 0.01 => 1,
        apart if apart <= 0.05 => 2,
        apart if apart <= 0.2 => 3,
        apart if apart <= 0.5 => 4,
        _ => DIFFERENT,
    }
}

/// Words in common, weighed by how rare they are; words nearly the same count nearly as much.
fn words(column: &Column, a: &Value, b: &Value) -> u8 {
    let (short, long) =
        (a.letters.len().min(b.letters.len()), a.letters.len().max(b.letters.len()));
    let shared = common(&a.letters, b.set);
    let whole = if short >= 4
        && long - short <= 4
        && at_most(a.letters.len(), b.letters.len(), shared) >= 0.92
    {
        jaro_winkler(&a.letters, &b.letters)
    } else {
        0.0
    };
    if whole >= 0.92 && distance(&a.letters, &b.letters) <= 2 {
        return 1;
    }
    match overlap(column, a, b) {
        share if share >= 0.9 => 1,
        share if share >= 0.7 => 2,
        _ if whole >= 0.92 => 2,
        share if share >= 0.5 => 3,
        share if share >= 0.3 => 4,
        _ => DIFFERENT,
    }
}

/// Twice the weight of the shared words over the weight of all.
fn overlap(column: &Column, a: &Value, b: &Value) -> f64 {
    let word = |id: &u32| super::at(&column.words, *id);
    let weight = |id: &u32| word(id).map_or(0.0, |word| word.weight);
    let (mut shared, mut taken) = (0.0, 0_u64);
    for mine in &a.words {
        if b.words.binary_search(mine).is_ok() {
            shared += 2.0 * weight(mine);
            continue;
        }
        let free = |place: usize, theirs: &u32| {
            taken >> (place & 63) & 1 == 0 && a.words.binary_search(theirs).is_err()
        };
        let near = b.words.iter().enumerate().find(|(place, theirs)| {
            free(*place, theirs)
                && word(mine).zip(word(theirs)).is_some_and(|(mine, theirs)| nearly(mine, theirs))
        });
        if let Some((place, theirs)) = near {
            taken |= 1 << (place & 63);
            shared += 0.9 * (weight(mine) + weight(theirs));
        }
    }
    let all: f64 = a.words.iter().chain(&b.words).map(weight).sum();
    shared / all.max(f64::MIN_POSITIVE)
}

/// Whether two words are one, misspelt or cut short to its initial.
fn nearly(a: &Word, b: &Word) -> bool {
    let shorter = a.letters.len().min(b.letters.len());
    if shorter == 1 {
        return a.letters.first() == b.letters.first();
    }
    a.letters.len().abs_diff(b.letters.len()) <= 1
        && shorter >= 4
        && common(&a.letters, b.set) + 1 >= a.letters.len()
        && distance(&a.letters, &b.letters) <= 1
}
