//! From pairs to groups: what is linked belongs together, unless the chain is longer than its links bear.

use std::collections::HashMap;

/// Members of two groups that are compared with each other before the groups are joined.
const SAMPLE: usize = 8;
/// What one pair of members may say for or against joining, in bits.
const VOICE: f64 = 12.0;

/// Joins linked records, most certain link first. Two groups are joined when their members, compared each with each, say
/// on average no less than `least` bits: a chain of near matches ends where its ends have nothing in common.
pub(super) fn groups(
    count: u32,
    links: &mut [(u32, u32, f64)],
    bits: impl Fn(u32, u32) -> f64,
    least: f64,
) -> Vec<u32> {
    links.sort_by(|a, b| b.2.total_cmp(&a.2).then(a.0.cmp(&b.0)).then(a.1.cmp(&b.1)));
    let mut group: Vec<u32> = (0..count).collect();
    let mut members: HashMap<u32, Vec<u32>> = HashMap::new();
    for (a, b, _) in links.iter() {
        let (Some(left), Some(right)) =
            (super::at(&group, *a).copied(), super::at(&group, *b).copied())
        else {
            continue;
        };
        if left == right {
            continue;
        }
        let of = |id: u32| members.get(&id).cloned().unwrap_or_else(|| vec![id]);
        let (mine, theirs) = (of(left), of(right));
        if mine.len() * theirs.len() > 1 && mean(&mine, &theirs, &bits) < least {
            continue;
        }
        for record in &theirs {
            if let Some(id) = super::at_mut(&mut group, *record) {
                *id = left;
            }
        }
        members.remove(&right);
        members.insert(left, [mine, theirs].concat());
    }
    group
}

fn mean(mine: &[u32], theirs: &[u32], bits: &impl Fn(u32, u32) -> f64) -> f64 {
    let pairs =
        mine.iter().take(SAMPLE).flat_map(|a| theirs.iter().take(SAMPLE).map(move |b| (*a, *b)));
    let said: Vec<f64> = pairs.map(|(a, b)| bits(a, b).clamp(-VOICE, VOICE)).collect();
    said.iter().sum::<f64>() / crate::num::float(said.len().max(1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_chain_breaks_where_its_ends_differ() {
        let apart = |a: u32, b: u32| if a.abs_diff(b) == 1 { 3.0 } else { -12.0 };
        let mut links = vec![(0, 1, 5.0), (1, 2, 4.0), (2, 3, 3.0)];
        assert_eq!(groups(4, &mut links, apart, 0.0), [0, 0, 2, 2]);
        assert_eq!(groups(4, &mut links, |_, _| 2.0, 0.0), [0, 0, 0, 0]);
    }
}
