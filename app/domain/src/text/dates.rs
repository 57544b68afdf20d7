//! Days as people write them: "by Friday", "in two weeks", "12 March", seen from a given day.

use chrono::{Datelike, Days, Months, NaiveDate, Weekday};

/// A day found among words: the places of its first word and after its last.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Found {
    pub from: usize,
    pub to: usize,
    pub day: NaiveDate,
}

/// Words that lead to a day and belong to it.
const BEFORE: &[&str] = &[
    "by", "on", "until", "till", "before", "due", "for", "the", "no", "later", "than", "this",
    "at", "of",
];

/// The first day named in `words`, which are in small letters.
pub(super) fn find(words: &[&str], today: NaiveDate) -> Option<Found> {
    (0..words.len()).find_map(|at| {
        let (length, day) = read(words.get(at..)?, today)?;
        let lead = words.get(..at)?.iter().rev().take_while(|word| BEFORE.contains(word)).count();
        Some(Found { from: at - lead, to: at + length, day })
    })
}

/// The day that `words` begin with, and how many words it takes.
fn read(words: &[&str], today: NaiveDate) -> Option<(usize, NaiveDate)> {
    named(words, today)
        .or_else(|| counted(words, today))
        .or_else(|| written(words, today))
        .or_else(|| numeric(words, today))
}

/// "today", "next Friday", "end of the month".
fn named(words: &[&str], today: NaiveDate) -> Option<(usize, NaiveDate)> {
    let after = |days| today.checked_add_days(Days::new(days));
    let friday = || on_or_after(today, Weekday::Fri);
    match words {
        ["today" | "tonight" | "asap", ..] => Some((1, today)),
        ["this", "morning" | "afternoon" | "evening", ..] => Some((2, today)),
        ["day", "after", "tomorrow", ..] => Some((3, after(2)?)),
        ["tomorrow", ..] => Some((1, after(1)?)),
        ["end", "of", "day" | "business", ..] => Some((3, today)),
        ["end", "of", "the" | "this", "day", ..] => Some((4, today)),
        ["end", "of", "week", ..] => Some((3, friday()?)),
        ["end", "of", "the" | "this", "week", ..] => Some((4, friday()?)),
        ["this", "week", ..] => Some((2, friday()?)),
        ["end", "of", "next", "week", ..] => Some((4, friday_of_next_week(today)?)),
        ["next", "week", ..] => Some((2, friday_of_next_week(today)?)),
        ["end", "of", "month", ..] => Some((3, end_of_month(today)?)),
        ["end", "of", "the" | "this", "month", ..] => Some((4, end_of_month(today)?)),
        ["this", "month", ..] => Some((2, end_of_month(today)?)),
        ["end", "of", "next", "month", ..] => {
            Some((4, end_of_month(today.checked_add_months(Months::new(1))?)?))
        }
        ["next", "month", ..] => {
            Some((2, end_of_month(today.checked_add_months(Months::new(1))?)?))
        }
        ["next", day, ..] => {
            // The one in the week after this.
            let next_monday = on_or_after(after(1)?, Weekday::Mon)?;
            Some((2, on_or_after(next_monday, weekday(day)?)?))
        }
        [day, ..] => Some((1, on_or_after(after(1)?, weekday(day)?)?)),
        [] => None,
    }
}

/// "in two weeks", "within 3 days".
fn counted(words: &[&str], today: NaiveDate) -> Option<(usize, NaiveDate)> {
    let ["in" | "within", count, unit, ..] = words else { return None };
    let small =
        ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"];
    let count: u32 = match *count {
        "a" | "an" => 1,
        word => match small.iter().position(|name| *name == word) {
            Some(place) => u32::try_from(place).ok()?,
            None => word.parse().ok().filter(|count| *count <= 400)?,
        },
    };
    let day = match *unit {
        "day" | "days" => today.checked_add_days(Days::new(count.into()))?,
        "week" | "weeks" => today.checked_add_days(Days::new(u64::from(count) * 7))?,
        "month" | "months" => today.checked_add_months(Months::new(count))?,
        "hour" | "hours" | "minutes" => today,
        _ => return None,
    };
    Some((3, day))
}

/// "12 March", "the 3rd of May 2027", "March 12th".
fn written(words: &[&str], today: NaiveDate) -> Option<(usize, NaiveDate)> {
    let (length, day, month) = match words {
        [day, "of", month, ..] if of_month(day).is_some() => {
            (3, of_month(day)?, month_number(month)?)
        }
        [day, month, ..] if of_month(day).is_some() => (2, of_month(day)?, month_number(month)?),
        [day, ".", month, ..] if of_month(day).is_some() => {
            (3, of_month(day)?, month_number(month)?)
        }
        [month, day, ..] => (2, of_month(day)?, month_number(month)?),
        _ => return None,
    };
    let rest = words.get(length..).unwrap_or_default();
    let year = match rest {
        [",", year, ..] => year_number(year).map(|year| (2, year)),
        [year, ..] => year_number(year).map(|year| (1, year)),
        [] => None,
    };
    match year {
        Some((more, year)) => Some((length + more, NaiveDate::from_ymd_opt(year, month, day)?)),
        None => Some((length, coming(today, month, day)?)),
    }
}

/// "2027-03-12", "12.3.2027", "12.3.", "25/12/2026".
fn numeric(words: &[&str], today: NaiveDate) -> Option<(usize, NaiveDate)> {
    let [first, mark, second, ..] = words else { return None };
    let third = || match words.get(3..5)? {
        [again, third] if again == mark => Some(*third),
        _ => None,
    };
    if *mark == "-" {
        let day =
            NaiveDate::from_ymd_opt(year_number(first)?, month_of(second)?, of_month(third()?)?)?;
        return Some((5, day));
    }
    if !matches!(*mark, "." | "/") {
        return None;
    }
    let (one, other) = (of_month(first)?, of_month(second)?);
    // Where both could be the month, points mean the day first; strokes are read so too only when they have to be.
    let (day, month) = match (one, other) {
        (_, 1..=12) if *mark == "." || one > 12 => (one, other),
        (1..=12, 13..) if *mark == "/" => (other, one),
        _ => return None,
    };
    match third().and_then(year_number) {
        Some(year) => Some((5, NaiveDate::from_ymd_opt(year, month, day)?)),
        // "Version 2.1" is no day: without a year it takes the second point.
        None if *mark == "." && words.get(3) != Some(&".") => None,
        None => Some((if *mark == "." { 4 } else { 3 }, coming(today, month, day)?)),
    }
}

/// The next such day of a year, today or later.
fn coming(today: NaiveDate, month: u32, day: u32) -> Option<NaiveDate> {
    (0..5)
        .filter_map(|years| NaiveDate::from_ymd_opt(today.year() + years, month, day))
        .find(|found| *found >= today)
}

fn on_or_after(day: NaiveDate, weekday: Weekday) -> Option<NaiveDate> {
    let ahead = (7 + weekday.num_days_from_monday() - day.weekday().num_days_from_monday()) % 7;
    day.checked_add_days(Days::new(ahead.into()))
}

fn friday_of_next_week(today: NaiveDate) -> Option<NaiveDate> {
    let monday = on_or_after(today.checked_add_days(Days::new(1))?, Weekday::Mon)?;
    on_or_after(monday, Weekday::Fri)
}

fn end_of_month(day: NaiveDate) -> Option<NaiveDate> {
    day.with_day(1)?.checked_add_months(Months::new(1))?.pred_opt()
}

fn weekday(word: &str) -> Option<Weekday> {
    match word {
        "monday" | "mon" | "mondays" => Some(Weekday::Mon),
        "tuesday" | "tue" | "tues" => Some(Weekday::Tue),
        "wednesday" | "wed" => Some(Weekday::Wed),
        "thursday" | "thu" | "thurs" => Some(Weekday::Thu),
        "friday" | "fri" => Some(Weekday::Fri),
        "saturday" | "sat" => Some(Weekday::Sat),
        "sunday" => Some(Weekday::Sun),
        _ => None,
    }
}

fn month_number(word: &str) -> Option<u32> {
    let months =
        ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
    let names = [
        "january",
        "february",
        "march",
        "april",
        "may",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
    ];
    let place = names
        .iter()
        .position(|name| *name == word)
        .or_else(|| months.iter().position(|name| *name == word));
    let place = place.or((word == "sept").then_some(8))?;
    u32::try_from(place + 1).ok()
}

/// A day of a month: "3", "3rd".
fn of_month(word: &str) -> Option<u32> {
    let digits = word.trim_end_matches(|letter: char| letter.is_ascii_alphabetic());
    let ending = word.strip_prefix(digits)?;
    let fits = digits.len() <= 2 && matches!(ending, "" | "st" | "nd" | "rd" | "th");
    digits.parse().ok().filter(|day| fits && (1..=31).contains(day))
}

fn month_of(word: &str) -> Option<u32> {
    of_month(word).filter(|month| *month <= 12)
}

fn year_number(word: &str) -> Option<i32> {
    word.parse().ok().filter(|year| word.len() == 4 && (1990..=2199).contains(year))
}

#[cfg(test)]
mod tests {
    use super::super::tokens::tokens;
    use super::*;

    fn day(text: &str) -> Option<String> {
        // A Thursday.
        let today = NaiveDate::from_ymd_opt(2026, 11, 19).unwrap();
        let lower = text.to_lowercase();
        let tokens = tokens(&lower);
        let words: Vec<_> = tokens.iter().map(|token| token.text).collect();
        find(&words, today).map(|found| found.day.to_string())
    }

    #[test]
    fn days_are_seen_from_today() {
        for (text, expected) in [
            ("today", "2026-11-19"),
            ("by tomorrow", "2026-11-20"),
            ("the day after tomorrow", "2026-11-21"),
            ("by Friday", "2026-11-20"),
            ("on Thursday", "2026-11-26"),
            ("next Friday", "2026-11-27"),
            ("next Monday", "2026-11-23"),
            ("end of the week", "2026-11-20"),
            ("next week", "2026-11-27"),
            ("end of month", "2026-11-30"),
            ("next month", "2026-12-31"),
            ("in two weeks", "2026-12-03"),
            ("within 3 days", "2026-11-22"),
            ("in a month", "2026-12-19"),
            ("12 March", "2027-03-12"),
            ("on the 3rd of December", "2026-12-03"),
            ("March 12th, 2028", "2028-03-12"),
            ("2027-01-15", "2027-01-15"),
            ("3.12.2026", "2026-12-03"),
            ("3.12.", "2026-12-03"),
            ("25/12/2026", "2026-12-25"),
            ("12/25", "2026-12-25"),
            ("29 February", "2028-02-29"),
        ] {
            assert_eq!(day(text).as_deref(), Some(expected), "{text}");
        }
    }

    #[test]
    fn what_is_no_day_is_none() {
        for text in [
            "",
            "version 2.1",
            "in 3",
            "31 February",
            "99.99.",
            "3/4",
            "room 12",
            "next",
            "in 9999 days",
        ] {
            assert_eq!(day(text), None, "{text}");
        }
    }
}
