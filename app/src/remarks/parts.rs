//! What stands beside an entry of a timeline, and the forms that change it.

use chrono::{DateTime, Utc};
use domain::access::Action;
use domain::ids::{CommentId, InteractionId};
use domain::remark::{Beside, Comment};
use leptos::html;
use leptos::prelude::*;
use leptos_router::hooks::{use_location, use_query_map};

use super::api::{AddComment, DeleteComment, EditComment, PinEntry};
use crate::query;
use crate::session::current_user;
use crate::ui::{
    Ago, FormProblem, Submit, TextArea, Weight, WriteForm, emptied_after, problem, tell, wrong,
};

/// The parts of the address that say which form stands open.
const OPEN: [&str; 2] = ["comment", "change"];
/// The text of the one form that stands open.
const FIELD: &str = "remark-body";

/// The forms of a page that shows a timeline. They are made once and outlive each refresh of its data.
#[derive(Clone, Copy)]
pub struct Remarks {
    pin: ServerAction<PinEntry>,
    add: ServerAction<AddComment>,
    add_form: NodeRef<html::Form>,
    edit: ServerAction<EditComment>,
    delete: ServerAction<DeleteComment>,
    /// What is being typed about which entry: other news draws the form anew, and nobody loses it.
    draft: StoredValue<(i64, String)>,
}

impl Remarks {
    /// The forms of a page.
    #[must_use]
    pub fn of_page() -> Self {
        let (pin, add) = (ServerAction::new(), ServerAction::new());
        let (edit, delete) = (ServerAction::new(), ServerAction::new());
        tell(pin);
        tell(add);
        tell(edit);
        tell(delete);
        let draft = StoredValue::default();
        Effect::new(move |_| {
            if matches!(add.value().get(), Some(Ok(_))) {
                draft.set_value(Default::default());
            }
        });
        Self { pin, add, add_form: emptied_after(add), edit, delete, draft }
    }

    /// Changes whenever something was sent.
    pub fn version(self) -> usize {
        self.pin.version().get()
            + self.add.version().get()
            + self.edit.version().get()
            + self.delete.version().get()
    }
}

/// The address of this page on which one form stands open, or none.
fn opened(what: Option<(&'static str, i64)>) -> String {
    let mut params = use_query_map().get_untracked();
    for name in OPEN {
        params.remove(name);
    }
    if let Some((name, id)) = what {
        params.insert(name, id.to_string());
    }
    let place = if what.is_some() { format!("#{FIELD}") } else { String::new() };
    format!("{}{}{place}", use_location().pathname.get_untracked(), params.to_query_string())
}

/// Whether the address says that this form stands open.
fn is_open(name: &'static str, id: i64) -> Memo<bool> {
    let params = use_query_map();
    Memo::new(move |_| params.with(|params| query::value(params, name) == id.to_string()))
}

/// What stands under an entry: its comments, and how to add to them.
pub fn beside(
    id: InteractionId,
    what: String,
    known: Beside,
    now: DateTime<Utc>,
    forms: Remarks,
) -> AnyView {
    let may = current_user().with_untracked(|viewer| viewer.may(Action::LogInteraction));
    let comments = (!known.comments.is_empty()).then(|| {
        let lines = known
            .comments
            .into_iter()
            .map(|comment| view! { <Line comment=comment now=now forms=forms /> })
            .collect_view();
        view! { <ol class="remarks" aria-label=format!("Comments on: {what}")>{lines}</ol> }
    });
    let tools = may.then(|| {
        view! { <Tools id=id what=what is_pinned=known.pinned.is_some() forms=forms /> }
    });
    view! { <div class="timeline__beside">{comments}{tools}</div> }.into_any()
}

#[component]
fn Tools(id: InteractionId, what: String, is_pinned: bool, forms: Remarks) -> impl IntoView {
    let verb = if is_pinned { "Unpin" } else { "Pin" };
    let hidden =
        vec![("form[interaction]", id.to_string()), ("form[pinned]", (!is_pinned).to_string())];
    let pin_label = format!("{verb}: {what}");
    let comment_label = format!("Comment: {what}");
    let open = is_open("comment", id.get());
    let pin = forms.pin;
    view! {
        <div class="remarks__tools">
            <WriteForm action=pin class="remarks__inline" hidden=hidden>
                <button class=Weight::Quiet.class() aria-label=pin_label disabled=move || pin.pending().get()>{verb}</button>
            </WriteForm>
            <a class=Weight::Quiet.class() href=opened(Some(("comment", id.get()))) aria-label=comment_label data-noscroll="">
                "Comment"
            </a>
        </div>
        {move || open.get().then(|| view! { <NewComment id=id forms=forms /> })}
    }
    .into_any()
}

#[component]
fn NewComment(id: InteractionId, forms: Remarks) -> impl IntoView {
    let add = forms.add;
    let error = problem(add);
    let hidden = vec![("form[interaction]", id.to_string())];
    let draft = forms.draft;
    let begun = draft.with_value(|(of, text)| (*of == id.get()).then(|| text.clone()));
    let keep = move |event| draft.set_value((id.get(), event_target_value(&event)));
    view! {
        <WriteForm action=add node_ref=forms.add_form hidden=hidden>
            <FormProblem error=error />
            <div on:input=keep>
                <TextArea label="Comment" name="form[body]" id=FIELD value=begun.unwrap_or_default()
                    hint="Up to 2,000 characters. Who is named with @ finds it among their tasks."
                    error=wrong(error, "body") />
            </div>
            <div class="form__actions">
                <Submit text="Add comment" weight=Weight::Normal pending=add.pending() />
                <a href=opened(None) data-noscroll="">"Close"</a>
            </div>
        </WriteForm>
    }
    .into_any()
}

#[component]
fn Line(comment: Comment, now: DateTime<Utc>, forms: Remarks) -> impl IntoView {
    let is_own = current_user().with_untracked(|viewer| viewer.id == comment.user);
    let edited = comment.edited_at.map(|_| ", changed");
    let body = comment.body.clone();
    let tools = is_own.then(|| view! { <Own id=comment.id body=comment.body forms=forms /> });
    view! {
        <li class="remarks__line">
            <p class="remarks__who">
                <b>{comment.by}</b>" "<span class="muted"><Ago at=comment.at now=now />{edited}</span>
            </p>
            <p class="remarks__body">{body}</p>
            {tools}
        </li>
    }
    .into_any()
}

/// What its writer may do with a comment.
#[component]
fn Own(id: CommentId, body: String, forms: Remarks) -> impl IntoView {
    let open = is_open("change", id.get());
    let delete = forms.delete;
    let begin: String = body.chars().take(40).collect();
    let hidden = vec![("form[id]", id.to_string())];
    view! {
        <div class="remarks__tools">
            <a class=Weight::Quiet.class() href=opened(Some(("change", id.get()))) data-noscroll=""
                aria-label=format!("Change the comment: {begin}")>"Change"</a>
            <WriteForm action=delete class="remarks__inline" hidden=hidden>
                <button class=Weight::Quiet.class() aria-label=format!("Delete the comment: {begin}")
                    disabled=move || delete.pending().get()>"Delete"</button>
            </WriteForm>
        </div>
        {move || open.get().then(|| view! { <Change id=id body=body.clone() forms=forms /> })}
    }
    .into_any()
}

#[component]
fn Change(id: CommentId, body: String, forms: Remarks) -> impl IntoView {
    let edit = forms.edit;
    let error = problem(edit);
    view! {
        <WriteForm action=edit hidden=vec![("form[id]", id.to_string())]>
            <FormProblem error=error />
            <TextArea label="Your comment" name="form[body]" id=FIELD value=body
                error=wrong(error, "body") />
            <div class="form__actions">
                <Submit text="Save comment" weight=Weight::Normal pending=edit.pending() />
                <a href=opened(None) data-noscroll="">"Close"</a>
            </div>
        </WriteForm>
    }
    .into_any()
}
