//! How fast the learner is: fitted on 200,000 closed deals, and the chances of as many open ones.

use divan::counter::ItemsCount;
use divan::{Bencher, black_box};
use domain::learn::split::scramble;
use domain::learn::{Column, Model, Order, Settings, Table, Values, learn};

const ROWS: u64 = 200_000;
const SETTINGS: Settings = Settings { order: Order::Time, horizon: None, seed: 0 };

fn main() {
    divan::main();
}

/// A draw below `below` for a row and a column.
fn draw(row: u64, column: u64, below: u64) -> u64 {
    scramble(row * 64 + column) % below
}

/// Six columns of 3 to 2,000 words, and six of numbers with gaps.
fn table() -> Table {
    let words = (0..6).zip([3, 7, 20, 50, 300, 2_000]).map(|(column, many)| {
        let cells: Vec<String> =
            (0..ROWS).map(|row| format!("word {}", draw(row, column, many))).collect();
        let values = Values::words(cells.iter().map(|word| Some(word.as_str())));
        Column { name: format!("words {column}"), values }
    });
    let numbers = (6..12).map(|column| {
        let cells = (0..ROWS).map(|row| {
            let number = u32::try_from(draw(row, column, 10_000)).unwrap_or(0);
            (draw(row, column + 12, 10) > 0).then_some(f64::from(number))
        });
        Column { name: format!("number {column}"), values: Values::numbers(cells) }
    });
    Table::new(words.chain(numbers).collect()).unwrap_or_default()
}

/// What one word, one number and two of them together say.
fn outcomes() -> Vec<bool> {
    let chance = |row: u64| {
        let together = draw(row, 7, 10_000) > 6_000 && draw(row, 1, 7) < 2;
        20 + 10 * draw(row, 0, 3) + draw(row, 6, 10_000) / 500 + 30 * u64::from(together)
    };
    (0..ROWS).map(|row| draw(row, 40, 100) < chance(row)).collect()
}

fn rows(count: u64) -> Vec<usize> {
    (0..count).filter_map(|row| usize::try_from(row).ok()).collect()
}

#[divan::bench(sample_count = 3, sample_size = 1)]
fn fit_on_200_000_deals(bencher: Bencher) {
    let (table, outcomes, rows) = (table(), outcomes(), rows(ROWS));
    bencher
        .counter(ItemsCount::new(rows.len()))
        .bench_local(|| learn(&table, &outcomes, black_box(&rows), SETTINGS));
}

#[divan::bench(sample_count = 10, sample_size = 1)]
fn chances_of_200_000_deals(bencher: Bencher) {
    let (table, outcomes) = (table(), outcomes());
    let model: Model = learn(&table, &outcomes, &rows(20_000), SETTINGS);
    let rows = rows(ROWS);
    bencher
        .counter(ItemsCount::new(rows.len()))
        .bench_local(|| model.chances(&table, black_box(&rows)));
}
