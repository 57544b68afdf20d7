//! People who are there twice: once from a form, once from a fair, once from somebody's address book. The copies
//! differ as they do in real lists, and the truth names each with its original.

use chrono::{DateTime, Utc};
use domain::ids::LeadId;
use domain::lead::Lead;
use store::bulk::Company;

use super::journey::{self, Habits, Story};
use super::names;
use super::people::{self, Firm};
use super::rng::Rng;
use super::sink::Sink;
use super::world::{Rep, World};
use crate::import::address;

/// The share of people who are there twice.
pub(super) const SHARE: f64 = 0.04;

/// What the copy is made from.
#[derive(Debug)]
pub(super) struct Original {
    id: LeadId,
    name: (&'static str, String),
    email: Option<String>,
    phone: Option<String>,
    created_at: DateTime<Utc>,
}

impl Original {
    pub(super) fn of(lead: &Lead, name: (&'static str, String)) -> Self {
        let (email, phone) = (lead.email.clone(), lead.phone.clone());
        Self { id: lead.id, name, email, phone, created_at: lead.created_at }
    }
}

/// Makes the copy some time after the original; answers how many records that made.
pub(super) fn meet_again(
    sink: &mut Sink,
    world: &World,
    firm: &Firm,
    rep: &Rep,
    original: &Original,
    rng: &mut Rng,
) -> usize {
    let days = 3.0 + rng.unit() * 150.0;
    let at = world.calendar.after(original.created_at, days, rng);
    if at >= world.calendar.now {
        return 0;
    }
    // Whoever writes it down may be somebody else.
    let rep = if rng.hit(0.3) { rng.pick(&world.reps).unwrap_or(rep) } else { rep };
    let other = if rng.hit(0.15) { firm_again(sink, firm, rep, rng) } else { None };
    let firm = other.unwrap_or_else(|| firm.clone());
    let name = original.name.clone();
    let Some(mut person) = people::person(sink, world, &firm, rep.id, name, rng) else { return 0 };
    let ways = disguise(&mut person.lead, original, &firm, rng);
    person.lead.created_at = at;
    person.lead.status_entered_at = at;
    sink.truth.duplicate("lead", person.lead.id.get(), original.id.get(), ways);
    // Nothing is sold to a copy: that is written down at the original.
    let habits = Habits { deal_share: 0.0, talk: 0.6 };
    let (past, deals) = (Vec::new(), Vec::new());
    let story = Story { world, rep, firm: &firm, person, habits, past, deals };
    journey::live(sink, story, rng);
    1
}

/// Writes name, address and number of the original as somebody else would; answers how each differs.
fn disguise(lead: &mut Lead, original: &Original, firm: &Firm, rng: &mut Rng) -> [&'static str; 3] {
    let (email, mail_way) = email(original, firm, rng);
    let (phone, phone_way) = phone(original, firm, rng);
    // A copy that differs in nothing would be no second record.
    let same = [mail_way, phone_way].iter().all(|way| matches!(*way, "same" | "none in either"));
    let (name, name_way) = name(original, same, rng);
    lead.name = name;
    // Without either nobody could be reached.
    lead.phone = if email.is_none() && phone.is_none() { original.phone.clone() } else { phone };
    lead.email = email;
    [name_way, mail_way, phone_way]
}

fn name(original: &Original, must_differ: bool, rng: &mut Rng) -> (String, &'static str) {
    let (first, last) = (original.name.0, &original.name.1);
    let full = format!("{first} {last}");
    let initial = first.chars().next().unwrap_or('X');
    match rng.between(if must_differ { 35 } else { 0 }, 99) {
        0..35 => (full, "same"),
        35..60 => (format!("{first} {}", typo(last, rng)), "typo"),
        60..72 if !full.is_ascii() => (plain(&full), "without accents"),
        60..84 => (format!("{initial}. {last}"), "initial"),
        84..93 => (format!("{last}, {first}"), "reversed"),
        _ => (full.to_lowercase(), "lower case"),
    }
}

fn email(original: &Original, firm: &Firm, rng: &mut Rng) -> (Option<String>, &'static str) {
    let Some(known) = &original.email else {
        let added = rng.hit(0.5).then(|| private(original));
        let way = if added.is_some() { "added" } else { "none in either" };
        return (added, way);
    };
    let (first, last) = (address(original.name.0), address(&original.name.1));
    let initial: String = first.chars().take(1).collect();
    match rng.between(0, 99) {
        0..40 => (Some(known.clone()), "same"),
        40..60 => {
            let word = rng.word(&["training", "offers", "news", "crm"]);
            (Some(known.replacen('@', &format!("+{word}@"), 1)), "alias")
        }
        60..75 => (Some(format!("{initial}{last}@{}", firm.domain)), "other spelling"),
        75..90 => (Some(private(original)), "private"),
        _ => (None, "missing"),
    }
}

fn private(original: &Original) -> String {
    let (first, last) = (address(original.name.0), address(&original.name.1));
    format!("{first}{last}@mail.example").replace("..", ".")
}

fn phone(original: &Original, firm: &Firm, rng: &mut Rng) -> (Option<String>, &'static str) {
    let Some(known) = &original.phone else {
        let added = rng.hit(0.4).then(|| names::phone(firm.country, rng));
        let way = if added.is_some() { "added" } else { "none in either" };
        return (added, way);
    };
    match rng.between(0, 99) {
        0..25 => (Some(known.clone()), "same"),
        25..70 => (Some(rewritten(known, rng)), "other notation"),
        70..90 => (None, "missing"),
        _ => (Some(names::phone(firm.country, rng)), "other"),
    }
}

/// The same number as somebody else would write it.
fn rewritten(phone: &str, rng: &mut Rng) -> String {
    match rng.between(0, 3) {
        0 => phone.replace(' ', ""),
        1 => phone.replacen('+', "00", 1),
        2 => phone.replace(' ', "-"),
        _ => match phone.split_once(' ') {
            Some((code, number)) => format!("({code}) {number}"),
            None => phone.to_owned(),
        },
    }
}

/// The company once more, as somebody else would call it.
fn firm_again(sink: &mut Sink, firm: &Firm, rep: &Rep, rng: &mut Rng) -> Option<Firm> {
    let (name, way) = match (rng.between(0, 2), firm.name.rsplit_once(' ')) {
        (0, Some((short, _))) => (short.trim_end_matches(['&', ',', ' ']).to_owned(), "shorter"),
        (1, _) => (firm.name.to_uppercase(), "upper case"),
        _ => (typo(&firm.name, rng), "typo"),
    };
    if !sink.company_names.insert(name.clone()) {
        return None;
    }
    let id = sink.company_id();
    let domain = rng.hit(0.5).then(|| firm.domain.clone());
    let domain_way = if domain.is_some() { "same" } else { "missing" };
    sink.truth.duplicate("company", id.get(), firm.id.get(), [way, domain_way, ""]);
    let created_at = firm.created_at;
    sink.rows.companies.push(Company {
        id,
        name: name.clone(),
        domain,
        industry: Some(firm.industry.to_owned()),
        employees: Some(firm.employees),
        annual_revenue: None,
        founded_year: None,
        country: Some(firm.country.to_owned()),
        city: Some(firm.city.to_owned()),
        parent_name: None,
        technologies: Vec::new(),
        news: Vec::new(),
        owner_id: Some(rep.id),
        external_key: None,
        created_at,
    });
    Some(Firm { id, name, ..firm.clone() })
}

/// The text with two letters changed about, one left out, or one twice.
fn typo(text: &str, rng: &mut Rng) -> String {
    let mut letters: Vec<char> = text.chars().collect();
    let inner: Vec<usize> = letters
        .windows(2)
        .enumerate()
        .skip(1)
        .filter(
            |(_, pair)| matches!(pair, [a, b] if a.is_alphabetic() && b.is_alphabetic() && a != b),
        )
        .map(|(place, _)| place)
        .collect();
    let Some(place) = rng.pick(&inner).copied() else { return format!("{text}{text}") };
    match rng.between(0, 2) {
        0 => letters.swap(place, place + 1),
        1 => drop(letters.remove(place)),
        _ => letters.insert(place, letters.get(place).copied().unwrap_or('e')),
    }
    letters.into_iter().collect()
}

/// As somebody writes it whose keyboard has no accents.
fn plain(name: &str) -> String {
    let words = address(name);
    let words = words.split('.').map(|word| {
        let mut letters = word.chars();
        letters.next().map_or_else(String::new, |first| {
            first.to_uppercase().chain(letters).collect::<String>()
        })
    });
    words.collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_typo_is_always_another_text() {
        let mut rng = Rng::new(3);
        for name in ["Costa", "Öztürk", "de la Vega y Ordóñez", "Li", "Faro & Kite Labs"] {
            for _ in 0..50 {
                assert_ne!(typo(name, &mut rng), name);
            }
        }
    }

    #[test]
    fn a_number_stays_the_same_number() {
        let mut rng = Rng::new(4);
        let digits = |text: &str| text.replace(|c: char| !c.is_ascii_digit(), "");
        for _ in 0..50 {
            let again = rewritten("+34 555 012 345", &mut rng);
            assert_eq!(digits(&again).trim_start_matches("00"), "34555012345", "{again}");
        }
    }
}
