//! Forms on other web sites, as their visitors meet them.

use anyhow::{Context as _, Result};
use axum::body::Body;
use axum::http::{Method, StatusCode};

use crate::site::{Call, Site, on_each_engine};

async fn key(site: &Site) -> Result<String> {
    let marta = site.sign_in("marta").await?;
    let fields = "form[name]=Course+page&form[title]=Ask+%22us%22+%26+win&form[consent]=You+may+write+to+me.\
                  &form[thanks]=Thank+you.&form[is_open]=true";
    let saved = site.call(Method::POST, "/api/web_forms/save", Some(&marta), fields).await?;
    assert_eq!(saved.status, StatusCode::OK, "{}", saved.body);
    let list = site.page("/web-forms", Some(&marta)).await?;
    assert!(list.body.contains("Course page"), "{}", list.body);
    let path = list.body.split("/web-forms/").nth(1).and_then(|rest| rest.split('"').next());
    let path = format!("/web-forms/{}", path.context("a form")?);
    let headers = [("accept", "text/html"), ("host", "crm.example:8080")];
    let (method, cookie) = (Method::GET, Some(marta.as_str()));
    let call = Call { method, path: &path, cookie, headers: &headers, body: Body::empty() };
    let page = site.send(call).await?;
    assert!(page.body.contains("http://crm.example:8080/form/embed.js"), "{}", page.body);
    let key = page.body.split("data-form=&quot;").nth(1).or(page.body.split("data-form=\"").nth(1));
    let key = key.and_then(|rest| rest.split(['&', '"']).next()).context("a key")?;
    Ok(key.to_owned())
}

fn drawn(body: &str) -> Result<&str> {
    let value = body.split("name=\"drawn\" value=\"").nth(1).context("a stamp")?;
    value.split('"').next().context("its end")
}

#[tokio::test]
async fn a_stranger_fills_in_a_form_in_a_frame_of_any_site() -> Result<()> {
    on_each_engine(async |db| {
        let site = Site::new(db).await?;
        let key = key(&site).await?;
        let asked =
            format!("/form/{key}?utm_source=x%22%3E%3Cscript%3E&page=https://school.example/");
        let form = site.page(&asked, None).await?;
        assert_eq!(form.status, StatusCode::OK);
        let policy = form.header("content-security-policy");
        assert!(
            policy.contains("frame-ancestors *") && policy.contains("default-src 'none'"),
            "{policy}"
        );
        assert!(form.body.contains("Ask &quot;us&quot; &amp; win"), "{}", form.body);
        assert!(!form.body.contains("<script"), "{}", form.body);

        let path = format!("/form/{key}");
        let stamp = drawn(&form.body)?;
        let wrong = format!("name=Nia+%3Cb%3E&email=nonsense&drawn={stamp}");
        let refused = site.form(&path, &path, None, &wrong).await?;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        for said in ["value=\"Nia &lt;b&gt;\"", "Write a mail address", "Tick this", "email-error"]
        {
            assert!(refused.body.contains(said), "{said} is missing: {}", refused.body);
        }
        let right = format!("name=Nia&email=nia@vale.example&consent=true&drawn={stamp}");
        let taken = site.form(&path, &path, None, &right).await?;
        assert_eq!(taken.status, StatusCode::OK, "{}", taken.body);
        assert!(taken.body.contains("Thank you."), "{}", taken.body);
        assert_eq!(site.page("/form/none", None).await?.status, StatusCode::NOT_FOUND);
        let script = site.page("/form/embed.js", None).await?;
        assert!(script.header("content-type").starts_with("text/javascript"));
        Ok(())
    })
    .await
}

#[tokio::test]
async fn no_other_site_sends_the_form() -> Result<()> {
    on_each_engine(async |db| {
        let site = Site::new(db).await?;
        let path = format!("/form/{}", key(&site).await?);
        let headers = [
            ("sec-fetch-site", "cross-site"),
            ("content-type", "application/x-www-form-urlencoded"),
        ];
        let body = Body::from("name=Nia&email=nia@vale.example&consent=true");
        let call =
            Call { method: Method::POST, path: &path, cookie: None, headers: &headers, body };
        assert_eq!(site.send(call).await?.status, StatusCode::FORBIDDEN);
        Ok(())
    })
    .await
}
