//! What is sold: products and courses, the schedule of batches, who gives them, and who sits there.

pub mod api;

mod batch_form;
mod batch_page;
mod enrol_page;
mod parts;
mod product_form;
mod product_page;
mod products_page;
mod schedule_page;
mod seats;
mod trainer_form;
mod trainer_page;
mod trainers_page;

pub use batch_page::BatchPage;
pub use enrol_page::EnrolPage;
pub use product_page::ProductPage;
pub use products_page::ProductsPage;
pub use schedule_page::SchedulePage;
pub use trainer_page::TrainerPage;
pub use trainers_page::TrainersPage;
