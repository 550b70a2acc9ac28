// A session that ended in the middle of a page: the door comes over the page. Whoever signs in there
// goes on where he was: every form of the page gets the new session's token, and the request that
// met no session is sent again. Nothing that was typed is lost.
"use strict";

(() => {
  let unsent = null;

  const door = () => document.querySelector("form[data-again]");

  document.addEventListener("htmx:response:error", (event) => {
    const { ctx } = event.detail;
    if (ctx.response.status !== 401 || ctx.sourceEvent?.type === "changed" || unsent) return;
    // As it was asked: the answer, which is the door, has a place of its own.
    unsent = { ctx, action: ctx.request.action, method: ctx.request.method, target: ctx.target, swap: ctx.swap };
  });

  // What a page asks by itself does not take from under his fingers what he types into the door.
  document.addEventListener("htmx:before:swap", (event) => {
    if (event.detail.ctx.response?.status === 401 && door()) event.preventDefault();
  });

  function renew(token) {
    document.querySelectorAll("input[name=form_token]").forEach((one) => { one.value = token; });
  }

  function send() {
    const { ctx, action, method, target, swap } = unsent ?? {};
    unsent = null;
    if (!ctx?.sourceElement.isConnected) return;
    // Its form's fields are gathered anew, with the new token, as they were when it was sent.
    const where = method === "GET" ? action : action.split("?")[0];
    window.htmx.ajax(method, where, { source: ctx.sourceElement, event: ctx.sourceEvent, target: target?.isConnected ? target : ctx.sourceElement, swap, push: ctx.push });
  }

  document.addEventListener("submit", async (event) => {
    const form = event.target.closest("form[data-again]");
    if (!form) return;
    event.preventDefault();
    const button = form.querySelector("button.strong");
    const wrong = form.querySelector("[data-wrong]");
    button.disabled = true;
    wrong.hidden = true;
    try {
      const answer = await fetch(form.action, {
        method: "POST",
        headers: { "X-Depesha-Again": "1" },
        body: new URLSearchParams(new FormData(form)),
      });
      const said = await answer.json();
      if (!answer.ok) {
        wrong.textContent = said.wrong;
        wrong.hidden = false;
        form.elements.passphrase.select();
        return;
      }
      renew(said.form);
      document.getElementById("dialog").close();
      const first = []; // what other scripts have to send before: files go before their form
      document.dispatchEvent(new CustomEvent("depesha:again", { detail: { first } }));
      await Promise.all(first);
      send();
    } catch {
      window.depesha.tell("warned", window.depesha.words.failed);
    } finally {
      button.disabled = false;
    }
  });
})();
