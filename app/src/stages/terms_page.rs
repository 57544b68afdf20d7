//! `/terms/:id`: what a deal sells, at which discount, and how it is decided. Works without scripts.

use domain::access::Action;
use domain::format;
use domain::ids::OpportunityId;
use domain::journal::Entity;
use domain::opportunity::DealStatus;
use domain::terms::{LineRow, TermsPage as Data};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

use super::api::{DecideDiscount, SetDecision, SetTerms, get_terms};
use super::requests::Requests;
use crate::error::AppError;
use crate::session::current_user;
use crate::ui::{
    Choice, FormProblem, LinkButton, LiveView, Money, PageHead, Panel, SelectField, Submit,
    TextField, Weight, WriteForm, problem, tell, use_live_of, wrong,
};

/// What this page shows, and so reads again.
const LIVE: &[Entity] = &[Entity::Opportunity, Entity::Product, Entity::Terms, Entity::Approval];

/// Empty lines below those that are there.
const SPARE: usize = 2;

/// The forms of the page.
#[derive(Clone, Copy)]
struct Forms {
    terms: ServerAction<SetTerms>,
    decision: ServerAction<SetDecision>,
    decide: ServerAction<DecideDiscount>,
}

/// The page.
#[component]
pub fn TermsPage() -> impl IntoView {
    let params = use_params_map();
    let id = Memo::new(move |_| {
        let id = params.with(|params| params.get_str("id").and_then(|id| id.parse().ok()));
        id.unwrap_or(OpportunityId(0))
    });
    let forms = Forms {
        terms: ServerAction::new(),
        decision: ServerAction::new(),
        decide: ServerAction::new(),
    };
    tell(forms.terms);
    tell(forms.decision);
    tell(forms.decide);
    let live = use_live_of(LIVE);
    let sent = move || {
        forms.terms.version().get() + forms.decision.version().get() + forms.decide.version().get()
    };
    let page = Resource::new(move || (id.get(), live.get(), sent()), |(id, ..)| get_terms(id));
    view! {
        <LiveView resource=page title="Products" lines=10 let:data>
            <Drawn data=data forms=forms />
        </LiveView>
    }
}

#[component]
fn Drawn(data: Signal<Data>, forms: Forms) -> impl IntoView {
    // The forms are drawn anew only with a new version of the deal: nobody loses what they type to other news.
    let record = Memo::new(move |_| {
        data.with(|page| (page.row.line.id, page.row.version, page.lines.clone()))
    });
    let form = move || {
        record.track();
        let page = data.get_untracked();
        may(page.row.line.status).then(|| {
            view! {
                <LinesForm page=page.clone() action=forms.terms />
                <DecisionForm page=page action=forms.decision />
            }
        })
    };
    view! {
        {move || data.with(head)}
        <div class="stack">
            {move || data.with(table)}
            <FormProblem error=problem(forms.decide) alone=true />
            {move || {
                let requests = data.with(|page| page.requests.clone());
                (!requests.is_empty()).then(|| view! {
                    <Panel title="Discounts asked for"><Requests rows=requests decide=forms.decide with_deal=false /></Panel>
                })
            }}
            {form}
        </div>
    }
}

fn may(status: DealStatus) -> bool {
    let action = match status {
        DealStatus::Open => Action::EditDeal,
        DealStatus::Won | DealStatus::Lost => Action::EditClosedDeal,
    };
    current_user().with_untracked(|viewer| viewer.may(action))
}

fn head(page: &Data) -> AnyView {
    let line = &page.row.line;
    let subtitle = format!("{} · {}", format::money(line.amount), line.stage);
    let back = format!("/deals/{}", line.id);
    view! {
        <PageHead title=format!("Products of {}", line.name) subtitle=subtitle>
            <LinkButton text="Back to the deal" href=back />
        </PageHead>
    }
    .into_any()
}

fn table(page: &Data) -> AnyView {
    if page.lines.is_empty() {
        return view! { <p class="muted">"No product is chosen yet."</p> }.into_any();
    }
    let rows = page.lines.iter().map(row).collect_view();
    let sum = page.lines.iter().map(|row| row.total);
    let sum = domain::money::Cents::sum(sum);
    let note = if page.is_agreed {
        "The deal's amount follows these lines"
    } else {
        "As it was recorded; the deal's amount stands by itself until they are saved here"
    };
    view! {
        <Panel title="What is sold" note=note>
            <div class="table-wrap">
                <table class="table">
                    <thead>
                        <tr>
                            <th scope="col">"Product"</th>
                            <th scope="col" class="table__num">"Quantity"</th>
                            <th scope="col" class="table__num">"Price"</th>
                            <th scope="col" class="table__num">"Discount"</th>
                            <th scope="col" class="table__num">"Total"</th>
                        </tr>
                    </thead>
                    <tbody>
                        {rows}
                        <tr>
                            <td class="table__main" colspan="4">"Sum"</td>
                            <td class="table__num table__key" data-label="Sum"><Money amount=sum /></td>
                        </tr>
                    </tbody>
                </table>
            </div>
        </Panel>
    }
    .into_any()
}

fn row(row: &LineRow) -> impl IntoView + use<> {
    let LineRow { line, name, total } = row.clone();
    view! {
        <tr>
            <td class="table__main"><a href=format!("/products/{}", line.product)>{name}</a></td>
            <td class="table__num" data-label="Quantity">{format::count(line.quantity.unsigned_abs())}</td>
            <td class="table__num" data-label="Price"><Money amount=line.price /></td>
            <td class="table__num" data-label="Discount">{format::percent(line.discount)}</td>
            <td class="table__num" data-label="Total"><Money amount=total /></td>
        </tr>
    }
}

type Error = Signal<Option<AppError>>;

/// What is wrong with a field of the line at `place`.
fn wrong_at(error: Error, place: usize, field: &str) -> Signal<Option<String>> {
    let name = format!("{place}-{field}");
    Signal::derive(move || error.with(|error| error.as_ref()?.field(&name)))
}

#[component]
fn LinesForm(page: Data, action: ServerAction<SetTerms>) -> impl IntoView {
    let error = problem(action);
    let hidden = vec![
        ("form[id]", page.row.line.id.to_string()),
        ("form[version]", page.row.version.to_string()),
    ];
    let offers = std::iter::once(Choice::new("", "No product"))
        .chain(page.offers.iter().map(|offer| {
            Choice::new(offer.id, format!("{}, {}", offer.name, format::money(offer.price)))
        }))
        .collect::<Vec<_>>();
    let count = page.lines.len() + SPARE;
    let limit = format::percent(page.limit);
    // Drawn within the form, which knows what was typed.
    let lines = move || {
        let line = |place: usize| {
            let known = page.lines.get(place).cloned();
            view! { <LineInputs place=place known=known offers=offers.clone() error=error /> }
        };
        (0..count).map(line).collect_view()
    };
    let hint = format!("You give up to {limit} by yourself; more is asked for with a reason.");
    view! {
        <Panel title="Change the products">
            <WriteForm action=action hidden=hidden class="form is-wide">
                <FormProblem error=error />
                {lines()}
                <TextField label="Why more discount is needed" name="form[reason]" hint=hint error=wrong(error, "reason") />
                <div class="form__actions"><Submit text="Save products" pending=action.pending() /></div>
            </WriteForm>
        </Panel>
    }
    .into_any()
}

#[component]
fn LineInputs(
    place: usize,
    known: Option<LineRow>,
    offers: Vec<Choice>,
    error: Error,
) -> impl IntoView {
    let name = |field: &str| format!("form[lines][{place}][{field}]");
    let nth = place + 1;
    let line = known.map(|row| row.line);
    let product = line.map_or_else(String::new, |line| line.product.to_string());
    let quantity = line.map_or_else(String::new, |line| line.quantity.to_string());
    let price =
        line.map_or_else(String::new, |line| format::money_exact(line.price).replace(',', ""));
    let discount = line.filter(|line| line.discount.bp() > 0);
    let discount = discount.map_or_else(String::new, |line| {
        let bp = line.discount.bp();
        format!("{}.{:02}", bp / 100, bp % 100)
    });
    view! {
        <div class="form__row" role="group" aria-label=format!("Product {nth}")>
            <SelectField label=format!("Product {nth}") name=name("product") choices=offers value=product
                error=wrong_at(error, place, "product") />
            <TextField label="Quantity" name=name("quantity") value=quantity error=wrong_at(error, place, "quantity") />
            <TextField label="Price of one" name=name("price") value=price error=wrong_at(error, place, "price") />
            <TextField label="Discount, %" name=name("discount") value=discount error=wrong_at(error, place, "discount") />
        </div>
    }
    .into_any()
}

#[component]
fn DecisionForm(page: Data, action: ServerAction<SetDecision>) -> impl IntoView {
    let error = problem(action);
    let hidden = vec![
        ("form[id]", page.row.line.id.to_string()),
        ("form[version]", page.row.version.to_string()),
    ];
    view! {
        <Panel title="How it is decided">
            <WriteForm action=action hidden=hidden>
                <FormProblem error=error />
                <div class="form__row">
                    <TextField label="Competitors" name="form[competitors]" value=page.rivals.join(", ")
                        hint="Separated by commas" error=wrong(error, "competitors") />
                    <TextField label="They decide by" name="form[criteria]" value=page.criteria.join(", ")
                        hint="Separated by commas" error=wrong(error, "criteria") />
                </div>
                <div class="form__actions">
                    <Submit text="Save" weight=Weight::Normal pending=action.pending() />
                </div>
            </WriteForm>
        </Panel>
    }
    .into_any()
}
