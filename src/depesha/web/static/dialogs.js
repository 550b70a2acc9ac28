// Dialogs, notices and where the focus is after a part of the page was put in.
"use strict";

(() => {
  const dialog = document.getElementById("dialog");
  const notices = document.getElementById("notices");
  let cameFrom = null;

  function open(one) {
    cameFrom = document.activeElement;
    one.showModal();
    (one.querySelector("[autofocus]") || one.querySelector("input:not([type=hidden]), button, a"))?.focus();
  }

  function shut(one) {
    one.close();
  }

  document.addEventListener("close", (event) => {
    if (event.target === dialog) dialog.replaceChildren();
    if (cameFrom?.isConnected) cameFrom.focus();
    cameFrom = null;
  }, true);

  // Whoever is asked in a dialog whether he is there asked for something first: the answer goes
  // where that was to go, and not over the whole page.
  let meant = null;

  // Where the station sends an answer elsewhere than was asked, it is a selector.
  const whither = ({ target }) => typeof target === "string" ? document.querySelector(target) : target;

  document.addEventListener("htmx:before:request", (event) => {
    const { ctx } = event.detail;
    if (ctx.request.method !== "POST" || dialog.contains(ctx.sourceElement)) return;
    meant = ctx.target?.id ? { "hx-target": `#${ctx.target.id}`, "hx-swap": ctx.swap } : null;
  });

  function aim(form) {
    if (!form || !meant || !document.querySelector(meant["hx-target"])) return;
    for (const [name, value] of Object.entries(meant)) if (value) form.setAttribute(name, value);
  }

  document.addEventListener("htmx:after:swap", (event) => {
    const { sourceElement } = event.detail.ctx;
    const target = whither(event.detail.ctx);
    if (target === dialog) {
      aim(dialog.querySelector("form.presence"));
      if (!dialog.open) open(dialog);
      else dialog.querySelector("[autofocus]")?.focus();
    } else if (dialog.open && dialog.contains(sourceElement)) shut(dialog); // it was answered
    // Whoever opened a page by a key or a click goes on in it; what came by itself moves nobody.
    const by = event.detail.ctx.sourceEvent?.type;
    if (target?.id === "main" && by && by !== "changed" && !dialog.open) {
      target.scrollTop = 0;
      (target.querySelector("[autofocus]") || target).focus();
    }
  });

  function beside({ target, clientX, clientY }) {
    const { left, right, top, bottom } = target.getBoundingClientRect();
    return clientX < left || clientX > right || clientY < top || clientY > bottom;
  }

  // Whoever was led elsewhere by what he did is there by its address too: what a POST has for an
  // address is no page.
  document.addEventListener("htmx:after:request", (event) => {
    const { ctx } = event.detail;
    if (ctx.request.method !== "POST" || !ctx.response.raw.redirected || ctx.target?.id !== "main") return;
    const { pathname, search } = new URL(ctx.response.raw.url);
    const same = pathname + search === location.pathname + location.search;
    ctx[same ? "replace" : "push"] = "true";
  });

  // A question that is a page of its own stands in the place of the page that it is about.
  const left = document.querySelector("form.presence[data-left]")?.dataset.left;
  if (left) history.replaceState(history.state, "", left);

  document.addEventListener("click", (event) => {
    const opener = event.target.closest("[data-dialog]");
    if (opener) open(document.querySelector(opener.dataset.dialog));
    const closer = event.target.closest("[data-close]");
    if (closer) shut(closer.closest("dialog") || dialog);
    if (event.target instanceof HTMLDialogElement && event.target.open && beside(event)) shut(event.target);
  });

  // A notice goes when it was read: a deed that was done after a while, a warning when it is closed.
  const READ_MS = 12000;

  function arrange(notice) {
    if (notice.querySelector("[data-dismiss]")) return;
    const button = document.createElement("button");
    button.type = "button";
    button.className = "quiet small";
    button.dataset.dismiss = "";
    button.textContent = "×";
    button.setAttribute("aria-label", window.depesha.words.close);
    notice.append(button);
    if (notice.classList.contains("done")) setTimeout(() => notice.remove(), READ_MS);
  }

  notices.addEventListener("click", (event) => {
    if (event.target.closest("[data-dismiss]")) event.target.closest(".notice").remove();
  });
  new MutationObserver(() => notices.querySelectorAll(".notice").forEach(arrange)).observe(notices, { childList: true, subtree: true });
  notices.querySelectorAll(".notice").forEach(arrange);
})();
