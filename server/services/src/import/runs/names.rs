//! What fields are called in other programs: letters and digits only, without accents.

use domain::import::ImportEntity;
use domain::import::ImportEntity::{Company, Deal, Interaction, Lead, Task};

/// The names of fields, parted by spaces. Of two rows for a field the first holds; a row without an entity is for all of
/// them.
const NAMES: &[(Option<ImportEntity>, &str, &str)] = &[
    (
        Some(Company),
        "name",
        "companyname company accountname account organization organisation firma",
    ),
    (Some(Deal), "name", "dealname opportunityname opportunity deal title dealtitle"),
    (Some(Lead), "name", "fullname contactname contact leadname person personname completename"),
    (Some(Lead), "first_name", "firstname givenname vorname prenom forename nombre"),
    (Some(Lead), "last_name", "lastname surname familyname nachname nom apellido"),
    (
        None,
        "email lead_email",
        "email emailaddress mail emailwork workemail contactemail primaryemail emailprimary",
    ),
    (
        None,
        "phone",
        "phone phonenumber telephone tel mobile mobilephone workphone telefon businessphone cell",
    ),
    (None, "job_title", "jobtitle title position jobposition role function"),
    (
        None,
        "company",
        "company companyname account accountname organization organisation associatedcompany employer firma customer",
    ),
    (
        None,
        "company_domain domain",
        "website domain companydomainname companydomain url web homepage websiteurl",
    ),
    (None, "industry", "industry sector branche"),
    (None, "employees", "employees numberofemployees noofemployees companysize headcount staff"),
    (None, "annual_revenue", "annualrevenue revenue turnover"),
    (None, "founded_year", "founded yearfounded foundedyear yearestablished foundingyear"),
    (None, "parent_name", "parentcompany parent parentaccount subsidiaryof"),
    (None, "country", "country countryregion land pays billingcountry mailingcountry"),
    (None, "city", "city town stadt ort ville billingcity mailingcity"),
    (Some(Lead), "status", "leadstatus status lifecyclestage"),
    (Some(Task), "status", "status taskstatus"),
    (None, "source", "source leadsource originalsource originalsourcetype"),
    (
        None,
        "owner",
        "owner contactowner leadowner dealowner companyowner accountowner salesperson assignedto salesagent assignee ownername recordowner",
    ),
    (None, "product", "product productname course interestedin"),
    (None, "budget", "budget"),
    (None, "timeline", "timeline decisiontimeline timeframe"),
    (
        None,
        "do_not_contact",
        "donotcontact donotcall optout emailoptout unsubscribed hasoptedoutofemail",
    ),
    (
        None,
        "created_at",
        "created createdat createddate createdate createdon createdtime added dateadded",
    ),
    (
        None,
        "external_key",
        "id recordid externalid externalkey leadid contactid accountid companyid dealid opportunityid",
    ),
    (Some(Deal), "stage", "stage dealstage stagename salesstage pipelinestage"),
    (Some(Deal), "amount", "amount value dealvalue expectedrevenue dealamount closevalue"),
    (
        Some(Deal),
        "expected_close_on",
        "closedate expectedclose expectedclosedate closingdate expectedclosing",
    ),
    (Some(Deal), "closed_on", "closedon closed wondate wontime closedate"),
    (Some(Deal), "lost_reason", "lostreason closedlostreason lossreason"),
    (Some(Deal), "next_step", "nextstep"),
    (None, "lead", "lead leadname contact contactname contactperson person name"),
    (None, "lead_key", "leadid contactid whoid personid"),
    (Some(Interaction), "kind", "type activitytype channel kind"),
    (Some(Task), "kind", "type tasktype kind"),
    (Some(Interaction), "at", "date activitydate at when timestamp datetime time"),
    (Some(Interaction), "notes", "notes body description note text comments message"),
    (Some(Interaction), "subject", "subject title summary"),
    (Some(Interaction), "minutes", "minutes duration durationminutes"),
    (Some(Task), "title", "title subject task taskname summary"),
    (Some(Task), "due_at", "due duedate dueat dueon deadline date"),
    (
        Some(Task),
        "completed_at",
        "completed completedat completedon closedtime donedate completiondate",
    ),
];

/// The names of a field in other programs, the usual ones first.
pub(super) fn names(entity: ImportEntity, field: &str) -> impl Iterator<Item = &'static str> {
    NAMES
        .iter()
        .find(|(of, fields, _)| {
            of.is_none_or(|of| of == entity) && fields.split(' ').any(|known| known == field)
        })
        .map_or("", |(_, _, names)| names)
        .split_whitespace()
}
