//! The house rules that no compiler checks, as tests over the repository's own text.
//!
//! Only the standard library: `.ci/test` builds this file alone, in a second, before anything else.
//! Each failure names the rule, and the file and line that break it.

#![expect(
    clippy::expect_used,
    reason = "what these tests read is there, or they have nothing to say"
)]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// Lines of a Rust file that are not tests.
const MAX_LINES: usize = 450;
/// Conditional compilation in `app`, which is built for the server and for the page.
const MAX_CFG_FEATURES: usize = 10;
/// What tools leave behind, and what is not ours.
const IGNORED_FOLDERS: [&str; 6] =
    ["target", "node_modules", ".git", "shots", "test-results", "playwright-report"];

/// A file of the repository: its path from the root, and its text.
struct Text {
    path: String,
    text: String,
}

impl Text {
    /// The part before the first test module; what comes after may do what tests do.
    fn without_tests(&self) -> &str {
        if self.is_test() {
            return "";
        }
        let inline = test_modules(&self.text).find(|module| module.is_inline);
        inline.map_or(&self.text, |module| &self.text[..module.at])
    }

    /// Whether the whole file is tests: by its folder, or because it is declared as a test module.
    fn is_test(&self) -> bool {
        let path = Path::new(&self.path);
        let declares = |parent: &str| {
            let folder = path.parent().expect("a file lies in a folder");
            let text = fs::read_to_string(root().join(folder).join(parent)).unwrap_or_default();
            let stem = path.file_stem().unwrap_or_default().to_string_lossy();
            test_modules(&text).any(|module| !module.is_inline && module.name == stem)
        };
        self.path.contains("/tests/")
            || self.path.contains("/benches/")
            || ["mod.rs", "lib.rs", "main.rs"].into_iter().any(declares)
    }
}

/// A module under `#[cfg(test)]`.
struct TestModule<'a> {
    at: usize,
    name: &'a str,
    is_inline: bool,
}

fn test_modules(text: &str) -> impl Iterator<Item = TestModule<'_>> {
    text.match_indices("\n#[cfg(test)]").filter_map(|(at, _)| {
        let (_, declaration) = text[at..].split_once("mod ")?;
        let end = declaration.find([';', '{'])?;
        let is_inline = declaration[end..].starts_with('{');
        Some(TestModule { at, name: declaration[..end].trim(), is_inline })
    })
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("server/ lies in the root")
}

fn files(folder: &str, extensions: &[&str]) -> Vec<Text> {
    let mut paths = Vec::new();
    collect(&root().join(folder), &mut paths);
    paths.sort();
    paths
        .into_iter()
        .filter(|path| extensions.iter().any(|end| path.to_string_lossy().ends_with(end)))
        .map(|path| {
            let from_root = path.strip_prefix(root()).expect("it was found below the root");
            let text = fs::read_to_string(&path).unwrap_or_default();
            Text { path: from_root.to_string_lossy().replace('\\', "/"), text }
        })
        .collect()
}

fn collect(folder: &Path, paths: &mut Vec<PathBuf>) {
    let Ok(entries) = fs::read_dir(folder) else { return };
    for entry in entries.flatten() {
        let path = entry.path();
        if !path.is_dir() {
            paths.push(path);
        } else if !IGNORED_FOLDERS.contains(&entry.file_name().to_string_lossy().as_ref()) {
            collect(&path, paths);
        }
    }
}

/// Every Rust file but this one, which spells out what it forbids.
fn rust_files() -> Vec<Text> {
    ["app", "frontend", "server"]
        .iter()
        .flat_map(|folder| files(folder, &[".rs"]))
        .filter(|file| file.path != "server/tests/tidy.rs")
        .collect()
}

fn report(rule: &str, broken: &[String]) {
    assert!(broken.is_empty(), "\n{rule}\n  {}\n", broken.join("\n  "));
}

/// Every line of code that holds one of `words`, as `path:line: text`; comments may say anything.
fn lines_with(path: &str, text: &str, words: &[&str]) -> Vec<String> {
    text.lines()
        .enumerate()
        .filter(|(_, line)| !line.trim_start().starts_with("//"))
        .filter(|(_, line)| words.iter().any(|word| line.contains(word)))
        .map(|(index, line)| format!("{path}:{}: {}", index + 1, line.trim()))
        .collect()
}

/// The names in `[dependencies]` of a manifest, without those that only tests use.
fn dependencies(manifest: &str) -> BTreeSet<String> {
    let text = fs::read_to_string(root().join(manifest)).expect("the manifest can be read");
    let mut names = BTreeSet::new();
    let mut inside = false;
    for line in text.lines() {
        if line.starts_with('[') {
            inside = line.trim() == "[dependencies]";
        } else if inside && line.starts_with(|first: char| first.is_ascii_lowercase()) {
            names.insert(line.split(['.', '=', ' ']).next().unwrap_or_default().to_owned());
        }
    }
    assert!(!names.is_empty(), "{manifest} has no [dependencies]");
    names
}

#[test]
fn files_stay_short_enough_to_read() {
    let broken: Vec<_> = rust_files()
        .iter()
        .map(|file| (&file.path, file.without_tests().lines().count()))
        .filter(|(_, lines)| *lines > MAX_LINES)
        .map(|(path, lines)| format!("{path}: {lines} lines"))
        .collect();
    report(
        &format!("A file has at most {MAX_LINES} lines that are not tests: split it by subject."),
        &broken,
    );
}

#[test]
fn app_hardly_knows_where_it_runs() {
    let uses: Vec<_> = files("app/src", &[".rs"])
        .iter()
        .flat_map(|file| lines_with(&file.path, &file.text, &["cfg(feature", "cfg(not(feature"]))
        .collect();
    if uses.len() > MAX_CFG_FEATURES {
        report(
            &format!(
                "app/src has at most {MAX_CFG_FEATURES} lines of cfg(feature): what only the \
                 server does belongs in services or server_ctx.rs."
            ),
            &uses,
        );
    }
}

#[test]
fn server_functions_answer_in_one_encoding() {
    let mut other = Vec::new();
    for file in rust_files().iter().filter(|file| file.path.starts_with("app/src")) {
        let attributes = file.text.split("#[server(prefix").skip(1);
        for attribute in attributes.filter_map(|rest| rest.split(")]").next()) {
            if !attribute.contains("output = crate::wire::Json") {
                other.push(format!("{}: {attribute}", file.path));
            }
        }
    }
    report(
        "a server function says `output = crate::wire::Json`, or the page carries two readers",
        &other,
    );
}

#[test]
fn a_group_fetches_every_page_it_has() {
    let lazy = rust_files().into_iter().find(|file| file.path == "app/src/lazy.rs");
    let lazy = lazy.map(|file| file.text.clone()).unwrap_or_default();
    let pages = lazy.lines().filter(|line| line.starts_with("lazy_page!("));
    let fetched: Vec<&str> =
        pages.filter_map(|line| line.trim_end_matches(");").rsplit(", ").next()).collect();
    assert!(!fetched.is_empty(), "app/src/lazy.rs names no page");
    let left_out: Vec<String> = fetched
        .iter()
        .filter(|fetch| !lazy.contains(&format!("{fetch}().await")))
        .map(|fetch| format!("app/src/lazy.rs: {fetch}"))
        .collect();
    report("a page whose code is not there when its group is cannot come alive", &left_out);
}

#[test]
fn crates_use_only_the_crates_below_them() {
    let ours = ["app", "domain", "frontend", "server", "services", "store"];
    let allowed: [(&str, &[&str]); 6] = [
        ("app/domain/Cargo.toml", &[]),
        ("server/store/Cargo.toml", &["domain"]),
        ("server/services/Cargo.toml", &["domain", "store"]),
        ("app/Cargo.toml", &["domain", "services"]),
        ("frontend/Cargo.toml", &["app", "domain"]),
        ("server/Cargo.toml", &["app", "domain", "services", "store"]),
    ];
    let mut broken = Vec::new();
    for (manifest, below) in allowed {
        for name in dependencies(manifest) {
            if ours.contains(&name.as_str()) && !below.contains(&name.as_str()) {
                broken.push(format!("{manifest}: must not use {name}"));
            }
        }
    }
    report(
        "domain <- store <- services <- app[ssr] <- server; domain <- app[hydrate] <- frontend; \
         nothing else.",
        &broken,
    );
}

#[test]
fn libraries_stay_in_their_rooms() {
    let forbidden: [(&str, &[&str]); 6] = [
        (
            "app/domain/Cargo.toml",
            &["axum", "charts-rs", "getrandom", "leptos", "rand", "sqlx", "tokio", "tracing"],
        ),
        (
            "server/store/Cargo.toml",
            &["argon2", "axum", "charts-rs", "leptos", "leptos_axum", "leptos_router"],
        ),
        ("server/services/Cargo.toml", &["axum", "leptos", "leptos_axum", "leptos_router", "sqlx"]),
        ("app/Cargo.toml", &["argon2", "charts-rs", "sqlx", "tokio"]),
        ("frontend/Cargo.toml", &["argon2", "axum", "charts-rs", "sqlx", "tokio"]),
        ("server/Cargo.toml", &["sqlx"]),
    ];
    let mut broken = Vec::new();
    for (manifest, libraries) in forbidden {
        let used = dependencies(manifest);
        for library in libraries.iter().filter(|library| used.contains(**library)) {
            broken.push(format!("{manifest}: must not use {library}"));
        }
    }
    report(
        "sqlx lives in store, leptos in app and what serves it, charts in services; domain is pure.",
        &broken,
    );
}

#[test]
fn domain_has_no_clock_no_chance_and_no_io() {
    let words = ["::now()", "SystemTime", "std::env", "std::fs", "std::net", "std::thread"];
    let broken: Vec<_> = files("app/domain/src", &[".rs"])
        .iter()
        .flat_map(|file| lines_with(&file.path, file.without_tests(), &words))
        .collect();
    report("domain is pure: the time, the seed and the data are given to it.", &broken);
}

#[test]
fn nothing_gives_up_outside_tests() {
    let words = [".unwrap()", ".expect(", "todo!(", "unimplemented!(", "panic!(", "dbg!("];
    let broken: Vec<_> = rust_files()
        .iter()
        .flat_map(|file| lines_with(&file.path, file.without_tests(), &words))
        .collect();
    report("Nothing panics outside tests: return an error that says what to do.", &broken);
}

#[test]
fn lints_are_expected_with_a_reason_and_never_allowed() {
    let broken: Vec<_> = rust_files()
        .iter()
        .flat_map(|file| lines_with(&file.path, &file.text, &["#[allow(", "#![allow("]))
        .collect();
    report(
        "A lint that is wrong in one place gets #[expect(lint, reason = \"...\")] there.",
        &broken,
    );
}

#[test]
fn sql_lists_its_columns_and_lives_in_store() {
    let (store, others): (Vec<_>, Vec<_>) =
        rust_files().into_iter().partition(|file| file.path.starts_with("server/store/"));
    let mut broken = Vec::new();
    for file in store {
        broken.extend(lines_with(&file.path, &file.text, &["select *", "SELECT *"]));
    }
    for file in others {
        let words = ["sqlx::", "insert into ", "delete from ", "select count("];
        broken.extend(lines_with(&file.path, file.without_tests(), &words));
    }
    report("Only store speaks SQL, and a query names the columns it reads.", &broken);
}

#[test]
fn migrations_are_twins() {
    let names = |engine: &str| -> BTreeSet<String> {
        files(&format!("migrations/{engine}"), &[".sql"])
            .iter()
            .filter_map(|file| file.path.rsplit('/').next().map(str::to_owned))
            .collect()
    };
    let (sqlite, postgres) = (names("sqlite"), names("postgres"));
    assert!(!sqlite.is_empty(), "migrations/sqlite is empty");
    let broken: Vec<_> = sqlite
        .symmetric_difference(&postgres)
        .map(|name| format!("migrations/*/{name}: only one engine has it"))
        .collect();
    report("Each migration is one file per engine, of the same name.", &broken);
}

#[test]
fn the_top_level_holds_what_it_should() {
    let folders = ["app", "end2end", "frontend", "migrations", "public", "server", "style"];
    let documents = ["ARCHITECTURE.md", "CHANGELOG.md", "LICENSE", "README.md"];
    let tools =
        ["Cargo.lock", "Cargo.toml", "Makefile", "clippy.toml", "deny.toml", "rustfmt.toml"];
    let broken: Vec<_> = fs::read_dir(root())
        .expect("the root can be read")
        .flatten()
        .map(|entry| entry.file_name().to_string_lossy().into_owned())
        .filter(|name| !name.starts_with('.') && !IGNORED_FOLDERS.contains(&name.as_str()))
        .filter(|name| {
            [&folders[..], &documents, &tools].iter().all(|known| !known.contains(&name.as_str()))
        })
        .collect();
    report("The top level is fixed: what is new goes into one of its folders.", &broken);
}

#[test]
fn the_text_names_no_registry_and_leaves_no_notes() {
    // Joined here, so that this file passes its own test.
    let forbidden = [
        ["registry.", "npmjs"],
        ["registry.", "yarnpkg"],
        ["index.", "crates.io"],
        ["static.", "crates.io"],
        ["TO", "DO"],
        ["FIX", "ME"],
    ]
    .map(|halves| halves.concat());
    // What the calendar format calls something to do is no note.
    let calendars = ["VTO", "DO"].concat();
    let kinds = [".css", ".js", ".json", ".md", ".mjs", ".npmrc", ".rs", ".sql", ".toml", ".ts"];
    let mut broken = Vec::new();
    for file in files("", &kinds) {
        for (index, line) in file.text.lines().enumerate() {
            let line = line.replace(&calendars, "");
            if forbidden.iter().any(|word| line.contains(word.as_str())) {
                broken.push(format!("{}:{}: {}", file.path, index + 1, line.trim()));
            }
        }
    }
    report("No address of a package registry, and no note to do something later.", &broken);
}
