// Forms: what was typed and not sent is not left unasked; and buttons that copy.
"use strict";

(() => {
  const words = window.depesha.words;
  const changed = new WeakSet();

  const guarded = () => [...document.querySelectorAll("form[data-guard]")].some((form) => changed.has(form));

  document.addEventListener("input", (event) => {
    const form = event.target.form;
    if (form?.matches("[data-guard]")) changed.add(form);
  });
  document.addEventListener("submit", (event) => {
    if (!event.defaultPrevented || event.target.matches("[hx-post]")) changed.delete(event.target);
  });
  // What was refused, or waits until its holder has said that he is there, is not kept yet.
  document.addEventListener("htmx:after:request", ({ detail: { ctx } }) => {
    const form = ctx.sourceElement?.closest("form[data-guard]");
    if (form?.isConnected && ctx.response && !ctx.response.raw.ok) changed.add(form);
  });
  const unsaved = () => document.querySelectorAll("form[data-guard][data-not-kept]").forEach((form) => changed.add(form));
  document.addEventListener("htmx:after:swap", unsaved);
  unsaved();
  // Another script has kept what was typed (a draft that saves itself).
  document.addEventListener("depesha:saved", (event) => changed.delete(event.target));

  addEventListener("beforeunload", (event) => { if (guarded()) event.preventDefault(); });
  document.addEventListener("htmx:before:request", (event) => {
    const { ctx } = event.detail;
    const leaves = ctx.target?.id === "main" && ctx.request.method === "GET" && ctx.sourceEvent?.type === "click";
    if (leaves && guarded() && !confirm(words.unsaved)) event.preventDefault();
  });

  document.addEventListener("click", async (event) => {
    const button = event.target.closest("[data-copies]");
    if (!button) return;
    const from = document.querySelector(button.dataset.copies);
    await navigator.clipboard.writeText(from.value ?? from.textContent.trim());
    const was = button.textContent;
    button.textContent = button.dataset.copied;
    setTimeout(() => { button.textContent = was; }, 2000);
  });
})();
