//! How a text is put together from lists of lines, and its marks are filled in.

use super::rng::Rng;

/// What the marks stand for.
#[derive(Clone, Copy, Debug)]
pub(super) struct Filling<'a> {
    pub first: &'a str,
    pub company: &'a str,
    pub city: &'a str,
    pub course: &'a str,
    pub seats: i64,
    pub rival: &'a str,
}

const DAYS: &[&str] = &["Monday", "Tuesday", "Wednesday", "Thursday", "Friday"];

const BOSSES: &[&str] = &[
    "head of HR",
    "managing director",
    "CFO",
    "purchasing department",
    "plant manager",
    "works council",
    "head of IT",
    "board",
];

/// Fills the marks of a text.
pub(super) fn fill(text: &str, with: &Filling<'_>, rng: &mut Rng) -> String {
    let mut filled = String::with_capacity(text.len() + 32);
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('{') {
        filled.push_str(before);
        let Some((mark, after)) = after.split_once('}') else { break };
        match mark {
            "first" => filled.push_str(with.first),
            "company" => filled.push_str(with.company),
            "city" => filled.push_str(with.city),
            "course" => filled.push_str(with.course),
            "seats" => filled.push_str(&with.seats.to_string()),
            "rival" => filled.push_str(with.rival),
            "day" => filled.push_str(rng.word(DAYS)),
            "boss" => {
                let begins = filled.is_empty() || filled.ends_with(". ");
                filled.push_str(if begins { "The " } else { "the " });
                filled.push_str(rng.word(BOSSES));
            }
            _ => {}
        }
        rest = after;
    }
    filled.push_str(rest);
    filled
}

/// The lines of one kind of contact.
#[derive(Clone, Copy, Debug)]
pub(super) struct Lines {
    pub subjects: &'static [&'static str],
    pub openings: &'static [&'static str],
    pub bodies: &'static [&'static str],
    pub endings: &'static [&'static str],
}

impl Lines {
    /// A subject and a text, with `said` between its body and its ending.
    pub(super) fn compose(
        &self,
        said: Option<&str>,
        with: &Filling<'_>,
        rng: &mut Rng,
    ) -> (String, String) {
        let subject = fill(rng.word(self.subjects), with, rng);
        let mut text = String::with_capacity(320);
        let lines = [rng.word(self.openings), rng.word(self.bodies)];
        for line in lines.into_iter().chain(said).chain([rng.word(self.endings)]) {
            if !text.is_empty() && !line.is_empty() {
                text.push(' ');
            }
            text.push_str(line);
        }
        (subject, fill(&text, with, rng))
    }
}
