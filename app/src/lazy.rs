//! The pages as the browser fetches them: a group at a time, when one of its pages is first asked for.
//!
//! A group is what one kind of person uses in a day. The build cuts the page's code along these functions; the
//! server simply calls them.

use domain::session::Viewer;
use leptos::prelude::*;
use leptos::wasm_split::{SplitLoaderError, wasm_split};
use leptos_router::LazyRoute;

use crate::campaigns::{CampaignPage, CampaignsPage};
use crate::catalogue::{
    BatchPage, EnrolPage, ProductPage, ProductsPage, SchedulePage, TrainerPage, TrainersPage,
};
use crate::companies::{CompaniesPage, CompanyPage};
use crate::error::AppError;
use crate::exports::ExportPage;
use crate::forecast::ForecastPage;
use crate::funnel::FunnelPage;
use crate::home::{CeoOverviewPage, ManagerPipelinePage, TodayPage};
use crate::imports::{ImportPage, ImportsPage, NewImportPage};
use crate::journal::{JournalPage, TrashPage, UnitPage};
use crate::leads::{LeadPage, LeadsPage, NewLeadPage};
use crate::merging::{DuplicatesPage, MergePage};
use crate::models::ModelsPage;
use crate::pipeline::{DealPage, DealsPage};
use crate::quotas::QuotasPage;
use crate::risks::RisksPage;
use crate::scoring::ScoringPage;
use crate::search::{KeyHelp, Overlay, Palette, SearchPage};
use crate::session::AccountPage;
use crate::stages::{
    AdvancePage, ApprovalsPage, ClosingPage, PipelinePage, PipelinesPage, TermsPage,
};
use crate::tasks::{CalendarPage, TasksPage};
use crate::team::TeamPage;
use crate::ui::Problem;
use crate::web_forms::{WebFormPage, WebFormsPage};
use crate::winloss::WinLossPage;

type Fetched = Result<AnyView, SplitLoaderError>;

/// A route to a page whose code is fetched with its group.
macro_rules! lazy_page {
    ($group:ident: $page:ident as $route:ident, $draw:ident, $fetch:ident) => {
        #[doc = concat!("The route of `", stringify!($page), "`.")]
        pub struct $route;

        impl LazyRoute for $route {
            fn data() -> Self {
                Self
            }

            async fn view(_: Self) -> AnyView {
                drawn($draw().await)
            }

            async fn preload() {
                // What cannot be fetched now is fetched again when the page is drawn, which says what went wrong.
                drop($fetch().await);
            }
        }

        #[wasm_split($group, wasm_split_path = leptos::wasm_split, fallible, preload($fetch))]
        fn $draw() -> Fetched {
            Ok(view! { <$page /> }.into_any())
        }
    };
}

lazy_page!(rep: TodayPage as Today, draw_today, fetch_today);
lazy_page!(manager: ManagerPipelinePage as Pipeline, draw_pipeline, fetch_pipeline);
lazy_page!(ceo: CeoOverviewPage as Revenue, draw_revenue, fetch_revenue);
lazy_page!(forecast: ForecastPage as Forecast, draw_forecast, fetch_forecast);
lazy_page!(leads: LeadsPage as Leads, draw_leads, fetch_leads);
lazy_page!(leads: NewLeadPage as NewLead, draw_new_lead, fetch_new_lead);
lazy_page!(lead: LeadPage as Lead, draw_lead, fetch_lead);
lazy_page!(deals: DealsPage as Deals, draw_deals, fetch_deals);
lazy_page!(deal: DealPage as Deal, draw_deal, fetch_deal);
lazy_page!(companies: CompaniesPage as Companies, draw_companies, fetch_companies);
lazy_page!(companies: CompanyPage as Company, draw_company, fetch_company);
lazy_page!(catalogue: ProductsPage as Products, draw_products, fetch_products);
lazy_page!(catalogue: ProductPage as Product, draw_product, fetch_product);
lazy_page!(catalogue: SchedulePage as Batches, draw_batches, fetch_batches);
lazy_page!(catalogue: BatchPage as Batch, draw_batch, fetch_batch);
lazy_page!(catalogue: TrainersPage as Trainers, draw_trainers, fetch_trainers);
lazy_page!(catalogue: TrainerPage as Trainer, draw_trainer, fetch_trainer);
lazy_page!(catalogue: EnrolPage as Enrol, draw_enrol, fetch_enrol);
lazy_page!(campaigns: CampaignsPage as Campaigns, draw_campaigns, fetch_campaigns);
lazy_page!(campaigns: CampaignPage as Campaign, draw_campaign, fetch_campaign);
lazy_page!(campaigns: WebFormsPage as WebForms, draw_web_forms, fetch_web_forms);
lazy_page!(campaigns: WebFormPage as WebForm, draw_web_form, fetch_web_form);
lazy_page!(campaigns: FunnelPage as Funnel, draw_funnel, fetch_funnel);
lazy_page!(campaigns: QuotasPage as Quotas, draw_quotas, fetch_quotas);
lazy_page!(campaigns: WinLossPage as WinLoss, draw_win_loss, fetch_win_loss);
lazy_page!(stages: PipelinesPage as Pipelines, draw_pipelines, fetch_pipelines);
lazy_page!(stages: PipelinePage as PipelineOfStages, draw_stages, fetch_stages);
lazy_page!(stages: AdvancePage as Advance, draw_advance, fetch_advance);
lazy_page!(stages: ApprovalsPage as Approvals, draw_approvals, fetch_approvals);
lazy_page!(stages: ClosingPage as Closing, draw_closing, fetch_closing);
lazy_page!(stages: TermsPage as Terms, draw_terms, fetch_terms);
lazy_page!(risks: RisksPage as Risks, draw_risks, fetch_risks);
lazy_page!(risks: TeamPage as Team, draw_team, fetch_team);
lazy_page!(tasks: TasksPage as Tasks, draw_tasks, fetch_tasks);
lazy_page!(find: SearchPage as Search, draw_search, fetch_search);
lazy_page!(own: CalendarPage as Calendar, draw_calendar, fetch_calendar);
lazy_page!(own: AccountPage as Account, draw_account, fetch_account);
lazy_page!(own: ExportPage as Export, draw_export, fetch_export);
lazy_page!(own: ModelsPage as Models, draw_models, fetch_models);
lazy_page!(own: JournalPage as Journal, draw_journal, fetch_journal);
lazy_page!(own: UnitPage as Unit, draw_unit, fetch_unit);
lazy_page!(own: DuplicatesPage as Duplicates, draw_duplicates, fetch_duplicates);
lazy_page!(own: MergePage as Merge, draw_merge, fetch_merge);
lazy_page!(own: TrashPage as Trash, draw_trash, fetch_trash);
lazy_page!(own: ScoringPage as Scoring, draw_scoring, fetch_scoring);
lazy_page!(own: ImportsPage as Imports, draw_imports, fetch_imports);
lazy_page!(own: NewImportPage as NewImport, draw_new_import, fetch_new_import);
lazy_page!(own: ImportPage as Import, draw_import, fetch_import);

/// What opens over a page, fetched when it is first asked for.
macro_rules! lazy_overlay {
    ($part:ident($($given:ident: $kind:ty),+) as $draw:ident, $fetch:ident) => {
        #[wasm_split(find, wasm_split_path = leptos::wasm_split, fallible, preload($fetch))]
        fn $draw($($given: $kind),+) -> Fetched {
            Ok(view! { <$part $($given=$given)+ /> }.into_any())
        }
    };
}

lazy_overlay!(Palette(open: RwSignal<Option<Overlay>>, viewer: Signal<Viewer>) as draw_palette, fetch_palette);
lazy_overlay!(KeyHelp(open: RwSignal<Option<Overlay>>) as draw_key_help, fetch_key_help);

/// The search over a page.
pub async fn palette(open: RwSignal<Option<Overlay>>, viewer: Signal<Viewer>) -> AnyView {
    drawn(draw_palette(open, viewer).await)
}

/// The keys over a page.
pub async fn key_help(open: RwSignal<Option<Overlay>>) -> AnyView {
    drawn(draw_key_help(open).await)
}

/// The page, or that its code could not be fetched: the connection is away, or the server has a newer version.
fn drawn(page: Fetched) -> AnyView {
    page.unwrap_or_else(|error| {
        let error = AppError::Transport(error.to_string());
        view! { <Problem error=error /> }.into_any()
    })
}

/// Pages whose code is fetched together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Group {
    /// The desk of who sells.
    Rep,
    /// The desk of who leads them.
    Manager,
    /// The desk of who answers for the figures.
    Ceo,
    /// What a period will bring.
    Forecast,
    /// The lists of leads, and a new one.
    Leads,
    /// A lead.
    Lead,
    /// What is to be done.
    Tasks,
    /// The lists and boards of deals.
    Deals,
    /// A deal.
    Deal,
    /// Companies.
    Companies,
    /// What is sold.
    Catalogue,
    /// Where customers come from, and what is to be reached.
    Campaigns,
    /// How deals go, and how they end.
    Stages,
    /// What is in the way of deals.
    Risks,
    /// The search.
    Find,
    /// What is not used every day.
    Own,
}

impl Group {
    /// The group of the page at `path`; the pages in front of the product have none.
    #[must_use]
    pub fn of(path: &str) -> Option<Self> {
        let mut parts = path.trim_start_matches('/').split('/');
        let (page, record) = (parts.next().unwrap_or_default(), parts.next());
        match page {
            "" | "login" | "setup" => None,
            "today" => Some(Self::Rep),
            "pipeline" => Some(Self::Manager),
            "revenue" => Some(Self::Ceo),
            "forecast" => Some(Self::Forecast),
            "leads" if record.is_none_or(|record| record == "new") => Some(Self::Leads),
            "leads" => Some(Self::Lead),
            "tasks" => Some(Self::Tasks),
            "deals" if record.is_none() => Some(Self::Deals),
            "deals" => Some(Self::Deal),
            "companies" => Some(Self::Companies),
            "products" | "batches" | "trainers" | "enrol" => Some(Self::Catalogue),
            "campaigns" | "funnel" | "quotas" | "web-forms" | "win-loss" => Some(Self::Campaigns),
            "pipelines" | "advance" | "approvals" | "closing" | "terms" => Some(Self::Stages),
            "risks" | "team" => Some(Self::Risks),
            "search" => Some(Self::Find),
            _ => Some(Self::Own),
        }
    }

    /// Its name among the files of the build.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Rep => "rep",
            Self::Manager => "manager",
            Self::Ceo => "ceo",
            Self::Forecast => "forecast",
            Self::Leads => "leads",
            Self::Lead => "lead",
            Self::Tasks => "tasks",
            Self::Deals => "deals",
            Self::Deal => "deal",
            Self::Companies => "companies",
            Self::Catalogue => "catalogue",
            Self::Campaigns => "campaigns",
            Self::Stages => "stages",
            Self::Risks => "risks",
            Self::Find => "find",
            Self::Own => "own",
        }
    }

    /// Fetches its code; every page of it can be drawn at once afterwards.
    ///
    /// # Errors
    /// When some of it could not be fetched.
    pub async fn fetch(self) -> Result<(), SplitLoaderError> {
        match self {
            Self::Rep => fetch_today().await,
            Self::Manager => fetch_pipeline().await,
            Self::Ceo => fetch_revenue().await,
            Self::Forecast => fetch_forecast().await,
            Self::Leads => {
                fetch_leads().await?;
                fetch_new_lead().await
            }
            Self::Lead => fetch_lead().await,
            Self::Tasks => fetch_tasks().await,
            Self::Deals => fetch_deals().await,
            Self::Deal => fetch_deal().await,
            Self::Companies => {
                fetch_companies().await?;
                fetch_company().await
            }
            Self::Catalogue => {
                fetch_products().await?;
                fetch_product().await?;
                fetch_batches().await?;
                fetch_batch().await?;
                fetch_trainers().await?;
                fetch_trainer().await?;
                fetch_enrol().await
            }
            Self::Campaigns => {
                fetch_campaigns().await?;
                fetch_campaign().await?;
                fetch_web_forms().await?;
                fetch_web_form().await?;
                fetch_funnel().await?;
                fetch_quotas().await?;
                fetch_win_loss().await
            }
            Self::Stages => {
                fetch_pipelines().await?;
                fetch_stages().await?;
                fetch_approvals().await?;
                fetch_closing().await?;
                fetch_terms().await?;
                fetch_advance().await
            }
            Self::Risks => {
                fetch_risks().await?;
                fetch_team().await
            }
            Self::Find => fetch_search().await,
            Self::Own => {
                fetch_account().await?;
                fetch_calendar().await?;
                fetch_export().await?;
                fetch_journal().await?;
                fetch_models().await?;
                fetch_unit().await?;
                fetch_trash().await?;
                fetch_scoring().await?;
                fetch_duplicates().await?;
                fetch_merge().await?;
                fetch_imports().await?;
                fetch_new_import().await?;
                fetch_import().await
            }
        }
    }
}
