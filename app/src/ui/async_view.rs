//! The one place where a page waits for data or fails to get it.

use leptos::{either::Either, prelude::*};

use super::icon::{Glyph, Icon};
use crate::error::AppError;

/// Shows a skeleton at first, then the data, and what went wrong when there is none.
///
/// While a resource loads again the old content stays, so that live pages do not flicker:
///
/// ```ignore
/// let deals = Resource::new(move || live.get(), |_| list_deals());
/// view! { <AsyncView resource=deals let:data><DealTable deals=data /></AsyncView> }
/// ```
#[component]
pub fn AsyncView<T, Content, Show>(
    /// What is loaded.
    resource: Resource<Result<T, AppError>>,
    /// How many lines the skeleton has, so that nothing jumps when the data comes.
    #[prop(default = 6)]
    lines: usize,
    /// Draws the data.
    children: Show,
) -> impl IntoView
where
    T: Clone + Send + Sync + 'static,
    Content: IntoView + 'static,
    Show: Fn(T) -> Content + Clone + Send + 'static,
{
    let content = move || {
        let show = children.clone();
        Suspend::new(async move {
            match resource.await {
                // Erased here so that a page's type does not grow with every section on it.
                Ok(data) => Either::Left(show(data).into_any()),
                Err(error) => Either::Right(view! { <Problem error=error /> }),
            }
        })
    };
    view! {
        <Transition fallback=move || view! { <Skeleton lines=lines /> } strict=true>{content}</Transition>
    }
    .into_any()
}

/// What happened, why, and what to do.
#[component]
pub fn Problem(
    /// What went wrong.
    error: AppError,
) -> impl IntoView {
    #[cfg(feature = "ssr")]
    crate::server_ctx::answer_with(&error);
    let action = match error {
        AppError::SignedOut => Some(("/login", "Sign in")),
        AppError::NotFound | AppError::Forbidden(_) => Some(("/", "Back to my desk")),
        _ => None,
    };
    view! {
        <div class="problem" role="alert">
            <Icon glyph=Glyph::Warning />
            <p class="problem__text">{error.told()}</p>
            {action.map(|(href, text)| view! { <a class="button" href=href>{text}</a> })}
        </div>
    }
    .into_any()
}

/// Grey lines in the size of what will come.
#[component]
pub fn Skeleton(
    /// How many lines.
    #[prop(default = 6)]
    lines: usize,
) -> impl IntoView {
    let lines = (0..lines).map(|_| view! { <span class="skeleton__line"></span> }).collect_view();
    view! { <div class="skeleton" aria-busy="true" aria-label="Loading">{lines}</div> }
}
