// Marks as the program takes them: {"A": {"box": […]}, "B": {"point": […]}, "C": {"stroke": […], "width": …}}.

import { boxOf, outlineOfBox } from "./geometry.js";

const LETTERS = [..."ABCDEFGHIJKLMNOPQRSTUVWXYZ"];

/** The first name that no mark has: A … Z, A2 … */
export function nextName(marks) {
  for (let round = 1; ; round++) {
    const free = LETTERS.map((letter) => (round === 1 ? letter : `${letter}${round}`)).find((name) => !(name in marks));
    if (free) return free;
  }
}

/** Strokes by free names, as marks. */
export function namedApart(strokes, taken) {
  const named = {};
  for (const { stroke, width } of strokes) named[nextName({ ...taken, ...named })] = { stroke, width };
  return named;
}

export function without(marks, name) {
  const { [name]: _, ...rest } = marks;
  return rest;
}

/** Where a mark's name is written, in pixels of the picture. */
export function anchorOf(mark, meant) {
  if (mark.point) return mark.point;
  const box = mark.box ?? (mark.stroke ? boxOf([mark.stroke]) : meant?.outline?.length ? boxOf(meant.outline) : null);
  return box ? [box[0], box[1]] : [0, 0];
}

/** The outline that stands for what a mark means: what the program found, or the box as it was drawn. */
export function outlineOf(mark, meant) {
  return meant?.outline?.length ? meant.outline : mark.box ? outlineOfBox(mark.box) : null;
}
