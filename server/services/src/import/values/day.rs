//! Days and moments, as 2024-03-04, 3/4/2024, 4.3.24, 4 Mar 2024 and March 4, 2024, with a time and a zone or without.

use chrono::{DateTime, Datelike, FixedOffset, NaiveDate, NaiveTime, TimeZone, Utc};

use super::Settled;

/// The years in which anything here can have happened.
const YEARS: std::ops::RangeInclusive<i32> = 1900..=2200;

/// In which order day and month stand, when both are figures and the year stands last.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Order {
    DayFirst,
    MonthFirst,
}

impl Order {
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::DayFirst => "day_first",
            Self::MonthFirst => "month_first",
        }
    }

    pub(crate) fn of(word: &str) -> Option<Self> {
        [Self::DayFirst, Self::MonthFirst].into_iter().find(|order| order.as_str() == word)
    }
}

/// A day, and the time and the offset from UTC where they are told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Moment {
    pub day: NaiveDate,
    time: Option<NaiveTime>,
    offset: Option<FixedOffset>,
}

impl Moment {
    /// In UTC. A time without a zone is taken as UTC; a day alone as its noon, which is that day from Hawaii to Sydney.
    pub(crate) fn utc(self) -> DateTime<Utc> {
        let noon = NaiveTime::from_hms_opt(12, 0, 0).unwrap_or_default();
        let local = self.day.and_time(self.time.unwrap_or(noon));
        let offset = self.offset.filter(|_| self.time.is_some());
        let exact = offset.and_then(|offset| offset.from_local_datetime(&local).single());
        exact.map_or_else(|| local.and_utc(), |exact| exact.with_timezone(&Utc))
    }
}

/// The day's part of a text.
enum Date {
    Is(NaiveDate),
    /// Two figures before the year: it is one day read this way, and another read that way.
    Figures {
        first: u32,
        second: u32,
        year: i32,
        dotted: bool,
    },
}

/// Reads a day or a moment; `None` when it is none, or can be two days and `order` does not say which.
pub(crate) fn read(text: &str, order: Option<Order>) -> Option<Moment> {
    let (date, rest) = split(text.trim());
    let day = match date_of(date)? {
        Date::Is(day) => day,
        Date::Figures { first, second, year, dotted } => {
            figures(first, second, year, dotted, order)?
        }
    };
    let (time, offset) = match rest {
        "" => (None, None),
        rest => time_of(rest)?,
    };
    Some(Moment { day, time, offset })
}

fn figures(
    first: u32,
    second: u32,
    year: i32,
    dotted: bool,
    order: Option<Order>,
) -> Option<NaiveDate> {
    let day_first = NaiveDate::from_ymd_opt(year, second, first);
    let month_first = NaiveDate::from_ymd_opt(year, first, second);
    match (day_first, month_first) {
        (Some(one), Some(other)) if one != other => match order {
            Some(Order::DayFirst) => Some(one),
            Some(Order::MonthFirst) => Some(other),
            // Where days are written with points, the day stands first.
            None => dotted.then_some(one),
        },
        // A column of one order has no day of the other.
        (one, other) => match order {
            Some(Order::DayFirst) => one,
            Some(Order::MonthFirst) => other,
            None => one.or(other),
        },
    }
}

/// What a column of days says about the order of day and month.
pub(crate) fn settle<'a>(values: impl IntoIterator<Item = &'a str>) -> Settled<Order> {
    let mut shown = None;
    let mut open = None;
    for value in values {
        let Some(Date::Figures { first, second, year, dotted }) = date_of(split(value.trim()).0)
        else {
            continue;
        };
        let day_first = NaiveDate::from_ymd_opt(year, second, first);
        let month_first = NaiveDate::from_ymd_opt(year, first, second);
        match (day_first, month_first) {
            (Some(one), Some(other)) if one == other => {}
            (Some(_), Some(_)) if dotted => {
                shown.get_or_insert(Order::DayFirst);
            }
            (Some(_), Some(_)) => {
                open.get_or_insert_with(|| value.trim().to_owned());
            }
            (Some(_), None) => {
                shown.get_or_insert(Order::DayFirst);
            }
            (None, Some(_)) => {
                shown.get_or_insert(Order::MonthFirst);
            }
            (None, None) => {}
        }
    }
    match (open, shown) {
        (None, None) => Settled::Clear,
        (_, Some(order)) => Settled::By(order),
        (Some(value), None) => Settled::Open(value),
    }
}

/// The date and what follows it: after a `T` between figures, or from the first word that holds a colon.
fn split(text: &str) -> (&str, &str) {
    let after_t = text.char_indices().find(|(at, letter)| {
        let before = text.get(..*at).and_then(|before| before.chars().next_back());
        let after = text.get(at + 1..).and_then(|after| after.chars().next());
        let figure = |letter: Option<char>| letter.is_some_and(|letter| letter.is_ascii_digit());
        *letter == 'T' && figure(before) && figure(after)
    });
    if let Some((at, _)) = after_t {
        let (date, time) = text.split_at(at);
        return (date, time.get(1..).unwrap_or_default());
    }
    let Some(colon) = text.find(':') else { return (text, "") };
    let start = text.get(..colon).and_then(|before| before.rfind(char::is_whitespace));
    match start {
        Some(at) => {
            let (date, time) = text.split_at(at);
            (date.trim_end_matches([',', ' ']).trim_end(), time.trim())
        }
        None => (text, ""),
    }
}

fn date_of(text: &str) -> Option<Date> {
    if text.bytes().any(|byte| byte.is_ascii_alphabetic()) || !text.is_ascii() {
        return named(text).map(Date::Is);
    }
    if text.len() == 8 && text.bytes().all(|byte| byte.is_ascii_digit()) {
        return day(text.get(..4)?.parse().ok()?, text.get(4..6)?, text.get(6..)?).map(Date::Is);
    }
    // One separator only: 2009-07/14 is a slip of the hand.
    let separator = ['-', '/', '.'].into_iter().find(|mark| text.contains(*mark))?;
    let parts: Vec<&str> = text.trim_end_matches('.').split(separator).map(str::trim).collect();
    let [first, second, third] = parts.as_slice() else { return None };
    if first.len() == 4 {
        return day(first.parse().ok()?, second, third).map(Date::Is);
    }
    let year = year(third)?;
    let (first, second) = (small(first)?, small(second)?);
    Some(Date::Figures { first, second, year, dotted: separator == '.' })
}

/// One or two figures.
fn small(text: &str) -> Option<u32> {
    let sound = (1..=2).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
    if sound { text.parse().ok() } else { None }
}

/// Four figures, or two: those from 70 on are of the last century.
fn year(text: &str) -> Option<i32> {
    let number: i32 =
        text.parse().ok().filter(|_| text.bytes().all(|byte| byte.is_ascii_digit()))?;
    let year = match text.len() {
        4 => number,
        2 if number >= 70 => 1900 + number,
        2 => 2000 + number,
        _ => return None,
    };
    YEARS.contains(&year).then_some(year)
}

fn day(year: i32, month: &str, day: &str) -> Option<NaiveDate> {
    NaiveDate::from_ymd_opt(year, small(month)?, small(day)?)
        .filter(|day| YEARS.contains(&day.year()))
}

/// A month by its name: 4 Mar 2024, March 4th, 2024, Mon, 4. März 2024, 04-Mar-24.
fn named(text: &str) -> Option<NaiveDate> {
    let mark = |letter: char| letter.is_whitespace() || matches!(letter, ',' | '.' | '-' | '/');
    let words: Vec<&str> =
        text.split(mark).filter(|word| !word.is_empty() && *word != "de").collect();
    let words = match words.split_first() {
        Some((weekday, rest))
            if rest.len() == 3 && !weekday.starts_with(|letter: char| letter.is_ascii_digit()) =>
        {
            rest.to_vec()
        }
        _ => words,
    };
    let [first, second, third] = words.as_slice() else { return None };
    let (month, date) = match (month(first), month(second)) {
        (Some(month), _) => (month, second),
        (None, Some(month)) => (month, first),
        (None, None) => return None,
    };
    let date =
        ["st", "nd", "rd", "th"].iter().find_map(|end| date.strip_suffix(end)).unwrap_or(date);
    NaiveDate::from_ymd_opt(year(third)?, month, small(date)?)
}

/// The first letters of the months in English, German, Dutch, French, Spanish, Italian and Portuguese.
const MONTHS: [&[&str]; 12] = [
    &["jan", "jän", "gen", "ene"],
    &["feb", "fév", "fev"],
    &["mar", "mär", "mrz", "mrt", "maa"],
    &["apr", "avr", "abr"],
    &["may", "mai", "mag", "mei"],
    &["jun", "juin", "giu"],
    &["jul", "juil", "lug"],
    &["aug", "aoû", "aou", "ago"],
    &["sep", "set"],
    &["oct", "okt", "ott", "out"],
    &["nov"],
    &["dec", "dez", "déc", "dic"],
];

fn month(word: &str) -> Option<u32> {
    let word = word.to_lowercase();
    let named = |names: &&[&str]| names.iter().any(|name| word.starts_with(name));
    let place = MONTHS.iter().position(named)?;
    u32::try_from(place + 1).ok()
}

type Time = (Option<NaiveTime>, Option<FixedOffset>);

/// 02:14, 2:14:45 PM, 02:14:45.123Z, 14:14+0200, and the 12:00:00.000Z-0300 of one exporter, which means the latter.
fn time_of(text: &str) -> Option<Time> {
    let lower = text.to_lowercase();
    let (clock, zone) = match lower.find(['z', '+', '-']) {
        Some(at) => lower.split_at(at),
        None => match lower.strip_suffix("utc").or_else(|| lower.strip_suffix("gmt")) {
            Some(clock) => (clock, "z"),
            None => (lower.as_str(), ""),
        },
    };
    let offset = match zone.trim() {
        "" => None,
        "z" => FixedOffset::east_opt(0),
        zone => Some(offset(zone.strip_prefix('z').unwrap_or(zone))?),
    };
    let clock = clock.trim();
    let (clock, half) = match (clock.strip_suffix("am"), clock.strip_suffix("pm")) {
        (Some(rest), _) => (rest.trim_end(), Some(0)),
        (_, Some(rest)) => (rest.trim_end(), Some(12)),
        _ => (clock, None),
    };
    let mut parts = clock.split(':');
    let hour = small(parts.next()?)?;
    let minute = small(parts.next()?)?;
    let second = parts.next().unwrap_or("0");
    let (second, fraction) = second.split_once('.').unwrap_or((second, ""));
    let hour = match half {
        Some(half) if (1..=12).contains(&hour) => hour % 12 + half,
        Some(_) => return None,
        None => hour,
    };
    let sound = parts.next().is_none() && fraction.bytes().all(|byte| byte.is_ascii_digit());
    let time = NaiveTime::from_hms_opt(hour, minute, small(second)?)?;
    sound.then_some((Some(time), offset))
}

/// +0800, +08:00 or -3.
fn offset(text: &str) -> Option<FixedOffset> {
    let (sign, rest) = (text.get(..1)?, text.get(1..)?);
    let digits = rest.replace(':', "");
    let (hours, minutes) = match digits.len() {
        1 | 2 => (small(&digits)?, 0),
        4 => (small(digits.get(..2)?)?, small(digits.get(2..)?)?),
        _ => return None,
    };
    let seconds = i32::try_from(hours * 3_600 + minutes * 60).ok()?;
    FixedOffset::east_opt(if sign == "-" { -seconds } else { seconds })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn iso(text: &str, order: Option<Order>) -> Option<String> {
        read(text, order).map(|moment| moment.day.to_string())
    }

    #[test]
    fn the_usual_notations_are_one_day() {
        for text in [
            "2024-03-04",
            "2024/3/4",
            "2024.03.04",
            "20240304",
            "4 Mar 2024",
            "4. März 2024",
            "March 4, 2024",
            "Mar 4th 2024",
            "04-Mar-24",
            "Mon, 4 Mar 2024",
            "4 mars 2024",
            "4 de marzo de 2024",
            "04.03.2024",
            "4.3.24",
            "2024-03-04T10:00:00Z",
            "2024-03-04 10:00",
            "4 Mar 2024, 10:00 PM",
        ] {
            assert_eq!(iso(text, None).as_deref(), Some("2024-03-04"), "{text}");
        }
        for wrong in [
            "",
            "x",
            "2024-13-01",
            "2009\\7\\14",
            "2009-07/14",
            "31/31/2024",
            "2024-03-04 25:00",
            "1.2",
            "0204",
        ] {
            assert_eq!(iso(wrong, None), None, "{wrong}");
        }
    }

    #[test]
    fn a_day_of_two_meanings_is_read_only_when_told_how() {
        assert_eq!(iso("03/04/2024", None), None);
        assert_eq!(iso("03/04/2024", Some(Order::DayFirst)).as_deref(), Some("2024-04-03"));
        assert_eq!(iso("03/04/2024", Some(Order::MonthFirst)).as_deref(), Some("2024-03-04"));
        assert_eq!(iso("25/04/2024", None).as_deref(), Some("2024-04-25"));
        assert_eq!(iso("25/04/2024", Some(Order::MonthFirst)), None);
        assert_eq!(iso("04/04/2024", None).as_deref(), Some("2024-04-04"));
    }

    #[test]
    fn a_column_settles_it_or_a_person_is_asked() {
        assert_eq!(settle(["03/04/2024", "05/06/2024"]), Settled::Open("03/04/2024".to_owned()));
        assert_eq!(settle(["03/04/2024", "25/06/2024"]), Settled::By(Order::DayFirst));
        assert_eq!(settle(["03/04/2024", "06/25/2024"]), Settled::By(Order::MonthFirst));
        assert_eq!(settle(["2024-03-04", "", "x"]), Settled::Clear);
    }

    #[test]
    fn times_and_zones_are_kept() {
        for (text, utc) in [
            ("07/15/2009 02:14:45+0800", "2009-07-14T18:14:45+00:00"),
            ("2009-07-14T22:14:45-0800", "2009-07-15T06:14:45+00:00"),
            ("2009-07-14T14:14:45+02:00", "2009-07-14T12:14:45+00:00"),
            ("2010-10-14T12:00:00.000Z", "2010-10-14T12:00:00+00:00"),
            ("2010-10-14T12:00:00.000Z-0300", "2010-10-14T15:00:00+00:00"),
            ("2010-10-14 1:05 PM", "2010-10-14T13:05:00+00:00"),
            ("2010-10-14 12:05 am UTC", "2010-10-14T00:05:00+00:00"),
            ("2010-10-14", "2010-10-14T12:00:00+00:00"),
        ] {
            let moment =
                read(text, Some(Order::MonthFirst)).map(|moment| moment.utc().to_rfc3339());
            assert_eq!(moment.as_deref(), Some(utc), "{text}");
        }
    }

    proptest! {
        /// Whatever day is written in either order, a column that is told its order reads that day back.
        #[test]
        fn a_day_is_never_read_as_another(days in 0_i64..40_000, slash in prop::sample::select(vec!['/', '-'])) {
            let day = NaiveDate::from_ymd_opt(1971, 1, 1).unwrap() + chrono::Days::new(u64::try_from(days).unwrap());
            let day_first = day.format(&format!("%d{slash}%m{slash}%Y")).to_string();
            let month_first = day.format(&format!("%m{slash}%d{slash}%Y")).to_string();
            prop_assert_eq!(read(&day_first, Some(Order::DayFirst)).map(|moment| moment.day), Some(day));
            prop_assert_eq!(read(&month_first, Some(Order::MonthFirst)).map(|moment| moment.day), Some(day));
            let unasked = read(&day_first, None).map(|moment| moment.day);
            prop_assert!(unasked.is_none() || unasked == Some(day), "{}", day_first);
        }
    }
}
