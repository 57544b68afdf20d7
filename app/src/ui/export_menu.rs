//! A list as a file: links that work without the page's code.

use leptos::prelude::*;

/// Formats in the order people ask for them, and what each is for.
const FORMATS: [(&str, &str); 3] = [
    ("csv", "CSV, for spreadsheets and imports"),
    ("xlsx", "Excel workbook"),
    ("json", "JSON, for programs"),
];

/// "Export", which opens a choice of formats.
#[component]
pub fn ExportMenu(
    /// The address of the file but for its format, such as `/api/export/leads?status=new`.
    #[prop(into)]
    href: String,
) -> impl IntoView {
    let joint = if href.contains('?') { '&' } else { '?' };
    let links = FORMATS
        .into_iter()
        .map(|(format, label)| {
            view! {
                <a class="menu__item" href=format!("{href}{joint}format={format}") rel="external" download>
                    {label}
                </a>
            }
        })
        .collect_view();
    view! {
        <details class="menu" name="popover">
            <summary class="button">"Export"</summary>
            <div class="menu__body">{links}</div>
        </details>
    }
    .into_any()
}

/// A section of a desk as a file: two small links at its foot.
#[component]
pub fn SectionFile(
    /// The address of the file but for its format, such as `/api/export/funnel/steps?period=2026-Q4`.
    href: String,
) -> impl IntoView {
    let joint = if href.contains('?') { '&' } else { '?' };
    let link = |format: &str, label: &'static str| {
        view! {
            <a href=format!("{href}{joint}format={format}") rel="external" download>{label}</a>
        }
    };
    view! {
        <p class="panel__note panel__file">{link("csv", "CSV")}" · "{link("xlsx", "Excel")}</p>
    }
    .into_any()
}
