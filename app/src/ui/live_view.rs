//! For pages with forms: the data is drawn once and then kept fresh in place, so that nobody loses what they type.

use leptos::either::Either;
use leptos::prelude::*;
use leptos::reactive::computed::ScopedFuture;

use super::async_view::{Problem, Skeleton};
use super::page_head::PageHead;
use crate::error::AppError;

/// Shows a skeleton at first, then the data, and what went wrong when there is none.
///
/// `AsyncView` draws its content anew with all new data; this one draws it once and hands it a signal. Parts that
/// show data follow the signal, and forms stay as they are:
///
/// ```ignore
/// view! { <LiveView resource=lead let:data><LogForm />{move || view! { <Facts data=data.get() /> }}</LiveView> }
/// ```
#[component]
pub fn LiveView<T, Content, Show>(
    /// What is loaded.
    resource: Resource<Result<T, AppError>>,
    /// The head of the page where there is no data to head it; left out when the page has one of its own.
    #[prop(optional, into)]
    title: String,
    /// How many lines the skeleton has, so that nothing jumps when the data comes.
    #[prop(default = 6)]
    lines: usize,
    /// Draws the data.
    children: Show,
) -> impl IntoView
where
    T: Clone + PartialEq + Send + Sync + 'static,
    Content: IntoView + 'static,
    Show: Fn(Signal<T>) -> Content + Clone + Send + 'static,
{
    let latest = RwSignal::new(None::<T>);
    let failure = RwSignal::new(None::<AppError>);
    // Only where the first answer was a failure is the content drawn again. Drawing it twice otherwise would take
    // away what its parts still read.
    let drawing = RwSignal::new(0_u32);
    let began_badly = RwSignal::new(false);
    Effect::new(move |_| match resource.get() {
        Some(Ok(data)) => {
            failure.set(None);
            if began_badly.get_untracked() {
                began_badly.set(false);
                drawing.update(|count| *count += 1);
            } else if latest
                .with_untracked(|known| known.as_ref().is_some_and(|known| *known != data))
            {
                latest.set(Some(data));
            }
        }
        Some(Err(error)) => failure.set(Some(error)),
        None => {}
    });
    let content = move || {
        drawing.track();
        let show = children.clone();
        let title = title.clone();
        Suspend::new(ScopedFuture::new_untracked(async move {
            match resource.await {
                Ok(data) => {
                    latest.set(Some(data.clone()));
                    let signal =
                        Signal::derive(move || latest.get().unwrap_or_else(|| data.clone()));
                    // Erased here so that a page's type does not grow with every section on it.
                    Either::Left(show(signal).into_any())
                }
                Err(error) => {
                    began_badly.set(true);
                    let head = (!title.is_empty()).then(|| view! { <PageHead title=title /> });
                    Either::Right(view! { {head} <Problem error=error /> })
                }
            }
        }))
    };
    let problem = move || {
        let drawn = latest.with(Option::is_some);
        failure.get().filter(|_| drawn).map(|error| view! { <Problem error=error /> })
    };
    view! {
        {problem}
        <Transition fallback=move || view! { <Skeleton lines=lines /> } strict=true>{content}</Transition>
    }
}
