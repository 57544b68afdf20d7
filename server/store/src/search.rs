//! What a person types into a search box, as a pattern.

/// A pattern for `like … escape '!'` that finds the text anywhere; what means something to `like` means itself.
pub(crate) fn containing(text: &str) -> String {
    let mut pattern = String::with_capacity(text.len() + 2);
    pattern.push('%');
    for letter in text.to_lowercase().chars() {
        if matches!(letter, '%' | '_' | '!') {
            pattern.push('!');
        }
        pattern.push(letter);
    }
    pattern.push('%');
    pattern
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_means_something_to_like_is_searched_for_as_it_stands() {
        assert_eq!(containing("50% Off_!"), "%50!% off!_!!%");
    }
}
