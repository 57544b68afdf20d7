//! Forms on other web sites: what comes of what visitors send.

use anyhow::Context as _;
use chrono::Duration;
use domain::forms::{EditCampaign, EditWebForm, TakeEntry, Visit};
use domain::ids::{LeadId, WebFormId};
use domain::interaction::InteractionKind;
use domain::list::LeadFilter;
use domain::undo::UndoUnit;
use domain::web_form::{EntryStatus, Suspicion, WebFormPage};
use services::{Ctx, ServiceError, campaigns, leads, undo, web_forms};

use crate::house::{House, new_lead};

const HOME: &str = "192.0.2.7";

fn web_form(owner: Option<&Ctx>) -> anyhow::Result<EditWebForm> {
    let owner = owner.map(Ctx::user).transpose()?.map(|user| user.id.to_string());
    Ok(EditWebForm {
        name: "Course page".to_owned(),
        title: "Ask about a course".to_owned(),
        owner: owner.unwrap_or_default(),
        consent: "You may write to me.".to_owned(),
        thanks: "Thank you.".to_owned(),
        is_open: true,
        ..EditWebForm::default()
    })
}

/// A form whose leads go to Ana.
async fn make(house: &House) -> anyhow::Result<(WebFormId, String)> {
    web_forms::save(&house.marta, web_form(Some(&house.ana))?).await?;
    let rows = web_forms::list(&house.carla).await?.rows;
    let form = &rows.first().context("a form")?.form;
    Ok((form.id, form.key.clone()))
}

async fn page(house: &House, id: WebFormId, shown: EntryStatus) -> anyhow::Result<WebFormPage> {
    Ok(web_forms::page(&house.marta, id, shown, None, "").await?)
}

/// What somebody fills in on a page that was drawn some seconds before the story's present.
async fn visit(house: &House, key: &str, seconds: i64) -> anyhow::Result<Visit> {
    let before = house.host_after(-Duration::seconds(seconds));
    Ok(Visit {
        name: "Nia Vale".to_owned(),
        email: "Nia@vale.example".to_owned(),
        company: "Vale Ltd".to_owned(),
        message: "Do you teach on site? @Marta said so.".to_owned(),
        consent: true,
        drawn: web_forms::shown(&before, key, false).await?.drawn,
        page: "https://school.example/rust".to_owned(),
        utm_source: "LinkedIn".to_owned(),
        utm_medium: "Paid Social".to_owned(),
        utm_campaign: "autumn".to_owned(),
        ..Visit::default()
    })
}

async fn find(ctx: &Ctx, name: &str) -> anyhow::Result<Vec<LeadId>> {
    let filter = LeadFilter { q: name.to_owned(), ..LeadFilter::default() };
    Ok(leads::list(ctx, &filter).await?.rows.into_iter().map(|row| row.id).collect())
}

#[tokio::test]
async fn what_is_sent_is_a_lead_with_its_source_campaign_and_consent() -> anyhow::Result<()> {
    House::on_each_engine(async |house| {
        let (id, key) = make(&house).await?;
        let campaign = EditCampaign {
            name: "Autumn".to_owned(),
            source: "Ads".to_owned(),
            status: "running".to_owned(),
            starts_on: "2026-10-01".to_owned(),
            ..EditCampaign::default()
        };
        campaigns::save(&house.marta, campaign).await?;
        let sent = visit(&house, &key, 40).await?;
        web_forms::receive(&house.host, &key, &sent, HOME).await?;
        web_forms::receive(&house.host, &key, &sent, HOME).await.context("sent twice")?;

        let seen = page(&house, id, EntryStatus::Taken).await?;
        assert_eq!((seen.row.taken, seen.row.spam, seen.entries.len()), (1, 0, 1));
        let entry = seen.entries.first().context("an entry")?;
        let lead = entry.lead.context("a lead")?;
        assert_eq!(find(&house.ana, "Nia Vale").await?, [lead], "Ana looks after it");
        assert!(find(&house.zack, "Nia Vale").await?.is_empty());
        let brief = leads::page(&house.ana, lead).await?;
        assert_eq!(brief.lead.source, "linkedin");
        assert_eq!(brief.lead.email.as_deref(), Some("nia@vale.example"));
        let wrote = brief.timeline.iter().find_map(|entry| match &entry.what {
            domain::interaction::TimelineWhat::Interaction {
                kind: InteractionKind::Form,
                notes,
                ..
            } => Some(notes.clone()),
            _ => None,
        });
        let wrote = wrote.context("the form in their past")?;
        assert!(wrote.contains("Do you teach on site?"), "{wrote}");
        assert!(wrote.contains("https://school.example/rust: You may write to me."), "{wrote}");
        let report = campaigns::report(&house.carla).await?;
        let autumn = report.campaigns.iter().find(|row| row.name == "Autumn").context("Autumn")?;
        assert_eq!(autumn.brought.conversion.leads, 1);
        Ok(())
    })
    .await
}

#[tokio::test]
async fn who_is_known_keeps_what_is_known_of_them() -> anyhow::Result<()> {
    House::on_each_engine(async |house| {
        let (id, key) = make(&house).await?;
        let nia = new_lead("Nia");
        let known = leads::create(&house.zack, nia).await?;
        let mut sent = visit(&house, &key, 40).await?;
        sent.email = "NIA@acme.example".to_owned();
        sent.name = "Somebody Else".to_owned();
        web_forms::receive(&house.host, &key, &sent, HOME).await?;
        let seen = page(&house, id, EntryStatus::Taken).await?;
        assert_eq!(seen.entries.first().and_then(|entry| entry.lead), Some(known));
        assert_eq!(leads::page(&house.zack, known).await?.lead.name, "Nia");
        assert!(find(&house.marta, "Somebody Else").await?.is_empty());
        Ok(())
    })
    .await
}

#[tokio::test]
async fn what_looks_like_spam_is_put_aside_until_a_person_takes_it() -> anyhow::Result<()> {
    House::on_each_engine(async |house| {
        let (id, key) = make(&house).await?;
        let mut sent = visit(&house, &key, 1).await?;
        web_forms::receive(&house.host, &key, &sent, HOME).await?;
        sent = visit(&house, &key, 40).await?;
        sent.website = "buy".to_owned();
        web_forms::receive(&house.host, &key, &sent, HOME).await?;
        assert!(find(&house.marta, "Nia Vale").await?.is_empty());
        let aside = page(&house, id, EntryStatus::Spam).await?;
        let why: Vec<_> = aside.entries.iter().map(|entry| entry.suspicion).collect();
        assert_eq!(why, [Some(Suspicion::Trap), Some(Suspicion::Haste)]);

        let entry = aside.entries.last().context("an entry")?.id;
        let rep = web_forms::take(&house.ana, TakeEntry { id: entry }).await;
        assert!(matches!(rep, Err(ServiceError::Forbidden(_))), "{rep:?}");
        let done = web_forms::take(&house.marta, TakeEntry { id: entry }).await?;
        assert_eq!(find(&house.ana, "Nia Vale").await?.len(), 1);
        let again = web_forms::take(&house.marta, TakeEntry { id: entry }).await;
        assert!(matches!(again, Err(ServiceError::NotFound)), "{again:?}");
        undo::undo(&house.marta, UndoUnit::plain(done.unit)).await?;
        assert!(find(&house.ana, "Nia Vale").await?.is_empty(), "it is in the trash");
        Ok(())
    })
    .await
}

#[tokio::test]
async fn too_much_from_one_network_waits_and_others_do_not() -> anyhow::Result<()> {
    House::on_each_engine(async |house| {
        let (_, key) = make(&house).await?;
        for number in 0..5 {
            let mut sent = visit(&house, &key, 40).await?;
            sent.email = format!("visitor{number}@vale.example");
            web_forms::receive(&house.host, &key, &sent, HOME).await?;
        }
        let sent = visit(&house, &key, 40).await?;
        let sixth = web_forms::receive(&house.host, &key, &sent, HOME).await;
        assert!(
            matches!(&sixth, Err(ServiceError::Busy(text)) if text.contains("10 minutes")),
            "{sixth:?}"
        );
        web_forms::receive(&house.host, &key, &sent, "192.0.2.8").await?;
        let later = house.host_after(Duration::minutes(11));
        web_forms::receive(&later, &key, &visit(&house, &key, 30).await?, HOME).await?;
        Ok(())
    })
    .await
}

#[tokio::test]
async fn a_form_is_closed_old_or_unknown_with_a_word_that_says_so() -> anyhow::Result<()> {
    House::on_each_engine(async |house| {
        let (id, key) = make(&house).await?;
        let old = visit(&house, &key, 25 * 3_600).await?;
        let told = web_forms::receive(&house.host, &key, &old, HOME).await;
        let Err(ServiceError::Invalid(errors)) = told else { anyhow::bail!("{told:?}") };
        assert!(
            errors.get("form").is_some_and(|text| text.contains("more than a day")),
            "{errors}"
        );
        let made_up = Visit { drawn: "1.2.3".to_owned(), ..visit(&house, &key, 40).await? };
        let told = web_forms::receive(&house.host, &key, &made_up, HOME).await;
        assert!(matches!(told, Err(ServiceError::Invalid(_))), "{told:?}");
        let told = web_forms::receive(&house.host, "none", &made_up, HOME).await;
        assert!(matches!(told, Err(ServiceError::NotFound)), "{told:?}");

        let version = page(&house, id, EntryStatus::Taken).await?.row.version;
        let closed = EditWebForm { id: id.get(), version, is_open: false, ..web_form(None)? };
        let done = web_forms::save(&house.marta, closed).await?;
        let sent = visit(&house, &key, 40).await?;
        let told = web_forms::receive(&house.host, &key, &sent, HOME).await;
        assert!(matches!(told, Err(ServiceError::NotFound)), "{told:?}");
        undo::undo(&house.marta, UndoUnit::plain(done.unit)).await?;
        web_forms::receive(&house.host, &key, &sent, HOME).await?;
        Ok(())
    })
    .await
}

#[tokio::test]
async fn a_form_needs_a_name_of_its_own_and_somebody_who_sells() -> anyhow::Result<()> {
    House::on_each_engine(async |house| {
        let (id, _) = make(&house).await?;
        let twin = web_forms::save(&house.marta, web_form(None)?).await;
        let Err(ServiceError::Invalid(errors)) = twin else { anyhow::bail!("{twin:?}") };
        assert!(errors.get("name").is_some(), "{errors}");
        let other = EditWebForm {
            name: "Other".to_owned(),
            campaign: "999999".to_owned(),
            product: "999999".to_owned(),
            ..web_form(Some(&house.admin))?
        };
        let wrong = web_forms::save(&house.marta, other).await;
        let Err(ServiceError::Invalid(errors)) = wrong else { anyhow::bail!("{wrong:?}") };
        assert_eq!(errors.0.keys().collect::<Vec<_>>(), ["campaign", "owner", "product"]);
        let rep = web_forms::save(&house.ana, web_form(None)?).await;
        assert!(matches!(rep, Err(ServiceError::Forbidden(_))), "{rep:?}");
        let stale =
            EditWebForm { id: id.get(), version: 0, title: "X".to_owned(), ..web_form(None)? };
        let stale = web_forms::save(&house.marta, stale).await;
        assert!(matches!(stale, Err(ServiceError::Conflict(_))), "{stale:?}");
        Ok(())
    })
    .await
}
