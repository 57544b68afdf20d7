//! The one table of routes.
//!
//! Every page renders to its end before it is sent: its status and its redirects depend on its data.

use leptos::prelude::*;
use leptos_meta::{Title, provide_meta_context};
use leptos_router::components::{ParentRoute, Route, Router, Routes};
use leptos_router::{Lazy, SsrMode, path};

use crate::lazy;
use crate::session::{DeskPage, LoginPage, SetupPage, SignedInFrame};
use crate::ui::{EmptyState, LinkButton, provide_live, provide_returned};

/// The whole application inside the document's body.
#[component]
pub fn App() -> impl IntoView {
    provide_meta_context();
    provide_live();
    provide_returned();
    view! {
        <Router>
            <Routes fallback=NotFoundPage>
                <Route path=path!("/login") view=LoginPage ssr=SsrMode::Async />
                <Route path=path!("/setup") view=SetupPage ssr=SsrMode::Async />
                <ParentRoute path=path!("") view=SignedInFrame ssr=SsrMode::Async>
                    <Route path=path!("/") view=DeskPage ssr=SsrMode::Async />
                    <Route path=path!("/account") view={Lazy::<lazy::Account>::new()} ssr=SsrMode::Async />
                    <Route path=path!("/export") view={Lazy::<lazy::Export>::new()} ssr=SsrMode::Async />
                    <Route path=path!("/pipeline") view={Lazy::<lazy::Pipeline>::new()} ssr=SsrMode::Async />
                    <Route path=path!("/revenue") view={Lazy::<lazy::Revenue>::new()} ssr=SsrMode::Async />
                    <Route path=path!("/forecast") view={Lazy::<lazy::Forecast>::new()} ssr=SsrMode::Async />
                    <Route path=path!("/deals") view={Lazy::<lazy::Deals>::new()} ssr=SsrMode::Async />
                    <Route path=path!("/deals/:id") view={Lazy::<lazy::Deal>::new()} ssr=SsrMode::Async />
                    <Route path=path!("/today") view={Lazy::<lazy::Today>::new()} ssr=SsrMode::Async />
                    <Route path=path!("/leads") view={Lazy::<lazy::Leads>::new()} ssr=SsrMode::Async />
                    <Route path=path!("/leads/new") view={Lazy::<lazy::NewLead>::new()} ssr=SsrMode::Async />
                    <Route path=path!("/leads/:id") view={Lazy::<lazy::Lead>::new()} ssr=SsrMode::Async />
                    <Route path=path!("/companies") view={Lazy::<lazy::Companies>::new()} ssr=SsrMode::Async />
                    <Route path=path!("/companies/:id") view={Lazy::<lazy::Company>::new()} ssr=SsrMode::Async />
                    <Route path=path!("/products") view={Lazy::<lazy::Products>::new()} ssr=SsrMode::Async />
                    <Route path=path!("/products/:id") view={Lazy::<lazy::Product>::new()} ssr=SsrMode::Async />
                    <Route path=path!("/batches") view={Lazy::<lazy::Batches>::new()} ssr=SsrMode::Async />
                    <Route path=path!("/batches/:id") view={Lazy::<lazy::Batch>::new()} ssr=SsrMode::Async />
                    <Route path=path!("/trainers") view={Lazy::<lazy::Trainers>::new()} ssr=SsrMode::Async />
                    <Route path=path!("/trainers/:id") view={Lazy::<lazy::Trainer>::new()} ssr=SsrMode::Async />
                    <Route path=path!("/enrol/:id") view={Lazy::<lazy::Enrol>::new()} ssr=SsrMode::Async />
                    <Route path=path!("/campaigns") view={Lazy::<lazy::Campaigns>::new()} ssr=SsrMode::Async />
                    <Route path=path!("/web-forms") view={Lazy::<lazy::WebForms>::new()} ssr=SsrMode::Async />
                    <Route path=path!("/web-forms/:id") view={Lazy::<lazy::WebForm>::new()} ssr=SsrMode::Async />
                    <Route path=path!("/campaigns/:id") view={Lazy::<lazy::Campaign>::new()} ssr=SsrMode::Async />
                    <Route path=path!("/funnel") view={Lazy::<lazy::Funnel>::new()} ssr=SsrMode::Async />
                    <Route path=path!("/quotas") view={Lazy::<lazy::Quotas>::new()} ssr=SsrMode::Async />
                    <Route path=path!("/win-loss") view={Lazy::<lazy::WinLoss>::new()} ssr=SsrMode::Async />
                    <Route path=path!("/pipelines") view={Lazy::<lazy::Pipelines>::new()} ssr=SsrMode::Async />
                    <Route path=path!("/pipelines/:id") view={Lazy::<lazy::PipelineOfStages>::new()} ssr=SsrMode::Async />
                    <Route path=path!("/advance/:id") view={Lazy::<lazy::Advance>::new()} ssr=SsrMode::Async />
                    <Route path=path!("/approvals") view={Lazy::<lazy::Approvals>::new()} ssr=SsrMode::Async />
                    <Route path=path!("/closing") view={Lazy::<lazy::Closing>::new()} ssr=SsrMode::Async />
                    <Route path=path!("/terms/:id") view={Lazy::<lazy::Terms>::new()} ssr=SsrMode::Async />
                    <Route path=path!("/team") view={Lazy::<lazy::Team>::new()} ssr=SsrMode::Async />
                    <Route path=path!("/risks") view={Lazy::<lazy::Risks>::new()} ssr=SsrMode::Async />
                    <Route path=path!("/tasks") view={Lazy::<lazy::Tasks>::new()} ssr=SsrMode::Async />
                    <Route path=path!("/calendar") view={Lazy::<lazy::Calendar>::new()} ssr=SsrMode::Async />
                    <Route path=path!("/models") view={Lazy::<lazy::Models>::new()} ssr=SsrMode::Async />
                    <Route path=path!("/search") view={Lazy::<lazy::Search>::new()} ssr=SsrMode::Async />
                    <Route path=path!("/journal") view={Lazy::<lazy::Journal>::new()} ssr=SsrMode::Async />
                    <Route path=path!("/journal/:id") view={Lazy::<lazy::Unit>::new()} ssr=SsrMode::Async />
                    <Route path=path!("/duplicates") view={Lazy::<lazy::Duplicates>::new()} ssr=SsrMode::Async />
                    <Route path=path!("/merge/:entity/:kept/:other") view={Lazy::<lazy::Merge>::new()} ssr=SsrMode::Async />
                    <Route path=path!("/trash") view={Lazy::<lazy::Trash>::new()} ssr=SsrMode::Async />
                    <Route path=path!("/settings/scoring") view={Lazy::<lazy::Scoring>::new()} ssr=SsrMode::Async />
                    <Route path=path!("/imports") view={Lazy::<lazy::Imports>::new()} ssr=SsrMode::Async />
                    <Route path=path!("/imports/new") view={Lazy::<lazy::NewImport>::new()} ssr=SsrMode::Async />
                    <Route path=path!("/imports/:id") view={Lazy::<lazy::Import>::new()} ssr=SsrMode::Async />
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
