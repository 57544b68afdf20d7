//! What counts as contact.

use domain::access::Role;
use domain::ids::OpportunityId;
use domain::interaction::{Direction, InteractionKind, Outcome};
use store::interactions::{self, NewInteraction};
use store::opportunity_reads::contact;

use crate::making::{monday, somebody, written_lead};
use crate::support::on_each_engine;

#[tokio::test]
async fn the_statement_and_the_rule_mean_the_same_by_contact() -> anyhow::Result<()> {
    on_each_engine(async |db| {
        let mut tx = db.write().await?;
        let ana = somebody(&mut tx, "Ana", Role::Rep, None).await?;
        for kind in InteractionKind::ALL {
            for direction in Direction::ALL {
                for outcome in [None, Some(Outcome::Replied), Some(Outcome::NoAnswer)] {
                    let lead = written_lead(&mut tx, "Zoe", Some(ana)).await?;
                    let new = NewInteraction {
                        lead_id: lead,
                        opportunity_id: None,
                        user_id: Some(ana),
                        kind: *kind,
                        direction: *direction,
                        outcome,
                        sentiment: None,
                        duration_seconds: None,
                        subject: String::new(),
                        notes: String::new(),
                        at: monday(),
                    };
                    interactions::insert(&mut tx, &new, monday()).await?;
                    let told = contact(&mut tx, OpportunityId(0), Some(lead), monday()).await?;
                    let (contact, inbound) =
                        (told.last_contact_at.is_some(), told.last_inbound_at.is_some());
                    assert_eq!(contact, kind.is_contact(*direction, outcome), "{new:?}");
                    let theirs = kind.is_talk() && *direction == Direction::Inbound;
                    assert_eq!(inbound, theirs, "{new:?}");
                }
            }
        }
        Ok(())
    })
    .await
}
