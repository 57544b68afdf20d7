//! `/products/:id`: what one product brought, and its batches.

use domain::catalogue::{ProductKind, ProductPage as Data};
use domain::format;
use domain::ids::ProductId;
use leptos::form::ActionForm;
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

use super::api::{SaveProduct, SetSold, get_product};
use super::parts::{BatchTable, CatalogueTabs, LIVE, may_manage, share};
use super::product_form::ProductForm;
use crate::ui::{FigureTile, LiveView, PageHead, Panel, Submit, Weight, tell, use_live_of};

/// The page.
#[component]
pub fn ProductPage() -> impl IntoView {
    let params = use_params_map();
    let id = Memo::new(move |_| {
        let id = params.with(|params| params.get_str("id").and_then(|id| id.parse().ok()));
        id.unwrap_or(ProductId(0))
    });
    let save = ServerAction::<SaveProduct>::new();
    let sold = ServerAction::<SetSold>::new();
    tell(save);
    tell(sold);
    let live = use_live_of(LIVE);
    let product = Resource::new(
        move || (id.get(), live.get(), save.version().get(), sold.version().get()),
        |(id, ..)| get_product(id),
    );
    view! {
        <LiveView resource=product title="Product" lines=12 let:data>
            <Drawn data=data save=save sold=sold />
        </LiveView>
    }
}

#[component]
fn Drawn(
    data: Signal<Data>,
    save: ServerAction<SaveProduct>,
    sold: ServerAction<SetSold>,
) -> impl IntoView {
    let record = Memo::new(move |_| {
        data.with(|page| (page.row.id, page.row.version, page.row.name.clone()))
    });
    let form = move || {
        record.track();
        let product = Some(data.with_untracked(|page| page.row.clone()));
        may_manage().then(|| view! { <ProductForm product=product save=save /> })
    };
    view! {
        {move || data.with(|page| head(page, sold))}
        <CatalogueTabs here="" />
        <div class="stack">
            {move || data.with(tiles)}
            {move || data.with(batches)}
            {form}
        </div>
    }
}

fn head(page: &Data, sold: ServerAction<SetSold>) -> AnyView {
    let row = &page.row;
    let length = row.duration_days.map(format::days);
    let parts = [
        Some(row.kind.label().to_owned()),
        row.series.clone(),
        Some(format!("{} a seat", format::money(row.price)))
            .filter(|_| row.kind == ProductKind::Course)
            .or_else(|| Some(format::money(row.price))),
        length,
        (!row.is_active).then(|| "not sold any more".to_owned()),
    ];
    let subtitle = parts.into_iter().flatten().collect::<Vec<_>>().join(" · ");
    let text = if row.is_active { "Retire" } else { "Sell again" };
    let (id, wanted) = (row.id.to_string(), (!row.is_active).to_string());
    let switch = may_manage().then(|| {
        view! {
            <ActionForm action=sold>
                <input type="hidden" name="id" value=id />
                <input type="hidden" name="sold" value=wanted />
                <Submit text=text weight=Weight::Normal pending=sold.pending() />
            </ActionForm>
        }
    });
    view! { <PageHead title=row.name.clone() subtitle=subtitle>{switch}</PageHead> }.into_any()
}

fn tiles(page: &Data) -> AnyView {
    let row = &page.row;
    let count = |count: i64| format::count(count.unsigned_abs());
    let deals = |status: &str| format!("/deals?view=list&status={status}&product={}", row.id);
    let won =
        format!("Won so far, {}", format::plural(row.won_deals.unsigned_abs(), "deal", "deals"));
    let is_course = row.kind == ProductKind::Course;
    let filled = is_course.then(|| {
        let label = format!(
            "Filled, {}",
            format::plural(row.ahead.unsigned_abs(), "batch ahead", "batches ahead")
        );
        view! {
            <FigureTile label=label value=share(row.seats.fill())
                how="Seats booked over all seats of the batches that have not ended and are not cancelled." />
        }
    });
    let free = is_course.then(|| {
        let label = match row.seats.waiting {
            0 => "Free seats ahead".to_owned(),
            waiting => format!("Free seats ahead, {waiting} waiting"),
        };
        view! { <FigureTile label=label value=count(row.seats.free()) how="Seats of those batches that nobody has booked." /> }
    });
    view! {
        <div class="tiles">
            <FigureTile label=won value=format::money_short(row.won) exact=format::money_exact(row.won)
                how="The amounts of the won deals on it that you see." href=deals("won") />
            <FigureTile label="Open deals" value=count(row.open_deals)
                how="Open deals on it that you see." href=deals("open") />
            {filled}
            {free}
        </div>
    }
    .into_any()
}

fn batches(page: &Data) -> AnyView {
    if page.row.kind != ProductKind::Course {
        return ().into_any();
    }
    let names: Vec<String> = page.trainers.iter().map(|(_, name)| name.clone()).collect();
    let note = if names.is_empty() {
        "Nobody teaches its family yet.".to_owned()
    } else {
        format!("Taught by {}", names.join(", "))
    };
    let more = Some(("Schedule".to_owned(), format!("/batches?product={}", page.row.id)));
    if page.batches.is_empty() {
        return view! {
            <Panel title="Batches" note=note more=more><p class="muted">"No batch yet. Schedule the first one."</p></Panel>
        }
        .into_any();
    }
    let rows = page.batches.clone();
    view! {
        <Panel title="Batches" note=note more=more>
            <BatchTable rows=rows with_course=false />
        </Panel>
    }
    .into_any()
}
