// The button that opens the side: what it is called, and whether the side is open.

/** `label` is what it opens. Gradio says neither, and shows the state as a class. */
export function nameToggle(side, label) {
  const toggle = side?.querySelector(".toggle-button");
  if (!toggle) return;
  side.setAttribute("role", "complementary");
  side.setAttribute("aria-label", label);
  const tell = () => toggle.setAttribute("aria-expanded", String(side.classList.contains("open")));
  toggle.setAttribute("aria-label", label);
  toggle.setAttribute("aria-controls", side.id);
  toggle.title = label;
  tell();
  new MutationObserver(tell).observe(side, { attributeFilter: ["class"] });
}
