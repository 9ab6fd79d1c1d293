// Cards, the history strip and the like are HTML from the program; whatever in them has `data-event` is a button for that
// event, a control with `data-change` tells it what it is set to, and one with `data-words` writes them into the text field.
// `data-sure` is asked first. What is set and at once decided on goes with the decision.

import { Changes } from "./changes.js";
import { fillWords } from "./words.js";

const FIELD = "#words textarea";
const SETTLED = 350;
/** Milliseconds after which what is being typed is taken as meant. */
const TYPED = new Set(["number", "text"]);
const DECIDING = new Set(["answer", "approve", "skip", "readings"]);
/** Of a double click on these the second is none: it would fall on what comes next. */

/**
 * `data-value` is JSON; it becomes the piece's value, so that the event's function gets it. When the content is another,
 * each event of `props.moved` is triggered whose selector finds something.
 */
export function mount({ element, props, trigger }) {
  let used = null;
  let due = null;
  let content = null;
  const changes = new Changes();
  changes.heard(element.querySelector("[data-told]"));
  const take = () => {
    const value = due?.value;
    clearTimeout(due?.timer);
    due = null;
    return value;
  };
  const sendDue = () => send("revise", changes.add(take()).told());
  const send = (event, value) => {
    props.value = value;
    trigger(event);
  };
  const controls = () => [...element.querySelectorAll("[data-change]")];
  element.addEventListener("click", (event) => {
    const button = event.target.closest("[data-event], [data-words]");
    if (!button || button.disabled) return;
    if (event.detail > 1 && DECIDING.has(button.dataset.event)) return;
    if (button.dataset.sure && !confirm(button.dataset.sure)) return;
    used = button.id;
    if (button.dataset.words !== undefined) return fillWords(document.querySelector(FIELD), button.dataset.words);
    const value = JSON.parse(button.dataset.value ?? "null");
    const name = button.dataset.event;
    if (name === "approve" && !controls().every((one) => one.reportValidity())) return;
    const set = DECIDING.has(name) || name === "revise" ? take() : null;
    if (name === "approve") send(name, changes.add(set).told());
    else if (name === "revise") send(name, changes.add(set).add(value).told());
    else send(name, value);
  });
  const changed = (event) => {
    const control = event.target.closest("[data-change]");
    // The arrows of a number give no change before it is left.
    if (!control || (control.type === "number") !== (event.type === "input") || !control.reportValidity()) return;
    used = control.id;
    if (due && due.control !== control.id) sendDue();
    take();
    const value = { ...JSON.parse(control.dataset.value), value: control.value };
    const timer = setTimeout(sendDue, TYPED.has(control.type) ? SETTLED : 0);
    due = { control: control.id, value, timer };
  };
  element.addEventListener("change", changed);
  element.addEventListener("input", changed);
  const tellMoved = () => {
    if (content === element.innerHTML) return;
    content = element.innerHTML;
    for (const [event, wanted] of Object.entries(props.moved ?? {})) if (document.querySelector(wanted)) trigger(event);
  };
  // Who works with keys goes on where they were when the card has been written anew; the newest step is in sight.
  new MutationObserver(() => {
    const strip = element.querySelector(".strip");
    const now = strip?.querySelector(".now");
    if (now) strip.scrollLeft = now.offsetLeft + now.offsetWidth - strip.clientWidth + 8;
    tellMoved();
    if (!changes.heard(element.querySelector("[data-told]"))) take();
    changes.show(controls(), due?.value);
    if (used && document.activeElement === document.body) element.querySelector(`#${CSS.escape(used)}`)?.focus();
  }).observe(element, { childList: true, subtree: true });
}
