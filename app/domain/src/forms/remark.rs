//! Forms about what colleagues add to an entry of a timeline.

use serde::{Deserialize, Serialize};

use super::{FieldErrors, required};
use crate::ids::{CommentId, InteractionId};
use crate::remark::LONGEST;

/// Puts an entry on top of its record's timeline, or takes it down.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PinEntry {
    /// Which entry.
    pub interaction: InteractionId,
    /// Whether it stands on top.
    pub pinned: bool,
}

/// A comment under an entry.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AddComment {
    /// Under which entry.
    pub interaction: InteractionId,
    /// The text.
    #[serde(default)]
    pub body: String,
}

impl AddComment {
    /// The text, checked.
    ///
    /// # Errors
    /// `body` that says nothing or is too long.
    pub fn check(&self) -> Result<String, FieldErrors> {
        body(&self.body)
    }
}

/// A comment as its writer wants it to be.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EditComment {
    /// Which comment.
    pub id: CommentId,
    /// The text.
    #[serde(default)]
    pub body: String,
}

impl EditComment {
    /// The text, checked.
    ///
    /// # Errors
    /// `body` that says nothing or is too long.
    pub fn check(&self) -> Result<String, FieldErrors> {
        body(&self.body)
    }
}

/// A comment to be taken away.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeleteComment {
    /// Which comment.
    pub id: CommentId,
}

fn body(text: &str) -> Result<String, FieldErrors> {
    let mut errors = FieldErrors::default();
    let text = required(&mut errors, "body", text, LONGEST);
    errors.into_result().map(|()| text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_comment_says_something_and_is_no_longer_than_it_may_be() {
        let check = |body: &str| {
            AddComment { interaction: InteractionId(1), body: body.to_owned() }.check()
        };
        assert_eq!(check("  Ask Bo first. \n").unwrap(), "Ask Bo first.");
        assert_eq!(check(" \n ").unwrap_err().0["body"], "Fill this in.");
        assert!(check(&"\u{e9}".repeat(LONGEST)).is_ok());
        let long = check(&"x".repeat(LONGEST + 1)).unwrap_err();
        assert_eq!(long.0["body"], "Shorten this to 2000 characters; it has 2001.");
    }
}
