// The picture's piece: its tool bar, its canvas and its marks, tied to the values that the program sends and takes.
//
// The piece's value is what the person drew, {marks, references?, plan?, of?, label?}; `picture`, `things`, `marked`, `plan` and `brought`
// come from the program, as JSON; so does `spent`, what of the drawn a turn took.

import { Board } from "./picture/board.js";
import { BRUSHES, HANDS } from "./picture/hands.js";
import { icon } from "./picture/icons.js";
import { aboutThing } from "./picture/thing.js";
import { takeFiles } from "./files.js";
import "./photos.js"; // there before the first photo is chosen
import { dropWord, insertWord } from "./words.js";

const same = (one, other) => JSON.stringify(one) === JSON.stringify(other);

const make = (tag, attributes = {}, ...children) => {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children);
  return element;
};

export function mount({ element, props, trigger, watch }) {
  const { labels, field, opener, files } = props;
  let lastMarked = "{}";
  let lastSpent = JSON.parse(props.spent)?.token;
  let lies = null;
  const root = element.querySelector(".picture") ?? element;
  const canvas = make("canvas", { tabindex: 0, role: "application", "aria-label": labels.canvas });
  const bar = make("div", { class: "picture-bar", role: "toolbar", "aria-label": labels.tools });
  const chips = make("div", { class: "picture-marks", role: "list", "aria-label": labels.marks });
  const said = make("p", { class: "visually-hidden", "aria-live": "polite" });
  const empty = make("p", { class: "picture-empty" }, labels.empty);
  const frame = make("div", { class: "picture-frame" }, canvas, empty);
  const thing = aboutThing(labels.thing, { act: (event, given) => board.act(event, given), alike });
  const hint = make("p", { class: "picture-hint" }, labels.hint);
  const foot = make("div", { class: "picture-foot" }, hint, chips, thing.element);
  root.replaceChildren(bar, frame, foot, said);
  takeFiles(frame, opener);

  const words = () => document.querySelector(field);
  const board = new Board(canvas, { tell, changed, announce, asked });
  let taken = JSON.parse(props.brought)?.token;
  const tools = Object.keys(HANDS).map((name) => toolButton(name));
  const brush = make("input", { type: "range", min: 2, max: 200, value: board.brushWidth, "aria-label": labels.brush });
  const wide = make("label", { class: "picture-brush" }, brush, make("span"));
  foot.prepend(wide);
  brush.addEventListener("input", () => {
    board.brushWidth = Number(brush.value);
    changed();
  });
  bar.append(
    make("span", { class: "picture-tools", role: "radiogroup", "aria-label": labels.tools }, ...tools),
    make("span", { class: "picture-tools" }, bringer("mask"), bringer("reference")),
    make("span", { class: "picture-zoom" }, action("out"), action("whole"), action("in")),
    make("span", { class: "picture-tools" }, peeker(), saver()),
  );

  function toolButton(name) {
    const label = labels.tool[name];
    const button = make("button", { type: "button", role: "radio", title: label, "aria-label": label }, icon(name));
    button.dataset.tool = name;
    button.addEventListener("click", () => board.choose(name));
    return button;
  }

  /** A button that asks for a file; Gradio's own one takes it, out of sight. */
  function bringer(name) {
    const label = labels.bring[name];
    const button = make("button", { type: "button", title: label, "aria-label": label, "data-bring": name }, icon(name));
    button.addEventListener("click", () => board.size && document.querySelector(files[name])?.click());
    return button;
  }

  function action(name) {
    const label = labels.zoom[name];
    const button = make("button", { type: "button", title: label, "aria-label": label }, icon(name));
    const act = { in: () => board.zoom(1.25), out: () => board.zoom(0.8), whole: () => board.whole() }[name];
    button.addEventListener("click", act);
    return button;
  }

  /** Held, it shows the photo as it came. */
  function peeker() {
    const button = make("button", { type: "button", title: labels.peek, "aria-label": labels.peek, "data-peek": "" }, icon("peek"));
    const held = { pointerdown: true, pointerup: false, pointerleave: false, pointercancel: false, blur: false };
    for (const [kind, wanted] of Object.entries(held)) button.addEventListener(kind, () => board.peek(wanted));
    for (const kind of ["keydown", "keyup"])
      button.addEventListener(kind, ({ key }) => [" ", "Enter"].includes(key) && board.peek(kind === "keydown"));
    button.addEventListener("contextmenu", (event) => event.preventDefault());
    return button;
  }

  function saver() {
    const button = make("button", { type: "button", id: "save", title: labels.save, "aria-label": labels.save }, icon("save"));
    button.addEventListener("click", () => board.size && trigger("save"));
    return button;
  }

  function tell({ marks, plan, event, given, added, dropped, before, words: instead }) {
    const { references } = board.state;
    props.value = { marks, ...(Object.keys(references).length && { references }), ...(plan && { plan }), ...given };
    const text = words();
    if (added && text) insertWord(text, `[${added}]`);
    if (dropped && text) dropWord(text, `[${dropped}]`);
    if (instead && text) sayInstead(text, before, instead, Object.keys(marks).length);
    trigger(event ?? (plan ? "edit" : "mark"));
  }

  /** Many marks are not listed: what was said of one is said of them all. */
  function sayInstead(text, before, word, count) {
    const told = before.reduce((kept, name) => kept.split(`[${name}]`).join(" ").trim(), text.value);
    for (const name of before) dropWord(text, `[${name}]`);
    if (told) insertWord(text, word);
    say(labels.brought.replace("{count}", count));
  }

  function alike() {
    const { held, marks, references } = board.state;
    if (!held) return;
    props.value = { marks, ...(Object.keys(references).length && { references }), like: [held] };
    trigger("alike");
  }

  /** What keys led to is told to those who do not see it. */
  function announce(what) {
    say(what === "hovered" ? board.state.hovered.name : labels[what]);
  }

  function asked(what) {
    if (what === "alike") alike();
    else thing.focus();
  }

  function changed() {
    for (const button of tools) button.setAttribute("aria-checked", String(button.dataset.tool === board.tool));
    wide.hidden = !board.size || !BRUSHES.includes(board.tool);
    brush.value = board.brushWidth;
    wide.lastChild.textContent = labels.wide.replace("{width}", board.brushWidth);
    const { marks, references } = board.state;
    const listed = [...Object.keys(marks).map(chip), ...Object.keys(references).map(brought)];
    chips.replaceChildren(...listed);
    chips.scrollLeft = chips.scrollWidth;
    hint.hidden = !board.size || listed.length > 0 || !wide.hidden;
    foot.hidden = !board.size;
    thing.update(board.state);
  }

  function chip(name) {
    const meant = board.state.marked[name];
    const text = meant?.label ? `[${name}] ${meant.label}` : `[${name}]`;
    return removable(text, labels.drop, () => board.drop(name));
  }

  function brought(name) {
    return removable(`[${name}] ${board.state.references[name].name}`, labels.reference, () => board.forget(name));
  }

  function removable(text, label, drop) {
    const button = make("button", { type: "button", "aria-label": label.replace("{mark}", text) }, "×");
    button.addEventListener("click", drop);
    return make("span", { role: "listitem", class: "picture-mark" }, text, button);
  }

  function update() {
    const given = ["picture", "things", "plan", "marked", "brought", "spent"].map((name) => JSON.parse(props[name]));
    const [picture, things, plan, marked, came, spent] = given;
    clear(picture, spent);
    if (board.wanted !== (picture?.url ?? null)) board.show(picture);
    else if (!props.value?.plan && !props.value?.of) board.settle();
    board.lay({ things, plan, marked, marks: props.value?.marks ?? {}, references: props.value?.references ?? {} });
    empty.hidden = Boolean(picture);
    canvas.setAttribute("aria-label", picture ? `${picture.name}. ${labels.canvas}` : labels.canvas);
    if (JSON.stringify(marked) !== lastMarked) newest(marked);
    if (!came || came.token === taken) return;
    taken = came.token;
    board.bring(came);
  }

  /** What a turn took goes, unless what is being written names it; and all of it when the picture lies otherwise. */
  function clear(picture, spent) {
    const before = lies;
    if (picture) lies = [picture.original, picture.width, picture.height];
    if (before && !same(before, lies)) {
      forgetWords(Object.keys({ ...board.state.marks, ...board.state.references }));
      if (before[0] === lies[0]) props.value = { marks: {} };
    }
    const over = spent && spent.token !== lastSpent;
    lastSpent = spent?.token;
    if (!over) return;
    const { marks = {}, references = {} } = props.value ?? {};
    const named = spent.words ? "" : (words()?.value ?? "");
    const stays = (drawn, taken) =>
      Object.fromEntries(Object.entries(drawn).filter(([name, one]) => named.includes(`[${name}]`) || !same(one, taken?.[name])));
    const kept = stays(marks, spent.marks);
    if (spent.words) forgetWords(Object.keys(marks).filter((name) => !(name in kept)));
    const others = stays(references, spent.references);
    props.value = { marks: kept, ...(Object.keys(others).length && { references: others }) };
    if (Object.keys(kept).length) trigger("mark");
  }

  function forgetWords(names) {
    for (const name of names) if (words()?.value.includes(`[${name}]`)) dropWord(words(), `[${name}]`);
  }

  /** Tell those who do not see it what was marked last. */
  function newest(marked) {
    lastMarked = JSON.stringify(marked);
    const [name, one] = Object.entries(marked).at(-1) ?? [];
    say(one?.label ? `[${name}] ${one.label}` : "");
  }

  function say(told) {
    if (told !== said.textContent) said.textContent = told;
  }

  watch(["value", "picture", "things", "plan", "marked", "brought", "spent"], update);
  board.choose("pick");
  update();
  root.board = board;
}
