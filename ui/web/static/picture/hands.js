// What the pointer does, tool by tool. Points `at` are in the picture, `screen` in the frame; `board` is what is drawn on.

import { boxBetween, boxOf, distance, inside, outlineOfBox, panned, thingAt, thinned } from "./geometry.js";
import { namedApart, outlineOf } from "./marks.js";
import { cornersOf } from "./painter.js";
import { removal, scaling, shift } from "./plans.js";

const STILL = 4;
const GRASP = 10;
const FINGER = 24;
/** Which way each of a thing's corners is pulled, as a cursor. */
const PULLS = ["nwse-resize", "nesw-resize", "nesw-resize", "nwse-resize"];

/** Drag the picture about. */
const hand = {
  cursor: "grab",
  down: (board, { screen }) => ({ last: screen }),
  move(board, { screen }, doing) {
    if (doing) {
      const by = [screen[0] - doing.last[0], screen[1] - doing.last[1]];
      board.view = panned(board.view, by, board.size, board.frame);
      doing.last = screen;
    }
  },
  up() {},
};

/** Click a thing to mark it; drag a marked one to move it, its corner to resize it, anything else to pan. */
const pick = {
  cursor: "default",
  down(board, where) {
    const held = heldAt(board, where);
    // A finger has not hovered before it comes down.
    if (where.touch && !held.name) board.state.hovered = thingAt(board.state.things, where.at);
    return { ...held, from: where, last: where.screen, moved: false };
  },
  move(board, where, doing) {
    if (!doing) {
      board.state.hovered = thingAt(board.state.things, where.at);
      const held = heldAt(board, where);
      board.cursor = held.corner ?? (held.name ? "move" : board.state.hovered ? "pointer" : "grab");
      return;
    }
    doing.moved ||= distance(where.screen, doing.from.screen) >= STILL;
    if (!doing.moved) return;
    board.state.hovered = null;
    if (doing.name) board.state.ghost = ghostOf(board, where.at, doing);
    else hand.move(board, where, doing);
  },
  up(board, where, doing) {
    const { ghost } = board.state;
    board.state.ghost = null;
    if (!doing.moved) return board.pick(where.at);
    if (!doing.name || !ghost) return;
    const moved = Math.hypot(...ghost.by) >= 1;
    const sent = { ghost, outline: outlineOf(board.state.marks[doing.name], board.state.marked[doing.name]) };
    if (doing.corner && Math.abs(ghost.scale - 1) >= 0.01) board.edit(scaling(doing.name, ghost.scale), {}, sent);
    if (!doing.corner && moved) board.edit(shift(doing.name, ghost.by), {}, sent);
  },
};

/** The marked thing under the pointer, and its corner where it is grasped by one. */
function heldAt(board, { at, screen, touch }) {
  const { held, marks, marked } = board.state;
  const outline = held && outlineOf(marks[held] ?? {}, marked[held]);
  if (!outline) return {};
  const reach = touch ? FINGER : GRASP;
  const corner = cornersOf(outline, board.view, board.frame).findIndex((one) => distance(one, screen) <= reach);
  return corner >= 0 || inside(outline, at) ? { name: held, corner: PULLS[corner] } : {};
}

/** How the thing lies while it is dragged: as the program puts it, resized things keep standing where they stand. */
function ghostOf(board, at, { name, corner, from }) {
  const outline = outlineOf(board.state.marks[name], board.state.marked[name]);
  if (!corner) return { scale: 1, about: [0, 0], by: [at[0] - from.at[0], at[1] - from.at[1]] };
  const [left, , right, bottom] = boxOf(outline);
  const middle = [(left + right) / 2, (boxOf(outline)[1] + bottom) / 2];
  const scale = Math.max(0.1, Math.round((100 * distance(at, middle)) / Math.max(1, distance(from.at, middle))) / 100);
  return { scale, about: [(left + right) / 2, bottom], by: [0, 0] };
}

const box = {
  cursor: "crosshair",
  down: (board, { at }) => ({ from: at }),
  move(board, { at }, doing) {
    const drawn = doing && boxBetween(doing.from, at, board.size);
    board.state.doing = drawn ? { box: outlineOfBox(drawn) } : {};
  },
  up(board, { at }, doing) {
    const drawn = boxBetween(doing.from, at, board.size);
    if (drawn) board.mark({ box: drawn });
  },
};

const point = {
  cursor: "crosshair",
  down: () => ({}),
  move() {},
  up: (board, { at }) => board.mark({ point: at.map((value) => Math.round(value * 10) / 10) }),
};

/** A hand that paints with a brush; `done` gets the mark. */
const brush = (color, done, more = {}) => ({
  ...more,
  cursor: "none",
  down: (board, { at }) => ({ points: [at] }),
  move(board, { at }, doing) {
    const width = board.brushWidth;
    board.state.doing = { brush: { at, width } };
    if (doing) {
      doing.points.push(at);
      board.state.doing = { ...board.state.doing, stroke: doing.points, width, color };
    }
  },
  up(board, where, { points }) {
    done(board, { stroke: thinned(points, Math.max(1, board.brushWidth / 8)), width: board.brushWidth }, where);
  },
});

/** A brush whose strokes are carried out at once, or all together when Shift, held while they are painted, is let go. */
const worker = (color, act) => {
  const finish = (board) => {
    const strokes = board.state.gathered;
    board.state.gathered = [];
    const taken = { ...board.state.marks, ...board.state.references };
    if (strokes.length) act(board, namedApart(strokes, taken), { strokes, color });
  };
  const gather = (board, mark, { shift }) => {
    board.state.gathered = [...board.state.gathered, { ...mark, color }];
    if (!shift) finish(board);
  };
  return brush(color, gather, { finish });
};

const stroke = brush("#f5a524", (board, mark) => board.mark(mark));
const remove = worker("#ef4444", (board, marks, sent) => board.edit(removal(Object.keys(marks)), marks, sent));
const restore = worker("#22c55e", (board, marks, sent) => board.act("restore", { of: Object.keys(marks) }, marks, sent));

/** By name, in the order of the tool bar. */
export const HANDS = { pick, box, point, stroke, remove, restore, hand };
export const BRUSHES = ["stroke", "remove", "restore"];
