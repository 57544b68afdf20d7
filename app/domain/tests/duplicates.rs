//! The search for duplicates on records made here: people with slips of the finger, texts, and files with next to nothing.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "what these tests make is there, or they have nothing to say"
)]

use domain::duplicates::{Field, FieldKind, Records, find, guess, measure};

/// A number drawn from a seed, the same on every machine.
fn drawn(seed: u64, most: usize) -> usize {
    let mut x = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15);
    x = (x ^ x >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    x = (x ^ x >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
    usize::try_from((x ^ x >> 31) % u64::try_from(most.max(1)).unwrap()).unwrap()
}

const GIVEN: [&str; 24] = [
    "robert",
    "ana",
    "mei",
    "william",
    "elizabeth",
    "jonas",
    "priya",
    "tomas",
    "sofia",
    "henry",
    "carla",
    "omar",
    "ingrid",
    "louis",
    "katherine",
    "pavel",
    "yusuf",
    "nora",
    "felix",
    "amelie",
    "david",
    "lucia",
    "hugo",
    "ruth",
];
const ENDS: [&str; 20] = [
    "son", "berg", "man", "ova", "ez", "ini", "stein", "ley", "ford", "wood", "feld", "sen", "ski",
    "ham", "ton", "well", "mann", "quist", "lund", "ric",
];
const STARTS: [&str; 25] = [
    "al", "bor", "cas", "dun", "el", "far", "gar", "hol", "il", "jan", "kel", "lin", "mor", "nor",
    "ol", "pet", "quin", "ros", "sand", "tor", "ul", "var", "wes", "yor", "zel",
];

/// A person: given name, family name, day of birth, city, mail address.
fn person(id: u64) -> Vec<String> {
    let pick = |turn: u64, most: usize| drawn(id * 16 + turn, most);
    let given = GIVEN[pick(1, GIVEN.len())];
    let family = format!("{}{}", STARTS[pick(2, STARTS.len())], ENDS[pick(3, ENDS.len())]);
    let born = format!("{}-{:02}-{:02}", 1940 + pick(4, 65), 1 + pick(5, 12), 1 + pick(6, 28));
    let city = format!("{}{}", STARTS[pick(7, 12)], ["burg", "ville", "dorf"][pick(8, 3)]);
    let email = format!("{given}.{family}{}@{}.com", pick(9, 90), STARTS[pick(10, 25)]);
    vec![given.to_owned(), family, born, city, email]
}

/// The same person written down again: letters swapped, dropped, cells left out.
fn again(id: u64, copy: u64) -> Vec<String> {
    let mut cells = person(id);
    for (place, cell) in cells.iter_mut().enumerate() {
        let seed = 1_000_003 * (copy + 1) + id * 16 + u64::try_from(place).unwrap();
        match drawn(seed, 10) {
            0 => cell.clear(),
            1..=3 => {
                let mut letters: Vec<char> = cell.chars().collect();
                let at = drawn(seed + 7, letters.len() - 1);
                letters.swap(at, at + 1);
                *cell = letters.into_iter().collect();
            }
            _ => {}
        }
    }
    cells
}

const HEADS: [&str; 5] = ["first_name", "surname", "dob", "city", "email"];

fn fields(rows: &[Vec<String>]) -> Vec<Field> {
    let column = |place: usize| rows.iter().map(|row| row[place].clone()).collect::<Vec<String>>();
    let field = |(place, name): (usize, &&str)| {
        let cells = column(place);
        let kind = guess(name, cells.iter().map(String::as_str));
        Field { name: (*name).to_owned(), kind, cells }
    };
    HEADS.iter().enumerate().map(field).collect()
}

/// `people` of whom every third is there two or three times, and the true pairs.
fn crowd(people: u64) -> (Vec<Vec<String>>, Vec<(u32, u32)>) {
    let (mut rows, mut truth) = (Vec::new(), Vec::new());
    for id in 0..people {
        let first = u32::try_from(rows.len()).unwrap();
        rows.push(person(id));
        let copies = if id % 3 == 0 { 1 + id % 2 } else { 0 };
        for copy in 0..copies {
            rows.push(again(id, copy));
        }
        let last = u32::try_from(rows.len()).unwrap();
        for a in first..last {
            truth.extend((a + 1..last).map(|b| (a, b)));
        }
    }
    (rows, truth)
}

#[test]
fn people_are_found_again_without_labels() {
    for people in [300, 2_500] {
        let (rows, truth) = crowd(people);
        let found = find(&Records::new(&fields(&rows), None));
        let measured = measure(&found.same, &truth);
        assert!(measured.f1 > 0.98, "{people}: {measured:?}");
    }
}

#[test]
fn two_files_are_linked_across_and_not_within() {
    let left: Vec<Vec<String>> = (0..400).map(person).collect();
    let right = (200..600).map(|id| again(id, 1));
    let rows: Vec<Vec<String>> = left.into_iter().chain(right).collect();
    let found = find(&Records::new(&fields(&rows), Some(400)));
    let truth: Vec<(u32, u32)> = (200..400).map(|a| (a, a + 200)).collect();
    let measured = measure(&found.same, &truth);
    assert!(measured.f1 > 0.97, "{measured:?}");
    assert!(found.same.iter().all(|(a, b)| *a < 400 && *b >= 400));
}

#[test]
fn a_file_without_duplicates_has_next_to_none() {
    let rows: Vec<Vec<String>> = (0..900).map(person).collect();
    let found = find(&Records::new(&fields(&rows), None));
    // Of 404,550 pairs, some dozens have the same name, and a mail address made of it.
    assert!(found.same.len() <= 90, "{} of 900", found.same.len());
}

#[test]
fn the_bits_of_a_pair_add_up_and_every_figure_is_finite() {
    let (rows, _) = crowd(200);
    let records = Records::new(&fields(&rows), None);
    let found = find(&records);
    assert!(found.threshold.is_finite() && found.prior > 0.0 && found.prior < 1.0);
    for pair in &found.pairs {
        let (start, evidence) = found.evidence(&records, pair.a, pair.b);
        let sum = start + evidence.iter().map(|field| field.bits).sum::<f64>();
        assert!((sum - pair.bits).abs() < 1e-9, "{sum} {}", pair.bits);
        assert!((0.0..=1.0).contains(&pair.probability));
    }
}

#[test]
fn the_same_records_give_the_same_answer() {
    let (rows, _) = crowd(1_500);
    let once = find(&Records::new(&fields(&rows), None));
    let twice = find(&Records::new(&fields(&rows), None));
    assert_eq!((once.pairs, once.same), (twice.pairs, twice.same));
}

#[test]
fn next_to_nothing_is_no_trouble() {
    let text = |cells: &[&str]| Field {
        name: "title".to_owned(),
        kind: FieldKind::Text,
        cells: cells.iter().map(|cell| (*cell).to_owned()).collect(),
    };
    for cells in [
        &[][..],
        &["a"],
        &["", ""],
        &["a", "a"],
        &["same", "same", "same"],
        &["\u{1f600}", "日本", "--"],
    ] {
        let found = find(&Records::new(&[text(cells)], None));
        assert!(found.pairs.iter().all(|pair| pair.bits.is_finite()), "{cells:?}");
    }
    assert!(find(&Records::new(&[], None)).same.is_empty());
    assert!(find(&Records::new(&[text(&["a", "b"])], Some(2))).same.is_empty());
    assert!(find(&Records::new(&[text(&["a", "b"])], Some(9))).same.is_empty());
}
