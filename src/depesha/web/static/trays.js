// Which row is open stands in the address: it is marked anew when the list was, and on the way back.
"use strict";

(() => {
  function mark() {
    const open = new URLSearchParams(location.search).get("open");
    for (const row of document.querySelectorAll(".list a[data-row]")) {
      if (open && row.getAttribute("href").endsWith(`/telegram/${open}`)) row.setAttribute("aria-current", "true");
      else row.removeAttribute("aria-current");
    }
  }

  document.addEventListener("htmx:after:swap", mark);
  addEventListener("popstate", mark);
})();
