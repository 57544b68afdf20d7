//! What people write down after a contact, and what customers write to them: a text is put together from a line of
//! each list, so that hardly two are alike.
//!
//! Marks are filled in by [`super::lines::fill`]: `{first}` the lead's first name, `{company}`, `{city}`, `{course}`,
//! `{seats}`, `{rival}`, `{day}` a working day, `{boss}` somebody who decides with them.

use super::lines::Lines;

pub(super) const FORM: Lines = Lines {
    subjects: &[
        "Asked for the {course} programme",
        "Asked for an offer",
        "Downloaded the course catalogue",
        "Asked whether we come to {city}",
        "Asked for dates of {course}",
    ],
    openings: &[
        "Please send me the programme and the prices of {course}.",
        "We plan a training on {course} for our team this year.",
        "Do you also run {course} on our premises?",
        "Found you through a search, {course} looks like what we need.",
        "A colleague took {course} with you and liked it.",
        "Form filled in: catalogue, interested in {course}.",
    ],
    bodies: &[
        "We are about {seats} people.",
        "It would be one group of {seats}, later perhaps a second one.",
        "We cannot send {seats} people away for two days at once.",
        "Half of them are beginners.",
        "It has to happen before the audit.",
        "",
    ],
    endings: &[
        "Could somebody call me? Mornings are best.",
        "A call on {day} would suit me.",
        "Please by mail first, I am travelling.",
        "Thank you.",
        "",
    ],
};

pub(super) const VISIT: Lines = Lines {
    subjects: &[
        "Read the page of {course}",
        "Compared prices of two courses",
        "Looked at the dates of {course}",
        "Read the reference of a similar company",
        "Read about trainings in {city}",
        "Opened the terms of cancellation",
        "Watched the trainer's introduction",
    ],
    openings: &[""],
    bodies: &[""],
    endings: &[""],
};

pub(super) const OUTREACH: Lines = Lines {
    subjects: &[
        "Introduction and the {course} programme",
        "{course} for {company}",
        "Following up on my last mail",
        "A reference from your industry",
        "Two dates for {course} in {city}",
        "A short question about your training plans",
    ],
    openings: &[
        "Hello {first}, thank you for your interest.",
        "Hello {first}, I know the quarter is busy.",
        "Hello {first}, as promised on the phone.",
        "Dear {first}, good to meet you the other day.",
        "Hello {first}, a short follow-up from my side.",
    ],
    bodies: &[
        "Attached is the programme of {course} with two possible dates.",
        "Companies like {company} usually start with one group of twelve.",
        "Here is how another company trained {seats} people without stopping the shop.",
        "For {seats} people I would suggest two groups, the first one for the team leads.",
        "Our trainer for {course} would be free in {city} next month.",
        "I have put together what {seats} seats would cost, with and without exam fees.",
        "The new programme has a follow-up day after six weeks.",
    ],
    endings: &[
        "When would a short call suit you?",
        "Would {day} work for you?",
        "Shall I come back to you next month, or is there somebody else I should speak to?",
        "I will try to reach you on {day}.",
        "Just answer with a yes and I will block the date.",
    ],
};

pub(super) const REPLY: Lines = Lines {
    subjects: &[
        "Re: the {course} programme",
        "Re: dates",
        "Re: your offer",
        "Question on certificates",
        "Re: next steps",
        "Re: {seats} seats",
    ],
    openings: &[
        "Thank you, this is what we were looking for.",
        "Thanks for the quick answer.",
        "Sorry for the silence, we had the year-end closing.",
        "Good talk yesterday.",
        "I have read the programme with {boss}.",
        "Sounds good.",
    ],
    bodies: &[
        "Can you tell me whether {seats} people fit into one group?",
        "The second week would work for us.",
        "Do the participants get a certificate that our auditor accepts?",
        "We would like it on our premises in {city}.",
        "Half of the team would rather do it in the afternoon.",
        "Could {course} be split into two half days?",
        "Please add two seats for our colleagues in the other plant.",
        "Our people liked the trial lesson.",
    ],
    endings: &[
        "If so I can take it to the board on {day}.",
        "Please send the contract, I will forward it to our legal department.",
        "I will be back by {day}.",
        "Let us talk on {day}.",
        "Looking forward to it.",
        "{boss} will join the next call.",
    ],
};

pub(super) const COLD_REPLY: Lines = Lines {
    subjects: &["Re: your offer", "Re: {course}", "Not this quarter", "Re: our talk", "Re: dates"],
    openings: &[
        "To be honest, we are a bit disappointed.",
        "Thank you for the offer, but it is not that easy.",
        "I have spoken to {boss}.",
        "I am sorry to say this by mail.",
        "We talked about it internally again.",
    ],
    bodies: &[
        "The offer came later than promised.",
        "Travel was not included, which we did not expect.",
        "{course} is not as high on the list as it was.",
        "Not everybody here is convinced.",
        "",
    ],
    endings: &[
        "Let me see what the others say.",
        "Please do not call before next month.",
        "I do not expect news before {day}.",
        "I am afraid that is all I can say today.",
        "",
    ],
};

pub(super) const CALL_GOOD: Lines = Lines {
    subjects: &[
        "Call about needs",
        "Call: budget",
        "Call about dates",
        "Call: decision maker joined",
        "Call about the group",
        "Good call with {first}",
    ],
    openings: &[
        "{first} wants {course} for {seats} people, two groups.",
        "Half an hour with {first}, very open.",
        "{first} called back as promised.",
        "Reached {first} and {boss} together.",
        "{first} had read the whole programme.",
        "Went through the offer line by line.",
    ],
    bodies: &[
        "Pain: new hires take six months until they are productive.",
        "Budget is there until the end of the year, must be invoiced before.",
        "Prefers Tuesdays and Wednesdays, on site in {city}.",
        "{boss} liked the reference and asked about a second group.",
        "They lost two projects last year because nobody could do it in-house.",
        "The audit asks for certified staff by summer.",
        "Wants the same trainer as their sister company.",
        "They count {seats} seats, maybe four more.",
        "Exam fees have to stand on a separate invoice.",
    ],
    endings: &[
        "Asked for the CVs of the trainers.",
        "Needs a quote with and without exam fees, promised by {day}.",
        "Next call on {day}.",
        "{first} takes it to {boss}.",
        "I send the list of participants to fill in.",
        "Meeting agreed for {day}.",
    ],
};

pub(super) const CALL_WAIT: Lines = Lines {
    subjects: &[
        "Call: needs more time",
        "Short call between meetings",
        "Call: not decided yet",
        "Call: open questions",
    ],
    openings: &[
        "Reached {first} on the way to a meeting.",
        "{first} has not spoken to {boss} yet.",
        "Short call, {first} was in a hurry.",
        "Interested in principle.",
        "{first} remembered us, but had not looked at the mail.",
    ],
    bodies: &[
        "Wants a one-page summary by mail.",
        "Wants references from the same industry.",
        "Does not know yet how many people, {seats} at most.",
        "Two of the dates collide with their stocktaking.",
        "Asked how {course} differs from what they did before.",
        "",
    ],
    endings: &[
        "Asked me to call again in two weeks.",
        "I call again on {day}.",
        "Will answer after talking to {boss}.",
        "No date for a decision yet.",
    ],
};

pub(super) const CALL_BAD: Lines = Lines {
    subjects: &[
        "Call: no need at the moment",
        "Call: rather not",
        "Call: a no for now",
        "Call about the decision",
    ],
    openings: &[
        "{first} was friendly, but clear.",
        "Short call with {first}.",
        "Reached {first} at last.",
        "{first} did not want to talk long.",
    ],
    bodies: &["", "{course} is off the table.", "It is not about the content.", "No new date."],
    endings: &[
        "Thanked {first} and closed it.",
        "May ask again next year.",
        "Took them off the list.",
        "",
    ],
};

pub(super) const NO_ANSWER: Lines = Lines {
    subjects: &["Nobody answered", "Line busy", "Voice mail", "Not at the desk"],
    openings: &[
        "Left a message on the voice mail.",
        "Assistant says {first} is travelling until {day}.",
        "Rang out twice.",
        "Reception in {city} took a note.",
        "",
    ],
    bodies: &[""],
    endings: &["Try again on {day}.", ""],
};

pub(super) const MEETING: Lines = Lines {
    subjects: &[
        "Needs workshop",
        "Presentation of the programme",
        "Contract talk",
        "Trial lesson",
        "On site in {city}",
    ],
    openings: &[
        "Went through the skills matrix with {first}.",
        "Presented to {boss} and two department heads.",
        "Our trainer gave a 45-minute lesson for eight people.",
        "An hour at {company}, good mood.",
        "Met {first} and {boss}.",
    ],
    bodies: &[
        "{seats} people in three levels; {course} for the middle one first.",
        "Questions about transfer to the job; we offered a follow-up day after six weeks.",
        "Agreed on price per group.",
        "Two asked when it starts.",
        "They showed the room: space for {seats}, a projector, no microphones.",
        "Open: cancellation terms and who pays the travel.",
    ],
    endings: &[
        "They will send the list of participants.",
        "{first} will check with {boss}.",
        "Offer until {day}.",
        "Minutes sent, answer by {day}.",
        "Next step: dates.",
    ],
};

pub(super) const NOTE: Lines = Lines {
    subjects: &["Internal note"],
    openings: &[
        "Careful with dates: their year-end closing is in the first two weeks of January.",
        "If we win this, the sister company wants the same.",
        "{first} prefers mails before ten.",
        "Ask for the purchase order number early, their accounting sends invoices back.",
        "{boss} decides, {first} prepares.",
        "They know our trainer from the time in {city}.",
        "Parking only with a number plate sent ahead.",
    ],
    bodies: &[
        "",
        "{rival} has been there before and left a mixed impression.",
        "Seats may go up from {seats}.",
        "Do not offer a discount before they ask.",
    ],
    endings: &[""],
};

/// The last word of a deal that was won.
pub(super) const SIGNED: Lines = Lines {
    subjects: &["Signed", "Order for {course}", "Contract back", "They take it"],
    openings: &[
        "{first} sent the signed contract.",
        "Purchase order is here: {seats} seats of {course}.",
        "{boss} said yes this morning.",
        "They take {course}, as offered.",
    ],
    bodies: &[
        "The follow-up day made the difference.",
        "The reference convinced them.",
        "The trial lesson convinced them.",
        "Dates on site were what counted.",
        "",
    ],
    endings: &[
        "Kick-off on {day}.",
        "List of participants follows.",
        "Invoice before the end of the month.",
    ],
};

#[cfg(test)]
mod tests {
    use super::*;
    use crate::demo::lines::{Filling, fill};
    use crate::demo::rng::Rng;

    const SOMEBODY: Filling<'_> = Filling {
        first: "Ana",
        company: "Faro Labs",
        city: "Porto",
        course: "Data Literacy",
        seats: 12,
        rival: "Lernwerk",
    };

    #[test]
    fn every_mark_is_filled() {
        let all = [
            FORM, VISIT, OUTREACH, REPLY, COLD_REPLY, CALL_GOOD, CALL_WAIT, CALL_BAD, NO_ANSWER,
            MEETING, NOTE, SIGNED,
        ];
        let mut rng = Rng::new(1);
        for lines in all {
            for list in [lines.subjects, lines.openings, lines.bodies, lines.endings] {
                for line in list {
                    let filled = fill(line, &SOMEBODY, &mut rng);
                    assert!(!filled.contains(['{', '}']) && !filled.contains("  "), "{filled}");
                    assert!(filled.len() + 10 >= line.replace(['{', '}'], "").len() / 2, "{line}");
                }
            }
        }
    }

    #[test]
    fn hardly_two_calls_read_alike() {
        let mut rng = Rng::new(5);
        let said: std::collections::HashSet<String> =
            (0..1_000).map(|_| CALL_GOOD.compose(None, &SOMEBODY, &mut rng).1).collect();
        assert!(said.len() > 600, "{}", said.len());
    }
}
