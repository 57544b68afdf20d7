//! Phone numbers in the one form that every network knows: E.164, such as +4930123456.

use phonenumber::{Mode, PhoneNumber, country};

/// The number in E.164. `region` is the two letters of the country for numbers without a country code; without it
/// such a number stands for nothing.
pub(in crate::import) fn e164(text: &str, region: Option<&str>) -> Option<String> {
    let region = region.and_then(|region| region.to_uppercase().parse::<country::Id>().ok());
    let text = without_extension(text);
    let parsed = phonenumber::parse(region, text).ok();
    let valid = |number: &PhoneNumber| number.is_valid();
    let number = parsed.clone().filter(valid).or_else(|| with_code(region?, text).filter(valid));
    match number {
        Some(number) => Some(number.format().mode(Mode::E164).to_string()),
        None => toll_free(parsed?.code().value(), text),
    }
}

/// A number that begins like its country's code: 250 123 456 in Rwanda, whose code is 250.
fn with_code(region: country::Id, text: &str) -> Option<PhoneNumber> {
    let code = phonenumber::metadata::DATABASE.by_id(region.as_ref())?.country_code();
    phonenumber::parse(None, format!("+{code}{}", digits(text))).ok()
}

/// Where 8 leads out of the local network, the library takes it off toll-free numbers too, which begin with it.
fn toll_free(code: u16, text: &str) -> Option<String> {
    let digits = digits(text);
    let national = if text.contains('+') {
        digits.strip_prefix(&code.to_string())?
    } else {
        digits.strip_prefix('8').filter(|rest| rest.starts_with("80")).unwrap_or(&digits)
    };
    let sound = national.starts_with("80") && (8..=10).contains(&national.len());
    sound.then(|| format!("+{code}{national}"))
}

/// The number itself: an extension is not part of E.164.
fn without_extension(text: &str) -> &str {
    let lower = text.to_ascii_lowercase();
    let begins = [";ext=", " ext", " x", "#"].iter().filter_map(|mark| lower.find(mark)).min();
    begins.and_then(|at| text.get(..at)).unwrap_or(text).trim()
}

/// Whether this is two letters that stand for a country.
pub(in crate::import) fn is_region(text: &str) -> bool {
    text.len() == 2 && text.to_uppercase().parse::<country::Id>().is_ok()
}

/// The digits alone, to compare numbers of which no country is known.
pub(in crate::import) fn digits(text: &str) -> String {
    text.chars().filter(char::is_ascii_digit).collect()
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;

    #[test]
    fn a_number_without_a_country_code_needs_a_country() {
        assert_eq!(e164("030 123456", Some("DE")).as_deref(), Some("+4930123456"));
        assert_eq!(e164("+49 (30) 123456 ext. 12", None).as_deref(), Some("+4930123456"));
        assert_eq!(e164("030 123456", None), None);
        assert_eq!(e164("call me", Some("DE")), None);
    }

    #[test]
    fn every_example_number_of_libphonenumber_becomes_its_e164() {
        let path = Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("../../../shared/data/phone/libphonenumber_examples.csv");
        let Ok(mut examples) = csv::Reader::from_path(&path) else {
            eprintln!("skipped: {} is not there", path.display());
            return;
        };
        let (mut all, mut wrong) = (0, Vec::new());
        for row in examples.records().map(Result::unwrap) {
            let found = e164(&row[2], Some(&row[0]));
            all += 1;
            if found.as_deref() != Some(&row[3]) {
                wrong.push(format!(
                    "{} {} {} -> {found:?}, not {}",
                    &row[0], &row[1], &row[2], &row[3]
                ));
            }
        }
        eprintln!("libphonenumber: {} of {all} numbers agree", all - wrong.len());
        assert!(all > 2_000 && wrong.is_empty(), "{all}: {wrong:#?}");
    }
}
