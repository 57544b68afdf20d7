//! The heads under which fields stand in other programs' exports.

use domain::import::ImportEntity;

/// An export that is known by some of its heads.
#[derive(Clone, Copy, Debug)]
pub(super) struct Preset {
    pub origin: &'static str,
    pub entity: ImportEntity,
    /// Heads that are all there.
    pub marks: &'static [&'static str],
    /// Heads and the fields they are read as; empty for one that is left out. Other heads are guessed.
    pub columns: &'static [(&'static str, &'static str)],
}

use ImportEntity::{Company, Deal, Interaction, Lead, Task};

/// The exports of the programs people come from, with their default columns.
pub(super) const PRESETS: &[Preset] = &[
    Preset {
        origin: "HubSpot contacts",
        entity: Lead,
        marks: &["Record ID", "First Name", "Last Name", "Lead Status"],
        columns: &[
            ("Record ID", "external_key"),
            ("Lead Status", "status"),
            ("Contact owner", "owner"),
            ("Create Date", "created_at"),
            ("Associated Company", "company"),
            ("Primary Associated Company", "company"),
            ("Phone Number", "phone"),
            ("Country/Region", "country"),
            ("Original Source", "source"),
            ("Last Activity Date", ""),
            ("Associated Company IDs", ""),
        ],
    },
    Preset {
        origin: "HubSpot companies",
        entity: Company,
        marks: &["Record ID", "Company name", "Company owner"],
        columns: &[
            ("Record ID", "external_key"),
            ("Company name", "name"),
            ("Company Domain Name", "domain"),
            ("Company owner", "owner"),
            ("Number of Employees", "employees"),
            ("Country/Region", "country"),
            ("Create Date", "created_at"),
            ("Last Activity Date", ""),
        ],
    },
    Preset {
        origin: "HubSpot deals",
        entity: Deal,
        marks: &["Record ID", "Deal Name", "Deal Stage"],
        columns: &[
            ("Record ID", "external_key"),
            ("Deal Name", "name"),
            ("Deal Stage", "stage"),
            ("Deal owner", "owner"),
            ("Close Date", "expected_close_on"),
            ("Amount", "amount"),
            ("Associated Company", "company"),
            ("Create Date", "created_at"),
            ("Pipeline", ""),
        ],
    },
    Preset {
        origin: "Salesforce opportunities",
        entity: Deal,
        marks: &["Id", "StageName", "CloseDate"],
        columns: &[
            ("Id", "external_key"),
            ("Name", "name"),
            ("StageName", "stage"),
            ("Amount", "amount"),
            ("CloseDate", "expected_close_on"),
            ("NextStep", "next_step"),
            ("LeadSource", "source"),
            ("CreatedDate", "created_at"),
            ("Account.Name", "company"),
            ("Owner.Name", "owner"),
            ("AccountId", ""),
            ("OwnerId", ""),
            ("LastModifiedDate", ""),
            ("SystemModstamp", ""),
            ("LastActivityDate", ""),
            ("ExpectedRevenue", ""),
            ("Type", ""),
        ],
    },
    Preset {
        origin: "Salesforce leads",
        entity: Lead,
        marks: &["Id", "LastName", "LeadSource"],
        columns: &[
            ("Id", "external_key"),
            ("Name", "name"),
            ("Company", "company"),
            ("Title", "job_title"),
            ("LeadSource", "source"),
            ("Status", "status"),
            ("Owner.Name", "owner"),
            ("OwnerId", ""),
            ("NumberOfEmployees", "employees"),
            ("CreatedDate", "created_at"),
            ("DoNotCall", "do_not_contact"),
            ("LastModifiedDate", ""),
            ("SystemModstamp", ""),
        ],
    },
    Preset {
        origin: "Salesforce accounts",
        entity: Company,
        marks: &["Id", "BillingCity", "AnnualRevenue"],
        columns: &[
            ("Id", "external_key"),
            ("Name", "name"),
            ("Website", "domain"),
            ("NumberOfEmployees", "employees"),
            ("BillingCity", "city"),
            ("BillingCountry", "country"),
            ("Owner.Name", "owner"),
            ("OwnerId", ""),
            ("ParentId", ""),
            ("MasterRecordId", ""),
            ("CreatedDate", "created_at"),
            ("LastModifiedDate", ""),
            ("ShippingCity", ""),
            ("ShippingCountry", ""),
        ],
    },
    Preset {
        origin: "Pipedrive people",
        entity: Lead,
        marks: &["Person - Name"],
        columns: &[
            ("Person - ID", "external_key"),
            ("Person - Name", "name"),
            ("Person - Email - Work", "email"),
            ("Person - Phone - Work", "phone"),
            ("Person - Organization", "company"),
            ("Person - Owner", "owner"),
            ("Person - Person created", "created_at"),
        ],
    },
    Preset {
        origin: "Pipedrive deals",
        entity: Deal,
        marks: &["Deal - Title", "Deal - Stage"],
        columns: &[
            ("Deal - ID", "external_key"),
            ("Deal - Title", "name"),
            ("Deal - Value", "amount"),
            ("Deal - Stage", "stage"),
            ("Deal - Organization", "company"),
            ("Deal - Contact person", "lead"),
            ("Deal - Owner", "owner"),
            ("Deal - Expected close date", "expected_close_on"),
            ("Deal - Lost reason", "lost_reason"),
            ("Deal - Deal created", "created_at"),
        ],
    },
    Preset {
        origin: "Pipedrive organizations",
        entity: Company,
        marks: &["Organization - Name"],
        columns: &[
            ("Organization - ID", "external_key"),
            ("Organization - Name", "name"),
            ("Organization - Owner", "owner"),
            ("Organization - Organization created", "created_at"),
        ],
    },
    Preset {
        origin: "Zoho deals",
        entity: Deal,
        marks: &["Record Id", "Deal Name", "Closing Date"],
        columns: &[
            ("Record Id", "external_key"),
            ("Deal Name", "name"),
            ("Deal Owner", "owner"),
            ("Account Name", "company"),
            ("Contact Name", "lead"),
            ("Closing Date", "expected_close_on"),
            ("Created Time", "created_at"),
            ("Type", ""),
        ],
    },
    Preset {
        origin: "Zoho leads",
        entity: Lead,
        marks: &["Lead Owner", "Last Name", "Lead Status"],
        columns: &[
            ("Record Id", "external_key"),
            ("Lead Id", "external_key"),
            ("Lead Owner", "owner"),
            ("Title", "job_title"),
            ("No. of Employees", "employees"),
            ("Created Time", "created_at"),
            ("Modified Time", ""),
            ("Email Opt Out", "do_not_contact"),
        ],
    },
    Preset {
        origin: "Zoho accounts",
        entity: Company,
        marks: &["Account Name", "Account Owner"],
        columns: &[
            ("Record Id", "external_key"),
            ("Account Name", "name"),
            ("Account Owner", "owner"),
            ("Parent Account", "parent_name"),
            ("Billing City", "city"),
            ("Billing Country", "country"),
            ("Created Time", "created_at"),
        ],
    },
    Preset {
        origin: "Odoo opportunities",
        entity: Deal,
        marks: &["Opportunity", "Expected Revenue", "Stage"],
        columns: &[
            ("External ID", "external_key"),
            ("Opportunity", "name"),
            ("Expected Revenue", "amount"),
            ("Customer", "company"),
            ("Contact Name", "lead"),
            ("Email", "lead_email"),
            ("Salesperson", "owner"),
            ("Expected Closing", "expected_close_on"),
            ("Created on", "created_at"),
        ],
    },
    Preset {
        origin: "Odoo leads",
        entity: Lead,
        marks: &["Contact Name", "Salesperson", "Email"],
        columns: &[
            ("External ID", "external_key"),
            ("Contact Name", "name"),
            ("Company Name", "company"),
            ("Salesperson", "owner"),
            ("Created on", "created_at"),
            ("Lead", ""),
        ],
    },
    Preset {
        origin: "Odoo contacts",
        entity: Lead,
        marks: &["Complete Name", "Related Company"],
        columns: &[
            ("External ID", "external_key"),
            ("Complete Name", "name"),
            ("Name", ""),
            ("Related Company", "company"),
            ("Job Position", "job_title"),
            ("Salesperson", "owner"),
        ],
    },
];

/// Fields that only rows of this kind have.
pub(super) fn is_telling(entity: ImportEntity, field: &str) -> bool {
    match entity {
        Lead => matches!(field, "first_name" | "last_name" | "email" | "job_title" | "phone"),
        Company => matches!(field, "domain" | "annual_revenue" | "founded_year" | "parent_name"),
        Deal => matches!(field, "stage" | "amount" | "expected_close_on" | "closed_on"),
        Interaction => matches!(field, "direction" | "outcome" | "notes" | "at"),
        Task => matches!(field, "title" | "due_at" | "completed_at"),
    }
}

/// The heads of a field in other programs: letters and digits only, without accents.
pub(super) fn names(entity: ImportEntity, field: &str) -> &'static [&'static str] {
    match (entity, field) {
        (Company, "name") => &[
            "companyname",
            "company",
            "accountname",
            "account",
            "organization",
            "organisation",
            "firma",
        ],
        (Deal, "name") => {
            &["dealname", "opportunityname", "opportunity", "deal", "title", "dealtitle"]
        }
        (Lead, "name") => &[
            "fullname",
            "contactname",
            "contact",
            "leadname",
            "person",
            "personname",
            "completename",
        ],
        (Lead, "first_name") => {
            &["firstname", "givenname", "vorname", "prenom", "forename", "nombre"]
        }
        (Lead, "last_name") => {
            &["lastname", "surname", "familyname", "nachname", "nom", "apellido"]
        }
        (_, "email" | "lead_email") => &[
            "email",
            "emailaddress",
            "mail",
            "emailwork",
            "workemail",
            "contactemail",
            "primaryemail",
            "emailprimary",
        ],
        (_, "phone") => &[
            "phone",
            "phonenumber",
            "telephone",
            "tel",
            "mobile",
            "mobilephone",
            "workphone",
            "telefon",
            "businessphone",
            "cell",
        ],
        (_, "job_title") => &["jobtitle", "title", "position", "jobposition", "role", "function"],
        (_, "company") => &[
            "company",
            "companyname",
            "account",
            "accountname",
            "organization",
            "organisation",
            "associatedcompany",
            "employer",
            "firma",
            "customer",
        ],
        (_, "company_domain" | "domain") => &[
            "website",
            "domain",
            "companydomainname",
            "companydomain",
            "url",
            "web",
            "homepage",
            "websiteurl",
        ],
        (_, "industry") => &["industry", "sector", "branche"],
        (_, "employees") => &[
            "employees",
            "numberofemployees",
            "noofemployees",
            "companysize",
            "headcount",
            "staff",
        ],
        (_, "annual_revenue") => &["annualrevenue", "revenue", "turnover"],
        (_, "founded_year") => {
            &["founded", "yearfounded", "foundedyear", "yearestablished", "foundingyear"]
        }
        (_, "parent_name") => &["parentcompany", "parent", "parentaccount", "subsidiaryof"],
        (_, "country") => {
            &["country", "countryregion", "land", "pays", "billingcountry", "mailingcountry"]
        }
        (_, "city") => &["city", "town", "stadt", "ort", "ville", "billingcity", "mailingcity"],
        (Lead, "status") => &["leadstatus", "status", "lifecyclestage"],
        (Task, "status") => &["status", "taskstatus"],
        (_, "source") => &["source", "leadsource", "originalsource", "originalsourcetype"],
        (_, "owner") => &[
            "owner",
            "contactowner",
            "leadowner",
            "dealowner",
            "companyowner",
            "accountowner",
            "salesperson",
            "assignedto",
            "salesagent",
            "assignee",
            "ownername",
            "recordowner",
        ],
        (_, "product") => &["product", "productname", "course", "interestedin"],
        (_, "budget") => &["budget"],
        (_, "timeline") => &["timeline", "decisiontimeline", "timeframe"],
        (_, "do_not_contact") => &[
            "donotcontact",
            "donotcall",
            "optout",
            "emailoptout",
            "unsubscribed",
            "hasoptedoutofemail",
        ],
        (_, "created_at") => &[
            "created",
            "createdat",
            "createddate",
            "createdate",
            "createdon",
            "createdtime",
            "added",
            "dateadded",
        ],
        (_, "external_key") => &[
            "id",
            "recordid",
            "externalid",
            "externalkey",
            "leadid",
            "contactid",
            "accountid",
            "companyid",
            "dealid",
            "opportunityid",
        ],
        (Deal, "stage") => &["stage", "dealstage", "stagename", "salesstage", "pipelinestage"],
        (Deal, "amount") => {
            &["amount", "value", "dealvalue", "expectedrevenue", "dealamount", "closevalue"]
        }
        (Deal, "expected_close_on") => {
            &["closedate", "expectedclose", "expectedclosedate", "closingdate", "expectedclosing"]
        }
        (Deal, "closed_on") => &["closedon", "closed", "wondate", "wontime", "closedate"],
        (Deal, "lost_reason") => &["lostreason", "closedlostreason", "lossreason"],
        (Deal, "next_step") => &["nextstep"],
        (_, "lead") => {
            &["lead", "leadname", "contact", "contactname", "contactperson", "person", "name"]
        }
        (_, "lead_key") => &["leadid", "contactid", "whoid", "personid"],
        (Interaction, "kind") => &["type", "activitytype", "channel", "kind"],
        (Task, "kind") => &["type", "tasktype", "kind"],
        (Interaction, "at") => {
            &["date", "activitydate", "at", "when", "timestamp", "datetime", "time"]
        }
        (Interaction, "notes") => {
            &["notes", "body", "description", "note", "text", "comments", "message"]
        }
        (Interaction, "subject") => &["subject", "title", "summary"],
        (Interaction, "minutes") => &["minutes", "duration", "durationminutes"],
        (Task, "title") => &["title", "subject", "task", "taskname", "name", "summary"],
        (Task, "due_at") => &["due", "duedate", "dueat", "dueon", "deadline", "date"],
        (Task, "completed_at") => {
            &["completed", "completedat", "completedon", "closedtime", "donedate", "completiondate"]
        }
        _ => &[],
    }
}
