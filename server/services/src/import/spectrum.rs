//! Other people's test files for CSV, where the data is at hand beside the workspace.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::sheet::{Broken, Sheet};
use super::text;
use super::values::{Settled, day, number};

/// The folder, or a word that it is not here.
fn folder(name: &str) -> Option<PathBuf> {
    let path =
        Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data/csv_import").join(name);
    if path.is_dir() {
        return Some(path);
    }
    eprintln!("skipped: {} is not here", path.display());
    None
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let mut files: Vec<PathBuf> =
        entries.filter(|path| path.extension().is_some_and(|ending| ending == "csv")).collect();
    files.sort();
    files
}

#[test]
fn the_edge_cases_of_csv_spectrum_are_read_as_they_are_meant() {
    let Some(folder) = folder("csv-spectrum") else { return };
    for file in files(&folder.join("csvs")) {
        let name = file.file_stem().unwrap().to_string_lossy().into_owned();
        let text = text::decode(&std::fs::read(&file).unwrap()).unwrap();
        let sheet = Sheet::read(&text).unwrap();
        let json = std::fs::read(folder.join("json").join(format!("{name}.json"))).unwrap();
        // One of them says something else than its CSV file, and not as a list.
        let Ok(meant) = serde_json::from_slice::<Vec<BTreeMap<String, String>>>(&json) else {
            continue;
        };
        assert_eq!(sheet.rows.len(), meant.len(), "{name}");
        for (row, meant) in sheet.rows.iter().zip(meant) {
            let mut values: Vec<String> =
                meant.values().map(|value| value.trim().replace("\r\n", "\n")).collect();
            let mut cells: Vec<String> =
                row.cells.iter().map(|cell| cell.replace("\r\n", "\n")).collect();
            values.sort_unstable();
            cells.sort_unstable();
            assert_eq!(cells, values, "{name}, line {}", row.line);
        }
    }
}

#[test]
fn every_encoding_and_separator_of_a_data_loader_gives_a_table_or_says_why_not() {
    let Some(folder) = folder("salesforce_dataloader") else { return };
    for file in files(&folder) {
        let text = text::decode(&std::fs::read(&file).unwrap()).unwrap();
        match Sheet::read(&text) {
            Ok(sheet) => assert!(!sheet.heads.is_empty(), "{}", file.display()),
            Err(Broken::Empty | Broken::OpenQuote(_)) => {}
            Err(other) => panic!("{}: {other}", file.display()),
        }
    }
    let read = |name: &str| {
        let bytes = std::fs::read(folder.join(name)).unwrap();
        Sheet::read(&text::decode(&bytes).unwrap()).unwrap()
    };
    let plain = read("csvtext_BOM_UTF8.csv");
    for name in [
        "csvtext_BOM_UTF16BE.csv",
        "csvtext_BOM_UTF16LE.csv",
        "csvtext_BOM_UTF32BE.csv",
        "csvtext_BOM_UTF32LE.csv",
    ] {
        assert_eq!(read(name), plain, "{name}");
    }
}

/// Every day and moment of the files about time zones is read, or is one of the two that are written wrongly.
#[test]
fn the_days_of_a_data_loader_are_read_and_its_slips_are_not() {
    let Some(folder) = folder("salesforce_dataloader") else { return };
    let read = |name: &str, column: &str| -> Vec<String> {
        let bytes = std::fs::read(folder.join(name)).unwrap();
        let sheet = Sheet::read(&text::decode(&bytes).unwrap()).unwrap();
        let place = sheet.column(column).unwrap();
        sheet.rows.iter().map(|row| row.cells[place].clone()).collect()
    };
    let (mut all, mut wrong) = (0, Vec::new());
    for (name, column) in [
        ("dateEndingInZ.csv", "date"),
        ("dateEndingInZ.csv", "date_only"),
        ("dateOnlyWithTimeZone.csv", "date_only"),
        ("dateUsingDefaultTimeZone.csv", "date"),
        ("dateWithTimeZone.csv", "date"),
        ("dateWithTimeZone.csv", "date_only"),
        ("timeZoneFormatTesting.csv", "date"),
        ("timeZoneFormatTestingWithErrors.csv", "date"),
        ("samples_accountData.csv", "createddate"),
        ("samples_opportunityData.csv", "closedate"),
    ] {
        let values = read(name, column);
        let order = match day::settle(values.iter().map(String::as_str)) {
            Settled::By(order) => Some(order),
            Settled::Clear => None,
            Settled::Open(value) => panic!("{name}: {value} was not settled"),
        };
        all += values.len();
        wrong.extend(values.into_iter().filter(|value| day::read(value, order).is_none()));
    }
    eprintln!("data loader: {} of {all} days are read", all - wrong.len());
    assert_eq!(wrong, ["2009\\7\\14 22:14:45+0800", "2009-07/14 02:14:45-0800"]);
}

/// Amounts as the loader writes them: 500000.0 is half a million, to the cent.
#[test]
fn the_amounts_of_a_data_loader_are_read() {
    let Some(folder) = folder("salesforce_dataloader") else { return };
    let bytes = std::fs::read(folder.join("samples_opportunityData.csv")).unwrap();
    let sheet = Sheet::read(&text::decode(&bytes).unwrap()).unwrap();
    let place = sheet.column("amount").unwrap();
    let values: Vec<&str> = sheet.rows.iter().map(|row| row.cells[place].as_str()).collect();
    assert_eq!(number::settle(values.iter().copied()), Settled::Clear);
    let good = values.iter().filter(|value| number::money(value, None).is_some()).count();
    let filled = values.iter().filter(|value| !value.is_empty()).count();
    eprintln!("data loader: {good} of {filled} amounts are read");
    assert_eq!(good, filled);
}
