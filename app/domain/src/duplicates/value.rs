//! A column's cells made ready for comparing: each distinct value once.

use std::collections::HashMap;

use super::fold::{company, fold, missing, person};
use super::kind::FieldKind;
use super::{date, likeness, nickname};

/// Which value a record has, when it has none.
pub(super) const NONE: u32 = u32::MAX;

/// A value ready for comparing.
#[derive(Clone, Debug, Default)]
pub(super) struct Value {
    /// The text that is compared, in letters.
    pub letters: Vec<char>,
    /// Those letters as a set.
    pub set: u64,
    /// Its words, by their place in the column's list of words; in the order of that list.
    pub words: Vec<u32>,
    /// Where a mail address has its @.
    pub local: usize,
    /// The groups of short forms a given name is in.
    pub groups: Vec<u16>,
    /// A number.
    pub number: f64,
}

/// A word of a column.
#[derive(Clone, Debug)]
pub(super) struct Word {
    pub letters: Vec<char>,
    pub set: u64,
    /// How much it tells: ln(values / values with it).
    pub weight: f64,
    /// Values that have it.
    pub count: u32,
}

/// A column.
#[derive(Clone, Debug)]
pub(super) struct Column {
    pub name: String,
    pub kind: FieldKind,
    /// Each distinct value, and how many records have it.
    pub values: Vec<(Value, u32)>,
    pub words: Vec<Word>,
    /// Each record's value, or [`NONE`].
    pub ids: Vec<u32>,
    /// How many records have a value.
    pub known: u32,
}

impl Column {
    pub(super) fn new(name: &str, kind: FieldKind, cells: &[String]) -> Self {
        let month_first =
            kind == FieldKind::Date && date::month_first(cells.iter().map(String::as_str));
        let mut known: HashMap<String, u32> = HashMap::new();
        let mut texts: Vec<(String, u32)> = Vec::new();
        let mut ids = Vec::with_capacity(cells.len());
        for cell in cells {
            let Some(text) = canonical(kind, cell, month_first) else {
                ids.push(NONE);
                continue;
            };
            let id = *known.entry(text).or_insert_with_key(|text| {
                texts.push((text.clone(), 0));
                u32::try_from(texts.len() - 1).unwrap_or(NONE)
            });
            if let Some((_, count)) = crate::duplicates::at_mut(&mut texts, id) {
                *count += 1;
            }
            ids.push(id);
        }
        let (values, words) = values(kind, texts);
        let known = values.iter().map(|(_, count)| count).sum();
        Self { name: name.to_owned(), kind, values, words, ids, known }
    }

    pub(super) fn value(&self, record: u32) -> Option<&(Value, u32)> {
        super::at(&self.values, *super::at(&self.ids, record)?)
    }

    pub(super) fn id(&self, record: u32) -> u32 {
        super::at(&self.ids, record).copied().unwrap_or(NONE)
    }
}

/// A cell in the one form in which equal values are equal; `None` when it says nothing.
fn canonical(kind: FieldKind, cell: &str, month_first: bool) -> Option<String> {
    if missing(cell) {
        return None;
    }
    let text = match kind {
        FieldKind::Person => person(cell),
        FieldKind::Company => company(cell),
        FieldKind::Given
        | FieldKind::Surname
        | FieldKind::Place
        | FieldKind::Text
        | FieldKind::Category => fold(cell),
        FieldKind::Email => email(cell),
        FieldKind::Phone => phone(cell),
        FieldKind::Date => {
            date::digits(cell, month_first).unwrap_or_else(|| super::fold::plain(cell))
        }
        FieldKind::Code => super::fold::plain(cell),
        FieldKind::Number => number(cell).map_or_else(|| fold(cell), |number| number.to_string()),
    };
    Some(text).filter(|text| !text.is_empty())
}

/// Lower case, without what follows a plus: it is the same inbox.
fn email(cell: &str) -> String {
    let cell = cell.trim().trim_start_matches("mailto:").to_lowercase();
    match cell.split_once('@') {
        Some((local, domain)) => format!("{}@{domain}", local.split('+').next().unwrap_or(local)),
        None => cell,
    }
}

/// The digits that tell numbers apart wherever they are dialled from: at most the last nine, no leading zero.
fn phone(cell: &str) -> String {
    let digits: Vec<char> = cell.chars().filter(char::is_ascii_digit).collect();
    let last = digits.get(digits.len().saturating_sub(9)..).unwrap_or_default();
    last.iter().collect::<String>().trim_start_matches('0').to_owned()
}

/// A number in whatever way it is written: the last of point and comma, with one or two digits after it, parts the cents.
pub(super) fn number(cell: &str) -> Option<f64> {
    let bare: String =
        cell.chars().filter(|letter| letter.is_ascii_digit() || ".,-".contains(*letter)).collect();
    let cents = bare.rfind(['.', ',']).filter(|at| bare.len() - at <= 3);
    let (whole, rest) = cents.map_or((bare.as_str(), ""), |at| bare.split_at(at));
    let whole: String = whole.chars().filter(|letter| !".,".contains(*letter)).collect();
    let rest = rest.get(1..).unwrap_or_default();
    format!("{whole}.{rest}0").parse().ok().filter(|number: &f64| number.is_finite())
}

fn values(kind: FieldKind, texts: Vec<(String, u32)>) -> (Vec<(Value, u32)>, Vec<Word>) {
    let by_words =
        matches!(kind, FieldKind::Person | FieldKind::Company | FieldKind::Place | FieldKind::Text);
    let mut lexicon = Lexicon::default();
    let total = texts.len();
    let values = texts
        .into_iter()
        .map(|(text, count)| {
            let letters: Vec<char> = text.chars().collect();
            let value = Value {
                set: likeness::letters(&letters),
                words: if by_words { lexicon.read(&text) } else { Vec::new() },
                local: text.chars().position(|letter| letter == '@').unwrap_or(text.len()),
                groups: if kind == FieldKind::Given { nickname::groups(&text) } else { Vec::new() },
                number: if kind == FieldKind::Number {
                    number(&text).unwrap_or(f64::NAN)
                } else {
                    0.0
                },
                letters,
            };
            (value, count)
        })
        .collect();
    (values, lexicon.weighed(total))
}

#[derive(Default)]
struct Lexicon {
    known: HashMap<String, u32>,
    words: Vec<Word>,
}

impl Lexicon {
    /// The words of a text, each once.
    fn read(&mut self, text: &str) -> Vec<u32> {
        let mut ids: Vec<u32> =
            text.split(' ').filter(|word| !word.is_empty()).map(|word| self.id(word)).collect();
        ids.sort_unstable();
        ids.dedup();
        for id in &ids {
            if let Some(word) = super::at_mut(&mut self.words, *id) {
                word.count += 1;
            }
        }
        ids
    }

    fn id(&mut self, word: &str) -> u32 {
        if let Some(id) = self.known.get(word) {
            return *id;
        }
        let id = u32::try_from(self.words.len()).unwrap_or(NONE);
        self.known.insert(word.to_owned(), id);
        let letters: Vec<char> = word.chars().collect();
        self.words.push(Word { set: likeness::letters(&letters), letters, weight: 0.0, count: 0 });
        id
    }

    fn weighed(mut self, total: usize) -> Vec<Word> {
        for word in &mut self.words {
            word.weight =
                libm::log((crate::num::float(total) + 1.0) / (f64::from(word.count) + 0.5))
                    .max(0.1);
        }
        self.words
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_thing_written_in_two_ways_is_one_value() {
        let of = |kind, cell| canonical(kind, cell, false);
        assert_eq!(of(FieldKind::Phone, "+49 (0)30 1234567"), of(FieldKind::Phone, "030 1234567"));
        assert_eq!(of(FieldKind::Email, "Ana+crm@X.com "), of(FieldKind::Email, "ana@x.com"));
        assert_eq!(of(FieldKind::Number, "$1,299.00"), of(FieldKind::Number, "1299"));
        assert_eq!(of(FieldKind::Code, "EX20 4AA"), of(FieldKind::Code, "ex204aa"));
        assert_eq!(of(FieldKind::Text, " - "), None);
    }
}
