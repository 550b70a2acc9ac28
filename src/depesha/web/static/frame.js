// What makes pages live and quick: the stream of events, keys, dialogs. It decides nothing.
"use strict";

const body = document.body;

function listen(address) {
  const stream = new EventSource(address);
  const live = document.getElementById("live");
  stream.addEventListener("changed", () => {
    live.textContent = "";
    body.dispatchEvent(new CustomEvent("changed"));
  });
  stream.onerror = () => { live.textContent = live.dataset.lost; };
}

document.addEventListener("htmx:config:request", (event) => {
  const from = event.detail.ctx.sourceEvent;
  if (from && from.type === "changed") event.detail.ctx.request.headers["X-Depesha-Live"] = "1";
});

document.addEventListener("htmx:after:swap", () => {
  const dialog = document.getElementById("dialog");
  if (dialog.querySelector("[data-opens]") && !dialog.open) dialog.showModal();
});

document.addEventListener("click", (event) => {
  if (event.target.closest("[data-close]")) document.getElementById("dialog").close();
});

if (body.dataset.live) listen(body.dataset.live);
