//! Words that stand in the fields of leads, deals and tasks.

pub(super) const RIVALS: &[&str] =
    &["Lernwerk", "SkillHarbor", "Academia Norte", "CertiPro", "in-house trainers"];

pub(super) const PAINS: &[&str] = &[
    "New hires take too long to get productive",
    "Reports are built by hand every month",
    "Projects run late",
    "Audit asked for certified staff",
    "Too many complaints about the help desk",
    "Managers were never trained to lead",
    "Spreadsheets nobody understands",
    "Security incidents after phishing mails",
];

pub(super) const BUDGETS: &[(&str, Option<i64>)] = &[
    ("under 5,000", Some(4_000)),
    ("5,000 to 15,000", Some(10_000)),
    ("15,000 to 40,000", Some(25_000)),
    ("over 40,000", Some(60_000)),
    ("not yet decided", None),
];

pub(super) const TIMELINES: &[&str] =
    &["this month", "this quarter", "next quarter", "this year", "next year"];

pub(super) const CRITERIA: &[&str] =
    &["Price per seat", "Trainer's experience", "Dates on site", "Certificate", "References"];

pub(super) const STEPS: &[&str] = &[
    "Send the revised offer",
    "Call about the second group",
    "Get the list of participants",
    "Meet the head of HR",
    "Ask for the purchase order",
    "Send trainer CVs",
    "Agree on dates",
    "Answer questions from legal",
];

pub(super) const TASKS: &[(&str, domain::task::TaskKind)] = {
    use domain::task::TaskKind as K;
    &[
        ("Call {first} about {course}", K::Call),
        ("Send {company} the offer for {seats} seats", K::Email),
        ("Follow up with {first}", K::FollowUp),
        ("Prepare the meeting with {company}", K::Meeting),
        ("Check trainer dates for {course}", K::ToDo),
        ("Ask {first} about the budget", K::Message),
    ]
};
