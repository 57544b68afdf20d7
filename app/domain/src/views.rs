//! Saved views: a list's filter and order under a name of one's own.

use serde::{Deserialize, Serialize};

use crate::forms::FieldErrors;
use crate::text_enum::text_enum;

/// The most views of one list: more tabs are no longer found at a glance.
pub const MOST: usize = 12;
/// The longest name, in characters.
pub const LONGEST: usize = 40;
/// The longest address of a filter, in bytes.
const LONGEST_QUERY: usize = 1_000;

text_enum! {
    /// A list that can be saved as it is filtered.
    ViewList {
        /// The list of leads.
        Leads = "leads", "Leads";
        /// The list of deals.
        Deals = "deals", "Deals";
    }
}

impl ViewList {
    /// Where the list stands.
    #[must_use]
    pub const fn path(self) -> &'static str {
        match self {
            Self::Leads => "/leads",
            Self::Deals => "/deals",
        }
    }
}

/// A filter and an order, under a name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SavedView {
    /// Of which list.
    pub list: ViewList,
    /// What its tab says.
    pub name: String,
    /// The filter and the order, as they stand in the list's address after the question mark.
    pub query: String,
}

impl SavedView {
    /// The list with this filter.
    #[must_use]
    pub fn href(&self) -> String {
        format!("{}?{}", self.list.path(), self.query)
    }
}

/// A view to keep, as it is sent.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct KeepView {
    /// The list's word.
    pub list: String,
    /// What its tab shall say.
    pub name: String,
    /// Filter and order, as in the list's address.
    pub query: String,
}

impl KeepView {
    /// # Errors
    /// When there is no such list, the name is empty or too long, or the filter is no part of an address.
    pub fn check(&self) -> Result<SavedView, FieldErrors> {
        let mut errors = FieldErrors::default();
        let name = self.name.split_whitespace().collect::<Vec<_>>().join(" ");
        if name.is_empty() {
            errors.add("name", "Give the view a name, such as \"Hot and silent\".");
        } else if name.chars().count() > LONGEST {
            errors.add("name", format!("A name has at most {LONGEST} characters: shorten it."));
        } else if name.chars().any(char::is_control) {
            errors.add("name", "A name is one line of text.");
        }
        let query = self.query.trim_start_matches('?');
        let is_query = query.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'#');
        if query.is_empty() || query.len() > LONGEST_QUERY || !is_query {
            errors.add("form", "Filter or sort the list first, then save it.");
        }
        let list = ViewList::try_from(self.list.as_str());
        if list.is_err() {
            errors.add("form", format!("\"{}\" is no list that can be saved.", self.list));
        }
        errors.into_result()?;
        let query = query.to_owned();
        list.map(|list| SavedView { list, name, query })
            .map_err(|_| FieldErrors::one("form", "There is no such list."))
    }
}

/// A view to forget, as it is sent.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ForgetView {
    /// The list's word.
    pub list: String,
    /// What its tab says.
    pub name: String,
}

/// The views with one more; one of the same name, in whatever case, is replaced in its place.
///
/// # Errors
/// When the list has [`MOST`] views already.
pub fn with_view(
    mut views: Vec<SavedView>,
    view: SavedView,
) -> Result<Vec<SavedView>, FieldErrors> {
    let name = view.name.to_lowercase();
    let same =
        |known: &&mut SavedView| known.list == view.list && known.name.to_lowercase() == name;
    if let Some(known) = views.iter_mut().find(same) {
        *known = view;
        return Ok(views);
    }
    if views.iter().filter(|known| known.list == view.list).count() >= MOST {
        let message = format!("There are {MOST} views already: forget one first.");
        return Err(FieldErrors::one("name", message));
    }
    views.push(view);
    Ok(views)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn form(name: &str, query: &str) -> KeepView {
        KeepView { list: "leads".to_owned(), name: name.to_owned(), query: query.to_owned() }
    }

    #[test]
    fn a_view_leads_back_to_its_list() {
        let view = form("  Hot   and silent ", "?grade=A&sort=name").check().unwrap();
        assert_eq!(view.name, "Hot and silent");
        assert_eq!(view.href(), "/leads?grade=A&sort=name");
    }

    #[test]
    fn what_is_wrong_is_said_beside_its_field() {
        let wrong = |form: KeepView| form.check().unwrap_err();
        assert!(wrong(form(" ", "grade=A")).get("name").is_some());
        assert!(wrong(form(&"x".repeat(41), "grade=A")).get("name").is_some());
        assert!(wrong(form("All", "")).get("form").is_some());
        assert!(wrong(form("All", "a b")).get("form").is_some());
        assert!(wrong(form("All", &"x".repeat(2_000))).get("form").is_some());
        let elsewhere = KeepView { list: "users".to_owned(), ..form("All", "q=a") };
        assert!(wrong(elsewhere).get("form").is_some());
    }

    #[test]
    fn a_name_stands_once_and_a_list_has_so_many() {
        let view = |name: &str| form(name, "grade=A").check().unwrap();
        let two = with_view(vec![view("Hot"), view("Cold")], view("HOT")).unwrap();
        assert_eq!(two.iter().map(|view| view.name.as_str()).collect::<Vec<_>>(), ["HOT", "Cold"]);
        let full = (0..MOST).map(|nth| view(&nth.to_string())).collect::<Vec<_>>();
        assert!(with_view(full.clone(), view("one more")).is_err());
        let other = SavedView { list: ViewList::Deals, ..view("one more") };
        assert_eq!(with_view(full, other).unwrap().len(), MOST + 1);
    }
}
