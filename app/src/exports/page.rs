//! Everything as one file, and what to know of backups.

use domain::access::{Action, refusal};
use leptos::either::Either;
use leptos::prelude::*;

use crate::error::AppError;
use crate::session::current_user;
use crate::ui::{PageHead, Panel, Problem};

/// The formats, and what each is good for.
const FORMATS: [(&str, &str, &str); 3] = [
    ("xlsx", "Excel workbook", "One sheet for each table."),
    ("csv", "CSV files", "One file for each table, packed. An empty installation can import them."),
    ("json", "JSON files", "The same for programs. An empty installation can import them."),
];

/// `/export`
#[component]
pub fn ExportPage() -> impl IntoView {
    let role = current_user().with_untracked(|viewer| viewer.role);
    let may = current_user().with_untracked(|viewer| viewer.may(Action::ExportAll));
    let content = if may {
        Either::Left(view! {
            <div class="stack">
                <Everything />
                <Backups />
            </div>
        })
    } else {
        Either::Right(view! {
            <Problem error=AppError::Forbidden(refusal(role, Action::ExportAll)) />
            <p class="muted">"You can export each list you see from its own page."</p>
        })
    };
    view! {
        <PageHead title="Export and backup" />
        {content}
    }
}

#[component]
fn Everything() -> impl IntoView {
    let rows = FORMATS
        .into_iter()
        .map(|(format, label, what)| {
            let href = format!("/api/export/everything?format={format}");
            view! {
                <li class="rows__row">
                    <span class="rows__main">{label}</span>
                    <span class="rows__note">{what}</span>
                    <a class="button" href=href rel="external" download>
                        "Download"<span class="visually-hidden">" "{label}</span>
                    </a>
                </li>
            }
        })
        .collect_view();
    view! {
        <Panel title="Everything as files" note="People without their passwords, companies, leads, deals with every version, tasks, courses, campaigns and targets">
            <ul class="rows">{rows}</ul>
        </Panel>
    }
}

#[component]
fn Backups() -> impl IntoView {
    view! {
        <Panel title="Backups" note="One file with everything, the journal and passwords included">
            <p>
                "On the server, "<code>"rainmaker backup monday.gz"</code>" writes one while people work, and "
                <code>"rainmaker restore monday.gz"</code>" brings it into an empty database."
            </p>
            <p>
                "With a folder under "<code>"[backup] dir"</code>" in the settings file, the server takes one every day \
                and keeps the newest fourteen; "<code>"rainmaker doctor"</code>" says when the last one was."
            </p>
        </Panel>
    }
}
