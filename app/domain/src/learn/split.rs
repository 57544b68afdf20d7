//! Which rows teach and which rows judge.

use std::collections::BTreeMap;

/// Deals rows out to `folds` folds, the same number of each outcome to each as far as it goes. Rows of the same key go
/// to the same fold. `seed` gives another deal. Returns the fold of each row of `outcomes`.
///
/// `keys` has one key per row; for rows that have nothing in common any distinct numbers do.
#[must_use]
pub fn folds(outcomes: &[bool], keys: &[u64], folds: usize, seed: u64) -> Vec<usize> {
    let mut groups: BTreeMap<u64, (usize, usize)> = BTreeMap::new();
    for (key, yes) in keys.iter().zip(outcomes) {
        let group = groups.entry(*key).or_default();
        group.0 += 1;
        group.1 += usize::from(*yes);
    }
    // Large groups first, then by a scrambled key: each goes where it is most wanted.
    let mut order: Vec<(u64, usize, usize)> =
        groups.into_iter().map(|(key, (n, yes))| (key, n, yes)).collect();
    order.sort_by_key(|(key, n, yes)| {
        let single = usize::from(*n == 1);
        (single, usize::MAX - n, *yes, scramble(key ^ seed))
    });
    let mut sizes = vec![(0_usize, 0_usize); folds.max(1)];
    let mut fold_of = BTreeMap::new();
    for (key, n, yes) in order {
        let fold = sizes
            .iter()
            .enumerate()
            .min_by_key(|(place, (rows, of_yes))| {
                (if yes * 2 > n { *of_yes } else { rows - of_yes }, *rows, *place)
            })
            .map_or(0, |(place, _)| place);
        if let Some(size) = sizes.get_mut(fold) {
            size.0 += n;
            size.1 += yes;
        }
        fold_of.insert(key, fold);
    }
    keys.iter().map(|key| fold_of.get(key).copied().unwrap_or(0)).collect()
}

/// Scrambles a number (the finaliser of `SplitMix64`, Steele and others 2014).
#[must_use]
pub fn scramble(seed: u64) -> u64 {
    let mut z = seed.wrapping_add(0x9e37_79b9_7f4a_7c15);
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folds_are_even_in_rows_and_outcomes() {
        let outcomes: Vec<bool> = (0..1000).map(|n| n % 10 == 0).collect();
        let keys: Vec<u64> = (0..1000).collect();
        let fold = folds(&outcomes, &keys, 5, 1);
        for wanted in 0..5 {
            let rows = fold.iter().filter(|fold| **fold == wanted).count();
            let yes = fold.iter().zip(&outcomes).filter(|(f, yes)| **f == wanted && **yes).count();
            assert_eq!((rows, yes), (200, 20));
        }
    }

    #[test]
    fn rows_of_one_key_stay_together() {
        let outcomes: Vec<bool> = (0..300).map(|n| n % 3 == 0).collect();
        let keys: Vec<u64> = (0..300).map(|n| n / 4).collect();
        let fold = folds(&outcomes, &keys, 10, 7);
        assert!(fold.chunks(4).all(|rows| rows.iter().all(|fold| *fold == rows[0])));
        assert!((0..10).all(|wanted| fold.contains(&wanted)));
    }
}
