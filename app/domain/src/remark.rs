//! What colleagues add to an entry of a timeline: that it stands on top, and what they say about it.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::ids::{CommentId, UserId};

/// The longest comment, in characters.
pub const LONGEST: usize = 2_000;

/// What stands beside an entry.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Beside {
    /// Who put it on top.
    pub pinned: Option<Pinned>,
    /// What was said about it, oldest first.
    pub comments: Vec<Comment>,
}

/// That an entry stands on top.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pinned {
    /// Who put it there; nobody of us where it came with an import.
    pub by: Option<String>,
    /// When.
    pub at: DateTime<Utc>,
}

/// What a colleague said about an entry.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Comment {
    /// Which comment.
    pub id: CommentId,
    /// Who wrote it, and may change it.
    pub user: UserId,
    /// Their name.
    pub by: String,
    /// When.
    pub at: DateTime<Utc>,
    /// When it was last changed.
    pub edited_at: Option<DateTime<Utc>>,
    /// The text.
    pub body: String,
}
