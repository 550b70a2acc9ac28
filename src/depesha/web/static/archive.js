// Writing paragraph by paragraph, and keeping back what is marked. Without it both are done by hand.
"use strict";

(() => {
  const places = () => [...document.querySelectorAll("[data-wording] [data-segment]")];

  // A place is as high as what is written in it, where the browser does not see to that itself.
  const fits = CSS.supports("field-sizing", "content");
  function grow(area) {
    if (fits) return;
    area.style.height = "auto";
    area.style.height = `${area.scrollHeight + 2}px`;
  }
  document.addEventListener("input", ({ target }) => { if (target.matches("[data-grows]")) grow(target); });

  document.addEventListener("keydown", (event) => {
    const form = event.target.closest?.("[data-wording]");
    if (!form || event.isComposing) return;
    if ((event.ctrlKey || event.metaKey) && event.key === "Enter") {
      event.preventDefault();
      form.querySelector("[data-saves]").click();
    }
    const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (by && event.altKey && event.target.matches("[data-segment]")) {
      event.preventDefault();
      const all = places();
      all[all.indexOf(event.target) + by]?.focus();
    }
  });

  // -- keeping back: places are lines of one field, which is what is sent

  const field = () => document.querySelector("[data-releasing] [data-places]");

  function add(place) {
    const code = document.getElementById("code")?.value.trim();
    const lines = field().value.split("\n").filter((line) => line.trim());
    lines.push(code ? `${place}=${code}` : place);
    field().value = `${lines.join("\n")}\n`;
    field().dispatchEvent(new Event("input", { bubbles: true }));
  }

  // Letters are counted as the station counts them: an emoji is one, though a script sees two.
  const letters = (text) => [...text].length;

  function before(paragraph, node, offset) {
    const range = document.createRange();
    range.setStart(paragraph, 0);
    range.setEnd(node, offset);
    return letters(range.toString());
  }

  function marked() {
    const chosen = getSelection();
    if (!chosen.rangeCount || chosen.isCollapsed) return [];
    const range = chosen.getRangeAt(0);
    return [...document.querySelectorAll("[data-paragraph]")].filter((one) => range.intersectsNode(one)).map((one) => {
      const start = one.contains(range.startContainer) ? before(one, range.startContainer, range.startOffset) : 0;
      const end = one.contains(range.endContainer) ? before(one, range.endContainer, range.endOffset) : letters(one.textContent);
      return { one, start, end };
    }).filter(({ start, end }) => start < end);
  }

  function say(words) {
    const told = document.querySelector("[data-kept]");
    told.textContent = words ? `${told.dataset.done} ${words}` : told.dataset.none;
  }

  function keepBack() {
    const found = marked();
    for (const { one, start, end } of found) {
      const whole = start === 0 && end === letters(one.textContent);
      add(whole ? one.dataset.paragraph : `${one.dataset.paragraph}:${start}-${end}`);
    }
    say(found.map(({ one, start, end }) => [...one.textContent].slice(start, end).join("")).join(" … "));
    show();
  }

  // What is kept back is marked in the text, from the field: what was typed there too.
  function show() {
    if (!field()) return;
    const by = new Map();
    for (const [, number, start, end] of field().value.matchAll(/^\s*(?:text )?(\d+)(?::(\d+)-(\d+))?\s*(?:=.*)?$/gm)) {
      if (!by.has(number)) by.set(number, []);
      by.get(number).push(end === undefined ? [0, Infinity] : [Number(start), Number(end)]);
    }
    for (const one of document.querySelectorAll("[data-paragraph]")) {
      const text = [...one.textContent];
      const spans = by.get(one.dataset.paragraph) ?? [];
      const hidden = text.map((_, at) => spans.some(([start, end]) => start <= at && at < end));
      const made = [];
      for (let at = 0; at < text.length;) {
        let end = at;
        while (end < text.length && hidden[end] === hidden[at]) end += 1;
        const piece = document.createElement(hidden[at] ? "mark" : "span");
        piece.textContent = text.slice(at, end).join("");
        made.push(piece);
        at = end;
      }
      one.replaceChildren(...made);
    }
  }

  document.addEventListener("mousedown", (event) => { if (event.target.closest("[data-keep-back]")) event.preventDefault(); });
  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-keep-back]")) keepBack();
    const place = event.target.closest("[data-place]");
    if (place) {
      add(place.dataset.place);
      say(place.dataset.said);
      place.disabled = true;
    }
  });
  document.addEventListener("input", ({ target }) => { if (target === field()) show(); });

  const begin = () => {
    document.querySelectorAll("[data-grows]").forEach(grow);
    show();
  };
  document.addEventListener("htmx:after:swap", begin);
  begin();
})();
