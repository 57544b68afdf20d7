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

/// A pattern without `escape` under which the indexes of words (`lead_words`, `company_words`, `opportunity_words`) find
/// at least what [`containing`] finds: what means something to `like` is any one letter. `None` where no three letters
/// stand in a row, which is what those indexes are made of.
pub(crate) fn roughly(text: &str) -> Option<String> {
    let means_something = |letter: char| matches!(letter, '%' | '_' | '!');
    let text = text.to_lowercase();
    let has_three = text.split(means_something).any(|part| part.chars().count() >= 3);
    has_three.then(|| format!("%{}%", text.replace(means_something, "_")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_means_something_to_like_is_searched_for_as_it_stands() {
        assert_eq!(containing("50% Off_!"), "%50!% off!_!!%");
    }

    #[test]
    fn the_index_is_asked_where_three_letters_stand_in_a_row() {
        assert_eq!(roughly("50% Off_!").as_deref(), Some("%50_ off__%"));
        assert_eq!(roughly("Łuk").as_deref(), Some("%łuk%"));
        assert_eq!(roughly("an"), None);
        assert_eq!(roughly("a_b%c"), None);
    }
}
