//! From the zone database to the few offsets a page needs.

use chrono::{DateTime, Datelike, Duration, NaiveDate, Offset, TimeZone, Utc};
use domain::calendar::Zone;

/// Years on each side of now for which a page shows local times right.
const YEARS: i32 = 4;

/// The zone of this IANA name around `now`; UTC when the name is unknown.
#[must_use]
pub fn zone(name: &str, now: DateTime<Utc>) -> Zone {
    let Ok(zone) = name.parse::<chrono_tz::Tz>() else {
        return Zone::utc();
    };
    let offset = |at: DateTime<Utc>| {
        zone.offset_from_utc_datetime(&at.naive_utc()).fix().local_minus_utc() / 60
    };
    let start = |year: i32| {
        NaiveDate::from_ymd_opt(year, 1, 1)
            .and_then(|day| day.and_hms_opt(0, 0, 0))
            .map_or(now, |at| at.and_utc())
    };
    let (first, last) = (start(now.year() - YEARS), start(now.year() + YEARS));
    let mut offsets = vec![(first, offset(first))];
    let mut day = first;
    while day < last {
        let next = day + Duration::days(1);
        if offset(day) != offset(next) {
            offsets.push((change_between(day, next, offset), offset(next)));
        }
        day = next;
    }
    Zone { name: name.to_owned(), offsets }
}

/// The minute at which the offset changes, by halving.
fn change_between(
    mut before: DateTime<Utc>,
    mut after: DateTime<Utc>,
    offset: impl Fn(DateTime<Utc>) -> i32,
) -> DateTime<Utc> {
    while after - before > Duration::minutes(1) {
        let middle = before + (after - before) / 2;
        if offset(middle) == offset(before) { before = middle } else { after = middle }
    }
    let past_the_minute = after.timestamp().rem_euclid(60);
    after
        - Duration::seconds(past_the_minute)
        - Duration::nanoseconds(i64::from(after.timestamp_subsec_nanos()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn clocks_change_at_the_minute_they_change_in_madrid() {
        let now: DateTime<Utc> = "2026-11-22T12:00:00Z".parse().unwrap();
        let madrid = zone("Europe/Madrid", now);
        let spring: DateTime<Utc> = "2026-03-29T01:00:00Z".parse().unwrap();
        assert!(madrid.offsets.contains(&(spring, 120)), "{:?}", madrid.offsets);
        assert_eq!(madrid.local(now).to_string(), "2026-11-22 13:00:00");
    }

    #[test]
    fn an_unknown_zone_is_utc() {
        let now: DateTime<Utc> = "2026-11-22T12:00:00Z".parse().unwrap();
        assert_eq!(zone("Mars/Olympus", now), Zone::utc());
    }
}
