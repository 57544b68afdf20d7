//! One's own tasks in a calendar.

use chrono::{DateTime, Datelike, Days, Months, NaiveDate, NaiveTime, Utc};
use chrono_tz::Tz;
use domain::access::Action;
use domain::forms::FieldErrors;
use domain::task::{CalendarDay, TaskCalendar};
use store::tasks;

use crate::{Ctx, ServiceResult, day, zone};

/// The most tasks a calendar shows.
const MOST: i64 = 500;

/// The week or the month of a day, in whole weeks; an empty `from` means today.
///
/// # Errors
/// `Invalid` for a day that is none; `SignedOut` when nobody is signed in.
pub async fn calendar(ctx: &Ctx, from: &str, is_week: bool) -> ServiceResult<TaskCalendar> {
    ctx.require(Action::ReadRecords)?;
    let owner = ctx.user()?.id;
    let mut tx = ctx.db().read().await?;
    let tz = day::zone_of(ctx, &mut tx).await?;
    let today = ctx.now().with_timezone(&tz).date_naive();
    let asked = if from.trim().is_empty() { today } else { parsed(from)? };
    let (from, first, end) = bounds(asked, is_week);
    let (begin, stop) = (start(tz, first), start(tz, end));
    let found = tasks::between(&mut tx, owner, begin, stop, MOST + 1).await?;
    let most = usize::try_from(MOST).unwrap_or(usize::MAX);
    let left_out = found.len() > most;
    let shown: Vec<_> = found.into_iter().take(most).collect();
    let days = first
        .iter_days()
        .take_while(|day| *day < end)
        .map(|day| CalendarDay {
            day,
            tasks: shown
                .iter()
                .filter(|task| {
                    task.due_at.is_some_and(|due| due.with_timezone(&tz).date_naive() == day)
                })
                .cloned()
                .collect(),
        })
        .collect();
    Ok(TaskCalendar { today, from, is_week, days, left_out })
}

fn parsed(text: &str) -> Result<NaiveDate, FieldErrors> {
    let day = text.trim().parse::<NaiveDate>().ok();
    day.filter(|day| (1970..=9000).contains(&day.year())).ok_or_else(|| {
        FieldErrors::one("from", format!("\"{text}\" is no day: write one such as 2026-11-22."))
    })
}

/// The first day asked for, the Monday the calendar begins with, and the Monday after it.
fn bounds(asked: NaiveDate, is_week: bool) -> (NaiveDate, NaiveDate, NaiveDate) {
    let monday = |day: NaiveDate| {
        let past = u64::from(day.weekday().num_days_from_monday());
        day.checked_sub_days(Days::new(past)).unwrap_or(day)
    };
    let after = |day: NaiveDate| day.checked_add_days(Days::new(7)).unwrap_or(day);
    if is_week {
        let from = monday(asked);
        return (from, from, after(from));
    }
    let from = asked.with_day(1).unwrap_or(asked);
    let last =
        from.checked_add_months(Months::new(1)).and_then(|next| next.pred_opt()).unwrap_or(from);
    (from, monday(from), after(monday(last)))
}

fn start(tz: Tz, day: NaiveDate) -> DateTime<Utc> {
    zone::moment(tz, day.and_time(NaiveTime::MIN))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_month_is_shown_in_whole_weeks() {
        let told = |day: &str, is_week| {
            let (from, first, end) = bounds(day.parse().unwrap(), is_week);
            [from.to_string(), first.to_string(), end.to_string()]
        };
        assert_eq!(told("2026-11-22", false), ["2026-11-01", "2026-10-26", "2026-12-07"]);
        assert_eq!(told("2026-11-22", true), ["2026-11-16", "2026-11-16", "2026-11-23"]);
        assert_eq!(told("2027-02-10", false), ["2027-02-01", "2027-02-01", "2027-03-01"]);
    }
}
