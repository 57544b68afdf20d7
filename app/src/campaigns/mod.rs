//! Campaigns and sources: what each brought and cost, and where the next euro should go.

pub mod api;

mod advice;
mod campaign_form;
mod campaign_page;
mod costs;
mod list_page;
mod tables;

pub use campaign_page::CampaignPage;
pub use list_page::CampaignsPage;
