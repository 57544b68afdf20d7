//! The first line of a rep's day.

use chrono::Timelike;
use domain::desk::{Attainment, RepDesk};
use domain::format;
use domain::queue::Band;
use domain::ratio::Ratio;
use leptos::either::Either;
use leptos::prelude::*;

use crate::session::current_user;
use crate::ui::{ProgressBar, Tone};

/// What waits, in one sentence, and the quota beside it.
#[component]
pub fn Greeting(
    /// The desk.
    desk: RepDesk,
) -> impl IntoView {
    let hour = current_user().with_untracked(|viewer| viewer.zone.local(desk.now).hour());
    let words = match hour {
        5..12 => "Good morning.",
        12..18 => "Good afternoon.",
        _ => "Good evening.",
    };
    let in_band =
        |band| format::count_of(desk.queue.iter().filter(|line| line.item.band == band).count());
    let (now, later) = (in_band(Band::Now), in_band(Band::Later));
    let has_deals = desk.pipeline.iter().any(|stage| stage.deals > 0);
    let open = match u64::try_from(desk.without_next_step) {
        _ if !has_deals => "no open deal".to_owned(),
        Ok(0) | Err(_) => "every deal has a next step".to_owned(),
        Ok(deals) => format!("{} without a next step", format::plural(deals, "deal", "deals")),
    };
    view! {
        <div class="greeting">
            <p class="greeting__words">{format!("{words} {now} now, {later} later, {open}.")}</p>
            <Quota quota=desk.quota period=desk.period.label() />
        </div>
    }
}

#[component]
fn Quota(quota: Attainment, period: String) -> impl IntoView {
    let Some(reached) = quota.reached() else {
        return Either::Left(view! {
            <p class="muted">
                {format!("{} won in {period}, no quota set", format::money_short(quota.won))}
            </p>
        });
    };
    let percent = |share: Ratio| u32::try_from(share.percent()).unwrap_or(0);
    let tone = if quota.is_on_pace() == Some(true) { Tone::Good } else { Tone::Warn };
    let exact = format!(
        "{} of {} won in {period}; {} of its days have passed",
        format::money(quota.won),
        format::money(quota.target.unwrap_or_default()),
        format::percent(quota.elapsed)
    );
    Either::Right(view! {
        <div class="greeting__quota" title=exact>
            <span>"Quota"</span>
            <ProgressBar label="Quota" percent=percent(reached) pace=percent(quota.elapsed) tone=tone />
            <span>{format!("{} · pace {}", format::percent(reached), format::percent(quota.elapsed))}</span>
        </div>
    })
}
