// Composing: names while they are typed, labels after whom is addressed, words kept, files with their
// progress, Ctrl+S. Everything here only saves steps: the form works without it.
"use strict";

(() => {
  const KEEP_MS = 2500;
  const NAMES_MS = 150;
  let keeping = 0;
  let naming = 0;
  let typed = false;

  const form = () => document.getElementById("draft");
  const inForm = (one) => one.closest && one.closest("#draft");

  // -- words that are not saved are kept by the station's process, and said to be so

  function keepSoon() {
    typed = true;
    clearTimeout(keeping);
    keeping = setTimeout(keep, KEEP_MS);
  }

  function keep() {
    clearTimeout(keeping);
    if (typed && form()) document.body.dispatchEvent(new CustomEvent("depesha:keep"));
    typed = false;
  }

  document.addEventListener("input", (event) => {
    if (!inForm(event.target) || event.target.type === "file") return;
    mended(event.target);
    const shown = event.target.closest("label")?.querySelector("[data-letters]");
    if (shown) count(shown);
    keepSoon();
    const name = event.target.name;
    if (name === "to-office") namesFor(event.target);
    if (["to-office", "to-kind", "ref-value", "ref-relation"].includes(name)) addressed();
  });
  document.addEventListener("visibilitychange", () => { if (document.hidden) keep(); });
  document.addEventListener("submit", (event) => { if (event.target.id === "draft") { clearTimeout(keeping); typed = false; } });

  function addressed() {
    document.getElementById("label-place")?.dispatchEvent(new CustomEvent("depesha:addressed"));
  }

  // -- names of the key book that fit what is typed

  function namesFor(field) {
    clearTimeout(naming);
    naming = setTimeout(async () => {
      const list = document.getElementById("everybody");
      const asked = `${list.dataset.from}?like=${encodeURIComponent(field.value)}`;
      const answer = await fetch(asked, { headers: { "HX-Request": "true" } });
      if (answer.ok) list.innerHTML = await answer.text();
    }, NAMES_MS);
  }

  // -- rows

  // The page has an empty row to make others of; where their number will stand, it has a sign.
  const NUMBER = "‹n›";

  function add(list) {
    const blank = document.querySelector(list.dataset.blank);
    list.dataset.last = Math.max(Number(list.dataset.last ?? 0), list.children.length) + 1;
    list.insertAdjacentHTML("beforeend", blank.innerHTML.replaceAll(NUMBER, list.dataset.last).trim());
    list.lastElementChild.querySelector("input").focus();
  }

  document.addEventListener("click", (event) => {
    const adder = event.target.closest("[data-add]");
    if (adder) {
      event.preventDefault();
      add(document.querySelector(adder.dataset.add));
      return;
    }
    const remover = event.target.closest("[data-drop-row]");
    if (remover) {
      const list = remover.closest("ol");
      remover.closest("li").remove();
      list.lastElementChild?.querySelector("input")?.focus();
      keepSoon();
      addressed();
      return;
    }
    const dropper = event.target.closest("[data-drop-file]");
    if (dropper) {
      dropper.closest("[data-file]").remove();
      keepSoon();
    }
  });

  // -- what was wrong and is typed anew is not called wrong any more; how many letters it has

  function mended(field) {
    if (!field.hasAttribute("aria-invalid")) return;
    field.removeAttribute("aria-invalid");
    document.getElementById(field.getAttribute("aria-describedby"))?.remove();
    field.removeAttribute("aria-describedby");
  }

  function count(shown) {
    const field = shown.closest("label").querySelector("input");
    shown.textContent = `${[...field.value].length} / ${shown.dataset.letters}`;
  }

  // -- keys

  document.addEventListener("keydown", (event) => {
    const saves = (event.ctrlKey || event.metaKey) && !event.altKey && event.code === "KeyS";
    const button = document.querySelector("[data-save]");
    if (!saves || !button) return;
    event.preventDefault();
    button.click();
  });

  // -- files: sealed as they come, with their progress

  function arrange() {
    document.querySelectorAll("[data-upload]").forEach((one) => { one.disabled = false; });
    document.querySelectorAll("[data-letters]").forEach(count);
    const wrongs = document.getElementById("wrongs");
    if (wrongs) wrongs.focus();
    const one = form();
    if (one?.dataset.unsaved === "1") one.dispatchEvent(new Event("input", { bubbles: true }));
  }

  document.addEventListener("change", (event) => {
    if (!event.target.matches?.("[data-upload]")) return;
    send(event.target, [...event.target.files]);
    event.target.value = "";
  });
  for (const kind of ["dragover", "dragleave", "drop"]) {
    document.addEventListener(kind, (event) => {
      const place = event.target.closest?.("[data-drop]");
      if (!place) return;
      event.preventDefault();
      place.classList.toggle("over", kind === "dragover");
      if (kind === "drop") send(place.querySelector("[data-upload]"), [...event.dataTransfer.files]);
    });
  }

  async function send(field, files) {
    for (const file of files) await upload(field.dataset.upload, file);
    keepSoon();
  }

  // What met the door is sent again by whoever has gone through it.
  let unsent = [];

  document.addEventListener("depesha:again", (event) => {
    const again = unsent;
    unsent = [];
    event.detail.first.push((async () => {
      for (const [address, file] of again) await upload(address, file);
      if (again.length) keepSoon();
    })());
  });

  function upload(address, file) {
    const shown = document.createElement("div");
    shown.className = "upload";
    const name = document.createElement("span");
    name.textContent = file.name;
    const bar = document.createElement("progress");
    bar.max = file.size || 1;
    bar.value = 0;
    bar.setAttribute("aria-label", file.name);
    shown.append(name, bar);
    document.getElementById("uploads").append(shown);
    return new Promise((done) => {
      const request = new XMLHttpRequest();
      request.open("POST", `${address}?name=${encodeURIComponent(file.name)}`);
      request.setRequestHeader("X-Depesha-Form", form().elements.form_token.value);
      request.setRequestHeader("HX-Request", "true");
      request.setRequestHeader("Content-Type", file.type || "application/octet-stream");
      request.upload.onprogress = (event) => { bar.value = event.loaded; };
      request.onloadend = () => {
        shown.remove();
        if (request.status === 200) document.getElementById("files").insertAdjacentHTML("beforeend", request.responseText);
        else if (request.status === 401) {
          unsent.push([address, file]);
          sayAgain(request.responseText);
        }
        else window.depesha.tell("warned", refusal(request) || window.depesha.words.failed);
        done();
      };
      request.send(file);
    });
  }

  // The door comes over the page; what was typed stays under it.
  function sayAgain(html) {
    const dialog = document.getElementById("dialog");
    if (dialog.open && dialog.querySelector("form[data-again]")) return; // it stands there already
    dialog.innerHTML = html;
    window.htmx?.process(dialog);
    if (!dialog.open) dialog.showModal();
  }

  function refusal(request) {
    const answer = document.createElement("template");
    answer.innerHTML = request.responseText;
    return answer.content.textContent.trim().replace(/\s+/g, " ");
  }

  document.addEventListener("htmx:after:swap", arrange);
  arrange();
})();
