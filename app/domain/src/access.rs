//! Who may do what, and who may see what: the only source of both.
//!
//! An action is denied unless [`allowed`] says otherwise. Use cases ask it before they write; pages ask it to explain
//! themselves. What a person may *see* is a [`Scope`], which the store puts into every query.

use serde::{Deserialize, Serialize};

use crate::ids::{TeamId, UserId};
use crate::text_enum::text_enum;

text_enum! {
    /// What a user is here for.
    Role {
        /// Sells: own leads, deals and tasks.
        Rep = "rep", "Sales rep";
        /// Leads a team and everything below it.
        Manager = "manager", "Sales manager";
        /// Reads everything, sets targets.
        Ceo = "ceo", "CEO";
        /// Runs the installation.
        Admin = "admin", "Administrator";
    }
}

text_enum! {
    /// Something a user may or may not do.
    Action {
        /// See one's own desk, lists and records, within one's scope.
        ReadRecords = "read_records", "See records";
        /// Create a lead.
        CreateLead = "create_lead", "Create a lead";
        /// Change a lead's fields or status.
        EditLead = "edit_lead", "Edit a lead";
        /// Move a lead to the trash.
        DeleteLead = "delete_lead", "Delete a lead";
        /// Say of two records whether they are one, and merge them.
        Merge = "merge", "Merge records";
        /// Merge records of different owners, and companies, which are everybody's.
        MergeAcross = "merge_across", "Merge records of different owners";
        /// Change what is known of a company.
        EditCompany = "edit_company", "Edit a company";
        /// Give a record to somebody else.
        Reassign = "reassign", "Reassign a record";
        /// Log a call, a mail, a meeting or a note.
        LogInteraction = "log_interaction", "Log an interaction";
        /// Create a deal.
        CreateDeal = "create_deal", "Create a deal";
        /// Change a deal's fields or stage.
        EditDeal = "edit_deal", "Edit a deal";
        /// Change or reopen a deal that is won or lost: figures that were reported rest on it.
        EditClosedDeal = "edit_closed_deal", "Edit or reopen a closed deal";
        /// Decide about a discount that goes beyond what somebody may give.
        ApproveDiscount = "approve_discount", "Approve a discount";
        /// Move a deal to the trash.
        DeleteDeal = "delete_deal", "Delete a deal";
        /// Create, complete, snooze, change or delete a task.
        EditTask = "edit_task", "Edit a task";
        /// Take back what somebody else did, within one's scope.
        UndoOthers = "undo_others", "Undo what somebody else did";
        /// See the forecast of a team.
        ReadTeamForecast = "read_team_forecast", "See a team's forecast";
        /// Say what one's own deals will bring in a period.
        CommitForecast = "commit_forecast", "Commit to a forecast";
        /// Say, with a reason, what others' deals will bring.
        OverrideForecast = "override_forecast", "Override a forecast";
        /// Measure every forecast method against the past.
        MeasureForecast = "measure_forecast", "Measure the forecast";
        /// See the figures of the whole company.
        ReadCompanyFigures = "read_company_figures", "See the company's figures";
        /// Define what is sold: products, batches, trainers.
        ManageCatalogue = "manage_catalogue", "Manage the catalogue";
        /// Change campaigns and write down what they cost.
        ManageCampaigns = "manage_campaigns", "Manage campaigns";
        /// Give a customer's people seats, and take them back.
        Enrol = "enrol", "Enrol learners";
        /// Set targets.
        SetQuotas = "set_quotas", "Set quotas";
        /// Take a list of what one sees along as a file.
        Export = "export", "Export a list";
        /// Take everything along: exports of every table, and backups.
        ExportAll = "export_all", "Export everything";
        /// Bring data in.
        Import = "import", "Import data";
        /// Create users, change roles, reset passwords.
        ManageUsers = "manage_users", "Manage users";
        /// Define pipelines and stages.
        ManagePipelines = "manage_pipelines", "Manage pipelines";
        /// Change scoring weights and other settings.
        ManageSettings = "manage_settings", "Manage settings";
        /// Read the whole journal.
        ReadAudit = "read_audit", "Read the audit log";
    }
}

/// Whether `role` may do `action` on a record within its scope.
#[must_use]
pub const fn allowed(role: Role, action: Action) -> bool {
    use Action as A;
    match role {
        Role::Rep => matches!(
            action,
            A::ReadRecords
                | A::CreateLead
                | A::EditLead
                | A::Merge
                | A::EditCompany
                | A::LogInteraction
                | A::CreateDeal
                | A::EditDeal
                | A::EditTask
                | A::CommitForecast
                | A::Enrol
                | A::Export
        ),
        Role::Manager => matches!(
            action,
            A::ReadRecords
                | A::CreateLead
                | A::EditLead
                | A::DeleteLead
                | A::Merge
                | A::MergeAcross
                | A::EditCompany
                | A::Reassign
                | A::LogInteraction
                | A::CreateDeal
                | A::EditDeal
                | A::EditClosedDeal
                | A::ApproveDiscount
                | A::DeleteDeal
                | A::EditTask
                | A::UndoOthers
                | A::ReadTeamForecast
                | A::CommitForecast
                | A::OverrideForecast
                | A::ManageCatalogue
                | A::ManageCampaigns
                | A::Enrol
                | A::SetQuotas
                | A::Export
        ),
        Role::Ceo => matches!(
            action,
            A::ReadRecords
                | A::CreateLead
                | A::EditLead
                | A::EditCompany
                | A::LogInteraction
                | A::CreateDeal
                | A::EditDeal
                | A::EditClosedDeal
                | A::ApproveDiscount
                | A::EditTask
                | A::ReadTeamForecast
                | A::OverrideForecast
                | A::MeasureForecast
                | A::ReadCompanyFigures
                | A::ManageCatalogue
                | A::ManageCampaigns
                | A::Enrol
                | A::SetQuotas
                | A::Export
        ),
        Role::Admin => matches!(
            action,
            A::ReadRecords
                | A::EditTask
                | A::UndoOthers
                | A::ReadTeamForecast
                | A::MeasureForecast
                | A::ReadCompanyFigures
                | A::Export
                | A::ExportAll
                | A::Import
                | A::ManageUsers
                | A::ManagePipelines
                | A::ManageCatalogue
                | A::ManageCampaigns
                | A::Enrol
                | A::ManageSettings
                | A::ReadAudit
        ),
    }
}

/// Why a role may not do something, in words for the page.
#[must_use]
pub fn refusal(role: Role, action: Action) -> String {
    let able: Vec<&str> = Role::ALL
        .iter()
        .filter(|other| allowed(**other, action))
        .map(|other| other.label())
        .collect();
    let who = match able.as_slice() {
        [] => "Nobody may".to_owned(),
        [one] => format!("Only the role \"{one}\" may"),
        [many @ .., last] => {
            format!("Only the roles \"{}\" and \"{last}\" may", many.join("\", \""))
        }
    };
    format!("{}: your role is \"{}\". {who} do this.", action.label(), role.label())
}

/// Which records a person sees. Made from the signed-in actor only, and put into every query by the store.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Scope {
    /// Records this user owns.
    Mine(UserId),
    /// Records owned by this user or by anybody in the subtree of this team.
    Team(UserId, TeamId),
    /// Everything, also what nobody owns.
    Everything,
}

impl Scope {
    /// The scope of a role. A manager without a team sees what they own.
    #[must_use]
    pub const fn of(role: Role, user: UserId, team: Option<TeamId>) -> Self {
        match (role, team) {
            (Role::Ceo | Role::Admin, _) => Self::Everything,
            (Role::Manager, Some(team)) => Self::Team(user, team),
            (Role::Rep, _) | (Role::Manager, None) => Self::Mine(user),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rep_neither_deletes_nor_reassigns_nor_defines() {
        for action in [
            Action::DeleteLead,
            Action::DeleteDeal,
            Action::EditClosedDeal,
            Action::MergeAcross,
            Action::Reassign,
            Action::ManagePipelines,
            Action::ManageUsers,
            Action::Import,
            Action::SetQuotas,
            Action::ReadCompanyFigures,
            Action::ExportAll,
        ] {
            assert!(!allowed(Role::Rep, action), "{action:?}");
        }
    }

    #[test]
    fn every_action_is_somebodys_and_every_refusal_names_who_may() {
        for action in Action::ALL {
            assert!(Role::ALL.iter().any(|role| allowed(*role, *action)), "{action:?}");
            for role in Role::ALL.iter().filter(|role| !allowed(**role, *action)) {
                assert!(refusal(*role, *action).contains("Only the role"), "{role:?} {action:?}");
            }
        }
    }

    #[test]
    fn a_manager_without_a_team_sees_own_records_only() {
        let user = UserId(4);
        assert_eq!(Scope::of(Role::Manager, user, None), Scope::Mine(user));
        assert_eq!(Scope::of(Role::Manager, user, Some(TeamId(2))), Scope::Team(user, TeamId(2)));
        assert_eq!(Scope::of(Role::Ceo, user, Some(TeamId(2))), Scope::Everything);
    }
}
