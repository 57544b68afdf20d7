//! How fast duplicates are found: every third person of a crowd is there twice.

use divan::Bencher;
use domain::duplicates::{Field, FieldKind, Records, find};

fn main() {
    divan::main();
}

fn pick(words: &[&'static str], number: usize) -> &'static str {
    words.iter().cycle().nth(number % words.len()).copied().unwrap_or_default()
}

/// A cell of one of five columns; `slip` drops its second letter.
fn cell(place: usize, id: usize, slip: bool) -> String {
    let text = match place {
        0 => format!(
            "{}a{}",
            pick(&["mar", "jon", "eli", "tom", "pri"], id),
            pick(&["", "n", "s"], id)
        ),
        1 => format!("{}{}", pick(&["berg", "lind", "sol", "hart"], id), id * 7_919 % 5_003),
        2 => format!("19{:02}-{:02}-{:02}", 40 + id % 60, 1 + id * 31 % 12, 1 + id * 17 % 28),
        3 => format!("{}burg", pick(&["al", "bor", "cas", "dun", "el"], id * 13)),
        _ => format!("{}", 1_000_000 + id * 104_729 % 8_999_999),
    };
    if slip { text.chars().take(1).chain(text.chars().skip(2)).collect() } else { text }
}

fn crowd(records: usize) -> Vec<Field> {
    let kinds =
        [FieldKind::Given, FieldKind::Surname, FieldKind::Date, FieldKind::Place, FieldKind::Code];
    let originals = records * 3 / 4;
    let of = |(place, kind): (usize, &FieldKind)| {
        let copies = (0..records - originals).map(|copy| cell(place, copy * 3, copy % 5 == place));
        let cells = (0..originals).map(|id| cell(place, id, false)).chain(copies).collect();
        Field { name: kind.label().to_owned(), kind: *kind, cells }
    };
    kinds.iter().enumerate().map(of).collect()
}

#[divan::bench(args = [1_000, 10_000], sample_count = 5)]
fn duplicates_among(bencher: Bencher, records: usize) {
    let fields = crowd(records);
    bencher.bench(|| find(&Records::new(&fields, None)));
}
