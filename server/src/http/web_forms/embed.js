// Puts a form into the page after this script, and tells it what the page's address says of where the visitor came from.
(() => {
  const script = document.currentScript;
  const asked = new URLSearchParams(location.search);
  const told = new URLSearchParams({ page: location.origin + location.pathname });
  for (const name of ["utm_source", "utm_medium", "utm_campaign"]) {
    if (asked.get(name)) told.set(name, asked.get(name));
  }
  const frame = document.createElement("iframe");
  frame.src = new URL(`${script.dataset.form}?${told}`, script.src).href;
  frame.title = script.dataset.title;
  frame.width = "100%";
  frame.height = "760";
  frame.style.border = "0";
  script.after(frame);
})();
