//! Every use case, tried by every role: refused exactly where the table of actions says so.

use std::path::Path;

use domain::access::{Action, Role, allowed};
use domain::catalogue::BatchFilter;
use domain::company::CompanyFilter;
use domain::forms::{
    AddCost, AdvanceDeal, BulkDeals, BulkLeads, ChooseZone, CompleteTask, DecideDiscount,
    EditBatch, EditCampaign, EditCompany, EditDeal, EditLead, EditPipeline, EditProduct,
    EditTrainer, Enrol, LogInteraction, MoveDeal, NewDeal, NewPipeline, NewTask, SetCloseDate,
    SetDecision, SetFact, SetNextStep, SetQuotas, SetSeat, SetTerms, Snooze,
};
use domain::ids::{
    BatchId, CampaignId, CompanyId, LeadId, OpportunityId, PipelineId, StageId, SuspectId, TaskId,
    UnitId,
};
use domain::list::{DealFilter, LeadFilter, TaskFilter};
use domain::merge::{KeepApart, MergeRecords, SuspectFilter};
use domain::opportunity::{DealPage, DealStatus, StageKind};
use domain::qualification::AnswerCriterion;
use domain::undo::{JournalFilter, OneRecord, UndoUnit};
use services::export::Format;
use services::users::AddUser;
use services::{
    Ctx, ServiceError, ServiceResult, archive, backup, bulk, campaigns, catalogue, companies,
    deals, desks, duplicates, export, funnel, installation, leads, merging, models, pipelines,
    quotas, tasks, trash, undo, users, winloss,
};

use crate::house::{House, call, new_lead};

/// What is tried, and the action it needs.
const TRIES: &[(&str, Action)] = &[
    ("list leads", Action::ReadRecords),
    ("open a lead", Action::ReadRecords),
    ("explain a lead", Action::ReadRecords),
    ("create a lead", Action::CreateLead),
    ("edit a lead", Action::EditLead),
    ("qualify a lead", Action::EditLead),
    ("write down a fact", Action::EditLead),
    ("list companies", Action::ReadRecords),
    ("open a company", Action::ReadRecords),
    ("edit a company", Action::EditCompany),
    ("export companies", Action::Export),
    ("log an interaction", Action::LogInteraction),
    ("snooze a lead", Action::EditLead),
    ("snooze a deal", Action::EditDeal),
    ("snooze a task", Action::EditTask),
    ("list tasks", Action::ReadRecords),
    ("create a task", Action::EditTask),
    ("complete a task", Action::EditTask),
    ("see the board", Action::ReadRecords),
    ("list deals", Action::ReadRecords),
    ("open a deal", Action::ReadRecords),
    ("explain a deal", Action::ReadRecords),
    ("create a deal", Action::CreateDeal),
    ("move a deal", Action::EditDeal),
    ("see where a deal can go", Action::ReadRecords),
    ("close a deal", Action::EditDeal),
    ("see what closes when", Action::ReadRecords),
    ("see what a deal sells", Action::ReadRecords),
    ("set what a deal sells", Action::EditDeal),
    ("note how a deal is decided", Action::EditDeal),
    ("see the approvals", Action::ApproveDiscount),
    ("approve a discount", Action::ApproveDiscount),
    ("edit a deal", Action::EditDeal),
    ("set a deal's next step", Action::EditDeal),
    ("set a deal's close date", Action::EditDeal),
    ("see the rep's desk", Action::ReadRecords),
    ("see the manager's desk", Action::ReadTeamForecast),
    ("see the CEO's desk", Action::ReadCompanyFigures),
    ("see how good the models are", Action::ReadTeamForecast),
    ("export leads", Action::Export),
    ("export deals", Action::Export),
    ("export tasks", Action::Export),
    ("export everything", Action::ExportAll),
    ("back everything up", Action::ExportAll),
    ("bring everything in", Action::Import),
    ("read the journal", Action::ReadRecords),
    ("open a unit", Action::ReadRecords),
    ("undo a unit", Action::ReadRecords),
    ("see the duplicates", Action::ReadRecords),
    ("keep two records apart", Action::Merge),
    ("compare two leads", Action::ReadRecords),
    ("merge two leads", Action::Merge),
    ("merge two companies", Action::MergeAcross),
    ("see the trash", Action::ReadRecords),
    ("delete a lead", Action::DeleteLead),
    ("delete a deal", Action::DeleteDeal),
    ("delete a task", Action::EditTask),
    ("restore a lead", Action::EditLead),
    ("change several leads", Action::EditLead),
    ("give several leads away", Action::Reassign),
    ("change several deals", Action::EditDeal),
    ("delete several deals", Action::DeleteDeal),
    ("see the catalogue", Action::ReadRecords),
    ("see the schedule", Action::ReadRecords),
    ("open a batch", Action::ReadRecords),
    ("define a product", Action::ManageCatalogue),
    ("define a trainer", Action::ManageCatalogue),
    ("schedule a batch", Action::ManageCatalogue),
    ("enrol somebody", Action::Enrol),
    ("give a seat back", Action::Enrol),
    ("see what campaigns bring", Action::ReadTeamForecast),
    ("open a campaign", Action::ReadTeamForecast),
    ("change a campaign", Action::ManageCampaigns),
    ("write down a campaign's cost", Action::ManageCampaigns),
    ("see the funnel", Action::ReadTeamForecast),
    ("see why deals are lost", Action::ReadRecords),
    ("see the targets", Action::SetQuotas),
    ("set targets", Action::SetQuotas),
    ("see the pipelines", Action::ManagePipelines),
    ("open a pipeline", Action::ManagePipelines),
    ("add a pipeline", Action::ManagePipelines),
    ("edit a pipeline", Action::ManagePipelines),
    ("take a pipeline out of use", Action::ManagePipelines),
    ("add a user", Action::ManageUsers),
    ("reset a password", Action::ManageUsers),
    ("list users", Action::ManageUsers),
    ("choose the installation's time zone", Action::ManageSettings),
];

#[tokio::test]
async fn a_use_case_is_refused_exactly_when_the_role_may_not() -> anyhow::Result<()> {
    House::on_each_engine(async |house| {
        for (what, action) in TRIES {
            for (role, ctx) in house.roles() {
                let tried = attempt(ctx, what, role).await;
                let refused = matches!(tried, Err(ServiceError::Forbidden(_)));
                assert_eq!(refused, !allowed(role, *action), "{role:?}, {what}: {tried:?}");
                if let Err(ServiceError::Forbidden(why)) = tried {
                    assert!(why.contains("Only the role"), "{why}");
                }
            }
        }
        Ok(())
    })
    .await
}

#[tokio::test]
async fn a_closed_deal_is_changed_exactly_by_those_who_may() -> anyhow::Result<()> {
    House::on_each_engine(async |house| {
        let lead = leads::create(&house.ana, new_lead("Zoe")).await?;
        let id = deals::create(&house.ana, new_deal(lead)).await?;
        close(&house.ana, id).await?;
        for (role, ctx) in house.roles() {
            let may = allowed(role, Action::EditClosedDeal);
            let page = deals::page(&house.carla, id).await?;
            let form = EditDeal { version: page.deal.version, ..edited(id) };
            let form = EditDeal { amount: format!("{}", 1 + page.deal.amount.get()), ..form };
            let tried = deals::edit(ctx, form).await;
            let refused = matches!(tried, Err(ServiceError::Forbidden(_)));
            assert_eq!((refused, tried.is_ok()), (!may, may), "{role:?} edits: {tried:?}");

            let page = deals::page(&house.carla, id).await?;
            let note = "They called back".to_owned();
            let form = AdvanceDeal { note, ..to(&page, StageKind::Open).into() };
            let tried = deals::advance(ctx, form).await;
            let refused = matches!(tried, Err(ServiceError::Forbidden(_)));
            assert_eq!((refused, tried.is_ok()), (!may, may), "{role:?} reopens: {tried:?}");
            if may {
                close(&house.ana, id).await?;
            }
        }
        let page = deals::page(&house.ana, id).await?;
        assert_eq!(page.deal.status, DealStatus::Won);
        Ok(())
    })
    .await
}

async fn close(ctx: &Ctx, id: OpportunityId) -> ServiceResult<()> {
    let page = deals::page(ctx, id).await?;
    deals::move_deal(ctx, to(&page, StageKind::Won)).await.map(drop)
}

fn to(page: &DealPage, kind: StageKind) -> MoveDeal {
    let stage = page.stages.iter().find(|stage| stage.kind == kind);
    let stage = stage.map_or(page.deal.stage_id, |stage| stage.id);
    MoveDeal { version: page.deal.version, stage, ..moved(page.deal.id) }
}

/// Tries it on records that are not there: who may do it gets as far as looking for them.
async fn attempt(ctx: &Ctx, what: &str, role: Role) -> ServiceResult<()> {
    let (lead, deal, task) = (LeadId(77), OpportunityId(77), TaskId(77));
    let snooze = |subject: &str| Snooze {
        subject: subject.to_owned(),
        id: 77,
        days: 1,
        reason: String::new(),
    };
    match what {
        "list leads" => leads::list(ctx, &LeadFilter::default()).await.map(drop),
        "open a lead" => leads::page(ctx, lead).await.map(drop),
        "explain a lead" => leads::explain(ctx, lead).await.map(drop),
        "create a lead" => leads::create(ctx, new_lead("Zoe")).await.map(drop),
        "edit a lead" => leads::edit(ctx, edited_lead(lead)).await.map(drop),
        "log an interaction" => {
            let form = LogInteraction { ..call(lead, "interested") };
            leads::log_interaction(ctx, form).await.map(drop)
        }
        "snooze a lead" => leads::snooze(ctx, snooze("lead")).await.map(drop),
        "snooze a deal" => leads::snooze(ctx, snooze("deal")).await.map(drop),
        "snooze a task" => leads::snooze(ctx, snooze("task")).await.map(drop),
        "list tasks" => tasks::list(ctx, &TaskFilter::default()).await.map(drop),
        "create a task" => {
            let form = NewTask { title: "Think".to_owned(), ..NewTask::default() };
            tasks::create(ctx, form).await.map(drop)
        }
        "complete a task" => {
            tasks::complete(ctx, CompleteTask::simply(task, 1, true)).await.map(drop)
        }
        "see the board" => deals::board(ctx, None).await.map(drop),
        "list deals" => deals::list(ctx, &DealFilter::default()).await.map(drop),
        "open a deal" => deals::page(ctx, deal).await.map(drop),
        "explain a deal" => deals::explain(ctx, deal).await.map(drop),
        "create a deal" => deals::create(ctx, new_deal(lead)).await.map(drop),
        "move a deal" => deals::move_deal(ctx, moved(deal)).await.map(drop),
        "edit a deal" => deals::edit(ctx, edited(deal)).await.map(drop),
        "set a deal's next step" => deals::set_next_step(ctx, next_step(deal)).await.map(drop),
        "set a deal's close date" => deals::set_close_date(ctx, close_date(deal)).await.map(drop),
        "see the rep's desk" => desks::rep(ctx).await.map(drop),
        "see the manager's desk" => desks::manager(ctx, "").await.map(drop),
        "see the CEO's desk" => desks::ceo(ctx, "").await.map(drop),
        "see how good the models are" => models::page(ctx).await.map(drop),
        "export leads" => export::leads(ctx, &LeadFilter::default(), Format::Csv).await.map(drop),
        "export deals" => export::deals(ctx, &DealFilter::default(), Format::Json).await.map(drop),
        "export tasks" => export::tasks(ctx, &TaskFilter::default(), Format::Csv).await.map(drop),
        "export everything" => archive::everything(ctx, Format::Xlsx).await.map(drop),
        "back everything up" => backup::backup(ctx, Path::new("/"), |_| {}).await.map(drop),
        "bring everything in" => archive::bring(ctx, Path::new("/"), |_| {}).await.map(drop),
        "read the journal" => undo::journal(ctx, &JournalFilter::default()).await.map(drop),
        "open a unit" => undo::page(ctx, UnitId(7777)).await.map(drop),
        "undo a unit" => undo::undo(ctx, UndoUnit::plain(UnitId(7777))).await.map(drop),
        "qualify a lead" => leads::qualify(ctx, answer(lead)).await.map(drop),
        "write down a fact" => {
            let (fact, value) = ("budget_range".to_owned(), "5 to 10k".to_owned());
            leads::set_fact(ctx, SetFact { id: lead.get(), fact, value }).await.map(drop)
        }
        "list companies" => companies::list(ctx, &CompanyFilter::default()).await.map(drop),
        "open a company" => companies::page(ctx, CompanyId(7777)).await.map(drop),
        "edit a company" => {
            let form = EditCompany { id: 7777, name: "Acme".to_owned(), ..EditCompany::default() };
            companies::edit(ctx, form).await.map(drop)
        }
        "export companies" => {
            export::companies(ctx, &CompanyFilter::default(), Format::Csv).await.map(drop)
        }
        "see the duplicates" => duplicates::list(ctx, &SuspectFilter::default()).await.map(drop),
        "keep two records apart" => {
            duplicates::keep_apart(ctx, KeepApart { id: SuspectId(77) }).await.map(drop)
        }
        "compare two leads" => merging::page(ctx, "lead", 77, 78).await.map(drop),
        "merge two leads" => merging::merge(ctx, two("lead")).await.map(drop),
        "merge two companies" => merging::merge(ctx, two("company")).await.map(drop),
        "see the trash" => trash::list(ctx, "").await.map(drop),
        "delete a lead" => trash::delete(ctx, one("lead")).await.map(drop),
        "delete a deal" => trash::delete(ctx, one("opportunity")).await.map(drop),
        "delete a task" => trash::delete(ctx, one("task")).await.map(drop),
        "restore a lead" => trash::restore(ctx, one("lead")).await.map(drop),
        "change several leads" => bulk::leads(ctx, several("status")).await.map(drop),
        "give several leads away" => bulk::leads(ctx, several("give")).await.map(drop),
        "change several deals" => bulk::deals(ctx, several_deals("next")).await.map(drop),
        "delete several deals" => bulk::deals(ctx, several_deals("delete")).await.map(drop),
        other => attempt_to_manage(ctx, other, role).await,
    }
}

/// The same of what is sold, what it brings, and who works here.
async fn attempt_to_manage(ctx: &Ctx, what: &str, role: Role) -> ServiceResult<()> {
    match what {
        "see the catalogue" => catalogue::list(ctx).await.map(drop),
        "see the schedule" => catalogue::schedule(ctx, &BatchFilter::default()).await.map(drop),
        "open a batch" => catalogue::batch(ctx, BatchId(77)).await.map(drop),
        "define a product" => catalogue::save_product(ctx, EditProduct::default()).await.map(drop),
        "define a trainer" => catalogue::save_trainer(ctx, EditTrainer::default()).await.map(drop),
        "schedule a batch" => catalogue::save_batch(ctx, EditBatch::default()).await.map(drop),
        "enrol somebody" => catalogue::enrol(ctx, Enrol::default()).await.map(drop),
        "give a seat back" => catalogue::set_seat(ctx, SetSeat::default()).await.map(drop),
        "see what campaigns bring" => campaigns::report(ctx).await.map(drop),
        "open a campaign" => campaigns::page(ctx, CampaignId(77)).await.map(drop),
        "change a campaign" => campaigns::save(ctx, EditCampaign::default()).await.map(drop),
        "write down a campaign's cost" => {
            campaigns::add_cost(ctx, AddCost::default()).await.map(drop)
        }
        "see the funnel" => funnel::page(ctx, "").await.map(drop),
        "see why deals are lost" => winloss::page(ctx, None).await.map(drop),
        "see what closes when" => deals::closing(ctx).await.map(drop),
        "see what a deal sells" => deals::terms_page(ctx, OpportunityId(77)).await.map(drop),
        "set what a deal sells" => {
            deals::set_terms(ctx, SetTerms { id: 77, ..SetTerms::default() }).await.map(drop)
        }
        "note how a deal is decided" => {
            deals::set_decision(ctx, SetDecision { id: 77, ..SetDecision::default() })
                .await
                .map(drop)
        }
        "see the approvals" => deals::approvals(ctx).await.map(drop),
        "approve a discount" => {
            let verdict = "approved".to_owned();
            let form = DecideDiscount { id: 77, verdict, note: String::new() };
            deals::decide_discount(ctx, form).await.map(drop)
        }
        "see where a deal can go" => deals::advance_page(ctx, OpportunityId(77)).await.map(drop),
        "close a deal" => deals::advance(ctx, moved(OpportunityId(77)).into()).await.map(drop),
        "see the pipelines" => pipelines::list(ctx).await.map(drop),
        "open a pipeline" => pipelines::page(ctx, PipelineId(99)).await.map(drop),
        "add a pipeline" => pipelines::create(ctx, NewPipeline::default()).await.map(drop),
        "edit a pipeline" => pipelines::save(ctx, EditPipeline::default()).await.map(drop),
        "take a pipeline out of use" => {
            pipelines::set_used(ctx, PipelineId(99), false).await.map(drop)
        }
        "see the targets" => quotas::grid(ctx, None).await.map(drop),
        "set targets" => quotas::set(ctx, SetQuotas::default()).await.map(drop),
        "add a user" => users::add(ctx, added_by(role)).await.map(drop),
        "reset a password" => {
            users::reset_password(ctx, "nobody@example.com", "violet harbour sings").await
        }
        "list users" => users::list(ctx).await.map(drop),
        "choose the installation's time zone" => {
            installation::choose_zone(ctx, ChooseZone::default()).await
        }
        other => Err(ServiceError::Internal(format!("nobody knows how to {other}"))),
    }
}

fn answer(lead: LeadId) -> AnswerCriterion {
    AnswerCriterion {
        lead,
        criterion: "budget".to_owned(),
        verdict: "met".to_owned(),
        value: String::new(),
        interaction: String::new(),
    }
}

fn two(entity: &str) -> MergeRecords {
    MergeRecords { entity: entity.to_owned(), kept: 77, other: 78, ..MergeRecords::default() }
}

fn one(entity: &str) -> OneRecord {
    OneRecord { entity: entity.to_owned(), id: 77 }
}

fn several(action: &str) -> BulkLeads {
    BulkLeads {
        ids: vec![77],
        action: action.to_owned(),
        owner: "1".to_owned(),
        status: "qualified".to_owned(),
        ..BulkLeads::default()
    }
}

fn several_deals(action: &str) -> BulkDeals {
    let (action, next_step) = (action.to_owned(), "Call".to_owned());
    BulkDeals { ids: vec![77], action, next_step, ..BulkDeals::default() }
}

fn new_deal(lead: LeadId) -> NewDeal {
    NewDeal {
        lead,
        name: "Excel for 20".to_owned(),
        amount: String::new(),
        expected_close_on: String::new(),
    }
}

fn moved(id: OpportunityId) -> MoveDeal {
    MoveDeal { id, version: 1, stage: StageId(1), lost_reason: String::new() }
}

fn edited(id: OpportunityId) -> EditDeal {
    EditDeal {
        id,
        version: 1,
        name: "Excel for 30".to_owned(),
        amount: String::new(),
        expected_close_on: String::new(),
        next_step: String::new(),
        next_step_on: String::new(),
    }
}

fn next_step(id: OpportunityId) -> SetNextStep {
    SetNextStep { id, version: 1, next_step: "Call".to_owned(), next_step_on: String::new() }
}

fn close_date(id: OpportunityId) -> SetCloseDate {
    SetCloseDate { id, version: 1, expected_close_on: "2026-12-01".to_owned() }
}

fn edited_lead(id: LeadId) -> EditLead {
    EditLead {
        id: id.get(),
        version: 1,
        name: "Zoe".to_owned(),
        status: "new".to_owned(),
        ..EditLead::default()
    }
}

fn added_by(role: Role) -> AddUser {
    AddUser {
        email: format!("{}@friends.example", role.as_str()),
        name: "Friend".to_owned(),
        role: Role::Rep,
        team: None,
        password: None,
        time_zone: String::new(),
    }
}
