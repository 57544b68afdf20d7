//! Companies and the qualification of their people.

use domain::company::CompanyFilter;
use domain::forms::{EditCompany, NewDeal};
use domain::ids::CompanyId;
use domain::lead::{LeadStatus, Qualification};
use domain::money::Cents;
use domain::qualification::AnswerCriterion;
use domain::undo::UndoUnit;
use services::{Ctx, ServiceError, companies, deals, leads, undo};

use crate::house::{House, call, new_lead};

async fn acme(house: &House) -> anyhow::Result<CompanyId> {
    let lead = leads::create(&house.ana, new_lead("Zoe")).await?;
    let deal = NewDeal {
        lead,
        name: "Excel".to_owned(),
        amount: "1200".to_owned(),
        expected_close_on: String::new(),
    };
    deals::create(&house.ana, deal).await?;
    leads::log_interaction(&house.ana, call(lead, "interested")).await?;
    leads::create(&house.zack, new_lead("Yan")).await?;
    let page = leads::page(&house.ana, lead).await?;
    Ok(page.company.ok_or_else(|| anyhow::anyhow!("no company"))?.id)
}

fn edited(id: CompanyId, version: i64) -> EditCompany {
    EditCompany {
        id: id.get(),
        version,
        name: "Acme".to_owned(),
        employees: "1200".to_owned(),
        industry: "Software".to_owned(),
        news: "Opens in Oslo".to_owned(),
        ..EditCompany::default()
    }
}

#[tokio::test]
async fn a_company_shows_its_people_and_deals_as_far_as_one_sees_them() -> anyhow::Result<()> {
    House::on_each_engine(async |house| {
        let id = acme(&house).await?;
        let seen = async |who: &Ctx| -> anyhow::Result<(usize, usize, usize)> {
            let page = companies::page(who, id).await?;
            Ok((page.people.len(), page.deals.len(), page.timeline.len()))
        };
        assert_eq!(seen(&house.ana).await?, (1, 1, 1));
        assert_eq!(seen(&house.zack).await?, (1, 0, 0));
        assert_eq!(seen(&house.carla).await?, (2, 1, 1));
        let all = companies::page(&house.ana, id).await?.roll_up;
        assert_eq!((all.open_deals, all.open), (1, Cents(120_000)));
        assert_eq!(all.best.map(|deal| deal.win), all.any, "one deal alone");
        let list = companies::list(&house.ana, &CompanyFilter::default()).await?;
        let row = list.rows.first().ok_or_else(|| anyhow::anyhow!("no row"))?;
        assert_eq!((row.people, row.open_deals, row.open), (1, 1, Cents(120_000)));
        for (q, sort, found) in [("cm", "created", 1), ("", "size", 1), ("zzz", "", 0)] {
            let filter = CompanyFilter {
                q: q.to_owned(),
                sort: sort.to_owned(),
                ..CompanyFilter::default()
            };
            assert_eq!(companies::list(&house.ana, &filter).await?.rows.len(), found, "{q} {sort}");
        }
        Ok(())
    })
    .await
}

#[tokio::test]
async fn a_company_is_edited_and_put_back_and_two_edits_are_told_apart() -> anyhow::Result<()> {
    House::on_each_engine(async |house| {
        let id = acme(&house).await?;
        let before = companies::page(&house.ana, id).await?;
        let done = companies::edit(&house.ana, edited(id, before.version)).await?;
        let page = companies::page(&house.ana, id).await?;
        assert_eq!((page.facts.employees, page.facts.news.len()), (Some(1_200), 1));
        let form = EditCompany { industry: "Banking".to_owned(), ..edited(id, before.version) };
        let Err(ServiceError::Conflict(fields)) = companies::edit(&house.marta, form).await else {
            anyhow::bail!("the other edit was not noticed")
        };
        assert_eq!(fields.first().map(|field| field.theirs.as_str()), Some("Software"));
        undo::undo(&house.ana, UndoUnit::plain(done.unit)).await?;
        assert_eq!(companies::page(&house.ana, id).await?.facts, before.facts);
        Ok(())
    })
    .await
}

#[tokio::test]
async fn answers_with_evidence_qualify_a_lead_and_bring_it_forward() -> anyhow::Result<()> {
    House::on_each_engine(async |house| {
        let lead = leads::create(&house.ana, new_lead("Zoe")).await?;
        leads::log_interaction(&house.ana, call(lead, "interested")).await?;
        let page = leads::page(&house.ana, lead).await?;
        let heard = page.qualification.evidence.first().map(|(id, _)| id.to_string());
        let answer = |criterion: &str, verdict: &str| AnswerCriterion {
            lead,
            criterion: criterion.to_owned(),
            verdict: verdict.to_owned(),
            value: "as they said".to_owned(),
            interaction: heard.clone().unwrap_or_default(),
        };
        for criterion in ["budget", "authority", "need"] {
            leads::qualify(&house.ana, answer(criterion, "met")).await?;
        }
        let page = leads::page(&house.ana, lead).await?;
        assert_eq!((page.qualification.coverage.met, page.lead.status), (3, LeadStatus::Contacted));
        let first = page.qualification.rows.first().ok_or_else(|| anyhow::anyhow!("no row"))?;
        assert!(first.evidence.is_some() && first.who.as_deref() == Some("Ana"));
        let last = leads::qualify(&house.ana, answer("time", "met")).await?;
        let page = leads::page(&house.ana, lead).await?;
        assert_eq!(page.lead.qualification_status, Qualification::Qualified);
        assert_eq!(page.lead.status, LeadStatus::Qualified);
        undo::undo(&house.ana, UndoUnit::plain(last.unit)).await?;
        let page = leads::page(&house.ana, lead).await?;
        assert_eq!((page.qualification.coverage.met, page.lead.status), (3, LeadStatus::Contacted));
        leads::qualify(&house.ana, answer("budget", "not_met")).await?;
        let page = leads::page(&house.ana, lead).await?;
        assert_eq!(page.lead.qualification_status, Qualification::Unqualified);
        let wrong = AnswerCriterion { criterion: "weather".to_owned(), ..answer("need", "met") };
        assert!(matches!(leads::qualify(&house.ana, wrong).await, Err(ServiceError::Invalid(_))));
        let wrong = AnswerCriterion { interaction: "999".to_owned(), ..answer("need", "met") };
        assert!(matches!(leads::qualify(&house.ana, wrong).await, Err(ServiceError::Invalid(_))));
        assert!(leads::qualify(&house.zack, answer("need", "met")).await.is_err());
        Ok(())
    })
    .await
}
