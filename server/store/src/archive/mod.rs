//! Whole tables, in and out: what backups and exports of everything are made of.
//!
//! The tables and their columns are read from the database itself, so nothing that a migration adds can be forgotten.
//! Rows travel as [`Cell`]s, which are the same whichever engine they come from. Statements are put together from the
//! schema's own names; nothing that came from a person is ever part of one.

mod cell;
mod kinds;
mod rows;
mod schema;

pub use cell::Cell;
pub use rows::{PLANNED, Row, begin_restore, clear, end_restore, insert, occupied, page};
pub use schema::{Column, Kind, Schema, Table};
