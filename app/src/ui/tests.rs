//! What every part promises, checked on the text the server sends.

use domain::ratio::Ratio;
use leptos::prelude::*;

use super::*;

/// The HTML of a view, as the server writes it.
fn html<View: IntoView>(draw: impl FnOnce() -> View) -> String {
    let owner = Owner::new();
    owner.with(|| draw().into_view().to_html())
}

fn reasons() -> Vec<PointReason> {
    vec![
        PointReason { text: "Opened the proposal twice".to_owned(), points: 82 },
        PointReason { text: "No reply for 4 days".to_owned(), points: -4 },
    ]
}

#[test]
fn no_part_writes_an_inline_style_because_the_security_policy_forbids_it() {
    let page = html(|| {
        view! {
            <FigureTile label="Won" value="412 k" change=None course=vec![1.0, 3.0, 2.0] how="Won deals." />
            <ProgressBar label="Quota" percent=71 pace=64 />
            <DwellBar days=31 norm=20 />
            <FunnelBar label="Lead" value="8,800" percent=100 />
            <Probability value=Ratio::from_bp(6_200) range=(Ratio::from_bp(4_800), Ratio::from_bp(7_500)) />
            <ScoreBadge score=78 grade="A" reasons=reasons() />
            <Dialog id="sure" title="Sure?">"Really"</Dialog>
        }
    });
    assert!(!page.contains("style="), "{page}");
}

#[test]
fn the_points_of_a_score_stand_in_a_column_that_ends_in_it() {
    let page = html(|| view! { <PointsTable reasons=reasons() total=78 /> });
    assert!(page.contains("<td>+82</td>") && page.contains("<td>\u{2212}4</td>"), "{page}");
    let foot = page.split("<tfoot>").nth(1).unwrap_or_default();
    assert!(foot.contains("<td>78</td>"), "{page}");
}

#[test]
fn a_field_says_what_is_wrong_and_its_control_points_to_it() {
    let error = Some("Write an amount, such as 48,000.".to_owned());
    let page =
        html(|| view! { <TextField label="Amount" name="form[amount]" value="x" error=error /> });
    for part in [
        r#"for="form-amount""#,
        r#"id="form-amount""#,
        r#"aria-describedby="form-amount-error""#,
        r#"aria-invalid="true""#,
        r#"id="form-amount-error""#,
    ] {
        assert!(page.contains(part), "{part} in {page}");
    }
}

#[test]
fn a_bar_is_never_longer_than_its_track() {
    let page = html(|| view! { <ProgressBar label="Quota" percent=240 pace=None /> });
    assert!(page.contains(r#"width="100%""#) && !page.contains("240%\""), "{page}");
}

#[test]
fn what_people_wrote_is_shown_and_never_run() {
    let page = html(|| view! { <ReasonChip text="<script>alert(1)</script>" /> });
    assert!(!page.contains("<script>"), "{page}");
}

#[test]
fn a_column_says_how_it_is_sorted() {
    let page =
        html(|| view! { <SortHead label="Value" href="?sort=value" sorted=Sorted::Descending /> });
    assert!(page.contains(r#"aria-sort="descending""#), "{page}");
}
