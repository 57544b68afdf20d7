//! The people we may sell to: the list, a lead's page, a new lead, and what happened with each.

pub mod api;

mod asked_before;
mod bulk_bar;
mod columns;
mod edit_form;
mod filter;
mod lead_beside;
mod lead_deals;
mod lead_facts;
mod lead_head;
mod lead_page;
mod lead_table;
mod list_page;
mod log_form;
mod new_page;
mod past_lead;
mod proposals;
mod qualification;
mod score_panel;
mod timeline;

pub use filter::source_label;
pub use lead_beside::last_contacts;
pub use lead_page::LeadPage;
pub use list_page::LeadsPage;
pub use log_form::outcome_choices;
pub use new_page::NewLeadPage;
pub use timeline::History;
