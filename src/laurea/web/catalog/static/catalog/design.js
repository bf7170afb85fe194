// Draws the badge anew while somebody changes its form. Without it the button "Show it" does.
"use strict";

const QUIET_MS = 300;
const form = document.querySelector("form[data-design]");
const said = form.querySelector("[role=status]");
let waiting;
let asking;

function put() {
  const parts = ["preview", "checks"].map((id) => asking.response?.getElementById(id));
  if (asking.status !== 200 || !parts.every(Boolean)) return;
  for (const part of parts) document.getElementById(part.id).replaceWith(part);
  said.textContent = document.getElementById("checks").dataset.sentence;
}

function draw() {
  asking?.abort();
  const sent = new FormData(form);
  sent.delete("upload");
  sent.set("do", "preview");
  // Unlike fetch it hands over a document, so that no text becomes a part of the page.
  asking = new XMLHttpRequest();
  asking.open("POST", location.href);
  asking.responseType = "document";
  asking.addEventListener("load", put);
  asking.send(sent);
}

form.addEventListener("input", (event) => {
  if (event.target.name === "upload" || event.target.name === "source") return;
  clearTimeout(waiting);
  waiting = setTimeout(draw, QUIET_MS);
});
