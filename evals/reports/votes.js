"use strict";
(() => {
  const given = JSON.parse(document.getElementById("questions").textContent);
  const questions = given.questions;
  const place = `votes-${given.page}`;
  const scales = [
    { name: "alignment", title: "Was it done as asked?", low: "not at all", high: "exactly" },
    { name: "quality", title: "How does the result look?", low: "broken", high: "like a photo" },
  ];
  const main = document.getElementById("vote");
  let kept = { voter: "", votes: {}, at: 0 };
  let swapped = false;

  const make = (tag, attributes, ...children) => {
    const node = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes || {})) {
      if (name === "onclick") node.addEventListener("click", value);
      else node.setAttribute(name, value);
    }
    node.append(...children);
    return node;
  };

  const remember = () => {
    try { localStorage.setItem(place, JSON.stringify(kept)); } catch (error) { /* a page of a file may keep nothing */ }
  };
  try {
    const before = JSON.parse(localStorage.getItem(place));
    if (before && before.votes) kept = before;
  } catch (error) { /* nothing was kept */ }

  const voted = () => questions.filter((one) => scales.every((scale) => (kept.votes[one.id] || {})[scale.name])).length;

  const vote = (scale, value) => {
    const id = questions[kept.at].id;
    kept.votes[id] = { ...kept.votes[id], [scale]: value };
    remember();
    show(`${scale} ${value}`);
  };

  const go = (step) => {
    kept.at = Math.max(0, Math.min(questions.length - 1, kept.at + step));
    swapped = false;
    remember();
    show(`result ${kept.at + 1} of ${questions.length}`);
  };

  const save = () => {
    const votes = questions.filter((one) => kept.votes[one.id]).map((one) => ({ id: one.id, ...kept.votes[one.id] }));
    const told = { format: given.format, page: given.page, voter: kept.voter, votes };
    const blob = new Blob([JSON.stringify(told, null, 1) + "\n"], { type: "application/json" });
    const link = make("a", { href: URL.createObjectURL(blob), download: `votes-${kept.voter || "unnamed"}.json` });
    link.click();
    URL.revokeObjectURL(link.href);
  };

  const buttons = (scale, keys) => {
    const chosen = (kept.votes[questions[kept.at].id] || {})[scale.name];
    const row = make("div", { class: "scale", role: "group", "aria-label": scale.title });
    for (let value = 1; value <= 5; value += 1) {
      const pressed = chosen === value ? "true" : "false";
      const face = make("button", { type: "button", id: `${scale.name}-${value}`, "aria-pressed": pressed,
        onclick: () => vote(scale.name, value) });
      face.append(make("b", {}, String(value)), make("kbd", {}, keys[value - 1]));
      row.append(face);
    }
    return make("fieldset", {}, make("legend", {}, scale.title), make("span", {}, scale.low), row,
      make("span", {}, scale.high));
  };

  const picture = (source, title, kind) => make("figure", { class: kind }, make("figcaption", {}, title),
    make("img", { src: source, alt: title }));

  const show = (said) => {
    const focused = document.activeElement && document.activeElement.id;
    const one = questions[kept.at];
    const bar = make("progress", { max: questions.length, value: voted(), "aria-label": "voted on" });
    const name = make("input", { id: "voter", autocomplete: "off", maxlength: "40", placeholder: "your name, if you like" });
    name.value = kept.voter;
    name.addEventListener("change", () => { kept.voter = name.value.trim(); remember(); });
    const pair = make("div", { class: "pair" }, picture(one.before, "photo", "before"),
      picture(swapped ? one.before : one.after, swapped ? "photo again" : "result", "after"));
    const done = voted() === questions.length;
    main.replaceChildren(
      make("header", {}, make("span", {}, `${kept.at + 1} of ${questions.length}; ${voted()} voted on`), bar, name),
      make("p", { class: "words" }, one.words), pair,
      make("div", { class: "scales" }, buttons(scales[0], ["1", "2", "3", "4", "5"]),
        buttons(scales[1], ["q", "w", "e", "r", "t"])),
      make("footer", {}, make("button", { type: "button", id: "back", onclick: () => go(-1) }, "← back"),
        make("button", { type: "button", id: "next", onclick: () => go(1) }, "next →"),
        make("button", { type: "button", class: done ? "save done" : "save", onclick: save }, "save votes (s)"),
        make("small", {}, "Keys: 1–5 asked, q w e r t looks, ← → or Enter, space shows the photo in the result's place")),
      make("div", { role: "status", class: "status" }, said || ""));
    const again = focused && document.getElementById(focused);
    if (again) again.focus();
  };

  document.addEventListener("keydown", (event) => {
    if (event.target.tagName === "INPUT" || event.ctrlKey || event.metaKey || event.altKey) return;
    const key = event.key.toLowerCase();
    const asked = "12345".indexOf(key);
    const looks = "qwert".indexOf(key);
    if (key.length === 1 && asked >= 0) vote("alignment", asked + 1);
    else if (key.length === 1 && looks >= 0) vote("quality", looks + 1);
    else if (key === "arrowright" || (key === "enter" && event.target.tagName !== "BUTTON")) go(1);
    else if (key === "arrowleft") go(-1);
    else if (key === "s") save();
    else if (key === " " && event.target.tagName !== "BUTTON") { swapped = !swapped; show(); }
    else return;
    event.preventDefault();
  });
  show();
})();
