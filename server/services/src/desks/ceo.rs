//! The CEO's desk.

use std::collections::BTreeMap;

use chrono::{Days, Months, NaiveDate};
use domain::access::{Action, Scope};
use domain::as_of::AsOf;
use domain::calendar::{Period, Span, month_of};
use domain::desk::{CeoDesk, MonthPoint, RevenueLine, RevenueShare, funnel};
use domain::forecast::effects;
use domain::ids::UserId;
use domain::money::Cents;
use domain::ratio::Ratio;
use store::rollups::{self, Closed, Range};
use store::{Tx, as_of, quotas};

use super::period_of;
use crate::forecasting::{Books, Outlook, Targets};
use crate::{Ctx, ServiceResult, charts};

/// Will the number be met, and why; an empty code is the present year.
///
/// # Errors
/// When the role may not see the company's figures, or the code names no period.
pub async fn ceo(ctx: &Ctx, code: &str) -> ServiceResult<CeoDesk> {
    ctx.require(Action::ReadCompanyFigures)?;
    let scope = ctx.scope();
    let mut tx = ctx.db().read().await?;
    let outlook = Outlook::read(ctx, &mut tx, &scope).await?;
    let period = period_of(code, Span::Year, outlook.today)?;
    let up_to = outlook.as_of(period);
    let books = Books::read(&mut tx, &scope, period).await?;
    let years = Years::read(&mut tx, &scope, up_to, period).await?;
    let by_product = rollups::closed_by_product(&mut tx, &scope, period.into()).await?;
    let furthest = rollups::furthest_counts(&mut tx, &scope, period.into()).await?;
    let last_won_on = rollups::last_won_on(&mut tx, &scope).await?;
    drop(tx);

    let (forecast, input) = outlook.for_page(period, &books);
    let config = outlook.config(period);
    let effects =
        if period.end() > outlook.today { effects(&input, &config, &forecast) } else { Vec::new() };
    let months = months(&outlook, &years, period);
    let pictures = charts::months(&months)?;
    Ok(CeoDesk {
        now: ctx.now(),
        as_of: up_to,
        period,
        revenue: Span::ALL.iter().map(|span| years.line(*span)).collect(),
        forecast,
        input,
        config,
        effects,
        months_chart: pictures.wide,
        months_chart_phone: pictures.phone,
        months,
        funnel: funnel(&furthest),
        by_rep: shares(&books.closed, |id| books.targets.of_user(UserId(id), period)),
        by_product: shares(&by_product, |_| None),
        last_won_on,
    })
}

/// The years of a day and of a period.
pub(super) fn years_around(day: NaiveDate, period: Period) -> Range {
    let present = Period::containing(Span::Year, day);
    let shown = Period::containing(Span::Year, period.start);
    Range { from: present.start.min(shown.start), until: present.end().max(shown.end()) }
}

fn with_year_before(range: Range) -> Range {
    let from = range.from.checked_sub_months(Months::new(12)).unwrap_or(range.from);
    Range { from, ..range }
}

/// The month of the same day a year before, up to that day.
fn begun_a_year_before(day: NaiveDate) -> Range {
    let same_day = day.checked_sub_months(Months::new(12)).unwrap_or(day);
    let until = same_day.checked_add_days(Days::new(1)).unwrap_or(same_day);
    Range { from: month_of(same_day), until }
}

/// What was won month by month around a day, and what should have been.
pub(super) struct Years {
    as_of: NaiveDate,
    /// By first day of the month: sum and deals.
    months: BTreeMap<NaiveDate, (Cents, i64)>,
    /// Won in the month of the same day last year, up to that day.
    last_year_begun: Cents,
    targets: Targets,
}

impl Years {
    async fn read(
        tx: &mut Tx,
        scope: &Scope,
        as_of: NaiveDate,
        period: Period,
    ) -> ServiceResult<Self> {
        let range = years_around(as_of, period);
        let months = rollups::won_by_month(tx, scope, with_year_before(range)).await?;
        let begun = begun_a_year_before(as_of);
        let (last_year_begun, _) = rollups::won_between(tx, scope, begun).await?;
        let quotas = quotas::overlapping(tx, scope, range).await?;
        Ok(Self {
            as_of,
            months: months.into_iter().map(|(month, won, deals)| (month, (won, deals))).collect(),
            last_year_begun,
            targets: Targets::new(scope, quotas),
        })
    }

    /// The same as it was known at a moment, against the targets of today.
    pub(super) async fn read_at(
        tx: &mut Tx,
        scope: &Scope,
        as_of: &AsOf,
        up_to: NaiveDate,
        period: Period,
    ) -> ServiceResult<Self> {
        let range = years_around(up_to, period);
        let days = as_of::won_by_day(tx, scope, as_of.at, with_year_before(range)).await?;
        let mut months: BTreeMap<NaiveDate, (Cents, i64)> = BTreeMap::new();
        for (day, won, deals) in &days {
            let month = months.entry(month_of(*day)).or_default();
            *month = (Cents::sum([month.0, *won]), month.1 + deals);
        }
        let begun = begun_a_year_before(up_to);
        let in_begun = days.iter().filter(|(day, ..)| begun.from <= *day && *day < begun.until);
        let last_year_begun = Cents::sum(in_begun.map(|(_, won, _)| *won));
        let quotas = quotas::overlapping(tx, scope, range).await?;
        Ok(Self { as_of: up_to, months, last_year_begun, targets: Targets::new(scope, quotas) })
    }

    fn won(&self, months: impl Iterator<Item = NaiveDate>) -> (Cents, i64) {
        let found: Vec<_> = months.filter_map(|month| self.months.get(&month)).collect();
        let amount = Cents::sum(found.iter().map(|(won, _)| *won));
        (amount, found.iter().map(|(_, deals)| deals).sum())
    }

    /// The month, quarter or year around the day, against its target and last year's up to the same day.
    pub(super) fn line(&self, span: Span) -> RevenueLine {
        let period = Period::containing(span, self.as_of);
        let (won, deals) = self.won(period.months().into_iter());
        let same_month =
            month_of(self.as_of).checked_sub_months(Months::new(12)).unwrap_or(self.as_of);
        let before = period.year_before().months().into_iter().filter(|month| *month < same_month);
        let last_year = Cents::sum([self.won(before).0, self.last_year_begun]);
        RevenueLine { period, won, deals, target: self.targets.of_scope(period), last_year }
    }
}

/// The months of the period's year: what was won, and what the present one and those to come will bring.
pub(super) fn months(outlook: &Outlook, years: &Years, period: Period) -> Vec<MonthPoint> {
    let year = Period::containing(Span::Year, period.start);
    let present = month_of(outlook.today);
    let point = |month: NaiveDate| {
        let of = Period::containing(Span::Month, month);
        let (won, _) = years.won(std::iter::once(month));
        let target = years.targets.of_scope(of);
        let forecast = (month >= present).then(|| {
            let expected = outlook.forecast(of, &outlook.input_with(of, won, target));
            (expected.p10, expected.p50, expected.p90)
        });
        MonthPoint {
            month,
            won: (month <= present).then_some(won),
            last_year: years.won(of.year_before().months().into_iter()).0,
            target,
            forecast,
        }
    };
    year.months().into_iter().map(point).collect()
}

pub(super) fn shares(
    closed: &[Closed],
    target: impl Fn(i64) -> Option<Cents>,
) -> Vec<RevenueShare> {
    closed
        .iter()
        .map(|row| RevenueShare {
            id: row.id,
            name: row.name.clone(),
            won: row.amount,
            deals: row.won,
            win_rate: Ratio::of(row.won, row.closed),
            target: target(row.id),
        })
        .collect()
}
