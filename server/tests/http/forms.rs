//! Forms sent without the page's code.

use anyhow::{Context as _, Result};
use axum::http::StatusCode;

use crate::site::{Site, on_each_engine};

#[tokio::test]
async fn a_refused_form_comes_back_with_what_was_typed_and_what_was_wrong() -> Result<()> {
    on_each_engine(async |db| {
        let site = Site::new(db).await?;
        let ana = site.sign_in("ana").await?;
        let fields = "form[name]=Zoe+Deutsch&form[email]=nonsense&form[company]=Acme+%26+Sons";
        let answer = site.form("/api/leads/create", "/leads/new", Some(&ana), fields).await?;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
        let page = &answer.body;
        assert!(page.contains("<h1") && page.contains("New lead"), "{page}");
        for kept in ["value=\"Zoe Deutsch\"", "value=\"nonsense\"", "value=\"Acme &amp; Sons\""] {
            assert!(page.contains(kept), "{kept} is missing: {page}");
        }
        assert!(page.contains("Write a mail address such as"), "{page}");
        assert!(page.contains("aria-describedby=\"form-email-error\""), "{page}");
        assert!(page.contains("Some fields need another look."), "{page}");
        Ok(())
    })
    .await
}

#[tokio::test]
async fn a_form_that_is_refused_twice_still_knows_its_page() -> Result<()> {
    on_each_engine(async |db| {
        let site = Site::new(db).await?;
        let ana = site.sign_in("ana").await?;
        let form = "/api/leads/create";
        let wrong = "form[name]=Zoe+Deutsch&form[email]=nonsense";
        let first = site.form(form, "/leads/new", Some(&ana), wrong).await?;
        let set = first.headers.get("set-cookie").context("a cookie")?.to_str()?.to_owned();
        assert!(set.starts_with("rainmaker-page=/leads/new; Path=/api/leads/create;"), "{set}");
        let both = format!("{ana}; rainmaker-page=/leads/new");
        let second = site.form(form, form, Some(&both), wrong).await?;
        assert_eq!(second.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(second.body.contains("value=\"nonsense\""), "{}", second.body);
        let elsewhere = format!("{ana}; rainmaker-page=//elsewhere.example/");
        let third = site.form(form, form, Some(&elsewhere), wrong).await?;
        assert!(!third.body.contains("value=\"nonsense\""), "{}", third.body);
        Ok(())
    })
    .await
}

#[tokio::test]
async fn a_conflict_shows_both_values_on_the_form_that_was_sent() -> Result<()> {
    on_each_engine(async |db| {
        let site = Site::new(db).await?;
        let ana = site.sign_in("ana").await?;
        let page = format!("/leads/{}", site.lead);
        let fields = format!(
            "form[id]={}&form[version]=0&form[name]=Grace+Brewster&form[status]=new",
            site.lead
        );
        let answer = site.form("/api/leads/edit", &page, Some(&ana), &fields).await?;
        assert_eq!(answer.status, StatusCode::CONFLICT);
        assert!(answer.body.contains("Now saved") && answer.body.contains("Grace Hopper"));
        assert!(answer.body.contains("value=\"Grace Brewster\""), "{}", answer.body);
        Ok(())
    })
    .await
}

#[tokio::test]
async fn a_form_that_worked_says_so_once_on_the_page_it_leads_to() -> Result<()> {
    on_each_engine(async |db| {
        let site = Site::new(db).await?;
        let ana = site.sign_in("ana").await?;
        let fields = format!("form[lead]={}&form[kind]=call&form[outcome]=interested", site.lead);
        let page = format!("/leads/{}", site.lead);
        let answer = site.form("/api/leads/log_interaction", &page, Some(&ana), &fields).await?;
        assert_eq!((answer.status, answer.location()), (StatusCode::SEE_OTHER, page.as_str()));
        let notice = answer.cookie().context("a notice")?;
        assert!(answer.header("set-cookie").contains("HttpOnly"));

        let said = site.page(&page, Some(&format!("{ana}; {notice}"))).await?;
        assert!(said.body.contains("Call: interested"), "{}", said.body);
        assert!(said.body.contains("class=\"notice is-good\""), "{}", said.body);
        assert!(said.header("set-cookie").contains("Max-Age=0"), "it is said once");
        let after = site.page(&page, Some(&ana)).await?;
        assert!(!after.body.contains("class=\"notice is-good\""));
        Ok(())
    })
    .await
}

#[tokio::test]
async fn a_form_of_somebody_signed_out_leads_to_the_sign_in_and_back() -> Result<()> {
    on_each_engine(async |db| {
        let site = Site::new(db).await?;
        let answer = site.form("/api/leads/create", "/leads/new", None, "form[name]=Zoe").await?;
        assert_eq!(answer.location(), "/login?next=/leads/new");
        Ok(())
    })
    .await
}

#[tokio::test]
async fn a_record_that_may_not_be_deleted_stays_and_its_page_says_why() -> Result<()> {
    on_each_engine(async |db| {
        let site = Site::new(db).await?;
        let ana = site.sign_in("ana").await?;
        let page = format!("/leads/{}", site.lead);
        let fields = format!("form[entity]=lead&form[id]={}", site.lead);
        let answer = site.form("/api/trash/delete", &page, Some(&ana), &fields).await?;
        assert_eq!(answer.status, StatusCode::FORBIDDEN);
        assert!(answer.body.contains("Grace Hopper"), "{}", answer.body);
        let (_, problem) =
            answer.body.split_once("role=\"alert\"").context("no problem is told")?;
        assert!(problem.contains("Only the role"), "{problem}");
        Ok(())
    })
    .await
}
