//! A range input that says its value beside itself.

use leptos::prelude::*;

use super::field::control_id;

/// A labelled slider over a signal; `show` writes the value for people.
#[component]
pub fn Slider(
    /// What it changes: "Win rate".
    #[prop(into)]
    label: String,
    /// The name of the control.
    #[prop(into)]
    name: String,
    /// The value it reads and writes.
    value: RwSignal<i32>,
    /// The lowest value.
    min: i32,
    /// The highest value.
    max: i32,
    /// One step of the slider.
    #[prop(default = 1)]
    step: i32,
    /// How a value is written: "+10 %".
    show: fn(i32) -> String,
) -> impl IntoView {
    let id = control_id(&name);
    let read = move |event| {
        if let Ok(number) = event_target_value(&event).parse() {
            value.set(number);
        }
    };
    view! {
        <div class="slider">
            <label class="slider__label" for=id.clone()>{label}</label>
            <output class="slider__value" for=id.clone()>{move || show(value.get())}</output>
            <input class="slider__input" type="range" id=id name=name min=min max=max step=step
                prop:value=move || value.get().to_string() value=value.get_untracked()
                aria-valuetext=move || show(value.get()) on:input=read />
        </div>
    }
    .into_any()
}
