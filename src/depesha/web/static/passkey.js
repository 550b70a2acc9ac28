// Passkeys: the browser is asked to show one or to make one, and what it says goes on by a form.
//   form[data-passkey="sign-in"]    at the door
//   form[data-passkey="presence"]   over an order; its button is [data-by-passkey]
//   form[data-passkey="add"]        in the settings
// It decides nothing: the desk made the question, and verifies the answer.
"use strict";

(() => {
  const able = window.PublicKeyCredential && "parseRequestOptionsFromJSON" in PublicKeyCredential;
  if (!able) return;

  function ready() {
    document.querySelectorAll('form[data-passkey="sign-in"], [data-by-passkey]').forEach((one) => { one.hidden = false; });
    document.querySelectorAll('form[data-passkey="add"] button[disabled]').forEach((one) => { one.disabled = false; });
  }

  const base64url = (buffer) => btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");

  async function ask(address, fields) {
    const answer = await fetch(address, { method: "POST", body: new URLSearchParams(fields) });
    if (!answer.ok) throw new Error(String(answer.status));
    return answer.json();
  }

  // What it gave out goes beside its answer, and not in it.
  function told(credential) {
    const prf = credential.getClientExtensionResults().prf?.results?.first;
    const said = credential.toJSON();
    said.clientExtensionResults = {};
    return { said: JSON.stringify(said), prf: prf ? base64url(prf) : "" };
  }

  function put(form, name, value) {
    const input = form.querySelector(`input[name=${name}]`) ?? document.createElement("input");
    input.type = "hidden";
    input.name = name;
    input.value = value;
    form.append(input);
  }

  async function show(options) {
    return told(await navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(options) }));
  }

  async function make(options) {
    const publicKey = PublicKeyCredential.parseCreationOptionsFromJSON(options);
    const made = await navigator.credentials.create({ publicKey });
    const answer = told(made);
    if (answer.prf || !made.getClientExtensionResults().prf?.enabled) return answer;
    // Many give nothing out when they are made, but as soon as they are shown.
    const challenge = crypto.getRandomValues(new Uint8Array(32));
    const shown = await navigator.credentials.get({
      publicKey: {
        challenge,
        rpId: publicKey.rp.id,
        userVerification: "required",
        allowCredentials: [{ type: "public-key", id: made.rawId }],
        extensions: publicKey.extensions,
      },
    });
    return { said: answer.said, prf: told(shown).prf };
  }

  const token = (form) => form.elements.form_token.value;

  const CEREMONIES = {
    "sign-in": {
      field: "assertion",
      run: async () => show(await ask("/passkeys/ask-at-the-door", {})),
    },
    presence: {
      field: "assertion",
      run: async (form, button) => show(await ask("/passkeys/ask", { form_token: token(form), for_order: button.dataset.forOrder })),
    },
    add: {
      field: "attestation",
      run: async (form) => make(await ask("/passkeys/ask", { form_token: token(form), purpose: "add" })),
    },
  };

  async function perform(form, button, go) {
    const failed = form.querySelector("[data-passkey-failed]");
    const { field, run } = CEREMONIES[form.dataset.passkey];
    failed.hidden = true;
    button.disabled = true;
    try {
      const { said, prf } = await run(form, button);
      put(form, field, said);
      put(form, "prf", prf);
      go();
    } catch {
      failed.hidden = false; // he thought better of it, or has none
    } finally {
      button.disabled = false;
    }
  }

  document.addEventListener("submit", (event) => {
    const form = event.target.closest('form[data-passkey="sign-in"], form[data-passkey="add"]');
    if (!form) return;
    event.preventDefault();
    perform(form, event.submitter ?? form.querySelector("button"), () => form.submit());
  });

  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-by-passkey]");
    if (!button) return;
    const form = button.form;
    form.elements.passphrase.required = false;
    perform(form, button, () => { form.elements.passphrase.disabled = true; form.requestSubmit(); });
  });

  document.addEventListener("htmx:after:swap", ready);
  ready();
})();
