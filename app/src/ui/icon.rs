//! The product's own small set of line icons, drawn as inline SVG so that they take the colour of the text.

use leptos::prelude::*;

/// Which icon.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "each is named after what it shows")]
pub enum Glyph {
    Today,
    Leads,
    Deals,
    Tasks,
    Pipeline,
    Revenue,
    Forecast,
    Team,
    Search,
    Phone,
    Mail,
    Calendar,
    Note,
    Check,
    Clock,
    Plus,
    More,
    Sun,
    Moon,
    Auto,
    Logout,
    User,
    ChevronDown,
    ChevronLeft,
    ChevronRight,
    ArrowUp,
    ArrowDown,
    ArrowRight,
    Warning,
    Info,
    Download,
    Drag,
    Close,
    Filter,
    Undo,
    Score,
    Trash,
    Models,
    Settings,
    Columns,
    Keyboard,
    PanelOpen,
    PanelClose,
}

impl Glyph {
    /// The outline on a 24 by 24 grid, 2 wide.
    const fn path(self) -> &'static str {
        match self {
            Self::Today => "M4 6h16M4 12h10M4 18h7M16 16l2 2 4-4",
            Self::Leads => {
                "M9 11a4 4 0 1 0 0-8 4 4 0 0 0 0 8ZM2 21v-1a6 6 0 0 1 6-6h2a6 6 0 0 1 6 6v1M19 8v6M22 11h-6"
            }
            Self::Deals => {
                "M3 9a2 2 0 0 1 2-2h14a2 2 0 0 1 2 2v9a2 2 0 0 1-2 2H5a2 2 0 0 1-2-2ZM8 7V5a2 2 0 0 1 2-2h4a2 2 0 0 1 2 2v2M3 13h18"
            }
            Self::Tasks => {
                "M5 3h14a2 2 0 0 1 2 2v14a2 2 0 0 1-2 2H5a2 2 0 0 1-2-2V5a2 2 0 0 1 2-2ZM8 12l3 3 5-6"
            }
            Self::Pipeline => "M5 4h2v16H5ZM11 4h2v11h-2ZM17 4h2v7h-2Z",
            Self::Revenue => "M3 3v18h18M7 15l4-5 3 3 6-7M16 6h4v4",
            Self::Forecast => "M3 3v18h18M7 16c3 0 4-8 7-8M14 8l6-3M14 8l6 3M14 8h6",
            Self::Team => {
                "M9 11a4 4 0 1 0 0-8 4 4 0 0 0 0 8ZM2 21v-1a6 6 0 0 1 6-6h2a6 6 0 0 1 6 6v1M16 3.2a4 4 0 0 1 0 7.6M19 14.5a6 6 0 0 1 3 5.5v1"
            }
            Self::Search => "M11 18a7 7 0 1 0 0-14 7 7 0 0 0 0 14ZM20.5 20.5 16 16",
            Self::Phone => {
                "M5 3h3l2 5-2.5 1.5a12 12 0 0 0 7 7L16 14l5 2v3a2 2 0 0 1-2 2A16 16 0 0 1 3 5a2 2 0 0 1 2-2Z"
            }
            Self::Mail => {
                "M4 5h16a2 2 0 0 1 2 2v10a2 2 0 0 1-2 2H4a2 2 0 0 1-2-2V7a2 2 0 0 1 2-2ZM2 7l10 7 10-7"
            }
            Self::Calendar => {
                "M5 5h14a2 2 0 0 1 2 2v12a2 2 0 0 1-2 2H5a2 2 0 0 1-2-2V7a2 2 0 0 1 2-2ZM3 10h18M8 3v4M16 3v4"
            }
            Self::Note => "M5 3h9l5 5v13H5ZM14 3v5h5M9 13h6M9 17h6",
            Self::Check => "M4 12.5 9.5 18 20 6.5",
            Self::Clock => "M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18ZM12 7v5l3 2",
            Self::Plus => "M12 5v14M5 12h14",
            Self::More => "M5 12h.01M12 12h.01M19 12h.01",
            Self::Sun => {
                "M12 16a4 4 0 1 0 0-8 4 4 0 0 0 0 8ZM12 2v2M12 20v2M4.9 4.9l1.4 1.4M17.7 17.7l1.4 1.4M2 12h2M20 12h2M4.9 19.1l1.4-1.4M17.7 6.3l1.4-1.4"
            }
            Self::Moon => "M20 14.5A8.5 8.5 0 1 1 9.5 4a7 7 0 0 0 10.5 10.5Z",
            Self::Auto => {
                "M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18ZM12 3v18M12 8l5-2.5M12 13h8.5M12 18l5.5-1"
            }
            Self::Logout => "M9 21H5a2 2 0 0 1-2-2V5a2 2 0 0 1 2-2h4M16 17l5-5-5-5M21 12H9",
            Self::User => "M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8ZM4 21a8 8 0 0 1 16 0",
            Self::ChevronDown => "M6 9l6 6 6-6",
            Self::ChevronLeft => "M15 6l-6 6 6 6",
            Self::ChevronRight => "M9 6l6 6-6 6",
            Self::ArrowUp => "M12 19V5M6 11l6-6 6 6",
            Self::ArrowDown => "M12 5v14M6 13l6 6 6-6",
            Self::ArrowRight => "M5 12h14M13 6l6 6-6 6",
            Self::Warning => "M12 4 2.5 20.5h19ZM12 10v4.5M12 17.5h.01",
            Self::Info => "M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18ZM12 11v5M12 8h.01",
            Self::Download => "M12 4v11M7 10l5 5 5-5M4 20h16",
            Self::Drag => "M9 6h.01M9 12h.01M9 18h.01M15 6h.01M15 12h.01M15 18h.01",
            Self::Close => "M6 6l12 12M18 6 6 18",
            Self::Filter => "M3 6h18M7 12h10M10 18h4",
            Self::Undo => "M4 9h11a5 5 0 0 1 0 10h-4M4 9l5-5M4 9l5 5",
            Self::Score => "M4 16a9 9 0 1 1 16 0M12 15l4-5",
            Self::Trash => "M4 7h16M9 7V4h6v3M6 7l1 13h10l1-13M10 11v5M14 11v5",
            Self::Models => {
                "M5 8a2 2 0 1 0 0-4 2 2 0 0 0 0 4ZM5 20a2 2 0 1 0 0-4 2 2 0 0 0 0 4ZM19 14a2 2 0 1 0 0-4 2 2 0 0 0 0 4ZM7 7l10 4M7 17l10-4"
            }
            Self::Settings => {
                "M4 7h9M17 7h3M15 9a2 2 0 1 0 0-4 2 2 0 0 0 0 4ZM4 17h3M11 17h9M9 19a2 2 0 1 0 0-4 2 2 0 0 0 0 4Z"
            }
            Self::Columns => "M4 5h16v14H4ZM10 5v14M15 5v14",
            Self::Keyboard => "M3 6h18v12H3ZM7 10h.01M11 10h.01M15 10h.01M18 10h.01M8 14h8",
            Self::PanelOpen => "M4 5h16v14H4ZM9 5v14M13 9l3 3-3 3",
            Self::PanelClose => "M4 5h16v14H4ZM9 5v14M16 9l-3 3 3 3",
        }
    }
}

/// An icon beside a word, or alone in a control that has its own name; it is hidden from assistive technology.
#[component]
pub fn Icon(
    /// Which icon.
    glyph: Glyph,
) -> impl IntoView {
    view! {
        <svg class="icon" viewBox="0 0 24 24" width="16" height="16" aria-hidden="true" focusable="false">
            <path d=glyph.path() />
        </svg>
    }
}
