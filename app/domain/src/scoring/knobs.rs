//! Everything an administrator may turn in [`ScoreConfig`], one by one: its name, its bounds, and where it stands.

use super::{Score, ScoreConfig};
use crate::text_enum::text_enum;

text_enum! {
    /// Knobs that stand together on the page.
    KnobGroup {
        /// How much each sub-score counts.
        Weights = "weights", "Weights of the four parts";
        /// From which score a grade begins.
        Grades = "grades", "Grades";
        /// Points for what they do.
        Behaviour = "behaviour", "Behaviour: what they do";
        /// Points for who they are.
        Demographic = "demographic", "Demographic: who they are";
        /// Points for what they need.
        Fit = "fit", "Fit: what they need";
        /// Points for how alive the contact is.
        Engagement = "engagement", "Engagement: how alive the contact is";
    }
}

impl KnobGroup {
    /// One line about the group.
    #[must_use]
    pub const fn note(self) -> &'static str {
        match self {
            Self::Weights => "They sum to 100: what each part can give to the whole.",
            Self::Grades => "From this score on; what is below C is a D.",
            Self::Behaviour => {
                "Points for a fresh event; each halves with every half-life, and a kind gives no more than its cap."
            }
            Self::Demographic => "Points of 100 for company size, industry, job title and region.",
            Self::Fit => "Points of 100 for product, budget, say in buying, problems and time.",
            Self::Engagement => {
                "Points for two-way contact, halved with every half-life. Mails of ours without an answer give nothing."
            }
        }
    }
}

/// One number of the settings.
#[derive(Clone, Copy, Debug)]
pub struct Knob {
    /// Its name in forms and in the journal.
    pub key: &'static str,
    /// What it is called on the page.
    pub label: &'static str,
    /// Where it stands.
    pub group: KnobGroup,
    /// The smallest and the largest value it takes.
    pub bounds: (u16, u16),
    /// Reads it.
    pub get: fn(&ScoreConfig) -> u16,
    /// Turns it.
    pub set: fn(&mut ScoreConfig, u16),
}

/// The most points one thing can give: a part ends at 100.
const FULL: (u16, u16) = (0, 100);

macro_rules! knob {
    ($group:ident, $key:literal, $label:literal, $($path:ident).+) => {
        knob!($group, $key, $label, FULL, $($path).+)
    };
    ($group:ident, $key:literal, $label:literal, $bounds:expr, $($path:ident).+) => {
        Knob {
            key: $key,
            label: $label,
            group: KnobGroup::$group,
            bounds: $bounds,
            get: |config| config.$($path).+,
            set: |config, value| config.$($path).+ = value,
        }
    };
}

macro_rules! grade {
    ($key:literal, $label:literal, $field:ident) => {
        Knob {
            key: $key,
            label: $label,
            group: KnobGroup::Grades,
            bounds: (1, 100),
            get: |config| config.grades.$field.get().into(),
            set: |config, value| config.grades.$field = Score::from_model(value.into()),
        }
    };
}

macro_rules! size {
    ($key:literal, $label:literal, $from:literal) => {
        Knob {
            key: $key,
            label: $label,
            group: KnobGroup::Demographic,
            bounds: FULL,
            get: |config| config.demographic.for_size($from),
            set: |config, value| {
                let band = config.demographic.size.iter_mut().find(|band| band.from == $from);
                if let Some(band) = band {
                    band.points = value;
                }
            },
        }
    };
}

/// Every knob, in the order of the page.
pub const KNOBS: &[Knob] = &[
    knob!(Weights, "weight_behaviour", "Behaviour", weights.behaviour),
    knob!(Weights, "weight_demographic", "Demographic", weights.demographic),
    knob!(Weights, "weight_fit", "Fit", weights.fit),
    knob!(Weights, "weight_engagement", "Engagement", weights.engagement),
    grade!("grade_a", "A from", a),
    grade!("grade_b", "B from", b),
    grade!("grade_c", "C from", c),
    knob!(Behaviour, "half_life_days", "Half-life, days", (1, 365), half_life_days),
    knob!(Behaviour, "open", "Mail opened", behaviour.open),
    knob!(Behaviour, "open_cap", "Cap of opens", behaviour.open_cap),
    knob!(Behaviour, "click", "Link clicked", behaviour.click),
    knob!(Behaviour, "click_cap", "Cap of clicks", behaviour.click_cap),
    knob!(Behaviour, "visit", "Web visit", behaviour.visit),
    knob!(Behaviour, "visit_cap", "Cap of visits", behaviour.visit_cap),
    knob!(Behaviour, "form", "Form sent", behaviour.form),
    knob!(Behaviour, "form_cap", "Cap of forms", behaviour.form_cap),
    size!("size_1", "1 to 9 people", 1),
    size!("size_10", "10 to 49 people", 10),
    size!("size_50", "50 to 249 people", 50),
    size!("size_250", "250 to 4,999 people", 250),
    size!("size_5000", "5,000 people and more", 5_000),
    knob!(Demographic, "industry", "Industry that fits", demographic.industry),
    knob!(Demographic, "region", "Country that fits", demographic.region),
    knob!(Demographic, "executive", "Leads the company", demographic.executive),
    knob!(Demographic, "head", "Leads a department", demographic.head),
    knob!(Demographic, "manager", "Leads a team", demographic.manager),
    knob!(Demographic, "specialist", "Specialist", demographic.specialist),
    knob!(Demographic, "junior", "Junior", demographic.junior),
    knob!(Fit, "product", "Asked for a product", fit.product),
    knob!(Fit, "budget", "Budget covers the price", fit.budget),
    knob!(Fit, "decider", "Decides", fit.decider),
    knob!(Fit, "influencer", "Is heard", fit.influencer),
    knob!(Fit, "user", "Uses it", fit.user),
    knob!(Fit, "pain_point", "Each problem told", fit.pain_point),
    knob!(Fit, "pain_cap", "Cap of problems", fit.pain_cap),
    knob!(Fit, "soon", "Wanted soon", fit.soon),
    knob!(Fit, "soon_days", "Soon is within, days", (0, 365), fit.soon_days),
    knob!(Fit, "far_days", "Gives nothing from, days", (1, 1_825), fit.far_days),
    knob!(Engagement, "recency", "Two-way contact just now", engagement.recency),
    knob!(Engagement, "contact", "Each two-way contact", engagement.contact),
    knob!(Engagement, "contact_cap", "Cap of contacts", engagement.contact_cap),
    knob!(Engagement, "meeting", "Meeting held", engagement.meeting),
    knob!(Engagement, "call", "Call answered", engagement.call),
    knob!(Engagement, "reply", "Message from them", engagement.reply),
    knob!(Engagement, "depth_cap", "Cap of these three", engagement.depth_cap),
    knob!(Engagement, "tone", "Each warm or cold reaction", engagement.tone),
    knob!(Engagement, "tone_cap", "Cap of tone", engagement.tone_cap),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_knob_turns_its_own_number_and_no_other() {
        for knob in KNOBS {
            let mut config = ScoreConfig::default();
            let value = if (knob.get)(&config) == 7 { 8 } else { 7 };
            (knob.set)(&mut config, value);
            assert_eq!((knob.get)(&config), value, "{}", knob.key);
            let moved = KNOBS
                .iter()
                .filter(|other| (other.get)(&config) != (other.get)(&ScoreConfig::default()));
            assert_eq!(moved.map(|other| other.key).collect::<Vec<_>>(), [knob.key]);
        }
    }

    #[test]
    fn the_defaults_are_within_bounds() {
        let config = ScoreConfig::default();
        for knob in KNOBS {
            let value = (knob.get)(&config);
            assert!((knob.bounds.0..=knob.bounds.1).contains(&value), "{}", knob.key);
        }
    }
}
