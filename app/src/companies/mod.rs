//! The organisations leads work for: the list, and a company's page.

pub mod api;

mod company_page;
mod edit_form;
mod list_page;
mod parts;

pub use company_page::CompanyPage;
pub use list_page::CompaniesPage;
