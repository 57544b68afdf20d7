//! Stages that are edited while deals stand in them.

use domain::forms::{
    AdvanceDeal, DecideDiscount, EditPipeline, EditProduct, LineFields, NewDeal, NewPipeline,
    SetTerms, StageFields,
};
use domain::ids::{OpportunityId, PipelineId};
use domain::money::Cents;
use domain::opportunity::{DealPage, DealStatus, Stage, StageKind};
use domain::pipeline::PipelinePage;
use domain::terms::TermsPage;
use domain::undo::{UndoUnit, Undone};
use services::{Ctx, ServiceError, catalogue, deals, leads, pipelines, undo};

use crate::house::{House, new_lead};

async fn a_deal(ctx: &Ctx) -> anyhow::Result<OpportunityId> {
    let lead = leads::create(ctx, new_lead("Zoe")).await?;
    let name = "Excel for 20".to_owned();
    let form = NewDeal { lead, name, amount: String::new(), expected_close_on: String::new() };
    Ok(deals::create(ctx, form).await?)
}

/// The form of a page as it is sent when nothing was typed.
fn untouched(page: &PipelinePage) -> EditPipeline {
    let fields = |line: &domain::pipeline::StageRow| {
        let stage = &line.stage;
        let fields = StageFields {
            place: stage.position.to_string(),
            name: stage.name.clone(),
            chance: (stage.default_probability.bp() / 100).to_string(),
            days: stage.normal_dwell_days.to_string(),
            entry: stage.entry_criteria.join("\n"),
            exit: stage.exit_criteria.join("\n"),
            ..StageFields::default()
        };
        (stage.id.to_string(), fields)
    };
    EditPipeline {
        id: page.row.id.get(),
        version: page.row.version,
        name: page.row.name.clone(),
        starts_here: String::new(),
        stages: page.stages.iter().map(fields).collect(),
    }
}

#[tokio::test]
async fn a_stage_goes_with_its_deals_and_comes_back_with_them() -> anyhow::Result<()> {
    House::on_each_engine(async |house| {
        let deal = a_deal(&house.ana).await?;
        let before = deals::page(&house.marta, deal).await?;
        let id = before.deal.pipeline_id;
        let page = pipelines::page(&house.admin, id).await?;
        let nothing = pipelines::save(&house.admin, untouched(&page)).await?;
        assert!(nothing.is_empty, "{nothing:?}");

        let gone = before.deal.stage_id.to_string();
        let other = page
            .stages
            .iter()
            .find(|line| {
                line.stage.kind == StageKind::Open && line.stage.id != before.deal.stage_id
            })
            .map(|line| line.stage.clone())
            .unwrap();
        let mut form = untouched(&page);
        form.stages.get_mut(&gone).unwrap().remove = "true".to_owned();
        let Err(ServiceError::Invalid(asked)) = pipelines::save(&house.admin, form.clone()).await
        else {
            panic!("deals stand in it");
        };
        assert!(
            asked.get(&format!("{gone}-to")).unwrap().contains("where to move them"),
            "{asked}"
        );

        form.stages.get_mut(&gone).unwrap().to = other.id.to_string();
        let done = pipelines::save(&house.admin, form.clone()).await?;
        let moved = deals::page(&house.marta, deal).await?;
        assert_eq!(moved.deal.stage_id, other.id);
        assert!(moved.stages.iter().all(|stage| stage.id != before.deal.stage_id));
        assert!(moved.stage_history.iter().any(|visit| visit.stage == before.row.line.stage));

        // Whoever had the page open meanwhile is shown both values.
        let mut late = untouched(&page);
        late.stages.get_mut(&other.id.to_string()).unwrap().days = "99".to_owned();
        let Err(ServiceError::Conflict(fields)) = pipelines::save(&house.admin, late).await else {
            panic!("somebody else wrote it");
        };
        assert!(fields.iter().any(|field| field.yours.contains("99")), "{fields:?}");

        assert!(matches!(
            undo::undo(&house.admin, UndoUnit::plain(done.unit)).await?,
            Undone::Done(_)
        ));
        let back = deals::page(&house.marta, deal).await?;
        assert_eq!(back.deal.stage_id, before.deal.stage_id);
        assert_eq!(back.stages, before.stages);
        assert_eq!(pipelines::page(&house.admin, id).await?.versions.len(), 3);
        Ok(())
    })
    .await
}

#[tokio::test]
async fn a_pipeline_is_added_renamed_and_taken_out_of_use() -> anyhow::Result<()> {
    House::on_each_engine(async |house| {
        a_deal(&house.ana).await?;
        let form = NewPipeline { name: "Renewals".to_owned(), like: String::new() };
        let id = pipelines::create(&house.admin, form.clone()).await?;
        assert!(matches!(
            pipelines::create(&house.admin, form).await,
            Err(ServiceError::Invalid(errors)) if errors.get("name").is_some()
        ));
        let page = pipelines::page(&house.admin, id).await?;
        let mut form = untouched(&page);
        let (first, second) = (page.stages[0].stage.clone(), page.stages[1].stage.clone());
        // Two stages change their names.
        form.stages.get_mut(&first.id.to_string()).unwrap().name = second.name.clone();
        form.stages.get_mut(&second.id.to_string()).unwrap().name = first.name.clone();
        form.stages.insert(
            "new".to_owned(),
            StageFields {
                place: "1".to_owned(),
                name: "Reminder sent".to_owned(),
                chance: "40".to_owned(),
                days: "10".to_owned(),
                ..StageFields::default()
            },
        );
        form.starts_here = "true".to_owned();
        pipelines::save(&house.admin, form).await?;
        let rows = pipelines::list(&house.admin).await?;
        assert_eq!(
            rows.iter().filter(|row| row.is_default).map(|row| row.id).collect::<Vec<_>>(),
            [id]
        );
        assert_eq!(rows[0].stages[0], "Reminder sent");
        assert_eq!(deals::board(&house.marta, Some(id)).await?.columns.len(), 5);
        assert!(matches!(
            pipelines::set_used(&house.admin, id, false).await,
            Err(ServiceError::Invalid(_))
        ));
        assert!(matches!(
            deals::board(&house.marta, Some(PipelineId(9_999))).await,
            Err(ServiceError::NotFound)
        ));
        Ok(())
    })
    .await
}

fn going_to(page: &DealPage, stage: &Stage) -> AdvanceDeal {
    AdvanceDeal {
        id: page.deal.id.get(),
        version: page.deal.version,
        stage: stage.id.to_string(),
        ..AdvanceDeal::default()
    }
}

fn refused<T: std::fmt::Debug>(outcome: Result<T, ServiceError>, field: &str) -> String {
    match outcome {
        Err(ServiceError::Invalid(errors)) => errors.get(field).unwrap_or_default().to_owned(),
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn a_stage_that_asks_for_more_lets_a_deal_go_with_a_reason() -> anyhow::Result<()> {
    House::on_each_engine(async |house| {
        let deal = a_deal(&house.ana).await?;
        let page = deals::page(&house.ana, deal).await?;
        let stages = pipelines::page(&house.admin, page.deal.pipeline_id).await?;
        let mut form = untouched(&stages);
        let first = form.stages.get_mut(&page.deal.stage_id.to_string()).unwrap();
        first.checks =
            ["amount", "close_date"].map(|word| (word.to_owned(), "true".to_owned())).into();
        pipelines::save(&house.admin, form).await?;

        let page = deals::page(&house.ana, deal).await?;
        let met: Vec<bool> = page.findings.iter().map(|finding| finding.is_met).collect();
        assert_eq!(met, [false, true], "{:?}", page.findings);
        let second = &page.stages[1];
        let why = refused(deals::advance(&house.ana, going_to(&page, second)).await, "stage");
        assert!(why.contains("amount set") && !why.contains("close date"), "{why}");
        let form = AdvanceDeal { why: "They sign on Friday".to_owned(), ..going_to(&page, second) };
        deals::advance(&house.ana, form).await?;
        let moved = deals::page(&house.ana, deal).await?;
        assert_eq!(moved.deal.stage_id, second.id);
        let told = format!("{:?}", moved.timeline);
        assert!(told.contains("without amount set: They sign on Friday"), "{told}");
        // Back is always free.
        deals::advance(&house.ana, going_to(&moved, &page.stages[0])).await?;
        Ok(())
    })
    .await
}

#[tokio::test]
async fn a_deal_ends_with_a_reason_of_the_tree_and_opens_again_with_one() -> anyhow::Result<()> {
    House::on_each_engine(async |house| {
        let deal = a_deal(&house.ana).await?;
        let page = deals::page(&house.ana, deal).await?;
        let lost = page.stages.iter().find(|stage| stage.kind == StageKind::Lost).unwrap();
        let losing =
            |reason: &str| AdvanceDeal { lost_reason: reason.to_owned(), ..going_to(&page, lost) };
        let field = "lost_reason";
        assert!(refused(deals::advance(&house.ana, losing("")).await, field).contains("why"));
        assert!(
            refused(deals::advance(&house.ana, losing("Because")).await, field)
                .contains("\"Because\"")
        );
        assert!(
            refused(deals::advance(&house.ana, losing("Other")).await, "note").contains("Other")
        );
        let rival = "Chose a competitor";
        assert!(refused(deals::advance(&house.ana, losing(rival)).await, "rival").contains("Name"));
        let form = AdvanceDeal {
            rival: "Excelia, Tabula".to_owned(),
            note: "They had worked with them before".to_owned(),
            ..losing(rival)
        };
        deals::advance(&house.ana, form).await?;
        let gone = deals::page(&house.marta, deal).await?;
        assert_eq!(gone.deal.competitors, ["Excelia", "Tabula"]);
        assert_eq!(gone.deal.lost_reason.as_deref(), Some(rival));

        let again = going_to(&gone, &page.stages[1]);
        assert!(matches!(
            deals::advance(&house.ana, again.clone()).await,
            Err(ServiceError::Forbidden(_))
        ));
        assert!(
            refused(deals::advance(&house.marta, again.clone()).await, "note")
                .contains("opened again")
        );
        let form = AdvanceDeal { note: "They called back".to_owned(), ..again };
        deals::advance(&house.marta, form).await?;
        let open = deals::page(&house.marta, deal).await?;
        assert_eq!((open.deal.status, open.deal.lost_reason), (DealStatus::Open, None));
        Ok(())
    })
    .await
}

#[tokio::test]
async fn a_deal_goes_to_another_pipeline_and_back_by_undo() -> anyhow::Result<()> {
    House::on_each_engine(async |house| {
        let deal = a_deal(&house.ana).await?;
        let form = NewPipeline { name: "Renewals".to_owned(), like: String::new() };
        let other = pipelines::create(&house.admin, form).await?;
        let way = deals::advance_page(&house.ana, deal).await?.ways;
        let there = way.iter().find(|way| way.pipeline == other).unwrap().stages[1].clone();
        let page = deals::page(&house.ana, deal).await?;
        let done = deals::advance(&house.ana, going_to(&page, &there)).await?;
        let moved = deals::page(&house.ana, deal).await?;
        assert_eq!((moved.deal.pipeline_id, moved.deal.stage_id), (other, there.id));
        undo::undo(&house.ana, UndoUnit::plain(done.unit)).await?;
        let back = deals::page(&house.ana, deal).await?;
        assert_eq!(
            (back.deal.pipeline_id, back.deal.stage_id),
            (page.deal.pipeline_id, page.deal.stage_id)
        );
        Ok(())
    })
    .await
}

async fn a_product(house: &House) -> anyhow::Result<i64> {
    let form = EditProduct {
        name: "Excel basics".to_owned(),
        kind: "product".to_owned(),
        price: "100".to_owned(),
        ..EditProduct::default()
    };
    catalogue::save_product(&house.marta, form).await?;
    let rows = catalogue::list(&house.marta).await?;
    Ok(rows.first().map_or(0, |row| row.id.get()))
}

fn lines(page: &TermsPage, product: i64, quantity: &str, discount: &str) -> SetTerms {
    let line = LineFields {
        product: product.to_string(),
        quantity: quantity.to_owned(),
        discount: discount.to_owned(),
        ..LineFields::default()
    };
    SetTerms {
        id: page.row.line.id.get(),
        version: page.row.version,
        lines: [("0".to_owned(), line)].into(),
        reason: String::new(),
    }
}

#[tokio::test]
async fn an_amount_follows_its_lines_and_more_discount_is_approved() -> anyhow::Result<()> {
    House::on_each_engine(async |house| {
        let (deal, product) = (a_deal(&house.ana).await?, a_product(&house).await?);
        let page = deals::terms_page(&house.ana, deal).await?;
        let done = deals::set_terms(&house.ana, lines(&page, product, "20", "5")).await?;
        let sold = deals::page(&house.ana, deal).await?;
        assert_eq!(sold.deal.amount, Cents(190_000));
        assert_eq!(sold.product.as_deref(), Some("Excel basics"));
        let page = deals::terms_page(&house.ana, deal).await?;
        assert!(page.is_agreed);

        let too_much = lines(&page, product, "20", "25");
        let asked = refused(deals::set_terms(&house.ana, too_much.clone()).await, "reason");
        assert!(asked.contains("10"), "{asked}");
        let form = SetTerms { reason: "They buy for three years".to_owned(), ..too_much };
        deals::set_terms(&house.ana, form).await?;
        assert_eq!(deals::page(&house.ana, deal).await?.deal.amount, Cents(190_000));
        let waits = deals::page(&house.ana, deal).await?;
        let won = waits.stages.iter().find(|stage| stage.kind == StageKind::Won).unwrap();
        let why = refused(deals::advance(&house.ana, going_to(&waits, won)).await, "stage");
        assert!(why.contains("waits for approval"), "{why}");

        let request = deals::approvals(&house.marta).await?[0].clone();
        assert_eq!((request.discount.bp(), request.total), (2_500, Cents(150_000)));
        let form =
            DecideDiscount { id: request.id, verdict: "approved".to_owned(), ..Default::default() };
        let approved = deals::decide_discount(&house.marta, form.clone()).await?;
        assert_eq!(deals::page(&house.ana, deal).await?.deal.amount, Cents(150_000));
        let again = refused(deals::decide_discount(&house.marta, form).await, "verdict");
        assert!(again.contains("already"), "{again}");

        undo::undo(&house.marta, UndoUnit::plain(approved.unit)).await?;
        assert_eq!(deals::page(&house.ana, deal).await?.deal.amount, Cents(190_000));
        undo::undo(&house.ana, UndoUnit::plain(done.unit)).await?;
        let back = deals::terms_page(&house.ana, deal).await?;
        assert_eq!((back.row.line.amount, back.is_agreed, back.lines.len()), (Cents(0), false, 0));
        Ok(())
    })
    .await
}

#[tokio::test]
async fn open_deals_stand_in_the_month_they_should_close_in() -> anyhow::Result<()> {
    House::on_each_engine(async |house| {
        let deal = a_deal(&house.ana).await?;
        let page = deals::closing(&house.ana).await?;
        let found = page.months.iter().filter(|month| month.deals > 0).collect::<Vec<_>>();
        assert_eq!(found.len(), 1);
        assert!(found[0].rows.iter().any(|row| row.line.id == deal));
        assert!(found[0].rows[0].line.close_on.is_some_and(|day| found[0].period.contains(day)));
        assert!(deals::closing(&house.ben).await?.months.iter().all(|month| month.deals == 0));
        Ok(())
    })
    .await
}
