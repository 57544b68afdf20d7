//! What can be chosen: recent records, records found, actions and pages, by what was typed.

use domain::access::Action;
use domain::search::{Found, Hit};
use domain::session::Viewer;

use crate::navigation;
use crate::query;
use crate::ui::Glyph;

/// What a record is looked for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Purpose {
    /// To open it.
    #[default]
    Open,
    /// To log a call with a lead.
    Call,
    /// To begin a deal with a lead.
    Deal,
}

impl Purpose {
    /// As it stands in an address.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Open => "",
            Self::Call => "call",
            Self::Deal => "deal",
        }
    }

    /// From an address.
    pub fn of(text: &str) -> Self {
        match text {
            "call" => Self::Call,
            "deal" => Self::Deal,
            _ => Self::Open,
        }
    }

    /// What the box asks for.
    pub const fn asks(self) -> &'static str {
        match self {
            Self::Open => "Find a lead, deal, company or page",
            Self::Call => "Log a call with which lead?",
            Self::Deal => "A new deal with which lead?",
        }
    }

    /// The address of the search for this purpose.
    pub fn href(self) -> String {
        query::href("/search", &[("for", self.as_str())])
    }
}

/// One thing to choose.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// What kind of thing it is; entries of a kind stand together.
    pub group: &'static str,
    /// Its name.
    pub name: String,
    /// What tells it from others.
    pub about: String,
    /// Where it leads.
    pub href: String,
    /// Its icon.
    pub glyph: Glyph,
    /// Choosing it asks for a lead first.
    pub asks: Option<Purpose>,
}

/// Everything that can be chosen now.
pub fn entries(
    viewer: &Viewer,
    purpose: Purpose,
    typed: &str,
    found: &Found,
    recent: Vec<(String, String)>,
) -> Vec<Entry> {
    let leads = found
        .leads
        .iter()
        .map(|hit| record("Leads", hit, Glyph::Leads, lead_href(purpose, hit.id)));
    if purpose != Purpose::Open {
        return leads.collect();
    }
    let deals = found
        .deals
        .iter()
        .map(|hit| record("Deals", hit, Glyph::Deals, format!("/deals/{}", hit.id)));
    let companies = found.companies.iter().map(|hit| {
        record("Companies", hit, Glyph::Team, query::href("/leads", &[("q", &hit.name)]))
    });
    let typed = typed.trim().to_lowercase();
    let recent = recent.into_iter().filter(|_| typed.is_empty()).map(|(href, name)| {
        let glyph = if href.starts_with("/deals") { Glyph::Deals } else { Glyph::Leads };
        Entry { group: "Recent", name, about: String::new(), href, glyph, asks: None }
    });
    let known = actions(viewer).into_iter().chain(pages(viewer));
    let known = known.filter(|entry| entry.name.to_lowercase().contains(&typed));
    recent.chain(leads).chain(deals).chain(companies).chain(known).collect()
}

fn record(group: &'static str, hit: &Hit, glyph: Glyph, href: String) -> Entry {
    Entry { group, name: hit.name.clone(), about: hit.about.clone(), href, glyph, asks: None }
}

fn lead_href(purpose: Purpose, id: i64) -> String {
    match purpose {
        Purpose::Open => format!("/leads/{id}"),
        Purpose::Call => format!("/leads/{id}#form-kind"),
        Purpose::Deal => format!("/leads/{id}#new-deal"),
    }
}

fn actions(viewer: &Viewer) -> Vec<Entry> {
    let action = |name: &str, glyph, asks: Option<Purpose>, href: String| Entry {
        group: "Actions",
        name: name.to_owned(),
        about: String::new(),
        href,
        glyph,
        asks,
    };
    let asking = |name, glyph, purpose: Purpose| action(name, glyph, Some(purpose), purpose.href());
    let lead = viewer
        .may(Action::CreateLead)
        .then(|| action("New lead", Glyph::Plus, None, "/leads/new".to_owned()));
    let deal =
        viewer.may(Action::CreateDeal).then(|| asking("New deal", Glyph::Plus, Purpose::Deal));
    let call = viewer
        .may(Action::LogInteraction)
        .then(|| asking("Log a call", Glyph::Phone, Purpose::Call));
    [lead, deal, call].into_iter().flatten().collect()
}

fn pages(viewer: &Viewer) -> Vec<Entry> {
    navigation::pages(viewer)
        .map(|(name, href, glyph)| Entry {
            group: "Pages",
            name: name.to_owned(),
            about: String::new(),
            href: href.to_owned(),
            glyph,
            asks: None,
        })
        .collect()
}
