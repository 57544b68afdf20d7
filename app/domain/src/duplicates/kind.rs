//! What a column holds, guessed from its head and its cells.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::date;
use super::fold::{fold, missing};

/// How a field's values are compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FieldKind {
    /// A person's full name.
    Person,
    /// A given name: has short forms.
    Given,
    /// A family name, or any other short name.
    Surname,
    /// An organisation: legal forms do not count.
    Company,
    /// A mail address.
    Email,
    /// A phone number.
    Phone,
    /// A day, such as a date of birth.
    Date,
    /// A house number, postcode, account number: letters and digits that mean something as a whole.
    Code,
    /// A quantity or a price.
    Number,
    /// A street, a city, a region.
    Place,
    /// A title or a description: words.
    Text,
    /// One of a few values.
    Category,
}

impl FieldKind {
    /// In words.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Person => "person",
            Self::Given => "given name",
            Self::Surname => "name",
            Self::Company => "company",
            Self::Email => "e-mail",
            Self::Phone => "phone",
            Self::Date => "date",
            Self::Code => "code",
            Self::Number => "number",
            Self::Place => "place",
            Self::Text => "text",
            Self::Category => "category",
        }
    }
}

/// How many cells are looked at.
const LOOKED_AT: usize = 2_000;

/// The shape of a column's cells: each figure is a share of those that are not empty.
struct Shape {
    count: usize,
    distinct: usize,
    at_sign: f64,
    date: f64,
    digits: f64,
    decimal: f64,
    phone: f64,
    code: f64,
    words: f64,
    letters: f64,
}

impl Shape {
    fn of<'a>(cells: impl Iterator<Item = &'a str>) -> Self {
        let cells: Vec<&str> =
            cells.filter(|cell| !missing(cell)).take(LOOKED_AT).map(str::trim).collect();
        let share = |is: &dyn Fn(&str) -> bool| {
            crate::num::float(cells.iter().filter(|cell| is(cell)).count())
                / crate::num::float(cells.len().max(1))
        };
        let words: usize = cells.iter().map(|cell| cell.split_whitespace().count()).sum();
        Self {
            count: cells.len(),
            distinct: cells.iter().collect::<BTreeSet<_>>().len(),
            at_sign: share(&|cell| cell.contains('@') && !cell.contains(' ')),
            date: share(&date::looks_like),
            digits: share(&|cell| cell.chars().all(|letter| letter.is_ascii_digit())),
            decimal: share(&|cell| decimal(cell)),
            phone: share(&|cell| phone(cell)),
            code: share(&|cell| {
                cell.chars().any(|letter| letter.is_ascii_digit())
                    && cell.split_whitespace().count() <= 2
            }),
            words: crate::num::float(words) / crate::num::float(cells.len().max(1)),
            letters: share(&|cell| {
                cell.chars().all(|letter| letter.is_alphabetic() || " .'-,".contains(letter))
            }),
        }
    }

    fn few(&self) -> bool {
        self.distinct <= 12 && self.count >= self.distinct * 5
    }
}

fn decimal(cell: &str) -> bool {
    let bare = cell.trim_start_matches(['$', '€', '£', '-', '+', ' ']);
    bare.contains(['.', ','])
        && bare.chars().all(|letter| letter.is_ascii_digit() || ".,".contains(letter))
}

fn phone(cell: &str) -> bool {
    let digits = cell.chars().filter(char::is_ascii_digit).count();
    let marks = cell.chars().filter(|letter| "+()-/. ".contains(*letter)).count();
    (7..=16).contains(&digits) && marks > 0 && digits + marks == cell.chars().count()
}

/// Guesses what a column holds. A head that says something the cells do not bear out is not believed.
pub fn guess<'a>(head: &str, cells: impl Iterator<Item = &'a str>) -> FieldKind {
    let shape = Shape::of(cells);
    let head = format!(" {} ", fold(head));
    let bare: String = head.split_whitespace().collect();
    let says = |words: &str| {
        words.split(' ').any(|word| head.contains(&format!(" {word} ")) || bare == word)
    };
    if shape.at_sign > 0.5 {
        return FieldKind::Email;
    }
    if shape.date > 0.7
        || (shape.date > 0.4 && says("dob birthdate dateofbirth birth born date geburtsdatum"))
    {
        return FieldKind::Date;
    }
    if shape.digits + shape.phone > 0.5
        && says("phone telephone tel mobile cell fax phonenumber telefon handy")
    {
        return FieldKind::Phone;
    }
    if shape.decimal > 0.5
        || (shape.digits + shape.decimal > 0.8
            && says("price amount value revenue income salary budget"))
    {
        return FieldKind::Number;
    }
    if shape.digits < 0.3 && shape.phone > 0.6 {
        return FieldKind::Phone;
    }
    if shape.code > 0.6 && shape.letters < 0.3 && shape.words < 2.0 {
        return FieldKind::Code;
    }
    by_words(&shape, says)
}

/// A column of words.
fn by_words(shape: &Shape, says: impl Fn(&str) -> bool) -> FieldKind {
    if says(
        "given givenname first firstname forename fname vorname prenom nombre middle middlename",
    ) && shape.words < 2.5
    {
        return FieldKind::Given;
    }
    if says("surname last lastname lname family familyname nachname nom apellido maiden")
        && shape.words < 2.5
    {
        return FieldKind::Surname;
    }
    if says(
        "company organisation organization employer firm firma account manufacturer vendor brand business companyname",
    ) {
        return FieldKind::Company;
    }
    if says(
        "street address addr address1 address2 suburb city town county state country ort stadt place region location strasse birthplace",
    ) {
        return FieldKind::Place;
    }
    if shape.few() {
        return FieldKind::Category;
    }
    let named = says("name fullname person contact customer patient");
    if named && shape.letters > 0.8 && (1.5..=3.5).contains(&shape.words) {
        return FieldKind::Person;
    }
    if shape.words >= 2.5 {
        FieldKind::Text
    } else if shape.words >= 1.5 {
        FieldKind::Place
    } else {
        FieldKind::Surname
    }
}

/// Whether a column numbers its rows, so that equal cells say nothing and near ones less: each cell is there once, and
/// the head or an even count says what it is.
pub fn numbers_rows<'a>(head: &str, cells: impl Iterator<Item = &'a str>) -> bool {
    let cells: Vec<&str> = cells.map(str::trim).collect();
    let distinct: BTreeSet<&str> = cells.iter().copied().collect();
    if distinct.len() < cells.len() || cells.is_empty() {
        return false;
    }
    let head = fold(head);
    let last = head.split(' ').next_back().unwrap_or_default();
    let named = [
        "id", "key", "index", "idx", "no", "nr", "number", "rownum", "row", "uid", "guid", "uuid",
        "recid", "rid", "",
    ]
    .contains(&last)
        || (last.ends_with("id") && last.len() <= 12);
    let numbers: Vec<i64> = cells.iter().filter_map(|cell| cell.parse().ok()).collect();
    let even = numbers.len() == cells.len()
        && numbers.windows(2).all(|pair| matches!(pair, [a, b] if a.checked_add(1) == Some(*b)));
    named || even
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(head: &str, cells: &[&str]) -> FieldKind {
        guess(head, cells.iter().copied())
    }

    #[test]
    fn heads_and_cells_are_weighed() {
        assert_eq!(of("E-Mail", &["a@b.de", "", "c@d.com"]), FieldKind::Email);
        assert_eq!(of("anything", &["a@b.de", "c@d.com"]), FieldKind::Email);
        assert_eq!(of("dob", &["1971-06-24", "1980-01-02"]), FieldKind::Date);
        assert_eq!(of("date_of_birth", &["19560409", "19080419"]), FieldKind::Date);
        assert_eq!(of("phone", &["310/246-1501", "310-246-1501"]), FieldKind::Phone);
        assert_eq!(of("postcode", &["2119", "3165", "EX20 4AA"]), FieldKind::Code);
        assert_eq!(of("given_name", &["mitchell", "harley"]), FieldKind::Given);
        assert_eq!(of("Full Name", &["Ana Sol", "Bo Lind"]), FieldKind::Person);
        assert_eq!(of("price", &["$12.50", "3.99"]), FieldKind::Number);
        assert_eq!(of("Organisation", &["Acme Ltd", "Globex Corp"]), FieldKind::Company);
        let title = "a fast reader of large files on small machines";
        assert_eq!(of("title", &[title, title]), FieldKind::Text);
        assert_eq!(
            of("sex", &["m", "f", "m", "f", "m", "f", "m", "m", "f", "f"]),
            FieldKind::Category
        );
    }

    #[test]
    fn a_column_that_numbers_its_rows_is_known() {
        assert!(numbers_rows("rec_id", ["rec-1-org", "rec-2-org"].into_iter()));
        assert!(numbers_rows("", ["4", "5", "6"].into_iter()));
        assert!(!numbers_rows("id", ["4", "4"].into_iter()));
        assert!(!numbers_rows("phone", ["4711", "0815"].into_iter()));
    }
}
