// Passkeys: makes one, or signs in with one, when the button of a form with data-passkey is pressed.
// The form is sent as any other; what the device answers travels in its field "credential".
"use strict";
(() => {
  const toBytes = (text) => {
    const binary = atob(text.replace(/-/g, "+").replace(/_/g, "/"));
    return Uint8Array.from(binary, (letter) => letter.charCodeAt(0));
  };
  const toText = (buffer) => {
    const binary = Array.from(new Uint8Array(buffer), (byte) => String.fromCharCode(byte)).join("");
    return btoa(binary).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
  };
  const known = (list) => (list || []).map((one) => ({ ...one, id: toBytes(one.id) }));

  async function optionsOf(form) {
    if (form.dataset.given) {
      return JSON.parse(document.getElementById(form.dataset.given).textContent);
    }
    const answer = await fetch(form.dataset.options, { headers: { Accept: "application/json", "X-Requested-With": "XMLHttpRequest" } });
    if (!answer.ok) throw new Error(String(answer.status));
    return answer.json();
  }

  async function make(form) {
    const options = (await optionsOf(form)).creation_options.publicKey;
    const alone = form.elements.passwordless?.checked ?? false;
    const chosen = {
      ...options.authenticatorSelection,
      residentKey: alone ? "required" : "discouraged",
      requireResidentKey: alone,
    };
    if (alone) chosen.userVerification = "required";
    const made = await navigator.credentials.create({
      publicKey: {
        ...options,
        challenge: toBytes(options.challenge),
        user: { ...options.user, id: toBytes(options.user.id) },
        excludeCredentials: known(options.excludeCredentials),
        authenticatorSelection: chosen,
      },
    });
    return {
      response: {
        clientDataJSON: toText(made.response.clientDataJSON),
        attestationObject: toText(made.response.attestationObject),
        transports: made.response.getTransports?.() ?? [],
      },
      credential: made,
    };
  }

  async function use(form) {
    const options = (await optionsOf(form)).request_options.publicKey;
    const used = await navigator.credentials.get({
      publicKey: {
        ...options,
        challenge: toBytes(options.challenge),
        allowCredentials: known(options.allowCredentials),
      },
    });
    const said = used.response;
    return {
      response: {
        clientDataJSON: toText(said.clientDataJSON),
        authenticatorData: toText(said.authenticatorData),
        signature: toText(said.signature),
        userHandle: said.userHandle ? toText(said.userHandle) : null,
      },
      credential: used,
    };
  }

  const SENTENCES = { InvalidStateError: "known", NotAllowedError: "stopped", SecurityError: "address" };

  for (const form of document.querySelectorAll("form[data-passkey]")) {
    const button = form.querySelector("button");
    const said = document.querySelector("[data-passkey-said]");
    if (!window.PublicKeyCredential) continue;
    button.hidden = false;
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      said.hidden = true;
      button.disabled = true;
      try {
        const { response, credential } = await (form.dataset.passkey === "add" ? make(form) : use(form));
        form.elements.credential.value = JSON.stringify({
          id: credential.id,
          rawId: toText(credential.rawId),
          type: credential.type,
          clientExtensionResults: credential.getClientExtensionResults(),
          authenticatorAttachment: credential.authenticatorAttachment ?? undefined,
          response,
        });
        form.submit();
      } catch (error) {
        said.textContent = said.dataset[SENTENCES[error.name] ?? "failed"];
        said.hidden = false;
        button.disabled = false;
      }
    });
  }
})();
