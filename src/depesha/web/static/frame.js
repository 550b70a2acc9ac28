// The page stays live: a stream of events tells that something was committed, and the parts of the
// page that want to know ask anew. It decides nothing, and a page without it still works.
"use strict";

(() => {
  const body = document.body;
  const live = document.getElementById("live");

  // A stream that is cut is opened again by the browser; one that was refused is opened again here.
  const FIRST_MS = 1000;
  const LONGEST_MS = 30000;
  let wait = FIRST_MS;

  function listen(address) {
    const stream = new EventSource(address);
    stream.addEventListener("changed", () => {
      wait = FIRST_MS;
      live.textContent = "";
      body.dispatchEvent(new CustomEvent("changed"));
    });
    stream.addEventListener("error", () => {
      live.textContent = live.dataset.lost;
      if (stream.readyState !== EventSource.CLOSED) return;
      setTimeout(() => listen(address), wait);
      wait = Math.min(wait * 2, LONGEST_MS);
    });
    addEventListener("pagehide", () => stream.close(), { once: true });
  }

  // What a page asks by itself does not keep a session open.
  document.addEventListener("htmx:config:request", (event) => {
    const { ctx } = event.detail;
    if (ctx.sourceEvent && ctx.sourceEvent.type === "changed") ctx.request.headers["X-Depesha-Live"] = "1";
  });

  // A request that met no station: nothing was done, and the page says so.
  document.addEventListener("htmx:error", (event) => {
    const { ctx } = event.detail;
    if (!ctx || ctx.sourceEvent?.type === "changed" || ctx.status === "swapped" || ctx.response) return;
    window.depesha.tell("warned", window.depesha.words.failed);
  });

  window.depesha = {
    words: document.getElementById("words").dataset,
    tell(kind, words) {
      const notice = document.createElement("p");
      notice.className = `notice ${kind}`;
      notice.textContent = words;
      document.getElementById("notices").append(notice);
    },
  };

  if (body.dataset.live) listen(body.dataset.live);
  addEventListener("pageshow", (event) => {
    if (event.persisted && body.dataset.live) listen(body.dataset.live);
  });
})();
