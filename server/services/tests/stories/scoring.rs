//! How leads are scored: set by an administrator, looked at before it is saved, and then true of every lead.

use anyhow::Context as _;
use chrono::Duration;
use domain::explain::Factor;
use domain::forms::{EditLead, LogInteraction};
use domain::journal::Actor;
use domain::scoring::{ScoringAsk, ScoringForm, ScoringRules};
use services::{Ctx, ServiceError, jobs, leads, scoring};

use crate::house::{House, call, new_lead};

/// The form of the version with a lead's title worth more, and demographics too.
fn steeper(version: i64) -> ScoringForm {
    let mut form = ScoringRules::default().form(version);
    for (key, value) in [("weight_demographic", "40"), ("weight_engagement", "10"), ("head", "60")]
    {
        form.points.insert(key.to_owned(), value.to_owned());
    }
    form
}

#[tokio::test]
async fn what_a_preview_says_is_what_saving_does() -> anyhow::Result<()> {
    House::on_each_engine(async |house| {
        for name in ["Zoe", "Yan", "Xi"] {
            leads::create(&house.ana, new_lead(name)).await?;
        }
        let admin = house.after(Duration::hours(1), &house.admin)?;
        let ask = ScoringAsk { form: steeper(0), ..ScoringAsk::default() };
        let page = scoring::page(&admin, &ask).await?;
        assert!(page.differences.iter().any(|told| told == "Demographic 20 to 40"));
        let preview = page.preview.context("a preview")?;
        assert!(preview.is_all);
        assert_eq!((preview.looked_at, preview.changed), (3, 0));
        let first = preview.top_after.first().context("a first lead")?;
        assert!(first.after.0 > first.before.0);

        scoring::save(&admin, page.form).await?;
        let run = scoring::progress(&admin).await?.context("a run")?;
        assert_eq!((run.version, run.total, run.done, run.ended_at), (1, 3, 0, None));
        let system = Ctx::of_system(house.host_after(Duration::hours(2)), Actor::System);
        assert!(jobs::run_next(&system, "one").await?);
        let run = scoring::progress(&admin).await?.context("a run")?;
        assert_eq!((run.done, run.ended_at), (3, Some(system.now())));
        let scored = leads::explain(&house.ana, first.id).await?;
        assert_eq!((scored.score.score, scored.score.grade), first.after);
        assert_eq!(scored.scored_at, system.now());
        Ok(())
    })
    .await
}

#[tokio::test]
async fn a_save_is_checked_and_counted_and_can_be_gone_back_from() -> anyhow::Result<()> {
    House::on_each_engine(async |house| {
        let mut wrong = steeper(0);
        wrong.points.insert("weight_fit".to_owned(), "lots".to_owned());
        let Err(ServiceError::Invalid(errors)) = scoring::save(&house.admin, wrong).await else {
            anyhow::bail!("saved what is no number")
        };
        assert!(errors.get("weight_fit").is_some());
        let same = scoring::save(&house.admin, ScoringRules::default().form(0)).await;
        assert!(matches!(same, Err(ServiceError::Invalid(_))), "nothing differs");
        for (_, who) in house.roles().iter().take(3) {
            let refused = scoring::save(who, steeper(0)).await;
            assert!(matches!(refused, Err(ServiceError::Forbidden(_))));
        }
        scoring::save(&house.admin, steeper(0)).await?;
        let late = scoring::save(&house.admin, steeper(0)).await;
        assert!(matches!(late, Err(ServiceError::Conflict(_))), "somebody saved meanwhile");
        let ask = ScoringAsk { start: "before".to_owned(), ..ScoringAsk::default() };
        let page = scoring::page(&house.admin, &ask).await?;
        assert!(page.has_before);
        assert_eq!(page.form, ScoringRules::default().form(1));
        scoring::save(&house.admin, page.form).await?;
        let saved = scoring::page(&house.admin, &ScoringAsk::default()).await?.saved;
        assert_eq!(saved.map(|saved| (saved.version, saved.by)), Some((2, "Ada".to_owned())));
        Ok(())
    })
    .await
}

#[tokio::test]
async fn each_move_of_a_score_is_told_by_the_event_and_points_that_made_it() -> anyhow::Result<()> {
    House::on_each_engine(async |house| {
        let id = leads::create(&house.ana, new_lead("Zoe")).await?;
        let score = async |who: &Ctx| -> anyhow::Result<i64> {
            Ok(i64::from(leads::page(who, id).await?.score.score))
        };
        let first = score(&house.ana).await?;

        let second_day = house.after(Duration::days(1), &house.ana)?;
        let page = leads::page(&second_day, id).await?;
        let edit = EditLead {
            id: id.get(),
            version: page.lead.version,
            name: "Zoe".to_owned(),
            company: "Acme".to_owned(),
            job_title: "CEO".to_owned(),
            status: page.lead.status.as_str().to_owned(),
            ..EditLead::default()
        };
        leads::edit(&second_day, edit).await?;
        let page = leads::page(&second_day, id).await?;
        let step = page.why.week.moves.first().context("the edit")?;
        assert_eq!(step.points, i64::from(page.score.score) - first);
        let factors: Vec<Factor> = step.moved.iter().map(|moved| moved.factor).collect();
        assert_eq!(factors, [Factor::Seniority]);
        let edited = i64::from(page.score.score);

        let would = page.why.raises.iter().find(|raise| raise.what == "Get a reply");
        let would = would.map(|raise| i64::from(raise.points));
        let reply = LogInteraction {
            kind: "email".to_owned(),
            direction: "inbound".to_owned(),
            minutes: String::new(),
            ..call(id, "")
        };
        leads::log_interaction(&second_day, reply).await?;
        let page = leads::page(&second_day, id).await?;
        let step = page.why.week.moves.first().context("the reply")?;
        assert_eq!(step.points, i64::from(page.score.score) - edited);
        assert!(step.unit.is_some() && step.points > 0);
        if let Some(would) = would {
            assert_eq!(step.points, would, "as it was foretold");
        }
        let replied = i64::from(page.score.score);

        let month_later = house.after(Duration::days(31), &house.ana)?;
        let night = Ctx::of_system(month_later.host().clone(), Actor::System);
        leads::rescore_stale(&night).await?;
        let page = leads::page(&month_later, id).await?;
        let step = page.why.week.moves.first().context("the night")?;
        assert_eq!((step.cause.as_str(), step.unit), ("Time passed", None));
        assert_eq!(step.points, i64::from(page.score.score) - replied);
        assert!(step.points < 0);
        for step in &page.why.week.moves {
            let moved: i64 = step.moved.iter().map(|moved| i64::from(moved.points)).sum();
            assert_eq!(moved, step.points);
        }
        assert_eq!(page.why.week.from, Some(replied));
        Ok(())
    })
    .await
}

#[tokio::test]
async fn a_run_that_is_ended_scores_nobody_further() -> anyhow::Result<()> {
    House::on_each_engine(async |house| {
        let lead = leads::create(&house.ana, new_lead("Zoe")).await?;
        let admin = house.after(Duration::hours(1), &house.admin)?;
        scoring::save(&admin, steeper(0)).await?;
        scoring::cancel(&admin).await?;
        let system = Ctx::of_system(house.host_after(Duration::hours(2)), Actor::System);
        assert!(jobs::run_next(&system, "one").await?);
        let run = scoring::progress(&admin).await?.context("a run")?;
        assert!(run.is_cancelled && run.ended_at.is_some());
        let scored = leads::explain(&house.ana, lead).await?;
        assert!(scored.scored_at < admin.now());
        assert!(matches!(scoring::cancel(&admin).await, Err(ServiceError::Invalid(_))));
        Ok(())
    })
    .await
}
