//! `/merge/:entity/:kept/:other`: two records field by field, and the choice of values. Works without scripts.

use domain::journal::Entity;
use domain::merge::{FieldChoice, MergePage as MergeData, MergeSide, Pick};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

use super::api::{MergeRecords, get_merge};
use crate::ui::{
    Ago, AsyncView, FormProblem, LinkButton, PageHead, Panel, Submit, WriteForm, problem, tell,
};

/// The page; which record stays is in its address.
#[component]
pub fn MergePage() -> impl IntoView {
    let params = use_params_map();
    let address = Memo::new(move |_| {
        params.with(|params| {
            let text = |name| params.get_str(name).unwrap_or_default().to_owned();
            // An address without numbers is nobody's.
            let id = |name| text(name).parse::<i64>().unwrap_or(0);
            (text("entity"), id("kept"), id("other"))
        })
    });
    let merge = ServerAction::<MergeRecords>::new();
    tell(merge);
    let page = Resource::new(
        move || address.get(),
        |(entity, kept, other)| get_merge(entity, kept, other),
    );
    view! {
        <AsyncView resource=page lines=14 let:data>
            <Drawn data=data merge=merge />
        </AsyncView>
    }
}

#[component]
fn Drawn(data: MergeData, merge: ServerAction<MergeRecords>) -> impl IntoView {
    let word = data.entity.as_str();
    let swapped = format!("/merge/{word}/{}/{}", data.other.id, data.kept.id);
    let title = format!("Merge {} and {}", data.kept.name, data.other.name);
    view! {
        <PageHead title=title subtitle="Choose the values that stay. Everything that happened with either is kept.">
            <LinkButton href=swapped text="Keep the other record" />
        </PageHead>
        <div class="stack">
            <Choices data=data merge=merge />
        </div>
    }
    .into_any()
}

#[component]
fn Choices(data: MergeData, merge: ServerAction<MergeRecords>) -> impl IntoView {
    if let Some(why) = data.refusal {
        return view! { <Panel title="Merge"><p class="muted">{why}</p></Panel> }.into_any();
    }
    let error = problem(merge);
    let hidden = vec![
        ("form[entity]", data.entity.as_str().to_owned()),
        ("form[kept]", data.kept.id.to_string()),
        ("form[other]", data.other.id.to_string()),
        ("form[seen]", data.now.to_rfc3339()),
    ];
    let rows = data.fields.into_iter().map(row).collect_view();
    let same = (!data.same.is_empty())
        .then(|| view! { <p class="panel__note">{format!("The same in both: {}.", data.same.join(", "))}</p> });
    let what = if data.entity == Entity::Company { "companies" } else { "leads" };
    view! {
        <Panel title="Which value stays" note="It can be taken back: undo makes two of them again.">
            <WriteForm action=merge hidden=hidden class="form is-wide">
                <FormProblem error=error />
                <table class="merge">
                    <thead>
                        <tr>
                            <th scope="col">"Field"</th>
                            <th scope="col">{side(&data.kept, "Stays", data.now)}</th>
                            <th scope="col">{side(&data.other, "Goes into it", data.now)}</th>
                            <th scope="col"><span class="visually-hidden">"Both"</span></th>
                        </tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </table>
                {same}
                <div class="form__actions"><Submit text=format!("Merge the two {what}") pending=merge.pending() /></div>
            </WriteForm>
        </Panel>
    }
    .into_any()
}

/// The head of a record's column: its name, what becomes of it, and what belongs to it.
fn side(side: &MergeSide, fate: &'static str, now: chrono::DateTime<chrono::Utc>) -> AnyView {
    let has = if side.has.is_empty() { "nothing else yet".to_owned() } else { side.has.join(", ") };
    let (href, name, created) = (side.href.clone(), side.name.clone(), side.created_at);
    view! {
        <a href=href>{name}</a>
        <span class="merge__note">{fate}" · added "<Ago at=created now=now /></span>
        <span class="merge__note">{has}</span>
    }
    .into_any()
}

/// A field with both values; one of them is chosen.
fn row(field: FieldChoice) -> impl IntoView {
    let name = format!("form[picks][{}]", field.key);
    let cell = |pick: Pick, value: String| {
        let value = if value.is_empty() { "Not known".to_owned() } else { value };
        view! {
            <label class="check">
                <input type="radio" name=name.clone() value=pick.as_str() checked=field.pick == pick />
                <span>{value}</span>
            </label>
        }
    };
    let both = field.is_list.then(|| cell(Pick::Both, "Both".to_owned()));
    view! {
        <tr>
            <th scope="row">{field.label}</th>
            <td>{cell(Pick::Kept, field.kept)}</td>
            <td>{cell(Pick::Other, field.other)}</td>
            <td>{both}</td>
        </tr>
    }
    .into_any()
}
