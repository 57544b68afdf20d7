//! The search for duplicates, measured on one file, or between two.

mod fields;
mod report;
mod truth;

use std::path::PathBuf;
use std::time::Instant;

use domain::duplicates::{Records, find, measure};

pub use report::{Compared, Duplication};

use super::{EvaluateError, Source};

/// What to measure.
#[derive(Clone, Debug, Default)]
pub struct Duplicates {
    /// The records.
    pub left: PathBuf,
    /// A second file, to be linked with the first.
    pub right: Option<PathBuf>,
    /// A column with what the records of one thing share, or a file of pairs or of groups.
    pub truth: String,
    /// What of that column they share: text with `{}` for it.
    pub truth_pattern: Option<String>,
    /// The column that a file of pairs or groups names records by.
    pub id: Option<String>,
    /// Columns to leave out.
    pub drop: Vec<String>,
}

/// The one or two files.
struct Files {
    left: Source,
    right: Option<Source>,
}

/// Finds duplicates and compares them with the truth.
///
/// # Errors
/// When a file cannot be read, has no such column, or the truth does not fit the records.
pub fn duplicates(asked: &Duplicates) -> Result<Duplication, EvaluateError> {
    let left = Source::open(&asked.left)?;
    let right = asked.right.as_deref().map(Source::open).transpose()?;
    let files = Files { left, right };
    let mut notes = Vec::new();
    let truth = truth::read(asked, &files, &mut notes)?;
    let (fields, columns) = fields::choose(asked, &files, &truth.columns, &mut notes)?;
    let split = files.right.as_ref().map(|_| files.left.rows());
    let began = Instant::now();
    let records = Records::new(&fields, split);
    let found = find(&records);
    let seconds = began.elapsed().as_secs_f64();
    let same: Vec<(u32, u32)> = match &truth.judged {
        Some(judged) => found.same.iter().copied().filter(|pair| judged.contains(pair)).collect(),
        None => found.same.clone(),
    };
    Ok(Duplication {
        file: asked.left.display().to_string(),
        right: asked.right.as_ref().map(|path| path.display().to_string()),
        rows: files.left.rows(),
        right_rows: files.right.as_ref().map_or(0, Source::rows),
        columns,
        pairs_scored: found.candidates,
        threshold_bits: found.threshold,
        measured: measure(&same, &truth.pairs),
        seconds,
        notes,
    })
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;

    const PEOPLE: &str = "rec_id,first name,surname,dob,city\n\
        a-1-org,Ana,Sol,1980-01-02,Bern\na-1-dup-0,Anna,Sol,1980-01-02,Bern\n\
        a-2-org,Bo,Lind,1971-05-06,Oslo\na-3-org,Cy,Marsh,1966-11-12,Rome\na-3-dup-0,Cy,Marhs,1966-11-12,\n\
        a-4-org,Dee,Nagy,1990-03-04,Pest\na-5-org,Eli,Ober,1955-07-08,Graz\na-6-org,Fay,Pohl,1948-09-10,Kiel\n";

    fn written(folder: &Path, name: &str, text: &str) -> PathBuf {
        let path = folder.join(name);
        std::fs::write(&path, text).unwrap();
        path
    }

    fn asked(left: PathBuf, truth: &str) -> Duplicates {
        Duplicates { left, truth: truth.to_owned(), ..Duplicates::default() }
    }

    #[test]
    fn the_truth_may_be_a_column_a_pattern_or_a_file() {
        let folder = tempfile::tempdir().unwrap();
        let left = written(folder.path(), "people.csv", PEOPLE);
        let pairs = written(
            folder.path(),
            "pairs.csv",
            "one;other\na-1-dup-0;a-1-org\na-3-org;a-3-dup-0\n",
        );
        let labelled = written(
            folder.path(),
            "labelled.csv",
            "l,r,match\na-1-dup-0,a-1-org,1\na-3-org,a-3-dup-0,1\na-1-org,a-2-org,0\n",
        );
        let groups = written(
            folder.path(),
            "groups.csv",
            "rec_id,cluster\na-1-org,x\na-1-dup-0,x\na-2-org,y\na-3-org,z\na-3-dup-0,z\na-4-org,p\na-5-org,q\na-6-org,r\n",
        );
        let mut ways = vec![asked(left.clone(), "rec_id")];
        ways.push(Duplicates {
            truth_pattern: Some("a-{}-".to_owned()),
            ..asked(left.clone(), "rec_id")
        });
        for file in [pairs, labelled, groups] {
            ways.push(asked(left.clone(), &file.display().to_string()));
        }
        for way in ways {
            let report = duplicates(&way).unwrap();
            assert_eq!(report.measured.true_pairs, 2, "{way:?}");
            assert!(report.columns.iter().all(|column| column.column != "rec_id" || !column.used));
        }
    }

    #[test]
    fn two_files_are_linked() {
        let folder = tempfile::tempdir().unwrap();
        let left = written(folder.path(), "left.csv", PEOPLE);
        let text = "id;Surname;first_name;DOB\n1;Sol;Ana;1980-01-02\n2;Marsh;Cy;1966-11-12\n3;Quist;Gil;1930-01-30\n";
        let right = written(folder.path(), "right.csv", text);
        let truth = written(
            folder.path(),
            "t.csv",
            "idA,idB\na-1-org,1\na-1-dup-0,1\na-3-org,2\na-3-dup-0,2\n",
        );
        let way = Duplicates { right: Some(right), ..asked(left, &truth.display().to_string()) };
        let report = duplicates(&way).unwrap();
        assert_eq!((report.measured.true_pairs, report.right_rows), (4, 3));
        assert!(report.notes.iter().any(|note| note.contains("city")), "{:?}", report.notes);
    }

    #[test]
    fn what_does_not_fit_is_said() {
        let folder = tempfile::tempdir().unwrap();
        let left = written(folder.path(), "people.csv", PEOPLE);
        let strange = written(folder.path(), "strange.csv", "a,b\n7,8\n");
        for (way, said) in [
            (asked(left.clone(), "truth"), "neither a column"),
            (asked(left.clone(), &strange.display().to_string()), "no two columns"),
            (
                Duplicates { drop: vec!["x".to_owned()], ..asked(left.clone(), "rec_id") },
                "--drop x",
            ),
            (
                Duplicates {
                    truth_pattern: Some("a-".to_owned()),
                    ..asked(left.clone(), "rec_id")
                },
                "{}",
            ),
            (
                Duplicates {
                    id: Some("y".to_owned()),
                    ..asked(left, &strange.display().to_string())
                },
                "--id y",
            ),
        ] {
            let error = duplicates(&way).unwrap_err().to_string();
            assert!(error.contains(said), "{error}");
        }
    }
}
