// Keys for the whole page: undo and redo, unless a text with something in it has the focus; saving; the way to the text
// field, and in it to what was said before.

import { openFiles } from "./files.js";
import { fillWords, spaced } from "./words.js";

const FIELD = "#words textarea";
const OPENER = "#head input[type=file]";
const press = (id) => document.querySelector(`#${id}:not([disabled])`)?.click();

function writing(target) {
  return target instanceof Element && target.matches("input, textarea, [contenteditable]");
}

document.addEventListener("keydown", (event) => {
  const key = event.key.toLowerCase();
  if (event.altKey) return;
  if (event.ctrlKey || event.metaKey) {
    const own = writing(event.target) && event.target.value;
    if (key === "z" && !own) press(event.shiftKey ? "redo" : "undo");
    else if (key === "y" && !own) press("redo");
    else if (key === "s") press("save");
    else return;
    event.preventDefault();
  } else if (key === "/" && !writing(event.target)) {
    document.querySelector(FIELD)?.focus();
    event.preventDefault();
  } else if (event.target instanceof Element && event.target.matches(FIELD)) recall(event);
});

// Gradio opens a list at any key that is pressed in its field, a moment later: after Tab that is when the list was left.
document.addEventListener(
  "keydown",
  (event) => event.key === "Tab" && event.target.matches?.("[role=combobox]") && event.stopImmediatePropagation(),
  true,
);

// Gradio's lists tell what is chosen with Enter only as they tell that they were left, which may be without choosing; what
// is clicked is told by itself.
document.addEventListener(
  "keydown",
  (event) => {
    if (event.key !== "Enter" || !event.target.matches?.("[role=combobox][aria-expanded=true]")) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    // What the arrow before it leads to is known a moment later.
    setTimeout(() => {
      const option = document.getElementById(event.target.getAttribute("aria-activedescendant"));
      option?.dispatchEvent(new MouseEvent("mousedown", { bubbles: true, cancelable: true }));
    });
  },
  true,
);

// -- what was said before, as in a terminal: up and down, from an empty text field

let back = 0;
let recalled = null;

function recall(event) {
  const field = event.target;
  if (!["ArrowUp", "ArrowDown"].includes(event.key) || (field.value && field.value !== recalled)) return;
  const said = [...document.querySelectorAll("#chat .user .message")].map((one) => one.innerText.trim());
  if (!field.value) back = 0;
  back = Math.max(0, Math.min(said.length, back + (event.key === "ArrowUp" ? 1 : -1)));
  recalled = back ? said.at(-back) : "";
  fillWords(field, recalled);
  event.preventDefault();
}

document.addEventListener("beforeinput", (event) => {
  if (event.target instanceof Element && event.target.matches(FIELD)) spaced(event);
});

document.addEventListener("paste", (event) => openFiles(event.clipboardData, OPENER) && event.preventDefault());
