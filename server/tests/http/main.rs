//! The real router, driven as browsers with and without the page's code drive it.

mod access;
mod as_of;
mod backups;
mod cluster;
mod conflicts;
mod export;
mod forms;
mod guards;
mod live;
mod lost;
mod process;
mod sign_in;
mod site;
mod upkeep;
mod uploads;
mod web_forms;
