//! TODO
pub mod assets;
pub mod shell;
pub mod ui;
