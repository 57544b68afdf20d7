//! Lists as files: to those who may see them, and of what they see.

use anyhow::Result;
use axum::body::Body;
use axum::http::header::ACCEPT_ENCODING;
use axum::http::{Method, StatusCode};

use crate::site::{Call, Site, on_each_engine};

const PEOPLE: [&str; 5] = ["ana", "marta", "carla", "admin", "zack"];

#[tokio::test]
async fn everybody_exports_exactly_what_they_see() -> Result<()> {
    on_each_engine(async |db| {
        let site = Site::new(db).await?;
        for who in PEOPLE {
            let cookie = site.sign_in(who).await?;
            for (list, all, seen) in [
                ("leads", "", "Grace Hopper"),
                ("deals", "", "Navy"),
                ("tasks", "&owner=all", "Call back"),
            ] {
                for format in ["csv", "json"] {
                    let path = format!("/api/export/{list}");
                    let fields = format!("format={format}{all}");
                    let answer = site.call(Method::GET, &path, Some(&cookie), &fields).await?;
                    assert_eq!(answer.status, StatusCode::OK, "{list} {who}: {}", answer.body);
                    assert_eq!(answer.body.contains(seen), who != "zack", "{who}: {}", answer.body);
                    let name = answer.header("content-disposition");
                    assert!(name.contains(&format!("filename=\"{list}-20")), "{name}");
                    assert_eq!(answer.header("cache-control"), "private, no-store");
                }
            }
            let fields = "format=xlsx";
            let answer = site.call(Method::GET, "/api/export/leads", Some(&cookie), fields).await?;
            assert_eq!(answer.status, StatusCode::OK, "{who}");
            assert!(answer.header("content-type").contains("spreadsheetml"));
        }
        Ok(())
    })
    .await
}

#[tokio::test]
async fn a_filter_narrows_the_file_as_it_narrows_the_list() -> Result<()> {
    on_each_engine(async |db| {
        let site = Site::new(db).await?;
        let ana = site.sign_in("ana").await?;
        let all = "format=csv";
        let answer = site.call(Method::GET, "/api/export/leads", Some(&ana), all).await?;
        let head = answer.body.lines().next().unwrap_or_default();
        assert!(head.starts_with("\u{feff}Lead ID,Name,Email,Phone,Job title,Company"), "{head}");
        assert_eq!(answer.body.lines().count(), 2, "{}", answer.body);
        let none = "format=csv&status=customer";
        let answer = site.call(Method::GET, "/api/export/leads", Some(&ana), none).await?;
        assert_eq!(answer.body.lines().count(), 1, "{}", answer.body);
        let none = "format=json&status=customer";
        let answer = site.call(Method::GET, "/api/export/leads", Some(&ana), none).await?;
        assert_eq!(answer.body, "[]\n");
        let deals = "format=csv";
        let answer = site.call(Method::GET, "/api/export/deals", Some(&ana), deals).await?;
        assert!(answer.body.contains(",1200.00,USD,"), "{}", answer.body);
        Ok(())
    })
    .await
}

#[tokio::test]
async fn strangers_and_mistyped_addresses_get_no_file() -> Result<()> {
    on_each_engine(async |db| {
        let site = Site::new(db).await?;
        let ana = site.sign_in("ana").await?;
        for (cookie, path, fields, expected) in [
            (None, "/api/export/leads", "format=csv", 401),
            (Some("rainmaker=0123"), "/api/export/leads", "format=csv", 401),
            (Some(ana.as_str()), "/api/export/users", "format=csv", 404),
            (Some(ana.as_str()), "/api/export/models", "format=csv", 403),
            (Some(ana.as_str()), "/api/export/leads", "format=pdf", 422),
            (Some(ana.as_str()), "/api/export/leads", "", 422),
            (Some(ana.as_str()), "/api/export/deals", "format=csv&period=13", 422),
        ] {
            let answer = site.call(Method::GET, path, cookie, fields).await?;
            assert_eq!(answer.status.as_u16(), expected, "{path}?{fields}: {}", answer.body);
        }
        Ok(())
    })
    .await
}

#[tokio::test]
async fn everything_is_exported_by_administrators_only() -> Result<()> {
    on_each_engine(async |db| {
        let site = Site::new(db).await?;
        for who in PEOPLE {
            let cookie = site.sign_in(who).await?;
            let path = "/api/export/everything";
            for format in ["csv", "xlsx"] {
                let fields = format!("format={format}");
                let answer = site.call(Method::GET, path, Some(&cookie), &fields).await?;
                let expected = if who == "admin" { 200 } else { 403 };
                assert_eq!(answer.status.as_u16(), expected, "{who}: {}", answer.body);
                if expected == 200 {
                    let kind = if format == "csv" { "application/zip" } else { "spreadsheetml" };
                    assert!(answer.header("content-type").contains(kind), "{format}");
                }
            }
        }
        Ok(())
    })
    .await
}

#[tokio::test]
async fn a_compressed_file_comes_to_its_end() -> Result<()> {
    on_each_engine(async |db| {
        let site = Site::new(db).await?;
        let ana = site.sign_in("ana").await?;
        for encoding in ["br", "gzip"] {
            let headers = [(ACCEPT_ENCODING.as_str(), encoding)];
            let (method, path) = (Method::GET, "/api/export/leads?format=csv");
            let cookie = Some(ana.as_str());
            let call = Call { method, path, cookie, headers: &headers, body: Body::empty() };
            let answer = site.send(call).await?;
            assert_eq!(answer.status, StatusCode::OK);
            assert_eq!(answer.header("content-encoding"), encoding);
        }
        Ok(())
    })
    .await
}
