// Where a picture lies in its frame, and shapes in its pixels. A view is {scale, x, y}: screen = picture × scale + (x, y).

const LARGEST = 32;
const MARGIN = 48;

const clamp = (value, low, high) => Math.min(Math.max(value, low), high);

/** The whole picture in the middle of the frame; never enlarged beyond four times. Sizes are {width, height}. */
export function fit(picture, frame) {
  const scale = Math.min(frame.width / picture.width, frame.height / picture.height, 4);
  return {
    scale,
    x: (frame.width - picture.width * scale) / 2,
    y: (frame.height - picture.height * scale) / 2,
  };
}

/** `factor` times as large, with the screen point `at` staying where it is. */
export function zoomed(view, factor, at, picture, frame) {
  const least = Math.min(fit(picture, frame).scale, 1) / 2;
  const scale = clamp(view.scale * factor, least, LARGEST);
  const by = scale / view.scale;
  return held({ scale, x: at[0] - (at[0] - view.x) * by, y: at[1] - (at[1] - view.y) * by }, picture, frame);
}

export function panned(view, by, picture, frame) {
  return held({ ...view, x: view.x + by[0], y: view.y + by[1] }, picture, frame);
}

/** Some of the picture stays in the frame. */
function held(view, picture, frame) {
  const width = picture.width * view.scale;
  const height = picture.height * view.scale;
  return {
    ...view,
    x: clamp(view.x, MARGIN - width, frame.width - MARGIN),
    y: clamp(view.y, MARGIN - height, frame.height - MARGIN),
  };
}

export const toPicture = (view, at) => [(at[0] - view.x) / view.scale, (at[1] - view.y) / view.scale];
export const toScreen = (view, at) => [at[0] * view.scale + view.x, at[1] * view.scale + view.y];
export const within = (at, picture) => at[0] >= 0 && at[1] >= 0 && at[0] < picture.width && at[1] < picture.height;
export const distance = (a, b) => Math.hypot(a[0] - b[0], a[1] - b[1]);

/** The box [left, top, right, bottom] in whole pixels around two corners, cut to the picture; null for less than 2. */
export function boxBetween(a, b, picture) {
  const box = [
    clamp(Math.floor(Math.min(a[0], b[0])), 0, picture.width),
    clamp(Math.floor(Math.min(a[1], b[1])), 0, picture.height),
    clamp(Math.ceil(Math.max(a[0], b[0])), 0, picture.width),
    clamp(Math.ceil(Math.max(a[1], b[1])), 0, picture.height),
  ];
  return box[2] - box[0] >= 2 && box[3] - box[1] >= 2 ? box : null;
}

/** Points nearer to the last one than `least` left out, to a tenth of a pixel; the ends stay. */
export function thinned(points, least) {
  const kept = points.slice(0, 1);
  for (const point of points.slice(1)) if (distance(point, kept.at(-1)) >= least) kept.push(point);
  if (points.length > 1 && kept.at(-1) !== points.at(-1)) kept.push(points.at(-1));
  return kept.map((point) => point.map((value) => Math.round(value * 10) / 10));
}

/** Whether a point lies in an outline (polygons by the even-odd rule, so that holes are holes). */
export function inside(outline, at) {
  let odd = false;
  for (const ring of outline) {
    for (let now = 0, last = ring.length - 1; now < ring.length; last = now++) {
      const [ax, ay] = ring[now];
      const [bx, by] = ring[last];
      if (ay > at[1] !== by > at[1] && at[0] < ((bx - ax) * (at[1] - ay)) / (by - ay) + ax) odd = !odd;
    }
  }
  return odd;
}

/** The box around an outline. */
export function boxOf(outline) {
  const points = outline.flat();
  const xs = points.map((point) => point[0]);
  const ys = points.map((point) => point[1]);
  return [Math.min(...xs), Math.min(...ys), Math.max(...xs), Math.max(...ys)];
}

export const outlineOfBox = ([left, top, right, bottom]) => [
  [
    [left, top],
    [right, top],
    [right, bottom],
    [left, bottom],
  ],
];

const area = (box) => (box[2] - box[0]) * (box[3] - box[1]);

/** The smallest of the things whose outline (or box, where that is all that is known) holds the point. */
export function thingAt(things, at) {
  const under = things.filter((thing) => inside(thing.outline ?? outlineOfBox(thing.box), at));
  return under.sort((a, b) => area(a.box) - area(b.box))[0] ?? null;
}

/** The one of the things that this one was before they were looked at again; null where it is none of them. */
export const sameThing = (things, one) =>
  things.find(({ id, box }) => id === one?.id && String(box) === String(one.box)) ?? null;
