//! The golden file: what the brain says to known questions, the same natively and in the page.
//!
//! After a change that is meant to change answers: `UPDATE_GOLDEN=1 cargo test -p domain golden`, and read the diff.

use std::path::Path;

use domain::forecast::Levers;
use domain::golden::{Case, Golden, GoldenError, Question, answer, check};
use domain::ratio::Ratio;
use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};

use crate::arbitrary::{candidates, deal_signals, event, forecast_input, now, profile};

const FILE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/golden/brain.json");

/// Questions from a generator with a fixed seed.
fn questions() -> Vec<(String, Question)> {
    let rng = TestRng::from_seed(RngAlgorithm::ChaCha, &[7; 32]);
    let mut runner = TestRunner::new_with_rng(Config::default(), rng);
    let mut questions = Vec::new();
    for round in 1..=12 {
        let (profile, events) =
            draw(&mut runner, (profile(), proptest::collection::vec(event(), 0..12)));
        questions.push((format!("score {round}"), Question::Score { profile, events }));
        let deal = Box::new(draw(&mut runner, deal_signals()));
        let by = "2026-12-31".parse().unwrap();
        questions.push((format!("win {round}"), Question::Win { deal, by }));
    }
    for round in 1..=10 {
        let mut input = draw(&mut runner, forecast_input(if round > 8 { 120 } else { 8 }));
        input.open.sort_by_key(|deal| deal.id);
        let win_rate = Ratio::from_bp(if round % 2 == 0 { 12_000 } else { 10_000 });
        let cycle = Ratio::from_bp(if round % 3 == 0 { 8_000 } else { 10_000 });
        let levers = Levers { win_rate, cycle, ..Levers::default() };
        questions.push((format!("forecast {round}"), Question::Forecast { input, levers }));
    }
    for round in 1..=6 {
        let candidates = draw(&mut runner, candidates());
        questions.push((format!("queue {round}"), Question::Queue { candidates }));
    }
    questions
}

fn draw<S: Strategy>(runner: &mut TestRunner, strategy: S) -> S::Value {
    strategy.new_tree(runner).unwrap().current()
}

/// So that a diff shows which cases changed.
fn one_case_a_line(golden: &Golden) -> String {
    let cases: Vec<String> =
        golden.cases.iter().map(|case| serde_json::to_string(case).unwrap()).collect();
    let now = serde_json::to_string(&golden.now).unwrap();
    format!("{{\"now\":{now},\"cases\":[\n{}\n]}}\n", cases.join(",\n"))
}

#[test]
#[expect(clippy::disallowed_methods, reason = "a switch for developers, no setting of the product")]
fn the_brain_gives_the_answers_of_the_golden_file() {
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        let case = |(name, question): (String, Question)| {
            let answer = answer(&question, now());
            Case { name, question, answer }
        };
        let golden = Golden { now: now(), cases: questions().into_iter().map(case).collect() };
        std::fs::create_dir_all(Path::new(FILE).parent().unwrap()).unwrap();
        std::fs::write(FILE, one_case_a_line(&golden)).unwrap();
    }
    let json = std::fs::read_to_string(FILE).unwrap();
    assert_eq!(check(&json), Ok(40));
}

#[test]
fn a_difference_is_told_with_its_place() {
    let (name, question) = questions().swap_remove(0);
    let answer = answer(&question, now());
    let mut golden = Golden { now: now(), cases: vec![Case { name, question, answer }] };
    golden.now += chrono::TimeDelta::days(30);
    let told = check(&serde_json::to_string(&golden).unwrap());
    assert!(matches!(told, Err(GoldenError::Differs { .. })), "{told:?}");
    assert!(matches!(check("{}"), Err(GoldenError::Unreadable(_))));
}
