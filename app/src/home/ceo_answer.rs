//! The answer at the top of the CEO's desk: will the number be met, or was it.

use domain::as_of::FIELD;
use domain::calendar::Period;
use domain::desk::CeoDesk;
use domain::forecast::Forecast;
use domain::format;
use domain::ratio::Ratio;
use leptos::prelude::*;

use crate::query;
use crate::ui::{HeroFact, Popover};

/// What the answer is made of.
#[derive(Clone, Debug)]
pub struct Told {
    /// The period.
    pub period: Period,
    /// What it will bring, or brought.
    pub forecast: Forecast,
    /// Whether it has no day left.
    pub is_over: bool,
    /// The day it is told of, as it stands in the address; empty for today.
    pub as_of: String,
    /// How a forecast of the past came to be; empty for today's.
    pub source: String,
}

impl From<&CeoDesk> for Told {
    fn from(desk: &CeoDesk) -> Self {
        Self {
            period: desk.period,
            forecast: desk.forecast.clone(),
            is_over: is_over(desk),
            as_of: String::new(),
            source: String::new(),
        }
    }
}

/// "Will we make it?", answered with a probability, the middle, the range and what they were made from.
///
/// Without a target the middle itself is the answer; of a period that is over, how much of the target was won.
#[component]
pub fn Answer(told: Told) -> impl IntoView {
    let code = told.period.code();
    let pairs = [("view", "list"), (FIELD, &told.as_of), ("status", "won"), ("period", &code)];
    let won = query::href("/deals", &pairs);
    let open = query::href("/deals", &[("view", "list"), (FIELD, &told.as_of)]);
    let moved = (!told.is_over && told.as_of.is_empty())
        .then(|| view! { <a class="panel__more" href=crate::forecast::moved_href(told.period)>"Why it moved"</a> });
    let Words { question, answer, facts, math } = words(&told);
    let label = question.clone();
    let so_far = if told.is_over { "Won" } else { "Won so far" };
    let facts = facts
        .into_iter()
        .map(|(label, value)| view! { <HeroFact label=label value=value /> })
        .collect_view();
    let source = (!told.source.is_empty())
        .then(|| view! { <p class="panel__note hero__bar">{told.source.clone()}</p> });
    view! {
        <section class="hero" aria-label=label>
            <div>
                <p class="hero__question">{question}</p>
                <p class="hero__number">{answer}</p>
            </div>
            <div class="hero__facts">
                <HeroFact label=so_far value=format::money_short(told.forecast.closed) href=won />
                {facts}
                {moved}
                <Popover label="how?" hint="How is this made?">
                    <p>{math}</p>
                    <p><a href=open>"Show the open deals"</a></p>
                </Popover>
            </div>
            {source}
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

fn words(told: &Told) -> Words {
    if told.is_over { words_after(told) } else { words_before(told) }
}

fn words_after(told: &Told) -> Words {
    let (forecast, label) = (&told.forecast, told.period.label());
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

fn words_before(told: &Told) -> Words {
    let (forecast, label) = (&told.forecast, told.period.label());
    // From how many deals a forecast was made is not kept with it.
    let from = match forecast.deals {
        0 => String::new(),
        deals => {
            format!(" Made from {}.", format::plural(u64::from(deals), "open deal", "open deals"))
        }
    };
    let math = format!(
        "Won {} + open deals weighted with their chance to be won in the period {} + deals not yet created {} = \
         expected {}. The range holds eight of ten outcomes.{from}",
        format::money(forecast.closed),
        format::money(forecast.weighted),
        format::money(forecast.new_business),
        format::money(forecast.mean),
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
