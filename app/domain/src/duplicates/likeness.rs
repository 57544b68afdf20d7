//! How alike two texts are: Jaro-Winkler and the edit distance that counts a swap of neighbours as one.

use crate::num;

/// What does not fit into a machine word is compared by its first letters.
const LONGEST: usize = 64;

/// Jaro-Winkler likeness, 0 to 1 (Winkler 1990: prefix of at most 4 letters, weight 0.1).
pub(super) fn jaro_winkler(a: &[char], b: &[char]) -> f64 {
    let (a, b) = (short(a), short(b));
    let jaro = jaro(a, b);
    let prefix = a.iter().zip(b).take(4).take_while(|(left, right)| left == right).count();
    jaro + 0.1 * num::float(prefix) * (1.0 - jaro)
}

fn short(text: &[char]) -> &[char] {
    text.get(..LONGEST).unwrap_or(text)
}

fn jaro(a: &[char], b: &[char]) -> f64 {
    if a.is_empty() || b.is_empty() {
        return 0.0;
    }
    let reach = (a.len().max(b.len()) / 2).saturating_sub(1);
    let (mut in_a, mut in_b, mut same) = (0_u64, 0_u64, 0_usize);
    for (at, letter) in a.iter().enumerate() {
        let from = at.saturating_sub(reach);
        let near = b.iter().enumerate().take(at + reach + 1).skip(from);
        let hit =
            near.into_iter().find(|(place, other)| *other == letter && in_b >> place & 1 == 0);
        if let Some((place, _)) = hit {
            in_b |= 1 << place;
            in_a |= 1 << at;
            same += 1;
        }
    }
    if same == 0 {
        return 0.0;
    }
    let moved = matched(a, in_a).zip(matched(b, in_b)).filter(|(left, right)| left != right);
    let (swaps, same) = (num::float(moved.count() / 2), num::float(same));
    (same / num::float(a.len()) + same / num::float(b.len()) + (same - swaps) / same) / 3.0
}

fn matched(text: &[char], places: u64) -> impl Iterator<Item = &char> {
    text.iter().enumerate().filter(move |(at, _)| places >> at & 1 == 1).map(|(_, letter)| letter)
}

/// A text's letters as a set, so that two texts can be told apart at a glance.
pub(super) fn letters(text: &[char]) -> u64 {
    text.iter().fold(0, |set, letter| set | bit(*letter))
}

fn bit(letter: char) -> u64 {
    1 << (u32::from(letter) & 63)
}

/// No more letters of `a` than these are in a text of this set of letters.
pub(super) fn common(a: &[char], set: u64) -> usize {
    a.iter().filter(|letter| set & bit(**letter) != 0).count()
}

/// No Jaro-Winkler likeness of texts of these lengths with so many letters in common is higher.
pub(super) fn at_most(a: usize, b: usize, common: usize) -> f64 {
    let (a, b, same) = (num::float(a), num::float(b), num::float(common));
    let jaro = (same / a.max(1.0) + same.min(b) / b.max(1.0) + 1.0) / 3.0;
    jaro + 0.4 * (1.0 - jaro)
}

/// Edit distance with swaps of neighbours (optimal string alignment), bit-parallel after Hyyro 2003.
pub(super) fn distance(a: &[char], b: &[char]) -> usize {
    let (a, b) = (short(a), short(b));
    if a.is_empty() || b.is_empty() {
        return a.len().max(b.len());
    }
    let last = a.len() - 1;
    let (mut up, mut down, mut diagonal, mut before) = (u64::MAX, 0_u64, 0_u64, 0_u64);
    let mut distance = a.len();
    for letter in b {
        let here = a
            .iter()
            .enumerate()
            .fold(0, |mask, (at, other)| mask | (u64::from(other == letter) << at));
        let swap = ((!diagonal & here) << 1) & before;
        diagonal = ((here & up).wrapping_add(up) ^ up) | here | down | swap;
        let (right, left) = (down | !(diagonal | up), diagonal & up);
        distance += usize::from(right >> last & 1 == 1);
        distance -= usize::from(left >> last & 1 == 1);
        let (right, left) = (right << 1 | 1, left << 1);
        up = left | !(diagonal | right);
        down = right & diagonal;
        before = here;
    }
    distance
}

#[cfg(test)]
mod tests {
    use super::*;

    fn letters(text: &str) -> Vec<char> {
        text.chars().collect()
    }

    #[test]
    fn likeness_is_as_winkler_printed_it() {
        let of = |a: &str, b: &str| jaro_winkler(&letters(a), &letters(b));
        assert!((of("martha", "marhta") - 0.961_111).abs() < 1e-5);
        assert!((of("dixon", "dicksonx") - 0.813_333).abs() < 1e-5);
        assert!((of("same", "same") - 1.0).abs() < 1e-12);
        assert!(of("", "x").abs() < 1e-12);
    }

    #[test]
    fn a_swap_of_neighbours_is_one_edit() {
        let of = |a: &str, b: &str| distance(&letters(a), &letters(b));
        assert_eq!(of("martha", "marhta"), 1);
        assert_eq!(of("kitten", "sitting"), 3);
        assert_eq!(of("", "abc"), 3);
        assert_eq!(of("abc", "abc"), 0);
        assert_eq!(of(&"x".repeat(80), &"x".repeat(90)), 0);
    }
}
