//! The target of a period from quotas that may be set for other stretches of time.

use chrono::{Days, NaiveDate};
use domain::access::Scope;
use domain::calendar::Period;
use domain::ids::UserId;
use domain::money::Cents;
use store::quotas::{QuotaOf, QuotaRow};

/// The quotas within a scope.
pub(crate) struct Targets {
    scope: Scope,
    rows: Vec<QuotaRow>,
}

impl Targets {
    pub(crate) fn new(scope: &Scope, rows: Vec<QuotaRow>) -> Self {
        Self { scope: *scope, rows }
    }

    /// The scope's own target: of the company, of the team, or of the person. Where none is set, what the teams at
    /// the top have to bring together, and else what everybody in scope has.
    pub(crate) fn of_scope(&self, period: Period) -> Option<Cents> {
        match self.scope {
            Scope::Mine(user) => self.of_user(user, period),
            Scope::Team(_, team) => self
                .one(period, |of| matches!(of, QuotaOf::Team { id, .. } if id == team))
                .or_else(|| self.people(period)),
            Scope::Everything => self
                .one(period, |of| of == QuotaOf::Company)
                .or_else(|| self.each(period, |of| matches!(of, QuotaOf::Team { top: true, .. })))
                .or_else(|| self.people(period)),
        }
    }

    /// One person's target.
    pub(crate) fn of_user(&self, user: UserId, period: Period) -> Option<Cents> {
        self.one(period, |of| of == QuotaOf::User(user))
    }

    fn people(&self, period: Period) -> Option<Cents> {
        self.each(period, |of| matches!(of, QuotaOf::User(_)))
    }

    /// The targets of all that `counts`, added up.
    fn each(&self, period: Period, counts: impl Fn(QuotaOf) -> bool) -> Option<Cents> {
        let mut whose: Vec<QuotaOf> =
            self.rows.iter().map(|row| row.of).filter(|of| counts(*of)).collect();
        whose.sort_unstable();
        whose.dedup();
        let targets: Vec<Cents> =
            whose.into_iter().filter_map(|one| self.one(period, |of| of == one)).collect();
        (!targets.is_empty()).then(|| Cents::sum(targets))
    }

    /// The target of one: the quota of exactly this period; or those within it, the longer before the shorter; or the
    /// period's share, by days, of the shortest quota around it.
    fn one(&self, period: Period, is: impl Fn(QuotaOf) -> bool) -> Option<Cents> {
        let (first, last) = (period.start, period.last_day());
        let mut rows: Vec<&QuotaRow> = self.rows.iter().filter(|row| is(row.of)).collect();
        rows.sort_by_key(|row| (row.starts_on - row.ends_on, row.starts_on));
        let mut taken: Vec<&QuotaRow> = Vec::new();
        for row in &rows {
            let inside = first <= row.starts_on && row.ends_on <= last;
            let free = taken.iter().all(|t| row.ends_on < t.starts_on || t.ends_on < row.starts_on);
            if inside && free {
                taken.push(row);
            }
        }
        if !taken.is_empty() {
            return Some(Cents::sum(taken.into_iter().map(|row| row.target)));
        }
        let around = |row: &&&QuotaRow| row.starts_on <= first && last <= row.ends_on;
        rows.iter().rev().find(around).map(|row| share(row, period))
    }
}

/// The period's part of a quota that lasts longer, by days. Parts of a whole add up to it: each is the difference of
/// two points on the way from nothing to all.
fn share(row: &QuotaRow, period: Period) -> Cents {
    let end = row.ends_on.checked_add_days(Days::new(1)).unwrap_or(row.ends_on);
    let whole = i128::from((end - row.starts_on).num_days().max(1));
    let until = |day: NaiveDate| {
        let days = i128::from((day - row.starts_on).num_days());
        i64::try_from(i128::from(row.target.get()) * days / whole).unwrap_or(i64::MAX)
    };
    Cents(until(period.end()).saturating_sub(until(period.start)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::ids::TeamId;

    fn quota(of: QuotaOf, code: &str, target: i64) -> QuotaRow {
        let period: Period = code.parse().unwrap();
        QuotaRow { of, starts_on: period.start, ends_on: period.last_day(), target: Cents(target) }
    }

    fn target(scope: Scope, rows: &[QuotaRow], code: &str) -> Option<Cents> {
        Targets::new(&scope, rows.to_vec()).of_scope(code.parse().unwrap())
    }

    #[test]
    fn a_year_is_the_sum_of_its_quarters_and_a_quarter_of_its_months() {
        let ana = QuotaOf::User(UserId(1));
        let scope = Scope::Mine(UserId(1));
        let quarters: Vec<QuotaRow> =
            ["2026-Q1", "2026-Q2", "2026-Q3", "2026-Q4"].map(|code| quota(ana, code, 9_000)).into();
        assert_eq!(target(scope, &quarters, "2026"), Some(Cents(36_000)));
        assert_eq!(target(scope, &quarters, "2026-Q2"), Some(Cents(9_000)));
        let months: i64 = ["2026-01", "2026-02", "2026-03"]
            .map(|code| target(scope, &quarters, code).unwrap().get())
            .iter()
            .sum();
        assert_eq!(months, 9_000);
        assert_eq!(target(scope, &quarters, "2027"), None);
    }

    #[test]
    fn a_quota_of_the_period_itself_goes_before_its_parts() {
        let ana = QuotaOf::User(UserId(1));
        let rows = [quota(ana, "2026-Q1", 9_000), quota(ana, "2026", 40_000)];
        assert_eq!(target(Scope::Mine(UserId(1)), &rows, "2026"), Some(Cents(40_000)));
        assert_eq!(target(Scope::Mine(UserId(1)), &rows, "2026-Q1"), Some(Cents(9_000)));
    }

    #[test]
    fn a_team_without_a_quota_has_what_its_people_have() {
        let (north, boss) = (TeamId(7), UserId(9));
        let mut rows = vec![
            quota(QuotaOf::User(UserId(1)), "2026-Q1", 9_000),
            quota(QuotaOf::User(UserId(2)), "2026-Q1", 6_000),
        ];
        let scope = Scope::Team(boss, north);
        assert_eq!(target(scope, &rows, "2026-Q1"), Some(Cents(15_000)));
        assert_eq!(target(Scope::Everything, &rows, "2026-Q1"), Some(Cents(15_000)));
        rows.push(quota(QuotaOf::Team { id: north, top: true }, "2026-Q1", 20_000));
        assert_eq!(target(scope, &rows, "2026-Q1"), Some(Cents(20_000)));
        assert_eq!(target(Scope::Everything, &rows, "2026-Q1"), Some(Cents(20_000)));
        rows.push(quota(QuotaOf::Company, "2026-Q1", 18_000));
        assert_eq!(target(Scope::Everything, &rows, "2026-Q1"), Some(Cents(18_000)));
    }
}
