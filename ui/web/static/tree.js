// The scene's tree: what is chosen in it is marked in the picture, what is pointed at is outlined there.

import { nameAll } from "./names.js";
import { nameToggle } from "./side.js";
import { keySliders } from "./slider.js";

const board = () => document.querySelector(".picture")?.board;
const thingOf = (event) => event.target.closest("[data-thing]")?.dataset.thing;
const found = (id) => board()?.state.things.find((thing) => thing.id === id);

export function mount({ element, props }) {
  nameToggle(element.closest(".sidebar"), props.toggle);
  nameAll(props.named, props.skipped);
  keySliders(props.slider);
  element.addEventListener("click", (event) => {
    const thing = found(thingOf(event));
    if (thing) board().pickThing(thing);
  });
  const point = (event) => {
    const id = thingOf(event);
    if (!board()) return;
    board().state.hovered = id ? (found(id) ?? null) : null;
    board().repaint();
  };
  for (const kind of ["mouseover", "mouseout", "focusin", "focusout"])
    element.addEventListener(kind, (event) => point(kind.endsWith("out") ? { target: element } : event));
}
