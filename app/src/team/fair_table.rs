//! Wins against the wins to be expected of deals like theirs.

use domain::desk::TeamLine;
use domain::fair::Fair;
use domain::format;
use leptos::prelude::*;

/// Who won more than their deals promised, first.
#[component]
pub fn FairTable(
    /// Everybody.
    people: Vec<TeamLine>,
    /// How many ended deals the chances come from.
    learned_from: usize,
) -> impl IntoView {
    let mut people = people;
    let rank = |line: &TeamLine| line.fair.as_ref().map_or(f64::NEG_INFINITY, Fair::z);
    people.sort_by(|a, b| rank(b).total_cmp(&rank(a)).then_with(|| a.rep.name.cmp(&b.rep.name)));
    let rows = people.into_iter().map(row).collect_view();
    let note = format!(
        "A deal\u{2019}s chance is how often the others won deals of its source and product, from the last {} deals that \
         ended; the expected wins are the sum of those chances. The range is what chance alone leaves in eight of ten cases.",
        format::count_of(learned_from)
    );
    view! {
        <div class="table-wrap">
            <table class="table">
                <thead>
                    <tr>
                        <th scope="col">"Person"</th>
                        <th scope="col" class="table__num">"Won"</th>
                        <th scope="col" class="table__num">"Expected"</th>
                        <th scope="col" class="table__num">"Ratio"</th>
                        <th scope="col" class="table__num">"Range"</th>
                        <th scope="col">"So"</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
        <p class="panel__note">{note}</p>
    }
    .into_any()
}

fn row(line: TeamLine) -> AnyView {
    let Some(fair) = line.fair else {
        let few = format!("Too few to say: {} ended", line.ended);
        return view! {
            <tr>
                <td class="table__main">{line.rep.name}</td>
                <td class="table__num" data-label="Won">{line.deals_won}</td>
                <td class="table__num" data-label="Expected"></td>
                <td class="table__num" data-label="Ratio"></td>
                <td class="table__num" data-label="Range"></td>
                <td class="muted" data-label="So">{few}</td>
            </tr>
        }
        .into_any();
    };
    let (low, high) = fair.range();
    view! {
        <tr>
            <td class="table__main">{line.rep.name}</td>
            <td class="table__num" data-label="Won">{fair.won}</td>
            <td class="table__num" data-label="Expected">{format!("{:.1}", fair.expected)}</td>
            <td class="table__num table__key" data-label="Ratio">{format!("{:.2}\u{d7}", fair.ratio())}</td>
            <td class="table__num muted" data-label="Range">{format!("{low:.2}\u{2013}{high:.2}")}</td>
            <td data-label="So">{fair.verdict()}</td>
        </tr>
    }
    .into_any()
}
