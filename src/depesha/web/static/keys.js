// Keys. The table is the page itself:
//   data-key="c"   this key presses or focuses it       data-go="x"  G and then this letter goes there
//   data-row       J and K move among these, Enter opens the one they are on
//   data-select    X ticks the box of that row
// A letter typed into a field is a letter; with data-keys="off" on <body> single letters are nothing.
"use strict";

(() => {
  const GO_MS = 1500;
  let goUntil = 0;

  const TYPED = "input:not([type=checkbox]):not([type=radio]):not([type=button]), textarea, select, [contenteditable]";
  const seen = (one) => one.checkVisibility ? one.checkVisibility() : true;
  const scope = () => document.querySelector("dialog[open]") || document;

  function rows() {
    return [...scope().querySelectorAll("[data-row]")].filter(seen);
  }

  function move(by) {
    const all = rows();
    if (!all.length) return false;
    const focused = all.indexOf(document.activeElement);
    const current = all.findIndex((row) => row.matches("[aria-current]"));
    const from = focused >= 0 ? focused : current;
    const to = from < 0 ? (by > 0 ? 0 : all.length - 1) : Math.min(Math.max(from + by, 0), all.length - 1);
    all[to].focus();
    all[to].scrollIntoView({ block: "nearest" });
    return true;
  }

  function select() {
    const row = document.activeElement.closest("li, tr");
    const box = row?.querySelector("[data-select]");
    if (box) box.click();
    return Boolean(box);
  }

  function press(one) {
    if (one.matches(TYPED)) {
      one.focus();
      one.select?.();
    } else one.click();
    return true;
  }

  function named(attribute, key) {
    return [...scope().querySelectorAll(`[${attribute}]`)].find((one) => one.getAttribute(attribute) === key && seen(one) && !one.disabled);
  }

  const ALWAYS = { j: () => move(1), k: () => move(-1), x: select };

  function answer(key) {
    if (goUntil > Date.now()) {
      goUntil = 0;
      const place = [...document.querySelectorAll("[data-go]")].find((one) => one.dataset.go === key);
      if (place) place.click();
      return true;
    }
    if (key === "g") {
      goUntil = Date.now() + GO_MS;
      return true;
    }
    const one = named("data-key", key);
    if (one) return press(one);
    return ALWAYS[key]?.() ?? false;
  }

  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && document.activeElement.matches?.(".search input")) document.getElementById("main").focus();
    if (document.body.dataset.keys === "off" || event.ctrlKey || event.altKey || event.metaKey || event.isComposing || event.repeat && !"jk".includes(event.key)) return;
    if (event.target.closest?.(TYPED) || event.key.length !== 1) return;
    if (answer(latin(event))) event.preventDefault();
  });

  // A Russian keyboard has other letters on the same keys: they are known by their place.
  function latin(event) {
    const key = event.key.toLowerCase();
    if (/[\u0400-\u04ff]/.test(key) && event.code.startsWith("Key")) return event.code.slice(3).toLowerCase();
    if (event.code === "Slash" && /[.,\u0400-\u04ff]/.test(key)) return event.shiftKey ? "?" : "/";
    return key;
  }

  // The row that is open is the one that htmx was last sent from.
  document.addEventListener("click", (event) => {
    const row = event.target.closest("[data-row]");
    if (!row) return;
    rows().forEach((one) => one.removeAttribute("aria-current"));
    row.setAttribute("aria-current", "true");
  });
})();
