//! How far the qualification of a lead has come: question by question, with the answer, its evidence and its age.

use chrono::{DateTime, Utc};
use domain::access::Action;
use domain::format;
use domain::ids::LeadId;
use domain::lead::Qualification;
use domain::qualification::{CriterionRow, QualificationView, Verdict};
use leptos::prelude::*;

use super::api::QualifyLead;
use crate::session::current_user;
use crate::ui::{
    Ago, Badge, Choice, FormProblem, Panel, SelectField, Submit, TextField, Tone, Weight,
    WriteForm, problem, wrong,
};

/// The criteria of the framework in force, and a form for the next answer.
#[component]
pub fn QualificationPanel(
    /// The lead.
    lead: LeadId,
    /// What is known.
    view: QualificationView,
    /// What that makes of the lead.
    status: Qualification,
    /// When it was read.
    now: DateTime<Utc>,
    /// The action that writes an answer.
    answer: ServerAction<QualifyLead>,
) -> impl IntoView {
    let QualificationView { framework, coverage, rows, evidence } = view;
    let stale = match coverage.stale {
        0 => String::new(),
        count => format!(", {} to ask again", format::count_of(count)),
    };
    let note = format!("{framework}: {} of {} hold{stale}", coverage.met, coverage.needed);
    let tone = match status {
        Qualification::Qualified => Tone::Good,
        Qualification::Unqualified => Tone::Bad,
        Qualification::InProgress => Tone::Neutral,
    };
    let form = current_user().with_untracked(|viewer| viewer.may(Action::EditLead)).then(|| {
        let questions = rows
            .iter()
            .map(|row| Choice::new(&row.criterion.key, &row.criterion.question))
            .collect::<Vec<_>>();
        view! { <AnswerForm lead=lead questions=questions evidence=evidence answer=answer /> }
    });
    let lines = rows.into_iter().map(|row| line(row, now)).collect_view();
    view! {
        <Panel title="Qualification" note=note>
            <p><Badge text=status.label() tone=tone /></p>
            <ul class="rows">{lines}</ul>
            {form}
        </Panel>
    }
    .into_any()
}

fn line(row: CriterionRow, now: DateTime<Utc>) -> impl IntoView {
    let CriterionRow { criterion, answer, who, is_stale, evidence } = row;
    let tone = match answer.verdict {
        Verdict::Met if !is_stale => Tone::Good,
        Verdict::NotMet if !is_stale => Tone::Bad,
        _ => Tone::Neutral,
    };
    let verdict = if is_stale { "Ask again" } else { answer.verdict.label() };
    let said = if answer.verdict == Verdict::Open { criterion.question } else { answer.value };
    let from = evidence.map(|words| view! { <span>" · from "{words}</span> });
    let when = answer.answered_at.map(|at| {
        view! { <span>{who}" · "<Ago at=at now=now />{from}</span> }
    });
    view! {
        <li class="rows__row">
            <span class="rows__main">{criterion.label}</span>
            <span class="rows__side"><Badge text=verdict tone=tone /></span>
            <span class="rows__note">{said}</span>
            {when.map(|when| view! { <span class="rows__note">{when}</span> })}
        </li>
    }
    .into_any()
}

#[component]
fn AnswerForm(
    lead: LeadId,
    questions: Vec<Choice>,
    evidence: Vec<(i64, String)>,
    answer: ServerAction<QualifyLead>,
) -> impl IntoView {
    let error = problem(answer);
    let wrong = move |field| wrong(error, field);
    let verdicts = [Verdict::Met, Verdict::NotMet, Verdict::Open]
        .map(|word| Choice::new(word.as_str(), word.label()));
    let contacts = std::iter::once(Choice::new("", "Not from a contact"))
        .chain(evidence.into_iter().map(|(id, words)| Choice::new(id, words)))
        .collect();
    view! {
        <details class="fold" open=move || error.with(Option::is_some)>
            <summary>"Write down an answer"</summary>
            <WriteForm action=answer hidden=vec![("form[lead]", lead.to_string())]>
                <FormProblem error=error />
                <SelectField label="Question" name="form[criterion]" id="answer-criterion" choices=questions
                    error=wrong("criterion") />
                <div class="form__row">
                    <SelectField label="It" name="form[verdict]" id="answer-verdict" choices=verdicts.into()
                        error=wrong("verdict") />
                    <SelectField label="Heard in" name="form[interaction]" id="answer-interaction" choices=contacts
                        error=wrong("interaction") />
                </div>
                <TextField label="Answer" name="form[value]" id="answer-value" error=wrong("value") />
                <div class="form__actions">
                    <Submit text="Save answer" weight=Weight::Normal pending=answer.pending() />
                </div>
            </WriteForm>
        </details>
    }
    .into_any()
}
