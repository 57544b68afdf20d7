//! The port of VADER says what the original says, to the last decimal.

use domain::text::vader::polarity;

fn unescaped(text: &str) -> String {
    let mut letters = text.chars();
    let mut plain = String::new();
    while let Some(letter) = letters.next() {
        match (letter, letter == '\\') {
            (_, true) => match letters.next() {
                Some('t') => plain.push('\t'),
                Some('n') => plain.push('\n'),
                Some('r') => plain.push('\r'),
                Some(other) => plain.push(other),
                None => {}
            },
            (other, false) => plain.push(other),
        }
    }
    plain
}

#[test]
fn every_sentence_has_the_originals_figures() {
    let golden = include_str!("../golden/vader.tsv");
    let mut wrong = Vec::new();
    let mut count = 0;
    for line in golden.lines().filter(|line| !line.starts_with('#')) {
        let cells: Vec<_> = line.splitn(5, '\t').collect();
        let [neg, neu, pos, compound, text] = cells[..] else { panic!("{line}") };
        let text = unescaped(text);
        let found = polarity(&text);
        let found = [found.neg, found.neu, found.pos, found.compound];
        let expected = [neg, neu, pos, compound].map(|figure| figure.parse::<f64>().unwrap());
        if found.iter().zip(&expected).any(|(found, expected)| (found - expected).abs() > 1e-9) {
            wrong.push(format!("{text:?}: {found:?}, not {expected:?}"));
        }
        count += 1;
    }
    assert!(count > 3_000, "{count}");
    assert!(
        wrong.is_empty(),
        "{} of {count}\n{}",
        wrong.len(),
        wrong[..wrong.len().min(20)].join("\n")
    );
}
