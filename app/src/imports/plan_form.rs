//! What a file's columns are read as, and what is done with its rows.

use domain::import::{Alike, Existing, ImportEntity, ImportPage, ImportPlan, MeaningAsked};
use domain::list::Person;
use leptos::prelude::*;

use super::api::PlanImport;
use super::columns::Columns;
use crate::ui::{
    Choice, Panel, SelectField, Submit, TextField, Weight, WriteForm, problem, typed, wrong,
};

/// One form of three parts: the rows, the columns, the words.
#[component]
pub fn PlanForm(
    /// The import.
    page: ImportPage,
    /// Keeps the plan and looks anew at what would come of it.
    action: ServerAction<PlanImport>,
) -> impl IntoView {
    let ImportPage { run, sheet, plan, preview, owners, .. } = page;
    let (columns, meanings) = (plan.clone(), preview.meanings);
    view! {
        <WriteForm action=action hidden=vec![("id", run.id.to_string())] class="plan">
            <div class="stack">
                <Panel title="Columns" note="Guessed from the heads and the values. Change what is wrong.">
                    <Columns sheet=sheet plan=columns questions=preview.questions />
                </Panel>
                <Words asked=meanings plan=plan.clone() />
                <Rows plan=plan owners=owners action=action />
                <div class="form__actions">
                    <Submit text="Look again with these choices" weight=Weight::Normal pending=action.pending() />
                </div>
            </div>
        </WriteForm>
    }
    .into_any()
}

/// What each row is, and what is done with those that are there already.
#[component]
fn Rows(plan: ImportPlan, owners: Vec<Person>, action: ServerAction<PlanImport>) -> impl IntoView {
    let error = problem(action);
    let wrong = move |field| wrong(error, field);
    let entities = ImportEntity::ALL
        .iter()
        .map(|entity| Choice::new(entity.as_str(), entity.label()))
        .collect();
    let keys =
        plan.entity.keys().iter().map(|key| Choice::new(key.key, key.label)).collect::<Vec<_>>();
    let existing =
        Existing::ALL.iter().map(|choice| Choice::new(choice.as_str(), choice.label())).collect();
    let alike =
        Alike::ALL.iter().map(|choice| Choice::new(choice.as_str(), choice.label())).collect();
    let people = std::iter::once(Choice::new("", "Nobody"))
        .chain(owners.into_iter().map(|owner| Choice::new(owner.id, owner.name)))
        .collect();
    view! {
        <Panel title="Rows">
            <div class="form">
                <div class="form__row">
                    <SelectField label="Each row is one of" name="form[entity]" choices=entities
                        value=plan.entity.as_str() />
                    <SelectField label="A record is known by its" name="form[key]" choices=keys value=plan.key
                        error=wrong("key") />
                </div>
                <div class="form__row">
                    <SelectField label="When the record is there already" name="form[existing]" choices=existing
                        value=plan.existing.as_str() />
                    <SelectField label="When it looks like another one" name="form[alike]" choices=alike
                        value=plan.alike.as_str() hint="Same email, phone, or name and company, under another key." />
                </div>
                <div class="form__row">
                    <SelectField label="Owner where the file names nobody" name="form[owner]" choices=people
                        value=plan.owner />
                    <TextField label="Country of local phone numbers" name="form[region]" value=plan.region error=wrong("region")
                        hint="Two letters such as DE, for numbers without a country code." />
                </div>
            </div>
        </Panel>
    }
    .into_any()
}

/// Values that stand for somebody or something here.
#[component]
fn Words(asked: Vec<MeaningAsked>, plan: ImportPlan) -> impl IntoView {
    (!asked.is_empty()).then(|| {
        let rows = asked
            .into_iter()
            .enumerate()
            .map(|(place, asked)| view! { <Word place=place asked=asked plan=plan.clone() /> })
            .collect_view();
        view! {
            <Panel title="Values" note="Written otherwise than here. What they are taken for is remembered.">
                <div class="table-wrap">
                    <table class="table">
                        <thead>
                            <tr>
                                <th scope="col">"In the file"</th>
                                <th scope="col" class="table__num">"Rows"</th>
                                <th scope="col">"Stands for"</th>
                            </tr>
                        </thead>
                        <tbody>{rows}</tbody>
                    </table>
                </div>
            </Panel>
        }
        .into_any()
    })
}

#[component]
fn Word(place: usize, asked: MeaningAsked, plan: ImportPlan) -> impl IntoView {
    let name = move |part: &str| format!("form[meanings][{place}][{part}]");
    let MeaningAsked { meaning, rows, choices, .. } = asked;
    let field = plan.entity.label_of(&meaning.field);
    let label = format!("{field}: what {} stands for", meaning.written);
    let chosen = typed(&name("meant")).unwrap_or(meaning.meant);
    let none = std::iter::once((String::new(), "Nothing".to_owned()));
    let options = none
        .chain(choices.into_iter().map(|choice| (choice.clone(), choice)))
        .map(|(value, label)| {
            let selected = value == chosen;
            view! { <option value=value selected=selected>{label}</option> }
        })
        .collect_view();
    view! {
        <tr>
            <td class="table__main">
                {meaning.written.clone()}
                <span class="table__sub">" "{field}</span>
                <input type="hidden" name=name("field") value=meaning.field />
                <input type="hidden" name=name("written") value=meaning.written />
            </td>
            <td class="table__num" data-label="Rows">{rows}</td>
            <td data-label="Stands for">
                <select class="input" name=name("meant") aria-label=label>{options}</select>
            </td>
        </tr>
    }
    .into_any()
}
