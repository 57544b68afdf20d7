//! What is to be done: the list, and the lines and the form that other pages show too.

pub mod api;

mod calendar_page;
mod task_form;
mod task_lines;
mod tasks_page;

pub use calendar_page::CalendarPage;
pub use task_form::TaskForm;
pub use task_lines::TaskLines;
pub use tasks_page::TasksPage;
