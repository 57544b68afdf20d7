//! Which record a row stands for: by the chosen key, or by looking like it; in the database, and in the file itself.
//!
//! Keys are kept as hashes: a million leads fit into memory, and two different keys of one hash are not to be expected
//! in the life of an installation.

use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher as _};

use domain::import::{Alike, ImportPlan};

use crate::import::names::plain;
use crate::import::values::phone;

/// What two records may have in common.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Kind {
    Key,
    Email,
    Phone,
    Domain,
    Name,
    What,
}

impl Kind {
    const fn label(self) -> &'static str {
        match self {
            Self::Key => "ID",
            Self::Email => "email",
            Self::Phone => "phone",
            Self::Domain => "website",
            Self::Name => "name",
            Self::What => "what, who and when",
        }
    }

    /// What a plan's key compares.
    pub(super) fn of_plan(plan: &ImportPlan) -> Option<Self> {
        match plan.key.as_str() {
            "external_key" => Some(Self::Key),
            "email" => Some(Self::Email),
            "domain" => Some(Self::Domain),
            "name" | "name_company" => Some(Self::Name),
            "what_when" => Some(Self::What),
            _ => None,
        }
    }
}

/// A text to compare by.
pub(super) fn hash(parts: impl Hash) -> u64 {
    let mut hasher = DefaultHasher::new();
    parts.hash(&mut hasher);
    hasher.finish()
}

/// What a record or a row is known by.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Keys {
    keys: Vec<(Kind, u64)>,
    /// Two people behind one phone have different addresses.
    email: Option<u64>,
}

impl Keys {
    pub(super) fn add(&mut self, kind: Kind, key: Option<u64>) {
        self.keys.extend(key.map(|key| (kind, key)));
        if kind == Kind::Email {
            self.email = key;
        }
    }

    /// The keys of a person; `company` is whatever tells companies apart.
    pub(super) fn of_person(
        key: Option<&str>,
        email: Option<&str>,
        phone: Option<&str>,
        name_and_company: Option<u64>,
    ) -> Self {
        let mut keys = Self::default();
        keys.add(Kind::Key, key.map(hash));
        keys.add(Kind::Email, email.map(hash));
        let digits = phone.map(phone::digits).filter(|digits| digits.len() >= 6);
        keys.add(Kind::Phone, digits.map(hash));
        keys.add(Kind::Name, name_and_company);
        keys
    }
}

/// A name at a company.
pub(super) fn name_at(name: &str, company: impl Hash) -> u64 {
    hash((plain(name), company))
}

/// What records or rows are known by.
#[derive(Clone, Debug, Default)]
pub(super) struct Index {
    entries: HashMap<(Kind, u64), (i64, Option<u64>)>,
}

impl Index {
    /// The first of several with the same key keeps it.
    pub(super) fn add(&mut self, keys: &Keys, id: i64) {
        for key in &keys.keys {
            self.entries.entry(*key).or_insert((id, keys.email));
        }
    }

    /// The record with this key.
    pub(super) fn find(&self, kind: Kind, key: u64) -> Option<i64> {
        self.entries.get(&(kind, key)).map(|(id, _)| *id)
    }

    fn exact(&self, keys: &Keys, kind: Option<Kind>) -> Option<i64> {
        let key = keys.keys.iter().find(|(of, _)| Some(*of) == kind)?;
        self.entries.get(key).map(|(id, _)| *id)
    }

    /// Two records never have one ID: that likeness counts even where others are to be added anyway.
    fn alike(&self, keys: &Keys, but: Option<Kind>, policy: Alike) -> Option<(i64, Kind)> {
        let counts = |kind: Kind| Some(kind) != but && (policy != Alike::Add || kind == Kind::Key);
        keys.keys.iter().filter(|(kind, _)| counts(*kind)).find_map(|key| {
            let (id, email) = self.entries.get(key)?;
            let shared = key.0 == Kind::Phone
                && email.is_some()
                && keys.email.is_some()
                && *email != keys.email;
            (!shared).then_some((*id, key.0))
        })
    }
}

/// What a row stands for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Match {
    /// Nothing that is there.
    New,
    /// This record, by the chosen key.
    Record(i64),
    /// It looks like this record.
    Like(i64, String),
    /// It repeats an earlier row.
    Repeats(String),
}

/// Rows against the database and against each other.
#[derive(Debug)]
pub(super) struct Matcher {
    /// What records are known by.
    pub known: Index,
    seen: Index,
    kind: Option<Kind>,
    alike: Alike,
}

impl Matcher {
    pub(super) fn new(plan: &ImportPlan) -> Self {
        Self {
            known: Index::default(),
            seen: Index::default(),
            kind: Kind::of_plan(plan),
            alike: plan.alike,
        }
    }

    /// Looks a row up. `stored` compares with records, `written` with other rows: a company that is not there yet has
    /// no key of its own.
    pub(super) fn look_up(&mut self, line: i64, stored: &Keys, written: &Keys) -> Match {
        let kind = self.kind;
        let same = self.seen.exact(written, kind).zip(kind);
        let alike = self.seen.alike(written, kind, self.alike);
        if let Some((first, kind)) = same.or(alike) {
            return Match::Repeats(format!(
                "Line {first} has the same {}: keep one of the two.",
                kind.label()
            ));
        }
        self.seen.add(written, line);
        if let Some(id) = self.known.exact(stored, kind) {
            return Match::Record(id);
        }
        match self.known.alike(stored, kind, self.alike) {
            Some((id, kind)) => Match::Like(id, kind.label().to_owned()),
            None => Match::New,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn person(
        key: &'static str,
        email: &'static str,
        phone: &'static str,
        name: &'static str,
    ) -> Keys {
        let some = |text: &'static str| Some(text).filter(|text| !text.is_empty());
        let name = some(name).map(|name| name_at(name, "acme"));
        Keys::of_person(some(key), some(email), some(phone), name)
    }

    fn matcher(key: &str, alike: Alike) -> Matcher {
        let plan = ImportPlan { key: key.to_owned(), alike, ..ImportPlan::default() };
        let mut matcher = Matcher::new(&plan);
        matcher.known.add(&person("7", "ana@x.com", "+4930123456", "Ana Sol"), 7);
        matcher
    }

    fn look(matcher: &mut Matcher, line: i64, keys: &Keys) -> Match {
        matcher.look_up(line, keys, keys)
    }

    #[test]
    fn the_chosen_key_decides_and_likeness_is_told() {
        let mut by_email = matcher("email", Alike::LeaveOut);
        assert_eq!(
            look(&mut by_email, 2, &person("", "ana@x.com", "", "A. Sol")),
            Match::Record(7)
        );
        let like = Match::Like(7, "name".to_owned());
        assert_eq!(look(&mut by_email, 3, &person("", "other@x.com", "", "Ana  SOL")), like);
        assert_eq!(look(&mut by_email, 4, &person("", "bo@x.com", "", "Bo")), Match::New);
        let again = look(&mut by_email, 5, &person("", "bo@x.com", "", "Bo B"));
        assert_eq!(
            again,
            Match::Repeats("Line 4 has the same email: keep one of the two.".to_owned())
        );
    }

    #[test]
    fn people_behind_one_phone_are_told_apart_by_their_addresses() {
        let mut matcher = matcher("email", Alike::LeaveOut);
        assert_eq!(
            look(&mut matcher, 2, &person("", "bo@x.com", "+49 30 123456", "Bo")),
            Match::New
        );
        let without = look(&mut matcher, 3, &person("", "", "+49 30 123456", "Cy"));
        assert!(matches!(without, Match::Repeats(_)), "{without:?}");
    }

    #[test]
    fn who_is_to_be_added_anyway_is_new() {
        let mut matcher = matcher("external_key", Alike::Add);
        assert_eq!(look(&mut matcher, 2, &person("8", "ana@x.com", "", "Ana Sol")), Match::New);
        assert_eq!(look(&mut matcher, 3, &person("9", "ana@x.com", "", "Ana Sol")), Match::New);
        assert_eq!(look(&mut matcher, 4, &person("7", "", "", "Whoever")), Match::Record(7));
    }
}
