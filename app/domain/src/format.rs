//! How figures are written: one rule per kind of figure, the same in pages, in the command line and in exports.
//!
//! Number and unit are joined by a no-break space and negative figures carry a true minus sign, so that a
//! figure is never torn apart at the end of a line. What is absent: locales; the product writes English.

use chrono::{DateTime, Datelike, Days, NaiveDate, Utc};

use crate::{money::Cents, ratio::Ratio};

/// Joins a figure and its unit.
const NBSP: char = '\u{a0}';
/// A true minus, as wide as a plus.
const MINUS: char = '\u{2212}';

/// An amount in whole major units: `48,000`.
#[must_use]
pub fn money(amount: Cents) -> String {
    let units = rounded_div(amount.get().unsigned_abs(), 100);
    let sign = if amount.get() < 0 && units > 0 { MINUS.to_string() } else { String::new() };
    format!("{sign}{}", grouped(units))
}

/// An amount with its minor units, for the full value on hover: `48,000.50`.
#[must_use]
pub fn money_exact(amount: Cents) -> String {
    let cents = amount.get().unsigned_abs();
    let sign = if amount.get() < 0 { MINUS.to_string() } else { String::new() };
    format!("{sign}{}.{:02}", grouped(cents / 100), cents % 100)
}

/// An amount short enough for a tile: `950`, `9.5 k`, `412 k`, `1.9M`, `2.4B`.
#[must_use]
pub fn money_short(amount: Cents) -> String {
    let units = rounded_div(amount.get().unsigned_abs(), 100);
    let sign = if amount.get() < 0 && units > 0 { MINUS.to_string() } else { String::new() };
    let text = match units {
        0..1_000 => units.to_string(),
        1_000..9_950 => format!("{}{NBSP}k", one_decimal(units, 1_000)),
        9_950..999_500 => format!("{}{NBSP}k", rounded_div(units, 1_000)),
        999_500..99_950_000 => format!("{}M", one_decimal(units, 1_000_000)),
        99_950_000..999_500_000 => format!("{}M", rounded_div(units, 1_000_000)),
        _ => format!("{}B", one_decimal(units, 1_000_000_000)),
    };
    format!("{sign}{text}")
}

/// A share: `62 %`, and with one decimal below ten percent: `4.2 %`.
#[must_use]
pub fn percent(share: Ratio) -> String {
    let bp = share.bp().unsigned_abs();
    let sign = if share.bp() < 0 { MINUS.to_string() } else { String::new() };
    let text = match bp {
        0 => "0".to_owned(),
        1..995 => {
            format!("{}.{}", rounded_div(bp.into(), 10) / 10, rounded_div(bp.into(), 10) % 10)
        }
        _ => grouped(rounded_div(bp.into(), 100)),
    };
    format!("{sign}{text}{NBSP}%")
}

/// A whole number with groups of three: `10,000`.
#[must_use]
pub fn count(number: u64) -> String {
    grouped(number)
}

/// How many there are of what is at hand, with its thousands apart.
#[must_use]
pub fn count_of(len: usize) -> String {
    count(u64::try_from(len).unwrap_or(u64::MAX))
}

/// A whole number with its sign, for changes and points: `+12`, `−3`, `0`.
#[must_use]
pub fn signed(number: i64) -> String {
    match number {
        0 => "0".to_owned(),
        1.. => format!("+{}", grouped(number.unsigned_abs())),
        _ => format!("{MINUS}{}", grouped(number.unsigned_abs())),
    }
}

/// A short amount with its sign, for what came in and went out: `+310 k`, `−22 k`.
#[must_use]
pub fn money_signed(amount: Cents) -> String {
    let text = money_short(amount);
    if amount.get() > 0 { format!("+{text}") } else { text }
}

/// A day: `Tue 12 Nov`.
#[must_use]
pub fn date_short(day: NaiveDate) -> String {
    format!("{} {} {}", day.weekday(), day.day(), month(day))
}

/// A day with its year, for hover and for what lies far away: `Tue 12 Nov 2026`.
#[must_use]
pub fn date_long(day: NaiveDate) -> String {
    format!("{} {}", date_short(day), day.year())
}

/// A day as it is said today: `today`, `tomorrow`, `yesterday`, `Tue 12 Nov`, or with its year when it is
/// another one.
#[must_use]
pub fn date_near(day: NaiveDate, today: NaiveDate) -> String {
    if day == today {
        "today".to_owned()
    } else if Some(day) == today.checked_add_days(Days::new(1)) {
        "tomorrow".to_owned()
    } else if Some(day) == today.checked_sub_days(Days::new(1)) {
        "yesterday".to_owned()
    } else if day.year() == today.year() {
        date_short(day)
    } else {
        date_long(day)
    }
}

/// A moment in full, in UTC: `Tue 12 Nov 2026, 14:05 UTC`.
#[must_use]
pub fn moment(at: DateTime<Utc>) -> String {
    format!("{}, {} UTC", date_long(at.date_naive()), at.format("%H:%M"))
}

/// How long ago, or in how long: `just now`, `5 min ago`, `3 d ago`, `in 2 h`, `4 mo ago`.
#[must_use]
pub fn ago(then: DateTime<Utc>, now: DateTime<Utc>) -> String {
    let minutes = now.signed_duration_since(then).num_minutes();
    let span = match minutes.unsigned_abs() {
        0 => return "just now".to_owned(),
        n @ 1..60 => format!("{n}{NBSP}min"),
        n @ 60..1_440 => format!("{}{NBSP}h", n / 60),
        n @ 1_440..86_400 => format!("{}{NBSP}d", n / 1_440),
        n @ 86_400..1_051_200 => format!("{}{NBSP}mo", n / 43_200),
        n => format!("{}{NBSP}y", n / 525_600),
    };
    if minutes > 0 { format!("{span}{NBSP}ago") } else { format!("in{NBSP}{span}") }
}

/// A number of days: `1 day`, `14 days`.
#[must_use]
pub fn days(number: i64) -> String {
    let sign = if number < 0 { MINUS.to_string() } else { String::new() };
    let size = number.unsigned_abs();
    format!("{sign}{}{NBSP}{}", grouped(size), if size == 1 { "day" } else { "days" })
}

/// A number and its noun: `1 deal`, `3 deals`, `1,204 deals`.
#[must_use]
pub fn plural(number: u64, one: &str, many: &str) -> String {
    format!("{}{NBSP}{}", grouped(number), if number == 1 { one } else { many })
}

fn rounded_div(number: u64, by: u64) -> u64 {
    let (whole, rest) = (number / by, number % by);
    if rest >= by.div_ceil(2) { whole + 1 } else { whole }
}

fn one_decimal(number: u64, unit: u64) -> String {
    let tenths = rounded_div(number, unit / 10);
    format!("{}.{}", grouped(tenths / 10), tenths % 10)
}

fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

fn month(day: NaiveDate) -> &'static str {
    match day.month0() {
        0 => "Jan",
        1 => "Feb",
        2 => "Mar",
        3 => "Apr",
        4 => "May",
        5 => "Jun",
        6 => "Jul",
        7 => "Aug",
        8 => "Sep",
        9 => "Oct",
        10 => "Nov",
        _ => "Dec",
    }
}

#[cfg(test)]
mod tests {
    use chrono::TimeDelta;

    use super::*;

    fn day(year: i32, month: u32, day: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(year, month, day).unwrap()
    }

    fn plain(text: String) -> String {
        text.replace('\u{a0}', " ").replace('\u{2212}', "-")
    }

    #[test]
    fn money_is_whole_grouped_and_rounded_half_away_from_zero() {
        let text = |cents| plain(money(Cents(cents)));
        assert_eq!(text(0), "0");
        assert_eq!(text(4_800_000), "48,000");
        assert_eq!(text(99_950), "1,000");
        assert_eq!(text(-4_800_050), "-48,001");
        assert_eq!(text(-49), "0");
        assert_eq!(text(i64::MIN), "-92,233,720,368,547,758");
    }

    #[test]
    fn exact_money_keeps_its_cents() {
        assert_eq!(plain(money_exact(Cents(4_800_005))), "48,000.05");
        assert_eq!(plain(money_exact(Cents(-5))), "-0.05");
    }

    #[test]
    fn short_money_never_shows_a_thousand_of_the_smaller_unit() {
        let text = |units: i64| plain(money_short(Cents(units * 100)));
        assert_eq!(text(950), "950");
        assert_eq!(text(9_500), "9.5 k");
        assert_eq!(text(9_949), "9.9 k");
        assert_eq!(text(9_950), "10 k");
        assert_eq!(text(412_300), "412 k");
        assert_eq!(text(999_499), "999 k");
        assert_eq!(text(999_500), "1.0M");
        assert_eq!(text(1_900_000), "1.9M");
        assert_eq!(text(99_950_000), "100M");
        assert_eq!(text(2_400_000_000), "2.4B");
        assert_eq!(text(-22_000), "-22 k");
    }

    #[test]
    fn percent_has_a_decimal_only_below_ten() {
        let text = |bp| plain(percent(Ratio::from_bp(bp)));
        assert_eq!(text(0), "0 %");
        assert_eq!(text(6_249), "62 %");
        assert_eq!(text(425), "4.3 %");
        assert_eq!(text(994), "9.9 %");
        assert_eq!(text(995), "10 %");
        assert_eq!(text(-1_200), "-12 %");
        assert_eq!(text(123_456), "1,235 %");
    }

    #[test]
    fn signs_are_written_on_changes_and_not_on_zero() {
        assert_eq!(plain(signed(12)), "+12");
        assert_eq!(plain(signed(-3)), "-3");
        assert_eq!(signed(0), "0");
        assert_eq!(plain(money_signed(Cents(31_000_000))), "+310 k");
        assert_eq!(plain(money_signed(Cents(-2_200_000))), "-22 k");
    }

    #[test]
    fn days_are_written_as_people_say_them() {
        let today = day(2026, 11, 12);
        assert_eq!(date_short(today), "Thu 12 Nov");
        assert_eq!(date_near(today, today), "today");
        assert_eq!(date_near(day(2026, 11, 13), today), "tomorrow");
        assert_eq!(date_near(day(2026, 11, 11), today), "yesterday");
        assert_eq!(date_near(day(2026, 3, 1), today), "Sun 1 Mar");
        assert_eq!(date_near(day(2027, 3, 1), today), "Mon 1 Mar 2027");
    }

    #[test]
    fn distances_in_time_use_the_largest_unit_that_fits() {
        let now = day(2026, 11, 12).and_hms_opt(12, 0, 0).unwrap().and_utc();
        let text = |minutes| plain(ago(now - TimeDelta::minutes(minutes), now));
        assert_eq!(text(0), "just now");
        assert_eq!(text(5), "5 min ago");
        assert_eq!(text(179), "2 h ago");
        assert_eq!(text(3 * 1_440), "3 d ago");
        assert_eq!(text(70 * 1_440), "2 mo ago");
        assert_eq!(text(800 * 1_440), "2 y ago");
        assert_eq!(text(-2 * 1_440), "in 2 d");
        assert_eq!(moment(now), "Thu 12 Nov 2026, 12:00 UTC");
    }

    #[test]
    fn one_thing_is_not_plural() {
        assert_eq!(plain(plural(1, "deal", "deals")), "1 deal");
        assert_eq!(plain(plural(0, "deal", "deals")), "0 deals");
        assert_eq!(plain(plural(1_204, "deal", "deals")), "1,204 deals");
        assert_eq!(plain(days(1)), "1 day");
        assert_eq!(plain(days(14)), "14 days");
    }
}
