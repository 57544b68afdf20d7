//! The settings of the lead score: numbers to type, a preview to look at, and only then a save.

use std::collections::BTreeMap;

use domain::access::{Action, refusal};
use domain::format;
use domain::scoring::{KnobSection, ScoringAsk, ScoringForm, ScoringPage as Data};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use leptos_router::params::ParamsMap;

use super::api::{SaveScoring, get_scoring};
use super::preview::PreviewPanel;
use super::run::RunPanel;
use crate::error::AppError;
use crate::session::current_user;
use crate::ui::{AsyncView, LinkButton, PageHead, Panel, Problem, TextField};

/// Where this page is.
pub(super) const PATH: &str = "/settings/scoring";

/// `/settings/scoring`, and with what was typed: `/settings/scoring?open=9&half_life_days=21`
#[component]
pub fn ScoringPage() -> impl IntoView {
    let viewer = current_user();
    if !viewer.with_untracked(|viewer| viewer.may(Action::ManageSettings)) {
        let role = viewer.with_untracked(|viewer| viewer.role);
        return view! {
            <PageHead title="Scoring" />
            <Problem error=AppError::Forbidden(refusal(role, Action::ManageSettings)) />
        }
        .into_any();
    }
    let params = use_query_map();
    let ask = Memo::new(move |_| params.with(ask_of));
    let save = ServerAction::<SaveScoring>::new();
    let page =
        Resource::new(move || (ask.get(), save.version().get()), |(ask, _)| get_scoring(ask));
    view! {
        <AsyncView resource=page lines=16 let:data>
            <Settings data=data save=save />
        </AsyncView>
    }
    .into_any()
}

/// What the address asks for.
fn ask_of(params: &ParamsMap) -> ScoringAsk {
    let mut ask = ScoringAsk::default();
    let mut points = BTreeMap::new();
    for (name, value) in params {
        match name.as_ref() {
            "start" => value.clone_into(&mut ask.start),
            "industries" => value.clone_into(&mut ask.form.industries),
            "countries" => value.clone_into(&mut ask.form.countries),
            _ => drop(points.insert(name.to_string(), value.to_owned())),
        }
    }
    ask.form.points = points;
    ask
}

#[component]
fn Settings(data: Data, save: ServerAction<SaveScoring>) -> impl IntoView {
    let subtitle = match &data.saved {
        Some(saved) => format!(
            "Version {}, saved by {} {}",
            saved.version,
            saved.by,
            format::ago(saved.at, data.now)
        ),
        None => "The defaults are in force".to_owned(),
    };
    let before = data.has_before.then(|| {
        view! { <LinkButton text="Version before" href=format!("{PATH}?start=before") /> }
    });
    let preview = data.preview.clone().map(|preview| {
        view! { <PreviewPanel preview=preview differences=data.differences.clone() form=data.form.clone() save=save /> }
    });
    let nothing = (preview.is_none() && data.errors.0.is_empty()).then(|| {
        view! { <p class="muted">"These are the rules in force. Change a number and look at what it would do."</p> }
    });
    view! {
        <PageHead title="Scoring" subtitle=subtitle>
            {before}
            <LinkButton text="Defaults" href=format!("{PATH}?start=defaults") />
        </PageHead>
        <div class="stack">
            <RunPanel />
            {data.learned.clone().map(|learned| view! { <p class="muted">{learned}</p> })}
            {preview}
            {nothing}
            <RulesForm data=data />
        </div>
    }
    .into_any()
}

/// All numbers in one form that puts them into the address: nothing is saved by it.
#[component]
fn RulesForm(data: Data) -> impl IntoView {
    let Data { sections, form, errors, .. } = data;
    let wrong = (!errors.0.is_empty()).then(|| {
        view! { <p class="form__problem" role="alert">"Some numbers need another look; nothing can be saved yet."</p> }
    });
    let sections = sections.into_iter().map(|section| view! { <Section section=section /> });
    let sections = sections.collect_view();
    view! {
        <form class="stack" method="get" action=PATH>
            {wrong}
            {sections}
            <Ideal form=form error=errors.get("industries").or(errors.get("countries")).map(str::to_owned) />
            <div class="form__actions">
                <button class="button is-primary" type="submit">"Preview"</button>
                <a class="button is-quiet" href=PATH>"Back to what is in force"</a>
            </div>
        </form>
    }
    .into_any()
}

#[component]
fn Section(section: KnobSection) -> impl IntoView {
    let fields = section
        .fields
        .into_iter()
        .map(|field| {
            let is_default = field.value == field.default.to_string();
            let hint = if is_default { String::new() } else { format!("Default {}", field.default) };
            view! {
                <TextField label=field.label name=field.key kind="number" value=field.value hint=hint error=field.error />
            }
        })
        .collect_view();
    view! {
        <Panel title=section.title note=section.note>
            <div class="knobs">{fields}</div>
        </Panel>
    }
}

/// Whom the points for industry and country go to.
#[component]
fn Ideal(form: ScoringForm, error: Option<String>) -> impl IntoView {
    view! {
        <Panel title="Who fits" note="Commas between names. Left empty, industry or country gives nobody points.">
            <div class="form__row">
                <TextField label="Industries" name="industries" value=form.industries error=error />
                <TextField label="Countries" name="countries" value=form.countries />
            </div>
        </Panel>
    }
}
