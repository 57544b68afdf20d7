//! One stage in the form of its pipeline.

use domain::format;
use domain::guards::Guard;
use domain::opportunity::{Stage, StageKind};
use domain::pipeline::StageRow;
use leptos::prelude::*;

use crate::error::AppError;
use crate::ui::{Choice, SelectField, TextArea, TextField, typed};

type Error = Signal<Option<AppError>>;

/// What is wrong with a field of the stage `key`.
fn wrong(error: Error, key: &str, field: &str) -> Signal<Option<String>> {
    let name = format!("{key}-{field}");
    Signal::derive(move || error.with(|error| error.as_ref()?.field(&name)))
}

fn named(key: &str, field: &str) -> String {
    format!("form[stages][{key}][{field}]")
}

/// Place, name, chance and days; criteria, checks and the way out in a fold.
#[component]
pub fn StageLine(
    /// The stage with what stands in it.
    line: StageRow,
    /// Where its deals can go.
    to: Vec<Choice>,
    /// What went wrong.
    error: Error,
) -> impl IntoView {
    let StageRow { stage, deals } = line;
    let key = stage.id.to_string();
    let is_open = stage.kind == StageKind::Open;
    let basics = basics(&key, &stage, error);
    let told = match stage.kind {
        StageKind::Open => {
            let deals = format::plural(deals.unsigned_abs(), "deal", "deals");
            format!("{deals} · {}", rules(&stage))
        }
        StageKind::Won => "Deals end here as won".to_owned(),
        StageKind::Lost => "Deals end here as lost".to_owned(),
    };
    let open = {
        let key = key.clone();
        move || {
            ["entry", "exit", "to"].iter().any(|field| wrong(error, &key, field).get().is_some())
        }
    };
    let checks = is_open.then(|| checks(&key, &stage.guards));
    let removal = is_open.then(|| removal(&key, &stage.name, deals, to, error));
    view! {
        <li class="stage-list__item">
            {basics}
            <details class="fold" open=open>
                <summary>{told}</summary>
                <div class="form__row">
                    <TextArea label="In when" name=named(&key, "entry") value=stage.entry_criteria.join("\n")
                        hint="One criterion a line" error=wrong(error, &key, "entry") />
                    <TextArea label="On when" name=named(&key, "exit") value=stage.exit_criteria.join("\n")
                        hint="One criterion a line" error=wrong(error, &key, "exit") />
                </div>
                {checks}
                {removal}
            </details>
        </li>
    }
    .into_any()
}

/// "2 criteria, 1 check".
fn rules(stage: &Stage) -> String {
    let criteria = stage.entry_criteria.len() + stage.exit_criteria.len();
    let criteria = format::plural(criteria as u64, "criterion", "criteria");
    let checks = format::plural(stage.guards.len() as u64, "check", "checks");
    format!("{criteria}, {checks}")
}

fn basics(key: &str, stage: &Stage, error: Error) -> AnyView {
    let is_open = stage.kind == StageKind::Open;
    let percent = (stage.default_probability.bp() / 100).to_string();
    let (place, days) = (stage.position.to_string(), stage.normal_dwell_days.to_string());
    let of = |text: &str| format!("{text} of {}", stage.name);
    view! {
        <div class="stage-list__row">
            {is_open.then(|| view! {
                <TextField label="Place" name=named(key, "place") value=place kind="number" error=wrong(error, key, "place") />
            })}
            {(!is_open).then(|| view! { <input type="hidden" name=named(key, "place") value="0" /> })}
            <TextField label=of("Name") name=named(key, "name") value=stage.name.clone() required=true
                error=wrong(error, key, "name") />
            {is_open.then(|| view! {
                <TextField label="Chance, %" name=named(key, "chance") value=percent kind="number"
                    error=wrong(error, key, "chance") />
                <TextField label="Usual days" name=named(key, "days") value=days kind="number"
                    error=wrong(error, key, "days") />
            })}
        </div>
    }
    .into_any()
}

fn checks(key: &str, set: &[Guard]) -> AnyView {
    let check = |guard: &Guard| {
        let name = format!("form[stages][{key}][checks][{}]", guard.as_str());
        let checked = typed(&name).map_or(set.contains(guard), |sent| !sent.is_empty());
        view! {
            <label class="check">
                <input type="checkbox" name=name value="true" checked=checked />
                <span>{guard.label()}</span>
            </label>
        }
    };
    view! {
        <fieldset class="stage-list__checks">
            <legend class="field__label">"Checked before a deal goes on"</legend>
            {Guard::ALL.iter().map(check).collect_view()}
        </fieldset>
    }
    .into_any()
}

fn removal(key: &str, stage: &str, deals: i64, to: Vec<Choice>, error: Error) -> AnyView {
    let name = named(key, "remove");
    let checked = typed(&name).is_some_and(|sent| !sent.is_empty());
    let choices = std::iter::once(Choice::new("", "Choose a stage")).chain(to).collect::<Vec<_>>();
    let where_to = (deals > 0).then(|| {
        let label = format!("Its {} to", format::plural(deals.unsigned_abs(), "deal goes", "deals go"));
        view! {
            <SelectField label=label name=named(key, "to") choices=choices error=wrong(error, key, "to") />
        }
    });
    view! {
        <div class="form__row">
            <label class="check">
                <input type="checkbox" name=name value="true" checked=checked />
                <span>{format!("Remove {stage}")}</span>
            </label>
            {where_to}
        </div>
    }
    .into_any()
}

/// A stage to be added; nothing when it has no name.
#[component]
pub fn NewStage(
    /// Where it goes when nothing else is said.
    place: usize,
    /// What went wrong.
    error: Error,
) -> impl IntoView {
    view! {
        <li class="stage-list__item">
            <div class="stage-list__row">
                <TextField label="Place" name=named("new", "place") value=place.to_string() kind="number"
                    error=wrong(error, "new", "place") />
                <TextField label="Name of a new stage" name=named("new", "name") error=wrong(error, "new", "name") />
                <TextField label="Chance, %" name=named("new", "chance") value="20" kind="number"
                    error=wrong(error, "new", "chance") />
                <TextField label="Usual days" name=named("new", "days") value="14" kind="number"
                    error=wrong(error, "new", "days") />
            </div>
        </li>
    }
    .into_any()
}
