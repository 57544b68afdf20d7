//! What somebody says against buying: price, timing, authority, need, competitor, trust.
//!
//! Patterns over the words of a sentence. A sentence that says the matter is settled raises nothing.

use serde::{Deserialize, Serialize};

use super::sentences::sentences;
use super::tokens::{Token, part, straight, tokens};
use crate::text_enum::text_enum;

text_enum! {
    /// What an objection is about.
    Objection {
        /// It costs too much, or there is no money for it.
        Price = "price", "Price";
        /// Not now.
        Timing = "timing", "Timing";
        /// Somebody else has to say yes.
        Authority = "authority", "Authority";
        /// They can do without it.
        Need = "need", "Need";
        /// Somebody else is in the race.
        Competitor = "competitor", "Competitor";
        /// They are not sure that it works, or of us.
        Trust = "trust", "Trust";
    }
}

/// An objection and the words that raise it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Raised {
    /// What it is about.
    pub objection: Objection,
    /// As it stands in the text.
    pub phrase: String,
}

/// How many words a gap (`..`) in a pattern spans at most.
const GAP: usize = 3;

/// Words in small letters, "don't" as `do n't`; `x*` begins with x, `x|y` is either, `..` is up to [`GAP`] other words.
const PATTERNS: &[(Objection, &[&str])] = &[
    (
        Objection::Price,
        &[
            "too expensive|pricey|costly|dear",
            "expensive|pricey|costly",
            "cost|costs|costing .. too much",
            "too much money",
            "price|prices|pricing|cost|costs|fee|fees|quote .. too|very|so|quite|rather high|steep|much",
            "price|prices|pricing|cost|costs|fee|quote .. higher|above|over|beyond",
            "high|higher|steep price|prices|pricing|cost|costs",
            "price|pricing .. problem|issue|concern*|obstacle|sticking",
            "over|above|beyond|outside|exceeds .. budget",
            "no|not|n't|without .. budget",
            "budget* .. not|n't|cut|frozen|tight|gone|spent|limited",
            "tight|limited|small|cut budget*",
            "no|not|n't .. money|funds|funding",
            "can|could not|n't afford",
            "ca n't afford",
            "cannot afford",
            "unaffordable",
            "discount*",
            "cheaper|lower price|offer|rate|option",
            "cheaper",
            "price down",
            "reduce|lower|cut the price|cost|costs",
            "behind on price",
            "not|n't .. worth the money|price|cost",
            "accept .. price",
            "better price|deal",
        ],
    ),
    (
        Objection::Timing,
        &[
            "not|n't .. right|good|best time|moment|timing",
            "bad|wrong|poor|difficult|terrible time|timing|moment",
            "not now",
            "not|n't right now",
            "not at the moment",
            "not|n't this|until|before year|quarter|month|week|next|spring|summer|autumn|fall|winter|january|february|march|april|may|june|july|august|september|october|november|december",
            "too early|soon",
            "no|not|n't .. time",
            "too busy",
            "call|come|talk|check|ask|try|back .. next|later year|quarter|month",
            "postpone*",
            "on hold",
            "put .. off",
            "push* .. back|out|to",
            "delay*",
            "wait until|till|for",
            "until further notice",
            "not|n't .. ready",
            "later this year",
            "maybe|perhaps later|another",
            "some other time",
            "no rush|hurry",
            "after the summer|holidays|budget|audit|merger|reorganisation|reorganization",
            "revisit*",
            "frozen until",
            "next year",
            "in the new year",
        ],
    ),
    (
        Objection::Authority,
        &[
            "need|needs|want|wants|require* .. approval|sign-off",
            "sign off",
            "not|n't my|his|her decision|call",
            "not|n't mine to decide",
            "have|has|need|needs|must to ask|convince|persuade|consult|check|clear|run",
            "ask|talk|speak|check .. to|with|my my|the|our boss|manager|director|ceo|cfo|board|management|team|head|chef|supervisor",
            "ask|convince|persuade .. boss|manager|director|ceo|cfo|board|management",
            "run it|this|that by",
            "boss|manager|director|ceo|cfo|board|management|headquarters|purchasing|procurement|legal .. decide*|approve*|has|have|must|needs",
            "decision .. board|boss|ceo|cfo|management|director|headquarters|purchasing",
            "decided by",
            "not|n't .. decision maker|maker*",
            "not|n't .. decide",
            "not|n't .. right|wrong person",
            "wrong person",
            "not|n't .. authori*",
            "no authority|mandate",
            "above my",
            "up to my|the|our",
            "not|n't approved",
            "purchasing|procurement wants|asks|insists|needs",
        ],
    ),
    (
        Objection::Need,
        &[
            "do|does|did n't|not .. need",
            "no need",
            "not|n't need*",
            "not|n't .. priority",
            "no|low priority",
            "other priorities",
            "not|n't see .. value|point|benefit|reason|need|why|use",
            "no|little value|benefit|interest|use",
            "already have|has|use|uses|using|got|do|covered",
            "happy|satisfied|fine with what|our|the|how",
            "happy|satisfied|fine .. current|existing",
            "not|n't .. interested|interest",
            "not|n't .. useful|relevant|necessary|essential",
            "nice to have",
            "works fine|well|as",
            "do|doing|build|run it|this|them ourselves|internally",
            "in-house",
            "in house",
            "in - house",
            "our own trainer*|team|tool|system|solution|academy",
            "can do without",
            "good enough",
            "not|n't .. for us",
            "not|n't what we",
        ],
    ),
    (
        Objection::Competitor,
        &[
            "competitor*|rival*|incumbent",
            "other|another|different|second|cheaper provider*|vendor*|supplier*|company|companies|offer*|quote*|tool*|partner*|bidder*",
            "compar* .. with|to|against",
            "compar* .. us|you|offer*|quote*",
            "elsewhere",
            "alternative*",
            "also|still|already talk*|look*|speak*|in|evaluat* .. to|with|at|talks|other",
            "switch* to",
            "went|go|going|decided|stay|staying|stick|sticking|signed|sign with|for .. instead",
            "stay|staying|stick|sticking|signed|went with",
            "current|existing|present provider|vendor|supplier|partner|contract",
            "better offer|quote|terms",
            "has|have|got offers|quotes",
            "under contract with",
            "shortlist*",
        ],
    ),
    (
        Objection::Trust,
        &[
            "not|n't|never .. trust|believe",
            "no trust|confidence|proof|evidence|guarantee",
            "never heard of",
            "not|n't .. convinced|sure|confident|certain .. works|work|you|deliver|quality|it|support|claims",
            "not|n't convinced",
            "unconvinced",
            "reference|references",
            "case stud*",
            "prove|proof",
            "too good to be true",
            "bad|poor|negative experience*|review*|reputation",
            "burned|burnt|let .. before|down",
            "security|privacy|compliance concern*|risk*|issue*|question*|worr*",
            "data protection",
            "gdpr",
            "too risky",
            "risk*",
            "guarantee*",
            "sceptical|skeptical|sceptic*|skeptic*",
            "doubt*",
            "how do|can we know",
            "what if .. fail*|not|n't|breaks|stop*",
            "worried|concerned|nervous about .. support|quality|data|security|vendor|you|company|delivery|reliab*",
            "reliab* .. concern*|question*|issue*",
            "your company is too|very small|young|new",
            "too small|young .. company|for",
            "lock-in",
            "locked in",
        ],
    ),
];

/// Words that say it is settled, or that it is not one.
const SETTLED: &[&str] = &[
    "settled|solved|resolved|sorted",
    "no longer",
    "not|n't .. problem|issue|objection",
    "no problem|issue|objection*|concern*|doubt*",
    "without doubt",
    "accept|accepts|accepted|agreed|agrees",
    "budget .. approved|confirmed|available",
    "approved the",
    "not|n't too",
    "is fine|ok|okay|fair",
    "fits",
    "worth it|every|the",
    "moved money",
];

/// The objections a text raises, each kind once a sentence, in the order of the text.
///
/// ```
/// use domain::text::objections::{Objection, objections};
///
/// let raised = objections("Nice demo. But it’s too expensive, and my boss decides.");
/// assert_eq!(raised[0].objection, Objection::Price);
/// assert_eq!(raised[0].phrase, "too expensive");
/// assert_eq!(raised[1].objection, Objection::Authority);
/// ```
#[must_use]
pub fn objections(text: &str) -> Vec<Raised> {
    let text = straight(text);
    let mut raised: Vec<Raised> = Vec::new();
    for sentence in sentences(&text) {
        let words = tokens(sentence);
        if SETTLED.iter().any(|pattern| find(pattern, &words).is_some())
            && !words.iter().any(is_but)
        {
            continue;
        }
        let mut found: Vec<(usize, Raised)> = Vec::new();
        for (objection, patterns) in PATTERNS {
            let matches = patterns.iter().filter_map(|pattern| find(pattern, &words));
            // The longest of the earliest.
            let first = matches.min_by_key(|span| (span.0, usize::MAX - span.1));
            let Some((from, to)) = first else { continue };
            let phrase = part(sentence, words.get(from..to).unwrap_or_default()).to_owned();
            found.push((from, Raised { objection: *objection, phrase }));
        }
        found.sort_by_key(|(from, raised)| (*from, raised.objection));
        for (_, new) in found {
            if !raised.contains(&new) {
                raised.push(new);
            }
        }
    }
    raised
}

fn is_but(token: &Token<'_>) -> bool {
    token.plain == "but"
}

/// Where a pattern first matches: the places of its first word and after its last.
fn find(pattern: &str, words: &[Token<'_>]) -> Option<(usize, usize)> {
    let parts: Vec<&str> = pattern.split(' ').collect();
    (0..words.len()).find_map(|from| ends(&parts, words, from).map(|to| (from, to)))
}

/// Where a pattern that begins at `at` ends.
fn ends(parts: &[&str], words: &[Token<'_>], at: usize) -> Option<usize> {
    let Some((part, rest)) = parts.split_first() else { return Some(at) };
    if *part == ".." {
        return (at..=at + GAP).find_map(|next| ends(rest, words, next));
    }
    let word = words.get(at)?;
    let is = |choice: &str| match choice.strip_suffix('*') {
        Some(stem) => word.plain.starts_with(stem),
        None => word.plain == choice,
    };
    if part.split('|').any(is) { ends(rest, words, at + 1) } else { None }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kinds(text: &str) -> Vec<Objection> {
        objections(text).into_iter().map(|raised| raised.objection).collect()
    }

    #[test]
    fn what_buyers_say_is_heard() {
        for (text, objection) in [
            ("That's too expensive for us.", Objection::Price),
            ("The price per seat is higher than they thought.", Objection::Price),
            ("Asked for a discount for 20 seats.", Objection::Price),
            ("We can't afford it", Objection::Price),
            ("We don't have the budget for this", Objection::Price),
            ("The training budget may be cut.", Objection::Price),
            ("This is not a good time for us", Objection::Timing),
            ("We are too busy before the audit", Objection::Timing),
            ("Can you call back next quarter?", Objection::Timing),
            ("The project is on hold", Objection::Timing),
            ("All training is frozen until further notice.", Objection::Timing),
            ("I need to ask my boss first", Objection::Authority),
            ("It's not my decision", Objection::Authority),
            ("The board has to approve that", Objection::Authority),
            ("We don't need another tool", Objection::Need),
            ("We already have something like that", Objection::Need),
            ("It's not a priority this year", Objection::Need),
            ("They do it ourselves, in-house", Objection::Need),
            ("They are comparing us with two others", Objection::Competitor),
            ("We have another offer on the table", Objection::Competitor),
            ("Also talks to Northwind.", Objection::Competitor),
            ("We went with a competitor", Objection::Competitor),
            ("I've never heard of your company", Objection::Trust),
            ("I am not convinced that it works", Objection::Trust),
            ("Do you have references in our industry?", Objection::Trust),
            ("We had a bad experience with online courses", Objection::Trust),
        ] {
            assert!(kinds(text).contains(&objection), "{text}: {:?}", objections(text));
        }
    }

    #[test]
    fn what_is_settled_or_friendly_raises_nothing() {
        for text in [
            "",
            "Thanks for the nice demo.",
            "Price is settled: we leave out the exam fees.",
            "The price is not a problem.",
            "It is not too expensive.",
            "Budget is confirmed in writing.",
            "See you on Monday at ten.",
            "They liked the trainer and want a second group.",
        ] {
            assert_eq!(objections(text), [], "{text}");
        }
    }

    #[test]
    fn the_phrase_is_as_it_stands() {
        let raised = objections("Hm. We DON’T really need it, and there's no budget");
        let phrases: Vec<_> = raised.iter().map(|raised| raised.phrase.as_str()).collect();
        assert_eq!(phrases, ["DON'T really need", "no budget"]);
    }

    #[test]
    fn a_long_text_is_no_trouble() {
        assert!(objections(&"not .. n't do ".repeat(3_000)).len() < 10);
    }
}
