//! A file to be imported.

use domain::access::{Action, allowed, refusal};
use domain::import::ImportEntity;
use leptos::either::Either;
use leptos::prelude::*;

use crate::error::AppError;
use crate::session::current_user;
use crate::ui::{Choice, Field, LinkButton, PageHead, Panel, Problem, SelectField, Submit, Weight};

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
    let hint =
        "CSV in any encoding, or Excel (.xlsx), up to 64 MB. The first row names the columns.";
    view! {
        <Panel title="File">
            // Sent by the browser itself, with scripts and without: files travel in a form of their own kind.
            <form class="form" method="post" action="/imports/upload" enctype="multipart/form-data">
                <Field id="file" label="File" hint=hint>
                    <input class="input" type="file" id="file" name="file" required=true
                        accept=".csv,.tsv,.txt,.xlsx" aria-describedby="file-hint" />
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
