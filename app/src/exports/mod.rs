//! Everything as files, for administrators.

mod page;

pub use page::ExportPage;
