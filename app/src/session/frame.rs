//! The frame around every page of a signed-in person.

use domain::journal::Entity;
use domain::session::Viewer;
use leptos::prelude::*;
use leptos::suspense::Unsuspend;
use leptos::task::spawn_local;
use leptos_router::components::{Outlet, Redirect};
use leptos_router::hooks::use_location;

use super::api::get_viewer;
use crate::error::AppError;
use crate::query;
use crate::shell::AppShell;
use crate::ui::{Problem, use_live_of};

/// What this page shows, and so reads again.
const LIVE: &[Entity] = &[Entity::User, Entity::Team, Entity::Task, Entity::Setting];

#[derive(Clone, Copy)]
struct CurrentUser(Signal<Viewer>);

/// The signed-in person, on any page inside [`SignedInFrame`].
#[must_use]
pub fn current_user() -> Signal<Viewer> {
    expect_context::<CurrentUser>().0
}

/// Loads who is signed in, once, and draws navigation and page; a stranger goes to the sign-in and comes back.
#[component]
pub fn SignedInFrame() -> impl IntoView {
    let viewer = Resource::new_blocking(|| (), |()| get_viewer());
    let owner = Owner::current();
    let page = move || {
        let found = viewer.get();
        let owner = owner.clone();
        // The server draws what stands in a suspense several times until everything is loaded. A page must be drawn
        // once, or its resources are made twice: hence `Unsuspend`, and the route's own owner.
        Unsuspend::new(move || match owner {
            Some(owner) => owner.with(|| found.map(draw)),
            None => found.map(draw),
        })
    };
    // The frame stays while the code and data of the next page come.
    view! { <Transition>{page}</Transition> }
}

/// Erased: this is the border between the frame and what is around it.
fn draw(found: Result<Viewer, AppError>) -> AnyView {
    match found {
        Ok(viewer) => view! { <Frame viewer=viewer /> }.into_any(),
        Err(AppError::SignedOut) => view! { <ToSignIn /> }.into_any(),
        Err(error) => view! { <main class="main"><Problem error=error /></main> }.into_any(),
    }
}

#[component]
fn Frame(viewer: Viewer) -> impl IntoView {
    let viewer = RwSignal::new(viewer);
    provide_context(CurrentUser(viewer.into()));
    view! {
        <AppShell viewer=viewer>
            <KeepFresh viewer=viewer />
            <Outlet />
        </AppShell>
    }
}

/// Asks again who is signed in whenever something was committed, and keeps the document's theme as they chose it.
#[component]
fn KeepFresh(viewer: RwSignal<Viewer>) -> impl IntoView {
    let live = use_live_of(LIVE);
    Effect::watch(
        move || live.get(),
        move |_, _, _| {
            spawn_local(async move {
                if let Ok(fresh) = get_viewer().await {
                    viewer.try_set(fresh);
                }
            });
        },
        false,
    );
    Effect::new(move |_| {
        let theme = viewer.with(|viewer| viewer.theme);
        if let Some(root) = document().document_element() {
            // It fails only for a name that is not one.
            let _ = root.set_attribute("data-theme", theme.as_str());
        }
    });
}

/// Leads to the sign-in form, which leads back here.
#[component]
fn ToSignIn() -> impl IntoView {
    let location = use_location();
    let path = location.pathname.get_untracked();
    let search = location.search.get_untracked();
    let here = match (path.as_str(), search.as_str()) {
        ("/", _) => String::new(),
        (path, "") => path.to_owned(),
        (path, search) => format!("{path}?{search}"),
    };
    view! { <Redirect path=query::href("/login", &[("next", &here)]) /> }
}

/// The root address: leads to the desk of the person's role.
#[component]
pub fn DeskPage() -> impl IntoView {
    let desk = current_user().with_untracked(Viewer::desk);
    view! { <Redirect path=desk /> }
}
