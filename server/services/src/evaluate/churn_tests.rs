use std::fmt::Write;

use chrono::{Days, NaiveDate};
use domain::learn::split::scramble;

use super::churn::*;

fn day(month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(2024, month, day).unwrap()
}

/// Customers who buy every so many days until they stop for good.
fn orders() -> String {
    let mut text = "Customer ID;Order Date;Total\n".to_owned();
    for customer in 0..300_u64 {
        let draw = |of: u64| scramble(customer * 100 + of);
        let gap = 5 + draw(1) % 25;
        let stops = 30 + draw(2) % 500;
        let mut at = draw(3) % gap;
        let mut order = 4;
        while at < 366.min(stops) {
            let on = day(1, 1) + Days::new(at);
            writeln!(text, "C{customer};{on};{},50", 10 + draw(order) % 90).unwrap();
            order += 1;
            at += 1 + gap / 2 + draw(order) % gap;
        }
    }
    text
}

fn measured(text: &str, as_of: NaiveDate, horizon: u16) -> Result<ChurnReport, String> {
    let folder = tempfile::tempdir().unwrap();
    let transactions = folder.path().join("orders.csv");
    std::fs::write(&transactions, text).unwrap();
    let asked = Churn { transactions, as_of, horizon, columns: Columns::default() };
    churn(&asked).map_err(|error| error.to_string())
}

#[test]
fn customers_who_fell_silent_are_found() {
    let report = measured(&orders(), day(9, 1), 60).unwrap();
    assert_eq!(report.columns, ["Customer ID", "Order Date", "Total"]);
    assert!(report.figures.auc > 0.85, "{}", report.figures.auc);
    assert!(report.figures.auc >= report.recency_auc - 0.02);
    assert!(report.figures.log_loss < report.base_rate_log_loss - 0.1);
    assert!(report.train_days.iter().all(|taught| *taught <= day(7, 3)));
    assert!(report.to_string().contains("naive Bayes"));
}

#[test]
fn what_came_after_the_horizon_changes_nothing() {
    let text = orders();
    let is_kept = |line: &&str| {
        line.split(';').nth(1).is_none_or(|on| on <= "2024-11-01" || on == "Order Date")
    };
    let short = text.lines().filter(is_kept).collect::<Vec<_>>().join("\n");
    let (all, cut) = (measured(&text, day(9, 1), 60), measured(&short, day(9, 1), 60));
    assert_eq!(all.unwrap().figures, cut.unwrap().figures);
}

#[test]
fn what_cannot_be_measured_is_said_in_plain_words() {
    let text = orders();
    for (as_of, horizon, said) in [
        (day(9, 1), 0, "--horizon: give a number of days"),
        (day(12, 31), 30, "choose an earlier day"),
        (day(1, 20), 90, "the first purchase is of 2024-01-01"),
    ] {
        let error = measured(&text, as_of, horizon).unwrap_err();
        assert!(error.contains(said), "{error}");
    }
    let error = measured("who,when\nx,2024-01-01\n", day(9, 1), 30).unwrap_err();
    assert!(error.starts_with("--customer: name the column"), "{error}");
    let error = measured("customer,date\nx,soon\n", day(9, 1), 30).unwrap_err();
    assert!(error.contains("date holds no days"), "{error}");
}

#[test]
fn gaps_and_what_was_given_back_are_named() {
    let text = orders() + "C1;2024-08-01;-5\nC2;2024-08-02;\n;2024-08-03;9\nC3;;9\n";
    let report = measured(&text, day(9, 1), 60).unwrap();
    for said in [
        "2 rows have no customer or no day",
        "1 rows have no amount",
        "1 rows have an amount below zero",
    ] {
        assert!(report.notes.iter().any(|note| note.starts_with(said)), "{:?}", report.notes);
    }
}

#[test]
fn a_price_is_multiplied_with_the_quantity_and_names_are_no_amounts() {
    let text = orders().replace("Customer ID;Order Date;Total", "CustomerID;InvoiceDate;UnitPrice");
    let text: Vec<String> = (0..)
        .zip(text.lines())
        .map(|(row, line)| match row {
            0 => format!("{line};Quantity;Sales agent"),
            row => format!("{line};{};Ana", 1 + row % 3),
        })
        .collect();
    let report = measured(&text.join("\n"), day(9, 1), 60).unwrap();
    assert_eq!(report.columns, ["CustomerID", "InvoiceDate", "UnitPrice"]);
    assert!(report.notes.contains(&"The amount is Quantity times UnitPrice.".to_owned()));
}
