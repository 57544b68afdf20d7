//! The rep's desk.

use anyhow::Context as _;
use chrono::Duration;
use domain::forms::NewDeal;
use domain::queue::Subject;
use services::{deals, desks, leads};

use crate::house::{House, call, new_lead};

#[tokio::test]
async fn the_queue_has_one_line_for_each_person() -> anyhow::Result<()> {
    House::on_each_engine(async |house| {
        let zoe = leads::create(&house.ana, new_lead("Zoe")).await?;
        let yan = leads::create(&house.ana, new_lead("Yan")).await?;
        leads::create(&house.ben, new_lead("His")).await?;
        leads::log_interaction(&house.ana, call(yan, "interested")).await?;
        let deal = NewDeal {
            lead: yan,
            name: "Excel for 20".to_owned(),
            amount: "12,500".to_owned(),
            expected_close_on: String::new(),
        };
        let deal = deals::create(&house.ana, deal).await?;

        let today = desks::rep(&house.ana).await?;
        let subjects: Vec<Subject> = today.queue.iter().map(|line| line.item.subject).collect();
        assert_eq!(subjects.len(), 2, "{subjects:?}");
        assert!(subjects.contains(&Subject::Lead(zoe)) && subjects.contains(&Subject::Deal(deal)));
        let line = today
            .queue
            .iter()
            .find(|line| line.item.subject == Subject::Deal(deal))
            .context("there")?;
        assert_eq!(
            (line.lead, line.stage),
            (Some(yan), today.stages.first().map(|stage| stage.id))
        );
        assert_eq!(today.pipeline.iter().map(|stage| stage.deals).sum::<i64>(), 1);
        assert_eq!(today.without_next_step, 1);
        assert_eq!(today.tasks, []);

        let tomorrow = desks::rep(&house.after(Duration::days(1), &house.ana)?).await?;
        assert_eq!(tomorrow.tasks.len(), 2);
        let subjects: Vec<Subject> = tomorrow.queue.iter().map(|line| line.item.subject).collect();
        assert!(
            subjects.iter().filter(|subject| matches!(subject, Subject::Task(_))).count() == 2,
            "{subjects:?}"
        );
        assert!(!subjects.contains(&Subject::Lead(zoe)), "its task stands for it: {subjects:?}");
        for line in &tomorrow.queue {
            let points: i32 = line.item.contributions.iter().map(|reason| reason.points).sum();
            assert_eq!(points, line.item.priority);
            assert!(!line.item.reason.is_empty());
        }
        Ok(())
    })
    .await
}
