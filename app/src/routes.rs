//! The one table of routes.
//!
//! Every page renders to its end before it is sent: its status and its redirects depend on its data.

use leptos::prelude::*;
use leptos_meta::{Title, provide_meta_context};
use leptos_router::SsrMode;
use leptos_router::components::{ParentRoute, Route, Router, Routes};
use leptos_router::path;

use crate::exports::ExportPage;
use crate::home::{CeoOverviewPage, ManagerPipelinePage, TodayPage};
use crate::imports::{ImportPage, ImportsPage, NewImportPage};
use crate::journal::{JournalPage, TrashPage, UnitPage};
use crate::leads::{LeadPage, LeadsPage, NewLeadPage};
use crate::pipeline::{DealPage, DealsPage};
use crate::session::{AccountPage, DeskPage, LoginPage, SetupPage, SignedInFrame};
use crate::tasks::TasksPage;
use crate::ui::{EmptyState, LinkButton};

/// The whole application inside the document's body.
#[component]
pub fn App() -> impl IntoView {
    provide_meta_context();
    view! {
        <Router>
            <Routes fallback=NotFoundPage>
                <Route path=path!("/login") view=LoginPage ssr=SsrMode::Async />
                <Route path=path!("/setup") view=SetupPage ssr=SsrMode::Async />
                <ParentRoute path=path!("") view=SignedInFrame ssr=SsrMode::Async>
                    <Route path=path!("/") view=DeskPage ssr=SsrMode::Async />
                    <Route path=path!("/account") view=AccountPage ssr=SsrMode::Async />
                    <Route path=path!("/export") view=ExportPage ssr=SsrMode::Async />
                    <Route path=path!("/pipeline") view=ManagerPipelinePage ssr=SsrMode::Async />
                    <Route path=path!("/revenue") view=CeoOverviewPage ssr=SsrMode::Async />
                    <Route path=path!("/deals") view=DealsPage ssr=SsrMode::Async />
                    <Route path=path!("/deals/:id") view=DealPage ssr=SsrMode::Async />
                    <Route path=path!("/today") view=TodayPage ssr=SsrMode::Async />
                    <Route path=path!("/leads") view=LeadsPage ssr=SsrMode::Async />
                    <Route path=path!("/leads/new") view=NewLeadPage ssr=SsrMode::Async />
                    <Route path=path!("/leads/:id") view=LeadPage ssr=SsrMode::Async />
                    <Route path=path!("/tasks") view=TasksPage ssr=SsrMode::Async />
                    <Route path=path!("/journal") view=JournalPage ssr=SsrMode::Async />
                    <Route path=path!("/journal/:id") view=UnitPage ssr=SsrMode::Async />
                    <Route path=path!("/trash") view=TrashPage ssr=SsrMode::Async />
                    <Route path=path!("/imports") view=ImportsPage ssr=SsrMode::Async />
                    <Route path=path!("/imports/new") view=NewImportPage ssr=SsrMode::Async />
                    <Route path=path!("/imports/:id") view=ImportPage ssr=SsrMode::Async />
                </ParentRoute>
            </Routes>
        </Router>
    }
}

/// What stands where no page is. The server gives it the status 404.
#[component]
fn NotFoundPage() -> impl IntoView {
    view! {
        <Title text="Not found · Rainmaker" />
        <main class="main" id="main">
            <h1 class="visually-hidden">"Not found"</h1>
            <EmptyState what="There is no such page." how="The address may be mistyped, or what was here is gone.">
                <LinkButton href="/" text="Back to my desk" />
            </EmptyState>
        </main>
    }
}
