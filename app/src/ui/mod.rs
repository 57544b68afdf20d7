//! The parts every page is made of. They take plain data, never a resource, and read no clock.
//!
//! Larger parts come type-erased, so that the type of a page does not grow with everything on it.
//!
//! What is absent: business rules, requests and anything that knows a slice. [`AsyncView`] alone waits for data.
//! Nothing writes an inline style: the page's security policy forbids it, so pictures are SVG attributes and
//! states are classes.

mod as_of;
mod async_view;
mod badge;
mod bulk;
mod button;
mod chart_figure;
mod columns;
mod dialog;
mod export_menu;
mod field;
mod figure_tile;
mod form_action;
mod form_problem;
mod icon;
mod live;
mod live_view;
mod page_head;
mod popover;
mod probability;
mod returned;
mod score_badge;
mod side_panel;
mod slider;
mod spark;
mod table;
mod tabs;
mod timeline;
mod toast;
mod words;
mod write_form;

pub use as_of::{AsOfControl, Asked, PastNote, PastView, Place, Seen, asked};
pub use async_view::{AsyncView, Problem, Skeleton};
pub use badge::{Avatar, Badge, Tone, initials};
pub use bulk::{BULK_FORM, BulkDelete, BulkGive, Tick, TickCount, Ticks, bulk_action};
pub use button::{LinkButton, Submit, Weight};
pub use chart_figure::{ChartFigure, ChartRow, ChartTable, DrawnFigure};
pub use columns::{ColumnChoice, ColumnMenu, ColumnTicks};
pub use dialog::{Dialog, DialogButton};
pub use export_menu::{ExportMenu, SectionFile};
pub use field::{
    CheckField, Choice, Field, SelectField, TextArea, TextField, control_id, described_by,
};
pub use figure_tile::{Change, ChangeLine, Direction, FigureTile, HeroFact};
pub use form_action::{
    beyond_fields, emptied_after, problem, problem_about, sent_about, tell, wrong,
};
pub use form_problem::FormProblem;
pub use icon::{Glyph, Icon};
pub use live::{EVERYTHING, listen_live, provide_live, use_live_by, use_live_of};
pub use live_view::LiveView;
pub use page_head::{PageHead, Panel};
pub use popover::{Menu, Popover, close_popovers_on_leave};
pub use probability::Probability;
pub use returned::{
    Notice, Refused, Returned, forget_returned, provide_returned, refusal, refused, refused_by,
    refused_page, returned_notice, typed,
};
pub use score_badge::{PointReason, PointsTable, ScoreBadge, ScorePart};
pub use side_panel::{Beside, SidePanel, use_beside};
pub use slider::Slider;
pub use spark::{DwellBar, FunnelBar, ProgressBar, Sparkline, dwell_tone};
pub use table::{Align, Pager, SortHead, Sorted};
pub use tabs::{FilterBar, FilterChip, Tab, Tabs};
pub use timeline::{Below, Timeline, TimelineDay, TimelineEntry};
pub use toast::{ToastRegion, Toasts, provide_toasts, use_toasts};
pub use words::{Ago, Day, EmptyState, LittleData, Money, MoneyShort, ReasonChip};
pub use write_form::WriteForm;

#[cfg(test)]
mod tests;
