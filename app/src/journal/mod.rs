//! What was done: the journal, a unit of it with the way back, and the trash.

pub mod api;

mod journal_page;
mod reversals;
mod trash_page;
mod undo_form;
mod unit_page;

pub use journal_page::JournalPage;
pub use reversals::{DeleteButton, DeleteRefused, provide_reversals};
pub use trash_page::TrashPage;
pub use unit_page::UnitPage;
