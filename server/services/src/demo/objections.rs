//! What speaks against a deal. A deal that is lost is lost for the reason its calls and mails name; in one that is won,
//! the same was said, and answered.

use super::lines::{Filling, Lines, fill};
use super::rng::Rng;
use super::sayings::CALL_BAD;

/// What speaks against a deal.
#[derive(Debug)]
pub(super) struct Objection {
    /// The reason a lost deal carries.
    pub reason: &'static str,
    /// How many deals meet it, relative to the others.
    pub share: f64,
    /// As it is said while everything is open.
    pub raised: &'static [&'static str],
    /// As it is answered.
    pub settled: &'static [&'static str],
    /// As the last word.
    pub last: &'static [&'static str],
}

impl Objection {
    /// Whether somebody else is in the race.
    pub(super) fn is_rivalry(&self) -> bool {
        self.reason == RIVALRY
    }
}

const RIVALRY: &str = "Chose a competitor";

pub(super) const OBJECTIONS: &[Objection] = &[
    Objection {
        reason: "Price",
        share: 0.26,
        raised: &[
            "The price per seat is higher than they thought.",
            "Asked for a discount for {seats} seats.",
            "Too expensive as it stands, says {boss}.",
            "Wants to know what can be left out to get the price down.",
            "We are ahead on content, behind on price.",
        ],
        settled: &[
            "Price is settled: we leave out the exam fees.",
            "{boss} accepts the price after seeing what a lost project costs.",
            "The price for the second group made it fit.",
        ],
        last: &[
            "It failed on the price: they wanted a quarter less.",
            "Too expensive in the end, the gap could not be closed.",
            "{boss} did not accept the price per seat.",
        ],
    },
    Objection {
        reason: "No budget this year",
        share: 0.18,
        raised: &[
            "The budget is not approved yet.",
            "The training budget may be cut, {boss} decides on {day}.",
            "No money left before the new year unless another project stops.",
            "Needs a cost centre for it first.",
        ],
        settled: &[
            "Budget is confirmed in writing.",
            "{boss} moved money from the travel budget.",
            "We split the invoice over two years, that solved the budget.",
        ],
        last: &[
            "All training budgets are frozen until further notice.",
            "The budget was cut, nothing left this year.",
            "No budget approved, and none before next year.",
        ],
    },
    Objection {
        reason: RIVALRY,
        share: 0.20,
        raised: &[
            "Also talks to {rival}.",
            "{rival} has dates in September and a lower price.",
            "{boss} knows {rival} from a former job.",
            "They compare us with {rival} line by line.",
        ],
        settled: &[
            "{rival} is out: no trainer on site.",
            "They prefer our trainer to what {rival} showed.",
            "{rival} could not name a reference.",
        ],
        last: &[
            "They signed with {rival}.",
            "{rival} was cheaper and sooner, they go with them.",
            "They chose {rival}, the head of HR knows them.",
        ],
    },
    Objection {
        reason: "No decision",
        share: 0.16,
        raised: &[
            "Nobody dares to decide, it goes from desk to desk.",
            "Has to wait for {boss}, who is on leave.",
            "The works council wants to see the programme first.",
            "{first} cannot decide it alone and does not say who can.",
        ],
        settled: &[
            "{boss} has decided, it goes ahead.",
            "The works council agreed.",
            "Now we know who decides: {boss}, and they are for it.",
        ],
        last: &[
            "They could not agree and let it lie.",
            "No decision after all these weeks, {first} gave up.",
            "{boss} never answered, nothing will happen.",
        ],
    },
    Objection {
        reason: "Trains in-house",
        share: 0.10,
        raised: &[
            "A colleague could do it in-house, says {boss}.",
            "They think about building the course themselves.",
            "Wants to know why not to use their own people as trainers.",
        ],
        settled: &[
            "Their own people have no time, so the in-house idea is gone.",
            "We train their trainers as well, which settled the in-house idea.",
        ],
        last: &[
            "They will train in-house with their own people.",
            "A colleague of theirs gives the course now.",
        ],
    },
    Objection {
        reason: "Bad timing",
        share: 0.10,
        raised: &[
            "The reorganisation comes first.",
            "Everybody is in the roll-out until summer.",
            "The timing is difficult, two plants are moving.",
        ],
        settled: &[
            "Dates after the roll-out suit everybody.",
            "We start with half of the group, so the timing works.",
        ],
        last: &[
            "Not before the reorganisation is over, so not this year.",
            "The timing does not work, they moved it to some day.",
        ],
    },
];

/// One of them, as often as they are met.
pub(super) fn some(rng: &mut Rng) -> &'static Objection {
    const NONE: &Objection =
        &Objection { reason: "No decision", share: 0.0, raised: &[], settled: &[], last: &[] };
    rng.weighted(OBJECTIONS, |objection| objection.share).unwrap_or(NONE)
}

/// Why somebody is no customer for us, and how that is written down.
#[derive(Debug)]
pub(super) struct Unfit {
    pub reason: &'static str,
    said: &'static [&'static str],
}

pub(super) const UNFIT: &[Unfit] = &[
    Unfit {
        reason: "No budget",
        said: &[
            "There is no money for training, and there was none last year.",
            "The budget went to machines.",
            "{company} has stopped everything that costs money.",
        ],
    },
    Unfit {
        reason: "No need before next year",
        said: &[
            "{company} trained everybody last year.",
            "No new need before the next reorganisation.",
            "They just finished a programme with {rival}.",
        ],
    },
    Unfit {
        reason: "Student, not a company",
        said: &[
            "Is writing a thesis about training and wanted material.",
            "Asked as a student, not for {company}.",
        ],
    },
    Unfit {
        reason: "Left the company",
        said: &[
            "{first} left and could not name a successor.",
            "The number belongs to somebody new who does not do training.",
        ],
    },
    Unfit {
        reason: "Too small for a group course",
        said: &[
            "They are three people and wanted single seats.",
            "Too few people for a group, pointed them to the open dates.",
        ],
    },
];

impl Unfit {
    /// The call that found it out.
    pub(super) fn tell(&self, with: &Filling<'_>, rng: &mut Rng) -> (String, String) {
        const LINES: Lines = Lines { bodies: &[""], ..CALL_BAD };
        let said = fill(rng.word(self.said), with, rng);
        LINES.compose(Some(&said), with, rng)
    }
}
