// Writing paragraph by paragraph. Without it that is done by hand.
"use strict";

(() => {
  const places = () => [...document.querySelectorAll("[data-wording] [data-segment]")];

  // A place is as high as what is written in it, where the browser does not see to that itself.
  const fits = CSS.supports("field-sizing", "content");
  function grow(area) {
    if (fits) return;
    area.style.height = "auto";
    area.style.height = `${area.scrollHeight + 2}px`;
  }
  document.addEventListener("input", ({ target }) => { if (target.matches("[data-grows]")) grow(target); });

  document.addEventListener("keydown", (event) => {
    const form = event.target.closest?.("[data-wording]");
    if (!form || event.isComposing) return;
    if ((event.ctrlKey || event.metaKey) && event.key === "Enter") {
      event.preventDefault();
      form.querySelector("[data-saves]").click();
    }
    const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (by && event.altKey && event.target.matches("[data-segment]")) {
      event.preventDefault();
      const all = places();
      all[all.indexOf(event.target) + by]?.focus();
    }
  });

  const begin = () => document.querySelectorAll("[data-grows]").forEach(grow);
  document.addEventListener("htmx:after:swap", begin);
  begin();
})();
