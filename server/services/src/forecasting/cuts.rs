//! A period's forecast in parts: by rep, product and stage. The rows always add up to the whole.

use std::collections::BTreeMap;

use domain::calendar::Period;
use domain::desk::CutRow;
use domain::forecast::{Forecast, ForecastInput};
use domain::ids::{OpportunityId, ProductId};
use domain::money::Cents;
use domain::opportunity::{Stage, StageKind};
use store::forecast_reads::OpenRow;
use store::rollups::Closed;

use super::{Books, Outlook};

/// What parts are made from.
pub(super) struct Parts<'a> {
    pub(super) outlook: &'a Outlook,
    pub(super) books: &'a Books,
    pub(super) period: Period,
    pub(super) whole: &'a Forecast,
}

impl Parts<'_> {
    /// Everybody who sells, most expected first; deals of others and of nobody come last in one row.
    pub(super) fn by_rep(&self) -> Vec<CutRow> {
        let of = |seller: &domain::list::Person| {
            let input = self.outlook.input_of(seller.id, self.period, self.books);
            let target = input.target;
            let row = self.row(seller.id.get(), seller.name.clone(), &input);
            (row.expected != Cents::ZERO || target.is_some()).then_some(CutRow { target, ..row })
        };
        let rows = self.outlook.sellers.iter().filter_map(of).collect();
        self.with_rest(rows, "Others")
    }

    /// Every product with something won or open; new business belongs to none.
    pub(super) fn by_product(
        &self,
        products: &BTreeMap<OpportunityId, ProductId>,
        closed: &[Closed],
        names: &BTreeMap<ProductId, String>,
    ) -> Vec<CutRow> {
        let won =
            |id: i64| Cents::sum(closed.iter().filter(|row| row.id == id).map(|row| row.amount));
        let of = |(product, name): (&ProductId, &String)| {
            let counts = |deal: &OpenRow| products.get(&deal.id) == Some(product);
            let open = self.outlook.input_where(self.period, counts);
            let input = ForecastInput { closed: won(product.get()), ..open };
            let row = self.row(product.get(), name.clone(), &input);
            (row.expected != Cents::ZERO).then_some(row)
        };
        let rows = names.iter().filter_map(of).collect();
        self.with_rest(rows, "No product, or not yet created")
    }

    /// Every stage that deals are open in, in their order.
    pub(super) fn by_stage(&self, stages: &[Stage]) -> Vec<CutRow> {
        let of = |stage: &Stage| {
            let input = self.outlook.input_where(self.period, |deal| deal.stage == stage.id);
            let row = self.row(stage.id.get(), stage.name.clone(), &input);
            (row.expected != Cents::ZERO).then_some(row)
        };
        let rows: Vec<CutRow> =
            stages.iter().filter(|stage| stage.kind == StageKind::Open).filter_map(of).collect();
        let rest = rest(self.whole, &rows);
        let won =
            CutRow { new_business: Cents::ZERO, expected: rest.closed, ..named(&rest, "Won") };
        let created = CutRow {
            closed: Cents::ZERO,
            expected: less(rest.expected, rest.closed),
            ..named(&rest, "Not yet created")
        };
        let ends = [won, created].into_iter().filter(|row| row.expected != Cents::ZERO);
        rows.into_iter().chain(ends).collect()
    }

    fn row(&self, id: i64, name: String, input: &ForecastInput) -> CutRow {
        let forecast = self.outlook.forecast(self.period, input);
        CutRow {
            id,
            name,
            closed: forecast.closed,
            open: forecast.weighted,
            new_business: forecast.new_business,
            expected: forecast.mean,
            range: Some((forecast.p10, forecast.p90)),
            target: None,
        }
    }

    /// The most expected first, and what is left of the whole in a last row.
    fn with_rest(&self, mut rows: Vec<CutRow>, name: &str) -> Vec<CutRow> {
        rows.sort_by(|a, b| b.expected.cmp(&a.expected).then(a.name.cmp(&b.name)));
        let rest = named(&rest(self.whole, &rows), name);
        // What rounding leaves is less than what a page shows.
        let shown = |part: &Cents| part.get().abs() >= 100;
        if [rest.closed, rest.open, rest.new_business].iter().any(shown) {
            rows.push(rest);
        }
        rows
    }
}

fn named(row: &CutRow, name: &str) -> CutRow {
    CutRow { name: name.to_owned(), ..row.clone() }
}

fn less(whole: Cents, part: Cents) -> Cents {
    whole.checked_sub(part).unwrap_or_default()
}

/// What the rows leave of the whole.
fn rest(whole: &Forecast, rows: &[CutRow]) -> CutRow {
    let left = |of_whole: Cents, part: fn(&CutRow) -> Cents| {
        less(of_whole, Cents::sum(rows.iter().map(part)))
    };
    CutRow {
        id: 0,
        name: String::new(),
        closed: left(whole.closed, |row| row.closed),
        open: left(whole.weighted, |row| row.open),
        new_business: left(whole.new_business, |row| row.new_business),
        expected: left(whole.mean, |row| row.expected),
        range: None,
        target: None,
    }
}
