//! What people write down after a call, and what customers write to them.
//!
//! Marks are filled in by [`fill`]: `{first}` the lead's first name, `{company}`, `{course}`, `{seats}`, `{rival}`.

/// Fills the marks of a text.
pub(super) fn fill(text: &str, with: &Filling<'_>) -> String {
    text.replace("{first}", with.first)
        .replace("{company}", with.company)
        .replace("{course}", with.course)
        .replace("{seats}", &with.seats.to_string())
        .replace("{rival}", with.rival)
}

/// What the marks stand for.
#[derive(Clone, Copy, Debug)]
pub(super) struct Filling<'a> {
    pub first: &'a str,
    pub company: &'a str,
    pub course: &'a str,
    pub seats: i64,
    pub rival: &'a str,
}

pub(super) const FORM: &[(&str, &str)] = &[
    (
        "Asked for the {course} programme",
        "Please send me the programme and prices of {course}. We are about {seats} people.",
    ),
    (
        "Asked for an offer",
        "We plan a training on {course} for our team this year. Could somebody call me? Mornings are best.",
    ),
    ("Downloaded the course catalogue", "Form filled in: catalogue. Interested in {course}."),
    (
        "Asked whether we come to them",
        "Do you also run {course} on our premises? We cannot send {seats} people away for two days.",
    ),
];

pub(super) const VISIT: &[(&str, &str)] = &[
    ("Read the page of {course}", ""),
    ("Compared prices of two courses", ""),
    ("Looked at the dates of {course}", ""),
    ("Read the reference of a similar company", ""),
];

pub(super) const OUTREACH: &[(&str, &str)] = &[
    (
        "Introduction and the {course} programme",
        "Hello {first}, thank you for your interest. Attached is the programme of {course}. When would a short call suit you?",
    ),
    (
        "{course} for {company}",
        "Hello {first}, companies like {company} usually start with one group of twelve. I have put two possible dates into the attachment.",
    ),
    (
        "Following up on my last mail",
        "Hello {first}, I know the quarter is busy. Shall I come back to you next month, or is there somebody else I should speak to?",
    ),
    (
        "A reference from your industry",
        "Hello {first}, here is how another company trained {seats} people without stopping the shop. Would that fit you?",
    ),
];

pub(super) const REPLY: &[(&str, &str)] = &[
    (
        "Re: the {course} programme",
        "Thank you, this is what we were looking for. Can you tell me whether {seats} people fit into one group?",
    ),
    (
        "Re: dates",
        "The second week would work for us. I still have to ask my boss about the budget and will be back by Friday.",
    ),
    (
        "Re: your offer",
        "We have had a look. The price per seat is higher than what {rival} offered. Is there room for {seats} seats?",
    ),
    (
        "Question on certificates",
        "Do the participants get a certificate that our auditor accepts? If so I can take it to the board on Monday.",
    ),
    (
        "Re: next steps",
        "Sounds good. Please send the contract, I will forward it to our legal department.",
    ),
];

pub(super) const COLD_REPLY: &[(&str, &str)] = &[
    (
        "Re: your offer",
        "We are a bit disappointed: the offer came late and does not include travel. Let me see what the others say.",
    ),
    (
        "Not this quarter",
        "All training budgets are frozen until further notice. Please do not call before spring.",
    ),
    (
        "Re: {course}",
        "Honestly, {rival} is cheaper and has dates in September. I do not see how we can justify the difference.",
    ),
];

pub(super) const CALL_GOOD: &[(&str, &str)] = &[
    (
        "Call about needs",
        "{first} wants {course} for {seats} people, two groups. Pain: new hires take six months until they are productive. Decision with the head of HR.",
    ),
    (
        "Call: budget confirmed",
        "Budget is there until the end of the year, must be invoiced before. {first} asked for the CVs of the trainers.",
    ),
    (
        "Call about dates",
        "Prefers Tuesdays and Wednesdays, on site. Needs a quote with and without exam fees. Promised it by Thursday.",
    ),
    (
        "Call: decision maker joined",
        "The managing director joined for ten minutes. Liked the reference, asked about a discount for a second group.",
    ),
];

pub(super) const CALL_WAIT: &[(&str, &str)] = &[
    (
        "Call: needs more time",
        "{first} has not spoken to the works council yet. Asked me to call again in two weeks.",
    ),
    (
        "Call: comparing offers",
        "Also talks to {rival}. We are ahead on content, behind on price. Wants references from the same industry.",
    ),
    (
        "Short call between meetings",
        "Reached {first} on the way to a meeting. Interested in principle, wants a one-page summary by mail.",
    ),
];

pub(super) const CALL_BAD: &[(&str, &str)] = &[
    (
        "Call: no need at the moment",
        "{company} trained everybody last year. No new need before the next reorganisation.",
    ),
    ("Call: wrong person", "{first} left the training team and could not name a successor."),
];

pub(super) const NO_ANSWER: &[(&str, &str)] = &[
    ("Nobody answered", "Left a message on the voice mail."),
    ("Nobody answered", "Assistant says {first} is travelling until Monday."),
    ("Line busy", ""),
];

pub(super) const MEETING: &[(&str, &str)] = &[
    (
        "Needs workshop",
        "Went through the skills matrix. {seats} people in three levels; {course} for the middle one first. They will send the list of participants.",
    ),
    (
        "Presentation of the programme",
        "Presented to HR and two department heads. Questions about transfer to the job; we offered a follow-up day after six weeks.",
    ),
    (
        "Contract talk",
        "Agreed on price per group. Open: cancellation terms and who pays the travel. {first} will check with purchasing.",
    ),
    (
        "Trial lesson",
        "Our trainer gave a 45-minute lesson for eight people. Good mood, two asked when it starts.",
    ),
];

pub(super) const NOTE: &[(&str, &str)] = &[
    (
        "Internal note",
        "Careful with dates: their year-end closing is in the first two weeks of January.",
    ),
    (
        "Internal note",
        "{rival} has been there before and left a bad impression with the last trainer.",
    ),
    ("Internal note", "If we win this, the sister company in Porto wants the same."),
];

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

pub(super) const LOST: &[&str] = &[
    "Price",
    "No budget this year",
    "Chose a competitor",
    "No decision",
    "Trains in-house",
    "Bad timing",
];

pub(super) const UNFIT: &[&str] = &[
    "No budget",
    "No need before next year",
    "Student, not a company",
    "Left the company",
    "Too small for a group course",
];

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
