// Cards and the history strip are HTML from the program; whatever in them has `data-event` is a button for that event.

/** `data-value` is JSON; it becomes the piece's value, so that the event's function gets it. */
export function mount({ element, props, trigger }) {
  element.addEventListener("click", (event) => {
    const button = event.target.closest("[data-event]");
    if (!button || button.disabled) return;
    props.value = JSON.parse(button.dataset.value ?? "null");
    trigger(button.dataset.event);
  });
}
