//! Days as eight digits, year first, whatever way they were written.

/// The parts of a day as written: year, month, day, each in digits; nothing is checked against the calendar, because a
/// slip of the finger makes month 19.
fn parts(cell: &str) -> Option<[&str; 3]> {
    let cell = cell.split(['T', ' ']).next().unwrap_or(cell).trim();
    if !cell.is_ascii() {
        return None;
    }
    if cell.len() == 8 && cell.bytes().all(|digit| digit.is_ascii_digit()) {
        return Some([cell.get(..4)?, cell.get(4..6)?, cell.get(6..)?]);
    }
    let mut found = cell.split(['-', '/', '.']);
    let parts = [found.next()?, found.next()?, found.next()?];
    let digits = |part: &&str| {
        (1..=4).contains(&part.len()) && part.bytes().all(|digit| digit.is_ascii_digit())
    };
    (found.next().is_none() && parts.iter().all(digits)).then_some(parts)
}

/// Whether this is written as a day of the last or this century.
pub(super) fn looks_like(cell: &str) -> bool {
    let year = |text: &str| {
        text.len() == 4
            && (text.starts_with("18") || text.starts_with("19") || text.starts_with("20"))
    };
    parts(cell).is_some_and(|parts| match parts {
        [first, month, day] if year(first) => small(month, 12) && small(day, 31),
        [day, month, last] if year(last) => small(month, 31) && small(day, 31),
        [day, month, last] => {
            last.len() == 2 && day.len() <= 2 && small(month, 31) && small(day, 31)
        }
    })
}

fn small(text: &str, most: u8) -> bool {
    text.parse::<u8>().is_ok_and(|number| (1..=most).contains(&number))
}

/// Whether a column of days written with the year last puts the month first: told by a second part above 12.
pub(super) fn month_first<'a>(cells: impl Iterator<Item = &'a str>) -> bool {
    let (mut first, mut second) = (0_usize, 0_usize);
    for [a, b, _] in cells.filter_map(parts) {
        if a.len() <= 2 {
            first += usize::from(!small(a, 12));
            second += usize::from(!small(b, 12));
        }
    }
    second > first
}

/// A day as eight digits, year first.
pub(super) fn digits(cell: &str, month_first: bool) -> Option<String> {
    let [a, b, c] = parts(cell)?;
    let (year, month, day) = match (a.len(), month_first) {
        (4, _) => (a, b, c),
        (_, true) => (c, a, b),
        (_, false) => (c, b, a),
    };
    let century = match (year.len(), year.parse::<u8>()) {
        (2, Ok(0..=29)) => "20",
        (2, _) => "19",
        _ => "",
    };
    Some(format!("{century}{year:0>2}{month:0>2}{day:0>2}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_is_read_however_it_is_written() {
        for cell in ["1971-06-24", "19710624", "24.6.1971", "24/06/71", "1971-06-24 00:00:00"] {
            assert_eq!(digits(cell, false).as_deref(), Some("19710624"), "{cell}");
            assert!(looks_like(cell), "{cell}");
        }
        assert_eq!(digits("6/24/1971", true).as_deref(), Some("19710624"));
        assert!(month_first(["6/24/1971", "1/2/1971"].into_iter()));
        assert!(!looks_like("1804974") && !looks_like("10.0.0.1") && !looks_like("99999999"));
        assert_eq!(digits("soon", false), None);
    }
}
