// The forms of an open telegram: the first field has the focus, one is open at a time, Escape closes,
// and what is open is left alone when the page asks for itself again. Loaded once, whatever loads it.
"use strict";

if (!document.documentElement.dataset.sheet) {
  document.documentElement.dataset.sheet = "on";

  const kept = ".telegram details";

  document.addEventListener("toggle", (event) => {
    const fold = event.target;
    if (!fold.matches?.(kept)) return;
    fold.toggleAttribute("hx-morph-skip", fold.open);
    if (fold.open) fold.querySelector("textarea, select, input:not([type=hidden]):not([type=radio])")?.focus();
  }, true);

  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    for (const fold of document.querySelectorAll(".telegram details.deed[open]")) {
      fold.open = false;
      fold.querySelector("summary").focus();
    }
  });

  // What was asked in a dialog is done when its answer is the telegram; an answer that names its
  // own target (HX-Retarget) has it as words.
  document.addEventListener("htmx:after:swap", (event) => {
    const { sourceElement, target } = event.detail.ctx;
    const dialog = document.getElementById("dialog");
    const there = target === "#telegram" || target?.id === "telegram";
    if (dialog.open && there && dialog.contains(sourceElement)) dialog.close();
  });

  document.addEventListener("click", (event) => {
    for (const fold of document.querySelectorAll(".telegram details.deed[open]")) {
      if (!fold.contains(event.target)) fold.open = false;
    }
  });
}
