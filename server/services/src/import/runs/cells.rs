//! A row as its plan reads it: field by field, or what is wrong with which column.

use std::collections::{BTreeMap, HashMap};

use domain::forms::LINE;
use domain::import::{ImportPlan, RowProblem};
use domain::money::Cents;

use crate::import::names::plain;
use crate::import::sheet::{Sheet, SheetRow};
use crate::import::values::day::{self, Moment, Order};
use crate::import::values::number::{self, Mark};
use crate::import::values::{email, phone};

/// The reading of a cell.
pub(super) type Read<T> = Result<T, RowProblem>;

/// Where the fields of a plan stand, and what its values mean.
#[derive(Clone, Debug)]
pub(super) struct Columns<'a> {
    sheet: &'a Sheet,
    plan: &'a ImportPlan,
    places: BTreeMap<&'a str, Vec<usize>>,
    meanings: HashMap<(&'a str, String), &'a str>,
}

impl<'a> Columns<'a> {
    pub(super) fn new(sheet: &'a Sheet, plan: &'a ImportPlan) -> Self {
        let mut places: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
        for (place, field) in plan.columns.iter().enumerate().filter(|(_, field)| !field.is_empty())
        {
            places.entry(field).or_default().push(place);
        }
        let meanings = plan
            .meanings
            .iter()
            .map(|meaning| {
                ((meaning.field.as_str(), plain(&meaning.written)), meaning.meant.as_str())
            })
            .collect();
        Self { sheet, plan, places, meanings }
    }

    pub(super) fn plan(&self) -> &'a ImportPlan {
        self.plan
    }

    pub(super) fn row<'b>(&'b self, row: &'b SheetRow) -> Cells<'b> {
        Cells { columns: self, row }
    }

    /// The columns that are read as this field.
    pub(super) fn places(&self, field: &str) -> &[usize] {
        self.places.get(field).map(Vec::as_slice).unwrap_or_default()
    }
}

/// A row as its plan reads it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Cells<'a> {
    columns: &'a Columns<'a>,
    row: &'a SheetRow,
}

impl<'a> Cells<'a> {
    pub(super) fn line(self) -> i64 {
        i64::try_from(self.row.line).unwrap_or(i64::MAX)
    }

    /// In a row of another width than the head a separator is missing or too many, and nothing stands where it should.
    pub(super) fn check_width(self) -> Read<()> {
        let (cells, heads) = (self.row.cells.len(), self.columns.sheet.heads.len());
        // Some programs end a row with empty cells.
        let beyond = self.row.cells.iter().skip(heads).any(|cell| !cell.is_empty());
        if cells >= heads && !beyond {
            return Ok(());
        }
        let message = format!(
            "The row has {cells} columns, the head has {heads}: look for a missing or additional separator, or a quote \
             in the wrong place."
        );
        Err(RowProblem {
            line: self.line(),
            column: String::new(),
            value: self.row.cells.join(", ").chars().take(LINE).collect(),
            message,
        })
    }

    /// The first cell that is read as this field and is not empty, with its column.
    fn cell(self, field: &str) -> Option<(&'a str, usize)> {
        let places = self.columns.places(field).iter();
        places
            .filter_map(|place| Some((self.row.cells.get(*place)?.as_str(), *place)))
            .find(|(cell, _)| !cell.is_empty())
    }

    pub(super) fn raw(self, field: &str) -> Option<&'a str> {
        self.cell(field).map(|(cell, _)| cell)
    }

    /// What is wrong with this field.
    pub(super) fn wrong(self, field: &str, message: impl Into<String>) -> RowProblem {
        let (value, place) = self.cell(field).map_or_else(
            || ("", self.columns.places(field).first().copied()),
            |(cell, place)| (cell, Some(place)),
        );
        let title = place.and_then(|place| self.columns.sheet.titles.get(place));
        RowProblem {
            line: self.line(),
            column: title
                .cloned()
                .unwrap_or_else(|| self.columns.plan.entity.label_of(field).to_owned()),
            value: value.chars().take(LINE).collect(),
            message: message.into(),
        }
    }

    /// A line of text.
    pub(super) fn text(self, field: &str) -> Read<Option<String>> {
        let Some((cell, _)) = self.cell(field) else { return Ok(None) };
        let length = cell.chars().count();
        if length > LINE {
            let message = format!("Shorten this to {LINE} characters; it has {length}.");
            return Err(self.wrong(field, message));
        }
        Ok(Some(cell.split_whitespace().collect::<Vec<_>>().join(" ")))
    }

    pub(super) fn email(self, field: &str) -> Read<Option<String>> {
        let Some((cell, _)) = self.cell(field) else { return Ok(None) };
        let read = email::read(cell);
        read.map(Some).ok_or_else(|| {
            self.wrong(
                field,
                "This is no mail address. Write one such as ana@example.com, or empty the cell.",
            )
        })
    }

    /// In E.164 where that can be told, else as written: a number with a slip in it may still be worth reading.
    pub(super) fn phone(self, field: &str, region: Option<&str>) -> Read<Option<String>> {
        let written = self.text(field)?;
        Ok(written.map(|text| phone::e164(&text, region).unwrap_or(text)))
    }

    fn notation(self, place: usize) -> &'a str {
        self.columns.plan.notations.get(place).map_or("", String::as_str)
    }

    fn parsed<T>(
        self,
        field: &str,
        read: impl Fn(&str, &str) -> Option<T>,
        message: &str,
    ) -> Read<Option<T>> {
        let Some((cell, place)) = self.cell(field) else { return Ok(None) };
        let value = read(cell, self.notation(place));
        value.map(Some).ok_or_else(|| self.wrong(field, message))
    }

    pub(super) fn moment(self, field: &str) -> Read<Option<Moment>> {
        let read = |cell: &str, notation: &str| day::read(cell, Order::of(notation));
        self.parsed(field, read, "This is no day that can be read. Write it as 2024-03-31.")
    }

    pub(super) fn money(self, field: &str) -> Read<Option<Cents>> {
        let read = |cell: &str, notation: &str| number::money(cell, Mark::of(notation));
        self.parsed(field, read, "This is no amount. Write it in figures, such as 1250.50.")
    }

    pub(super) fn whole(self, field: &str) -> Read<Option<i64>> {
        let read = |cell: &str, notation: &str| number::whole(cell, Mark::of(notation));
        self.parsed(field, read, "This is no whole number. Write one such as 250.")
    }

    pub(super) fn flag(self, field: &str) -> Read<Option<bool>> {
        let read = |cell: &str, _: &str| match plain(cell).as_str() {
            "true" | "yes" | "y" | "1" | "x" | "ja" | "oui" | "si" => Some(true),
            "false" | "no" | "n" | "0" | "nein" | "non" => Some(false),
            _ => None,
        };
        self.parsed(field, read, "Write yes or no.")
    }

    /// What the cell stands for here: what was said of it, or else what it says itself. `None` when it is empty or was
    /// said to stand for nothing.
    pub(super) fn meant(self, field: &str) -> Option<&'a str> {
        let cell = self.raw(field)?;
        let said = self.columns.said(field, cell);
        Some(said.unwrap_or(cell)).filter(|meant| !meant.is_empty())
    }
}

impl<'a> Columns<'a> {
    fn said(&self, field: &str, cell: &str) -> Option<&'a str> {
        let (field, _) = self.places.get_key_value(field)?;
        self.meanings.get(&(*field, plain(cell))).copied()
    }
}
