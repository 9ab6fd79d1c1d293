// Names for buttons and pictures that have none of their own, by what finds them; they come and go.

/** `named` has for each selector what is found there; `skipped` finds buttons inside of what is a button itself. */
export function nameAll(named, skipped) {
  let due = null;
  const look = () => {
    due = null;
    for (const button of document.querySelectorAll(`${skipped}:not([tabindex])`)) button.tabIndex = -1;
    for (const [selector, name] of Object.entries(named))
      for (const button of document.querySelectorAll(`${selector}:is(:not([aria-label]), [aria-label=""])`)) button.setAttribute("aria-label", name);
  };
  new MutationObserver(() => (due ??= requestAnimationFrame(look))).observe(document.body, { childList: true, subtree: true });
  look();
}
