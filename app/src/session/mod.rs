//! Who is signed in: signing in and out, the first set-up, one's own account, and the frame around every page.

pub mod api;
#[cfg(feature = "ssr")]
pub mod cookie;

mod abilities;
mod account_page;
mod calendar_feed;
mod clock_form;
mod frame;
mod gate;
mod login_page;
mod saved_views;
mod sessions;
mod setup_page;

pub use account_page::AccountPage;
pub use frame::{DeskPage, SignedInFrame, current_user};
pub use login_page::LoginPage;
pub use saved_views::SavedViews;
pub use setup_page::SetupPage;
