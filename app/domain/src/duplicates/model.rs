//! What was learned, and what it says of a pair: bits for each field, which add up.

use serde::{Deserialize, Serialize};

use super::compare::{self, DIFFERENT, LEVELS, MISSING};
use super::kind::FieldKind;
use super::{Pattern, Records};

/// How far one field's level may speak for or against: more than that no count of records can bear out.
const MOST_BITS: f64 = 24.0;

/// What is known of a field.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Weights {
    /// How often each level is seen among records of one thing.
    pub same: [f64; LEVELS],
    /// And among records of two.
    pub other: [f64; LEVELS],
    /// And among records of two that agree in the fields of this set already: who has the same name has a similar mail
    /// address, who lives in one street has the same postcode, and is nobody else's double for that.
    pub given: Vec<(u64, [f64; LEVELS])>,
}

impl Weights {
    /// How often two records of two things are at this level, given what else they agree in.
    fn among_others(&self, level: usize, agreed: u64) -> f64 {
        let plain = self.other.get(level).copied().unwrap_or(1.0);
        if level >= usize::from(DIFFERENT) {
            return plain;
        }
        let given = self.given.iter().filter(|(set, _)| set & agreed == *set);
        given
            .filter_map(|(_, shares)| shares.get(level))
            .fold(plain, |most, share| most.max(*share))
    }

    fn bits(&self, level: u8, agreed: u64) -> f64 {
        let level = usize::from(level);
        let Some(same) = self.same.get(level) else { return 0.0 };
        libm::log2(same / self.among_others(level, agreed)).clamp(-MOST_BITS, MOST_BITS)
    }
}

/// Two records, and how sure it is that they are one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Band {
    /// They are different.
    Different,
    /// A person should look.
    Perhaps,
    /// They are the same.
    Same,
}

impl Band {
    /// The band of a probability: "same" from 0.9 on, "perhaps" from 0.1 on.
    #[must_use]
    pub fn of(probability: f64) -> Self {
        match probability {
            p if p >= 0.9 => Self::Same,
            p if p >= 0.1 => Self::Perhaps,
            _ => Self::Different,
        }
    }

    /// In words.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Different => "Different",
            Self::Perhaps => "Perhaps the same",
            Self::Same => "The same",
        }
    }
}

/// What one field says about a pair.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Evidence {
    /// The field.
    pub field: String,
    /// How near its two values are.
    pub what: String,
    /// What that is worth, in bits; negative speaks against.
    pub bits: f64,
}

/// A learned model.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Model {
    pub fields: Vec<Weights>,
    /// How likely any two records are one.
    pub prior: f64,
}

impl Model {
    /// The bits that any pair starts with.
    pub(super) fn start(&self) -> f64 {
        libm::log2(self.prior / (1.0 - self.prior))
    }

    /// The bits of a pair of these levels, without regard to how common its values are.
    pub(super) fn plain_bits(&self, pattern: Pattern) -> f64 {
        let agreed = pattern.agreed();
        let bits = self.fields.iter().enumerate();
        self.start()
            + bits.map(|(place, weights)| weights.bits(pattern.level(place), agreed)).sum::<f64>()
    }

    /// The bits of each field of a pair. A value that two records share speaks by how many have it.
    pub(super) fn each<'a>(
        &'a self,
        records: &'a Records,
        a: u32,
        pattern: Pattern,
    ) -> impl Iterator<Item = f64> + 'a {
        let agreed = pattern.agreed();
        self.fields.iter().zip(&records.columns).enumerate().map(
            move |(place, (weights, column))| {
                let level = pattern.level(place);
                let bits = weights.bits(level, agreed);
                let Some((_, count)) = column.value(a).filter(|_| level == 0) else { return bits };
                let [same, ..] = weights.same;
                let [exact, ..] = weights.other;
                // What the other fields explain, they explain of a rare value too.
                let explained = weights.among_others(0, agreed) / exact;
                let share = f64::from(*count) / f64::from(column.known.max(1));
                rare(bits, libm::log2(same / (share * explained).min(1.0)))
            },
        )
    }

    /// All bits of a pair.
    pub(super) fn bits(&self, records: &Records, a: u32, pattern: Pattern) -> f64 {
        self.start() + self.each(records, a, pattern).sum::<f64>()
    }

    /// What each field says about a pair, most telling first.
    pub(super) fn evidence(&self, records: &Records, a: u32, b: u32) -> Vec<Evidence> {
        let pattern = records.compare(a, b);
        let mut said: Vec<Evidence> = self
            .each(records, a, pattern)
            .zip(&records.columns)
            .enumerate()
            .filter(|(place, _)| pattern.level(*place) != MISSING)
            .map(|(place, (bits, column))| Evidence {
                field: column.name.clone(),
                what: compare::label(column.kind, pattern.level(place)).to_owned(),
                bits,
            })
            .collect();
        said.sort_by(|a, b| b.bits.abs().total_cmp(&a.bits.abs()));
        said
    }
}

/// A shared value cannot tell more than twice what sharing tells on average plus a little, nor speak against.
fn rare(average: f64, own: f64) -> f64 {
    own.clamp(0.0, (average.max(0.0) + 6.0).min(MOST_BITS))
}

/// What bits come to as a probability.
pub(super) fn probability(bits: f64) -> f64 {
    1.0 / (1.0 + libm::exp2(-bits))
}

/// Where the search begins: most fields of one thing agree, and the nearer the likelier.
pub(super) fn expected(kind: FieldKind) -> [f64; LEVELS] {
    match kind {
        FieldKind::Category => [0.9, 0.01, 0.01, 0.01, 0.01, 0.06],
        FieldKind::Text | FieldKind::Number => [0.4, 0.15, 0.15, 0.1, 0.1, 0.1],
        _ => [0.75, 0.07, 0.05, 0.03, 0.03, 0.07],
    }
}

/// The largest share of records of one thing that may differ in a field. Without it, people of like names, who have
/// nothing else in common, would pass for a kind of duplicates in a file that has none.
pub(super) const fn most_different(kind: FieldKind) -> f64 {
    match kind {
        FieldKind::Person => 0.15,
        FieldKind::Given | FieldKind::Surname | FieldKind::Date => 0.3,
        FieldKind::Company | FieldKind::Place | FieldKind::Category | FieldKind::Code => 0.4,
        FieldKind::Email | FieldKind::Phone | FieldKind::Number | FieldKind::Text => 0.5,
    }
}
