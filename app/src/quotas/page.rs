//! `/quotas`: the targets of a year by company, team, person and product. Works without scripts.

use domain::format;
use domain::journal::Entity;
use domain::quota::{QuotaGrid, QuotaLine};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use super::api::{SetQuotas, get_grid};
use crate::error::AppError;
use crate::query;
use crate::ui::{
    FormProblem, LinkButton, LiveView, Money, PageHead, Panel, Submit, WriteForm, problem, tell,
    typed, use_live_of,
};

/// What this page shows, and so reads again.
const LIVE: &[Entity] = &[Entity::Quota, Entity::Team, Entity::User, Entity::Product];

/// The page; the address holds the year.
#[component]
pub fn QuotasPage() -> impl IntoView {
    let params = use_query_map();
    let year = Memo::new(move |_| params.with(|params| query::value(params, "year")));
    let save = ServerAction::<SetQuotas>::new();
    tell(save);
    let live = use_live_of(LIVE);
    let sent = save.version();
    move || {
        let year = year.get();
        let grid = Resource::new(
            move || (live.get(), sent.get()),
            move |_| {
                let year = year.clone();
                get_grid(year)
            },
        );
        view! {
            <LiveView resource=grid title="Quotas" lines=14 let:data>
                <Drawn data=data save=save />
            </LiveView>
        }
    }
}

#[component]
fn Drawn(data: Signal<QuotaGrid>, save: ServerAction<SetQuotas>) -> impl IntoView {
    // The form is drawn anew only when the targets have changed: nobody loses what they type to other news.
    let grid = Memo::new(move |_| data.get());
    view! {
        {move || data.with(head)}
        {move || view! { <Grid grid=grid.get() save=save /> }}
    }
}

fn head(grid: &QuotaGrid) -> AnyView {
    let year = grid.year;
    let href = |year: i32| query::href("/quotas", &[("year", &year.to_string())]);
    let (before, after) = (href(year - 1), href(year + 1));
    view! {
        <PageHead title=format!("Quotas {year}") subtitle="A target for each quarter; its months follow the season">
            <LinkButton text=(year - 1).to_string() href=before />
            <LinkButton text=(year + 1).to_string() href=after />
        </PageHead>
    }
    .into_any()
}

#[component]
fn Grid(grid: QuotaGrid, save: ServerAction<SetQuotas>) -> impl IntoView {
    let error = problem(save);
    let year = grid.year;
    let season = season_in_words(&grid);
    // Drawn within the form, which knows what was typed.
    let rows = move || {
        let mut group = "";
        let row = |line: &QuotaLine| {
            let heads = line.of.group() != group;
            group = line.of.group();
            let head = heads.then(|| {
                view! { <tr class="grid-group"><th scope="rowgroup" colspan="7">{group}</th></tr> }
            });
            view! { {head}<Line line=line.clone() error=error /> }.into_any()
        };
        grid.lines.iter().map(row).collect::<Vec<_>>()
    };
    view! {
        <WriteForm action=save class="form is-wide" hidden=vec![("form[year]", year.to_string())]>
            <FormProblem error=error />
            <div class="table-wrap">
                <table class="table is-grid">
                    <thead>
                        <tr>
                            <th scope="col">"Target of"</th>
                            <th scope="col" class="table__num">{format!("Won {}", year - 1)}</th>
                            <th scope="col" class="table__num">"Q1"</th>
                            <th scope="col" class="table__num">"Q2"</th>
                            <th scope="col" class="table__num">"Q3"</th>
                            <th scope="col" class="table__num">"Q4"</th>
                            <th scope="col" class="table__num">"Year"</th>
                        </tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
            <div class="form__actions"><Submit text="Save targets" pending=save.pending() /></div>
        </WriteForm>
        <Panel title="How a quarter falls on its months">
            <p class="muted">{season}</p>
        </Panel>
    }
    .into_any()
}

/// "July 36 %, August 24 %, ...", and from how much history.
fn season_in_words(grid: &QuotaGrid) -> String {
    const MONTHS: [&str; 12] =
        ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    let months = grid.season.iter().zip(MONTHS).enumerate().map(|(place, (weight, name))| {
        let quarter: i64 = grid.season.iter().skip(place / 3 * 3).take(3).sum();
        let share = domain::ratio::Ratio::of(*weight, quarter).map(format::percent);
        format!("{name} {}", share.unwrap_or_default())
    });
    let months = months.collect::<Vec<_>>().join(" · ");
    match grid.history {
        0 => format!("{months}. Nothing was won yet: every month gets the same."),
        history => format!(
            "{months}. From what was won in {}; each month of the year counts beside six average ones, so that few years say little.",
            format::plural(history.unsigned_abs(), "month", "months")
        ),
    }
}

#[component]
fn Line(line: QuotaLine, error: Signal<Option<AppError>>) -> impl IntoView {
    let (key, name, year) = (line.of.key(), line.name.clone(), line.year());
    let cells = line
        .quarters
        .into_iter()
        .enumerate()
        .map(|(place, target)| {
            let quarter = place + 1;
            let was = if target.get() == 0 { String::new() } else { plain(target) };
            let cell = format!("{key}-q{quarter}");
            let field = format!("form[cells][{cell}]");
            let value = typed(&field).unwrap_or_else(|| was.clone());
            let is_wrong = {
                let cell = cell.clone();
                move || error.with(|error| error.as_ref().and_then(|error| error.field(&cell)))
            };
            let invalid = is_wrong.clone();
            view! {
                <td class="table__num" data-label=format!("Q{quarter}")>
                    <input type="hidden" name=format!("form[was][{cell}]") value=was />
                    <input class="input is-cell" type="text" inputmode="decimal" name=field value=value
                        aria-label=format!("{}, quarter {quarter}", line.name)
                        aria-invalid=move || invalid().is_some().then_some("true") />
                    {move || is_wrong().map(|text| view! { <p class="field__error">{text}</p> })}
                </td>
            }
        })
        .collect_view();
    let before = line.won_before.map(|won| view! { <Money amount=won /> });
    view! {
        <tr>
            <td class="table__main">{name}</td>
            <td class="table__num" data-label="Won before">{before}</td>
            {cells}
            <td class="table__num table__key" data-label="Year">
                {(year.get() > 0).then(|| view! { <Money amount=year /> })}
            </td>
        </tr>
    }
    .into_any()
}

/// An amount as it is typed: with its cents only where it has some.
fn plain(amount: domain::money::Cents) -> String {
    let text = format::money_exact(amount);
    text.strip_suffix(".00").map_or(text.clone(), str::to_owned)
}
