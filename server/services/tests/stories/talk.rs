//! What is said in a contact: its tone kept with it, what was heard shown, its promises offered as tasks.

use anyhow::Context as _;
use domain::forms::{CompleteTask, LogInteraction, NewTask};
use domain::interaction::{Heard, Sentiment, TimelineWhat};
use domain::lead::LeadPage;
use domain::list::TaskFilter;
use domain::task::TaskKind;
use services::{ServiceError, leads, tasks};

use crate::house::{House, call, new_lead};

/// The tone of the newest contact, and what was heard in it.
fn newest(page: &LeadPage) -> anyhow::Result<(Option<Sentiment>, Heard)> {
    let contact = page.timeline.iter().find_map(|entry| match &entry.what {
        TimelineWhat::Interaction { sentiment, heard, .. } => Some((*sentiment, heard.clone())),
        TimelineWhat::Change { .. } => None,
    });
    contact.context("a contact")
}

#[tokio::test]
async fn the_tone_of_a_call_is_kept_and_its_words_are_shown() -> anyhow::Result<()> {
    House::on_each_engine(async |house| {
        let id = leads::create(&house.ana, new_lead("Zoe")).await?;
        let notes = "They are angry about the support. It is too expensive for them.".to_owned();
        let form = LogInteraction { notes, ..call(id, "") };
        leads::log_interaction(&house.ana, form).await?;
        let (sentiment, heard) = newest(&leads::page(&house.ana, id).await?)?;
        assert_eq!(sentiment, Some(Sentiment::Negative));
        assert!(heard.tone.contains("angry"), "{heard:?}");
        assert!(heard.said.contains(&"Objection, price: too expensive".to_owned()), "{heard:?}");

        leads::log_interaction(&house.ana, call(id, "")).await?;
        let (sentiment, heard) = newest(&leads::page(&house.ana, id).await?)?;
        assert_eq!((sentiment, heard), (None, Heard::default()), "nothing was said");
        Ok(())
    })
    .await
}

#[tokio::test]
async fn a_promise_is_offered_as_a_task_until_it_was_one() -> anyhow::Result<()> {
    House::on_each_engine(async |house| {
        let id = leads::create(&house.ana, new_lead("Zoe")).await?;
        let notes = "Good talk. I'll send the offer tomorrow.".to_owned();
        leads::log_interaction(&house.ana, LogInteraction { notes, ..call(id, "") }).await?;
        let page = leads::page(&house.ana, id).await?;
        let offered = page.proposed.first().context("offered")?;
        assert_eq!((offered.title.as_str(), offered.kind), ("Send the offer", TaskKind::Email));
        let form = NewTask {
            title: offered.title.clone(),
            kind: offered.kind.as_str().to_owned(),
            due_on: offered.due_on.context("a day")?.to_string(),
            lead: id.to_string(),
            opportunity: String::new(),
            ..NewTask::default()
        };
        let done = tasks::create(&house.ana, form).await?;
        assert_eq!(done.label, "Added the task \"Send the offer\"");

        let page = leads::page(&house.ana, id).await?;
        assert!(page.proposed.is_empty(), "it is a task now");
        let task = page.tasks.iter().find(|task| task.title == "Send the offer");
        let task = task.context("the task")?;
        let tick = CompleteTask::simply(task.id, task.version, true);
        tasks::complete(&house.ana, tick).await?;
        let page = leads::page(&house.ana, id).await?;
        assert!(page.proposed.is_empty(), "what is done is not offered again");
        Ok(())
    })
    .await
}

#[tokio::test]
async fn a_colleague_who_is_named_finds_a_task_and_a_stranger_is_refused() -> anyhow::Result<()> {
    House::on_each_engine(async |house| {
        let id = leads::create(&house.ana, new_lead("Zoe")).await?;
        let log = async |notes: &str| {
            let form =
                LogInteraction { kind: "note".to_owned(), notes: notes.to_owned(), ..call(id, "") };
            leads::log_interaction(&house.ana, form).await
        };
        log("@Marta, may she have ten per cent? Mail zoe@acme.example").await?;
        let named = tasks::list(&house.marta, &TaskFilter::default()).await?.rows;
        let task = named.first().context("a task")?;
        assert_eq!(task.title, "Ana named you in a note about Zoe");
        assert_eq!(task.rule.as_deref(), Some("mentioned"));
        let refused = log("@Zack knows them").await;
        let Err(ServiceError::Invalid(errors)) = refused else { anyhow::bail!("{refused:?}") };
        assert_eq!(errors.0["notes"], "Zack may not see this lead: name somebody who does.");
        Ok(())
    })
    .await
}
