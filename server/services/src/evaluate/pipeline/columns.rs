//! Which column of a file is what, by its title; `--map field=column` says otherwise.

use crate::evaluate::{EvaluateError, Source};
use crate::import::sheet::fold;

/// A field and the titles it goes by, the surest first.
pub(super) struct Field {
    pub name: &'static str,
    words: &'static [&'static str],
}

pub(super) const ID: Field = Field {
    name: "id",
    words: &[
        "id",
        "case_id",
        "case",
        "caseid",
        "deal_id",
        "opportunity_id",
        "case_concept_name",
        "deal",
        "opportunity",
        "application_id",
        "record_id",
        "name",
    ],
};
pub(super) const CREATED: Field = Field {
    name: "created",
    words: &[
        "created",
        "created_at",
        "created_on",
        "created_date",
        "create_date",
        "creation_date",
        "date_created",
        "engage_date",
        "opened",
        "opened_at",
        "opened_on",
        "open_date",
        "start",
        "start_date",
        "started",
        "started_at",
        "entered",
        "entered_at",
        "registered",
        "begin",
        "first_event",
    ],
};
pub(super) const AMOUNT: Field = Field {
    name: "amount",
    words: &[
        "amount",
        "value",
        "close_value",
        "deal_value",
        "deal_amount",
        "revenue",
        "amount_usd",
        "amount_eur",
        "price",
        "sales_price",
        "requested_amount",
        "amount_requested",
        "requestedamount",
        "case_requestedamount",
        "total",
    ],
};
pub(super) const CLOSED: Field = Field {
    name: "closed",
    words: &[
        "closed",
        "closed_at",
        "closed_on",
        "close_date",
        "closed_date",
        "closing_date",
        "date_closed",
        "end",
        "end_date",
        "ended",
        "ended_at",
        "finished",
        "won_at",
        "decided_at",
        "last_event",
    ],
};
pub(super) const STATUS: Field = Field {
    name: "status",
    words: &["status", "outcome", "result", "deal_stage", "stage", "state", "won", "is_won"],
};
pub(super) const OWNER: Field = Field {
    name: "owner",
    words: &[
        "owner",
        "owner_name",
        "owner_id",
        "sales_agent",
        "sales_rep",
        "rep",
        "salesperson",
        "seller",
        "agent",
        "assigned_to",
        "user",
        "resource",
        "org_resource",
    ],
};
pub(super) const PRODUCT: Field = Field {
    name: "product",
    words: &[
        "product",
        "product_name",
        "product_id",
        "item",
        "sku",
        "category",
        "loan_goal",
        "case_loangoal",
    ],
};
pub(super) const CASE: Field = Field {
    name: "case",
    words: &[
        "case",
        "case_id",
        "caseid",
        "case_concept_name",
        "deal_id",
        "opportunity_id",
        "deal",
        "opportunity",
        "id",
    ],
};
pub(super) const TIME: Field = Field {
    name: "time",
    words: &[
        "time",
        "timestamp",
        "time_timestamp",
        "at",
        "date",
        "datetime",
        "event_time",
        "changed_at",
        "occurred_at",
        "completed",
        "complete_timestamp",
        "start_time",
        "created_at",
    ],
};
pub(super) const STAGE: Field = Field {
    name: "stage",
    words: &[
        "stage",
        "activity",
        "concept_name",
        "event",
        "event_name",
        "stage_name",
        "to_stage",
        "new_stage",
        "action",
        "status",
        "type",
    ],
};

impl Field {
    /// The field's column, if there is one.
    ///
    /// # Errors
    /// When a flag names a column that the file does not have.
    pub(super) fn find(
        &self,
        source: &Source,
        given: &[(String, String)],
    ) -> Result<Option<usize>, EvaluateError> {
        if let Some((_, column)) = given.iter().find(|(field, _)| field == self.name) {
            return source.column(column, "--map").map(Some);
        }
        let titles: Vec<String> = source.titles().iter().map(|title| fold(title)).collect();
        Ok(self.words.iter().find_map(|word| titles.iter().position(|title| title == word)))
    }

    /// The field's column.
    ///
    /// # Errors
    /// When there is none: names the titles it could have, and those there are.
    pub(super) fn get(
        &self,
        source: &Source,
        given: &[(String, String)],
    ) -> Result<usize, EvaluateError> {
        self.find(source, given)?.ok_or_else(|| {
            EvaluateError::NothingToMeasure(format!(
                "No column is called {}, or anything like it. Name one with --map {}=COLUMN. The file has: {}",
                self.name,
                self.name,
                source.titles().join(", ")
            ))
        })
    }
}

/// Every field that `--map` may name.
pub(super) const ALL: [&str; 10] = [
    ID.name,
    CREATED.name,
    AMOUNT.name,
    CLOSED.name,
    STATUS.name,
    OWNER.name,
    PRODUCT.name,
    CASE.name,
    TIME.name,
    STAGE.name,
];
