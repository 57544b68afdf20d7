//! `/web-forms/:id`: one form, the line that puts it into a site, and what was sent with it. Works without scripts.

use domain::ids::WebFormId;
use domain::journal::Entity;
use domain::web_form::{EntryStatus, WebFormPage as Data};
use leptos::prelude::*;
use leptos_router::hooks::{use_params_map, use_query_map};

use super::api::{SaveWebForm, TakeEntry, get_web_form};
use super::edit_form::EditForm;
use super::entries::{entries, summary};
use crate::query;
use crate::ui::{LinkButton, LiveView, PageHead, Panel, tell, use_live_of};

/// What this page shows, and so reads again.
const LIVE: &[Entity] = &[Entity::WebForm, Entity::Interaction];

/// The page; the address holds which entries.
#[component]
pub fn WebFormPage() -> impl IntoView {
    let (params, asked) = (use_params_map(), use_query_map());
    let which = Memo::new(move |_| {
        let id = params.with(|params| params.get_str("id").and_then(|id| id.parse().ok()));
        let (shown, below) =
            asked.with(|asked| (query::value(asked, "shown"), query::value(asked, "below")));
        let shown = EntryStatus::try_from(shown.as_str()).unwrap_or(EntryStatus::Taken);
        (id.unwrap_or(WebFormId(0)), shown, below.parse().ok())
    });
    let (save, take) = (ServerAction::<SaveWebForm>::new(), ServerAction::<TakeEntry>::new());
    tell(save);
    tell(take);
    let live = use_live_of(LIVE);
    let sent = move || save.version().get() + take.version().get();
    let form = Resource::new(
        move || (which.get(), live.get(), sent()),
        |((id, shown, below), ..)| get_web_form(id, shown, below),
    );
    view! {
        <LiveView resource=form title="Web form" lines=14 let:data>
            <Drawn data=data save=save take=take />
        </LiveView>
    }
}

#[component]
fn Drawn(
    data: Signal<Data>,
    save: ServerAction<SaveWebForm>,
    take: ServerAction<TakeEntry>,
) -> impl IntoView {
    let record = Memo::new(move |_| data.with(|page| (page.row.form.id, page.row.version)));
    let form = move || {
        record.track();
        let page = data.get_untracked();
        view! { <EditForm row=Some(page.row) parts=page.parts save=save /> }
    };
    view! {
        {move || data.with(head)}
        <div class="stack">
            {move || data.with(snippet)}
            {move || data.with(|page| entries(page, take))}
            {form}
        </div>
    }
}

fn head(page: &Data) -> AnyView {
    let open = format!("/form/{}", page.row.form.key);
    view! {
        <PageHead title=page.row.form.name.clone() subtitle=summary(page)>
            <LinkButton href=open text="See it" />
            <LinkButton href="/web-forms" text="All forms" />
        </PageHead>
    }
    .into_any()
}

/// The line that puts the form into a site.
fn snippet(page: &Data) -> AnyView {
    let (site, key) = (&page.site, &page.row.form.key);
    let title =
        page.row.form.title.replace('&', "&amp;").replace('"', "&quot;").replace('<', "&lt;");
    let code = format!(
        "<script src=\"{site}/form/embed.js\" data-form=\"{key}\" data-title=\"{title}\" async></script>\n\
         <noscript><iframe src=\"{site}/form/{key}\" title=\"{title}\" width=\"100%\" height=\"760\"></iframe></noscript>"
    );
    view! {
        <Panel title="On your site" note="Put this where the form should stand. It passes on utm_source, utm_medium and utm_campaign of the page's address.">
            <textarea class="input" id="snippet" aria-label="Code for your site" readonly rows="4">{code}</textarea>
        </Panel>
    }
    .into_any()
}
