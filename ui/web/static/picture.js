// The picture's piece: its tool bar, its canvas and its marks, tied to the values that the program sends and takes.
//
// The piece's value is what the person drew, {marks, plan?}; `picture`, `things`, `marked` and `plan` come from the program,
// as JSON.

import { Board } from "./picture/board.js";
import { HANDS } from "./picture/hands.js";
import { icon } from "./picture/icons.js";
import { takeFiles } from "./files.js";
import { dropWord, insertWord } from "./words.js";

const make = (tag, attributes = {}, ...children) => {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children);
  return element;
};

export function mount({ element, props, trigger, watch }) {
  const { labels, field, opener } = props;
  const root = element.querySelector(".picture") ?? element;
  const canvas = make("canvas", { tabindex: 0, role: "application", "aria-label": labels.canvas });
  const bar = make("div", { class: "picture-bar", role: "toolbar", "aria-label": labels.tools });
  const chips = make("div", { class: "picture-marks", role: "list", "aria-label": labels.marks });
  const said = make("p", { class: "visually-hidden", "aria-live": "polite" });
  const empty = make("p", { class: "picture-empty" }, labels.empty);
  const frame = make("div", { class: "picture-frame" }, canvas, empty);
  root.replaceChildren(bar, frame, chips, said);
  takeFiles(frame, opener);

  const words = () => document.querySelector(field);
  const board = new Board(canvas, { tell, changed });
  const tools = Object.keys(HANDS).map((name) => toolButton(name));
  const brush = make("input", { type: "range", min: 2, max: 200, value: board.brushWidth, "aria-label": labels.brush });
  brush.addEventListener("input", () => (board.brushWidth = Number(brush.value)));
  bar.append(
    make("span", { class: "picture-tools", role: "radiogroup", "aria-label": labels.tools }, ...tools),
    brush,
    make("span", { class: "picture-zoom" }, action("out"), action("whole"), action("in")),
  );

  function toolButton(name) {
    const label = labels.tool[name];
    const button = make("button", { type: "button", role: "radio", title: label, "aria-label": label }, icon(name));
    button.dataset.tool = name;
    button.addEventListener("click", () => board.choose(name));
    return button;
  }

  function action(name) {
    const label = labels.zoom[name];
    const button = make("button", { type: "button", title: label, "aria-label": label }, icon(name));
    const act = { in: () => board.zoom(1.25), out: () => board.zoom(0.8), whole: () => board.whole() }[name];
    button.addEventListener("click", act);
    return button;
  }

  function tell({ marks, plan, added, dropped }) {
    props.value = plan ? { marks, plan } : { marks };
    const text = words();
    if (added && text) insertWord(text, `[${added}]`);
    if (dropped && text) dropWord(text, `[${dropped}]`);
    trigger(plan ? "edit" : "mark");
  }

  function changed() {
    for (const button of tools) button.setAttribute("aria-checked", String(button.dataset.tool === board.tool));
    brush.hidden = !["stroke", "remove"].includes(board.tool);
    brush.value = board.brushWidth;
    chips.replaceChildren(...Object.keys(board.state.marks).map(chip));
  }

  function chip(name) {
    const meant = board.state.marked[name];
    const text = meant?.label ? `[${name}] ${meant.label}` : `[${name}]`;
    const button = make("button", { type: "button", "aria-label": labels.drop.replace("{mark}", text) }, "×");
    button.addEventListener("click", () => board.drop(name));
    return make("span", { role: "listitem", class: "picture-mark" }, text, button);
  }

  function update() {
    const [picture, things, plan, marked] = ["picture", "things", "plan", "marked"].map((name) => JSON.parse(props[name]));
    if (board.wanted !== (picture?.url ?? null)) board.show(picture);
    board.lay({ things, plan, marked, marks: props.value?.marks ?? {} });
    empty.hidden = Boolean(picture);
    canvas.setAttribute("aria-label", picture ? `${picture.name}. ${labels.canvas}` : labels.canvas);
    say(Object.entries(marked).at(-1));
  }

  /** Tell those who do not see it what was marked last. */
  function say(newest) {
    const told = newest?.[1].label ? `[${newest[0]}] ${newest[1].label}` : "";
    if (told !== said.textContent) said.textContent = told;
  }

  watch(["value", "picture", "things", "plan", "marked"], update);
  board.choose("pick");
  update();
  root.board = board;
}
