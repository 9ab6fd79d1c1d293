// What keys do on the canvas: tools, zoom and pan as ever, and all that a pointer does to things.

import { boxOf, panned, toPicture, toScreen } from "./geometry.js";
import { HANDS } from "./hands.js";
import { outlineOf } from "./marks.js";
import { scaling, shift } from "./plans.js";

const STEP = 1.25;
const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
const PAN = 40;
/** Of the picture's shorter side: so far one step moves a thing. */
const NUDGE = 0.01;
const GROW = 0.05;
/** The same of the cross that draws, without Shift and with it. */
const [NEAR, FAR] = [0.01, 0.1];
const CROSSED = ["box", "point", "stroke", "remove", "restore"];
export const TOOLS = { v: "pick", b: "box", p: "point", s: "stroke", r: "remove", e: "restore", h: "hand" };

/** Whether the key did something. */
export function keyed(board, event) {
  const act = event.key in ARROWS ? arrow : KEYS[event.key];
  if (act) return act(board, event) !== false;
  const tool = TOOLS[event.key.toLowerCase()];
  if (tool) board.choose(tool);
  return Boolean(tool);
}

const KEYS = {
  "+": (board) => board.zoom(STEP),
  "=": (board) => board.zoom(STEP),
  "-": (board) => board.zoom(1 / STEP),
  0: (board) => board.whole(),
  1: (board) => board.zoom(1 / (board.view.scale * board.state.ratio)),
  "[": (board) => brush(board, -4),
  "]": (board) => brush(board, 4),
  Delete: take,
  Backspace: take,
  n: (board) => goTo(board, 1),
  N: (board) => goTo(board, -1),
  Enter: enter,
  Escape: leave,
  PageUp: (board) => grow(board, GROW),
  PageDown: (board) => grow(board, -GROW),
  g: (board) => board.asked("alike"),
  F2: (board) => board.asked("name"),
  o: (board) => board.peek(true),
  " ": pan,
};

function leave(board) {
  board.cross = null;
  board.state.gathered = [];
  board.stop();
}

/** While the space bar is held, the picture is dragged about with any tool. */
function pan(board) {
  if (board.panning) return;
  board.panning = true;
  board.cursor = "grab";
}

/** What was held is let go; all of it without a key. */
export function lifted(board, event) {
  if (board.panning && (!event || event.key === " ")) {
    board.panning = false;
    board.choose(board.tool);
  }
  if (event?.key === "Shift" && !board.doing) HANDS[board.tool].finish?.(board);
  if (board.peeking && (!event || event.key.toLowerCase() === "o")) board.peek(false);
}

function brush(board, by) {
  board.brushWidth = Math.max(2, board.brushWidth + by);
}

function take(board) {
  if (!board.state.held) return false;
  board.drop(board.state.held);
}

function arrow(board, event) {
  if (!board.size) return false;
  const [x, y] = ARROWS[event.key];
  if (board.cross) return aim(board, [x, y], event.shiftKey ? FAR : NEAR);
  if (!event.shiftKey) {
    board.view = panned(board.view, [-x * PAN, -y * PAN], board.size, board.frame);
    return;
  }
  const step = Math.max(1, Math.round(NUDGE * Math.min(board.size.width, board.size.height)));
  const now = board.state.ghost ?? { scale: 1, by: [0, 0] };
  lift(board, { scale: now.scale, by: [now.by[0] + x * step, now.by[1] + y * step] });
}

function grow(board, by) {
  const now = board.state.ghost ?? { scale: 1, by: [0, 0] };
  lift(board, { scale: Math.max(0.1, Math.round(100 * (now.scale + by)) / 100), by: now.by });
}

/** A thing is moved or resized at a time: the ghost shows what Enter would do. */
function lift(board, { scale, by }) {
  const { held, marks, marked } = board.state;
  const outline = held && outlineOf(marks[held] ?? {}, marked[held]);
  if (!outline) return;
  const [left, , right, bottom] = boxOf(outline);
  const resized = scale !== 1;
  board.state.ghost = { scale, about: resized ? [(left + right) / 2, bottom] : [0, 0], by: resized ? [0, 0] : by };
  board.announce("ghost");
}

function enter(board) {
  const { ghost, held, hovered } = board.state;
  if (CROSSED.includes(board.tool) && !ghost && !hovered) return cross(board);
  if (ghost && held) {
    const sent = { ghost, outline: outlineOf(board.state.marks[held], board.state.marked[held]) };
    board.state.ghost = null;
    if (ghost.scale !== 1) board.edit(scaling(held, ghost.scale), {}, sent);
    else if (Math.hypot(...ghost.by) >= 1) board.edit(shift(held, ghost.by), {}, sent);
    return;
  }
  if (!hovered) return false;
  board.pickThing(hovered);
}

/** A cross in the place of the pointer: Enter puts it there, begins with it, and ends. A point ends as it begins. */
function cross(board) {
  if (!board.size) return false;
  const hand = HANDS[board.tool];
  if (!board.cross) {
    const { width, height } = board.frame;
    board.cross = { at: toPicture(board.view, [width / 2, height / 2]), doing: null };
    aim(board, [0, 0], NEAR);
    return board.announce("cross");
  }
  const { at, doing } = board.cross;
  if (!doing) board.cross.doing = hand.down(board, { at });
  if (!doing && board.tool !== "point") {
    aim(board, [0, 0], NEAR);
    return board.announce("drawing");
  }
  const drawn = board.cross.doing;
  board.cross = null;
  board.state.doing = {};
  hand.up(board, { at }, drawn);
}

/** The cross so far, within the picture, and in sight. */
function aim(board, [x, y], share) {
  const { width, height } = board.size;
  const step = Math.max(1, Math.round(share * Math.min(width, height)));
  const [left, top] = board.cross.at;
  const at = [Math.round(inside(left + x * step, width)), Math.round(inside(top + y * step, height))];
  board.cross.at = at;
  HANDS[board.tool].move(board, { at }, board.cross.doing);
  board.state.doing = { ...board.state.doing, cross: at };
  const [sx, sy] = toScreen(board.view, at);
  const by = [inside(sx, board.frame.width) - sx, inside(sy, board.frame.height) - sy];
  if (by[0] || by[1]) board.view = panned(board.view, by, board.size, board.frame);
}

const inside = (value, end) => Math.min(Math.max(value, 0), end);

/** The next thing from left to right is outlined and told. */
function goTo(board, by) {
  const things = [...board.state.things].sort((a, b) => a.box[0] - b.box[0] || a.box[1] - b.box[1]);
  if (!things.length) return false;
  const now = things.findIndex((thing) => thing.id === board.state.hovered?.id);
  const next = now < 0 && by < 0 ? things.length - 1 : (now + by + things.length) % things.length;
  board.state.hovered = things[next];
  board.announce("hovered");
}
