//! A list's saved views as tabs over it, and the form that saves what is shown.

use domain::views::{LONGEST, SavedView, ViewList};
use leptos::prelude::*;

use super::api::{ForgetView, KeepView};
use super::current_user;
use crate::ui::{
    FormProblem, Glyph, Icon, Submit, Tab, Tabs, TextField, WriteForm, beyond_fields, problem,
    wrong,
};

/// The saved views of a list and, where what is shown is none of them, the way to save it. Nothing where there is neither.
#[component]
pub fn SavedViews(
    /// Which list.
    list: ViewList,
    /// The list with no filter.
    all: String,
    /// The list's address as it is filtered and sorted, from its first row.
    #[prop(into)]
    here: Signal<String>,
) -> impl IntoView {
    let viewer = current_user();
    let views = Memo::new(move |_| viewer.with(|viewer| viewer.preferences.views_of(list)));
    let keep = ServerAction::<KeepView>::new();
    let forget = ServerAction::<ForgetView>::new();
    move || {
        let (views, here) = (views.get(), here.get());
        let is_all = here == all;
        if views.is_empty() && is_all {
            return ().into_any();
        }
        let current = views.iter().find(|view| view.href() == here).cloned();
        let whole =
            Tab { label: "All".to_owned(), href: all.clone(), count: None, current: is_all };
        let kept = views.into_iter().map(|view| Tab {
            href: view.href(),
            count: None,
            current: current.as_ref() == Some(&view),
            label: view.name,
        });
        let tabs = std::iter::once(whole).chain(kept).collect::<Vec<_>>();
        let query = here.split_once('?').map(|(_, query)| query.to_owned()).unwrap_or_default();
        let act = match current {
            Some(view) => view! { <Forget view=view forget=forget /> }.into_any(),
            None if is_all => ().into_any(),
            None => view! { <Save list=list query=query keep=keep /> }.into_any(),
        };
        view! {
            <div class="views">
                <Tabs label="Saved views" tabs=tabs />
                {act}
            </div>
        }
        .into_any()
    }
}

#[component]
fn Save(list: ViewList, query: String, keep: ServerAction<KeepView>) -> impl IntoView {
    let error = problem(keep);
    let hidden = vec![("form[list]", list.as_str().to_owned()), ("form[query]", query)];
    view! {
        <details class="menu" name="popover" open=move || error.with(Option::is_some)>
            <summary class="button is-quiet"><Icon glyph=Glyph::Plus />"Save view"</summary>
            <div class="menu__body views__save">
                <WriteForm action=keep hidden=hidden>
                    <FormProblem error=beyond_fields(error) />
                    <TextField label="Name of the view" name="form[name]" required=true
                        hint=format!("Filter and order as they are now. At most {LONGEST} characters.")
                        error=wrong(error, "name") />
                    <Submit text="Save view" pending=keep.pending() />
                </WriteForm>
            </div>
        </details>
    }
}

#[component]
fn Forget(view: SavedView, forget: ServerAction<ForgetView>) -> impl IntoView {
    let label = format!("Forget the view {}", view.name);
    let hidden = vec![("form[list]", view.list.as_str().to_owned()), ("form[name]", view.name)];
    view! {
        <WriteForm action=forget hidden=hidden class="views__forget">
            <button class="button is-quiet is-icon" aria-label=label.clone() title=label><Icon glyph=Glyph::Close /></button>
        </WriteForm>
    }
}
