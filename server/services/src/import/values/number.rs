//! Numbers with marks for thousands and decimals, as 1,234.56 and 1.234,56 and 1 234,56 and 1'234.56.

use domain::money::Cents;

use super::Settled;

/// The mark before the decimals.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Mark {
    Point,
    Comma,
}

impl Mark {
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::Point => "point",
            Self::Comma => "comma",
        }
    }

    pub(crate) fn of(word: &str) -> Option<Self> {
        [Self::Point, Self::Comma].into_iter().find(|mark| mark.as_str() == word)
    }

    const fn letter(self) -> char {
        match self {
            Self::Point => '.',
            Self::Comma => ',',
        }
    }

    const fn other(self) -> Self {
        match self {
            Self::Point => Self::Comma,
            Self::Comma => Self::Point,
        }
    }
}

/// What a number's own shape says of its marks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Shape {
    /// No mark, or marks of grouping that decide nothing.
    Plain,
    /// Its decimal mark can only be this one.
    Shows(Mark),
    /// 1.234: thousands, or three decimals.
    Either,
    /// No number.
    None,
}

/// Digits and marks, without sign, currency and percent.
struct Bare {
    negative: bool,
    text: String,
}

const CURRENCIES: [&str; 14] =
    ["US$", "EUR", "USD", "GBP", "CHF", "JPY", "INR", "CAD", "AUD", "SEK", "€", "$", "£", "¥"];

fn bare(text: &str) -> Option<Bare> {
    let mut text = text.trim();
    let mut negative = false;
    if let Some(inside) = text.strip_prefix('(').and_then(|rest| rest.strip_suffix(')')) {
        (negative, text) = (true, inside.trim());
    }
    for sign in CURRENCIES.iter().chain(["₹", "%"].iter()) {
        let stripped = text.strip_prefix(sign).or_else(|| text.strip_suffix(sign));
        text = stripped.map_or(text, str::trim);
    }
    if let Some(rest) = text.strip_prefix(['-', '\u{2212}']) {
        (negative, text) = (true, rest.trim_start());
    }
    text = text.strip_prefix('+').unwrap_or(text);
    for sign in CURRENCIES {
        text = text.strip_prefix(sign).map_or(text, str::trim);
    }
    // Spaces and apostrophes only ever stand between thousands.
    let grouping = |letter: char| letter == '\'' || letter == '’' || letter.is_whitespace();
    let groups: Vec<&str> = text.split(grouping).collect();
    let (last, inner) = groups.split_last()?;
    let inner = inner.get(1..).unwrap_or_default();
    let whole_of_last = last.split(['.', ',']).next().unwrap_or_default();
    let sound = groups.len() == 1
        || (inner.iter().all(|group| group.len() == 3) && whole_of_last.len() == 3);
    let begins =
        text.starts_with(|letter: char| letter.is_ascii_digit() || letter == '.' || letter == ',');
    (sound && begins).then(|| Bare { negative, text: groups.concat() })
}

fn shape(bare: &str) -> Shape {
    if !bare.chars().all(|letter| letter.is_ascii_digit() || letter == '.' || letter == ',') {
        return Shape::None;
    }
    let count = |mark: Mark| bare.matches(mark.letter()).count();
    match (count(Mark::Point), count(Mark::Comma)) {
        (0, 0) => Shape::Plain,
        (points, 0) => alone(bare, Mark::Point, points),
        (0, commas) => alone(bare, Mark::Comma, commas),
        (points, commas) => {
            // The mark that stands last is the decimal one, and stands once.
            let last = if bare.rfind('.') > bare.rfind(',') { Mark::Point } else { Mark::Comma };
            let times = if last == Mark::Point { points } else { commas };
            if times == 1 { Shape::Shows(last) } else { Shape::None }
        }
    }
}

fn alone(bare: &str, mark: Mark, times: usize) -> Shape {
    if times > 1 {
        return Shape::Shows(mark.other());
    }
    let (whole, rest) = bare.split_once(mark.letter()).unwrap_or((bare, ""));
    let may_group = rest.len() == 3 && (1..=3).contains(&whole.len()) && !whole.starts_with('0');
    if may_group { Shape::Either } else { Shape::Shows(mark) }
}

/// What a column of numbers says about its decimal mark.
pub(crate) fn settle<'a>(values: impl IntoIterator<Item = &'a str>) -> Settled<Mark> {
    let mut shown = None;
    let mut open = None;
    for value in values {
        let Some(bare) = bare(value) else { continue };
        match shape(&bare.text) {
            Shape::Shows(mark) => {
                shown.get_or_insert(mark);
            }
            Shape::Either => {
                open.get_or_insert_with(|| value.trim().to_owned());
            }
            Shape::Plain | Shape::None => {}
        }
    }
    match (open, shown) {
        (None, _) => Settled::Clear,
        (Some(_), Some(mark)) => Settled::By(mark),
        (Some(value), None) => Settled::Open(value),
    }
}

/// A number in hundredths, exactly; `None` when it is none, has more than two decimals that count, or can be read in
/// two ways and `mark` does not say which.
pub(crate) fn hundredths(text: &str, mark: Option<Mark>) -> Option<i64> {
    let Bare { negative, text } = bare(text)?;
    let mark = match shape(&text) {
        Shape::Plain => Mark::Point,
        Shape::Shows(shown) => shown,
        Shape::Either => mark?,
        Shape::None => return None,
    };
    let (whole, decimals) = text.rsplit_once(mark.letter()).unwrap_or((&text, ""));
    let whole = ungrouped(whole, mark.other().letter())?;
    let decimals = decimals.trim_end_matches('0');
    let digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    if decimals.len() > 2 || !digits(decimals) || (whole.is_empty() && decimals.is_empty()) {
        return None;
    }
    let number: i64 = format!("{whole}{decimals:0<2}").parse().ok()?;
    Some(if negative { -number } else { number })
}

/// A number as a model takes it, with any number of decimals; where it can be read in two ways and `mark` does not say
/// which, the point is taken as the decimal mark. `None` when it is none, or is not finite.
pub(crate) fn float(text: &str, mark: Option<Mark>) -> Option<f64> {
    if mark != Some(Mark::Comma)
        && let Ok(number) = text.trim().parse::<f64>()
    {
        return Some(number).filter(|number| number.is_finite());
    }
    let Bare { negative, text } = bare(text)?;
    let mark = match shape(&text) {
        Shape::Plain => Mark::Point,
        Shape::Shows(shown) => shown,
        Shape::Either => mark.unwrap_or(Mark::Point),
        Shape::None => return None,
    };
    let (whole, decimals) = text.rsplit_once(mark.letter()).unwrap_or((&text, ""));
    let number: f64 =
        format!("{}.{decimals}", ungrouped(whole, mark.other().letter())?).parse().ok()?;
    Some(if negative { -number } else { number }).filter(|number| number.is_finite())
}

/// The digits of 1,234,567 (or 12,34,567) without their marks.
fn ungrouped(whole: &str, mark: char) -> Option<String> {
    let groups: Vec<&str> = whole.split(mark).collect();
    let (first, rest) = groups.split_first()?;
    let sound = match rest.split_last() {
        None => true,
        Some((last, inner)) => {
            last.len() == 3
                && (1..=3).contains(&first.len())
                && inner.iter().all(|group| matches!(group.len(), 2 | 3))
        }
    };
    let digits = groups.concat();
    (sound && digits.bytes().all(|byte| byte.is_ascii_digit())).then_some(digits)
}

/// An amount of money, not below zero.
pub(crate) fn money(text: &str, mark: Option<Mark>) -> Option<Cents> {
    hundredths(text, mark).filter(|cents| *cents >= 0).map(Cents)
}

/// A whole number, not below zero.
pub(crate) fn whole(text: &str, mark: Option<Mark>) -> Option<i64> {
    hundredths(text, mark)
        .filter(|number| *number >= 0 && number % 100 == 0)
        .map(|number| number / 100)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn numbers_of_models_have_any_decimals() {
        for (text, mark, number) in [
            ("0.12345", None, Some(0.12345)),
            ("-3e-4", None, Some(-3e-4)),
            ("1,5", None, Some(1.5)),
            ("1.234", Some(Mark::Comma), Some(1234.0)),
            ("$ 1,234.5", None, Some(1234.5)),
            ("12.5 %", None, Some(12.5)),
            ("(40)", None, Some(-40.0)),
            ("NaN", None, None),
            ("inf", None, None),
            ("1e999", None, None),
            ("x", None, None),
        ] {
            assert_eq!(float(text, mark), number, "{text}");
        }
    }

    #[test]
    fn the_usual_notations_are_one_number() {
        for text in [
            "1234567.5",
            "1234567,50",
            "1,234,567.5",
            "1.234.567,5",
            "1 234 567,50",
            "1'234'567.50",
            "$1,234,567.50",
            "1.234.567,50 €",
            "12,34,567.50",
            "EUR 1234567.500",
            "1\u{a0}234\u{a0}567,5",
        ] {
            assert_eq!(hundredths(text, None), Some(123_456_750), "{text}");
        }
        assert_eq!(hundredths("(1,234.00)", None), Some(-123_400));
        assert_eq!(hundredths("-5", None), Some(-500));
        assert_eq!(hundredths("- $5", None), Some(-500));
        assert_eq!(hundredths("12 %", None), Some(1_200));
        assert_eq!(hundredths(".5", None), Some(50));
        for wrong in [
            "",
            "abc",
            "1,2,3",
            "1.2.3",
            "12 34",
            "1e3",
            "0.001",
            "1.234,5.6",
            "--5",
            "99999999999999999999",
        ] {
            assert_eq!(hundredths(wrong, None), None, "{wrong}");
        }
    }

    #[test]
    fn a_number_of_two_meanings_is_read_only_when_told_how() {
        assert_eq!(hundredths("1.234", None), None);
        assert_eq!(hundredths("1.234", Some(Mark::Comma)), Some(123_400));
        assert_eq!(hundredths("1,234", Some(Mark::Point)), Some(123_400));
        assert_eq!(hundredths("1.230", Some(Mark::Point)), Some(123));
        assert_eq!(whole("1,000", Some(Mark::Point)), Some(1_000));
        assert_eq!(whole("2.5", None), None);
    }

    #[test]
    fn a_column_settles_it_or_a_person_is_asked() {
        assert_eq!(settle(["1.234", "5"]), Settled::Open("1.234".to_owned()));
        assert_eq!(settle(["1.234", "5,5"]), Settled::By(Mark::Comma));
        assert_eq!(settle(["1.234", "1.234.567"]), Settled::By(Mark::Comma));
        assert_eq!(settle(["1,234", "0.5"]), Settled::By(Mark::Point));
        assert_eq!(settle(["1234", "12.50", "x"]), Settled::Clear);
    }

    proptest! {
        /// Whatever amount is written in either style, it is read as that amount, or asked about; never as another.
        #[test]
        fn an_amount_is_never_read_as_another(cents in 0_i64..1_000_000_000_000, style in 0..4) {
            let (thousands, decimal, mark) = [
                (",", '.', Mark::Point), (".", ',', Mark::Comma), (" ", ',', Mark::Comma), ("", '.', Mark::Point),
            ][usize::try_from(style).unwrap()];
            let digits = (cents / 100).to_string();
            let grouped: Vec<&str> = digits.as_bytes().rchunks(3).rev().map(|group| std::str::from_utf8(group).unwrap())
                .collect();
            let text = format!("{}{decimal}{:02}", grouped.join(thousands), cents % 100);
            prop_assert_eq!(hundredths(&text, None), Some(cents), "{}", text);
            let rounded = grouped.join(thousands);
            let read = hundredths(&rounded, None);
            prop_assert!(read.is_none() || read == Some(cents / 100 * 100), "{}", rounded);
            prop_assert_eq!(hundredths(&rounded, Some(mark)), Some(cents / 100 * 100), "{}", rounded);
        }
    }
}
