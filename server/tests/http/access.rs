//! Who may call what: every server function there is, with every role.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::{Context as _, Result};
use axum::http::{Method, StatusCode};
use domain::opportunity::DealPage;
use leptos::server_fn::axum::server_fn_paths;

use crate::site::{Site, on_each_engine};

const ROLES: [&str; 4] = ["ana", "marta", "carla", "admin"];

/// What a call answers to each role, in the order of [`ROLES`], and to a rep who does not own the record.
struct Expected {
    path: &'static str,
    fields: String,
    roles: [u16; 4],
    stranger: u16,
}

/// Anybody signed in.
const ALL: [u16; 4] = [200; 4];
/// Those who sell; an administrator does not.
const SELLERS: [u16; 4] = [200, 200, 200, 403];
/// Those who sell, about a record that is not there.
const MISSING: [u16; 4] = [404, 404, 404, 403];

/// Those who bring data in: administrators.
const IMPORTERS: [u16; 4] = [403, 403, 403, 200];
/// The same about an import that is not there.
const MISSING_IMPORT: [u16; 4] = [403, 403, 403, 404];

fn row(path: &'static str, fields: impl Into<String>, roles: [u16; 4], stranger: u16) -> Expected {
    Expected { path, fields: fields.into(), roles, stranger }
}

fn table(site: &Site, stage: i64) -> Vec<Expected> {
    [
        of_accounts(),
        of_leads(site),
        of_work(),
        of_deals(site, stage),
        of_desks(site),
        of_catalogue(site),
    ]
    .into_iter()
    .flatten()
    .collect()
}

fn of_accounts() -> Vec<Expected> {
    vec![
        row("/api/session/viewer", "", ALL, 200),
        row("/api/session/list", "", ALL, 200),
        row("/api/session/set_theme", "theme=dark", ALL, 200),
        row("/api/session/set_sidebar", "narrow=true", ALL, 200),
        row("/api/session/set_lead_columns", "columns[]=status", ALL, 200),
        row("/api/session/set_deal_columns", "columns[]=stage", ALL, 200),
        row(
            "/api/session/keep_view",
            "form[list]=leads&form[name]=Best&form[query]=grade%3DA",
            ALL,
            200,
        ),
        row("/api/session/forget_view", "form[list]=leads&form[name]=Best", ALL, 200),
        row("/api/session/clock", "", ALL, 200),
        // A zone whose day is that of UTC all year: the rows below ask for today.
        row("/api/session/choose_zone", "form[time_zone]=Atlantic/Reykjavik", ALL, 200),
        row(
            "/api/session/choose_installation_zone",
            "form[time_zone]=Atlantic/Reykjavik",
            [403, 403, 403, 200],
            403,
        ),
        row("/api/session/calendar_feed", "", ALL, 200),
        row("/api/session/renew_calendar_feed", "", ALL, 200),
        row("/api/session/remove_calendar_feed", "", ALL, 200),
        row("/api/session/revoke", "id=999999", [404; 4], 404),
        row(
            "/api/session/change_password",
            "form[current]=wrong&form[password]=wrong",
            [422; 4],
            422,
        ),
    ]
}

fn of_leads(site: &Site) -> Vec<Expected> {
    let lead = site.lead;
    let today = format!("as_of={}", site.today());
    vec![
        row("/api/leads/list", "filter[q]=", ALL, 200),
        row("/api/leads/owners", "", ALL, 200),
        row("/api/leads/page", format!("id={lead}"), ALL, 404),
        row("/api/leads/past_page", format!("id={lead}&{today}"), ALL, 404),
        row("/api/leads/create", "form[name]=Somebody+New", SELLERS, 200),
        row(
            "/api/leads/edit",
            format!("form[id]={lead}&form[version]=0&form[name]=Other+Name&form[status]=new"),
            [409, 409, 409, 403],
            404,
        ),
        row(
            "/api/leads/set_fact",
            format!("form[id]={lead}&form[fact]=budget_range&form[value]=5+to+10k"),
            SELLERS,
            404,
        ),
        row("/api/companies/list", "filter[q]=", ALL, 200),
        row("/api/companies/industries", "", ALL, 200),
        row("/api/companies/page", "id=999999", [404; 4], 404),
        row("/api/companies/edit", "form[id]=999999&form[name]=Acme", [404, 404, 404, 403], 404),
        row(
            "/api/leads/qualify",
            format!("form[lead]={lead}&form[criterion]=budget&form[verdict]=met&form[value]=5k"),
            SELLERS,
            404,
        ),
        row(
            "/api/leads/log_interaction",
            format!("form[lead]={lead}&form[kind]=call&form[outcome]=interested&form[minutes]=5"),
            SELLERS,
            404,
        ),
        row(
            "/api/leads/snooze",
            format!("form[subject]=lead&form[id]={lead}&form[days]=3"),
            SELLERS,
            404,
        ),
        row(
            "/api/leads/bulk",
            format!(
                "form[ids][]={lead}&form[action]=status&form[status]=qualified&form[reason]=So+it+is"
            ),
            SELLERS,
            404,
        ),
    ]
}

fn of_work() -> Vec<Expected> {
    vec![
        row("/api/journal/list", "filter[kind]=lead", ALL, 200),
        row("/api/journal/page", "id=999999", [404; 4], 404),
        row("/api/remarks/pin", "form[interaction]=999999&form[pinned]=true", MISSING, 404),
        row("/api/remarks/comment", "form[interaction]=999999&form[body]=So", MISSING, 404),
        row("/api/remarks/edit_comment", "form[id]=999999&form[body]=So", MISSING, 404),
        row("/api/remarks/delete_comment", "form[id]=999999", MISSING, 404),
        row("/api/journal/undo", "form[unit]=999999", [404; 4], 404),
        row("/api/duplicates/list", "filter[kind]=", ALL, 200),
        row("/api/duplicates/keep_apart", "form[id]=999999", [404, 404, 403, 403], 404),
        row("/api/merge/page", "entity=lead&kept=999999&other=999998", [404; 4], 404),
        row(
            "/api/merge/records",
            "form[entity]=lead&form[kept]=999999&form[other]=999998",
            [404, 404, 403, 403],
            404,
        ),
        row("/api/trash/list", "after=", ALL, 200),
        row("/api/trash/delete", "form[entity]=lead&form[id]=999999", [403, 404, 403, 403], 403),
        row("/api/trash/restore", "form[entity]=lead&form[id]=999999", [404, 404, 404, 403], 404),
        row("/api/tasks/list", "filter[status]=", ALL, 200),
        row("/api/tasks/calendar", "from=2026-11-22&is_week=false", ALL, 200),
        row("/api/tasks/create", "form[title]=Write+down", ALL, 200),
        row(
            "/api/tasks/complete",
            "form[id]=999999&form[version]=1&form[done]=true",
            [404; 4],
            404,
        ),
    ]
}

fn of_deals(site: &Site, stage: i64) -> Vec<Expected> {
    let (lead, deal) = (site.lead, site.deal);
    let today = format!("as_of={}", site.today());
    vec![
        row(
            "/api/deals/bulk",
            format!("form[ids][]={deal}&form[action]=next&form[next_step]=Call"),
            SELLERS,
            404,
        ),
        row("/api/deals/board", "", ALL, 200),
        row("/api/deals/list", "filter[q]=", ALL, 200),
        row("/api/deals/page", format!("id={deal}"), ALL, 404),
        row("/api/deals/past_board", today.clone(), ALL, 200),
        row("/api/deals/past_list", format!("filter[q]=&{today}"), ALL, 200),
        row("/api/deals/past_page", format!("id={deal}&{today}"), ALL, 404),
        row(
            "/api/deals/move",
            format!("form[id]={deal}&form[version]=0&form[stage]={stage}"),
            [409, 409, 409, 403],
            404,
        ),
        row(
            "/api/deals/edit",
            format!("form[id]={deal}&form[version]=0&form[name]=Navy&form[amount]=1300"),
            [409, 409, 409, 403],
            404,
        ),
        row(
            "/api/deals/set_next_step",
            format!("form[id]={deal}&form[version]=0&form[next_step]=Call"),
            [409, 409, 409, 403],
            404,
        ),
        row(
            "/api/deals/set_close_date",
            format!("form[id]={deal}&form[version]=0&form[expected_close_on]=2030-01-01"),
            [409, 409, 409, 403],
            404,
        ),
        row("/api/deals/create", format!("form[lead]={lead}&form[name]=Second"), SELLERS, 404),
    ]
}

fn of_desks(site: &Site) -> Vec<Expected> {
    let today = format!("as_of={}", site.today());
    vec![
        row("/api/imports/list", "", IMPORTERS, 403),
        row("/api/imports/page", "id=999999", MISSING_IMPORT, 403),
        row("/api/imports/plan", "id=999999&form[key]=email", MISSING_IMPORT, 403),
        row("/api/risks/page", "kind=", ALL, 200),
        row("/api/team/page", "period=", [403, 200, 200, 200], 403),
        row(
            // The deal has a next step by now: whoever sees it is told so.
            "/api/risks/see_to",
            format!("form[deal]={}&form[kind]=no_next_step", site.deal),
            [422; 4],
            404,
        ),
        row("/api/scoring/page", "", IMPORTERS, 403),
        row("/api/scoring/run", "", IMPORTERS, 403),
        row("/api/scoring/save", "form[version]=0&form[points][open]=9", IMPORTERS, 403),
        row("/api/scoring/cancel", "", IMPORTERS, 403),
        row("/api/imports/start", "id=999999", MISSING_IMPORT, 403),
        row("/api/imports/cancel", "id=999999", MISSING_IMPORT, 403),
        row("/api/forecast/page", "ask[period]=", ALL, 200),
        row("/api/forecast/moves", "ask[period]=", ALL, 200),
        row("/api/forecast/people", "period=", ALL, 200),
        row("/api/forecast/scenarios", "period=", ALL, 200),
        row(
            "/api/forecast/keep_scenario",
            "form[period]=2100-Q1&form[name]=Bold&form[win_rate]=10&form[deal_size]=-5",
            ALL,
            200,
        ),
        row(
            "/api/forecast/rename_scenario",
            "form[id]=999999&form[version]=1&form[name]=Bold",
            [404; 4],
            404,
        ),
        row("/api/forecast/delete_scenario", "id=999999", [404; 4], 404),
        row(
            "/api/forecast/commit",
            "form[period]=2100-Q1&form[commit]=1000",
            [200, 200, 403, 403],
            200,
        ),
        row(
            "/api/forecast/override",
            "form[period]=2100-Q1&form[amount]=1000&form[reason]=Budget",
            [403, 200, 200, 403],
            403,
        ),
        row("/api/forecast/record", "ask[period]=", ALL, 200),
        row("/api/forecast/measure", "", [403, 403, 200, 200], 403),
        row("/api/forecast/cancel", "", [403, 403, 200, 200], 403),
        row("/api/models/page", "", [403, 200, 200, 200], 403),
        row("/api/desk/rep", "", ALL, 200),
        row("/api/desk/queue_now", "", ALL, 200),
        row("/api/search/find", "q=zoe", ALL, 200),
        row("/api/desk/manager", "period=", [403, 200, 200, 200], 403),
        row("/api/desk/ceo", "period=", [403, 403, 200, 200], 403),
        row("/api/desk/past_manager", format!("period=&{today}"), [403, 200, 200, 200], 403),
        row("/api/desk/past_ceo", format!("period=&{today}"), [403, 403, 200, 200], 403),
    ]
}

fn of_catalogue(site: &Site) -> Vec<Expected> {
    let managers = |status| [403, status, status, status];
    let deal = site.deal;
    vec![
        row("/api/campaigns/report", "", [403, 200, 200, 200], 403),
        row("/api/campaigns/page", "id=999999", [403, 404, 404, 404], 403),
        row("/api/campaigns/save", "form[name]=", managers(422), 403),
        row("/api/campaigns/add_cost", "form[campaign]=999999", managers(422), 403),
        row("/api/campaigns/remove_cost", "form[campaign]=999999&form[id]=1", managers(404), 403),
        row("/api/web_forms/list", "", [403, 200, 200, 200], 403),
        row("/api/web_forms/page", "id=999999&shown=taken", managers(404), 403),
        row("/api/web_forms/save", "form[name]=", managers(422), 403),
        row("/api/web_forms/take", "form[id]=999999", managers(404), 403),
        row("/api/funnel/page", "period=", [403, 200, 200, 200], 403),
        row("/api/winloss/page", "months=", ALL, 200),
        row("/api/deals/advance_page", format!("id={deal}"), ALL, 404),
        row("/api/deals/advance", "form[id]=999999&form[stage]=999999", [404, 404, 404, 403], 404),
        row("/api/deals/closing", "", ALL, 200),
        row("/api/deals/terms", format!("id={deal}"), ALL, 404),
        row("/api/deals/set_terms", "form[id]=999999", [404, 404, 404, 403], 404),
        row("/api/deals/set_decision", "form[id]=999999", [404, 404, 404, 403], 404),
        row("/api/deals/approvals", "", [403, 200, 200, 403], 403),
        row(
            "/api/deals/decide_discount",
            "form[id]=999999&form[verdict]=approved",
            [403, 404, 404, 403],
            403,
        ),
        row("/api/pipelines/list", "", [403, 403, 403, 200], 403),
        row("/api/pipelines/page", "id=999999", [403, 403, 403, 404], 403),
        row("/api/pipelines/create", "form[name]=", [403, 403, 403, 422], 403),
        row("/api/pipelines/save", "form[id]=999999", [403, 403, 403, 404], 403),
        row("/api/pipelines/set_used", "id=999999&used=true", [403, 403, 403, 404], 403),
        row("/api/quotas/grid", "year=2027", [403, 200, 200, 403], 403),
        row("/api/quotas/set", "form[year]=2", [403, 422, 422, 403], 403),
        row("/api/catalogue/products", "", ALL, 200),
        row("/api/catalogue/product", "id=999999", [404; 4], 404),
        row("/api/catalogue/schedule", "filter[when]=", ALL, 200),
        row("/api/catalogue/batch", "id=999999", [404; 4], 404),
        row("/api/catalogue/trainers", "", ALL, 200),
        row("/api/catalogue/trainer", "id=999999", [404; 4], 404),
        row("/api/catalogue/deal_seats", format!("id={deal}"), ALL, 404),
        row("/api/catalogue/save_product", "form[name]=&form[kind]=course", managers(422), 403),
        row("/api/catalogue/set_sold", "id=999999&sold=true", managers(404), 403),
        row("/api/catalogue/save_batch", "form[seats]=4", managers(422), 403),
        row("/api/catalogue/save_trainer", "form[name]=", managers(422), 403),
        row("/api/catalogue/set_gives", "id=999999&gives=true", managers(404), 403),
        row("/api/catalogue/enrol", "form[batch]=999999&form[people]=Zoe", [422; 4], 422),
        row("/api/catalogue/set_seat", "form[id]=999999&form[status]=booked", [404; 4], 404),
    ]
}

/// Served to people who are not signed in; their own tests are in `sign_in`.
const OPEN: [&str; 3] = ["/api/session/sign_in", "/api/session/sign_out", "/api/session/setup"];

fn methods() -> BTreeMap<&'static str, Method> {
    server_fn_paths().collect()
}

async fn another_stage(site: &Site, cookie: &str) -> Result<i64> {
    let fields = format!("id={}", site.deal);
    let answer = site.call(Method::GET, "/api/deals/page", Some(cookie), &fields).await?;
    let page: DealPage = serde_json::from_str(&answer.body).context(answer.body)?;
    let other = page.stages.iter().find(|stage| stage.id != page.row.line.stage_id);
    other.map(|stage| stage.id.get()).context("one stage only")
}

#[tokio::test]
async fn every_server_function_answers_each_role_as_the_table_says() -> Result<()> {
    on_each_engine(async |db| {
        let site = Site::new(db).await?;
        let methods = methods();
        let mut cookies = Vec::new();
        for role in ROLES {
            cookies.push(site.sign_in(role).await?);
        }
        let zack = site.sign_in("zack").await?;
        let stage = another_stage(&site, cookies.first().context("nobody")?).await?;
        let mut wrong = Vec::new();
        for row in table(&site, stage) {
            let method = methods.get(row.path).with_context(|| format!("no {}", row.path))?;
            let mut check = async |who: &str, cookie: Option<&str>, expected: u16| -> Result<()> {
                let answer = site.call(method.clone(), row.path, cookie, &row.fields).await?;
                if answer.status.as_u16() != expected {
                    wrong.push(format!(
                        "{} as {who}: {} not {expected}: {}",
                        row.path, answer.status, answer.body
                    ));
                }
                Ok(())
            };
            check("nobody", None, 401).await?;
            check("nobody by an old cookie", Some("rainmaker=0123"), 401).await?;
            check("a rep elsewhere", Some(&zack), row.stranger).await?;
            for ((role, cookie), expected) in ROLES.iter().zip(&cookies).zip(row.roles) {
                check(role, Some(cookie), expected).await?;
            }
        }
        assert!(wrong.is_empty(), "\n{}\n", wrong.join("\n"));
        Ok(())
    })
    .await
}

#[tokio::test]
async fn the_table_has_every_server_function_of_the_router() -> Result<()> {
    on_each_engine(async |db| {
        let site = Site::empty(db)?;
        let known: BTreeSet<&str> =
            table(&site, 0).iter().map(|row| row.path).chain(OPEN).collect();
        let there: BTreeSet<&str> = methods().into_keys().collect();
        assert_eq!(known, there);
        Ok(())
    })
    .await
}

#[tokio::test]
async fn no_server_function_fails_on_what_it_does_not_understand() -> Result<()> {
    on_each_engine(async |db| {
        let site = Site::new(db).await?;
        let cookie = site.sign_in("marta").await?;
        for (path, method) in methods() {
            if OPEN.contains(&path) {
                continue;
            }
            for nonsense in [
                "",
                "form=1",
                "form[id]=x&form[version]=-1",
                "id=9223372036854775808",
                "filter[after]=~~&period=13",
            ] {
                let answer = site.call(method.clone(), path, Some(&cookie), nonsense).await?;
                assert!(
                    answer.status.as_u16() < 500,
                    "{path} {nonsense}: {} {}",
                    answer.status,
                    answer.body
                );
            }
        }
        Ok(())
    })
    .await
}

#[tokio::test]
async fn somebody_elses_id_in_an_address_is_not_found() -> Result<()> {
    on_each_engine(async |db| {
        let site = Site::new(db).await?;
        let (ana, zack) = (site.sign_in("ana").await?, site.sign_in("zack").await?);
        for path in [format!("/leads/{}", site.lead), format!("/deals/{}", site.deal)] {
            assert_eq!(site.page(&path, Some(&ana)).await?.status, StatusCode::OK, "{path}");
            let answer = site.page(&path, Some(&zack)).await?;
            assert_eq!(answer.status, StatusCode::NOT_FOUND, "{path}");
            assert!(
                !answer.body.contains("Grace") && !answer.body.contains("Navy"),
                "{}",
                answer.body
            );
        }
        for path in ["/leads/999999", "/deals/abc", "/nowhere"] {
            assert_eq!(site.page(path, Some(&ana)).await?.status, StatusCode::NOT_FOUND, "{path}");
        }
        Ok(())
    })
    .await
}

#[tokio::test]
async fn a_desk_that_is_not_theirs_is_refused_with_a_reason() -> Result<()> {
    on_each_engine(async |db| {
        let site = Site::new(db).await?;
        let ana = site.sign_in("ana").await?;
        let answer = site.page("/revenue", Some(&ana)).await?;
        assert_eq!(answer.status, StatusCode::FORBIDDEN);
        assert!(answer.body.contains("your role is"), "{}", answer.body);
        Ok(())
    })
    .await
}
