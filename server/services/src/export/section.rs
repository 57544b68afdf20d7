//! A section of a desk as a file: the rows its page shows, made by the same use case.

use domain::access::Action;

use super::field::Field;
use super::lists::List;
use super::{Download, Format, download};
use crate::{Ctx, ServiceResult};

/// A table of a desk.
#[derive(Clone, Debug, PartialEq)]
pub struct Section {
    /// As in the file's name: `funnel-steps`.
    pub name: &'static str,
    /// The heads.
    pub columns: &'static [&'static str],
    /// The rows, each as long as the heads.
    pub rows: Vec<Vec<Field>>,
}

/// The section in a format.
///
/// # Errors
/// `Forbidden` by role.
pub async fn section(ctx: &Ctx, section: Section, format: Format) -> ServiceResult<Download> {
    ctx.require(Action::Export)?;
    download(ctx, ctx.db().read().await?, List::Section(section), format).await
}
