//! Other people's test files for CSV, where the data is at hand beside the workspace.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::sheet::{Broken, Sheet};
use super::text;

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
