//! Texts made comparable: case, accents, punctuation, titles and legal forms do not tell records apart.

/// Lower case, without accents, letters and digits parted by single spaces: "Müller-Lüd." is "muller lud".
#[must_use]
pub fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    for letter in text.chars().flat_map(char::to_lowercase) {
        match letter {
            'ß' => folded.push_str("ss"),
            'æ' => folded.push_str("ae"),
            'œ' => folded.push_str("oe"),
            // An apostrophe joins: O'Neil is oneil.
            '\'' | '\u{2019}' | '`' | '\u{300}'..='\u{36f}' => {}
            _ if letter.is_alphanumeric() => folded.push(unaccented(letter)),
            _ if folded.ends_with(' ') || folded.is_empty() => {}
            _ => folded.push(' '),
        }
    }
    folded.truncate(folded.trim_end().len());
    folded
}

/// Letters and digits only, in lower case and without accents: "GTX Pro" and "GTX-pro" are the same.
#[must_use]
pub fn plain(text: &str) -> String {
    text.chars()
        .filter(|letter| letter.is_alphanumeric())
        .flat_map(char::to_lowercase)
        .map(unaccented)
        .collect()
}

/// The letter below an accent, for the languages of Europe; other letters stay.
#[must_use]
pub const fn unaccented(letter: char) -> char {
    match letter {
        'á' | 'à' | 'â' | 'ä' | 'ã' | 'å' | 'ą' => 'a',
        'ç' | 'ć' | 'č' => 'c',
        'ď' | 'đ' => 'd',
        'é' | 'è' | 'ê' | 'ë' | 'ę' | 'ě' => 'e',
        'ğ' => 'g',
        'í' | 'ì' | 'ï' | 'î' | 'ı' => 'i',
        'ł' => 'l',
        'ñ' | 'ń' | 'ň' => 'n',
        'ó' | 'ò' | 'ö' | 'ô' | 'õ' | 'ø' | 'ő' => 'o',
        'ř' => 'r',
        'ś' | 'š' | 'ş' | 'ș' => 's',
        'ť' | 'ț' => 't',
        'ú' | 'ù' | 'ü' | 'û' | 'ů' | 'ű' => 'u',
        'ý' | 'ÿ' => 'y',
        'ż' | 'ž' | 'ź' => 'z',
        other => other,
    }
}

/// What stands before or after a person's name and is not part of it.
const TITLES: &str = " mr mrs ms miss mx dr prof sir herr frau dipl ing phd md mba jr sr ii iii ";

/// A person's name: folded, "Surname, Given" turned round, titles left out unless nothing else is there.
pub(super) fn person(text: &str) -> String {
    let turned = match text.split_once(',') {
        Some((last, first)) if !first.trim().is_empty() && !last.trim().contains(' ') => {
            format!("{first} {last}")
        }
        _ => text.to_owned(),
    };
    without(&fold(&turned), TITLES)
}

/// What a company's name ends with in the countries of Europe, Asia and America.
const FORMS: &str = " inc incorporated corp corporation co company llc llp lp ltd limited plc gmbh mbh ag kg kgaa ohg ug ek ev \
     se sa sas sarl srl spa sl slu sapi cv bv nv oy oyj ab as asa aps kft zrt sro doo dd pty pte pvt sdn bhd \
     kk group holding holdings gruppe the and und et y und e ";

/// A company's name: folded, legal forms left out unless nothing else is there.
pub(super) fn company(text: &str) -> String {
    // "S.A." and "B.V." are one word each.
    without(&fold(&text.replace('.', "")), FORMS)
}

fn without(folded: &str, words: &str) -> String {
    let kept: Vec<&str> =
        folded.split(' ').filter(|word| !words.contains(&format!(" {word} "))).collect();
    if kept.is_empty() { folded.to_owned() } else { kept.join(" ") }
}

/// Whether a cell says that nothing is known.
pub(super) fn missing(cell: &str) -> bool {
    let cell = cell.trim();
    matches!(cell, "" | "-" | "--" | "?" | "." | "NA" | "\\N" | "#N/A" | "<NA>" | "NaT")
        || ["null", "nan", "n/a", "none", "unknown"]
            .iter()
            .any(|word| cell.eq_ignore_ascii_case(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn case_accents_titles_and_legal_forms_do_not_matter() {
        assert_eq!(fold("  Müller-Lüd. O'Neil "), "muller lud oneil");
        assert_eq!(person("Prof. Dr. Ana Sol"), "ana sol");
        assert_eq!(person("Sol, Ana"), "ana sol");
        assert_eq!(company("Öko Holding S.A."), "oko");
        assert_eq!(company("The Group"), "the group");
        assert!(missing(" N/A ") && !missing("Na"));
    }
}
