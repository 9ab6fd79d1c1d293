// Signs for the tool bar, drawn in a box of 24 × 24 so that no font has to have them.

const SHAPES = {
  pick: "M6 3l12 9-5.5 1L16 20l-2.6 1.2L10 14.4 6 18z",
  box: "M4 6h16v12H4zM2 6h4M18 6h4M2 18h4M18 18h4",
  point: "M12 2v6M12 16v6M2 12h6M16 12h6M12 12h.01",
  stroke: "M3 17c4-9 6-9 8-4s4 5 10-6",
  remove: "M20 4l-9 9M11 13c-3 0-3 4-7 4 3 4 9 2 9-2zM15 20h6",
  restore: "M8 20l-5-5L14 4l7 7-9 9zM9 9l7 7M8 20h13",
  mask: "M4 4h16v16H4zM12 8a4 4 0 1 0 0 8 4 4 0 1 0 0-8M12 8v8",
  reference: "M4 5h16v14H4zM4 16l5-5 4 4 3-2 4 4M15.5 9h.01",
  hand: "M12 3v18M3 12h18M12 3l-3 3M12 3l3 3M12 21l-3-3M12 21l3-3M3 12l3-3M3 12l3 3M21 12l-3-3M21 12l-3 3",
  peek: "M2 12c4-7 16-7 20 0-4 7-16 7-20 0zM12 9a3 3 0 1 0 0 6 3 3 0 1 0 0-6",
  save: "M12 4v11M7 11l5 5 5-5M4 20h16",
  in: "M12 5v14M5 12h14",
  out: "M5 12h14",
  whole: "M4 9V4h5M15 4h5v5M20 15v5h-5M9 20H4v-5",
};

export function icon(name) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("aria-hidden", "true");
  path.setAttribute("d", SHAPES[name]);
  svg.append(path);
  return svg;
}
