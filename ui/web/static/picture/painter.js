// Everything that is drawn: the picture, and over it things, marks, plans and what the hand is doing.

import { boxOf, toScreen } from "./geometry.js";
import { anchorOf, outlineOf } from "./marks.js";

const MARK = "#f5a524";
const HOVER = "#38bdf8";
const FILLED = 0.22;
const CHECKER = 10;
const FONT = "600 12px system-ui, sans-serif";
/** Half the side of a corner's handle, in pixels of the screen. */
const HANDLE = 5;
/** Of the cross that keys draw with. */
const ARM = 11;

/** An outline as a path in screen pixels, moved and scaled about `about` where a ghost is. */
function path(view, outline, ghost = null) {
  const drawn = new Path2D();
  for (const ring of outline) {
    ring.forEach((point, number) => drawn[number ? "lineTo" : "moveTo"](...toScreen(view, ghosted(point, ghost))));
    drawn.closePath();
  }
  return drawn;
}

export function ghosted([x, y], ghost) {
  if (!ghost) return [x, y];
  const [ax, ay] = ghost.about;
  return [ax + (x - ax) * ghost.scale + ghost.by[0], ay + (y - ay) * ghost.scale + ghost.by[1]];
}

function stroked(ctx, shape, color, { fill = 0, dash = [] } = {}) {
  if (fill) {
    ctx.globalAlpha = fill;
    ctx.fillStyle = color;
    ctx.fill(shape, "evenodd");
    ctx.globalAlpha = 1;
  }
  ctx.setLineDash(dash);
  ctx.lineWidth = 3.5;
  ctx.strokeStyle = "rgba(0, 0, 0, .45)";
  ctx.stroke(shape);
  ctx.lineWidth = 2;
  ctx.strokeStyle = color;
  ctx.stroke(shape);
  ctx.setLineDash([]);
}

/** To be written beside those that were written in this frame before, never over them. */
function tag(ctx, text, [x, y], color, frame) {
  ctx.font = FONT;
  const width = ctx.measureText(text).width + 12;
  const top = Math.max(y - 22, 2);
  const left = freeAt(frame.tags, Math.min(Math.max(x, 2), frame.width - width - 2), top, width);
  frame.tags.push({ text, left, top, width, color });
}

/** Once all lines are drawn: none may go through a name. */
function write(ctx, { text, left, top, width, color }) {
  ctx.font = FONT;
  ctx.fillStyle = color;
  ctx.beginPath();
  ctx.roundRect(left, top, width, 20, 6);
  ctx.fill();
  ctx.fillStyle = "#10151c";
  ctx.textBaseline = "middle";
  ctx.fillText(text, left + 6, top + 10.5);
}

/** The first place to the right of `left` where a tag lies on no other. */
export function freeAt(tags, left, top, width) {
  const over = tags.find((one) => Math.abs(one.top - top) < 20 && left < one.left + one.width && one.left < left + width);
  return over ? freeAt(tags, over.left + over.width + 2, top, width) : left;
}

function strokeLine(ctx, view, { stroke, width }, color, alpha) {
  const line = new Path2D();
  stroke.forEach((point, number) => line[number ? "lineTo" : "moveTo"](...toScreen(view, point)));
  if (stroke.length === 1) line.lineTo(...toScreen(view, [stroke[0][0] + 0.01, stroke[0][1]]));
  ctx.lineCap = ctx.lineJoin = "round";
  ctx.globalAlpha = alpha;
  ctx.lineWidth = Math.max(2, width * view.scale);
  ctx.strokeStyle = color;
  ctx.stroke(line);
  ctx.globalAlpha = 1;
}

function point(ctx, view, at, color) {
  ctx.beginPath();
  ctx.arc(...toScreen(view, at), 6, 0, 7);
  ctx.fillStyle = color;
  ctx.fill();
  ctx.lineWidth = 2;
  ctx.strokeStyle = "#10151c";
  ctx.stroke();
}

function drawMark(ctx, view, name, mark, meant, frame) {
  const outline = outlineOf(mark, meant);
  if (outline) stroked(ctx, path(view, outline), MARK, { fill: FILLED });
  if (mark.stroke) strokeLine(ctx, view, mark, MARK, 0.55);
  if (mark.point) point(ctx, view, mark.point, MARK);
  const label = meant?.label ? `${name} · ${meant.label}` : name;
  tag(ctx, label, toScreen(view, anchorOf(mark, meant)), MARK, frame);
}

/** The corners by which the thing of a mark can be pulled, on the screen; one at the frame's edge lies inside of it. */
export function cornersOf(outline, view, frame) {
  const [left, top, right, bottom] = boxOf(outline);
  return [
    [left, top],
    [right, top],
    [left, bottom],
    [right, bottom],
  ].map((corner) => {
    const [x, y] = toScreen(view, corner);
    return [inward(x, frame.width), inward(y, frame.height)];
  });
}

const inward = (at, end) => (at < -HANDLE || at > end + HANDLE ? at : Math.min(Math.max(at, HANDLE + 1), end - HANDLE - 1));

function corners(ctx, view, outline, frame) {
  for (const [x, y] of cornersOf(outline, view, frame)) {
    ctx.fillStyle = "#fff";
    ctx.strokeStyle = "#10151c";
    ctx.lineWidth = 1.5;
    ctx.beginPath();
    ctx.rect(x - HANDLE, y - HANDLE, 2 * HANDLE, 2 * HANDLE);
    ctx.fill();
    ctx.stroke();
  }
}

/** The thing itself, cut out along its outline, where the hand has it. */
function drawGhost(ctx, view, image, size, outline, ghost) {
  const shape = path(view, outline, ghost);
  const [left, top] = toScreen(view, ghosted([0, 0], ghost));
  ctx.save();
  ctx.clip(shape, "evenodd");
  ctx.globalAlpha = 0.85;
  const scale = view.scale * ghost.scale;
  ctx.drawImage(image, left, top, size.width * scale, size.height * scale);
  ctx.restore();
  stroked(ctx, shape, MARK, { dash: [6, 4] });
}

/** What was done by hand and is being worked on. */
function drawSent(ctx, view, image, size, sent) {
  if (sent.strokes) for (const one of sent.strokes) strokeLine(ctx, view, one, sent.color, 0.45);
  else drawGhost(ctx, view, image, size, sent.outline, sent.ghost);
}

function drawPlan(ctx, view, part, number, frame) {
  for (const outline of part.outlines) stroked(ctx, path(view, outline), part.color, { fill: part.whole ? 0 : 0.35 });
  for (const place of part.places) stroked(ctx, path(view, place), part.color, { dash: [8, 5] });
  const first = part.outlines[0] ?? part.places[0];
  if (first) tag(ctx, `${number}`, toScreen(view, boxOf(first)), part.color, frame);
}

/** Where keys draw. */
function drawCross(ctx, [x, y]) {
  const arms = new Path2D();
  for (const [dx, dy] of [[1, 0], [0, 1]]) {
    arms.moveTo(x - ARM * dx, y - ARM * dy);
    arms.lineTo(x + ARM * dx, y + ARM * dy);
  }
  stroked(ctx, arms, "#ffffff");
}

function drawDoing(ctx, view, doing, frame) {
  if (doing.box) stroked(ctx, path(view, doing.box), MARK, { dash: [6, 4], fill: 0.12 });
  if (doing.stroke) strokeLine(ctx, view, doing, doing.color ?? MARK, 0.6);
  if (doing.cross) drawCross(ctx, toScreen(view, doing.cross));
  if (doing.brush) {
    ctx.beginPath();
    ctx.arc(...toScreen(view, doing.brush.at), Math.max(2, (doing.brush.width * view.scale) / 2), 0, 7);
    ctx.lineWidth = 1.5;
    ctx.strokeStyle = "#fff";
    ctx.stroke();
    ctx.setLineDash([3, 3]);
    ctx.strokeStyle = "#000";
    ctx.stroke();
    ctx.setLineDash([]);
  }
}

/** Under a picture that is clear in places. */
function checkers(ctx) {
  const tile = new OffscreenCanvas(2 * CHECKER, 2 * CHECKER);
  const on = tile.getContext("2d");
  on.fillStyle = "#ffffff";
  on.fillRect(0, 0, 2 * CHECKER, 2 * CHECKER);
  on.fillStyle = "#d5dbe3";
  on.fillRect(0, 0, CHECKER, CHECKER);
  on.fillRect(CHECKER, CHECKER, CHECKER, CHECKER);
  return ctx.createPattern(tile, "repeat");
}

/** The photo as it came, in the place of everything else; of another size where it was cropped or turned since. */
function peeked(ctx, { view, size, peek }) {
  const scale = Math.min((size.width * view.scale) / peek.width, (size.height * view.scale) / peek.height);
  const [width, height] = [peek.width * scale, peek.height * scale];
  const left = view.x + (size.width * view.scale - width) / 2;
  ctx.drawImage(peek, left, view.y + (size.height * view.scale - height) / 2, width, height);
}

/**
 * One frame: `state` holds size, image, view, things, hovered, marks, marked, plan, held, ghost, gathered, sent, doing, and `peek`
 * while the photo as it came is looked at.
 */
export function paint(ctx, state, { width, height }) {
  const frame = { width, height, tags: [] };
  ctx.setTransform(state.ratio, 0, 0, state.ratio, 0, 0);
  ctx.clearRect(0, 0, frame.width, frame.height);
  const { view, size, image } = state;
  if (!size || !image) return;
  ctx.imageSmoothingEnabled = view.scale < 3;
  const shown = [view.x, view.y, size.width * view.scale, size.height * view.scale];
  ctx.fillStyle = checkers(ctx);
  ctx.fillRect(...shown);
  if (state.peek) return peeked(ctx, state);
  ctx.drawImage(image, ...shown);
  state.plan.forEach((part, number) => drawPlan(ctx, view, part, number + 1, frame));
  const { hovered } = state;
  if (hovered) {
    stroked(ctx, path(view, hovered.outline ?? [boxRing(hovered.box)]), HOVER, { fill: 0.12 });
    const named = Object.values(state.marked).some((one) => one.object === hovered.id);
    if (!named) tag(ctx, hovered.name, toScreen(view, hovered.box), HOVER, frame);
  }
  for (const [name, mark] of Object.entries(state.marks)) drawMark(ctx, view, name, mark, state.marked[name], frame);
  for (const one of frame.tags) write(ctx, one);
  const held = state.held && outlineOf(state.marks[state.held] ?? {}, state.marked[state.held]);
  if (held && !state.ghost && !state.sent) corners(ctx, view, held, frame);
  if (held && state.ghost) drawGhost(ctx, view, image, size, held, state.ghost);
  for (const one of state.gathered) strokeLine(ctx, view, one, one.color, 0.6);
  if (state.sent) drawSent(ctx, view, image, size, state.sent);
  drawDoing(ctx, view, state.doing, frame);
}

const boxRing = ([left, top, right, bottom]) => [
  [left, top],
  [right, top],
  [right, bottom],
  [left, bottom],
];
