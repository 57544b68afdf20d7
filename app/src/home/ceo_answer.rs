//! The answer at the top of the CEO's desk: will the number be met, or was it.

use domain::desk::CeoDesk;
use domain::format;
use domain::ratio::Ratio;
use leptos::prelude::*;

use crate::query;
use crate::ui::{HeroFact, Popover};

/// "Will we make it?", answered with a probability, the middle, the range and what they were made from.
///
/// Without a target the middle itself is the answer; of a period that is over, how much of the target was won.
#[component]
pub fn Answer(desk: CeoDesk) -> impl IntoView {
    let code = desk.period.code();
    let won = query::href("/deals", &[("view", "list"), ("status", "won"), ("period", &code)]);
    let Words { question, answer, facts, math } = words(&desk);
    let label = question.clone();
    let so_far = if is_over(&desk) { "Won" } else { "Won so far" };
    let facts = facts
        .into_iter()
        .map(|(label, value)| view! { <HeroFact label=label value=value /> })
        .collect_view();
    view! {
        <section class="hero" aria-label=label>
            <div>
                <p class="hero__question">{question}</p>
                <p class="hero__number">{answer}</p>
            </div>
            <div class="hero__facts">
                <HeroFact label=so_far value=format::money_short(desk.forecast.closed) href=won />
                {facts}
                <Popover label="how?" hint="How is this made?">
                    <p>{math}</p>
                    <p><a href="/deals?view=list">"Show the open deals"</a></p>
                </Popover>
            </div>
        </section>
    }
}

/// Whether the period has no day left.
pub fn is_over(desk: &CeoDesk) -> bool {
    desk.period.end() <= desk.now.date_naive()
}

struct Words {
    question: String,
    answer: String,
    facts: Vec<(&'static str, String)>,
    math: String,
}

fn words(desk: &CeoDesk) -> Words {
    if is_over(desk) { words_after(desk) } else { words_before(desk) }
}

fn words_after(desk: &CeoDesk) -> Words {
    let (forecast, label) = (&desk.forecast, desk.period.label());
    let math = format!("The sum of the deals closed as won in {label}.");
    let reached = forecast
        .target
        .and_then(|target| Some((target, Ratio::of(forecast.closed.get(), target.get())?)));
    match reached {
        Some((target, share)) => {
            let word = if forecast.closed >= target { "Yes" } else { "No" };
            Words {
                question: format!("Did we make {label}?"),
                answer: format!("{word}, {}", format::percent(share)),
                facts: vec![("Target", format::money_short(target))],
                math,
            }
        }
        None => Words {
            question: format!("Won in {label}"),
            answer: format::money_short(forecast.closed),
            facts: vec![("Target", "not set".to_owned())],
            math,
        },
    }
}

fn words_before(desk: &CeoDesk) -> Words {
    let (forecast, label) = (&desk.forecast, desk.period.label());
    let math = format!(
        "Won {} + open deals weighted with their chance to be won in the period {} + deals not yet created {} = \
         expected {}. The range holds eight of ten outcomes. Made from {}.",
        format::money(forecast.closed),
        format::money(forecast.weighted),
        format::money(forecast.new_business),
        format::money(forecast.mean),
        format::plural(u64::from(forecast.deals), "open deal", "open deals"),
    );
    let likely = format::money_short(forecast.p50);
    let range = format!(
        "{}\u{2013}{}",
        format::money_short(forecast.p10),
        format::money_short(forecast.p90)
    );
    let range = ("Range, 8 of 10", range);
    match (forecast.target, forecast.p_target) {
        (Some(target), Some(chance)) => {
            let likely = format!("{likely} of {}", format::money_short(target));
            Words {
                question: format!("Will we make {label}?"),
                answer: format::percent(chance),
                facts: vec![("Most likely", likely), range],
                math,
            }
        }
        _ => Words {
            question: format!("Most likely in {label}"),
            answer: likely,
            facts: vec![range, ("Target", "not set".to_owned())],
            math,
        },
    }
}
