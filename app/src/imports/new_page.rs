//! A file to be imported.

use domain::access::{Action, allowed, refusal};
use domain::import::ImportEntity;
use leptos::either::Either;
use leptos::prelude::*;

use crate::error::AppError;
use crate::session::current_user;
use crate::ui::{
    Choice, Field, FormProblem, LinkButton, PageHead, Panel, Problem, SelectField, Submit, Weight,
    described_by, refused_by,
};

/// Where a file is sent to.
pub const UPLOAD: &str = "/imports/upload";

/// The form that takes a file; it leads to the import's page, where nothing has happened yet.
#[component]
pub fn NewImportPage() -> impl IntoView {
    let role = current_user().with_untracked(|viewer| viewer.role);
    let content = if allowed(role, Action::Import) {
        Either::Left(view! { <FileForm /> })
    } else {
        let error = AppError::Forbidden(refusal(role, Action::Import));
        Either::Right(view! { <Problem error=error /> })
    };
    view! {
        <PageHead title="New import" subtitle="Choose a file. You see what would come of it before anything is written." />
        {content}
    }
}

#[component]
fn FileForm() -> impl IntoView {
    let entities = std::iter::once(Choice::new("", "Guess from the columns"))
        .chain(ImportEntity::ALL.iter().map(|entity| Choice::new(entity.as_str(), entity.label())))
        .collect();
    let error = refused_by(UPLOAD).map(|refused| refused.error.clone());
    let wrong = error.as_ref().and_then(|error| error.field("file"));
    let described = described_by("file", "hint", wrong.as_deref());
    let invalid = wrong.is_some().then_some("true");
    // What is not about the file stands above it.
    let other = Signal::stored(error.filter(|_| wrong.is_none()));
    let hint =
        "CSV in any encoding, or Excel (.xlsx), up to 64 MB. The first row names the columns.";
    view! {
        <Panel title="File">
            // Sent by the browser itself, with scripts and without: files travel in a form of their own kind.
            <form class="form" method="post" action=UPLOAD enctype="multipart/form-data">
                <FormProblem error=other />
                <Field id="file" label="File" hint=hint error=wrong>
                    <input class="input" type="file" id="file" name="file" required=true
                        accept=".csv,.tsv,.txt,.xlsx" aria-describedby=described aria-invalid=invalid />
                </Field>
                <SelectField label="What each row is" name="entity" choices=entities />
                <div class="form__actions">
                    <Submit text="Look at the file" />
                    <LinkButton text="All imports" href="/imports" weight=Weight::Quiet />
                </div>
            </form>
        </Panel>
    }
}
