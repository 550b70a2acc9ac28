// Which row is open stands in the address: it is marked anew when the list was, and on the way back.
// A row that goes while it has the focus (its receipt was confirmed) leaves it to the next one.
"use strict";

(() => {
  const dialog = document.getElementById("dialog");
  let place = -1; // of the row that has the focus, or lent it to a dialog

  const rows = () => [...document.querySelectorAll("#list a[data-row]")];

  function mark() {
    const open = new URLSearchParams(location.search).get("open");
    for (const row of rows()) {
      if (open && row.getAttribute("href").endsWith(`/telegram/${open}`)) row.setAttribute("aria-current", "true");
      else row.removeAttribute("aria-current");
    }
  }

  function goOn() {
    const focused = document.activeElement;
    if (place < 0 || focused !== document.body && focused.checkVisibility()) return;
    const all = rows();
    const next = all[Math.min(place, all.length - 1)] ?? document.querySelector("#telegram > .strip") ?? document.getElementById("main");
    next?.focus();
  }

  document.addEventListener("focusin", ({ target }) => {
    if (!dialog.contains(target)) place = rows().indexOf(target);
  });
  document.addEventListener("pointerdown", ({ target }) => {
    if (!dialog.contains(target) && !target.closest("[data-row]")) place = -1;
  });

  document.addEventListener("htmx:after:swap", () => {
    mark();
    setTimeout(goOn);
  });
  addEventListener("popstate", mark);
})();
