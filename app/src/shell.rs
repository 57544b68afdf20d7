//! The document around every page, and the frame of navigation around every page of a signed-in person.
//!
//! The document is written by the server only; the browser takes over inside its body. Navigation is plain links
//! and forms, so that it works before, and without, the page's code.

use std::iter;

use domain::session::{Theme, Viewer};
use leptos::form::ActionForm;
use leptos::prelude::*;
use leptos_meta::MetaTags;
use leptos_router::hooks::use_location;
use leptos_router::location::RequestUrl;

use crate::{
    assets::{AssetNames, asset_names},
    journal::{DeleteRefused, provide_reversals},
    lazy::Group,
    navigation::{BottomNavigation, Counts, SideNavigation},
    search::{Overlay, Overlays, SearchButton},
    session::api::SetSidebar,
    ui::{
        Avatar, Glyph, Icon, ToastRegion, close_popovers_on_leave, forget_returned, listen_live,
        provide_toasts, refused_page, returned_notice,
    },
};

/// Where the forms of the frame post to.
const SIGN_OUT: &str = "/api/session/sign_out";
const SET_THEME: &str = "/api/session/set_theme";

/// The HTML document around `app`. Reads the asset names and the theme from the context.
pub fn shell(app: impl IntoView + 'static) -> impl IntoView {
    let theme = use_context::<Theme>().unwrap_or(Theme::Auto);
    let AssetNames { js, wasm, css, font, groups } = asset_names();
    let address = use_context::<RequestUrl>().and_then(|url| url.parse().ok());
    let group = address
        .and_then(|address| Group::of(address.path()))
        .and_then(|group| groups.get(group.as_str()).cloned());
    let start = start(&js, &wasm, group.as_deref());
    view! {
        <!DOCTYPE html>
        <html lang="en" data-theme=theme.as_str()>
            <head>
                <meta charset="utf-8" />
                <meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover" />
                <meta name="color-scheme" content="light dark" />
                <link rel="preload" href=font r#as="font" r#type="font/woff2" crossorigin="anonymous" />
                <link rel="stylesheet" href=css />
                <link rel="icon" href="/favicon.svg" r#type="image/svg+xml" />
                <link rel="modulepreload" href=js nonce=leptos::nonce::use_nonce() />
                <script type="module" nonce=leptos::nonce::use_nonce()>{start}</script>
                <MetaTags />
            </head>
            <body>{app}</body>
        </html>
    }
}

/// The script that makes the page answer: fetched after the page has been painted, because on a slow line the code
/// would take its turn from what is read first. A page nobody looks at is not painted, and does not wait for it.
fn start(js: &str, wasm: &str, group: Option<&str>) -> String {
    let code: Vec<&str> = iter::once(wasm).chain(group).collect();
    format!(
        r#"{}await new Promise((go) => {{
  requestAnimationFrame(() => setTimeout(go));
  setTimeout(go, 500);
}});
for (const href of {code:?}) {{
  const link = document.createElement("link");
  document.head.append(Object.assign(link, {{ rel: "preload", as: "fetch", crossOrigin: "anonymous", href }}));
}}
const {{ default: init, hydrate }} = await import({js:?});
await init({{ module_or_path: {wasm:?} }});
await hydrate();"#,
        stand_on_page()
    )
}

/// The page of a form that was refused comes from the form's own address: the browser is told where it stands.
fn stand_on_page() -> String {
    refused_page()
        .map_or_else(String::new, |page| format!("history.replaceState(null, \"\", {page:?});\n"))
}

/// What the form before this page did, said once; the same as a message where the page's code sends the form.
#[component]
fn ReturnedNotice() -> impl IntoView {
    let location = use_location();
    Effect::watch(
        move || (location.pathname.get(), location.search.get()),
        |_, _, _| forget_returned(),
        false,
    );
    let notice = returned_notice();
    move || {
        notice.get().map(|notice| {
            let undo = notice.unit.map(|unit| format!("/journal/{unit}"));
            view! {
                <p class="notice is-good" role="status">
                    <span class="notice__text">{notice.text}</span>
                    {undo.map(|href| view! { <a href=href>"Undo"</a> })}
                </p>
            }
        })
    }
}

/// Navigation, live updates and messages around a page.
#[component]
pub fn AppShell(
    /// Who is signed in.
    #[prop(into)]
    viewer: Signal<Viewer>,
    /// The page.
    children: Children,
) -> impl IntoView {
    provide_toasts();
    provide_reversals();
    listen_live();
    close_popovers_on_leave();
    let desk = move || viewer.with(Viewer::desk);
    let narrow = RwSignal::new(viewer.with_untracked(|viewer| viewer.preferences.narrow_sidebar));
    let open = RwSignal::new(None::<Overlay>);
    let counts = Counts::new(viewer);
    view! {
        <a class="skip-link" href="#main">"Skip to content"</a>
        <div class="shell" class:is-narrow=move || narrow.get()>
            <aside class="sidebar">
                <div class="sidebar__head">
                    <a class="sidebar__mark" href=desk>
                        <Mark />
                        <span class="sidebar__name">"Rainmaker"</span>
                    </a>
                    <SidebarSwitch narrow=narrow />
                </div>
                <SearchButton open=open class="search" />
                <SideNavigation viewer=viewer counts=counts />
                <UserMenu viewer=viewer />
            </aside>
            <header class="topbar">
                <SearchButton open=open class="topbar__search" />
                <UserMenu viewer=viewer />
            </header>
            <main class="main" id="main" tabindex="-1">
                <ReturnedNotice />
                <DeleteRefused />
                {children()}
            </main>
            <BottomNavigation viewer=viewer counts=counts />
        </div>
        <ToastRegion />
        <Overlays open=open viewer=viewer />
    }
}

/// Makes the sidebar narrow or wide. The page's code does it at once, and the server keeps it.
#[component]
fn SidebarSwitch(narrow: RwSignal<bool>) -> impl IntoView {
    let set = ServerAction::<SetSidebar>::new();
    let label = move || if narrow.get() { "Widen the sidebar" } else { "Narrow the sidebar" };
    let glyph = move || {
        let glyph = if narrow.get() { Glyph::PanelOpen } else { Glyph::PanelClose };
        view! { <Icon glyph=glyph /> }
    };
    let value = move || if narrow.get() { "false" } else { "true" };
    // The form takes its fields before it is heard here.
    let on_submit = move |_| narrow.update(|narrow| *narrow = !*narrow);
    view! {
        <ActionForm action=set attr:class="sidebar__switch" on:submit=on_submit>
            <button class="button is-quiet is-icon" name="narrow" value=value aria-label=label title=label>{glyph}</button>
        </ActionForm>
    }
    .into_any()
}

/// Account, theme and sign-out behind the person's name.
#[component]
fn UserMenu(viewer: Signal<Viewer>) -> impl IntoView {
    let name = move || viewer.with(|viewer| viewer.name.clone());
    let role = move || viewer.with(|viewer| viewer.role.label());
    view! {
        <details class="user-menu" name="popover">
            <summary class="user-menu__open">
                {move || view! { <Avatar name=name() /> }}
                <span class="user-menu__words">
                    <span class="user-menu__name">{name}</span>
                    <span class="user-menu__role">{role}</span>
                </span>
            </summary>
            <div class="menu__body">
                <a class="menu__item" href="/account"><Icon glyph=Glyph::User />"Account and sessions"</a>
                <ThemeSwitch viewer=viewer />
                <form method="post" action=SIGN_OUT>
                    <button class="menu__item"><Icon glyph=Glyph::Logout />"Sign out"</button>
                </form>
            </div>
        </details>
    }
    .into_any()
}

/// Light, dark or as the device: three buttons of one form.
#[component]
fn ThemeSwitch(viewer: Signal<Viewer>) -> impl IntoView {
    let button = move |theme: Theme| {
        let glyph = match theme {
            Theme::Auto => Glyph::Auto,
            Theme::Light => Glyph::Sun,
            Theme::Dark => Glyph::Moon,
        };
        let pressed =
            move || if viewer.with(|viewer| viewer.theme == theme) { "true" } else { "false" };
        view! {
            <button class="theme-switch__button" name="theme" value=theme.as_str() aria-pressed=pressed
                aria-label=theme.label() title=theme.label()>
                <Icon glyph=glyph />
            </button>
        }
    };
    view! {
        <form class="theme-switch" method="post" action=SET_THEME>
            <span class="theme-switch__label">"Theme"</span>
            {Theme::ALL.iter().copied().map(button).collect_view()}
        </form>
    }
}

/// The product's mark: rain that is also a row of bars.
#[component]
pub fn Mark() -> impl IntoView {
    view! {
        <svg class="mark" viewBox="0 0 32 32" width="22" height="22" aria-hidden="true">
            <rect class="mark__ground" width="32" height="32" rx="7" />
            <path class="mark__rain" d="M8.5 15.5v7M13.5 11v6M13.5 21.5v1M18.5 7.5v8M18.5 20v2.5M23.5 12.5v10" />
        </svg>
    }
}
