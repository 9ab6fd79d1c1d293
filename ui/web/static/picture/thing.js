// What can be said about the marked thing: what it is, that several are one, that there is none; and all like it.

const made = (tag, attributes, text) => {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  if (text) element.textContent = text;
  return element;
};

/** `act(event, {of, took, label?})`, with the marks that are done with then, and `alike()` are called; `update(state)` shows what can be said now. */
export function aboutThing(labels, { act, alike }) {
  const form = made("form", { class: "picture-thing", role: "group" });
  const name = made("input", { type: "text", "aria-label": labels.name, placeholder: labels.name, maxlength: 80, size: 10 });
  const button = (what, type = "button") => {
    const [shown, title] = labels[what];
    return made("button", { type, "data-about": what, title, "aria-label": title }, shown);
  };
  const [rename, merge, absent, every] = [button("rename", "submit"), button("merge"), button("absent"), button("alike")];
  form.append(name, rename, every, merge, absent);
  let now = null;

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const label = name.value.trim();
    if (!now || !label || label === now.name) return;
    now.name = label;
    act("rename", { of: [now.target], took: [now.mark], label });
  });
  // Of a double click the second is none.
  merge.addEventListener("click", ({ detail }) => detail < 2 && act("merge", { of: now.known, took: now.marks }));
  absent.addEventListener("click", ({ detail }) => detail < 2 && act("dismiss", { of: [now.target], took: [now.mark] }));
  every.addEventListener("click", alike);

  function update({ held, marked }) {
    const meant = held && marked[held];
    form.hidden = !meant;
    if (!meant) return (now = null);
    const ids = [...new Set(Object.values(marked).map((one) => one.object))].filter(Boolean);
    const target = meant.object ?? held;
    if (now?.mark !== held || now?.name !== (meant.name ?? "")) name.value = meant.name ?? "";
    now = { mark: held, target, name: meant.name ?? "", known: ids, marks: Object.keys(marked) };
    form.setAttribute("aria-label", labels.about.replace("{name}", meant.label ?? `[${held}]`));
    merge.disabled = ids.length < 2;
    absent.disabled = every.disabled = !meant.object;
  }

  return { element: form, update, focus: () => !form.hidden && name.select() };
}
