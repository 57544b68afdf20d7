//! The tables of a model: against lesser ways, what carries it, and how it drifts.

use domain::format;
use domain::models::ModelCard;
use leptos::prelude::*;

use crate::session::current_user;
use crate::ui::{Day, Sparkline};

/// The model in use beside what it is measured against, on the same cases.
#[component]
pub fn Comparison(card: ModelCard) -> impl IntoView {
    let rows = card.measured.compared.into_iter().map(|one| {
        let metrics = one.metrics;
        view! {
            <tr>
                <td class="table__main">{one.name}</td>
                <td class="table__num" data-label="AUC">{format!("{:.3}", metrics.auc)}</td>
                <td class="table__num" data-label="Log loss">{format!("{:.4}", metrics.log_loss)}</td>
                <td class="table__num" data-label="Brier">{format!("{:.4}", metrics.brier)}</td>
                <td class="table__num" data-label="ECE">{format!("{:.3}", metrics.ece)}</td>
                <td class="table__num" data-label="Top tenth">{format!("{:.1}×", metrics.lift_top_tenth)}</td>
            </tr>
        }
    });
    let rows: Vec<_> = rows.collect();
    if rows.is_empty() {
        return ().into_any();
    }
    view! {
        <section>
            <h3>"Against lesser ways, on the same cases"</h3>
            <p class="muted">
                "AUC: higher is better, 0.5 is chance. Log loss, Brier and ECE (calibration error): lower is better."
            </p>
            <div class="table-wrap">
                <table class="table">
                    <thead>
                        <tr>
                            <th scope="col">"Way"</th>
                            <th scope="col" class="table__num">"AUC"</th>
                            <th scope="col" class="table__num">"Log loss"</th>
                            <th scope="col" class="table__num">"Brier"</th>
                            <th scope="col" class="table__num">"ECE"</th>
                            <th scope="col" class="table__num">"Top tenth"</th>
                        </tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
        </section>
    }
    .into_any()
}

/// Which facts move the chances most.
#[component]
pub fn Carried(card: ModelCard) -> impl IntoView {
    if card.measured.carries.is_empty() {
        return ().into_any();
    }
    let rows = card.measured.carries.into_iter().map(|one| {
        view! {
            <li class="rows__row">
                <span class="rows__main">{one.name}</span>
                <span class="rows__side num">{format!("{:.1} points", one.points)}</span>
            </li>
        }
    });
    view! {
        <section>
            <h3>"What carries it"</h3>
            <p class="muted">"How far each fact moves a chance, on the mean"</p>
            <ul class="rows">{rows.collect_view()}</ul>
        </section>
    }
    .into_any()
}

/// How good each version was, the newest first.
#[component]
pub fn Drift(versions: Vec<ModelCard>) -> impl IntoView {
    let measured: Vec<&ModelCard> =
        versions.iter().filter(|card| card.measured.own().is_some()).collect();
    if measured.len() < 2 {
        return ().into_any();
    }
    let zone = current_user().with_untracked(|viewer| viewer.zone.clone());
    let course: Vec<f64> = measured
        .iter()
        .rev()
        .filter_map(|card| card.measured.own().map(|metrics| metrics.log_loss))
        .collect();
    let rows = measured.iter().filter_map(|card| {
        let metrics = card.measured.own()?;
        let name = format!("Version {}", card.version);
        let day = zone.day(card.trained_at);
        let cases = format::count(card.cases.unsigned_abs());
        Some(view! {
            <tr>
                <td class="table__main">{name}</td>
                <td data-label="Learned"><Day day=day /></td>
                <td data-label="Way">{card.method.label()}</td>
                <td class="table__num" data-label="Cases">{cases}</td>
                <td class="table__num" data-label="Log loss">{format!("{:.4}", metrics.log_loss)}</td>
                <td class="table__num" data-label="ECE">{format!("{:.3}", metrics.ece)}</td>
            </tr>
        })
    });
    view! {
        <section>
            <h3>"Version by version"</h3>
            <p class="split"><span class="muted">"Log loss since the oldest shown"</span><Sparkline values=course /></p>
            <div class="table-wrap">
                <table class="table">
                    <thead>
                        <tr>
                            <th scope="col">"Version"</th>
                            <th scope="col">"Learned"</th>
                            <th scope="col">"Way"</th>
                            <th scope="col" class="table__num">"Cases"</th>
                            <th scope="col" class="table__num">"Log loss"</th>
                            <th scope="col" class="table__num">"ECE"</th>
                        </tr>
                    </thead>
                    <tbody>{rows.collect_view()}</tbody>
                </table>
            </div>
        </section>
    }
    .into_any()
}
