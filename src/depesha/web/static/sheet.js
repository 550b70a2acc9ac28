// The forms of an open telegram: the first field has the focus, one is open at a time, Escape closes,
// and what is open is left alone when the page asks for itself again. Loaded once, whatever loads it.
"use strict";

if (!document.documentElement.dataset.sheet) {
  document.documentElement.dataset.sheet = "on";

  const kept = ".telegram details";

  // A form begins beneath its button; how far it may reach is the style's business.
  function hang(fold) {
    const strip = fold.closest(".strip");
    const form = fold.querySelector(":scope > form, :scope > .more-deeds");
    if (!strip || !form) return;
    const from = fold.getBoundingClientRect().left - strip.getBoundingClientRect().left;
    form.style.setProperty("--from", `${Math.round(from)}px`);
  }

  document.addEventListener("toggle", (event) => {
    const fold = event.target;
    if (!fold.matches?.(kept)) return;
    fold.toggleAttribute("hx-morph-skip", fold.open);
    if (!fold.open) return;
    hang(fold);
    fold.querySelector("textarea, select, input:not([type=hidden]):not([type=radio])")?.focus();
  }, true);

  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    for (const fold of document.querySelectorAll(".telegram details.deed[open]")) {
      fold.open = false;
      fold.querySelector("summary").focus();
    }
  });

  // Where the station sends an answer elsewhere than was asked (HX-Retarget), it is a selector.
  const whither = ({ target }) => typeof target === "string" ? document.querySelector(target) : target;

  // What was asked in a dialog is done when its answer is the telegram; an answer that names its
  // own target has it as words. The button that was pressed is gone then, and the focus with it:
  // whoever goes on by keys goes on at the telegram.
  document.addEventListener("htmx:after:swap", (event) => {
    const { ctx } = event.detail;
    const dialog = document.getElementById("dialog");
    if (whither(ctx)?.id !== "telegram") return;
    if (dialog.open && dialog.contains(ctx.sourceElement)) dialog.close();
    if (ctx.request?.method === "POST") setTimeout(() => {
      const focused = document.activeElement;
      if (focused === document.body || !focused.checkVisibility()) document.querySelector("#telegram > .strip")?.focus();
    });
  });

  document.addEventListener("click", (event) => {
    for (const fold of document.querySelectorAll(".telegram details.deed[open]")) {
      if (!fold.contains(event.target)) fold.open = false;
    }
  });
}
