//! Imports of one file: brought, planned, run part by part, cut off and gone on with.

use chrono::Duration;
use domain::access::Role;
use domain::ids::{ImportId, LeadId};
use domain::import::{Alike, ImportPage, ImportPlan, ImportStatus};
use domain::list::{DealFilter, LeadFilter, TaskFilter};
use domain::merge::MergeRecords;
use services::export::{self, Format};
use services::import::runs::{self, Upload};
use services::users::{self, AddUser};
use services::{Ctx, ServiceError, jobs, leads, merging};

use super::house::{ctx_at, is_sound, on_each_engine};

const PEOPLE: &str = "Full name;Email;Phone;Company;Job title;Country;Lead status\n\
    Ana Sol;ana@acme.example;030 123456;Acme;Head of Training;Germany;Open - Not Contacted\n\
    Bo Ek;bo@acme.example;;Acme;CEO;Sweden;Qualified\n\
    Cy Oh;cy at nowhere;;Nowhere;;;New\n\
    Di Ax;ana@acme.example;;Beta;;;New\n";

async fn bring(ctx: &Ctx, name: &str, text: &str) -> anyhow::Result<ImportId> {
    let upload = Upload { name: name.to_owned(), bytes: text.as_bytes().to_vec(), entity: None };
    Ok(runs::bring(ctx, upload).await?)
}

async fn run(ctx: &Ctx, id: ImportId) -> anyhow::Result<ImportPage> {
    runs::perform(ctx, id, |_| {}).await?;
    Ok(runs::page(ctx, id).await?)
}

/// Created, updated, unchanged, duplicate, failed.
fn figures(page: &ImportPage) -> [i64; 5] {
    let run = &page.run;
    [run.created, run.updated, run.unchanged, run.duplicates, run.failed]
}

fn foreseen(page: &ImportPage) -> [i64; 5] {
    let seen = &page.preview;
    [seen.created, seen.updated, seen.unchanged, seen.duplicates, seen.failed]
}

async fn lead_count(ctx: &Ctx) -> anyhow::Result<Option<i64>> {
    Ok(leads::list(ctx, &LeadFilter::default()).await?.total)
}

#[tokio::test]
async fn good_rows_come_in_and_the_others_are_told() -> anyhow::Result<()> {
    on_each_engine(async |ctx| {
        let id = bring(&ctx, "people.csv", PEOPLE).await?;
        let draft = runs::page(&ctx, id).await?;
        assert_eq!(
            draft.plan.columns,
            ["name", "email", "phone", "company", "job_title", "country", "status"]
        );
        assert_eq!(draft.plan.key, "email");
        assert_eq!(foreseen(&draft), [2, 0, 0, 1, 1], "{:#?}", draft.preview);
        assert_eq!(lead_count(&ctx).await?, Some(0));

        let page = run(&ctx, id).await?;
        assert_eq!(page.run.status, ImportStatus::Done);
        assert_eq!(figures(&page), foreseen(&draft));
        let told: Vec<(i64, &str, &str)> = page
            .problems
            .iter()
            .map(|problem| (problem.line, problem.column.as_str(), problem.value.as_str()))
            .collect();
        assert_eq!(told, [(4, "Email", "cy at nowhere"), (5, "Full name", "Di Ax")]);
        let found =
            leads::list(&ctx, &LeadFilter { q: "Ana".to_owned(), ..LeadFilter::default() }).await?;
        let ana = leads::page(&ctx, found.rows[0].id).await?;
        assert_eq!(ana.lead.phone.as_deref(), Some("+4930123456"));
        assert_eq!(ana.company.map(|company| company.name).as_deref(), Some("Acme"));
        let (name, rejected) = runs::rejected(&ctx, id).await?;
        let rejected = String::from_utf8(rejected)?;
        assert_eq!(
            (name.as_str(), rejected.lines().count()),
            ("people.rejected.csv", 3),
            "{rejected}"
        );
        is_sound(&ctx).await
    })
    .await
}

#[tokio::test]
async fn a_second_run_changes_nothing_and_a_changed_row_only_its_lead() -> anyhow::Result<()> {
    on_each_engine(async |ctx| {
        let first = bring(&ctx, "people.csv", PEOPLE).await?;
        run(&ctx, first).await?;
        let again = bring(&ctx, "people.csv", PEOPLE).await?;
        assert_eq!(figures(&run(&ctx, again).await?), [0, 0, 2, 1, 1]);
        let changed =
            PEOPLE.replace("CEO;Sweden", "Chair;Sweden").replace("Acme;Head", "Gamma;Head");
        let third = bring(&ctx, "people.csv", &changed).await?;
        let page = run(&ctx, third).await?;
        assert_eq!(figures(&page), [0, 2, 0, 1, 1]);
        assert_eq!(lead_count(&ctx).await?, Some(2));
        is_sound(&ctx).await
    })
    .await
}

#[tokio::test]
async fn who_looks_like_somebody_is_left_out_updated_or_added_as_chosen() -> anyhow::Result<()> {
    on_each_engine(async |ctx| {
        let first = bring(&ctx, "people.csv", PEOPLE).await?;
        run(&ctx, first).await?;
        for (alike, email, expected) in [
            (Alike::LeaveOut, "bo@home.example", [0, 0, 0, 1, 0]),
            (Alike::Add, "bo@home.example", [1, 0, 0, 0, 0]),
            (Alike::Update, "bo@third.example", [0, 1, 0, 0, 0]),
        ] {
            let twin = format!("Name,Email,Company,Job title\nBo Ek,{email},ACME,Chair\n");
            let id = bring(&ctx, "twin.csv", &twin).await?;
            let plan = runs::page(&ctx, id).await?.plan;
            runs::replan(&ctx, id, ImportPlan { alike, ..plan }).await?;
            assert_eq!(figures(&run(&ctx, id).await?), expected, "{alike:?}");
        }
        is_sound(&ctx).await
    })
    .await
}

#[tokio::test]
async fn what_can_be_read_in_two_ways_is_asked_before_anything_happens() -> anyhow::Result<()> {
    on_each_engine(async |ctx| {
        let text = "Name,Email,Created,Budget\nAna Sol,ana@acme.example,03/04/2024,1.234\n";
        let id = bring(&ctx, "asked.csv", text).await?;
        let page = runs::page(&ctx, id).await?;
        assert_eq!(page.preview.questions.len(), 2, "{:#?}", page.preview.questions);
        let refused = runs::start(&ctx, id).await;
        assert!(matches!(refused, Err(ServiceError::Invalid(_))), "{refused:?}");
        let answers = ["", "", "day_first", "comma"].map(str::to_owned).to_vec();
        runs::replan(&ctx, id, ImportPlan { notations: answers, ..page.plan }).await?;
        run(&ctx, id).await?;
        let found = leads::list(&ctx, &LeadFilter::default()).await?;
        let ana = leads::page(&ctx, found.rows[0].id).await?.lead;
        assert_eq!(ana.created_at.date_naive().to_string(), "2024-04-03");
        assert_eq!(ana.budget, Some(domain::money::Cents(123_400)));
        Ok(())
    })
    .await
}

const DEALS: &str = "Id,Name,Account.Name,StageName,Amount,CloseDate,CreatedDate\n\
    D1,Lamps,Acme,Closed Won,500.50,2026-02-10,2026-01-10T09:00:00Z\n\
    D2,Torches,Acme,Proposal,1200,2026-12-10,2026-11-01T09:00:00Z\n\
    D3,Candles,Beta,Closed Lost,0,2026-03-01,2026-01-10T09:00:00Z\n\
    D4,Matches,Beta,Somewhere,10,2026-03-01,2026-01-10T09:00:00Z\n\
    D5,Sparks,Beta,Closed Won,10,2026-01-01,2026-01-10T09:00:00Z\n";

#[tokio::test]
async fn deals_come_in_with_their_stage_their_past_and_their_company() -> anyhow::Result<()> {
    on_each_engine(async |ctx| {
        let id = bring(&ctx, "opportunities.csv", DEALS).await?;
        let draft = runs::page(&ctx, id).await?;
        assert_eq!(draft.sheet.origin, "Salesforce opportunities");
        assert_eq!(foreseen(&draft), [3, 0, 0, 0, 2], "{:#?}", draft.preview);
        let page = run(&ctx, id).await?;
        assert_eq!(figures(&page), foreseen(&draft), "{:?}", page.run.problem);
        let columns: Vec<&str> =
            page.problems.iter().map(|problem| problem.column.as_str()).collect();
        assert_eq!(columns, ["StageName", "Closed on"]);
        is_sound(&ctx).await?;

        let won = DEALS.replace("Proposal,1200", "Closed Won,1300");
        let again = bring(&ctx, "opportunities.csv", &won).await?;
        assert_eq!(figures(&run(&ctx, again).await?), [0, 1, 2, 0, 2]);
        is_sound(&ctx).await
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn an_import_that_is_ended_or_cut_off_goes_on_from_its_last_part() -> anyhow::Result<()> {
    on_each_engine(async |ctx| {
        let rows = (1..=4_500)
            .map(|row| format!("Person {row},p{row}@many.example,Company {}", row % 300));
        let head = std::iter::once("Name,Email,Company".to_owned());
        let text = head.chain(rows).collect::<Vec<_>>().join("\n");
        let id = bring(&ctx, "many.csv", &text).await?;
        let importer = ctx.clone();
        let here = tokio::task::LocalSet::new();
        let cut_off = here.run_until(async move {
            // A panic after the first part ends it at a known place, as a kill would.
            let import = async move { runs::perform(&importer, id, |_| panic!("cut off")).await };
            tokio::task::spawn_local(import).await
        });
        anyhow::ensure!(cut_off.await.is_err_and(|error| error.is_panic()), "it was not cut off");
        let cut = runs::page(&ctx, id).await?.run;
        assert_eq!((cut.status, cut.read, cut.created), (ImportStatus::Running, 2_000, 2_000));
        assert_eq!(runs::cut_off(&ctx, text.as_bytes()).await?, Some(id));
        let page = run(&ctx, id).await?;
        assert_eq!(figures(&page), [4_500, 0, 0, 0, 0]);
        assert_eq!((page.run.status, page.run.unit), (ImportStatus::Done, cut.unit));
        assert_eq!(lead_count(&ctx).await?, Some(4_500));

        let other = bring(&ctx, "more.csv", &text.replace("many.example", "more.example")).await?;
        let plan = runs::page(&ctx, other).await?.plan;
        runs::replan(&ctx, other, ImportPlan { alike: Alike::Add, ..plan }).await?;
        let canceller = ctx.clone();
        runs::perform(&ctx, other, move |_| {
            let canceller = canceller.clone();
            // The run waits for its own transaction only: it is ended between two parts.
            tokio::task::block_in_place(|| {
                tokio::runtime::Handle::current().block_on(runs::cancel(&canceller, other)).ok()
            });
        })
        .await?;
        let ended = runs::page(&ctx, other).await?.run;
        assert_eq!((ended.status, ended.read), (ImportStatus::Cancelled, 2_000));
        is_sound(&ctx).await
    })
    .await
}

#[tokio::test]
async fn three_bad_rows_of_ten_thousand_are_told_and_the_others_come_in() -> anyhow::Result<()> {
    on_each_engine(async |ctx| {
        let rows = (1..=10_000).map(|row| {
            let email =
                if row % 3_333 == 0 { "nobody".to_owned() } else { format!("p{row}@x.example") };
            format!("Person {row},{email},Company {},Head of Training", row % 700)
        });
        let head = std::iter::once("Name,Email,Company,Job title".to_owned());
        let text = head.chain(rows).collect::<Vec<_>>().join("\n");
        let id = bring(&ctx, "ten-thousand.csv", &text).await?;
        let began = std::time::Instant::now();
        let page = run(&ctx, id).await?;
        let seconds = began.elapsed().as_secs_f64();
        eprintln!("{:?}: 10,000 rows in {seconds:.2} s", ctx.db().engine());
        assert_eq!(figures(&page), [9_997, 0, 0, 0, 3]);
        let lines: Vec<i64> = page.problems.iter().map(|problem| problem.line).collect();
        assert_eq!(lines, [3_334, 6_667, 10_000]);
        let (_, rejected) = runs::rejected(&ctx, id).await?;
        assert_eq!(String::from_utf8(rejected)?.lines().count(), 4);
        is_sound(&ctx).await
    })
    .await
}

#[tokio::test]
async fn interactions_and_tasks_find_their_leads_and_come_in_once() -> anyhow::Result<()> {
    on_each_engine(async |ctx| {
        let people = bring(&ctx, "people.csv", PEOPLE).await?;
        run(&ctx, people).await?;
        let talk = "Lead's email,Kind,Direction,Date,Subject,Notes\n\
            ana@acme.example,Call,inbound,2026-11-02 10:00,Asked for dates,She wants March\n\
            ana@acme.example,Note,,2026-11-03,,Likes the trainer\n\
            nobody@acme.example,Call,,2026-11-03,,\n";
        let id = bring(&ctx, "talk.csv", talk).await?;
        let page = run(&ctx, id).await?;
        assert_eq!(figures(&page), [2, 0, 0, 0, 1], "{:#?}", page.problems);
        let again = bring(&ctx, "talk.csv", talk).await?;
        assert_eq!(figures(&run(&ctx, again).await?), [0, 0, 2, 0, 1]);
        let found = leads::list(&ctx, &LeadFilter { q: "Ana".to_owned(), ..LeadFilter::default() }).await?;
        let ana = leads::page(&ctx, found.rows[0].id).await?.lead;
        assert_eq!((ana.total_interactions, ana.status.as_str()), (2, "contacted"));

        let tasks = "Task,Due date,Status,Lead's email,Owner\nCall back,2026-12-01,open,ana@acme.example,Nobody Known\n";
        let id = bring(&ctx, "tasks.csv", tasks).await?;
        let page = run(&ctx, id).await?;
        assert_eq!(figures(&page), [0, 0, 0, 0, 1], "{:#?}", page.problems);
        is_sound(&ctx).await
    })
    .await
}

#[tokio::test]
async fn a_file_is_kept_as_long_as_its_import_can_be_undone() -> anyhow::Result<()> {
    on_each_engine(async |ctx| {
        let id = bring(&ctx, "people.csv", PEOPLE).await?;
        let done = run(&ctx, id).await?;
        let draft = bring(&ctx, "later.csv", PEOPLE).await?;
        let night = async |days: i64| {
            let then = ctx_at(ctx.db().clone(), ctx.now() + Duration::days(days));
            jobs::plan_night(&ctx_at(ctx.db().clone(), then.now() - Duration::days(1))).await?;
            while jobs::run_next(&then, "night").await? {}
            anyhow::Ok(then)
        };
        let last_day = night(30).await?;
        assert!(runs::rejected(&last_day, id).await.is_ok());
        assert_eq!(runs::page(&last_day, draft).await?.run.status, ImportStatus::Draft);

        let after = night(31).await?;
        let Err(ServiceError::Invalid(why)) = runs::rejected(&after, id).await else {
            anyhow::bail!("the file is still there");
        };
        assert!(why.get("file").unwrap_or_default().contains("kept for 30 days"), "{why:?}");
        let page = runs::page(&after, id).await?;
        assert_eq!((figures(&page), page.problems), (figures(&done), done.problems));
        let draft = runs::page(&after, draft).await?.run;
        assert_eq!(draft.status, ImportStatus::Cancelled);
        let mut tx = ctx.db().read().await?;
        for id in [id, draft.id] {
            assert!(store::import_files::file(&mut tx, id).await?.is_empty());
        }
        Ok(())
    })
    .await
}

async fn exported(ctx: &Ctx, list: &str) -> anyhow::Result<String> {
    let csv = Format::Csv;
    let mut file = match list {
        "leads" => export::leads(ctx, &LeadFilter::default(), csv).await?,
        "deals" => export::deals(ctx, &DealFilter::default(), csv).await?,
        _ => {
            let filter = TaskFilter { owner: "all".to_owned(), ..TaskFilter::default() };
            export::tasks(ctx, &filter, csv).await?
        }
    };
    let mut bytes = Vec::new();
    while let Some(piece) = file.pieces.recv().await {
        bytes.extend(piece?);
    }
    Ok(String::from_utf8(bytes)?)
}

#[tokio::test]
async fn our_own_lists_come_back_as_they_were_and_change_nothing() -> anyhow::Result<()> {
    on_each_engine(async |ctx| {
        let leads = "Name,Email,Phone,Company,Country,Owner email,Source,Created\n\
            =SUM(A1),sum@acme.example,+49 30 123456,-Acme,DE,ana@example.com,web,2026-03-04\n\
            @Bo Ek,bo@acme.example,,-Acme,SE,,=fair,2026-03-05\n";
        let deals = "Deal Name,Company,Contact email,Stage,Amount,Closing Date,Next step,Owner\n\
            +2 courses,-Acme,sum@acme.example,Discovery,1234.50,2026-12-24,-call,Ana\n";
        let tasks =
            "Task,Due date,Assigned to,Lead's email\n=call,2026-12-01,Ana,bo@acme.example\n";
        let ana = AddUser {
            email: "ana@example.com".to_owned(),
            name: "Ana".to_owned(),
            role: Role::Rep,
            team: None,
            password: None,
            time_zone: "UTC".to_owned(),
        };
        users::add(&ctx, ana).await?;
        for (name, text, rows) in [("leads", leads, 2), ("deals", deals, 1), ("tasks", tasks, 1)] {
            let id = bring(&ctx, &format!("{name}.csv"), text).await?;
            let page = run(&ctx, id).await?;
            assert_eq!(figures(&page), [rows, 0, 0, 0, 0], "{name}: {:?}", page.problems);
            let file = exported(&ctx, name).await?;
            assert!(file.contains(",'=") || file.contains(",'+"), "{file}");
            let id = bring(&ctx, &format!("{name}-again.csv"), &file).await?;
            let draft = runs::page(&ctx, id).await?;
            assert_eq!(draft.sheet.origin, format!("Rainmaker {name}"));
            assert_eq!(foreseen(&draft), [0, 0, rows, 0, 0], "{file}\n{:#?}", draft.preview);
            assert_eq!(figures(&run(&ctx, id).await?), [0, 0, rows, 0, 0], "{name}");
            assert_eq!(exported(&ctx, name).await?, file);
        }
        is_sound(&ctx).await
    })
    .await
}

#[tokio::test]
async fn a_file_that_names_a_merged_lead_means_the_one_that_was_kept() -> anyhow::Result<()> {
    on_each_engine(async |ctx| {
        let first = bring(&ctx, "people.csv", PEOPLE).await?;
        run(&ctx, first).await?;
        let find = async |q: &str| -> anyhow::Result<LeadId> {
            let filter = LeadFilter { q: q.to_owned(), ..LeadFilter::default() };
            Ok(leads::list(&ctx, &filter).await?.rows[0].id)
        };
        let (ana, bo) = (find("Ana").await?, find("Bo").await?);
        let form = MergeRecords {
            entity: "lead".to_owned(),
            kept: ana.get(),
            other: bo.get(),
            ..MergeRecords::default()
        };
        merging::merge(&ctx, form).await?;
        let only_bo = "Full name;Email;Job title\nBo Ek;bo@acme.example;Chair of the board\n";
        let again = bring(&ctx, "bo.csv", only_bo).await?;
        assert_eq!(figures(&run(&ctx, again).await?), [0, 1, 0, 0, 0]);
        assert_eq!(lead_count(&ctx).await?, Some(1));
        let kept = leads::page(&ctx, ana).await?.lead;
        assert_eq!(kept.job_title.as_deref(), Some("Chair of the board"));
        is_sound(&ctx).await
    })
    .await
}
