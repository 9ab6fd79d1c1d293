// When the program that serves the page was started anew, the page is loaded anew too; what was being written is kept,
// whoever loads the page anew: this, Gradio when its stream broke, or the person.

import { fillWords } from "./words.js";

const ALIVE = new URL("../alive", import.meta.url);
const EVERY = 3000;
/** Milliseconds between two looks, while somebody sees the page. */
const WORDS = "scenewright-words";
const FIELD = "#words textarea";

let first = null;

async function look() {
  if (document.hidden) return;
  const started = await fetch(ALIVE, { cache: "no-store" })
    .then((answer) => (answer.ok ? answer.text() : null))
    .catch(() => null);
  if (started === null) return;
  first ??= started;
  if (started !== first) location.reload();
}

function keep() {
  const field = document.querySelector(FIELD);
  if (field) sessionStorage.setItem(WORDS, field.value);
}

function restore() {
  const kept = sessionStorage.getItem(WORDS);
  const field = document.querySelector(FIELD);
  if (!kept) return;
  if (!field) return setTimeout(restore, 100);
  sessionStorage.removeItem(WORDS);
  fillWords(field, kept);
}

restore();
addEventListener("pagehide", keep);
look();
setInterval(look, EVERY);
