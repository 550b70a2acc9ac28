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

  document.addEventListener("htmx:after:swap", (event) => {
    const target = event.detail.ctx.target;
    // What was asked in the dialog is done when its answer is the page: then the dialog has no more to ask.
    const answered = target?.id === "main" && event.detail.ctx.sourceEvent?.type !== "changed";
    if (dialog.querySelector("[data-opens]") && !(dialog.open && answered)) {
      if (!dialog.open) open(dialog);
      else if (dialog.contains(target)) dialog.querySelector("[autofocus]")?.focus();
    } else if (dialog.open && target !== notices) shut(dialog);
    // Whoever opened a page by a key or a click goes on in it; what came by itself moves nobody.
    const by = event.detail.ctx.sourceEvent?.type;
    if (target?.id === "main" && by && by !== "changed" && !dialog.open) {
      target.scrollTop = 0;
      (target.querySelector("[autofocus]") || target).focus();
    }
  });

  document.addEventListener("click", (event) => {
    const opener = event.target.closest("[data-dialog]");
    if (opener) open(document.querySelector(opener.dataset.dialog));
    const closer = event.target.closest("[data-close]");
    if (closer) shut(closer.closest("dialog") || dialog);
    if (event.target instanceof HTMLDialogElement && event.target.open) shut(event.target);
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
