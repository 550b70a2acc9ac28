// Keeping back what is marked, by mouse or by keys. What is sent are the lines of one field, which can be written by hand.
"use strict";

(() => {
  const field = () => document.querySelector("[data-releasing] [data-places]");
  const paragraphs = () => [...document.querySelectorAll("[data-releasing] [data-paragraph]")];
  const lines = () => field().value.split("\n").map((line) => line.trim()).filter(Boolean);
  const place = (line) => line.split("=")[0].trim();
  const LINE = /^(?:text )?(\d+)(?::(\d+)-(\d+))?$/;

  // Letters are counted as the station counts them: an emoji is one, though a script sees two.
  const letters = (text) => [...text].length;

  function write(said) {
    field().value = said.length ? `${said.join("\n")}\n` : "";
    field().dispatchEvent(new Event("input", { bubbles: true }));
  }

  function add(where) {
    const code = document.getElementById("code")?.value.trim();
    const said = lines();
    if (said.some((line) => place(line) === where)) return;
    write([...said, code ? `${where}=${code}` : where]);
  }

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
    return paragraphs().filter((one) => range.intersectsNode(one)).map((one) => {
      const start = one.contains(range.startContainer) ? before(one, range.startContainer, range.startOffset) : 0;
      const end = one.contains(range.endContainer) ? before(one, range.endContainer, range.endOffset) : letters(one.textContent);
      return { one, start, end };
    }).filter(({ start, end }) => start < end);
  }

  const words = ({ one, start, end }) => [...one.textContent].slice(start, end).join("");

  function say(what, said) {
    const told = document.querySelector("[data-kept]");
    told.textContent = said ? `${told.dataset[what]} ${said}` : told.dataset.none;
  }

  function keepBack() {
    const found = marked();
    const said = found.map(words).join(" … ");
    for (const { one, start, end } of found) {
      const whole = start === 0 && end === letters(one.textContent);
      add(whole ? one.dataset.paragraph : `${one.dataset.paragraph}:${start}-${end}`);
    }
    say("done", said);
    getSelection().removeAllRanges();
  }

  // -- by keys: the word that is next, and as many more as Shift takes with it

  const spots = new WeakMap();
  const cut = new Intl.Segmenter(undefined, { granularity: "word" });
  const wordsOf = (one) => [...cut.segment(one.textContent)].filter((word) => word.isWordLike).map(({ index, segment }) => [index, index + segment.length]);

  function spot(one, at) {
    const walk = document.createTreeWalker(one, NodeFilter.SHOW_TEXT);
    let left = at;
    for (let node = walk.nextNode(); node; node = walk.nextNode()) {
      if (left <= node.length) return [node, left];
      left -= node.length;
    }
    return [one, one.childNodes.length];
  }

  function choose(one, anchor, focus) {
    const all = wordsOf(one);
    spots.set(one, { anchor, focus });
    const [start, end] = [all[Math.min(anchor, focus)][0], all[Math.max(anchor, focus)][1]];
    getSelection().setBaseAndExtent(...spot(one, start), ...spot(one, end));
    say("marked", one.textContent.slice(start, end));
  }

  function step(one, by, isMore) {
    const last = wordsOf(one).length - 1;
    const now = spots.get(one);
    if (last < 0) return;
    const focus = now ? Math.min(Math.max(now.focus + by, 0), last) : (by > 0 ? 0 : last);
    choose(one, isMore && now ? now.anchor : focus, focus);
  }

  const STEPS = { ArrowRight: 1, ArrowLeft: -1, End: Infinity, Home: -Infinity };

  document.addEventListener("keydown", (event) => {
    const one = event.target;
    if (!one.matches?.("[data-releasing] [data-paragraph]") || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key in STEPS) step(one, STEPS[event.key], event.shiftKey);
    else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      const all = paragraphs();
      all[all.indexOf(one) + (event.key === "ArrowDown" ? 1 : -1)]?.focus();
    } else if (event.key === "Enter") keepBack();
    else return;
    event.preventDefault();
    event.stopPropagation();
  });

  // -- what is kept back stands marked in the text and in a list, from the field: what was typed there too

  function paint() {
    const by = new Map();
    for (const line of lines()) {
      const [, number, start, end] = place(line).match(LINE) ?? [];
      if (!number) continue;
      if (!by.has(number)) by.set(number, []);
      by.get(number).push(end === undefined ? [0, Infinity] : [Number(start), Number(end)]);
    }
    for (const one of paragraphs()) {
      const text = [...one.textContent];
      const hidden = text.map((_, at) => (by.get(one.dataset.paragraph) ?? []).some(([start, end]) => start <= at && at < end));
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

  function saidAt(where) {
    const [, number, start, end] = where.match(LINE) ?? [];
    const one = number && paragraphs().find((each) => each.dataset.paragraph === number);
    if (one) return words({ one, start: end === undefined ? 0 : Number(start), end: end === undefined ? Infinity : Number(end) });
    return document.querySelector(`[data-place="${CSS.escape(where)}"]`)?.dataset.said ?? "";
  }

  function line(said, at, list) {
    const item = document.createElement("li");
    const [code, quoted, button] = ["span", "q", "button"].map((tag) => document.createElement(tag));
    const why = said.includes("=") ? said.slice(said.indexOf("=") + 1).trim() : "";
    code.className = "redacted";
    code.textContent = why || document.getElementById("code")?.value.trim() || list.dataset.noCode;
    const bare = document.createElement("code");
    bare.textContent = place(said);
    quoted.textContent = saidAt(place(said));
    button.type = "button";
    button.className = "small quiet";
    button.dataset.unkeep = at;
    button.textContent = "×";
    button.setAttribute("aria-label", `${list.dataset.letGo} ${quoted.textContent || place(said)}`);
    item.append(code, quoted.textContent ? quoted : bare, button);
    return item;
  }

  function list() {
    const shown = document.querySelector("[data-kept-list]");
    const said = lines();
    shown.replaceChildren(...said.map((one, at) => line(one, at, shown)));
    shown.hidden = !said.length;
    document.querySelector("[data-nothing]").hidden = Boolean(said.length);
    const there = new Set(said.map(place));
    document.querySelectorAll("[data-place]").forEach((one) => { one.disabled = there.has(one.dataset.place); });
  }

  function show() {
    if (!field()) return;
    paint();
    list();
  }

  document.addEventListener("mousedown", (event) => { if (event.target.closest("[data-keep-back]")) event.preventDefault(); });
  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-keep-back]")) keepBack();
    const named = event.target.closest("[data-place]");
    if (named) {
      add(named.dataset.place);
      say("done", named.dataset.said);
    }
    const letGo = event.target.closest("[data-unkeep]");
    if (letGo) {
      write(lines().filter((_, at) => at !== Number(letGo.dataset.unkeep)));
      (document.querySelector("[data-unkeep]") ?? paragraphs()[0])?.focus();
    }
  });
  document.addEventListener("input", ({ target }) => { if (target === field()) show(); });
  document.addEventListener("change", ({ target }) => { if (target.id === "code" && field()) list(); });

  const begin = () => {
    if (!field()) return;
    paragraphs().forEach((one) => {
      one.tabIndex = 0;
      one.setAttribute("aria-describedby", "how-to-mark");
    });
    const byHand = document.querySelector("[data-by-hand]");
    byHand.open = byHand.dataset.byHand === "open";
    show();
  };
  document.addEventListener("htmx:after:swap", begin);
  addEventListener("pageshow", show); // a browser that goes back puts in again what was written
  begin();
})();
