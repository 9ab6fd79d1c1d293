// The slider of two pictures by keys: Gradio's own is moved by a pointer alone, and keys move it as one.

const HANDLE = "#slider [data-testid=slider]";
const STEPS = { ArrowLeft: -5, ArrowDown: -5, ArrowRight: 5, ArrowUp: 5, PageDown: -20, PageUp: 20, Home: -100, End: 100 };
/** Percent of the picture's width. */

const middle = ({ left, width }) => left + width / 2;
const edges = () => document.querySelector("#slider img")?.getBoundingClientRect();

/** From the picture's left edge, in percent. */
function place(handle) {
  const picture = edges();
  if (!picture?.width) return 50;
  return Math.min(100, Math.max(0, (100 * (middle(handle.querySelector(".inner").getBoundingClientRect()) - picture.left)) / picture.width));
}

function drag(handle, percent) {
  const line = handle.querySelector(".inner").getBoundingClientRect();
  const picture = edges();
  const at = (clientX) => ({ clientX, clientY: line.top + line.height / 2, view: window, bubbles: true, cancelable: true });
  handle.dispatchEvent(new MouseEvent("mousedown", at(middle(line))));
  for (const kind of ["mousemove", "mouseup"])
    window.dispatchEvent(new MouseEvent(kind, at(picture.left + (picture.width * percent) / 100)));
}

function ready(handle, label) {
  const tell = () => handle.setAttribute("aria-valuenow", Math.round(place(handle)));
  const named = { tabindex: 0, role: "slider", "aria-label": label, "aria-valuemin": 0, "aria-valuemax": 100 };
  for (const [name, value] of Object.entries(named)) handle.setAttribute(name, value);
  handle.addEventListener("keydown", (event) => {
    if (!(event.key in STEPS) || !edges()) return;
    event.preventDefault();
    drag(handle, Math.min(100, Math.max(0, Math.round(place(handle)) + STEPS[event.key])));
  });
  new MutationObserver(tell).observe(handle, { attributeFilter: ["style"] });
  tell();
}

/** Every slider that comes is called `label`. */
export function keySliders(label) {
  let due = null;
  const look = () => {
    due = null;
    for (const handle of document.querySelectorAll(`${HANDLE}:not([tabindex])`)) ready(handle, label);
  };
  new MutationObserver(() => (due ??= requestAnimationFrame(look))).observe(document.body, { childList: true, subtree: true });
  look();
}
