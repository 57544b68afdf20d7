//! A web form as HTML: what visitors of other sites see.

use domain::forms::{FieldErrors, Visit};
use services::web_forms::Public;

use crate::http::assets;
use crate::http::refusal::escape;

/// The form, with what was typed and what is wrong with it.
pub fn form(form: &Public, key: &str, visit: &Visit, wrong: &FieldErrors) -> String {
    let hidden = [
        ("drawn", form.drawn.as_str()),
        ("page", &visit.page),
        ("utm_source", &visit.utm_source),
        ("utm_medium", &visit.utm_medium),
        ("utm_campaign", &visit.utm_campaign),
    ];
    let hidden = hidden
        .map(|(name, value)| {
            format!("<input type=\"hidden\" name=\"{name}\" value=\"{}\">", escape(value))
        })
        .concat();
    let line =
        |label, name, kind, fill, value: &str| Line { label, name, kind, fill, value }.html(wrong);
    let lines = [
        line("Name", "name", "text", "name", &visit.name),
        line("Mail address", "email", "email", "email", &visit.email),
        line("Phone (if you like)", "phone", "tel", "tel", &visit.phone),
        line("Company (if you like)", "company", "text", "organization", &visit.company),
    ]
    .concat();
    let problem = wrong.get("form").map_or_else(String::new, |text| {
        format!("<p class=\"notice is-bad\" role=\"alert\">{}</p>", escape(text))
    });
    let message = Around { label: "Message (if you like)", name: "message" }.html(
        wrong,
        &format!(
            "<textarea class=\"input\" id=\"message\" name=\"message\" rows=\"4\"{}>{}</textarea>",
            described("message", wrong),
            escape(&visit.message)
        ),
    );
    let checked = if visit.consent { " checked" } else { "" };
    let refused = said_wrong("consent", wrong);
    document(
        &form.title,
        &format!(
            "<form class=\"login__form\" method=\"post\" action=\"/form/{key}\" novalidate>{problem}{hidden}{lines}{message}\
             <div class=\"visually-hidden\" aria-hidden=\"true\"><label for=\"website\">Leave this empty</label>\
             <input id=\"website\" name=\"website\" tabindex=\"-1\" autocomplete=\"off\"></div>\
             <div class=\"field\"><label class=\"check\"><input type=\"checkbox\" name=\"consent\" value=\"true\"{checked}{}>\
             <span>{}</span></label>{refused}</div>\
             <button class=\"button is-primary\" type=\"submit\">Send</button></form>",
            described("consent", wrong),
            escape(&form.consent),
            key = escape(key),
        ),
    )
}

/// A page that says one thing.
pub fn said(title: &str, text: &str) -> String {
    document(title, &format!("<p class=\"login__text\" role=\"status\">{}</p>", escape(text)))
}

struct Line<'a> {
    label: &'a str,
    name: &'a str,
    kind: &'a str,
    fill: &'a str,
    value: &'a str,
}

impl Line<'_> {
    fn html(&self, wrong: &FieldErrors) -> String {
        let Self { label, name, kind, fill, value } = self;
        let control = format!(
            "<input class=\"input\" id=\"{name}\" name=\"{name}\" type=\"{kind}\" autocomplete=\"{fill}\" \
             value=\"{}\"{}>",
            escape(value),
            described(name, wrong)
        );
        Around { label, name }.html(wrong, &control)
    }
}

/// Label and error around a control, as the product's own forms have them.
struct Around<'a> {
    label: &'a str,
    name: &'a str,
}

impl Around<'_> {
    fn html(&self, wrong: &FieldErrors, control: &str) -> String {
        let Self { label, name } = self;
        let class = if wrong.get(name).is_some() { "field has-error" } else { "field" };
        let error = said_wrong(name, wrong);
        format!(
            "<div class=\"{class}\"><label class=\"field__label\" for=\"{name}\">{label}</label>{control}{error}</div>"
        )
    }
}

fn said_wrong(name: &str, wrong: &FieldErrors) -> String {
    wrong.get(name).map_or_else(String::new, |text| {
        format!("<p class=\"field__error\" id=\"{name}-error\">{}</p>", escape(text))
    })
}

fn described(name: &str, wrong: &FieldErrors) -> String {
    if wrong.get(name).is_none() {
        return String::new();
    }
    format!(" aria-invalid=\"true\" aria-describedby=\"{name}-error\"")
}

fn document(title: &str, body: &str) -> String {
    let css = assets::names().css;
    let title = escape(title);
    format!(
        "<!DOCTYPE html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>{title}</title>\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\
         <meta name=\"color-scheme\" content=\"light dark\"><link rel=\"stylesheet\" href=\"{css}\"></head>\
         <body><main class=\"login\"><h1 class=\"login__title\">{title}</h1>{body}</main></body></html>"
    )
}
