//! What is checked of a deal before it goes on to a later stage.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::format;
use crate::money::Cents;
use crate::opportunity::{Opportunity, Stage, StageKind};
use crate::text_enum::text_enum;

text_enum! {
    /// Something that must be known of a deal before it leaves a stage forwards.
    Guard {
        /// It is said what happens next.
        NextStep = "next_step", "Next step set";
        /// It is worth something.
        Amount = "amount", "Amount set";
        /// It has a day to close on that has not passed.
        CloseDate = "close_date", "Close date ahead";
        /// Somebody on their side talked with us.
        Contact = "contact", "Contact engaged";
        /// It is said what is sold.
        Product = "product", "Product chosen";
        /// It is noted by what they decide.
        Criteria = "criteria", "Decision criteria noted";
        /// It is noted who else wants it.
        Rivals = "rivals", "Competitors noted";
    }
}

/// One check of a deal, with what it rests on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Finding {
    /// What was checked.
    pub guard: Guard,
    /// Whether it is so.
    pub is_met: bool,
    /// What is known: "Send the offer, 24 Nov".
    pub evidence: String,
}

/// Each check of a stage for a deal, on a day.
#[must_use]
pub fn findings(guards: &[Guard], deal: &Opportunity, today: NaiveDate) -> Vec<Finding> {
    guards.iter().map(|guard| finding(*guard, deal, today)).collect()
}

fn finding(guard: Guard, deal: &Opportunity, today: NaiveDate) -> Finding {
    let known = match guard {
        Guard::NextStep => named(&deal.next_step).map(|step| match deal.next_step_on {
            Some(day) => format!("{step}, {}", format::date_short(day)),
            None => step,
        }),
        Guard::Amount => (deal.amount > Cents::ZERO).then(|| format::money(deal.amount)),
        Guard::CloseDate => {
            deal.expected_close_on.filter(|day| *day >= today).map(format::date_long)
        }
        Guard::Contact => engaged(deal),
        Guard::Product => deal.product_id.map(|_| "chosen".to_owned()),
        Guard::Criteria => named(&deal.decision_criteria.join(", ")),
        Guard::Rivals => named(&deal.competitors.join(", ")),
    };
    let evidence = known.clone().unwrap_or_else(|| match guard {
        Guard::CloseDate if deal.expected_close_on.is_some() => "has passed".to_owned(),
        _ => "missing".to_owned(),
    });
    Finding { guard, is_met: known.is_some(), evidence }
}

fn named(text: &str) -> Option<String> {
    Some(text.trim().to_owned()).filter(|text| !text.is_empty())
}

fn engaged(deal: &Opportunity) -> Option<String> {
    let wrote = deal
        .last_inbound_at
        .map(|at| format!("last word from them {}", format::date_short(at.date_naive())));
    let people = u64::try_from(deal.contacts_engaged).ok().filter(|people| *people > 0);
    wrote.or_else(|| people.map(|people| format::plural(people, "person talked", "people talked")))
}

/// What stands against a move: the unmet checks of the stage it leaves forwards. Back, and out as lost, is always free.
#[must_use]
pub fn unmet(from: &Stage, to: &Stage, deal: &Opportunity, today: NaiveDate) -> Vec<Finding> {
    let is_forward = from.pipeline_id == to.pipeline_id
        && from.kind == StageKind::Open
        && to.kind != StageKind::Lost
        && to.position > from.position;
    if !is_forward {
        return Vec::new();
    }
    findings(&from.guards, deal, today).into_iter().filter(|finding| !finding.is_met).collect()
}

/// The stage a deal is ready to go on to: its stage has checks, and every one of them is met.
#[must_use]
pub fn ready_for<'a>(
    stages: &'a [Stage],
    deal: &Opportunity,
    today: NaiveDate,
) -> Option<&'a Stage> {
    let from = stages.iter().find(|stage| stage.id == deal.stage_id)?;
    let is_ready = from.kind == StageKind::Open
        && !from.guards.is_empty()
        && findings(&from.guards, deal, today).iter().all(|finding| finding.is_met);
    let next = stages.iter().find(|stage| {
        stage.position > from.position && stage.kind == StageKind::Open && !stage.is_retired
    });
    next.filter(|_| is_ready)
}
