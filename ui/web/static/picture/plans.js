// What dragging comes to, as a plan: the same that the words would.

const plan = (op) => ({ format: "scenewright.plan/1", status: "ready", ops: [op] });

export const removal = (names) => plan({ op: "remove", targets: names.map((mark) => ({ mark })) });

export const shift = (name, by) => plan({ op: "move", target: { mark: name }, to: { offset: by.map(Math.round) } });

export const scaling = (name, scale) =>
  plan({ op: "resize", targets: [{ mark: name }], scale: Math.round(scale * 100) / 100 });
