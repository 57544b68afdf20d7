//! Labelled controls of forms, with their hint and their error beside them. They work without scripts.

use leptos::prelude::*;

use super::returned::typed;

/// One choice of a select.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice {
    /// What the form sends.
    pub value: String,
    /// What is read.
    pub label: String,
}

impl Choice {
    /// A choice from anything that reads as text.
    pub fn new(value: impl ToString, label: impl ToString) -> Self {
        Self { value: value.to_string(), label: label.to_string() }
    }
}

/// The id of a control from its form name: `form[close_on]` becomes `form-close_on`.
#[must_use]
pub fn control_id(name: &str) -> String {
    name.split(['[', ']']).filter(|part| !part.is_empty()).collect::<Vec<_>>().join("-")
}

/// The ids a control points to with `aria-describedby`, where there is a hint or an error.
#[must_use]
pub fn described_by(id: &str, hint: &str, error: Option<&str>) -> Option<String> {
    let hint = (!hint.is_empty()).then(|| format!("{id}-hint"));
    let error = error.map(|_| format!("{id}-error"));
    let ids = error.into_iter().chain(hint).collect::<Vec<_>>();
    (!ids.is_empty()).then(|| ids.join(" "))
}

/// The same as it changes with the error, which may come while somebody types: a control is never drawn anew.
fn describes(
    id: &str,
    hint: &str,
    error: MaybeProp<String>,
) -> impl Fn() -> Option<String> + use<> {
    let (id, hint) = (id.to_owned(), hint.to_owned());
    move || described_by(&id, &hint, error.get().as_deref())
}

/// Label, hint and error around any control; the control itself carries `id` and `aria-describedby`.
#[component]
pub fn Field(
    /// The control's id, which the label points to.
    #[prop(into)]
    id: String,
    /// What to fill in.
    #[prop(into)]
    label: String,
    /// Help that is always shown.
    #[prop(optional, into)]
    hint: String,
    /// What is wrong and what to do.
    #[prop(optional, into)]
    error: MaybeProp<String>,
    /// The control.
    children: Children,
) -> impl IntoView {
    let hint_id = format!("{id}-hint");
    let error_id = format!("{id}-error");
    let hint = (!hint.is_empty()).then(|| view! { <p class="field__hint" id=hint_id>{hint}</p> });
    let message = move || {
        let id = error_id.clone();
        error.get().map(|text| view! { <p class="field__error" id=id>{text}</p> })
    };
    view! {
        <div class="field" class:has-error=move || error.get().is_some()>
            <label class="field__label" for=id>{label}</label>
            {children()}
            {message}
            {hint}
        </div>
    }
    .into_any()
}

/// A one-line input: text, email, password, number, date, search.
#[component]
pub fn TextField(
    /// What to fill in.
    #[prop(into)]
    label: String,
    /// The name the form sends, such as `form[amount]`.
    #[prop(into)]
    name: String,
    /// The value at first.
    #[prop(optional, into)]
    value: String,
    /// The input's type; text when not given.
    #[prop(default = "text")]
    kind: &'static str,
    /// Help that is always shown.
    #[prop(optional, into)]
    hint: String,
    /// What is wrong and what to do.
    #[prop(optional, into)]
    error: MaybeProp<String>,
    /// Whether it must be filled in.
    #[prop(optional)]
    required: bool,
    /// What browsers and password managers may fill in.
    #[prop(optional, into)]
    autocomplete: String,
    /// An id, where the same name stands twice on a page.
    #[prop(optional, into)]
    id: String,
) -> impl IntoView {
    let id = if id.is_empty() { control_id(&name) } else { id };
    let value = typed(&name).unwrap_or(value);
    let described = describes(&id, &hint, error);
    let invalid = move || error.get().is_some().then_some("true");
    let autocomplete = (!autocomplete.is_empty()).then_some(autocomplete);
    let input = view! {
        <input class="input" type=kind id=id.clone() name=name value=value required=required
            autocomplete=autocomplete aria-describedby=described aria-invalid=invalid />
    };
    view! { <Field id=id label=label hint=hint error=error>{input}</Field> }
}

/// A text of several lines.
#[component]
pub fn TextArea(
    /// What to fill in.
    #[prop(into)]
    label: String,
    /// The name the form sends.
    #[prop(into)]
    name: String,
    /// The text at first.
    #[prop(optional, into)]
    value: String,
    /// Help that is always shown.
    #[prop(optional, into)]
    hint: String,
    /// What is wrong and what to do.
    #[prop(optional, into)]
    error: MaybeProp<String>,
    /// Whether it must be filled in.
    #[prop(optional)]
    required: bool,
    /// An id, where the same name stands twice on a page.
    #[prop(optional, into)]
    id: String,
) -> impl IntoView {
    let id = if id.is_empty() { control_id(&name) } else { id };
    let value = typed(&name).unwrap_or(value);
    let described = describes(&id, &hint, error);
    let invalid = move || error.get().is_some().then_some("true");
    let input = view! {
        <textarea class="input" rows="3" id=id.clone() name=name required=required
            aria-describedby=described aria-invalid=invalid>{value}</textarea>
    };
    view! { <Field id=id label=label hint=hint error=error>{input}</Field> }
}

/// One of several choices.
#[component]
pub fn SelectField(
    /// What to choose.
    #[prop(into)]
    label: String,
    /// The name the form sends.
    #[prop(into)]
    name: String,
    /// The choices, in order.
    choices: Vec<Choice>,
    /// The value chosen at first.
    #[prop(optional, into)]
    value: String,
    /// Help that is always shown.
    #[prop(optional, into)]
    hint: String,
    /// What is wrong and what to do.
    #[prop(optional, into)]
    error: MaybeProp<String>,
    /// An id, where the same name stands twice on a page.
    #[prop(optional, into)]
    id: String,
) -> impl IntoView {
    let id = if id.is_empty() { control_id(&name) } else { id };
    let value = typed(&name).unwrap_or(value);
    let described = describes(&id, &hint, error);
    let invalid = move || error.get().is_some().then_some("true");
    let options = choices
        .into_iter()
        .map(|choice| {
            let selected = choice.value == value;
            view! { <option value=choice.value selected=selected>{choice.label}</option> }
        })
        .collect_view();
    let select = view! {
        <select class="input" id=id.clone() name=name aria-describedby=described aria-invalid=invalid>
            {options}
        </select>
    };
    view! { <Field id=id label=label hint=hint error=error>{select}</Field> }
}

/// Something that is so or not.
#[component]
pub fn CheckField(
    /// What holds when it is ticked.
    #[prop(into)]
    label: String,
    /// The name the form sends, with the value `true`; nothing is sent where it is not ticked.
    name: &'static str,
    /// Whether it is ticked at first.
    checked: bool,
) -> impl IntoView {
    let checked = typed(name).map_or(checked, |sent| !sent.is_empty());
    view! {
        <label class="check">
            <input type="checkbox" name=name value="true" checked=checked />
            <span>{label}</span>
        </label>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_come_from_form_names() {
        assert_eq!(control_id("form[close_on]"), "form-close_on");
        assert_eq!(control_id("email"), "email");
    }

    #[test]
    fn a_control_points_to_its_error_before_its_hint() {
        assert_eq!(described_by("a", "h", Some("e")).as_deref(), Some("a-error a-hint"));
        assert_eq!(described_by("a", "", None), None);
    }
}
