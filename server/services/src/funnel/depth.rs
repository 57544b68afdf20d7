//! What only the leads and deals of a cohort tell.

use chrono::NaiveDate;
use domain::access::Scope;
use domain::calendar::Period;
use domain::funnel::{BEFORE, Course, Fate, FunnelDepth, Reached, Wait, Watch, cuts, health, wait};
use domain::money::Cents;
use store::Tx;
use store::funnel::{self, Kind};
use store::rollups::Range;

use crate::{Ctx, ServiceResult};

/// Half a month: where in its month a lead came is not known of those that are only counted.
const MID_MONTH: i64 = 15;

/// What is known of a cohort already.
pub(super) struct Seen<'a> {
    /// When its leads came.
    pub period: Period,
    /// Today.
    pub today: NaiveDate,
    /// How far leads came, by month.
    pub months: &'a [(NaiveDate, Reached)],
}

impl Seen<'_> {
    /// The earliest period the health is compared with.
    pub(super) fn first(&self) -> Period {
        (0..BEFORE).fold(self.period, |period, _| period.previous())
    }

    /// Every lead that is only counted waits since its month: all but so many of each.
    fn others(&self, courses: &[&Course], counts: impl Fn(&Course) -> bool) -> Vec<Watch> {
        let own = self.months.iter().filter(|(month, _)| self.period.contains(*month));
        own.map(|(month, reached)| {
            let of = Period::containing(domain::calendar::Span::Month, *month);
            let known = courses.iter().filter(|course| of.contains(course.came_on));
            let known = known.filter(|course| counts(course)).count();
            Watch {
                days: ((self.today - *month).num_days() - MID_MONTH).max(0),
                fate: Fate::Waits,
                count: (reached.leads - i64::try_from(known).unwrap_or(0)).max(0),
            }
        })
        .collect()
    }
}

/// Reads it.
pub(super) async fn read(
    ctx: &Ctx,
    tx: &mut Tx,
    scope: &Scope,
    seen: &Seen<'_>,
) -> ServiceResult<FunnelDepth> {
    let range: Range = seen.period.into();
    let kinds = funnel::kinds(tx, scope, range).await?;
    let by_campaign = funnel::by_campaign(tx, scope, range).await?;
    let courses =
        funnel::courses(tx, scope, Range { from: seen.first().start, until: range.until }).await?;
    let own: Vec<&Course> =
        courses.iter().filter(|course| seen.period.contains(course.came_on)).collect();
    let sum = |of: fn(&Course) -> Cents| Cents::sum(own.iter().map(|course| of(course)));
    let by = |of: fn(&Kind) -> (i64, String)| {
        cuts(kinds.iter().map(|kind| {
            let (id, name) = of(kind);
            (id, name, kind.furthest, kind.leads)
        }))
    };
    Ok(FunnelDepth {
        made_at: ctx.now(),
        won: sum(|course| course.won),
        lost: sum(|course| course.lost),
        in_play: sum(|course| course.in_play),
        waits: waits(seen, &own),
        health: health(seen.period, seen.today, seen.months, &courses),
        by_product: by(|kind| kind.product.clone()),
        by_campaign: cuts(by_campaign),
        by_country: by(|kind| (0, kind.country.clone())),
        by_industry: by(|kind| (0, kind.industry.clone())),
    })
}

/// How long it takes from lead to deal, from deal to customer, and all the way.
fn waits(seen: &Seen<'_>, own: &[&Course]) -> Vec<Wait> {
    let went = |days: i64| Watch { days, fate: Fate::Went, count: 1 };
    let to_deal = own.iter().map(|course| went((course.deal_on - course.came_on).num_days()));
    let to_deal: Vec<Watch> = to_deal.chain(seen.others(own, |_| true)).collect();
    let to_win: Vec<Watch> = own.iter().map(|course| from_deal(course, seen.today)).collect();
    let won = own
        .iter()
        .filter_map(|course| course.won_on.map(|won| went((won - course.came_on).num_days())));
    let all: Vec<Watch> = won.chain(seen.others(own, |course| course.won_on.is_some())).collect();
    vec![
        wait("Lead to opportunity", &to_deal),
        wait("Opportunity to customer", &to_win),
        wait("Lead to customer", &all),
    ]
}

/// From the first deal to the first win; who lost every deal will not win any of them.
fn from_deal(course: &Course, today: NaiveDate) -> Watch {
    let (until, fate) = match (course.won_on, course.ended_on) {
        (Some(won), _) => (won, Fate::Went),
        (None, Some(ended)) if course.open == 0 => (ended, Fate::Left),
        _ => (today, Fate::Waits),
    };
    Watch { days: (until - course.deal_on).num_days(), fate, count: 1 }
}
