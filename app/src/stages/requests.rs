//! Requests for discounts: on their deal's page, and `/approvals` for those who decide.

use domain::access::Action;
use domain::format;
use domain::journal::Entity;
use domain::terms::{RequestRow, Verdict};
use leptos::form::ActionForm;
use leptos::prelude::*;

use super::api::{DecideDiscount, list_approvals};
use crate::session::current_user;
use crate::ui::{EmptyState, FormProblem, LiveView, PageHead, problem, tell, use_live_of};

/// What the page shows, and so reads again.
const LIVE: &[Entity] = &[Entity::Opportunity, Entity::Approval];

/// `/approvals`
#[component]
pub fn ApprovalsPage() -> impl IntoView {
    let decide = ServerAction::<DecideDiscount>::new();
    tell(decide);
    let live = use_live_of(LIVE);
    let sent = decide.version();
    let rows = Resource::new(move || (live.get(), sent.get()), |_| list_approvals());
    view! {
        <LiveView resource=rows title="Approvals" lines=8 let:data>
            <PageHead title="Approvals" subtitle="Discounts beyond what people give by themselves" />
            <FormProblem error=problem(decide) alone=true />
            {move || {
                let rows: Vec<RequestRow> = data.get();
                if rows.is_empty() {
                    view! {
                        <EmptyState what="Requests for discounts will stand here."
                            how="They are made on the page of a deal's products.">
                            <a class="button" href="/deals">"Deals"</a>
                        </EmptyState>
                    }
                    .into_any()
                } else {
                    view! { <Requests rows=rows decide=decide with_deal=true /> }.into_any()
                }
            }}
        </LiveView>
    }
}

/// Requests, each with what can be decided about it.
#[component]
pub fn Requests(
    /// The requests.
    rows: Vec<RequestRow>,
    /// The action that decides.
    decide: ServerAction<DecideDiscount>,
    /// Whether each names its deal.
    with_deal: bool,
) -> impl IntoView {
    let rows = rows.into_iter().map(|row| request(row, decide, with_deal)).collect_view();
    view! {
        <div class="table-wrap">
            <table class="table">
                <thead>
                    <tr>
                        <th scope="col">"Request"</th>
                        <th scope="col" class="table__num">"Discount"</th>
                        <th scope="col" class="table__num">"Amount"</th>
                        <th scope="col">"Why"</th>
                        <th scope="col">"Decision"</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
    .into_any()
}

fn request(row: RequestRow, decide: ServerAction<DecideDiscount>, with_deal: bool) -> AnyView {
    let deal = with_deal.then(|| {
        view! { <a href=format!("/terms/{}", row.deal)>{row.deal_name.clone()}</a> " " }
    });
    let asked = format!("{}, {}", row.asked_by, format::date_short(row.asked_at.date_naive()));
    let lines: Vec<String> = row
        .lines
        .iter()
        .map(|line| {
            format!(
                "{} \u{d7} {}, {}",
                line.line.quantity,
                line.name,
                format::percent(line.line.discount)
            )
        })
        .collect();
    let discount =
        format!("{} (limit {})", format::percent(row.discount), format::percent(row.limit));
    let amount = format!("{} \u{2192} {}", format::money(row.amount), format::money(row.total));
    let decision = if row.status == Verdict::Asked { buttons(&row, decide) } else { decided(&row) };
    view! {
        <tr>
            <td class="table__main" data-label="Request">
                {deal}
                <span class="muted">{asked}</span>
                <p class="panel__note">{lines.join("; ")}</p>
            </td>
            <td class="table__num" data-label="Discount">{discount}</td>
            <td class="table__num" data-label="Amount">{amount}</td>
            <td data-label="Why">{row.reason}</td>
            <td data-label="Decision">{decision}</td>
        </tr>
    }
    .into_any()
}

fn decided(row: &RequestRow) -> AnyView {
    let by = row.decided_by.clone().map_or_else(String::new, |name| format!(" by {name}"));
    let note = if row.note.is_empty() { String::new() } else { format!(": {}", row.note) };
    format!("{}{by}{note}", row.status.label()).into_any()
}

fn buttons(row: &RequestRow, decide: ServerAction<DecideDiscount>) -> AnyView {
    let may = current_user().with_untracked(|viewer| viewer.may(Action::ApproveDiscount));
    let approve = may.then(|| {
        let label = format!("Note on {}", row.deal_name);
        view! {
            <input class="input" type="text" name="form[note]" aria-label=label
                placeholder="Note" />
            <button class="button is-small is-primary" name="form[verdict]" value="approved">"Approve"</button>
            <button class="button is-small" name="form[verdict]" value="refused">"Refuse"</button>
        }
    });
    let withdraw = (!may).then(|| {
        view! { <button class="button is-small" name="form[verdict]" value="withdrawn">"Withdraw"</button> }
    });
    let id = row.id;
    view! {
        <ActionForm action=decide attr:class="cluster">
            <input type="hidden" name="form[id]" value=id />
            {approve}
            {withdraw}
        </ActionForm>
    }
    .into_any()
}
