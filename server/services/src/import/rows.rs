//! From cells to what they mean.

use std::ops::RangeInclusive;

use chrono::{DateTime, NaiveDate, Utc};
use domain::money::Cents;

use super::files::Source;
use super::names::plain;
use super::report::RowError;
use super::sheet::SheetRow;

/// The years in which anything here can have happened.
const YEARS: RangeInclusive<i32> = 1970..=2100;

/// A company.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct CompanyIn {
    pub name: String,
    pub industry: Option<String>,
    pub founded_year: Option<i64>,
    pub annual_revenue: Option<Cents>,
    pub employees: Option<i64>,
    pub country: Option<String>,
    pub parent_name: Option<String>,
}

/// A product.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct ProductIn {
    pub name: String,
    pub series: Option<String>,
    pub price: Cents,
}

/// Somebody who sells.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct PersonIn {
    pub name: String,
    pub manager: String,
    pub office: Option<String>,
}

/// How far a deal has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum StageIn {
    Prospecting,
    Engaging,
    Won,
    Lost,
}

/// A deal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct DealIn {
    pub key: String,
    pub agent: String,
    pub product: String,
    pub account: Option<String>,
    pub stage: StageIn,
    pub engaged_on: Option<NaiveDate>,
    pub closed_on: Option<NaiveDate>,
    pub value: Option<Cents>,
}

/// A row with its file, to be read cell by cell.
#[derive(Clone, Copy, Debug)]
pub(super) struct Reading<'a> {
    pub source: &'a Source,
    pub row: &'a SheetRow,
}

type Read<T> = Result<T, RowError>;

impl Reading<'_> {
    /// What is wrong with this row.
    pub(super) fn wrong(&self, field: &str, value: &str, message: impl Into<String>) -> RowError {
        RowError {
            file: self.source.name.clone(),
            line: self.row.line,
            field: field.to_owned(),
            value: value.to_owned(),
            message: message.into(),
        }
    }

    fn width(&self) -> Read<()> {
        let (cells, heads) = (self.row.cells.len(), self.source.sheet.heads.len());
        if cells == heads {
            return Ok(());
        }
        let message = format!(
            "the row has {cells} columns, the head has {heads}: look for a missing or additional separator, or a quote \
             in the wrong place"
        );
        Err(self.wrong("row", &self.row.cells.join(", "), message))
    }

    fn text(&self, head: &str) -> Option<String> {
        let cell = self.row.cells.get(self.source.sheet.column(head)?)?;
        (!cell.is_empty()).then(|| cell.clone())
    }

    fn required(&self, head: &str) -> Read<String> {
        self.text(head).ok_or_else(|| self.wrong(head, "", "fill this in"))
    }

    fn parsed<T>(
        &self,
        head: &str,
        parse: impl Fn(&str) -> Option<T>,
        message: &str,
    ) -> Read<Option<T>> {
        let Some(text) = self.text(head) else { return Ok(None) };
        parse(&text).map(Some).ok_or_else(|| self.wrong(head, &text, message))
    }

    fn whole(&self, head: &str) -> Read<Option<i64>> {
        let parse = |text: &str| text.parse().ok().filter(|number: &i64| *number >= 0);
        self.parsed(head, parse, "write a whole number, such as 250")
    }

    fn day(&self, head: &str) -> Read<Option<NaiveDate>> {
        use chrono::Datelike;
        let parse = |text: &str| {
            let day = text.split(['T', ' ']).next()?.parse::<NaiveDate>().ok()?;
            YEARS.contains(&day.year()).then_some(day)
        };
        self.parsed(head, parse, "write a day as 2017-03-01")
    }

    fn money(&self, head: &str, unit: i64) -> Read<Option<Cents>> {
        self.parsed(head, |text| decimal(text, unit), "write an amount in figures, such as 1250.50")
    }
}

/// A decimal number in `unit`s of a cent, exactly: 1250.5 in hundreds is 125 050.
fn decimal(text: &str, unit: i64) -> Option<Cents> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    let digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    if whole.is_empty() || !digits(whole) || !digits(fraction) || fraction.len() > 8 {
        return None;
    }
    let scale = 10_i128.pow(u32::try_from(fraction.len()).ok()?);
    let number: i128 = format!("{whole}{fraction}").parse().ok()?;
    let cents = number.checked_mul(i128::from(unit))?;
    (cents % scale == 0).then(|| i64::try_from(cents / scale).ok()).flatten().map(Cents)
}

/// Cents of a whole unit.
const UNIT: i64 = 100;
/// Cents of a million units, in which companies' revenue is given.
const MILLION: i64 = 100 * 1_000_000;

impl CompanyIn {
    pub(super) fn read(row: Reading<'_>) -> Read<Self> {
        row.width()?;
        Ok(Self {
            name: row.required("account")?,
            industry: row.text("sector"),
            founded_year: row.whole("year_established")?,
            annual_revenue: row.money("revenue", MILLION)?,
            employees: row.whole("employees")?,
            country: row.text("office_location"),
            parent_name: row.text("subsidiary_of"),
        })
    }
}

impl ProductIn {
    pub(super) fn read(row: Reading<'_>) -> Read<Self> {
        row.width()?;
        let price = row.money("sales_price", UNIT)?;
        Ok(Self {
            name: row.required("product")?,
            series: row.text("series"),
            price: price.ok_or_else(|| row.wrong("sales_price", "", "fill this in"))?,
        })
    }
}

impl PersonIn {
    pub(super) fn read(row: Reading<'_>) -> Read<Self> {
        row.width()?;
        Ok(Self {
            name: row.required("sales_agent")?,
            manager: row.required("manager")?,
            office: row.text("regional_office"),
        })
    }
}

impl StageIn {
    fn read(text: &str) -> Option<Self> {
        match plain(text).as_str() {
            "prospecting" => Some(Self::Prospecting),
            "engaging" => Some(Self::Engaging),
            "won" | "closedwon" => Some(Self::Won),
            "lost" | "closedlost" => Some(Self::Lost),
            _ => None,
        }
    }

    /// Whether the deal is over.
    pub(super) const fn is_closed(self) -> bool {
        matches!(self, Self::Won | Self::Lost)
    }
}

impl DealIn {
    pub(super) fn read(row: Reading<'_>) -> Read<Self> {
        row.width()?;
        let stage =
            row.parsed("deal_stage", StageIn::read, "write Prospecting, Engaging, Won or Lost")?;
        let deal = Self {
            key: row.required("opportunity_id")?,
            agent: row.required("sales_agent")?,
            product: row.required("product")?,
            account: row.text("account"),
            stage: stage.ok_or_else(|| row.wrong("deal_stage", "", "fill this in"))?,
            engaged_on: row.day("engage_date")?,
            closed_on: row.day("close_date")?,
            value: row.money("close_value", UNIT)?,
        };
        deal.check(row)?;
        Ok(deal)
    }

    /// Whether the fields agree with each other.
    fn check(&self, row: Reading<'_>) -> Read<()> {
        let shown = |day: Option<NaiveDate>| day.map(|day| day.to_string()).unwrap_or_default();
        if self.stage.is_closed() && self.closed_on.is_none() {
            return Err(row.wrong(
                "close_date",
                "",
                "a deal that is won or lost needs the day it closed",
            ));
        }
        if !self.stage.is_closed() && self.closed_on.is_some() {
            let message =
                "an open deal has no day of closing: empty this, or set the stage to Won or Lost";
            return Err(row.wrong("close_date", &shown(self.closed_on), message));
        }
        if self.stage == StageIn::Won && self.value.is_none() {
            return Err(row.wrong("close_value", "", "a deal that is won needs what it brought"));
        }
        if let (Some(engaged), Some(closed)) = (self.engaged_on, self.closed_on)
            && closed < engaged
        {
            let message = format!("the deal closed before it began on {engaged}");
            return Err(row.wrong("close_date", &closed.to_string(), message));
        }
        if self.stage == StageIn::Engaging && self.engaged_on.is_none() {
            return Err(row.wrong("engage_date", "", "a deal in Engaging needs the day it began"));
        }
        Ok(())
    }
}

/// A day as a moment: noon UTC, which is that same day from Hawaii to Sydney, whatever zone it is shown in.
pub(super) fn noon(day: NaiveDate) -> DateTime<Utc> {
    day.and_time(chrono::NaiveTime::from_hms_opt(12, 0, 0).unwrap_or_default()).and_utc()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::import::layout::Kind;
    use crate::import::sheet::Sheet;

    #[test]
    fn amounts_are_exact_or_refused() {
        assert_eq!(decimal("1100.04", MILLION), Some(Cents(110_004_000_000)));
        assert_eq!(decimal("1054", UNIT), Some(Cents(105_400)));
        assert_eq!(decimal("0.5", UNIT), Some(Cents(50)));
        for wrong in ["", "-5", "1e3", "1,000", "0.001", "12 €", "99999999999999999999999999"] {
            assert_eq!(decimal(wrong, UNIT), None, "{wrong}");
        }
    }

    fn deal(line: &str) -> Result<DealIn, String> {
        let heads = "opportunity_id,sales_agent,product,account,deal_stage,engage_date,close_date,close_value";
        let sheet = Sheet::read(&format!("{heads}\n{line}\n")).unwrap();
        let source = Source { name: "deals.csv".to_owned(), kind: Kind::Deals, sheet };
        let row = Reading { source: &source, row: &source.sheet.rows[0] };
        DealIn::read(row).map_err(|error| error.to_string())
    }

    #[test]
    fn a_row_is_taken_or_says_what_is_wrong_with_it() {
        let good = deal("X1,Ana,GTX,,won,2017-01-02,2017-03-01,10.50").unwrap();
        assert_eq!(
            (good.stage, good.account, good.value),
            (StageIn::Won, None, Some(Cents(1_050)))
        );
        for (line, part) in [
            ("X1,Ana,GTX,,Won,2017-03-02,2017-03-01,10", "before it began"),
            ("X1,Ana,GTX,,Won,2017-03-02,,10", "needs the day it closed"),
            ("X1,Ana,GTX,,Won,02.03.2017,2017-03-01,10", "write a day as"),
            ("X1,Ana,GTX,,Maybe,,,", "Prospecting, Engaging, Won or Lost"),
            (",Ana,GTX,,Prospecting,,,", "fill this in"),
            ("X1,Ana,GTX,Prospecting,,,", "7 columns"),
            ("X1,Ana,GTX,,Engaging,2017-03-02,2017-04-01,", "no day of closing"),
        ] {
            let message = deal(line).unwrap_err();
            assert!(message.contains(part), "{message}");
            assert!(message.starts_with("deals.csv, line 2"), "{message}");
        }
    }
}
