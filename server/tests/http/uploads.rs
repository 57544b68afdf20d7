//! Files that come in and go out, by the browser alone.

use anyhow::{Context as _, Result};
use axum::body::Body;
use axum::http::header::{ACCEPT, CONTENT_TYPE};
use axum::http::{Method, StatusCode};

use super::site::{Answer, Call, Site, on_each_engine};

const FILE: &str = "--cut\r\ncontent-disposition: form-data; name=\"file\"; filename=\"people.csv\"\r\n\
    content-type: text/csv\r\n\r\nName,Email\nAna Sol,ana@acme.example\nBo Ek,nowhere\n\r\n--cut--\r\n";

async fn bring(site: &Site, cookie: Option<&str>, body: &str) -> Result<Answer> {
    let headers = [
        (ACCEPT.as_str(), "text/html"),
        (CONTENT_TYPE.as_str(), "multipart/form-data; boundary=cut"),
    ];
    let body = Body::from(body.to_owned());
    let path = "/imports/upload";
    site.send(Call { method: Method::POST, path, cookie, headers: &headers, body }).await
}

#[tokio::test]
async fn a_file_is_taken_looked_at_and_run_without_the_pages_code() -> Result<()> {
    on_each_engine(async |db| {
        let site = Site::new(db).await?;
        let admin = site.sign_in("admin").await?;
        let taken = bring(&site, Some(&admin), FILE).await?;
        assert_eq!(taken.status, StatusCode::SEE_OTHER, "{}", taken.body);
        let path = taken.location().to_owned();
        let page = site.page(&path, Some(&admin)).await?;
        assert!(page.body.contains("Import 1 row"), "{}", page.body);
        assert!(page.body.contains("This is no mail address"), "{}", page.body);

        let id = path.rsplit('/').next().context("no id")?;
        let fields =
            format!("id={id}&form[columns][0]=name&form[columns][1]=email&form[key]=email");
        let planned = site.form("/api/imports/plan", &path, Some(&admin), &fields).await?;
        assert!(planned.status.is_redirection(), "{} {}", planned.status, planned.body);
        let started =
            site.form("/api/imports/start", &path, Some(&admin), &format!("id={id}")).await?;
        assert!(started.location().ends_with(&path), "{}", started.location());
        let system = services::Ctx::of_system(site.host.clone(), domain::journal::Actor::System);
        assert!(services::jobs::run_next(&system, "test").await?);
        let page = site.page(&path, Some(&admin)).await?;
        assert!(page.body.contains("Undo this import"), "{}", page.body);
        let rejected = site.page(&format!("{path}/rejected.csv"), Some(&admin)).await?;
        assert!(rejected.header("content-disposition").contains("people.rejected.csv"));
        assert!(
            rejected.body.starts_with("Name,Email,Problem column,Problem\nBo Ek,nowhere,Email,"),
            "{}",
            rejected.body
        );
        Ok(())
    })
    .await
}

#[tokio::test]
async fn only_who_may_import_sends_and_reads_files() -> Result<()> {
    on_each_engine(async |db| {
        let site = Site::new(db).await?;
        let (admin, ana) = (site.sign_in("admin").await?, site.sign_in("ana").await?);
        assert_eq!(bring(&site, None, FILE).await?.status, StatusCode::UNAUTHORIZED);
        assert_eq!(bring(&site, Some(&ana), FILE).await?.status, StatusCode::FORBIDDEN);
        let taken = bring(&site, Some(&admin), FILE).await?;
        let rejected = format!("{}/rejected.csv", taken.location());
        assert_eq!(site.page(&rejected, Some(&ana)).await?.status, StatusCode::FORBIDDEN);
        assert_eq!(
            site.page("/imports/999/rejected.csv", Some(&admin)).await?.status,
            StatusCode::NOT_FOUND
        );
        for path in ["/imports", taken.location()] {
            assert_eq!(site.page(path, Some(&ana)).await?.status, StatusCode::FORBIDDEN, "{path}");
        }
        Ok(())
    })
    .await
}

#[tokio::test]
async fn what_is_no_file_or_no_table_is_refused_in_words() -> Result<()> {
    on_each_engine(async |db| {
        let site = Site::new(db).await?;
        let admin = site.sign_in("admin").await?;
        for (body, part) in [
            (FILE.replace("name=\"file\"", "name=\"other\""), "No file was sent"),
            (FILE.replace("Bo Ek,nowhere", "Bo \u{0},x"), "no text file"),
            (FILE.replace("Ana Sol,ana@acme.example\nBo Ek,nowhere\n", ""), "nothing to import"),
            (FILE.replace("--cut--", ""), "arrived incomplete"),
        ] {
            let answer = bring(&site, Some(&admin), &body).await?;
            assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{part}: {}", answer.body);
            assert!(answer.body.contains(part), "{part}: {}", answer.body);
            assert!(answer.body.contains("field__error"), "beside its field: {}", answer.body);
            assert!(answer.body.contains("Look at the file"), "with the form: {}", answer.body);
        }
        Ok(())
    })
    .await
}

#[tokio::test]
async fn an_import_begins_once_and_says_so() -> Result<()> {
    on_each_engine(async |db| {
        let site = Site::new(db).await?;
        let admin = site.sign_in("admin").await?;
        let path = bring(&site, Some(&admin), FILE).await?.location().to_owned();
        let id = path.rsplit('/').next().context("no id")?;
        let start = async |id: &str, path: &str| {
            site.form("/api/imports/start", path, Some(&admin), &format!("id={id}")).await
        };
        assert!(start(id, &path).await?.status.is_redirection());
        let again = start(id, &path).await?;
        assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(again.body.contains("has begun already"), "{}", again.body);

        let nothing = FILE.replace("Ana Sol,ana@acme.example\n", "");
        let path = bring(&site, Some(&admin), &nothing).await?.location().to_owned();
        let page = site.page(&path, Some(&admin)).await?;
        assert!(page.body.contains("No row would be taken"), "{}", page.body);
        let id = path.rsplit('/').next().context("no id")?;
        let refused = start(id, &path).await?;
        assert!(refused.body.contains("No row of this file"), "{}", refused.body);
        let ended =
            site.form("/api/imports/cancel", &path, Some(&admin), &format!("id={id}")).await?;
        assert!(ended.status.is_redirection());
        let page = site.page(&path, Some(&admin)).await?;
        assert!(page.body.contains("Nothing was written"), "{}", page.body);
        Ok(())
    })
    .await
}

#[tokio::test]
async fn a_refused_plan_keeps_what_was_chosen() -> Result<()> {
    on_each_engine(async |db| {
        let site = Site::new(db).await?;
        let admin = site.sign_in("admin").await?;
        let path = bring(&site, Some(&admin), FILE).await?.location().to_owned();
        let id = path.rsplit('/').next().context("no id")?;
        let fields = format!(
            "id={id}&form[entity]=lead&form[columns][0]=job_title&form[columns][1]=&form[key]=email&form[region]=DE"
        );
        let refused = site.form("/api/imports/plan", &path, Some(&admin), &fields).await?;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(refused.body.contains("No column is read as this key"), "{}", refused.body);
        let chosen = refused.body.split("form[columns][0]").nth(1).context("no column")?;
        assert!(chosen.contains("value=\"job_title\" selected"), "{chosen}");
        assert!(refused.body.contains("value=\"DE\""));
        Ok(())
    })
    .await
}
