//! The rules: what each word adds, given the three before it.

use super::lexicon;
use super::words::{Word, Words};

/// What a word in capitals among others that are not adds.
const CAPITALS: f64 = 0.733;
/// What a negation makes of a valence.
const NEGATION: f64 = -0.74;
/// What "never so" makes of one.
const NEVER_SO: f64 = 1.25;

/// The valence of each word, zero for those that have none.
pub(super) fn valences(words: &Words<'_>) -> Vec<f64> {
    let mut valences: Vec<f64> =
        words.iter().enumerate().map(|(at, word)| valence(words, at, word)).collect();
    weigh_around_but(words, &mut valences);
    valences
}

fn valence(words: &Words<'_>, at: usize, word: &Word<'_>) -> f64 {
    let kind_of = word.lower == "kind" && words.after(at).is_some_and(|next| next.lower == "of");
    if word.boost.is_some() || kind_of {
        return 0.0;
    }
    let Some(own) = word.valence else { return 0.0 };
    let mut valence = after_no(words, at, word, own);
    if word.stands_out {
        valence += if valence > 0.0 { CAPITALS } else { -CAPITALS };
    }
    for back in 1..=3 {
        let Some(before) = words.before(at, back) else { break };
        if before.valence.is_some() {
            continue;
        }
        valence += strength(before, valence) * faded(back);
        valence *= turned(words, at, back, before);
        if back == 3 {
            valence = with_sayings(words, at, valence);
        }
    }
    least(words, at, valence)
}

/// "no" before a word of the lexicon turns it round, and has no valence of its own then.
fn after_no(words: &Words<'_>, at: usize, word: &Word<'_>, own: f64) -> f64 {
    let joined = words.is_before(at, 1, "or") || words.is_before(at, 1, "nor");
    if words.is_before(at, 1, "no")
        || words.is_before(at, 2, "no")
        || (words.is_before(at, 3, "no") && joined)
    {
        own * NEGATION
    } else if word.lower == "no" && words.after(at).is_some_and(|next| next.valence.is_some()) {
        0.0
    } else {
        own
    }
}

/// What a word before adds to the strength.
fn strength(before: &Word<'_>, valence: f64) -> f64 {
    let Some(boost) = before.boost else { return 0.0 };
    let mut strength = if valence < 0.0 { -boost } else { boost };
    if before.stands_out {
        strength += if valence > 0.0 { CAPITALS } else { -CAPITALS };
    }
    strength
}

/// Two or three places away, a word adds a little less.
const fn faded(back: usize) -> f64 {
    match back {
        1 => 1.0,
        2 => 0.95,
        _ => 0.9,
    }
}

/// By what a negation `back` places before multiplies.
fn turned(words: &Words<'_>, at: usize, back: usize, before: &Word<'_>) -> f64 {
    let is = |back, lower| words.is_before(at, back, lower);
    let emphatic = |back| is(back, "so") || is(back, "this");
    let never_so = match back {
        1 => false,
        2 => is(2, "never") && emphatic(1),
        _ => (is(3, "never") && emphatic(2)) || emphatic(1),
    };
    let no_doubt = match back {
        1 => false,
        2 => is(2, "without") && is(1, "doubt"),
        _ => is(3, "without") && (is(2, "doubt") || is(1, "doubt")),
    };
    if never_so {
        NEVER_SO
    } else if before.negates && !no_doubt {
        NEGATION
    } else {
        1.0
    }
}

/// A saying that the word stands in or after has a valence of its own; "sort of" before it weakens.
fn with_sayings(words: &Words<'_>, at: usize, valence: f64) -> f64 {
    let before = [(at - 1, at + 1), (at - 2, at + 1), (at - 2, at), (at - 3, at), (at - 3, at - 1)];
    let mut valence =
        before.iter().find_map(|&(from, to)| words.saying(from, to)).unwrap_or(valence);
    for to in [at + 2, at + 3] {
        valence = words.saying(at, to).unwrap_or(valence);
    }
    for back in [3, 2] {
        if let (Some(first), Some(second)) = (words.before(at, back), words.before(at, back - 1)) {
            valence += lexicon::boost_of_pair(&first.lower, &second.lower).unwrap_or_default();
        }
    }
    valence
}

/// "least" turns round what follows, but "at least" and "very least" do not.
fn least(words: &Words<'_>, at: usize, valence: f64) -> f64 {
    let spared = words.is_before(at, 2, "at") || words.is_before(at, 2, "very");
    let turns =
        words.before(at, 1).is_some_and(|word| word.lower == "least" && word.valence.is_none());
    if turns && !spared { valence * NEGATION } else { valence }
}

/// What stands before "but" counts half, what stands after it half as much again. The original looks each value up by
/// its first appearance, so that of equal ones the first is weighed several times.
fn weigh_around_but(words: &Words<'_>, valences: &mut [f64]) {
    let Some(but) = words.iter().position(|word| word.lower == "but") else { return };
    for at in 0..words.len() {
        let Some(&value) = valences.get(at) else { return };
        // Zero stays zero by whatever it is multiplied, and needs no search.
        if value == 0.0 {
            continue;
        }
        let first = valences.iter().position(|other| other.total_cmp(&value).is_eq()).unwrap_or(at);
        if let Some(slot) = valences.get_mut(first) {
            match first.cmp(&but) {
                std::cmp::Ordering::Less => *slot = value * 0.5,
                std::cmp::Ordering::Greater => *slot = value * 1.5,
                std::cmp::Ordering::Equal => {}
            }
        }
    }
}
