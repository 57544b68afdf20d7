//! Cells that a spreadsheet would run as a formula.

/// What makes a spreadsheet run a cell.
const FORMULA: [char; 6] = ['=', '+', '-', '@', '\t', '\r'];

/// A text as it stands in a cell: what a spreadsheet would run has an apostrophe before it. Plain negative numbers are
/// harmless and stay as they are.
#[must_use]
pub fn guarded(text: &str) -> String {
    if text.trim_start_matches('\'').starts_with(FORMULA) && !is_negative_number(text) {
        return format!("'{text}");
    }
    text.to_owned()
}

/// The text that [`guarded`] made this cell of.
#[must_use]
pub fn unguarded(cell: &str) -> &str {
    match cell.strip_prefix('\'') {
        Some(text) if text.trim_start_matches('\'').starts_with(FORMULA) => text,
        _ => cell,
    }
}

/// `-12` or `-12.50`
fn is_negative_number(text: &str) -> bool {
    let Some(number) = text.strip_prefix('-') else { return false };
    let (whole, part) = number.split_once('.').unwrap_or((number, "0"));
    [whole, part]
        .iter()
        .all(|digits| !digits.is_empty() && digits.bytes().all(|digit| digit.is_ascii_digit()))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn formulas_are_guarded_and_numbers_are_not() {
        for text in ["=1+1", "+34 600 111 222", "-A1", "@sum", "\tx", "\r=1", "-", "-1-1", "'=1"] {
            assert_eq!(guarded(text), format!("'{text}"));
        }
        for text in ["", "-12", "-12.50", "Ana", "'tis", "a=b", "7"] {
            assert_eq!(guarded(text), text);
        }
    }

    proptest! {
        #[test]
        fn a_cell_comes_back_as_it_was_and_never_runs(text in r#"'{0,2}[-=+@\t\r'a0.,;"\n ]{0,8}"#) {
            let cell = guarded(&text);
            prop_assert!(!cell.starts_with(FORMULA) || is_negative_number(&cell));
            prop_assert_eq!(unguarded(&cell), text.as_str());

            let mut file = csv::Writer::from_writer(Vec::new());
            file.write_record(["x", cell.as_str()]).unwrap();
            let bytes = file.into_inner().unwrap();
            let mut read = csv::ReaderBuilder::new().has_headers(false).from_reader(bytes.as_slice());
            let record = read.records().next().unwrap().unwrap();
            prop_assert_eq!(unguarded(&record[1]), text.as_str());
        }
    }
}
