//! The rank a job title speaks of.

use crate::text_enum::text_enum;

text_enum! {
    /// The rank of a job title.
    Seniority {
        /// No title, or one that says nothing.
        Unknown = "unknown", "Not known";
        /// Learns the trade.
        Junior = "junior", "At junior level";
        /// Does the work.
        Specialist = "specialist", "At specialist level";
        /// Leads a team.
        Manager = "manager", "At manager level";
        /// Leads a department.
        Head = "head", "At head-of-department level";
        /// Leads or owns the company.
        Executive = "executive", "At executive level";
    }
}

/// Words and pairs of words, the first match decides. Assistants come first: an assistant to the CEO is no CEO.
const RANKS: &[(Seniority, &[&str])] = &[
    (
        Seniority::Junior,
        &[
            "assistant",
            "intern",
            "trainee",
            "apprentice",
            "junior",
            "jr",
            "student",
            "praktikant",
            "becario",
        ],
    ),
    (
        Seniority::Head,
        &[
            "vp",
            "svp",
            "evp",
            "vice president",
            "director",
            "head",
            "directeur",
            "directrice",
            "direktor",
            "leiter",
            "leiterin",
        ],
    ),
    (
        Seniority::Executive,
        &[
            "ceo",
            "cfo",
            "coo",
            "cto",
            "cio",
            "cmo",
            "cro",
            "chro",
            "cso",
            "cpo",
            "chief",
            "owner",
            "founder",
            "cofounder",
            "president",
            "partner",
            "principal",
            "proprietor",
            "geschäftsführer",
            "geschäftsführerin",
            "vorstand",
            "inhaber",
            "gérant",
            "propietario",
        ],
    ),
    (
        Seniority::Manager,
        &[
            "manager",
            "lead",
            "supervisor",
            "teamleiter",
            "gerente",
            "jefe",
            "jefa",
            "responsable",
            "coordinator",
        ],
    ),
    (
        Seniority::Specialist,
        &[
            "specialist",
            "analyst",
            "engineer",
            "developer",
            "consultant",
            "officer",
            "executive",
            "representative",
            "buyer",
            "trainer",
            "designer",
            "accountant",
            "administrator",
            "senior",
            "advisor",
            "technician",
            "agent",
        ],
    ),
];

/// Titles of the first rank that hold a word of another rank.
const FIRST: &[&str] = &[
    "managing director",
    "general manager",
    "gerente general",
    "director general",
    "executive director",
];

/// Reads the rank from a job title; words are matched whole and in any case.
///
/// ```
/// use domain::scoring::{Seniority, seniority};
///
/// assert_eq!(seniority("Co-Founder & CEO"), Seniority::Executive);
/// assert_eq!(seniority("VP Learning"), Seniority::Head);
/// assert_eq!(seniority("Assistant to the CEO"), Seniority::Junior);
/// assert_eq!(seniority(""), Seniority::Unknown);
/// ```
#[must_use]
pub fn seniority(title: &str) -> Seniority {
    let lower = title.to_lowercase();
    let words: Vec<&str> = lower
        .split(|letter: char| !letter.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .collect();
    let plain = format!(" {} ", words.join(" "));
    let says = |phrase: &&str| plain.contains(&format!(" {phrase} "));
    if FIRST.iter().any(says) {
        return Seniority::Executive;
    }
    RANKS
        .iter()
        .find(|(_, phrases)| phrases.iter().any(says))
        .map_or(Seniority::Unknown, |(rank, _)| *rank)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn titles_are_ranked_as_a_person_would() {
        let cases = [
            ("Managing Director", Seniority::Executive),
            ("Director of Training", Seniority::Head),
            ("Vice President, HR", Seniority::Head),
            ("Owner", Seniority::Executive),
            ("Geschäftsführerin", Seniority::Executive),
            ("HR Manager", Seniority::Manager),
            ("Team Lead", Seniority::Manager),
            ("Account Executive", Seniority::Specialist),
            ("Senior Engineer", Seniority::Specialist),
            ("Junior Manager", Seniority::Junior),
            ("Poet", Seniority::Unknown),
        ];
        for (title, rank) in cases {
            assert_eq!(seniority(title), rank, "{title}");
        }
    }
}
