//! The funnel cut by something: a row for each part.

use domain::calendar::Period;
use domain::format;
use domain::funnel::Cut;
use leptos::prelude::*;

use super::parts::file;
use crate::query;
use crate::ui::{Panel, SectionFile};

/// More parts than this stand in the file alone.
const SHOWN: usize = 10;

/// What opens the rows behind a part.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Opens {
    /// The leads of a source.
    Source,
    /// The leads of a person.
    Owner,
    /// The campaign.
    Campaign,
    /// Nothing: the list of leads is not filtered by it.
    Nothing,
}

impl Opens {
    fn href(self, cut: &Cut, code: &str) -> Option<String> {
        match self {
            Self::Source => {
                Some(query::href("/leads", &[("created", code), ("source", &cut.name)]))
            }
            Self::Owner if cut.id > 0 => {
                Some(query::href("/leads", &[("created", code), ("owner", &cut.id.to_string())]))
            }
            Self::Campaign => Some(format!("/campaigns/{}", cut.id)),
            Self::Owner | Self::Nothing => None,
        }
    }
}

/// A part of the cohort in each row, the largest first.
#[component]
pub fn CutTable(
    /// "By source".
    title: &'static str,
    /// Its name as a file.
    section: &'static str,
    /// When the leads came.
    period: Period,
    /// The parts.
    cuts: Vec<Cut>,
    /// What a part's name opens.
    opens: Opens,
    /// What else is to be known.
    #[prop(default = "Customer: share of leads, with its range of nine in ten")]
    note: &'static str,
) -> impl IntoView {
    if cuts.iter().all(|cut| cut.name.is_empty()) {
        return ().into_any();
    }
    let code = period.code();
    let more = cuts.len().saturating_sub(SHOWN);
    let more = (more > 0).then(|| {
        let text = format!("{} more in the file.", format::count_of(more));
        view! { <p class="panel__note">{text}</p> }
    });
    let rows = cuts
        .into_iter()
        .take(SHOWN)
        .map(|cut| {
            let href = opens.href(&cut, &code);
            row(cut, href)
        })
        .collect_view();
    view! {
        <Panel title=title note=note>
            <div class="table-wrap">
                <table class="table">
                    <thead>
                        <tr>
                            <th scope="col">"Name"</th>
                            <th scope="col" class="table__num">"Leads"</th>
                            <th scope="col" class="table__num">"Opportunities"</th>
                            <th scope="col" class="table__num">"Customers"</th>
                            <th scope="col" class="table__num">"Customer"</th>
                            <th scope="col" class="table__num">"Range"</th>
                        </tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
            {more}
            <SectionFile href=file(section, period) />
        </Panel>
    }
    .into_any()
}

fn row(cut: Cut, href: Option<String>) -> AnyView {
    let count = |count: i64| format::count(count.unsigned_abs());
    let label = match cut.name.as_str() {
        "" => "Not known".to_owned(),
        name => name.replace('_', " "),
    };
    let name = match href {
        Some(href) => view! { <a href=href>{label}</a> }.into_any(),
        None => label.into_any(),
    };
    let rate = cut.conversion.map_or_else(|| "\u{2013}".to_owned(), format::percent);
    let range = format!("{}\u{2013}{}", format::percent(cut.low), format::percent(cut.high));
    view! {
        <tr>
            <td class="table__main">{name}</td>
            <td class="table__num" data-label="Leads">{count(cut.reached.leads)}</td>
            <td class="table__num" data-label="Opportunities">{count(cut.reached.opportunities)}</td>
            <td class="table__num" data-label="Customers">{count(cut.reached.customers)}</td>
            <td class="table__num table__key" data-label="Customer">{rate}</td>
            <td class="table__num muted" data-label="Range">{range}</td>
        </tr>
    }
    .into_any()
}
