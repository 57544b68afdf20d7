//! What loads promise: whole or not at all, the same again, and nothing that the pages' own use cases would not have
//! written. On `SQLite` always, on `PostgreSQL` when `RAINMAKER_TEST_PG` names a server.

mod archive;
mod backup;
mod chances;
mod demo;
mod house;
mod import;
mod maven;
mod parts;
mod runs;
mod undo;
