//! From the zone database to the few offsets a page needs; and whose zone is meant.

use chrono::{DateTime, Datelike, Duration, NaiveDate, NaiveDateTime, Offset, TimeZone, Utc};
use chrono_tz::{TZ_VARIANTS, Tz};
use domain::calendar::Zone;
use domain::forms::FieldErrors;
use store::Tx;
use store::users::User;

use crate::{ServiceResult, installation};

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

/// The zone of this IANA name; UTC when there is none.
pub(crate) fn tz(name: &str) -> Tz {
    name.parse().unwrap_or(Tz::UTC)
}

/// The moment at which a zone's clocks show this: the first of two where they are set back, an hour later where they
/// leap over it.
pub(crate) fn moment(zone: Tz, shown: NaiveDateTime) -> DateTime<Utc> {
    let at = |shown: NaiveDateTime| zone.from_local_datetime(&shown).earliest();
    at(shown)
        .or_else(|| at(shown + Duration::hours(1)))
        .map_or_else(|| shown.and_utc(), |at| at.with_timezone(&Utc))
}

/// The zone of the installation: of its nights and its days.
///
/// # Errors
/// When the database refuses.
pub(crate) async fn of_installation(tx: &mut Tx) -> ServiceResult<Tz> {
    Ok(tz(installation::get(tx).await?.zone_name()))
}

/// The name of a person's zone: their own, or the installation's.
///
/// # Errors
/// When the database refuses.
pub(crate) async fn name_of(tx: &mut Tx, user: &User) -> ServiceResult<String> {
    if !user.time_zone.is_empty() {
        return Ok(user.time_zone.clone());
    }
    Ok(installation::get(tx).await?.zone_name().to_owned())
}

/// The names people choose from: one for each place, without the zone database's former names.
pub(crate) fn names() -> Vec<String> {
    let former = ["Etc/", "US/", "Canada/", "Brazil/", "Chile/", "Mexico/"];
    TZ_VARIANTS
        .iter()
        .map(|zone| zone.name())
        .filter(|name| name.contains('/') && !former.iter().any(|prefix| name.starts_with(prefix)))
        .chain(["UTC"])
        .map(str::to_owned)
        .collect()
}

/// A zone's name as it was typed; empty when none was.
pub(crate) fn checked(name: &str) -> Result<&str, FieldErrors> {
    let name = name.trim();
    if name.is_empty() || name.parse::<Tz>().is_ok() {
        return Ok(name);
    }
    let message = format!("\"{name}\" is no time zone: write one such as Europe/Madrid.");
    Err(FieldErrors::one("time_zone", message))
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
    fn a_clock_shows_some_times_twice_and_some_never() {
        let at = |shown: &str| moment(Tz::Europe__Madrid, shown.parse().unwrap()).to_rfc3339();
        assert_eq!(at("2026-11-22T02:00:00"), "2026-11-22T01:00:00+00:00");
        assert_eq!(at("2026-10-25T02:30:00"), "2026-10-25T00:30:00+00:00", "the first of two");
        assert_eq!(at("2026-03-29T02:30:00"), "2026-03-29T01:30:00+00:00", "leapt over");
    }

    #[test]
    fn people_choose_from_places() {
        let names = names();
        for name in ["Europe/Madrid", "America/Bogota", "Asia/Kolkata", "UTC"] {
            assert!(names.iter().any(|known| known == name), "{name}");
        }
        assert!(!names.iter().any(|name| name.starts_with("US/")));
        assert!(checked(" Europe/Madrid ").is_ok() && checked("").is_ok());
        assert!(checked("Mars/Olympus").is_err());
    }

    #[test]
    fn an_unknown_zone_is_utc() {
        let now: DateTime<Utc> = "2026-11-22T12:00:00Z".parse().unwrap();
        assert_eq!(zone("Mars/Olympus", now), Zone::utc());
    }
}
