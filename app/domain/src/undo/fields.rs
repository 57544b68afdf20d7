//! Which fields stand alone, which go together, and which follow from others.

use crate::journal::Entity;

/// How a field is taken back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// Put back, and asked about when a later write touched it.
    Plain,
    /// Put back when nothing touched it since, and otherwise left without asking: it keeps up with other records.
    Quiet,
    /// Counted down by what the unit added.
    Counts,
    /// Computed anew from the rest.
    Follows,
}

/// How a field of such a record is taken back.
pub(super) fn kind(entity: Entity, field: &str) -> Kind {
    match (entity, field) {
        (
            Entity::Lead,
            "lead_score" | "lead_grade" | "behaviour_score" | "demographic_score" | "fit_score"
            | "engagement_score",
        )
        | (Entity::Opportunity, "win")
        | (_, "id" | "version" | "created_at" | "updated_at") => Kind::Follows,
        (Entity::Lead, "total_interactions") => Kind::Counts,
        (
            Entity::Lead | Entity::Opportunity,
            "last_contacted_at" | "last_contacted_by" | "last_inbound_at" | "contacts_engaged",
        ) => Kind::Quiet,
        _ => Kind::Plain,
    }
}

/// The field that decides over this one, where the unit moved both: a stage and all that comes with it are kept or
/// put back as one.
pub(super) fn leader<'a>(
    entity: Entity,
    field: &'a str,
    touched: impl Fn(&str) -> bool,
) -> &'a str {
    let leader = match (entity, field) {
        (
            Entity::Opportunity,
            "pipeline_id" | "status" | "probability" | "closed_on" | "lost_reason"
            | "stage_entered_at",
        ) => "stage_id",
        (Entity::Opportunity, "close_pushes") => "expected_close_on",
        (Entity::Lead, "furthest_status" | "status_entered_at" | "disqualified_reason")
        | (Entity::Task, "completed_at")
        | (Entity::Suspect, "decided_by" | "decided_at") => "status",
        (Entity::Comment, "edited_at") => "body",
        (Entity::Answer, "value" | "interaction_id" | "user_id" | "answered_at") => "verdict",
        _ => field,
    };
    if touched(leader) { leader } else { field }
}

/// Whether people see the field as one of its own, and are asked about it.
pub(super) fn shows(entity: Entity, field: &str) -> bool {
    kind(entity, field) == Kind::Plain
        && !matches!(
            (entity, field),
            (Entity::Opportunity, "stage_entered_at" | "close_pushes" | "pipeline_id")
                | (Entity::Lead, "furthest_status" | "status_entered_at")
                | (Entity::Task, "completed_at")
                | (Entity::Suspect, "decided_by" | "decided_at")
                | (Entity::Comment, "edited_at")
                | (Entity::Answer, "interaction_id" | "user_id" | "answered_at")
        )
}

/// Whether records of this kind are taken back at all. The others are people, what is sold, and settings: what was done
/// since rests on them.
#[must_use]
pub const fn is_reversible(entity: Entity) -> bool {
    match entity {
        Entity::Company
        | Entity::Lead
        | Entity::Interaction
        | Entity::Pin
        | Entity::Comment
        | Entity::Opportunity
        | Entity::Answer
        | Entity::Suspect
        | Entity::Task
        | Entity::Product
        | Entity::Trainer
        | Entity::Batch
        | Entity::Enrolment
        | Entity::Campaign
        | Entity::WebForm
        | Entity::Quota
        | Entity::Scenario
        | Entity::Pipeline
        | Entity::Terms
        | Entity::Touch => true,
        Entity::User
        | Entity::Team
        | Entity::Learner
        | Entity::Approval
        | Entity::Forecast
        | Entity::Setting
        | Entity::Import => false,
    }
}
