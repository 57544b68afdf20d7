//! Learned models: fitted at night and after an import, kept version by version, shown with how good they are.

mod win;

pub(crate) use win::{fit_win, keep_win};
