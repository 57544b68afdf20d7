//! Colleagues named in a text: "@Ana" or "@Ana Ruiz".

/// Which of the names a text mentions, each once, in the order of the names.
///
/// A full name is taken before a first name, and a first name only where nobody else has it. What follows a letter or
/// a digit is a mail address, and a name that nobody has is nobody's.
#[must_use]
pub fn mentions(text: &str, names: &[&str]) -> Vec<usize> {
    let text = text.to_lowercase();
    let names: Vec<String> = names.iter().map(|name| name.to_lowercase()).collect();
    let mut found: Vec<usize> = Vec::new();
    let mut before = None;
    let mut rest = text.as_str();
    while let Some(letter) = rest.chars().next() {
        let after = rest.get(letter.len_utf8()..).unwrap_or_default();
        if letter == '@' && !before.is_some_and(char::is_alphanumeric) {
            found.extend(named(after, &names));
        }
        before = Some(letter);
        rest = after;
    }
    found.sort_unstable();
    found.dedup();
    found
}

fn named(text: &str, names: &[String]) -> Option<usize> {
    let full = |name: &String| begins(text, name).then_some(name.len());
    let longest = names
        .iter()
        .enumerate()
        .filter_map(|(at, name)| Some((full(name)?, at)))
        .max_by_key(|(length, at)| (*length, std::cmp::Reverse(*at)));
    if let Some((_, at)) = longest {
        return Some(at);
    }
    let first =
        |name: &str| name.split_whitespace().next().is_some_and(|first| begins(text, first));
    let mut same = names.iter().enumerate().filter(|(_, name)| first(name));
    match (same.next(), same.next()) {
        (Some((at, _)), None) => Some(at),
        _ => None,
    }
}

/// Whether a text begins with a name, and the word ends with it.
fn begins(text: &str, name: &str) -> bool {
    !name.is_empty()
        && text
            .strip_prefix(name)
            .is_some_and(|rest| !rest.chars().next().is_some_and(char::is_alphanumeric))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_colleague_is_named_by_full_name_or_by_a_first_name_nobody_else_has() {
        let names = ["Ana Ruiz", "Ana Sol", "Ben Okafor", "Zo\u{eb}"];
        let found = |text: &str| mentions(text, &names);
        assert_eq!(found("@Ben, have a look. Thanks @ana sol!"), [1, 2]);
        assert_eq!(found("@Ana can you?"), Vec::<usize>::new(), "there are two");
        assert_eq!(found("mail zoe@ben.example, ben@acme.example"), Vec::<usize>::new());
        assert_eq!(found("@Benjamin"), Vec::<usize>::new());
        assert_eq!(found("(@Zo\u{cb}) and again @zo\u{eb}"), [3]);
        assert_eq!(found("@ @@ @"), Vec::<usize>::new());
    }
}
