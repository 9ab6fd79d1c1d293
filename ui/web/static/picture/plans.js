// What dragging comes to, as a plan: the same that the words would.

const plan = (op) => ({ format: "scenewright.plan/1", status: "ready", ops: [op] });

export const removal = (name) => plan({ op: "remove", targets: [{ mark: name }] });

export const restoration = (name) => plan({ op: "restore", targets: [{ mark: name }] });

/** What is put right about things, each named by a target: {label}, {merge: true} or {absent: true}. */
export const correction = (targets, how) => plan({ op: "correct", targets, ...how });

export const shift = (name, by) => plan({ op: "move", target: { mark: name }, to: { offset: by.map(Math.round) } });

export const scaling = (name, scale) =>
  plan({ op: "resize", targets: [{ mark: name }], scale: Math.round(scale * 100) / 100 });
