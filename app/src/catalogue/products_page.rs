//! `/products`: what is sold. Works without scripts.

use domain::catalogue::ProductRow;
use domain::format;
use leptos::prelude::*;

use super::api::{SaveProduct, list_products};
use super::parts::{CatalogueTabs, LIVE, may_manage, share};
use super::product_form::ProductForm;
use crate::ui::{AsyncView, Badge, EmptyState, Money, PageHead, tell, use_live_of};

/// The list.
#[component]
pub fn ProductsPage() -> impl IntoView {
    let save = ServerAction::<SaveProduct>::new();
    tell(save);
    let (live, version) = (use_live_of(LIVE), save.version());
    let products = Resource::new(move || (live.get(), version.get()), |_| list_products());
    let form = may_manage().then(|| view! { <ProductForm product=None save=save /> });
    view! {
        <PageHead title="Catalogue" subtitle="What is sold, and how full its courses are" />
        <CatalogueTabs here="/products" />
        <div class="stack">
            {form}
            <AsyncView resource=products lines=12 let:rows>
                <Table rows=rows />
            </AsyncView>
        </div>
    }
}

#[component]
fn Table(rows: Vec<ProductRow>) -> impl IntoView {
    if rows.is_empty() {
        return view! {
            <EmptyState what="Products and courses will stand here." how="Add the first one above, or import deals that name theirs." />
        }
        .into_any();
    }
    let rows = rows.into_iter().map(row).collect_view();
    view! {
        <div class="table-wrap">
            <table class="table">
                <thead>
                    <tr>
                        <th scope="col">"Name"</th>
                        <th scope="col">"Kind"</th>
                        <th scope="col" class="table__num">"List price"</th>
                        <th scope="col" class="table__num">"Batches ahead"</th>
                        <th scope="col" class="table__num">"Free seats"</th>
                        <th scope="col" class="table__num">"Filled"</th>
                        <th scope="col" class="table__num">"Open deals"</th>
                        <th scope="col" class="table__num">"Won deals"</th>
                        <th scope="col" class="table__num">"Won so far"</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
    .into_any()
}

fn row(row: ProductRow) -> AnyView {
    let some = |count: i64| (count > 0).then(|| format::count(count.unsigned_abs()));
    let retired = (!row.is_active).then(|| view! { " "<Badge text="Retired" /> });
    let deals = |count: i64, status: &str| {
        let href = format!("/deals?view=list&status={status}&product={}", row.id);
        some(count).map(|count| view! { <a href=href>{count}</a> })
    };
    let (open, won) = (deals(row.open_deals, "open"), deals(row.won_deals, "won"));
    let is_held = row.ahead > 0;
    view! {
        <tr>
            <td class="table__main">
                <a href=format!("/products/{}", row.id)>{row.name}</a>
                {row.series.map(|series| view! { <span class="table__sub">" "{series}</span> })}
                {retired}
            </td>
            <td data-label="Kind">{row.kind.label()}</td>
            <td data-label="List price" class="table__num"><Money amount=row.price /></td>
            <td data-label="Batches ahead" class="table__num">{some(row.ahead)}</td>
            <td data-label="Free seats" class="table__num">{is_held.then(|| row.seats.free())}</td>
            <td data-label="Filled" class="table__num">{is_held.then(|| share(row.seats.fill()))}</td>
            <td data-label="Open deals" class="table__num">{open}</td>
            <td data-label="Won deals" class="table__num">{won}</td>
            <td data-label="Won so far" class="table__num table__key">
                {(row.won.get() > 0).then(|| view! { <Money amount=row.won /> })}
            </td>
        </tr>
    }
    .into_any()
}
