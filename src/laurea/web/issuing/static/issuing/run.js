// Keeps the progress of a run up to date. Without it the page loads itself anew.
"use strict";

const EVERY_MS = 2000;
const MOST_FAILURES = 30;
const part = document.querySelector("[data-progress]");

async function look(failures) {
  let found;
  try {
    const answer = await fetch(part.dataset.progress, { headers: { Accept: "application/json" } });
    if (!answer.ok) throw new Error(String(answer.status));
    found = await answer.json();
  } catch {
    if (failures < MOST_FAILURES) setTimeout(look, EVERY_MS, failures + 1);
    return;
  }
  part.querySelector("progress").value = found.done;
  const status = part.querySelector("[role=status]");
  if (status.textContent !== found.sentence) status.textContent = found.sentence;
  const facts = part.querySelectorAll(".facts dd");
  const isNew = found.has_ended || String(found.given_up) !== part.dataset.givenUp;
  if (isNew || facts.length !== found.facts.length) {
    location.reload();
    return;
  }
  found.facts.forEach((fact, place) => { facts[place].textContent = fact; });
  setTimeout(look, EVERY_MS, 0);
}

if (part) setTimeout(look, EVERY_MS, 0);
