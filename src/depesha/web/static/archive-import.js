// Files on their way into the archive: dropped, counted before they are sent, sent with a bar.
// Without it the form is sent as it stands, and the browser shows that it is busy.
"use strict";

(() => {
  const form = () => document.querySelector("form[data-importing]");
  const part = (name) => form().querySelector(`[data-${name}]`);
  const input = () => form().elements.file;
  let sending = null;
  let unsent = false;

  function size(bytes) {
    const units = form().dataset.units.split("|");
    let [value, unit] = [bytes, 0];
    while (value >= 1024 && unit < 3) { value /= 1024; unit += 1; }
    return `${unit ? value.toFixed(1) : bytes} ${units[unit]}`;
  }

  document.addEventListener("change", ({ target }) => { if (form() && target === input()) show(); });

  function show() {
    const list = part("chosen");
    const files = [...input().files];
    list.hidden = files.length < 2;
    list.replaceChildren(...files.slice(0, 100).map((file) => {
      const [line, name, bytes] = ["li", "bdi", "span"].map((one) => document.createElement(one));
      name.textContent = file.name;
      bytes.textContent = size(file.size);
      line.append(name, bytes);
      return line;
    }));
    part("wrong").textContent = wrong() ?? "";
  }

  function wrong() {
    const { mostFiles, mostBytes, mostInAll, tooMany, tooLarge } = form().dataset;
    const files = [...input().files];
    if (files.length > mostFiles) return tooMany;
    const all = files.reduce((sum, file) => sum + file.size, 0);
    return all > mostInAll || files.some((file) => file.size > mostBytes) ? tooLarge : null;
  }

  for (const kind of ["dragover", "dragleave", "drop"]) {
    document.addEventListener(kind, (event) => {
      const place = form() && event.target.closest?.("[data-drop]");
      if (!place) return;
      event.preventDefault();
      place.classList.toggle("over", kind === "dragover");
      if (kind !== "drop" || !event.dataTransfer.files.length) return;
      input().files = event.dataTransfer.files;
      show();
    });
  }

  document.addEventListener("submit", (event) => {
    if (!event.target.matches("form[data-importing]")) return;
    event.preventDefault();
    send();
  });
  document.addEventListener("click", ({ target }) => { if (target.closest("[data-breaks]")) sending?.abort(); });

  // What met the door is sent again by whoever has gone through it.
  document.addEventListener("depesha:again", () => {
    if (!unsent) return;
    unsent = false;
    send();
  });

  function busy(is) {
    part("sending").hidden = !is;
    part("breaks").hidden = !is;
    part("takes").disabled = is;
    form().setAttribute("aria-busy", is);
  }

  function send() {
    const nothing = !input().files.length && !form().elements.page.value.trim();
    const why = wrong() ?? (nothing ? form().dataset.none : null);
    part("wrong").textContent = why ?? "";
    if (why) { input().focus(); return; }
    const bar = part("sending").querySelector("progress");
    const says = part("says");
    const said = says.textContent;
    const request = sending = new XMLHttpRequest();
    request.open("POST", form().action);
    request.setRequestHeader("HX-Request", "true");
    request.upload.onprogress = ({ loaded, total }) => { bar.value = (100 * loaded) / total; };
    request.upload.onload = () => { bar.removeAttribute("value"); says.textContent = form().dataset.reading; };
    request.onabort = () => part("takes").focus();
    request.onloadend = () => {
      sending = null;
      if (!form()) return; // the page was left meanwhile
      if (request.status === 200 && new URL(request.responseURL).pathname !== "/archive/import") {
        location.assign(request.responseURL);
        return;
      }
      busy(false);
      bar.value = 0;
      says.textContent = said;
      if (request.status === 401) { unsent = true; sayAgain(request.responseText); }
      else if (request.readyState === 4 && request.status) part("wrong").textContent = words(request);
      else if (request.readyState === 4) window.depesha.tell("warned", window.depesha.words.failed);
    };
    busy(true);
    part("breaks").focus();
    request.send(new FormData(form()));
  }

  // The door comes over the page; the files that were chosen stay under it.
  function sayAgain(html) {
    const dialog = document.getElementById("dialog");
    dialog.innerHTML = html;
    window.htmx?.process(dialog);
    if (!dialog.open) dialog.showModal();
  }

  function words(request) {
    const answer = document.createElement("template");
    answer.innerHTML = request.responseText;
    return answer.content.textContent.trim().replace(/\s+/g, " ") || window.depesha.words.failed;
  }
})();
