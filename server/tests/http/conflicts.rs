//! Two people, one record.

use anyhow::{Context as _, Result};
use app::error::AppError;
use axum::http::{Method, StatusCode};
use domain::opportunity::DealPage;

use crate::site::{Site, on_each_engine};

#[tokio::test]
async fn a_stale_form_is_refused_with_both_values_and_changes_nothing() -> Result<()> {
    on_each_engine(async |db| {
        let site = Site::new(db).await?;
        let (ana, marta) = (site.sign_in("ana").await?, site.sign_in("marta").await?);
        let read = async || -> Result<DealPage> {
            let fields = format!("id={}", site.deal);
            let answer = site.call(Method::GET, "/api/deals/page", Some(&ana), &fields).await?;
            serde_json::from_str(&answer.body).context(answer.body)
        };
        let version = read().await?.row.version;
        let edit = |amount: &str| {
            format!(
                "form[id]={}&form[version]={version}&form[name]=Navy&form[amount]={amount}",
                site.deal
            )
        };
        let first = site.call(Method::POST, "/api/deals/edit", Some(&marta), &edit("1500")).await?;
        assert_eq!(first.status, StatusCode::OK, "{}", first.body);

        let second = site.call(Method::POST, "/api/deals/edit", Some(&ana), &edit("900")).await?;
        assert_eq!(second.status, StatusCode::CONFLICT);
        let error: AppError = serde_json::from_str(&second.body).context(second.body)?;
        let AppError::Conflict(fields) = error else { panic!("{error:?}") };
        let amount = fields.iter().find(|field| field.field == "amount").context("no amount")?;
        assert!(amount.yours.contains("900") && amount.theirs.contains("1,500"), "{amount:?}");
        assert_eq!(read().await?.row.line.amount.0, 150_000);
        Ok(())
    })
    .await
}
