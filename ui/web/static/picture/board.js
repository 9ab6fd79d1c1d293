// The board: a canvas with a tool bar, what lies on it, and what the pointer and the keys do to it.

import { fit, sameThing, toPicture, thingAt, within, zoomed } from "./geometry.js";
import { HANDS } from "./hands.js";
import { keyed, lifted } from "./keyboard.js";
import { nextName, without } from "./marks.js";
import { paint } from "./painter.js";

export class Board {
  /**
   * `tell({marks, plan, event, …})` is called when something was drawn: marks alone, with the plan of an edit, or with what
   * an event of its own takes; `changed()` when
   * what is shown around the canvas may differ, `announce(what)` when keys led somewhere, `asked(what)` when keys want
   * what lies beside the canvas.
   */
  constructor(canvas, { tell, changed, announce, asked }) {
    this.canvas = canvas;
    this.ctx = canvas.getContext("2d");
    this.tell = tell;
    this.changed = changed;
    this.announce = announce;
    this.asked = asked;
    this.tool = "pick";
    this.brushWidth = 24;
    this.size = this.fitted = null;
    this.doing = this.cross = null;
    this.fingers = new Map();
    this.state = { things: [], marks: {}, marked: {}, references: {}, plan: [], doing: {}, gathered: [] };
    Object.assign(this.state, { hovered: null, held: null, ghost: null, sent: null });
    this.view = { scale: 1, x: 0, y: 0 };
    new ResizeObserver(() => this.resized()).observe(canvas);
    for (const kind of ["down", "move", "up", "cancel", "leave"])
      canvas.addEventListener(`pointer${kind}`, (event) => this.pointer(kind, event));
    canvas.addEventListener("wheel", (event) => this.wheel(event), { passive: false });
    canvas.addEventListener("dblclick", () => this.tool === "hand" && this.whole());
    canvas.addEventListener("keydown", (event) => this.key(event));
    canvas.addEventListener("keyup", (event) => lifted(this, event));
    canvas.addEventListener("blur", () => lifted(this));
  }

  get frame() {
    return { width: this.canvas.clientWidth, height: this.canvas.clientHeight };
  }

  get freeName() {
    return nextName({ ...this.state.marks, ...this.state.references });
  }

  set cursor(kind) {
    this.canvas.style.cursor = kind;
  }

  // -- what is shown

  /** Show a picture {url, width, height}; one of the same size is put in its place without moving anything. */
  async show(picture) {
    const wanted = picture?.url ?? null;
    this.wanted = wanted;
    const image = picture ? await loaded(picture.url) : null;
    if (this.wanted !== wanted) return;
    const same = this.size && picture && this.size.width === picture.width && this.size.height === picture.height;
    if (!same || picture.original !== this.original) this.state.gathered = [];
    this.state.image = image;
    this.state.sent = null;
    this.size = picture ? { width: picture.width, height: picture.height } : null;
    this.original = picture?.original;
    this.state.size = this.size;
    this.canvas.dataset.shown = wanted ?? "";
    if (!same && this.size) {
      this.brushWidth = Math.max(4, Math.round(0.04 * Math.min(picture.width, picture.height)));
      this.whole();
      this.changed();
    }
    this.repaint();
  }

  lay(parts) {
    Object.assign(this.state, parts);
    this.state.hovered = sameThing(this.state.things, this.state.hovered);
    if (!(this.state.held in this.state.marks)) this.state.held = Object.keys(this.state.marks).at(-1) ?? null;
    this.repaint();
    this.changed();
  }

  /** The photo as it came is shown as long as somebody wants to see it. */
  async peek(wanted) {
    if (wanted && this.peeking) return;
    this.peeking = wanted && Boolean(this.original);
    const came = this.peeking ? await loaded(this.original) : null;
    this.state.peek = this.peeking ? came : null;
    this.repaint();
  }

  whole() {
    if (this.size) this.view = this.fitted = fit(this.size, this.frame);
    this.repaint();
  }

  zoom(factor, at = [this.frame.width / 2, this.frame.height / 2]) {
    if (this.size) this.view = zoomed(this.view, factor, at, this.size, this.frame);
    this.repaint();
  }

  resized() {
    const { width, height } = this.frame;
    if (!width || !height) return;
    const ratio = window.devicePixelRatio || 1;
    this.state.ratio = ratio;
    const before = this.fitted;
    this.canvas.width = Math.round(width * ratio);
    this.canvas.height = Math.round(height * ratio);
    // Who has zoomed in stays there.
    if (!this.size || !before || this.view.scale === before.scale) this.whole();
    this.fitted = this.size && fit(this.size, this.frame);
    this.repaint();
  }

  repaint() {
    this.due ??= requestAnimationFrame(() => {
      this.due = null;
      paint(this.ctx, { ...this.state, view: this.view }, this.frame);
    });
  }

  // -- what is drawn

  mark(mark) {
    const name = this.freeName;
    const marks = { ...this.state.marks, [name]: mark };
    this.lay({ marks, held: name });
    this.tell({ marks, added: name });
  }

  /** A click on a thing marks the whole of it, one beside all things the spot. */
  pick(at) {
    const thing = thingAt(this.state.things, at);
    if (thing) this.pickThing(thing);
    else this.mark({ point: at.map((value) => Math.round(value * 10) / 10) });
  }

  /** One that is marked already is held from now on. */
  pickThing(thing) {
    const there = this.marking(thing.box);
    if (there) this.lay({ held: there });
    else this.mark({ box: thing.box });
  }

  /** The name of the mark that is this box. */
  marking(box) {
    return Object.entries(this.state.marks).find(([, mark]) => mark.box && String(mark.box) === String(box))?.[0];
  }

  /** What the program brings: marks with names of their own, or a reference picture. */
  bring({ marks = [], words, reference }) {
    if (reference) {
      const name = this.freeName;
      this.lay({ references: { ...this.state.references, [name]: reference } });
      return this.tell({ marks: this.state.marks, added: name });
    }
    const before = Object.keys(this.state.marks);
    for (const mark of marks) {
      if (mark.box && this.marking(mark.box)) continue;
      const name = this.freeName;
      this.lay({ marks: { ...this.state.marks, [name]: mark }, held: name });
    }
    const now = this.state.marks;
    if (Object.keys(now).length === before.length) return;
    this.tell(words ? { marks: now, before, words } : { marks: now, added: this.state.held });
  }

  forget(name) {
    this.lay({ references: without(this.state.references, name) });
    this.tell({ marks: this.state.marks, dropped: name });
  }

  drop(name) {
    const marks = without(this.state.marks, name);
    this.lay({ marks, held: Object.keys(marks).at(-1) ?? null });
    this.tell({ marks, dropped: name });
  }

  /** `sent` stays on the picture while it is worked on: {strokes, color}, or {outline, ghost}. */
  edit(plan, more = {}, sent = null) {
    this.sending(sent);
    this.tell({ marks: { ...this.state.marks, ...more }, plan });
  }

  /** What has an event of its own: `given` says what is meant by it, such as {of: ["A"]}. */
  act(event, given, more = {}, sent = null) {
    this.sending(sent);
    this.tell({ marks: { ...this.state.marks, ...more }, event, given });
  }

  sending(sent) {
    this.state.sent = sent;
    this.repaint();
  }

  // -- hands

  choose(tool) {
    this.tool = tool;
    this.cross = null;
    this.state.hovered = null;
    this.state.doing = {};
    this.state.gathered = [];
    this.cursor = HANDS[tool].cursor;
    this.repaint();
    this.changed();
  }

  where(event) {
    const edge = this.canvas.getBoundingClientRect();
    const screen = [event.clientX - edge.left, event.clientY - edge.top];
    return { screen, at: toPicture(this.view, screen), touch: event.pointerType === "touch", shift: event.shiftKey };
  }

  pointer(kind, event) {
    if (!this.size) return;
    const where = this.where(event);
    const hand = event.button === 1 || this.panning ? HANDS.hand : HANDS[this.tool];
    if (kind === "down") this.down(event, where, hand);
    else if (this.fingers.size > 1) this.pinch(kind, event, where);
    else if (kind === "move") (this.hand ?? hand).move(this, where, this.doing);
    else this.finish(kind, event, where);
    this.repaint();
  }

  down(event, where, hand) {
    this.settle();
    this.cross = null;
    this.canvas.focus({ preventScroll: true });
    this.canvas.setPointerCapture(event.pointerId);
    this.fingers.set(event.pointerId, where.screen);
    if (this.fingers.size > 1) return this.stop();
    if (hand !== HANDS.hand && hand !== HANDS.pick && !within(where.at, this.size)) return;
    this.hand = hand;
    this.doing = hand.down(this, where);
    hand.move(this, where, this.doing);
  }

  finish(kind, event, where) {
    this.fingers.delete(event.pointerId);
    if (kind === "up" && this.doing) this.hand.up(this, where, this.doing);
    this.stop();
    if (kind !== "up") this.state.hovered = null;
  }

  /** Nothing is being worked on any more. */
  settle() {
    this.state.sent = null;
    this.repaint();
  }

  stop() {
    this.hand = this.doing = null;
    Object.assign(this.state, { doing: {}, ghost: null });
  }

  /** Two fingers zoom and pan. */
  pinch(kind, event, { screen }) {
    if (kind !== "move") return this.fingers.delete(event.pointerId);
    const other = [...this.fingers].find(([id]) => id !== event.pointerId)[1];
    const before = this.fingers.get(event.pointerId);
    const span = (a) => Math.hypot(a[0] - other[0], a[1] - other[1]) || 1;
    this.view = zoomed(this.view, span(screen) / span(before), other, this.size, this.frame);
    this.fingers.set(event.pointerId, screen);
  }

  wheel(event) {
    if (!this.size) return;
    event.preventDefault();
    this.zoom(Math.exp(-event.deltaY / 400), this.where(event).screen);
  }

  key(event) {
    if (event.ctrlKey || event.metaKey || event.altKey || !keyed(this, event)) return;
    event.preventDefault();
    this.repaint();
    this.changed();
  }
}

function loaded(url) {
  return new Promise((done) => {
    const image = new Image();
    image.onload = () => done(image);
    image.onerror = () => done(null);
    image.src = url;
  });
}
