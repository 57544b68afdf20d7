//! Leads: created, scored, talked to, hidden from others.

use anyhow::Context as _;
use chrono::Duration;
use domain::forms::{BulkLeads, EditLead, LeadFact, NewDeal, NewLead, SetFact, Snooze};
use domain::interaction::TimelineWhat;
use domain::journal::{Change, Entity};
use domain::lead::LeadStatus;
use domain::list::LeadFilter;
use domain::undo::UndoUnit;
use services::{Ctx, ServiceError, deals, leads};
use store::journal;

use crate::house::{House, call, monday, new_lead};

#[tokio::test]
async fn a_new_lead_has_a_company_a_score_and_a_first_call() -> anyhow::Result<()> {
    House::on_each_engine(async |house| {
        let id = leads::create(&house.ana, new_lead("Zoe")).await?;
        let page = leads::page(&house.ana, id).await?;
        assert_eq!(page.owner.map(|owner| owner.id), Some(house.ana.user()?.id));
        assert_eq!(page.company.map(|company| company.name).as_deref(), Some("Acme"));
        let task = page.tasks.first().context("a first task")?;
        assert_eq!(
            (task.title.as_str(), task.rule.as_deref()),
            ("Call within 24 hours", Some("call_within_24_hours"))
        );
        assert_eq!(task.due_at, Some(monday() + Duration::hours(24)));

        leads::create(&house.ben, new_lead("Yan")).await?;
        let mut tx = house.host.db.read().await?;
        let entries = journal::of_record(&mut tx, Entity::Company, 1, None, 9).await?;
        assert_eq!(entries.len(), 1, "the company is made once");
        Ok(())
    })
    .await
}

#[tokio::test]
async fn the_parts_of_a_score_add_up_and_every_change_of_it_is_journalled() -> anyhow::Result<()> {
    House::on_each_engine(async |house| {
        let id = leads::create(&house.ana, new_lead("Zoe")).await?;
        let before = leads::explain(&house.ana, id).await?.score;
        leads::log_interaction(&house.ana, call(id, "interested")).await?;
        let page = leads::page(&house.ana, id).await?;
        let score = &page.score;
        assert!(score.score > before.score);
        let points: i32 = score.contributions().map(|reason| reason.points).sum();
        assert_eq!(points, i32::from(score.score.get()));
        let parts: i32 = score.parts.iter().map(|part| part.points).sum();
        assert_eq!(parts, points);
        assert_eq!(leads::explain(&house.ana, id).await?.score, *score);
        let last = page.score_history.last().context("a history")?;
        assert_eq!((page.score_history.len(), last.1), (2, i64::from(score.score)));

        let mut tx = house.host.db.read().await?;
        let entries = journal::of_record(&mut tx, Entity::Lead, id.get(), None, 9).await?;
        let latest = entries.first().context("journalled")?;
        let change = latest.changes.get("lead_score").context("the score is in it")?;
        assert_eq!(change.from, before.score.get());
        assert_eq!(change.to, score.score.get());
        assert_eq!(
            latest.changes.get("status").map(|change| &change.to),
            Some(&"contacted".into())
        );
        Ok(())
    })
    .await
}

#[tokio::test]
async fn a_call_that_reached_them_moves_a_lead_on_and_one_that_did_not_only_waits()
-> anyhow::Result<()> {
    House::on_each_engine(async |house| {
        let id = leads::create(&house.ana, new_lead("Zoe")).await?;
        leads::log_interaction(&house.ana, call(id, "no_answer")).await?;
        let lead = leads::page(&house.ana, id).await?.lead;
        assert_eq!(
            (lead.status, lead.last_contacted_at, lead.total_interactions),
            (LeadStatus::New, None, 1)
        );
        assert_eq!(lead.snoozed_until, Some(monday() + Duration::hours(4)));

        leads::log_interaction(&house.ana, call(id, "follow_up_needed")).await?;
        let page = leads::page(&house.ana, id).await?;
        assert_eq!(
            (page.lead.status, page.lead.last_contacted_at),
            (LeadStatus::Contacted, Some(monday()))
        );
        assert_eq!(page.lead.next_follow_up_at, Some(monday() + Duration::days(2)));
        assert_eq!(page.lead.snoozed_until, None);
        let calls = page.timeline.iter().filter(|entry| {
            matches!(entry.what, TimelineWhat::Interaction { duration_seconds: Some(420), .. })
        });
        assert_eq!(calls.count(), 2);
        Ok(())
    })
    .await
}

#[tokio::test]
async fn an_interaction_moves_the_chance_of_the_leads_open_deals() -> anyhow::Result<()> {
    House::on_each_engine(async |house| {
        let id = leads::create(&house.ana, new_lead("Zoe")).await?;
        let deal = NewDeal {
            lead: id,
            name: "Excel for 20".to_owned(),
            amount: "12,500".to_owned(),
            expected_close_on: String::new(),
        };
        let deal = deals::create(&house.ana, deal).await?;
        let before = deals::page(&house.ana, deal).await?;
        let later = house.after(Duration::days(1), &house.ana)?;
        leads::log_interaction(&later, call(id, "interested")).await?;
        let after = deals::page(&later, deal).await?;
        assert_ne!(after.win.probability, before.win.probability);
        assert_eq!(after.deal.last_contacted_at, Some(monday() + Duration::days(1)));
        let page = leads::page(&later, id).await?;
        assert_eq!(page.lead.status, LeadStatus::Opportunity);
        assert_eq!(page.deals.len(), 1);

        let strange = leads::create(&house.ana, new_lead("Yan")).await?;
        let mixed_up = services::leads::log_interaction(
            &house.ana,
            domain::forms::LogInteraction {
                opportunity: deal.to_string(),
                ..call(strange, "interested")
            },
        )
        .await;
        assert!(matches!(mixed_up, Err(ServiceError::Invalid(_))), "{mixed_up:?}");
        Ok(())
    })
    .await
}

#[tokio::test]
async fn a_reps_lead_is_no_other_reps_business() -> anyhow::Result<()> {
    House::on_each_engine(async |house| {
        let id = leads::create(&house.ana, new_lead("Zoe")).await?;
        for other in [&house.ben, &house.zack] {
            assert!(matches!(leads::page(other, id).await, Err(ServiceError::NotFound)));
            assert!(matches!(leads::explain(other, id).await, Err(ServiceError::NotFound)));
            let logged = leads::log_interaction(other, call(id, "interested")).await;
            assert!(matches!(logged, Err(ServiceError::NotFound)), "{logged:?}");
            let snooze = Snooze {
                subject: "lead".to_owned(),
                id: id.get(),
                days: 3,
                reason: "On holiday".to_owned(),
            };
            assert!(matches!(leads::snooze(other, snooze).await, Err(ServiceError::NotFound)));
            assert_eq!(leads::list(other, &LeadFilter::default()).await?.rows, []);
        }
        for seer in [&house.marta, &house.carla, &house.admin] {
            assert_eq!(leads::page(seer, id).await?.lead.name, "Zoe");
        }
        assert_eq!(leads::page(&house.ana, id).await?.lead.total_interactions, 0);
        Ok(())
    })
    .await
}

#[tokio::test]
async fn what_is_put_off_comes_back_by_itself_and_by_hand() -> anyhow::Result<()> {
    House::on_each_engine(async |house| {
        let id = leads::create(&house.ana, new_lead("Zoe")).await?;
        let snooze =
            |days| Snooze { subject: "lead".to_owned(), id: id.get(), days, reason: String::new() };
        let done = leads::snooze(&house.ana, snooze(3)).await?;
        assert_eq!(done.label, "Put off for 3 days");
        let lead = leads::page(&house.ana, id).await?.lead;
        assert_eq!(lead.snoozed_until, Some(monday() + Duration::days(3)));
        leads::snooze(&house.ana, snooze(0)).await?;
        assert_eq!(leads::page(&house.ana, id).await?.lead.snoozed_until, None);
        let year = leads::snooze(&house.ana, snooze(365)).await;
        assert!(matches!(year, Err(ServiceError::Invalid(_))));
        Ok(())
    })
    .await
}

#[tokio::test]
async fn a_failed_write_leaves_nothing_behind() -> anyhow::Result<()> {
    House::on_each_engine(async |house| {
        let id = leads::create(&house.ana, new_lead("Zoe")).await?;
        let wrong = domain::forms::LogInteraction {
            opportunity: "77".to_owned(),
            ..call(id, "interested")
        };
        assert!(leads::log_interaction(&house.ana, wrong).await.is_err());
        let page = leads::page(&house.ana, id).await?;
        assert_eq!(page.lead.total_interactions, 0);
        let mut tx = house.host.db.read().await?;
        let entries = journal::of_record(&mut tx, Entity::Lead, id.get(), None, 9).await?;
        assert_eq!(entries.iter().filter(|entry| entry.change == Change::Create).count(), 1);
        assert!(entries.iter().all(|entry| entry.label == "Added Zoe"));
        Ok(())
    })
    .await
}

#[tokio::test]
async fn a_score_fades_with_time_and_only_the_journal_says_so() -> anyhow::Result<()> {
    House::on_each_engine(async |house| {
        let id = leads::create(&house.ana, new_lead("Zoe")).await?;
        leads::log_interaction(&house.ana, call(id, "interested")).await?;
        let fresh = leads::explain(&house.ana, id).await?.score;
        assert_eq!(leads::rescore_stale(&house.ana).await?, 0);
        let later = house.after(Duration::days(14), &house.ana)?;
        assert_eq!(leads::rescore_stale(&later).await?, 1);
        let page = leads::page(&later, id).await?;
        assert!(page.score.score < fresh.score);
        assert_eq!(page.scored_at, monday() + Duration::days(14));
        assert_eq!(page.score_history.len(), 3);
        let untold = page.timeline.iter().all(|entry| match &entry.what {
            TimelineWhat::Change { label, .. } => label != "Brought lead scores up to date",
            TimelineWhat::Interaction { .. } => true,
        });
        assert!(untold, "time is nothing that anybody did: {:?}", page.timeline);
        let mut tx = house.host.db.read().await?;
        let entries = journal::of_record(&mut tx, Entity::Lead, id.get(), None, 9).await?;
        let latest = entries.first().context("journalled")?;
        assert_eq!(latest.label, "Brought lead scores up to date");
        Ok(())
    })
    .await
}

#[tokio::test]
async fn an_edited_lead_is_journalled_and_scored_and_a_stale_form_shows_both_values()
-> anyhow::Result<()> {
    House::on_each_engine(async |house| {
        let id = leads::create(&house.ana, new_lead("Zoe")).await?;
        let page = leads::page(&house.ana, id).await?;
        let form = EditLead {
            id: id.get(),
            version: page.lead.version,
            name: "Zoe Deutsch".to_owned(),
            job_title: "Head of training".to_owned(),
            company: "Acme".to_owned(),
            status: "qualified".to_owned(),
            do_not_contact: "true".to_owned(),
            ..EditLead::default()
        };
        let done = leads::edit(&house.ana, form.clone()).await?;
        assert_eq!(done.label, "Edited Zoe Deutsch");
        let after = leads::page(&house.ana, id).await?;
        assert_eq!((after.lead.status, after.lead.do_not_contact), (LeadStatus::Qualified, true));
        assert_eq!(leads::explain(&house.ana, id).await?.score, after.score);

        let mut tx = house.host.db.read().await?;
        let entries = journal::of_record(&mut tx, Entity::Lead, id.get(), None, 9).await?;
        let latest = entries.first().context("journalled")?;
        assert_eq!(latest.change, Change::Update);
        assert_eq!(
            latest.changes.get("name").map(|change| &change.to),
            Some(&"Zoe Deutsch".into())
        );
        drop(tx);

        let stale = EditLead { name: "Zo".to_owned(), ..form };
        let refused = leads::edit(&house.ana, stale).await;
        let Err(ServiceError::Conflict(fields)) = refused else { panic!("{refused:?}") };
        assert_eq!(fields.len(), 1);
        assert_eq!((fields[0].yours.as_str(), fields[0].theirs.as_str()), ("Zo", "Zoe Deutsch"));
        let hidden = leads::edit(&house.ben, EditLead { id: id.get(), ..stale_of("Zoe") }).await;
        assert!(matches!(
            hidden,
            Err(ServiceError::Store(store::StoreError::NotFound) | ServiceError::NotFound)
        ));
        Ok(())
    })
    .await
}

fn stale_of(name: &str) -> EditLead {
    EditLead { name: name.to_owned(), status: "new".to_owned(), ..EditLead::default() }
}

#[tokio::test]
async fn somebody_who_is_there_already_is_shown_before_they_are_added_again() -> anyhow::Result<()>
{
    House::on_each_engine(async |house| {
        let first = NewLead {
            email: "zoe.park@acme.example".to_owned(),
            phone: "+34 600 123 456".to_owned(),
            ..new_lead("Zoe Park")
        };
        let id = leads::create(&house.ana, first.clone()).await?;
        let alike = async |form: &NewLead| match leads::create(&house.ana, form.clone()).await {
            Err(ServiceError::Alike(found)) => Ok(found),
            other => anyhow::bail!("not refused: {other:?}"),
        };
        let mail = NewLead {
            name: "Z. Park".to_owned(),
            email: "Zoe.Park@acme.example ".to_owned(),
            ..NewLead::default()
        };
        let found = alike(&mail).await?;
        assert_eq!(found.iter().map(|lead| lead.id).collect::<Vec<_>>(), [id]);
        let phone = NewLead {
            name: "Zoe".to_owned(),
            phone: "0034 (600) 123-456".to_owned(),
            ..NewLead::default()
        };
        assert_eq!(alike(&phone).await?.first().map(|lead| lead.id), Some(id));
        let name = NewLead { email: String::new(), phone: String::new(), ..first.clone() };
        assert_eq!(alike(&name).await?.len(), 1);
        assert_eq!(alike(&first).await?.first().map(|lead| lead.reasons.len()), Some(3));

        leads::create(&house.ben, mail.clone()).await.context("ben sees none of ana's leads")?;
        let anyway = NewLead { save_anyway: true, ..mail };
        leads::create(&house.ana, anyway).await.context("looked at, and somebody else")?;
        Ok(())
    })
    .await
}

#[tokio::test]
async fn a_leads_way_is_told_step_by_step_and_going_back_needs_a_reason() -> anyhow::Result<()> {
    House::on_each_engine(async |house| {
        let id = leads::create(&house.ana, new_lead("Zoe")).await?;
        let later = house.after(Duration::days(3), &house.ana)?;
        leads::log_interaction(&later, call(id, "interested")).await?;
        let page = leads::page(&later, id).await?;
        let form = EditLead {
            id: id.get(),
            version: page.lead.version,
            status: "disqualified".to_owned(),
            ..stale_of("Zoe")
        };
        let silent = leads::edit(&later, form.clone()).await;
        let Err(ServiceError::Invalid(errors)) = silent else { panic!("{silent:?}") };
        assert_eq!(
            errors.0.get("reason").map(String::as_str),
            Some("Say why they go from Contacted to Disqualified.")
        );
        let said = EditLead { reason: "No budget this year".to_owned(), ..form };
        let much_later = house.after(Duration::days(10), &house.ana)?;
        leads::edit(&much_later, said).await?;

        let page = leads::page(&much_later, id).await?;
        let told: Vec<_> =
            page.way.iter().map(|step| (step.status, step.days(much_later.now()))).collect();
        assert_eq!(
            told,
            [(LeadStatus::New, 3), (LeadStatus::Contacted, 7), (LeadStatus::Disqualified, 0)]
        );
        assert_eq!(page.way[1].cause, "Call: interested, Ana");
        assert_eq!(page.way[2].reason.as_deref(), Some("No budget this year"));
        assert_eq!(page.lead.disqualified_reason.as_deref(), Some("No budget this year"));

        let form = BulkLeads {
            ids: vec![id.get()],
            action: "status".to_owned(),
            status: "new".to_owned(),
            ..BulkLeads::default()
        };
        let silent = services::bulk::leads(&much_later, form).await;
        assert!(matches!(silent, Err(ServiceError::Invalid(_))), "{silent:?}");
        Ok(())
    })
    .await
}

#[tokio::test]
async fn a_fact_says_who_wrote_it_and_when_and_two_facts_do_not_meet() -> anyhow::Result<()> {
    House::on_each_engine(async |house| {
        let id = leads::create(&house.ana, new_lead("Zoe")).await?;
        let set = async |who: &Ctx, fact: &str, value: &str| {
            let (fact, value) = (fact.to_owned(), value.to_owned());
            leads::set_fact(who, SetFact { id: id.get(), fact, value }).await
        };
        set(&house.ana, "pain_points", "Slow tool\nNo time").await?;
        let later = house.after(Duration::days(2), &house.marta)?;
        let done = set(&later, "budget", "12,500").await?;
        assert_eq!(done.label, "Wrote down: budget");
        let wrong = set(&house.ana, "budget", "lots").await;
        assert!(matches!(wrong, Err(ServiceError::Invalid(_))), "{wrong:?}");

        let page = leads::page(&later, id).await?;
        let known = |fact: LeadFact| page.facts.iter().find(|known| known.fact == fact);
        let pain = known(LeadFact::PainPoints).context("listed")?;
        assert_eq!(pain.value, "Slow tool\nNo time");
        assert_eq!(pain.source, Some(("Ana".to_owned(), monday())));
        let budget = known(LeadFact::Budget).context("listed")?;
        assert_eq!(budget.value, "12,500");
        assert_eq!(budget.source.as_ref().map(|(who, _)| who.as_str()), Some("Marta"));

        services::undo::undo(&later, UndoUnit::plain(done.unit)).await?;
        let page = leads::page(&later, id).await?;
        assert_eq!(page.lead.budget, None);
        assert_eq!(page.lead.pain_points.len(), 2);
        Ok(())
    })
    .await
}
