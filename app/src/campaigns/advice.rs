//! What to do next: the campaigns that brought most, and where money would bring more.

use domain::campaigns::{Advice, CampaignReport, Model};
use domain::format;
use leptos::prelude::*;

use crate::leads::source_label;
use crate::ui::Panel;

/// The best campaigns, and a suggestion where the past tells sources apart.
#[component]
pub fn NextEuro(
    /// The report.
    report: CampaignReport,
    /// The model that is looked at.
    model: Model,
) -> impl IntoView {
    let best = report
        .best(model)
        .into_iter()
        .map(|row| {
            let roi = row.brought.roi(model).map(format::percent);
            view! {
                <li class="rows__row">
                    <span class="rows__main"><a href=format!("/campaigns/{}", row.id)>{row.name.clone()}</a></span>
                    <span class="rows__side">{roi}" return"</span>
                    <span class="rows__note">
                        {format!("{} for {}", format::money_short(row.brought.by(model)),
                            format::money_short(row.brought.cost))}
                    </span>
                </li>
            }
            .into_any()
        })
        .collect::<Vec<_>>();
    let best = if best.is_empty() {
        view! { <p class="muted">"No campaign with a cost has five customers yet."</p> }.into_any()
    } else {
        view! { <ul class="rows">{best}</ul> }.into_any()
    };
    let advice = report.advice.map_or_else(
        || view! { <p class="muted">"The past does not tell the sources apart well enough to move money."</p> }.into_any(),
        |advice| suggestion(&advice),
    );
    view! {
        <div class="grid">
            <div class="span-6">
                <Panel title="Best performers" note="Return on cost, with five customers or more">{best}</Panel>
            </div>
            <div class="span-6">
                <Panel title="Where the next euro should go" note="Campaigns of the last two years, position-based">
                    {advice}
                </Panel>
            </div>
        </div>
    }
    .into_any()
}

fn suggestion(advice: &Advice) -> AnyView {
    let words = format!(
        "Move {} from {} to {}",
        format::money_short(advice.moved),
        source_label(&advice.from),
        source_label(&advice.to)
    );
    let gain = format!(
        "Expected: {} more won, {}\u{2013}{}; {} sure that it is more. It takes the next euro to bring what the last one did.",
        format::money_short(advice.gain),
        format::money_short(advice.low),
        format::money_short(advice.high),
        format::percent(advice.confidence)
    );
    view! { <p><strong>{words}</strong></p><p>{gain}</p> }.into_any()
}
