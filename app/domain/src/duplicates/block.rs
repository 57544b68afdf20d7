//! Which pairs are worth looking at: those that have a key in common.
//!
//! A key is a value, its sound, its beginning or one of its words, alone or together with one of another column. Few
//! records are compared in full; of many, each key is asked how many pairs it makes, and one that makes too many is left
//! out. Words of a text are taken from the rarest on. A block of more than
//! [`LARGEST_BLOCK`] records is left out: what so many have in common says little, and their pairs are found by keys that
//! join it with another column.

use super::kind::FieldKind;
use super::value::{Column, NONE, Value};
use super::{Records, at, mixed};

/// Up to so many pairs all are compared.
const ALL_OF: f64 = 600_000.0;
/// Records in a block.
const LARGEST_BLOCK: usize = 60;
/// Pairs a key may make for each record, from its smallest blocks on.
const PAIRS_PER_RECORD: usize = 4;
/// The rarest words of a text that are keys.
const WORDS: usize = 6;
/// Pairs of all keys together for each record.
const MOST_PER_RECORD: usize = 60;

/// What of a value is a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Cut {
    Whole,
    Sound,
    Start,
    Words,
    TwoWords,
}

/// A key of each record: (record, key).
type Keys = Vec<(u32, u64)>;

/// The pairs to compare, each once, the smaller number first; and whether they are all there are.
pub(super) fn candidates(records: &Records) -> (Vec<(u32, u32)>, bool) {
    if records.all_pairs() <= ALL_OF {
        let all = (0..records.count).flat_map(|a| (a + 1..records.count).map(move |b| (a, b)));
        return (all.filter(|(a, b)| records.comparable(*a, *b)).collect(), true);
    }
    let keys: Vec<(usize, Keys)> = records
        .columns
        .iter()
        .enumerate()
        .flat_map(|(place, column)| {
            cuts(column.kind).iter().map(move |cut| (place, keys(column, *cut)))
        })
        .collect();
    // A text's words are of all kinds, and the rare ones are keys.
    let text = |(_, column): &(usize, &Column)| column.kind == FieldKind::Text;
    let texts: Vec<usize> =
        records.columns.iter().enumerate().filter(text).map(|(place, _)| place).collect();
    let mut blocks = Blocks {
        records,
        pairs: Vec::new(),
        most: usize_of(records.count).saturating_mul(MOST_PER_RECORD),
    };
    for (place, own) in &keys {
        blocks.add(own.clone(), texts.contains(place));
    }
    for (at, (place, left)) in keys.iter().enumerate() {
        for (_, right) in keys.iter().skip(at + 1).filter(|(other, _)| other != place) {
            blocks.add(joined(left, right), false);
        }
    }
    (blocks.done(), false)
}

fn usize_of(count: u32) -> usize {
    usize::try_from(count).unwrap_or(usize::MAX)
}

const fn cuts(kind: FieldKind) -> &'static [Cut] {
    match kind {
        FieldKind::Given | FieldKind::Surname => &[Cut::Whole, Cut::Sound],
        FieldKind::Email => &[Cut::Whole, Cut::Start],
        FieldKind::Phone
        | FieldKind::Code
        | FieldKind::Date
        | FieldKind::Number
        | FieldKind::Category => &[Cut::Whole],
        FieldKind::Person | FieldKind::Company | FieldKind::Place => &[Cut::Whole, Cut::Words],
        FieldKind::Text => &[Cut::Whole, Cut::TwoWords, Cut::Words],
    }
}

fn keys(column: &Column, cut: Cut) -> Keys {
    let per_value: Vec<Vec<u64>> = column
        .values
        .iter()
        .zip(0_u64..)
        .map(|((value, _), id)| of_value(column, value, id, cut))
        .collect();
    (0_u32..)
        .zip(&column.ids)
        .filter(|(_, id)| **id != NONE)
        .flat_map(|(record, id)| {
            at(&per_value, *id).into_iter().flatten().map(move |key| (record, *key))
        })
        .collect()
}

fn of_value(column: &Column, value: &Value, id: u64, cut: Cut) -> Vec<u64> {
    match cut {
        Cut::Whole => vec![id],
        Cut::Sound => vec![sound(&value.letters)],
        Cut::Start => {
            let local = value.letters.get(..value.local).unwrap_or(&value.letters);
            vec![hashed(local.get(..6).unwrap_or(local))]
        }
        Cut::Words => rarest(column, value).collect(),
        Cut::TwoWords => {
            let words: Vec<u64> = rarest(column, value).collect();
            let others = |at: usize| words.iter().skip(at + 1).copied();
            let pair = |a: u64, b: u64| mixed(a.min(b), a.max(b));
            words
                .iter()
                .enumerate()
                .flat_map(|(at, a)| others(at).map(move |b| pair(*a, b)))
                .collect()
        }
    }
}

fn rarest(column: &Column, value: &Value) -> impl Iterator<Item = u64> {
    let count = |word: &u32| at(&column.words, *word).map_or(0, |word| word.count);
    let mut words = value.words.clone();
    // A word that only one text has joins nothing.
    words.retain(|word| count(word) > 1);
    words.sort_by_key(|word| (count(word), *word));
    words.truncate(WORDS);
    words.into_iter().map(u64::from)
}

fn hashed(letters: &[char]) -> u64 {
    letters.iter().fold(7, |sum, letter| mixed(sum, u64::from(*letter)))
}

/// The first letter and the groups of consonants after it, as Soundex has them; what has no Latin letters is its start.
fn sound(letters: &[char]) -> u64 {
    let group = |letter: char| match letter {
        'b' | 'f' | 'p' | 'v' | 'w' => Some('1'),
        'c' | 'g' | 'j' | 'k' | 'q' | 's' | 'x' | 'z' => Some('2'),
        'd' | 't' => Some('3'),
        'l' => Some('4'),
        'm' | 'n' => Some('5'),
        'r' => Some('6'),
        _ => None,
    };
    if !letters.iter().any(char::is_ascii_lowercase) {
        return hashed(letters.get(..2).unwrap_or(letters));
    }
    let mut code: Vec<char> = letters.first().copied().into_iter().collect();
    let mut last = letters.first().copied().and_then(group);
    for letter in letters.iter().skip(1).copied() {
        let this = group(letter);
        if this != last && code.len() < 4 {
            code.extend(this);
        }
        if letter != 'h' {
            last = this;
        }
    }
    hashed(&code)
}

/// The keys of records that have both.
fn joined(left: &Keys, right: &Keys) -> Keys {
    let mut both = Vec::with_capacity(left.len().min(right.len()));
    let mut from = 0;
    for (record, key) in left {
        let rest = right.get(from..).unwrap_or_default();
        from += rest.iter().take_while(|(other, _)| other < record).count();
        let same =
            right.get(from..).unwrap_or_default().iter().take_while(|(other, _)| other == record);
        both.extend(same.map(|(_, other)| (*record, mixed(*key, *other))));
    }
    both
}

struct Blocks<'a> {
    records: &'a Records,
    pairs: Vec<u64>,
    most: usize,
}

impl Blocks<'_> {
    fn add(&mut self, mut keys: Keys, partly: bool) {
        keys.sort_unstable_by_key(|(record, key)| (*key, *record));
        let usable = |block: &&[(u32, u64)]| (2..=LARGEST_BLOCK).contains(&block.len());
        let mut blocks: Vec<&[(u32, u64)]> =
            keys.chunk_by(|a, b| a.1 == b.1).filter(usable).collect();
        // Small blocks first: what few have in common tells most.
        blocks.sort_by_key(|block| block.len());
        let mut room = usize_of(self.records.count).saturating_mul(PAIRS_PER_RECORD);
        let all: usize = blocks.iter().map(|block| block.len() * (block.len() - 1) / 2).sum();
        if !partly && all > room {
            return;
        }
        for block in blocks {
            let makes = block.len() * (block.len() - 1) / 2;
            if makes > room || self.pairs.len() + makes > 2 * self.most {
                break;
            }
            room -= makes;
            for (at, (a, _)) in block.iter().enumerate() {
                let others = block.iter().skip(at + 1).map(|(b, _)| *b);
                let fit = others.filter(|b| self.records.comparable(*a, *b));
                self.pairs.extend(fit.map(|b| u64::from(*a.min(&b)) << 32 | u64::from(*a.max(&b))));
            }
        }
        if self.pairs.len() > self.most {
            self.tidy();
        }
    }

    fn tidy(&mut self) {
        self.pairs.sort_unstable();
        self.pairs.dedup();
    }

    fn done(mut self) -> Vec<(u32, u32)> {
        self.tidy();
        let half = |pair: u64| u32::try_from(pair & u64::from(u32::MAX)).unwrap_or(u32::MAX);
        self.pairs.iter().map(|pair| (half(pair >> 32), half(*pair))).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_sound_alike_have_one_key() {
        let of = |name: &str| sound(&name.chars().collect::<Vec<_>>());
        assert_eq!(of("robert"), of("rupert"));
        assert_eq!(of("allen"), of("alan"));
        assert_ne!(of("allen"), of("baker"));
    }

    #[test]
    fn keys_are_joined_record_by_record() {
        let joined = joined(&vec![(0, 1), (2, 1), (2, 2)], &vec![(1, 5), (2, 7), (2, 8)]);
        assert_eq!(joined.len(), 4);
        assert!(joined.iter().all(|(record, _)| *record == 2));
    }
}
