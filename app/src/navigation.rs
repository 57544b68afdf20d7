//! Where a person may go: one table of places in three groups, drawn as a sidebar and, on a phone, as a bar.
//!
//! A new page is one more line of [`PLACES`]. A courtesy only: the use cases are the lock.

use domain::access::{Action, Role};
use domain::journal::Entity;
use domain::session::Viewer;
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_router::components::A;

use crate::home::api::count_queue_now;
use crate::ui::{Glyph, Icon, use_live_of};

/// What the pages of a group are for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Group {
    /// What a day is made of.
    Work,
    /// What the figures say.
    Insight,
    /// What is set up or looked after now and then.
    Settings,
}

impl Group {
    /// The groups in the order they stand in.
    const ALL: [Self; 3] = [Self::Work, Self::Insight, Self::Settings];

    const fn title(self) -> &'static str {
        match self {
            Self::Work => "Work",
            Self::Insight => "Insight",
            Self::Settings => "Settings",
        }
    }

    /// Its heading; the first group needs none to be seen.
    fn head(self, class: &'static str) -> Option<impl IntoView> {
        (self != Self::Work).then(|| view! { <p class=class>{self.title()}</p> })
    }
}

/// What waits at a place, as a count beside its name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Waiting {
    Nothing,
    /// Tasks that are due.
    Tasks,
    /// What one's queue says to do now.
    Queue,
}

/// One page of the navigation.
#[derive(Clone, Copy)]
struct Place {
    group: Group,
    href: &'static str,
    label: &'static str,
    glyph: Glyph,
    /// Who may go there.
    may: fn(&Viewer) -> bool,
    /// What waits there.
    waiting: Waiting,
}

/// A place where nothing waits.
const fn place(
    group: Group,
    href: &'static str,
    label: &'static str,
    glyph: Glyph,
    may: fn(&Viewer) -> bool,
) -> Place {
    Place { group, href, label, glyph, may, waiting: Waiting::Nothing }
}

const fn anybody(_: &Viewer) -> bool {
    true
}

/// Who sells has a queue of what to do.
const fn has_queue(who: &Viewer) -> bool {
    matches!(who.role, Role::Rep | Role::Manager)
}

/// How much waits for somebody. The queue is counted after the page is there: no page waits for it.
#[derive(Clone, Copy)]
pub struct Counts {
    viewer: Signal<Viewer>,
    queue: RwSignal<i64>,
}

impl Counts {
    /// Counts now, and whenever something was committed. A resource would not do: the frame waits for those that its
    /// navigation reads, and a frame that waits takes the whole page out of the document.
    pub fn new(viewer: Signal<Viewer>) -> Self {
        let live = use_live_of(LIVE);
        let queue = RwSignal::new(0);
        Effect::new(move |_| {
            live.track();
            if viewer.with_untracked(has_queue) {
                spawn_local(async move {
                    if let Ok(now) = count_queue_now().await {
                        queue.try_set(now);
                    }
                });
            }
        });
        Self { viewer, queue }
    }

    fn of(self, waiting: Waiting) -> i64 {
        match waiting {
            Waiting::Nothing => 0,
            Waiting::Tasks => self.viewer.with(|viewer| viewer.waiting.tasks_due),
            Waiting::Queue => self.queue.get(),
        }
    }
}

/// What moves a queue.
const LIVE: &[Entity] = &[Entity::Lead, Entity::Interaction, Entity::Opportunity, Entity::Task];

/// Every place, each group in its order; a person's own desk comes first.
const PLACES: &[Place] = &[
    place(Group::Work, "/revenue", "Revenue", Glyph::Revenue, |who| {
        who.may(Action::ReadCompanyFigures)
    }),
    place(Group::Work, "/pipeline", "Pipeline", Glyph::Pipeline, |who| {
        who.may(Action::ReadTeamForecast)
    }),
    Place {
        waiting: Waiting::Queue,
        ..place(Group::Work, "/today", "Today", Glyph::Today, has_queue)
    },
    place(Group::Work, "/leads", "Leads", Glyph::Leads, anybody),
    place(Group::Work, "/companies", "Companies", Glyph::Team, anybody),
    place(Group::Work, "/deals", "Deals", Glyph::Deals, anybody),
    Place {
        waiting: Waiting::Tasks,
        ..place(Group::Work, "/tasks", "Tasks", Glyph::Tasks, anybody)
    },
    place(Group::Work, "/products", "Catalogue", Glyph::Calendar, anybody),
    place(Group::Insight, "/forecast", "Forecast", Glyph::Forecast, anybody),
    place(Group::Insight, "/funnel", "Funnel", Glyph::Pipeline, |who| {
        who.may(Action::ReadTeamForecast)
    }),
    place(Group::Insight, "/models", "Models", Glyph::Models, |who| {
        who.may(Action::ReadTeamForecast)
    }),
    place(Group::Insight, "/campaigns", "Campaigns", Glyph::Mail, |who| {
        who.may(Action::ReadTeamForecast)
    }),
    place(Group::Insight, "/win-loss", "Win/loss", Glyph::Filter, anybody),
    place(Group::Insight, "/team", "Team", Glyph::Team, |who| who.may(Action::ReadTeamForecast)),
    place(Group::Insight, "/risks", "Risks", Glyph::Warning, anybody),
    place(Group::Insight, "/approvals", "Approvals", Glyph::Check, |who| {
        who.may(Action::ApproveDiscount)
    }),
    place(Group::Settings, "/quotas", "Quotas", Glyph::Check, |who| who.may(Action::SetQuotas)),
    place(Group::Settings, "/pipelines", "Pipelines", Glyph::Columns, |who| {
        who.may(Action::ManagePipelines)
    }),
    place(Group::Settings, "/settings/scoring", "Scoring", Glyph::Score, |who| {
        who.may(Action::ManageSettings)
    }),
    place(Group::Settings, "/imports", "Imports", Glyph::ArrowUp, |who| who.may(Action::Import)),
    place(Group::Settings, "/export", "Export and backup", Glyph::Download, |who| {
        who.may(Action::ExportAll)
    }),
    place(Group::Settings, "/duplicates", "Duplicates", Glyph::Models, anybody),
    place(Group::Settings, "/journal", "Journal", Glyph::Clock, anybody),
    place(Group::Settings, "/trash", "Trash", Glyph::Trash, anybody),
];

/// How many places stand in the bar of a phone; the others are behind "More".
const AT_HAND: usize = 4;

/// The places `viewer` may go to.
fn places(viewer: &Viewer) -> impl Iterator<Item = &'static Place> {
    PLACES.iter().filter(|place| (place.may)(viewer))
}

/// The pages `viewer` may go to: name, address and icon.
pub fn pages(viewer: &Viewer) -> impl Iterator<Item = (&'static str, &'static str, Glyph)> {
    places(viewer).map(|place| (place.label, place.href, place.glyph))
}

/// The navigation of a wide window: a list for each group.
#[component]
pub fn SideNavigation(
    /// Who is signed in.
    viewer: Signal<Viewer>,
    /// What waits for them.
    counts: Counts,
) -> impl IntoView {
    let group = move |group: Group| {
        let links = viewer
            .with(|viewer| places(viewer).filter(|place| place.group == group).collect::<Vec<_>>());
        (!links.is_empty()).then(|| {
            view! {
                <div class="nav__group" role="group" aria-label=group.title()>
                    {group.head("nav__head")}
                    {links.into_iter().map(|place| link(place, counts, "nav__link")).collect_view()}
                </div>
            }
        })
    };
    // Erased: the frame is around every page, and its type would grow with all of them.
    view! {
        <nav class="nav" aria-label="Main">{move || Group::ALL.map(group).into_iter().collect_view()}</nav>
    }
    .into_any()
}

/// The navigation of a phone: the first places at hand, the others behind "More".
#[component]
pub fn BottomNavigation(
    /// Who is signed in.
    viewer: Signal<Viewer>,
    /// What waits for them.
    counts: Counts,
) -> impl IntoView {
    let at_hand = move || {
        viewer.with(|viewer| {
            places(viewer)
                .filter(|place| place.group == Group::Work)
                .take(AT_HAND)
                .collect::<Vec<_>>()
        })
    };
    let is_behind =
        move |place: &&'static Place| !at_hand().iter().any(|shown| shown.href == place.href);
    let behind = move |group: Group| {
        let links = viewer.with(|viewer| {
            places(viewer)
                .filter(|place| place.group == group)
                .filter(is_behind)
                .collect::<Vec<_>>()
        });
        (!links.is_empty()).then(|| {
            view! { {group.head("menu__head")}{links.into_iter().map(|place| link(place, counts, "menu__item")).collect_view()} }
        })
    };
    view! {
        <nav class="bottombar" aria-label="Main, at hand">
            {move || at_hand().into_iter().map(|place| link(place, counts, "nav__link")).collect_view()}
            <details class="more" name="popover">
                <summary class="nav__link"><Icon glyph=Glyph::More /><span class="nav__label">"More"</span></summary>
                <div class="menu__body">{move || Group::ALL.map(behind).into_iter().collect_view()}</div>
            </details>
        </nav>
    }
    .into_any()
}

fn link(place: &'static Place, counts: Counts, class: &'static str) -> AnyView {
    let count = move || {
        let count = counts.of(place.waiting);
        (count > 0).then(|| {
            view! { <span class="nav__count" aria-label=format!("{count} waiting")>{count}</span> }
        })
    };
    view! {
        <A href=place.href attr:class=class attr:title=place.label>
            <Icon glyph=place.glyph />
            <span class="nav__label">{place.label}</span>
            {count}
        </A>
    }
    .into_any()
}
