//! Pages as of a day: read-only, in everybody's own scope, and plain about what cannot be known.

use anyhow::Result;
use axum::http::StatusCode;
use chrono::Days;

use crate::site::{Site, on_each_engine};

#[tokio::test]
async fn a_page_as_of_a_day_says_so_and_offers_nothing_to_do() -> Result<()> {
    on_each_engine(async |db| {
        let site = Site::new(db).await?;
        let today = site.today();
        let carla = site.sign_in("carla").await?;
        let pages = [
            format!("/deals?as_of={today}"),
            format!("/deals?view=list&as_of={today}"),
            format!("/deals/{}?as_of={today}", site.deal),
            format!("/leads/{}?as_of={today}", site.lead),
            format!("/pipeline?as_of={today}"),
            format!("/revenue?as_of={today}"),
        ];
        for path in pages {
            let answer = site.page(&path, Some(&carla)).await?;
            assert_eq!(answer.status, StatusCode::OK, "{path}");
            assert!(answer.body.contains("Nothing can be changed here"), "{path}");
            assert!(answer.body.contains("Back to today"), "{path}");
            // The only form of the page itself asks for another day or filters; the shell signs out and sets the theme.
            let main = answer.body.split("<main").nth(1).unwrap_or_default();
            let main = main.split("</main>").next().unwrap_or_default();
            assert!(!main.contains("method=\"post\""), "{path}");
            assert!(!main.contains("draggable=\"true\""), "{path}");
        }
        Ok(())
    })
    .await
}

#[tokio::test]
async fn a_day_of_which_nothing_is_known_is_refused_beside_its_field() -> Result<()> {
    on_each_engine(async |db| {
        let site = Site::new(db).await?;
        let carla = site.sign_in("carla").await?;
        let later = site.today() + Days::new(3);
        for place in ["/deals?", "/deals?view=list&", "/pipeline?", "/revenue?"] {
            for (day, words) in [
                (later.to_string(), "This day is still to come"),
                ("2001-01-01".to_owned(), "Nothing was recorded before"),
                ("soon".to_owned(), "Write the day as 2026-08-31"),
            ] {
                let path = format!("{place}as_of={day}");
                let answer = site.page(&path, Some(&carla)).await?;
                assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{path}");
                let error = answer.body.split("id=\"as_of-error\"").nth(1).unwrap_or_default();
                let error = error.split("</p>").next().unwrap_or_default();
                assert!(error.contains(words), "{path}: {error}");
                assert!(answer.body.contains("aria-describedby=\"as_of-error\""), "{path}");
            }
        }
        Ok(())
    })
    .await
}

#[tokio::test]
async fn a_rep_who_guesses_a_day_of_somebody_elses_deal_finds_nothing() -> Result<()> {
    on_each_engine(async |db| {
        let site = Site::new(db).await?;
        let (ana, zack) = (site.sign_in("ana").await?, site.sign_in("zack").await?);
        let today = site.today();
        let path = format!("/deals/{}?as_of={today}", site.deal);
        assert_eq!(site.page(&path, Some(&ana)).await?.status, StatusCode::OK);
        let lead = format!("/leads/{}?as_of={today}", site.lead);
        assert_eq!(site.page(&lead, Some(&ana)).await?.status, StatusCode::OK);
        for path in [path, lead, format!("/deals/999999?as_of={today}")] {
            let answer = site.page(&path, Some(&zack)).await?;
            assert_eq!(answer.status, StatusCode::NOT_FOUND, "{path}");
            assert!(!answer.body.contains("Navy") && !answer.body.contains("Grace"), "{path}");
        }
        let list = format!("/deals?view=list&status=all&as_of={today}");
        assert!(site.page(&list, Some(&ana)).await?.body.contains("Navy"));
        assert!(!site.page(&list, Some(&zack)).await?.body.contains("Navy"));
        for path in [format!("/revenue?as_of={today}"), format!("/pipeline?as_of={today}")] {
            let answer = site.page(&path, Some(&zack)).await?;
            assert_eq!(answer.status, StatusCode::FORBIDDEN, "{path}");
        }
        Ok(())
    })
    .await
}
