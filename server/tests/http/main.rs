//! The real router, driven as browsers with and without the page's code drive it.

mod access;
mod conflicts;
mod guards;
mod live;
mod sign_in;
mod site;
mod upkeep;
