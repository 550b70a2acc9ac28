// Which row is open stands in the address: it is marked anew when the list was, and on the way back.
"use strict";

(() => {
  function mark() {
    const open = new URLSearchParams(location.search).get("open");
    for (const row of document.querySelectorAll("a[data-reference]")) {
      if (open && row.dataset.reference === open) row.setAttribute("aria-current", "true");
      else row.removeAttribute("aria-current");
    }
  }

  document.addEventListener("htmx:after:swap", mark);
  addEventListener("popstate", mark);
})();
