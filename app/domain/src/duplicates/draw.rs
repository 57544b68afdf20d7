//! Pairs drawn by chance from a fixed seed: from all records, and from those that share a value.

use super::kind::FieldKind;
use super::value::NONE;
use super::{Pattern, Records, mixed};

/// Pairs drawn from all.
const FROM_ALL: u32 = 100_000;
/// Pairs drawn from those that share a value of one column.
const FROM_EQUALS: u32 = 3_000;

fn pick(seed: u64, turn: u64, most: u64) -> u64 {
    mixed(seed, turn) % most.max(1)
}

/// The levels of pairs drawn from all.
pub(super) fn from_all(records: &Records) -> Vec<Pattern> {
    let (first, second) = match records.split {
        Some(at) => (at, records.count.saturating_sub(at)),
        None => (records.count, records.count),
    };
    let from = records.split.unwrap_or(0);
    let record = |turn: u64, most: u32| u32::try_from(pick(11, turn, most.into())).unwrap_or(0);
    (0..u64::from(FROM_ALL))
        .map(|turn| (record(2 * turn, first), from + record(2 * turn + 1, second)))
        .filter(|(a, b)| records.comparable(*a, *b))
        .map(|(a, b)| records.compare(a, b))
        .collect()
}

/// The sets of columns whose agreement may explain others: each column, and a person's two names together.
pub(super) fn sets(records: &Records) -> Vec<u64> {
    let place = |kind: FieldKind| records.columns.iter().position(|column| column.kind == kind);
    let names = place(FieldKind::Given).zip(place(FieldKind::Surname));
    let both = names.map(|(given, family)| 1 << given | 1 << family);
    (0..records.columns.len()).map(|place| 1 << place).chain(both).collect()
}

/// The levels of pairs that agree in these columns.
pub(super) fn equals(records: &Records, set: u64) -> Vec<Pattern> {
    let blocks = Blocks::of(records, set);
    let drawn = (0..u64::from(FROM_EQUALS)).filter_map(|turn| {
        let (a, b) = blocks.draw(set, turn)?;
        records.comparable(a, b).then(|| records.compare(a, b))
    });
    drawn.collect()
}

/// Records by what they have in some columns, and how many ordered pairs the blocks up to each make.
struct Blocks {
    members: Vec<(u64, u32)>,
    /// Where a block begins, how long it is, and the pairs up to its end.
    ends: Vec<(usize, usize, u64)>,
}

impl Blocks {
    fn of(records: &Records, set: u64) -> Self {
        let columns: Vec<_> = records
            .columns
            .iter()
            .enumerate()
            .filter(|(place, _)| set >> place & 1 == 1)
            .map(|(_, column)| column)
            .collect();
        let key = |record: u32| {
            columns.iter().try_fold(3, |sum, column| {
                let id = column.id(record);
                (id != NONE).then(|| mixed(sum, id.into()))
            })
        };
        let mut members: Vec<(u64, u32)> =
            (0..records.count).filter_map(|record| Some((key(record)?, record))).collect();
        members.sort_unstable();
        let (mut at, mut sum, mut ends) = (0, 0_u64, Vec::new());
        for block in members.chunk_by(|a, b| a.0 == b.0) {
            let long = u64::try_from(block.len()).unwrap_or(0);
            sum += long * (long - 1);
            if block.len() > 1 {
                ends.push((at, block.len(), sum));
            }
            at += block.len();
        }
        Self { members, ends }
    }

    fn draw(&self, set: u64, turn: u64) -> Option<(u32, u32)> {
        let all = self.ends.last()?.2;
        let drawn = pick(set, 3 * turn, all);
        let block = self.ends.partition_point(|(_, _, end)| *end <= drawn);
        let (from, long, _) = *self.ends.get(block)?;
        let member = |turn: u64| {
            let place =
                usize::try_from(pick(set, turn, u64::try_from(long).unwrap_or(1))).unwrap_or(0);
            self.members.get(from + place).map(|(_, record)| *record)
        };
        Some((member(3 * turn + 1)?, member(3 * turn + 2)?))
    }
}
