//! Cases and events from files, by stated rules; whatever is left out is counted and said.

use std::collections::{BTreeMap, BTreeSet};

use domain::hazard::Case;
use domain::outlook::Amounts;

use super::Settings;
use super::columns::{self, Field};
use crate::evaluate::cells::filled;
use crate::evaluate::{EvaluateError, Source};
use crate::import::values::{Settled, day, number};

/// Owners, products and the like of fewer deals than this share one level.
const RARE: usize = 10;
/// And there are no more levels than this.
const LEVELS: usize = 200;
/// Bands of amounts.
const BANDS: usize = 6;

/// What the files hold.
pub(super) struct Read {
    pub cases: Vec<Case>,
    pub amounts: Amounts,
    pub has_events: bool,
    /// The day from which endings were kept.
    pub since: i64,
    /// The day after the last of which anything is known.
    pub until: i64,
    pub notes: Vec<String>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Status {
    Open,
    Won,
    Lost,
}

/// Reads both files.
///
/// # Errors
/// When a file cannot be read, a column is missing, or nothing was ever won: says what to do.
pub(super) fn read(settings: &Settings) -> Result<Read, EvaluateError> {
    if let Some((field, _)) =
        settings.map.iter().find(|(field, _)| !columns::ALL.contains(&field.as_str()))
    {
        return Err(EvaluateError::Flag {
            flag: "--map",
            what: format!("there is no field {field}. Fields are: {}", columns::ALL.join(", ")),
        });
    }
    let source = Source::open(&settings.cases)?;
    let mut notes = Vec::new();
    let (mut cases, ids) = cases(&source, settings, &mut notes)?;
    let has_events = if let Some(path) = &settings.events {
        events(&Source::open(path)?, settings, &ids, &mut cases, &mut notes)?
    } else {
        notes.push(
            "No events: stages, time in stage and activity are unknown. Chances rest on age and on what the cases \
             say, and the usual formula uses one win rate for all."
                .to_owned(),
        );
        false
    };
    let mut endings: Vec<i64> =
        cases.iter().filter_map(|case| case.closed).map(|(day, _)| day).collect();
    endings.sort_unstable();
    // A slip of the hand in one date must not stretch the history by decades.
    let since = endings.get(endings.len() / 500).copied();
    let last = |case: &Case| {
        let of_events = case.events.last().map_or(case.created, |event| event.0);
        case.closed.map_or(case.created, |(day, _)| day).max(of_events)
    };
    let mut lasts: Vec<i64> = cases.iter().map(last).collect();
    lasts.sort_unstable();
    let until = lasts.get(lasts.len().saturating_sub(1 + lasts.len() / 2_000)).map(|day| day + 1);
    let (Some(since), Some(until)) = (since, until) else {
        return Err(EvaluateError::NothingToMeasure(
            "No deal of the file was ever won or lost on a known day: there is no history to measure on.".to_owned(),
        ));
    };
    let amounts = settings.amounts.unwrap_or_else(|| kind(&cases));
    if amounts == Amounts::Final {
        notes.push(
            "Lost deals have no amounts, so amounts were written at the end: an open deal is worth what its product \
             was sold for before (--amounts estimated takes them as they stand)."
                .to_owned(),
        );
    } else {
        band(&mut cases);
    }
    Ok(Read { cases, amounts, has_events, since, until, notes })
}

fn cases(
    source: &Source,
    settings: &Settings,
    notes: &mut Vec<String>,
) -> Result<(Vec<Case>, BTreeMap<String, usize>), EvaluateError> {
    let map = &settings.map;
    let id = columns::ID.find(source, map)?;
    let created = days(source, columns::CREATED.get(source, map)?);
    let closed = days(source, columns::CLOSED.get(source, map)?);
    let status = statuses(source, columns::STATUS.get(source, map)?, settings)?;
    let amounts = match columns::AMOUNT.find(source, map)? {
        Some(column) => numbers(source, column),
        None => vec![None; source.rows()],
    };
    let level_of = |field: &Field| -> Result<Vec<usize>, EvaluateError> {
        let column = field.find(source, map)?;
        Ok(column.map_or_else(|| vec![0; source.rows()], |column| levels(source, column)))
    };
    let (owner, product) = (level_of(&columns::OWNER)?, level_of(&columns::PRODUCT)?);
    let mut others: Vec<Vec<usize>> = Vec::new();
    for name in &settings.features {
        others.push(levels(source, source.column(name, "--feature")?));
    }
    let mut left = Left::default();
    let (mut cases, mut ids) = (Vec::new(), BTreeMap::new());
    for row in 0..source.rows() {
        let at = |days: &[Option<i64>]| days.get(row).copied().flatten();
        let status = status.get(row).copied().unwrap_or(Status::Open);
        let Some(created) = at(&created) else {
            left.no_start += 1;
            continue;
        };
        let closed = match (status, at(&closed)) {
            (Status::Open, _) => None,
            (_, None) => {
                left.no_end += 1;
                continue;
            }
            // A day of difference is a matter of time zones.
            (_, Some(day)) if day < created - 1 => {
                left.backwards += 1;
                continue;
            }
            (status, Some(day)) => Some((day.max(created), status == Status::Won)),
        };
        let name = id.map_or_else(|| row.to_string(), |id| source.cell(row, id).trim().to_owned());
        if ids.contains_key(&name) {
            left.twice += 1;
            continue;
        }
        ids.insert(name, cases.len());
        let level = |levels: &[usize]| levels.get(row).copied().unwrap_or(0);
        cases.push(Case {
            created,
            closed,
            amount: amounts.get(row).copied().flatten(),
            owner: level(&owner),
            product: level(&product),
            band: 0,
            others: others.iter().map(|levels| level(levels)).collect(),
            events: Vec::new(),
            told: Vec::new(),
        });
    }
    left.say(notes);
    count_if_worthless(&mut cases, notes);
    currencies(source, notes);
    Ok((cases, ids))
}

/// Cases that are left out, by reason.
#[derive(Default)]
struct Left {
    no_start: usize,
    no_end: usize,
    backwards: usize,
    twice: usize,
}

impl Left {
    fn say(&self, notes: &mut Vec<String>) {
        for (count, why) in [
            (self.no_start, "without a day of creation"),
            (self.no_end, "won or lost without a closing day"),
            (self.backwards, "closed before they were created"),
            (self.twice, "with the id of a case before them"),
        ] {
            if count > 0 {
                notes.push(format!("Left out: {count} cases {why}."));
            }
        }
    }
}

/// Where most won deals have no amount, each deal counts as one.
fn count_if_worthless(cases: &mut [Case], notes: &mut Vec<String>) {
    let won = || cases.iter().filter(|case| case.closed.is_some_and(|(_, won)| won));
    let (all, missing) = (won().count(), won().filter(|case| case.amount.is_none()).count());
    if missing * 2 > all {
        notes.push(
            "Most won deals have no amount: deals are counted instead, each as 1.".to_owned(),
        );
        for case in cases {
            case.amount = Some(1.0);
        }
    } else if missing > 0 {
        notes.push(format!(
            "{missing} won deals have no amount: they count for nothing in what came in."
        ));
    }
}

fn currencies(source: &Source, notes: &mut Vec<String>) {
    let Some(column) =
        source.titles().iter().position(|title| title.to_lowercase().contains("currency"))
    else {
        return;
    };
    let found: BTreeSet<&str> = source.cells(column).filter_map(filled).collect();
    if found.len() > 1 {
        let names: Vec<&str> = found.into_iter().take(5).collect();
        notes.push(format!(
            "Amounts are in several currencies ({}) and are added as they stand.",
            names.join(", ")
        ));
    }
}

fn days(source: &Source, column: usize) -> Vec<Option<i64>> {
    let order = match day::settle(source.cells(column).filter_map(filled)) {
        Settled::By(order) => Some(order),
        Settled::Open(_) => Some(day::Order::MonthFirst),
        Settled::Clear => None,
    };
    let read = |cell: &str| {
        day::read(filled(cell)?, order).map(|at| at.utc().timestamp().div_euclid(86_400))
    };
    source.cells(column).map(read).collect()
}

fn numbers(source: &Source, column: usize) -> Vec<Option<f64>> {
    let mark = match number::settle(source.cells(column).filter_map(filled)) {
        Settled::By(mark) => Some(mark),
        Settled::Open(_) => Some(number::Mark::Point),
        Settled::Clear => None,
    };
    let read = |cell: &str| {
        let cell = filled(cell)?;
        let plain = cell.parse::<f64>().ok().filter(|_| mark != Some(number::Mark::Comma));
        // Through text, because hundredths of large amounts are exact there.
        let exact = || {
            number::hundredths(cell, mark)
                .and_then(|cents| format!("{cents}e-2").parse::<f64>().ok())
        };
        plain.or_else(exact).filter(|value| value.is_finite())
    };
    source.cells(column).map(read).collect()
}

/// What a status means: by the flags, else by the words that programs write.
fn statuses(
    source: &Source,
    column: usize,
    settings: &Settings,
) -> Result<Vec<Status>, EvaluateError> {
    const WON: [&str; 10] = [
        "won",
        "win",
        "accepted",
        "success",
        "signed",
        "converted",
        "gewonnen",
        "gagn",
        "ganad",
        "vinto",
    ];
    const LOST: [&str; 14] = [
        "lost",
        "loss",
        "cancel",
        "denied",
        "reject",
        "declin",
        "refus",
        "abandon",
        "verloren",
        "dead",
        "disqualif",
        "fail",
        "perdu",
        "perdid",
    ];
    let same =
        |cell: &str, words: &[String]| words.iter().any(|word| word.eq_ignore_ascii_case(cell));
    let read = |cell: &str| {
        let Some(cell) = filled(cell) else { return Status::Open };
        if same(cell, &settings.won) {
            return Status::Won;
        }
        if same(cell, &settings.lost) {
            return Status::Lost;
        }
        let word = cell.to_lowercase();
        let has = |words: &[&str]| words.iter().any(|known| word.contains(known));
        let is = |words: &[&str]| words.contains(&word.as_str());
        if settings.lost.is_empty()
            && (has(&LOST) || is(&["0", "no", "false", "n", "unsuccessful", "not won"]))
        {
            Status::Lost
        } else if settings.won.is_empty() && (has(&WON) || is(&["1", "yes", "true", "y"])) {
            Status::Won
        } else {
            Status::Open
        }
    };
    let statuses: Vec<Status> = source.cells(column).map(read).collect();
    if statuses.contains(&Status::Won) {
        return Ok(statuses);
    }
    let seen: BTreeSet<&str> = source.cells(column).filter_map(filled).collect();
    let seen: Vec<&str> = seen.into_iter().take(12).collect();
    Err(EvaluateError::NothingToMeasure(format!(
        "No value of the column {} means won. Say which does with --won VALUE (and --lost VALUE), or which column with \
         --map status=COLUMN. Its values are: {}",
        source.titles().get(column).map_or("", String::as_str),
        seen.join(", ")
    )))
}

/// The words of a column as numbers from 1, the commonest first; 0 for nothing and for what is rare.
fn levels(source: &Source, column: usize) -> Vec<usize> {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for cell in source.cells(column).filter_map(filled) {
        *counts.entry(cell).or_default() += 1;
    }
    let mut common: Vec<(&str, usize)> =
        counts.into_iter().filter(|(_, count)| *count >= RARE).collect();
    common.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    common.truncate(LEVELS);
    // Rare words share a level of their own: they are not nothing.
    let rare = common.len() + 1;
    let level: BTreeMap<&str, usize> =
        (1..).zip(common).map(|(level, (word, _))| (word, level)).collect();
    let of = |cell| filled(cell).map_or(0, |word| level.get(word).copied().unwrap_or(rare));
    source.cells(column).map(of).collect()
}

/// Amounts of lost deals tell that amounts are there before the end.
fn kind(cases: &[Case]) -> Amounts {
    let lost = || cases.iter().filter(|case| case.closed.is_some_and(|(_, won)| !won));
    let known = lost().filter(|case| case.amount.is_some_and(|amount| amount != 0.0)).count();
    if known * 2 < lost().count() { Amounts::Final } else { Amounts::Estimated }
}

fn band(cases: &mut [Case]) {
    let mut known: Vec<f64> = cases.iter().filter_map(|case| case.amount).collect();
    known.sort_by(f64::total_cmp);
    let cuts: Vec<f64> =
        (1..BANDS).filter_map(|part| known.get(known.len() * part / BANDS).copied()).collect();
    for case in cases {
        let above = |amount: f64| 1 + cuts.iter().filter(|cut| amount >= **cut).count();
        case.band = case.amount.map_or(0, above);
    }
}

/// Adds the events to their cases; whether there were any.
fn events(
    source: &Source,
    settings: &Settings,
    ids: &BTreeMap<String, usize>,
    cases: &mut [Case],
    notes: &mut Vec<String>,
) -> Result<bool, EvaluateError> {
    let case = columns::CASE.get(source, &settings.map)?;
    let time = days(source, columns::TIME.get(source, &settings.map)?);
    let stage = levels(source, columns::STAGE.get(source, &settings.map)?);
    let (mut strangers, mut undated, mut taken) = (0_usize, 0_usize, 0_usize);
    for (row, (time, stage)) in time.into_iter().zip(stage).enumerate() {
        let found = ids.get(source.cell(row, case).trim()).and_then(|place| cases.get_mut(*place));
        match (found, time) {
            (None, _) => strangers += 1,
            (_, None) => undated += 1,
            (Some(case), Some(time)) => {
                case.events.push((time, stage));
                taken += 1;
            }
        }
    }
    // The sort is stable: events of one day stay as they stand in the file.
    for case in cases {
        case.events.sort_by_key(|event| event.0);
    }
    for (count, why) in [(strangers, "of cases that are not there"), (undated, "without a time")] {
        if count > 0 {
            notes.push(format!("Left out: {count} events {why}."));
        }
    }
    Ok(taken > 0)
}
