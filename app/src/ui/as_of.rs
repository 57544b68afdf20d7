//! Pages as they were: how a day is asked for, what says so, and what is shown where nothing can be known.
//!
//! The day is a plain form that puts itself into the address; nothing here needs scripts, and nothing is live.

use domain::as_of::{AsOf, FIELD, Past};
use domain::forms::FieldErrors;
use leptos::either::Either;
use leptos::prelude::*;

use super::async_view::AsyncView;
use super::field::TextField;
use super::page_head::PageHead;
use crate::error::AppError;
use crate::query;
use crate::session::current_user;

/// What a page of the past answers: what was known, or what is wrong with the day.
pub type Asked<T> = Result<Past<T>, FieldErrors>;

/// Parts an answer about the day from every other failure, so that the page can say it beside the field.
///
/// # Errors
/// Every other failure.
pub fn asked<T>(answer: Result<Past<T>, AppError>) -> Result<Asked<T>, AppError> {
    match answer {
        Err(AppError::Invalid(errors)) if errors.get(FIELD).is_some() => Ok(Err(errors)),
        other => other.map(Ok),
    }
}

/// A page that can be asked for as of a day: its path and what else stands in its address.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Place {
    /// The path.
    pub path: String,
    /// The other fields of its address; empty ones are left out.
    pub keep: Vec<(&'static str, String)>,
    /// The day or moment asked for, as it stands in the address; empty for today.
    pub as_of: String,
}

impl Place {
    fn today(&self) -> String {
        let pairs: Vec<(&'static str, &str)> =
            self.keep.iter().map(|(name, value)| (*name, value.as_str())).collect();
        query::href(&self.path, &pairs)
    }
}

/// "As of today", which opens the field for another day.
#[component]
pub fn AsOfControl(
    /// The page.
    place: Place,
) -> impl IntoView {
    view! {
        <details class="as-of">
            <summary class="button">"As of today"</summary>
            <DayForm place=place day=String::new() error=None />
        </details>
    }
    .into_any()
}

/// The field for a day, and the button that goes there.
#[component]
fn DayForm(place: Place, day: String, error: Option<String>) -> impl IntoView {
    let keep = place
        .keep
        .into_iter()
        .filter(|(_, value)| !value.is_empty())
        .map(|(name, value)| view! { <input type="hidden" name=name value=value /> })
        .collect_view();
    view! {
        <form class="as-of__form" method="get" action=place.path>
            {keep}
            <TextField label="As of" name=FIELD kind="date" value=day error=error required=true />
            <button type="submit" class="button">"Show"</button>
        </form>
    }
}

/// Which day is shown, how to see another one, and the way back.
#[component]
fn AsOfBar(place: Place, as_of: AsOf) -> impl IntoView {
    let zone = current_user().with_untracked(|viewer| viewer.zone.clone());
    let back = place.today();
    view! {
        <section class="as-of__bar" aria-label="As of">
            <p class="as-of__words">
                <strong>{format!("As of {}.", as_of.label(&zone))}</strong>
                " Nothing can be changed here. "
                <a href=back>"Back to today"</a>
            </p>
            <DayForm place=place day=as_of.day.to_string() error=None />
        </section>
    }
}

/// A day of which nothing can be known: what is wrong with it stands beside the field.
#[component]
fn WrongDay(place: Place, title: String, errors: FieldErrors) -> impl IntoView {
    let head = (!title.is_empty()).then(|| view! { <PageHead title=title /> });
    let back = place.today();
    let day = place.as_of.clone();
    let message = errors.get(FIELD).map(str::to_owned);
    view! {
        {head}
        <section class="as-of__bar" aria-label="As of">
            <p class="as-of__words"><a href=back>"Back to today"</a></p>
            <DayForm place=place day=day error=message />
        </section>
    }
}

/// What was known, and the bar that says of which moment; it stands below the page's head.
pub struct Seen<T> {
    /// What was known.
    pub past: Past<T>,
    /// Which day is shown, how to see another one, and the way back.
    pub bar: AnyView,
}

/// What a page shows of a moment, with the bar that says so.
#[component]
pub fn PastView<T, Content, Show>(
    /// What is loaded.
    resource: Resource<Result<Asked<T>, AppError>>,
    /// The page, as it is asked for now.
    place: Signal<Place>,
    /// The head of the page where there is nothing to head it; left out when the page has one of its own.
    #[prop(optional, into)]
    title: String,
    /// Draws what was known.
    children: Show,
) -> impl IntoView
where
    T: Clone + Send + Sync + 'static,
    Content: IntoView + 'static,
    Show: Fn(Seen<T>) -> Content + Clone + Send + 'static,
{
    view! {
        <AsyncView resource=resource lines=14 let:answer>
            {
                let place = place.get_untracked();
                match answer {
                    Ok(past) => {
                        let bar = view! { <AsOfBar place=place as_of=past.as_of /> }.into_any();
                        Either::Left(children(Seen { past, bar }))
                    }
                    Err(errors) => Either::Right(view! {
                        <WrongDay place=place title=title.clone() errors=errors />
                    }),
                }
            }
        </AsyncView>
    }
    .into_any()
}

/// What a page of the past cannot show or takes from today, said once.
#[component]
pub fn PastNote(
    /// The sentences.
    #[prop(into)]
    text: String,
) -> impl IntoView {
    view! { <p class="as-of__note">{text}</p> }
}
