use std::fmt::Write;

use domain::learn::split::scramble;

use super::Holds;
use super::classify::*;
use chrono::NaiveDate;

fn day() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 6, 30).unwrap()
}

fn asked(text: &str) -> (tempfile::TempDir, Classify) {
    let folder = tempfile::tempdir().unwrap();
    let csv = folder.path().join("f.csv");
    std::fs::write(&csv, text).unwrap();
    let asked = Classify {
        csv,
        outcome: "won".into(),
        positive: None,
        split: Split::FileOrder,
        drop: Vec::new(),
        train_share: 0.7,
        test_from: None,
        retrain_every: None,
        today: day(),
    };
    (folder, asked)
}

/// The report, which must hold nothing that is not finite.
fn measured(text: &str, change: impl FnOnce(&mut Classify)) -> Result<Classification, String> {
    let (_folder, mut asked) = asked(text);
    change(&mut asked);
    let report = classify(&asked).map_err(|error| error.to_string())?;
    // JSON writes what is not finite as null.
    let mut value = serde_json::to_value(&report).unwrap();
    value["base_rate_of_last_1000_log_loss"].take();
    value["trained"]["half_life"].take();
    value["trained"]["newest"].take();
    let json = value.to_string();
    assert_eq!(json.matches("null").count(), 3, "{json}");
    assert!(!report.to_string().contains("NaN"));
    Ok(report)
}

/// Deals that are won more often from referrals and where there is a budget.
fn deals(rows: u64) -> String {
    let mut text = "id,source,budget,amount,day,won\n".to_owned();
    for n in 0..rows {
        let draw = |of: u64| scramble(n * 16 + of);
        let source = ["referral", "web", "fair"][usize::try_from(draw(1) % 3).unwrap()];
        let budget = ["yes", "no", ""][usize::try_from(draw(2) % 3).unwrap()];
        let chance = 20 + 50 * u64::from(source == "referral") + 20 * u64::from(budget == "yes");
        let day = NaiveDate::from_ymd_opt(2024, 1, 1).unwrap() + chrono::Days::new(n / 4);
        let won = if draw(3) % 100 < chance { "Won" } else { "Lost" };
        writeln!(text, "D-{n},{source},{budget},{},{day},{won}", draw(4) % 9_000).unwrap();
    }
    text
}

#[test]
fn the_learner_finds_what_is_there_and_says_how_sure_it_is() {
    for split in [
        Split::FileOrder,
        Split::Time("day".into()),
        Split::IdOrder("id".into()),
        Split::Folds { folds: 5, group_identical: true },
    ] {
        let report = measured(&deals(1_200), |asked| asked.split = split.clone()).unwrap();
        assert!(report.figures.auc > 0.68, "{split:?}: {}", report.figures.auc);
        assert!(report.figures.ece < 0.12, "{split:?}: {}", report.figures.ece);
        assert!(report.figures.log_loss < report.base_rate_log_loss - 0.05);
        assert!(report.leaks.is_empty(), "{:?}", report.leaks);
        assert_eq!(report.positive, "Won");
        let id = report.columns.iter().find(|column| column.column == "id");
        let by_id = matches!(split, Split::IdOrder(_));
        assert_eq!(id.map(|id| id.holds), (!by_id).then_some(Holds::Identifier));
    }
}

#[test]
fn it_can_be_fitted_anew_and_judged_from_a_day_on() {
    let report = measured(&deals(800), |asked| {
        asked.split = Split::Time("day".into());
        asked.test_from = NaiveDate::from_ymd_opt(2024, 5, 1);
        asked.retrain_every = Some(100);
    })
    .unwrap();
    assert_eq!((report.n, report.fits, report.train_rows), (316, 4, 784));
    assert!(report.split.contains("before 2024-05-01"), "{}", report.split);
}

#[test]
fn noise_ends_at_the_base_rate_and_says_so() {
    let mut text = "a,b,won\n".to_owned();
    for n in 0..600_u64 {
        let word = |of: u64, many: u64| scramble(n * 8 + of) % many;
        writeln!(text, "w{},{},{}", word(1, 40), word(2, 5_000), word(3, 2)).unwrap();
    }
    let report = measured(&text, |_| {}).unwrap();
    assert_eq!(report.model, "base rate");
    assert!(report.notes.iter().any(|note| note.contains("base rate")));
}

#[test]
fn what_cannot_be_measured_is_said_in_plain_words() {
    for (text, said) in [
        ("a,won\n1,yes\n2,yes\n3,yes\n4,yes\n", "won is yes in every row"),
        ("a,won\n1,\n2,\n", "won is empty in every row"),
        ("a,won\n1,yes\n", "won is yes in every row"),
        ("a,won\n1,yes\n2,no\n", "too few"),
        ("a,won\n1,x\n2,y\n3,z\n4,x\n", "say which is a yes"),
        ("a,b\n1,x\n", "--outcome won"),
    ] {
        let error = measured(text, |_| {}).unwrap_err();
        assert!(error.contains(said), "{error}");
    }
    let error = measured(&deals(40), |asked| asked.positive = Some("Gone".into())).unwrap_err();
    assert!(error.contains("no row has Gone in won; there are: lost, won"), "{error}");
    let error = measured(&deals(40), |asked| asked.drop = vec!["nope".into()]).unwrap_err();
    assert!(error.starts_with("--drop nope"), "{error}");
    let error =
        measured(&deals(40), |asked| asked.split = Split::Time("source".into())).unwrap_err();
    assert!(error.starts_with("--time: source holds no days"), "{error}");
    let error = measured(&deals(40), |asked| {
        asked.split = Split::Time("day".into());
        asked.test_from = NaiveDate::from_ymd_opt(2031, 1, 1);
    })
    .unwrap_err();
    assert!(error.contains("there is no row from that day on"), "{error}");
}

#[test]
fn columns_without_anything_to_learn_leave_the_base_rate() {
    let mut text = "empty,same,number,won\n".to_owned();
    for n in 0..60_usize {
        let number = ["NaN", "inf", "-inf", ""][n % 4];
        writeln!(text, ",x,{number},{}", if n.is_multiple_of(3) { "yes" } else { "no" }).unwrap();
    }
    let report = measured(&text, |_| {}).unwrap();
    assert_eq!(report.model, "base rate");
    assert!(report.columns.iter().all(|column| !column.used));
}

#[test]
fn a_column_that_is_the_outcome_in_disguise_is_named_and_left_out() {
    let plain = deals(600);
    let mut text = String::new();
    for (n, line) in plain.lines().enumerate() {
        let extra = match (n, line.ends_with("Won")) {
            (0, _) => "closed_value,lost_reason".to_owned(),
            (_, true) => format!("{},", 100 + n),
            (_, false) => "0,price".to_owned(),
        };
        writeln!(text, "{extra},{line}").unwrap();
    }
    let report = measured(&text, |_| {}).unwrap();
    let named: Vec<&str> = report.leaks.iter().map(|leak| leak.column.as_str()).collect();
    assert_eq!(named, ["closed_value", "lost_reason"]);
    assert!(report.figures.auc < 0.9);
    assert!(report.to_string().contains("Likely leak, left out: closed_value"));
}

#[test]
fn odd_values_are_named_or_taken_as_they_are() {
    let mut text = "amount,name,due,day,won\n".to_owned();
    for n in 0..400_u64 {
        let draw = scramble(n);
        let due = if n.is_multiple_of(2) { "2031-01-01" } else { "2020-01-01" };
        let day = if n < 3 { "2030-01-01" } else { "2024-02-03" };
        let won = if draw.is_multiple_of(3) { "1" } else { "0" };
        writeln!(
            text,
            "{},n{},{due},{day},{won}",
            i64::try_from(draw % 100).unwrap() - 50,
            n % 200
        )
        .unwrap();
    }
    let report = measured(&text, |asked| asked.split = Split::Time("day".into())).unwrap();
    for said in [
        "amount is below zero",
        "3 rows have a day after today (2026-06-30)",
        "due lies after the row's own day",
    ] {
        assert!(report.notes.iter().any(|note| note.contains(said)), "{said}: {:?}", report.notes);
    }
}

#[test]
fn a_thousand_categories_are_learned_from_without_being_believed() {
    let mut text = "city,won\n".to_owned();
    for n in 0..3_000_u64 {
        writeln!(text, "c{},{}", n % 1_000, scramble(n) % 2).unwrap();
    }
    let report = measured(&text, |_| {}).unwrap();
    assert!(report.figures.log_loss < report.base_rate_log_loss + 0.01);
    assert!(report.figures.log_loss < report.naive_bayes.log_loss);
}

#[test]
fn rows_still_open_are_left_out() {
    let text = deals(300) + "D-x,web,,1,2024-01-01,Negotiation\nD-y,web,,1,2024-01-01,\n";
    let report = measured(&text, |_| {}).unwrap();
    assert!(report.notes.iter().any(|note| note.starts_with("1 rows are neither won nor lost")));
    assert!(report.notes.iter().any(|note| note.starts_with("1 rows have no won")));
}
