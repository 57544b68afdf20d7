//! Which files are known, by the heads of their columns.

use serde::{Deserialize, Serialize};

/// What a known file holds. They are brought in in this order, since each refers to those before.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// Companies.
    Companies,
    /// Products and their prices.
    Products,
    /// Who sells, and for whom.
    People,
    /// Deals.
    Deals,
    /// A description of columns, which has no data.
    Description,
}

impl Kind {
    /// In words.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Companies => "companies",
            Self::Products => "products",
            Self::People => "people",
            Self::Deals => "deals",
            Self::Description => "a description",
        }
    }
}

/// A known layout: a file is of this kind when it has all of these columns.
#[derive(Clone, Copy, Debug)]
pub(super) struct Layout {
    pub kind: Kind,
    pub heads: &'static [&'static str],
}

/// The layouts there are.
pub(super) const LAYOUTS: &[Layout] = &[
    Layout { kind: Kind::Companies, heads: &["account", "sector"] },
    Layout { kind: Kind::Products, heads: &["product", "sales_price"] },
    Layout { kind: Kind::People, heads: &["sales_agent", "manager"] },
    Layout {
        kind: Kind::Deals,
        heads: &[
            "opportunity_id",
            "sales_agent",
            "product",
            "account",
            "deal_stage",
            "engage_date",
            "close_date",
            "close_value",
        ],
    },
    Layout { kind: Kind::Description, heads: &["table", "field", "description"] },
];

/// The kind of a file with these heads.
pub(super) fn recognise(heads: &[String]) -> Option<Kind> {
    let has = |head: &str| heads.iter().any(|known| known == head);
    LAYOUTS
        .iter()
        .find(|layout| layout.heads.iter().all(|head| has(head)))
        .map(|layout| layout.kind)
}

/// Every known layout in words, for the message about a file that is none.
pub(super) fn known() -> String {
    let line = |layout: &Layout| format!("{} ({})", layout.kind.label(), layout.heads.join(", "));
    let data = LAYOUTS.iter().filter(|layout| layout.kind != Kind::Description);
    data.map(line).collect::<Vec<_>>().join("; ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_known_by_its_heads() {
        let heads = |text: &str| text.split(',').map(str::to_owned).collect::<Vec<_>>();
        assert_eq!(recognise(&heads("product,series,sales_price")), Some(Kind::Products));
        assert_eq!(recognise(&heads("table,field,description")), Some(Kind::Description));
        assert_eq!(recognise(&heads("name,email")), None);
    }
}
